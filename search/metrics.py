"""How good a ranking is: one query's ranked ids against what is known to answer it."""

import math
from collections.abc import Collection, Hashable, Mapping, Sequence

#: Results that count.
DEPTH = 10


def reciprocal_rank(ranked: Sequence[Hashable], relevant: Collection[Hashable], depth: int = DEPTH) -> float:
    """1 divided by the place of the first relevant id among the first `depth`; 0 if there is none."""
    return next((1 / place for place, key in enumerate(ranked[:depth], 1) if key in relevant), 0.0)


def recall(ranked: Sequence[Hashable], relevant: Collection[Hashable], depth: int = DEPTH) -> float:
    """The share of the relevant ids, or of as many as there are places, that stand among the first `depth`.

    Raises ValueError if nothing is relevant.
    """
    if not relevant:
        raise ValueError("nothing is relevant")
    return len(set(relevant) & set(ranked[:depth])) / min(len(set(relevant)), depth)


def ndcg(ranked: Sequence[Hashable], grades: Mapping[Hashable, int], depth: int = DEPTH) -> float:
    """Normalised discounted cumulative gain: 1 if the best graded stand first, in order.

    A grade counts 2^grade - 1, so that grades of 0 and 1 give the binary measure. An id that stands twice counts
    once, at its first place. Raises ValueError if no grade is above 0.
    """
    ideal = _gain(sorted(grades.values(), reverse=True)[:depth])
    if not ideal:
        raise ValueError("nothing is relevant")
    places = dict.fromkeys(ranked)
    return _gain([grades.get(key, 0) for key in places][:depth]) / ideal


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, 1))
