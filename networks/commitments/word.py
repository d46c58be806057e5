"""The papers of a commitment as Word files, to be written on in: 16 pt TH SarabunPSK, as office papers are."""

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from content.typesetting import prose
from content.typesetting.word import DOTS, NAVY, WordPaper, embolden, fonts

RED = RGBColor(0x8A, 0x1C, 0x1C)


class _Paper(WordPaper):
    def __init__(self, data: dict[str, Any], points: int) -> None:
        super().__init__(thai_digits=data["thai_digits"], points=points)
        self.data = data
        styles = self.word.styles
        styles["Normal"].paragraph_format.space_after = Pt(3)
        # More has to stand on one page than in a report.
        fonts(styles["Heading 1"].element.get_or_add_rPr(), points + 6, bold=True)
        fonts(styles["Heading 2"].element.get_or_add_rPr(), points, bold=True)
        styles["Heading 1"].font.color.rgb = NAVY
        styles["Heading 2"].font.color.rgb = RGBColor(0, 0, 0)
        styles["Heading 1"].paragraph_format.space_before = Pt(0)
        for level in (1, 2):
            styles[f"Heading {level}"].paragraph_format.space_after = Pt(2)
        self.word.sections[0].top_margin = self.word.sections[0].bottom_margin = Cm(2)
        self.about(data["title"], data["heading"], ", ".join(data["author"]))
        self.foot(f"{data['reference']} · {data['printed']} · หน้า ")

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
        code = self.code(data["address"], data["qr_alt"], wide=2)
        code.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        code.paragraph_format.space_after = Pt(0)
        if words := "ฉบับร่าง" if data["is_draft"] else "ยกเลิกแล้ว" if data["is_cancelled"] else "":
            self.line(words, bold=True, centred=centred).runs[0].font.color.rgb = RED
        heading = self.heading(data["heading"], 1)
        title = self.line(f"เรื่อง {data['title']}", bold=True)
        if centred:
            heading.alignment = title.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def promises(self) -> None:
        self.blocks([self.data["promises"]])

    def hands(self, people: list[dict[str, str]]) -> None:
        """Who signs, and how those did who have."""
        self.signatures(
            [
                list(filter(None, [f"({one['name'] or DOTS})", one["position"], one["party"], one["signed"]]))
                for one in people
            ]
        )


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
        paper.blocks(prose.numbered(data["levels"], ordered=False))
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
    return paper.saved()


class Clauses:
    """Numbered headings of a memorandum."""

    def __init__(self, paper: _Paper) -> None:
        self.paper, self.number = paper, 0

    def begin(self, title: str) -> None:
        self.number += 1
        self.paper.heading(f"ข้อ {self.number} {title}", 2)


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
    return paper.saved()
