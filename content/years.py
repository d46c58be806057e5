"""The year a list or a number is looked at by: academic or fiscal, in words, in the address, in the database."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Case, DateField, IntegerField, Max, Min, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, ExtractYear
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from vcare.calendar import (
    DateError,
    academic_year,
    academic_year_span,
    fiscal_year,
    fiscal_year_span,
    parse_thai_year,
    to_buddhist,
    to_christian,
)
from vcare.vocabulary import is_english

ACADEMIC, FISCAL = "academic", "fiscal"
KINDS = (ACADEMIC, FISCAL)
#: Years back that a number can be looked at.
YEARS_BACK = 5


@dataclass(frozen=True, order=True)
class Period:
    """One year (B.E.) of one kind."""

    kind: str
    year: int

    @classmethod
    def of(cls, day: date, kind: str = ACADEMIC) -> Period:
        return cls(kind, fiscal_year(day) if kind == FISCAL else academic_year(day))

    @property
    def span(self) -> tuple[date, date]:
        return fiscal_year_span(self.year) if self.kind == FISCAL else academic_year_span(self.year)

    @property
    def first(self) -> date:
        return self.span[0]

    @property
    def last(self) -> date:
        return self.span[1]

    @property
    def key(self) -> str:
        """How an address names it: a2569, f2570."""
        return f"{self.kind[0]}{self.year}"

    @property
    def before(self) -> Period:
        return Period(self.kind, self.year - 1)

    @property
    def after(self) -> Period:
        return Period(self.kind, self.year + 1)

    def is_over(self, today: date) -> bool:
        return self.last < today

    def day(self, today: date) -> date:
        """The day that the year is measured on: today, or its last day once it is over."""
        return min(today, self.last)

    @property
    def shown_year(self) -> int:
        return to_christian(self.year) if is_english(get_language()) else self.year

    def __str__(self) -> str:
        words = _("Fiscal year %(year)s") if self.kind == FISCAL else _("Academic year %(year)s")
        return words % {"year": self.shown_year}


_KIND = re.compile(
    r"(?P<fiscal>(?:fiscal|f)-?(?=[0-9๐-๙])|fiscal year|(?:ปี)?\s?งบ(?:ประมาณ|ฯ)?)"
    r"|(?:academic|a)-?(?=[0-9๐-๙])|academic year|(?:ปี)?\s?การศึกษา"
)


def read(text: str | None, kind: str = ACADEMIC) -> Period | None:
    """The year that an address or somebody names; None for what is none.

    a2569, f2570, fiscal-2570; a year alone, in either era, with either digits, is of `kind`.
    """
    text = (text or "").strip()[:60].lower()
    if named := _KIND.match(text):
        kind = FISCAL if named["fiscal"] else ACADEMIC
        text = text[named.end() :]
    try:
        return Period(kind, parse_thai_year(text, today=timezone.localdate()))
    except DateError:
        return None


@dataclass(frozen=True)
class Switch:
    """What a visitor changes the year by. Without `everything` one year is always chosen."""

    chosen: Period | None
    offered: Sequence[Period]
    everything: bool = True
    #: What stands instead of "all years", where it is a day that is looked at.
    otherwise: str = ""
    #: Whether the year stands for its last day.
    at_end: bool = False

    @property
    def groups(self) -> list[tuple[str, list[Period]]]:
        """By kind, the newest first, with the chosen one even if nothing is of that year."""
        years = set(self.offered) | ({self.chosen} if self.chosen else set())
        names = {ACADEMIC: _("By academic year"), FISCAL: _("By fiscal year")}
        groups = [(names[kind], sorted({y for y in years if y.kind == kind}, reverse=True)) for kind in KINDS]
        return [group for group in groups if group[1]]

    @property
    def words(self) -> str:
        if self.chosen is None:
            return self.all_words
        return _("At the end of %(year)s") % {"year": self.chosen} if self.at_end else str(self.chosen)

    @property
    def all_words(self) -> str:
        return self.otherwise or _("All years")


@dataclass(frozen=True)
class ByYear(ABC):
    """How the rows of a list belong to years."""

    #: What a year alone in the address is, and the kinds that the list knows at all.
    kind: str = field(default=ACADEMIC, kw_only=True)
    kinds: Sequence[str] = field(default=KINDS, kw_only=True)
    #: What stands for no chosen year, if that is not all of them.
    otherwise: Any = field(default="", kw_only=True)

    @abstractmethod
    def offered(self, rows: Any) -> set[Period]:
        """The years of which there are rows."""

    @abstractmethod
    def narrowed(self, rows: Any, year: Period) -> Any:
        """The rows of that year."""

    def read(self, text: str | None) -> Period | None:
        found = read(text, self.kind)
        return found if found and found.kind in self.kinds else None

    def switch(self, rows: Any, chosen: Period | None) -> Switch:
        return Switch(chosen, sorted(self.offered(rows)), otherwise=str(self.otherwise))


@dataclass(frozen=True)
class ByDay(ByYear):
    """By a day of each row."""

    name: str

    def offered(self, rows: QuerySet[Any]) -> set[Period]:
        name = self.name

        def when(condition: Q) -> Case:
            return Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())

        before_16_may = Q(**{f"{name}__month__lt": 5}) | Q(**{f"{name}__month": 5, f"{name}__day__lt": 16})
        found = (
            rows.order_by()
            .filter(**{f"{name}__isnull": False})
            .annotate(
                in_year=ExtractYear(name),
                before_may=when(before_16_may),
                from_october=when(Q(**{f"{name}__month__gte": 10})),
            )
            .values_list("in_year", "before_may", "from_october")
            .distinct()
        )
        return {
            Period(kind, year)
            for christian, before, after in found
            for kind, year in (
                (ACADEMIC, to_buddhist(christian) - before),
                (FISCAL, to_buddhist(christian) + after),
            )
            if kind in self.kinds
        }

    def narrowed(self, rows: QuerySet[Any], year: Period) -> QuerySet[Any]:
        return rows.filter(self.within(year))

    def within(self, year: Period) -> Q:
        return Q(**{f"{self.name}__range": year.span})


@dataclass(frozen=True)
class ByMoment(ByDay):
    """By a moment of each row."""

    def within(self, year: Period) -> Q:
        return Q(**{f"{self.name}__date__range": year.span})


@dataclass(frozen=True)
class BySpan(ByYear):
    """By the days from one to another, each of which may be open: whatever lay in the year in part."""

    first: str
    last: str

    def offered(self, rows: QuerySet[Any]) -> set[Period]:
        today = timezone.localdate()
        found = rows.order_by().aggregate(
            begins=Min(self.first), ends=Max(Coalesce(self.last, Value(today, DateField())))
        )
        if found["begins"] is None:
            return set()
        begins, ends = found["begins"], min(max(found["ends"], found["begins"]), today)
        return {
            Period(kind, year)
            for kind in self.kinds
            for year in range(Period.of(begins, kind).year, Period.of(ends, kind).year + 1)
        }

    def narrowed(self, rows: QuerySet[Any], year: Period) -> QuerySet[Any]:
        return rows.filter(
            Q(**{f"{self.last}__isnull": True}) | Q(**{f"{self.last}__gte": year.first}),
            **{f"{self.first}__lte": year.last},
        )


@dataclass(frozen=True)
class ByTerm(ByYear):
    """By a stored academic year, and its term: the first ends with a fiscal year, the second lies in the next."""

    year: str
    term: str

    def offered(self, rows: QuerySet[Any]) -> set[Period]:
        found = rows.order_by().values_list(self.year, self.term).distinct()
        years = set()
        for year, term in found:
            years |= {Period(ACADEMIC, year), *(Period(FISCAL, value) for value in fiscal_years(year, term))}
        return {year for year in years if year.kind in self.kinds}

    def narrowed(self, rows: QuerySet[Any], year: Period) -> QuerySet[Any]:
        if year.kind == ACADEMIC:
            return rows.filter(**{self.year: year.year})
        first, second = {self.year: year.year - 1}, {self.year: year.year}
        return rows.filter(Q(**first) & ~Q(**{self.term: 1}) | Q(**second) & ~Q(**{self.term: 2}))


def fiscal_years(year: int, term: str | int | None) -> list[int]:
    """The fiscal years in which a term of an academic year lies; both for a whole year."""
    return {"1": [year], "2": [year + 1]}.get(str(term), [year, year + 1])


@dataclass(frozen=True)
class Stored(ByYear):
    """By a stored year of one kind."""

    name: str

    def offered(self, rows: QuerySet[Any]) -> set[Period]:
        found = rows.order_by().values_list(self.name, flat=True).distinct()
        return {Period(self.kind, year) for year in found if year is not None}

    def narrowed(self, rows: QuerySet[Any], year: Period) -> QuerySet[Any]:
        return rows.filter(**{self.name: year.year})


@dataclass(frozen=True)
class ByKind(ByYear):
    """By a stored kind of year and the year. A year of neither kind, such as พ.ศ. 2569, is found by its number."""

    kind_of: str
    year: str

    def offered(self, rows: QuerySet[Any]) -> set[Period]:
        found = rows.order_by().values_list(self.kind_of, self.year).distinct()
        return {
            Period(kind, year)
            for own, year in found
            for kind in self.kinds
            if own == kind or own not in KINDS
        }

    def narrowed(self, rows: QuerySet[Any], year: Period) -> QuerySet[Any]:
        fits = Q(**{self.kind_of: year.kind}) | ~Q(**{f"{self.kind_of}__in": KINDS})
        return rows.filter(fits, **{self.year: year.year})


@dataclass(frozen=True)
class AtEnd(ByYear):
    """Looked at as of a day: today, or the last one of a year. The caller reads the rows of that day."""

    otherwise: Any = field(default=_lazy("Today"), kw_only=True)
    back: int = YEARS_BACK

    def offered(self, rows: Any) -> set[Period]:
        today = timezone.localdate()
        return {
            Period(kind, year)
            for kind in self.kinds
            for now in [Period.of(today, kind).year]
            for year in range(now - self.back, now)
        }

    def narrowed(self, rows: Any, year: Period) -> Any:
        return rows

    def read(self, text: str | None) -> Period | None:
        """Only a year that is over has a last day to look at."""
        found = super().read(text)
        return found if found in self.offered(None) else None

    def switch(self, rows: Any, chosen: Period | None) -> Switch:
        return replace(super().switch(rows, chosen), at_end=True)


@dataclass(frozen=True)
class OneYear(ByYear):
    """A number, or a list that always stands in one year: this academic one unless the address names another."""

    back: int = YEARS_BACK
    ahead: int = 0

    def offered(self, rows: Any = None) -> set[Period]:
        today = timezone.localdate()
        return {
            Period(kind, year)
            for kind in self.kinds
            for now in [Period.of(today, kind).year]
            for year in range(now - self.back, now + self.ahead + 1)
        }

    def narrowed(self, rows: Any, year: Period) -> Any:
        return rows

    def read(self, text: str | None) -> Period:
        """Never empty: a year that can't be shown is this one of the same kind."""
        today = timezone.localdate()
        found = super().read(text) or Period.of(today, self.kind)
        return found if found in self.offered() else Period.of(today, found.kind)

    def switch(self, rows: Any, chosen: Period | None) -> Switch:
        return Switch(chosen, sorted(self.offered(rows)), everything=False)


@dataclass(frozen=True)
class NoYear(ByYear):
    """A list that no year narrows, and why."""

    why: str

    def offered(self, rows: Any) -> set[Period]:
        return set()

    def narrowed(self, rows: Any, year: Period) -> Any:
        return rows

    def read(self, text: str | None) -> Period | None:
        return None


#: Those of every number of the office: this academic year unless the address names another.
YEARS = OneYear()
