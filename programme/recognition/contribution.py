"""What schools give to one another. Each number is the length of a list that can be read.

A badge has a threshold, the same for every school, and nobody is ranked: the largest school has no more of a badge than the smallest.
The number of queries does not depend on how many schools there are.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import Page

from events.models import ExchangeEventPage, Proposal
from networks.models import Mentoring
from organisations.models import Organisation, SchoolFacts
from practices.models import Adoption, AdoptionEvent, PracticePage
from programme.models import Honour
from vcare.recognition import BADGES, SUSTAINED_DAYS, Badge
from vcare.schools import SCHOOL_SIZES, SizeClass, size_class


@dataclass(frozen=True)
class Fact:
    """One thing that counts: what it is, and where it can be read."""

    title: str
    url: str
    note: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Strand:
    """Rows of one kind. Rows with the same `counted` count once, also those of another strand of this `kind`."""

    kind: str
    rows: Callable[[date], QuerySet[Any]]
    #: The field with the school that gives, and that with what is counted.
    giver: str
    counted: str
    names: tuple[str, ...]
    fact: Callable[[Any], Fact]


def in_lasting_use(on: date) -> QuerySet[Adoption]:
    return Adoption.objects.public().filter(state="using").in_use(on)


def shared(on: date) -> QuerySet[Adoption]:
    return in_lasting_use(on).exclude(school=F("practice__owner_organisation"))


def sustained(on: date) -> QuerySet[Adoption]:
    return in_lasting_use(on).filter(used_from__lte=on - timedelta(days=SUSTAINED_DAYS))


def mentoring(on: date) -> QuerySet[Mentoring]:
    return Mentoring.objects.filter(network__is_public=True, starts_on__lte=on)


def told_failures(on: date) -> QuerySet[PracticePage]:
    told = ~Q(what_failed="") | Q(kind="lesson")
    return PracticePage.objects.published().filter(told)


def told_stops(on: date) -> QuerySet[AdoptionEvent]:
    """Why schools gave a practice up, in words of their own."""
    stopped = Adoption.objects.public().filter(state="stopped")
    rows = AdoptionEvent.objects.filter(adoption__in=stopped, state="stopped", undone_by=None)
    return rows.exclude(text="").order_by("pk")


def over(prefix: str, on: date) -> Q:
    """Of an event that took place and that any visitor may read."""
    took_place = Q(
        **{f"{prefix}live": True, f"{prefix}ends_at__lt": timezone.now(), f"{prefix}starts_at__date__lte": on}
    )
    return took_place & ~Q(**{f"{prefix}state": ExchangeEventPage.State.CANCELLED})


def selected(on: date) -> QuerySet[Proposal]:
    readable = PracticePage.objects.live().public()
    return Proposal.objects.filter(
        over("call__event__", on), state=Proposal.State.SELECTED, practice__in=readable
    )


def presented(on: date) -> QuerySet[Any]:
    """Practices that events name as presented."""
    through = ExchangeEventPage.practices.through
    readable = PracticePage.objects.live().public()
    return through.objects.filter(over("exchangeeventpage__", on), practicepage__in=readable)


def adopters_path(practice: PracticePage) -> str:
    return reverse("adoption:adopters", args=[practice.reference.lower()])


def page_path(page: Page) -> str:
    return page.url or ""


STRANDS: dict[str, tuple[Strand, ...]] = {
    "shared": (
        Strand(
            "school",
            shared,
            "practice__owner_organisation",
            "school",
            ("school", "practice"),
            lambda row: Fact(
                row.school.local_name, adopters_path(row.practice), row.practice.local_title, row.used_from
            ),
        ),
    ),
    "mentor": (
        Strand(
            "school",
            mentoring,
            "mentor",
            "mentee",
            ("mentee", "network"),
            lambda row: Fact(
                row.mentee.local_name,
                reverse("networks:model_network", args=[row.network.uid]),
                row.topic,
                row.starts_on,
            ),
        ),
    ),
    "lasting": (
        Strand(
            "practice",
            sustained,
            "school",
            "practice",
            ("practice__owner_organisation",),
            lambda row: Fact(
                row.practice.local_title,
                adopters_path(row.practice),
                row.practice.owner_organisation.local_name,
                row.used_from,
            ),
        ),
    ),
    "honest": (
        Strand(
            "practice",
            told_failures,
            "owner_organisation",
            "pk",
            (),
            lambda row: Fact(
                row.local_title,
                page_path(row),
                "",
                timezone.localdate(row.first_published_at) if row.first_published_at else None,
            ),
        ),
        Strand(
            "adoption",
            told_stops,
            "adoption__school",
            "adoption",
            ("adoption__practice",),
            lambda row: Fact(
                row.adoption.practice.local_title, adopters_path(row.adoption.practice), row.text, row.day
            ),
        ),
    ),
    "presenter": (
        Strand(
            "event",
            selected,
            "school",
            "call__event",
            ("call__event", "practice"),
            lambda row: at_event(row.call.event, row.practice),
        ),
        Strand(
            "event",
            presented,
            "practicepage__owner_organisation",
            "exchangeeventpage",
            ("exchangeeventpage", "practicepage"),
            lambda row: at_event(row.exchangeeventpage, row.practicepage),
        ),
    ),
}


def at_event(event: ExchangeEventPage, practice: PracticePage) -> Fact:
    day = timezone.localdate(event.starts_at)
    return Fact(event.local_title, page_path(event), practice.local_title, day)


def facts(badge: str, school: Organisation, on: date) -> list[Fact]:
    """What counts for a school, the latest first."""
    found: dict[Hashable, Fact] = {}
    for strand in STRANDS[badge]:
        rows = strand.rows(on).filter(**{strand.giver: school}).select_related(*strand.names)
        for row in rows:
            key = row
            for name in strand.counted.split("__"):
                key = getattr(key, name)
            found.setdefault((strand.kind, getattr(key, "pk", key)), strand.fact(row))
    return sorted(found.values(), key=lambda fact: (fact.day or date.min, fact.title), reverse=True)


def counts(office: Organisation, on: date) -> dict[str, dict[int, int]]:
    """For each badge the number of each school that has any."""
    found: dict[str, dict[int, int]] = {}
    for badge, strands in STRANDS.items():
        keys: dict[int, set[Hashable]] = defaultdict(set)
        for strand in strands:
            rows = strand.rows(on).filter(**{f"{strand.giver}__office": office}).order_by()
            for giver, key in rows.values_list(strand.giver, strand.counted).distinct():
                keys[giver].add((strand.kind, key))
        found[badge] = {giver: len(things) for giver, things in keys.items()}
    return found


@dataclass(frozen=True)
class Standing:
    """A school, its size, and how much it has of each badge's kind."""

    school: Organisation
    size: SizeClass | None
    numbers: dict[str, int]

    @property
    def badges(self) -> list[Badge]:
        return [badge for badge in BADGES if self.reached(badge)]

    def reached(self, badge: Badge) -> bool:
        return self.numbers[badge.key] >= badge.threshold


