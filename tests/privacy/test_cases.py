"""How well the guard does on the labelled cases, and that the document says so."""

from pathlib import Path

import pytest

from privacy import scan
from privacy.detectors import Level, level
from tests.privacy import cases

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("name", cases.SETS)
def test_blocks_are_found_and_little_else_is_blocked(name):
    score = cases.score(name)
    assert score.recall >= 0.98
    assert score.precision >= 0.98


def test_there_are_enough_cases_and_many_are_harmless():
    scores = [cases.score(name) for name in cases.SETS]
    assert sum(score.cases for score in scores) >= 300
    assert sum(score.harmless for score in scores) >= 0.45 * sum(score.cases for score in scores)


def test_each_case_stands_there_once():
    texts = [case.text for name in cases.SETS for case in cases.cases(name)]
    assert len(texts) == len(set(texts))


def test_the_document_has_todays_table():
    document = (ROOT / "docs/privacy-guard.md").read_text(encoding="utf-8")
    assert cases.table() in document
    assert cases.rules() in document


def test_the_seed_has_no_finding():
    for file in (ROOT / "portal/texts/seed").glob("*.md"):
        assert not scan(file.read_text(encoding="utf-8"))


def test_no_practice_of_the_demonstration_is_blocked():
    for file in (ROOT / "portal/demo/practices").glob("*.toml"):
        assert level(scan(file.read_text(encoding="utf-8"))) is not Level.BLOCK
