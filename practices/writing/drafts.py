"""A school's drafts: found, begun, saved as revisions of Wagtail, thrown away and fetched back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import F, QuerySet
from django.http import Http404
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page, Revision, TaskState, WorkflowState

from accounts.models import User
from organisations import policy
from organisations.models import Kind, Organisation, Role
from organisations.policy import Action, At, Thing
from practices.models import DiscardedPractice, PracticeIndexPage, PracticePage, ReviewTask, StepState
from practices.review.states import State
from practices.writing.completeness import Completeness, completeness

#: Saves of one person in a row become one revision until it is so old.
ONE_SITTING = timedelta(minutes=15)


@dataclass
class Draft:
    """A practice in the hands of one who may write it."""

    page: PracticePage
    person: User
    #: Where the newest version is in its review; None where no review is under way.
    review: State | None = None

    @cached_property
    def latest(self) -> Revision:
        revision: Revision | None = self.page.latest_revision
        return revision or self.page.save_revision(clean=False)

    @cached_property
    def content(self) -> PracticePage:
        """The page as its latest revision has it."""
        content: PracticePage = self.latest.as_object()
        return content

    @property
    def reference(self) -> str:
        return self.page.reference.lower()

    @property
    def title(self) -> str:
        return self.page.draft_title or self.page.title

    @cached_property
    def completeness(self) -> Completeness:
        return completeness(self.latest.content)

    @cached_property
    def saved_at(self) -> datetime:
        return self.latest.created_at

    @property
    def kind(self) -> str:
        """The kind in words, as the latest revision has it."""
        labels = dict(PracticePage._meta.get_field("kind").flatchoices)
        return str(labels.get(self.latest.content.get("kind"), ""))

    @cached_property
    def is_held(self) -> bool:
        """Whether somebody reviews it or has locked it: nobody else writes meanwhile."""
        lock = self.page.get_lock()
        return lock is not None and bool(lock.for_user(self.person))

    @property
    def is_discarded(self) -> bool:
        return hasattr(self.page, "discarded")


def schools_of(person: User | AnonymousUser) -> list[Organisation]:
    """The schools that a person belongs to, in the order of their memberships."""
    roles = {Role.SCHOOL_DIRECTOR, Role.TEACHER}
    return list(
        {
            row.organisation_id: row.organisation for row in policy.memberships(person) if row.role in roles
        }.values()
    )


def places_to_write(person: User) -> list[Organisation]:
    """Organisations in whose name a person may begin a story: their own, office or school."""
    found = {row.organisation_id: row.organisation for row in policy.memberships(person)}
    return [place for place in found.values() if may_begin(person, place)]


def may_begin(person: User, organisation: Organisation) -> bool:
    kind = Thing.OFFICE_PRACTICE if organisation.kind == Kind.OFFICE else Thing.SCHOOL_PRACTICE
    return organisation.kind in {Kind.OFFICE, Kind.SCHOOL} and policy.may(
        person, Action.CREATE, At(kind, organisation)
    )


def stories_of(organisations: Iterable[Organisation]) -> QuerySet[PracticePage]:
    """All stories of some schools that were not thrown away, last written first."""
    return (
        PracticePage.objects.filter(owner_organisation__in=organisations, discarded=None)
        .select_related("owner_organisation", "latest_revision", "latest_revision__user")
        .order_by("-latest_revision_created_at", "-pk")
    )


def in_hand(pages: Iterable[PracticePage], person: User) -> list[Draft]:
    """The stories with where they are in their review, asked for all at once."""
    pages = list(pages)
    steps = StepState.objects.filter(
        workflow_state__in=WorkflowState.objects.active(),
        workflow_state__object_id__in=[str(page.pk) for page in pages],
        workflow_state__current_task_state=F("pk"),
    ).select_related("workflow_state")
    tasks = ReviewTask.objects.in_bulk([step.task_id for step in steps])
    found = {
        int(step.workflow_state.object_id): State.RETURNED
        if step.workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES
        else State(tasks[step.task_id].step)
        for step in steps
        if step.task_id in tasks
    }
    return [Draft(page, person, found.get(page.pk)) for page in pages]


def discarded_of(organisations: Iterable[Organisation]) -> QuerySet[DiscardedPractice]:
    return (
        DiscardedPractice.objects.filter(page__owner_organisation__in=organisations)
        .select_related("page", "by")
        .order_by("-at", "-pk")
    )


def find(person: User, reference: str, *, discarded: bool = False, lock: bool = False) -> Draft:
    """Raises Http404 for what is not there and for what belongs to others alike.

    With `lock` the story waits for other saves; only inside a transaction.
    """
    pages = PracticePage.objects.select_related(
        "owner_organisation", "latest_revision", "latest_revision__user"
    )
    if lock:
        rows = Page.objects.select_for_update(of=("self",))
        rows.filter(practicepage__reference=reference.upper()).first()
    page = pages.filter(reference=reference.upper(), discarded__isnull=not discarded).first()
    if page is None or not policy.may(person, Action.EDIT, page):
        raise Http404
    return Draft(page, person)


@transaction.atomic
def begin(person: User, organisation: Organisation, **fields: Any) -> Draft:
    """A new draft in a school's name."""
    # One at a time: two new pages must not take the same place in the tree.
    index = PracticeIndexPage.objects.select_for_update().get()
    page = PracticePage(owner_organisation=organisation, owner=person, live=False, **fields)
    index.add_child(instance=page)
    page.save_revision(user=person, clean=False)
    log(page, "wagtail.create", user=person)
    page.refresh_from_db()
    return Draft(page, person)


