"""What schools, the office and partners promise each other, who signed it, and what became of it."""

import uuid
from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content import labels
from content.fields import CodesField
from media.names import extension, stored_name
from media.storage import private_storage
from networks.counting import EXPIRING_DAYS
from networks.models.partnerships import PartnershipActivity
from organisations.models import Kind as OrganisationKind
from organisations.models import Organisation
from vcare.partners import COOPERATION_LEVELS

#: The two letters that references begin with.
SERIES = "CM"


def scan_path(instance: models.Model, filename: str) -> str:
    return stored_name("commitments", extension(filename))


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def in_force(self, on: date | None = None) -> Self:
        """Signed by all, begun and not ended on a day."""
        day = on or timezone.localdate()
        return self.filter(state=Commitment.State.IN_FORCE, starts_on__lte=day, ends_on__gte=day)

    def public(self, on: date | None = None) -> Self:
        """What any visitor may read about in lists: in force and meant to be shown; the newest first."""
        return self.in_force(on).filter(is_public=True).order_by("-in_force_at", "-pk")

    def shown(self) -> Self:
        """Whatever has a public page: also what has ended or was called off after it was in force."""
        return self.filter(is_public=True).exclude(in_force_at=None)

    def with_standing(self, standing: str, on: date | None = None) -> Self:
        """Those that stand so on a day: the same as `Commitment.standing`, in the database."""
        day = on or timezone.localdate()
        soon = day + timedelta(days=EXPIRING_DAYS)
        signed, choices = self.filter(state=Commitment.State.IN_FORCE), Commitment.Standing
        if standing == choices.RENEWED:
            return signed.exclude(renewed_at=None)
        signed_now = signed.filter(renewed_at=None)
        if standing == choices.ENDED:
            return signed_now.filter(ends_on__lt=day)
        if standing == choices.EXPIRING:
            return signed_now.filter(ends_on__gte=day, ends_on__lte=soon)
        if standing == choices.IN_FORCE:
            return signed_now.filter(ends_on__gt=soon)
        return self.filter(state=standing)

    def with_parties(self) -> Self:
        return self.select_related("office", "author").prefetch_related("parties__organisation", "promises")


class Commitment(models.Model):
    """Two or more organisations agree on promises for a time. Only what all have signed is in force."""

    class Kind(models.TextChoices):
        MOU = "mou", _("Memorandum of understanding")
        PLEDGE = "pledge", _("Commitment on one page")

    class State(models.TextChoices):
        DRAFT = "draft", _("Being drafted")
        WAITING = "waiting", _("Waiting for signatures")
        IN_FORCE = "in-force", pgettext_lazy("commitment", "In force")
        CANCELLED = "cancelled", _("Called off")

    class Standing(models.TextChoices):
        """What people are told. The last days and the renewal follow from dates, not from a job."""

        DRAFT = "draft", _("Being drafted")
        WAITING = "waiting", _("Waiting for signatures")
        IN_FORCE = "in-force", pgettext_lazy("commitment", "In force")
        EXPIRING = "expiring", pgettext_lazy("commitment", "Ends soon")
        ENDED = "ended", _("Has ended")
        RENEWED = "renewed", _("Renewed")
        CANCELLED = "cancelled", _("Called off")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(_("reference"), max_length=12, unique=True, editable=False)
    office = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="commitments_looked_after",
        limit_choices_to={"kind": OrganisationKind.OFFICE},
        verbose_name=_("office"),
    )
    author = models.ForeignKey(
        Organisation, models.CASCADE, related_name="commitments_drafted", verbose_name=_("drafted by")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.MOU)
    title = models.CharField(_("about what"), max_length=200)
    purpose = models.TextField(_("purpose"), max_length=2000)
    levels = CodesField(_("ways of working together"), choices=labels.choices(COOPERATION_LEVELS))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    place = models.CharField(_("place of signing"), max_length=150, blank=True)
    is_public = models.BooleanField(_("visitors may read about it"), default=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    #: Goes up with every change of the text: a signature holds for the version that was read.
    text_version = models.PositiveIntegerField(default=1, editable=False)
    renewed_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="renewals", editable=False
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    proposed_at = models.DateTimeField(null=True, editable=False)
    in_force_at = models.DateTimeField(null=True, editable=False)
    #: When the one that follows came into force.
    renewed_at = models.DateTimeField(null=True, editable=False)
    cancelled_at = models.DateTimeField(null=True, editable=False)
    cancelled_because = models.CharField(_("reason"), max_length=500, blank=True)
    #: The signed paper: names, hands and telephone numbers of people, so never public.
    scan = models.FileField(_("signed paper"), upload_to=scan_path, storage=private_storage, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        indexes = [models.Index(fields=["state", "ends_on"], name="commitments_by_end")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="commitment_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["renewed_from"],
                condition=~Q(state="cancelled"),
                name="one_renewal_of_a_commitment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        """The public page; whoever may see more is led on from there."""
        return reverse("commitments:public", args=[self.reference.lower()])

    def standing_on(self, day: date) -> str:
        if self.state != self.State.IN_FORCE:
            return str(self.Standing(self.state))
        if self.renewed_at:
            return str(self.Standing.RENEWED)
        if self.ends_on < day:
            return str(self.Standing.ENDED)
        if self.ends_on <= day + timedelta(days=EXPIRING_DAYS):
            return str(self.Standing.EXPIRING)
        return str(self.Standing.IN_FORCE)

    @property
    def standing(self) -> str:
        return self.standing_on(timezone.localdate())

    def get_standing_display(self) -> str:
        return str(self.Standing(self.standing).label)

    @property
    def days_left(self) -> int:
        return (self.ends_on - timezone.localdate()).days


class PartyQuerySet(models.QuerySet["Party"]):
    def unsigned(self) -> Self:
        """Those whose signature for the text as it is now is missing."""
        return self.exclude(pk__in=Signature.objects.valid().values("party"))


class Party(models.Model):
    """An organisation that takes part, what it does, and who is asked to sign for it."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="commitments", verbose_name=_("organisation")
    )
    number = models.PositiveSmallIntegerField(editable=False)
    duties = models.TextField(_("what it does"), max_length=600, blank=True)
    signatory_name = models.CharField(_("who signs"), max_length=150, blank=True)
    signatory_position = models.CharField(_("position"), max_length=200, blank=True)
    #: For the link, and for nobody's eyes but those of who drafts it and the office.
    signatory_email = models.EmailField(_("e-mail of who signs"), blank=True)
    declined_at = models.DateTimeField(null=True, editable=False)
    declined_because = models.CharField(max_length=500, blank=True, editable=False)

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("party of a commitment")
        verbose_name_plural = _("parties of commitments")
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "organisation"], name="a_party_takes_part_once")
        ]

    def __str__(self) -> str:
        return self.organisation.name


