"""How practices are reviewed on Wagtail's workflow engine, and where each of them stands."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState, WorkflowState
from wagtail.signals import task_submitted

from content import labels
from media.names import extension, stored_name
from media.papers import PAPER_TYPES
from media.storage import private_storage
from practices.models.practice import PracticePage
from practices.review.approvers import Waiver, waiver
from vcare.review import COMPONENTS, Marks, Verdict, due_on


class ReviewTask(Task):
    """One step of the review of practices: whose it is, and how long it may take, says `vcare.review`."""

    step = models.CharField(_("step"), max_length=10, choices=labels.review_steps, unique=True)

    admin_form_fields = [*Task.admin_form_fields, "step"]
    admin_form_readonly_on_edit_fields = [*Task.admin_form_readonly_on_edit_fields, "step"]

    class Meta:
        verbose_name = _("step of the review of practices")
        verbose_name_plural = _("steps of the review of practices")

    @classmethod
    def get_task_state_class(cls) -> type["StepState"]:
        return StepState

    @transaction.atomic
    def start(self, workflow_state: WorkflowState, user=None) -> "StepState":
        page = workflow_state.content_object.specific
        today = timezone.localdate()
        state = StepState(
            workflow_state=workflow_state,
            task=self,
            revision=page.get_latest_revision(),
            due_on=due_on(self.step, today),
        )
        if self.step == "certify" and (reason := waiver(page, workflow_state.requested_by)):
            state.status = StepState.STATUS_SKIPPED
            state.waiver = reason
            state.finished_at = timezone.now()
        state.save()
        if state.status == StepState.STATUS_IN_PROGRESS:
            task_submitted.send(sender=StepState, instance=state, user=user)
        return state

    # Reviewers work on the portal's own screens, with reasons, days and marks: Wagtail's two buttons know none.

    def get_actions(self, obj, user) -> list[tuple[str, str, bool]]:
        return []

    def user_can_access_editor(self, obj, user) -> bool:
        return False

    def locked_for_user(self, obj, user) -> bool:
        """What is being read must not change under the readers' eyes."""
        return True

    def get_task_states_user_can_moderate(self, user, **kwargs):
        return TaskState.objects.none()

    @classmethod
    def get_description(cls) -> str:
        return _("The review of practices, with its own screens, deadlines and reasons")


class StepStateQuerySet(models.QuerySet["StepState"]):
    def waiting(self) -> Self:
        """Those that somebody has to do now, the most urgent first."""
        return self.filter(
            status=TaskState.STATUS_IN_PROGRESS, workflow_state__status=WorkflowState.STATUS_IN_PROGRESS
        ).order_by("due_on", "started_at", "pk")

    def returned(self) -> Self:
        """Those that wait for the writer to mend something."""
        return self.filter(
            status=TaskState.STATUS_REJECTED, workflow_state__status=WorkflowState.STATUS_NEEDS_CHANGES
        ).filter(workflow_state__current_task_state=models.F("pk"))

    def with_all(self) -> Self:
        return self.select_related("task", "workflow_state__requested_by", "revision", "finished_by")


class StepState(TaskState):
    """A practice at one step of its review: until when, who did it, how, and what they asked for."""

    class By(models.TextChoices):
        SCREEN = "screen", _("on the portal")
        LINK = "link", _("by the link in the letter")
        PAPER = "paper", _("on paper")

    due_on = models.DateField(_("due on"))
    waiver = models.CharField(_("left out because"), max_length=20, choices=Waiver, blank=True)
    #: Name, capacity and order of whoever decided, as they were then.
    signature = models.CharField(_("decided by"), max_length=300, blank=True)
    by = models.CharField(_("how"), max_length=6, choices=By, blank=True)
    paper = models.ForeignKey(
        "practices.SignedPaper", models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=20, choices=labels.return_reasons, blank=True)
    mend_by = models.DateField(_("to be mended by"), null=True, blank=True)

    objects = models.Manager.from_queryset(StepStateQuerySet)()

    exclude_fields_in_copy = ["paper"]

    class Meta:
        verbose_name = _("state of a review step")
        verbose_name_plural = _("states of review steps")

    @property
    def step(self) -> str:
        return self.task.specific.step

    @property
    def page_pk(self) -> int:
        return int(self.workflow_state.object_id)

    def days_waiting(self, today: date | None = None) -> int:
        return ((today or timezone.localdate()) - timezone.localdate(self.started_at)).days

    def is_late(self, today: date | None = None) -> bool:
        return (today or timezone.localdate()) > (self.mend_by or self.due_on)


