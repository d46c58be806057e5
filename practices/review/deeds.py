"""What people do to a practice in its review, each deed in one transaction with its letters and its log entry."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone, translation
from wagtail.log_actions import log
from wagtail.models import Page

from accounts import links
from accounts.models import OneTimeLink, User
from organisations import policy
from organisations.models import Membership, Role
from practices.models import Assessment, PracticePage, SignedPaper, StepState
from practices.review import approvers, letters
from practices.review.obstacles import in_words
from practices.review.situation import Situation, refresh
from practices.review.states import NOT_FOR_AUTHORS, TABLE, Deed, State
from vcare.review import STEPS, Outcome, Verdict, final_points, outcome

#: How many read each practice, unless they differ.
REVIEWERS = 2

#: What one-time links let a director do.
LINK_PURPOSE = "certify"


class NotAllowedError(Exception):
    """The person may not do this, or not any more."""


class SettledError(Exception):
    """Somebody else was quicker, or the text has changed since it was read."""


class IncompleteError(Exception):
    """The practice can't be handed in yet; `lines` say why."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


@dataclass(frozen=True)
class Return:
    """Why a practice goes back, in a code and in words, and until when it is to be mended."""

    reason: str
    text: str
    mend_by: date


def begin(page: PracticePage, person: User, deed: Deed, seen: int | None = None) -> Situation:
    """The situation with its rows held, if the person may do the deed.

    `seen` is the version that the person has read. Raises NotAllowedError, SettledError.
    """
    # One at a time: the second of two who press at once finds it settled.
    Page.objects.select_for_update().get(pk=page.pk)
    situation = Situation(PracticePage.objects.select_related("owner_organisation").get(pk=page.pk))
    if not situation.may(person, deed):
        raise SettledError if could(situation, person, deed) else NotAllowedError
    if seen is not None and seen != situation.page.latest_revision_id:
        raise SettledError
    return situation


def could(situation: Situation, person: User, deed: Deed) -> bool:
    """Whether this person does such deeds, only not where the practice stands now."""
    rights = {deeds[deed] for deeds in TABLE.values() if deed in deeds}
    return any(policy.may(person, right, situation.page) for right in rights) and not (
        deed in NOT_FOR_AUTHORS and person.pk in situation.authors
    )


@transaction.atomic
def submit(page: PracticePage, person: User) -> Situation:
    """Hand a practice in, or hand it in again after it was sent back. Raises IncompleteError."""
    situation = begin(page, person, Deed.SUBMIT)
    newest = situation.page.get_latest_revision_as_object()
    if lines := in_words(newest):
        raise IncompleteError(lines)
    if situation.review is State.RETURNED:
        situation.workflow_state.resume(user=person)
    else:
        situation.page.get_workflow().start(situation.page, person)
    refresh(page)
    return Situation(situation.page)


@transaction.atomic
def recall(page: PracticePage, person: User) -> None:
    """Take a practice back: it is a draft again."""
    situation = begin(page, person, Deed.RECALL)
    links.withdraw(LINK_PURPOSE, situation.page)
    situation.workflow_state.cancel(user=person)
    refresh(page)


@transaction.atomic
def certify(
    page: PracticePage,
    person: User,
    *,
    seen: int | None = None,
    link: OneTimeLink | None = None,
    paper: SignedPaper | None = None,
) -> None:
    """The school's director stands for a practice, on the screen, by link, or on paper that the office keeps."""
    situation = begin(page, person, Deed.CERTIFY_ON_PAPER if paper else Deed.CERTIFY, seen)
    if link and not links.use(link):
        raise SettledError
    step = situation.step
    if paper:
        signature, day, step.by = paper.signed_by, paper.signed_on, StepState.By.PAPER
    else:
        signature, day = signed(person, situation), timezone.localdate()
        step.by = StepState.By.LINK if link else StepState.By.SCREEN
    endorse(situation.page, signature, day)
    step.signature, step.paper = signature, paper
    step.revision = situation.page.get_latest_revision()
    step.save()
    links.withdraw(LINK_PURPOSE, situation.page)
    step.approve(user=person)
    refresh(page)


def signed(person: User, situation: Situation) -> str:
    """Name, capacity and order of whoever decides, as they are today."""
    right = TABLE[situation.review].get(Deed.CERTIFY)
    membership = right and approvers.membership_of(person, situation.page, right)
    with translation.override("th"):
        return membership.signature if membership else f"{person} {person.position}".strip()


def endorse(page: PracticePage, signature: str, day: date) -> None:
    """Write the endorsement into the version that goes on. Nobody's work: whoever certifies is no author."""
    newest = page.get_latest_revision_as_object()
    newest.endorsed_by, newest.endorsed_on = signature[:200], day
    newest.save_revision(changed=False, log_action=False, clean=False)
    page.refresh_from_db()


@transaction.atomic
def check(page: PracticePage, person: User, *, seen: int | None = None, note: str = "") -> None:
    """No child can be recognised and all eight parts are there."""
    _approve(begin(page, person, Deed.CHECK, seen), person, note)


@transaction.atomic
def publish(page: PracticePage, person: User, *, seen: int | None = None, note: str = "") -> None:
    """Let everybody read it. Raises NotPublishableError."""
    situation = begin(page, person, Deed.PUBLISH, seen)
    situation.page.get_latest_revision_as_object().check_publishable()
    _approve(situation, person, note)


def _approve(situation: Situation, person: User, note: str) -> None:
    step = situation.step
    step.signature = f"{person} {person.position}".strip()
    step.by = StepState.By.SCREEN
    step.revision = situation.page.get_latest_revision()
    step.save()
    step.approve(user=person, comment=note)
    refresh(situation.page)


