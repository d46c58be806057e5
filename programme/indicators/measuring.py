"""What each indicator is on a day, read from the database: a few queries for any number of schools."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property

from django.db.models import Min
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from wagtail.models import PageLogEntry

from content.templatetags.thai import thai_date
from content.years import Period
from networks import ledger
from networks.counting import Judged, Rule, months_later, number
from networks.models import Partnership, PartnershipActivity, SchoolNetwork
from organisations.models import Organisation
from practices.adoption import history
from practices.models import Adoption, PracticePage
from programme.indicators import sums
from programme.indicators.sums import Line, Measured, Since
from programme.models import (
    EnteredFigure,
    Indicator,
    IndicatorVersion,
    ReportRound,
    StatedFigure,
    Statement,
)
from programme.reports import figures as reported
from programme.reports.figures import Figures
from programme.reports.hiding import FEWEST_SCHOOLS
from vcare.indicators import METHODS, UNITS

#: A partnership that has lasted so many months is called lasting.
LASTING_MONTHS = 12


def end_of(day: date) -> datetime:
    """The moment at which a day is over."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


class Facts:
    """What the indicators of an office are measured from on a day of a period; each is read once.

    With `named` the lists say which partners counted: for the list behind a number and for what is frozen.
    `public` leaves out sums of too few schools. Of a year that is over, reports count as they are known now:
    what came late or was corrected since is what a year is stated anew for.
    """

    def __init__(
        self, office: Organisation, period: Period, today: date, *, named: bool = False, public: bool = False
    ) -> None:
        self.office, self.period, self.named, self.public = office, period, named, public
        self.on = period.day(today)
        self.is_over = period.is_over(today)

    def of_one(self, school: Organisation) -> Facts:
        """The same of one school or the office alone: nothing of the others is read."""
        alone = Facts(self.office, self.period, self.on, named=self.named, public=self.public)
        alone.is_over = self.is_over
        alone.__dict__["schools"] = [] if school.pk == self.office.pk else [school]
        return alone

    @cached_property
    def rule(self) -> Rule:
        return ledger.rule_of(self.office)

    @cached_property
    def rule_line(self) -> str:
        return " ".join(render_to_string("networks/rule_line.html", {"rule": self.rule}).split())

    @cached_property
    def schools(self) -> list[Organisation]:
        return list(ledger.counted_organisations(self.office, self.on))

    @cached_property
    def judged(self) -> dict[int, list[Judged]]:
        """The partnerships of the schools and of the office with their verdicts."""
        return ledger.judged([self.office, *self.schools], self.rule, self.on)

    @cached_property
    def networks_known_since(self) -> date | None:
        """The first day of which anything about partner networks is recorded."""
        owners = Organisation.objects.of_office(self.office)
        if self.rule.activity_months:
            rows = PartnershipActivity.objects.filter(partnership__owner__in=owners)
            return rows.aggregate(first=Min("day"))["first"]
        return Partnership.objects.filter(owner__in=owners).aggregate(first=Min("starts_on"))["first"]

    @cached_property
    def partner_names(self) -> dict[int, str]:
        """Names of the partners that counted; those of networks of model schools under negative keys."""
        keys = {row.tie.partner for rows in self.judged.values() for row in rows if row.counts}
        names = dict(Organisation.objects.filter(pk__in=keys).values_list("pk", "name"))
        model = SchoolNetwork.objects.filter(pk__in=[-key for key in keys if key < 0])
        return names | {-pk: name for pk, name in model.values_list("pk", "name")}

    def names(self, rows: Iterable[Judged]) -> str:
        if not self.named:
            return ""
        return ", ".join(sorted(self.partner_names[row.tie.partner] for row in rows if row.counts))

    @cached_property
    def figures(self) -> dict[int, list[EnteredFigure]]:
        """What the office entered up to the day, the newest first, by indicator."""
        found: dict[int, list[EnteredFigure]] = {}
        rows = EnteredFigure.objects.standing().filter(indicator__office=self.office, as_of__lte=self.on)
        for row in rows:
            found.setdefault(row.indicator_id, []).append(row)
        return found

    @cached_property
    def _rounds(self) -> tuple[list[ReportRound], ReportRound | None]:
        """The rounds that were closed by the day, the newest first, and the period's one that was not yet.

        One that was due in a year that is over is that year's, however late it was closed, or closed again.
        """
        begun = list(reported.rounds(self.office).filter(opens_on__lte=self.on))
        closed = [
            row
            for row in begun
            if row.was_closed_by(self.on) or (self.is_over and row.is_closed and row.due_on <= self.on)
        ]
        coming = [row for row in begun if row not in closed and row.opens_on >= self.period.first]
        return closed, coming[0] if coming else None

    @property
    def _known(self) -> datetime:
        """The moment at which reports are looked at."""
        return timezone.now() if self.is_over else min(end_of(self.on), timezone.now())

    @cached_property
    def reports(self) -> Figures | None:
        """The certified reports of the period's newest closed round.

        Never those of an open one: some schools are in and others not, so that its sum is no result, and
        grows from one day to the next by the numbers of single schools.
        """
        return self._newest([row for row in self._rounds[0] if row.opens_on >= self.period.first])

    @cached_property
    def reports_before(self) -> Figures | None:
        """Those of the closed round before it, of whichever year."""
        if self.reports is None:
            return None
        now = self.reports.round
        before = [
            row for row in self._rounds[0] if (row.academic_year, row.term) < (now.academic_year, now.term)
        ]
        return self._newest(before[:1])

    def _newest(self, rounds: Iterable[ReportRound]) -> Figures | None:
        for term_round in rounds:
            found = reported.of_round(term_round, as_of=self._known)
            if found.rows:
                return found
        return None

    @cached_property
    def coming(self) -> str:
        """How many schools have reported to the round that is not closed yet; empty without one."""
        term_round = self._rounds[1]
        if term_round is None:
            return ""
        return _("%(round)s is being collected: %(n)s of %(all)s schools have reported.") % {
            "round": term_round.name,
            "n": reported.certified(term_round, self._known),
            "all": reported.expected(term_round),
        }

    def address_of(self, school: Organisation) -> str:
        with override("th"):
            return f"{reverse('networks:number', args=[school.uid])}?on={self.on.isoformat()}"


