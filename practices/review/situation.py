"""Where one practice stands, and what a person may do there."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.utils import timezone
from wagtail.models import Revision, TaskState, WorkflowState

from accounts.models import User
from organisations import policy
from practices.models import PracticePage, Standing, StepState
from practices.review import approvers, states
from practices.review.gate import is_reviewed
from practices.review.states import ON_THE_SPOT, Deed, State
from vcare.review import STEPS, Step

#: How long before its day a practice counts as due for a review.
DUE_SOON = timedelta(days=30)


@dataclass
class Situation:
    """A practice in its review. Built anew for each question: others work on it too."""

    page: PracticePage

    @cached_property
    def workflow_state(self) -> WorkflowState | None:
        """The review that is under way or waits for the writer."""
        return self.page.workflow_states.active().select_related("requested_by").first()

    @cached_property
    def step(self) -> StepState | None:
        """The step that somebody has to do, or that sent the practice back."""
        current = self.workflow_state and self.workflow_state.current_task_state_id
        return StepState.objects.with_all().filter(pk=current).first() if current else None

    @cached_property
    def standing(self) -> Standing:
        return Standing.objects.filter(page=self.page).first() or Standing(page=self.page)

    @cached_property
    def review(self) -> State | None:
        """Where the newest version is; None if visitors read it already."""
        if self.workflow_state and self.step:
            if self.workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES:
                return State.RETURNED
            return State(self.step.step)
        return State.DRAFT if self.has_draft else None

    @property
    def has_draft(self) -> bool:
        """Whether there is a version that no visitor has read."""
        if self.page.live:
            return self.page.has_unpublished_changes
        gone = self.standing.gone_revision_id if self.publication else None
        return gone is None or self.page.latest_revision_id != gone

    @cached_property
    def publication(self) -> State | None:
        """How visitors meet the practice; None if they never did."""
        if self.page.live:
            return State.SELECTED if self.standing.selected_on else State.PUBLISHED
        return State(self.standing.gone) if self.standing.gone else None

    @property
    def states(self) -> tuple[State, ...]:
        return tuple(state for state in (self.review, self.publication) if state)

    @property
    def main(self) -> State:
        """The one state that a list shows: what is being done, else what visitors read."""
        if self.review in {*states.IN_REVIEW, State.RETURNED} or self.publication is None:
            return self.review or State.DRAFT
        return self.publication

    @property
    def is_due(self) -> bool:
        due: date | None = self.page.review_due
        return self.page.live and due is not None and due <= timezone.localdate() + DUE_SOON

    @cached_property
    def authors(self) -> set[int]:
        return approvers.authors(self.page, self.workflow_state and self.workflow_state.requested_by)

    @cached_property
    def people(self) -> list[User]:
        """Who wrote it and still belongs to its school or office: those who are told how it goes."""
        return list(
            User.objects.filter(
                pk__in=self.authors,
                is_active=True,
                memberships__in=self.page.owner_organisation.memberships.current(),
            )
            .distinct()
            .order_by("pk")
        )

    def may(self, person: User, deed: Deed) -> bool:
        right = states.right(self.states, deed)
        if right is None or not policy.may(person, right, self.page):
            return False
        if deed in states.NOT_FOR_AUTHORS and person.pk in self.authors:
            return False
        if deed in ON_THE_SPOT or (deed is Deed.RETURN and self.review is State.CERTIFY):
            membership = approvers.membership_of(person, self.page, right)
            if membership is None or membership.organisation_id != self.page.owner_organisation_id:
                return False
        if deed is Deed.ASSESS:
            return self.step is not None and self.step.assessments.open().filter(reviewer=person).exists()
        return deed is not Deed.SUBMIT or self.can_be_handed_in

    @property
    def can_be_handed_in(self) -> bool:
        """Whether there is a review to go into, no other approval is under way, and the draft is not thrown away."""
        elsewhere = self.workflow_state is not None and self.step is None
        return is_reviewed(self.page) and not elsewhere and not hasattr(self.page, "discarded")

    def deeds(self, person: User) -> set[Deed]:
        return {deed for deed in Deed if self.may(person, deed)}

    def may_look(self, person: User) -> bool:
        return policy.may(person, policy.Action.VIEW, self.page)

    def progress(self) -> list[tuple[Step, str]]:
        """The steps, each done, current, returned or still to come."""
        order = STEPS.keys()
        if self.review in {State.DRAFT, None} or self.step is None:
            return [(step, "done" if self.review is None else "to-come") for step in STEPS]
        current = order.index(self.step.step)
        now = "returned" if self.review is State.RETURNED else "current"
        return [
            (step, "done" if at < current else now if at == current else "to-come")
            for at, step in enumerate(STEPS)
        ]

    @property
    def by_director(self) -> bool:
        """Whether nobody else of the school has read it: its writer is the director."""
        return (
            self.workflow_state is not None
            and StepState.objects.filter(
                workflow_state=self.workflow_state, waiver=approvers.Waiver.AUTHOR_IS_DIRECTOR
            ).exists()
        )

    def history(self) -> list[StepState]:
        """All steps of all its reviews, the newest first."""
        return list(
            StepState.objects.filter(
                workflow_state__base_content_type=self.page.get_base_content_type(),
                workflow_state__object_id=str(self.page.pk),
            )
            .with_all()
            .order_by("-started_at", "-pk")
        )

    def submitted_before(self) -> Revision | None:
        """The version that was sent back last, if a newer one came after it."""
        if self.step is None:
            return None
        earlier = (
            StepState.objects.filter(workflow_state=self.workflow_state, status=TaskState.STATUS_REJECTED)
            .exclude(revision=self.page.latest_revision_id)
            .select_related("revision")
            .order_by("-started_at", "-pk")
            .first()
        )
        return earlier.revision if earlier else self.page.live_revision


def refresh(page: PracticePage) -> Standing:
    """Write down where a page stands, for lists and filters."""
    situation = Situation(PracticePage.objects.get(pk=page.pk))
    standing, _ = Standing.objects.get_or_create(page=page)
    if standing.state != situation.main:
        standing.state = situation.main
        standing.since = timezone.now()
        standing.save(update_fields=["state", "since"])
    return standing
