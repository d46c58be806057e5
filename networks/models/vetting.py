"""Cases in which the office decides how far it trusts a partner, with their papers and what follows."""

import uuid
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from media.names import extension, stored_name
from media.storage import private_storage
from networks.models.applications import PartnerApplication
from organisations.models import Kind, Organisation


class Level(models.IntegerChoices):
    """How far the office trusts a partner. Who has a profile is at least listed."""

    LISTED = 1, _("Listed")
    VETTED = 2, _("Vetted")
    PUPILS = 3, _("May meet pupils")


MEANING = {
    Level.LISTED: _("The office has seen that the organisation exists and who speaks for it."),
    Level.VETTED: _("Two people of the office have also looked at its papers."),
    Level.PUPILS: _(
        "Two people of the office have looked at its papers, and it has declared how it keeps children safe. "
        "A teacher is always there."
    ),
}


class VettingQuerySet(models.QuerySet["Vetting"]):
    def open(self) -> Self:
        return self.filter(state__in=Vetting.OPEN)

    def waiting(self) -> Self:
        """Those that somebody of the office has to look at."""
        return self.filter(state__in=[Vetting.State.ASKED, Vetting.State.ADVISED])

    def in_force(self, on: date | None = None) -> Self:
        day = on or timezone.localdate()
        return self.filter(state=Vetting.State.GRANTED, starts_on__lte=day, expires_on__gte=day)


class Vetting(models.Model):
    """A partner asks for a level; one person of the office advises, another decides."""

    class State(models.TextChoices):
        PREPARING = "preparing", _("Being prepared by the partner")
        ASKED = "asked", _("Waiting for the first opinion")
        ADVISED = "advised", _("Waiting for the second person")
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", _("Not granted")

    OPEN = (State.PREPARING, State.ASKED, State.ADVISED)

    partner = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="vettings",
        limit_choices_to={"kind": Kind.PARTNER},
        verbose_name=_("partner"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PREPARING)
    asked = models.PositiveSmallIntegerField(_("level asked for"), choices=Level, default=Level.VETTED)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True)
    first_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    first_at = models.DateTimeField(null=True, blank=True)
    #: The level that the first person would give; 0 for none.
    first_level = models.PositiveSmallIntegerField(null=True, blank=True)
    first_note = models.TextField(_("opinion"), blank=True, max_length=1000)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    level = models.PositiveSmallIntegerField(_("level given"), choices=Level, null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True, max_length=1000)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    expires_on = models.DateField(_("last day"), null=True, blank=True)

    objects = VettingQuerySet.as_manager()

    class Meta:
        verbose_name = _("vetting of a partner")
        verbose_name_plural = _("vettings of partners")
        constraints = [
            models.UniqueConstraint(
                fields=["partner"],
                condition=Q(state__in=["preparing", "asked", "advised"]),
                name="one_open_vetting_per_partner",
            ),
            models.CheckConstraint(
                condition=Q(first_by=None) | Q(decided_by=None) | ~Q(first_by=F("decided_by")),
                name="vetting_by_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state="granted")
                | Q(
                    level__gte=Level.VETTED,
                    first_at__isnull=False,
                    decided_at__isnull=False,
                    starts_on__isnull=False,
                    expires_on__isnull=False,
                ),
                name="granted_vetting_is_complete",
            ),
        ]
        indexes = [models.Index(fields=["partner", "state", "expires_on"], name="vettings_in_force")]

    def __str__(self) -> str:
        return f"{self.partner} – {self.get_asked_display()}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def first_words(self) -> str:
        """What the first person would do."""
        return str(Level(self.first_level).label) if self.first_level else str(self.State.REFUSED.label)

    @property
    def waits_since(self) -> date:
        return timezone.localdate(self.first_at or self.asked_at or self.created_at)


def level_of(organisation: str, on: date | None = None) -> Coalesce:
    """An annotation: the level that a partner has on a day, `organisation` being the way to it.

    A decision that has run out gives nothing any more; no job has to take it away.
    """
    best = Vetting.objects.in_force(on).filter(partner=OuterRef(organisation)).order_by("-level")
    return Coalesce(Subquery(best.values("level")[:1]), Value(int(Level.LISTED)), output_field=IntegerField())


class Declaration(models.Model):
    """An organisation declares in somebody's name how it keeps children safe. Never changed; a later one follows."""

    partner = models.ForeignKey(Organisation, models.CASCADE, related_name="declarations")
    version = models.CharField(_("version"), max_length=20)
    name = models.CharField(_("declared by"), max_length=150)
    position = models.CharField(_("position"), max_length=150)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("declared on"), default=timezone.now)

    class Meta:
        verbose_name = _("declaration of child safeguarding")
        verbose_name_plural = _("declarations of child safeguarding")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.partner} {self.version}"


def paper_path(instance: "VettingDocument", filename: str) -> str:
    return stored_name("vetting", extension(filename))


