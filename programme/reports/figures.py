"""What a round's certified reports add up to: the one place to read their numbers from.

>>> found = of_round(round)  # or of_round(round, as_of=moment)
>>> found.total("helped").value  # None if no school said
>>> found.total("helped").schools  # how many schools said
>>> [(row.school, row.values["helped"], row.version.number) for row in found.rows]

Keys are those of `vcare.reports.ALL_FIGURES`. Rows and sums are for people of the office; whoever else
is shown numbers gets `found.shown()`, which leaves out what could point at a child.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import QuerySet
from django.utils import timezone

from organisations.models import Organisation
from programme.models import ReportRound, ReportVersion
from programme.reports import checks, hiding
from vcare.reports import ALL_FIGURES, REPORT_ANSWERS, REPORT_FIGURES


@dataclass(frozen=True)
class Total:
    """A sum over schools. `value` is None where nobody said anything."""

    key: str
    value: int | None
    #: How many certified reports have this number, and how many that were asked for it have not.
    schools: int
    silent: int


@dataclass(frozen=True)
class SchoolRow:
    """A school's certified numbers, with the version they come from."""

    school: Organisation
    version: ReportVersion
    values: Mapping[str, int | None]

    def answer(self, key: str) -> bool | None:
        """Whether the school has what a key of REPORT_ANSWERS asks for; None if it did not say."""
        found = self.version.answers.get(key)
        return None if found is None else found == "yes"


@dataclass(frozen=True)
class Figures:
    """A round's numbers as they were at a moment."""

    round: ReportRound
    as_of: datetime
    #: How many schools there are to report.
    expected: int
    #: One row for each school whose certified report counted then, in Thai order.
    rows: list[SchoolRow]

    @property
    def certified(self) -> int:
        return len(self.rows)

    def total(self, key: str) -> Total:
        level = REPORT_FIGURES[key].level if key in REPORT_FIGURES else ""
        asked = [row for row in self.rows if checks.asked(level, set(row.school.levels))]
        values = [value for row in self.rows if (value := row.values.get(key)) is not None]
        silent = sum(row.values.get(key) is None for row in asked)
        return Total(key, sum(values) if values else None, len(values), silent)

    @cached_property
    def totals(self) -> dict[str, Total]:
        """All of them, by key, in the order of the form."""
        return {figure.key: self.total(figure.key) for figure in ALL_FIGURES}

    @cached_property
    def answers(self) -> dict[str, Total]:
        """How many schools say yes, by key of REPORT_ANSWERS."""
        found = {}
        for answer in REPORT_ANSWERS:
            said = [yes for row in self.rows if (yes := row.answer(answer.key)) is not None]
            found[answer.key] = Total(
                answer.key, sum(said) if said else None, len(said), len(self.rows) - len(said)
            )
        return found

    @cached_property
    def hidden(self) -> set[str]:
        """Keys of the sums that are not shown outside the office's own work."""
        if self.certified < hiding.FEWEST_SCHOOLS:
            return set(self.totals)
        return hiding.hidden({key: total.value for key, total in self.totals.items()})

    def shown(self) -> dict[str, Total | None]:
        """The totals for everybody; None where a number is left out."""
        return {key: None if key in self.hidden else total for key, total in self.totals.items()}


def of_round(term_round: ReportRound, as_of: datetime | None = None) -> Figures:
    """What counted at a moment; now unless told otherwise. Two queries for any number of schools."""
    moment = as_of or timezone.now()
    versions = (
        ReportVersion.objects.valid_at(moment)
        .filter(report__round=term_round)
        .select_related("report__school__cluster")
        .order_by("report__school__sort_key", "report__school__pk")
    )
    rows = [
        SchoolRow(version.report.school, version, {**checks.with_sums(version.figures), **version.counted})
        for version in versions
    ]
    return Figures(term_round, moment, expected(term_round), rows)


def certified(term_round: ReportRound, as_of: datetime) -> int:
    """How many reports counted at a moment."""
    return ReportVersion.objects.valid_at(as_of).filter(report__round=term_round).count()


def expected(term_round: ReportRound) -> int:
    """How many schools are to report: those there are, or were when the round was closed."""
    if term_round.schools_then is not None:
        return term_round.schools_then
    return Organisation.objects.schools().active().filter(office=term_round.office_id).count()


def rounds(office: Organisation, academic_year: int | None = None) -> QuerySet[ReportRound]:
    """The office's rounds that were opened, the newest first."""
    found = ReportRound.objects.filter(office=office).exclude(state=ReportRound.State.PLANNED)
    if academic_year is not None:
        found = found.filter(academic_year=academic_year)
    return found.newest_first()
