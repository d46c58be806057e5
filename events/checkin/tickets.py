"""What the QR code of a team, or of one person, says: signed, so that nobody makes one at home.

A phone at the door knows the hashes of all tickets and no key: whoever finds it can't make a ticket either.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import override

from events.models import Attendee, Registration
from events.numbers import number_of

_SALT = b"events.ticket:"
#: Bytes of the signature: 96 bits keep the code small enough for an old phone's camera.
_SIGNED = 12


@dataclass(frozen=True)
class Ticket:
    registration: Registration
    #: None for the ticket of the whole team.
    attendee: Attendee | None


def ticket(registration: Registration, attendee: Attendee | None = None) -> str:
    return next(_tickets(registration, attendee))


def _tickets(registration: Registration, attendee: Attendee | None = None) -> Iterator[str]:
    """The ticket; behind it those of older keys, which hang on walls and lie in mailboxes."""
    body = f"{registration.event.slug}.{registration.code}.{attendee.pk if attendee else 0}"
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield f"{body}.{_signature(key, body)}"


def _signature(key: str, body: str) -> str:
    signed = hmac.new(key.encode(), _SALT + body.encode(), hashlib.sha256).digest()[:_SIGNED]
    return base64.urlsafe_b64encode(signed).decode()


def address(registration: Registration, attendee: Attendee | None = None) -> str:
    """What stands in the code: an address, so that any phone's camera makes something of it."""
    with override("th"):
        return settings.BASE_URL + reverse("exchange:ticket", args=[ticket(registration, attendee)])


def read(text: str) -> Ticket | None:
    """The team or person of a ticket; None if we didn't sign it or they are gone."""
    event, code, number = (*text.split("."), "", "", "")[:3]
    person = number_of(number)
    if person is None or not text.isprintable():
        return None
    registration = (
        Registration.objects.select_related("event__host").filter(code=code, event__slug=event).first()
    )
    if registration is None:
        return None
    attendee = registration.attendees.filter(pk=person).first() if person else None
    if person and attendee is None:
        return None
    if not any(constant_time_compare(known, text) for known in _tickets(registration, attendee)):
        return None
    return Ticket(registration, attendee)


def hashed(text: str) -> str:
    """By what a phone knows a ticket, or a code that is typed."""
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def hashes(registration: Registration, attendee: Attendee | None = None) -> list[str]:
    return [hashed(known) for known in _tickets(registration, attendee)]