def _about_networks(measure: Callable[[Facts], Measured]) -> Callable[[Facts, Indicator], Measured]:
    """Nothing is known before the first record, and nothing where there are no schools."""

    def measured(facts: Facts, indicator: Indicator) -> Measured:
        since = facts.networks_known_since
        if since is None:
            return Measured(unknown=_("No partner network is recorded in the portal yet."))
        if facts.on < since:
            words = _("The portal's records of partner networks begin on %(day)s.")
            return Measured(unknown=words % {"day": thai_date(since)})
        return measure(facts)

    return measured


def _schools(facts: Facts, minimum: int) -> Measured:
    if not facts.schools:
        return Measured(unknown=_("No school is in the register yet."))
    lines = []
    for school in facts.schools:
        rows = facts.judged[school.pk]
        count = number(rows)
        lines.append(
            Line(
                school.name,
                int(count >= minimum),
                1,
                f"{count}: {facts.names(rows)}" if facts.named and count else str(count),
                facts.address_of(school) if facts.named else "",
            )
        )
    return Measured(tuple(lines), rule=facts.rule_line)


@_about_networks
def schools_with_network(facts: Facts) -> Measured:
    return _schools(facts, 1)


@_about_networks
def schools_at_minimum(facts: Facts) -> Measured:
    return _schools(facts, facts.rule.school_minimum)


@_about_networks
def office_networks(facts: Facts) -> Measured:
    rows = [row for row in facts.judged[facts.office.pk] if row.counts]
    path = facts.address_of(facts.office) if facts.named else ""
    lines = [
        Line(
            facts.partner_names[row.tie.partner] if facts.named else "",
            1,
            note=_("since %(day)s") % {"day": thai_date(row.tie.starts_on)} if facts.named else "",
            path=path,
        )
        for row in rows
    ]
    return Measured(tuple(lines), rule=facts.rule_line)


@_about_networks
def lasting_networks(facts: Facts) -> Measured:
    lines = []
    for school in facts.schools:
        rows = [row for row in facts.judged[school.pk] if row.counts]
        if rows:
            lasting = [row for row in rows if months_later(row.tie.starts_on, LASTING_MONTHS) <= facts.on]
            path = facts.address_of(school) if facts.named else ""
            lines.append(Line(school.name, len(lasting), len(rows), facts.names(lasting), path))
    if not lines:
        return Measured(unknown=_("No school has a partner network that counts."))
    return Measured(tuple(lines), rule=facts.rule_line)


