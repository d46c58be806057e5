"""An event's programme as people read it: day by day, what begins at the same time side by side."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from itertools import groupby
from typing import Any

from django.utils import timezone

from events.models import ExchangeEventPage, SessionPlaces
from practices.models import PracticePage


@dataclass(frozen=True)
class Session:
    """A row of the programme. `key` is the row's id, which stays when the row is moved or rewritten."""

    key: str
    day: date
    begins: time
    ends: time
    topic: str
    speaker: str = ""
    room: str = ""
    practices: list[PracticePage] = field(default_factory=list, compare=False)
    #: Whether people choose it when they register.
    chosen: bool = False
    #: None without a limit.
    places: int | None = None
    taken: int = 0
    #: People in line for a place that becomes free.
    waiting: int = 0

    @property
    def left(self) -> int | None:
        return None if self.places is None else max(0, self.places - self.taken)

    @property
    def is_full(self) -> bool:
        """Whether one can only wait: what is free while others wait is theirs."""
        return self.left == 0 or bool(self.waiting)

    def overlaps(self, other: "Session") -> bool:
        return self.day == other.day and self.begins < other.ends and other.begins < self.ends


@dataclass(frozen=True)
class Day:
    day: date
    #: Sessions that begin at the same time, together.
    slots: list[list[Session]]


def sessions_of(event: ExchangeEventPage, taken: Mapping[str, int] | None = None) -> list[Session]:
    """All rows in the order of time; a row without a day is on the first."""
    taken = taken or {}
    first = timezone.localdate(event.starts_at)
    found = [_session(block, first, taken.get(block.id, 0)) for block in event.programme]
    return sorted(found, key=lambda row: (row.day, row.begins))


def _session(block: Any, first: date, taken: int) -> Session:
    row = block.value
    return Session(
        key=block.id,
        day=row["day"] or first,
        begins=row["time_from"],
        ends=row["time_to"],
        topic=row["topic"],
        speaker=row["speaker"],
        room=row.get("room") or "",
        practices=list(_practices(row)),
        chosen=bool(row.get("chosen")),
        places=row.get("places"),
        taken=taken,
    )


def _practices(row: Mapping[str, Any]) -> Iterator[PracticePage]:
    yield from (page for page in row.get("practices") or [] if page and page.live)


def days_of(event: ExchangeEventPage) -> list[Day]:
    rows = sessions_of(event, SessionPlaces.taken_of(event))
    return [
        Day(day, [list(slot) for _begins, slot in groupby(of_day, key=lambda row: row.begins)])
        for day, of_day in groupby(rows, key=lambda row: row.day)
    ]


def to_choose(event: ExchangeEventPage) -> list[Session]:
    """The sessions that people choose from, with what is taken."""
    if not any(block.value.get("chosen") for block in event.programme):
        return []
    waiting = SessionPlaces.waiting_of(event)
    return [
        replace(row, waiting=waiting.get(row.key, 0))
        for row in sessions_of(event, SessionPlaces.taken_of(event))
        if row.chosen
    ]
