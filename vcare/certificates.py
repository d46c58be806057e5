"""What a certificate says that somebody did, and the words that a design may leave open."""

from dataclasses import dataclass

from vcare.vocabulary import Source, Term, Vocabulary


@dataclass(frozen=True)
class CertificateRole(Term):
    """A part that a person had; `phrase` stands on the paper before the name of the event."""

    phrase: str = ""


CERTIFICATE_ROLES = Vocabulary(
    CertificateRole(key, th, en, Source.KNOWLEDGE, phrase=phrase)
    for key, th, en, phrase in [
        ("attended", "ผู้เข้าร่วม", "Took part", "ได้เข้าร่วม"),
        ("speaker", "วิทยากร", "Speaker", "เป็นวิทยากรใน"),
        ("presenter", "ผู้นำเสนอ", "Presenter", "ได้นำเสนอผลงานใน"),
        ("organiser", "คณะทำงาน", "Organiser", "เป็นคณะทำงานจัด"),
    ]
)

#: Words in braces that stand for something of the person or the event, with what they look like in a preview.
PLACEHOLDERS = {
    "เรื่อง": "ได้เข้าร่วมเวทีแลกเปลี่ยนเรียนรู้ตัวอย่าง (สมมุติ)",
    "ตำแหน่ง": "ครูชำนาญการพิเศษ",
    "สังกัด": "โรงเรียนตัวอย่างสมมุติ 12",
    "วันที่จัด": "22 พฤศจิกายน พ.ศ. 2569",
    "สถานที่": "หอประชุมสมมุติ",
    "ผู้จัด": "สำนักงานเขตพื้นที่การศึกษาสมมุติ",
    "วันที่ออก": "30 พฤศจิกายน พ.ศ. 2569",
}
