"""What the portal holds about an office or a school for the years of a dossier, read once; only what may be told.

That is: what any visitor may read, what was signed or certified, and sums without what could point at a child.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.db.models import Count, Q
from django.utils import timezone

from content.years import ACADEMIC, FISCAL, Period
from events.models import Certificate, ExchangeEventPage
from networks import ledger
from networks.models import Commitment, NetworkSchool, Partnership, SchoolNetwork
from organisations.models import Kind, Membership, Organisation, SchoolFacts
from practices.models import Adoption, PolicyReference, PracticePage
from programme.funds import ledger as fund_ledger
from programme.funds.ledger import PublicYear
from programme.indicators import freezing, measuring
from programme.indicators.measuring import Facts, Reading
from programme.models import (
    Dossier,
    FundPage,
    Honour,
    Plan,
    PlanActivity,
    ReportRound,
    ReportVersion,
    Statement,
    Vision,
)
from programme.reports import checks, figures, hiding
from vcare.calendar import academic_year_span, fiscal_year_span


@dataclass(frozen=True)
class Signed:
    """A year's newest signed statement, its numbers as they may be told outside the office."""

    statement: Statement
    readings: dict[str, Reading]


@dataclass(frozen=True)
class Certified:
    """A year's newest certified numbers of a school, or the sums of an office's newest closed round."""

    term_round: ReportRound
    #: Without those that may not be told.
    values: dict[str, int | None]
    hidden: set[str]
    day: date
    signature: str = ""
    #: The day on the paper, if the report was certified on paper.
    signed_on: date | None = None
    certified: int = 0
    expected: int = 0
    reflections: tuple[tuple[str, str], ...] = ()


