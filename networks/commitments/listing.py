"""Commitments in a list: what narrows it, its order, and the same as a sheet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content import labels
from content.fields import code
from content.listing import FilterForm
from content.years import BySpan
from networks.commitments.keeping import Tally, tally
from networks.counting import EXPIRING_DAYS
from networks.models import Commitment, Party
from vcare.schools import DISTRICTS

Standing = Commitment.Standing
ALL = ("", gettext_lazy("All"))

#: What a list can be ordered by; keys break ties so that pages never overlap.
ORDERS = {
    "": ("-created_at", "-pk"),
    "ends": ("ends_on", "pk"),
    "title": ("title", "pk"),
}


def in_district(rows: QuerySet[Commitment], district: str) -> QuerySet[Commitment]:
    there = Party.objects.filter(organisation__districts__contains=code(district))
    return rows.filter(pk__in=there.values("commitment"))


class CommitmentFilter(FilterForm):
    """Standing, kind, district, what ends soon, order."""

    by_year = BySpan("starts_on", "ends_on")

    standing = forms.ChoiceField(
        label=gettext_lazy("State"), choices=[ALL, *Standing.choices], required=False
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=[ALL, *Commitment.Kind.choices], required=False
    )
    district = forms.ChoiceField(
        label=gettext_lazy("District"), choices=[ALL, *labels.short_choices(DISTRICTS)], required=False
    )
    expiring = forms.ChoiceField(
        label=gettext_lazy("Ends soon"),
        choices=[ALL, ("yes", gettext_lazy("Ends within 90 days"))],
        required=False,
    )
    order = forms.ChoiceField(
        label=gettext_lazy("Order"),
        choices=[
            ("", gettext_lazy("Newest first")),
            ("ends", gettext_lazy("What ends first")),
            ("title", gettext_lazy("By title")),
        ],
        required=False,
    )

    def narrowed(self, rows: QuerySet[Commitment], chosen: dict[str, Any]) -> QuerySet[Commitment]:
        if value := chosen.get("standing"):
            rows = rows.with_standing(value)
        if value := chosen.get("kind"):
            rows = rows.filter(kind=value)
        if value := chosen.get("district"):
            rows = in_district(rows, value)
        if chosen.get("expiring"):
            today = timezone.localdate()
            rows = rows.filter(
                state=Commitment.State.IN_FORCE,
                ends_on__range=(today, today + timedelta(days=EXPIRING_DAYS)),
            )
        return rows.order_by(*ORDERS[chosen.get("order", "")])


class PublicFilter(FilterForm):
    """What visitors narrow the commitments in force by."""

    by_year = BySpan("starts_on", "ends_on")

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=[ALL, *Commitment.Kind.choices], required=False
    )
    district = forms.ChoiceField(
        label=gettext_lazy("District"), choices=[ALL, *labels.short_choices(DISTRICTS)], required=False
    )

    def narrowed(self, rows: QuerySet[Commitment], chosen: dict[str, Any]) -> QuerySet[Commitment]:
        if value := chosen.get("kind"):
            rows = rows.filter(kind=value)
        if value := chosen.get("district"):
            rows = in_district(rows, value)
        return rows


@dataclass(frozen=True)
class Line:
    """A commitment with what a list says of it; its parties and promises have been read."""

    commitment: Commitment
    names: str
    tally: Tally

    @property
    def is_kept(self) -> bool:
        """Whether there is something to keep: a draft's promises are neither kept nor overdue."""
        return self.commitment.state == Commitment.State.IN_FORCE


def lines(rows: Iterable[Commitment]) -> list[Line]:
    return [
        Line(
            row,
            " · ".join(party.organisation.local_name for party in row.parties.all()),
            tally(row.promises.all()),
        )
        for row in rows
    ]


def table(rows: Iterable[Commitment]) -> Iterator[list[object]]:
    """The list as a sheet, its heading first."""
    yield [
        _("Reference"),
        _("Kind"),
        _("Title"),
        _("Parties"),
        _("First day"),
        _("Last day"),
        _("State"),
        _("Promises"),
        _("Kept"),
        _("Partly kept"),
        _("Not kept"),
        _("Not known yet"),
        _("Overdue"),
    ]
    for line in lines(rows):
        row, count = line.commitment, line.tally
        yield [
            row.reference,
            row.get_kind_display(),
            row.title,
            line.names,
            row.starts_on,
            row.ends_on,
            row.get_standing_display(),
            count.all,
            *(
                [count.kept, count.partly, count.not_kept, count.unknown, count.overdue]
                if line.is_kept
                else [""] * 5
            ),
        ]
