"""A plan's activities as a sheet, out and in."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from accounts.models import User
from content.sheets import template_response
from organisations.incoming import plan as incoming
from organisations.incoming.importers import Importer
from organisations.incoming.plan import CHANGED, NEW, SAME, Row
from organisations.policy import Action, Person
from organisations.register import lines
from organisations.register.reading import Sheets
from programme.models import Plan, PlanActivity
from programme.plans import access, deeds
from programme.plans.forms import ActivityForm
from vcare.calendar import format_thai_date

#: At most so many activities from one sheet.
MOST = 200
#: What people call a column instead.
NAMES = {
    "what": ("รายการ", "ชื่อกิจกรรม", "โครงการ/กิจกรรม", "งาน"),
    "owner_position": ("ผู้รับผิดชอบ", "ผู้รับผิดชอบกิจกรรม"),
    "starts_on": ("วันเริ่ม", "วันที่เริ่ม", "เริ่ม", "เริ่มวันที่"),
    "ends_on": ("วันสิ้นสุด", "วันที่สิ้นสุด", "สิ้นสุด", "ถึงวันที่"),
    "note": ("กล่องข้อความ",),
}


def headings() -> dict[str, str]:
    """The columns that can be brought in, by field."""
    return {
        "what": _("Activity"),
        "owner_position": _("Who sees to it"),
        "starts_on": _("First day"),
        "ends_on": _("Last day"),
        "note": pgettext("column of a sheet", "Note"),
    }


def told_besides() -> list[str]:
    """What the plan's own sheet says besides."""
    return [_("No."), _("State"), _("Reason"), _("To be done by"), _("Evidence")]


def table(activities: Iterable[PlanActivity]) -> Iterator[list[object]]:
    """The activities as a sheet, its heading first. What `read` takes stands in the same columns."""
    yield [_("No."), *headings().values(), _("State"), _("Reason"), _("To be done by"), _("Evidence")]
    for number, row in enumerate(activities, start=1):
        yield [
            number,
            row.what,
            row.owner_position or row.owner_words,
            format_thai_date(row.starts_on),
            format_thai_date(row.ends_on),
            row.note,
            row.get_state_display(),
            row.reason,
            format_thai_date(row.due_on),
            " · ".join(str(evidence) for evidence in row.evidence.all()),
        ]


def template(plan: Plan, name: str) -> HttpResponse:
    """What one fills in."""
    first, last = (format_thai_date(day) for day in plan.span)
    example = [_("Home visits of all classes"), _("Class teachers"), first, last, ""]
    return template_response(list(headings().values()), example, {}, name)


class ActivityImporter(Importer):
    """Activities of a plan that is written on."""

    key = "activities"
    title = gettext_lazy("Activities of a plan")
    made = PlanActivity
    sorry = {
        deeds.SettledError: gettext_lazy(
            "This plan is not written on at the moment: nothing comes in and nothing is undone."
        )
    }

    def place(self, key: int) -> Plan | None:
        return Plan.objects.select_related("organisation__office").filter(pk=key).first()

    def may(self, person: Person, place: Plan) -> bool:
        return access.may(person, Action.EDIT, place.organisation)

    def home(self, place: Plan) -> str:
        return reverse("plans:plan", args=[place.uid])

    def begin(self, place: Plan) -> str:
        return reverse("plans:bring_in", args=[place.uid])

    def hold(self, place: Plan) -> None:
        deeds.hold(place, Plan.State.DRAFT, Plan.State.SENT)

    def keep(self, place: Plan, things: list[PlanActivity], by: User) -> None:
        deeds.keep_activities(place, things, by)

    def take_back(self, thing: PlanActivity, by: User) -> None:
        deeds.drop_activity(thing, by)

    def change_back(self, thing: PlanActivity, before: Mapping[str, Any], by: User) -> None:
        thing.owner_position, thing.note = before["owner_position"], before["note"]
        deeds.keep_activities(thing.plan, [thing], by)

    def read(self, place: Plan, sheets: Sheets) -> incoming.Plan:
        """The activities of a file, such as the plan's own sheet."""
        found = lines.of(sheets, headings, ("what", "starts_on", "ends_on"), told_besides, NAMES)
        there = {
            (row.what, row.starts_on, row.ends_on): row
            for row in place.activities.select_related("owner", "plan")
        }
        seen: dict[tuple[str, date, date], str] = {}
        rows = [_row(place, line, there, seen) for line in found.lines]
        if not rows:
            raise ValidationError(_("There is no line with an activity in this file."))
        if sum(row.kind != SAME for row in rows) > MOST:
            raise ValidationError(_("At most %(n)s activities at once.") % {"n": MOST})
        return incoming.Plan(rows, found.unknown, found.passed_over)


def _row(
    plan: Plan,
    line: lines.Line,
    there: dict[tuple[str, date, date], PlanActivity],
    seen: dict[tuple[str, date, date], str],
) -> Row:
    """What a line of a file means for the plan."""
    if line.has_formula:
        return Row.refused(line, _("A formula without its result. Write the words or the day itself."))
    form = ActivityForm(line.cells, organisation=plan.organisation)
    if not form.is_valid():
        return Row.refused(line, *_words(form))
    row: PlanActivity = form.save(commit=False)
    told = (row.what, row.starts_on, row.ends_on)
    if told in seen:
        words = _("The same as line %(n)s. If both are right, say in a few words what differs.")
        return Row.refused(line, words % {"n": seen[told]})
    seen[told] = line.place
    known = there.get(told)
    if known is None:
        return Row(line, NEW, row, _said(row))
    # A column that the sheet lacks says nothing about it.
    after = {name: getattr(row, name) for name in ("owner_position", "note") if name in line.cells}
    if after.get("owner_position") == known.owner_words:
        after["owner_position"] = known.owner_position
    before = {"owner_position": known.owner_position, "note": known.note}
    if before | after == before:
        return Row(line, SAME)
    for name, value in after.items():
        setattr(known, name, value)
    return Row(line, CHANGED, known, _said(known), before)


def _said(row: PlanActivity) -> list[tuple[str, str]]:
    values = {
        "what": row.what,
        "owner_position": row.owner_words,
        "starts_on": format_thai_date(row.starts_on, "short", get_language()),
        "ends_on": format_thai_date(row.ends_on, "short", get_language()),
        "note": row.note,
    }
    return [(words, values[name]) for name, words in headings().items()]


def _words(form: ActivityForm) -> list[str]:
    columns: dict[str, Any] = headings()
    return [
        f"{columns.get(field, form.fields[field].label if field in form.fields else '')}: {' '.join(errors)}"
        for field, errors in form.errors.items()
    ]
