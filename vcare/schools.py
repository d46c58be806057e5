"""Schools: sizes, levels, kinds, and the districts of the office."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from vcare.vocabulary import Source, Term, Vocabulary, is_english


@dataclass(frozen=True)
class SizeClass(Term):
    """A class of school size: from `smallest` to `largest` pupils, both included."""

    smallest: int = 1
    largest: int | None = None

    def __contains__(self, pupils: int) -> bool:
        return self.smallest <= pupils and (self.largest is None or pupils <= self.largest)


#: The four classes of primary areas.
SCHOOL_SIZES = Vocabulary(
    SizeClass(key, th, en, Source.FOUND, smallest=smallest, largest=largest)
    for key, th, en, smallest, largest in [
        ("small", "ขนาดเล็ก", "Small", 1, 120),
        ("medium", "ขนาดกลาง", "Medium", 121, 600),
        ("large", "ขนาดใหญ่", "Large", 601, 1500),
        ("xlarge", "ขนาดใหญ่พิเศษ", "Extra large", 1501, None),
    ]
)

#: The seven classes that other papers use.
SCHOOL_SIZES_7 = Vocabulary(
    SizeClass(
        str(number),
        f"ขนาดที่ {number}",
        f"Size {number}",
        Source.FOUND,
        smallest=smallest,
        largest=largest,
    )
    for number, smallest, largest in [
        (1, 1, 120),
        (2, 121, 200),
        (3, 201, 300),
        (4, 301, 499),
        (5, 500, 1499),
        (6, 1500, 2499),
        (7, 2500, None),
    ]
)


def size_class(pupils: int, scheme: Vocabulary[SizeClass] = SCHOOL_SIZES) -> SizeClass | None:
    """The size class of a school with so many pupils; None for a school without pupils.

    Raises ValueError if `pupils` is negative.
    """
    if pupils < 0:
        raise ValueError("A school cannot have fewer than 0 pupils.")
    return next((size for size in scheme if pupils in size), None)


GRADES = Vocabulary(
    Term(f"{key}{number}", f"{th} {number}", f"{en} {number}", Source.FOUND, f"{th_short}{number}")
    for key, th, en, th_short, numbers in [
        ("k", "อนุบาล", "Kindergarten", "อ.", (1, 2, 3)),
        ("p", "ประถมศึกษาปีที่", "Primary", "ป.", (1, 2, 3, 4, 5, 6)),
        ("m", "มัธยมศึกษาปีที่", "Secondary", "ม.", (1, 2, 3)),
    ]
    for number in numbers
)

LEVEL_GROUPS = Vocabulary(
    Term(key, th, en, Source.FOUND, th_short, en_short)
    for key, th, en, th_short, en_short in [
        ("early", "ปฐมวัย (อนุบาล)", "Early years", "ปฐมวัย", ""),
        ("primary", "ประถมศึกษา (ป.1-ป.6)", "Primary", "ประถมศึกษา", ""),
        (
            "lower-secondary",
            "มัธยมศึกษาตอนต้น (ม.1-ม.3) โรงเรียนขยายโอกาส",
            "Lower secondary in opportunity-expansion schools",
            "มัธยมศึกษาตอนต้น",
            "Lower secondary",
        ),
    ]
)

#: A school may be of several kinds.
SCHOOL_KINDS = Vocabulary(
    Term(key, th, en, Source.KNOWLEDGE, th_short)
    for key, th, en, th_short in [
        ("primary", "โรงเรียนประถมศึกษา", "Primary school", "ประถมศึกษา"),
        (
            "expansion",
            "โรงเรียนขยายโอกาสทางการศึกษา",
            "Opportunity-expansion school",
            "ขยายโอกาส",
        ),
        ("kindergarten", "โรงเรียนอนุบาลประจำอำเภอ", "District kindergarten school", "อนุบาล"),
        ("quality", "โรงเรียนคุณภาพ", "Quality school", "คุณภาพ"),
        ("inclusive", "โรงเรียนเรียนรวม", "Inclusive school", "เรียนรวม"),
        (
            "special-area",
            "โรงเรียนพื้นที่พิเศษ (เกาะ/ชายทะเล/ภูเขา/ชายแดน)",
            "School in a special area (island, coast, mountain, border)",
            "พื้นที่พิเศษ",
        ),
    ]
)


@dataclass(frozen=True)
class District(Term):
    """A district (อำเภอ). Its key is the code of the Department of Provincial Administration."""

    postcode: str = ""


#: The districts of Chanthaburi Primary Educational Service Area Office 2.
DISTRICTS = Vocabulary(
    District(key, th, en, source, postcode=postcode)
    for key, th, en, postcode, source in [
        ("2202", "ขลุง", "Khlung", "22110", Source.FOUND),
        ("2207", "สอยดาว", "Soi Dao", "22180", Source.FOUND),
        ("2206", "แหลมสิงห์", "Laem Sing", "22120", Source.FOUND),
        ("2204", "โป่งน้ำร้อน", "Pong Nam Ron", "22140", Source.KNOWLEDGE),
        ("2205", "มะขาม", "Makham", "22150", Source.KNOWLEDGE),
        ("2210", "เขาคิชฌกูฏ", "Khao Khitchakut", "22210", Source.KNOWLEDGE),
    ]
)


def district_line(districts: Collection[str], language: str | None = "th") -> str:
    """อำเภอขลุง, in English Khlung district; empty for none, several or an unknown one."""
    if len(districts) != 1 or (district := DISTRICTS.get(next(iter(districts)))) is None:
        return ""
    return f"{district.en} district" if is_english(language) else f"อำเภอ{district.th}"
