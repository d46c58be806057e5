"""The line for a full session: a place that becomes free is held for the next in it, who says yes or no.

Whoever calls holds the event's line (`deeds.line_of`), so that nobody overtakes anybody. A held place counts as taken.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import F
from django.utils import timezone
from wagtail.log_actions import log

from events.models import ExchangeEventPage, Registration, SessionChoice, SessionPlaces
from events.models.sessions import SessionChoiceQuerySet
from events.registration.letters import tell
from events.sessions.choosing import Picked, give_back
from events.sessions.programme import Session, sessions_of

#: How long a place that became free is held for the next in line, at most until the event begins.
HOLD = timedelta(hours=24)


def somebody_waits(event: ExchangeEventPage) -> bool:
    rows = SessionChoice.objects.of_event(event)
    return (rows.in_line() | rows.offered()).exists()


def queue(registration: Registration) -> None:
    """What the team wished and got no place in: it waits from now on."""
    rows = SessionChoice.objects.filter(attendee__registration=registration, seated=False, offered_until=None)
    rows.update(queued_at=timezone.now())


def move_up(event: ExchangeEventPage) -> int:
    """Let held places lapse that nobody took, and hold free ones for the next; for how many people."""
    now = timezone.now()
    sessions = {row.key: row for row in sessions_of(event)}
    ended = now >= event.starts_at or event.is_cancelled
    for choice in _with_person(event, SessionChoice.objects.offered().filter(offered_until__lte=now)):
        give_back(event.pk, choice.session)
        choice.delete()
        # Then the place goes to nobody, and nobody can ask for it again: no letter says so.
        _say(choice, {} if ended else sessions, "lapse", "session_lapsed")
    if ended:
        return 0
    until, held = min(now + HOLD, event.starts_at), 0
    for session in set(SessionChoice.objects.of_event(event).in_line().values_list("session", flat=True)):
        for choice in _with_person(event, SessionChoice.objects.in_line().filter(session=session)):
            room = SessionPlaces.objects.with_room().filter(event=event, session=session)
            if not room.update(taken=F("taken") + 1):
                break
            SessionChoice.objects.filter(pk=choice.pk).update(offered_until=until)
            _say(choice, sessions, "hold", "session_offered", until=until)
            held += 1
    return held


def take(registration: Registration, key: int) -> bool:
    """Yes: the place is the person's; what they have at the same time is given up. False if it ran out."""
    choice = _own(registration, key)
    if choice is None or choice.offered_until is None or choice.offered_until <= timezone.now():
        return False
    sessions = {row.key: row for row in sessions_of(registration.event)}
    mine = sessions.get(choice.session)
    for other in SessionChoice.objects.filter(attendee=choice.attendee).exclude(pk=choice.pk):
        row = sessions.get(other.session)
        if mine and row and row.overlaps(mine) and (other.seated or other.offered_until):
            give_back(registration.event_id, other.session)
            other.delete()
    SessionChoice.objects.filter(pk=choice.pk).update(seated=True, offered_until=None, queued_at=None)
    log(registration, "events.session", user=registration.person, data={"deed": "take"})
    return True


def leave(registration: Registration, key: int) -> bool:
    """No: out of the line, or the held place goes to the next. False if it isn't so any more."""
    choice = _own(registration, key)
    if choice is None or choice.seated:
        return False
    if choice.offered_until:
        give_back(registration.event_id, choice.session)
    choice.delete()
    log(registration, "events.session", user=registration.person, data={"deed": "leave"})
    return True


def _own(registration: Registration, key: int) -> SessionChoice | None:
    rows = SessionChoice.objects.select_related("attendee")
    return rows.filter(pk=key, attendee__registration=registration).first()


def _with_person(event: ExchangeEventPage, rows: SessionChoiceQuerySet) -> Iterator[SessionChoice]:
    for choice in rows.of_event(event).select_related("attendee__registration__person"):
        choice.attendee.registration.event = event
        yield choice


def _say(
    choice: SessionChoice, sessions: dict[str, Session], deed: str, letter: str, **context: object
) -> None:
    registration = choice.attendee.registration
    log(registration, "events.session", data={"deed": deed})
    session = sessions.get(choice.session)
    if session:
        words = Picked(session, seated=False).words
        tell(registration, letter, one=choice.attendee.full_name, session=words, **context)
