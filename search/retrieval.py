"""From a question to ranked entries, the same over every index: candidates, a second ranking, corrections.

An index has to say how many entries have a term, which entries have most of some weighted terms, and what
an entry's text is. Everything that makes an answer good is here: the best candidates by BM25 are ranked
again by how much of the question they answer, how close together and how early; a question that is answered
badly is read again with the other keyboard, with its likeliest spelling, and by its sound.
"""

import math
import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from typing import NamedTuple, Protocol

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from search import thai
from search.question import Question, ask
from search.spelling import LONGEST, SHORTEST, Spelling, spelt_right
from search.synonyms import NO_SYNONYMS, Phrase, Synonyms

#: Where an index keeps an entry: its own affair, and the key of a dictionary.
Place = Hashable

Filters = Mapping[str, frozenset[str]]

#: The phrases that stand for a word of the question, each with its worth.
Group = Sequence[tuple[Phrase, float]]


class Sought(NamedTuple):
    """A phrase as it stands in a text, and its parts."""

    spaced: str
    parts: Phrase


#: A text that is asked for more phrases than this has its parts put into a table.
WORTHWHILE = 25

#: So many candidates are ranked again.
CANDIDATES = 50

#: Words that more than this share of the entries have choose no candidates; nor do more words than so many.
COMMON = 0.5
DECIDING = 20

#: In a collection as small as this every word decides.
SMALL = 50

#: What a word of one letter counts for: most are splinters of words that no dictionary has.
FRAGMENT = 0.2

#: What a word counts for that no entry has though it is a word.
UNANSWERED = 0.3

#: What a word counts for that only an attachment has.
ATTACHED = 0.4

#: What a word counts for that has a meaning together with others, where these don't stand beside it.
ALONE = 0.4

#: From this share of the question on an answer is good, and looking for another spelling presumptuous.
GOOD = 0.9

#: With more than this share it may be what somebody typed on the other keyboard, if it is made of words.
LIKELY = 0.5

#: By how much another spelling has to answer better.
CONVINCING = 0.2

#: Longer questions are sentences: that no entry has all their words says nothing.
SENTENCE = 6

#: An answer that stands this many letters into the text counts half of one at its beginning.
HALFWAY = 400

#: Where a word of the title stands: before all letters of the text.
IN_TITLE = -2

#: Letters of the title and what follows it that say what a text is about.
OPENING = 900

#: So many of the best are told apart by that.
OPENED = 10

#: Words that stand so many letters apart belong to one passage.
PASSAGE = 400

#: How the second ranking weighs what it sees. Tried on XQuAD-th and government news; the values are flat.
WEIGHTS = {"bm25": 1.0, "coverage": 0.7, "gathered": 0.5, "pairs": 0.05, "whole": 0.4, "in_title": 0.5}
WEIGHTS |= {"letters": 0.5, "early": 0.5, "letters_early": 0.3, "opening": 0.2}

#: Below this share of the question a text isn't searched for its letters.
PLAUSIBLE = 0.15

#: Trigrams of a misspelt question that are looked up, and the entries whose texts are read for what was meant.
FEWEST_TRIGRAMS, MOST_TRIGRAMS = 6, 24
READ = 12

#: So many of the best of each kind are mixed if neither the words nor the sound of a question convince.
HEARD = 20

#: What shares this much of its trigrams' rarity with a question is shown though it has none of its words.
ALIKE = 0.5

#: Edits allowed per letter of what is corrected, and at least.
EDITS = 0.22
FEWEST_EDITS = 1.5


@dataclass(frozen=True, slots=True)
class Clause:
    """A part, or two side by side, and what an entry gains that has it."""

    term: Phrase
    weight: float = 1.0


