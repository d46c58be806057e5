"""What search engines read of an event: schema.org's Event."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone

if TYPE_CHECKING:
    from events.models import ExchangeEventPage

_MODES = {
    "onsite": "OfflineEventAttendanceMode",
    "online": "OnlineEventAttendanceMode",
    "hybrid": "MixedEventAttendanceMode",
}


def json_ld(event: "ExchangeEventPage") -> dict[str, Any]:
    address = settings.BASE_URL + (event.get_url() or "")
    places: list[dict[str, str]] = []
    if event.place:
        places.append({"@type": "Place", "name": event.place, "address": event.place})
    if event.mode != "onsite":
        # Where exactly is for those who register, until it begins.
        online = event.online_url if event.shows_online_address else address
        places.append({"@type": "VirtualLocation", "url": online})
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.title,
        "description": event.summary,
        "url": address,
        "startDate": timezone.localtime(event.starts_at).isoformat(),
        "endDate": timezone.localtime(event.ends_at).isoformat(),
        "eventAttendanceMode": f"https://schema.org/{_MODES[event.mode]}",
        "eventStatus": "https://schema.org/"
        + ("EventCancelled" if event.state == "cancelled" else "EventScheduled"),
        "location": places[0] if len(places) == 1 else places,
        "organizer": {"@type": "Organization", "name": event.host.name},
        **({"maximumAttendeeCapacity": event.capacity} if event.capacity else {}),
    }
