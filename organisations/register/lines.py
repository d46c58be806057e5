"""The lines of a sheet that has known headings, as text by field.

A sheet that the portal gave out can be read again, and one that a person filled in after its example.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override

from content.sheets import as_written
from organisations.register import reading
from organisations.register.workbook import NO_RESULT

#: How far down the headings are looked for.
DEEPEST = 20


@dataclass(frozen=True)
class Line:
    """A line with something in it, its number as the spreadsheet counts."""

    number: int
    cells: Mapping[str, str]

    @property
    def has_formula(self) -> bool:
        """Whether a cell is a formula whose result the file does not have."""
        return NO_RESULT in self.cells.values()

    def says(self, words: str) -> str:
        return _("Line %(n)s: %(words)s") % {"n": self.number, "words": words}


def read(
    name: str, content: bytes, headings: Callable[[], Mapping[str, str]], needed: Sequence[str]
) -> list[Line]:
    """The lines below the headings, on whichever sheet they are. `headings` are words by field, in any language.

    Raises ValidationError if the file can't be read or no sheet has the needed headings.
    """
    known: dict[str, str] = {}
    for language in ("en", "th"):
        with override(language):
            known |= {words.casefold(): field for field, words in headings().items()}
    for sheet in reading.read(name, content):
        for place, row in enumerate(sheet["rows"][:DEEPEST]):
            columns = {
                known[cell.strip().casefold()]: column
                for column, cell in enumerate(row)
                if cell.strip().casefold() in known
            }
            if columns.keys() >= set(needed):
                return list(_below(sheet["rows"], place + 1, columns))
    words = headings()
    names = " · ".join(words[field] for field in needed)
    raise ValidationError(_("The sheet needs a line of headings with: %(names)s") % {"names": names})


def _below(rows: Sequence[Sequence[str]], first: int, columns: Mapping[str, int]):
    for number, row in enumerate(rows[first:], start=first + 1):
        cells = {
            field: as_written(row[place].strip()) if place < len(row) else ""
            for field, place in columns.items()
        }
        if any(cells.values()):
            yield Line(number, cells)
