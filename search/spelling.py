"""What somebody may have meant who wrote what stands nowhere: the likeliest words of the site's own texts.

Letters without a space are read as words that the texts have, each with one slip of the fingers at most. A
reading costs the more, the rarer its words are, the less often they stand side by side in the texts, and
the more was mistyped; the cheapest is the correction. (A noisy channel with a bigram model of the corpus;
words within one edit are found through what both are with a letter taken out, as in SymSpell.)
"""

import math
import re
from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from rapidfuzz.distance import OSA

from search.synonyms import Phrase
from search.thai import dictionary, may_cut, normalise, skeleton, words

#: Only such runs of Thai letters are corrected: shorter ones resemble too much, longer ones are sentences.
SHORTEST, LONGEST = 4, 40

#: Of a long sentence so many letters are corrected, those with unknown words first.
MOST_LETTERS = 60

#: So many of a corpus's words are known, the most frequent ones, and no longer word than this.
MOST_WORDS = 40_000
LONGEST_WORD = 14

#: Shorter words are taken as they are typed.
SHORTEST_MISSPELT = 3

#: What a slip costs, and one that nobody hears; as negative logarithms of a probability.
SLIP = 6.5
UNHEARD_SLIP = 4.0
MOST_SLIPS = 2

#: What a word's probability takes from the word before it, and from itself.
BIGRAM = 0.4
ALONE = 0.2

#: What a word of the dictionary counts for that no text has.
UNUSED = 5.0
#: Entries and words of a small corpus: such a one says little about what it lacks.
SMALL_CORPUS = 50_000

#: Readings that are followed at a time, and misspelt words that are tried at a place.
READINGS = 5
KEPT = 12
TRIED = 4

#: The cost of a word that always follows the one before it.
LEAST_COST = -math.log(BIGRAM + ALONE)


class Corpus(Protocol):
    def vocabulary(self) -> dict[str, int]: ...

    def frequency(self, term: Phrase) -> int: ...


@dataclass(frozen=True, slots=True, order=True)
class Reading:
    """Letters read as words."""

    cost: float
    slips: int
    words: Phrase


