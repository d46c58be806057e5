"""Certificates: the office's register, how they look, and what was issued to whom."""

import secrets
import uuid
from pathlib import PurePosixPath
from typing import Any, Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content import labels
from events.models.registration import Attendee
from media.storage import private_storage
from organisations.models import Organisation
from vcare.certificates import CERTIFICATE_ROLES


def roles() -> list[tuple[str, str]]:
    return labels.choices(CERTIFICATE_ROLES)


def token() -> str:
    """128 bits that nobody guesses."""
    return secrets.token_urlsafe(16)


def picture_path(instance: models.Model, filename: str) -> str:
    return f"certificates/{uuid.uuid4().hex}{PurePosixPath(filename).suffix}"


def person_key() -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )


class CertificateRegister(models.Model):
    """How an office writes the numbers of its register."""

    office = models.OneToOneField(Organisation, models.CASCADE, related_name="certificate_register")
    pattern = models.CharField(
        _("How a number is written"),
        max_length=60,
        default="เลขที่ {เลข}/{ปี}",
        help_text=_("{เลข} is the running number, {ปี} the fiscal year. Both have to be in it."),
        validators=[
            RegexValidator(r"^[^{}]*\{เลข\}[^{}]*\{ปี\}[^{}]*$", _("Write {เลข} and then {ปี}, each once."))
        ],
    )
    width = models.PositiveSmallIntegerField(
        _("Digits of the running number"), default=4, choices=[(n, str(n)) for n in range(1, 7)]
    )

    class Meta:
        verbose_name = _("register of certificates")
        verbose_name_plural = _("registers of certificates")

    def __str__(self) -> str:
        return str(self.office)

    @classmethod
    def of(cls, office: Organisation) -> "CertificateRegister":
        """The office's own, or one with the usual settings that is not kept yet."""
        return cls.objects.filter(office=office).first() or cls(office=office)

    def written(self, number: int, year: int) -> str:
        return self.pattern.replace("{เลข}", f"{number:0{self.width}}").replace("{ปี}", str(year))


class CertificateCounter(models.Model):
    """The last number of an office's register in one fiscal year."""

    office = models.ForeignKey(Organisation, models.CASCADE, related_name="certificate_counters")
    year = models.PositiveSmallIntegerField(_("fiscal year"))
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("counter of certificates")
        verbose_name_plural = _("counters of certificates")
        constraints = [
            models.UniqueConstraint(fields=["office", "year"], name="one_certificate_counter_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.last}/{self.year}"

    @classmethod
    def is_set(cls, office: Organisation, year: int) -> bool:
        """Whether the office has said with which number the year begins."""
        return cls.objects.filter(office=office, year=year).exists()

    @classmethod
    def take(cls, office: Organisation, year: int) -> int:
        """The next number; others wait until the transaction ends, and get it if that fails: no gap, no double."""
        if not transaction.get_connection().in_atomic_block:
            raise RuntimeError("A number is taken together with its certificate")
        cls.objects.get_or_create(office=office, year=year)
        cls.objects.filter(office=office, year=year).update(last=F("last") + 1)
        return cls.objects.get(office=office, year=year).last


class CertificateDesignQuerySet(models.QuerySet["CertificateDesign"]):
    def current(self) -> Self:
        return self.filter(retired_at=None)

    def for_choice(self, office: Organisation) -> Self:
        return self.current().filter(office=office).order_by("name", "pk")


class CertificateDesign(models.Model):
    """How certificates look and what they say. Once one was issued by it, a change makes a new one."""

    class Border(models.TextChoices):
        LINES = "lines", _("Two lines")
        GEM = "gem", _("Cut stones in the corners")
        NONE = "none", _("None")
        PICTURE = "picture", _("A picture of our own behind everything")

    class Colour(models.TextChoices):
        NAVY = "navy", _("Blue")
        GREEN = "green", _("Green")
        WINE = "wine", _("Wine red")
        BLACK = "black", _("Black")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey(Organisation, models.CASCADE, related_name="certificate_designs")
    name = models.CharField(
        _("Name of the design"), max_length=100, help_text=_("For the office, for example “Exchange forum”.")
    )
    border = models.CharField(_("Frame"), max_length=8, choices=Border, default=Border.LINES)
    colour = models.CharField(_("Colour of the headings"), max_length=6, choices=Colour, default=Colour.NAVY)
    thai_digits = models.BooleanField(_("Thai digits (๑๒๓)"), default=True)
    logo = models.FileField(_("Logo"), upload_to=picture_path, storage=private_storage, blank=True)
    background = models.FileField(
        _("Picture behind everything"), upload_to=picture_path, storage=private_storage, blank=True
    )
    heading = models.CharField(_("First line"), max_length=150, blank=True)
    given = models.CharField(
        _("Before the name"), max_length=150, blank=True, default="มอบเกียรติบัตรฉบับนี้ให้ไว้เพื่อแสดงว่า"
    )
    below = models.CharField(_("Below the name"), max_length=200, blank=True, default="[{ตำแหน่ง} ][{สังกัด}]")
    body = models.TextField(_("Text"), max_length=800, default="{เรื่อง}\n[เมื่อวันที่ {วันที่จัด}][ ณ {สถานที่}]")
    closing = models.CharField(_("Last line"), max_length=150, blank=True, default="ให้ไว้ ณ วันที่ {วันที่ออก}")
    signatures_agreed = models.BooleanField(
        _("Everybody whose signature is shown has agreed to its use on certificates"), default=False
    )
    made_by = person_key()
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    #: No longer offered; certificates issued by it keep it.
    retired_at = models.DateTimeField(null=True, editable=False)
    succeeds = models.ForeignKey(
        "self", models.SET_NULL, null=True, editable=False, related_name="successors"
    )
    is_demo = models.BooleanField(default=False, editable=False)

    objects = CertificateDesignQuerySet.as_manager()

    class Meta:
        verbose_name = _("design of certificates")
        verbose_name_plural = _("designs of certificates")

    def __str__(self) -> str:
        return self.name

    @property
    def is_used(self) -> bool:
        """Whether something was or is being issued by it."""
        return self.pk is not None and (self.editions.exists() or self.batches.exists())


class Signatory(models.Model):
    """Who signs, as on the day: a snapshot, not a person of the portal."""

    design = models.ForeignKey(CertificateDesign, models.CASCADE, related_name="signers")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(_("Name with its prefix"), max_length=120)
    position = models.CharField(_("Position"), max_length=250, blank=True)
    #: Never handed out alone.
    picture = models.FileField(_("Signature"), upload_to=picture_path, storage=private_storage, blank=True)

    class Meta:
        verbose_name = _("signatory of certificates")
        verbose_name_plural = _("signatories of certificates")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["design", "number"], name="one_place_per_signatory")]

    def __str__(self) -> str:
        return self.name


