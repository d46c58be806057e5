"""The table of the paper's 70 statements is whole and true, and a pupil has no place in the portal."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import resolve
from wagtail.models import Page

from content.free_text import refuse_unfit
from portal.founding import found
from programme.models import FundEntry
from vcare.reports import ALL_FIGURES

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "docs" / "seed-coverage.md"
STATEMENTS = 70
KEPT = {"PUB", "AGG", "INT", "NEVER", "LINK"}


def rows() -> list[list[str]]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if re.match(r"\| \d", line)]


def quoted(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_each_statement_has_one_row_that_says_how_it_is_kept():
    assert [int(row[0]) for row in rows()] == list(range(1, STATEMENTS + 1))
    for number, words, kept, where, *_rest in rows():
        assert words, number
        assert where, number
        assert set(kept.split("/")) <= KEPT, number


def test_each_named_test_exists():
    missing = []
    for row in rows():
        names = quoted(row[5])
        assert names, row[0]
        for name in names:
            file, *_classes, function = name.split("::")
            source = ROOT / file
            if not source.exists() or not re.search(rf"def {function}\(", source.read_text(encoding="utf-8")):
                missing.append((row[0], name))
    assert missing == []


@pytest.mark.django_db
def test_each_screen_is_there_in_a_new_installation():
    """A view of that address, or a page that an installation begins with: live, or a draft of the office."""
    found()
    wrong = []
    for row in rows():
        addresses = quoted(row[4])
        assert addresses, row[0]
        for address in addresses:
            view = resolve(address)
            if view.url_name != "wagtail_serve":
                continue
            if not Page.objects.filter(url_path=f"/home{address}").exists():
                wrong.append((row[0], address))
    assert wrong == []


def test_no_table_has_a_column_for_a_pupil():
    """Where a name speaks of pupils the column is a number, or numbers by level."""
    about = re.compile(r"pupil|student|child(?!_page)|guardian|nickname|birth")
    counts = (models.PositiveIntegerField, models.PositiveSmallIntegerField, models.IntegerField)
    sums = {FundEntry._meta.get_field("helped")}
    wrong = []
    for model in apps.get_models():
        if about.search(model.__name__.lower()):
            wrong.append(model._meta.label)
        wrong += [
            f"{model._meta.label}.{field.name}"
            for field in model._meta.concrete_fields
            if about.search(field.name) and not isinstance(field, counts) and field not in sums
        ]
    assert wrong == []


def test_what_schools_report_is_counted():
    """The form has no other kind of answer about pupils than a number of people, of times, or of baht."""
    assert {figure.unit for figure in ALL_FIGURES} <= {"people", "times", "baht", ""}


@pytest.mark.parametrize(
    "words",
    [
        "ช่วยเด็กหญิงสมใจ ใจดี ที่บ้านไฟไหม้",
        "ด.ช.สมชาย รักเรียน ได้รับทุน",
        "เลขประจำตัวนักเรียน 12345",
        "เลขประจำตัวประชาชน 1101700230708",
    ],
)
def test_words_that_tell_which_pupil_is_meant_are_refused(words):
    with pytest.raises(ValidationError):
        refuse_unfit(words)
    refuse_unfit("ช่วยนักเรียน 12 คน เด็กชายและเด็กหญิงทุกคน")
