"""A fund's ledger as a sheet, out and in."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from accounts.models import User
from content.sheets import template_response
from organisations.incoming.importers import Importer
from organisations.incoming.plan import NEW, SAME, Plan, Row
from organisations.policy import Action, Person
from organisations.register import lines
from organisations.register.reading import Sheets
from programme.funds import access, deeds
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
#: What people call a column instead.
NAMES = {
    "day": ("วันเดือนปี", "ว/ด/ป", "วันที่รับ/จ่าย"),
    "category": ("ประเภท", "หมวด", "ที่มา", "วัตถุประสงค์"),
    "amount": ("จำนวนเงิน", "จำนวนเงิน (บาท)", "จำนวน (บาท)"),
    "what": ("รายละเอียด", "รายการ"),
}


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


class EntryImporter(Importer):
    """Entries of a fund's ledger. They wait for somebody else to approve them."""

    key = "ledger"
    title = gettext_lazy("Ledger of a fund")
    made = FundEntry
    changed_since = gettext_lazy(
        "somebody has decided about it since: an approved entry is taken back by an opposite one"
    )
    sorry = {
        deeds.SettledError: gettext_lazy("Somebody else has entered it, or its year is closed."),
    }

    def place(self, key: int) -> FundPage | None:
        return FundPage.objects.prefetch_related("ledger_years").filter(pk=key).first()

    def may(self, person: Person, place: FundPage) -> bool:
        return access.may(person, Action.CREATE)

    def words(self, thing: FundEntry) -> str:
        return " · ".join(words for _heading, words in _said(thing) if words)

    def name(self, place: FundPage) -> str:
        return str(place.local_title)

    def home(self, place: FundPage) -> str:
        return reverse("funds:ledger", args=[place.slug])

    def begin(self, place: FundPage) -> str:
        return reverse("funds:bring_in", args=[place.slug])

    def hold(self, place: FundPage) -> None:
        deeds.hold(place)

    def keep(self, place: FundPage, things: list[FundEntry], by: User) -> None:
        deeds.enter(things, by)

    def take_back(self, thing: FundEntry, by: User) -> None:
        deeds.withdraw(thing, by)

    def read(self, place: FundPage, sheets: Sheets) -> Plan:
        """The entries of a file, such as the ledger's own sheet."""
        found = lines.of(sheets, all_headings, ("day", "category", "amount"), told_besides, NAMES)
        there = Counter(
            _told(row.direction, row.category, row.day, row.amount, row.helped, row.what)
            for row in place.entries.exclude(state__in=UNCOUNTED)
        )
        seen: dict[Told, str] = {}
        rows = [
            _row(place, line, there, seen)
            for line in found.lines
            if any(value for key, value in line.cells.items() if key != "category")
        ]
        if not rows:
            raise ValidationError(_("There is no line with an entry in this file."))
        if sum(row.kind != SAME for row in rows) > MOST:
            raise ValidationError(_("At most %(n)s entries at once.") % {"n": MOST})
        return Plan(rows, found.unknown, found.passed_over)


def told_besides() -> list[str]:
    """What the ledger's own sheet says besides."""
    return [_("Entered by"), _("Decided by"), _("Reason")]


def _row(fund: FundPage, line: lines.Line, there: Counter[Told], seen: dict[Told, str]) -> Row:
    """What a line of a file means for the ledger."""
    if line.has_formula:
        return Row.refused(line, _("A formula without its result. Write the words or the day itself."))
    if _is(line.cells.get("state", ""), *(FundEntry.State(key) for key in UNCOUNTED)):
        return Row(line, SAME)
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
            return Row(line, SAME)
    form = EntryForm(
        cells | {"category": f"{way}-{category}" if category else "", "amount": cells["amount"].lstrip("-")},
        fund=fund,
    )
    if way == IN and below_zero:
        words = _("Money in is above zero. What was entered by mistake is taken back at its own entry.")
        return Row.refused(line, words)
    if not form.is_valid():
        return Row.refused(line, *_words(form, cells["category"] if not category else ""))
    told = _told_of_form(form.cleaned_data, way, category)
    if told in seen:
        words = _("The same as line %(n)s. If both are right, say in a few words what differs.")
        return Row.refused(line, words % {"n": seen[told]})
    seen[told] = line.place
    entry = form.filled()
    return Row(line, NEW, entry, _said(entry))


def _said(entry: FundEntry) -> list[tuple[str, str]]:
    values = {
        "day": format_thai_date(entry.day, "short", get_language()),
        "category": f"{entry.get_direction_display()}: {entry.category_label}",
        "amount": f"{entry.amount:,.2f}",
        **{f"pupils_{key}": str(number) for key, number in entry.helped.items() if number},
        "what": entry.what,
    }
    return [(words, values.get(name, "")) for name, words in headings().items()]


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


def _words(form: EntryForm, unknown: str) -> list[str]:
    """What is wrong with a line, by the heading of its column; `unknown` is a word that means nothing here."""
    columns, words = headings(), []
    for key, errors in form.errors.items():
        label = columns.get(key) or (form.fields[key].label if key in form.fields else "")
        if key == "category" and unknown:
            errors = [
                _("“%(word)s” is none of the words that the empty sheet offers") % {"word": unknown[:60]}
            ]
        words.append(f"{label}: {' '.join(errors)}")
    return words
