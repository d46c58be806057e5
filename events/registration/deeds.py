"""What happens to a registration. Every deed holds the event's line first, so that nobody overtakes anybody.

Places are given by a conditional update of the event's counter; it can't exceed the capacity, whoever asks.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import User
from events.models import Attendance, Attendee, ExchangeEventPage, Places, Registration
from events.registration.letters import tell
from events.sessions import choosing, waiting
from events.sessions.waiting import HOLD

State = Registration.State


class RegistrationError(Exception):
    """What was asked for is no longer possible; nothing was changed."""


class FullError(RegistrationError):
    """There is no room for so many more."""


class ChangedError(RegistrationError):
    """Its state has changed meanwhile, or registration is closed."""


class CancelledError(ChangedError):
    """The event was cancelled meanwhile."""


class SessionFullError(RegistrationError):
    """There is no room in a session that somebody chose; `args` are the sessions' keys."""


class PresentError(RegistrationError):
    """Somebody who would be taken off has been checked in at the door."""


def line_of(event: ExchangeEventPage) -> Places:
    """The event's counter; until the transaction ends nobody else gets it."""
    Places.objects.get_or_create(event=event, defaults={"capacity": event.capacity})
    return Places.objects.select_for_update().get(event=event)


def _refuse_if_cancelled(event: ExchangeEventPage) -> None:
    """Raises CancelledError; whoever cancels holds the line too."""
    if ExchangeEventPage.objects.filter(pk=event.pk, state=event.State.CANCELLED).exists():
        raise CancelledError


def _take(event: ExchangeEventPage, people: int) -> bool:
    rows = Places.objects.with_room(people).filter(event=event)
    return bool(rows.update(taken=F("taken") + people))


def _give_back(event: ExchangeEventPage, people: int) -> None:
    Places.objects.filter(event=event).update(taken=F("taken") - people)


def _move(registration: Registration, *states: str, **changes: Any) -> bool:
    """Change it if it is in one of these states; whether it was."""
    found = Registration.objects.filter(pk=registration.pk, state__in=states).update(**changes)
    if found:
        for name, value in changes.items():
            setattr(registration, name, value)
    return bool(found)


def write_down(
    registration: Registration, people: Iterable[Mapping[str, str]], *, verified: bool
) -> Registration:
    """Keep a team. Whoever is signed in takes its turn at once, anybody else when the e-mail is confirmed.

    Sent twice, it counts once: the registration's `uid` names the filling-in of the form.
    Raises ChangedError if registration has closed meanwhile.
    """
    people = list(people)
    registration.size = len(people)
    registration.consent_at = timezone.now()
    try:
        with transaction.atomic():
            registration.save()
            _keep_people(registration, people)
            if verified:
                take_turn(registration)
            else:
                tell(registration, "confirm")
    except IntegrityError:
        found = Registration.objects.filter(uid=registration.uid).first()
        if found is None:
            raise
        return found
    return registration


def _keep_people(registration: Registration, people: Iterable[Mapping[str, Any]]) -> None:
    """The team as it is now; who stays keeps their row."""
    known = {row.pk: row for row in registration.attendees.all()}
    wanted = [(known.pop(person.get("row"), None), person) for person in people]
    if Attendance.objects.standing().filter(attendee__in=known).exists():
        raise PresentError
    choosing.keep(
        registration,
        {row.pk: person.get("sessions") or () for row, person in wanted if row is not None},
        {row.pk: person.get("waits") or () for row, person in wanted if row is not None},
    )
    Attendee.objects.filter(pk__in=known).delete()
    # Numbers first out of the way: two people may have changed places.
    registration.attendees.update(number=F("number") + 1000)
    chosen, waits = {}, {}
    for number, (row, person) in enumerate(wanted, start=1):
        row = row or Attendee(registration=registration)
        for name in ("prefix", "name", "position", "group", "meal"):
            setattr(row, name, person.get(name, ""))
        row.number = number
        row.save()
        chosen[row.pk], waits[row.pk] = person.get("sessions") or (), person.get("waits") or ()
    choosing.keep(registration, chosen, waits)
    registration.__dict__.pop("_prefetched_objects_cache", None)


@transaction.atomic
def take_turn(registration: Registration) -> None:
    """A place if there is one and nobody waits, else the end of the line. Raises ChangedError if it is closed."""
    event = registration.event
    line_of(event)
    if not event.takes_registrations:
        raise ChangedError
    move_up(event)
    now = timezone.now()
    nobody_waits = not event.registrations.in_line().exists()
    if nobody_waits and _take(event, registration.size):
        changes = {"state": State.CONFIRMED, "confirmed_at": now}
    else:
        changes = {"state": State.WAITING}
    if not _move(registration, State.UNCONFIRMED, queued_at=now, **changes):
        if changes["state"] == State.CONFIRMED:
            _give_back(event, registration.size)
        registration.refresh_from_db()
        return
    if registration.has_place:
        _seat(registration)
    log(registration, "events.register", user=registration.person, data={"state": registration.state})
    tell(registration, "registered" if registration.has_place else "waiting")


def _seat(registration: Registration) -> None:
    """Places in the sessions that a team chose, now that it has one at the event; behind full ones it waits."""
    choosing.seat(registration)
    waiting.queue(registration)


def move_up(event: ExchangeEventPage) -> int:
    """Let held places lapse that nobody took, and hold free ones for the next in line; for how many teams.

    Strictly in order: if the first team does not fit, nobody behind it is asked.
    """
    now = timezone.now()
    # Most visits find nothing to do: they must not queue for the lock.
    if (
        event.registrations.in_line().exists()
        or event.registrations.lapsed(now).exists()
        or waiting.somebody_waits(event)
    ):
        return _move_up(event, now)
    return 0