class Text:
    """What an entry says, as parts with spaces between and around them."""

    __slots__ = ("_asked", "_heard", "_letters", "_opening", "_places", "attached", "body", "title")

    def __init__(self, title: str, body: str, attached: str, *, often: bool = False) -> None:
        """`often`: it will be asked again and again."""
        self.title = title
        self.body = body
        self.attached = attached
        self._letters: str | None = None
        self._heard: str | None = None
        self._opening: str | None = None
        self._asked = WORTHWHILE if often else 0
        self._places: dict[str, int] | None = None

    def places(self, asked: int) -> dict[str, int] | None:
        """Where each part of the body stands first, with the space before it; None as long as so few phrases
        are asked for that looking through the body is quicker."""
        if self._places is None:
            self._asked += asked
            if self._asked > WORTHWHILE:
                self._places = self._first_places()
        return self._places

    def find(self, sought: Sought) -> int:
        """Where a phrase stands first in the body, -1 if nowhere."""
        places = self._places
        if places is None:
            return self.body.find(sought.spaced)
        first = -1
        for part in reversed(sought.parts):
            first = places.get(part, -1)
            if first < 0:
                return -1
        return self.body.find(sought.spaced, first) if len(sought.parts) > 1 else first

    def _first_places(self) -> dict[str, int]:
        parts = self.body.split(" ")
        starts = list(accumulate([len(part) + 1 for part in parts[:-1]], initial=-1))
        # Of what stands there often the first place is written last.
        return dict(zip(reversed(parts), reversed(starts), strict=True))

    @property
    def letters(self) -> str:
        """Title and body without spaces."""
        if self._letters is None:
            self._letters = f"{self.title}{self.body}".replace(" ", "")
        return self._letters

    def place_of(self, letters: str) -> int:
        """Where letters stand that end as a word may: สกอตแลนด isn't in สกอตแลนด์. -1 if nowhere."""
        whole = self.letters
        at = whole.find(letters)
        while at >= 0:
            end = at + len(letters)
            if end == len(whole) or thai.may_cut(whole, end):
                return at
            at = whole.find(letters, at + 1)
        return -1

    @property
    def heard(self) -> str:
        """How title and body sound."""
        if self._heard is None:
            self._heard = thai.skeleton(self.letters)
        return self._heard

    @property
    def opening(self) -> str:
        """How the beginning sounds."""
        if self._opening is None:
            # Every other one at least is a letter.
            spaced = f"{self.title}{self.body}"[: 2 * OPENING]
            self._opening = thai.skeleton(spaced.replace(" ", "")[:OPENING])
        return self._opening


class Index(Protocol):
    """What the retrieval asks of an index."""

    @property
    def size(self) -> int: ...

    def learn(self, terms: Iterable[Phrase] = (), trigrams: Iterable[str] = ()) -> None:
        """The frequencies of these are about to be asked for: one that is far away gets them at once."""
        ...

    def frequency(self, term: Phrase) -> int:
        """About how many entries have a part, or two side by side."""
        ...

    def sound_frequency(self, trigram: str) -> int: ...

    def best(
        self, clauses: Sequence[Clause], most: int, filters: Filters | None = None
    ) -> list[tuple[Place, float]]:
        """The entries that have most of the clauses by BM25, the best first."""
        ...

    def best_by_sound(
        self, trigrams: Sequence[str], most: int, filters: Filters | None = None
    ) -> list[tuple[Place, float]]: ...

    def texts(self, places: Sequence[Place]) -> list[Text]: ...


class Fit(NamedTuple):
    """How an entry answers a question; all shares from 0 to 1."""

    bm25: float
    coverage: float
    #: What one passage has of the question, by where its words stand first.
    gathered: float
    pairs: float
    whole: float
    in_title: float
    letters: float
    early: float
    letters_early: float
    #: What the beginning of the text has of how the question sounds, also in words cut or spelt otherwise.
    opening: float = 0.0

    @property
    def score(self) -> float:
        return (
            WEIGHTS["bm25"] * self.bm25 * math.sqrt(max(self.coverage, 0.001))
            + WEIGHTS["coverage"] * self.coverage
            + WEIGHTS["gathered"] * self.gathered
            + WEIGHTS["pairs"] * self.pairs
            + WEIGHTS["whole"] * self.whole
            + WEIGHTS["in_title"] * self.in_title
            + WEIGHTS["letters"] * self.letters
            + WEIGHTS["early"] * self.early
            + WEIGHTS["letters_early"] * self.letters_early
            + WEIGHTS["opening"] * self.opening
        )

    @property
    def evidence(self) -> float:
        """How sure it is that this is what was asked for, spelt as it was."""
        return 1.0 if self.letters else (self.coverage + self.pairs) / 2