def save(draft: Draft, *, overwrite: int | None = None, began: datetime | None = None) -> Revision:
    """Write `draft.content` as a revision; `overwrite` is the one that this sitting has made."""
    latest = draft.latest
    same = (
        latest.pk == overwrite
        and began is not None
        and timezone.now() - began < ONE_SITTING
        and may_be_overwritten(draft, latest)
    )
    revision: Revision = draft.content.save_revision(
        user=draft.person,
        clean=False,
        # One line of the history for a sitting, too.
        log_action=not same,
        overwrite_revision=latest if same else None,
    )
    draft.page.refresh_from_db()
    for name in ("latest", "completeness", "saved_at", "content"):
        draft.__dict__.pop(name, None)
    return revision


def may_be_overwritten(draft: Draft, revision: Revision) -> bool:
    """Whether nothing but this person's own writing hangs on a revision."""
    return (
        revision.user_id == draft.person.pk
        and revision.pk != draft.page.live_revision_id
        and revision.approved_go_live_at is None
        and not TaskState.objects.filter(revision=revision).exists()
    )


@transaction.atomic
def discard(draft: Draft) -> None:
    """Throw away what was never published; of a published story throw away what changed since."""
    page = draft.page
    if page.live and page.live_revision:
        restore(draft, page.live_revision)
        PracticePage.objects.filter(pk=page.pk).update(has_unpublished_changes=False)
        log(page, "practices.discard_changes", user=draft.person)
        return
    DiscardedPractice.objects.get_or_create(page=page, defaults={"by": draft.person})
    log(page, "practices.discard", user=draft.person)


@transaction.atomic
def fetch_back(draft: Draft) -> None:
    DiscardedPractice.objects.filter(page=draft.page).delete()
    log(draft.page, "practices.fetch_back", user=draft.person)


@transaction.atomic
def restore(draft: Draft, revision: Revision) -> Revision:
    """Make an earlier revision the latest again. Nothing is lost: it becomes a new one."""
    earlier: PracticePage = revision.as_object()
    made: Revision = earlier.save_revision(
        user=draft.person, clean=False, log_action=True, previous_revision=revision
    )
    return made


def deleted_on(discarded: DiscardedPractice) -> datetime:
    """Until when a discarded draft can be fetched back."""
    return discarded.at + timedelta(days=settings.KEEP_DAYS["discarded"])
