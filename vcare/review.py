"""How a practice is reviewed: the steps and their time, reasons to send one back, the rubric."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from vcare.vocabulary import Source, Term, Vocabulary


@dataclass(frozen=True)
class Step(Term):
    """Somebody looks at a practice. `days` is how long that may take."""

    days: int = 0
    #: Whether Saturdays and Sundays do not count.
    working_days: bool = False


#: In the order in which a practice goes through them.
STEPS = Vocabulary(
    Step(key, th, en, Source.PORTAL, th_short, en_short, days=days, working_days=working)
    for key, th, en, th_short, en_short, days, working in [
        (
            "certify",
            "รอ ผอ.โรงเรียนรับรอง",
            "Waits for the school's director",
            "ผอ.รับรอง",
            "Director",
            7,
            False,
        ),
        (
            "privacy",
            "เขตตรวจข้อมูลส่วนบุคคลและความครบถ้วน",
            "The office checks personal data and completeness",
            "ตรวจข้อมูลส่วนบุคคล",
            "Personal data",
            3,
            True,
        ),
        (
            "expert",
            "ศึกษานิเทศก์ตรวจเนื้อหา",
            "Supervisors read the content",
            "ตรวจเนื้อหา",
            "Content",
            10,
            False,
        ),
        ("publish", "รออนุมัติเผยแพร่", "Waits to be published", "อนุมัติเผยแพร่", "Publication", 2, False),
    ]
)


def due_on(step: str, begun: date) -> date:
    """The last day on which a step that began then is in time."""
    term = STEPS[step]
    if not term.working_days:
        return begun + timedelta(days=term.days)
    day, left = begun, term.days
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day


#: Days between two reminders of the same thing.
REMIND_EVERY = 3


def reminder_due(due: date, today: date) -> bool:
    """Whether a reminder is sent on a day: when the time is up, and every third day from then on."""
    late = (today - due).days
    return late >= 0 and late % REMIND_EVERY == 0


#: Why a practice is sent back to its writer.
RETURN_REASONS = Vocabulary(
    Term(key, th, en, Source.PORTAL)
    for key, th, en in [
        ("privacy", "มีข้อมูลหรือภาพที่ทำให้รู้ว่าเป็นเด็กคนใด", "Something tells which child it is"),
        ("incomplete", "ยังไม่ครบ 8 องค์ประกอบ", "Some of the eight components are missing"),
        ("unclear", "อ่านแล้วยังไม่เข้าใจว่าทำอย่างไร", "It is not clear what was done"),
        ("results", "ผลที่เกิดขึ้นยังไม่มีหลักฐาน", "The results lack evidence"),
        ("rights", "ใช้ข้อความหรือภาพของผู้อื่นโดยไม่บอกที่มา", "Somebody else's text or picture without its source"),
        ("facts", "ข้อมูลไม่ตรงกับความจริง", "Something is not true"),
        ("other", "อื่น ๆ", "Something else"),
    ]
)

#: Days that a writer gets at first to mend a practice.
MENDING_DAYS = 14


@dataclass(frozen=True)
class Component(Term):
    """One of the eight parts of a best-practice report, and how much it weighs."""

    weight: int = 0
    #: What has to be there for level 3.
    looks_for: str = ""


LEVELS = (1, 2, 3)

#: The form of a district contest of 2569: levels 1 to 3 times the weight, 90 points in all.
COMPONENTS = Vocabulary(
    Component(key, th, en, Source.FOUND, weight=weight, looks_for=looks_for)
    for key, th, en, weight, looks_for in [
        (
            "background",
            "ความเป็นมาและความสำคัญ",
            "Background and importance",
            3,
            "บอกปัญหา สาเหตุ และข้อมูลที่ทำให้รู้ว่าต้องทำ",
        ),
        (
            "objectives",
            "วัตถุประสงค์และเป้าหมาย",
            "Objectives and targets",
            1,
            "วัดได้ ทั้งเชิงปริมาณและเชิงคุณภาพ",
        ),
        (
            "process",
            "กระบวนการ",
            "Process",
            9,
            "ออกแบบ ทำทีละขั้น และใช้คนกับเวลาคุ้มค่า โรงเรียนอื่นทำตามได้",
        ),
        (
            "results",
            "ผลที่เกิดขึ้นและประโยชน์ที่ได้รับ",
            "Results and benefits",
            8,
            "มีตัวเลขก่อนและหลัง บอกเครื่องมือวัด และใครได้ประโยชน์",
        ),
        (
            "lessons",
            "บทเรียนที่ได้รับ",
            "Lessons learned",
            3,
            "บอกทั้งสิ่งที่ได้ผลและสิ่งที่ไม่ได้ผล",
        ),
        ("success", "ปัจจัยความสำเร็จ", "What made it work", 2, "บอกคน งาน และเงื่อนไขที่ทำให้สำเร็จ"),
        (
            "recognition",
            "การเผยแพร่ การยอมรับ และรางวัล",
            "Spread, recognition, awards",
            2,
            "เผยแพร่ มีผู้นำไปใช้ หรือได้รับรางวัล",
        ),
        ("appendix", "ภาคผนวก", "Appendix", 2, "มีเอกสารหรือเครื่องมือประกอบ โดยไม่มีข้อมูลเด็กรายคน"),
    ]
)

FULL_MARKS = sum(component.weight for component in COMPONENTS) * max(LEVELS)


@dataclass(frozen=True)
class Band(Term):
    """What a number of points out of a hundred is called. `least` is where it begins."""

    least: int = 0


BANDS = Vocabulary(
    Band(key, th, en, Source.FOUND, least=least)
    for key, th, en, least in [
        ("excellent", "ดีเยี่ยม", "Excellent", 90),
        ("very-good", "ดีมาก", "Very good", 80),
        ("good", "ดี", "Good", 70),
        ("fair", "เข้าร่วม", "Took part", 50),
        ("below", "ต่ำกว่าเกณฑ์", "Below the mark", 0),
    ]
)


def points(levels: Mapping[str, int]) -> float:
    """Points out of a hundred. Raises KeyError if a component has no level, ValueError for an unknown level."""
    for component in COMPONENTS:
        if levels[component.key] not in LEVELS:
            raise ValueError(f"{component.key} has no such level")
    total = sum(component.weight * levels[component.key] for component in COMPONENTS)
    return round(100 * total / FULL_MARKS, 1)


def band(score: float) -> Band:
    return next(row for row in BANDS if score >= row.least)


class Verdict(StrEnum):
    """What one reviewer recommends."""

    PASSES = "passes"
    RETURN = "return"


@dataclass(frozen=True)
class Marks:
    """One reviewer's levels of the eight components, and what they recommend."""

    levels: Mapping[str, int]
    verdict: Verdict

    @property
    def points(self) -> float:
        return points(self.levels)