def office_innovations(facts: Facts, indicator: Indicator) -> Measured:
    """Those that anybody could read on the day, as far as publication is recorded."""
    end = end_of(facts.on)
    pages = list(
        PracticePage.objects.filter(
            owner_organisation=facts.office, kind="innovation", first_published_at__lt=end
        ).order_by("first_published_at", "pk")
    )
    readable = set(
        PracticePage.objects.live()
        .public()
        .filter(pk__in=[page.pk for page in pages])
        .values_list("pk", flat=True)
    )
    changes: dict[int, list[tuple[bool, bool]]] = {}
    log = PageLogEntry.objects.filter(
        page__in=[page.pk for page in pages], action__in=["wagtail.publish", "wagtail.unpublish"]
    )
    for page, action, at in log.order_by("timestamp", "pk").values_list("page_id", "action", "timestamp"):
        changes.setdefault(page, []).append((at < end, action == "wagtail.publish"))
    lines = []
    for page in pages:
        events = changes.get(page.pk, [])
        before = [published for was_before, published in events if was_before]
        # First published before the day, and never taken back until then: whatever came after, it was there.
        was_public = before[-1] if before else bool(events) or page.pk in readable
        if was_public:
            day = timezone.localtime(page.first_published_at).date()
            note = _("published on %(day)s") % {"day": thai_date(day)}
            lines.append(Line(page.title, 1, note=note, path=page.get_url() or "" if facts.named else ""))
    return Measured(tuple(lines))


def innovation_adopters(facts: Facts, indicator: Indicator) -> Measured:
    """Schools that were at it on the day and of which that was still known."""
    rows = (
        Adoption.objects.filter(
            practice__owner_organisation=facts.office,
            practice__kind="innovation",
            school__office=facts.office,
            confirmed_on__lte=facts.on,
        )
        .select_related("school", "practice")
        .prefetch_related("events")
        .order_by("school__sort_key", "pk")
    )
    lines: dict[int, Line] = {}
    for row in rows:
        found = history.standing(event for event in row.events.all() if event.day <= facts.on)
        if found is None or found.state not in {"trying", "using"}:
            continue
        if found.known_until is not None and found.known_until < facts.on:
            continue
        path = ""
        if facts.named:
            with override("th"):
                path = reverse("adoption:adopters", args=[row.practice.reference.lower()])
        lines.setdefault(row.school_id, Line(row.school.name, 1, note=row.practice.title, path=path))
    return Measured(tuple(lines.values()))


def entered(facts: Facts, indicator: Indicator) -> Measured:
    """The newest figure whose day lies in the period."""
    figures = facts.figures.get(indicator.pk, [])
    if not figures:
        return Measured(unknown=_("The office has not entered a figure yet."))
    newest = figures[0]
    if newest.as_of < facts.period.first:
        words = _("No figure of this year yet; the last one is of %(day)s.")
        return Measured(unknown=words % {"day": thai_date(newest.as_of)})
    return Measured(
        (Line(newest.source, newest.numerator, newest.denominator, thai_date(newest.as_of)),),
        known_on=newest.as_of,
    )


def cared(values: Mapping[str, int | None]) -> tuple[int | None, int | None]:
    """At most so many had both steps: the smaller of the pupils visited and those screened."""
    visited, screened = values.get("visited"), values.get("screened")
    return None if visited is None or screened is None else min(visited, screened), values.get("enrolled")


def at_school(values: Mapping[str, int | None]) -> tuple[int | None, int | None]:
    """Without those who left in the term and did not come back."""
    enrolled, left = values.get("enrolled"), values.get("dropped_out")
    if enrolled is None or left is None:
        return None, enrolled
    return max(0, enrolled - max(0, left - (values.get("brought_back") or 0))), enrolled


def operating(values: Mapping[str, int | None]) -> tuple[int | None, int | None]:
    return values.get("staff_operating"), values.get("staff")


def _reported(read: Callable[[Mapping[str, int | None]], tuple[int | None, int | None]]):
    """From the period's newest closed round of reports; else as entered."""

    def lines_of(reports: Figures | None) -> dict[int, Line]:
        found = {}
        for row in reports.rows if reports else ():
            value, whole = read(row.values)
            if value is not None and whole is not None:
                found[row.school.pk] = Line(row.school.name, min(value, whole), whole)
        return found

    def measured(facts: Facts, indicator: Indicator) -> Measured:
        reports = facts.reports
        lines = lines_of(reports)
        if facts.public and 0 < len(lines) < FEWEST_SCHOOLS:
            return Measured(unknown=_("Too few schools have reported to show sums."), coming=facts.coming)
        if reports is None or not lines:
            found = replace(entered(facts, indicator), coming=facts.coming)
            return (
                replace(found, unknown=facts.coming, coming="") if found.unknown and facts.coming else found
            )
        words = _("From %(n)s certified reports of %(all)s schools, %(round)s.") % {
            "n": len(lines),
            "all": reports.expected,
            "round": reports.round.name,
        }
        return Measured(
            tuple(lines.values()), rule=words, coming=facts.coming, since=_since(lines, lines_of, facts)
        )

    return measured


def _since(
    lines: Mapping[int, Line], lines_of: Callable[[Figures | None], Mapping[int, Line]], facts: Facts
) -> Since | None:
    """What the same schools said in the closed round before."""
    earlier = lines_of(facts.reports_before)
    both = lines.keys() & earlier.keys()
    if facts.reports_before is None or not both:
        return None
    return Since(
        facts.reports_before.round.name,
        len(both),
        sum(lines[key].value for key in both),
        sum(earlier[key].value for key in both),
    )


