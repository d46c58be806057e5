"""Letters that ask for an answer: one to each registration, with ballots for its people."""

from django.db import transaction
from django.utils import timezone

from accounts import mail
from accounts.notices import notify
from events.feedback.ballots import team_path
from events.models import ExchangeEventPage, Feedback, Registration


@transaction.atomic
def ask(feedback: Feedback) -> int:
    """Write to those who had a place, once, after the event; to how many teams."""
    event = feedback.event
    if not event.is_over or event.is_cancelled or not event.live:
        return 0
    if not Feedback.objects.open().filter(pk=feedback.pk, asked=False).update(asked=True):
        return 0
    rows = event.registrations.filter(state=Registration.State.CONFIRMED).select_related("person")
    for row in rows:
        tell(row, event)
    return len(rows)


def tell(registration: Registration, event: ExchangeEventPage) -> None:
    context = {"event": event, "registration": registration}
    path, template = team_path(registration), "events/mail/feedback"
    person = registration.person
    if person and person.is_active and person.email == registration.email:
        notify([person], template, path=path, **context)
    else:
        mail.send(template, registration.email, path=path, **context)


def ask_all() -> int:
    """Forms that were opened before their event was over; to how many teams."""
    rows = (
        Feedback.objects.open()
        .filter(asked=False, event__ends_at__lt=timezone.now(), event__live=True)
        .exclude(event__state=ExchangeEventPage.State.CANCELLED)
    )
    return sum(ask(row) for row in rows.select_related("event__host"))
