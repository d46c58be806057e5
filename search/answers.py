"""What a visitor gets of a question: all results, what they can be narrowed by, what is like them.

The same for every index that says which entries have what.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Protocol

from search import thai
from search.documents import hit_of
from search.engine import FACETS, Hit, Order, Query, Suggestion
from search.retrieval import Clause, Filters, Group, Index, Place, Ranking, Retrieval, rarity, shares
from search.spelling import Spelling
from search.synonyms import Phrase, in_force

#: Results that are counted and can be paged through.
MOST = 10_000

#: A result has at least this share of what the best one has of the question,
LEAST_SHARE = 0.4
#: and this share of those words of the question that anything has.
LEAST = 0.15

#: Parts of a text that say what it is about, and letters of it that are read for them.
TELLING = 25
READ = 4_000

#: What is like an entry has this share of what the entry itself has of its telling terms.
LIKE = 0.12

#: A title is like what was typed if it has this share of its trigrams.
LIKE_TITLE = 0.6


@dataclass(frozen=True)
class Wanted:
    """Which entries are results, and in what order."""

    filters: Filters
    order: Order
    #: For each word of the question the phrases that stand for it; None if any entry will do.
    groups: Sequence[Group] | None = None
    #: The share of the question that an entry has at least.
    least: float = 0.0
    #: Those that stand first, the best first; by relevance only.
    best: Sequence[Place] = ()
    #: Whether there are no others.
    only_best: bool = False


class Selection(Protocol):
    """The entries that are wanted."""

    def __len__(self) -> int: ...

    def counts(self, names: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        """For each facet how many have each value, with all filters but that facet's own."""
        ...

    def records(self, part: slice) -> list[bytes]: ...


class AnsweringIndex(Index, Protocol):
    """An index that can do all that visitors see."""

    def select(self, wanted: Wanted) -> Selection: ...

    def records(self, places: Sequence[Place]) -> list[bytes]: ...

    def key(self, place: Place) -> str: ...

    def place_of(self, key: str) -> Place | None: ...

    def begun(self, before: Sequence[Phrase], letters: str, most: int) -> list[Place]:
        """Entries whose titles have the words `before` and one that begins with `letters`."""
        ...

    def titled_alike(self, trigrams: Sequence[str], most: int) -> list[tuple[Place, float]]:
        """Entries whose titles sound like the trigrams, with the number of these that they have."""
        ...


class IndexResults:
    """What was found. The best are ranked at once; what else there is is counted when it is asked for."""

    degraded = False

    def __init__(self, index: AnsweringIndex, spelling: Spelling, query: Query) -> None:
        self.index = index
        self.query = query
        self.filters = {name: values for name, values in query.filters.items() if values}
        self.ranking: Ranking | None = None
        self.corrected: str | None = None
        if query.text.strip():
            synonyms = in_force() if query.synonyms is None else query.synonyms
            retrieval = Retrieval(index, spelling, synonyms)
            self.ranking = retrieval.answer(query.text, exact=query.exact)
            meant = self.ranking.question.text
            self.corrected = meant if meant != query.text else None
            if self.filters and self.ranking.fits and not self.ranking.approximate:
                narrowed = Retrieval(index, spelling, synonyms, self.filters)
                self.ranking = narrowed.ranked(self.ranking.question)

    def __repr__(self) -> str:
        # What was asked for stands in no log.
        return f"<{type(self).__name__} of {self.index.size} entries>"

    @property
    def approximate(self) -> bool:
        return self.ranking is not None and self.ranking.approximate

    @property
    def phrases(self) -> Sequence[Phrase]:
        return self.ranking.question.phrases() if self.ranking else ()

    @cached_property
    def selection(self) -> Selection:
        return self.index.select(self._wanted())

    def _wanted(self) -> Wanted:
        order = self.query.order
        if self.ranking is None:
            return Wanted(self.filters, "newest" if order == "relevance" else order)
        best = self.ranking.places
        if self.approximate:
            return Wanted(self.filters, order, best=best, only_best=True)
        groups, known = shares(self.index, self.ranking.question)
        return Wanted(self.filters, order, groups, LEAST * known, best)

    @cached_property
    def facets(self) -> Mapping[str, Mapping[str, int]]:
        return self.selection.counts(FACETS)

    def best(self, limit: int) -> list[str]:
        """The keys of the best, without counting the rest."""
        return [self.index.key(place) for place in self.ranking.places[:limit]] if self.ranking else []

    def __len__(self) -> int:
        return len(self.selection)

    def __getitem__(self, part: slice) -> list[Hit]:
        return [hit_of(record) for record in self.selection.records(part)]


def similar(index: AnsweringIndex, key: str, limit: int, kinds: frozenset[str]) -> list[Hit]:
    """What is most like an entry, of some kinds or of any; never itself."""
    place = index.place_of(key)
    if place is None:
        return []
    telling = _telling(index, place)
    itself = max((score for _place, score in index.best(telling, 1)), default=0.0)
    found = index.best(telling, limit + 1, {"kind": kinds})
    others = [other for other, score in found if other != place and score >= LIKE * itself][:limit]
    return [hit_of(record) for record in index.records(others)]


def _telling(index: AnsweringIndex, place: Place) -> list[Clause]:
    """The terms that tell most of an entry: what it says often and others seldom."""
    (text,) = index.texts([place])
    parts = f"{text.title} {text.body[:READ]}".split()
    counted: dict[Phrase, int] = {}
    for term in [*((part,) for part in parts if len(part) > 1), *pairwise(parts)]:
        counted[term] = counted.get(term, 0) + 1
    index.learn(counted)
    worth = {
        term: count * rarity(index.size, frequency)
        for term, count in counted.items()
        if (frequency := index.frequency(term)) > 1
    }
    best = sorted(worth, key=lambda term: (-worth[term], term))[:TELLING]
    most = max((worth[term] for term in best), default=1.0)
    return [Clause(term, worth[term] / most) for term in best]


def suggested(index: AnsweringIndex, text: str, limit: int) -> list[Suggestion]:
    """Titles that somebody who has typed so much may mean, the likeliest first."""
    typed = thai.normalise(text)
    letters = (re.search(r"[a-z0-9]+$", typed.replace("-", "")) or [""])[0] or thai.unfinished(typed)
    before = thai.words(typed.removesuffix(letters))
    places = index.begun(before, letters, 4 * limit) if letters else []
    if not places:
        grams = thai.trigrams(text)
        alike = index.titled_alike(grams, limit)
        places = [place for place, score in alike if score >= max(LIKE_TITLE * len(grams), 2)]
    hits = [hit_of(record) for record in index.records(places)]
    hits.sort(key=lambda hit: (not thai.normalise(hit.title).startswith(typed), len(hit.title), hit.title))
    titles = {hit.title: Suggestion(hit.title, hit.kind, hit.url) for hit in reversed(hits)}
    return [titles[title] for title in dict.fromkeys(hit.title for hit in hits)][:limit]