def paper_path(instance: "SignedPaper", filename: str) -> str:
    return stored_name("papers", extension(filename))


class SignedPaper(models.Model):
    """A paper with a signature, kept privately: only who may decide in its place may open it."""

    file = models.FileField(_("file"), upload_to=paper_path, storage=private_storage)
    signed_by = models.CharField(_("signed by"), max_length=200)
    signed_on = models.DateField(_("signed on"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("signed paper")
        verbose_name_plural = _("signed papers")

    def __str__(self) -> str:
        return f"{self.signed_by} {self.signed_on}"

    @property
    def content_type(self) -> str:
        return PAPER_TYPES[extension(self.file.name)]


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def in_force(self) -> Self:
        return self.filter(withdrawn_at=None)

    def submitted(self) -> Self:
        """Those that are in, in the order in which they came."""
        return self.in_force().filter(submitted_at__isnull=False).order_by("submitted_at", "pk")

    def open(self) -> Self:
        return self.in_force().filter(submitted_at=None)


class Assessment(models.Model):
    """One reviewer's levels and remarks on a practice. Others see it when all that are asked for are in."""

    state = models.ForeignKey(StepState, models.CASCADE, related_name="assessments")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="assessments", verbose_name=_("reviewer")
    )
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    assigned_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    levels = models.JSONField(_("levels"), default=dict, blank=True)
    remarks = models.JSONField(_("remarks"), default=dict, blank=True)
    verdict = models.CharField(
        _("recommendation"),
        max_length=10,
        choices=[
            (Verdict.PASSES.value, _("Ready to be published")),
            (Verdict.RETURN.value, _("Send back to be mended")),
        ],
        blank=True,
    )
    reason = models.CharField(max_length=20, choices=labels.return_reasons, blank=True)
    text = models.TextField(_("to the writer"), blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints = [
            models.UniqueConstraint(
                fields=["state", "reviewer"],
                condition=Q(withdrawn_at=None),
                name="one_assessment_per_reviewer",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reviewer} – {self.state_id}"

    @property
    def marks(self) -> Marks:
        return Marks({key: int(level) for key, level in self.levels.items()}, Verdict(self.verdict))

    def rows(self) -> list[tuple[object, int | None, str]]:
        """Each component with its level and remark."""
        return [(part, self.levels.get(part.key), self.remarks.get(part.key, "")) for part in COMPONENTS]


class Standing(models.Model):
    """Where a practice stands besides its text: selected as a model, withdrawn, and its state for lists."""

    class Gone(models.TextChoices):
        RETIRED = "retired", _("Withdrawn")
        ARCHIVED = "archived", _("Archived")
        HIDDEN = "hidden", _("Hidden at once")

    page = models.OneToOneField(PracticePage, models.CASCADE, related_name="standing", primary_key=True)
    #: What `practices.review.situation` last found out, for lists and filters.
    state = models.CharField(_("state"), max_length=12, default="draft", db_index=True)
    since = models.DateTimeField(default=timezone.now)
    selected_on = models.DateField(_("selected as a model on"), null=True, blank=True)
    selected_by = models.CharField(_("selected by"), max_length=300, blank=True)
    selected_for = models.TextField(_("selected because"), blank=True)
    gone = models.CharField(_("no longer published"), max_length=10, choices=Gone, blank=True)
    gone_on = models.DateField(null=True, blank=True)
    gone_because = models.TextField(_("reason"), blank=True)
    gone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    #: The version that visitors read, to be published again when it comes back.
    gone_revision = models.ForeignKey(
        "wagtailcore.Revision", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    successor = models.ForeignKey(
        PracticePage,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("read this one instead"),
    )

    class Meta:
        verbose_name = _("standing of a practice")
        verbose_name_plural = _("standings of practices")

    def __str__(self) -> str:
        return f"{self.page_id} {self.state}"


class Reminder(models.Model):
    """Somebody was reminded of something on a day; not again on the same."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    about = models.CharField(max_length=60)
    day = models.DateField(default=timezone.localdate)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [models.UniqueConstraint(fields=["person", "about", "day"], name="one_reminder_a_day")]

    def __str__(self) -> str:
        return f"{self.about} {self.day}"
