"""The six stages of the V-CARE + N model."""

from dataclasses import dataclass

from vcare.vocabulary import Source, Term, Vocabulary


@dataclass(frozen=True)
class Stage(Term):
    """A stage of the model. Its key is its letter in V-CARE + N."""

    @property
    def css(self) -> str:
        """The letter that CSS classes and custom properties of its colour use."""
        return self.key.lower()


STAGES = Vocabulary(
    Stage(key, th, en, Source.SEED, th_short, en_short)
    for key, th, en, th_short, en_short in [
        ("V", "กำหนดวิสัยทัศน์", "Set the vision", "กำหนดวิสัยทัศน์", "Vision"),
        ("C", "จัดทำพันธสัญญา", "Make the commitment", "จัดทำพันธสัญญา", "Commitment"),
        ("A", "ปฏิบัติการดูแลช่วยเหลือ", "Carry out care and support", "ปฏิบัติการดูแล", "Action"),
        ("R", "สะท้อนผลและรายงาน", "Reflect and report", "สะท้อนผล", "Reflect"),
        ("E", "ให้ขวัญกำลังใจ", "Give encouragement", "ให้ขวัญกำลังใจ", "Encouragement"),
        ("N", "รวมพลังขยายผล", "Join forces and scale up", "รวมพลังขยายผล", "Network"),
    ]
)
