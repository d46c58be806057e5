"""Publishing for the first time takes a review, whichever door it comes through."""

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, WorkflowState

from accounts.models import User

NOT_REVIEWED = _("It has to pass the review before it is published: hand it in first.")


def needs_review(page: Page, user: User | None) -> bool:
    """Whether a person tries to publish what nobody has read.

    What a command on the server publishes, nobody has to have read. What visitors know already the office
    may mend without a new review.
    """
    if user is None or page.first_published_at is not None or not is_reviewed(page):
        return False
    return not WorkflowState.objects.for_instance(page).filter(status=WorkflowState.STATUS_APPROVED).exists()


def is_reviewed(page: Page) -> bool:
    """Whether a page goes through the review of practices at all."""
    workflow = page.get_workflow()
    return (
        workflow is not None
        and workflow.tasks.filter(
            content_type__app_label="practices", content_type__model="reviewtask"
        ).exists()
    )
