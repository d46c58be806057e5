"""Awards of the office and who received them, and who is put forward for a while. Never a pupil."""

import uuid
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from content import labels
from content.free_text import refuse_unfit
from events.adults import adults_only
from events.models import Certificate, CertificateDesign
from networks.models import Suspension
from organisations.models import Kind, Organisation
from practices.models import PracticePage
from vcare.awards import AWARD_SCHEMES, AWARD_YEARS
from vcare.recognition import BADGES
from vcare.vocabulary import is_english


def person_key(**fields: Any) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        **fields,
    )


class AwardSchemeQuerySet(models.QuerySet["AwardScheme"]):
    def public(self) -> Self:
        return self.exclude(state=AwardScheme.State.DRAFT)

    def newest_first(self) -> Self:
        return self.order_by("-year", "name", "pk")


class AwardScheme(models.Model):
    """An award of one year, with its own levels. Levels of two schemes are never compared."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("award scheme", "Being prepared")
        ANNOUNCED = "announced", pgettext_lazy("award scheme", "Announced")
        CLOSED = "closed", pgettext_lazy("award scheme", "Closed")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="award_schemes")
    name = models.CharField(_("name of the award"), max_length=150, validators=[refuse_unfit])
    name_en = models.CharField(_("name in English"), max_length=150, blank=True, validators=[refuse_unfit])
    #: A key of AWARD_SCHEMES if it is one that others know too.
    known_as = models.CharField(_("kind of award"), max_length=40, blank=True, choices=labels.award_schemes)
    scope = models.CharField(_("scope"), max_length=15, choices=labels.award_scopes, default="area")
    #: In the words of the award, the highest first.
    levels = models.JSONField(_("levels of the award"), default=list)
    year = models.PositiveSmallIntegerField(_("year (B.E.)"))
    year_kind = models.CharField(
        _("kind of year"), max_length=8, choices=labels.award_years, default="academic"
    )
    issuer = models.CharField(_("given by"), max_length=200, validators=[refuse_unfit])
    design = models.ForeignKey(
        CertificateDesign,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("design of the certificates"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    announced_on = models.DateField(_("announced on"), null=True, blank=True, editable=False)
    #: What the portal counts itself; its levels are the names of the badges.
    from_contribution = models.BooleanField(default=False, editable=False)
    made_by = person_key()
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = AwardSchemeQuerySet.as_manager()

    class Meta:
        verbose_name = _("award scheme")
        verbose_name_plural = _("award schemes")
        constraints = [
            models.UniqueConstraint(
                fields=["office", "name", "year", "year_kind"], name="one_award_scheme_per_year"
            ),
            models.UniqueConstraint(
                fields=["office", "year"],
                condition=Q(from_contribution=True),
                name="one_scheme_of_contributions_per_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.year_words('th')}"

    @property
    def is_public(self) -> bool:
        return self.state != self.State.DRAFT

    @property
    def takes_awards(self) -> bool:
        return self.state != self.State.CLOSED

    @property
    def local_name(self) -> str:
        return self.name_en if self.name_en and is_english(get_language()) else self.name

    def year_words(self, language: str | None) -> str:
        year = self.year - 543 if is_english(language) else self.year
        return f"{AWARD_YEARS.label(self.year_kind, language)} {year}"

    @property
    def year_name(self) -> str:
        return self.year_words(get_language())

    def local_level(self, level: str) -> str:
        """English where the level is a known one."""
        if not is_english(get_language()):
            return level
        known = AWARD_SCHEMES.get(self.known_as)
        terms = [*(known.levels if known else ()), *BADGES]
        return next((term.en for term in terms if term.th == level), level)

    def get_absolute_url(self) -> str:
        return reverse("recognition:scheme", args=[self.uid])


class HonourQuerySet(models.QuerySet["Honour"]):
    def given(self) -> Self:
        return self.filter(state=Honour.State.GIVEN)

    def public(self) -> Self:
        """What any visitor may read: announced, of a person with a consent that holds, of no suspended partner."""
        agreed = Q(consent_on__isnull=False, withdrawn_on=None)
        readable = PracticePage.objects.live().public()
        suspended = Suspension.objects.standing().values("partner")
        return (
            self.given()
            .filter(~Q(recipient=Honour.Recipient.PERSON) | agreed)
            .filter(Q(practice=None) | Q(practice__in=readable))
            .filter(Q(organisation=None) | ~Q(organisation__in=suspended))
            .exclude(scheme__state=AwardScheme.State.DRAFT)
        )

    def of_school(self, school: Organisation) -> Self:
        """Those of the school itself, of its people and of its practices."""
        return self.filter(Q(organisation=school) | Q(practice__owner_organisation=school))

    def with_names(self) -> Self:
        return self.select_related(
            "scheme", "organisation", "practice", "practice__owner_organisation", "certificate"
        )


class Honour(models.Model):
    """An award that somebody received."""

    class Recipient(models.TextChoices):
        SCHOOL = "school", pgettext_lazy("recipient", "School")
        PERSON = "person", pgettext_lazy("recipient", "Adult person")
        PRACTICE = "practice", pgettext_lazy("recipient", "Practice")
        PARTNER = "partner", pgettext_lazy("recipient", "Network partner")

    class State(models.TextChoices):
        GIVEN = "given", pgettext_lazy("honour", "Given")
        REVOKED = "revoked", pgettext_lazy("honour", "Taken back")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    scheme = models.ForeignKey(AwardScheme, models.PROTECT, related_name="honours")
    level = models.CharField(_("level"), max_length=100)
    category = models.CharField(_("category"), max_length=100, blank=True, validators=[refuse_unfit])
    recipient = models.CharField(_("who receives it"), max_length=8, choices=Recipient)
    #: The school or partner itself; of a person, where they work.
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="honours"
    )
    practice = models.ForeignKey(PracticePage, models.CASCADE, null=True, blank=True, related_name="honours")
    prefix = models.CharField(_("prefix"), max_length=40, blank=True, validators=[adults_only, refuse_unfit])
    name = models.CharField(
        _("name and surname"), max_length=150, blank=True, validators=[adults_only, refuse_unfit]
    )
    position = models.CharField(
        _("position"), max_length=150, blank=True, validators=[adults_only, refuse_unfit]
    )
    person = person_key()
    why = models.CharField(_("what for"), max_length=300, blank=True, validators=[refuse_unfit])
    #: A person's consent to be named in public, and its end.
    consent_on = models.DateField(_("agreed on"), null=True, blank=True)
    withdrawn_on = models.DateField(_("consent withdrawn on"), null=True, blank=True)
    #: A key of BADGES where the portal counted it.
    badge = models.CharField(max_length=12, blank=True, choices=labels.badges, editable=False)
    certificate = models.OneToOneField(
        Certificate, models.SET_NULL, null=True, blank=True, related_name="honour", editable=False
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.GIVEN)
    revoked_on = models.DateField(null=True, blank=True, editable=False)
    revoked_reason = models.CharField(_("reason"), max_length=300, blank=True, validators=[refuse_unfit])
    given_by = person_key()
    given_at = models.DateTimeField(default=timezone.now, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = HonourQuerySet.as_manager()

    class Meta:
        verbose_name = _("award received")
        verbose_name_plural = _("awards received")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    recipient__in=["school", "partner"], practice=None, name="", organisation__isnull=False
                )
                | Q(recipient="practice", practice__isnull=False, name="", organisation=None)
                | (Q(recipient="person", practice=None) & ~Q(name="")),
                name="an_honour_has_one_recipient",
            ),
            models.UniqueConstraint(
                fields=["scheme", "category", "organisation", "level"],
                condition=Q(state="given", recipient__in=["school", "partner"]),
                name="honoured_once_in_a_category",
            ),
            models.UniqueConstraint(
                fields=["badge", "organisation"],
                condition=Q(state="given") & ~Q(badge=""),
                name="one_honour_per_badge",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.who} – {self.scheme}"

    def clean(self) -> None:
        super().clean()
        if self.recipient == self.Recipient.PERSON and not self.name:
            raise ValidationError({"name": _("Who is it?")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Whatever way it comes in, no pupil is stored. Raises ValidationError."""
        for words in (self.prefix, self.name, self.position):
            adults_only(words)
        super().save(*args, **kwargs)

    @property
    def full_name(self) -> str:
        """Thai prefixes stand at the name, others apart."""
        space = " " if self.prefix and self.prefix.isascii() else ""
        return f"{self.prefix}{space}{self.name}"

    @property
    def who(self) -> str:
        """Whom it names, in the reader's language."""
        if self.recipient == self.Recipient.PERSON:
            return self.full_name
        if self.recipient == self.Recipient.PRACTICE:
            return str(self.practice.local_title) if self.practice else ""
        return self.organisation.local_name if self.organisation else ""

    @property
    def school(self) -> Organisation | None:
        """The school, office or partner to which it belongs."""
        return self.practice.owner_organisation if self.practice else self.organisation

    @property
    def is_person(self) -> bool:
        return self.recipient == self.Recipient.PERSON

    @property
    def is_agreed(self) -> bool:
        """Whether the name may be public."""
        return not self.is_person or (self.consent_on is not None and self.withdrawn_on is None)

    @property
    def is_given(self) -> bool:
        return self.state == self.State.GIVEN

    @property
    def local_level(self) -> str:
        return self.scheme.local_level(self.level)