@transaction.atomic
def _move_up(event: ExchangeEventPage, now: datetime) -> int:
    line_of(event)
    for row in event.registrations.lapsed(now).select_related("person"):
        if _move(row, State.OFFERED, state=State.LAPSED, ended_at=now):
            _give_back(event, row.size)
            choosing.leave(row)
            log(row, "events.lapse")
            # The place of a cancelled event goes to nobody.
            if not event.is_cancelled:
                tell(_with_event(row, event), "lapsed")
    held = 0
    if event.state in {event.State.OPEN, event.State.CLOSED} and now < event.closes_at:
        held = _hold(event, now)
    return held + waiting.move_up(event)


def _hold(event: ExchangeEventPage, now: datetime) -> int:
    """Free places for the teams in line."""
    held = 0
    for row in event.registrations.in_line().select_related("person"):
        if not _take(event, row.size):
            break
        until = min(now + HOLD, event.closes_at)
        _move(row, State.WAITING, state=State.OFFERED, offered_until=until)
        _seat(_with_event(row, event))
        log(row, "events.hold", data={"until": until.isoformat()})
        tell(row, "offered")
        held += 1
    return held


def _with_event(row: Registration, event: ExchangeEventPage) -> Registration:
    row.event = event
    return row


@transaction.atomic
def take_held(registration: Registration) -> None:
    """The next in line says yes. Raises ChangedError if the time has run out, CancelledError."""
    line_of(registration.event)
    _refuse_if_cancelled(registration.event)
    now = timezone.now()
    taken = Registration.objects.filter(
        pk=registration.pk, state=State.OFFERED, offered_until__gt=now
    ).update(state=State.CONFIRMED, confirmed_at=now)
    if not taken:
        raise ChangedError
    registration.refresh_from_db()
    log(registration, "events.take", user=registration.person)
    tell(registration, "registered")


@transaction.atomic
def change(registration: Registration, people: Iterable[Mapping[str, Any]]) -> None:
    """Another team, telephone number or answers: the fields as they stand on the object.

    More people only if there is room and nobody waits; a team on the list can't grow, or it would overtake.
    Raises FullError, SessionFullError, PresentError or ChangedError.
    """
    people = list(people)
    event = registration.event
    line_of(event)
    _refuse_if_cancelled(event)
    move_up(event)
    fresh = Registration.objects.get(pk=registration.pk)
    if not fresh.is_alive or event.is_over:
        raise ChangedError
    more = len(people) - fresh.size
    if more > 0:
        somebody_waits = event.registrations.in_line().exists()
        if fresh.state not in Registration.HOLDING or somebody_waits or not _take(event, more):
            raise FullError
    elif more < 0 and fresh.state in Registration.HOLDING:
        _give_back(event, -more)
    registration.size = len(people)
    registration.state = fresh.state
    registration.save(update_fields=["size", "phone", "answers"])
    _keep_people(registration, people)
    if fresh.state in Registration.HOLDING and (full := choosing.seat(registration)):
        raise SessionFullError(*full)
    log(registration, "events.change", user=registration.person, data={"people": len(people)})
    if fresh.has_place:
        tell(registration, "changed")
    move_up(event)


@transaction.atomic
def take_session(registration: Registration, choice: int) -> None:
    """A person takes the place in a session that was held for them. Raises ChangedError."""
    line_of(registration.event)
    _refuse_if_cancelled(registration.event)
    if not waiting.take(registration, choice):
        raise ChangedError
    if registration.has_place:
        tell(registration, "changed")
    move_up(registration.event)


@transaction.atomic
def leave_line(registration: Registration, choice: int) -> None:
    """A person waits no longer for a place in a session. Raises ChangedError."""
    line_of(registration.event)
    if not waiting.leave(registration, choice):
        raise ChangedError
    move_up(registration.event)


def cancel(registration: Registration, reason: str = "") -> None:
    """The team does not come. Raises ChangedError or PresentError."""
    _end(registration, State.CANCELLED, reason, registration.person)


def remove(registration: Registration, reason: str, by: User) -> None:
    """The organiser takes a team off, and says why. Raises ChangedError or PresentError."""
    _end(registration, State.REMOVED, reason, by)


@transaction.atomic
def _end(registration: Registration, state: str, reason: str, by: User | None) -> None:
    event = registration.event
    line_of(event)
    if Attendance.objects.standing().filter(attendee__registration=registration).exists():
        raise PresentError
    changes = {"state": state, "reason": reason, "ended_at": timezone.now()}
    size = Registration.objects.values_list("size", flat=True).get(pk=registration.pk)
    if _move(registration, *Registration.HOLDING, **changes):
        if not registration.walk_in:
            _give_back(event, size)
    elif not _move(registration, State.WAITING, State.UNCONFIRMED, **changes):
        raise ChangedError
    choosing.leave(registration)
    log(registration, "events.end", user=by, data={"state": state})
    tell(registration, "cancelled" if state == State.CANCELLED else "removed")
    move_up(event)


@transaction.atomic
def set_capacity(event: ExchangeEventPage, capacity: int, by: User) -> None:
    """More or fewer places; the line moves up. Raises FullError if more have one already."""
    line_of(event)
    if not Places.objects.filter(event=event, taken__lte=capacity).update(capacity=capacity):
        raise FullError
    ExchangeEventPage.objects.filter(pk=event.pk).update(capacity=capacity)
    event.capacity = capacity
    # A later publication of what is being edited must not bring the old number back.
    if revision := event.latest_revision:
        revision.content["capacity"] = capacity
        revision.save(update_fields=["content"])
    log(event, "events.capacity", user=by, data={"capacity": capacity})
    move_up(event)