@dataclass
class Ranking:
    """The best entries for a question, the best first."""

    question: Question
    fits: list[tuple[Place, Fit]]
    #: Whether the entries only sound like the question.
    approximate: bool = False
    #: Whether this is the last word on their order.
    final: bool = False

    @property
    def places(self) -> list[Place]:
        return [place for place, _fit in self.fits]

    @cached_property
    def evidence(self) -> float:
        return max((fit.evidence for _place, fit in self.fits), default=0.0)


@dataclass
class Retrieval:
    """One question put to an index."""

    index: Index
    spelling: Spelling
    synonyms: Synonyms = NO_SYNONYMS
    filters: Filters | None = None

    def answer(self, text: str, *, exact: bool = False) -> Ranking:
        """The best entries for `text`, or for what was meant by it if that is answered better."""
        if exact:
            return self.ranked(ask(text, self.synonyms))
        ranking = self._best(text)
        return ranking if ranking.final else self._told_apart(ranking)

    def _best(self, text: str) -> Ranking:
        best = self._roughly(ask(text, self.synonyms))
        if whole := self._rejoined(text):
            other = self._roughly(ask(whole, self.synonyms))
            if other.evidence >= best.evidence:
                text, best = whole, other
        if not self._doubtful(best):
            return best
        if best.evidence < GOOD and (meant := thai.typed_in_thai(text, self._knows)):
            other = self._put_right(meant, self._roughly(ask(meant, self.synonyms)))
            if (not best.fits or other.evidence > best.evidence) and _makes_sense(other):
                return other
        return self._put_right(text, best)

    def _put_right(self, text: str, ranking: Ranking) -> Ranking:
        """A ranking, or that for what was meant by its text if it may be misspelt."""
        if not self._doubtful(ranking) or thai.is_mashed(text):
            return ranking
        return self._respelt(text, ranking)

    def _respelt(self, text: str, best: Ranking) -> Ranking:
        """The best entries for what sounds like `text` or is spelt nearly so, if these answer better than `best`."""
        alike = self._sounding(text) if len(re.findall("[ก-๎]", text)) <= LONGEST else {}
        same = self._nearest(text, list(alike)[:READ], same_sound=True)
        for other_text, better in ((same, 0.0), (self.spelling.corrected(text), CONVINCING)):
            if other_text:
                other = self._roughly(ask(other_text, self.synonyms))
                if other.evidence > best.evidence + better:
                    best = other
            if best.evidence >= GOOD:
                return best
        if not best.fits and spelt_right(thai.normalise(text)):
            # Nobody has written about it: what only sounds like it is no help.
            return best
        if nearest := self._nearest(text, list(alike)[:READ]):
            other = self._roughly(ask(nearest, self.synonyms))
            if other.evidence > best.evidence:
                return other
        return self._blended(best, alike)

    def _doubtful(self, ranking: Ranking) -> bool:
        if not ranking.fits:
            return True
        words = ranking.question.words
        if any(not frequency for frequency in frequencies_of(self.index, words)):
            return True
        return ranking.evidence < GOOD and (len(words) <= SENTENCE or any(map(_is_splinter, words)))

    def _knows(self, text: str) -> bool:
        """Whether every word of `text` stands somewhere."""
        words = thai.words(text)
        self.index.learn(term for word in words for term in _terms(word))
        return bool(words) and all(frequencies_of(self.index, words))

    def _rejoined(self, text: str) -> str | None:
        """`text` without the spaces inside of words; None if there are none.

        A space tears a word if the letters on both sides make up fewer words without it, and one of these
        that stands somewhere lies across it.
        """
        pieces = re.split(r"(?<=[ก-๎])(\s+)(?=[ก-๎])", thai.normalise(text))
        whole = pieces[0]
        for gap, piece in zip(pieces[1::2], pieces[2::2], strict=True):
            before = re.search("[ก-๎]+$", whole)
            after = re.match("[ก-๎]+", piece)
            torn = before and after and self._is_torn(before.group(), after.group())
            whole += piece if torn else gap + piece
        return whole if len(whole) < len("".join(pieces)) else None

    def _is_torn(self, before: str, after: str) -> bool:
        together = thai.words(before + after)
        if len(together) >= len(thai.words(before)) + len(thai.words(after)):
            return False
        end = 0
        for word in together:
            for part in word:
                start, end = end, end + len(part)
                if start < len(before) < end:
                    self.index.learn([(part,)])
                    return self.index.frequency((part,)) > 0
        return False

    # Ranking

    def ranked(self, question: Question) -> Ranking:
        """The best entries that have words of the question."""
        return self._told_apart(self._roughly(question))

    def _roughly(self, question: Question) -> Ranking:
        """The same, before the best of them are told apart."""
        words = question.words
        self.index.learn(_terms_of(question), question.trigrams)
        frequencies = frequencies_of(self.index, words)
        found = self.index.best(self._clauses(question, frequencies), CANDIDATES, self.filters)
        most = max((score for _place, score in found), default=0.0) or 1.0
        measure = Measure(question, rarities_of(self.index, words))
        texts = self.index.texts([place for place, _score in found])
        fits = [
            (place, measure.fit(score / most, text))
            for (place, score), text in zip(found, texts, strict=True)
        ]
        # Sorting is stable: among equals the candidates' order stands.
        return Ranking(question, sorted(fits, key=lambda ranked: -ranked[1].score))

    def _told_apart(self, ranking: Ranking) -> Ranking:
        """A ranking with the best ones in the order of how much their openings sound like the question, too."""
        sounds = self._sounds(ranking.question.trigrams)
        best = ranking.fits[:OPENED]
        texts = self.index.texts([place for place, _fit in best])
        opened = [
            (place, fit._replace(opening=_heard(sounds, text.opening)))
            for (place, fit), text in zip(best, texts, strict=True)
        ]
        opened.sort(key=lambda ranked: -ranked[1].score)
        return Ranking(ranking.question, [*opened, *ranking.fits[OPENED:]], final=True)

    def _sounds(self, grams: Sequence[str]) -> dict[str, float]:
        """For each trigram the share of all that it tells."""
        rarities = {gram: rarity(self.index.size, self.index.sound_frequency(gram)) for gram in grams}
        total = sum(rarities.values()) or 1.0
        return {gram: value / total for gram, value in rarities.items()}

    def deciding(self, words: Sequence[Phrase], frequencies: Sequence[int]) -> list[int]:
        """The words that choose the candidates: known ones that not nearly everything has, the rarest."""
        known = [at for at, frequency in enumerate(frequencies) if frequency]
        most = self.index.size if self.index.size < SMALL else COMMON * self.index.size
        rare = [at for at in known if frequencies[at] <= most] or known
        return sorted(sorted(rare, key=lambda at: frequencies[at])[:DECIDING])

    def _clauses(self, question: Question, frequencies: Sequence[int]) -> list[Clause]:
        words = question.words
        deciding = self.deciding(words, frequencies)
        weights: dict[Phrase, float] = {}
        for at in deciding:
            _add(weights, words[at], 1.0)
        for at, (one, other) in enumerate(pairwise(words)):
            if at in deciding or at + 1 in deciding:
                weights.setdefault((one[-1], other[0]), 1.0)
        for alternative in question.alternatives:
            for phrase in alternative.phrases:
                _add(weights, phrase, max(alternative.worth.values(), default=0.0))
        return [Clause(term, weight) for term, weight in weights.items() if self.index.frequency(term)]

    # What was meant

    def _sounding(self, text: str) -> dict[Place, float]:
        """The entries that sound most like `text`, the most alike first."""
        grams = thai.trigrams(text)
        self.index.learn(trigrams=grams)
        known = [gram for gram in grams if self.index.sound_frequency(gram)]
        chosen: list[str] = []
        total = 0
        for gram in sorted(known, key=self.index.sound_frequency):
            total += self.index.sound_frequency(gram)
            if len(chosen) >= FEWEST_TRIGRAMS and (
                total > 1.5 * self.index.size or len(chosen) >= MOST_TRIGRAMS
            ):
                break
            chosen.append(gram)
        return dict(self.index.best_by_sound(chosen, CANDIDATES, self.filters))

    def _nearest(self, text: str, places: Sequence[Place], *, same_sound: bool = False) -> str | None:
        """`text` with what none of the entries has replaced by the nearest that one of them has.

        With `same_sound` only by what is heard alike, letter for letter.
        """
        texts = self.index.texts(places)
        pieces = re.split(r"([ก-๎]+)", thai.normalise(text))
        changed = False
        for at in range(1, len(pieces), 2):
            letters = pieces[at]
            if not SHORTEST <= len(letters) - (not same_sound) < LONGEST or any(
                text.place_of(letters) >= 0 for text in texts
            ):
                continue
            nearest = _sounding_alike(letters, texts) if same_sound else _closest(letters, texts)
            if nearest and (not spelt_right(letters) or nearest.replace("์", "") == letters):
                pieces[at], changed = nearest, True
        return "".join(pieces) if changed else None

    def _blended(self, ranking: Ranking, alike: Mapping[Place, float]) -> Ranking:
        """The entries of a ranking that convinces little, together with those that sound like its question."""
        if not alike:
            return ranking
        ranking = self._told_apart(ranking)
        sounds = self._sounds(ranking.question.trigrams)
        most = max(alike.values()) or 1.0
        fits = dict(ranking.fits)
        places = list(dict.fromkeys([*list(fits)[:HEARD], *list(alike)[:HEARD]]))
        scored = []
        for place, text in zip(places, self.index.texts(places), strict=True):
            share = _heard(sounds, text.heard)
            sound = 0.6 * share + 0.4 * alike.get(place, 0.0) / most
            if place not in fits and share < ALIKE:
                continue
            fit = fits.get(place, NOTHING)
            scored.append((fit.score * ranking.evidence + sound * (1.6 - ranking.evidence) * 0.8, place, fit))
        scored.sort(key=lambda row: -row[0])
        found = [(place, fit) for _score, place, fit in scored]
        return Ranking(ranking.question, found, approximate=not ranking.fits, final=True)