@transaction.atomic
def send_back(
    page: PracticePage,
    person: User,
    back: Return,
    *,
    seen: int | None = None,
    link: OneTimeLink | None = None,
) -> None:
    """Ask the writer to mend something, saying what and until when."""
    situation = begin(page, person, Deed.RETURN, seen)
    if link and not links.use(link):
        raise SettledError
    links.withdraw(LINK_PURPOSE, situation.page)
    signature = signed(person, situation) if situation.review is State.CERTIFY else ""
    _return(situation.step, person, back, signature, StepState.By.LINK if link else StepState.By.SCREEN)
    refresh(page)


def _return(step: StepState, person: User, back: Return, signature: str, by: str) -> None:
    step.reason, step.mend_by = back.reason, back.mend_by
    step.signature = signature or f"{person} {person.position}".strip()
    step.by = by
    step.save()
    step.assessments.open().update(withdrawn_at=timezone.now())
    step.reject(user=person, comment=back.text)


def assign_at_start(step: StepState, page: PracticePage, by: User | None) -> list[User]:
    """Two reviewers: those who read it before, then supervisors, then whoever has least on the desk."""
    before = set(
        Assessment.objects.filter(state__workflow_state=step.workflow_state).values_list(
            "reviewer", flat=True
        )
    )
    supervisors = set(
        Membership.objects.current().filter(role=Role.SUPERVISOR).values_list("person", flat=True)
    )
    pool = approvers.reviewers(page, step.workflow_state.requested_by).annotate(
        waiting=Count(
            "assessments",
            filter=Q(assessments__submitted_at=None, assessments__withdrawn_at=None),
            distinct=True,
        )
    )
    chosen = sorted(
        pool, key=lambda one: (one.pk not in before, one.pk not in supervisors, one.waiting, one.pk)
    )[:REVIEWERS]
    for person in chosen:
        Assessment.objects.create(state=step, reviewer=person, assigned_by=by)
    return chosen


@transaction.atomic
def assign(page: PracticePage, person: User, reviewers: Iterable[User]) -> None:
    """Choose who reads; whose assessment is in stays."""
    situation = begin(page, person, Deed.ASSIGN)
    step, wanted = situation.step, list(reviewers)
    allowed = set(approvers.reviewers(situation.page, situation.workflow_state.requested_by))
    if not set(wanted) <= allowed:
        raise NotAllowedError
    step.assessments.open().exclude(reviewer__in=wanted).update(withdrawn_at=timezone.now())
    asked = set(step.assessments.in_force().values_list("reviewer_id", flat=True))
    fresh = [
        Assessment.objects.create(state=step, reviewer=reviewer, assigned_by=person)
        for reviewer in wanted
        if reviewer.pk not in asked
    ]
    log(
        situation.page,
        "practices.assign",
        user=person,
        data={"reviewers": [reviewer.pk for reviewer in wanted]},
    )
    letters.please_assess(situation.page, step, [row.reviewer for row in fresh])


@transaction.atomic
def assess(
    page: PracticePage,
    person: User,
    *,
    levels: Mapping[str, int],
    remarks: Mapping[str, str],
    verdict: Verdict,
    reason: str = "",
    text: str = "",
    mend_by: date | None = None,
) -> Outcome:
    """Put one reviewer's levels and remarks in; the last one of those that are needed moves the practice on."""
    situation = begin(page, person, Deed.ASSESS)
    step = situation.step
    assessment = step.assessments.open().get(reviewer=person)
    assessment.levels = dict(levels)
    assessment.remarks = {key: remark for key, remark in remarks.items() if remark}
    assessment.verdict, assessment.reason, assessment.text = verdict, reason, text
    assessment.submitted_at = timezone.now()
    assessment.save()
    log(situation.page, "practices.assess", user=person)
    rows = list(step.assessments.submitted())
    found = outcome([row.marks for row in rows])
    if found is Outcome.THIRD:
        _ask_a_third(situation, rows)
    elif found is Outcome.PASSES:
        _approve(situation, person, in_thai(f"{final_points([row.marks for row in rows]):g}"))
    elif found is Outcome.RETURN:
        _return_by_reviewers(situation, person, rows, mend_by)
    refresh(page)
    return found


def in_thai(points: str) -> str:
    return f"ผลประเมิน {points} จาก 100 คะแนน"


def _ask_a_third(situation: Situation, rows: list[Assessment]) -> None:
    step = situation.step
    if step.assessments.open().exists():
        return
    asked = [row.reviewer_id for row in rows]
    third = (
        approvers.reviewers(situation.page, situation.workflow_state.requested_by)
        .exclude(pk__in=asked)
        .annotate(
            waiting=Count(
                "assessments",
                filter=Q(assessments__submitted_at=None, assessments__withdrawn_at=None),
                distinct=True,
            )
        )
        .order_by("waiting", "pk")
        .first()
    )
    if third:
        Assessment.objects.create(state=step, reviewer=third)
        letters.please_assess(situation.page, step, [third])
    else:
        letters.reviewers_lack(situation.page, step)


def _return_by_reviewers(
    situation: Situation, person: User, rows: list[Assessment], mend_by: date | None
) -> None:
    """The reviewers' words together; none of them has spoken alone."""
    returning = [row for row in rows if row.verdict == Verdict.RETURN]
    back = Return(
        reason=returning[0].reason,
        text="\n\n".join(row.text for row in returning),
        mend_by=mend_by or timezone.localdate(),
    )
    _return(situation.step, person, back, STEPS["expert"].th, StepState.By.SCREEN)
