"""What a report is compared with: the term before, the register, what the portal counts."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Q

from networks import ledger
from organisations.models import Organisation, SchoolFacts
from programme.models import ReportRound, ReportVersion, TermReport
from programme.reports import checks, counting
from programme.reports.checks import Remark
from programme.reports.counting import Counted


def version_before(school: Organisation, term_round: ReportRound) -> ReportVersion | None:
    """The school's certified version of the latest term before."""
    earlier = Q(report__round__academic_year__lt=term_round.academic_year) | Q(
        report__round__academic_year=term_round.academic_year, report__round__term__lt=term_round.term
    )
    rows = ReportVersion.objects.filter(earlier, report__school=school, ended_at=None)
    return (
        rows.select_related("report__round")
        .order_by("-report__round__academic_year", "-report__round__term")
        .first()
    )


@dataclass
class Comparison:
    """A report beside what is known from elsewhere."""

    report: TermReport
    before: ReportVersion | None = field(init=False)
    facts: SchoolFacts | None = field(init=False)

    def __post_init__(self) -> None:
        school = self.report.school
        self.before = version_before(school, self.report.round)
        self.facts = school.facts.filter(academic_year=self.report.round.academic_year).first()

    @cached_property
    def before_figures(self) -> dict[str, int | None]:
        return checks.with_sums(self.before.figures) if self.before else {}

    @property
    def register(self) -> int | None:
        return self.facts.pupils if self.facts else None

    @property
    def register_as_of(self) -> date | None:
        return self.facts.as_of if self.facts else None

    @cached_property
    def counted(self) -> list[Counted]:
        return counting.counted(self.report)

    @cached_property
    def networks(self) -> tuple[int, int]:
        """How many count, and how many there are to be."""
        school = self.report.school
        number = next(row.value for row in self.counted if row.key == "networks")
        return number, ledger.minimum(school, ledger.rule_of(school.office or school))

    def doubts(self, figures: checks.Figures) -> list[Remark]:
        return checks.doubts(
            figures, before=self.before_figures, register=self.register, networks=self.networks
        )
