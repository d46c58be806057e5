"""What people are told of their certificates. A team's go in one letter to whoever registered it."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts import mail
from accounts.models import User
from accounts.notices import notify
from events.certificates.keys import path_of
from events.models import Attendee, Certificate


def tell(certificates: Iterable[Certificate]) -> int:
    """One letter to each address about all of its certificates that no letter has told of; how many letters."""
    found: dict[tuple[str, str], list[Certificate]] = defaultdict(list)
    for certificate in certificates:
        if certificate.address and certificate.told_at is None:
            found[certificate.address.lower(), certificate.occasion].append(certificate)
    sent = 0
    for (email, occasion), rows in found.items():
        with transaction.atomic():
            fresh = [row for row in rows if mark(row)]
            if not fresh:
                continue
            context = {
                "occasion": occasion,
                "office": rows[0].office,
                "papers": [
                    {"name": row.full_name, "serial": row.serial, "path": path_of(row)} for row in fresh
                ],
            }
            write(email, fresh[0].person, "certificates_issued", path_of(fresh[0]), context)
            sent += 1
    return sent


def mark(certificate: Certificate) -> bool:
    """Whether no letter has told of it before."""
    return bool(Certificate.objects.filter(pk=certificate.pk, told_at=None).update(told_at=timezone.now()))


def tell_one(certificate: Certificate, what: str, reason: str = "") -> None:
    if certificate.address:
        context = {"certificate": certificate, "office": certificate.office, "reason": reason}
        write(certificate.address, certificate.person, what, path_of(certificate), context)


def write(email: str, person: User | None, what: str, path: str, context: dict[str, object]) -> None:
    template = f"events/mail/{what}"
    if person and person.is_active and person.email.lower() == email.lower():
        notify([person], template, path=path, **context)
    else:
        mail.send(template, email, path=path, **context)


def tell_of_no_attendance(attendee: Attendee) -> None:
    """Whoever issued it decides what becomes of a certificate whose check-in was taken back."""
    rows = Certificate.objects.valid().filter(attendee=attendee, role="attended")
    for row in rows.select_related("batch__made_by", "office"):
        issuer = row.batch.made_by if row.batch else None
        if issuer:
            with override("th"):
                path = reverse("exchange:certificate", args=[row.uid])
            notify([issuer], "events/mail/certificate_without_attendance", path=path, certificate=row)
