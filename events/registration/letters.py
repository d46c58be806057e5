"""What people who register are told, by letter and, if they have an account, in their inbox."""

from accounts import mail
from accounts.notices import notify
from events import calendars
from events.models import Registration
from events.registration.keys import path_of
from events.sessions.choosing import lines

#: Letters that put the event into people's calendars or take it out again.
_INVITES = {"registered", "changed", "event_changed", "reminder"}
_CANCELS = {"cancelled", "removed", "event_cancelled"}


def tell(registration: Registration, what: str, **context: object) -> None:
    """Write `events/mail/{what}` to the person who registered the team."""
    if not registration.email:
        return
    event = registration.event
    path = path_of(registration)
    calendar = ""
    if what in _INVITES | _CANCELS and registration.confirmed_at:
        calendar = calendars.personal(registration, cancelled=what in _CANCELS, path=path)
    context = {
        "registration": registration,
        "event": event,
        "page": event.get_url() or "",
        "team": lines(registration),
        "calendar": calendar,
        **context,
    }
    template = f"events/mail/{what}"
    person = registration.person
    if person and person.is_active and person.email == registration.email:
        notify([person], template, path=path, **context)
    else:
        mail.send(template, registration.email, path=path, **context)
