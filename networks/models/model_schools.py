"""Networks of schools whose care of pupils is strong enough to learn from: hub, members, mentors, all dated."""

import uuid
from datetime import date
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from content import labels
from content.free_text import refuse_unfit
from organisations.models import Kind, Organisation


def _in_force(day: date, prefix: str = "") -> Q:
    ends = Q(**{f"{prefix}ends_on": None}) | Q(**{f"{prefix}ends_on__gte": day})
    return Q(**{f"{prefix}starts_on__lte": day}) & ends


class SchoolNetworkQuerySet(models.QuerySet["SchoolNetwork"]):
    def public(self) -> Self:
        """Those that any visitor may see."""
        return self.filter(is_public=True, office__closed_on=None)

    def current(self, on: date | None = None) -> Self:
        return self.filter(_in_force(on or timezone.localdate()))


class SchoolNetwork(models.Model):
    """A network of model schools around a hub."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="school_networks",
        limit_choices_to={"kind": Kind.OFFICE},
        verbose_name=_("education area office"),
    )
    name = models.CharField(_("name of the network"), max_length=150)
    name_en = models.CharField(_("English name"), max_length=150, blank=True)
    hub = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="hub_of",
        limit_choices_to={"kind": Kind.SCHOOL},
        verbose_name=_("hub school"),
    )
    aim = models.TextField(
        _("what the network is good at"), max_length=800, blank=True, validators=[refuse_unfit]
    )
    criteria = models.TextField(
        _("criteria for belonging to it"),
        max_length=2000,
        help_text=_("One criterion on each line."),
        validators=[refuse_unfit],
    )
    order_number = models.CharField(_("order number"), max_length=60, blank=True)
    starts_on = models.DateField(_("since"), default=timezone.localdate)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    is_public = models.BooleanField(_("shown to everybody"), default=True)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = SchoolNetworkQuerySet.as_manager()

    class Meta:
        verbose_name = _("network of model schools")
        verbose_name_plural = _("networks of model schools")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="network_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.ends_on and self.starts_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The last day comes before the first.")})

    @property
    def local_name(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name

    @property
    def criteria_list(self) -> list[str]:
        return [line.strip(" -•\t") for line in self.criteria.splitlines() if line.strip(" -•\t")]

    @property
    def has_ended(self) -> bool:
        return self.ends_on is not None and self.ends_on < timezone.localdate()


class NetworkSchoolQuerySet(models.QuerySet["NetworkSchool"]):
    def members(self) -> Self:
        """Those that agreed, or that the office appointed, of any time."""
        return self.filter(state=NetworkSchool.State.MEMBER)

    def current(self, on: date | None = None) -> Self:
        """Members of a day in networks in force then."""
        day = on or timezone.localdate()
        return self.members().filter(_in_force(day), _in_force(day, "network__"))

    def asked(self) -> Self:
        return self.filter(state=NetworkSchool.State.ASKED)


class NetworkSchool(models.Model):
    """A school in a network, the hub too. Whom the hub asks belongs once its director agrees."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked, waits for an answer")
        MEMBER = "member", _("belongs to it")
        DECLINED = "declined", _("declined")

    network = models.ForeignKey(SchoolNetwork, models.CASCADE, related_name="schools")
    school = models.ForeignKey(
        Organisation, models.CASCADE, related_name="in_networks", verbose_name=_("school")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    starts_on = models.DateField(_("since"), default=timezone.localdate)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, editable=False)

    objects = NetworkSchoolQuerySet.as_manager()

    class Meta:
        verbose_name = _("school in a network")
        verbose_name_plural = _("schools in networks")
        constraints = [
            models.UniqueConstraint(
                fields=["network", "school"],
                condition=Q(ends_on=None, state__in=["asked", "member"]),
                name="once_in_a_network",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="school_leaves_network_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school} – {self.network}"


class Mentoring(models.Model):
    """One school of a network helps another with a care step or a group of hazards."""

    network = models.ForeignKey(SchoolNetwork, models.CASCADE, related_name="mentorings")
    mentor = models.ForeignKey(
        Organisation, models.CASCADE, related_name="mentors", verbose_name=_("school that helps")
    )
    mentee = models.ForeignKey(
        Organisation, models.CASCADE, related_name="mentored_by", verbose_name=_("school that is helped")
    )
    care_step = models.CharField(_("care step"), max_length=20, blank=True, choices=labels.care_steps)
    hazard = models.CharField(_("hazard group"), max_length=20, blank=True, choices=labels.hazards)
    starts_on = models.DateField(_("since"), default=timezone.localdate)
    ends_on = models.DateField(_("last day"), null=True, blank=True)

    class Meta:
        verbose_name = _("mentoring between schools")
        verbose_name_plural = _("mentorings between schools")
        constraints = [
            models.CheckConstraint(condition=~Q(mentor=F("mentee")), name="nobody_mentors_itself"),
            models.CheckConstraint(
                condition=~Q(care_step="", hazard=""), name="mentoring_is_about_something"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="mentoring_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["network", "mentor", "mentee", "care_step", "hazard"],
                condition=Q(ends_on=None),
                name="one_mentoring_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mentor} → {self.mentee}"

    @property
    def topic(self) -> str:
        return " · ".join(
            str(words) for words in (self.get_care_step_display(), self.get_hazard_display()) if words
        )