def _heard(sounds: Mapping[str, float], heard: str) -> float:
    """What of some sounds stands in what is heard of a text."""
    return sum([share for gram, share in sounds.items() if gram in heard])


NOTHING = Fit(0, 0, 0, 0, 0, 0, 0, 0, 0)


def frequencies_of(index: Index, words: Sequence[Phrase]) -> list[int]:
    """About how many entries have each word."""
    return [min(index.frequency(term) for term in _terms(word)) for word in words]


def rarities_of(index: Index, words: Sequence[Phrase]) -> list[float]:
    """How much each word tells."""
    return [
        rarity(index.size, frequency) * _weight(word, frequency)
        for word, frequency in zip(words, frequencies_of(index, words), strict=True)
    ]


def _weight(word: Phrase, frequency: int) -> float:
    if len(word) == 1 == len(word[0]):
        return FRAGMENT
    # A word that is spelt right and stands nowhere: ยังไง. Nobody can answer that.
    return 1.0 if frequency or "".join(word) not in thai.dictionary() else UNANSWERED


def shares(index: Index, question: Question) -> tuple[list[Group], float]:
    """For each word the phrases that stand for it, with the share of the question that an entry then has;
    and the share that all words have together that stand anywhere."""
    groups: list[list[tuple[Phrase, float]]] = [[(word, 1.0)] for word in question.words]
    for alternative in question.alternatives:
        for at, worth in alternative.worth.items():
            groups[at] += [(phrase, worth) for phrase in alternative.phrases]
    rarities = rarities_of(index, question.words)
    total = sum(rarities) or 1.0
    known = 0.0
    weighed: list[Group] = []
    for group, value in zip(groups, rarities, strict=True):
        phrases = [phrase for phrase, _worth in group]
        if any(frequencies_of(index, phrases)):
            known += value / total
        weighed.append([(phrase, worth * value / total) for phrase, worth in group])
    return weighed, known


