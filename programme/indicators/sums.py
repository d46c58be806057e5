"""A number and the list behind it. Plain: nothing here reads the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

#: Counts of people below it are not shown to the public: in a village they point at somebody.
FEWEST = 5


@dataclass(frozen=True)
class Line:
    """One entry of the list behind a number: what it adds to the number, and to the whole."""

    label: str
    value: int
    whole: int | None = None
    note: str = ""
    #: Where it can be looked at; empty if nowhere.
    path: str = ""


@dataclass(frozen=True)
class Since:
    """What the same schools said in two rounds of reports: only so much can be compared."""

    round: str
    schools: int
    now: int
    before: int


@dataclass(frozen=True)
class Measured:
    """What an indicator is on a day. A number exists only as the sum of its lines."""

    lines: tuple[Line, ...] = ()
    #: Why nothing is known; empty if something is.
    unknown: str = ""
    #: The day that the data are of, if that is not the day asked for.
    known_on: date | None = None
    #: The rule that was applied, in one line.
    rule: str = ""
    #: How many schools have reported to a round that is not closed; empty without one.
    coming: str = ""
    since: Since | None = None

    @property
    def is_known(self) -> bool:
        return not self.unknown

    @property
    def value(self) -> int | None:
        return sum(line.value for line in self.lines) if self.is_known else None

    @property
    def whole(self) -> int | None:
        """Of how many; None for a plain count."""
        wholes = [line.whole for line in self.lines if line.whole is not None]
        return sum(wholes) if self.is_known and wholes else None

    @property
    def percent(self) -> Decimal | None:
        return percent(self.value, self.whole)


def percent(value: int | None, whole: int | None) -> Decimal | None:
    """With one decimal, rounded down: 99.96 per cent is never shown as 100."""
    if value is None or not whole:
        return None
    return (Decimal(100) * value / whole).quantize(Decimal("0.1"), ROUND_DOWN)


def compared(value: int | None, whole: int | None, *, in_percent: bool) -> Decimal | None:
    """What stands beside the target. Not rounded for a share, so that nearly is not enough."""
    if value is None:
        return None
    if not in_percent:
        return Decimal(value)
    return Decimal(100) * value / whole if whole else None


def is_reached(value: int | None, whole: int | None, target: int | None, *, in_percent: bool) -> bool | None:
    """None where the number is unknown or nothing is to be reached."""
    found = compared(value, whole, in_percent=in_percent)
    return None if found is None or target is None else found >= target


def missing(value: int | None, whole: int | None, target: int | None, *, in_percent: bool) -> int | None:
    """How many more are needed; 0 once the target is reached, None if that can't be told."""
    if value is None or target is None:
        return None
    if not in_percent:
        return max(0, target - value)
    return max(0, -(-target * whole // 100) - value) if whole else None


@dataclass(frozen=True)
class Shown:
    """A number as the public may see it."""

    value: int | None
    whole: int | None
    #: Fewer than five: neither the number nor what is left over is said.
    few: bool = False
    #: The number is at least so great; said where what is left over would be fewer than five.
    at_least: bool = False


def for_public(value: int | None, whole: int | None, *, people: bool) -> Shown:
    """Hide counts of one to four people, and numbers from which such a count could be subtracted."""
    if value is None or not people:
        return Shown(value, whole)
    if 0 < value < FEWEST:
        return Shown(None, whole, few=True)
    if whole is not None and 0 < whole - value < FEWEST:
        if whole < 2 * FEWEST:
            return Shown(None, None, few=True)
        return Shown(whole - FEWEST + 1, whole, at_least=True)
    return Shown(value, whole)


def total(lines: Iterable[Line]) -> tuple[int, int | None]:
    """The sums of a list, as they are checked against a stated number."""
    rows = list(lines)
    wholes = [row.whole for row in rows if row.whole is not None]
    return sum(row.value for row in rows), sum(wholes) if wholes else None
