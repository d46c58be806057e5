"""The student care and support system: its five steps and its screening."""

from vcare.vocabulary import Source, Term, Vocabulary

#: The five steps of the care system, numbered as in every paper about it.
CARE_STEPS = Vocabulary(
    Term(key, th, en, Source.FOUND, th_short, en_short)
    for key, th, en, th_short, en_short in [
        (
            "1",
            "การรู้จักนักเรียนเป็นรายบุคคล",
            "Knowing each pupil individually",
            "รู้จักนักเรียน",
            "Knowing",
        ),
        ("2", "การคัดกรองนักเรียน", "Screening", "คัดกรอง", "Screening"),
        (
            "3",
            "การส่งเสริมและพัฒนานักเรียน",
            "Promotion and development",
            "ส่งเสริมและพัฒนา",
            "Promotion",
        ),
        (
            "4",
            "การป้องกันและแก้ไขปัญหา",
            "Prevention and problem solving",
            "ป้องกันและแก้ไข",
            "Prevention",
        ),
        ("5", "การส่งต่อ", "Referral (internal / external)", "ส่งต่อ", "Referral"),
    ]
)

#: The eleven aspects that schools screen, in the order of the paper form.
SCREENING_ASPECTS = Vocabulary(
    Term(key, th, en, Source.FOUND)
    for key, th, en in [
        ("talent", "ด้านความสามารถพิเศษ", "Special talents"),
        ("learning", "ด้านการเรียน", "Learning"),
        ("health", "ด้านสุขภาพ", "Health"),
        ("economy", "ด้านเศรษฐกิจ", "Economic situation"),
        ("welfare", "ด้านสวัสดิภาพและความปลอดภัย", "Welfare and safety"),
        ("substance", "ด้านพฤติกรรมการใช้สารเสพติด", "Substance use"),
        ("violence", "ด้านพฤติกรรมการใช้ความรุนแรง", "Violent behaviour"),
        ("sexual", "ด้านพฤติกรรมทางเพศ", "Sexual behaviour"),
        ("game", "ด้านการติดเกม", "Game addiction"),
        ("special-needs", "ด้านนักเรียนที่มีความต้องการพิเศษ", "Special needs"),
        ("devices", "ด้านการใช้เครื่องมือสื่อสารอิเล็กทรอนิกส์", "Electronic communication devices"),
    ]
)

SCREENING_GROUPS = Vocabulary(
    [
        Term("normal", "กลุ่มปกติ", "Normal", Source.FOUND),
        Term("risk", "กลุ่มเสี่ยง", "At risk", Source.FOUND),
        Term("problem", "กลุ่มมีปัญหา", "With problems", Source.FOUND),
        Term(
            "gifted",
            "กลุ่มพิเศษ (มีความสามารถพิเศษ)",
            "Gifted",
            Source.KNOWLEDGE,
            note="Only in the variant with four groups.",
        ),
    ]
)

#: The five scales of the Strengths and Difficulties Questionnaire.
SDQ_SCALES = Vocabulary(
    Term(key, th, en, Source.FOUND)
    for key, th, en in [
        ("emotional", "พฤติกรรมด้านอารมณ์", "Emotional symptoms"),
        ("hyper", "พฤติกรรมอยู่ไม่นิ่ง/สมาธิสั้น", "Hyperactivity/inattention"),
        ("conduct", "พฤติกรรมเกเร/ความประพฤติ", "Conduct problems"),
        ("peer", "พฤติกรรมด้านความสัมพันธ์กับเพื่อน", "Peer problems"),
        ("prosocial", "พฤติกรรมสัมพันธภาพทางสังคม", "Prosocial behaviour"),
    ]
)
