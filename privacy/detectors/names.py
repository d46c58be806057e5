"""Whether the word after a title is somebody's name.

Thai writes no spaces between words and has no capital letters: `เด็กชายสมชายไปวัด` names a child,
`เด็กชายไปวัด` does not. Several small signs together decide.
"""

import importlib.util
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from privacy.detectors import words

#: A run of Thai letters, vowels and marks, without digits, ๆ and ฯ.
RUN = re.compile("[ก-ฮเ-ไ][ก-ฮะ-ฺเ-ๅ็-๎]*")
_ABOVE = "ะัาำิีึืฺุูๅ็่้๊๋์ํ๎"
_LEADING = "เแโใไ"
#: Whatever opens a name: spaces, quotes, brackets, a colon.
_OPENING = re.compile(r"[ \n]{0,3}(?:ชื่อ(?:-สกุล|เล่น)?[ :]{0,2})?[\"“”‘’'(\[:]?[ ]?")
_LATIN = re.compile(r"(?:(?:[A-Z][a-z]{2,}|[A-Z]{3,})(?:[ ](?:[A-Z][a-z]+|[A-Z]{3,}))?)")
_AFTER = re.compile(
    r"[ \n]{0,2}[,(]?[ ]?(?:(?:เป็น)?นักเรียน|กำลังเรียน|เรียน|อยู่)?[ ]?(?:ระดับ)?(?:ชั้น|[ปม]\.[ ]?[1-6]|อ\.[ ]?[1-3]|อนุบาล|ประถม|มัธยม|อายุ|วัย|เลขที่|"
    r"นามสกุล|เลขประจำตัว|บุตร|ลูกของ|ห้อง|ชื่อเล่น|บ้านเลขที่|เกิด)"
)
PSEUDONYM = re.compile(
    r"[ ]?[(\[“\"]?[ ]?(?:เป็น)?(?:นาม|ชื่อ)(?:ที่)?(?:สมมติ|สมมุติ|สมมต|แฝง)(?:ขึ้น)?(?=[ \n)\]”\",.;]|$)"
)
_END = re.compile(r"[ \n,.;:)\]”\"'/!?]|$")
_LONGEST = 30
_NOUNS = {"NOUN", "PROPN", "SYM", "PUNCT", "NUM"}


@dataclass(frozen=True)
class Name:
    start: int
    end: int
    #: Whether a family name follows.
    full: bool
    #: Whether the text says that it is made up.
    pseudonym: bool


@dataclass(frozen=True)
class Lists:
    general: frozenset[str]
    given: frozenset[str]
    family: frozenset[str]
    #: Words of every day that some people are called by all the same: สามารถ, น้อย, ใหม่.
    rare: frozenset[str]
    #: Verbs and words of grammar.
    verbs: frozenset[str]


@lru_cache(1)
def lists() -> Lists:
    """PyThaiNLP's word lists, read without importing the package, which would cost half a second."""
    spec = importlib.util.find_spec("pythainlp")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("pythainlp, whose word lists the guard needs, is not installed")
    folder = Path(spec.submodule_search_locations[0]) / "corpus"

    def lines(*names: str) -> set[str]:
        return {
            line.strip()
            for name in names
            for line in (folder / name).read_text(encoding="utf-8-sig").split("\n")
            if len(line.strip()) > 1
        }

    given = lines("person_names_male_th.txt", "person_names_female_th.txt") | words.GIVEN
    general = {word for word in lines("words_th.txt") if RUN.fullmatch(word)} | words.STRONG | words.SOFT
    tags = json.loads((folder / "pos_tud_unigram.json").read_text(encoding="utf-8-sig"))
    verbs = {word for word, tag in tags.items() if tag not in _NOUNS and len(word) > 1}
    return Lists(
        general=frozenset(general),
        given=frozenset(given - words.STRONG),
        family=frozenset(lines("family_names_th.txt")),
        rare=frozenset(given & words.STRONG),
        verbs=frozenset(verbs - given),
    )


def name_after(text: str, place: int, *, bonus: int = 0) -> Name | None:
    """The name that begins at `place`, after a title; None if what follows is no name.

    `bonus` is how much the title itself speaks for a name.
    """
    opening = _OPENING.match(text, place)
    start = opening.end() if opening else place
    if opening and "ชื่อ" in opening[0]:
        bonus += 2
    if latin := _LATIN.match(text, start):
        return _named(text, start, latin.end(), " " in latin[0])
    first = RUN.match(text, start)
    if not first or len(first[0]) < 2 or first[0] in words.LETTER_NAMES:
        return None
    run = first[0]
    second = re.compile(r"[ ]{1,3}(?:สกุล[ ]?|นามสกุล[ ]?)?").match(text, first.end())
    family = RUN.match(text, second.end()) if second else None
    score = (
        bonus + _given(run, bool(_END.match(text, first.end()))) + _following(text, run, first.end(), family)
    )
    if score < 2:
        return None
    end = start + _given_length(run)
    full = bool(family) and end == first.end() and _family(family[0]) > 0 if family else False
    if full and family:
        end = family.start() + min(_family_length(family[0]), len(family[0]))
    return _named(text, start, end, full)


def is_full_name(first: str, second: str) -> bool:
    """Whether two words are a given and a family name that stand in the lists; for texts without a title."""
    return (
        first in lists().given
        and len(first) > 3
        and first not in words.SOFT
        and first not in words.PLACES
        and (second in lists().family or not segmented(second))
        and not segmented_first(second) & (words.STRONG | words.SOFT)
    )


def segmented_first(run: str) -> set[str]:
    cut = _cut(run)
    return {cut[0]} if cut else set()


