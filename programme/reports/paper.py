"""The office's report as a paper: PDF, and Word to write on in."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from docx.enum.text import WD_ALIGN_PARAGRAPH

from content.digits import in_thai_digits
from content.typesetting import prose
from content.typesetting.pdf import pdf
from content.typesetting.prose import Block
from content.typesetting.qr import qr_svg
from content.typesetting.word import WordPaper
from programme.models import Narrative
from programme.reports import figures, showing
from programme.reports.narrating import pieces
from vcare.calendar import format_thai_date
from vcare.reports import NARRATIVE_CHAPTERS

TEMPLATE = Path(__file__).with_name("typst") / "narrative.typ"
HEADING = "รายงานผลการดำเนินงานระบบการดูแลช่วยเหลือนักเรียน"


def paper_data(narrative: Narrative, *, thai_digits: bool = False) -> dict[str, Any]:
    """Everything that both papers print, as text. Numbers are those of the day on which it was written."""
    term_round = narrative.round
    with override("th"):
        numbers = figures.of_round(term_round, narrative.as_of)
        address = settings.BASE_URL + reverse(
            "reports:public", args=[term_round.academic_year, term_round.term]
        )
        rows = [
            [line.name, shown(line)]
            for chapter in showing.of_totals(numbers, inside=False)
            for line in chapter.lines
        ]
        data = {
            "heading": HEADING,
            "title": f"{HEADING} {term_round}",
            "term": str(term_round),
            "office": term_round.office.name,
            "author": [term_round.office.name],
            "as_of": f"ข้อมูล ณ วันที่ {format_thai_date(timezone.localdate(narrative.as_of), 'long')}",
            "schools": f"โรงเรียนที่ผู้อำนวยการรับรองรายงานแล้ว {numbers.certified:,} จาก {numbers.expected:,} แห่ง",
            "version": f"ฉบับที่ {narrative.number}",
            "chapters": [
                {"name": chapter.th, "text": narrative.chapters.get(chapter.key, "")}
                for chapter in NARRATIVE_CHAPTERS
            ],
            "table": prose.table(["รายการ", "ยอดรวมทั้งเขต"], [7, 3], rows, centred=(1,)),
            "address": address,
            "qr": qr_svg(address),
            "qr_alt": f"คิวอาร์โค้ดไปยัง {address}",
        }
    data = in_thai_digits(data) if thai_digits else data
    return {**data, "thai_digits": thai_digits}


def shown(line: showing.Line) -> str:
    if line.hidden:
        return "ไม่แสดง"
    return "ไม่มีข้อมูล" if line.value is None else f"{line.value:,} {line.unit}".strip()


def narrative_pdf(narrative: Narrative, *, thai_digits: bool = False) -> bytes:
    data = paper_data(narrative, thai_digits=thai_digits)
    for chapter in data["chapters"]:
        chapter["blocks"] = blocks(chapter["text"])
    return pdf(TEMPLATE, data)


def blocks(text: str) -> list[Block]:
    return [
        block
        for is_list, lines in pieces(prose.clean(text))
        for block in (prose.numbered(lines, ordered=False) if is_list else [prose.paragraph(lines[0])])
    ]


def narrative_word(narrative: Narrative, *, thai_digits: bool = False) -> bytes:
    return _Word(paper_data(narrative, thai_digits=thai_digits)).file()


class _Word(WordPaper):
    def __init__(self, data: dict[str, Any]) -> None:
        super().__init__(thai_digits=data["thai_digits"])
        self.data = data

    def file(self) -> bytes:
        data = self.data
        self.about(data["title"], data["heading"], data["office"])
        self.foot(f"{data['version']} · {data['as_of']} · หน้า ")
        for text in (data["heading"], data["term"]):
            self.heading(text, 1).alignment = WD_ALIGN_PARAGRAPH.CENTER
        for text in (data["office"], data["schools"], data["as_of"]):
            self.centred(text, 16)
        for chapter in data["chapters"]:
            self.heading(chapter["name"], 2)
            self.blocks(blocks(chapter["text"]))
        self.heading("ตารางยอดรวมทั้งเขต", 2)
        self.blocks([data["table"]])
        return self.saved()
