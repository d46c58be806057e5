"""What the register remembers about itself: sheets brought in, what each changed, schools that closed."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RegisterImport(models.Model):
    """A sheet on its way into an office's register, and what became of it. The file itself is not kept."""

    class State(models.TextChoices):
        PREVIEW = "preview", _("Not saved yet")
        APPLIED = "applied", _("Saved in the register")
        PARTLY = "partly", _("Undone in part")
        UNDONE = "undone", _("Undone")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    office = models.ForeignKey(
        "organisations.Organisation",
        models.CASCADE,
        related_name="register_imports",
        verbose_name=_("office"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PREVIEW)
    file_name = models.CharField(_("file name"), max_length=255)
    #: What the file's sheets say, as text: `[{"name": …, "rows": [[…]]}]`. Emptied once it is saved.
    sheets = models.JSONField(default=list)
    #: Which sheet and columns were chosen, and what holds where a row is silent.
    choice = models.JSONField(default=dict)
    #: How many lines were new, changed, same, refused; how many schools the sheet lacks.
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
        verbose_name = _("sheet brought in")
        verbose_name_plural = _("sheets brought in")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_preview(self) -> bool:
        return self.state == self.State.PREVIEW

    @property
    def may_be_undone(self) -> bool:
        return self.state in {self.State.APPLIED, self.State.PARTLY}


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
