"""Visions and plans of the office and its schools, what is to be done by whom until when, and what shows it."""

import uuid
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from content.free_text import refuse_unfit
from media.names import extension, stored_name
from media.storage import private_storage
from organisations.models import Organisation
from vcare.calendar import academic_year_span, fiscal_year_span, format_academic_year, to_christian
from vcare.vocabulary import is_english


def plan_path(instance: models.Model, filename: str) -> str:
    return stored_name("plans", extension(filename))


class VisionQuerySet(models.QuerySet["Vision"]):
    def in_force(self) -> Self:
        return self.filter(state=Vision.State.IN_FORCE)

    def confirmed(self) -> Self:
        """What holds and what held before, the newest first."""
        return self.exclude(state=Vision.State.DRAFT).order_by("-academic_year", "-confirmed_at", "-pk")

    def drafts(self) -> Self:
        return self.filter(state=Vision.State.DRAFT)


class Vision(models.Model):
    """What a school or the office wants to reach in a school year. A confirmed wording is never changed."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Waits for the director")
        IN_FORCE = "in-force", pgettext_lazy("vision", "In force")
        REPLACED = "replaced", _("Replaced by a newer one")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="visions")
    academic_year = models.PositiveSmallIntegerField(_("academic year (B.E.)"))
    text = models.TextField(_("vision"), max_length=600, validators=[refuse_unfit])
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    #: Goes up with every change: a director confirms what was read.
    edition = models.PositiveIntegerField(default=1, editable=False)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    #: Name, capacity and order number as they were on the day.
    signature = models.CharField(max_length=400, blank=True, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    replaced_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = VisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("vision")
        verbose_name_plural = _("visions")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "academic_year", "state"],
                condition=~Q(state="replaced"),
                name="one_vision_in_force_and_one_draft_per_year",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.academic_year}"


class PlanQuerySet(models.QuerySet["Plan"]):
    def in_force(self) -> Self:
        return self.filter(state=Plan.State.IN_FORCE)

    def with_progress(self) -> Self:
        """`activities_count` without those called off, `done_count`, `late_count` of today."""
        counted = ~Q(activities__state=PlanActivity.State.CANCELLED)
        done = Q(activities__state=PlanActivity.State.DONE)
        late = Q(
            activities__state__in=PlanActivity.OPEN,
            activities__due_on__lt=timezone.localdate(),
            state=Plan.State.IN_FORCE,
        )
        return self.annotate(
            activities_count=Count("activities", filter=counted),
            done_count=Count("activities", filter=done),
            late_count=Count("activities", filter=late),
        )


class Plan(models.Model):
    """What a school or the office sets out to do in a year. What is in force changes by a new version only."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Being drafted")
        SENT = "sent", _("Waits for the director")
        IN_FORCE = "in-force", pgettext_lazy("plan", "In force")
        REPLACED = "replaced", _("Replaced by a newer one")

    class YearKind(models.TextChoices):
        ACADEMIC = "academic", _("Academic year")
        FISCAL = "fiscal", _("Fiscal year")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="plans")
    title = models.CharField(_("title"), max_length=200, validators=[refuse_unfit])
    year_kind = models.CharField(_("kind of year"), max_length=8, choices=YearKind, default=YearKind.ACADEMIC)
    year = models.PositiveSmallIntegerField(_("year (B.E.)"))
    text = models.TextField(_("text"), max_length=4000, blank=True, validators=[refuse_unfit])
    file = models.FileField(_("file"), upload_to=plan_path, storage=private_storage, blank=True)
    file_is_public = models.BooleanField(_("visitors may open the file"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    edition = models.PositiveIntegerField(default=1, editable=False)
    #: The plan in force that this one is to replace.
    revises = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="revisions", editable=False
    )
    #: The plan of an earlier year that it began as a copy of.
    copied_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="copies", editable=False
    )
    returned_because = models.CharField(_("reason"), max_length=500, blank=True, validators=[refuse_unfit])
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    signature = models.CharField(max_length=400, blank=True, editable=False)
    approved_at = models.DateTimeField(null=True, blank=True, editable=False)
    replaced_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "year_kind", "year"],
                condition=Q(state="in-force"),
                name="one_plan_in_force_per_year",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("plans:public", args=[self.uid])

    @property
    def is_open(self) -> bool:
        """Whether its text and activities may be written on."""
        return self.state in (self.State.DRAFT, self.State.SENT)

    @property
    def span(self) -> tuple[date, date]:
        return (academic_year_span if self.year_kind == self.YearKind.ACADEMIC else fiscal_year_span)(
            self.year
        )

    @property
    def year_name(self) -> str:
        """The year in the visitor's language: ปีการศึกษา 2569, ปีงบประมาณ 2570."""
        return year_name(self.year_kind, self.year)


