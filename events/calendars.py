"""Events as iCalendar (RFC 5545): for calendars that subscribe, and for letters (RFC 5546)."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override
from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from events.models import ExchangeEventPage, Places, Registration
from events.sessions.choosing import lines

BANGKOK = "Asia/Bangkok"
PRODUCT = "-//V-CARE + N//Exchange events//TH"


def public(events: Iterable[ExchangeEventPage], name: str) -> bytes:
    """A calendar to subscribe to; without online addresses that only the registered may see."""
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", BANGKOK)
    sequences = dict(Places.objects.values_list("event", "sequence"))
    for event in events:
        calendar.add_component(_event(event, sequences.get(event.pk, 0), online=event.shows_online_address))
    return calendar.to_ical()


def personal(registration: Registration, *, cancelled: bool = False, path: str = "") -> str:
    """What a letter to a registered person carries: an invitation that is accepted already, or its end."""
    event = registration.event
    cancelled = cancelled or event.state == event.State.CANCELLED
    calendar = _calendar("CANCEL" if cancelled else "REQUEST")
    sequence = Places.objects.filter(event=event).values_list("sequence", flat=True).first() or 0
    entry = _event(
        event, sequence, online=bool(registration.confirmed_at), path=path, more=lines(registration)
    )
    entry["status"] = vText("CANCELLED" if cancelled else "CONFIRMED")
    organiser = vCalAddress(f"mailto:{settings.DEFAULT_FROM_EMAIL.rpartition('<')[2].rstrip('>')}")
    organiser.params["cn"] = vText(event.host.name)
    entry["organizer"] = organiser
    guest = vCalAddress(f"mailto:{registration.email}")
    guest.params["partstat"] = vText("ACCEPTED")
    entry.add("attendee", guest)
    calendar.add_component(entry)
    return calendar.to_ical().decode()


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(Timezone.from_tzid(BANGKOK))
    return calendar


def _event(
    event: ExchangeEventPage, sequence: int, *, online: bool, path: str = "", more: Iterable[str] = ()
) -> Event:
    entry = Event()
    # The page's own key: neither a new address of the portal nor a new title makes another event of it.
    entry.add("uid", f"{event.translation_key}@vcare-n")
    entry.add("sequence", sequence)
    entry.add("dtstamp", _moment(event.last_published_at or timezone.now()))
    entry.add("dtstart", local(event.starts_at))
    entry.add("dtend", local(event.ends_at))
    entry.add("summary", event.title)
    places = [event.place] if event.place else []
    if event.online_url and online:
        places.append(event.online_url)
    if places:
        entry.add("location", " · ".join(places))
    with override("th"):
        page = settings.BASE_URL + (event.get_url() or "")
    told = [event.summary, *more, settings.BASE_URL + path if path else page]
    entry.add("description", "\n".join(line for line in told if line))
    entry.add("url", page)
    cancelled = event.state == event.State.CANCELLED
    entry.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    return entry


def local(moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(BANGKOK))


def _moment(moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo("UTC"))
