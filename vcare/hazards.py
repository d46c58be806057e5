"""The four groups of hazards with their sub-types, the three measures, and who to call."""

from __future__ import annotations

from dataclasses import dataclass

from vcare.vocabulary import Source, Term, Vocabulary


@dataclass(frozen=True)
class SubHazard(Term):
    """A kind of hazard within a group. `group` is the key of the group."""

    group: str = ""


@dataclass(frozen=True)
class Hazard(Term):
    """A group of hazards. Its short label leaves out "ภัยที่เกิดจาก"."""

    sub_types: tuple[SubHazard, ...] = ()


@dataclass(frozen=True)
class Hotline(Term):
    """A number to call in an emergency. Its key is the number as it is written."""

    @property
    def href(self) -> str:
        return "tel:" + self.key.replace("-", "")


def _group(
    key: str, th: str, en: str, th_short: str, en_short: str, sub_types: list[tuple[str, str, str]]
) -> Hazard:
    return Hazard(
        key,
        th,
        en,
        Source.SEED,
        th_short,
        en_short,
        sub_types=tuple(
            SubHazard(sub, sub_th, sub_en, Source.KNOWLEDGE, group=key) for sub, sub_th, sub_en in sub_types
        ),
    )


#: The groups in the order of the office's paper. The ministry's safety centre lists accidents first.
HAZARDS = Vocabulary(
    [
        _group(
            "violence",
            "ภัยที่เกิดจากการใช้ความรุนแรงของมนุษย์",
            "Hazards from human violence",
            "ความรุนแรง",
            "Violence",
            [
                ("sexual-abuse", "การล่วงละเมิดทางเพศ", "Sexual abuse"),
                ("fighting", "การทะเลาะวิวาท", "Fighting"),
                ("bullying", "การกลั่นแกล้งรังแก", "Bullying"),
                ("protest", "การชุมนุมประท้วงและการจลาจล", "Protest and riot"),
                ("sabotage", "การก่อวินาศกรรม", "Sabotage"),
                ("explosion", "การระเบิด", "Explosion"),
                ("chemical", "สารเคมีและวัตถุอันตราย", "Chemicals and dangerous substances"),
                ("abduction", "การล่อลวง ลักพาตัว", "Luring and abduction"),
            ],
        ),
        _group(
            "accident",
            "ภัยที่เกิดจากอุบัติเหตุ",
            "Hazards from accidents",
            "อุบัติเหตุ",
            "Accident",
            [
                ("natural", "ภัยธรรมชาติ", "Natural disaster"),
                ("building", "ภัยจากอาคารเรียนและสิ่งก่อสร้าง", "Buildings"),
                ("vehicle", "ภัยจากยานพาหนะ", "Vehicles"),
                ("activity", "ภัยจากการจัดกิจกรรม", "Activities"),
                ("equipment", "ภัยจากเครื่องมือและอุปกรณ์", "Tools and equipment"),
            ],
        ),
        _group(
            "rights",
            "ภัยที่เกิดจากการถูกละเมิดสิทธิ์",
            "Hazards from violation of rights",
            "การถูกละเมิดสิทธิ์",
            "Violation of rights",
            [
                ("neglect", "การถูกปล่อยปละ ละเลย ทอดทิ้ง", "Neglect and abandonment"),
                ("harassment", "การคุกคามทางเพศ", "Sexual harassment"),
                ("unfair", "การไม่ได้รับความเป็นธรรมจากสังคม", "Social injustice"),
            ],
        ),
        _group(
            "unhealthiness",
            "ภัยที่เกิดจากผลกระทบต่อสุขภาวะทางกายและจิตใจ",
            "Hazards from effects on physical and mental well-being",
            "สุขภาวะทางกายและจิตใจ",
            "Well-being",
            [
                ("psychiatric", "ภาวะจิตเวช", "Mental disorder"),
                ("game", "การติดเกม", "Game addiction"),
                ("drugs", "ยาเสพติด", "Drugs"),
                ("human-epidemic", "โรคระบาดในมนุษย์", "Human epidemics"),
                ("cyber", "ภัยไซเบอร์", "Cyber hazards"),
                ("gambling", "การพนัน", "Gambling"),
                ("pollution", "มลภาวะเป็นพิษ", "Toxic pollution"),
                ("animal-epidemic", "โรคระบาดในสัตว์", "Animal epidemics"),
                ("malnutrition", "ภาวะทุพโภชนาการ", "Malnutrition"),
            ],
        ),
    ]
)

#: All sub-types, group after group.
SUB_HAZARDS = Vocabulary(sub for hazard in HAZARDS for sub in hazard.sub_types)

#: The three measures, "3 ป".
MEASURES = Vocabulary(
    Term(key, th, en, Source.FOUND)
    for key, th, en in [
        ("prevent", "ป้องกัน", "Prevention"),
        ("cultivate", "ปลูกฝัง", "Cultivation"),
        ("suppress", "ปราบปราม", "Suppression"),
    ]
)

#: Emergency numbers. The office has to confirm every one of them before launch.
HOTLINES = Vocabulary(
    Hotline(number, th, en, source)
    for number, th, en, source in [
        ("191", "ตำรวจ", "Police", Source.FOUND),
        ("1669", "การแพทย์ฉุกเฉิน", "Medical emergency", Source.FOUND),
        ("1300", "ศูนย์ช่วยเหลือสังคม พม.", "Social assistance centre", Source.KNOWLEDGE),
        ("1323", "สายด่วนสุขภาพจิต", "Mental health hotline", Source.KNOWLEDGE),
        ("1387", "สายเด็ก", "Childline Thailand", Source.KNOWLEDGE),
        ("1579", "สายด่วนการศึกษา ศธ.", "Ministry of Education hotline", Source.FOUND),
        (
            "02-126-6565",
            "ศูนย์ความปลอดภัย ศธ. (MOE Safety Center)",
            "MOE Safety Center",
            Source.KNOWLEDGE,
        ),
    ]
)
