"""Word files that people go on writing in: A4, 16 pt TH SarabunPSK, Thai, as office papers are.

The same blocks that `pdf` sets are written with Word's own styles, lists, fields and repeated table heads.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.document import Document as WordFile
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from content.digits import in_thai_digits
from content.typesetting.prose import Block, Run
from content.typesetting.qr import qr_png

TYPEFACE = "TH SarabunPSK"
SOFT = RGBColor(0x4A, 0x55, 0x68)
NAVY = RGBColor(0x12, 0x37, 0x6E)
#: Word's own words for what stands in one style: an office's template changes them all at once.
#: By how many points larger than the text they are.
HEADINGS = {1: 4, 2: 2, 3: 0, 4: 0}
#: The style of what only helps to find one's way.
SMALL = "Small Thai"
FONT_TABLE = "/word/fontTable.xml"
#: The same letters by their newer name, and what to look for where neither is installed.
FONT = (
    f'<w:font {nsdecls("w")} w:name="{TYPEFACE}"><w:altName w:val="TH Sarabun New"/>'
    '<w:panose1 w:val="020B0500040200020003"/><w:charset w:val="DE"/><w:family w:val="swiss"/>'
    '<w:pitch w:val="variable"/></w:font>'
)
DOTS = "." * 40
#: Room between the margins, in centimetres.
WIDE = 16


class WordPaper:
    """A Word file in the office's looks, made of blocks. `pictures` are the files that figures name.

    `points` is the size of the text; all else goes with it.
    """

    def __init__(
        self, pictures: Mapping[str, bytes] | None = None, *, thai_digits: bool = False, points: int = 16
    ) -> None:
        self.pictures = pictures or {}
        self.thai = thai_digits
        self.points = points
        self.word: WordFile = Document()
        self.lists = 0
        self.styles()
        self.page(self.word.sections[0])
        self.typefaces()

    def about(self, title: str, subject: str, author: str) -> None:
        """What the file's properties say."""
        about = self.word.core_properties
        about.title, about.subject, about.author = title[:255], subject[:255], author[:255]
        about.language, about.comments = "th-TH", ""
        about.created = about.modified = datetime.now(UTC).replace(tzinfo=None)

    def saved(self) -> bytes:
        content = io.BytesIO()
        self.word.save(content)
        return content.getvalue()

    def digits(self, text: str) -> str:
        return in_thai_digits(text) if self.thai else text

    @property
    def numbers(self) -> str:
        """How Word writes numbers of pages and lists."""
        return "thaiNumbers" if self.thai else "decimal"

    def typefaces(self) -> None:
        """What to take on a computer without the typeface, and that the text is Thai."""
        part = next(part for part in self.word.part.package.iter_parts() if part.partname == FONT_TABLE)
        table = parse_xml(part.blob)
        table.append(parse_xml(FONT))
        part._blob = serialize_part_xml(table)
        language = self.word.settings.element.find(qn("w:themeFontLang"))
        language.set(qn("w:bidi"), "th-TH")

    def styles(self) -> None:
        styles, points = self.word.styles, self.points
        fonts(styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr")), points)
        normal = styles["Normal"]
        fonts(normal.element.get_or_add_rPr(), points)
        normal.paragraph_format.space_after = Pt(4)
        normal.paragraph_format.line_spacing = 1.0
        for level, more in HEADINGS.items():
            style = styles[f"Heading {level}"]
            fonts(style.element.get_or_add_rPr(), points + more, bold=True)
            style.font.color.rgb = RGBColor(0, 0, 0)
            style.font.italic = False
            style.paragraph_format.space_before = Pt(14 if level == 1 else 8)
            style.paragraph_format.space_after = Pt(4)
            style.paragraph_format.keep_with_next = True
        for name in ("Title", "Caption", "List Number", "List Bullet", "Table Grid"):
            fonts(
                styles[name].element.get_or_add_rPr(),
                26 if name == "Title" else points - 2 if name == "Caption" else points,
            )
        styles["Title"].font.bold = styles["Title"].font.cs_bold = True
        styles["Title"].font.color.rgb = NAVY
        for border in styles["Title"].element.iter(qn("w:pBdr")):
            border.getparent().remove(border)
        styles["Caption"].font.color.rgb = SOFT
        styles["Caption"].font.bold = styles["Caption"].font.cs_bold = False
        styles["Caption"].paragraph_format.space_after = Pt(10)
        little = styles.add_style(SMALL, WD_STYLE_TYPE.PARAGRAPH)
        little.base_style = normal
        fonts(little.element.get_or_add_rPr(), 12)
        little.font.color.rgb = SOFT
        indented = styles.add_style("Body Thai", WD_STYLE_TYPE.PARAGRAPH)
        indented.base_style = normal
        indented.paragraph_format.first_line_indent = Cm(1.5)
        for level in (1, 2):
            contents = styles.add_style(f"TOC {level}", WD_STYLE_TYPE.PARAGRAPH)
            contents.base_style = normal
            contents.paragraph_format.left_indent = Cm(0.8 * (level - 1))
            contents.paragraph_format.tab_stops.add_tab_stop(
                Cm(15.5), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
            )

    def page(self, section: Any) -> None:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin, section.right_margin = Cm(3), Cm(2)
        section.top_margin = section.bottom_margin = Cm(2.5)

    def section(self, numbers: str, left: str, right: str) -> None:
        """A new page, numbered from one; its number stands at the foot, two texts at the head."""
        section = self.word.add_section(WD_SECTION.NEW_PAGE)
        self.page(section)
        number_pages(section, numbers, start=1)
        section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
        head = section.header.paragraphs[0]
        head.style = self.word.styles[SMALL]
        head.paragraph_format.tab_stops.add_tab_stop(Cm(WIDE), WD_TAB_ALIGNMENT.RIGHT)
        head.add_run(self.digits(f"{left}\t{right}"))
        foot = section.footer.paragraphs[0]
        foot.style = self.word.styles["Normal"]
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        field(foot, "PAGE", self.digits("1"))

    def foot(self, text: str) -> None:
        """At the foot of each page of the first part, its number behind a text."""
        section = self.word.sections[0]
        number_pages(section, self.numbers)
        foot = section.footer.paragraphs[0]
        foot.style = self.word.styles[SMALL]
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        foot.add_run(self.digits(text))
        field(foot, "PAGE", self.digits("1"))

    def signatures(self, people: Sequence[Sequence[str]]) -> None:
        """Room to sign, two beside each other; what stands below a name is its lines. No page tears them."""
        beside = min(2, len(people))
        table = self.word.add_table(0, beside)
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        for at in range(0, len(people), beside):
            row = table.add_row()
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            for cell, lines in zip(row.cells, people[at : at + beside], strict=False):
                cell.width = Cm(WIDE / beside)
                for number, text in enumerate([f"ลงชื่อ {DOTS}", *lines]):
                    line = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
                    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
                    line.paragraph_format.space_before = Pt(24 if number == 0 else 0)
                    line.paragraph_format.space_after = Pt(0)
                    self.write(line, text)
        self.gap()

    def facts(self, rows: Iterable[tuple[str, str]]) -> None:
        table = self.word.add_table(0, 2, style="Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        table.columns[0].width, table.columns[1].width = Cm(5.5), Cm(WIDE - 5.5)
        for name, value in rows:
            row = table.add_row()
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            row.cells[0].width, row.cells[1].width = Cm(5.5), Cm(WIDE - 5.5)
            self.cell(row.cells[0], name, bold=True)
            self.cell(row.cells[1], value)
        self.gap()

    def gap(self) -> None:
        """Between a table and what follows: two tables without anything between them become one."""
        line = self.word.add_paragraph()
        line.paragraph_format.space_after = Pt(0)
        line.paragraph_format.line_spacing = Pt(8)

    def blocks(self, blocks: list[Block]) -> None:
        for block in blocks:
            getattr(self, f"_{block['kind']}")(block)

    def _heading(self, block: Block) -> None:
        self.heading(
            "".join(run["text"] for run in block["runs"]),
            block["depth"],
            outlined=block.get("outlined", False),
        )

    def _paragraph(self, block: Block) -> None:
        self.runs(self.word.add_paragraph(style="Body Thai"), block["runs"])

    def _nothing(self, block: Block) -> None:
        self.paragraph(block["text"]).runs[0].font.color.rgb = SOFT

    def _list(self, block: Block, depth: int = 0) -> None:
        number = self.numbering(block["ordered"], depth)
        for item in block["items"]:
            line = self.word.add_paragraph(style="List Number" if block["ordered"] else "List Bullet")
            properties = line._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val = 0
            properties.get_or_add_numId().val = number
            line.paragraph_format.left_indent = Cm(1.4 + 0.8 * depth)
            line.paragraph_format.first_line_indent = Cm(-0.8)
            self.runs(line, item["runs"])
            for inner in item["lists"]:
                self._list(inner, depth + 1)

    def _table(self, block: Block) -> None:
        table = self.word.add_table(1, len(block["columns"]), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        unit = WIDE / sum(block["widths"])
        for column, width in zip(table.columns, block["widths"], strict=True):
            column.width = Cm(width * unit)
        rows = [block["columns"], *block["rows"]]
        for number, values in enumerate(rows):
            row = table.rows[0] if number == 0 else table.add_row()
            for place, (cell, value) in enumerate(zip(row.cells, values, strict=True)):
                cell.width = Cm(block["widths"][place] * unit)
                self.cell(cell, value, bold=number == 0, centred=number == 0 or place in block["centred"])
                if number == 0:
                    shade(cell)
            # No row is torn by the end of a page.
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        self.gap()

    def _figure(self, block: Block) -> None:
        line = self.word.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.keep_with_next = bool(block["caption"])
        shape = line.add_run().add_picture(io.BytesIO(self.pictures[block["file"]]), width=Cm(block["width"]))
        describe(shape, block["alt"])
        if block["caption"]:
            caption = self.word.add_paragraph(style="Caption")
            caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
            self.write(caption, block["caption"])

    def heading(self, text: str, depth: int, *, new_page: bool = False, outlined: bool = True) -> Paragraph:
        line = self.word.add_paragraph(style=f"Heading {min(depth, 4)}")
        line.paragraph_format.page_break_before = new_page
        self.write(line, text)
        if depth <= 2 and not outlined:
            level = OxmlElement("w:outlineLvl")
            level.set(qn("w:val"), "9")
            line._p.get_or_add_pPr().append(level)
        return line

    def paragraph(self, text: str, *, bold: bool = False, style: str = "Normal") -> Paragraph:
        line = self.word.add_paragraph(style=style)
        self.write(line, text, bold=bold)
        return line

    def centred(
        self, text: str, points: int, colour: RGBColor | None = None, *, bold: bool = False
    ) -> Paragraph:
        line = self.word.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if text:
            for run in self.write(line, text, bold=bold):
                size(run, points)
                if colour:
                    run.font.color.rgb = colour
        return line

    def contents(self, entries: Sequence[tuple[int, str]]) -> None:
        """A table of contents that Word fills with page numbers; until then it names the parts, by their level."""
        lines = [self.word.add_paragraph(style=f"TOC {level}") for level, _name in entries]
        if not lines:
            return
        begin, separate, end = marks('TOC \\o "1-2" \\h \\z \\u')
        lines[0]._p.extend([begin[0], begin[1], separate])
        for line, (_level, name) in zip(lines, entries, strict=True):
            line.add_run(self.digits(name))
        lines[-1]._p.append(end)

    def code(self, address: str, alt: str, *, wide: float = 2.4) -> Paragraph:
        """A QR code in the middle of the page; `wide` is in centimetres."""
        line = self.centred("", 12)
        line.paragraph_format.space_before = Pt(8)
        shape = line.add_run().add_picture(io.BytesIO(qr_png(address)), width=Cm(wide))
        describe(shape, alt)
        return line

    def room(self, lines: int) -> None:
        for _ in range(lines):
            self.word.add_paragraph()

    def cell(self, cell: Any, text: str, *, bold: bool = False, centred: bool = False) -> None:
        line = cell.paragraphs[0]
        # Marks above and below Thai letters keep off the lines.
        line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(1), Pt(2)
        if centred:
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for run in self.write(line, text, bold=bold):
            size(run, self.points - 2)

    def write(self, line: Paragraph, text: str, *, bold: bool = False) -> list[Any]:
        """The text, with its line breaks."""
        runs = []
        for number, piece in enumerate(self.digits(text).split("\n")):
            run = line.add_run()
            if number:
                run.add_break(WD_BREAK.LINE)
            run.add_text(piece)
            embolden(run, bold)
            runs.append(run)
        return runs

    def runs(self, line: Paragraph, runs: list[Run]) -> None:
        for run in runs:
            written = self.write(line, run["text"], bold=run.get("bold", False))
            if href := run.get("href"):
                target = line.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
                link = OxmlElement("w:hyperlink")
                link.set(qn("r:id"), target)
                line._p.append(link)
                for piece in written:
                    piece.font.color.rgb = NAVY
                    link.append(piece._r)

    def numbering(self, ordered: bool, depth: int) -> int:
        """A list of its own, which begins at one."""
        self.lists += 1
        numbering = self.word.part.numbering_part.element
        kind = self.numbers if ordered else "bullet"
        known = numbering.findall(qn("w:abstractNum"))
        key = str(1000 + self.lists)
        abstract = OxmlElement("w:abstractNum")
        abstract.set(qn("w:abstractNumId"), key)
        level = OxmlElement("w:lvl")
        level.set(qn("w:ilvl"), "0")
        for tag, value in (
            ("start", "1"),
            ("numFmt", kind),
            ("lvlText", "%1." if ordered else "•"),
            ("lvlJc", "left"),
        ):
            child = OxmlElement(f"w:{tag}")
            child.set(qn("w:val"), value)
            level.append(child)
        abstract.append(level)
        known[-1].addnext(abstract)
        number = numbering.add_num(int(key))
        return int(number.numId)


def to_sign(role: str, name: str = "", position: str = "") -> list[str]:
    """The lines below a signature: of somebody whose name is known, or whoever has the role."""
    return [f"({name or DOTS})", f"ตำแหน่ง {position}" if position else role, f"วันที่ {DOTS}"]


#: Word refuses properties of a text in another order.
ORDER = [
    f"w:{tag}"
    for tag in [
        "rStyle",
        "rFonts",
        "b",
        "bCs",
        "i",
        "iCs",
        "caps",
        "smallCaps",
        "strike",
        "dstrike",
        "outline",
        "shadow",
        "emboss",
        "imprint",
        "noProof",
        "snapToGrid",
        "vanish",
        "webHidden",
        "color",
        "spacing",
        "w",
        "kern",
        "position",
        "sz",
        "szCs",
        "highlight",
        "u",
        "effect",
        "bdr",
        "shd",
        "fitText",
        "vertAlign",
        "rtl",
        "cs",
        "em",
        "lang",
        "eastAsianLayout",
        "specVanish",
        "oMath",
    ]
]


def fonts(properties: Any, points: int, *, bold: bool = False) -> None:
    """The typeface and size of Thai and Latin letters: Word keeps two of each."""
    wanted: dict[str, dict[str, str]] = {
        "w:rFonts": dict.fromkeys(("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"), TYPEFACE),
        **({"w:b": {}, "w:bCs": {}} if bold else {}),
        "w:sz": {"w:val": str(points * 2)},
        "w:szCs": {"w:val": str(points * 2)},
        "w:lang": {"w:val": "en-US", "w:bidi": "th-TH"},
    }
    for tag in (*wanted, "w:b", "w:bCs", "w:i", "w:iCs", "w:color", "w:spacing", "w:kern"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    for tag, attributes in wanted.items():
        element = OxmlElement(tag)
        for name, value in attributes.items():
            element.set(qn(name), value)
        properties.append(element)
    place = {qn(tag): number for number, tag in enumerate(ORDER)}
    properties[:] = sorted(properties, key=lambda element: place.get(element.tag, len(place)))


def size(run: Any, points: int) -> None:
    run.font.size = Pt(points)
    thai = OxmlElement("w:szCs")
    thai.set(qn("w:val"), str(points * 2))
    run._r.get_or_add_rPr().find(qn("w:sz")).addnext(thai)


def number_pages(section: Any, numbers: str, start: int | None = None) -> None:
    """How the pages of a section are counted. A new one comes with what its forerunner said of that."""
    properties = section._sectPr
    for old in properties.findall(qn("w:pgNumType")):
        properties.remove(old)
    kind = OxmlElement("w:pgNumType")
    kind.set(qn("w:fmt"), numbers)
    if start is not None:
        kind.set(qn("w:start"), str(start))
    # Word wants the parts of a section in its order.
    properties.find(qn("w:pgMar")).addnext(kind)


def shade(cell: Any) -> None:
    """The ground of a table's head, as the PDF has it."""
    ground = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "EEF2F8")):
        ground.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(ground)


def embolden(run: Any, bold: bool) -> None:
    if bold:
        run.font.bold = run.font.cs_bold = True


def describe(shape: Any, text: str) -> None:
    shape._inline.docPr.set("descr", text)


def field(line: Paragraph, instruction: str, shown: str) -> None:
    begin, separate, end = marks(instruction)
    line._p.extend([*begin, separate])
    line.add_run(shown)
    line._p.append(end)


def marks(instruction: str) -> tuple[tuple[Any, Any], Any, Any]:
    """The marks around a field: its begin with what it shows, the end of that, its end."""

    def mark(kind: str) -> Any:
        run = OxmlElement("w:r")
        char = OxmlElement("w:fldChar")
        char.set(qn("w:fldCharType"), kind)
        if kind == "begin":
            char.set(qn("w:dirty"), "true")
        run.append(char)
        return run

    told = OxmlElement("w:r")
    text = OxmlElement("w:instrText")
    text.set(qn("xml:space"), "preserve")
    text.text = f" {instruction} "
    told.append(text)
    return (mark("begin"), told), mark("separate"), mark("end")
