"""What is searched for, as editors read it: most often, without a result, with results nobody opens."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, QuerySet, Sum
from django.utils.translation import gettext as _

from search.models import QueryTally
from search.querylog import ENOUGH, readable

#: A query whose results are opened in fewer than one of so many searches is one that helps little.
FEW_CLICKS = 5


@dataclass(frozen=True)
class Totals:
    """Of all searches, those included that too few people share to be shown."""

    asked: int
    nothing: int
    shown: int

    @property
    def hidden(self) -> int:
        return self.asked - self.shown


def queries(which: str, since: date) -> QuerySet[QueryTally, dict[str, Any]]:
    """`text`, and how often it was `asked`, found `nothing`, and had a result `opened`."""
    rows = (
        readable(since)
        .values("text")
        .annotate(asked=Sum("searches"), nothing=Sum("empty"), opened=Sum("clicks"))
    )
    if which == "empty":
        return rows.filter(nothing__gt=0).order_by("-nothing", "text")
    if which == "low":
        found = F("asked") - F("nothing")
        few = rows.annotate(found=found).filter(found__gte=ENOUGH, found__gt=F("opened") * FEW_CLICKS)
        return few.order_by("-found", "text")
    return rows.filter(asked__gt=0).order_by("-asked", "text")


def totals(since: date) -> Totals:
    everything = QueryTally.objects.filter(day__gte=since).aggregate(
        asked=Sum("searches"), nothing=Sum("empty")
    )
    shown = readable(since).aggregate(asked=Sum("searches"))["asked"]
    return Totals(everything["asked"] or 0, everything["nothing"] or 0, shown or 0)


def first_day(today: date, days: int) -> date:
    return today - timedelta(days=days - 1)


def table(rows: Iterable[dict[str, Any]]) -> Iterator[list[object]]:
    """The list as a sheet, its heading first."""
    yield [_("Query"), _("Searches"), _("Without result"), _("Opened")]
    for row in rows:
        yield [row["text"], row["asked"], row["nothing"], row["opened"]]
