"""The award dossier: its headings, what an award can be for, and what is put behind it."""

from __future__ import annotations

from dataclasses import dataclass

from vcare.schools import SCHOOL_SIZES
from vcare.stages import STAGES
from vcare.vocabulary import Source, Term, Vocabulary, is_english

#: So many academic years stand side by side in a dossier.
YEARS_TOLD = 3


@dataclass(frozen=True)
class DossierHeading(Term):
    """A heading with a text of its own. Those with a `chapter` stand below that heading.

    The order is that of the office's own award-winning paper; what other areas' forms ask for besides
    (benefits, lessons, publicity, recognition) follows in the order of those forms.
    """

    chapter: str = ""
    #: What belongs there, in one line for whoever writes it.
    asks_th: str = ""
    asks_en: str = ""

    def asks(self, language: str | None = "th") -> str:
        return self.asks_en if is_english(language) else self.asks_th


_BEFORE = [
    (
        "background",
        "ความเป็นมาและความสำคัญ",
        "Background",
        Source.SEED,
        "ทำไมต้องทำเรื่องนี้ นโยบายข้อใด และเริ่มจากสภาพใด",
        "Why this was done, which policy it answers to, and what it began from",
    ),
    (
        "objectives",
        "วัตถุประสงค์",
        "Objectives",
        Source.SEED,
        "ทำเพื่ออะไร ข้อละบรรทัด",
        "What it was done for, a line each",
    ),
    (
        "targets",
        "เป้าหมาย",
        "Targets",
        Source.SEED,
        "เชิงปริมาณและเชิงคุณภาพ",
        "In numbers and in words",
    ),
    (
        "process",
        "วิธีการดำเนินงาน/กระบวนการ",
        "Process",
        Source.SEED,
        "รูปแบบที่ใช้ แล้วเล่าทีละขั้นของ V-CARE + N",
        "The model that was used, then stage by stage of V-CARE + N",
    ),
]
_STAGES_ASK = {
    "V": ("วิสัยทัศน์ของแต่ละปี และใครรับรอง", "The vision of each year and who confirmed it"),
    "C": (
        "พันธสัญญากับภาคี แผนของแต่ละปี คำสั่งแต่งตั้ง",
        "Commitments with partners, plans of each year, appointments",
    ),
    "A": ("สิ่งที่ทำตามแผน และแนวปฏิบัติที่ใช้", "What was done of the plans, and which practices were used"),
    "R": ("รายงานที่รับรองแล้ว และสิ่งที่สะท้อนได้", "Certified reports, and what was learnt from them"),
    "E": ("ขวัญกำลังใจ รางวัล เกียรติบัตร กองทุน", "Encouragement, awards, certificates, funds"),
    "N": ("เวทีแลกเปลี่ยน ภาคีเครือข่าย โรงเรียนต้นแบบ", "Exchange events, partner networks, model schools"),
}
_AFTER = [
    (
        "techniques",
        "รูปแบบ/เทคนิคที่ทำให้เกิดความสำเร็จ",
        "What made it work",
        Source.SEED,
        "ปัจจัยความสำเร็จ ข้อละบรรทัด",
        "What it took, a line each",
    ),
    (
        "results",
        "ผลสำเร็จ",
        "Results",
        Source.SEED,
        "เชิงปริมาณสามปีเทียบกัน แล้วจึงเชิงคุณภาพ",
        "Numbers of three years side by side, then in words",
    ),
    (
        "benefits",
        "ประโยชน์ที่ได้รับ",
        "Benefits",
        Source.FOUND,
        "เด็ก ครู โรงเรียน และชุมชนได้อะไร",
        "What children, teachers, schools and the community got from it",
    ),
    (
        "lessons",
        "บทเรียนที่ได้รับ",
        "Lessons learned",
        Source.FOUND,
        "รวมสิ่งที่ไม่ได้ผลและสิ่งที่จะทำต่อ",
        "With what did not work, and what comes next",
    ),
    (
        "publicity",
        "การเผยแพร่",
        "How it was made known",
        Source.FOUND,
        "เผยแพร่ที่ไหน ใครนำไปใช้ต่อ",
        "Where it was told, and who took it over",
    ),
    (
        "recognition",
        "การได้รับการยอมรับ",
        "Recognition",
        Source.FOUND,
        "รางวัล เกียรติบัตร หนังสือชื่นชม ผู้มาศึกษาดูงาน",
        "Awards, certificates, letters, study visits",
    ),
]


def _headings(rows: list[tuple[str, str, str, Source, str, str]]) -> list[DossierHeading]:
    return [
        DossierHeading(key, th, en, source, asks_th=asks_th, asks_en=asks_en)
        for key, th, en, source, asks_th, asks_en in rows
    ]


DOSSIER_HEADINGS = Vocabulary(
    [
        *_headings(_BEFORE),
        *(
            DossierHeading(
                f"stage-{stage.css}",
                f"{stage.th} ({stage.key}: {stage.en_short})",
                f"{stage.key}: {stage.en}",
                Source.SEED,
                chapter="process",
                asks_th=_STAGES_ASK[stage.key][0],
                asks_en=_STAGES_ASK[stage.key][1],
            )
            for stage in STAGES
        ),
        *_headings(_AFTER),
    ]
)

#: In which class one competes: offices among offices, schools by their size.
AWARD_CATEGORIES = Vocabulary(
    [
        Term("office", "สำนักงานเขตพื้นที่การศึกษา", "Education area office", Source.SEED),
        *(
            Term(f"school-{size.key}", f"สถานศึกษา{size.th}", f"School: {size.en.lower()}", Source.FOUND)
            for size in SCHOOL_SIZES
        ),
        Term("school", "สถานศึกษา (ไม่แยกขนาด)", "School, whatever its size", Source.KNOWLEDGE),
    ]
)

#: What stands in the appendix of bound reports, in their order.
APPENDIX_KINDS = Vocabulary(
    Term(key, th, en, Source.KNOWLEDGE)
    for key, th, en in [
        ("order", "คำสั่งแต่งตั้ง", "Order of appointment"),
        ("mou", "บันทึกข้อตกลง/พันธสัญญา", "Commitment or memorandum"),
        ("plan", "แผน/โครงการ", "Plan or project"),
        ("picture", "ภาพกิจกรรม", "Picture of an activity"),
        ("assessment", "แบบประเมิน/ผลการประเมิน", "Assessment"),
        ("certificate", "เกียรติบัตร/รางวัล", "Certificate or award"),
        ("letter", "หนังสือสนับสนุน/ชื่นชม", "Letter of support or praise"),
        ("publicity", "หนังสือเชิญ/หลักฐานการเผยแพร่", "Invitation or proof of publicity"),
        ("manual", "คู่มือ/เครื่องมือ", "Manual or tool"),
        ("other", "เอกสารอื่น", "Other paper"),
    ]
)
