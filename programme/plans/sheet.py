"""A plan's activities as a sheet, out and in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _

from content.sheets import template_response
from organisations.register import lines
from programme.models import Plan, PlanActivity
from programme.plans.forms import ActivityForm
from vcare.calendar import format_thai_date

#: At most so many activities from one sheet.
MOST = 200


def headings() -> dict[str, str]:
    """The columns that can be brought in, by field."""
    return {
        "what": _("Activity"),
        "owner_position": _("Who sees to it"),
        "starts_on": _("First day"),
        "ends_on": _("Last day"),
        "note": _("Note"),
    }


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


@dataclass
class Reading:
    """What a file brings: new activities, what is wrong line by line, and how many lines are in the plan already."""

    found: list[PlanActivity] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    known: int = 0


def read(plan: Plan, name: str, content: bytes) -> Reading:
    """The activities of a file, such as the plan's own sheet. Raises ValidationError if it can't be read at all."""
    result = Reading()
    there = {(row.what, row.starts_on, row.ends_on) for row in plan.activities.all()}
    seen: dict[tuple[str, date, date], int] = {}
    for line in lines.read(name, content, headings, ("what", "starts_on", "ends_on")):
        form = ActivityForm(line.cells, organisation=plan.organisation)
        if line.has_formula:
            words = _("A formula without its result. Write the words or the day itself.")
            result.wrong.append(line.says(words))
            continue
        if not form.is_valid():
            result.wrong.append(line.says(_words(form)))
            continue
        row = form.save(commit=False)
        told = (row.what, row.starts_on, row.ends_on)
        if told in there:
            result.known += 1
        elif told in seen:
            words = _("The same as line %(n)s. If both are right, say in a few words what differs.")
            result.wrong.append(line.says(words % {"n": seen[told]}))
        else:
            seen[told] = line.number
            result.found.append(row)
    if not (result.found or result.wrong or result.known):
        raise ValidationError(_("There is no line with an activity in this file."))
    if len(result.found) + len(result.wrong) > MOST:
        raise ValidationError(_("At most %(n)s activities at once.") % {"n": MOST})
    return result


def _words(form: ActivityForm) -> str:
    columns: dict[str, Any] = headings()
    return " · ".join(
        f"{columns.get(field, form.fields[field].label if field in form.fields else '')}: {' '.join(errors)}"
        for field, errors in form.errors.items()
    )
