"""The ledger of the three funds in the demonstration: a closed year whose sums are the published ones, and what waits."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.models import User
from programme.models import FundEntry, FundPage, FundPeriod, FundYear
from vcare.calendar import fiscal_year, fiscal_year_span

#: Shares of a year's money in and out, and of the pupils helped, in hundredths.
SOURCES = {"staff": 55, "robe": 25, "private": 18, "interest": 2}
PURPOSES = {"accident": 30, "illness": 25, "storm": 20, "bereavement": 10, "poverty": 12, "fire": 3}
BANDS = {"early": 20, "primary": 65, "lower-secondary": 15}
WORDS = {"robe": "ผ้าป่าการศึกษาของเขตพื้นที่ (สมมุติ)", "staff": "วันละ 1 บาท รวมทั้งไตรมาส (สมมุติ)"}


def shares(total: int, parts: dict[str, int]) -> dict[str, int]:
    """A total split by hundredths; the first part takes what is left over."""
    found = {key: total * share // 100 for key, share in parts.items()}
    first = next(iter(found))
    found[first] += total - sum(found.values())
    return found


def add(enters: User, approves: User) -> None:
    today = timezone.localdate()
    entries: list[FundEntry] = []
    for fund in FundPage.objects.filter(is_demo=True):
        period = fund.periods.order_by("-fiscal_year").first()
        if period is None:
            continue
        closed = timezone.make_aware(datetime.combine(fiscal_year_span(period.fiscal_year)[1], time(15, 0)))
        FundYear.objects.create(
            fund=fund,
            fiscal_year=period.fiscal_year,
            opening=period.opening,
            bank_balance=period.closing,
            closed_at=min(closed + timedelta(days=15), timezone.now()),
            closed_by=approves,
            signature=f"{approves} (สมมุติ)",
        )
        entries += closed_year(fund, period, enters, approves)
        if fiscal_year(today) > period.fiscal_year:
            FundYear.objects.create(fund=fund, fiscal_year=fiscal_year(today))
            entries += running_year(fund, today, enters, approves)
    FundEntry.objects.bulk_create(entries)


def entry(fund: FundPage, day: date, way: str, category: str, amount: int, **fields: object) -> FundEntry:
    return FundEntry(
        fund=fund,
        day=day,
        fiscal_year=fiscal_year(day),
        direction=way,
        category=category,
        amount=Decimal(amount),
        what=WORDS.get(category, ""),
        entered_at=timezone.make_aware(datetime.combine(day, time(10, 0))),
        **fields,
    )


def closed_year(fund: FundPage, period: FundPeriod, enters: User, approves: User) -> list[FundEntry]:
    """Money and pupils of every quarter; together what the fund's page said before."""
    first = fiscal_year_span(period.fiscal_year)[0]
    quarters = {str(number): 25 for number in range(4)}
    found = []
    decided = {"state": FundEntry.State.APPROVED, "entered_by": enters, "decided_by": approves}
    for source, money in shares(int(period.income), SOURCES).items():
        for number, part in enumerate(shares(money, quarters).values()):
            day = first + timedelta(days=40 + 80 * number)
            found.append(entry(fund, day, "in", source, part, decided_at=timezone.now(), **decided))
    pupils = shares(period.grants or 0, PURPOSES)
    bands = shares(period.grants or 0, BANDS)
    for purpose, money in shares(int(period.expense), PURPOSES).items():
        helped = {}
        for band in bands:
            helped[band] = min(bands[band], pupils[purpose] - sum(helped.values()))
            bands[band] -= helped[band]
        day = first + timedelta(days=60 + 50 * len(found) % 290)
        found.append(
            entry(
                fund,
                day,
                "out",
                purpose,
                money,
                helped={key: number for key, number in helped.items() if number},
                decided_at=timezone.now(),
                **decided,
            )
        )
    return found


def running_year(fund: FundPage, today: date, enters: User, approves: User) -> list[FundEntry]:
    first = fiscal_year_span(fiscal_year(today))[0]
    day = first + (today - first) // 2
    decided = {"state": FundEntry.State.APPROVED, "entered_by": enters, "decided_by": approves}
    return [
        entry(fund, day, "in", "staff", 18_400, decided_at=timezone.now(), **decided),
        entry(fund, day, "out", "storm", 9_000, helped={"primary": 6}, decided_at=timezone.now(), **decided),
        entry(fund, today, "in", "private", 5_000, entered_by=enters),
        entry(fund, today, "out", "accident", 3_000, helped={"early": 1}, entered_by=enters),
    ]
