"""Which partnerships count as partner networks on a day, and why the others don't.

Plain functions over facts: `networks.ledger` reads the facts from the database.
"""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from vcare.targets import OFFICE_MINIMUM, SCHOOL_MINIMUM

#: A partnership that ends within these days is announced.
EXPIRING_DAYS = 90


@dataclass(frozen=True)
class Rule:
    """What a partnership needs in order to count, and how many are asked for."""

    school_minimum: int = SCHOOL_MINIMUM
    office_minimum: int = OFFICE_MINIMUM
    #: Whether the office must have verified the partner.
    verified: bool = True
    #: An activity or a review has to lie within so many months; 0 asks for none.
    activity_months: int = 12
    #: Whether a network of model schools counts; however many a school is in, they count once.
    model_networks: bool = True


@dataclass(frozen=True)
class Tie:
    """One partnership as far as counting goes. `last_activity` lies on or before the day counted.

    A school's place in a network of model schools is one, too: then `model` is set, and neither partner nor
    activity is asked for.
    """

    key: int
    partner: int
    starts_on: date
    ends_on: date | None = None
    #: Its state says that nothing is done together any more, without a last day.
    dormant: bool = False
    #: Since when the partner is verified; None if it is not, or if its profile is hidden.
    verified_on: date | None = None
    closed_on: date | None = None
    #: Whether the office had suspended the partner on the day counted.
    suspended: bool = False
    last_activity: date | None = None
    model: bool = False
    #: The number of the commitment that sets its last day, and whether that was called off.
    commitment: str = ""
    called_off: bool = False


class Verdict(StrEnum):
    """What becomes of a partnership in the count. Only the first counts."""

    COUNTS = "counts"
    ALREADY = "already counted"
    NOT_BEGUN = "not begun"
    ENDED = "ended"
    DORMANT = "dormant"
    CLOSED = "partner closed"
    SUSPENDED = "partner suspended"
    UNVERIFIED = "partner not verified"
    NEVER_ACTIVE = "never active"
    INACTIVE = "no recent activity"
    MODEL_LEFT_OUT = "model networks do not count"
    MODEL_ONCE = "another model network counts"


@dataclass(frozen=True)
class Judged:
    tie: Tie
    verdict: Verdict
    #: The last day on which it counts if nothing more happens; None without an end.
    until: date | None = None

    @property
    def counts(self) -> bool:
        return self.verdict is Verdict.COUNTS

    def expires_soon(self, on: date) -> bool:
        return self.counts and self.until is not None and self.until <= on + timedelta(days=EXPIRING_DAYS)


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def verdict(tie: Tie, rule: Rule, on: date) -> Verdict:
    """How a partnership stands by itself, without minding others with the same partner."""
    if tie.starts_on > on:
        return Verdict.NOT_BEGUN
    if tie.ends_on is not None and tie.ends_on < on:
        return Verdict.ENDED
    if tie.dormant:
        return Verdict.DORMANT
    if tie.closed_on is not None and tie.closed_on <= on:
        return Verdict.CLOSED
    if tie.model:
        return Verdict.COUNTS if rule.model_networks else Verdict.MODEL_LEFT_OUT
    if tie.suspended:
        return Verdict.SUSPENDED
    if rule.verified and (tie.verified_on is None or tie.verified_on > on):
        return Verdict.UNVERIFIED
    if rule.activity_months:
        if tie.last_activity is None:
            return Verdict.NEVER_ACTIVE
        if months_later(tie.last_activity, rule.activity_months) < on:
            return Verdict.INACTIVE
    return Verdict.COUNTS


def last_day(tie: Tie, rule: Rule) -> date | None:
    """The last day on which a partnership that counts will count; None without an end."""
    ends = [tie.ends_on]
    if tie.closed_on is not None:
        ends.append(tie.closed_on - timedelta(days=1))
    if not tie.model and rule.activity_months and tie.last_activity is not None:
        ends.append(months_later(tie.last_activity, rule.activity_months))
    return min((day for day in ends if day is not None), default=None)


def judge(ties: Iterable[Tie], rule: Rule, on: date) -> list[Judged]:
    """Every partnership of one school or office with its verdict; each partner counts once.

    Of several with one partner, and of several networks of model schools, the one counts that lasts longest.
    The order of `ties` is kept.
    """
    rows = list(ties)
    verdicts = {tie.key: verdict(tie, rule, on) for tie in rows}
    best: dict[int | None, Tie] = {}
    for tie in rows:
        if verdicts[tie.key] is Verdict.COUNTS:
            other = best.get(_counts_as(tie))
            if other is None or _lasts(tie, rule) > _lasts(other, rule):
                best[_counts_as(tie)] = tie
    judged = []
    for tie in rows:
        result = verdicts[tie.key]
        if result is Verdict.COUNTS and best[_counts_as(tie)] is not tie:
            result = Verdict.MODEL_ONCE if tie.model else Verdict.ALREADY
        until = last_day(tie, rule) if result is Verdict.COUNTS else None
        judged.append(Judged(tie, result, until))
    return judged


def _counts_as(tie: Tie) -> int | None:
    """All networks of model schools count as one."""
    return None if tie.model else tie.partner


def _lasts(tie: Tie, rule: Rule) -> tuple[date, int]:
    return last_day(tie, rule) or date.max, -abs(tie.key)


def number(judged: Iterable[Judged]) -> int:
    """How many partner networks that makes."""
    return sum(1 for row in judged if row.counts)
