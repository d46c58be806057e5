"""Events for calendars and feed readers."""

from datetime import datetime

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.ratelimit import limited
from events import calendars
from events.models import ExchangeEventPage, ExchangeEventQuerySet
from vcare.calendar import format_thai_range

#: Events that a reader or a calendar gets at once.
ENTRIES = 20
CALENDAR_ENTRIES = 300


class EventFeed(Feed):
    """The events announced most recently, as Atom."""

    feed_type = Atom1Feed
    title = _("Exchange events")
    subtitle = _("What was announced or recorded most recently")

    def link(self) -> str:
        return reverse("event_feed")

    def items(self) -> ExchangeEventQuerySet:
        return (
            ExchangeEventPage.objects.published().for_cards().order_by("-last_published_at", "-pk")[:ENTRIES]
        )

    def item_title(self, event: ExchangeEventPage) -> str:
        return event.local_title

    def item_description(self, event: ExchangeEventPage) -> str:
        days = format_thai_range(
            calendars.local(event.starts_at).date(),
            calendars.local(event.ends_at).date(),
            "short",
            get_language(),
        )
        where = event.place or event.get_mode_display()
        return f"{days} · {where} · {event.shown_state}\n\n{event.local_summary}"

    def item_link(self, event: ExchangeEventPage) -> str:
        return event.get_url() or ""

    def item_guid(self, event: ExchangeEventPage) -> str:
        return event.reference

    item_guid_is_permalink = False

    def item_author_name(self, event: ExchangeEventPage) -> str:
        return event.host.local_name

    def item_pubdate(self, event: ExchangeEventPage) -> datetime:
        return event.first_published_at

    def item_updateddate(self, event: ExchangeEventPage) -> datetime:
        return event.last_published_at


def _answer(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{name}.ics"'
    return response


def _listed() -> ExchangeEventQuerySet:
    return ExchangeEventPage.objects.published().for_cards().order_by("-starts_at", "-pk")


@require_safe
@limited("calendar", per_minute=60)
def all_events(request: HttpRequest) -> HttpResponse:
    """Every event, for calendars that look again by themselves."""
    name = gettext("Exchange events")
    return _answer(calendars.public(_listed()[:CALENDAR_ENTRIES], name), "events")


@require_safe
@limited("calendar", per_minute=60)
def one_event(request: HttpRequest, reference: str) -> HttpResponse:
    event = get_object_or_404(_listed(), slug=reference)
    return _answer(calendars.public([event], event.title), event.slug)


@require_safe
@limited("calendar", per_minute=60)
def one_series(request: HttpRequest, reference: str) -> HttpResponse:
    """All events of the series to which an event belongs."""
    event = get_object_or_404(_listed().exclude(series_title=""), slug=reference)
    series = _listed().filter(series_title=event.series_title, host=event.host_id)
    return _answer(calendars.public(series[:CALENDAR_ENTRIES], event.series_title), f"{event.slug}-series")