def rarity(size: int, frequency: int) -> float:
    """How much a word tells that so many of the entries have."""
    return math.log(1 + (max(size - frequency, 0) + 0.5) / (frequency + 0.5))


class Measure:
    """Measures how texts answer a question."""

    def __init__(self, question: Question, rarities: Sequence[float]) -> None:
        words = question.words
        self.total = sum(rarities) or 1.0
        others: list[list[tuple[Sought, float]]] = [[] for _word in words]
        for alternative in question.alternatives:
            for phrase in alternative.phrases:
                for at, worth in alternative.worth.items():
                    others[at].append((_sought(phrase), worth))
        self.words = [
            (_sought(word), value, alternatives)
            for word, value, alternatives in zip(words, rarities, others, strict=True)
        ]
        values = [min(one, other) for one, other in pairwise(rarities)]
        self.pairs = [
            (_sought(one + other), value) for (one, other), value in zip(pairwise(words), values, strict=True)
        ]
        self.all_pairs = sum(values)
        self.terms = [(_sought(term), numbers) for term, numbers in question.terms]
        self.whole = _sought(tuple(part for word in words for part in word))
        self.letters = self.whole.spaced.replace(" ", "")

    def _alone(self, text: Text) -> frozenset[int]:
        """The words that don't stand there beside those with which they have a meaning."""
        return frozenset(
            number
            for term, numbers in self.terms
            if term.spaced not in text.title and text.find(term) < 0
            for number in numbers
        )

    def fit(self, bm25: float, text: Text) -> Fit:
        covered = early = titled = 0.0
        found = [0.0] * len(self.words)
        places: list[tuple[int, float]] = []
        # Fifty texts for each question, twenty words for each text: what is asked often is at hand.
        title, body, places_of = text.title, text.body, text.places(len(self.words))
        is_titled = len(title) > len("  ")
        alone = self._alone(text) if self.terms else frozenset()
        for number, (word, value, others) in enumerate(self.words):
            spaced, parts = word
            in_title = is_titled and spaced in title
            if in_title:
                at = 0
                titled += value * (ALONE if number in alone else 1)
            elif places_of is None:
                at = body.find(spaced)
            elif len(parts) == 1:
                at = places_of.get(parts[0], -1)
            else:
                at = text.find(word)
            if at >= 0 and number not in alone:
                found[number] = 1.0
                covered += value
                early += value / (1 + at / HALFWAY)
                if not in_title:
                    places.append((at, value))
                continue
            worth = 0.0
            if others:
                worth, stands = _best_other(others, text)
                if worth:
                    early += worth * value / (1 + max(stands, 0) / HALFWAY)
                    titled += worth * value * (stands == IN_TITLE)
            if at >= 0:
                worth = max(worth, ALONE)
            elif worth < ATTACHED and spaced in text.attached:
                worth = ATTACHED
            if worth:
                found[number] = worth
                covered += worth * value
        coverage = covered / self.total
        pairs = coverage
        if self.all_pairs:
            beside = 0.0
            for number, ((pair, parts), value) in enumerate(self.pairs):
                one, other = found[number], found[number + 1]
                if one == other == 1.0:
                    # Looked for only where it can be: texts are long.
                    first = places_of.get(parts[0], len(body)) if places_of else 0
                    if body.find(pair, first) >= 0 or (is_titled and pair in title):
                        beside += value
                elif one and other:
                    # Of other words for the same nobody can say how they would stand.
                    beside += value * min(one, other)
            pairs = beside / self.all_pairs
        whole = text.find(self.whole) if min(found, default=0.0) == 1.0 else -1
        in_title = is_titled and self.whole.spaced in title
        if whole < 0 and in_title:
            whole = 0
        at = whole
        if at < 0 and coverage >= PLAUSIBLE and len(self.letters) >= SHORTEST:
            # The same letters cut into other words.
            at = text.place_of(self.letters)
        return Fit(
            bm25=bm25,
            coverage=coverage,
            gathered=(covered - _scattered(places)) / self.total,
            pairs=pairs,
            whole=float(whole >= 0),
            in_title=(titled / self.total + float(in_title)) / 2,
            letters=float(at >= 0),
            early=early / self.total,
            letters_early=1 / (1 + at / HALFWAY) if at >= 0 else 0.0,
        )


