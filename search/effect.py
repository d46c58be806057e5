"""What other synonyms would change: the judged queries and the terms themselves, before and after."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from search.engine import Query
from search.metrics import DEPTH, ndcg
from search.models import Judgement
from search.pages import find, key_of
from search.synonyms import Synonyms, in_force

#: Judged queries that are measured; more would keep the editor waiting.
MOST_QUERIES = 100
#: Terms of the set that are tried out.
MOST_TERMS = 12
#: Changed lists that are shown.
MOST_SHOWN = 20


@dataclass(frozen=True)
class Judged:
    """A query with the grades of the pages that somebody judged."""

    query: str
    grades: dict[str, int]

    @property
    def is_measurable(self) -> bool:
        """Without a page that fits there is nothing to find."""
        return any(self.grades.values())


@dataclass(frozen=True)
class Listed:
    """A result in a list, and where it stood before; None if it was not there."""

    key: str
    title: str
    before: int | None
    after: int | None
    grade: int | None = None

    @property
    def moved(self) -> str:
        if self.before is None:
            return "new"
        if self.after is None:
            return "gone"
        return "up" if self.after < self.before else "down" if self.after > self.before else "same"


@dataclass(frozen=True)
class Ranking:
    """The first results of a query, and how many there are at all."""

    keys: tuple[str, ...]
    titles: dict[str, str]
    count: int


@dataclass(frozen=True)
class Compared:
    """One query's results before and after. Without judgements there are no scores."""

    query: str
    before: Ranking
    after: Ranking
    grades: dict[str, int]

    @property
    def is_changed(self) -> bool:
        return self.before.keys != self.after.keys or self.before.count != self.after.count

    @property
    def score_before(self) -> float | None:
        return _score(self.before, self.grades)

    @property
    def score_after(self) -> float | None:
        return _score(self.after, self.grades)

    def listed(self) -> list[Listed]:
        """The new list in its order, then what fell out of it."""
        titles = {**self.before.titles, **self.after.titles}
        was = {key: place for place, key in enumerate(self.before.keys, 1)}
        now = {key: place for place, key in enumerate(self.after.keys, 1)}
        return [
            Listed(key, titles[key], was.get(key), now.get(key), self.grades.get(key))
            for key in dict.fromkeys([*self.after.keys, *self.before.keys])
        ]


@dataclass(frozen=True)
class Effect:
    judged: Sequence[Compared]
    terms: Sequence[Compared]

    @cached_property
    def before(self) -> float | None:
        """Mean nDCG@10 over the judged queries; None if none can be measured."""
        return _mean([one.score_before for one in self.judged])

    @cached_property
    def after(self) -> float | None:
        return _mean([one.score_after for one in self.judged])

    @property
    def changed(self) -> list[Compared]:
        """The lists that change, those that lose most first."""
        changed = [one for one in [*self.judged, *self.terms] if one.is_changed]
        return sorted(changed, key=lambda one: (one.score_after or 0) - (one.score_before or 0))

    @property
    def shown(self) -> list[Compared]:
        return self.changed[:MOST_SHOWN]


def effect(candidate: Synonyms, terms: Iterable[str] = ()) -> Effect:
    """What `candidate` in the place of the synonyms in force would do."""
    now = in_force()
    judged = [one for one in judgements() if one.is_measurable][:MOST_QUERIES]
    known = {one.query for one in judged}
    wanted = [term for term in dict.fromkeys(terms) if term not in known][:MOST_TERMS]
    return Effect(
        [_compared(one.query, one.grades, now, candidate) for one in judged],
        [_compared(term, {}, now, candidate) for term in wanted],
    )


def judgements() -> list[Judged]:
    """All judged queries in the order of their letters; of pages that anybody may read only."""
    found: dict[str, Judged] = {}
    for row in Judgement.objects.filter(page__live=True).order_by("key", "pk"):
        found.setdefault(row.key, Judged(row.query, {})).grades[key_of(row.page_id)] = row.grade
    return list(found.values())


def score(judged: Judged) -> float | None:
    """nDCG@10 of what the search finds now."""
    return _score(ranking(judged.query), judged.grades)


def ranking(text: str, synonyms: Synonyms | None = None) -> Ranking:
    found = find(Query(text, synonyms=synonyms))
    hits = found[:DEPTH]
    return Ranking(tuple(hit.key for hit in hits), {hit.key: hit.title for hit in hits}, len(found))


def _compared(text: str, grades: dict[str, int], before: Synonyms, after: Synonyms) -> Compared:
    return Compared(text, ranking(text, before), ranking(text, after), grades)


def _score(ranked: Ranking, grades: dict[str, int]) -> float | None:
    return ndcg(ranked.keys, grades) if any(grades.values()) else None


def _mean(scores: Sequence[float | None]) -> float | None:
    known = [score for score in scores if score is not None]
    return sum(known) / len(known) if known else None
