"""Words behind which somebody may be in danger now: the emergency numbers come before any result."""

import re

from search.thai import normalise

#: From the domain's list of emergency intents, with what children and teachers write for the same.
CRISIS_WORDS = [
    "แจ้งเหตุ",
    "โดนทำร้าย",
    "ถูกทำร้าย",
    "ทำร้ายตัวเอง",
    "ทำร้ายตนเอง",
    "ทำร้ายร่างกาย",
    "โดนตี",
    "โดนตบ",
    "ข่มขืน",
    "ล่วงละเมิดทางเพศ",
    "โดนล่วงละเมิด",
    "ถูกล่วงละเมิด",
    "โดนลวนลาม",
    "อนาจาร",
    "กรีดแขน",
    "กรีดข้อมือ",
    "ฆ่าตัวตาย",
    "อยากตาย",
    "ไม่อยากอยู่แล้ว",
    "ซึมเศร้า",
    "กินยาเกินขนาด",
    "กระโดดตึก",
    "หนีออกจากบ้าน",
    "เด็กหาย",
    "ลักพาตัว",
    "ค้ามนุษย์",
    "คลิปหลุด",
    "แบล็กเมล",
    "suicide",
    "kill myself",
    "self-harm",
    "self harm",
    "rape",
    "sexual abuse",
    "missing child",
    "run away",
    "runaway",
    "kidnap",
    "emergency",
]


def _squeezed(text: str) -> str:
    return re.sub(r"[\s.\-]+", "", normalise(text))


_THAI = [_squeezed(word) for word in CRISIS_WORDS if not word.isascii()]
_ENGLISH = re.compile(r"\b(?:" + "|".join(word for word in CRISIS_WORDS if word.isascii()) + r")")


def is_crisis(question: str) -> bool:
    """Whether the emergency numbers have to stand above the results."""
    text = _squeezed(question)
    return any(word in text for word in _THAI) or bool(_ENGLISH.search(normalise(question)))