def _best_other(others: Sequence[tuple[Sought, float]], text: Text) -> tuple[float, int]:
    """What the best of other words for a word is worth in a text, and where it stands there."""
    best = (0.0, IN_TITLE)
    for other, worth in others:
        if worth > best[0]:
            at = IN_TITLE if other.spaced in text.title else text.find(other)
            if at == IN_TITLE or at >= 0:
                best = (worth, at)
    return best


def _scattered(places: list[tuple[int, float]]) -> float:
    """What of the values lies outside the passage that has most of them."""
    if len(places) < 2:
        return 0.0
    places.sort()
    all_of_them = within = most = 0.0
    first = 0
    for at, value in places:
        all_of_them += value
        within += value
        while places[first][0] < at - PASSAGE:
            within -= places[first][1]
            first += 1
        most = max(most, within)
    return all_of_them - most


def _makes_sense(ranking: Ranking) -> bool:
    """Whether its question can have been meant by keys that were pressed on the other keyboard.

    Most English words make letters that stand for nothing; some make Thai words by chance.
    """
    words = ranking.question.words
    if not ranking.fits:
        return spelt_right(thai.normalise(ranking.question.text))
    if ranking.approximate:
        return False
    return ranking.evidence >= GOOD or (ranking.evidence > LIKELY and not any(map(_is_splinter, words)))


