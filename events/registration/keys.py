"""The link that belongs to one registration: it shows, changes and calls it off, until the event is over."""

from django.core import signing
from django.urls import reverse
from django.utils.translation import override

from events.models import Registration

_SALT = "events.registration"


def key_of(registration: Registration) -> str:
    return signing.Signer(salt=_SALT).sign(registration.uid.hex)


def by_key(key: str) -> Registration | None:
    """The registration of a link; None if the link isn't ours."""
    try:
        uid = signing.Signer(salt=_SALT).unsign(key)
    except signing.BadSignature:
        return None
    rows = Registration.objects.select_related("event__host", "organisation", "person")
    return rows.filter(uid=uid).first()


def path_of(registration: Registration, name: str = "own") -> str:
    """Its Thai address, for letters."""
    with override("th"):
        return reverse(f"exchange:{name}", args=[key_of(registration)])
