"""The office's report as a paper: PDF, and Word to write on in."""

import io
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from content.digits import in_thai_digits
from content.typesetting.pdf import pdf
from content.typesetting.prose import clean, numbered, paragraph
from content.typesetting.qr import qr_svg
from practices.papers.word import NAVY, embolden, field, fonts
from programme.models import Narrative
from programme.reports import figures, showing
from programme.reports.narrating import pieces
from vcare.calendar import format_thai_date, to_thai_digits
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
            "table": {
                "kind": "table",
                "columns": ["รายการ", "ยอดรวมทั้งเขต"],
                "widths": [7, 3],
                "centred": [1],
                "rows": rows,
            },
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
        chapter["blocks"] = [
            block
            for is_list, lines in pieces(chapter["text"])
            for block in (numbered(lines, ordered=False) if is_list else [paragraph(lines[0])])
        ]
    return pdf(TEMPLATE, data)


def narrative_word(narrative: Narrative, *, thai_digits: bool = False) -> bytes:
    data = paper_data(narrative, thai_digits=thai_digits)
    word = Document()
    styles = word.styles
    fonts(styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr")), 16)
    normal = styles["Normal"]
    fonts(normal.element.get_or_add_rPr(), 16)
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(4), 1.0
    for level, big in ((1, 22), (2, 18)):
        style = styles[f"Heading {level}"]
        fonts(style.element.get_or_add_rPr(), big, bold=True)
        style.font.color.rgb = NAVY if level == 1 else RGBColor(0, 0, 0)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(10), Pt(4)
        style.paragraph_format.keep_with_next = True
    for name in ("List Bullet", "Table Grid"):
        fonts(styles[name].element.get_or_add_rPr(), 16)
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    section.top_margin = section.bottom_margin = Cm(2.5)
    about = word.core_properties
    about.title, about.author, about.language = data["title"][:255], data["office"][:255], "th-TH"
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run(f"{data['version']} · {data['as_of']} · หน้า ")
    field(foot, "PAGE", to_thai_digits("1") if thai_digits else "1")
    for text in (data["heading"], data["term"]):
        word.add_heading(text, 1).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text in (data["office"], data["schools"], data["as_of"]):
        word.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for chapter in data["chapters"]:
        word.add_heading(chapter["name"], 2)
        for is_list, lines in pieces(clean(chapter["text"])):
            for line in lines:
                added = word.add_paragraph(line, style="List Bullet" if is_list else None)
                if not is_list:
                    added.paragraph_format.first_line_indent = Cm(1.5)
    word.add_heading("ตารางยอดรวมทั้งเขต", 2)
    table = word.add_table(1, 2, style="Table Grid")
    for number, values in enumerate([data["table"]["columns"], *data["table"]["rows"]]):
        row = table.rows[0] if number == 0 else table.add_row()
        for cell, value, width in zip(row.cells, values, (11, 5), strict=True):
            cell.width = Cm(width)
            cell.paragraphs[0].paragraph_format.space_after = Pt(0)
            embolden(cell.paragraphs[0].add_run(value), number == 0)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    content = io.BytesIO()
    word.save(content)
    return content.getvalue()
