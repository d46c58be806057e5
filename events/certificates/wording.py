"""The texts of a design, with the words of one person and one event put in."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from content.digits import in_thai_digits
from content.typesetting.prose import clean
from vcare.calendar import format_thai_range, to_arabic_digits
from vcare.certificates import PLACEHOLDERS

#: What a line break must not cut: names of people, schools, days.
WHOLE = {"ตำแหน่ง", "สังกัด", "วันที่จัด", "วันที่ออก"}
_WORD = re.compile(r"\{([^{}]*)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
#: Names of events that can stand behind "ได้เข้าร่วม" as they are.
_NAMED = (
    "เวที",
    "งาน",
    "การ",
    "ประชุม",
    "อบรม",
    "กิจกรรม",
    "โครงการ",
    "พิธี",
    "ค่าย",
    "สัมมนา",
    "นิเทศ",
    "ศึกษาดูงาน",
    "ชุมชน",
    "มหกรรม",
    "นิทรรศการ",
)

Piece = dict[str, Any]


def unknown(text: str) -> list[str]:
    """Words in braces that nothing stands for, and braces or brackets without their other half."""
    rest = _WORD.sub("", text)
    found = [f"{{{word}}}" for word in _WORD.findall(text) if word not in PLACEHOLDERS]
    found += sorted(set(re.findall(r"[{}]", rest)))
    return found + sorted(set(re.findall(r"[\[\]]", _OPTIONAL.sub("", rest))))


def filled(text: str, words: Mapping[str, str]) -> list[list[Piece]]:
    """The lines of a text. What stands in brackets is left out if one of its words is empty, empty lines too."""

    def optional(match: re.Match[str]) -> str:
        return match[1] if all(words.get(word) for word in _WORD.findall(match[1])) else ""

    lines = []
    for line in _OPTIONAL.sub(optional, clean(text)).split("\n"):
        pieces = []
        for place, part in enumerate(_WORD.split(line.strip())):
            value = clean(words.get(part, "")).strip() if place % 2 else part
            if value:
                pieces.append({"text": value, "whole": bool(place % 2) and part in WHOLE})
        if "".join(piece["text"] for piece in pieces).strip():
            lines.append(pieces)
    return lines


def as_text(lines: list[list[Piece]]) -> str:
    return "\n".join("".join(piece["text"] for piece in line) for line in lines)


def formal(first: date, last: date | None = None) -> str:
    """28–29 พฤศจิกายน พ.ศ. 2569; digits are chosen when it is printed."""
    return to_arabic_digits(format_thai_range(first, last or first, "formal"))


def named(title: str, kind: str) -> str:
    """The event's name as it stands in a sentence; a bare title gets the kind of event before it."""
    title = clean(title).strip()
    return title if title.startswith(_NAMED) else f"{kind} “{title}”"


def name_parts(prefix: str, name: str) -> list[str]:
    """Where a name that is too long for one line may be parted: before the surname."""
    given, _space, surname = name.strip().rpartition(" ")
    if given:
        return [f"{prefix}{given}".strip(), surname]
    return [prefix, surname] if prefix.strip() else [surname]


def in_digits(value: Any, *, thai: bool) -> Any:
    """The same texts in the digits of the design, days kept together with their year."""
    if isinstance(value, str):
        value = value.replace("พ.ศ. ", "พ.ศ.\u00a0")
        return in_thai_digits(value) if thai else value
    if isinstance(value, Mapping):
        return {key: in_digits(inner, thai=thai) for key, inner in value.items()}
    if isinstance(value, list):
        return [in_digits(inner, thai=thai) for inner in value]
    return value
