"""The declared rule of counting partner networks, and what was counted by it when a year was closed."""

from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.counting import Rule
from organisations.models import Kind, Organisation
from vcare.targets import OFFICE_MINIMUM, SCHOOL_MINIMUM


class CountingRuleQuerySet(models.QuerySet["CountingRule"]):
    def newest(self, office: Organisation) -> Self:
        return self.filter(office=office).order_by("-number")


class CountingRule(models.Model):
    """One version of an office's rule. A version is never changed: a new one follows it."""

    office = models.ForeignKey(
        Organisation, models.CASCADE, related_name="counting_rules", limit_choices_to={"kind": Kind.OFFICE}
    )
    number = models.PositiveIntegerField(_("version"), editable=False)
    school_minimum = models.PositiveSmallIntegerField(
        _("Networks that a school is to have"),
        default=SCHOOL_MINIMUM,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
    )
    office_minimum = models.PositiveSmallIntegerField(
        _("Networks that the office is to have"),
        default=OFFICE_MINIMUM,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
    )
    verified = models.BooleanField(_("Only partners that the office has verified count"), default=True)
    activity_months = models.PositiveSmallIntegerField(
        _("Months within which there must have been an activity"),
        default=12,
        validators=[MaxValueValidator(60)],
        help_text=_("0 if no activity is needed."),
    )
    model_networks = models.BooleanField(
        _("Networks of model schools count, together at most as one"), default=True
    )
    reason = models.CharField(_("Why the rule is changed"), max_length=250)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CountingRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("counting rule")
        verbose_name_plural = _("counting rules")
        constraints = [models.UniqueConstraint(fields=["office", "number"], name="one_rule_per_number")]

    def __str__(self) -> str:
        return f"{self.office} {self.number}"

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise ValidationError("A version of the counting rule is never changed.")
        super().save(*args, **kwargs)

    @property
    def rule(self) -> Rule:
        return Rule(
            self.school_minimum,
            self.office_minimum,
            self.verified,
            self.activity_months,
            self.model_networks,
        )


class CoverageSnapshotQuerySet(models.QuerySet["CoverageSnapshot"]):
    def newest(self, office: Organisation) -> Self:
        return self.filter(office=office).order_by("-academic_year", "-number")


class CoverageSnapshot(models.Model):
    """What was counted when an academic year was closed. Never changed; a later one restates it."""

    office = models.ForeignKey(Organisation, models.CASCADE, related_name="coverage_snapshots")
    academic_year = models.PositiveSmallIntegerField(_("academic year (B.E.)"))
    number = models.PositiveSmallIntegerField(_("statement"), default=1)
    as_of = models.DateField(_("as of"))
    school_minimum = models.PositiveSmallIntegerField()
    office_minimum = models.PositiveSmallIntegerField()
    verified = models.BooleanField()
    activity_months = models.PositiveSmallIntegerField()
    model_networks = models.BooleanField()
    reason = models.CharField(_("why it is restated"), max_length=250, blank=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    taken_by_name = models.CharField(max_length=200)
    taken_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CoverageSnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("frozen count of partner networks")
        verbose_name_plural = _("frozen counts of partner networks")
        constraints = [
            models.UniqueConstraint(
                fields=["office", "academic_year", "number"], name="one_statement_per_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.office} {self.academic_year}/{self.number}"

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise ValidationError("A frozen count is never changed.")
        super().save(*args, **kwargs)

    @property
    def rule(self) -> Rule:
        return Rule(
            self.school_minimum,
            self.office_minimum,
            self.verified,
            self.activity_months,
            self.model_networks,
        )


class CoverageCount(models.Model):
    """One school's or the office's line of a frozen count, with names as they were."""

    snapshot = models.ForeignKey(CoverageSnapshot, models.CASCADE, related_name="counts")
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=200)
    is_office = models.BooleanField(default=False)
    networks = models.PositiveSmallIntegerField()
    #: Names of the partners that counted, in Thai order.
    partners = models.JSONField(default=list)

    class Meta:
        verbose_name = _("line of a frozen count")
        verbose_name_plural = _("lines of a frozen count")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.name}: {self.networks}"