def segmented(run: str) -> bool:
    """Whether a run consists of known words only."""
    return bool(_cut(run))


def _named(text: str, start: int, end: int, full: bool) -> Name:
    said = PSEUDONYM.match(text, end)
    # "ทดสอบ นามสมมุติ" is a first and a family name; "ทดสอบ (นามสมมุติ)" says that it is made up.
    made_up = said is not None and (text[start:end] not in words.TESTING or "(" in said[0])
    return Name(start, end, full, made_up)


def _given(run: str, bounded: bool) -> int:
    """How much the word itself looks like a given name; `bounded` if no more Thai is glued to it."""
    if any(run.startswith(word) for word in words.NEVER):
        return -9
    cut = _cut(run[:_LONGEST])
    first = cut[0] if cut else ""
    known = _longest(run, lists().given)
    strong = _longest(run, words.STRONG)
    if run in words.STRONG:
        return -2 if run in lists().rare else -6
    if run in lists().given:
        return 4 if run not in words.SOFT else 0
    if run in words.SOFT:
        return -2
    if strong and len(strong) > len(known) and (cut or _goes_on(run[len(strong) :], len(strong))):
        return -6
    if known and len(known) > 2 and known not in words.SOFT and len(known) >= len(first):
        return 3
    if not cut:
        return 3
    if first in words.SOFT:
        return -2
    if first in lists().verbs:
        return -3
    if bounded and len(cut) > 1 and len(run) <= 12 and not set(cut) & (words.STRONG | lists().verbs):
        return 2
    return 1 if bounded and len(cut) == 1 and len(run) <= 8 else 0


def _goes_on(rest: str, strong: int) -> bool:
    """Whether after a word of every day another word follows, rather than the rest of a longer name."""
    return not rest or strong > 3 or len(_longest(rest, lists().general)) > 2


def _following(text: str, run: str, end: int, family: re.Match[str] | None) -> int:
    if _AFTER.match(text, end):
        return 2
    if family is None:
        return 0
    word = family[0]
    short = len(word) <= 12 and bool(_END.match(text, family.end()))
    worth = _family(word) or (1 if short and not word.startswith(tuple(words.NEVER)) else 0)
    if run in words.TESTING and word.startswith(tuple(words.TESTING)):
        return 9
    if run in words.SOFT and short and word not in words.STRONG and not word.startswith(tuple(words.NEVER)):
        worth = max(worth, 4)
    if worth > 0 and len(run) <= 14 and _AFTER.match(text, family.end()):
        worth = max(worth, 4)
    return worth


def _family(word: str) -> int:
    """How much the second word looks like a family name."""
    if any(word.startswith(stop) for stop in words.NEVER):
        return 0
    cut = _cut(word[:_LONGEST])
    if word in lists().family:
        if word in words.STRONG:
            return 2
        return 3 if word in lists().general else 4
    if cut and cut[0] in words.STRONG:
        known = _longest(word, lists().family)
        return 2 if len(known) > max(4, len(cut[0])) else 0
    if not cut or len(_longest(word, lists().family)) > 4:
        return 3
    return 3 if len(word) <= 14 and len(cut) <= 3 and cut[0] not in lists().verbs else 0


def _given_length(run: str) -> int:
    if run in lists().given or not segmented(run):
        known = _longest(run, lists().given)
        return len(run) if run in lists().given or len(run) <= 14 else max(len(known), 3)
    return len(_longest(run, lists().given)) or len(run)


def _family_length(word: str) -> int:
    return len(word) if len(word) <= 18 else len(_longest(word, lists().family)) or 18


def _longest(run: str, known: frozenset[str] | set[str]) -> str:
    """The longest known word that the run begins with, cut where Thai may be cut."""
    for end in range(min(len(run), 22), 1, -1):
        if run[:end] in known and may_cut(run, end):
            return run[:end]
    return ""


def may_cut(run: str, place: int) -> bool:
    return place >= len(run) or (run[place] not in _ABOVE and run[place - 1] not in _LEADING)


@lru_cache(2048)
def _cut(run: str) -> tuple[str, ...]:
    """The run as known words, as few as possible; empty if it holds anything else.

    What is left over at the end of a long run does not matter.
    """
    known = lists().general
    best: list[tuple[int, int] | None] = [None] * (len(run) + 1)
    best[0] = (0, 0)
    for end in range(1, len(run) + 1):
        if not may_cut(run, end):
            continue
        for start in range(max(0, end - 20), end):
            before = best[start]
            if before is not None and run[start:end] in known:
                count = before[0] + 1
                if best[end] is None or count < best[end][0]:
                    best[end] = (count, start)
    end = len(run)
    if best[end] is None:
        return ()
    parts: list[str] = []
    while end:
        start = best[end][1]
        parts.append(run[start:end])
        end = start
    return tuple(reversed(parts))


def nickname(run: str) -> str:
    """The nickname that a run after น้อง begins with, or ""."""
    cut = _cut(run[:_LONGEST])
    first = cut[0] if cut else ""
    strong = _longest(run, words.STRONG | words.AFTER_YOUNGER)
    known = _longest(run, words.NICKNAMES)
    if known and len(known) >= len(strong) and len(known) >= len(first):
        return known
    if strong or first in words.STRONG | words.AFTER_YOUNGER:
        return ""
    given = _longest(run, lists().given)
    if len(given) > 3 and len(given) >= len(first) and given not in words.SOFT:
        return given
    if cut:
        return ""
    for end in range(2, min(len(run), 9)):
        rest = _cut(run[end:]) if may_cut(run, end) else ()
        if rest and (rest[0] in words.STRONG or rest[0] in lists().verbs):
            return run[:end]
    return run if len(run) <= 10 else ""
