"""Indicators, lists and statements as sheets, their headings first."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from content.years import Period
from programme.indicators.measuring import Reading
from programme.indicators.sums import Line
from programme.models import StatedLine


def of_readings(readings: Iterable[Reading], period: Period) -> Iterator[list[object]]:
    """Targets with their results."""
    yield [
        _("Indicator"),
        _("Year"),
        _("Target"),
        _("Result"),
        _("Of"),
        _("Counted in"),
        _("Per cent"),
        _("Reached"),
        _("As of"),
        _("Data of"),
        _("Source of the data"),
        _("What is not known"),
    ]
    for reading in readings:
        yield [
            reading.name,
            str(period),
            _target(reading),
            _result(reading),
            "" if reading.whole is None else reading.whole,
            reading.unit,
            "" if reading.at_least or reading.percent is None else float(reading.percent),
            "" if reading.reached is None else (_("yes") if reading.reached else _("no")),
            reading.on,
            reading.known_on or reading.on,
            reading.definition.data,
            reading.unknown,
        ]


def _result(reading: Reading) -> object:
    if reading.value is None:
        return _("Not known")
    return _("at least %(n)s") % {"n": reading.value} if reading.at_least else reading.value


def of_lines(
    lines: Iterable[Line | StatedLine], value: int | None, whole: int | None
) -> Iterator[list[object]]:
    """The list behind a number with the sums that make it."""
    yield [_("Entry"), _("Number counted"), _("Of"), _("Remark")]
    for line in lines:
        yield [line.label, line.value, "" if line.whole is None else line.whole, line.note]
    if value is not None:
        yield [_("Sum"), value, "" if whole is None else whole, ""]


def _target(reading: Reading) -> object:
    if reading.target is None:
        return ""
    return _("%(n)s per cent") % {"n": reading.target} if reading.in_percent else reading.target