def year_name(kind: str, year: int) -> str:
    language = get_language()
    if kind == Plan.YearKind.ACADEMIC:
        return format_academic_year(year, language=language)
    return f"{Plan.YearKind.FISCAL.label} {to_christian(year) if is_english(language) else year}"


class PlanActivityQuerySet(models.QuerySet["PlanActivity"]):
    def late(self, on: date | None = None) -> Self:
        """What a plan in force says should be done by now, and is not."""
        return self.filter(
            plan__state=Plan.State.IN_FORCE,
            state__in=PlanActivity.OPEN,
            due_on__lt=on or timezone.localdate(),
        )


class PlanActivity(models.Model):
    """One thing that a plan says somebody does until a day."""

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("activity", "Not begun")
        DOING = "doing", _("Being done")
        DONE = "done", pgettext_lazy("activity", "Done")
        POSTPONED = "postponed", _("Postponed")
        CANCELLED = "cancelled", pgettext_lazy("activity", "Called off")

    #: In these it is still to be done.
    OPEN = (State.PLANNED, State.DOING, State.POSTPONED)
    #: These need a reason.
    EXPLAINED = (State.POSTPONED, State.CANCELLED)

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="activities")
    number = models.PositiveSmallIntegerField(default=1, editable=False)
    what = models.CharField(_("activity"), max_length=300, validators=[refuse_unfit])
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    owner_position = models.CharField(
        _("position or group"), max_length=150, blank=True, validators=[refuse_unfit]
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    #: Until when it is to be done now: the last day of the plan, or the day it was put off to.
    due_on = models.DateField(editable=False)
    note = models.CharField(_("note"), max_length=500, blank=True, validators=[refuse_unfit])
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    reason = models.CharField(_("reason"), max_length=300, blank=True, validators=[refuse_unfit])
    state_on = models.DateField(null=True, blank=True, editable=False)
    state_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    #: In a new version of a plan: the same activity of the version before.
    origin = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = PlanActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity of a plan")
        verbose_name_plural = _("activities of plans")
        ordering = ["starts_on", "number", "pk"]
        indexes = [models.Index(fields=["state", "due_on"], name="plan_activities_by_due_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="plan_activity_ends_after_start"
            )
        ]

    def validate_constraints(self, exclude: Any = None) -> None:
        """The form says it at its field: no question to the database for each line of a sheet."""

    def __str__(self) -> str:
        return self.what

    @property
    def is_late(self) -> bool:
        """Only what is in force can be late; the caller has read the plan."""
        return (
            self.plan.state == Plan.State.IN_FORCE
            and self.state in self.OPEN
            and self.due_on < timezone.localdate()
        )

    @property
    def days_late(self) -> int:
        return max(0, (timezone.localdate() - self.due_on).days)

    @property
    def was_postponed(self) -> bool:
        return self.due_on != self.ends_on

    @property
    def tone(self) -> str:
        """The class of its status."""
        if self.is_late or self.state == self.State.CANCELLED:
            return "stopped"
        tones = {self.State.DONE: "ok", self.State.DOING: "trying", self.State.POSTPONED: "trying"}
        return tones.get(self.State(self.state), "unknown")

    @property
    def owner_words(self) -> str:
        """Who does it: the person with their position, or the position alone."""
        return " · ".join(filter(None, [str(self.owner) if self.owner else "", self.owner_position]))


class PlanEvidence(models.Model):
    """What shows that an activity was done: a page of this portal, or a paper that only its people and the office see."""

    activity = models.ForeignKey(PlanActivity, models.CASCADE, related_name="evidence")
    page = models.ForeignKey(Page, models.SET_NULL, null=True, blank=True, related_name="+")
    file = models.FileField(_("file"), upload_to=plan_path, storage=private_storage, blank=True)
    note = models.CharField(_("what it shows"), max_length=200, blank=True, validators=[refuse_unfit])
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("evidence of an activity")
        verbose_name_plural = _("evidence of activities")
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return self.note or str(self.page or self.file)


class PlanReminder(models.Model):
    """A school was reminded of its vision, its plan or what is late in it; once a day at most."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="plan_reminders")
    day = models.DateField(default=timezone.localdate)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("reminder of a plan")
        verbose_name_plural = _("reminders of plans")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "day"], name="one_reminder_of_a_plan_per_day")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.day}"