def standings(office: Organisation, on: date) -> list[Standing]:
    """All schools of the office in Thai order."""
    pupils = SchoolFacts.objects.filter(school=OuterRef("pk")).order_by("-academic_year").values("pupils")[:1]
    schools = Organisation.objects.schools().active().filter(office=office).by_name()
    counted = counts(office, on)
    return [
        Standing(
            school,
            size_class(school.pupils_now) if school.pupils_now else None,
            {badge.key: counted[badge.key].get(school.pk, 0) for badge in BADGES},
        )
        for school in schools.annotate(pupils_now=Subquery(pupils))
    ]


def standing_of(school: Organisation, on: date) -> list[tuple[Badge, list[Fact]]]:
    """Each badge with what a school has of its kind."""
    return [(badge, facts(badge.key, school, on)) for badge in BADGES]


@dataclass(frozen=True)
class Group:
    """Schools of one size, and how many of them have each badge."""

    label: str
    schools: int
    reached: list[int]


def by_size(rows: Iterable[Standing]) -> list[Group]:
    """The groups that have schools; those of unknown size last. With the total they show whether it is fair."""
    rows = list(rows)
    groups = []
    for size in [*SCHOOL_SIZES, None]:
        mine = [row for row in rows if row.size == size]
        if mine:
            label = size.label(get_language()) if size else ""
            reached = [sum(row.reached(badge) for row in mine) for badge in BADGES]
            groups.append(Group(label, len(mine), reached))
    return groups


def unrewarded(office: Organisation, on: date) -> list[tuple[Badge, Standing]]:
    """Schools that have reached a badge and have no honour for it yet, badge by badge."""
    has = set(
        Honour.objects.given()
        .filter(scheme__office=office)
        .exclude(badge="")
        .values_list("badge", "organisation")
    )
    rows = standings(office, on)
    return [
        (badge, row)
        for badge in BADGES
        for row in rows
        if row.reached(badge) and (badge.key, row.school.pk) not in has
    ]
