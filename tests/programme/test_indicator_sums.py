"""A number and the list behind it, for all numbers there can be."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from content.years import ACADEMIC, FISCAL, Period, read
from programme.cockpit import charts
from programme.indicators import sums
from programme.indicators.history import Point
from programme.indicators.sums import Line, Measured

counts = st.integers(0, 30_000)
days = st.dates(date(2000, 1, 1), date(2040, 1, 1))
kinds = st.sampled_from([ACADEMIC, FISCAL])


@st.composite
def parts(draw):
    whole = draw(counts)
    return draw(st.integers(0, whole)), whole


@given(st.lists(parts()))
def test_a_number_is_the_sum_of_its_list(rows):
    measured = Measured(tuple(Line("ก", value, whole) for value, whole in rows))
    assert (measured.value, measured.whole or 0) == (sum(v for v, _w in rows), sum(w for _v, w in rows))
    assert sums.total(measured.lines) == (measured.value, measured.whole)


def test_what_is_unknown_is_no_zero():
    unknown = Measured(unknown="ยังไม่มีตัวเลข")
    assert (unknown.value, unknown.whole, unknown.percent) == (None, None, None)
    assert sums.is_reached(None, None, 0, in_percent=False) is None
    assert Measured().value == 0


@given(parts())
def test_a_per_cent_never_says_all_where_one_is_missing(part):
    value, whole = part
    found = sums.percent(value, whole)
    if whole == 0:
        assert found is None
    else:
        assert (found == 100) == (value == whole)
        assert Decimal(100) * value / whole - found < Decimal("0.1")


@given(parts(), st.integers(0, 100))
def test_what_is_missing_reaches_the_target_exactly(part, target):
    value, whole = part
    missing = sums.missing(value, whole, target, in_percent=True)
    if whole:
        assert sums.is_reached(value + missing, whole, target, in_percent=True)
        if missing:
            assert not sums.is_reached(value + missing - 1, whole, target, in_percent=True)


@given(parts())
def test_no_count_of_one_to_four_people_can_be_read_or_subtracted(part):
    value, whole = part
    shown = sums.for_public(value, whole, people=True)
    if shown.value is not None and not shown.at_least:
        assert shown.value == 0 or shown.value >= sums.FEWEST
        assert shown.whole is None or not 0 < shown.whole - shown.value < sums.FEWEST
    if shown.at_least:
        # The same is said for one and for four left over.
        assert {sums.for_public(whole - left, whole, people=True) for left in range(1, 5)} == {shown}
    assert sums.for_public(value, whole, people=False) == sums.Shown(value, whole)


@given(days, kinds)
def test_every_day_lies_in_its_period_and_can_be_named(day, kind):
    period = Period.of(day, kind)
    assert period.first <= day <= period.last
    assert (period.before.last - period.first).days == -1
    assert read(period.key) == period
    assert not period.is_over(day)
    assert period.before.is_over(day)


def test_the_days_of_the_domain_description():
    known = {date(2026, 11, 22): ("a2569", "f2570"), date(2026, 10, 15): ("a2569", "f2570")}
    known |= {date(2027, 4, 10): ("a2569", "f2570"), date(2027, 5, 16): ("a2570", "f2570")}
    found = {day: (Period.of(day).key, Period.of(day, FISCAL).key) for day in known}
    assert found == known


@given(st.lists(st.one_of(st.none(), counts), min_size=2, max_size=14), st.one_of(st.none(), counts))
def test_a_course_stays_in_its_field_and_leaves_gaps(values, target):
    points = [Point(date(2026, 1, n + 1), value, None, False) for n, value in enumerate(values)]
    trend = charts.trend(points, target)
    known = [value for value in values if value is not None]
    if len(known) < 2:
        assert trend is None
        return
    assert len(trend.dots) == len(known)
    assert all(0 <= x <= trend.width and 0 <= y <= trend.height for x, y in trend.dots)
    begins = sum(value is not None and (n == 0 or values[n - 1] is None) for n, value in enumerate(values))
    assert trend.path.count("M") == begins
