"""Letters about what waits too long: once a day at most, and not every day."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import User
from practices.models import PracticePage, Reminder, StepState
from practices.review import approvers, letters, queue
from vcare.review import STEPS, reminder_due

#: How long before its day a published practice's school is told that it is to be read again.
AHEAD = timedelta(days=30)

#: How long it is remembered who was reminded.
KEPT = timedelta(days=30)


def remind() -> int:
    """Write to whoever is late; how many letters there were. Run again on the same day it writes none."""
    Reminder.objects.filter(day__lt=timezone.localdate() - KEPT).delete()
    return sum((overdue_steps(), overdue_writers(), due_practices()))


def overdue_steps() -> int:
    today = timezone.localdate()
    return sum(
        remind_all(
            waited_for(row),
            f"step:{row.step.pk}",
            "remind",
            row.page,
            step=STEPS[row.step.task.specific.step].th,
            due_on=row.step.due_on,
            days=row.late,
        )
        for row in queue.rows(queue.waiting())
        if reminder_due(row.step.due_on, today)
    )


def waited_for(row: queue.Row) -> list[User]:
    """Who can move a practice on."""
    step, page = row.step.task.specific.step, row.page
    if step == "expert":
        return [one.reviewer for one in row.reviewers if one.submitted_at is None]
    if step == "certify":
        people = approvers.certifiers(page).exclude(
            pk__in=approvers.authors(page, row.step.workflow_state.requested_by)
        )
        return list(people) or list(letters.in_office(page, letters.Action.COORDINATE))
    if step == "privacy":
        return list(letters.in_office(page, letters.Action.CHECK))
    return list(letters.publishers(page))


def overdue_writers() -> int:
    """Writers who were to mend something and have not handed it in again."""
    today = timezone.localdate()
    late = StepState.objects.returned().with_all().filter(mend_by__lte=today)
    pages = PracticePage.objects.select_related("owner_organisation").in_bulk([step.page_pk for step in late])
    return sum(
        remind_all(
            letters.writers(pages[step.page_pk]),
            f"mend:{step.pk}",
            "remind_writer",
            pages[step.page_pk],
            mend_by=step.mend_by,
            text=step.comment,
        )
        for step in late
        if step.page_pk in pages and reminder_due(step.mend_by, today)
    )


def due_practices() -> int:
    """Published practices that are to be read again: their schools are told, a month ahead and on the day."""
    today = timezone.localdate()
    due = PracticePage.objects.live().filter(review_due__in=[today, today + AHEAD])
    return sum(
        remind_all(
            [*letters.writers(page), *approvers.certifiers(page)],
            f"renew:{page.pk}",
            "remind_renewal",
            page,
            review_due=page.review_due,
        )
        for page in due.select_related("owner_organisation")
    )


def remind_all(people: Iterable[User], about: str, letter: str, page: PracticePage, **context: object) -> int:
    fresh = [person for person in {one.pk: one for one in people}.values() if first_today(person, about)]
    if fresh:
        letters.tell(fresh, letter, page, **context)
        log(page, "practices.remind", data={"about": about, "people": [person.pk for person in fresh]})
    return len(fresh)


def first_today(person: User, about: str) -> bool:
    """Whether this is the first reminder of the day; two commands at once send one letter."""
    try:
        with transaction.atomic():
            Reminder.objects.create(person=person, about=about)
    except IntegrityError:
        return False
    return True
