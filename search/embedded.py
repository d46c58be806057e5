"""The engine inside the portal: an index in a folder, and the retrieval that all engines share.

The index is a copy of what the database says is public: `search.outbox` brings it up to date after each
commit, and it can be thrown away at any time.
"""

import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from uuid import UUID

from content.search_record import SearchRecord
from search import thai
from search.documents import document_of, hit_of
from search.engine import FACETS, Health, Hit, Query, Suggestion
from search.index import FolderIndex, Snapshot
from search.question import Question
from search.retrieval import Clause, Place, Ranking, Retrieval, rarity, shares
from search.spelling import Spelling
from search.synonyms import Phrase, in_force

logger = logging.getLogger(__name__)

#: Results that are counted and can be paged through.
MOST = 10_000

#: A result has at least this share of what the best one has of the question,
LEAST_SHARE = 0.4
#: and this share of those words of the question that anything has.
LEAST = 0.15

#: The words of bigger collections are looked through again only after this share of the entries has changed.
SMALL_COLLECTION = 3_000
STALE = 0.02

#: Parts of a text that say what it is about, and letters of it that are read for them.
TELLING = 25
READ = 4_000

#: A title is like what was typed if it has this share of its trigrams.
LIKE_TITLE = 0.6


class EmbeddedEngine:
    """Search with tantivy, in this process."""

    name = "tantivy"

    def __init__(self, index: FolderIndex) -> None:
        self.index = index
        self._spelling: tuple[Snapshot, Spelling] | None = None

    # Writing

    def write(self, records: Iterable[SearchRecord], gone: Iterable[str] = ()) -> None:
        with self.index.writing() as writing:
            writing.remove(gone)
            for record in records:
                writing.remove([record.key])
                if record.reach == "public":
                    writing.add([document_of(record)])

    def replace(self, records: Iterable[SearchRecord], token: UUID | None = None) -> int:
        count = 0
        self.index.label("")
        with self.index.writing() as writing:
            writing.clear()
            for record in records:
                if record.reach == "public":
                    writing.add([document_of(record)])
                    count += 1
        self.index.label(str(token or ""))
        return count

    def made_from(self) -> UUID | None:
        label = self.index.read_label()
        return UUID(label) if label else None

    # Reading

    def search(self, query: Query) -> "EmbeddedResults":
        return EmbeddedResults(self.index.snapshot(), self.spelling, query)

    @property
    def spelling(self) -> Spelling:
        """The words of the texts; of a big collection as they were not long ago."""
        snapshot = self.index.snapshot()
        if self._spelling is not None:
            known, spelling = self._spelling
            changed = abs(snapshot.size - known.size)
            if known is snapshot or (snapshot.size > SMALL_COLLECTION and changed < STALE * known.size):
                return spelling
        spelling = Spelling(snapshot)
        self._spelling = (snapshot, spelling)
        return spelling

    def similar(self, key: str, limit: int, kinds: frozenset[str] = frozenset()) -> list[Hit]:
        snapshot = self.index.snapshot()
        place = snapshot.place_of(key)
        if place is None:
            return []
        found = snapshot.best(_telling(snapshot, place), limit + 1, {"kind": kinds})
        return [hit_of(snapshot.record(other)) for other, _score in found if other != place][:limit]

    def suggest(self, text: str, limit: int) -> list[Suggestion]:
        snapshot = self.index.snapshot()
        typed = thai.normalise(text)
        letters = (re.search(r"[a-z0-9]+$", typed) or [""])[0] or thai.unfinished(typed)
        before = thai.words(typed.removesuffix(letters))
        places = snapshot.begun(before, letters, 8 * limit) if letters else []
        if not places:
            grams = thai.trigrams(text)
            alike = snapshot.titled_alike(grams, limit)
            places = [place for place, score in alike if score >= max(LIKE_TITLE * len(grams), 2)]
        hits = [hit_of(snapshot.record(place)) for place in places]
        hits.sort(
            key=lambda hit: (not thai.normalise(hit.title).startswith(typed), len(hit.title), hit.title)
        )
        titles = {hit.title: Suggestion(hit.title, hit.kind, hit.url) for hit in reversed(hits)}
        return [titles[title] for title in dict.fromkeys(hit.title for hit in hits)][:limit]

    def keys(self) -> set[str]:
        return self.index.snapshot().keys()

    def keys_with(self, facet: str, values: Iterable[str]) -> set[str]:
        return self.index.snapshot().with_facet(facet, values)

    def health(self) -> Health:
        try:
            return Health(True, self.name, self.index.snapshot().size)
        except (OSError, ValueError) as error:
            return Health(False, self.name, 0, type(error).__name__)


