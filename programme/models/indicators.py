"""What the office measures: definitions in versions, figures it enters, values over time, signed statements."""

import uuid
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from content import labels
from organisations.models import Kind, Organisation
from vcare.indicators import METHODS, UNITS

#: More than any area office counts; a number beyond it is a slip of the finger.
MOST = 9_999_999


def methods() -> list[tuple[str, str]]:
    return labels.choices(METHODS)


def units() -> list[tuple[str, str]]:
    return labels.choices(UNITS)


class WrittenOnce(models.Model):
    """A row that is written once: a mistake is stated anew beside it."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise ValidationError("This is never changed afterwards.")
        super().save(*args, **kwargs)


class Signed(WrittenOnce):
    """Part of a signed statement: the database refuses any change, and deleting what is no demonstration.

    `programme.indicators.locks` puts the locks on the tables.
    """

    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        abstract = True


class YearKind(models.TextChoices):
    ACADEMIC = "academic", _("Academic year")
    FISCAL = "fiscal", _("Fiscal year")


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def of_office(self, office: Organisation) -> Self:
        """An office's indicators in their order, with their versions."""
        return self.filter(office=office).prefetch_related("versions").order_by("place", "pk")

    def in_use(self) -> Self:
        return self.filter(retired_on=None)


class Indicator(models.Model):
    """Something that an office measures. What it means stands in its versions."""

    office = models.ForeignKey(
        Organisation, models.CASCADE, related_name="indicators", limit_choices_to={"kind": Kind.OFFICE}
    )
    #: A key of `vcare.indicators.PRESETS`, or one of the office's own.
    key = models.SlugField(max_length=40, editable=False)
    place = models.PositiveSmallIntegerField(default=0, editable=False)
    retired_on = models.DateField(_("not used since"), null=True, blank=True, editable=False)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints = [models.UniqueConstraint(fields=["office", "key"], name="one_indicator_per_key")]

    def __str__(self) -> str:
        return self.key

    def in_force(self, on: date) -> "IndicatorVersion | None":
        """The version that a day is measured by. Reads the prefetched versions."""
        begun = [version for version in self.versions.all() if version.valid_from <= on]
        return max(begun, key=lambda version: (version.valid_from, version.number), default=None)

    @property
    def newest(self) -> "IndicatorVersion":
        return max(self.versions.all(), key=lambda version: version.number)


class Definition(models.Model):
    """What is measured, how, and what is to be reached."""

    class Compares(models.TextChoices):
        NUMBER = "number", _("The number itself")
        PERCENT = "percent", _("Per cent of the whole")

    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    definition = models.TextField(_("definition"), max_length=1000)
    numerator = models.CharField(_("what is counted"), max_length=300)
    denominator = models.CharField(
        _("of which whole"), max_length=300, blank=True, help_text=_("Empty for a plain count.")
    )
    method = models.CharField(_("how it is measured"), max_length=30, choices=methods, default="typed")
    data = models.CharField(_("source of the data"), max_length=200)
    year_kind = models.CharField(_("year"), max_length=10, choices=YearKind, default=YearKind.ACADEMIC.value)
    compares = models.CharField(
        _("what is compared with the target"), max_length=10, choices=Compares, default=Compares.NUMBER.value
    )
    unit = models.CharField(_("counted in"), max_length=20, choices=units, default="people")
    target = models.PositiveIntegerField(
        _("target"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST)],
        help_text=_("At least so much. Empty if no target is set."),
    )
    owner = models.CharField(
        _("who is responsible"), max_length=200, help_text=_("A group or a position, not a person.")
    )
    note = models.TextField(_("what is not settled"), max_length=1000, blank=True)
    claim = models.CharField(_("result told in the office's paper"), max_length=200, blank=True)

    class Meta:
        abstract = True

    @property
    def local_name(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name

    @property
    def in_percent(self) -> bool:
        return self.compares == self.Compares.PERCENT


class IndicatorVersion(WrittenOnce, Definition):
    """What an indicator means from a day on. Never changed: another version follows it."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    valid_from = models.DateField(_("in force from"))
    reason = models.CharField(_("why it is changed"), max_length=250, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("version of an indicator")
        verbose_name_plural = _("versions of indicators")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["indicator", "number"], name="one_version_per_number")]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


class EnteredFigureQuerySet(models.QuerySet["EnteredFigure"]):
    def standing(self) -> Self:
        """Those that were not taken back, the newest first."""
        return self.filter(taken_back_at=None).order_by("-as_of", "-pk")


class EnteredFigure(models.Model):
    """A figure that the office enters with its source. A later one of the same day takes its place."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="figures")
    as_of = models.DateField(_("as of"))
    numerator = models.PositiveIntegerField(_("number"), validators=[MaxValueValidator(MOST)])
    denominator = models.PositiveIntegerField(
        _("of"), null=True, blank=True, validators=[MaxValueValidator(MOST)]
    )
    source = models.CharField(
        _("where this is from"), max_length=200, help_text=_("Example: DMC of 10 June 2569")
    )
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now, editable=False)
    taken_back_at = models.DateTimeField(null=True, editable=False)
    why_taken_back = models.CharField(_("why it is taken back"), max_length=250, blank=True)

    objects = EnteredFigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("figure entered by the office")
        verbose_name_plural = _("figures entered by the office")
        indexes = [models.Index(fields=["indicator", "as_of"], name="figures_of_an_indicator")]
        constraints = [
            models.CheckConstraint(
                condition=Q(denominator=None) | Q(denominator__gte=F("numerator")), name="part_of_the_whole"
            )
        ]

    def validate_constraints(self, exclude: Any = None) -> None:
        """The form says it at its field: no question to the database for each line of a sheet."""

    def __str__(self) -> str:
        return f"{self.numerator} ({self.as_of})"


