"""What the portal would draft now beside what it drafted then. Nothing here asks the database."""

import difflib
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from programme.dossier.drafting import Drafted
from programme.models import DossierSection
from vcare.dossiers import DOSSIER_HEADINGS


@dataclass(frozen=True)
class Change:
    """Of one heading: lines that came and went, of its text and of its tables."""

    key: str
    name: str
    #: Whether people have written below it: then the text stays as it is.
    is_own: bool
    came: list[str]
    went: list[str]


def change(section: DossierSection, found: Drafted) -> Change:
    before = [*lines(section.drafted), *rows(section.facts)]
    after = [*lines(found.text), *rows(found.facts)]
    came: list[str] = []
    went: list[str] = []
    for kind, first, last, start, end in difflib.SequenceMatcher(None, before, after, False).get_opcodes():
        if kind != "equal":
            went += before[first:last]
            came += after[start:end]
    name = DOSSIER_HEADINGS[section.key].label(get_language())
    return Change(section.key, name, section.is_own, came, went)


def lines(text: str) -> list[str]:
    return [line.removeprefix("- ") for line in text.splitlines()]


def rows(facts: dict[str, Any]) -> list[str]:
    """The rows of all tables, each in one line under the name of its table."""
    return [
        f"{table['title']}: {' | '.join(' '.join(cell.split()) for cell in row)}"
        for table in facts.get("tables", [])
        for row in table["rows"]
    ]