class FeaturedQuerySet(models.QuerySet["Featured"]):
    def public(self, on: date) -> Self:
        """Those that any visitor sees on a day."""
        return (
            self.filter(starts_on__lte=on, ends_on__gte=on, consent_on__isnull=False, withdrawn_on=None)
            .select_related("organisation", "image")
            .order_by("kind", "-starts_on", "pk")
        )


class Featured(models.Model):
    """A teacher or a school put forward from one day to another."""

    class Of(models.TextChoices):
        PERSON = "person", _("Teacher of the month")
        SCHOOL = "school", _("School of the month")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(_("who is put forward"), max_length=8, choices=Of, default=Of.PERSON)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="featured",
        limit_choices_to={"kind": Kind.SCHOOL},
        verbose_name=_("school"),
    )
    prefix = models.CharField(_("prefix"), max_length=40, blank=True, validators=[adults_only, refuse_unfit])
    name = models.CharField(
        _("name and surname"), max_length=150, blank=True, validators=[adults_only, refuse_unfit]
    )
    position = models.CharField(
        _("position"), max_length=150, blank=True, validators=[adults_only, refuse_unfit]
    )
    why = models.TextField(_("what for"), max_length=500, validators=[refuse_unfit])
    image = models.ForeignKey(
        "media.PortalImage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    consent_on = models.DateField(_("agreed on"), null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True, editable=False)
    made_by = person_key()
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = FeaturedQuerySet.as_manager()

    class Meta:
        verbose_name = _("person or school put forward")
        verbose_name_plural = _("people and schools put forward")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="featured_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(kind="school", name="") | (Q(kind="person") & ~Q(name="")),
                name="featured_has_one_subject",
            ),
        ]

    def __str__(self) -> str:
        return self.who

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Whatever way it comes in, no pupil is stored. Raises ValidationError."""
        for words in (self.prefix, self.name, self.position):
            adults_only(words)
        super().save(*args, **kwargs)

    @property
    def who(self) -> str:
        if self.kind == self.Of.SCHOOL:
            return self.organisation.local_name
        space = " " if self.prefix and self.prefix.isascii() else ""
        return f"{self.prefix}{space}{self.name}"

    @property
    def standing(self) -> str:
        """`withdrawn`, `waits` for the consent, `ahead`, `now` or `over`."""
        today = timezone.localdate()
        if self.withdrawn_on:
            return "withdrawn"
        if self.ends_on < today:
            return "over"
        if self.consent_on is None:
            return "waits"
        return "ahead" if self.starts_on > today else "now"
