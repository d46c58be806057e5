"""What a school reports each term about its student care: sums of the whole school, never a pupil.

Laid out after the forms by which schools report to their area offices already.
"""

from __future__ import annotations

from dataclasses import dataclass

from vcare.vocabulary import Source, Term, Vocabulary, is_english

#: A count below this one could point at a child.
SMALLEST_SHOWN = 5
#: The same for what touches drugs, violence, sex or the mind.
SMALLEST_SENSITIVE = 10

#: The screens of the form, in their order.
REPORT_STEPS = Vocabulary(
    Term(key, th, en, Source.PORTAL, th_short, en_short)
    for key, th, en, th_short, en_short in [
        ("people", "นักเรียนและครูของโรงเรียน", "Pupils and staff", "นักเรียนและครู", ""),
        ("knowing", "รู้จักและคัดกรองนักเรียน (ขั้นที่ 1–2)", "Knowing and screening (steps 1–2)", "รู้จักและคัดกรอง", ""),
        (
            "helping",
            "ส่งเสริม ช่วยเหลือ และส่งต่อ (ขั้นที่ 3–5)",
            "Promoting, helping, referring (steps 3–5)",
            "ส่งเสริมและช่วยเหลือ",
            "Helping",
        ),
        ("access", "โอกาสทางการศึกษาและความปลอดภัย", "Access and safety", "โอกาสและความปลอดภัย", ""),
        (
            "system",
            "ระบบของโรงเรียนและสิ่งที่พอร์ทัลนับให้",
            "The school's system, and what the portal counts",
            "ระบบและเครือข่าย",
            "System",
        ),
        ("reflection", "สะท้อนผล", "Reflection", "", ""),
    ]
)

UNITS = Vocabulary(
    Term(key, th, en, Source.PORTAL)
    for key, th, en in [("people", "คน", "people"), ("times", "ครั้ง", "times"), ("baht", "บาท", "baht")]
)


@dataclass(frozen=True)
class ReportFigure(Term):
    """A number of the form. `level` limits it to schools that teach that level of LEVEL_GROUPS."""

    step: str = ""
    unit: str = "people"
    required: bool = True
    smallest_shown: int = SMALLEST_SHOWN
    level: str = ""
    #: Whether it counts pupils, or pupils' affairs, so that a small one is never shown.
    of_pupils: bool = True

    def unit_label(self, language: str | None = "th") -> str:
        return UNITS.label(self.unit, language)


def _figure(
    step: str,
    key: str,
    th: str,
    en: str,
    *,
    unit: str = "people",
    required: bool = True,
    smallest_shown: int = SMALLEST_SHOWN,
    level: str = "",
    of_pupils: bool = True,
) -> ReportFigure:
    return ReportFigure(
        key,
        th,
        en,
        Source.KNOWLEDGE,
        step=step,
        unit=unit,
        required=required,
        smallest_shown=smallest_shown,
        level=level,
        of_pupils=of_pupils,
    )


_S = SMALLEST_SENSITIVE

