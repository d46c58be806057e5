"""What the lines of a sheet would do, judged before anything is kept."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Model

from organisations.register.lines import Line

NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"


@dataclass
class Row:
    """A line and what it means: a new thing or a changed one, one that is there already, or why it is refused."""

    line: Line
    kind: str
    #: The thing to be stored.
    thing: Model | None = None
    #: What was understood, as heading and words.
    said: Sequence[tuple[str, str]] = ()
    #: What a changed thing said before, by field.
    before: dict[str, Any] = field(default_factory=dict)
    reasons: Sequence[str] = ()

    @classmethod
    def refused(cls, line: Line, *reasons: str) -> "Row":
        return cls(line, REFUSED, reasons=reasons)

    @property
    def words(self) -> str:
        return " · ".join(filter(None, self.line.shown))[:160]


@dataclass
class Plan:
    """All lines, the headings that nobody knows, and the sheets that are passed over."""

    rows: list[Row]
    unknown: Sequence[str] = ()
    passed_over: Sequence[str] = ()

    def of(self, kind: str) -> list[Row]:
        return [row for row in self.rows if row.kind == kind]

    @cached_property
    def new(self) -> list[Row]:
        return self.of(NEW)

    @cached_property
    def changed(self) -> list[Row]:
        return self.of(CHANGED)

    @cached_property
    def same(self) -> list[Row]:
        return self.of(SAME)

    @cached_property
    def refused(self) -> list[Row]:
        return self.of(REFUSED)

    @property
    def changes(self) -> list[Row]:
        return [*self.new, *self.changed]

    @property
    def counts(self) -> dict[str, int]:
        return {kind: len(self.of(kind)) for kind in (NEW, CHANGED, SAME, REFUSED)}

    @cached_property
    def digest(self) -> str:
        """Stands for what the plan would do: another one if what is there has changed."""
        told = [
            (row.line.sheet, row.line.number, row.kind, list(row.said), row.before) for row in self.changes
        ]
        return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()
