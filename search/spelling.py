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
from functools import lru_cache
from typing import NamedTuple, Protocol

from rapidfuzz.distance import OSA

from search.synonyms import Phrase
from search.thai import are_beside, dictionary, may_cut, normalise, skeleton, words

#: Only such runs of Thai letters are corrected: shorter ones resemble too much, longer ones are sentences.
SHORTEST, LONGEST = 4, 40

#: So many letters of a question are corrected, those with unknown words first; of a sentence these words only,
#: with so many letters around them.
MOST_LETTERS = 60
AROUND = 6

#: So few words of the dictionary were meant as they are, though the texts may not have them.
FEW = 2

#: So many of a corpus's words are known, the most frequent ones, and no longer word than this.
MOST_WORDS = 40_000
LONGEST_WORD = 14

#: Shorter words are taken as they are typed.
SHORTEST_MISSPELT = 3

#: What a slip costs, one that nobody hears, and one to a key far away; as negative logarithms of a probability.
SLIP = 6.5
UNHEARD_SLIP = 4.0
FAR_SLIP = 7.5
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

#: Costs of pairs of words that are remembered.
MOST_COSTS = 100_000

#: The cost of a word that always follows the one before it.
LEAST_COST = -math.log(BIGRAM + ALONE)


class Corpus(Protocol):
    def vocabulary(self) -> dict[str, int]: ...

    def frequency(self, term: Phrase) -> int: ...


