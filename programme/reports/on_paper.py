"""A report that a director without an account signs: what is printed, and what ties the paper to it."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.utils import timezone
from django.utils.translation import override

from content.digits import in_thai_digits
from content.templatetags.thai import thai_number
from content.typesetting.pdf import pdf
from programme.models import TermReport
from programme.reports import showing
from programme.reports.comparing import Comparison
from programme.reports.paper import HEADING
from vcare.calendar import format_thai_date

TEMPLATE = Path(__file__).with_name("typst") / "to_sign.typ"
DIGITS = 6


@dataclass(frozen=True)
class SignedPaper:
    """What the office writes down of a paper; `code` is the number that is printed on it."""

    code: str
    signature: str
    signed_on: date
    file: File


def code(report: TermReport) -> str:
    """Six digits that change with everything that is written into a report."""
    content = [str(report.uid), report.figures, report.answers, report.explanations]
    written = json.dumps(content, ensure_ascii=False, sort_keys=True)
    number = int(hashlib.sha256(written.encode()).hexdigest(), 16)
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def paper_data(report: TermReport, *, thai_digits: bool = False) -> dict[str, Any]:
    """Everything that is printed, as text."""
    with override("th"):
        data = {
            "title": f"{HEADING} {report.round} {report.school.name}",
            "heading": HEADING,
            "term": str(report.round),
            "school": report.school.name,
            "office": report.round.office.name,
            "author": [report.school.name],
            "sent": f"ส่งในพอร์ทัลโดย {report.sent_by or 'โรงเรียน'} {day(report.sent_at)}",
            "code": code(report),
            "chapters": [
                {
                    "name": chapter.name,
                    "table": {
                        "kind": "table",
                        "columns": ["รายการ", "คำตอบ"],
                        "widths": [6, 4],
                        "rows": [[line.name, answer(line)] for line in chapter.lines],
                    },
                }
                for chapter in showing.of_draft(report, Comparison(report))
            ],
        }
    data = in_thai_digits(data) if thai_digits else data
    return {**data, "thai_digits": thai_digits}


def day(moment: Any) -> str:
    return f"เมื่อวันที่ {format_thai_date(timezone.localdate(moment), 'long')}" if moment else ""


def answer(line: showing.Line) -> str:
    if line.value in (None, ""):
        words = "ไม่ทราบ"
    else:
        words = str(line.value) if line.is_text else f"{thai_number(line.value)} {line.unit}".strip()
    return f"{words}\n({line.explanation})" if line.explanation else words


def to_sign(report: TermReport, *, thai_digits: bool = False) -> bytes:
    """The report with room for the director's signature, as PDF."""
    return pdf(TEMPLATE, paper_data(report, thai_digits=thai_digits))
