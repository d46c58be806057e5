"""Telling all parties, once each, that a commitment ends and that a promise is due."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.log_actions import log

from networks.commitments import people
from networks.models import Commitment, CommitmentNotice, CommitmentQuerySet, Promise

#: Days before the last one on which all are told; 0 is the last day itself.
DAYS = (90, 30, 0)
#: Who was not told in so many days after an end is not told of it any more.
TOO_LATE = timedelta(days=14)
#: How long before its day a promise is brought to mind.
SOON = timedelta(days=14)


def remind() -> int:
    """Tell whoever has to know today; how many commitments and promises that were. Run again it tells nothing."""
    return sum((ends(), promises_soon(), promises_late()))


def in_force() -> CommitmentQuerySet:
    return Commitment.objects.filter(state=Commitment.State.IN_FORCE, renewed_at=None)


def ends() -> int:
    today = timezone.localdate()
    rows = in_force().filter(
        starts_on__lte=today, ends_on__gte=today - TOO_LATE, ends_on__lte=today + timedelta(days=max(DAYS))
    )
    return sum(tell_of_end(row) for row in rows.order_by("ends_on", "pk"))


def tell_of_end(commitment: Commitment) -> bool:
    """The nearest of the days only: a job that did not run for a while makes up for it with one letter."""
    left = max(0, commitment.days_left)
    days = min(day for day in DAYS if left <= day)
    return tell_once(commitment, f"end:{days}", "ends", days=left, line=people.line_text(commitment))


def promises_soon() -> int:
    today = timezone.localdate()
    rows = open_promises().filter(due_on__range=(today, today + SOON))
    return sum(tell_of_promise(row, "soon") for row in rows)


def promises_late() -> int:
    today = timezone.localdate()
    rows = open_promises().filter(due_on__range=(today - TOO_LATE, today - timedelta(days=1)))
    return sum(tell_of_promise(row, "late") for row in rows)


def open_promises() -> QuerySet[Promise]:
    """Of commitments in force, those of which nobody has said what became of them."""
    return (
        Promise.objects.filter(
            outcome=Promise.Outcome.UNKNOWN,
            commitment__state=Commitment.State.IN_FORCE,
            commitment__starts_on__lte=timezone.localdate(),
        )
        .select_related("commitment", "party__organisation")
        .order_by("due_on", "pk")
    )


def tell_of_promise(promise: Promise, when: str) -> bool:
    return tell_once(
        promise.commitment,
        f"promise:{promise.pk}:{when}",
        f"promise_{when}",
        promise=promise,
        line=people.line_promise(promise, late=when == "late"),
    )


def tell_once(commitment: Commitment, about: str, letter: str, **context: object) -> bool:
    """Whether they were told; two jobs at once tell once."""
    if CommitmentNotice.objects.filter(commitment=commitment, about=about).exists():
        return False
    try:
        with transaction.atomic():
            CommitmentNotice.objects.create(commitment=commitment, about=about)
            if letter == "ends":
                people.tell_all(letter, commitment, **context)
            else:
                people.tell(people.everyone(commitment), letter, commitment, **context)
            log(commitment, "networks.commitment.remind", data={"about": about})
    except IntegrityError:
        return False
    return True
