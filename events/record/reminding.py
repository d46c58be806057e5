"""Letters about what was agreed at an event: a week before its day, and once after it has passed."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts.models import User
from accounts.notices import notify
from events.models import ExchangeEventPage, FollowUp
from events.record.drafts import Agreed, agreed
from organisations import policy
from organisations.policy import Action, Thing

#: Days before its day on which the organiser hears of an action, and days after which nobody asks any more.
SOON, LONG_AGO = timedelta(days=7), timedelta(days=60)


def remind() -> int:
    """To how many people."""
    rows = ExchangeEventPage.objects.live().filter(state=ExchangeEventPage.State.RECORDED)
    since = timezone.now() - timedelta(days=730)
    return sum(_remind_of(event) for event in rows.filter(ends_at__gte=since).select_related("host"))


@transaction.atomic
def _remind_of(event: ExchangeEventPage) -> int:
    today = timezone.localdate()
    actions = [row for row in agreed(event) if row.due and not row.done_on]
    soon = [row for row in actions if today <= row.due <= today + SOON and _once(event, row, overdue=False)]
    late = [row for row in actions if today - LONG_AGO <= row.due < today and _once(event, row, overdue=True)]
    if not soon and not late:
        return 0
    people = addressees(event)
    with override("th"):
        path = reverse("exchange:record", args=[event.slug]) + "#next"
    notify(people, "events/mail/next_actions", path=path, event=event, soon=soon, late=late)
    return len(people)


def _once(event: ExchangeEventPage, action: Agreed, *, overdue: bool) -> bool:
    """Whether nobody was told yet; from now on somebody was. Another day counts anew."""
    FollowUp.objects.get_or_create(event=event, action=action.key)
    mine = FollowUp.objects.filter(event=event, action=action.key, done_on=None)
    if overdue:
        untold = mine.filter(~Q(reminded_for=action.due) | Q(reminded_for=None) | Q(overdue_told=False))
        return bool(untold.update(reminded_for=action.due, overdue_told=True))
    untold = mine.filter(~Q(reminded_for=action.due) | Q(reminded_for=None))
    return bool(untold.update(reminded_for=action.due, overdue_told=False))


def addressees(event: ExchangeEventPage) -> list[User]:
    """Who published the record, if they still may; else all who may write it at the host."""
    revision = event.live_revision
    person = revision.user if revision else None
    at = policy.At(Thing.EVENT_RECORD, event.host)
    if person and person.is_active and policy.may(person, Action.EDIT, at):
        return [person]
    return list(policy.people_who_may(Action.EDIT, Thing.EVENT_RECORD, event.host))
