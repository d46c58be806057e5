from hypothesis import given
from hypothesis import strategies as st

from vcare.hazards import HAZARDS
from vcare.helpers import HELPERS
from vcare.needs import CHEAP, NEARLY_FREE, NEEDS, needs
from vcare.partners import PARTNER_TYPES
from vcare.schools import DISTRICTS, SCHOOL_SIZES, district_line

costs = st.none() | st.integers(0, 100_000)
sizes = st.lists(st.sampled_from(SCHOOL_SIZES.keys()), unique=True)
terms = st.sampled_from(["1", "2", "all"])


@given(costs, sizes, terms)
def test_needs_are_known_and_in_order(cost, sizes, term):
    found = needs(cost, sizes, term)
    assert found == sorted(found, key=NEEDS.position)


@given(st.integers(0, 100_000), sizes, terms)
def test_what_hardly_costs_anything_is_cheap_too(cost, sizes, term):
    found = needs(cost, sizes, term)
    assert ("no-money" in found) == (cost <= NEARLY_FREE)
    assert ("little-money" in found) == (cost <= CHEAP)


def test_an_unknown_cost_is_not_taken_for_none():
    assert needs(None, [], "all") == []


def test_every_hazard_has_helpers_of_known_types():
    assert list(HELPERS) == HAZARDS.keys()
    assert all(key in PARTNER_TYPES for keys in HELPERS.values() for key in keys)


def test_a_single_district_is_named_in_both_languages():
    assert district_line(["2202"]) == "อำเภอขลุง"
    assert district_line(["2202"], "en") == "Khlung district"


def test_several_districts_or_none_are_no_place():
    assert district_line([]) == ""
    assert district_line(DISTRICTS.keys()) == ""
    assert district_line(["9999"]) == ""
