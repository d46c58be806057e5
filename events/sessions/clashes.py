"""Nobody speaks in two places at once, and no room has two sessions at once."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import combinations

#: Words for many people: a group may be in two rooms at once.
_MANY = re.compile(
    r"^(คณะ|ทีม|ฝ่าย|กลุ่ม|ทุก|ผู้|วิทยากร|เจ้าหน้าที่|พิธีกร|โรงเรียน|ตัวแทน|สพป|สำนักงาน|all\b|team\b|staff\b)",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"^(นาย|นาง|น\.ส\.|ดร\.|ผศ\.|รศ\.|ว่าที่|ผอ\.|ศน\.|ครู|คุณ|พระ|mrs?\b|ms\b|dr\b)", re.IGNORECASE
)
_BETWEEN = re.compile(r"\s*(?:[,;/\n]|\s(?:และ|กับ|and)\s)\s*")


@dataclass(frozen=True)
class Held:
    """When and where something is held, and by whom."""

    day: date | None
    begins: time
    ends: time
    room: str = ""
    speaker: str = ""

    def overlaps(self, other: "Held") -> bool:
        return self.day == other.day and self.begins < other.ends and other.begins < self.ends


@dataclass(frozen=True)
class Clash:
    """The later of two rows that need the same room or person; `field` is "room" or "speaker"."""

    row: int
    other: int
    field: str
    name: str


def people(words: str) -> dict[str, str]:
    """The single persons that a line names, each by what is compared; groups are left out."""
    found = {}
    for part in _BETWEEN.split(words):
        name = " ".join(part.split())
        if name and not _MANY.match(name) and (" " in name or _TITLE.match(name)):
            found[_key(name)] = name
    return found


def clashes(rows: Sequence[Held]) -> Iterator[Clash]:
    for (first, one), (second, other) in combinations(enumerate(rows), 2):
        if not one.overlaps(other):
            continue
        if one.room and _key(one.room) == _key(other.room):
            yield Clash(second, first, "room", other.room)
        names = people(other.speaker)
        for key in people(one.speaker):
            if key in names:
                yield Clash(second, first, "speaker", names[key])


def _key(text: str) -> str:
    return "".join(text.split()).casefold()
