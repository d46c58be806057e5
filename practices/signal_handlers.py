"""A practice moves on, is published or withdrawn: its place is written down and its people are told."""

from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from django.utils import timezone
from wagtail import signals
from wagtail.admin import mail
from wagtail.models import Page, TaskState, WorkflowState

from accounts import links
from accounts.models import User
from practices.models import Adoption, PolicyReference, PracticePage, Standing, StepState, Topic
from practices.review import deeds, letters
from practices.review.afterwards import REVIEW_YEARS, years_on
from practices.review.situation import refresh
from search.pages import index_pages


def page_of(state: WorkflowState) -> PracticePage | None:
    """The practice that a review is about; None if it is about another kind of page."""
    page = state.content_object
    return PracticePage.objects.filter(pk=page.pk).select_related("owner_organisation").first()


@receiver(signals.task_submitted, sender=StepState)
def step_begins(instance: StepState, user: User | None, **kwargs: object) -> None:
    page = page_of(instance.workflow_state)
    reviewers = deeds.assign_at_start(instance, page, user) if instance.step == "expert" else []
    letters.begun(instance, page, reviewers)


@receiver(signals.task_approved, sender=StepState)
def step_is_done(instance: StepState, **kwargs: object) -> None:
    letters.done(instance, page_of(instance.workflow_state))


@receiver(signals.task_rejected, sender=StepState)
def step_sent_back(instance: StepState, **kwargs: object) -> None:
    letters.returned(instance, page_of(instance.workflow_state))


@receiver(signals.task_cancelled, sender=StepState)
def step_is_off(instance: StepState, **kwargs: object) -> None:
    """Taken back by its writer, or published past it: nobody is to read it now."""
    links.withdraw(deeds.LINK_PURPOSE, page_of(instance.workflow_state))
    instance.assessments.open().update(withdrawn_at=timezone.now())


@receiver(signals.workflow_approved)
def review_is_done(instance: WorkflowState, **kwargs: object) -> None:
    if (page := page_of(instance)) and StepState.objects.filter(workflow_state=instance).exists():
        letters.published(page)


@receiver([signals.workflow_submitted, signals.workflow_rejected, signals.workflow_cancelled])
def review_moves(instance: WorkflowState, **kwargs: object) -> None:
    if page := page_of(instance):
        refresh(page)


@receiver(signals.page_published, sender=PracticePage)
def goes_public(instance: PracticePage, **kwargs: object) -> None:
    Standing.objects.filter(page=instance).exclude(gone="").update(gone="")
    refresh(instance)
    today = timezone.localdate()
    if instance.review_due is None or instance.review_due <= today:
        instance.review_due = years_on(today, REVIEW_YEARS)
        PracticePage.objects.filter(pk=instance.pk).update(review_due=instance.review_due)


@receiver(signals.page_unpublished, sender=PracticePage)
def goes_from_public(instance: PracticePage, **kwargs: object) -> None:
    refresh(instance)


@receiver(post_save, sender=PracticePage)
def has_a_place(instance: PracticePage, created: bool, raw: bool = False, **kwargs: object) -> None:
    if created and not raw:
        refresh(instance)


@receiver([post_save, post_delete], sender=Adoption)
def is_found_by_its_use(instance: Adoption, raw: bool = False, **kwargs: object) -> None:
    """The search knows whether any school took a practice over: the first and the last one matter."""
    if not raw and Adoption.objects.confirmed().filter(practice=instance.practice_id)[:2].count() < 2:
        index_pages(Page.objects.filter(pk=instance.practice_id, live=True))


@receiver([post_save, pre_delete], sender=Topic)
def is_found_by_its_topics(
    instance: Topic, raw: bool = False, created: bool = False, **kwargs: object
) -> None:
    if not raw and not created:
        index_pages(Page.objects.filter(practicepage__tagged_topics__tag=instance, live=True))


@receiver([post_save, pre_delete], sender=PolicyReference)
def is_found_by_its_policies(
    instance: PolicyReference, raw: bool = False, created: bool = False, **kwargs: object
) -> None:
    """By their keys: their words are read when they are shown."""
    if not raw and not created:
        index_pages(Page.objects.filter(practicepage__policies=instance, live=True))


def leave_letters_to_us() -> None:
    """Wagtail would write to the writer and to every administrator as well, in its own words."""
    for notifier in (
        mail.WorkflowStateApprovalEmailNotifier,
        mail.WorkflowStateRejectionEmailNotifier,
        mail.WorkflowStateSubmissionEmailNotifier,
    ):
        notifier.can_handle = unless_a_practice(notifier.can_handle)


def unless_a_practice(can_handle):
    def handles(notifier, instance, **kwargs):
        ours = TaskState.objects.filter(
            workflow_state=instance, content_type__app_label="practices", content_type__model="stepstate"
        )
        return can_handle(notifier, instance, **kwargs) and not ours.exists()

    return handles
