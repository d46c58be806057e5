"""What the office sees over all its schools: who has a vision and a plan, and what is late."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content import labels
from content.fields import code
from content.listing import FilterForm
from content.years import ByDay, OneYear, Period
from organisations.models import Kind, Organisation
from programme.models import Plan, PlanActivity, PlanReminder, Vision
from programme.plans.forms import BACK
from vcare.collation import name_sort_key
from vcare.schools import DISTRICTS

ALL = ("", gettext_lazy("All"))


#: The plans' years reach from some back to the next one, which is planned before it begins.
YEARS = OneYear(back=BACK - 1, ahead=1)


class OfficeFilter(FilterForm):
    """District, cluster, a word of the school's name."""

    per_page = 30

    q = forms.CharField(label=gettext_lazy("School"), required=False, max_length=60)
    district = forms.ChoiceField(
        label=gettext_lazy("District"), choices=[ALL, *labels.short_choices(DISTRICTS)], required=False
    )
    cluster = forms.ChoiceField(label=gettext_lazy("School cluster"), required=False)

    def __init__(self, data: Any, *, office: Organisation) -> None:
        super().__init__(data)
        clusters = Organisation.objects.filter(office=office, kind=Kind.CLUSTER).by_name()
        self.fields["cluster"].choices = [ALL, *((str(row.uid), row.local_name) for row in clusters)]

    def schools(self, rows: QuerySet[Organisation], chosen: dict[str, Any]) -> QuerySet[Organisation]:
        if value := chosen.get("q"):
            rows = rows.filter(sort_key__contains=name_sort_key(value)) | rows.filter(name__icontains=value)
        if value := chosen.get("district"):
            rows = rows.filter(districts__contains=code(value))
        if value := chosen.get("cluster"):
            rows = rows.filter(cluster__uid=value)
        return rows


def schools_of(office: Organisation) -> QuerySet[Organisation]:
    return Organisation.objects.schools().active().filter(office=office).select_related("cluster")


# What is late


class LateFilter(OfficeFilter):
    by_year = ByDay("due_on")

    order = forms.ChoiceField(
        label=gettext_lazy("Order"),
        choices=[("", gettext_lazy("Latest first")), ("school", gettext_lazy("By school"))],
        required=False,
    )

    def __init__(self, data: Any, *, office: Organisation) -> None:
        super().__init__(data, office=office)
        self.office = office

    def narrowed(self, rows: QuerySet[PlanActivity], chosen: dict[str, Any]) -> QuerySet[PlanActivity]:
        if {"q", "district", "cluster"} & chosen.keys():
            rows = rows.filter(plan__organisation__in=self.schools(schools_of(self.office), chosen))
        by_school = ("plan__organisation__sort_key", "plan__organisation", "due_on", "pk")
        return rows.order_by(*(by_school if chosen.get("order") == "school" else ("due_on", "pk")))


def late(office: Organisation) -> QuerySet[PlanActivity]:
    """What is late in all schools of an office that exist, and in the office itself."""
    places = Organisation.objects.active().of_office(office).filter(kind__in=[Kind.SCHOOL, Kind.OFFICE])
    return (
        PlanActivity.objects.late()
        .filter(plan__organisation__in=places)
        .select_related("plan__organisation__cluster", "owner")
    )


def late_table(rows: Iterable[PlanActivity]) -> Iterator[list[object]]:
    yield [
        _("School"),
        _("District"),
        _("School cluster"),
        _("Plan"),
        _("Activity"),
        _("Who sees to it"),
        _("To be done by"),
        _("Late by (days)"),
        _("State"),
    ]
    for row in rows:
        place = row.plan.organisation
        yield [
            place.local_name,
            ", ".join(DISTRICTS[key].short("th") for key in place.districts),
            place.cluster.local_name if place.cluster else "",
            row.plan.title,
            row.what,
            row.owner_words,
            row.due_on,
            row.days_late,
            row.get_state_display(),
        ]


# School by school


@dataclass
class Row:
    """A school with its vision and its plan of a year."""

    school: Organisation
    vision: Vision | None = None
    waiting: bool = False
    plan: Plan | None = None
    drafting: bool = False
    late: int = 0
    reminded: date | None = None

    @property
    def lacks(self) -> bool:
        return self.vision is None or self.plan is None or self.late > 0


class BoardFilter(OfficeFilter):
    per_page = 150
    by_year = YEARS

    what = forms.ChoiceField(
        label=gettext_lazy("What is missing"),
        choices=[
            ALL,
            ("late", gettext_lazy("Something is late")),
            ("vision", gettext_lazy("No confirmed vision")),
            ("plan", gettext_lazy("No plan in force")),
        ],
        required=False,
    )

    def __init__(self, data: Any, *, office: Organisation) -> None:
        super().__init__(data, office=office)
        self.office = office

    def narrowed(self, rows: QuerySet[Organisation], chosen: dict[str, Any]) -> list[Row]:
        found = board(self.schools(rows, chosen), YEARS.read(self.data.get("year")))
        keep = {
            "late": lambda row: row.late,
            "vision": lambda row: row.vision is None,
            "plan": lambda row: row.plan is None,
        }
        if value := chosen.get("what"):
            found = [row for row in found if keep[value](row)]
        return found


def board(schools: QuerySet[Organisation], period: Period) -> list[Row]:
    """Most late first, then in Thai order."""
    kind, year = period.kind, period.year
    found = {school.pk: Row(school) for school in schools.by_name()}
    for vision in Vision.objects.filter(organisation__in=found, academic_year=year).defer("text"):
        if kind == Plan.YearKind.ACADEMIC and vision.state == Vision.State.IN_FORCE:
            found[vision.organisation_id].vision = vision
        elif kind == Plan.YearKind.ACADEMIC and vision.state == Vision.State.DRAFT:
            found[vision.organisation_id].waiting = True
    plans = Plan.objects.filter(organisation__in=found, year_kind=kind, year=year).with_progress()
    for plan in plans.defer("text"):
        if plan.state == Plan.State.IN_FORCE:
            found[plan.organisation_id].plan = plan
        elif plan.is_open:
            found[plan.organisation_id].drafting = True
    counts = PlanActivity.objects.late().filter(plan__organisation__in=found)
    for place, n in counts.order_by().values_list("plan__organisation").annotate(n=Count("pk")):
        found[place].late = n
    for place, day in (
        PlanReminder.objects.filter(organisation__in=found).order_by("day").values_list("organisation", "day")
    ):
        found[place].reminded = day
    return sorted(found.values(), key=lambda row: -row.late)


def board_table(rows: Iterable[Row]) -> Iterator[list[object]]:
    yield [
        _("OBEC code"),
        _("School"),
        _("District"),
        _("School cluster"),
        _("Vision"),
        _("Plan"),
        _("Activities of the plan"),
        _("Done"),
        _("Late"),
        _("Reminded on"),
    ]
    for row in rows:
        yield [
            row.school.obec_code,
            row.school.local_name,
            ", ".join(DISTRICTS[key].short("th") for key in row.school.districts),
            row.school.cluster.local_name if row.school.cluster else "",
            _("yes") if row.vision else _("no"),
            _("yes") if row.plan else _("no"),
            row.plan.activities_count if row.plan else "",
            row.plan.done_count if row.plan else "",
            row.late,
            row.reminded,
        ]
