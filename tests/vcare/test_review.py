"""Steps, deadlines and the rubric, without a database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vcare.review import (
    BANDS,
    COMPONENTS,
    FULL_MARKS,
    LEVELS,
    STEPS,
    Marks,
    Outcome,
    Verdict,
    band,
    differ_widely,
    due_on,
    final_points,
    outcome,
    points,
    reminder_due,
)

levels = st.fixed_dictionaries({part.key: st.sampled_from(LEVELS) for part in COMPONENTS})
marks = st.builds(Marks, levels=levels, verdict=st.sampled_from(Verdict))
days = st.dates(date(2026, 1, 1), date(2030, 12, 31))


def level(number, **others):
    return {part.key: number for part in COMPONENTS} | others


def test_the_form_has_ninety_points():
    assert (len(COMPONENTS), FULL_MARKS) == (8, 90)


@pytest.mark.parametrize(("number", "expected"), [(3, 100.0), (2, 66.7), (1, 33.3)])
def test_points_are_out_of_a_hundred(number, expected):
    assert points(level(number)) == expected


def test_weights_count():
    assert points(level(1, process=3)) == round(100 * (30 + 18) / 90, 1)


@pytest.mark.parametrize("wrong", [0, 4])
def test_unknown_levels_are_refused(wrong):
    with pytest.raises(ValueError, match="no such level"):
        points(level(2, process=wrong))


def test_each_component_is_needed():
    with pytest.raises(KeyError):
        points({"process": 3})


@given(levels, st.sampled_from([part.key for part in COMPONENTS]))
def test_a_higher_level_never_costs_points(given_levels, key):
    assert points({**given_levels, key: 3}) >= points(given_levels)


@pytest.mark.parametrize(
    ("score", "key"),
    [(100, "excellent"), (90, "excellent"), (89.9, "very-good"), (70, "good"), (69.9, "fair"), (0, "below")],
)
def test_bands_begin_where_they_say(score, key):
    assert band(score) is BANDS[key]


@given(marks, marks)
def test_it_does_not_matter_who_was_first(first, second):
    assert differ_widely(first, second) == differ_widely(second, first)
    assert outcome([first, second]) == outcome([second, first])
    assert final_points([first, second]) == final_points([second, first])


@given(marks)
def test_one_mind_needs_no_third(one):
    assert not differ_widely(one, one)


@pytest.mark.parametrize(
    ("second", "verdict", "third"),
    [
        (level(2), Verdict.PASSES, False),
        (level(2), Verdict.RETURN, True),
        # One component apart by two levels is a taste, two are a quarrel.
        (level(2, objectives=3), Verdict.PASSES, False),
        # Nine times one level of 90 points is ten out of a hundred, with the eight of the results nineteen.
        (level(2, process=3), Verdict.PASSES, False),
        (level(2, process=3, results=3), Verdict.PASSES, True),
    ],
)
def test_when_two_differ_widely(second, verdict, third):
    first = Marks(level(2), Verdict.PASSES)
    assert differ_widely(first, Marks(second, verdict)) is third


def test_opposite_views_of_two_components_need_a_third():
    first = Marks(level(2, success=1, objectives=3), Verdict.PASSES)
    second = Marks(level(2, success=3, objectives=1), Verdict.PASSES)
    assert abs(first.points - second.points) < 15
    assert differ_widely(first, second)


@given(st.lists(marks, max_size=1))
def test_one_review_decides_nothing(rows):
    assert outcome(rows) is Outcome.WAIT


@given(marks, marks, marks)
def test_three_always_decide(first, second, third):
    assert outcome([first, second, third]) in {Outcome.PASSES, Outcome.RETURN}


@given(st.lists(marks, min_size=2, max_size=3))
def test_final_points_lie_between_the_reviewers(rows):
    scores = [row.points for row in rows]
    assert min(scores) <= final_points(rows) <= max(scores)


def test_of_three_the_two_that_agree_count():
    rows = [Marks(level(number), Verdict.PASSES) for number in (1, 3, 3)]
    assert final_points(rows) == 100.0


@pytest.mark.parametrize(
    ("step", "begun", "expected"),
    [
        ("certify", date(2026, 11, 30), date(2026, 12, 7)),
        ("privacy", date(2026, 11, 30), date(2026, 12, 3)),  # Monday to Thursday
        ("privacy", date(2026, 12, 4), date(2026, 12, 9)),  # Friday to Wednesday
        ("privacy", date(2026, 12, 5), date(2026, 12, 9)),  # Saturday
        ("expert", date(2026, 11, 30), date(2026, 12, 10)),
        ("publish", date(2026, 11, 30), date(2026, 12, 2)),
    ],
)
def test_when_a_step_is_due(step, begun, expected):
    assert due_on(step, begun) == expected


@given(st.sampled_from(STEPS.keys()), days)
def test_who_begins_later_is_never_due_earlier(step, begun):
    assert due_on(step, begun) > begun
    assert due_on(step, begun + timedelta(days=1)) >= due_on(step, begun)


@given(days, st.integers(-5, 30))
def test_reminders_come_when_time_is_up_and_every_third_day(due, late):
    assert reminder_due(due, due + timedelta(days=late)) == (late >= 0 and late % 3 == 0)
