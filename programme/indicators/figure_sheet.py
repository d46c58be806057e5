"""Figures of several indicators as a sheet, to fill in and to read."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from content.sheets import template_response
from organisations import policy
from organisations.incoming.importers import Importer
from organisations.incoming.plan import NEW, SAME, Plan, Row
from organisations.models import Organisation
from organisations.policy import Action, At, Person, Thing
from organisations.register import lines
from organisations.register.reading import Sheets
from programme.indicators.forms import FigureForm
from programme.models import EnteredFigure, Indicator
from vcare.calendar import format_thai_date
from vcare.indicators import ENTERED

#: At most so many figures from one sheet.
MOST = 500
#: What people call a column instead.
NAMES = {
    "indicator": ("ชื่อตัวชี้วัด", "รายการ"),
    "as_of": ("ณ วันที่", "วันที่", "วันที่ของข้อมูล"),
    "denominator": ("จากทั้งหมด", "ทั้งหมด"),
    "source": ("ที่มา", "แหล่งข้อมูล", "ที่มาของข้อมูล"),
}
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


class FigureImporter(Importer):
    """Figures that the office enters; one of the same day takes the place of another."""

    key = "figures"
    title = gettext_lazy("Figures of indicators")
    made = EnteredFigure

    def place(self, key: int) -> Organisation | None:
        return Organisation.objects.offices().active().filter(pk=key).first()

    def may(self, person: Person, place: Organisation) -> bool:
        return policy.may(person, Action.EDIT, At(Thing.INDICATOR, place))

    def name(self, place: Organisation) -> str:
        return place.local_name

    def home(self, place: Organisation) -> str:
        return reverse("indicators:all")

    def begin(self, place: Organisation) -> str:
        return reverse("indicators:bring_in")

    def hold(self, place: Organisation) -> None:
        Organisation.objects.select_for_update().get(pk=place.pk)

    def words(self, thing: EnteredFigure) -> str:
        return f"{thing.indicator.newest.local_name}: {thing.numerator:,}"

    def stored(self, keys: Iterable[int]) -> dict[int, EnteredFigure]:
        rows = EnteredFigure.objects.select_related("indicator")
        return rows.prefetch_related("indicator__versions").in_bulk(list(keys))

    def keep(self, place: Organisation, things: list[EnteredFigure], by: User) -> None:
        keep(things, by)

    def take_back(self, thing: EnteredFigure, by: User) -> None:
        take_back(thing, by, _("The sheet that brought it was undone."))

    def read(self, place: Organisation, sheets: Sheets) -> Plan:
        found = lines.of(sheets, all_headings, NEEDED, told_besides, NAMES)
        by_name: dict[str, Indicator] = {}
        for row in enterable(place):
            words = (row.key, row.newest.name, row.newest.name_en)
            by_name |= {word.casefold(): row for word in words if word}
        standing = EnteredFigure.objects.standing().filter(indicator__office=place)
        there = {(row.indicator_id, row.as_of): row for row in reversed(standing)}
        known = {_told(row) for row in standing}
        seen: dict[tuple[int, date], str] = {}
        rows = [_row(line, by_name, there, known, seen) for line in found.lines]
        if not rows:
            raise ValidationError(_("There is no line with a figure in this file."))
        if sum(row.kind != SAME for row in rows) > MOST:
            raise ValidationError(_("At most %(n)s figures at once.") % {"n": MOST})
        return Plan(rows, found.unknown, found.passed_over)


def told_besides() -> list[str]:
    """What the list of all figures says besides."""
    return [_("Code of the indicator"), _("Entered by")]


@transaction.atomic
def keep(figures: list[EnteredFigure], by: User) -> None:
    for figure in figures:
        figure.entered_by = by
        figure.save()
        data = {"as_of": figure.as_of.isoformat(), "number": figure.numerator, "of": figure.denominator}
        log(figure.indicator, "programme.enter", user=by, data=data)


@transaction.atomic
def take_back(figure: EnteredFigure, by: User, why: str) -> None:
    """It stays to be seen, and counts no more."""
    rows = EnteredFigure.objects.filter(pk=figure.pk, taken_back_at=None)
    if rows.update(taken_back_at=timezone.now(), why_taken_back=why):
        data = {"figure": figure.pk, "reason": why}
        log(figure.indicator, "programme.take_back", user=by, data=data)


def _row(
    line: lines.Line,
    by_name: dict[str, Indicator],
    there: dict[tuple[int, date], EnteredFigure],
    known: set[tuple[object, ...]],
    seen: dict[tuple[int, date], str],
) -> Row:
    """What a line of a file means."""
    if line.cells.get("taken_back"):
        return Row(line, SAME)
    if line.has_formula:
        return Row.refused(line, _("A formula without its result. Write the words or the day itself."))
    indicator = by_name.get(line.cells["indicator"].casefold())
    if indicator is None:
        words = _("There is no indicator of this name whose figures are entered: %(name)s")
        return Row.refused(line, words % {"name": line.cells["indicator"] or "–"})
    form = FigureForm(line.cells, version=indicator.newest)
    if not form.is_valid():
        names = headings()
        return Row.refused(
            line, *(f"{names.get(key, '')}: {' '.join(errors)}" for key, errors in form.errors.items())
        )
    figure: EnteredFigure = form.save(commit=False)
    figure.indicator = indicator
    day = (indicator.pk, figure.as_of)
    if _told(figure) in known:
        return Row(line, SAME)
    if day in seen:
        words = _("Line %(n)s has a figure of the same day. Keep one of them.")
        return Row.refused(line, words % {"n": seen[day]})
    seen[day] = line.place
    return Row(line, NEW, figure, _said(figure, there.get(day)))


def _said(figure: EnteredFigure, before: EnteredFigure | None) -> list[tuple[str, str]]:
    names = headings()
    said = [
        (names["indicator"], str(figure.indicator.newest.local_name)),
        (names["as_of"], format_thai_date(figure.as_of, "short", get_language())),
        (names["numerator"], f"{figure.numerator:,}"),
        (names["denominator"], "" if figure.denominator is None else f"{figure.denominator:,}"),
        (names["source"], figure.source),
    ]
    return [*said, (_("Takes the place of"), f"{before.numerator:,}")] if before else said


def _told(figure: EnteredFigure) -> tuple[object, ...]:
    return figure.indicator_id, figure.as_of, figure.numerator, figure.denominator, figure.source