def _is_splinter(word: Phrase) -> bool:
    """Whether a word is what remained of letters that no dictionary has."""
    letters = "".join(word)
    return letters[0] >= "ก" and letters not in thai.dictionary()


def _sounding_alike(letters: str, texts: Sequence[Text]) -> str | None:
    """What one of the texts has that sounds like `letters`, spelt most like them."""
    sound = thai.skeleton(letters)
    found = [text for text in texts if sound in text.heard]
    nearest = _closest(letters, found)
    return nearest if nearest and thai.skeleton(nearest) == sound else None


def _closest(letters: str, texts: Sequence[Text]) -> str | None:
    """The words of the texts nearest to `letters`; None if they are too far."""
    sound = thai.skeleton(letters)
    best: tuple[float, str] | None = None
    for text in texts:
        place = fuzz.partial_ratio_alignment(letters, text.letters, score_cutoff=70)
        if not place:
            continue
        near = _around(text, place.dest_start, place.dest_end) or [
            text.letters[place.dest_start : place.dest_end]
        ]
        for candidate in near:
            far = OSA.distance(letters, candidate) + 0.35 * (thai.skeleton(candidate) != sound)
            if best is None or far < best[0]:
                best = (far, candidate)
    return best[1] if best and best[0] <= max(FEWEST_EDITS, EDITS * len(letters)) else None


def _around(text: Text, first: int, last: int) -> list[str]:
    """Words in a row that begin and end within three letters of two places in the text without spaces."""
    starts: list[int] = []
    ends: list[int] = []
    place = 0
    parts = f"{text.title}{text.body}".split()
    flat = "".join(parts)
    for part in parts:
        if abs(place - first) <= 3:
            starts.append(place)
        place += len(part)
        if abs(place - last) <= 3:
            ends.append(place)
        if place > last + 3:
            break
    return [flat[start:end] for start in starts for end in ends if start < end]


def _add(weights: dict[Phrase, float], phrase: Phrase, worth: float) -> None:
    """A phrase of many parts counts as much as a word of one."""
    terms = _terms(phrase)
    for term in terms:
        weights[term] = max(weights.get(term, 0.0), worth / len(terms))


def _terms(phrase: Phrase) -> list[Phrase]:
    """What of a phrase an index knows: the part, or the parts two by two."""
    return [phrase] if len(phrase) == 1 else list(pairwise(phrase))


def _terms_of(question: Question) -> Iterator[Phrase]:
    """All whose frequencies matter for an answer."""
    for phrase in question.phrases():
        yield from _terms(phrase)
    for one, other in pairwise(question.words):
        yield (one[-1], other[0])


def _sought(phrase: Phrase) -> Sought:
    return Sought(f" {' '.join(phrase)} ", phrase)
