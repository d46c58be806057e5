"""What spread in a year, and what of it lasts. What nobody knows is counted by itself, never as a success."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, Sum
from django.utils.translation import get_language

from content.years import Period
from events.funnel.counting import turnouts
from events.models import ExchangeEventPage, Intent, Registration
from networks.counting import months_later
from organisations.models import Organisation
from practices.adoption import history
from practices.models import Adoption
from programme.indicators.measuring import end_of
from vcare.adoption import STANDINGS, UNKNOWN

#: In use for so many months and still known to be: it has taken root.
ROOTED_MONTHS = 12


@dataclass(frozen=True)
class Taken:
    """An adoption as it stood on a day."""

    school: int
    practice: int
    began_on: date
    #: The first day on which it was really done.
    used_from: date | None
    #: A key of STANDINGS.
    standing: str
    #: Learned from a school that had itself taken it over, or of a version that such a school made.
    second: bool


@dataclass(frozen=True)
class Spread:
    """Adoptions that began in a period, how all of them stand, and what became of those of the year before."""

    began: int
    schools: int
    second: int
    #: In use for a year or more on the day, and known to be.
    rooted: int
    #: Those that began to be used in the year before the period: all, still in use, of unknown outcome.
    cohort: int
    kept: int
    lost_sight_of: int
    #: All of them, by how they stand on the day.
    standings: tuple[tuple[str, int], ...]

    def parts(self) -> list[tuple[str, str, int, int]]:
        """For the bar: key, label, where it begins, how many."""
        found, x = [], 0
        for key, count in self.standings:
            if count:
                found.append((key, STANDINGS[key].label(get_language()), x, count))
                x += count
        return found

    @property
    def all(self) -> int:
        return sum(count for _key, count in self.standings)


def as_of(office: Organisation, on: date) -> list[Taken]:
    """All adoptions that schools of the office had confirmed by a day; two queries."""
    rows = (
        Adoption.objects.filter(school__office=office, confirmed_on__lte=on)
        .select_related("practice__adaptation_of")
        .prefetch_related("events")
        .order_by("pk")
    )
    found = []
    for row in rows:
        standing = history.standing(event for event in row.events.all() if event.day <= on)
        if standing is None or standing.state == "withdrawn":
            continue
        silent = standing.known_until is not None and standing.known_until < on
        found.append(
            Taken(
                row.school_id,
                row.practice_id,
                standing.began_on,
                standing.used_from,
                UNKNOWN.key if silent else standing.state,
                row.learned_from_id is not None or hasattr(row.practice, "adaptation_of"),
            )
        )
    return found


def spread(taken: Iterable[Taken], first: date, on: date) -> Spread:
    taken = list(taken)
    new = [row for row in taken if first <= row.began_on <= on]
    year_before = months_later(first, -12)
    cohort = [row for row in taken if row.used_from and year_before <= row.used_from < first]
    states = Counter(row.standing for row in taken)
    rooted = [
        row
        for row in taken
        if row.standing == "using" and row.used_from and months_later(row.used_from, ROOTED_MONTHS) <= on
    ]
    return Spread(
        began=len(new),
        schools=len({row.school for row in new}),
        second=sum(row.second for row in new),
        rooted=len(rooted),
        cohort=len(cohort),
        kept=sum(row.standing in {"trying", "using"} for row in cohort),
        lost_sight_of=sum(row.standing == UNKNOWN.key for row in cohort),
        standings=tuple((term.key, states[term.key]) for term in STANDINGS),
    )


@dataclass(frozen=True)
class Meetings:
    """The exchange events of a period, from places to what came of them; None is not known."""

    held: int
    teams: int | None
    people: int | None
    #: People who were there, and at how many of the events somebody was checked in.
    attended: int | None
    checked_in_at: int
    #: Schools with a practice that they wanted to try after an event, and those that really did.
    wanted: int
    tried: int


def meetings(office: Organisation, period: Period, on: date) -> Meetings:
    events = ExchangeEventPage.objects.live().filter(
        Q(host=office) | Q(host__office=office),
        starts_at__date__gte=period.first,
        starts_at__date__lte=on,
    )
    held = events.count()
    there = turnouts(events)
    wanted = Intent.objects.going().filter(event__in=events, said_at__lt=end_of(on))
    placed = Registration.objects.filter(event__in=events, state=Registration.State.CONFIRMED)
    sums = placed.aggregate(teams=Count("pk"), people=Sum("size"))
    # Registrations are forgotten after a while: none left is not the same as none.
    return Meetings(
        held,
        sums["teams"] or None,
        sums["people"] or None,
        sum(sum(by_school.values()) for by_school in there.values()) if there else None,
        len(there),
        wanted.count(),
        wanted.tried().filter(adoption__used_from__lte=on).count(),
    )


def of_period(office: Organisation, period: Period, on: date) -> Spread:
    return spread(as_of(office, on), period.first, on)
