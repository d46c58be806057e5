from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from networks.matching import POINTS, Supply, Why, Wish, fit, ranked

WISH = Wish("accident", "help", "school", frozenset({"2202"}), frozenset({7}), lacks_networks=True)
SUPPLY = Supply(
    key=1,
    partner=1,
    hazards=frozenset({"accident"}),
    care_steps=frozenset({"help"}),
    places=frozenset({"school"}),
    districts=frozenset({"2202", "2204"}),
    home=frozenset({"2202"}),
    capacity=10,
    left=5,
)

few = st.frozensets(st.sampled_from(["a", "b", "c"]), max_size=3)
supplies = st.lists(
    st.builds(
        Supply,
        key=st.integers(1, 99),
        partner=st.integers(1, 5),
        hazards=few,
        care_steps=few,
        places=few,
        districts=few,
        home=few,
        capacity=st.integers(1, 9),
        left=st.integers(0, 9),
        kept=st.integers(0, 2),
    ),
    max_size=8,
    unique_by=lambda supply: supply.key,
)
wishes = st.builds(
    Wish,
    hazard=st.sampled_from("abc"),
    care_step=st.sampled_from(["", "a", "b"]),
    place=st.sampled_from("abc"),
    districts=few,
    partners=st.frozensets(st.integers(1, 5)),
    lacks_networks=st.booleans(),
)


def test_every_reason_is_told():
    assert fit(WISH, SUPPLY).reasons == (Why.GAP, Why.CARE_STEP, Why.NEAR, Why.PLACE, Why.ROOM)
    assert set(POINTS) == set(Why)


def test_a_partner_that_counts_already_fills_no_gap():
    assert Why.GAP not in fit(WISH, replace(SUPPLY, partner=7)).reasons
    assert Why.GAP not in fit(replace(WISH, lacks_networks=False), SUPPLY).reasons


def test_little_room_is_said():
    assert fit(WISH, replace(SUPPLY, left=2)).reasons[-1] is Why.LITTLE_ROOM


def test_what_is_full_elsewhere_or_about_something_else_is_no_candidate():
    for change in ({"left": 0}, {"districts": frozenset({"2204"})}, {"hazards": frozenset({"rights"})}):
        assert fit(WISH, replace(SUPPLY, **change)) is None


@given(wishes, supplies)
def test_the_best_comes_first_and_only_what_answers(wish, rows):
    found = ranked(wish, rows)
    assert [one.points for one in found] == sorted((one.points for one in found), reverse=True)
    assert {one.supply.key for one in found} == {row.key for row in rows if fit(wish, row)}


@given(wishes, supplies)
def test_the_order_does_not_depend_on_the_order_asked(wish, rows):
    assert ranked(wish, rows) == ranked(wish, reversed(rows))