class MeasuredValue(models.Model):
    """What an indicator was on a day, kept for its course over time. Without a number if it was not known."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="values")
    version = models.ForeignKey(IndicatorVersion, models.CASCADE, related_name="+")
    on = models.DateField()
    numerator = models.PositiveIntegerField(null=True)
    denominator = models.PositiveIntegerField(null=True)
    measured_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("value of an indicator")
        verbose_name_plural = _("values of indicators")
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["indicator", "on"], name="one_value_per_day")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.on}"


class StatementQuerySet(models.QuerySet["Statement"]):
    def newest_first(self) -> Self:
        return self.order_by("-as_of", "year_kind", "-number")


class Statement(Signed):
    """A period's figures as somebody signed them. The first freezes it, later ones restate it with a reason."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="statements")
    year_kind = models.CharField(_("year"), max_length=10, choices=YearKind)
    year = models.PositiveSmallIntegerField(_("year (B.E.)"))
    number = models.PositiveSmallIntegerField(_("statement"), default=1)
    as_of = models.DateField(_("as of"))
    reason = models.CharField(_("why it is restated"), max_length=500, blank=True)
    #: Who signed, as they were called on that day: no link that would change with them.
    signed_name = models.CharField(_("signed by"), max_length=200)
    signed_position = models.CharField(_("position"), max_length=200)
    signed_at = models.DateTimeField(default=timezone.now)
    digest = models.CharField(max_length=64)
    #: That of the statement before, so that none can be taken out unnoticed.
    previous = models.CharField(max_length=64, blank=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("signed statement of a period")
        verbose_name_plural = _("signed statements of periods")
        constraints = [
            models.UniqueConstraint(
                fields=["office", "year_kind", "year", "number"], name="one_statement_per_period_and_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.office} {self.year_kind} {self.year}/{self.number}"

    @property
    def is_restatement(self) -> bool:
        return self.number > 1


class StatedFigure(Signed, Definition):
    """One figure of a statement, with the definition it was measured by."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="figures")
    place = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=40)
    version_number = models.PositiveSmallIntegerField(_("version"))
    value = models.PositiveIntegerField(null=True)
    whole = models.PositiveIntegerField(null=True)
    #: Why there is no number, if there is none.
    unknown = models.CharField(max_length=300, blank=True)
    known_on = models.DateField(null=True)
    rule = models.CharField(max_length=500, blank=True)
    #: Over the lines behind it.
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("figure of a signed statement")
        verbose_name_plural = _("figures of signed statements")
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["statement", "key"], name="one_stated_figure_per_key")]

    def __str__(self) -> str:
        return self.name


class StatedLine(Signed):
    """One line of the list behind a figure of a statement, with names as they were."""

    figure = models.ForeignKey(StatedFigure, models.CASCADE, related_name="lines")
    place = models.PositiveIntegerField()
    label = models.CharField(max_length=300)
    value = models.PositiveIntegerField()
    whole = models.PositiveIntegerField(null=True)
    note = models.TextField(blank=True)
    path = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("line behind a figure of a signed statement")
        verbose_name_plural = _("lines behind figures of signed statements")
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["figure", "place"], name="one_line_per_place")]

    def __str__(self) -> str:
        return self.label


class CockpitShareQuerySet(models.QuerySet["CockpitShare"]):
    def newest_first(self) -> Self:
        return self.order_by("-made_at", "-pk")


class CockpitShare(models.Model):
    """Somebody without an account may look at the cockpit for some days. The link itself is kept nowhere."""

    office = models.ForeignKey(Organisation, models.CASCADE, related_name="cockpit_shares")
    #: A position or an office, such as "ผู้ตรวจราชการ": no name is needed.
    to = models.CharField(_("for whom"), max_length=150, help_text=_("A position or an office, no name."))
    expires_at = models.DateTimeField(_("works until"))
    ended_at = models.DateTimeField(null=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = CockpitShareQuerySet.as_manager()

    class Meta:
        verbose_name = _("shared view of the cockpit")
        verbose_name_plural = _("shared views of the cockpit")

    def __str__(self) -> str:
        return self.to

    @property
    def is_open(self) -> bool:
        return self.ended_at is None and timezone.now() < self.expires_at


class Nudge(models.Model):
    """A school was asked to look at something, by letter or in words for LINE; not twice a week."""

    school = models.ForeignKey(Organisation, models.CASCADE, related_name="nudges")
    #: Keys of `programme.cockpit.attention.REASONS`.
    reasons = models.JSONField(default=list)
    people = models.PositiveSmallIntegerField(default=0)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("nudge to a school")
        verbose_name_plural = _("nudges to schools")
        indexes = [models.Index(fields=["school", "sent_at"], name="nudges_of_a_school")]

    def __str__(self) -> str:
        return f"{self.school} {self.sent_at:%Y-%m-%d}"
