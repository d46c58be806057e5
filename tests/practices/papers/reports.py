"""Reports as schools have them, made by python-docx and by typst."""

import io
from pathlib import Path

from docx import Document
from docx.shared import Pt
from PIL import Image

from content.typesetting import prose
from content.typesetting.pdf import pdf


def saved(word) -> bytes:
    content = io.BytesIO()
    word.save(content)
    return content.getvalue()


def picture(colour="#12376e", size=(640, 360), kind="PNG") -> io.BytesIO:
    drawn = io.BytesIO()
    Image.new("RGB", size, colour).save(drawn, kind)
    drawn.seek(0)
    return drawn


def bold(word, text, size=16):
    line = word.add_paragraph()
    run = line.add_run(text)
    run.bold = True
    run.font.size = Pt(size)
    return line


def old_style() -> bytes:
    """No styles: bold lines, Thai digits, lists typed by hand, its own order of parts."""
    word = Document()
    bold(word, "รายงานผลการปฏิบัติที่เป็นเลิศ (Best Practice)", 20)
    bold(word, "เรื่อง โทรก่อนเก้าโมง เก้าอี้ว่างทุกตัวมีคนถามหา", 22)
    word.add_paragraph("ผู้จัดทำ นางสาวสมมุติ ใจดี")
    word.add_paragraph("ตำแหน่ง ครู วิทยฐานะครูชำนาญการ")
    word.add_paragraph("โรงเรียนทดสอบสมมุติ ปีการศึกษา ๒๕๖๘")
    bold(word, "๑. ความเป็นมาและความสำคัญของผลงาน")
    word.add_paragraph("เช้าวันจันทร์มีเก้าอี้ว่างหลายตัว")
    word.add_paragraph("ไม่มีใครรู้ว่าเพราะอะไร")
    bold(word, "๒. วัตถุประสงค์")
    word.add_paragraph("มีวัตถุประสงค์ดังนี้")
    word.add_paragraph("๑) เพื่อให้รู้เหตุขาดเรียนภายในเช้าเดียว")
    word.add_paragraph("๒) เพื่อลดการขาดเรียนซ้ำ")
    bold(word, "๓. เป้าหมาย")
    bold(word, "เชิงปริมาณ")
    word.add_paragraph("- ครูโทรถึงผู้ปกครอง ร้อยละ ๙๐")
    bold(word, "เชิงคุณภาพ")
    word.add_paragraph("- ผู้ปกครองไว้ใจครู")
    bold(word, "๔. ขั้นตอนการดำเนินงาน")
    word.add_paragraph("ดำเนินงานทั้งปี")
    bold(word, "ขั้นที่ ๑ ตกลงกับผู้ปกครอง")
    word.add_paragraph("ประชุมหนึ่งบ่าย")
    bold(word, "ขั้นที่ ๒ โทรทุกเช้า")
    word.add_paragraph("แบ่งสายกันโทร")
    bold(word, "๕. ปัญหาและอุปสรรค")
    word.add_paragraph("ส่งข้อความอย่างเดียวไม่ได้ผล")
    bold(word, "๖. ผลการดำเนินงาน")
    word.add_paragraph("ผู้ปกครองโทรกลับเอง")
    bold(word, "๗. ประโยชน์ที่ได้รับ")
    word.add_paragraph("ครูและผู้ปกครองคุยกันทุกวัน")
    bold(word, "๘. ปัจจัยความสำเร็จ")
    word.add_paragraph("๑. ครูเวรช่วยกัน")
    bold(word, "๙. ข้อเสนอแนะ")
    word.add_paragraph("เริ่มจากห้องเดียวก่อน")
    bold(word, "๑๐. บรรณานุกรม")
    word.add_paragraph("คู่มือระบบดูแล")
    return saved(word)


def with_results(*rows: list[str]) -> bytes:
    word = Document()
    word.add_heading("ชื่อเรื่องที่ยาวพอสมควร", 0)
    word.add_heading("4. ผลการดำเนินงาน", 1)
    table = word.add_table(0, len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    return saved(word)


def long_report(pages: int = 30) -> bytes:
    """As long as a contest allows, with tables and pictures."""
    word = Document()
    word.add_heading("รายงานยาวสามสิบหน้าของโรงเรียนสมมุติ", 0)
    names = [
        "ความเป็นมาและความสำคัญ",
        "วัตถุประสงค์",
        "กระบวนการดำเนินงาน",
        "ผลที่เกิดขึ้น",
        "บทเรียนที่ได้รับ",
        "ปัจจัยความสำเร็จ",
    ]
    sentence = "ครูประจำชั้นโทรหาผู้ปกครองทุกเช้าที่นักเรียนไม่มา ก่อนเก้าโมง และจดไว้ในสมุดเล่มเดียว "
    for number, name in enumerate(names, start=1):
        word.add_heading(f"{number}. {name}", 1)
        for page in range(pages // len(names)):
            for _ in range(6):
                word.add_paragraph(sentence * 6)
            table = word.add_table(0, 3)
            for row in [("ตัวชี้วัด", "ก่อน", "หลัง"), *[(f"ตัวชี้วัดที่ {page}.{n}", "20", "80") for n in range(8)]]:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
            if page % 2 == 0:
                word.add_picture(picture(f"#{number * page * 7 % 256:02x}4060"))
    return saved(word)


PLAIN = """
#import "/frame.typ": *
#let data = json("/data.json")
#show: frame.with(data)
#blocks(data.blocks)
"""


def pdf_report(folder: Path, *paragraphs: str) -> bytes:
    """A PDF whose text is exactly this, mistakes too; what begins with # is bold."""
    template = folder / "plain.typ"
    template.write_text(PLAIN, encoding="utf-8")
    blocks = [prose.paragraph(text.removeprefix("#"), bold=text.startswith("#")) for text in paragraphs]
    return pdf(template, {"title": "ทดสอบ", "thai_digits": False, "blocks": blocks})
