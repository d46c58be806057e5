"""What of a story could expose a child, told while it is written. The one place that asks the guard."""

from collections.abc import Collection
from dataclasses import dataclass

from practices.models import PracticePage
from privacy import gate


@dataclass(frozen=True)
class Doubt:
    """A place in the text that has to be looked at again; a red one keeps the story from being handed in."""

    field: str
    text: str
    name: str
    reason: str
    mend: str
    is_red: bool


def doubts(page: PracticePage, fields: Collection[str] | None = None) -> list[Doubt]:
    """What nobody has cleared, in some fields or in the whole story; red ones first."""
    found = {
        Doubt(one.passage.field, one.finding.text, one.title, one.reason, one.mend, one.is_red): None
        for one in gate.open_findings(page)
        if fields is None or one.passage.field in fields
    }
    return sorted(found, key=lambda doubt: not doubt.is_red)
