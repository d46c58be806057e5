"""A fund's ledger as a sheet, out and in."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from content.sheets import template_response
from organisations.register import lines
from programme.funds.forms import MOST_MONEY, EntryForm, MoneyField
from programme.models import FundEntry, FundPage
from vcare.calendar import DateError, format_thai_date, parse_thai_date, to_arabic_digits
from vcare.funds import EXPENSE_PURPOSES, INCOME_SOURCES
from vcare.schools import LEVEL_GROUPS

IN, OUT = FundEntry.Direction.IN, FundEntry.Direction.OUT
#: Entries that never counted: what a sheet says of them is no new entry.
UNCOUNTED = (FundEntry.State.REFUSED, FundEntry.State.WITHDRAWN)
Told = tuple[str, str, date, Decimal, tuple[int, ...], str]

#: At most so many entries from one sheet.
MOST = 500


def headings() -> dict[str, str]:
    """The columns that can be brought in, by field."""
    return {
        "day": _("Day"),
        "category": _("Where from or what for"),
        "amount": _("Baht"),
        **{f"pupils_{term.key}": term.short(get_language()) for term in LEVEL_GROUPS},
        "what": _("In a few words"),
    }


def all_headings() -> dict[str, str]:
    """Those, and what the ledger's own sheet says besides that matters when it is read again."""
    return headings() | {"direction": _("In or out"), "state": _("State")}


def table(entries: Iterable[FundEntry]) -> Iterator[list[object]]:
    """Every entry, also those that do not count, its heading first; money out is below zero."""
    yield [*headings().values(), _("In or out"), _("State"), _("Entered by"), _("Decided by"), _("Reason")]
    for row in entries:
        sign = 1 if row.direction == FundEntry.Direction.IN else -1
        yield [
            format_thai_date(row.day),
            row.category_label,
            float(sign * row.amount),
            *(row.helped.get(term.key, "") for term in LEVEL_GROUPS),
            row.what,
            row.get_direction_display(),
            row.get_state_display(),
            str(row.entered_by or ""),
            str(row.decided_by or ""),
            row.reason,
        ]


def template(name: str) -> HttpResponse:
    """What one fills in, with the words that the second column takes."""
    names = [term.th for terms in (INCOME_SOURCES, EXPENSE_PURPOSES) for term in terms]
    day = format_thai_date(timezone.localdate())
    example = [day, INCOME_SOURCES[INCOME_SOURCES.keys()[0]].th, 1200.5, *[""] * len(LEVEL_GROUPS.keys()), ""]
    return template_response(list(headings().values()), example, {1: list(dict.fromkeys(names))}, name)


@dataclass
class Reading:
    """What a file brings: new entries, what is wrong line by line, and how many lines need nothing."""

    found: list[FundEntry] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    #: Lines that are in the ledger already, or never counted.
    known: int = 0


def read(fund: FundPage, name: str, content: bytes) -> Reading:
    """The entries of a file, such as the ledger's own sheet. Raises ValidationError if it can't be read at all."""
    result = Reading()
    there = Counter(
        _told(row.direction, row.category, row.day, row.amount, row.helped, row.what)
        for row in fund.entries.exclude(state__in=UNCOUNTED)
    )
    seen: dict[Told, int] = {}
    for line in lines.read(name, content, all_headings, ("day", "category", "amount")):
        if not any(value for key, value in line.cells.items() if key != "category"):
            continue
        if line.has_formula:
            words = _("A formula without its result. Write the words or the day itself.")
            result.wrong.append(line.says(words))
        elif _is(line.cells.get("state", ""), *(FundEntry.State(key) for key in UNCOUNTED)):
            result.known += 1
        else:
            _take(fund, line, there, seen, result)
    if not (result.found or result.wrong or result.known):
        raise ValidationError(_("There is no line with an entry in this file."))
    if len(result.found) + len(result.wrong) > MOST:
        raise ValidationError(_("At most %(n)s entries at once.") % {"n": MOST})
    return result


