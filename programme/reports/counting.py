"""What the portal itself knows of a school in a term, each number with what it is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from content.templatetags.thai import thai_date
from events.models import ExchangeEventPage
from networks import ledger
from networks.models import Commitment
from organisations.models import Organisation
from practices.models import Adoption, PracticePage
from programme.models import ReportRound, TermReport
from vcare.calendar import academic_year_span, to_christian
from vcare.reports import COUNTED


@dataclass(frozen=True)
class Piece:
    """One of the things a number counts."""

    title: str
    address: str = ""
    note: str = ""


@dataclass(frozen=True)
class Counted:
    key: str
    pieces: list[Piece]

    @property
    def value(self) -> int:
        return len(self.pieces)

    @property
    def name(self) -> str:
        return COUNTED.label(self.key, get_language())


def days_of(term_round: ReportRound) -> tuple[date, date]:
    """From a term's first day to the day before the next one."""
    first, last = academic_year_span(term_round.academic_year)
    second = date(to_christian(term_round.academic_year), 11, 1)
    return (first, second - timedelta(days=1)) if term_round.term == 1 else (second, last)


def networks(school: Organisation, term_round: ReportRound) -> list[Piece]:
    office, today = school.office or school, timezone.localdate()
    judged = ledger.judged([school], ledger.rule_of(office), today)[school.pk]
    counts = {row.tie.key for row in judged if row.counts}
    rows = school.partnerships_as_owner.filter(pk__in=[key for key in counts if key > 0])
    pieces = [
        Piece(row.partner.local_name, reverse("networks:number", args=[school.uid]))
        for row in rows.select_related("partner").order_by("starts_on", "pk")
    ]
    places = school.in_networks.filter(pk__in=[-key for key in counts if key < 0]).select_related("network")
    return pieces + [
        Piece(row.network.local_name, reverse("networks:number", args=[school.uid])) for row in places
    ]


def commitments(school: Organisation, term_round: ReportRound) -> list[Piece]:
    today = timezone.localdate()
    rows = Commitment.objects.filter(
        parties__organisation=school,
        state=Commitment.State.IN_FORCE,
        starts_on__lte=today,
        ends_on__gte=today,
    )
    return [
        Piece(row.title, reverse("commitments:commitment", args=[row.uid]), row.reference)
        for row in rows.distinct().order_by("starts_on", "pk")
    ]


def events(school: Organisation, term_round: ReportRound) -> list[Piece]:
    rows = ExchangeEventPage.objects.filter(
        attendances__voided_at=None,
        attendances__day__range=days_of(term_round),
        attendances__attendee__registration__organisation=school,
    )
    return [
        Piece(row.title, row.get_url() or "", thai_date(row.starts_at))
        for row in rows.distinct().order_by("starts_at", "pk")
    ]


def practices(school: Organisation, term_round: ReportRound) -> list[Piece]:
    rows = PracticePage.objects.live().public().filter(owner_organisation=school)
    return [
        Piece(row.title, row.get_url() or "", row.reference)
        for row in rows.order_by("first_published_at", "pk")
    ]


def adoptions(school: Organisation, term_round: ReportRound) -> list[Piece]:
    rows = Adoption.objects.confirmed().in_use(timezone.localdate()).filter(school=school).with_names()
    return [_of_adoption(row, row.practice.owner_organisation) for row in rows.order_by("pk")]


def adopters(school: Organisation, term_round: ReportRound) -> list[Piece]:
    """Schools, each once, whichever of the practices they use."""
    rows = Adoption.objects.confirmed().in_use(timezone.localdate())
    rows = rows.filter(practice__owner_organisation=school).exclude(school=school).with_names()
    return list({row.school_id: _of_adoption(row, row.school) for row in rows.order_by("pk")}.values())


def _of_adoption(row: Adoption, other: Organisation) -> Piece:
    address = (row.practice.get_url() or "") if row.practice.live else ""
    return Piece(other.local_name, address, row.practice.title)


COUNTERS: dict[str, Callable[[Organisation, ReportRound], list[Piece]]] = {
    "networks": networks,
    "commitments": commitments,
    "events": events,
    "practices": practices,
    "adoptions": adoptions,
    "adopters": adopters,
}


def counted(report: TermReport) -> list[Counted]:
    """All of them as they are today, in the order of the form."""
    return [Counted(key, count(report.school, report.round)) for key, count in COUNTERS.items()]


def values(report: TermReport) -> dict[str, int]:
    return {row.key: row.value for row in counted(report)}
