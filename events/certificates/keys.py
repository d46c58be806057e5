"""The link by which whoever got the letter opens a certificate. It doesn't end: a certificate is shown for years."""

from django.core import signing
from django.urls import reverse
from django.utils.translation import override

from events.models import Certificate

_SALT = "events.certificates"


def key_of(certificate: Certificate) -> str:
    return signing.Signer(salt=_SALT).sign(certificate.uid.hex)


def by_key(key: str) -> Certificate | None:
    """The certificate of a link; None if the link isn't ours."""
    try:
        uid = signing.Signer(salt=_SALT).unsign(key)
    except signing.BadSignature:
        return None
    return Certificate.objects.select_related("office", "host").filter(uid=uid).first()


def path_of(certificate: Certificate) -> str:
    """Its Thai address, for letters."""
    with override("th"):
        return reverse("exchange:own_certificate", args=[key_of(certificate)])