class VettingDocument(models.Model):
    """A paper that a partner shows the office; private. It belongs to a registration, then to a case."""

    class Kind(models.TextChoices):
        REGISTRATION = "registration", _("Certificate of registration, or the law or order that founded it")
        APPOINTMENT = "appointment", _("Letter that appoints the coordinator")
        SAFEGUARDING = "safeguarding", _("Own rules of child safeguarding")
        OTHER = "other", _("Another paper")

    application = models.ForeignKey(
        PartnerApplication, models.CASCADE, null=True, blank=True, related_name="documents"
    )
    case = models.ForeignKey(Vetting, models.CASCADE, null=True, blank=True, related_name="documents")
    kind = models.CharField(_("Which paper is it?"), max_length=12, choices=Kind)
    number = models.CharField(_("Its number"), max_length=60, blank=True)
    file = models.FileField(_("file"), upload_to=paper_path, storage=private_storage)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("paper of a partner")
        verbose_name_plural = _("papers of partners")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(application__isnull=False) | Q(case__isnull=False), name="paper_belongs_somewhere"
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class DocumentOpening(models.Model):
    """Somebody opened a paper. Stays when the paper is gone."""

    office = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    partner = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True, related_name="openings")
    document = models.ForeignKey(VettingDocument, models.SET_NULL, null=True, related_name="openings")
    #: Which paper and who, as they were.
    title = models.CharField(max_length=200)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    person_name = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("opening of a paper")
        verbose_name_plural = _("openings of papers")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.person_name}: {self.title}"


class ExpiryNotice(models.Model):
    """That the end of a decision was announced so many days before; each once."""

    case = models.ForeignKey(Vetting, models.CASCADE, related_name="notices")
    days = models.PositiveSmallIntegerField()
    told_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "days"], name="one_expiry_notice_each")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.days}"


class Appeal(models.Model):
    """What an organisation says against a refusal; once, decided by somebody who did not refuse."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for the office")
        UPHELD = "upheld", _("The appeal was right")
        REJECTED = "rejected", _("The refusal stands")

    application = models.OneToOneField(
        PartnerApplication, models.CASCADE, null=True, blank=True, related_name="appeal"
    )
    case = models.OneToOneField(Vetting, models.CASCADE, null=True, blank=True, related_name="appeal")
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="appeals")
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    text = models.TextField(_("what you say against the refusal"), max_length=1000)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    #: Who refused and why, as it was.
    refused_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    refusal = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True, max_length=1000)

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints = [
            models.CheckConstraint(
                condition=Q(application__isnull=False, case=None) | Q(application=None, case__isnull=False),
                name="appeal_is_about_one",
            ),
            models.CheckConstraint(
                condition=Q(refused_by=None) | Q(decided_by=None) | ~Q(refused_by=F("decided_by")),
                name="appeal_decided_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.application.name if self.application else self.case.partner.name

    @property
    def days_waiting(self) -> int:
        return (timezone.localdate() - timezone.localdate(self.made_at)).days


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    def covering(self, on: date | None = None) -> Self:
        day = on or timezone.localdate()
        return self.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gte=day))

    def standing(self) -> Self:
        """Those whose profile has not been shown again."""
        return self.filter(lifted_at=None)


class Suspension(models.Model):
    """The office takes a partner out of the portal for a time. Its history stays."""

    partner = models.ForeignKey(
        Organisation, models.CASCADE, related_name="suspensions", verbose_name=_("partner")
    )
    reason = models.TextField(_("why"), max_length=1000)
    starts_on = models.DateField(_("from"), default=timezone.localdate)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    lifted_because = models.CharField(_("why it ends"), max_length=300, blank=True)
    #: Whether there was a profile to hide, and the version that visitors read, to be shown again afterwards.
    hid_profile = models.BooleanField(default=False)
    revision = models.ForeignKey(
        "wagtailcore.Revision", models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suspension of a partner")
        verbose_name_plural = _("suspensions of partners")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner"], condition=Q(lifted_at=None), name="one_standing_suspension"
            )
        ]

    def __str__(self) -> str:
        return f"{self.partner} {self.starts_on}"


class ProfileChange(models.Model):
    """What a coordinator wants to change of a profile's sensitive fields, until an officer has looked."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for the office")
        APPROVED = "approved", _("Approved")
        RETURNED = "returned", _("Sent back")
        WITHDRAWN = "withdrawn", _("Called back by the coordinator")

    page = models.ForeignKey("networks.PartnerPage", models.CASCADE, related_name="changes")
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.WAITING)
    #: By name of the field, as plain values.
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True, max_length=1000)

    class Meta:
        verbose_name = _("change of a profile")
        verbose_name_plural = _("changes of profiles")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["page"], condition=Q(state="waiting"), name="one_waiting_change_per_profile"
            )
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.state}"


class ProfileClaim(models.Model):
    """Somebody says that an entry without a coordinator is their organisation's."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("Waiting for the e-mail address to be confirmed")
        VERIFIED = "verified", _("Waiting for the office")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partner = models.ForeignKey(Organisation, models.CASCADE, related_name="claims")
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.SUBMITTED)
    name = models.CharField(_("Name and surname, with prefix"), max_length=150)
    position = models.CharField(_("Position"), max_length=150)
    phone = models.CharField(_("Telephone number"), max_length=30)
    email = models.EmailField(_("E-mail"))
    proof_of_office = models.CharField(_("How can the office see that you speak for it?"), max_length=500)
    consent_at = models.DateTimeField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    verified_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True, max_length=1000)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("claim of an entry")
        verbose_name_plural = _("claims of entries")

    def __str__(self) -> str:
        return f"{self.name} – {self.partner}"
