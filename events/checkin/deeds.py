"""Checking in, taking it back, and people who come without a registration.

Two phones without a network may both record the same person. Whoever brings it in second adds nothing: the first
moment wins, and both phones hear of it.
"""

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.log_actions import log

from events.certificates.letters import tell_of_no_attendance
from events.checkin import door
from events.checkin.door import Keeper
from events.models import Attendance, Attendee, ExchangeEventPage, Registration

State = Registration.State


class CheckInError(Exception):
    """Nobody was checked in."""


class ClosedError(CheckInError):
    """It is not the day, or the event is cancelled."""


class RefusedError(CheckInError):
    """The person has no place; `state` is that of the registration."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


@dataclass(frozen=True)
class Note:
    """What a phone wrote down about one person."""

    attendee: Attendee
    session: str = ""
    #: None for "now".
    at: datetime | None = None
    uid: uuid.UUID | None = None
    device: str = ""
    #: None for the day of that moment; an earlier one is entered afterwards.
    day: date | None = None


def known_sessions(event: ExchangeEventPage) -> dict[str, str]:
    """The rows of the programme by the ids that attendance knows them by."""
    return {str(block.id): str(block.value["topic"]) for block in event.programme if block.id}


@transaction.atomic
def check_in(keeper: Keeper, note: Note) -> tuple[Attendance, bool]:
    """The person is there; the row that counts, and whether it is new.

    Raises ClosedError, on a day that is still to come too, or RefusedError.
    """
    event = keeper.event
    if note.uid and (known := Attendance.objects.filter(uid=note.uid, event=event).first()):
        return known, False
    if not door.is_open(event):
        raise ClosedError
    if note.attendee.registration.state != State.CONFIRMED:
        raise RefusedError(note.attendee.registration.state)
    at = door.sane(event, note.at)
    day = note.day or door.day_of(event, at)
    if day > door.day_of(event, timezone.now()):
        raise ClosedError
    # A session that has left the programme meanwhile: the person was there all the same.
    session = note.session if note.session in known_sessions(event) else ""
    fresh = Attendance(
        event=event,
        attendee=note.attendee,
        session=session,
        day=day,
        checked_at=at,
        uid=note.uid or uuid.uuid4(),
        device=note.device,
        by=keeper.person,
        door=keeper.link,
    )
    standing = Attendance.objects.standing().filter(
        attendee=fresh.attendee, session=fresh.session, day=fresh.day
    )
    if not standing.exists():
        try:
            with transaction.atomic():
                fresh.save(force_insert=True)
        except IntegrityError:
            # Somebody else was faster.
            pass
        else:
            return fresh, True
    earlier = {"checked_at": at, "device": fresh.device, "by": fresh.by, "door": fresh.door}
    standing.filter(checked_at__gt=at).update(changed_at=timezone.now(), **earlier)
    found = standing.first() or Attendance.objects.filter(uid=fresh.uid, event=event).first()
    if found is None:
        raise ClosedError
    return found, False


@transaction.atomic
def take_back(
    keeper: Keeper, attendee: Attendee, session: str, day: date, reason: str, *, until: datetime | None = None
) -> bool:
    """It was a mistake; whether there was anything to take back. What was recorded after `until` stands."""
    now = timezone.now()
    rows = Attendance.objects.of_event(keeper.event).standing().filter(attendee=attendee).on(day, session)
    rows = rows.filter(checked_at__lte=until or now)
    found = rows.first()
    if found is None or not rows.filter(pk=found.pk).update(
        voided_at=now, changed_at=now, voided_by=keeper.person, void_reason=reason
    ):
        return False
    # The reason is forgotten with the row; the audit log is kept for longer.
    log(found, "events.check_out", user=keeper.person, data={"door": keeper.name})
    if not Attendance.attended(keeper.event).filter(pk=attendee.pk).exists():
        tell_of_no_attendance(attendee)
    team = attendee.registration
    if team.walk_in and not Attendance.objects.standing().filter(attendee__registration=team).exists():
        Registration.objects.filter(pk=team.pk).update(state=State.REMOVED, reason=reason, ended_at=now)
    return True


@transaction.atomic
def walk_in(keeper: Keeper, team: Registration, person: Attendee, note: Note) -> tuple[Attendance, bool]:
    """Somebody without a registration, as typed at the door. Sent twice, it counts once. Raises ClosedError."""
    event = keeper.event
    if not door.is_open(event):
        raise ClosedError
    team.event, team.state, team.walk_in, team.size = event, State.CONFIRMED, True, 1
    now = timezone.now()
    team.uid = note.uid or uuid.uuid4()
    team.consent_at = team.queued_at = team.confirmed_at = now
    try:
        with transaction.atomic():
            team.save(force_insert=True)
            person.registration, person.number = team, 1
            person.save(force_insert=True)
    except IntegrityError:
        known = Attendee.objects.select_related("registration").filter(
            registration__uid=team.uid, registration__event=event, registration__walk_in=True
        )
        person = known.first() or _refuse()
    else:
        log(team, "events.walk_in", user=keeper.person, data={"door": keeper.name})
    return check_in(keeper, replace(note, attendee=person, uid=team.uid))


def _refuse() -> Attendee:
    raise ClosedError
