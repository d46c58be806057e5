"""How long schools keep a practice: the estimate of Kaplan and Meier.

A school that stopped ends its time; one that still uses it, or of which nobody knows, is only known to
have used it until it was last heard of. Not knowing is never counted as keeping on.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Step:
    """A day on which schools stopped: how many were still followed, and the share that goes on beyond it."""

    days: int
    at_risk: int
    stopped: int
    share: Fraction

    @property
    def percent(self) -> int:
        return round(self.share * 100)


@dataclass(frozen=True)
class Curve:
    schools: int
    stopped: int
    steps: tuple[Step, ...]
    #: The days on which somebody was heard of for the last time without having stopped.
    censored: tuple[int, ...]
    longest: int

    def share_at(self, days: int) -> Fraction | None:
        """The share of schools still at it after so many days; None beyond the last that is known."""
        if days > self.longest:
            return None
        share = Fraction(1)
        for step in self.steps:
            if step.days > days:
                break
            share = step.share
        return share

    def at_risk(self, days: int) -> int:
        """How many schools were followed for at least so long."""
        return sum(step.stopped for step in self.steps if step.days >= days) + sum(
            last >= days for last in self.censored
        )

    def median_days(self) -> int | None:
        """After how many days half of them have stopped; None if that was not reached."""
        return next((step.days for step in self.steps if step.share <= Fraction(1, 2)), None)


def kaplan_meier(spells: Iterable[tuple[int, bool]]) -> Curve:
    """`spells`: the days each school is known to have used it, and whether it stopped then.

    Who was last heard of on the day of a stop counts as still followed on that day.
    Raises ValueError for fewer than 0 days.
    """
    rows = list(spells)
    if any(days < 0 for days, _stopped in rows):
        raise ValueError("A school cannot use a practice for fewer than 0 days")
    stops = Counter(days for days, stopped in rows if stopped)
    steps, share = [], Fraction(1)
    for days in sorted(stops):
        at_risk = sum(lasted >= days for lasted, _stopped in rows)
        share *= 1 - Fraction(stops[days], at_risk)
        steps.append(Step(days, at_risk, stops[days], share))
    return Curve(
        schools=len(rows),
        stopped=sum(stops.values()),
        steps=tuple(steps),
        censored=tuple(sorted(days for days, stopped in rows if not stopped)),
        longest=max((days for days, _stopped in rows), default=0),
    )
