"""Term reports: the office's rounds, each school's report, its certified versions, what the office writes of them."""

import uuid
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from media.names import extension, stored_name
from media.storage import private_storage
from organisations.models import Kind, Organisation
from vcare.calendar import format_academic_year


class ReportRoundQuerySet(models.QuerySet["ReportRound"]):
    def newest_first(self) -> Self:
        return self.order_by("-academic_year", "-term", "-pk")

    def closed(self) -> Self:
        return self.filter(state=ReportRound.State.CLOSED)


class ReportRound(models.Model):
    """A term for which an office asks all its schools to report."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Being prepared")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey(
        Organisation, models.CASCADE, related_name="report_rounds", limit_choices_to={"kind": Kind.OFFICE}
    )
    academic_year = models.PositiveSmallIntegerField(_("academic year (B.E.)"))
    term = models.PositiveSmallIntegerField(_("term"), choices=[(1, "1"), (2, "2")])
    opens_on = models.DateField(_("opens on"))
    due_on = models.DateField(_("to be sent by"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: How many schools there were when it was closed.
    schools_then = models.PositiveIntegerField(null=True, blank=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = ReportRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round of term reports")
        verbose_name_plural = _("rounds of term reports")
        constraints = [
            models.UniqueConstraint(
                fields=["office", "academic_year", "term"], name="one_round_of_reports_per_term"
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("opens_on")), name="reports_due_after_opening"),
        ]

    def __str__(self) -> str:
        return format_academic_year(self.academic_year, self.term)

    @property
    def name(self) -> str:
        """The term in the visitor's language: ภาคเรียนที่ 2/2569."""
        return format_academic_year(self.academic_year, self.term, get_language())

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED

    def was_closed_by(self, day: date) -> bool:
        """Whether no more reports were to come at the end of a day."""
        if not self.is_closed:
            return False
        return self.closed_at is None or timezone.localdate(self.closed_at) <= day

    def get_absolute_url(self) -> str:
        """Where visitors read its totals once it is closed."""
        return reverse("reports:public", args=[self.academic_year, self.term])

    def days_late(self, today: date) -> int:
        return max(0, (today - self.due_on).days)


class TermReport(models.Model):
    """What a school tells of one term: the draft that is written on. What counts are its versions."""

    class State(models.TextChoices):
        WRITING = "writing", _("Being filled in")
        SENT = "sent", _("Waits for the director to certify")
        RETURNED = "returned", _("Sent back to be mended")
        CERTIFIED = "certified", _("Certified by the director")
        RECEIVED = "received", _("Received by the office")

    #: In these the school writes.
    WRITABLE = (State.WRITING, State.RETURNED)
    #: In these the newest version is what the school says.
    CERTAIN = (State.CERTIFIED, State.RECEIVED)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(ReportRound, models.CASCADE, related_name="reports")
    school = models.ForeignKey(Organisation, models.CASCADE, related_name="term_reports")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WRITING)
    #: Numbers by keys of `vcare.reports`; what is not there is not known.
    figures = models.JSONField(default=dict)
    #: Yes and no, references and reflections by their keys.
    answers = models.JSONField(default=dict)
    #: Why a number is so different, or a counted one too small, by key.
    explanations = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    saved_at = models.DateTimeField(default=timezone.now, editable=False)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    #: Why a certified report is written anew; empty for the first version.
    correction = models.CharField(max_length=500, blank=True, editable=False)
    received_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("term report")
        verbose_name_plural = _("term reports")
        constraints = [
            models.UniqueConstraint(fields=["round", "school"], name="one_report_per_school_and_round")
        ]

    def __str__(self) -> str:
        return f"{self.school} {self.round}"

    @property
    def is_writable(self) -> bool:
        return self.state in self.WRITABLE and self.round.is_open

    def get_absolute_url(self) -> str:
        return reverse("reports:report", args=[self.uid])


class ReportVersionQuerySet(models.QuerySet["ReportVersion"]):
    def valid_at(self, moment: Any) -> Self:
        """Of each report the version that counted at a moment."""
        return self.filter(certified_at__lte=moment).filter(Q(ended_at=None) | Q(ended_at__gt=moment))


def paper_path(instance: models.Model, filename: str) -> str:
    return stored_name("reports", extension(filename))


class ReportVersion(models.Model):
    """A report as a director has certified it. Its words and numbers are never changed."""

    report = models.ForeignKey(TermReport, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    figures = models.JSONField()
    answers = models.JSONField()
    explanations = models.JSONField()
    #: What the portal counted on that day, by key.
    counted = models.JSONField(default=dict)
    reason = models.CharField(max_length=500, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    certified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    #: Name, capacity and order number as they were on the day.
    signature = models.CharField(max_length=400)
    #: When it began to count; of a paper, when the office wrote it down.
    certified_at = models.DateTimeField(default=timezone.now)
    #: Of a certification on paper: its scan, the day that stands on it, and who of the office wrote it down.
    paper = models.FileField(_("signed paper"), upload_to=paper_path, storage=private_storage, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    #: Since when it counts no more: the office returned it, or a later version took its place.
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ReportVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a term report")
        verbose_name_plural = _("versions of term reports")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="one_version_per_number_of_a_report")
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.number}"

    @property
    def is_on_paper(self) -> bool:
        return self.signed_on is not None

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise ValidationError("A certified report is never changed.")
        super().save(*args, **kwargs)


class ReportReturn(models.Model):
    """A report was sent back to be mended, and why."""

    report = models.ForeignKey(TermReport, models.CASCADE, related_name="returns")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_office = models.BooleanField(default=False)
    reason = models.CharField(_("reason"), max_length=500)
    #: Keys of the answers that are meant.
    fields = models.JSONField(default=list)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("return of a term report")
        verbose_name_plural = _("returns of term reports")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.report} {self.at:%Y-%m-%d}"


class ReportReminder(models.Model):
    """A school was reminded of its report; once a day at most."""

    round = models.ForeignKey(ReportRound, models.CASCADE, related_name="reminders")
    school = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    day = models.DateField(default=timezone.localdate)

    class Meta:
        verbose_name = _("reminder of a term report")
        verbose_name_plural = _("reminders of term reports")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "school", "day"], name="one_reminder_of_a_report_per_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.school_id} {self.day}"


class Narrative(models.Model):
    """A version of what the office writes about a round. A version is never changed: a new one follows it."""

    round = models.ForeignKey(ReportRound, models.CASCADE, related_name="narratives")
    number = models.PositiveSmallIntegerField(_("version"))
    #: Text by keys of `programme.reports.narrating.CHAPTERS`.
    chapters = models.JSONField(default=dict)
    as_of = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("report of the office")
        verbose_name_plural = _("reports of the office")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="one_narrative_per_number")]

    def __str__(self) -> str:
        return f"{self.round} {self.number}"


def usual_days(academic_year: int, term: int) -> tuple[date, date]:
    """When a term's round usually opens and by when reports are due."""
    year = academic_year - 543
    if term == 1:
        return date(year, 9, 15), date(year, 10, 10)
    return date(year + 1, 3, 1), date(year + 1, 3, 31)
