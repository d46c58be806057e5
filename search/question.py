"""What a visitor asks for: words, and other words for the same."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

from search import thai
from vcare.abbreviations import ABBREVIATIONS

SYNONYMS = Path(__file__).parent / "data" / "synonyms.json"

#: Words beyond these add work and no meaning.
MOST_WORDS = 24
MOST_ALTERNATIVES = 40

#: What a word found by another name is worth, against 1 for the word itself.
SAME = 0.8
BROADER = 0.4

#: The parts of a word or of several, in order: they have to stand side by side in the text.
Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Alternative:
    """Other words for some words of a question."""

    phrases: tuple[Phrase, ...]
    #: For each word what the other words are worth: less if they stand for a part of it only.
    worth: Mapping[int, float]


@dataclass(frozen=True)
class Question:
    """A query, analysed."""

    text: str
    words: tuple[Phrase, ...]
    alternatives: tuple[Alternative, ...]

    @property
    def neighbours(self) -> list[Phrase]:
        """Each word together with the next."""
        return [one + other for one, other in zip(self.words, self.words[1:], strict=False)]

    def phrases(self) -> list[Phrase]:
        """Everything that may be marked in a text, the longest first."""
        others = [phrase for alternative in self.alternatives for phrase in alternative.phrases]
        return sorted(dict.fromkeys([*self.words, *others]), key=len, reverse=True)


def ask(text: str) -> Question:
    words = thai.words(text)[:MOST_WORDS]
    return Question(text, tuple(words), tuple(islice(_alternatives(words), MOST_ALTERNATIVES)))


def _alternatives(words: list[Phrase]) -> Iterator[Alternative]:
    parts = [part for word in words for part in word]
    word_of = [number for number, word in enumerate(words) for _part in word]
    synonyms = _synonyms()
    for start in range(len(parts)):
        for end in range(min(len(parts), start + _longest()), start, -1):
            for weight, phrases in synonyms.get(tuple(parts[start:end]), ()):
                covered = Counter(word_of[start:end])
                worth = {word: weight * count / len(words[word]) for word, count in covered.items()}
                yield Alternative(phrases, worth)
    for number, word in enumerate(words):
        others = tuple(_other_years(word)) or tuple(_other_number(word))
        if others:
            yield Alternative(others, {number: SAME})


def _other_years(word: Phrase) -> Iterator[Phrase]:
    """69 is 2569, and 2569 is 2026."""
    if len(word) != 1 or not word[0].isdecimal() or not word[0].isascii():
        return
    year = int(word[0])
    if len(word[0]) == 2 and 40 <= year <= 99:
        yield (str(2500 + year),)
    elif len(word[0]) == 4 and 1957 <= year <= 2100:
        yield (str(year + 543),)
    elif len(word[0]) == 4 and 2500 <= year <= 2643:
        yield (str(year - 543),)


def _other_number(word: Phrase) -> Iterator[Phrase]:
    """An English noun's other number: networks is network."""
    if len(word) == 1 and word[0].isascii() and word[0].isalpha() and len(word[0]) > 3:
        yield (word[0].removesuffix("s"),) if word[0].endswith("s") else (word[0] + "s",)


Synonyms = dict[Phrase, list[tuple[float, tuple[Phrase, ...]]]]


def _parts(term: str) -> Phrase:
    return tuple(part for word in thai.words(term) for part in word)


@lru_cache(1)
def _synonyms() -> Synonyms:
    """What each phrase may be found by besides itself.

    Equivalent terms find each other; a narrower term finds its broader ones too, for less, and never
    the other way round.
    """
    sets = [
        ([entry["canonical"], *entry["equivalent"]], entry["narrower"])
        for entry in json.loads(SYNONYMS.read_text(encoding="utf-8"))
    ]
    sets += [
        ([term.key, term.th], [])
        for term in ABBREVIATIONS
        if len(term.key.replace(".", "")) > 1 and "/" not in term.th and "(" not in term.th
    ]
    found: Synonyms = {}
    for same, narrower in sets:
        phrases = list(dict.fromkeys(filter(None, map(_parts, same))))
        for phrase in phrases:
            others = tuple(other for other in phrases if other != phrase)
            if others:
                found.setdefault(phrase, []).append((SAME, others))
        for term in narrower:
            if parts := _parts(term):
                found.setdefault(parts, []).append((BROADER, tuple(phrases)))
    return found


@lru_cache(1)
def _longest() -> int:
    return max(map(len, _synonyms()))
