"""Kinds of practices and how the Education Sandbox codes them."""

from __future__ import annotations

from dataclasses import dataclass

from vcare.vocabulary import Source, Term, Vocabulary

#: `BestPracticeTypeCode` of the Education Sandbox.
SANDBOX_PRACTICE_TYPES = Vocabulary(
    Term(key, th, en, Source.FOUND)
    for key, th, en in [
        ("01", "แผนการสอน", "Lesson plan"),
        ("02", "สื่อการสอน", "Teaching material"),
        ("03", "นวัตกรรม", "Innovation"),
    ]
)

#: `RecognizedCode` of the Education Sandbox: how a practice became known.
SANDBOX_RECOGNITION = Vocabulary(
    Term(key, th, en, Source.FOUND)
    for key, th, en in [
        ("01", "เผยแพร่ในสิ่งตีพิมพ์", "Published in print"),
        ("02", "ได้รับรางวัล", "Won an award"),
        (
            "03",
            "มีผู้มาศึกษาดูงานหรือได้รับเชิญเป็นวิทยากร",
            "Received study visits or invitations to speak",
        ),
    ]
)


#: Whose safety the policy of the office's paper is about.
TARGET_GROUPS = Vocabulary(
    Term(key, th, en, Source.SEED)
    for key, th, en in [
        ("learners", "ผู้เรียน", "Learners"),
        ("teachers", "ครู", "Teachers"),
        ("personnel", "บุคลากรทางการศึกษา", "Education personnel"),
        ("schools", "สถานศึกษา", "Schools"),
    ]
)

#: In what pupils are to grow, in the words of the office's paper.
DIMENSIONS = Vocabulary(
    Term(key, th, en, Source.SEED)
    for key, th, en in [
        ("body", "ร่างกาย", "Body"),
        ("intellect", "สติปัญญา", "Intellect"),
        ("knowledge", "ความรู้", "Knowledge"),
        ("ability", "ความสามารถ", "Ability"),
        ("virtue", "คุณธรรม", "Virtue"),
        ("ethics", "จริยธรรม", "Ethics"),
    ]
)


@dataclass(frozen=True)
class PracticeKind(Term):
    """A kind of practice. `prefix` begins its reference ids; `sandbox` is its key of SANDBOX_PRACTICE_TYPES.

    A lesson is none of the Sandbox's three types.
    """

    prefix: str = ""
    sandbox: str = ""


PRACTICE_KINDS = Vocabulary(
    PracticeKind(key, th, en, Source.PORTAL, th_short, prefix=prefix, sandbox=sandbox)
    for key, prefix, sandbox, th, en, th_short in [
        (
            "best-practice",
            "BP",
            "03",
            "แนวปฏิบัติที่เป็นเลิศ (Best Practice)",
            "Best practice",
            "แนวปฏิบัติที่เป็นเลิศ",
        ),
        ("innovation", "IN", "03", "นวัตกรรม/รูปแบบการบริหารจัดการ", "Innovation", "นวัตกรรม"),
        ("activity", "AC", "03", "กิจกรรม/โครงการเด่น", "Activity", "กิจกรรมเด่น"),
        ("tool", "TL", "02", "เครื่องมือ/แบบฟอร์ม/สื่อ", "Tool", "เครื่องมือ"),
        ("lesson", "LS", "", "บทเรียน/สิ่งที่ไม่ได้ผล", "Lesson: what did not work", "บทเรียน/สิ่งที่ไม่ได้ผล"),
    ]
)
