"""Schools that need somebody to look: which, why, and since when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content import labels
from content.listing import FilterForm
from content.templatetags.thai import thai_date
from content.years import NoYear
from events.models import Registration
from networks import board
from networks.counting import months_later
from networks.models import PartnershipActivity
from organisations.models import Organisation
from practices.models import AdoptionEvent, PracticePage
from programme.indicators.measuring import Facts
from programme.models import Nudge, ReportRound, ReportVersion, TermReport
from vcare.schools import DISTRICTS

#: A school of which nothing was heard for so many months is called silent.
SILENT_MONTHS = 12
#: A school is nudged at most once within these days.
QUIET_DAYS = 7

#: The most pressing first.
REASONS = {
    "no-network": gettext_lazy("No partner network"),
    "late-report": gettext_lazy("Report is late"),
    "no-report": gettext_lazy("No report when the round was closed"),
    "expiring": gettext_lazy("Something ends within 90 days"),
    "silent": gettext_lazy("Nothing heard for 12 months"),
}


@dataclass(frozen=True)
class Row:
    """One school and why it stands here."""

    school: Organisation
    #: Keys of REASONS.
    reasons: tuple[str, ...]
    networks: int
    minimum: int
    expiring: int
    #: The last day on which anything was recorded; None if that never happened.
    heard_on: date | None
    #: The round whose certified report is missing, and how many days late it is.
    late: str = ""
    days_late: int = 0
    #: The closed round for which no report is certified, and the day on which it was closed.
    missed: str = ""
    closed_on: date | None = None
    nudged_at: datetime | None = None

    def words(self) -> Iterator[str]:
        """Each reason in one phrase."""
        for key in self.reasons:
            if key == "no-network":
                yield _("has no partner network that counts")
            elif key == "late-report":
                yield _("the report of %(round)s is %(n)s days late") % {
                    "round": self.late,
                    "n": self.days_late,
                }
            elif key == "no-report":
                yield _("no certified report of %(round)s, which was closed on %(day)s") % {
                    "round": self.missed,
                    "day": thai_date(self.closed_on),
                }
            elif key == "expiring":
                yield _("%(n)s of %(all)s networks will stop counting within 90 days") % {
                    "n": self.expiring,
                    "all": self.networks,
                }
            elif self.heard_on is None:
                yield _("nothing is recorded yet")
            else:
                yield _("nothing recorded since %(day)s") % {"day": thai_date(self.heard_on)}

    def is_quiet(self, now: datetime) -> bool:
        """Whether it was nudged so short ago that it is left in peace."""
        return self.nudged_at is not None and self.nudged_at > now - timedelta(days=QUIET_DAYS)


def heard_of(office: Organisation) -> dict[int, date]:
    """The last day on which a school recorded, wrote, took over or came to something; a few queries."""
    found: dict[int, date] = {}

    def take(rows: Iterable[tuple[int | None, Any]]) -> None:
        for school, moment in rows:
            if school is None or moment is None:
                continue
            day = timezone.localtime(moment).date() if isinstance(moment, datetime) else moment
            if school not in found or found[school] < day:
                found[school] = day

    take(
        PartnershipActivity.objects.filter(partnership__owner__office=office)
        .values_list("partnership__owner")
        .annotate(last=Max("day"))
    )
    take(
        PracticePage.objects.filter(owner_organisation__office=office)
        .values_list("owner_organisation")
        .annotate(last=Max("latest_revision_created_at"))
    )
    take(
        AdoptionEvent.objects.filter(adoption__school__office=office)
        .values_list("adoption__school")
        .annotate(last=Max("day"))
    )
    take(TermReport.objects.filter(round__office=office).values_list("school").annotate(last=Max("saved_at")))
    take(
        Registration.objects.filter(organisation__office=office)
        .values_list("organisation")
        .annotate(last=Max("created_at"))
    )
    return found


def late_round(office: Organisation, today: date) -> ReportRound | None:
    """The newest open round whose day has passed."""
    rounds = ReportRound.objects.filter(office=office, state=ReportRound.State.OPEN, due_on__lt=today)
    return rounds.newest_first().first()


def missed_round(office: Organisation, today: date) -> ReportRound | None:
    """The newest closed round, if it was closed within the last year."""
    rounds = ReportRound.objects.filter(office=office).closed().newest_first()
    since = months_later(today, -SILENT_MONTHS)
    return rounds.filter(closed_at__date__gte=since).first()


def certified_in(term_round: ReportRound) -> set[int]:
    """Schools of which a certified report of a round counts, as the board and the totals have it."""
    rows = ReportVersion.objects.filter(report__round=term_round, ended_at=None)
    return set(rows.values_list("report__school", flat=True))


def asked_in(term_round: ReportRound, school: Organisation) -> bool:
    """Whether a school was there to be asked before a round was closed."""
    return term_round.closed_at is not None and school.created_at < term_round.closed_at


def last_nudges(schools: Sequence[Organisation]) -> dict[int, datetime]:
    """When each school was last nudged, or reminded of its networks."""
    if not schools:
        return {}
    rows = Nudge.objects.filter(school__office=schools[0].office_id).values_list("school")
    found = dict(rows.annotate(last=Max("sent_at")))
    for school, at in board.last_reminders(schools).items():
        found[school] = max(at, found.get(school, at))
    return found


def rows(facts: Facts, schools: Sequence[Organisation] | None = None) -> list[Row]:
    """The schools that need help as of today, those with the most and most pressing reasons first."""
    schools = facts.schools if schools is None else schools
    heard = heard_of(facts.office)
    term_round = late_round(facts.office, facts.on)
    certified = certified_in(term_round) if term_round else set()
    closed = missed_round(facts.office, facts.on)
    told = certified_in(closed) if closed else set()
    silent_before = months_later(facts.on, -SILENT_MONTHS)
    found = []
    for school in schools:
        line = board.Row(school, facts.judged[school.pk], facts.rule.school_minimum, facts.on)
        last = heard.get(school.pk)
        holds = {
            "no-network": line.number == 0,
            "late-report": term_round is not None and school.pk not in certified,
            "no-report": closed is not None and school.pk not in told and asked_in(closed, school),
            "expiring": line.expiring > 0,
            "silent": last is None or last < silent_before,
        }
        reasons = tuple(key for key in REASONS if holds[key])
        if reasons:
            found.append(
                Row(
                    school,
                    reasons,
                    line.number,
                    line.minimum,
                    line.expiring,
                    last,
                    term_round.name if term_round else "",
                    term_round.days_late(facts.on) if term_round else 0,
                    closed.name if closed else "",
                    timezone.localdate(closed.closed_at) if closed and closed.closed_at else None,
                )
            )
    order = list(REASONS)
    return sorted(found, key=lambda row: (-len(row.reasons), order.index(row.reasons[0]), row.networks))


def with_nudges(rows: Sequence[Row]) -> list[Row]:
    """The same with when each was last nudged: for those that a page shows."""
    last = last_nudges([row.school for row in rows])
    return [Row(**{**vars(row), "nudged_at": last.get(row.school.pk)}) for row in rows]


def counts(rows: Iterable[Row]) -> list[tuple[str, Any, int]]:
    """How many schools stand there for each reason; one school may stand there for several."""
    rows = list(rows)
    return [(key, label, sum(key in row.reasons for row in rows)) for key, label in REASONS.items()]


class AttentionFilter(FilterForm):
    """By reason and district."""

    per_page = 50
    by_year = NoYear("Who needs help now.")

    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[("", gettext_lazy("All")), *REASONS.items()],
        required=False,
    )
    district = forms.ChoiceField(
        label=gettext_lazy("District"),
        choices=[("", gettext_lazy("All")), *labels.short_choices(DISTRICTS)],
        required=False,
    )

    def narrowed(self, rows: list[Row], chosen: dict[str, Any]) -> list[Row]:
        if value := chosen.get("reason"):
            rows = [row for row in rows if value in row.reasons]
        if value := chosen.get("district"):
            rows = [row for row in rows if value in row.school.districts]
        return rows


def table(rows: Iterable[Row]) -> Iterator[list[object]]:
    """The list as a sheet, its heading first."""
    yield [
        _("OBEC code"),
        _("School"),
        _("District"),
        _("School cluster"),
        _("Networks"),
        _("Asked for"),
        _("Ends within 90 days"),
        _("Last heard of"),
        _("Why"),
    ]
    for row in rows:
        school = row.school
        yield [
            school.obec_code,
            school.local_name,
            ", ".join(DISTRICTS[key].short("th") for key in school.districts),
            school.cluster.local_name if school.cluster else "",
            row.networks,
            row.minimum,
            row.expiring,
            row.heard_on or _("Not known"),
            " · ".join(row.words()),
        ]
