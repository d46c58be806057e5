"""Thai from PDF files: what they do to it, how much of it can be mended, and how much still looks broken."""

import re
from dataclasses import dataclass
from functools import cache

from media.extraction import repaired
from search import thai

#: A text with fewer Thai letters says nothing about how its file keeps them.
FEW_LETTERS = 200
#: In Thai about one letter in a hundred is sara am; where there is next to none, the file has lost it.
LOST_AM_BELOW = 0.001
#: Of 1,000 Thai letters: fewer broken ones are a matter of reading again, more make the text useless.
MANY_BROKEN = 25
#: Share of the letters that stand in no known word: names and mistakes make some, a lost letter in each word many.
MANY_UNKNOWN = 0.45
#: Letters that are looked up, from all over the text.
SAMPLE = 6000

_MARK = "ัิ-ฺ็-๎"
_BROKEN = re.compile(
    "|".join(
        [
            f"(?<![ก-ฮฤฦ{_MARK}])[{_MARK}]",  # a mark without its letter
            "[ัิ-ื็][ัิ-ื็]|[ุู][ุู]|[่-๋][่-๋]|ะะ|าา(?!า)|ำำ",  # two where one can stand
            "[เแโใไ](?![ก-ฮฤฦ])",  # a vowel before nothing
            f"[ก-ฮ] [าะำ](?![{_MARK}])|[ก-ฮ] [{_MARK}]",  # a vowel parted from its letter
            "[ุู][ัิ-ื]|[ัิ-ื][ุู]",
            "(?!ที่|นี้|นี่|พี่|สี่)([ก-ฮ][ัิ-ื][่-๋์])\\1",  # a cluster that is said twice
            "[\ue000-\uf8ff\ufffd]",  # letters of a typeface of the old days
        ]
    )
)
_THAI = re.compile("[\u0e01-\u0e4e]")
#: What `repaired` does not know: marks that slipped one letter on, lost ones in frequent words.
_MORE = [
    (re.compile(pattern), whole)
    for pattern, whole in (
        ("([ก-ฮ])([ก-ฮ])([ุู][่-๋]?) ?([ิีึืั])(?=อ)", r"\1\3\2\4"),
        ("(?<=[ก-ฮ])([ก-ฮ])([ัิีึืุู][่-๋]?) (?=[าะ])", r"\1\2"),
        ("ขัน้(?!ำ)", "ขั้น"),
        ("เครื่อข่าย|เครือข่า ย", "เครือข่าย"),
        ("พิมพครั้ง", "พิมพ์ครั้ง"),
        ("([ก-ฮ]) (?=[าำ](?![ก-ฮ]?[.]))", r"\1"),
    )
]


@dataclass(frozen=True)
class Quality:
    """What a file's Thai is worth. `broken` places are left after the mending, `mended` ones are not."""

    letters: int
    broken: int
    mended: int
    unknown: float

    @property
    def is_useless(self) -> bool:
        return self.letters >= FEW_LETTERS and (
            self.broken * 1000 > self.letters * MANY_BROKEN or self.unknown > MANY_UNKNOWN
        )

    @property
    def is_doubtful(self) -> bool:
        """Whether somebody has to read the whole text again."""
        return bool(self.broken or self.mended or self.unknown > MANY_UNKNOWN / 2)


def mended(text: str, *, lost_am: bool = False) -> str:
    """A text as it was written, as far as that can be told. With `lost_am` every word that may have had sara am has it."""
    text = repaired(text)
    for pattern, whole in _MORE:
        text = pattern.sub(whole, text)
    return _words_that_lost_am().sub(lambda word: _am_words()[word[0]], text) if lost_am else text


def has_lost_am(text: str) -> bool:
    """Whether a file has hardly any sara am where others have hundreds."""
    letters = len(_THAI.findall(text))
    return (
        letters >= FEW_LETTERS and text.count("ำ") + len(re.findall("ํ[่-๋]?า", text)) < letters * LOST_AM_BELOW
    )


def broken_places(text: str) -> int:
    return sum(1 for _place in _BROKEN.finditer(text))


def quality(before: str, after: str) -> Quality:
    """Of a text as the file had it and as it was mended."""
    left = broken_places(after)
    changed = broken_places(before) - left + max(0, after.count("ำ") - before.count("ำ"))
    return Quality(len(_THAI.findall(after)), left, max(0, changed), unknown_share(after))


def unknown_share(text: str) -> float:
    """The share of the Thai letters that stand in no word of the dictionary."""
    runs = re.findall("[\u0e01-\u0e4e]{2,}", text)
    step = max(1, sum(map(len, runs)) // SAMPLE)
    known = unknown = 0
    for run in runs[::step]:
        for token in thai.tokens(run):
            if token.text in thai.dictionary():
                known += token.end - token.start
            else:
                unknown += token.end - token.start
    return unknown / (known + unknown) if known + unknown else 0.0


@cache
def _am_words() -> dict[str, str]:
    """Words with sara am by what is left without it, where that is no word of its own."""
    words = thai.dictionary()
    found: dict[str, str] = {}
    for word in words:
        without = word.replace("ำ", "า")
        if "ำ" in word and len(word) >= 4 and without not in words and without not in _READ_OTHERWISE:
            found.setdefault(without, word)
    return found


#: Pieces of other words and of two words beside each other.
_READ_OTHERWISE = frozenset({"ทานา", "นานา", "ตานาน", "คาคา", "สามา", "ลานา"})


@cache
def _words_that_lost_am() -> re.Pattern[str]:
    longest_first = sorted(_am_words(), key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, longest_first)))
