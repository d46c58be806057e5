"""Where an adoption stands, from its events. Nothing is overwritten: what was undone stays, and no longer counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from practices.adoption import pulse
from vcare.adoption import OPEN_STATES


class Event(Protocol):
    """What the events need to have, oldest first. `state` is empty if it did not change."""

    pk: int
    state: str
    day: date
    undoes_id: int | None
    was_heard: bool


@dataclass(frozen=True)
class Standing:
    """What follows from the events that count."""

    state: str
    state_on: date
    began_on: date
    heard_on: date
    #: The first day on which it was really done; none as long as it is only meant to be.
    used_from: date | None
    #: The last day on which the state is taken for true; none for one that lasts by itself.
    known_until: date | None


def counting(events: Iterable[Event]) -> list[Event]:
    """The events that were not undone, without the undoing itself."""
    rows = list(events)
    undone = {row.undoes_id for row in rows if row.undoes_id}
    return [row for row in rows if row.pk not in undone and not row.undoes_id]


def standing(events: Iterable[Event]) -> Standing | None:
    """Where it stands after all events; None if none of them counts."""
    state, state_on, began, heard, used = "", None, None, None, None
    for event in counting(events):
        if event.was_heard or event.state:
            heard = event.day
        if not event.state:
            continue
        if event.state != state:
            state_on = event.day
        if state in {"", "stopped", "withdrawn"}:
            # It begins, or begins anew.
            began, used = event.day, None
        state = event.state
        if state in {"trying", "using"} and used is None:
            used = event.day
    if state_on is None or began is None or heard is None:
        return None
    known_until = pulse.holds_until(used or began, heard) if state in OPEN_STATES else None
    return Standing(state, state_on, began, heard, used, known_until)


@dataclass(frozen=True)
class Spell:
    """A stretch of time in one state; its last day is the next one's first."""

    state: str
    first: date
    last: date


def spells(events: Iterable[Event], known_until: date | None, today: date) -> list[Spell]:
    """The states one after another; after the last day that anything is known of, `unknown`."""
    found: list[Spell] = []
    changes = [event for event in counting(events) if event.state]
    for event, following in zip(changes, [*changes[1:], None], strict=True):
        last = following.day if following else today
        if found and found[-1].state == event.state:
            found[-1] = Spell(event.state, found[-1].first, last)
        else:
            found.append(Spell(event.state, event.day, last))
    if found and known_until and known_until < today:
        end = max(known_until, found[-1].first)
        found[-1] = Spell(found[-1].state, found[-1].first, end)
        found.append(Spell("unknown", end, today))
    return [spell for spell in found if spell.state != "withdrawn"]
