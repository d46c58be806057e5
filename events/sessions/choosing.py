"""Who goes to which session. A place in one is given by a conditional update of its counter, as at the event itself.

Whoever waits for a place at the event has only wishes; they become places together with the place at the event,
as far as there is room. Behind a full session people wait (`waiting`).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from content.templatetags.thai import thai_date, thai_time
from events.models import Attendee, ExchangeEventPage, Registration, SessionChoice, SessionPlaces
from events.sessions.programme import Session, sessions_of, to_choose


@dataclass(frozen=True)
class Picked:
    """A session that a person chose; not `seated` is a wish, one held for an answer, or one that was full."""

    session: Session
    seated: bool
    #: Of the choice.
    key: int = 0
    #: Who is served before in its line, the person included; 0 for nobody's turn.
    position: int = 0
    offered_until: datetime | None = None

    @property
    def words(self) -> str:
        row = self.session
        return " ".join(filter(None, [f"{thai_date(row.day)} {thai_time(row.begins)}", row.room, row.topic]))


def keep(
    registration: Registration,
    wanted: Mapping[int, Iterable[str]],
    waits: Mapping[int, Iterable[str]] | None = None,
) -> None:
    """Exactly these sessions for each person, by the key of their row; places that are given up become free.

    In those of `waits` the person stands in line, although something else may be chosen at the same time.
    """
    seats = {person: set(keys) for person, keys in wanted.items()}
    lines = {person: set(keys) - seats.get(person, set()) for person, keys in (waits or {}).items()}
    now = timezone.now()
    for choice in SessionChoice.objects.filter(attendee__registration=registration):
        seat_of, line_of = seats.get(choice.attendee_id, set()), lines.get(choice.attendee_id, set())
        if choice.session not in seat_of | line_of:
            if choice.seated or choice.offered_until:
                give_back(registration.event_id, choice.session)
            choice.delete()
            continue
        if not choice.seated and choice.offered_until is None:
            queued_at = (choice.queued_at or now) if choice.session in line_of else None
            SessionChoice.objects.filter(pk=choice.pk).update(queued_at=queued_at)
        seat_of.discard(choice.session)
        line_of.discard(choice.session)
    SessionChoice.objects.bulk_create(
        SessionChoice(attendee_id=person, session=key, queued_at=since)
        for rows, since in ((seats, None), (lines, now))
        for person, keys in rows.items()
        for key in sorted(keys)
    )


def seat(registration: Registration) -> list[str]:
    """Places for a team in what it chose; the sessions that are full stay wishes and are handed back.

    A place that is free while others wait for it is theirs.
    """
    full = []
    rows = SessionChoice.objects.filter(
        attendee__registration=registration, seated=False, queued_at=None, offered_until=None
    )
    if not SessionChoice.objects.filter(attendee__registration=registration, seated=False).exists():
        return []
    _counters(registration.event)
    line = set(SessionChoice.objects.of_event(registration.event).in_line().values_list("session", flat=True))
    for choice in rows.order_by("attendee__number", "pk"):
        room = SessionPlaces.objects.with_room().filter(event=registration.event_id, session=choice.session)
        if choice.session not in line and room.update(taken=F("taken") + 1):
            SessionChoice.objects.filter(pk=choice.pk).update(seated=True)
        else:
            full.append(choice.session)
    return full


def leave(registration: Registration) -> None:
    """The team comes no more: its places are free again, its wishes stay written down."""
    rows = SessionChoice.objects.filter(attendee__registration=registration)
    for choice in rows.seated() | rows.offered():
        give_back(registration.event_id, choice.session)
    rows.update(seated=False, queued_at=None, offered_until=None)


def give_back(event: int, session: str) -> None:
    SessionPlaces.objects.filter(event=event, session=session, taken__gt=0).update(taken=F("taken") - 1)


def _counters(event: ExchangeEventPage) -> None:
    SessionPlaces.objects.bulk_create(
        (
            SessionPlaces(event=event, session=row.key, capacity=row.places)
            for row in sessions_of(event)
            if row.chosen
        ),
        ignore_conflicts=True,
    )


@transaction.atomic
def follow(event: ExchangeEventPage) -> list[Registration]:
    """Bring the counters up to a new programme; the teams that lost a session because it is no longer in it."""
    rows = {row.key: row.places for row in sessions_of(event) if row.chosen}
    _counters(event)
    for counter in SessionPlaces.objects.filter(event=event, session__in=rows):
        if counter.capacity != rows[counter.session]:
            SessionPlaces.objects.filter(pk=counter.pk).update(capacity=rows[counter.session])
    SessionPlaces.objects.filter(event=event).exclude(session__in=rows).delete()
    lost = SessionChoice.objects.of_event(event).exclude(session__in=rows)
    teams = list(event.registrations.alive().filter(attendees__choices__in=lost).distinct())
    lost.delete()
    return teams


def picked(registration: Registration) -> list[tuple[Attendee, list[Picked]]]:
    """The team with what each chose, in the order of time."""
    people = list(registration.attendees.all())
    sessions = to_choose(registration.event)
    if not sessions:
        return [(person, []) for person in people]
    chosen = {
        (row.attendee_id, row.session): row for row in SessionChoice.objects.filter(attendee__in=people)
    }
    line = defaultdict(list)
    if any(row.queued_at for row in chosen.values()):
        for key, session in (
            SessionChoice.objects.of_event(registration.event).in_line().values_list("pk", "session")
        ):
            line[session].append(key)
    return [
        (
            person,
            [
                _picked(row, chosen[person.pk, row.key], line[row.key])
                for row in sessions
                if (person.pk, row.key) in chosen
            ],
        )
        for person in people
    ]


def _picked(session: Session, choice: SessionChoice, line: list[int]) -> Picked:
    position = line.index(choice.pk) + 1 if choice.pk in line else 0
    return Picked(session, choice.seated, choice.pk, position, choice.offered_until)


def lines(registration: Registration) -> list[str]:
    """Each person with the sessions in which they have a place, for letters and calendars."""
    return [
        ": ".join(filter(None, [person.full_name, " / ".join(row.words for row in rows if row.seated)]))
        for person, rows in picked(registration)
    ]


def chosen_by(registration: Registration) -> dict[int, list[str]]:
    """The sessions of each person, by the key of their row: those with a place if the team has places."""
    rows = SessionChoice.objects.filter(attendee__registration=registration)
    holding = registration.state in Registration.HOLDING
    return _by_person(rows.seated() if holding else rows.filter(queued_at=None))


def waited_for(registration: Registration) -> dict[int, list[str]]:
    """The sessions behind which each person stands in line, or has a held place in."""
    rows = SessionChoice.objects.filter(attendee__registration=registration, seated=False)
    return _by_person(rows.exclude(queued_at=None))


def _by_person(rows: QuerySet[SessionChoice]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for choice in rows:
        found.setdefault(choice.attendee_id, []).append(choice.session)
    return found
