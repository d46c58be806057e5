"""Figures of several indicators as a sheet, to fill in and to read."""

from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from content.sheets import template_response
from organisations.models import Organisation
from organisations.register import lines
from programme.indicators.forms import FigureForm
from programme.models import EnteredFigure, Indicator
from vcare.calendar import format_thai_date
from vcare.indicators import ENTERED

#: At most so many figures from one sheet.
MOST = 500
NEEDED = ("indicator", "as_of", "numerator", "source")


def headings() -> dict[str, str]:
    words = {
        name: str(EnteredFigure._meta.get_field(name).verbose_name)
        for name in ("as_of", "numerator", "denominator", "source")
    }
    return {"indicator": _("Indicator"), **words}


def all_headings() -> dict[str, str]:
    """Those, and what the list of all figures says besides that matters when it is read again."""
    return headings() | {"taken_back": _("Taken back on")}


def enterable(office: Organisation) -> list[Indicator]:
    """The indicators whose figures people enter."""
    rows: QuerySet[Indicator] = Indicator.objects.of_office(office).in_use()
    return [row for row in rows if row.newest.method in ENTERED]


def template(office: Organisation, name: str) -> HttpResponse:
    names = [row.newest.name for row in enterable(office)]
    day = format_thai_date(timezone.localdate())
    example = [names[0] if names else _("Indicator"), day, 19118, 19763, "DMC"]
    return template_response(list(headings().values()), example, {0: names} if names else {}, name)


@dataclass
class Reading:
    """What a file brings: new figures, what is wrong line by line, and how many lines are entered already."""

    found: list[EnteredFigure] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    known: int = 0


def read(office: Organisation, name: str, content: bytes) -> Reading:
    """The figures of a file. Raises ValidationError if it can't be read at all."""
    result = Reading()
    by_name: dict[str, Indicator] = {}
    for row in enterable(office):
        words = (row.key, row.newest.name, row.newest.name_en)
        by_name |= {word.casefold(): row for word in words if word}
    standing = EnteredFigure.objects.standing().filter(indicator__office=office)
    there = {_told(row) for row in standing}
    seen: dict[tuple[int, date], int] = {}
    for line in lines.read(name, content, all_headings, NEEDED):
        if line.cells.get("taken_back"):
            result.known += 1
            continue
        indicator = by_name.get(line.cells["indicator"].casefold())
        if line.has_formula:
            words = _("A formula without its result. Write the words or the day itself.")
        elif indicator is None:
            words = _("There is no indicator of this name whose figures are entered: %(name)s") % {
                "name": line.cells["indicator"] or "–"
            }
        else:
            words = _take(line, indicator, there, seen, result)
        if words:
            result.wrong.append(line.says(words))
    if not (result.found or result.wrong or result.known):
        raise ValidationError(_("There is no line with a figure in this file."))
    if len(result.found) + len(result.wrong) > MOST:
        raise ValidationError(_("At most %(n)s figures at once.") % {"n": MOST})
    return result


def _take(
    line: lines.Line,
    indicator: Indicator,
    there: set[tuple[object, ...]],
    seen: dict[tuple[int, date], int],
    result: Reading,
) -> str:
    """Put a line where it belongs; what is wrong with it."""
    form = FigureForm(line.cells, version=indicator.newest)
    if not form.is_valid():
        words = headings()
        return " · ".join(f"{words.get(key, '')}: {' '.join(errors)}" for key, errors in form.errors.items())
    figure = form.save(commit=False)
    figure.indicator = indicator
    day = (indicator.pk, figure.as_of)
    if _told(figure) in there:
        result.known += 1
    elif day in seen:
        return _("Line %(n)s has a figure of the same day. Keep one of them.") % {"n": seen[day]}
    else:
        seen[day] = line.number
        result.found.append(figure)
    return ""


def _told(figure: EnteredFigure) -> tuple[object, ...]:
    return figure.indicator_id, figure.as_of, figure.numerator, figure.denominator, figure.source