MEASURES: dict[str, Callable[[Facts, Indicator], Measured]] = {
    "typed": entered,
    "reports-cared": _reported(cared),
    "reports-opportunity": _reported(at_school),
    "reports-staff": _reported(operating),
    "schools-with-network": schools_with_network,
    "schools-at-minimum": schools_at_minimum,
    "office-networks": office_networks,
    "office-innovations": office_innovations,
    "lasting-networks": lasting_networks,
    "innovation-adopters": innovation_adopters,
}


#: Methods that add up what schools report.
REPORTED = {key for key in MEASURES if key.startswith("reports-")}


@dataclass(frozen=True)
class Reading:
    """An indicator on a day as a screen shows it: measured just now, or as it was stated."""

    key: str
    definition: IndicatorVersion | StatedFigure
    value: int | None
    whole: int | None
    unknown: str
    on: date
    known_on: date | None = None
    rule: str = ""
    indicator: Indicator | None = None
    statement: Statement | None = None
    lines: tuple[Line, ...] = ()
    #: It is this or a little more: what is left over is too small to be told.
    at_least: bool = False
    #: How far the next numbers have come in, and what the same schools said before.
    coming: str = ""
    since: Since | None = None

    @property
    def name(self) -> str:
        return self.definition.local_name

    @property
    def percent(self) -> Decimal | None:
        return sums.percent(self.value, self.whole)

    @property
    def target(self) -> int | None:
        return self.definition.target

    @property
    def compared(self) -> Decimal | None:
        return sums.compared(self.value, self.whole, in_percent=self.definition.in_percent)

    @property
    def reached(self) -> bool | None:
        return sums.is_reached(self.value, self.whole, self.target, in_percent=self.definition.in_percent)

    @property
    def missing(self) -> int | None:
        return sums.missing(self.value, self.whole, self.target, in_percent=self.definition.in_percent)

    @property
    def unit(self) -> str:
        return UNITS.get(self.definition.unit).label(get_language())

    @property
    def in_percent(self) -> bool:
        return self.definition.in_percent

    @property
    def method_note(self) -> str:
        return METHODS[self.definition.method].note

    @property
    def is_reported(self) -> bool:
        """Whether it was added up from the reports of schools, and not entered by the office."""
        return self.definition.method in REPORTED and self.value is not None and self.known_on is None

    def masked(self, schools: int | None = None) -> Reading:
        """As it may be told outside the office: without counts of one to four people.

        `schools` is how many a signed number was added up from.
        """
        if self.is_reported and schools is not None and schools < FEWEST_SCHOOLS:
            unknown = _("Too few schools have reported to show sums.")
            return replace(self, value=None, whole=None, unknown=unknown, lines=(), since=None)
        shown = sums.for_public(self.value, self.whole, people=self.definition.unit == "people")
        if shown.few:
            unknown = _("Fewer than 5: not told, so that nobody can be recognised.")
            return replace(self, value=None, whole=shown.whole, unknown=unknown, lines=(), since=None)
        return replace(self, value=shown.value, at_least=shown.at_least, lines=(), since=None)


def measure(indicator: Indicator, facts: Facts) -> Reading | None:
    """None for a day on which the indicator had no definition yet."""
    version = indicator.in_force(facts.on)
    if version is None:
        return None
    measured = MEASURES[version.method](facts, indicator)
    return Reading(
        indicator.key,
        version,
        measured.value,
        measured.whole,
        measured.unknown,
        facts.on,
        measured.known_on,
        measured.rule,
        indicator,
        lines=measured.lines,
        coming=measured.coming,
        since=measured.since,
    )


def measure_all(facts: Facts) -> list[Reading]:
    """All indicators in use on the day, in their order."""
    rows = Indicator.objects.of_office(facts.office)
    found = [measure(row, facts) for row in rows if row.retired_on is None or row.retired_on > facts.on]
    return [reading for reading in found if reading is not None]


def stated(statement: Statement) -> list[Reading]:
    """The figures of a statement as readings."""
    return [
        Reading(
            figure.key,
            figure,
            figure.value,
            figure.whole,
            figure.unknown,
            statement.as_of,
            figure.known_on,
            figure.rule,
            statement=statement,
        )
        for figure in statement.figures.all()
    ]


def readings(facts: Facts) -> list[Reading]:
    """As signed, once a period has been; as measured now, else."""
    newest = (
        Statement.objects.filter(office=facts.office, year_kind=facts.period.kind, year=facts.period.year)
        .order_by("-number")
        .first()
    )
    if newest is not None:
        return stated(newest)
    return measure_all(facts)
