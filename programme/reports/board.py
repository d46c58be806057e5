"""Who has sent a report and who has not: one row for each school, five queries for any number of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from content import labels
from content.listing import FilterForm
from content.years import NoYear
from organisations.models import Kind, Organisation
from programme.models import ReportReminder, ReportRound, ReportVersion, TermReport
from programme.reports import access, letters
from programme.reports.words import certified_how
from vcare.schools import DISTRICTS

ALL = ("", gettext_lazy("All"))


class Standing(StrEnum):
    """How a school stands, what waits longest first."""

    NOT_BEGUN = "not-begun"
    WRITING = "writing"
    RETURNED = "returned"
    SENT = "sent"
    CERTIFIED = "certified"
    RECEIVED = "received"


STANDINGS = {
    Standing.NOT_BEGUN: gettext_lazy("Not begun"),
    **{
        standing: TermReport.State(standing.value).label
        for standing in Standing
        if standing != Standing.NOT_BEGUN
    },
}


@dataclass(frozen=True)
class Row:
    """One school on the board."""

    school: Organisation
    report: TermReport | None
    #: When the version that counts was certified; None where none does.
    certified_at: datetime | None
    late: int
    reminded_on: date | None
    today: date
    #: Whether that version was signed on paper.
    on_paper: bool = False
    #: Whether somebody of the school can certify in the portal.
    has_director: bool = True

    @property
    def standing(self) -> Standing:
        return Standing(self.report.state) if self.report else Standing.NOT_BEGUN

    @property
    def standing_words(self) -> str:
        return str(STANDINGS[self.standing])

    @property
    def is_done(self) -> bool:
        return self.certified_at is not None

    @property
    def is_waiting(self) -> bool:
        """Whether the office has still to read it."""
        return self.standing == Standing.CERTIFIED

    @property
    def needs_paper(self) -> bool:
        """Whether it can only be certified on paper."""
        return self.standing == Standing.SENT and not self.has_director

    @property
    def reminded_today(self) -> bool:
        return self.reminded_on == self.today


def rows(term_round: ReportRound, clusters: Sequence[Organisation] = ()) -> list[Row]:
    """Every school of the office, or of some of its clusters, in Thai order."""
    schools = Organisation.objects.schools().active().filter(office=term_round.office_id)
    if clusters:
        schools = schools.filter(cluster__in=clusters)
    reports = {report.school_id: report for report in term_round.reports.all()}
    for report in reports.values():
        report.round = term_round
    certified = {
        school: (certified_at, signed_on is not None)
        for school, certified_at, signed_on in ReportVersion.objects.filter(
            report__round=term_round, ended_at=None
        ).values_list("report__school", "certified_at", "signed_on")
    }
    directed = access.with_director(schools)
    reminded = dict(
        ReportReminder.objects.filter(round=term_round).order_by("day").values_list("school", "day")
    )
    today = timezone.localdate()
    last = timezone.localdate(term_round.closed_at) if term_round.closed_at else today
    late = term_round.days_late(last)
    nothing = (None, False)
    return [
        Row(
            school,
            reports.get(school.pk),
            certified.get(school.pk, nothing)[0],
            0 if school.pk in certified else late,
            reminded.get(school.pk),
            today,
            certified.get(school.pk, nothing)[1],
            school.pk in directed,
        )
        for school in schools.select_related("cluster").by_name()
    ]


@dataclass(frozen=True)
class Share:
    """How many schools of a place are done."""

    name: str
    done: int
    schools: int

    @property
    def tone(self) -> str:
        """The class of its status: all, more than half, less."""
        if self.done == self.schools:
            return "ok"
        return "trying" if self.done * 2 >= self.schools else "stopped"


def shares(board: Iterable[Row], by: str) -> list[Share]:
    """By `district` or by `cluster`, the worst first."""
    found: dict[str, list[bool]] = {}
    for row in board:
        if by == "cluster":
            name = row.school.cluster.local_name if row.school.cluster else ""
        else:
            name = DISTRICTS[row.school.districts[0]].short(get_language()) if row.school.districts else ""
        found.setdefault(name, []).append(row.is_done)
    places = [Share(name or _("not known"), sum(done), len(done)) for name, done in found.items()]
    return sorted(places, key=lambda place: (place.done / place.schools, place.name))


ORDERS = {
    "": lambda row: (list(Standing).index(row.standing), row.school.sort_key),
    "name": lambda row: row.school.sort_key,
    "sent": lambda row: (row.certified_at is None, row.certified_at or row.today, row.school.sort_key),
    "reminded": lambda row: (row.reminded_on is not None, row.reminded_on or row.today, row.school.sort_key),
}


class ReportFilter(FilterForm):
    """Standing, district, cluster, order."""

    per_page = 120
    by_year = NoYear("Of one round, which is a term.")

    standing = forms.ChoiceField(
        label=gettext_lazy("State"),
        choices=[
            ALL,
            ("missing", gettext_lazy("Not certified yet")),
            *((standing.value, words) for standing, words in STANDINGS.items()),
        ],
        required=False,
    )
    district = forms.ChoiceField(
        label=gettext_lazy("District"), choices=[ALL, *labels.short_choices(DISTRICTS)], required=False
    )
    cluster = forms.ChoiceField(label=gettext_lazy("School cluster"), required=False)
    order = forms.ChoiceField(
        label=gettext_lazy("Order"),
        choices=[
            ("", gettext_lazy("What waits longest first")),
            ("name", gettext_lazy("By name")),
            ("sent", gettext_lazy("First certified first")),
            ("reminded", gettext_lazy("Not reminded first")),
        ],
        required=False,
    )

    def __init__(self, data: Any, *, office: Organisation) -> None:
        super().__init__(data)
        clusters = Organisation.objects.filter(office=office, kind=Kind.CLUSTER).by_name()
        self.fields["cluster"].choices = [ALL, *((str(row.uid), row.local_name) for row in clusters)]

    def narrowed(self, rows: list[Row], chosen: dict[str, Any]) -> list[Row]:
        if value := chosen.get("standing"):
            rows = [row for row in rows if (not row.is_done if value == "missing" else row.standing == value)]
        if value := chosen.get("district"):
            rows = [row for row in rows if value in row.school.districts]
        if value := chosen.get("cluster"):
            rows = [row for row in rows if (of := row.school.cluster) and str(of.uid) == value]
        return sorted(rows, key=ORDERS[chosen.get("order", "")])


def table(board: Iterable[Row]) -> Iterator[list[object]]:
    """The board as a sheet, its heading first."""
    yield [
        _("OBEC code"),
        _("School"),
        _("District"),
        _("School cluster"),
        _("State"),
        _("Certified on"),
        _("Certified how"),
        _("Days late"),
        _("Reminded on"),
    ]
    for row in board:
        yield [
            row.school.obec_code,
            row.school.local_name,
            ", ".join(DISTRICTS[key].short(get_language()) for key in row.school.districts),
            row.school.cluster.local_name if row.school.cluster else "",
            row.standing_words,
            row.certified_at and timezone.localdate(row.certified_at),
            certified_how(row.on_paper) if row.certified_at else "",
            row.late,
            row.reminded_on,
        ]


@dataclass
class Reminded:
    """What became of reminding several schools."""

    schools: int = 0
    without_people: int = 0
    already: int = 0


@transaction.atomic
def remind(term_round: ReportRound, board: Iterable[Row], by: User) -> Reminded:
    """Write to those responsible in each school that has not sent; nobody twice a day."""
    todo = [row for row in board if not row.is_done]
    people = letters.people_of([row.school for row in todo])
    result = Reminded()
    for row in todo:
        if not people.get(row.school.pk):
            result.without_people += 1
            continue
        _reminder, made = ReportReminder.objects.get_or_create(
            round=term_round, school=row.school, day=row.today
        )
        if not made:
            result.already += 1
            continue
        letters.remind(term_round, row.school, people[row.school.pk])
        result.schools += 1
    if result.schools:
        log(term_round, "programme.reports.remind", user=by, data={"schools": result.schools})
    return result
