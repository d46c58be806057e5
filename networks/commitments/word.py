"""The papers of a commitment as Word files, to be written on in: 16 pt TH SarabunPSK, as office papers are."""

import io
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from content.typesetting.qr import qr_png
from practices.papers.word import NAVY, SOFT, describe, embolden, field, fonts, size
from vcare.calendar import to_thai_digits

RED = RGBColor(0x8A, 0x1C, 0x1C)
DOTS = "." * 40
#: Room between the margins, in centimetres.
WIDE = 16


class _Paper:
    def __init__(self, data: dict[str, Any], points: int) -> None:
        self.data, self.points = data, points
        self.word = Document()
        styles = self.word.styles
        fonts(styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr")), points)
        normal = styles["Normal"]
        fonts(normal.element.get_or_add_rPr(), points)
        normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(3), 1.0
        for level, big in ((1, points + 6), (2, points)):
            style = styles[f"Heading {level}"]
            fonts(style.element.get_or_add_rPr(), big, bold=True)
            style.font.color.rgb = NAVY if level == 1 else RGBColor(0, 0, 0)
            style.paragraph_format.space_before = Pt(0 if level == 1 else 8)
            style.paragraph_format.space_after = Pt(2)
            style.paragraph_format.keep_with_next = True
        fonts(styles["List Bullet"].element.get_or_add_rPr(), points)
        section = self.word.sections[0]
        section.orientation = WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin, section.right_margin = Cm(3), Cm(2)
        section.top_margin = section.bottom_margin = Cm(2)
        about = self.word.core_properties
        about.title, about.subject = data["title"][:255], data["heading"]
        about.author = ", ".join(data["author"])[:255]
        about.language = "th-TH"
        foot = section.footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        small(foot.add_run(f"{data['reference']} · {data['printed']} · หน้า "))
        field(foot, "PAGE", to_thai_digits("1") if data["thai_digits"] else "1")

    def file(self) -> bytes:
        content = io.BytesIO()
        self.word.save(content)
        return content.getvalue()

    def line(
        self, text: str = "", *, bold: bool = False, centred: bool = False, indent: bool = False
    ) -> Paragraph:
        line = self.word.add_paragraph()
        if centred:
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if indent:
            line.paragraph_format.first_line_indent = Cm(1.5)
        if text:
            embolden(line.add_run(text), bold)
        return line

    def top(self, *, centred: bool) -> None:
        data = self.data
        code = self.line()
        code.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        code.paragraph_format.space_after = Pt(0)
        shape = code.add_run().add_picture(io.BytesIO(qr_png(data["address"])), width=Cm(2))
        describe(shape, data["qr_alt"])
        if words := "ฉบับร่าง" if data["is_draft"] else "ยกเลิกแล้ว" if data["is_cancelled"] else "":
            self.line(words, bold=True, centred=centred).runs[0].font.color.rgb = RED
        heading = self.word.add_heading(data["heading"], 1)
        title = self.line(f"เรื่อง {data['title']}", bold=True)
        if centred:
            heading.alignment = title.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def promises(self) -> None:
        block = self.data["promises"]
        table = self.word.add_table(1, len(block["columns"]), style="Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        unit = WIDE / sum(block["widths"])
        for number, values in enumerate([block["columns"], *block["rows"]]):
            row = table.rows[0] if number == 0 else table.add_row()
            for cell, value, width in zip(row.cells, values, block["widths"], strict=True):
                cell.width = Cm(width * unit)
                cell.paragraphs[0].paragraph_format.space_after = Pt(0)
                run = cell.paragraphs[0].add_run(value)
                size(run, self.points - 2)
                embolden(run, number == 0)
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        self.word.add_paragraph().paragraph_format.space_after = Pt(0)

    def hands(self, people: list[dict[str, str]]) -> None:
        """Two beside each other; nobody's lines are torn by a page."""
        table = self.word.add_table(0, 2)
        table.autofit = False
        for at in range(0, len(people), 2):
            row = table.add_row()
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            for cell, one in zip(row.cells, people[at : at + 2], strict=False):
                cell.width = Cm(WIDE / 2)
                self.hand(cell, one)

    def hand(self, cell: Any, one: dict[str, str]) -> None:
        lines = [f"ลงชื่อ {DOTS}", f"({one['name'] or DOTS})", one["position"], one["party"], one["signed"]]
        for number, text in enumerate(filter(None, lines)):
            line = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
            line.paragraph_format.space_after = Pt(0)
            if number == 0:
                line.paragraph_format.space_before = Pt(20)
            run = line.add_run(text)
            if text == one["signed"]:
                small(run)


def small(run: Any) -> None:
    size(run, 12)
    run.font.color.rgb = SOFT


def mou_word(data: dict[str, Any]) -> bytes:
    """บันทึกข้อตกลงความร่วมมือ as a .docx file."""
    paper = _Paper(data, 16)
    paper.top(centred=True)
    paper.line("ระหว่าง", bold=True, centred=True)
    for number, name in enumerate(data["between"]):
        paper.line(f"กับ {name}" if number else name, centred=True)
    paper.line(
        f"บันทึกข้อตกลงนี้ทำขึ้นเมื่อวันที่ {data['made']} ทุกฝ่ายตกลงร่วมมือกันดูแลช่วยเหลือและคุ้มครองนักเรียน ดังต่อไปนี้",
        indent=True,
    )
    if data["renews"]:
        paper.line(f"บันทึกข้อตกลงนี้ต่ออายุจาก {data['renews']}", indent=True)
    clauses = Clauses(paper)
    clauses.begin("วัตถุประสงค์")
    for text in data["purpose"]:
        paper.line(text, indent=True)
    if data["levels"]:
        clauses.begin("แนวทางความร่วมมือ")
        for name in data["levels"]:
            paper.word.add_paragraph(name, style="List Bullet")
    if data["duties"]:
        clauses.begin("หน้าที่ของแต่ละฝ่าย")
        for duty in data["duties"]:
            paper.line(duty["name"], bold=True)
            paper.line(duty["text"], indent=True)
    clauses.begin("พันธสัญญาของแต่ละฝ่าย")
    paper.promises()
    clauses.begin("การคุ้มครองข้อมูลส่วนบุคคล")
    paper.line(
        "ทุกฝ่ายไม่เปิดเผยชื่อ ภาพ หรือข้อมูลอื่นที่ทำให้รู้ว่าเป็นนักเรียนคนใด ถ้าต้องแลกเปลี่ยนข้อมูลของนักเรียน "
        "ต้องทำข้อตกลงการประมวลผลข้อมูลแยกต่างหาก",
        indent=True,
    )
    clauses.begin("ระยะเวลา")
    paper.line(f"มีผลใช้บังคับตั้งแต่วันที่ {data['from']} ถึงวันที่ {data['until']}", indent=True)
    clauses.begin("การแก้ไขและการยกเลิก")
    paper.line("การแก้ไขทำโดยต่ออายุเป็นฉบับใหม่ที่ทุกฝ่ายลงนาม ฝ่ายใดประสงค์จะยกเลิกให้แจ้งเหตุผลแก่ทุกฝ่าย", indent=True)
    paper.line(
        f"บันทึกข้อตกลงนี้ทำขึ้น {data['copies']} ฉบับ มีข้อความถูกต้องตรงกัน ทุกฝ่ายได้อ่านและเข้าใจโดยตลอดแล้ว "
        "จึงลงลายมือชื่อไว้เป็นสำคัญ และเก็บไว้ฝ่ายละหนึ่งฉบับ",
        indent=True,
    )
    witness = {"name": "", "position": "พยาน", "party": "", "signed": ""}
    paper.hands([*data["signers"], witness, witness])
    return paper.file()


class Clauses:
    """Numbered headings of a memorandum."""

    def __init__(self, paper: _Paper) -> None:
        self.paper, self.number = paper, 0

    def begin(self, title: str) -> None:
        self.number += 1
        number = to_thai_digits(str(self.number)) if self.paper.data["thai_digits"] else str(self.number)
        self.paper.word.add_heading(f"ข้อ {number} {title}", 2)


def pledge_word(data: dict[str, Any]) -> bytes:
    """ใบพันธสัญญา as a .docx file; smaller type where there is more on the page."""
    many = len(data["promises"]["rows"]) + 2 * len(data["signers"])
    paper = _Paper(data, 16 if many <= 12 else 14 if many <= 20 else 12)
    paper.top(centred=False)
    paper.line(f"ระหว่าง {' · '.join(data['between'])}")
    paper.line(f"มีผลตั้งแต่วันที่ {data['from']} ถึงวันที่ {data['until']}")
    for text in data["purpose"]:
        paper.line(text, indent=True)
    paper.promises()
    if data["more"]:
        paper.line(data["more"])
    paper.line("เราทำพันธสัญญานี้ร่วมกัน และจะไม่เปิดเผยชื่อ ภาพ หรือข้อมูลที่ทำให้รู้ว่าเป็นนักเรียนคนใด", indent=True)
    paper.hands(data["signers"])
    return paper.file()