REPORT_FIGURES = Vocabulary(
    [
        _figure("people", "enrolled_early", "นักเรียนปฐมวัย", "Pupils in early years", level="early"),
        _figure("people", "enrolled_primary", "นักเรียนประถมศึกษา", "Pupils in primary", level="primary"),
        _figure(
            "people",
            "enrolled_secondary",
            "นักเรียนมัธยมศึกษาตอนต้น",
            "Pupils in lower secondary",
            level="lower-secondary",
        ),
        _figure("people", "boys", "ในจำนวนนี้เป็นชาย", "Of these, boys", required=False),
        _figure("people", "girls", "ในจำนวนนี้เป็นหญิง", "Of these, girls", required=False),
        _figure("people", "staff", "ครูและบุคลากรทั้งหมด", "Teachers and staff, all", of_pupils=False),
        _figure(
            "people",
            "staff_operating",
            "ครูและบุคลากรที่ดำเนินงานตามระบบดูแลช่วยเหลือ",
            "Teachers and staff who work with the care system",
            of_pupils=False,
        ),
        _figure("knowing", "visits_planned", "นักเรียนที่ตั้งใจจะเยี่ยม", "Pupils to be visited"),
        _figure("knowing", "visited_home", "เยี่ยมที่บ้านแล้ว", "Visited at home"),
        _figure("knowing", "visited_online", "เยี่ยมออนไลน์แล้ว", "Visited online"),
        _figure("knowing", "visited_phone", "เยี่ยมทางโทรศัพท์แล้ว", "Visited by telephone"),
        _figure("knowing", "screened", "นักเรียนที่คัดกรองแล้ว", "Pupils screened"),
        _figure("knowing", "normal", "กลุ่มปกติ", "Normal group"),
        _figure("knowing", "risk", "กลุ่มเสี่ยง", "Risk group", smallest_shown=_S),
        _figure("knowing", "problem", "กลุ่มมีปัญหา", "Problem group", smallest_shown=_S),
        _figure("knowing", "gifted", "กลุ่มพิเศษ (ความสามารถพิเศษ)", "Gifted group", required=False),
        _figure(
            "helping",
            "activities",
            "กิจกรรมส่งเสริมและพัฒนา",
            "Activities to promote and develop",
            unit="times",
            required=False,
            of_pupils=False,
        ),
        _figure(
            "helping",
            "participants",
            "ผู้เข้าร่วมกิจกรรม นับทุกครั้งรวมกัน",
            "Participants, all activities together",
            required=False,
        ),
        _figure("helping", "helped", "นักเรียนที่ได้รับการช่วยเหลือ", "Pupils helped"),
        _figure("helping", "improved", "ในจำนวนนี้ดีขึ้นแล้ว", "Of these, improved"),
        _figure("helping", "ongoing", "ในจำนวนนี้ยังดูแลต่อเนื่อง", "Of these, still being helped"),
        _figure(
            "helping", "referred_inside", "ส่งต่อภายในโรงเรียน", "Referred inside the school", smallest_shown=_S
        ),
        _figure("helping", "referred_outside", "ส่งต่อหน่วยงานภายนอก", "Referred outside", smallest_shown=_S),
        *(
            _figure("helping", f"referred_{key}", th, en, required=False, smallest_shown=_S)
            for key, th, en in [
                ("health", "ส่งต่อโรงพยาบาลหรือ รพ.สต.", "To hospital or health centre"),
                ("social", "ส่งต่อ พมจ. หรือบ้านพักเด็ก", "To social development or children's home"),
                ("police", "ส่งต่อตำรวจหรือฝ่ายปกครอง", "To police or district administration"),
                ("special", "ส่งต่อศูนย์การศึกษาพิเศษ", "To the special education centre"),
                ("other", "ส่งต่อหน่วยงานอื่น", "To others"),
            ]
        ),
        _figure("access", "dropped_out", "ออกกลางคันในภาคเรียนนี้", "Dropped out this term"),
        _figure("access", "brought_back", "ติดตามกลับมาเรียนแล้ว", "Brought back to school"),
        _figure("access", "may_drop_out", "เสี่ยงจะออกกลางคัน", "At risk of dropping out"),
        *(
            _figure(
                "access",
                f"incidents_{key}",
                f"เหตุที่ดูแลแล้ว: {th}",
                f"Incidents handled: {en}",
                unit="times",
                required=False,
                smallest_shown=smallest,
            )
            for key, th, en, smallest in [
                ("violence", "ความรุนแรงของมนุษย์", "violence", _S),
                ("accident", "อุบัติเหตุ", "accidents", SMALLEST_SHOWN),
                ("rights", "การถูกละเมิดสิทธิ์", "violation of rights", _S),
                ("unhealthiness", "สุขภาวะทางกายและจิตใจ", "physical and mental well-being", _S),
            ]
        ),
        _figure(
            "access",
            "grants",
            "ทุนที่นักเรียนได้รับจากกองทุน",
            "Grants that pupils received",
            unit="times",
            required=False,
        ),
        _figure(
            "access",
            "grants_baht",
            "รวมเป็นเงิน",
            "Sum of these grants",
            unit="baht",
            required=False,
            of_pupils=False,
        ),
    ]
)


@dataclass(frozen=True)
class ReportSum(Term):
    """A number that follows from others of the form, by adding `parts`."""

    parts: tuple[str, ...] = ()
    step: str = ""
    unit: str = "people"
    smallest_shown: int = SMALLEST_SHOWN
    of_pupils: bool = True

    def unit_label(self, language: str | None = "th") -> str:
        return UNITS.label(self.unit, language)


