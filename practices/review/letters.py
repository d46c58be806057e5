"""Who is told what: each letter goes to exactly the people whom it concerns."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation

from accounts import links
from accounts.models import User
from accounts.notices import notify
from organisations import policy
from organisations.models import Organisation
from organisations.policy import Action, Thing
from practices.models import PracticePage, StepState
from practices.review import approvers
from practices.review.approvers import Waiver
from vcare.review import RETURN_REASONS, STEPS

FOLDER = "practices/review/mail/"
LINK_PURPOSE = "certify"


def place(page: PracticePage) -> str:
    """The screen on which its people meet about a practice. Letters speak Thai."""
    with translation.override("th"):
        return reverse("review:practice", args=[page.reference.lower()])


def tell(people: Iterable[User], letter: str, page: PracticePage, **context: object) -> None:
    notify(
        people,
        f"{FOLDER}{letter}",
        path=place(page),
        title=page.draft_title or page.title,
        reference=page.reference,
        owner=page.owner_organisation.name,
        **context,
    )


def office_of(page: PracticePage) -> Organisation:
    return page.owner_organisation.office or page.owner_organisation


def in_office(page: PracticePage, action: Action) -> QuerySet[User]:
    """People of the office with a right to practices, without the writers."""
    people = policy.people_who_may(action, Thing.SCHOOL_PRACTICE, office_of(page))
    return people.exclude(pk__in=approvers.authors(page))


def publishers(page: PracticePage) -> QuerySet[User]:
    """Those who do it daily; if they all wrote it, whoever else may."""
    daily = in_office(page, Action.COORDINATE)
    return daily if daily.exists() else in_office(page, Action.PUBLISH)


def writers(page: PracticePage) -> list[User]:
    """Whoever had a hand in a practice and still belongs to its school or office."""
    current = page.owner_organisation.memberships.current()
    people = User.objects.filter(pk__in=approvers.authors(page), memberships__in=current)
    return list(people.distinct().order_by("pk"))


# Somebody has something to do


def begun(step: StepState, page: PracticePage, reviewers: list[User]) -> None:
    """A step begins: whoever does it is told."""
    {
        "certify": please_certify,
        "privacy": please_check,
        "publish": please_publish,
        "expert": lambda page, step: please_assess(page, step, reviewers),
    }[step.step](page, step)


def please_certify(page: PracticePage, step: StepState) -> None:
    directors = approvers.certifiers(page).exclude(
        pk__in=approvers.authors(page, step.workflow_state.requested_by)
    )
    for director in directors:
        tell(
            [director],
            "please_certify",
            page,
            due_on=step.due_on,
            submitter=step.workflow_state.requested_by,
            link=link_for(director, page, step),
        )
    if not directors:
        tell(in_office(page, Action.COORDINATE), "nobody_certifies", page)


def link_for(director: User, page: PracticePage, step: StepState) -> str:
    """A new one-time link to certify or return this page at this step."""
    token = links.make(LINK_PURPOSE, page, director.email, person=director, step=step.pk)
    with translation.override("th"):
        return reverse("review:link", args=[token])


def please_check(page: PracticePage, step: StepState) -> None:
    tell(
        in_office(page, Action.CHECK),
        "please_check",
        page,
        due_on=step.due_on,
        by_director=written_by_director(step),
    )


def written_by_director(step: StepState) -> bool:
    """Whether no other person of the school has looked at it: the office looks twice."""
    return StepState.objects.filter(
        workflow_state=step.workflow_state, waiver=Waiver.AUTHOR_IS_DIRECTOR
    ).exists()


def please_assess(page: PracticePage, step: StepState, reviewers: list[User]) -> None:
    tell(reviewers, "please_assess", page, due_on=step.due_on)
    if step.assessments.in_force().count() < 2:
        reviewers_lack(page, step)


def reviewers_lack(page: PracticePage, step: StepState) -> None:
    tell(in_office(page, Action.COORDINATE), "reviewers_lack", page, due_on=step.due_on)


def please_publish(page: PracticePage, step: StepState) -> None:
    tell(publishers(page), "please_publish", page, due_on=step.due_on, note=last_note(step))


def last_note(step: StepState) -> str:
    """What the step before had to say, such as the points."""
    before = step.workflow_state.task_states.exclude(pk=step.pk).order_by("-started_at", "-pk").first()
    return before.comment if before else ""


# The writers hear how it goes


def done(step: StepState, page: PracticePage) -> None:
    """A step is done: the writers are told what comes next."""
    if step.step == "publish":
        return  # `published` tells them
    order = [term.key for term in STEPS]
    following = STEPS[order[order.index(step.step) + 1]]
    tell(writers(page), "done", page, step=STEPS[step.step].th, by=step.signature, following=following.th)


def returned(step: StepState, page: PracticePage) -> None:
    """A practice is sent back: its writers learn what to mend, its director that it is not settled yet."""
    people = writers(page)
    if step.step != "certify":
        people += list(approvers.certifiers(page))
    tell(
        people,
        "returned",
        page,
        step=STEPS[step.step].th,
        by=step.signature,
        reason=RETURN_REASONS[step.reason].th if step.reason else "",
        text=step.comment,
        mend_by=step.mend_by,
    )


def published(page: PracticePage) -> None:
    with translation.override("th"):
        address = page.get_url() or ""
    tell([*writers(page), *approvers.certifiers(page)], "published", page, address=address)


def standing_changed(page: PracticePage, letter: str, **context: object) -> None:
    """It was selected, withdrawn, hidden or brought back: its school's people are told."""
    tell([*writers(page), *approvers.certifiers(page)], letter, page, **context)