def _telling(snapshot: Snapshot, place: Place) -> list[Clause]:
    """The terms that tell most of an entry: what it says often and others seldom."""
    (text,) = snapshot.texts([place])
    parts = f"{text.title} {text.body[:READ]}".split()
    counted: dict[Phrase, int] = {}
    for term in [*((part,) for part in parts if len(part) > 1), *pairwise(parts)]:
        counted[term] = counted.get(term, 0) + 1
    worth = {
        term: count * rarity(snapshot.size, frequency)
        for term, count in counted.items()
        if (frequency := snapshot.frequency(term)) > 1
    }
    best = sorted(worth, key=lambda term: (-worth[term], term))[:TELLING]
    most = max((worth[term] for term in best), default=1.0)
    return [Clause(term, worth[term] / most) for term in best]


class EmbeddedResults:
    """What was found. The best are ranked at once; what else there is is counted when it is asked for."""

    def __init__(self, snapshot: Snapshot, spelling: Spelling, query: Query) -> None:
        self.snapshot = snapshot
        self.query = query
        self.filters = {name: values for name, values in query.filters.items() if values}
        self.ranking: Ranking | None = None
        self.corrected: str | None = None
        if query.text.strip():
            synonyms = in_force() if query.synonyms is None else query.synonyms
            retrieval = Retrieval(snapshot, spelling, synonyms)
            self.ranking = retrieval.answer(query.text, exact=query.exact)
            meant = self.ranking.question.text
            self.corrected = meant if meant != query.text else None
            if self.filters and self.ranking.fits and not self.ranking.approximate:
                narrowed = Retrieval(snapshot, spelling, synonyms, self.filters)
                self.ranking = narrowed.ranked(self.ranking.question)

    def __repr__(self) -> str:
        # What was asked for stands in no log.
        return f"<{type(self).__name__} of {self.snapshot.size} entries>"

    @property
    def approximate(self) -> bool:
        return self.ranking is not None and self.ranking.approximate

    @property
    def phrases(self) -> Sequence[Phrase]:
        return self.ranking.question.phrases() if self.ranking else ()

    @cached_property
    def scored(self) -> dict[Place, float]:
        """What is found before any filter, with its share of the question."""
        if self.ranking is None:
            return dict.fromkeys(self.snapshot.all(MOST), 1.0)
        if self.approximate:
            return dict.fromkeys(self.ranking.places, 1.0)
        return covering(self.snapshot, self.ranking.question)

    @cached_property
    def places(self) -> list[Place]:
        """All results, in order."""
        chosen = list(self.scored)
        if self.filters:
            passing = self.snapshot.passing(chosen, self.filters)
            chosen = [place for place in chosen if place in passing]
        if self.ranking is None or self.query.order != "relevance":
            return self._by_day(chosen)
        best = dict.fromkeys(place for place in self.ranking.places if place in self.scored)
        if self.filters:
            best = {place: None for place in best if place in passing}
        return [*best, *(place for place in self._by_share(chosen) if place not in best)]

    def _by_day(self, places: Sequence[Place]) -> list[Place]:
        days = self.snapshot.numbers("day", places)
        numbers = self.snapshot.numbers("number", places)
        oldest_first = self.query.order == "oldest"
        rows = sorted(zip(days, numbers, places, strict=True), reverse=not oldest_first)
        # What has no date comes last of the newest and first of the oldest.
        return [place for _day, _number, place in rows]

    def _by_share(self, places: Sequence[Place]) -> list[Place]:
        numbers = self.snapshot.numbers("number", places)
        rows = sorted(zip(places, numbers, strict=True), key=lambda row: (-self.scored[row[0]], -row[1]))
        return [place for place, _number in rows]

    @cached_property
    def facets(self) -> Mapping[str, Mapping[str, int]]:
        return self.snapshot.counts(list(self.scored), self.filters, FACETS)

    def best(self, limit: int) -> list[str]:
        """The keys of the best, without counting the rest."""
        return [self.snapshot.key(place) for place in self.ranking.places[:limit]] if self.ranking else []

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, part: slice) -> list[Hit]:
        return [hit_of(self.snapshot.record(place)) for place in self.places[part]]


def covering(snapshot: Snapshot, question: Question) -> dict[Place, float]:
    """The entries that have enough of the question, with the share that they have, the greatest first."""
    groups, known = shares(snapshot, question)
    found = snapshot.covering(groups, MOST)
    if not found:
        return {}
    least = max(LEAST * known, LEAST_SHARE * found[0][1])
    return {place: share for place, share in found if share >= least}
