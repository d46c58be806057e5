"""What phones bring in when they have a network again, and what they are told."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from events.checkin import deeds, roll
from events.checkin.deeds import ClosedError, Note, RefusedError
from events.checkin.door import Keeper
from events.checkin.forms import BackNoteForm, NoteForm, PhoneWalkInForm, moment
from events.models import Attendance, Attendee

#: Notes that one request may bring; a phone sends the rest with the next.
MOST = 200
#: Changes that were being written when somebody asked last are told again.
OVERLAP = timedelta(seconds=20)
#: A clock that is wrong by less is right.
CLOCK = timedelta(seconds=30)


def bring_in(keeper: Keeper, sent: Mapping[str, Any]) -> dict[str, Any]:
    """Keep what a phone wrote down; answer each note, and tell what is new since its cursor."""
    now = timezone.now()
    off = _clock_error(sent.get("now"), now)
    device = "".join(sign for sign in str(sent.get("device", ""))[:40] if sign.isprintable())
    results: dict[str, dict[str, Any]] = {}
    entries = sent.get("entries")
    # In the phone's own order: what was taken back may have been entered again.
    for entry in (entries if isinstance(entries, list) else [])[:MOST]:
        take = isinstance(entry, dict) and _KINDS.get(str(entry.get("kind")))
        if take:
            results[str(entry.get("uid", ""))[:40]] = take(keeper, _as_text(entry), off, device)
    since = _cursor(sent.get("cursor"))
    return {
        "results": results,
        "changes": roll.changes(keeper.event, since and since - OVERLAP),
        "cursor": now.isoformat(),
        "version": roll.version(keeper.event),
    }


def _as_text(entry: Mapping[str, Any]) -> dict[str, str]:
    """As a browser's form would send it: one note that makes no sense must not keep the others from coming in."""
    return {
        name: str(value).encode(errors="replace").decode()
        for name, value in entry.items()
        if value is not None
    }


def _clock_error(text: object, now: datetime) -> timedelta:
    """How far the phone's clock is behind."""
    try:
        off = now - moment(str(text or ""))
    except forms.ValidationError:
        return timedelta()
    return off if abs(off) > CLOCK else timedelta()


def _cursor(text: object) -> datetime | None:
    try:
        return moment(str(text or ""))
    except forms.ValidationError:
        return None


def _shifted(at: datetime, off: timedelta) -> datetime:
    try:
        return at + off
    except OverflowError:
        return timezone.now()


def _answer(row: Attendance, status: str) -> dict[str, Any]:
    return {
        "status": status if row.stands else "back",
        "attendee": row.attendee_id,
        "session": row.session,
        "day": row.day.isoformat(),
        "at": row.checked_at.isoformat(),
        "where": roll.keeper_name(row),
    }


def _attendee(keeper: Keeper, key: int) -> Attendee | None:
    rows = Attendee.objects.select_related("registration").filter(registration__event=keeper.event)
    return rows.filter(pk=key).first()


def _note(keeper: Keeper, sent: dict[str, str], off: timedelta, device: str) -> dict[str, Any]:
    form = NoteForm(sent)
    if not form.is_valid():
        return {"status": "unreadable"}
    data = form.cleaned_data
    attendee = _attendee(keeper, data["attendee"])
    if attendee is None:
        return {"status": "unknown"}
    note = Note(attendee, data["session"], _shifted(data["at"], off), data["uid"], device)
    try:
        row, new = deeds.check_in(keeper, note)
    except ClosedError:
        return {"status": "closed"}
    except RefusedError as error:
        return {"status": "refused", "state": error.state}
    return _answer(row, "new" if new else "already")


def _walk_in(keeper: Keeper, sent: dict[str, str], off: timedelta, device: str) -> dict[str, Any]:
    form = PhoneWalkInForm(sent)
    if not form.is_valid():
        errors = {name: " ".join(map(str, texts)) for name, texts in form.errors.items()}
        return {"status": "unreadable", "errors": errors}
    data = form.cleaned_data
    team, person = form.rows()
    note = Note(person, data["session"], _shifted(data["at"], off), data["uid"], device)
    try:
        row, new = deeds.walk_in(keeper, team, person, note)
    except ClosedError:
        return {"status": "closed"}
    except RefusedError as error:
        return {"status": "refused", "state": error.state}
    return _answer(row, "new" if new else "already")


def _back(keeper: Keeper, sent: dict[str, str], off: timedelta, device: str) -> dict[str, Any]:
    form = BackNoteForm(sent)
    if not form.is_valid():
        return {"status": "unreadable"}
    data = form.cleaned_data
    attendee = _attendee(keeper, data["attendee"])
    if attendee is None:
        return {"status": "unknown"}
    until = _shifted(data["at"], off)
    found = deeds.take_back(keeper, attendee, data["session"], data["day"], data["reason"], until=until)
    return {"status": "back" if found else "gone"}


_KINDS: dict[str, Callable[[Keeper, dict[str, str], timedelta, str], dict[str, Any]]] = {
    "walk_in": _walk_in,
    "note": _note,
    "back": _back,
}
