"""Means, S.D. and how they are read, at their edges."""

from decimal import Decimal
from fractions import Fraction
from statistics import stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcare.satisfaction import LOWEST, hundredth, reading, share, summary

marks = st.lists(st.integers(1, 5), min_size=1, max_size=400)


@pytest.mark.parametrize(
    ("mean", "mark"),
    [
        ("5.00", 5),
        ("4.51", 5),
        ("4.505", 5),
        ("4.5049", 4),
        ("4.50", 4),
        ("3.51", 4),
        ("3.50", 3),
        ("2.51", 3),
        ("2.50", 2),
        ("1.51", 2),
        ("1.50", 1),
        ("1.00", 1),
    ],
)
def test_how_a_mean_is_read(mean, mark):
    assert reading(Decimal(mean)) == mark


@pytest.mark.parametrize("mean", ["0.99", "5.01", "0"])
def test_what_is_no_mean_is_not_read(mean):
    with pytest.raises(ValueError, match="no mean"):
        reading(Decimal(mean))


@given(st.decimals("1", "5", places=3))
def test_every_mean_has_one_reading_and_a_higher_mean_never_a_lower_one(mean):
    mark = reading(mean)
    assert LOWEST[mark] <= hundredth(mean)
    assert mark == 5 or hundredth(mean) < LOWEST[mark + 1]
    assert reading(min(mean + Decimal("0.01"), Decimal(5))) >= mark


@given(marks)
def test_numbers_of_marks(given_marks):
    found = summary(given_marks)
    exact = Fraction(sum(given_marks), len(given_marks))
    # Half a hundredth, and the half itself goes up.
    assert Fraction(-1, 200) < Fraction(found.mean) - exact <= Fraction(1, 200)
    assert sum(found.counts) == found.n == len(given_marks)
    assert min(given_marks) <= found.mean <= max(given_marks)
    if found.n > 1:
        assert abs(float(found.sd) - stdev(given_marks)) < 0.00501
        assert (found.sd == 0) == (len(set(given_marks)) == 1) or found.sd < Decimal("0.11")
    else:
        assert found.sd is None


def test_no_marks_and_unknown_marks():
    assert summary([]) is None
    with pytest.raises(ValueError, match="No marks"):
        summary([5, 6])


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [(1, 3, "33.33"), (2, 3, "66.67"), (3, 3, "100.00"), (4, 3, None), (0, 0, None)],
)
def test_shares(part, whole, percent):
    assert share(part, whole) == (percent and Decimal(percent))
