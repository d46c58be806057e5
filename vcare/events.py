"""Kinds of exchange events, and of what is presented there."""

from vcare.vocabulary import Source, Term, Vocabulary

EVENT_TYPES = Vocabulary(
    Term(key, th, en, Source.PORTAL, th_short, en_short)
    for key, th, en, th_short, en_short in [
        ("exchange", "เวทีแลกเปลี่ยนเรียนรู้", "Exchange forum", "แลกเปลี่ยนเรียนรู้", "Exchange"),
        ("symposium", "การประชุมวิชาการ (Symposium)", "Symposium", "ประชุมวิชาการ", ""),
        (
            "plc",
            "ชุมชนการเรียนรู้ทางวิชาชีพ (PLC)",
            "Professional learning community (PLC)",
            "PLC",
            "PLC",
        ),
        ("workshop", "อบรมเชิงปฏิบัติการ", "Workshop", "อบรม", ""),
        ("study-visit", "ศึกษาดูงาน", "Study visit", "", ""),
        ("supervision", "นิเทศ ติดตาม", "Supervision", "นิเทศ", ""),
        (
            "mou-signing",
            "พิธีลงนามบันทึกข้อตกลง",
            "Signing of a memorandum",
            "ลงนาม MOU",
            "MOU signing",
        ),
        (
            "award",
            "พิธีมอบรางวัล/ยกย่องเชิดชูเกียรติ",
            "Award ceremony",
            "มอบรางวัล",
            "Award",
        ),
        ("meeting", "ประชุมผู้บริหาร/คณะทำงาน", "Meeting", "ประชุม", ""),
    ]
)

#: How a practice is presented.
PRESENTATION_FORMS = Vocabulary(
    Term(key, th, en, Source.KNOWLEDGE)
    for key, th, en in [
        ("talk", "นำเสนอด้วยวาจา", "Talk"),
        ("exhibition", "จัดนิทรรศการ", "Exhibition"),
        ("poster", "โปสเตอร์", "Poster"),
    ]
)
