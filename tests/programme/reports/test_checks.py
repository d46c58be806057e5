"""What is wrong with numbers, what wants an explanation, what must not be shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.reports import checks, hiding
from programme.reports.checks import Why
from tests.factories import REPORTED as RIGHT


def found(**changed):
    return [(remark.key, remark.why) for remark in checks.errors(RIGHT | changed)]


def test_finds_nothing_in_numbers_that_fit():
    assert found() == []
    assert checks.missing(RIGHT, ["early", "primary"]) == []


@pytest.mark.parametrize(
    ("changed", "key", "why"),
    [
        ({"staff_operating": 13}, "staff_operating", Why.TOO_MANY),
        ({"visited_phone": 16}, "visited_phone", Why.TOO_MANY),
        ({"normal": 99}, "problem", Why.NOT_THE_SUM),
        ({"boys": 60, "girls": 61}, "girls", Why.NOT_THE_SUM),
        ({"ongoing": 9}, "ongoing", Why.TOO_MANY),
        ({"referred_outside": 2}, "referred_health", Why.NOT_THE_SUM),
        ({"referred_outside": 2, "referred_police": 3}, "referred_police", Why.NOT_THE_SUM),
        ({"grants": 2}, "grants_baht", Why.MONEY),
        ({"grants_baht": 500}, "grants", Why.MONEY),
    ],
)
def test_says_beside_which_field_something_is_wrong(changed, key, why):
    assert found(**changed) == [(key, why)]


def test_leaves_unfinished_groups_alone():
    assert checks.errors({"screened": 120, "normal": 100}) == []
    assert checks.errors({"boys": 3, "enrolled_primary": 90}) == []


def test_a_level_that_is_not_taught_is_not_missing():
    assert checks.missing(RIGHT, ["primary", "lower-secondary"]) == ["enrolled_secondary"]
    assert "enrolled_secondary" in checks.missing(RIGHT, [])


@pytest.mark.parametrize(
    ("now", "before", "large"),
    [(130, 100, True), (129, 100, False), (4, 0, False), (5, 0, True), (0, 9, True)],
)
def test_a_jump_is_large_in_people_and_in_share(now, before, large):
    assert checks.is_jump(now, before) is large


@given(st.integers(0, 9999), st.integers(0, 9999), st.integers(0, 500))
def test_a_larger_change_is_never_less_of_a_jump(before, change, more):
    assert checks.is_jump(before + change + more, before) >= checks.is_jump(before + change, before)


def test_asks_about_the_register_last_term_and_networks():
    remarks = checks.doubts(RIGHT | {"helped": 25}, before={"screened": 80}, register=127, networks=(2, 3))
    assert [(remark.key, remark.why) for remark in remarks] == [
        ("enrolled_primary", Why.REGISTER),
        ("helped", Why.MORE_HELPED),
        ("screened", Why.JUMP),
        ("networks", Why.FEW_NETWORKS),
    ]
    assert checks.doubts(RIGHT, before=RIGHT, register=121, networks=(3, 3)) == []


def test_hides_small_numbers_and_what_gives_them_away():
    values = {"screened": 120, "normal": 100, "risk": 16, "problem": 4, "staff": 2}
    assert hiding.hidden(values) == {"problem", "risk"}
    assert hiding.hidden({"helped": 40, "improved": 30, "ongoing": 7}) == {"ongoing"}
    assert hiding.hidden({"grants": 3, "grants_baht": 900}) == {"grants", "grants_baht"}
    assert hiding.hidden({"helped": 0}) == set()
    # The results page tells how many left and did not come back: one of the two would give the other away.
    assert hiding.hidden({"dropped_out": 50, "brought_back": 2}) == {"dropped_out", "brought_back"}
    assert hiding.hidden({"dropped_out": 50, "brought_back": 47}) == {"dropped_out", "brought_back"}
    assert hiding.hidden({"dropped_out": 50, "brought_back": 0}) == set()


COUNT = st.integers(0, 40)


@given(st.lists(COUNT, min_size=4, max_size=4))
def test_hidden_groups_cannot_be_worked_out_from_their_whole(counts):
    parts = dict(zip(("normal", "risk", "problem", "gifted"), counts, strict=True))
    values = parts | {"screened": sum(counts)}
    gone = hiding.hidden(values)
    assert all(key in gone for key, value in values.items() if hiding.is_small(key, value))
    left = [value for key, value in parts.items() if key in gone]
    if "screened" not in gone and left and sum(left):
        others = len(left) < len([value for value in counts if value])
        # Several are hidden, and together they are no small number, as long as there is anything else to hide.
        assert (len(left) > 1 and sum(left) >= 5) or not others
