"""The sums of a fund's ledger: for its people to the satang, for visitors without what could point at a child."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import get_language

from programme.funds.hiding import hidden
from programme.models import FundEntry, FundPage, FundPeriod, FundYear
from vcare.calendar import fiscal_year, fiscal_year_span
from vcare.funds import EXPENSE_PURPOSES, INCOME_SOURCES
from vcare.schools import LEVEL_GROUPS

NOTHING = Decimal(0)
IN, OUT = FundEntry.Direction.IN, FundEntry.Direction.OUT


@dataclass
class Year:
    """A fund's fiscal year: what was there, came, went and is left. Baht."""

    row: FundYear
    opening: Decimal = NOTHING
    income: Decimal = NOTHING
    expense: Decimal = NOTHING
    waiting: int = 0

    @property
    def fiscal_year(self) -> int:
        return self.row.fiscal_year

    @property
    def closing(self) -> Decimal:
        return self.opening + self.income - self.expense

    @property
    def is_closed(self) -> bool:
        return self.row.closed_at is not None


def years(fund: FundPage) -> list[Year]:
    """Every year of the ledger, the oldest first; each begins with what the one before left."""
    found = {row.fiscal_year: Year(row) for row in fund.ledger_years.order_by("fiscal_year")}
    sums = FundEntry.objects.filter(fund=fund).order_by()
    for year, way, money in (
        sums.approved().values_list("fiscal_year", "direction").annotate(money=Sum("amount"))
    ):
        if way == IN:
            found[year].income = money
        else:
            found[year].expense = money
    for year, n in sums.waiting().values_list("fiscal_year").annotate(n=Count("pk")):
        found[year].waiting = n
    before: Decimal | None = None
    for year in found.values():
        year.opening = year.row.opening if before is None else before
        before = year.closing
    return list(found.values())


def balance(fund: FundPage) -> Decimal:
    rows = years(fund)
    return rows[-1].closing if rows else NOTHING


def first_opening(fund: FundPage, year: int) -> Decimal:
    """What a ledger that begins with this year carries over: what the figures typed in before it say."""
    before = FundPeriod.objects.filter(page=fund, fiscal_year__lte=year).order_by("-fiscal_year").first()
    if before is None:
        return NOTHING
    return before.opening if before.fiscal_year == year else before.closing


# For visitors


@dataclass
class Line:
    """A part of a year for visitors; what is None is not shown."""

    label: str
    money: Decimal | None = None
    pupils: int | None = None


@dataclass
class PublicYear:
    """A year as visitors read it. Pupils are told of when the year is closed: two days' sums never differ by a child."""

    fiscal_year: int
    opening: Decimal
    income: Decimal
    expense: Decimal
    as_of: date | None = None
    is_closed: bool = True
    #: None where it is not told.
    pupils: int | None = None
    pupils_hidden: bool = False
    sources: list[Line] = field(default_factory=list)
    purposes: list[Line] = field(default_factory=list)
    bands: list[Line] = field(default_factory=list)

    @property
    def closing(self) -> Decimal:
        return self.opening + self.income - self.expense

    @property
    def hides(self) -> bool:
        """Whether something is left out."""
        return self.pupils_hidden or any(line.pupils is None for line in (*self.purposes, *self.bands))


def quarter_end(day: date) -> date | None:
    """The last day of the last whole quarter of the day's fiscal year, None in the first one."""
    quarter = (day.month - 10) % 12 // 3
    if quarter == 0:
        return None
    month = {1: (12, 31), 2: (3, 31), 3: (6, 30)}[quarter]
    year = day.year - 1 if quarter == 1 else day.year
    return date(year, *month)


def public_years(fund: FundPage, on: date | None = None) -> list[PublicYear]:
    """The newest first: the ledger's, and where it has none the figures typed in."""
    today = on or timezone.localdate()
    ledger = years(fund)
    entries = list(FundEntry.objects.approved().filter(fund=fund))
    found = {
        year.fiscal_year: _closed(year, [row for row in entries if row.fiscal_year == year.fiscal_year])
        if year.is_closed
        else _running(year, [row for row in entries if row.fiscal_year == year.fiscal_year], today)
        for year in ledger
    }
    for period in fund.periods.all():
        if period.fiscal_year not in found:
            found[period.fiscal_year] = PublicYear(
                period.fiscal_year,
                period.opening,
                period.income,
                period.expense,
                pupils=None if period.grants_hidden else period.grants,
                pupils_hidden=period.grants_hidden,
            )
    return sorted(found.values(), key=lambda year: -year.fiscal_year)


def _money(entries: Iterable[FundEntry], way: str) -> Decimal:
    return sum((row.amount for row in entries if row.direction == way), NOTHING)


def _running(year: Year, entries: list[FundEntry], today: date) -> PublicYear:
    """A year that is not closed: money until the last whole quarter, no pupils."""
    end = fiscal_year_span(year.fiscal_year)[1]
    upto = quarter_end(today) if fiscal_year(today) == year.fiscal_year else end
    counted = [row for row in entries if upto is not None and row.day <= upto]
    return PublicYear(
        year.fiscal_year,
        year.opening,
        _money(counted, IN),
        _money(counted, OUT),
        as_of=upto,
        is_closed=False,
    )


def _closed(year: Year, entries: list[FundEntry]) -> PublicYear:
    sources: dict[str, Decimal] = {}
    spent: dict[str, Decimal] = {}
    purposes: Counter[str] = Counter()
    bands: Counter[str] = Counter()
    for row in entries:
        if row.direction == IN:
            sources[row.category] = sources.get(row.category, NOTHING) + row.amount
            continue
        spent[row.category] = spent.get(row.category, NOTHING) + row.amount
        purposes[row.category] += row.pupils
        for key, number in row.helped.items():
            bands[key] += number
    purposes_shown = {key: purposes[key] for key in spent if spent[key] or purposes[key]}
    gone = hidden([purposes_shown, {term.key: bands[term.key] for term in LEVEL_GROUPS}])
    by_purpose, by_band = gone.parts
    language = get_language()
    return PublicYear(
        year.fiscal_year,
        year.opening,
        year.income,
        year.expense,
        as_of=timezone.localdate(year.row.closed_at),
        pupils=None if gone.whole else sum(bands.values()),
        pupils_hidden=gone.whole,
        sources=[
            Line(term.label(language), sources[term.key]) for term in INCOME_SOURCES if sources.get(term.key)
        ],
        purposes=[
            Line(
                EXPENSE_PURPOSES.label(key, language),
                None if key in by_purpose else spent[key],
                None if key in by_purpose else number,
            )
            for key, number in purposes_shown.items()
        ],
        bands=[
            Line(term.label(language), pupils=None if term.key in by_band else bands[term.key])
            for term in LEVEL_GROUPS
        ],
    )
