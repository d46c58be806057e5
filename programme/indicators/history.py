"""How an indicator went over time: values kept at the end of each month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from content.years import Period
from organisations.models import Organisation
from programme.indicators import sums
from programme.indicators.measuring import REPORTED, Facts, Reading, measure_all
from programme.models import EnteredFigure, Indicator, MeasuredValue

#: Months that a course shows.
MONTHS = 13


def last_month(today: date) -> date:
    """The last day of the month that has just ended."""
    return today.replace(day=1) - timedelta(days=1)


def months_before(today: date, number: int) -> list[date]:
    """The last days of so many months that are over, the newest last."""
    days = []
    day = last_month(today)
    for _month in range(number):
        days.append(day)
        day = last_month(day)
    return days[::-1]


def keep(office: Organisation, on: date) -> int:
    """Keep what every indicator was on a day, where nothing is kept yet; how many that were."""
    known = set(
        MeasuredValue.objects.filter(indicator__office=office, on=on).values_list("indicator", flat=True)
    )
    rows = Indicator.objects.of_office(office)
    kinds = {version.year_kind for row in rows if (version := row.in_force(on))}
    found: list[Reading] = []
    for kind in sorted(kinds):
        facts = Facts(office, Period.of(on, kind), on)
        found += [reading for reading in measure_all(facts) if reading.definition.year_kind == kind]
    new = [
        MeasuredValue(
            indicator=reading.indicator,
            version=reading.definition,
            on=on,
            numerator=reading.value,
            denominator=reading.whole,
        )
        for reading in found
        if reading.indicator and reading.indicator.pk not in known
    ]
    # Two at once keep the same day: the first one's values stay.
    MeasuredValue.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


@dataclass(frozen=True)
class Point:
    on: date
    value: int | None
    whole: int | None
    in_percent: bool
    #: It is this or a little more.
    at_least: bool = False

    @property
    def compared(self) -> Decimal | None:
        return sums.compared(self.value, self.whole, in_percent=self.in_percent)

    def masked(self) -> "Point":
        """Of people, as it may be told outside the office."""
        shown = sums.for_public(self.value, self.whole, people=True)
        return Point(self.on, shown.value, shown.whole, self.in_percent, shown.at_least)

    @property
    def percent(self) -> Decimal | None:
        return sums.percent(self.value, self.whole)


def courses(office: Organisation, readings: Iterable[Reading], until: date) -> dict[str, list[Point]]:
    """For each reading the kept values up to its day, and itself as the last; one query.

    Only values of the same meaning stand beside each other: those compared with the target in the same way.
    Sums of reports have no course by months: they are those of a round, which not the same schools may have
    reported to. Beside a figure that the office entered stand those that it entered before.
    """
    readings = list(readings)
    first = months_before(until, MONTHS)[0]
    kept: dict[str, list[MeasuredValue]] = {}
    rows = MeasuredValue.objects.filter(indicator__office=office, on__gte=first, on__lt=until)
    for row in rows.select_related("indicator", "version").order_by("on"):
        kept.setdefault(row.indicator.key, []).append(row)
    entered = set()
    if any(reading.definition.method in REPORTED for reading in readings):
        figures = EnteredFigure.objects.standing().filter(indicator__office=office)
        entered = set(figures.values_list("indicator__key", "numerator", "denominator"))
    found = {}
    for reading in readings:
        reported = reading.definition.method in REPORTED
        points = [
            Point(row.on, row.numerator, row.denominator, row.version.in_percent)
            for row in kept.get(reading.key, [])
            if row.version.in_percent == reading.in_percent
            and not reading.is_reported
            and (not reported or (reading.key, row.numerator, row.denominator) in entered)
        ]
        found[reading.key] = [*points, Point(reading.on, reading.value, reading.whole, reading.in_percent)]
    return found
