"""What people do to the ledger, each deed in one transaction with its letters and its log entry."""

from decimal import Decimal
from uuid import uuid4

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.log_actions import log

from accounts.models import User
from accounts.notices import notify
from networks import registration
from organisations.policy import Action
from programme.funds import access, ledger
from programme.models import FundEntry, FundPage, FundYear
from programme.plans.access import signature
from vcare.calendar import fiscal_year, format_thai_date

State = FundEntry.State
LOG = "programme.fund."
FOLDER = "programme/funds/mail/"


class SettledError(Exception):
    """Somebody was quicker, or the year is closed."""


class OwnEntryError(Exception):
    """Nobody approves what they have entered themselves."""


class TooLittleError(Exception):
    """There is not so much money in the fund."""


class UnfinishedError(Exception):
    """The year can't be closed yet."""


def hold(fund: FundPage) -> FundPage:
    """One after the other: sums and the order of years must not change meanwhile."""
    return FundPage.objects.select_for_update().get(pk=fund.pk)


def path(fund: FundPage) -> str:
    with override("th"):
        return reverse("funds:ledger", args=[fund.slug])


def year_of(fund: FundPage, year: int) -> FundYear:
    """The year's row, made with the years since the first one. Raises SettledError if it is closed."""
    rows = {row.fiscal_year: row for row in fund.ledger_years.all()}
    if rows and year < min(rows):
        raise SettledError
    first = min(rows, default=year)
    for one in range(first, year + 1):
        if one not in rows:
            opening = ledger.first_opening(fund, one) if not rows else Decimal(0)
            rows[one] = FundYear.objects.create(fund=fund, fiscal_year=one, opening=opening)
    if rows[year].closed_at is not None:
        raise SettledError
    return rows[year]


@transaction.atomic
def enter(entries: list[FundEntry], by: User) -> None:
    """Store new entries of one fund, all or none; whoever approves hears of them. Raises SettledError."""
    fund = hold(entries[0].fund)
    entries = [entry for entry in entries if not was_sent_before(entry)]
    if not entries:
        return
    for entry in sorted(entries, key=lambda entry: entry.day):
        entry.fiscal_year = fiscal_year(entry.day)
        year_of(fund, entry.fiscal_year)
        entry.entered_by = by
        entry.save()
        log(entry, f"{LOG}enter", user=by, data={"amount": str(entry.amount)})
    people = [person for person in access.people_who(Action.DECIDE) if person.pk != by.pk]
    notify(people, f"{FOLDER}waits", path=path(fund), fund=fund.title, n=len(entries), by=str(by))


def was_sent_before(entry: FundEntry) -> bool:
    """Whether the same filling-in was stored already. Changed after going back it is another entry."""
    before = FundEntry.objects.filter(uid=entry.uid).first()
    if before is None:
        return False
    told = ("fund_id", "day", "direction", "category", "amount", "helped", "what")
    if all(getattr(before, name) == getattr(entry, name) for name in told):
        return True
    entry.uid = uuid4()
    return False


def held(entry: FundEntry, *states: str) -> FundEntry:
    """The entry after its fund was held, if it stands so. Raises SettledError."""
    hold(entry.fund)
    found = FundEntry.objects.select_related("fund").get(pk=entry.pk)
    if found.state not in states:
        raise SettledError
    return found


@transaction.atomic
def approve(entry: FundEntry, by: User) -> None:
    """Raises SettledError, OwnEntryError, TooLittleError."""
    row = held(entry, State.WAITING)
    if row.entered_by_id == by.pk:
        raise OwnEntryError
    year_of(row.fund, row.fiscal_year)
    goes_out = row.amount if row.direction == FundEntry.Direction.OUT else -row.amount
    if goes_out > 0 and ledger.balance(row.fund) < goes_out:
        raise TooLittleError
    decide(row, State.APPROVED, by, "")


@transaction.atomic
def refuse(entry: FundEntry, by: User, reason: str) -> None:
    """Raises SettledError, OwnEntryError."""
    row = held(entry, State.WAITING)
    if row.entered_by_id == by.pk:
        raise OwnEntryError
    decide(row, State.REFUSED, by, reason)


def decide(row: FundEntry, state: str, by: User, reason: str) -> None:
    row.state, row.decided_by, row.decided_at, row.reason = state, by, timezone.now(), reason or row.reason
    row.save()
    log(row, f"{LOG}{state}", user=by, data={"reason": reason})
    if row.entered_by:
        notify(
            [row.entered_by],
            f"{FOLDER}decided",
            path=path(row.fund),
            fund=row.fund.title,
            day=format_thai_date(row.day, "long"),
            amount=f"{row.amount:,}",
            is_approved=state == State.APPROVED,
            reason=reason,
            by=str(by),
        )


@transaction.atomic
def withdraw(entry: FundEntry, by: User) -> None:
    """Take back one's own entry that nobody has decided about; it stays to be read. Raises SettledError."""
    row = held(entry, State.WAITING)
    if row.entered_by_id != by.pk:
        raise SettledError
    row.state = State.WITHDRAWN
    row.save()
    log(row, f"{LOG}withdrawn", user=by)


@transaction.atomic
def reverse_entry(entry: FundEntry, by: User, reason: str) -> FundEntry:
    """An entry that takes an approved one back, for somebody else to approve; of today. Raises SettledError."""
    row = held(entry, State.APPROVED)
    if row.reverses_id or row.reversals.filter(state__in=[State.WAITING, State.APPROVED]).exists():
        raise SettledError
    opposite = FundEntry(
        fund=row.fund,
        day=timezone.localdate(),
        direction=row.direction,
        category=row.category,
        amount=-row.amount,
        helped={key: -number for key, number in row.helped.items()},
        what=row.what,
        reason=reason,
        reverses=row,
    )
    enter([opposite], by)
    return opposite


@transaction.atomic
def close(fund: FundPage, year: int, by: User, bank_balance: Decimal) -> None:
    """No more entries; what is left goes into the next year. Raises SettledError, UnfinishedError."""
    hold(fund)
    rows = ledger.years(fund)
    one = next((row for row in rows if row.fiscal_year == year), None)
    if one is None or one.is_closed:
        raise SettledError
    unfinished = [row for row in rows if row.fiscal_year < year and not row.is_closed]
    if unfinished or one.waiting or one.closing != bank_balance or fiscal_year(timezone.localdate()) <= year:
        raise UnfinishedError
    one.row.bank_balance, one.row.closed_at, one.row.closed_by = bank_balance, timezone.now(), by
    office = registration.office()
    # Of several memberships the one that gives the right: the director of a school may be an officer, too.
    one.row.signature = signature(by, office) if office else str(by)
    one.row.save()
    log(fund, f"{LOG}close", user=by, data={"year": year, "balance": str(bank_balance)})
