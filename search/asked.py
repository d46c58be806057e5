"""What counts as the same question, and which questions nobody may read afterwards."""

import re

from search import thai
from search.crisis import is_crisis

#: Letters of a question that are kept.
LONGEST = 200

_LETTER = "ก-ฮเแโใไ"
_PERSONAL = re.compile(
    rf"""
      \d{{9,}}
    | (?<!\d)\d[\s\-]?\d{{4}}[\s\-]?\d{{5}}[\s\-]?\d{{2}}[\s\-]?\d(?!\d)   # a citizen's number
    | (?<!\d)(?:0|\+\s?66[\s\-]?)\d{{1,2}}[\s\-]?\d{{3}}[\s\-]?\d{{3,4}}(?!\d)   # a telephone number
    | \S+\s?@\s?\S+                                               # an e-mail address
    | (?:เด็กชาย|เด็กหญิง)\s*(?!และ|หรือ|ที่|ทุก|จำนวน|ใน|กับ|อายุ|วัย|คน|ไทย|ซึ่ง|ได้|จะ)[{_LETTER}]
    | ด\s*\.?\s*[ชญ]\s*\.\s*[{_LETTER}]
    | (?<![ก-๙])ด\s?[ชญ]\s*[{_LETTER}][ก-๙]+\s+[{_LETTER}]        # ดช สมมุติ ใจดี, without dots
    | (?:นางสาว|น\s*\.\s*ส\s*\.)\s*[{_LETTER}]
    | (?<![ก-๙])(?:นาย(?!ก|อำเภอ|ทะเบียน|จ้าง|ตำรวจ|ทหาร)|นาง)\s*[{_LETTER}][ก-๙]+\s+[{_LETTER}][ก-๙]{{2,}}
    | (?<![ก-๙])น้อง\s*(?!ๆ|นักเรียน|เรียน|ใหม่|ชาย|สาว|เล็ก|กลับ)[{_LETTER}]
    | เลข\s*ประจำตัว\s*(?:นักเรียน|ผู้เรียน|ประชาชน)?\s*[:]?\s*\d
    """,
    re.VERBOSE,
)


def question(text: str) -> str:
    """A question in the one spelling that all ways of typing it share."""
    return re.sub(r"[\s\x00-\x1f]+", " ", thai.normalise(text)).strip()[:LONGEST]


def words(text: str) -> str:
    """The words of a question without their order; empty if it has none."""
    return " ".join(sorted({part for word in thai.words(text) for part in word}))[: 2 * LONGEST]


def is_personal(text: str) -> bool:
    """Whether a question may hold a person's number, address or name."""
    return bool(_PERSONAL.search(question(text)))


def is_private(text: str) -> bool:
    """Whether nobody may read the question afterwards: it is about a person, or somebody may be in danger."""
    return is_crisis(text) or is_personal(text)
