"""Measures of a ranking: known values, and what holds for all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.metrics import DEPTH, ndcg, recall, reciprocal_rank

rankings = st.lists(st.integers(0, 30), unique=True, max_size=25)
relevant = st.sets(st.integers(0, 30), min_size=1)
grades = st.dictionaries(st.integers(0, 30), st.integers(0, 3), min_size=1).filter(
    lambda grades: any(grades.values())
)


def test_known_values():
    assert reciprocal_rank("abc", {"b"}) == 0.5
    assert recall("abc", {"b", "x"}) == 0.5
    assert ndcg("abc", {"a": 1, "c": 1}) == pytest.approx((1 + 0.5) / (1 + 0.6309297536))
    assert ndcg("ba", {"a": 3, "b": 1}) == pytest.approx((1 + 7 * 0.6309297536) / (7 + 0.6309297536))


def test_what_stands_too_low_counts_nothing():
    ranked = [*range(1, DEPTH + 1), 0]
    assert reciprocal_rank(ranked, {0}) == recall(ranked, {0}) == ndcg(ranked, {0: 3}) == 0


@pytest.mark.parametrize(
    "measure", [lambda: recall("a", set()), lambda: ndcg("a", {"a": 0}), lambda: ndcg("a", {})]
)
def test_without_anything_relevant_there_is_no_measure(measure):
    with pytest.raises(ValueError, match="nothing is relevant"):
        measure()


@given(rankings, relevant)
def test_all_are_shares(ranked, relevant):
    binary = dict.fromkeys(relevant, 1)
    for value in (reciprocal_rank(ranked, relevant), recall(ranked, relevant), ndcg(ranked, binary)):
        assert 0 <= value <= 1 + 1e-9


@given(grades)
def test_the_ideal_order_is_perfect(grades):
    best = sorted(grades, key=grades.get, reverse=True)
    assert ndcg(best, grades) == pytest.approx(1)


@given(rankings, grades, st.data())
def test_a_better_page_moved_up_never_lowers_it(ranked, grades, data):
    if len(ranked) < 2:
        return
    place = data.draw(st.integers(0, len(ranked) - 2))
    if grades.get(ranked[place], 0) > grades.get(ranked[place + 1], 0):
        return
    swapped = [*ranked]
    swapped[place], swapped[place + 1] = swapped[place + 1], swapped[place]
    assert ndcg(swapped, grades) >= ndcg(ranked, grades) - 1e-9


@given(rankings, relevant, st.integers(0, 30))
def test_a_longer_ranking_is_never_worse(ranked, relevant, more):
    assert recall([*ranked, more], relevant) >= recall(ranked, relevant)
    assert reciprocal_rank([*ranked, more], relevant) >= reciprocal_rank(ranked, relevant)


@given(rankings, st.integers(0, 30))
def test_what_stands_twice_counts_once(ranked, key):
    assert ndcg([key, key, *ranked], {key: 3, 31: 1}) <= 1