class CertificateBatch(models.Model):
    """Certificates that somebody asked for at once; a task works them off one by one."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Prepared, nothing issued yet")
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Being issued")
        DONE = "done", _("Finished")

    #: Made with the form: what is sent twice counts once.
    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    host = models.ForeignKey(Organisation, models.PROTECT, related_name="certificate_batches")
    event = models.ForeignKey(
        "events.ExchangeEventPage", models.SET_NULL, null=True, related_name="certificate_batches"
    )
    design = models.ForeignKey(CertificateDesign, models.PROTECT, related_name="batches")
    issued_on = models.DateField(_("date of issue"))
    #: What the certificates are for, in the words of the paper.
    occasion = models.CharField(_("event"), max_length=300)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT)
    made_by = person_key()
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)
    #: Until then one process is at it; afterwards another takes over.
    leased_until = models.DateTimeField(null=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("batch of certificates")
        verbose_name_plural = _("batches of certificates")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}"


class CertificateBundle(models.Model):
    """All papers of an event as one file for the printer, made in the background; thrown away after a day."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Being made")
        DONE = "done", _("Finished")

    event = models.OneToOneField(
        "events.ExchangeEventPage", models.CASCADE, primary_key=True, related_name="certificate_bundle"
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    #: Which editions are in it, as one word: a corrected name makes another file.
    contents = models.CharField(max_length=64)
    papers = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    file = models.FileField(upload_to="certificates/bundles", storage=private_storage, blank=True)
    made_by = person_key()
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    #: Until then one process is at it; afterwards another takes over.
    leased_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("file with all certificates")
        verbose_name_plural = _("files with all certificates")

    def __str__(self) -> str:
        return f"{self.event_id}: {self.done}/{self.papers}"

    @property
    def is_running(self) -> bool:
        return self.state != self.State.DONE


class Bearer(models.Model):
    """Whom a certificate names, and as what."""

    prefix = models.CharField(_("prefix"), max_length=40, blank=True)
    name = models.CharField(_("name and surname"), max_length=150)
    position = models.CharField(_("position"), max_length=150, blank=True)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)

    class Meta:
        abstract = True

    @property
    def full_name(self) -> str:
        """Thai prefixes stand at the name, others apart."""
        space = " " if self.prefix.isascii() and self.prefix else ""
        return f"{self.prefix}{space}{self.name}"


class CertificateWishQuerySet(models.QuerySet["CertificateWish"]):
    def waiting(self) -> Self:
        return self.filter(state=CertificateWish.State.WAITING)


