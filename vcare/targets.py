"""The numbers that the office's description of V-CARE + N names."""

from __future__ import annotations

from dataclasses import dataclass

from vcare.vocabulary import Source, Term, Vocabulary

#: Pupils who are to be cared for (quantitative target 1).
PUPILS = 19_763
#: Teachers and other staff who are to work with the care system (quantitative target 2).
STAFF = 1_563
#: Schools that are to have co-operation networks (quantitative target 3).
SCHOOLS = 106
#: Per cent of the staff who are to work with the system effectively (qualitative target 2).
#: The Thai can also be read as an effectiveness of 80 per cent: the indicator says how the office reads it.
STAFF_PERCENT = 80
#: Partner networks that every school is to have (quantitative result 4).
SCHOOL_MINIMUM = 3
#: Partner networks that the office is to have (quantitative result 5).
OFFICE_MINIMUM = 5
#: Innovations in managing student care that the office is to have (quantitative result 5).
INNOVATION_MINIMUM = 1


@dataclass(frozen=True)
class Target(Term):
    """A number to reach. `place` says where in the office's description it stands."""

    value: int = 0
    unit_th: str = ""
    unit_en: str = ""
    place: str = ""

    def unit(self, language: str | None = "th") -> str:
        return Term(self.key, self.unit_th, self.unit_en, self.source).label(language)


TARGETS = Vocabulary(
    Target(key, th, en, Source.SEED, value=value, unit_th=unit_th, unit_en=unit_en, place=place)
    for key, value, unit_th, unit_en, th, en, place in [
        (
            "pupils",
            PUPILS,
            "คน",
            "pupils",
            "นักเรียนได้รับการดูแลช่วยเหลือและเข้าถึงโอกาสทางการศึกษา",
            "Pupils are cared for and reach educational opportunity",
            "เป้าหมายเชิงปริมาณ ข้อ 1",
        ),
        (
            "staff",
            STAFF,
            "คน",
            "staff",
            "ข้าราชการครูและบุคลากรทางการศึกษาดำเนินการตามระบบการดูแลช่วยเหลือนักเรียนได้",
            "Teachers and staff can operate the student care and support system",
            "เป้าหมายเชิงปริมาณ ข้อ 2",
        ),
        (
            "schools",
            SCHOOLS,
            "แห่ง",
            "schools",
            "สถานศึกษามีเครือข่ายความร่วมมือในการดูแลช่วยเหลือนักเรียน",
            "Schools have co-operation networks for student care and support",
            "เป้าหมายเชิงปริมาณ ข้อ 3",
        ),
        (
            "staff-percent",
            STAFF_PERCENT,
            "ร้อยละ",
            "per cent",
            "ข้าราชการครูและบุคลากรทางการศึกษาดำเนินการตามระบบได้อย่างมีประสิทธิภาพ",
            "Teachers and staff operate the system effectively",
            "เป้าหมายเชิงคุณภาพ ข้อ 2",
        ),
        (
            "school-networks",
            SCHOOL_MINIMUM,
            "เครือข่าย",
            "networks",
            "สถานศึกษาแต่ละแห่งมีเครือข่ายความร่วมมืออย่างน้อย",
            "Every school has at least so many co-operation networks",
            "ผลสำเร็จเชิงปริมาณ ข้อ 4",
        ),
        (
            "office-networks",
            OFFICE_MINIMUM,
            "เครือข่าย",
            "networks",
            "สำนักงานเขตพื้นที่การศึกษามีเครือข่ายความร่วมมืออย่างน้อย",
            "The area office has at least so many co-operation networks",
            "ผลสำเร็จเชิงปริมาณ ข้อ 5",
        ),
        (
            "office-innovations",
            INNOVATION_MINIMUM,
            "นวัตกรรม",
            "innovations",
            "สำนักงานเขตพื้นที่การศึกษามีนวัตกรรมการบริหารจัดการอย่างน้อย",
            "The area office has at least so many management innovations",
            "ผลสำเร็จเชิงปริมาณ ข้อ 5",
        ),
    ]
)
