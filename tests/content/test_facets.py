from hypothesis import given
from hypothesis import strategies as st

from content.facets import cover_facets, gem_facets, wheel_facets


@given(st.integers(min_value=1))
def test_a_page_always_has_the_same_cover(seed):
    assert cover_facets(seed) == cover_facets(str(seed))


def test_two_pages_have_different_covers():
    assert cover_facets(1) != cover_facets(2)


@given(st.integers(min_value=1))
def test_facets_stay_light_enough_for_their_colour_to_show(seed):
    assert all(0 <= float(facet.opacity or 0) <= 0.3 for facet in cover_facets(seed))


@given(st.sets(st.sampled_from("VCAREN")))
def test_the_stone_lights_the_facets_of_its_stages(stages):
    assert {facet.letter for facet in gem_facets(stages) if facet.lit} == stages


def test_the_wheel_begins_at_the_top_and_goes_clockwise():
    sides = wheel_facets()
    assert sides[0].x == 0
    assert sides[0].y < 0
    assert sides[1].x > 0