class Outcome(StrEnum):
    """What follows from the reviews that are in."""

    WAIT = "wait"
    THIRD = "third"
    PASSES = "passes"
    RETURN = "return"


#: Points out of a hundred by which two reviewers may differ.
POINTS_APART = 15
#: How many components one reviewer may put at the lowest level and the other at the highest.
OPPOSITES = 1


def differ_widely(first: Marks, second: Marks) -> bool:
    """Whether a third reviewer is needed.

    Two reviews differ widely if one lets the practice pass and the other does not, if they are more than
    15 points out of a hundred apart, or if they call more than one component opposite things (1 and 3).
    """
    opposite = sum(abs(first.levels[part.key] - second.levels[part.key]) == 2 for part in COMPONENTS)
    return (
        first.verdict != second.verdict
        or abs(first.points - second.points) > POINTS_APART
        or opposite > OPPOSITES
    )


def outcome(marks: Sequence[Marks]) -> Outcome:
    """What follows from the reviews that are in, in the order in which they came."""
    if len(marks) < 2:
        return Outcome.WAIT
    if len(marks) == 2:
        if differ_widely(*marks):
            return Outcome.THIRD
        return Outcome.PASSES if marks[0].verdict is Verdict.PASSES else Outcome.RETURN
    passing = sum(row.verdict is Verdict.PASSES for row in marks)
    return Outcome.PASSES if 2 * passing > len(marks) else Outcome.RETURN


def final_points(marks: Sequence[Marks]) -> float:
    """The points that count: the mean of two, or of the two of three that lie closest together.

    Of two equally close pairs the higher one counts: a doubt is the writer's gain. Raises ValueError below two.
    """
    if len(marks) < 2:
        raise ValueError("Two reviews are needed.")
    scores = sorted((row.points for row in marks), reverse=True)
    pairs = list(pairwise(scores))
    high, low = min(pairs, key=lambda pair: round(pair[0] - pair[1], 1))
    return round((high + low) / 2, 1)
