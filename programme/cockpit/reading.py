"""Everything the cockpit shows of a period, read once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from content.years import Period
from organisations.models import Organisation
from programme.cockpit import attention, charts, explaining, spread
from programme.indicators import freezing, history, measuring
from programme.indicators.freezing import statements_of
from programme.indicators.history import Point
from programme.indicators.measuring import Facts, Reading
from programme.models import Statement

#: Schools that need help shown on the cockpit itself; the others are one tap away.
SHOWN = 8


@dataclass(frozen=True)
class Dial:
    """One indicator as the cockpit shows it."""

    reading: Reading
    course: list[Point]

    def masked(self, schools: int | None = None) -> Dial:
        reading = self.reading.masked(schools)
        # Months in which reports came in one after the other would tell of single schools.
        months = [] if self.reading.definition.method in measuring.REPORTED else self.course[:-1]
        if reading.definition.unit == "people":
            months = [point.masked() for point in months]
        now = replace(self.course[-1], value=reading.value, whole=reading.whole, at_least=reading.at_least)
        return Dial(reading, [*months, now])

    @property
    def bar(self) -> charts.Bar | None:
        return charts.bar(self.reading)

    @property
    def trend(self) -> charts.Trend | None:
        return charts.trend(self.course, self.reading.target)

    @property
    def sentence(self) -> str:
        return explaining.sentence(self.reading, self.course)


class Cockpit:
    """How an office stands in a period, as of today or the period's last day."""

    def __init__(self, office: Organisation, period: Period, today: date, *, masked: bool = False) -> None:
        """`masked`: for people outside the office, without counts of one to four people."""
        self.office, self.period, self.today, self.masked = office, period, today, masked
        self.facts = Facts(office, period, today, public=masked)

    @property
    def on(self) -> date:
        return self.facts.on

    @property
    def is_running(self) -> bool:
        return not self.period.is_over(self.today)

    @cached_property
    def statements(self) -> list[Statement]:
        """Of the period, the first one first."""
        return list(statements_of(self.office, self.period).order_by("number"))

    @cached_property
    def dials(self) -> list[Dial]:
        found = (
            measuring.stated(self.statements[-1]) if self.statements else measuring.measure_all(self.facts)
        )
        courses = history.courses(self.office, found, self.on)
        dials = [Dial(reading, courses[reading.key]) for reading in found]
        if not self.masked:
            return dials
        schools = freezing.lines_of(self.statements[-1]) if self.statements else {}
        return [dial.masked(schools.get(dial.reading.key)) for dial in dials]

    @property
    def targets(self) -> list[Dial]:
        return [dial for dial in self.dials if dial.reading.target is not None]

    @property
    def watched(self) -> list[Dial]:
        """Those without a target."""
        return [dial for dial in self.dials if dial.reading.target is None]

    def _targets_that_are(self, reached: bool | None) -> int:
        return sum(dial.reading.reached is reached for dial in self.targets)

    @property
    def reached(self) -> int:
        return self._targets_that_are(True)

    @property
    def below(self) -> int:
        return self._targets_that_are(False)

    @property
    def unknown(self) -> int:
        return self._targets_that_are(None)

    @property
    def stone(self) -> list[charts.Facet]:
        return charts.stone([dial.reading for dial in self.targets])

    @cached_property
    def schools(self) -> list[attention.Row]:
        """Schools that need help, all of them; only while the period runs."""
        return attention.rows(self.facts) if self.is_running else []

    def schools_shown(self) -> list[attention.Row]:
        return attention.with_nudges(self.schools[:SHOWN])

    def reasons(self) -> list[tuple[str, object, int]]:
        return attention.counts(self.schools)

    @cached_property
    def spread(self) -> spread.Spread:
        return spread.of_period(self.office, self.period, self.on)

    @cached_property
    def meetings(self) -> spread.Meetings:
        return spread.meetings(self.office, self.period, self.on)
