"""Tables as files that people open in a spreadsheet: CSV with Excel's mark for Thai, and XLSX; for programs JSON.

A table is an iterable of rows, its heading first. No cell can become a formula. Of long tables only a few rows are
in memory at a time.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import chain, islice, zip_longest
from urllib.parse import quote

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.workbook.child import INVALID_TITLE_REGEX
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.datavalidation import DataValidation

#: What a spreadsheet takes for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

#: What a line of a template begins with that shows how to fill it in. Whoever reads the sheet passes over it.
EXAMPLE = "ตัวอย่าง:"
#: So many lines of a template offer the words that a column takes.
OFFERED = 2000

#: Widths of columns, in letters.
NARROWEST, WIDEST = 8, 50
#: How many rows say how wide a column is.
LOOKED_AT = 200


def harmless(cell: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.lstrip().startswith(FORMULA) or cell.startswith(FORMULA) else cell


def as_written(cell: str) -> str:
    """What a cell said before it was made harmless."""
    return cell[1:] if cell.startswith("'") and harmless(cell[1:]) == cell else cell


def _cell(value: object) -> object:
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value)
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if isinstance(value, int | float | date):
        return value
    return harmless(str(value))


class _Line:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The lines of a CSV file; days as 2026-11-22."""
    writer = csv.writer(_Line())
    yield "\ufeff"
    for row in rows:
        yield writer.writerow([_cell(value) for value in row])


def xlsx(rows: Iterable[Sequence[object]], title: str) -> bytes:
    """One sheet with a bold heading that stays in sight, columns as wide as their text."""
    return workbook({title: rows})


def workbook(tables: Mapping[str, Iterable[Sequence[object]]]) -> bytes:
    """The same with a sheet for each table, by its title."""
    book = Workbook(write_only=True)
    for title, rows in tables.items():
        _fill(book.create_sheet(sheet_title(title)), rows)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def sheet_title(words: str) -> str:
    """Words as Excel takes them for the name of a sheet: 2569/1 would be refused."""
    plain = ILLEGAL_CHARACTERS_RE.sub("", INVALID_TITLE_REGEX.sub("-", words))
    return " ".join(plain.split())[:31].strip(" '") or "-"


def _fill(sheet: WriteOnlyWorksheet, rows: Iterable[Sequence[object]]) -> None:
    lines = ([_of_excel(value) for value in row] for row in rows)
    first = list(islice(lines, LOOKED_AT))
    for column, cells in enumerate(zip_longest(*first, fillvalue=""), start=1):
        width = max(len(str(cell)) for cell in cells)
        sheet.column_dimensions[get_column_letter(column)].width = min(max(width + 2, NARROWEST), WIDEST)
    sheet.freeze_panes = "A2"
    for number, line in enumerate(chain(first, lines)):
        sheet.append([_bold(sheet, cell) for cell in line] if number == 0 else line)


def _of_excel(value: object) -> object:
    cell = _cell(value)
    return ILLEGAL_CHARACTERS_RE.sub("", cell) if isinstance(cell, str) else cell


def _bold(sheet: WriteOnlyWorksheet, value: object) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value)
    cell.font = Font(bold=True)
    return cell


def json_lines(
    rows: Iterable[Sequence[object]], keys: Sequence[str], about: Mapping[str, object]
) -> Iterator[str]:
    """One JSON object: what it is, its columns with key and label, its rows as objects by key, a line each."""
    lines = iter(rows)
    columns = [{"key": key, "label": str(label)} for key, label in zip(keys, next(lines, keys), strict=True)]
    head = json.dumps({**about, "columns": columns}, ensure_ascii=False)
    yield f'{head[:-1]}, "rows": [\n'
    between = ""
    for row in lines:
        cells = {key: _of_json(value) for key, value in zip(keys, row, strict=True)}
        yield between + json.dumps(cells, ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"


def _of_json(value: object) -> object:
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if value == "":
        return None
    return value if isinstance(value, bool | int | float | None) else str(value)


def csv_response(rows: Iterable[Sequence[object]], name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    return _attached(response, f"{name}.csv")


def xlsx_response(rows: Iterable[Sequence[object]], name: str) -> HttpResponse:
    return _attached(HttpResponse(xlsx(rows, name), content_type=XLSX), f"{name}.xlsx")


def json_response(
    rows: Iterable[Sequence[object]], name: str, keys: Sequence[str], **about: object
) -> StreamingHttpResponse:
    about = {**about, "as_of": timezone.localtime().isoformat(timespec="seconds")}
    response = StreamingHttpResponse(json_lines(rows, keys, about), content_type="application/json")
    return _attached(response, f"{name}.json")


def workbook_response(tables: Mapping[str, Iterable[Sequence[object]]], name: str) -> HttpResponse:
    return _attached(HttpResponse(workbook(tables), content_type=XLSX), f"{name}.xlsx")


def template_response(
    headings: Sequence[str], example: Sequence[object], choices: Mapping[int, Sequence[str]], name: str
) -> HttpResponse:
    """A sheet to fill in: headings, a line that shows how, and for some columns (from 0) the words to choose from.

    Other words may be written all the same: whoever reads the sheet says what it does not know.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = sheet_title(name)
    words = book.create_sheet("คำที่เลือกได้")
    first, *rest = example
    sheet.append([harmless(text) for text in headings])
    sheet.append([f"{EXAMPLE} {first}", *map(_of_excel, rest)])
    for column, heading in enumerate(headings, start=1):
        sheet.cell(1, column).font = Font(bold=True)
        sheet.cell(2, column).font = Font(italic=True, color="666666")
        widest = max(len(heading), len(str(sheet.cell(2, column).value or "")))
        sheet.column_dimensions[get_column_letter(column)].width = min(max(widest + 2, 12), WIDEST)
    sheet.freeze_panes = "A2"
    for place, (column, offered) in enumerate(choices.items(), start=1):
        words.cell(1, place, harmless(headings[column])).font = Font(bold=True)
        for row, text in enumerate(offered, start=2):
            words.cell(row, place, harmless(text))
        letter, own = get_column_letter(place), get_column_letter(column + 1)
        rule = DataValidation(
            type="list",
            formula1=f"'{words.title}'!${letter}$2:${letter}${len(offered) + 1}",
            allow_blank=True,
            errorStyle="warning",
        )
        rule.add(f"{own}3:{own}{OFFERED}")
        sheet.add_data_validation(rule)
    file = io.BytesIO()
    book.save(file)
    return _attached(HttpResponse(file.getvalue(), content_type=XLSX), f"{name}.xlsx")


def _attached(response, filename: str):
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    return response
