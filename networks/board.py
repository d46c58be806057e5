"""The board of all schools: who has how many networks, what ends soon, and what a reminder says."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.models import ModelLogEntry

from content import labels
from content.dates import ThaiDateField
from content.listing import FilterForm
from content.templatetags.thai import thai_date
from content.years import AtEnd
from networks import ledger
from networks.counting import Judged, Rule, Verdict, number
from networks.coverage import Coverage, coverage
from networks.models import CountingRule
from organisations.models import Organisation
from vcare.schools import DISTRICTS

REMINDED = "networks.remind"

_WHY = {
    Verdict.ALREADY: gettext_lazy("counted already by another partnership with the same partner"),
    Verdict.NOT_BEGUN: gettext_lazy("has not begun on this day"),
    Verdict.ENDED: gettext_lazy("has ended"),
    Verdict.DORMANT: gettext_lazy("nothing is done together any more"),
    Verdict.CLOSED: gettext_lazy("the partner organisation has closed"),
    Verdict.SUSPENDED: gettext_lazy("the office has suspended the partner"),
    Verdict.UNVERIFIED: gettext_lazy("the office has not verified the partner"),
    Verdict.NEVER_ACTIVE: gettext_lazy("no activity has been recorded yet"),
    Verdict.INACTIVE: gettext_lazy("the last activity is too long ago"),
    Verdict.MODEL_LEFT_OUT: gettext_lazy("the rule does not count networks of model schools"),
    Verdict.MODEL_ONCE: gettext_lazy("another network of model schools counts already; at most one does"),
}


@dataclass(frozen=True)
class Row:
    """One school on the board."""

    organisation: Organisation
    judged: Sequence[Judged]
    minimum: int
    on: date
    reminded: datetime | None = None

    @cached_property
    def number(self) -> int:
        return number(self.judged)

    @cached_property
    def expiring(self) -> int:
        """How many of those that count end within 90 days."""
        return sum(1 for row in self.judged if row.expires_soon(self.on))

    @property
    def missing(self) -> int:
        return max(0, self.minimum - self.number)

    @property
    def level(self) -> str:
        """The colour: reached, some missing, none yet."""
        return (
            "level-0"
            if not self.missing
            else "level-3"
            if not self.number
            else f"level-{min(self.missing, 2)}"
        )


def rows(office: Organisation, rule: Rule, on: date, *, reminders: bool = False) -> list[Row]:
    """All schools of the office, in Thai order; with `reminders`, when each was last reminded."""
    schools = list(ledger.counted_organisations(office, on))
    judged = ledger.judged(schools, rule, on)
    reminded = last_reminders(schools) if reminders else {}
    return [
        Row(school, judged[school.pk], rule.school_minimum, on, reminded.get(school.pk)) for school in schools
    ]


def office_row(office: Organisation, rule: Rule, on: date) -> Row:
    return Row(office, ledger.judged([office], rule, on)[office.pk], rule.office_minimum, on)


def why(judged: Judged) -> str:
    """Why a partnership does not count, in the visitor's language."""
    tie = judged.tie
    if judged.verdict is Verdict.ENDED and tie.commitment:
        words = (
            _("commitment %(reference)s was called off on %(day)s")
            if tie.called_off
            else _("commitment %(reference)s ended on %(day)s")
        )
        return words % {"reference": tie.commitment, "day": thai_date(tie.ends_on)}
    return str(_WHY[judged.verdict])


def summary(board: Iterable[Row], rule: Rule) -> Coverage:
    return coverage({row.organisation.pk: row.number for row in board}, rule.school_minimum)


@dataclass(frozen=True)
class Effect:
    """What another rule would do to today's numbers."""

    before: Coverage
    after: Coverage
    office_before: int
    office_after: int
    #: Schools whose number changes, with both numbers, the greatest loss first.
    changed: list[tuple[Organisation, int, int]]


def effect(office: Organisation, old: Rule, new: Rule, on: date) -> Effect:
    now, then = rows(office, old, on), rows(office, new, on)
    changed = [
        (before.organisation, before.number, after.number)
        for before, after in zip(now, then, strict=True)
        if before.number != after.number
    ]
    return Effect(
        summary(now, old),
        summary(then, new),
        office_row(office, old, on).number,
        office_row(office, new, on).number,
        sorted(changed, key=lambda change: change[2] - change[1]),
    )


class BoardFilter(FilterForm):
    """Day, district, cluster, how many networks, what ends soon."""

    per_page = 150
    by_year = AtEnd()

    on = ThaiDateField(label=gettext_lazy("As of"), required=False)
    district = forms.ChoiceField(
        label=gettext_lazy("District"),
        choices=[("", gettext_lazy("All")), *labels.short_choices(DISTRICTS)],
        required=False,
    )
    cluster = forms.ChoiceField(label=gettext_lazy("School cluster"), required=False)
    networks = forms.ChoiceField(label=gettext_lazy("Networks"), required=False)
    expiring = forms.ChoiceField(
        label=gettext_lazy("Ends soon"),
        choices=[("", gettext_lazy("All")), ("yes", gettext_lazy("Something ends within 90 days"))],
        required=False,
    )

    def __init__(self, data: Any, *, office: Organisation, minimum: int) -> None:
        super().__init__(data)
        clusters = Organisation.objects.filter(office=office, kind="cluster").by_name()
        self.fields["cluster"].choices = [("", gettext_lazy("All"))] + [
            (str(row.uid), row.local_name) for row in clusters
        ]
        self.minimum = minimum
        self.fields["networks"].choices = [
            ("", gettext_lazy("All")),
            *((str(n), str(n)) for n in range(minimum)),
            (str(minimum), pgettext_lazy("networks", "%(n)s or more") % {"n": minimum}),
        ]

    def narrowed(self, rows: list[Row], chosen: dict[str, Any]) -> list[Row]:
        if value := chosen.get("district"):
            rows = [row for row in rows if value in row.organisation.districts]
        if value := chosen.get("cluster"):
            rows = [row for row in rows if (of := row.organisation.cluster) and str(of.uid) == value]
        if value := chosen.get("networks"):
            rows = [row for row in rows if min(row.number, self.minimum) == int(value)]
        if chosen.get("expiring"):
            rows = [row for row in rows if row.expiring]
        return rows


def table(board: Iterable[Row]) -> Iterator[list[object]]:
    """The board as a sheet, its heading first."""
    yield [
        _("OBEC code"),
        _("School"),
        _("District"),
        _("School cluster"),
        _("Networks"),
        _("Asked for"),
        _("Missing"),
        _("Ends within 90 days"),
        _("As of"),
    ]
    for row in board:
        school = row.organisation
        yield [
            school.obec_code,
            school.local_name,
            ", ".join(DISTRICTS[key].short("th") for key in school.districts),
            school.cluster.local_name if school.cluster else "",
            row.number,
            row.minimum,
            row.missing,
            row.expiring,
            row.on,
        ]


def last_reminders(schools: Iterable[Organisation]) -> dict[int, datetime]:
    """When each school was last reminded; those never reminded have no entry."""
    entries = (
        ModelLogEntry.objects.filter(action=REMINDED, object_id__in=[str(school.pk) for school in schools])
        .order_by("timestamp")
        .values_list("object_id", "timestamp")
    )
    return {int(pk): at for pk, at in entries}


def next_version(office: Organisation) -> int:
    newest = CountingRule.objects.newest(office).first()
    return newest.number + 1 if newest else 1
