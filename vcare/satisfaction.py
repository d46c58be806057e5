"""Satisfaction as Thai offices ask for it and report it: five levels, a mean, S.D. and how the mean is read."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

from vcare.vocabulary import Source, Term, Vocabulary

#: From the best to the worst; the key is the mark.
LEVELS = Vocabulary(
    Term(str(mark), th, en, Source.KNOWLEDGE)
    for mark, th, en in [
        (5, "มากที่สุด", "Very satisfied"),
        (4, "มาก", "Satisfied"),
        (3, "ปานกลาง", "Neutral"),
        (2, "น้อย", "Dissatisfied"),
        (1, "น้อยที่สุด", "Very dissatisfied"),
    ]
)
MARKS = (5, 4, 3, 2, 1)

#: The lowest mean, after rounding, that is read as a level: 4.51–5.00 มากที่สุด, 3.51–4.50 มาก, and so on.
LOWEST = {5: Decimal("4.51"), 4: Decimal("3.51"), 3: Decimal("2.51"), 2: Decimal("1.51"), 1: Decimal("1.00")}

#: What a question is about, in the order in which reports have them.
ASPECTS = Vocabulary(
    Term(key, th, en, Source.KNOWLEDGE)
    for key, th, en in [
        ("arrangement", "การประสานงาน เวลา และสถานที่", "Arrangements, time and place"),
        ("content", "เนื้อหาและผู้นำเสนอ", "Contents and speakers"),
        ("process", "กระบวนการแลกเปลี่ยนเรียนรู้", "How people learnt from each other"),
        ("use", "ประโยชน์และการนำไปใช้", "Usefulness"),
        ("whole", "ภาพรวม", "The whole event"),
    ]
)

#: What the form asks until the organiser changes it.
QUESTIONS = [
    ("arrangement", "การประชาสัมพันธ์และการลงทะเบียนสะดวก"),
    ("arrangement", "วัน เวลา และระยะเวลาเหมาะสม"),
    ("arrangement", "สถานที่หรือระบบออนไลน์เหมาะสม"),
    ("content", "เนื้อหาตรงกับความต้องการของโรงเรียน"),
    ("content", "ผู้นำเสนอถ่ายทอดเข้าใจง่าย"),
    ("process", "มีเวลาและโอกาสแลกเปลี่ยนซักถาม"),
    ("process", "เอกสารและสื่อประกอบช่วยให้เข้าใจ"),
    ("use", "ได้ความรู้หรือแนวทางใหม่"),
    ("use", "นำไปใช้ในโรงเรียนได้จริง"),
    ("whole", "ความพึงพอใจต่อเวทีในภาพรวม"),
]
WISHES = ["สิ่งที่ประทับใจหรือจะนำไปใช้", "ข้อเสนอแนะเพื่อปรับปรุงครั้งต่อไป"]


@dataclass(frozen=True)
class Summary:
    """Marks of many people in numbers; `sd` is that of a sample (n − 1), None for a single mark."""

    n: int
    mean: Decimal
    sd: Decimal | None
    #: How many gave each mark, from 5 to 1.
    counts: tuple[int, ...]

    @property
    def level(self) -> Term:
        """How the mean is read."""
        return LEVELS[str(reading(self.mean))]


def hundredth(value: Decimal) -> Decimal:
    """Rounded to two places as people do by hand: half goes up."""
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def reading(mean: Decimal) -> int:
    """The mark as which a mean is read, after it was rounded: 4.505 is 4.51 and so มากที่สุด.

    Raises ValueError for what is no mean of marks.
    """
    rounded = hundredth(mean)
    if not 1 <= rounded <= 5:
        raise ValueError(f"{mean} is no mean of marks from 1 to 5")
    return max(mark for mark, lowest in LOWEST.items() if rounded >= lowest)


def summary(marks: Iterable[int]) -> Summary | None:
    """None if there are no marks. Raises ValueError for a mark that is not 1, 2, 3, 4 or 5."""
    marks = list(marks)
    if not marks:
        return None
    if unknown := set(marks) - set(MARKS):
        raise ValueError(f"No marks: {sorted(unknown)}")
    n, total = len(marks), sum(marks)
    with localcontext(prec=50):
        mean = hundredth(Decimal(total) / n)
        # Of whole numbers, so that rounding can't add up.
        squares = n * sum(mark * mark for mark in marks) - total * total
        sd = hundredth((Decimal(squares) / (n * (n - 1))).sqrt()) if n > 1 else None
    return Summary(n, mean, sd, tuple(marks.count(mark) for mark in MARKS))


def share(part: int, whole: int) -> Decimal | None:
    """Percent with two places; None where nobody could be asked, or more answered than were."""
    return hundredth(Decimal(100 * part) / whole) if 0 < whole >= part else None
