"""Awards. Every scheme has levels of its own: they cannot be compared across schemes."""

from __future__ import annotations

from dataclasses import dataclass

from vcare.vocabulary import Source, Term, Vocabulary

AWARD_SCOPES = Vocabulary(
    Term(key, th, en, Source.KNOWLEDGE, th_short)
    for key, th, en, th_short in [
        ("school", "ระดับสถานศึกษา", "School", "สถานศึกษา"),
        ("cluster", "ระดับกลุ่มโรงเรียน", "School cluster", "กลุ่มโรงเรียน"),
        ("area", "ระดับเขตพื้นที่การศึกษา", "Educational service area", "เขตพื้นที่"),
        ("province", "ระดับจังหวัด", "Province", "จังหวัด"),
        ("region", "ระดับภาค", "Region", "ภาค"),
        ("national", "ระดับชาติ/ประเทศ", "National", "ชาติ"),
        ("international", "ระดับนานาชาติ", "International", "นานาชาติ"),
    ]
)

#: "ประจำปี 2567" does not say which year is meant: it is kept beside the number.
AWARD_YEARS = Vocabulary(
    [
        Term("academic", "ปีการศึกษา", "Academic year", Source.KNOWLEDGE),
        Term("fiscal", "ปีงบประมาณ", "Fiscal year", Source.KNOWLEDGE),
        Term("era", "พ.ศ.", "Calendar year", Source.KNOWLEDGE),
    ]
)


@dataclass(frozen=True)
class AwardLevel(Term):
    """A level of one scheme. `score` is the lowest score that earns it, where there is one."""

    score: int | None = None


@dataclass(frozen=True)
class AwardScheme(Term):
    """An award with its own levels, the highest first."""

    levels: tuple[AwardLevel, ...] = ()


def _levels(source: Source, *levels: tuple[str, str, str]) -> tuple[AwardLevel, ...]:
    return tuple(AwardLevel(key, th, en, source) for key, th, en in levels)


AWARD_SCHEMES = Vocabulary(
    [
        AwardScheme(
            "obec-care",
            "รางวัลระบบการดูแลช่วยเหลือนักเรียน (สพฐ.)",
            "Student Care and Support System Award (OBEC)",
            Source.SEED,
            note="Only this level is attested; the office has to name the others.",
            levels=_levels(Source.SEED, ("excellent", "ยอดเยี่ยม", "Excellent")),
        ),
        AwardScheme(
            "bp-contest-100",
            "การประกวด Best Practice ระดับเขตพื้นที่การศึกษา",
            "Best Practice contest of an area office",
            Source.FOUND,
            note="Levels by score out of 100, as another area office publishes them.",
            levels=tuple(
                AwardLevel(key, th, en, Source.FOUND, score=score)
                for key, th, en, score in [
                    ("outstanding", "ดีเยี่ยม", "Outstanding", 90),
                    ("very-good", "ดีมาก", "Very good", 80),
                    ("good", "ดี", "Good", 70),
                    ("participant", "เข้าร่วม", "Participant", 50),
                    ("below", "ต่ำกว่าเกณฑ์", "Below the criteria", 0),
                ]
            ),
        ),
        AwardScheme(
            "medal",
            "เหรียญ",
            "Medal",
            Source.FOUND,
            levels=_levels(
                Source.FOUND,
                ("gold", "เหรียญทอง", "Gold medal"),
                ("silver", "เหรียญเงิน", "Silver medal"),
                ("bronze", "เหรียญทองแดง", "Bronze medal"),
                ("participant", "เข้าร่วม", "Participant"),
            ),
        ),
        AwardScheme(
            "rank",
            "ลำดับ",
            "Rank",
            Source.KNOWLEDGE,
            levels=_levels(
                Source.KNOWLEDGE,
                ("first", "ชนะเลิศ", "Winner"),
                ("second", "รองชนะเลิศอันดับ 1", "First runner-up"),
                ("third", "รองชนะเลิศอันดับ 2", "Second runner-up"),
                ("honourable", "ชมเชย", "Honourable mention"),
            ),
        ),
        AwardScheme(
            "white-school",
            "สถานศึกษาสีขาว ปลอดยาเสพติดและอบายมุข",
            "White school, free of drugs and vices",
            Source.FOUND,
            levels=(
                AwardLevel("diamond", "เพชร", "Diamond", Source.KNOWLEDGE),
                AwardLevel("gold", "ทอง", "Gold", Source.FOUND),
                AwardLevel("silver", "เงิน", "Silver", Source.KNOWLEDGE),
            ),
        ),
        AwardScheme(
            "iqa",
            "ระดับคุณภาพ (ประกันคุณภาพภายใน)",
            "Quality level (internal quality assurance)",
            Source.KNOWLEDGE,
            levels=_levels(
                Source.KNOWLEDGE,
                ("excellent", "ยอดเยี่ยม", "Excellent"),
                ("very-good", "ดีเลิศ", "Very good"),
                ("good", "ดี", "Good"),
                ("fair", "ปานกลาง", "Fair"),
                ("developing", "กำลังพัฒนา", "Developing"),
            ),
        ),
    ]
)
