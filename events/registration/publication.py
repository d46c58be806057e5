"""What follows when an event is published: its places, and what the registered have to hear."""

from typing import Any

from django.db import transaction
from wagtail.signals import page_published

from events.calls import deeds as calls
from events.models import ExchangeEventPage, Places
from events.registration.deeds import line_of, move_up
from events.registration.letters import tell
from events.sessions import choosing


def calendar_facts(event: ExchangeEventPage) -> dict[str, Any]:
    """What people have in their calendars."""
    return {
        "starts": event.starts_at.isoformat(),
        "ends": event.ends_at.isoformat(),
        "place": event.place,
        "mode": event.mode,
        "online": event.online_url,
        "cancelled": event.state == event.State.CANCELLED,
    }


@transaction.atomic
def follow(event: ExchangeEventPage) -> None:
    """Bring the counter up to date, number the change for calendars, and tell those who come."""
    places = line_of(event)
    facts = calendar_facts(event)
    new = {**facts, "state": event.state}
    old = places.announced
    changed = bool(old) and old != new
    Places.objects.filter(event=event).update(
        capacity=event.capacity, announced=new, sequence=places.sequence + changed
    )
    known = {name: old.get(name) for name in facts}
    if old and known != facts:
        what = "event_cancelled" if facts["cancelled"] else "event_changed"
        rows = event.registrations.alive() if what == "event_cancelled" else event.registrations.holding()
        for row in rows.select_related("person").prefetch_related("attendees"):
            row.event = event
            if not (what == "event_changed" and event.is_over):
                tell(row, what)
        if facts["cancelled"]:
            calls.tell_of_the_end(event)
    without = choosing.follow(event)
    if not facts["cancelled"] and not event.is_over:
        for row in without:
            row.event = event
            tell(row, "sessions_changed")
    move_up(event)


def published(sender: type, instance: ExchangeEventPage, **kwargs: object) -> None:
    follow(instance)


def connect() -> None:
    page_published.connect(published, sender=ExchangeEventPage, dispatch_uid="events.published")
