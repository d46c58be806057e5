"""Judgements from a file."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from search.models import Judgement
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "judged.toml"
    path.write_text('[[judged]]\nquery = "ลานกีฬา"\npages = { "ลานกีฬาของ" = 3 }\n', encoding="utf-8")
    return path


@pytest.fixture
def practice(practice_index):
    return factories.PracticePageFactory(parent=practice_index, title="ลานกีฬาของโรงเรียน")


def test_a_file_is_taken_over_in_place_of_what_was(file, practice):
    Judgement.objects.create(query=" ลานกีฬา", page=practice, grade=1)
    call_command("import_judgements", file)
    call_command("import_judgements", file)
    assert Judgement.objects.get().grade == 3


def test_a_page_that_is_not_there_is_named_and_nothing_kept(file, site_tree):
    with pytest.raises(CommandError, match="ลานกีฬาของ"):
        call_command("import_judgements", file)
    assert not Judgement.objects.exists()


@pytest.mark.parametrize("text", ["", "x", '[[judged]]\nquery = "ก"\npages = { "ลานกีฬาของ" = 4 }\n'])
def test_a_bad_file_is_an_error_and_nothing_kept(file, practice, text):
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("import_judgements", file)
    assert not Judgement.objects.exists()
