from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks.counting import Rule, Tie, Verdict, judge, last_day, months_later, number, verdict

DAY = date(2026, 11, 22)
GOOD = Tie(
    key=1,
    partner=1,
    starts_on=date(2025, 5, 16),
    verified_on=date(2025, 5, 1),
    last_activity=date(2026, 8, 12),
)
RULE = Rule()

days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
maybe = st.none() | days
ties = st.lists(
    st.builds(
        Tie,
        key=st.integers(1, 40),
        partner=st.integers(1, 5),
        starts_on=days,
        ends_on=maybe,
        dormant=st.booleans(),
        verified_on=maybe,
        closed_on=maybe,
        last_activity=maybe,
    ),
    max_size=12,
    unique_by=lambda tie: tie.key,
)
rules = st.builds(Rule, verified=st.booleans(), activity_months=st.integers(0, 36))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, Verdict.COUNTS),
        ({"starts_on": DAY}, Verdict.COUNTS),
        ({"starts_on": DAY + timedelta(1)}, Verdict.NOT_BEGUN),
        ({"ends_on": DAY}, Verdict.COUNTS),
        ({"ends_on": DAY - timedelta(1)}, Verdict.ENDED),
        ({"dormant": True}, Verdict.DORMANT),
        ({"closed_on": DAY}, Verdict.CLOSED),
        ({"closed_on": DAY + timedelta(1)}, Verdict.COUNTS),
        ({"verified_on": None}, Verdict.UNVERIFIED),
        ({"verified_on": DAY + timedelta(1)}, Verdict.UNVERIFIED),
        ({"last_activity": None}, Verdict.NEVER_ACTIVE),
        ({"last_activity": date(2025, 11, 22)}, Verdict.COUNTS),
        ({"last_activity": date(2025, 11, 21)}, Verdict.INACTIVE),
    ],
)
def test_each_condition_has_its_verdict(change, expected):
    assert verdict(replace(GOOD, **change), RULE, DAY) is expected


def test_a_rule_may_ask_for_less():
    idle = replace(GOOD, verified_on=None, last_activity=None)
    assert verdict(idle, Rule(verified=False, activity_months=0), DAY) is Verdict.COUNTS


def test_a_partner_counts_once_by_what_lasts_longest():
    short = replace(GOOD, key=2, ends_on=DAY + timedelta(3))
    assert [row.verdict for row in judge([short, GOOD], RULE, DAY)] == [Verdict.ALREADY, Verdict.COUNTS]


def test_tells_what_is_about_to_end():
    soon = replace(GOOD, ends_on=DAY + timedelta(90))
    later = replace(GOOD, key=2, partner=2, ends_on=DAY + timedelta(91))
    assert [row.expires_soon(DAY) for row in judge([soon, later], RULE, DAY)] == [True, False]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
    ],
)
def test_a_month_ends_on_its_last_day(day, months, expected):
    assert months_later(day, months) == expected


@given(ties, rules, days)
def test_no_partner_counts_twice_and_nothing_is_lost(rows, rule, on):
    judged = judge(rows, rule, on)
    assert [row.tie for row in judged] == rows
    counted = [row.tie.partner for row in judged if row.counts]
    assert len(counted) == len(set(counted)) == number(judged)


@given(ties, days)
def test_asking_for_more_never_counts_more(rows, on):
    strict, lax = Rule(activity_months=6), Rule(verified=False, activity_months=0)
    assert number(judge(rows, strict, on)) <= number(judge(rows, RULE, on)) <= number(judge(rows, lax, on))


@given(ties, rules, days)
def test_what_counts_does_so_until_its_last_day_and_not_on_the_next(rows, rule, on):
    for row in judge(rows, rule, on):
        if row.counts and (until := last_day(row.tie, rule)) is not None:
            assert until >= on
            assert verdict(row.tie, rule, until) is Verdict.COUNTS
            assert verdict(row.tie, rule, until + timedelta(1)) is not Verdict.COUNTS
