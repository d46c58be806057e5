"""Words behind which somebody may be in danger now: the emergency numbers come before any result.

A panel too many costs a glance, one too few may cost more: whatever sounds like one of these words counts,
however it is spelt, spaced or typed. Only what is plainly something else is left out.
"""

import re
from functools import lru_cache

from search.thai import normalise, typed_in_thai

#: What was done, is being done or is about to be done to somebody, as children and teachers write it.
ACTS = [
    "แจ้งเหตุ",
    "ขอความช่วยเหลือด่วน",
    "ช่วยด้วย",
    "โดนทำร้าย",
    "ถูกทำร้าย",
    "รุมทำร้าย",
    "ขู่ทำร้าย",
    "ขู่ฆ่า",
    "โดนขู่",
    "ทำร้ายตัวเอง",
    "ทำร้ายตนเอง",
    "ทำร้ายร่างกาย",
    "โดนตี",
    "โดนตบ",
    "โดนต่อย",
    "โดนกระทืบ",
    "โดนซ้อม",
    "โดนแทง",
    "ถูกแทง",
    "โดนยิง",
    "ถูกยิง",
    "กราดยิง",
    "พกมีดมา",
    "พกปืนมา",
    "ข่มขืน",
    "โดนล่วงละเมิด",
    "ถูกล่วงละเมิด",
    "โดนลวนลาม",
    "ถูกลวนลาม",
    "ลวนลาม",
    "โดนจับนม",
    "โดนจับหน้าอก",
    "กรีดแขน",
    "กรีดข้อมือ",
    "กรีดตัวเอง",
    "กรีดขา",
    "เชือดข้อมือ",
    "ฆ่าตัวตาย",
    "ฆ่าตัวเอง",
    "คิดสั้น",
    "อยากตาย",
    "อยากตุย",
    "อยากจบชีวิต",
    "จบชีวิตตัวเอง",
    "ปลิดชีวิต",
    "ไม่อยากอยู่แล้ว",
    "ไม่อยากอยู่ต่อ",
    "ไม่อยากมีชีวิต",
    "อยู่ไปก็ไม่มีความหมาย",
    "อยากหายไปจากโลก",
    "ผูกคอ",
    "กินยาตาย",
    "กินยาเกินขนาด",
    "โดดตึก",
    "กระโดดตึก",
    "หนีออกจากบ้าน",
    "เด็กหาย",
    "นักเรียนหายตัว",
    "นักเรียนหายไป",
    "ลูกหาย",
    "คลิปหลุด",
    "รูปหลุด",
    "ภาพหลุด",
    "แบล็กเมล",
    "แบล็คเมล์",
    "หมดสติ",
]

#: What lessons, plans and projects are about as well.
TOPICS = ["ซึมเศร้า", "ล่วงละเมิดทางเพศ", "อนาจาร", "ค้ามนุษย์", "ลักพาตัว", "ลักเด็ก"]

#: Words of somebody who prepares something: beside them a topic is only a topic.
WORK = [
    "โครงการ",
    "กิจกรรม",
    "คู่มือ",
    "แผน",
    "แบบประเมิน",
    "แบบคัดกรอง",
    "แบบฟอร์ม",
    "ป้องกัน",
    "อบรม",
    "หลักสูตร",
    "นวัตกรรม",
    "แนวปฏิบัติ",
    "วิจัย",
    "สถิติ",
    "นโยบาย",
    "รายงาน",
    "เกียรติบัตร",
    "ละคร",
    "ภาพยนตร์",
    "best practice",
]

#: Looks like one of the words above and is none.
HARMLESS = [
    "แจ้งเหตุผล",
    "แจ้งเหตุขัดข้อง",
    "ทำลาย",
    "ตีตรา",
    "ตีพิมพ์",
    "ตีความ",
    "ตีระฆัง",
    "ตีกลอง",
    "ตบมือ",
    "ซ้อมแผน",
    "ซ้อมหนี",
    "ซ้อมดับเพลิง",
    "ยิงธนู",
    "ยิงประตู",
    "เด็กหายป่วย",
    "เด็กหายดี",
    "เด็กหายเครียด",
    "เด็กหายกลัว",
    "เด็กหายกังวล",
    "เด็กหายง่วง",
    "เด็กหายเหงา",
    "เด็กหายขาด",
    "เด็กหายใจลึก",
    "ลูกหายป่วย",
    "ลูกหายดี",
    "ผูกคอมพิวเตอร์",
    "อยากตายาย",
    "ขมขื่น",
    "คู่ขา",
    "สะดุดขา",
    "แข้งตัวเอง",
    "เข้าตาตัวเอง",
]

