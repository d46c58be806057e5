"""What waits, for whom, since when: the reviewers' lists."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from accounts.models import User
from content import labels
from content.listing import FilterForm
from content.years import NoYear
from organisations import policy
from organisations.models import Organisation
from organisations.policy import Action, Thing
from practices.models import Assessment, PracticePage, StepState
from practices.review.approvers import Waiver
from vcare.review import STEPS

#: The right that moves each step on.
DOES = {
    "certify": Action.CERTIFY,
    "privacy": Action.CHECK,
    "expert": Action.ASSESS,
    "publish": Action.PUBLISH,
}


@dataclass
class Row:
    """A practice that waits at a step."""

    page: PracticePage
    step: StepState
    today: date
    reviewers: list[Assessment]
    by_director: bool

    @property
    def term(self) -> Any:
        return STEPS[self.step.task.specific.step]

    @property
    def days(self) -> int:
        return self.step.days_waiting(self.today)

    @property
    def late(self) -> int:
        """Days beyond the last one in time; 0 if there is time left."""
        return max(0, (self.today - self.step.due_on).days)


def waiting() -> QuerySet[StepState]:
    return StepState.objects.waiting().with_all().select_related("task__reviewtask")


def mine(person: User) -> QuerySet[StepState]:
    """What this person can move on now, the most urgent first; nobody moves their own work."""
    wanted = Q(pk__in=[])
    for step, action in DOES.items():
        if step == "expert":
            open_ones = Assessment.objects.open().filter(reviewer=person)
            wanted |= Q(task__reviewtask__step=step, pk__in=open_ones.values("state"))
            continue
        if step == "certify":
            places = [
                row.organisation_id
                for row in policy.memberships(person)
                if action in policy.RIGHTS[policy.Role(row.role)].get(Thing.SCHOOL_PRACTICE, ())
            ]
            owned = PracticePage.objects.filter(owner_organisation__in=places)
        else:
            owned = PracticePage.objects.filter(
                owner_organisation__in=policy.organisations_with(person, action, Thing.SCHOOL_PRACTICE)
            )
        wanted |= Q(task__reviewtask__step=step, workflow_state__object_id__in=as_text(owned))
    own = set(
        Revision.objects.filter(
            user=person, base_content_type__app_label="wagtailcore", base_content_type__model="page"
        ).values_list("object_id", flat=True)
    ) | set(as_text(PracticePage.objects.filter(owner=person)))
    return (
        waiting()
        .filter(wanted)
        .exclude(workflow_state__object_id__in=own)
        .exclude(workflow_state__requested_by=person)
    )


def in_sight(person: User) -> QuerySet[StepState]:
    """Everything in review at the organisations whose practices this person sees."""
    seen = PracticePage.objects.filter(
        owner_organisation__in=policy.organisations_with(person, Action.VIEW, Thing.SCHOOL_PRACTICE)
    )
    return waiting().filter(workflow_state__object_id__in=as_text(seen))


def as_text(pages: QuerySet[PracticePage]) -> list[str]:
    """Keys as the workflow engine keeps them."""
    return [str(pk) for pk in pages.values_list("pk", flat=True)]


def rows(steps: Iterable[StepState]) -> list[Row]:
    """The steps with their practices, in a few queries however many they are."""
    steps = list(steps)
    keys = [step.page_pk for step in steps]
    pages = PracticePage.objects.select_related("owner_organisation").in_bulk(keys)
    reviewers = defaultdict(list)
    for assessment in Assessment.objects.in_force().filter(state__in=steps).select_related("reviewer"):
        reviewers[assessment.state_id].append(assessment)
    flagged = set(
        StepState.objects.filter(
            workflow_state__in=[step.workflow_state_id for step in steps],
            waiver=Waiver.AUTHOR_IS_DIRECTOR,
        ).values_list("workflow_state", flat=True)
    )
    today = timezone.localdate()
    return [
        Row(
            page=pages[step.page_pk],
            step=step,
            today=today,
            reviewers=reviewers[step.pk],
            by_director=step.workflow_state_id in flagged,
        )
        for step in steps
        if step.page_pk in pages
    ]


class QueueFilter(FilterForm):
    """Step, lateness, name of the school."""

    per_page = 20
    by_year = NoYear("What waits now, of whichever year.")

    step = forms.ChoiceField(label=_("Step"), required=False)
    late = forms.ChoiceField(
        label=_("Time"), choices=[("", _("All")), ("late", _("Overdue only"))], required=False
    )
    school = forms.CharField(label=_("School"), required=False, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = [("", _("All")), *labels.short_choices(STEPS)]

    def narrowed(self, rows: QuerySet[StepState], chosen: dict[str, Any]) -> QuerySet[StepState]:
        if step := chosen.get("step"):
            rows = rows.filter(task__reviewtask__step=step)
        if chosen.get("late"):
            rows = rows.filter(due_on__lt=timezone.localdate())
        if words := chosen.get("school", "").split():
            schools = Organisation.objects.all()
            for word in words:
                schools = schools.filter(Q(name__icontains=word) | Q(short_name__icontains=word))
            owned = PracticePage.objects.filter(owner_organisation__in=schools)
            rows = rows.filter(workflow_state__object_id__in=as_text(owned))
        return rows
