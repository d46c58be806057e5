"""Where the table begins in a sheet: below titles, under one line of headers or two."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError

from organisations.register import columns, values
from vcare.calendar import to_arabic_digits

#: How far down a heading is looked for.
DEEPEST = 30
_YEAR = re.compile(r"ปีการศึกษา\s*([0-9]{4})")
_DAY = re.compile(r"ณ\s*(?:วันที่)?\s*([0-9]{1,2}\s*[ก-๎./ -]+\s*(?:พ\.?\s?ศ\.?\s*)?[0-9]{4})")
_TOTAL = re.compile(r"^(?:รวม|ยอดรวม|total)")

Row = Sequence[str]


@dataclass(frozen=True)
class Heading:
    """The headers of a table, and what was said above it. `last` is the line of the last header, from 0."""

    last: int
    headers: list[str]
    recognised: dict[int, str] = field(default_factory=dict)
    year: int | None = None
    as_of: date | None = None


def find(rows: Sequence[Row]) -> Heading:
    """The heading of a sheet; the first line that has cells where none is recognised."""
    best, last, headers = {}, 0, []
    for number, row in enumerate(rows[:DEEPEST]):
        found, end, names = columns.recognise(row), number, list(row)
        if number + 1 < len(rows) and _continues(found, rows[number + 1]):
            names = _joined(row, rows[number + 1])
            found, end = columns.recognise(names), number + 1
        if _names(found) and len(found) > len(best):
            best, last, headers = found, end, names
    if not best:
        last = next((number for number, row in enumerate(rows) if sum(map(bool, row)) > 1), 0)
        headers = list(rows[last]) if rows else []
    above = to_arabic_digits(" ".join(cell for row in rows[: last + 1] for cell in row))
    return Heading(last, headers, best, *_said(above))


def _names(found: dict[int, str]) -> bool:
    return any(key in columns.NAMING for key in found.values())


def _continues(found: dict[int, str], below: Row) -> bool:
    """Whether the next line is the lower half of the headers: it has words, but no school."""
    if not _names(found):
        return False
    naming = [place for place, key in found.items() if key in columns.NAMING]
    if any(place < len(below) and below[place] for place in naming):
        return False
    cells = [cell for cell in below if cell]
    return len(cells) > 1 and not any(to_arabic_digits(cell).replace(",", "").isdigit() for cell in cells)


def _joined(above: Row, below: Row) -> list[str]:
    """Both lines as one; a cell merged over several columns belongs to each of them."""
    names, current = [], ""
    for place in range(max(len(above), len(below))):
        top = above[place] if place < len(above) else ""
        bottom = below[place] if place < len(below) else ""
        current = top or current
        names.append(f"{current} {bottom}".strip() if bottom else top)
    return names


def _said(text: str) -> tuple[int | None, date | None]:
    """The year and the day that titles name."""
    year, day = _YEAR.search(text), _DAY.search(text)
    try:
        as_of = values.day(day[1]) if day else None
    except ValidationError:
        as_of = None
    return int(year[1]) if year and 2500 <= int(year[1]) < 2700 else None, as_of


@dataclass(frozen=True)
class Below:
    """A line below the heading: its number as the spreadsheet counts, and its cells by column."""

    number: int
    cells: dict[str, str]
    #: The whole line, for one that is passed over or not understood.
    text: str
    is_table: bool = True


def below(rows: Sequence[Row], last: int, chosen: dict[int, str]) -> Iterator[Below]:
    """Every line below the heading that has something in it."""
    for number, row in enumerate(rows[last + 1 :], start=last + 2):
        filled = [cell for cell in row if cell]
        if not filled:
            continue
        cells = {key: row[place] if place < len(row) else "" for place, key in chosen.items()}
        text = " · ".join(filled)[:120]
        yield Below(number, cells, text, is_table=not _is_between(cells, filled, chosen, row))


def _is_between(cells: dict[str, str], filled: list[str], chosen: dict[int, str], row: Row) -> bool:
    """Whether a line belongs to the sheet's looks: a title inside, the headers again, a sum."""
    if _TOTAL.match(filled[0]) or _TOTAL.match(cells.get("name", "")):
        return True
    named = any(cells.get(key) for key in columns.NAMING)
    if not named and len(filled) == 1:
        return True
    again = columns.recognise(row)
    return len(again) > 1 and all(chosen.get(place) == key for place, key in again.items())