class Holdings:
    """Everything as of `on`, the last day that counts."""

    def __init__(self, dossier: Dossier, on: date) -> None:
        self.dossier, self.on = dossier, on
        self.organisation = dossier.organisation
        self.years = dossier.years

    @property
    def is_office(self) -> bool:
        return self.organisation.kind == Kind.OFFICE

    @property
    def office(self) -> Organisation:
        return self.organisation if self.is_office else self.organisation.office or self.organisation

    @property
    def first(self) -> date:
        return academic_year_span(self.years[0])[0]

    @property
    def end(self) -> datetime:
        """The end of the last day."""
        return timezone.make_aware(datetime.combine(self.on + timedelta(days=1), time()))

    def last_day(self, year: int) -> date:
        """Of an academic year, as far as it has gone."""
        return min(academic_year_span(year)[1], self.on)

    def has_begun(self, year: int) -> bool:
        return academic_year_span(year)[0] <= self.on

    def is_over(self, year: int) -> bool:
        return academic_year_span(year)[1] <= self.on

    # V

    @cached_property
    def visions(self) -> dict[int, Vision]:
        """By academic year, as they held on the day."""
        rows = Vision.objects.confirmed().filter(
            organisation=self.organisation, academic_year__in=self.years, confirmed_at__lt=self.end
        )
        held = rows.filter(Q(replaced_at=None) | Q(replaced_at__gte=self.end))
        return {row.academic_year: row for row in reversed(held)}

    # C

    @cached_property
    def commitments(self) -> list[Commitment]:
        """Of these years, those that visitors may read about; also what has ended since."""
        rows = Commitment.objects.shown().filter(
            state=Commitment.State.IN_FORCE,
            parties__organisation=self.organisation,
            starts_on__lte=self.on,
            ends_on__gte=self.first,
            in_force_at__lt=self.end,
        )
        return list(rows.with_parties().order_by("-starts_on", "-pk").distinct())

    @cached_property
    def plans(self) -> list[Plan]:
        """In force now, of these academic years and of the fiscal years that they meet."""
        fiscal = range(self.years[0], self.years[-1] + 2)
        of_years = Q(year_kind=Plan.YearKind.ACADEMIC, year__in=self.years) | Q(
            year_kind=Plan.YearKind.FISCAL, year__in=fiscal
        )
        rows = Plan.objects.in_force().filter(
            of_years, organisation=self.organisation, approved_at__lt=self.end
        )
        counted = ~Q(activities__state=PlanActivity.State.CANCELLED)
        done = Q(activities__state=PlanActivity.State.DONE, activities__state_on__lte=self.on)
        progress = {
            "activities_count": Count("activities", filter=counted),
            "done_count": Count("activities", filter=done),
        }
        return list(rows.annotate(**progress).order_by("year", "year_kind", "pk"))

    @cached_property
    def appointments(self) -> list[Membership]:
        """Who is responsible by an order of appointment, on the day."""
        rows = Membership.objects.current(self.on).filter(organisation=self.organisation)
        return list(rows.exclude(order_number="").order_by("role", "starts_on", "pk"))

    # R

    @cached_property
    def certified(self) -> dict[int, Certified]:
        """By academic year; years without are not there."""
        read = self._of_office if self.is_office else self._of_school
        return {year: row for year in self.years if (row := read(year)) is not None}

    def _of_office(self, year: int) -> Certified | None:
        newest = figures.rounds(self.organisation, year).closed().filter(closed_at__lt=self.end).first()
        if newest is None:
            return None
        numbers = figures.of_round(newest, self.end)
        values = {key: total.value if total else None for key, total in numbers.shown().items()}
        return Certified(
            newest,
            values,
            numbers.hidden,
            timezone.localdate(newest.closed_at),
            certified=numbers.certified,
            expected=numbers.expected,
        )

    def _of_school(self, year: int) -> Certified | None:
        version = (
            ReportVersion.objects.valid_at(self.end)
            .filter(report__school=self.organisation, report__round__academic_year=year)
            .select_related("report__round__office")
            .order_by("-report__round__term")
            .first()
        )
        if version is None:
            return None
        every = {**checks.with_sums(version.figures), **version.counted}
        hidden = hiding.hidden(every)
        answers = tuple((key, words) for key, words in version.answers.items() if isinstance(words, str))
        return Certified(
            version.report.round,
            {key: None if key in hidden else value for key, value in every.items()},
            hidden,
            timezone.localdate(version.certified_at),
            signature=version.signature,
            signed_on=version.signed_on,
            reflections=answers,
        )

    @cached_property
    def statements(self) -> dict[tuple[str, int], Signed]:
        """By kind of year and year; of an office only."""
        if not self.is_office:
            return {}
        rows = Statement.objects.filter(
            office=self.organisation, year__in=self.years, signed_at__lt=self.end
        ).prefetch_related("figures")
        found = {}
        for row in rows.order_by("number"):
            lines = freezing.lines_of(row)
            readings = {read.key: read.masked(lines.get(read.key)) for read in measuring.stated(row)}
            found[row.year_kind, row.year] = Signed(row, readings)
        return found

    def signed(self, year: int, kind: str = ACADEMIC) -> Signed | None:
        return self.statements.get((kind, year))

    # E

    @cached_property
    def practices(self) -> list[PracticePage]:
        """Its own that any visitor may read; the one that the dossier is about first."""
        rows = PracticePage.objects.published().filter(
            owner_organisation=self.organisation, first_published_at__lt=self.end
        )
        found = list(rows.prefetch_related("awards").order_by("-academic_year", "-first_published_at", "-pk"))
        return sorted(found, key=lambda row: row.pk != self.dossier.practice_id)

    @property
    def work(self) -> PracticePage | None:
        """The practice that the dossier is about, if visitors may read it."""
        return next((row for row in self.practices if row.pk == self.dossier.practice_id), None)

    @cached_property
    def honours(self) -> list[Honour]:
        """Announced for it, its practices, and for its people who agreed to be named."""
        rows = Honour.objects.public().of_school(self.organisation).with_names()
        return list(rows.filter(scheme__announced_on__lte=self.on).order_by("-scheme__year", "pk"))

    @cached_property
    def certificates(self) -> dict[int, int]:
        """How many it gave to adults, by academic year."""
        rows = Certificate.objects.valid().filter(
            host=self.organisation, issued_on__gte=self.first, issued_on__lte=self.on
        )
        found: Counter[int] = Counter()
        for day, number in rows.order_by().values_list("issued_on").annotate(n=Count("pk")):
            found[self.year_of(day)] += number
        return dict(found)

    @cached_property
    def funds(self) -> list[tuple[FundPage, list[PublicYear]]]:
        """The office's funds with the fiscal years of these years, as visitors read them."""
        if not self.is_office:
            return []
        return [
            (page, [row for row in fund_ledger.public_years(page, self.on) if row.fiscal_year in self.years])
            for page in FundPage.objects.live().public().order_by("path")
        ]

    # N

    @cached_property
    def events(self) -> list[ExchangeEventPage]:
        """Held by it, or with a practice of its own, as far as visitors may read of them; the earliest first."""
        begins = timezone.make_aware(datetime.combine(self.first, time()))
        mine = Q(host=self.organisation) | Q(practices__owner_organisation=self.organisation)
        rows = ExchangeEventPage.objects.published().filter(
            mine, starts_at__gte=begins, ends_at__lt=min(self.end, timezone.now())
        )
        return list(
            rows.exclude(state=ExchangeEventPage.State.CANCELLED).order_by("starts_at", "pk").distinct()
        )

    @cached_property
    def adoptions(self) -> list[Adoption]:
        """Of its own practices by others, confirmed by these."""
        return list(
            Adoption.objects.public()
            .filter(practice__owner_organisation=self.organisation, confirmed_on__lte=self.on)
            .select_related("practice", "school")
            .order_by("began_on", "pk")
        )

    @cached_property
    def taken_over(self) -> list[Adoption]:
        """Of others' practices by this school."""
        rows = Adoption.objects.public().filter(school=self.organisation, confirmed_on__lte=self.on)
        return list(rows.select_related("practice__owner_organisation").order_by("began_on", "pk"))

    def networks(self, year: int) -> int | None:
        """How many partner networks counted on the year's last day; None where nothing was recorded yet."""
        day, since = self.last_day(year), self._counting.networks_known_since
        if not self.has_begun(year) or since is None or since > day:
            return None
        return ledger.numbers([self.organisation], self._counting.rule, day)[self.organisation.pk]

    @cached_property
    def _counting(self) -> Facts:
        return Facts(self.office, Period.of(self.on), self.on)

    @property
    def networks_minimum(self) -> int:
        return ledger.minimum(self.organisation, self._counting.rule)

    @property
    def rule(self) -> str:
        return self._counting.rule_line

    @cached_property
    def partnerships(self) -> list[Partnership]:
        """Those that count on the day, the longest first."""
        rows = ledger.judged([self.organisation], self._counting.rule, self.on)[self.organisation.pk]
        keys = [row.tie.key for row in rows if row.counts and row.tie.key > 0]
        return list(
            Partnership.objects.filter(pk__in=keys)
            .select_related("partner", "commitment")
            .order_by("starts_on", "pk")
        )

    @cached_property
    def model_networks(self) -> list[SchoolNetwork]:
        if self.is_office:
            rows = SchoolNetwork.objects.public().current(self.on).filter(office=self.organisation)
        else:
            members = NetworkSchool.objects.current(self.on).filter(school=self.organisation)
            rows = SchoolNetwork.objects.public().filter(pk__in=members.values("network"))
        return list(rows.select_related("hub").order_by("starts_on", "pk"))

    # What it is

    @cached_property
    def facts(self) -> dict[int, SchoolFacts]:
        """A school's size by academic year; of an office the sums are in its signed numbers."""
        rows = SchoolFacts.objects.filter(school=self.organisation, academic_year__in=self.years)
        return {row.academic_year: row for row in rows.filter(as_of__lte=self.on)}

    @cached_property
    def policies(self) -> list[PolicyReference]:
        if self.work is not None and (chosen := list(self.work.policies.all())):
            return chosen
        return list(
            PolicyReference.objects.filter(first_year__lte=self.years[-1] + 1, last_year__gte=self.years[0])
        )

    def year_of(self, day: date) -> int:
        return Period.of(day).year

    def fiscal_is_over(self, year: int) -> bool:
        return fiscal_year_span(year)[1] <= self.on

    @property
    def kinds(self) -> list[str]:
        """The kinds of year of which something was signed; school years where nothing was."""
        found = {kind for kind, _year in self.statements}
        return [kind for kind in (ACADEMIC, FISCAL) if kind in found] or [ACADEMIC]
