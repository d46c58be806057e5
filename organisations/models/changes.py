"""Sheets brought in, what each changed, schools that closed."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Sheet(models.Model):
    """A sheet on its way into the portal, and what became of it. The file itself is not kept."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file_name = models.CharField(_("file name"), max_length=255)
    #: What the file's sheets say, as text: `[{"name": …, "rows": [[…]]}]`. Emptied once it is saved.
    sheets = models.JSONField(default=list)
    #: How many lines there were of each kind.
    counts = models.JSONField(default=dict)
    #: Lines that were not understood: `[[line, name, [reason, …]], …]`.
    refused = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_preview(self) -> bool:
        return self.state == "preview"

    @property
    def may_be_undone(self) -> bool:
        return self.state in {"applied", "partly"}


class RegisterImport(Sheet):
    """A sheet for an office's register. Its counts have the schools that the sheet lacks, too."""

    class State(models.TextChoices):
        PREVIEW = "preview", _("Not saved yet")
        APPLIED = "applied", _("Saved in the register")
        PARTLY = "partly", _("Undone in part")
        UNDONE = "undone", _("Undone")

    office = models.ForeignKey(
        "organisations.Organisation",
        models.CASCADE,
        related_name="register_imports",
        verbose_name=_("office"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PREVIEW)
    #: Which sheet and columns were chosen, and what holds where a row is silent.
    choice = models.JSONField(default=dict)

    class Meta(Sheet.Meta):
        verbose_name = _("sheet brought in")
        verbose_name_plural = _("sheets brought in")


class RegisterChange(models.Model):
    """What one line of a sheet changed: the values before and after, by key of `columns.COLUMNS`."""

    register_import = models.ForeignKey(RegisterImport, models.CASCADE, related_name="changes")
    organisation = models.ForeignKey(
        "organisations.Organisation", models.SET_NULL, null=True, related_name="register_changes"
    )
    name = models.CharField(max_length=200)
    #: The line of the sheet; 0 for a cluster that several lines named.
    line = models.PositiveIntegerField()
    is_new = models.BooleanField(default=False)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)
    #: Why undoing left it as it is.
    kept_because = models.TextField(blank=True)

    class Meta:
        verbose_name = _("change by a sheet")
        verbose_name_plural = _("changes by a sheet")
        ordering = ["line", "pk"]

    def __str__(self) -> str:
        return f"{self.line} {self.name}"


class IncomingSheet(Sheet):
    """A sheet for another part of the portal, such as a plan or a fund's ledger."""

    #: After that, what it brought is taken back one by one.
    UNDONE_WITHIN = timedelta(days=30)

    class State(models.TextChoices):
        PREVIEW = "preview", _("Not brought in yet")
        APPLIED = "applied", _("Brought in")
        PARTLY = "partly", _("Undone in part")
        UNDONE = "undone", _("Undone")

    #: The key of its importer, and the row for which it is: a plan, a fund, an award.
    kind = models.CharField(max_length=20)
    place = models.PositiveBigIntegerField()
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PREVIEW)

    class Meta(Sheet.Meta):
        verbose_name = _("incoming sheet")
        verbose_name_plural = _("incoming sheets")
        indexes = [models.Index(fields=["kind", "place", "-made_at"], name="incoming_sheets_of_a_place")]

    @property
    def undone_until(self) -> datetime | None:
        return self.applied_at + self.UNDONE_WITHIN if self.applied_at else None

    @property
    def may_be_undone(self) -> bool:
        return super().may_be_undone and self.undone_until > timezone.now()


class IncomingLine(models.Model):
    """A row of the portal that a line of a sheet made or changed. What it says stands in that row alone."""

    incoming = models.ForeignKey(IncomingSheet, models.CASCADE, related_name="lines")
    #: The line as the spreadsheet counts, and its sheet if the file has several.
    line = models.PositiveIntegerField()
    sheet = models.CharField(max_length=31, blank=True)
    row = models.PositiveBigIntegerField()
    #: What a changed row said before, by field; nothing for a new one.
    before = models.JSONField(default=dict)
    #: Over the row as the sheet left it: another one if it was changed since.
    stamp = models.CharField(max_length=64)
    undone_at = models.DateTimeField(null=True)
    #: Why undoing left it as it is.
    kept_because = models.TextField(blank=True)

    class Meta:
        verbose_name = _("line of an incoming sheet")
        verbose_name_plural = _("lines of incoming sheets")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.incoming} {self.line}"


class Closure(models.Model):
    """An organisation closed, or merged into another, until somebody opens it again."""

    organisation = models.ForeignKey("organisations.Organisation", models.CASCADE, related_name="closures")
    into = models.ForeignKey(
        "organisations.Organisation", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    day = models.DateField(_("closed on"))
    reason = models.CharField(_("reason"), max_length=200)
    #: Memberships that ended with it, `[[pk, last day before, last day set]]`, to give them back.
    memberships = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    reopened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reopened_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("closing")
        verbose_name_plural = _("closings")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(reopened_at=None), name="closed_only_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.day}"
