"""The parts of a best-practice report: their order, their headings, and what schools call them.

Order and headings are those of the contest form of the education areas; the headings of older and
of English reports come after them.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """A part of a report. `key` is the field of a practice that it fills."""

    key: str
    number: str
    th: str
    en: str
    #: Other headings of the same part, without numbers.
    aliases: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        return f"{self.number} {self.th}" if "." in self.number else f"{self.number}. {self.th}"


ABSTRACT = Part(
    "summary",
    "",
    "บทคัดย่อ",
    "Abstract",
    ("บทสรุปผู้บริหาร", "บทสรุปสำหรับผู้บริหาร", "บทสรุป", "สรุปย่อ", "summary", "executive summary"),
)
ENDORSEMENT = Part(
    "endorsement",
    "",
    "คำรับรองของผู้อำนวยการ",
    "Endorsement",
    ("คำรับรอง", "คำรับรองของผู้บริหาร", "คำรับรองของผู้บริหารสถานศึกษา", "ความเห็นของผู้บังคับบัญชา", "ความเห็นของผู้อำนวยการ"),
)
CONTENTS = Part("contents", "", "สารบัญ", "Contents", ("สารบัญเรื่อง", "table of contents"))
FACTS = Part(
    "facts", "", "ข้อมูลทั่วไปของผลงาน", "About this practice", ("ข้อมูลทั่วไป", "ข้อมูลผลงาน", "general information")
)
ENGLISH = Part("body_en", "", "English summary", "English summary", ("summary in english", "บทคัดย่อภาษาอังกฤษ"))

BACKGROUND = Part(
    "background",
    "1",
    "ความเป็นมาและความสำคัญ",
    "Background",
    (
        "ความเป็นมา",
        "ความสำคัญ",
        "ความเป็นมาและความสำคัญของปัญหา",
        "ความเป็นมาและความสำคัญของผลงาน",
        "ความสำคัญของผลงาน",
        "ความสำคัญและความเป็นมา",
        "สภาพปัญหา",
        "สภาพปัญหาและความต้องการ",
        "หลักการและเหตุผล",
        "ที่มาและความสำคัญ",
        "บริบท",
        "rationale",
        "background and rationale",
        "introduction",
    ),
)
AIMS = Part(
    "aims",
    "2",
    "วัตถุประสงค์และเป้าหมาย",
    "Objectives and targets",
    ("จุดประสงค์และเป้าหมาย", "วัตถุประสงค์และเป้าหมายของการดำเนินงาน", "objectives and goals"),
)
OBJECTIVES = Part(
    "objectives",
    "2.1",
    "วัตถุประสงค์",
    "Objectives",
    ("จุดประสงค์", "จุดมุ่งหมาย", "วัตถุประสงค์ของการดำเนินงาน", "วัตถุประสงค์ของผลงาน", "purpose", "objective", "aims"),
)
TARGETS = Part(
    "targets",
    "2.2",
    "เป้าหมาย",
    "Targets",
    ("เป้าหมายของการดำเนินงาน", "ตัวชี้วัดและเป้าหมาย", "ตัวชี้วัดความสำเร็จ", "goals", "goal", "target"),
)
QUANTITATIVE = Part(
    "quantitative",
    "",
    "เชิงปริมาณ",
    "Quantitative",
    ("เป้าหมายเชิงปริมาณ", "ด้านปริมาณ", "ผลเชิงปริมาณ", "ผลสำเร็จเชิงปริมาณ"),
)
QUALITATIVE = Part(
    "qualitative",
    "",
    "เชิงคุณภาพ",
    "Qualitative",
    ("เป้าหมายเชิงคุณภาพ", "ด้านคุณภาพ", "ผลเชิงคุณภาพ", "ผลสำเร็จเชิงคุณภาพ"),
)
PROCESS = Part(
    "process",
    "3",
    "กระบวนการดำเนินงาน",
    "Process",
    (
        "กระบวนการ",
        "วิธีการดำเนินงาน",
        "วิธีดำเนินการ",
        "วิธีดำเนินงาน",
        "วิธีการดำเนินงาน/กระบวนการ",
        "วิธีการ/กระบวนการ",
        "กระบวนการผลิตผลงาน หรือขั้นตอนการดำเนินงาน",
        "กระบวนการพัฒนาผลงาน",
        "กระบวนการปฏิบัติงาน",
        "ขั้นตอนการดำเนินงาน",
        "ขั้นตอนการดำเนินการ",
        "การดำเนินงาน",
        "การดำเนินการ",
        "แนวทางการดำเนินงาน",
        "การออกแบบผลงาน/นวัตกรรม",
        "method",
        "methods",
        "procedure",
        "implementation",
        "what we did",
    ),
)
OUTCOME = Part(
    "outcome",
    "4",
    "ผลการดำเนินงานและประโยชน์ที่ได้รับ",
    "Results and benefits",
    ("ผลการดำเนินงาน ผลสัมฤทธิ์ ประโยชน์ที่ได้รับ", "ผลการดำเนินการ ผลสัมฤทธิ์ และประโยชน์ที่ได้รับ"),
)
RESULTS = Part(
    "results",
    "4.1",
    "ผลที่เกิดขึ้น",
    "Results",
    (
        "ผลการดำเนินงาน",
        "ผลการดำเนินการ",
        "ผลที่ได้รับ",
        "ผลที่เกิดจากการดำเนินงาน",
        "ผลที่เกิดขึ้นตามวัตถุประสงค์",
        "ผลสำเร็จ",
        "ผลสัมฤทธิ์",
        "ผลสัมฤทธิ์ของงาน",
        "ผลลัพธ์",
        "ผลการปฏิบัติงาน",
        "outcomes",
        "outcome",
        "what came of it",
    ),
)
BENEFITS = Part(
    "benefits",
    "4.2",
    "ประโยชน์ที่ได้รับ",
    "Benefits",
    ("ประโยชน์", "ประโยชน์ที่คาดว่าจะได้รับ", "คุณค่าและประโยชน์", "ประโยชน์ของผลงาน", "benefit", "who gains by it"),
)
LEARNING = Part("learning", "5", "บทเรียนที่ได้รับ", "What was learned", ())
LESSONS = Part(
    "lessons",
    "5.1",
    "สิ่งที่ได้เรียนรู้",
    "Lessons learned",
    (
        "บทเรียนที่ได้รับ",
        "บทเรียน",
        "การถอดบทเรียน",
        "ข้อเสนอแนะ",
        "บทเรียนที่ได้รับและข้อเสนอแนะ",
        "ข้อสรุปและข้อเสนอแนะ",
        "lessons",
        "lesson learned",
        "recommendations",
    ),
)
WHAT_FAILED = Part(
    "what_failed",
    "5.2",
    "สิ่งที่ไม่ได้ผล",
    "What did not work",
    (
        "ปัญหาและอุปสรรค",
        "ปัญหา อุปสรรค",
        "ปัญหา/อุปสรรค",
        "ปัญหาอุปสรรคและแนวทางแก้ไข",
        "ปัญหา อุปสรรค และแนวทางแก้ไข",
        "ปัญหาและอุปสรรคในการดำเนินงาน",
        "ข้อจำกัด",
        "ข้อควรปรับปรุง",
        "จุดที่ควรพัฒนา",
        "problems",
        "obstacles",
        "problems and obstacles",
        "limitations",
    ),
)
CONDITIONS = Part(
    "conditions_for_reuse",
    "5.3",
    "เงื่อนไขและข้อควรระวังเมื่อนำไปใช้",
    "Conditions for reuse",
    (
        "เงื่อนไขเมื่อนำไปใช้",
        "เงื่อนไขการนำไปใช้",
        "ข้อควรระวัง",
        "การนำไปใช้",
        "แนวทางการนำไปใช้",
        "ข้อเสนอแนะในการนำไปใช้",
        "conditions",
        "if you want to use it",
    ),
)
SUCCESS = Part(
    "success_factors",
    "6",
    "ปัจจัยความสำเร็จ",
    "Success factors",
    (
        "ปัจจัยแห่งความสำเร็จ",
        "ปัจจัยที่ทำให้ประสบความสำเร็จ",
        "ปัจจัยที่เอื้อต่อความสำเร็จ",
        "ปัจจัยสู่ความสำเร็จ",
        "ปัจจัยเกื้อหนุน",
        "ปัจจัยสนับสนุน",
        "เงื่อนไขความสำเร็จ",
        "รูปแบบ/เทคนิคที่ทำให้เกิดความสำเร็จ",
        "เทคนิคที่ทำให้เกิดความสำเร็จ",
        "ดีเพราะอะไร",
        "key success factors",
        "success factor",
        "what made it work",
    ),
)
RECOGNITION = Part(
    "recognition",
    "7",
    "การเผยแพร่ การได้รับการยอมรับ และรางวัล",
    "Recognition",
    (
        "การเผยแพร่",
        "การเผยแพร่ผลงาน",
        "การเผยแพร่/การได้รับการยอมรับ/รางวัลที่ได้รับ",
        "การเผยแพร่/การยอมรับ/รางวัล",
        "การเผยแพร่ผลงานและการได้รับการยอมรับ",
        "การได้รับการยอมรับ",
        "การขยายผลและเผยแพร่ผลการพัฒนา",
        "การขยายผล",
        "รางวัล",
        "รางวัลที่ได้รับ",
        "เกียรติประวัติ",
        "awards",
        "dissemination",
    ),
)
APPENDIX = Part("appendix", "8", "ภาคผนวก", "Appendix", ("เอกสารแนบ", "เอกสารประกอบ", "appendices"))

#: The eight numbered parts, each with the parts inside it.
CHAPTERS: tuple[tuple[Part, tuple[Part, ...]], ...] = (
    (BACKGROUND, ()),
    (AIMS, (OBJECTIVES, TARGETS)),
    (PROCESS, ()),
    (OUTCOME, (RESULTS, BENEFITS)),
    (LEARNING, (LESSONS, WHAT_FAILED, CONDITIONS)),
    (SUCCESS, ()),
    (RECOGNITION, ()),
    (APPENDIX, ()),
)

#: What a part says that has no text yet.
NOTHING = "ยังไม่มีข้อมูลในส่วนนี้"
#: Said of a step without which it would be another practice.
CORE = "ขั้นนี้เป็นแก่นของแนวปฏิบัติ ตัดออกไม่ได้"
