"""What happens to a satisfaction form and its answers."""

import random
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from accounts.models import User
from events.feedback import asking
from events.models import Answer, ExchangeEventPage, Feedback, Remark, SpentBallot

State = Feedback.State


class ChangedError(Exception):
    """What was asked for is no longer possible; nothing was changed."""


class SpentError(Exception):
    """This answer was given already."""


def _move(feedback: Feedback, *states: str, **changes: Any) -> None:
    """Raises ChangedError unless it is in one of these states."""
    if not Feedback.objects.filter(pk=feedback.pk, state__in=states).update(**changes):
        raise ChangedError
    for name, value in changes.items():
        setattr(feedback, name, value)


@transaction.atomic
def write(event: ExchangeEventPage, questions: list[dict], wishes: list[dict], by: User) -> Feedback:
    """Keep what the form asks. Raises ChangedError once people may have read it."""
    feedback, _made = Feedback.objects.get_or_create(event=event)
    _move(feedback, State.DRAFT, questions=questions, wishes=wishes)
    log(feedback, "events.feedback", user=by, data={"state": "draft", "questions": len(questions)})
    return feedback


@transaction.atomic
def open_form(event: ExchangeEventPage, by: User) -> Feedback:
    """Let people answer; whoever registered gets a letter once the event is over. Raises ChangedError."""
    if event.is_cancelled:
        raise ChangedError
    feedback, _made = Feedback.objects.get_or_create(event=event)
    feedback.event = event
    _move(feedback, State.DRAFT, state=State.OPEN)
    log(feedback, "events.feedback", user=by, data={"state": "open"})
    asking.ask(feedback)
    return feedback


@transaction.atomic
def close(feedback: Feedback, by: User) -> None:
    """No more answers; what there is can be read. Raises ChangedError."""
    _move(feedback, State.OPEN, state=State.CLOSED)
    log(feedback, "events.feedback", user=by, data={"state": "closed"})


@transaction.atomic
def open_again(feedback: Feedback, by: User) -> None:
    """Late answers are a batch of their own. Raises ChangedError."""
    _move(feedback, State.CLOSED, state=State.OPEN, batch=feedback.batch + 1)
    log(feedback, "events.feedback", user=by, data={"state": "open"})


@transaction.atomic
def back_to_draft(feedback: Feedback, by: User) -> None:
    """Opened too early: the questions can be changed again. Raises ChangedError if somebody has answered."""
    _move(feedback, State.OPEN, State.CLOSED, state=State.DRAFT)
    if feedback.answers.exists():
        raise ChangedError
    log(feedback, "events.feedback", user=by, data={"state": "draft"})


@transaction.atomic
def answer(
    feedback: Feedback, marks: Mapping[str, int], remarks: Mapping[str, str], *, digest: str, invited: bool
) -> None:
    """Keep one person's marks, and apart from them their words. Nothing of it is logged.

    Raises SpentError if `digest` was used, ChangedError if the form has closed.
    """
    # The same update holds the form's row: nobody closes it in between.
    _move(feedback, State.OPEN, state=State.OPEN)
    _ballot, fresh = SpentBallot.objects.get_or_create(digest=digest, defaults={"feedback": feedback})
    if not fresh:
        raise SpentError
    batch = Feedback.objects.values_list("batch", flat=True).get(pk=feedback.pk)
    Answer.objects.create(feedback=feedback, batch=batch, marks=dict(marks), invited=invited)
    words = [(wish, text) for wish, text in remarks.items() if text]
    random.SystemRandom().shuffle(words)
    for wish, text in words:
        Remark.objects.create(feedback=feedback, batch=batch, wish=wish, text=text)
