"""The money of the funds for visitors."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext as _

from content.years import FISCAL, Period, Stored, Switch
from programme.funds import ledger
from programme.models import FundPage

register = template.Library()

#: Money is told by fiscal year only: a school year cuts through two of them.
BY_YEAR = Stored("fiscal_year", kind=FISCAL, kinds=[FISCAL])

#: Years in the picture.
MOST_BARS = 5


@dataclass(frozen=True)
class Bar:
    """A year in the picture: how long its two bars are, of 100."""

    year: ledger.PublicYear
    income: int
    expense: int


@register.filter
def baht(money: Decimal | None) -> str:
    """3,000, and 1,200.50 where there are satang."""
    if money is None:
        return ""
    return f"{money:,.0f}" if money == int(money) else f"{money:,.2f}"


@register.simple_tag(takes_context=True)
def public_years(context: template.Context, fund: FundPage) -> dict[str, Any]:
    """What is told of a fund: of all its years, or of the one that the address names."""
    told = ledger.public_years(fund)
    year = BY_YEAR.read(context.request.GET.get("year"))
    shown = [row for row in told if year is None or row.fiscal_year == year.year]
    return {"told": shown, "switch": Switch(year, [Period(FISCAL, row.fiscal_year) for row in told])}


@register.simple_tag
def money_bars(years: list[ledger.PublicYear]) -> list[Bar]:
    """The newest years, the oldest of them first."""
    shown = [year for year in years if year.income or year.expense][:MOST_BARS][::-1]
    longest = max((max(year.income, year.expense) for year in shown), default=Decimal(0))
    return [
        Bar(year, round(year.income * 100 / longest), round(year.expense * 100 / longest))
        for year in shown
        if longest > 0
    ]


@register.simple_tag(takes_context=True)
def newest_years(context: template.Context, funds: Any) -> dict[str, Any]:
    """Of each fund the newest year that is told in full, or the one that the address names.

    With the sums where all tell of the same year.
    """
    asked, rows, offered = BY_YEAR.read(context.request.GET.get("year")), [], set()
    for fund in funds:
        told = [year for year in ledger.public_years(fund) if year.is_closed]
        offered |= {Period(FISCAL, year.fiscal_year) for year in told}
        shown = [year for year in told if asked is None or year.fiscal_year == asked.year]
        if shown:
            rows.append({"fund": fund, "year": shown[0]})
    same = len({row["year"].fiscal_year for row in rows}) == 1 and len(rows) > 1
    sums = {
        name: sum((getattr(row["year"], name) for row in rows), Decimal(0))
        for name in ("income", "expense", "closing")
    }
    switch = Switch(asked, sorted(offered), otherwise=_("The newest closed year"))
    return {"rows": rows, "sums": sums if same else None, "switch": switch}