_ENGLISH = re.compile(
    r"""\b(?:
      rap(?:e|ed|ing|ist)
    | molest\w* | kidnap\w* | abduct(?:ed|ion)? | overdose\w* | blackmail\w* | sextort\w*
    | (?:kill|hurt|harm|cut)(?:ing|ting)?\s*(?:my|him|her|them)\s?sel(?:f|ves)
    | cut(?:ting)?\s+(?:(?:my|his|her|their)\s+)?(?:arms?|wrists?)
    | (?:want(?:s|ed)?\s+to|wanna)\s+die | end(?:ing)?\s+(?:my|his|her)\s+life
    | sex(?:ual)?(?:ly)?\s+(?:abuse\w*|assault\w*)
    | (?:being|getting|got|was|been|gets)\s+(?:beaten|hit|abused|raped|stabbed|shot|threatened)
    | (?:missing|lost)\s+(?:child|children|kid|pupil|student)
    | (?:child|kid|pupil|student)\s+(?:is\s+)?missing
    | r[au]n(?:ning)?[\s-]?away
    | help\s+me\b
    | emergency(?!\s+(?:response|plan|fund|grants?|drill|exit|kit|preparedness|operation|contact|number))
    )""",
    re.VERBOSE,
)
_ENGLISH_ANYHOW = ["suicide", "sucide", "suiside", "suicidal", "selfharm", "killmyself"]

#: Folded words shorter than this are too like others to be taken for a misspelling.
_LONG_ENOUGH = 8

#: Letters that sound alike, and long and short of a vowel.
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("ฃขฅฆ", "ค"),
        **dict.fromkeys("ศษซ", "ส"),
        **dict.fromkeys("ฐฑฒธถ", "ท"),
        "ณ": "น",
        "ญ": "ย",
        "ฎ": "ด",
        "ฏ": "ต",
        "ฉ": "ช",
        "ฝ": "ฟ",
        "ผ": "พ",
        "ภ": "พ",
        "ฬ": "ล",
        "ใ": "ไ",
        "ิ": "ี",
        "ึ": "ื",
        "ุ": "ู",
        **dict.fromkeys("่้๊๋์็", None),
    }
)


def is_crisis(question: str) -> bool:
    """Whether the emergency numbers have to stand above the results."""
    text = normalise(question)
    if _ENGLISH.search(text) or _mentions(text):
        return True
    # Thai on an English keyboard: Nj k9y;9kp for ฆ่าตัวตาย.
    typed = typed_in_thai(question)
    return bool(typed) and _mentions(normalise(typed))


def _mentions(text: str) -> bool:
    squeezed = re.sub(r"[^\w\u0e31-\u0e4e]|_", "", text)
    for words in _harmless():
        squeezed = squeezed.replace(words, "|")
    folded = _folded(squeezed)
    if any(word in folded for word in _acts()) or _almost(folded):
        return True
    return any(word in folded for word in _topics()) and not any(word in folded for word in _work())


def _folded(text: str) -> str:
    """What all spellings of a word share: no tones, one letter for those that sound alike, none twice."""
    return re.sub(r"(.)\1+", r"\1", text.translate(_ALIKE))


def _squeezed(words: str) -> str:
    return re.sub(r"\s+", "", normalise(words))


@lru_cache(1)
def _harmless() -> list[str]:
    return [_squeezed(words) for words in HARMLESS]


@lru_cache(1)
def _acts() -> list[str]:
    return [_folded(_squeezed(words)) for words in [*ACTS, *_ENGLISH_ANYHOW]]


@lru_cache(1)
def _topics() -> list[str]:
    return [_folded(_squeezed(words)) for words in TOPICS]


@lru_cache(1)
def _work() -> list[str]:
    return [_folded(_squeezed(words)) for words in WORK]


@lru_cache(1)
def _states() -> tuple[dict[str, int], int, int]:
    """All longer words as one row of bits, a bit for each letter: of each letter its places; starts; ends."""
    places: dict[str, int] = {}
    starts = ends = at = 0
    for word in (word for word in _acts() if len(word) >= _LONG_ENOUGH):
        starts |= 1 << at
        for letter in word:
            places[letter] = places.get(letter, 0) | 1 << at
            at += 1
        ends |= 1 << (at - 1)
    return places, starts, ends


def _almost(text: str) -> bool:
    """Whether one of the longer words stands in the text with one letter too many, too few or wrong.

    All words at once, letter by letter (Wu and Manber 1992): a few bits for a question of 200 letters.
    """
    places, starts, ends = _states()
    right, wrong = 0, starts
    for letter in text:
        here = places.get(letter, 0)
        before = right
        right = ((right << 1) | starts) & here
        wrong = (((wrong << 1) | starts) & here) | before | (before << 1) | (right << 1) | starts
        if (right | wrong) & ends:
            return True
    return False
