"""A file from the office as sheets of text: XLSX, or CSV in any of the encodings that Excel writes."""

import csv
import io
import json
import subprocess
import sys
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from content.sheets import EXAMPLE
from media.documents import clean_document
from media.names import extension
from organisations.register import workbook

MAX_BYTES = 5 * 1024 * 1024
#: A program that just starts takes its second too.
WAIT = workbook.SECONDS + 10

Sheets = list[dict[str, Any]]


def read(name: str, content: bytes) -> Sheets:
    """The sheets of a file, each `{"name": …, "rows": [[text]]}`. Raises ValidationError that says what to do."""
    if not content:
        raise ValidationError(_("This file is empty. Please choose the file again."))
    if len(content) > MAX_BYTES:
        raise ValidationError(_("This file is larger than 5 MB. Please keep only the sheet that is needed."))
    kind = extension(name)
    if kind == "xlsx":
        sheets = _workbook(clean_document(name, content))
    elif kind == "csv":
        sheets = _csv(content)
    else:
        raise ValidationError(
            _("Only Excel (.xlsx) and CSV (.csv) can be read. Please save the sheet as one of these.")
        )
    for sheet in sheets:
        # What a template shows to begin with is no line of the office's; the others keep their numbers.
        sheet["rows"] = [[] if is_example(row) else row for row in sheet["rows"]]
    lines = sum(1 for sheet in sheets for row in sheet["rows"] if any(row))
    if lines > workbook.MAX_ROWS:
        raise ValidationError(
            _("This file has more than %(n)s lines. Please keep only the sheet that is needed.")
            % {"n": f"{workbook.MAX_ROWS:,}"}
        )
    if not lines:
        raise ValidationError(_("There is no line with text in this file."))
    return sheets


def is_example(row: list[str]) -> bool:
    return next(filter(None, row), "").startswith(EXAMPLE)


def _workbook(content: bytes) -> Sheets:
    broken = ValidationError(
        _("This file could not be read. Please open it in Excel, save it as .xlsx and choose it again.")
    )
    try:
        done = subprocess.run(  # noqa: S603 - our own file
            [sys.executable, "-I", workbook.__file__],
            input=content,
            capture_output=True,
            timeout=WAIT,
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError) as error:
        raise broken from error
    if done.returncode:
        raise broken
    return json.loads(done.stdout)


def _csv(content: bytes) -> Sheets:
    text = _decoded(content)
    if "\x00" in text:
        raise ValidationError(_("This is not a CSV file. Please save the sheet as CSV again."))
    first = text[:4000]
    delimiter = max(",;\t", key=first.count)
    rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append([cell.strip()[: workbook.MAX_LETTERS] for cell in row[: workbook.MAX_COLUMNS]])
            if len(rows) > workbook.MAX_ROWS * 2:
                break
    except csv.Error as error:
        raise ValidationError(_("This is not a CSV file. Please save the sheet as CSV again.")) from error
    while rows and not any(rows[-1]):
        rows.pop()
    return [{"name": "CSV", "rows": rows}] if rows else []


def _decoded(content: bytes) -> str:
    """UTF-8 or UTF-16 where the file says so, else what Thai Windows writes."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp874", errors="replace")