def _take(
    fund: FundPage, line: lines.Line, there: Counter[Told], seen: dict[Told, int], result: Reading
) -> None:
    """Put a line where it belongs: known, new, or wrong."""
    cells = dict(line.cells)
    below_zero = cells["amount"].startswith("-")
    way = _way(cells, below_zero)
    category = _category(cells["category"], way)
    # The ledger's own sheet has money out below zero, and what takes an entry back the other way round.
    number = _number(cells["amount"])
    for amount in [] if number is None else [number if way == IN else -number, abs(number)]:
        told = _told_of(cells, way, category, amount)
        if told and there[told]:
            there[told] -= 1
            result.known += 1
            return
    form = EntryForm(
        cells | {"category": f"{way}-{category}" if category else "", "amount": cells["amount"].lstrip("-")},
        fund=fund,
    )
    if way == IN and below_zero:
        words = _("Money in is above zero. What was entered by mistake is taken back at its own entry.")
        result.wrong.append(line.says(words))
    elif not form.is_valid():
        words = " · ".join(
            f"{label_of(form, key)}: {' '.join(errors)}" for key, errors in form.errors.items()
        )
        result.wrong.append(line.says(words))
    elif (told := _told_of_form(form.cleaned_data, way, category)) in seen:
        words = _("The same as line %(n)s. If both are right, say in a few words what differs.")
        result.wrong.append(line.says(words % {"n": seen[told]}))
    else:
        seen[told] = line.number
        result.found.append(form.filled())


def _told(way: str, category: str, day: date, amount: Decimal, helped: Mapping[str, int], what: str) -> Told:
    """What two lines have in common that tell of the same entry."""
    numbers = tuple(helped.get(term.key) or 0 for term in LEVEL_GROUPS)
    return way, category, day, Decimal(amount).quantize(Decimal("0.01")), numbers, what.strip()


def _told_of(cells: Mapping[str, str], way: str, category: str, amount: Decimal) -> Told | None:
    try:
        day = parse_thai_date(cells["day"], today=timezone.localdate())
        helped = {
            term.key: int(to_arabic_digits(cells.get(f"pupils_{term.key}") or "0")) for term in LEVEL_GROUPS
        }
    except (DateError, ValueError):
        return None
    return _told(way, category, day, amount, helped, cells.get("what", ""))


def _told_of_form(data: Mapping[str, Any], way: str, category: str) -> Told:
    return _told(way, category, data["day"], data["amount"], data["helped"], data["what"])


def _number(text: str) -> Decimal | None:
    """The amount, if an entry could have it."""
    try:
        number = MoneyField().to_python(text)
    except ValidationError:
        return None
    return number if number is not None and number.is_finite() and abs(number) <= MOST_MONEY else None


def _is(text: str, *words: Any) -> bool:
    """Whether a cell says one of these, in either language."""
    found = set()
    for language in ("en", "th"):
        with override(language):
            found |= {
                str(FundEntry.State(word).label).casefold() for word in words if word in FundEntry.State
            }
            found |= {
                str(FundEntry.Direction(word).label).casefold()
                for word in words
                if word in FundEntry.Direction
            }
    return text.casefold() in found


def _way(cells: Mapping[str, str], below_zero: bool) -> str:
    """In or out: as the line says, else by its sign, else by its word. A word of both lists, such as “other”, is income."""
    said = cells.get("direction", "")
    for way in (IN, OUT):
        if _is(said, way):
            return way
    if _category(cells["category"], IN) and not (below_zero and _category(cells["category"], OUT)):
        return IN
    return OUT


def _category(words: str, way: str) -> str:
    """The key that words of either language, or a key itself, mean for money that goes this way; "" for none."""
    terms: Any = INCOME_SOURCES if way == IN else EXPENSE_PURPOSES
    for term in terms:
        if words.casefold() in {term.th.casefold(), term.en.casefold(), f"{way}-{term.key}"}:
            return term.key
    return ""


def label_of(form: EntryForm, key: str) -> str:
    return str(form.fields[key].label) if key in form.fields else ""
