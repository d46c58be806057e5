"""What happens to a certificate after it was issued. Its number stays its own, whatever happens."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import User
from events.certificates import letters
from events.certificates.issuing import check
from events.certificates.paper import Look
from events.models import Certificate, CertificateEdition, CertificateRegister
from events.models.certificates import Bearer

State = Certificate.State


class ChangedError(Exception):
    """Somebody else was faster; nothing was changed."""


def correct(certificate: Certificate, bearer: Bearer, reason: str, by: User) -> CertificateEdition:
    """A new edition with the same number; the older ones are kept.

    `certificate` is as its reader saw it. Raises CertificateError if the paper can't be made, ChangedError if it was
    corrected or revoked meanwhile.
    """
    before = certificate.edition
    words = before.texts["words"]
    texts = check(bearer, Look.of(before.design), words, CertificateRegister.of(certificate.office))
    with transaction.atomic():
        seen = Certificate.objects.filter(
            pk=certificate.pk, state=State.ISSUED, edition_number=certificate.edition_number
        )
        if not seen.update(
            edition_number=F("edition_number") + 1,
            full_name=bearer.full_name,
            organisation=bearer.organisation,
        ):
            raise ChangedError
        edition = CertificateEdition.objects.create(
            certificate=certificate,
            number=certificate.edition_number + 1,
            prefix=bearer.prefix,
            name=bearer.name,
            position=bearer.position,
            organisation=bearer.organisation,
            design=before.design,
            texts=texts,
            reason=reason,
            made_by=by,
        )
        certificate.refresh_from_db()
        log(certificate, "events.certificate_correct", user=by, data={"edition": edition.number})
        letters.tell_one(certificate, "certificate_corrected", reason=reason)
    return edition


@transaction.atomic
def revoke(certificate: Certificate, reason: str, by: User) -> None:
    """Raises ChangedError if it is revoked already."""
    rows = Certificate.objects.filter(pk=certificate.pk, state=State.ISSUED)
    if not rows.update(state=State.REVOKED, revoked_at=timezone.now(), revoked_reason=reason):
        raise ChangedError
    certificate.refresh_from_db()
    log(certificate, "events.certificate_revoke", user=by)
    letters.tell_one(certificate, "certificate_revoked", reason=reason)


@transaction.atomic
def restore(certificate: Certificate, by: User) -> None:
    """Take a revocation back. Raises ChangedError."""
    rows = Certificate.objects.filter(pk=certificate.pk, state=State.REVOKED)
    if not rows.update(state=State.ISSUED, revoked_at=None, revoked_reason=""):
        raise ChangedError
    certificate.refresh_from_db()
    log(certificate, "events.certificate_restore", user=by)
    letters.tell_one(certificate, "certificate_restored")
