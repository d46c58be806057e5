"""Asking schools again whether they still use a practice, and taking their answers."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from accounts import links
from accounts.models import User
from organisations import policy
from organisations.policy import Action
from practices.adoption import keeping, pulse, telling
from practices.models import Adaptation, Adoption, AdoptionEvent, PulseQuestion

#: How long the link of a question works: until its silence counts, and a while longer.
LINK_DAYS = 60


def ask_due(today: date | None = None) -> tuple[int, int]:
    """Ask all schools whose question is due, once, and remind them once: how many of each.

    Run as often as one likes.
    """
    today = today or timezone.localdate()
    soon = today + timedelta(days=pulse.GRACE_DAYS)
    rows = (
        Adoption.objects.open()
        .filter(confirmed_on__isnull=False, known_until__lte=soon, practice__live=True)
        .select_related("school", "practice", "created_by")
        .order_by("pk")
    )
    asked = reminded = 0
    for adoption in rows:
        due = pulse.question_of_today(adoption.used_from or adoption.began_on, adoption.heard_on, today)
        if due is None:
            continue
        with transaction.atomic():
            question, is_new = PulseQuestion.objects.get_or_create(
                adoption=adoption, due_on=due, defaults={"asked_on": today}
            )
            if is_new:
                write(question, people_of(adoption))
                asked += 1
            elif waits_for_reminder(question, today):
                question.reminded_on = today
                question.save(update_fields=["reminded_on"])
                write(question, people_of(adoption))
                reminded += 1
    return asked, reminded


def waits_for_reminder(question: PulseQuestion, today: date) -> bool:
    return (
        question.answered_on is None
        and question.reminded_on is None
        and (today - question.asked_on).days >= pulse.REMIND_DAYS
    )


def people_of(adoption: Adoption) -> list[User]:
    """Whoever began it, as long as they are there; else all at the school who may answer, else the office."""
    begun_by = adoption.created_by
    if begun_by and begun_by.is_active and policy.may(begun_by, Action.EDIT, adoption):
        return [begun_by]
    return telling.school_people(adoption.school)


def write(question: PulseQuestion, people: Iterable[User]) -> None:
    """A letter to each, with a link of their own."""
    for person in people:
        path = link_path(question, person)
        telling.tell([person], "pulse", link_path=path, **telling.context_of(question.adoption))


def link_path(question: PulseQuestion, person: User) -> str:
    token = links.make(telling.PULSE, question, person.email, person=person, days=LINK_DAYS)
    return telling.thai_path("pulse", token)


@transaction.atomic
def answer(
    adoption: Adoption,
    said: str,
    by: User | None,
    *,
    reason: str = "",
    text: str = "",
    by_link: bool = False,
) -> None:
    """Keep an answer, and the state that follows from it. Raises RefusedError."""
    today = timezone.localdate()
    state = keeping.after_answer(adoption, said, today)
    kind = AdoptionEvent.Kind.ANSWER
    if state:
        keeping.change(adoption, state, by, day=today, reason=reason, text=text, kind=kind, by_link=by_link)
    else:
        keeping.write(keeping.locked(adoption), kind, by, day=today, text=text.strip(), by_link=by_link)
    if said == "changed":
        Adaptation.objects.create(
            adoption=adoption,
            part="other",
            what=text.strip(),
            why="",
            planned="no",
            core_kept="unsure",
            by=by,
        )
    open_questions = PulseQuestion.objects.filter(adoption=adoption, answered_on=None)
    for question in open_questions:
        links.withdraw(telling.PULSE, question)
    open_questions.update(answered_on=today, answer=said)
    log(adoption, "adoption.answer", user=by, data={"answer": said})
