"""The lines of a sheet that has known headings, as text by field.

A sheet that the portal gave out can be read again, and one that a person filled in after its example.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override

from content.sheets import as_written
from organisations.register import reading
from organisations.register.workbook import NO_RESULT

#: How far down the headings are looked for.
DEEPEST = 20
_SUM = re.compile(r"(?:ยอด)?รวม(?:ทั้งสิ้น|ทั้งหมด|เงิน|เป็นเงิน)?[ :]*|total", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """A line with something in it, its number as the spreadsheet counts."""

    number: int
    cells: Mapping[str, str]
    #: Its sheet, if lines of several are read.
    sheet: str = ""
    #: All that stands in it.
    shown: Sequence[str] = ()

    @property
    def has_formula(self) -> bool:
        """Whether a cell is a formula whose result the file does not have."""
        return NO_RESULT in self.cells.values()

    @property
    def place(self) -> str:
        """Where it stands, in words."""
        return f"{self.number} ({self.sheet})" if self.sheet else str(self.number)


@dataclass
class Found:
    """The lines of all sheets that have the headings."""

    lines: list[Line] = field(default_factory=list)
    #: Headings that nobody knows: their columns are not read.
    unknown: list[str] = field(default_factory=list)
    #: Sheets with text but without the headings.
    passed_over: list[str] = field(default_factory=list)


def key_of(heading: str) -> str:
    """The same for two ways of writing a heading."""
    return re.sub(r"[\s.\-–_/()*:]", "", heading).casefold()


def of(
    sheets: reading.Sheets,
    headings: Callable[[], Mapping[str, str]],
    needed: Sequence[str],
    also: Callable[[], Iterable[str]] = tuple,
    names: Mapping[str, Iterable[str]] = MappingProxyType({}),
) -> Found:
    """The lines below the headings, on every sheet that has them. `headings` are words by field, in any language.

    `also` are headings that are passed over on purpose, `names` what people write for a field instead. Raises
    ValidationError if no sheet has the needed ones.
    """
    known = {key_of(words): field for field, others in names.items() for words in others}
    ignored: set[str] = set()
    for language in ("en", "th"):
        with override(language):
            known |= {key_of(words): field for field, words in headings().items()}
            ignored |= {key_of(words) for words in also()}
    found, read_sheets = Found(), []
    for sheet in sheets:
        for place, row in enumerate(sheet["rows"][:DEEPEST]):
            columns = _columns(row, known)
            if columns.keys() >= set(needed):
                read_sheets.append((sheet, place, columns))
                found.unknown += [
                    cell
                    for column, cell in enumerate(row)
                    if cell and column not in columns.values() and key_of(cell) not in ignored
                ]
                break
        else:
            found.passed_over.append(sheet["name"])
    if not read_sheets:
        words = headings()
        names = " · ".join(words[field] for field in needed)
        raise ValidationError(_("The sheet needs a line of headings with: %(names)s") % {"names": names})
    for sheet, place, columns in read_sheets:
        title = sheet["name"] if len(read_sheets) > 1 else ""
        found.lines += _below(sheet["rows"], place + 1, columns, title)
    found.unknown = list(dict.fromkeys(found.unknown))
    return found


def _columns(row: Sequence[str], known: Mapping[str, str]) -> dict[str, int]:
    """Where each field stands; of two columns with one heading the first."""
    columns: dict[str, int] = {}
    for column, cell in enumerate(row):
        if name := known.get(key_of(cell)):
            columns.setdefault(name, column)
    return columns


def _below(
    rows: Sequence[Sequence[str]], first: int, columns: Mapping[str, int], sheet: str
) -> Iterator[Line]:
    heading = [rows[first - 1][column] for column in columns.values()]
    for number, row in enumerate(rows[first:], start=first + 1):
        cells = {
            field: as_written(row[place].strip()) if place < len(row) else ""
            for field, place in columns.items()
        }
        first_words = next(filter(None, row), "")
        # Neither the heading again, as Excel prints it on each page, nor a sum is a line of its own.
        if any(cells.values()) and list(cells.values()) != heading and not _SUM.fullmatch(first_words):
            yield Line(number, cells, sheet, [cell.removeprefix(NO_RESULT[0]) for cell in row])
