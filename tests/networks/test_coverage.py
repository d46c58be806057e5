import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks.coverage import coverage

networks = st.dictionaries(st.integers(), st.integers(min_value=0, max_value=9))


@given(networks, st.integers(min_value=1, max_value=8))
def test_a_higher_minimum_never_raises_coverage(by_school, minimum):
    assert coverage(by_school, minimum + 1).reached <= coverage(by_school, minimum).reached


@given(networks)
def test_every_school_is_counted_once(by_school):
    counted = coverage(by_school)
    assert sum(counted.by_count) + counted.reached == counted.schools == len(by_school)


def test_without_schools_nothing_is_covered():
    assert coverage({}).percent == 0


def test_refuses_a_minimum_that_counts_nothing():
    with pytest.raises(ValueError, match="below 1"):
        coverage({}, minimum=0)