class Reading(NamedTuple):
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
        typed = re.split(r"([ก-๎]+)", question)
        if len(typed) != len(pieces):
            typed = pieces
        runs = [at for at in range(1, len(pieces), 2) if SHORTEST <= len(pieces[at]) <= LONGEST]
        is_sentence = sum(map(len, pieces[1::2])) > LONGEST
        changed = False
        left = MOST_LETTERS
        for at in sorted(runs, key=lambda at: not self._strange(pieces[at])):
            windows = self._windows(pieces[at]) if is_sentence else [slice(0, len(pieces[at]))]
            for window in reversed(windows):
                whole = pieces[at]
                letters = whole[window]
                left -= len(letters)
                as_typed = typed[at] if len(windows) == 1 and letters == whole else letters
                if left >= 0 and (better := self.likeliest(letters, as_typed)):
                    pieces[at] = whole[: window.start] + better + whole[window.stop :]
                    changed = True
        return "".join(pieces) if changed else None

    def _strange(self, letters: str) -> list[tuple[int, int]]:
        """Where words begin and end that the texts or a dictionary don't have, cut as the letters stand."""
        return [
            (start, end)
            for start, end, word in _placed(letters)
            if end - start < 2
            or letters[start:end] not in dictionary()
            or not all(part in self.entries for part in word)
        ]

    def _windows(self, letters: str) -> list[slice]:
        """The strange words of a run with some letters around them, beginning and ending with words."""
        found: list[slice] = []
        starts = [0, *(start for start, _end, _word in _placed(letters)), len(letters)]
        for start, end in self._strange(letters):
            first = max(edge for edge in starts if edge <= max(0, start - AROUND))
            last = min(edge for edge in starts if edge >= min(len(letters), end + AROUND))
            if found and first <= found[-1].stop:
                found[-1] = slice(found[-1].start, last)
            else:
                found.append(slice(first, last))
        return found

    def likeliest(self, letters: str, typed: str = "") -> str | None:
        """The likeliest misspelt reading, if it is likelier than every correct one.

        `typed` is what normalising made the letters of. What a dictionary has is spelt as it was meant, though
        the texts may not have it.
        """
        if letters in dictionary() or self._only_lacks(letters):
            return None
        readings = self.readings(letters)
        if typed not in {"", letters}:
            # A mark on the wrong letter may also be one of two letters in the wrong order.
            readings = sorted([*readings, *self.readings(typed)])
        if not readings or not readings[0].slips:
            return None
        return "".join(readings[0].words)

    def _only_lacks(self, letters: str) -> bool:
        """Whether these are a few words of the dictionary, of which the texts just don't have one."""
        found = words(letters)
        lacks = any(part not in self.entries for word in found for part in word)
        return lacks and len(found) <= FEW and spelt_right(letters)

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
            least = before[0].cost + LEAST_COST
            for stop in range(start + 1, min(end, start + LONGEST_WORD + 1) + 1):
                typed = letters[start:stop]
                there = reached[stop]
                if edges[start] and edges[stop] and self._chance(typed):
                    self._follow(before, typed, 0, 0.0, there)
                if not may_slip or stop - start < SHORTEST_MISSPELT - 1:
                    continue
                if len(there) < READINGS or least + UNHEARD_SLIP < there[READINGS - 1].cost:
                    for word, slip_cost in self._meant(typed):
                        self._follow(before, word, 1, slip_cost, there)
                if stop < end and letters[stop - 1] != letters[stop]:
                    self._swap(before, letters, start, stop, reached)
        return _cheapest(reached[end])

    def _swap(
        self, before: list[Reading], letters: str, start: int, stop: int, reached: list[list[Reading]]
    ) -> None:
        """Follow the readings with two words of which the last letter and the first changed places."""
        one = letters[start : stop - 1] + letters[stop]
        if one not in self.entries:
            return
        between: list[Reading] = []
        for last in range(stop + 1, min(len(letters), stop + LONGEST_WORD) + 1):
            other = letters[stop - 1] + letters[stop + 1 : last]
            if len(other) >= SHORTEST_MISSPELT - 1 and other in self.entries:
                if not between:
                    self._follow(before, one, 1, SLIP, between)
                self._follow(between, other, 0, 0.0, reached[last])

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

    def _meant(self, typed: str) -> list[tuple[str, float]]:
        """Words one slip away, with the cost of that slip; the likeliest ones."""
        found: dict[str, float] = {}
        for short in (*_shortened(typed), typed):
            if short not in self.shortened:
                continue
            for word in self.shortened[short].split():
                if word not in found and word != typed and OSA.distance(typed, word, score_cutoff=1) <= 1:
                    found[word] = slip_cost(typed, word)
        if len(found) > TRIED:
            likeliest = sorted(found, key=lambda word: found[word] - math.log(self._chance(word)))[:TRIED]
            return [(word, found[word]) for word in likeliest]
        return list(found.items())

    def _chance(self, word: str) -> float:
        """How likely a word is; of the dictionary's other words a little, of anything else not at all."""
        entries = self.entries.get(word, 0)
        if not entries and len(word) >= SHORTEST_MISSPELT and word in dictionary():
            return UNUSED / (self.total + SMALL_CORPUS)
        return entries / self.total

    def _cost(self, before: Phrase, word: str) -> float:
        """How unlikely a word is after the words before it."""
        if not before:
            return -math.log(self._chance(word))
        pair = (before[-1], word)
        known = self._costs.get(pair)
        if known is None:
            if len(self._costs) >= MOST_COSTS:
                self._costs.clear()
            together = min(1.0, self.corpus.frequency(pair) / self.entries.get(before[-1], 1))
            known = self._costs[pair] = -math.log(BIGRAM * together + ALONE * self._chance(word))
        return known


def slip_cost(typed: str, word: str) -> float:
    """How unlikely the one slip is that makes `typed` of `word`."""
    if _skeleton(word) == _skeleton(typed):
        return UNHEARD_SLIP
    if len(typed) < len(word):
        return SLIP
    at = 0
    while at < len(word) and typed[at] == word[at]:
        at += 1
    if len(typed) > len(word):
        near = (typed[at - 1 : at], typed[at + 1 : at + 2]) if at else (typed[1],)
        return SLIP if any(typed[at] == other or are_beside(typed[at], other) for other in near) else FAR_SLIP
    swapped = typed[at + 1 : at + 2] == word[at] and word[at + 1] == typed[at]
    return SLIP if swapped or are_beside(typed[at], word[at]) else FAR_SLIP


def _placed(letters: str) -> list[tuple[int, int, Phrase]]:
    """The words of letters with where they begin and end.

    Signs of repetition belong to none, and what has a spelling of its own, such as วีแคร์, isn't among them.
    """
    found = []
    end = 0
    for word in words(letters):
        start = letters.find("".join(word), end)
        if start >= 0:
            end = start + sum(map(len, word))
            found.append((start, end, word))
    return found


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
