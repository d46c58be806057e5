"""Texts to copy into LINE: the chats where schools are, without an account of ours there."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from practices.models import StepState
from practices.review import letters, queue
from practices.review.situation import Situation
from practices.review.states import IN_REVIEW, State
from vcare.calendar import format_thai_date
from vcare.review import STEPS

#: What each step asks of whoever does it.
PLEASE = {
    "certify": "ขอความกรุณา ผอ. อ่านและรับรองเรื่องของโรงเรียน",
    "privacy": "ขอความกรุณาตรวจข้อมูลส่วนบุคคลและความครบถ้วน",
    "expert": "ขอความกรุณาประเมินเนื้อหา",
    "publish": "ขอความกรุณาอนุมัติเผยแพร่",
}


@dataclass(frozen=True)
class Text:
    """Something to remind of, and the words for it."""

    row: queue.Row
    words: str


def about(situation: Situation) -> str:
    """The words to remind of what is to be done with a practice now; empty if nothing waits."""
    step = situation.step
    if step is None or situation.review not in {*IN_REVIEW, State.RETURNED}:
        return ""
    if situation.review is State.RETURNED:
        day = format_thai_date(step.mend_by, "long") if step.mend_by else ""
        please = f"ขอความกรุณาแก้ไขแล้วส่งอีกครั้งภายใน {day}"
    else:
        please = f"{PLEASE[step.step]} ภายใน {format_thai_date(step.due_on, 'long')}"
    return words(please, situation.page)


def words(please: str, page) -> str:
    return (
        f"{please}\n"
        f"เรื่อง: {page.draft_title or page.title} ({page.reference})\n"
        f"{page.owner_organisation.name}\n"
        f"{settings.BASE_URL}{letters.place(page)}?openExternalBrowser=1"
    )


def reminders(steps: Iterable[StepState], person: User) -> list[Text]:
    """What is overdue, the oldest first, each with its words."""
    today = timezone.localdate()
    return [
        Text(row, words(late_words(row), row.page)) for row in queue.rows(steps) if row.step.due_on < today
    ]


def late_words(row: queue.Row) -> str:
    step = row.step.task.specific.step
    day = format_thai_date(row.step.due_on, "long")
    return f"{PLEASE[step]} (ขั้น «{STEPS[step].th}» ครบกำหนดเมื่อ {day})"
