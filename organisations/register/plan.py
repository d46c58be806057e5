"""What a sheet would change in the register: its lines, judged."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from organisations.models import Organisation
from organisations.register.state import State
from organisations.register.table import Below

NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"


@dataclass(frozen=True)
class Choice:
    """Which sheet, which of its columns, and what holds where a line says nothing."""

    sheet: int
    last: int
    columns: dict[int, str]
    year: int | None = None
    as_of: date | None = None
    source: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "sheet": self.sheet,
            "last": self.last,
            "columns": {str(place): key for place, key in self.columns.items()},
            "year": self.year,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "source": self.source,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Choice":
        return cls(
            data["sheet"],
            data["last"],
            {int(place): key for place, key in data["columns"].items()},
            data["year"],
            date.fromisoformat(data["as_of"]) if data["as_of"] else None,
            data["source"],
        )


@dataclass
class Line:
    """A line of the sheet and what it means for the register."""

    number: int
    name: str
    kind: str
    organisation: Organisation | None = None
    before: State = field(default_factory=dict)
    after: State = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)


@dataclass
class Plan:
    """All lines, the schools that the sheet lacks, the clusters it would make, what was passed over."""

    lines: list[Line]
    missing: list[Organisation]
    clusters: list[str]
    passed_over: list[Below]

    def of(self, kind: str) -> list[Line]:
        return [line for line in self.lines if line.kind == kind]

    @cached_property
    def new(self) -> list[Line]:
        return self.of(NEW)

    @cached_property
    def changed(self) -> list[Line]:
        return self.of(CHANGED)

    @cached_property
    def same(self) -> list[Line]:
        return self.of(SAME)

    @cached_property
    def refused(self) -> list[Line]:
        return self.of(REFUSED)

    @property
    def changes(self) -> list[Line]:
        return [*self.new, *self.changed]

    @property
    def counts(self) -> dict[str, int]:
        return {kind: len(self.of(kind)) for kind in (NEW, CHANGED, SAME, REFUSED)} | {
            "missing": len(self.missing)
        }

    @cached_property
    def digest(self) -> str:
        """Stands for what the plan would do: another one if the register or the sheet has changed."""
        told = [
            (line.number, line.organisation.pk if line.organisation else None, line.before, line.after)
            for line in self.changes
        ]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
