"""Short public texts: whatever points to one child is refused beside the field, ordinary words pass."""

import importlib
import json
import pkgutil
from pathlib import Path

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from content.free_text import refuse_unfit, refuse_unfit_paper
from networks.needs_forms import about_no_child
from practices.adoption.forms import SafeText
from privacy.free_text import about_a_child, exposing_a_child

DATA = Path(__file__).parent / "data"
NICKNAME = "น้องมะลิ นักเรียนชั้น ป.3 กล้าพูดหน้าเสาธง"
TEACHER = "ครูมะลิ ครูประจำชั้น ป.3 ดูแลนักเรียน 24 คน"


def cases(name):
    lines = (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [pytest.param(row["text"], row["refused"], id=row["id"]) for row in map(json.loads, lines)]


@pytest.mark.parametrize(("text", "refused"), cases("short_texts"))
def test_a_short_text_is_refused_only_if_it_points_to_one_child(text, refused):
    assert bool(about_a_child(text)) is refused


def test_most_short_texts_written_after_the_rules_are_judged_rightly():
    """They were never used to change the rules; the document says how many are judged rightly."""
    rows = [case.values for case in cases("short_texts_held_out")]
    wrong = [text for text, refused in rows if bool(about_a_child(text)) is not refused]
    document = DATA.parents[2] / "docs/privacy-guard.md"
    assert f"{len(rows) - len(wrong)} of {len(rows)}" in document.read_text(encoding="utf-8"), wrong


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize(
    ("text", "instead"),
    [
        (NICKNAME, {"th": "นักเรียนคนหนึ่ง", "en": "Write “a pupil”"}),
        ("ช่วยนักเรียน 2 คนในชั้น ป.6", {"th": "นักเรียนกลุ่มหนึ่ง", "en": "some pupils"}),
        ("นักเรียนคนเดียวของชั้น ป.6", {"th": "ตัดชั้นเรียนออก", "en": "Leave out the class"}),
        ("เด็กชายสมมุติ ตัวอย่าง", {"th": "ใช้คำกลาง ๆ แทนชื่อ", "en": "Write “a pupil”"}),
    ],
)
def test_the_refusal_says_what_to_write_instead_in_the_readers_language(text, instead, language):
    with override(language), pytest.raises(ValidationError) as refused:
        refuse_unfit(text)
    assert instead[language] in " ".join(refused.value.messages)


def test_the_refusal_never_quotes():
    """It may be logged."""
    assert not any("มะลิ นักเรียน" in words or "น้องมะลิ" in words for words in about_a_child(NICKNAME))


def test_a_whole_paper_may_name_teachers_and_count_but_no_child_by_title():
    assert not exposing_a_child("ห้อง ป.1/1 นักเรียน 3 คน ครูประจำชั้น น้องแนน ใจดี")
    refuse_unfit_paper(NICKNAME)
    with pytest.raises(ValidationError):
        refuse_unfit_paper("ด.ช.สมมุติ ตัวอย่าง")


@pytest.mark.parametrize("check", [refuse_unfit, about_no_child, SafeText().clean])
def test_every_check_of_a_field_refuses_a_nickname_with_a_class(check):
    with pytest.raises(ValidationError):
        check(NICKNAME)
    check(TEACHER)


def checked_fields():
    """Every field of a model or a form whose words are checked."""
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.Field) and refuse_unfit in field.validators:
                yield pytest.param(field, id=f"{model.__name__}.{field.name}")
    for app in ("networks", "organisations", "practices", "programme", "events"):
        package = importlib.import_module(app)
        for module in pkgutil.walk_packages(package.__path__, f"{app}."):
            if not module.name.endswith("forms"):
                continue
            for form in vars(importlib.import_module(module.name)).values():
                if (
                    isinstance(form, type)
                    and issubclass(form, forms.BaseForm)
                    and form.__module__ == module.name
                ):
                    for name, field in form.base_fields.items():
                        if refuse_unfit in field.validators:
                            yield pytest.param(field, id=f"{form.__name__}.{name}")


@pytest.mark.parametrize("field", [*checked_fields()])
def test_each_checked_field_refuses_a_nickname_with_a_class_and_takes_a_teacher(field):
    with pytest.raises(ValidationError, match="นักเรียนคนหนึ่ง"), override("th"):
        field.run_validators(NICKNAME[: field.max_length])
    field.run_validators("ครูมะลิ ครูประจำชั้น ป.3"[: field.max_length])


@given(st.text(alphabet="กขคมนปรลสะาิี่้เแ .1/3น้องมะลิชั้นห้องป.เด็กคน\n“”()", max_size=120))
def test_no_text_breaks_the_check(text):
    assert all(isinstance(words, str) and words for words in about_a_child(text))