REPORT_SUMS = Vocabulary(
    ReportSum(key, th, en, Source.PORTAL, parts=parts, step=step)
    for key, th, en, parts, step in [
        (
            "enrolled",
            "นักเรียนทั้งหมด",
            "Pupils, all",
            ("enrolled_early", "enrolled_primary", "enrolled_secondary"),
            "people",
        ),
        (
            "visited",
            "นักเรียนที่เยี่ยมแล้วทุกวิธี",
            "Pupils visited in any way",
            ("visited_home", "visited_online", "visited_phone"),
            "knowing",
        ),
    ]
)

#: What a school has or has not; stages V and C of the model.
REPORT_ANSWERS = Vocabulary(
    Term(key, th, en, Source.SEED)
    for key, th, en in [
        ("vision", "มีวิสัยทัศน์ของระบบดูแลช่วยเหลือนักเรียน", "There is a vision of student care"),
        ("plan", "มีแผนการดำเนินงานของปีนี้", "There is a plan of this year"),
        ("commitment", "มีพันธสัญญาร่วมกับภาคี", "There is a commitment with partners"),
        ("appointment", "มีคำสั่งแต่งตั้งผู้รับผิดชอบ", "Responsible persons were appointed by order"),
    ]
)

#: The three questions to think back on.
REFLECTIONS = Vocabulary(
    Term(key, th, en, Source.PORTAL, th_short, en_short)
    for key, th, en, th_short, en_short in [
        ("worked", "อะไรได้ผลดี", "What worked?", "", ""),
        ("difficult", "อะไรยังไม่ได้ผล", "What did not work?", "", ""),
        (
            "needed",
            "โรงเรียนต้องการอะไรจากเขตหรือภาคี",
            "What do you need of office or partners?",
            "ต้องการอะไร",
            "Needed",
        ),
    ]
)
#: Characters of one answer.
REFLECTION_LENGTH = 1500

#: What the portal counts itself, so that nobody types it.
COUNTED = Vocabulary(
    ReportSum(key, th, en, Source.PORTAL, step="system", unit="times", of_pupils=False)
    for key, th, en in [
        ("networks", "เครือข่ายความร่วมมือที่นับได้", "Partner networks that count"),
        ("commitments", "พันธสัญญาที่มีผลใช้บังคับ", "Commitments in force"),
        ("events", "เวทีแลกเปลี่ยนที่ไปร่วมในภาคเรียนนี้", "Exchange events attended this term"),
        ("practices", "แนวปฏิบัติที่เผยแพร่แล้ว", "Practices published"),
        ("adoptions", "แนวปฏิบัติของที่อื่นที่กำลังใช้", "Practices of others in use"),
        ("adopters", "โรงเรียนที่นำแนวปฏิบัติของเราไปใช้", "Schools that use ours"),
    ]
)

#: Every number that a report has, typed or not.
ALL_FIGURES: Vocabulary[ReportFigure | ReportSum] = Vocabulary([*REPORT_FIGURES, *REPORT_SUMS, *COUNTED])


def step_figures(step: str) -> list[ReportFigure]:
    return [figure for figure in REPORT_FIGURES if figure.step == step]


def figure_label(key: str, language: str | None = "th") -> str:
    """What a key of a report is called, whatever kind of answer it is."""
    for terms in (ALL_FIGURES, REPORT_ANSWERS, REFLECTIONS):
        if key in terms:
            return terms[key].label(language)
    return "Reference" if is_english(language) else "เลขที่คำสั่งหรือเอกสาร"


#: Chapters of what the office writes about a round.
NARRATIVE_CHAPTERS = Vocabulary(
    Term(key, th, en, Source.PORTAL)
    for key, th, en in [
        ("scope", "ความเป็นมาและขอบเขตของรายงาน", "Background and scope"),
        ("results", "ผลการดำเนินงานตามระบบดูแลช่วยเหลือ 5 ขั้นตอน", "Results by the five steps"),
        ("access", "โอกาสทางการศึกษา", "Access to education"),
        ("networks", "เครือข่ายและการขยายผล", "Networks and spreading"),
        ("worked", "สิ่งที่ได้ผลดี", "What worked"),
        ("difficult", "สิ่งที่ยังไม่ได้ผล", "What did not work"),
        ("needed", "สิ่งที่โรงเรียนต้องการ", "What schools need"),
        ("proposals", "บทเรียนและข้อเสนอแนะ", "Lessons and proposals"),
    ]
)
