"""What a visitor asks for: words, and other words for the same."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from search import thai
from search.synonyms import NO_SYNONYMS, SAME, Phrase, Synonyms

#: Words beyond these add work and no meaning.
MOST_WORDS = 24
MOST_ALTERNATIVES = 40


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
    #: Several words that have a meaning together, each time with the numbers of these words: กรีดแขน.
    terms: tuple[tuple[Phrase, range], ...] = ()

    @cached_property
    def trigrams(self) -> list[str]:
        """How it sounds, three letters at a time."""
        return thai.trigrams(self.text)

    @property
    def neighbours(self) -> list[Phrase]:
        """Each word together with the next."""
        return [one + other for one, other in zip(self.words, self.words[1:], strict=False)]

    def phrases(self) -> list[Phrase]:
        """Everything that may be marked in a text, the longest first."""
        others = [phrase for alternative in self.alternatives for phrase in alternative.phrases]
        return sorted(dict.fromkeys([*self.words, *others]), key=len, reverse=True)


def ask(text: str, synonyms: Synonyms = NO_SYNONYMS) -> Question:
    """`text` analysed, widened by `synonyms`."""
    words = thai.words(text)[:MOST_WORDS]
    others = _alternatives(words, synonyms)
    return Question(
        text, tuple(words), tuple(islice(others, MOST_ALTERNATIVES)), tuple(_terms(words, synonyms))
    )


def _terms(words: list[Phrase], synonyms: Synonyms) -> Iterator[tuple[Phrase, range]]:
    for start in range(len(words)):
        for end in range(start + 2, min(len(words), start + synonyms.longest) + 1):
            term = tuple(part for word in words[start:end] for part in word)
            if term in synonyms.others:
                yield term, range(start, end)


def _alternatives(words: list[Phrase], synonyms: Synonyms) -> Iterator[Alternative]:
    parts = [part for word in words for part in word]
    word_of = [number for number, word in enumerate(words) for _part in word]
    for start in range(len(parts)):
        for end in range(min(len(parts), start + synonyms.longest), start, -1):
            for weight, phrases in synonyms.others.get(tuple(parts[start:end]), ()):
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
