"""The cells of an XLSX file as text.

Runs as a program of its own (`python workbook.py < file`), so that a hostile or endless file costs some
seconds and half a gigabyte at most and never the portal itself. Imports nothing of the portal.
"""

import io
import json
import resource
import sys
from datetime import date, datetime
from typing import Any

SECONDS = 20
MEMORY = 768 * 1024**2
MAX_SHEETS = 12
#: Lines of all sheets together; one more is read, so that the reader sees that there are too many.
MAX_ROWS = 2000
MAX_COLUMNS = 60
#: Empty lines that follow each other before the rest of a sheet counts as empty.
MAX_EMPTY = 200
MAX_LETTERS = 300
#: Stands for a formula whose result the file does not have; its first sign is one that nobody types.
NO_RESULT = "\ue000="


def text_of(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()[:MAX_LETTERS]


def sheets(content: bytes) -> list[dict[str, Any]]:
    from openpyxl import load_workbook

    results = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    formulas = load_workbook(io.BytesIO(content), read_only=True)
    found: list[dict[str, Any]] = []
    left = MAX_ROWS + 1
    for sheet in results.worksheets[:MAX_SHEETS]:
        rows: list[list[str]] = []
        empty = 0
        both = zip(
            sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True),
            formulas[sheet.title].iter_rows(max_col=MAX_COLUMNS, values_only=True),
            strict=False,
        )
        for values, written in both:
            cells = [
                NO_RESULT
                if value is None and isinstance(source, str) and source.startswith("=")
                else text_of(value)
                for value, source in zip(values, written, strict=False)
            ]
            while cells and not cells[-1]:
                cells.pop()
            empty = 0 if cells else empty + 1
            if left <= 0 or empty > MAX_EMPTY:
                break
            rows.append(cells)
            left -= bool(cells)
        while rows and not any(rows[-1]):
            rows.pop()
        if rows:
            found.append({"name": sheet.title, "rows": rows})
    return found


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    json.dump(sheets(sys.stdin.buffer.read()), sys.stdout)


if __name__ == "__main__":
    main()