class CertificateWish(Bearer):
    """One person of a batch: waiting, issued, or held up by something that somebody has to correct."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Issued")
        FAILED = "failed", _("To be corrected")
        DROPPED = "dropped", _("Left out")

    batch = models.ForeignKey(CertificateBatch, models.CASCADE, related_name="wishes")
    attendee = models.ForeignKey(Attendee, models.SET_NULL, null=True, blank=True, related_name="+")
    role = models.CharField(_("role"), max_length=12, choices=roles)
    email = models.EmailField(_("e-mail"), blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    problem = models.CharField(max_length=300, blank=True)

    objects = CertificateWishQuerySet.as_manager()

    class Meta:
        verbose_name = _("person of a batch of certificates")
        verbose_name_plural = _("people of batches of certificates")
        ordering = ["pk"]
        indexes = [models.Index(fields=["batch", "state"], name="wishes_of_a_batch")]

    def __str__(self) -> str:
        return self.full_name


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def valid(self) -> Self:
        return self.filter(state=Certificate.State.ISSUED)

    def in_order(self) -> Self:
        """The register, the latest number first."""
        return self.order_by("-year", "-number", "-pk")

    def belonging_to(self, person: Any) -> Self:
        """Those that were sent to a signed-in person."""
        return self.filter(Q(person=person) | Q(person=None, email__iexact=person.email)).exclude(
            person=None, email=""
        )


class Certificate(models.Model):
    """One number of an office's register. It is never used again, whatever happens to the certificate."""

    class State(models.TextChoices):
        ISSUED = "issued", _("Valid")
        REVOKED = "revoked", _("No longer valid")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    #: What its QR code has: shows name, event, date and state, and nothing else.
    token = models.CharField(max_length=22, unique=True, default=token, editable=False)
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="certificates")
    host = models.ForeignKey(Organisation, models.PROTECT, related_name="certificates_given")
    year = models.PositiveSmallIntegerField(_("fiscal year"))
    number = models.PositiveIntegerField(_("running number"))
    #: As the register wrote it on the day, in Arabic digits.
    serial = models.CharField(_("serial number"), max_length=80)
    event = models.ForeignKey(
        "events.ExchangeEventPage", models.SET_NULL, null=True, blank=True, related_name="certificates"
    )
    #: What it is for without an event, such as “ได้รับคัดเลือกเป็นโรงเรียนต้นแบบ”.
    reason = models.CharField(_("what for"), max_length=300, blank=True)
    #: Of the event, as on the day: events may be renamed or deleted, the register stays.
    occasion = models.CharField(_("event"), max_length=300)
    occasion_from = models.DateField(null=True)
    occasion_to = models.DateField(null=True)
    role = models.CharField(_("role"), max_length=12, choices=roles, blank=True)
    issued_on = models.DateField(_("date of issue"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.ISSUED)
    revoked_at = models.DateTimeField(null=True, editable=False)
    revoked_reason = models.CharField(_("reason"), max_length=300, blank=True)
    #: The edition that counts.
    edition_number = models.PositiveSmallIntegerField(default=1)
    #: Its name, for the register's search and the verification.
    full_name = models.CharField(_("name"), max_length=200)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="certificates"
    )
    attendee = models.ForeignKey(
        Attendee, models.SET_NULL, null=True, blank=True, related_name="certificates"
    )
    batch = models.ForeignKey(
        CertificateBatch, models.SET_NULL, null=True, blank=True, related_name="certificates"
    )
    #: When the letter with the link was written.
    told_at = models.DateTimeField(null=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints = [
            models.UniqueConstraint(fields=["office", "year", "number"], name="one_certificate_per_number"),
            models.UniqueConstraint(
                fields=["event", "attendee", "role"],
                condition=Q(attendee__isnull=False),
                name="one_certificate_per_role",
            ),
        ]
        indexes = [models.Index(fields=["email"], name="certificates_by_email")]

    def __str__(self) -> str:
        return self.serial

    @classmethod
    def issued_at(cls, event: models.Model) -> int:
        """How many valid ones an event has."""
        return cls.objects.valid().filter(event=event.pk).count()

    @property
    def is_valid(self) -> bool:
        return self.state == self.State.ISSUED

    @property
    def address(self) -> str:
        """Where letters about it go: to the e-mail, later to the account that got the first one."""
        return self.email or (self.person.email if self.person else "")

    @property
    def edition(self) -> "CertificateEdition":
        """The one that counts."""
        return self.editions.select_related("design").get(number=self.edition_number)


class CertificateEdition(Bearer):
    """A certificate as it was printed. A correction adds one with the same number and keeps the older ones."""

    certificate = models.ForeignKey(Certificate, models.CASCADE, related_name="editions")
    number = models.PositiveSmallIntegerField()
    design = models.ForeignKey(CertificateDesign, models.PROTECT, related_name="editions")
    #: All that the paper says of the person and the event.
    texts = models.JSONField()
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    made_by = person_key()
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("edition of a certificate")
        verbose_name_plural = _("editions of certificates")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["certificate", "number"], name="one_edition_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} – {self.number}"


def shown_to_public(certificate: Certificate, *, named: bool) -> dict[str, Any]:
    """All that a stranger learns who has the code or the number; without the name if it is not to be shown."""
    return {
        "name": certificate.full_name if named else "",
        "occasion": certificate.occasion,
        "days": (certificate.occasion_from, certificate.occasion_to),
        "issued_on": certificate.issued_on,
        "serial": certificate.serial,
        "valid": certificate.is_valid,
        "edition": certificate.edition_number,
    }
