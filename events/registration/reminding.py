"""What has to happen without anybody's visit: lists move up, people are reminded. Run it every hour."""

from datetime import timedelta
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from events.models import ExchangeEventPage, Registration, SessionChoice
from events.registration.deeds import move_up
from events.registration.letters import tell
from search.pages import index_pages

#: Days before an event at which those who come are reminded, each once.
DAYS = (3, 1)


def move_lists_up() -> int:
    """Held places that nobody took go to the next; for how many teams, and people in sessions, one is held now."""
    now = timezone.now()
    waiting = Registration.objects.filter(
        Q(state=Registration.State.WAITING) | Q(state=Registration.State.OFFERED, offered_until__lte=now),
        event__ends_at__gte=now,
    )
    line = SessionChoice.objects.in_line() | SessionChoice.objects.offered()
    events = (
        ExchangeEventPage.objects.live()
        .filter(
            Q(pk__in=waiting.values("event"))
            | Q(pk__in=line.order_by().values("attendee__registration__event"), ends_at__gte=now)
        )
        .select_related("host")
    )
    return sum(move_up(event) for event in events)


def remind() -> int:
    """Letters with date and place to those who have a place; how many."""
    now = timezone.now()
    sent = 0
    for days in DAYS:
        begin = now + timedelta(days=days)
        rows = Registration.objects.filter(
            Q(reminded=None) | Q(reminded__gt=days),
            state=Registration.State.CONFIRMED,
            event__live=True,
            event__starts_at__gt=now + timedelta(days=_next(days)),
            event__starts_at__lte=begin,
        ).exclude(event__state=ExchangeEventPage.State.CANCELLED)
        for row in rows.select_related("event__host", "person"):
            with transaction.atomic():
                mine = Registration.objects.filter(
                    Q(reminded=None) | Q(reminded__gt=days), pk=row.pk, state=Registration.State.CONFIRMED
                )
                if not mine.update(reminded=days):
                    continue
                # Whoever registered just now has all of it in a letter already.
                if row.confirmed_at and row.confirmed_at > row.event.starts_at - timedelta(days=days):
                    continue
                tell(row, "reminder")
                sent += 1
    return sent


def follow_the_clock() -> int:
    """What the search says of events that began, ended, opened or closed since yesterday; how many."""
    now = timezone.now()
    lately = (now - timedelta(days=1), now)
    moments = ("starts_at", "ends_at", "registration_opens_at", "registration_closes_at")
    turned = reduce(or_, (Q(**{f"{moment}__range": lately}) for moment in moments))
    events = ExchangeEventPage.objects.live().filter(turned)
    index_pages(events)
    return events.count()


def _next(days: int) -> int:
    """The reminder after this one, 0 after the last."""
    later = [day for day in DAYS if day < days]
    return max(later, default=0)
