"""What a practice, an agreement and a term report go through."""

from vcare.vocabulary import Source, Term, Vocabulary

PRACTICE_STATES = Vocabulary(
    Term(key, th, en, Source.PORTAL)
    for key, th, en in [
        ("draft", "ฉบับร่าง", "Draft"),
        ("school_review", "รอ ผอ.โรงเรียนรับรอง", "Waiting for the school director"),
        ("returned", "ส่งกลับแก้ไข", "Returned for changes"),
        ("submitted", "ส่งถึงเขตแล้ว", "Submitted to the office"),
        (
            "screening",
            "เขตตรวจข้อมูลส่วนบุคคลและความครบถ้วน",
            "Office checks privacy and completeness",
        ),
        ("expert_review", "ศึกษานิเทศก์ตรวจเนื้อหา", "Supervisor reviews the content"),
        ("approval", "รออนุมัติเผยแพร่", "Waiting for approval"),
        ("published", "เผยแพร่แล้ว", "Published"),
        ("featured", "คัดเลือกเป็นแบบอย่าง", "Chosen as a model"),
        ("due_review", "ถึงกำหนดทบทวน", "Due for review"),
        ("withdrawn", "ถอนการเผยแพร่", "Withdrawn"),
        ("archived", "จัดเก็บถาวร", "Archived"),
    ]
)

#: How many days before its end an agreement is called expiring.
EXPIRING_DAYS = 90

MOU_STATES = Vocabulary(
    Term(key, th, en, Source.PORTAL)
    for key, th, en in [
        ("draft", "ยกร่าง", "Being drafted"),
        ("signing", "รอลงนาม", "Waiting for signatures"),
        ("active", "มีผลใช้บังคับ", "In force"),
        ("expiring", "ใกล้ครบกำหนด", "Expiring soon"),
        ("expired", "ครบกำหนดแล้ว", "Expired"),
        ("renewed", "ต่ออายุแล้ว", "Renewed"),
        ("terminated", "ยกเลิก", "Terminated"),
    ]
)

REPORT_STATES = Vocabulary(
    Term(key, th, en, Source.PORTAL)
    for key, th, en in [
        ("not_started", "ยังไม่รายงาน", "Not started"),
        ("draft", "กำลังกรอก", "Being filled in"),
        ("certified", "ผอ.โรงเรียนรับรองแล้ว", "Certified by the school director"),
        ("received", "เขตรับแล้ว", "Received by the office"),
        ("returned", "ส่งกลับแก้ไข", "Returned for changes"),
        ("closed", "ปิดรอบ", "Closed"),
    ]
)