class Spelling:
    """The words of a corpus, ready to be looked up misspelt."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        known = {word: count for word, count in corpus.vocabulary().items() if "ก" <= word[0] <= "๎"}
        most = sorted(known, key=lambda word: (-known[word], word))[:MOST_WORDS]
        self.entries = {word: known[word] for word in most}
        self.total = sum(self.entries.values()) or 1
        self.shortened: dict[str, str] = {}
        for word in most:
            if SHORTEST_MISSPELT <= len(word) <= LONGEST_WORD:
                for short in _shortened(word):
                    others = self.shortened.get(short)
                    # Words are kept in one string: half the memory of a list.
                    self.shortened[short] = f"{others} {word}" if others else word
        self._costs: dict[tuple[str, str], float] = {}

    def corrected(self, question: str) -> str | None:
        """The question with what is misspelt put right; None if nothing is, or nothing is near."""
        pieces = re.split(r"([ก-๎]+)", normalise(question))
        places = [at for at in range(1, len(pieces), 2) if SHORTEST <= len(pieces[at]) <= LONGEST]
        changed = False
        left = MOST_LETTERS
        for at in sorted(places, key=lambda at: self._has_all(pieces[at])):
            left -= len(pieces[at])
            if left >= 0 and (better := self.likeliest(pieces[at])):
                pieces[at], changed = better, True
        return "".join(pieces) if changed else None

    def _has_all(self, letters: str) -> bool:
        """Whether the texts have every word of these, cut as they stand."""
        return all(part in self.entries for word in words(letters) for part in word)

    def likeliest(self, letters: str) -> str | None:
        """The likeliest misspelt reading, if it is likelier than every correct one.

        What a dictionary has is spelt as it was meant, though the texts may not have it.
        """
        if letters in dictionary():
            return None
        readings = self.readings(letters)
        if not readings or not readings[0].slips:
            return None
        return "".join(readings[0].words)

    def readings(self, letters: str) -> list[Reading]:
        """The cheapest readings, the best first."""
        end = len(letters)
        reached: list[list[Reading]] = [[] for _place in range(end + 1)]
        reached[0] = [Reading(0.0, 0, ())]
        edges = [place in (0, end) or may_cut(letters, place) for place in range(end + 1)]
        for start in range(end):
            before = reached[start] = _cheapest(reached[start])
            if not before:
                continue
            may_slip = any(reading.slips < MOST_SLIPS for reading in before)
            for stop in range(start + 1, min(end, start + LONGEST_WORD + 1) + 1):
                typed = letters[start:stop]
                meant = [(typed, 0, 0.0)] if self._chance(typed) and edges[start] and edges[stop] else []
                if may_slip and stop - start >= SHORTEST_MISSPELT - 1:
                    meant += self._meant(typed)
                for word, slips, slip_cost in meant:
                    self._follow(before, word, slips, slip_cost, reached[stop])
        return _cheapest(reached[end])

    def _follow(
        self, before: list[Reading], word: str, slips: int, slip_cost: float, reached: list[Reading]
    ) -> None:
        """Add to `reached` what comes of the readings with one more word, as far as it isn't hopeless."""
        least = slip_cost + LEAST_COST
        for reading in before:
            if reading.slips + slips > MOST_SLIPS:
                continue
            if len(reached) >= READINGS and reading.cost + least >= reached[-1].cost:
                break
            cost = reading.cost + slip_cost + self._cost(reading.words, word)
            if len(reached) < READINGS or cost < reached[-1].cost:
                insort(reached, Reading(cost, reading.slips + slips, (*reading.words, word)))
                if len(reached) > KEPT:
                    reached[:] = _cheapest(reached)

    def _meant(self, typed: str) -> list[tuple[str, int, float]]:
        """Words one slip away, with the cost of that slip; the likeliest ones."""
        found: dict[str, float] = {}
        for short in (*_shortened(typed), typed):
            for word in self.shortened.get(short, "").split():
                if word not in found and word != typed and OSA.distance(typed, word, score_cutoff=1) <= 1:
                    found[word] = UNHEARD_SLIP if _skeleton(word) == _skeleton(typed) else SLIP
        likeliest = sorted(found, key=lambda word: found[word] - math.log(self._chance(word)))[:TRIED]
        return [(word, 1, found[word]) for word in likeliest]

    def _chance(self, word: str) -> float:
        """How likely a word is; of the dictionary's other words a little, of anything else not at all."""
        entries = self.entries.get(word, 0)
        if not entries and len(word) >= SHORTEST_MISSPELT and word in dictionary():
            return UNUSED / (self.total + SMALL_CORPUS)
        return entries / self.total

    def _cost(self, before: Phrase, word: str) -> float:
        """How unlikely a word is after the words before it."""
        alone = self._chance(word)
        if not before:
            return -math.log(alone)
        pair = (before[-1], word)
        known = self._costs.get(pair)
        if known is None:
            together = min(1.0, self.corpus.frequency(pair) / self.entries.get(before[-1], 1))
            known = self._costs[pair] = -math.log(BIGRAM * together + ALONE * alone)
        return known


def spelt_right(letters: str) -> bool:
    """Whether letters are words of the dictionary, and not only by the chance of short ones."""
    found = ["".join(word) for word in words(letters)]
    return all(len(word) >= SHORTEST_MISSPELT and word in dictionary() for word in found)


def _cheapest(readings: Iterable[Reading]) -> list[Reading]:
    best: dict[Phrase, Reading] = {}
    for reading in sorted(readings):
        best.setdefault(reading.words, reading)
        if len(best) == READINGS:
            break
    return list(best.values())


def _shortened(word: str) -> set[str]:
    """The word with each one of its letters taken out, and itself."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


@lru_cache(20_000)
def _skeleton(word: str) -> str:
    return skeleton(word)