class SignatureQuerySet(models.QuerySet["Signature"]):
    def valid(self) -> Self:
        return self.filter(void_since=None)


class Signature(models.Model):
    """Who signed for a party, as that person was on that day. Never changed, only made void."""

    class How(models.TextChoices):
        LINK = "link", _("by the link in the letter")
        PAPER = "paper", _("on paper")

    party = models.ForeignKey(Party, models.CASCADE, related_name="signatures")
    name = models.CharField(_("name"), max_length=150)
    position = models.CharField(_("position"), max_length=200)
    signed_on = models.DateField(_("signed on"))
    how = models.CharField(_("how"), max_length=5, choices=How)
    text_version = models.PositiveIntegerField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    #: Since when the text is another one than was signed.
    void_since = models.DateTimeField(null=True, blank=True)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["party"], condition=Q(void_since=None), name="one_valid_signature_per_party"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.signed_on}"


class Promise(models.Model):
    """What one party promises, how one sees that it was kept, until when, and what the others say came of it."""

    class Outcome(models.TextChoices):
        UNKNOWN = "unknown", _("Not known yet")
        KEPT = "kept", _("Kept")
        PARTLY = "partly", _("Partly kept")
        NOT_KEPT = "not-kept", _("Not kept")

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="promises")
    party = models.ForeignKey(Party, models.CASCADE, related_name="promises", verbose_name=_("whose promise"))
    number = models.PositiveSmallIntegerField(editable=False)
    what = models.CharField(_("what is promised"), max_length=300)
    indicator = models.CharField(_("how one sees it"), max_length=200)
    target = models.CharField(_("how much"), max_length=100, blank=True)
    due_on = models.DateField(_("until when"))
    outcome = models.CharField(_("what became of it"), max_length=8, choices=Outcome, default=Outcome.UNKNOWN)
    outcome_because = models.CharField(_("reason"), max_length=500, blank=True)
    outcome_on = models.DateField(null=True, blank=True)
    outcome_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    outcome_party = models.ForeignKey(Party, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("promise of a party")
        verbose_name_plural = _("promises of parties")
        ordering = ["number", "pk"]

    def __str__(self) -> str:
        return self.what

    @property
    def is_overdue(self) -> bool:
        """Nobody has said what became of it, and its day is over."""
        return self.outcome == self.Outcome.UNKNOWN and self.due_on < timezone.localdate()


class ProgressReport(models.Model):
    """What a party has done about its promises, with something to show; another party says whether it is so."""

    class Answer(models.TextChoices):
        NONE = "", _("Waiting for another party")
        CONFIRMED = "confirmed", _("Confirmed")
        DISPUTED = "disputed", _("Seen differently")

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="reports")
    party = models.ForeignKey(Party, models.CASCADE, related_name="reports")
    promise = models.ForeignKey(
        Promise,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name=_("about which promise"),
    )
    day = models.DateField(_("day"))
    text = models.TextField(_("what was done"), max_length=1000)
    file = models.FileField(_("file"), upload_to=scan_path, storage=private_storage, blank=True)
    #: A practice or an event, which may stand in an app above this one.
    page = models.ForeignKey("wagtailcore.Page", models.SET_NULL, null=True, blank=True, related_name="+")
    activity = models.ForeignKey(
        PartnershipActivity, models.SET_NULL, null=True, blank=True, related_name="reports"
    )
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reported_at = models.DateTimeField(default=timezone.now, editable=False)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, default=Answer.NONE, blank=True)
    answer_words = models.CharField(max_length=500, blank=True)
    answer_party = models.ForeignKey(Party, models.SET_NULL, null=True, blank=True, related_name="+")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        ordering = ["-day", "-pk"]

    def __str__(self) -> str:
        return f"{self.party} {self.day}"


class CommitmentNotice(models.Model):
    """Something all were told about a commitment once: that it ends in 90 days, that a promise is due."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="told")
    about = models.CharField(max_length=40)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("notice about a commitment")
        verbose_name_plural = _("notices about commitments")
        constraints = [models.UniqueConstraint(fields=["commitment", "about"], name="told_once")]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.about}"
