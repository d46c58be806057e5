"""The report as a Word file that a school can go on writing in."""

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.shared import Cm

from content.typesetting.word import DOTS, SOFT, WordPaper, embolden, to_sign
from practices.papers import parts
from practices.papers.paper import Paper, deepened


def word_report(paper: Paper, *, thai_digits: bool = False) -> bytes:
    """The report of a practice as a .docx file."""
    return _Report(paper, thai_digits).file()


class _Report(WordPaper):
    def __init__(self, paper: Paper, thai_digits: bool) -> None:
        super().__init__(paper.pictures, thai_digits=thai_digits)
        self.paper = paper

    def file(self) -> bytes:
        self.properties()
        self.cover()
        self.front()
        self.body()
        return self.saved()

    def properties(self) -> None:
        authors = ", ".join(author["name"] for author in self.paper.authors)
        self.about(self.paper.title, self.paper.kind, authors or self.paper.school)
        about = self.word.core_properties
        about.keywords = ", ".join(self.paper.keywords)[:255]
        about.comments = self.paper.address
        about.created = about.modified = self.paper.day.replace(tzinfo=None)

    def cover(self) -> None:
        paper = self.paper
        line = self.paragraph(paper.reference, bold=True)
        line.paragraph_format.tab_stops.add_tab_stop(Cm(16), WD_TAB_ALIGNMENT.RIGHT)
        if paper.is_draft:
            embolden(line.add_run(" ฉบับร่าง"), True)
        line.add_run("\t" + self.digits(paper.year))
        self.room(3)
        self.centred("รายงานผลการปฏิบัติที่เป็นเลิศ", 20)
        self.centred(paper.kind, 16, SOFT)
        title = self.word.add_paragraph(style="Title")
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        title.add_run(self.digits(paper.title))
        if paper.model_name:
            self.centred(paper.model_name, 18)
        self.room(2)
        for author in paper.authors:
            self.centred(author["name"], 18, bold=True)
            if author["position"]:
                self.centred(author["position"], 16)
        self.room(2)
        self.centred(paper.school, 20, bold=True)
        if paper.place:
            self.centred(paper.place, 16)
        if not paper.by_office:
            self.centred(paper.office, 16)
        self.code(paper.address, f"คิวอาร์โค้ดไปยัง {paper.address}", wide=2.6)
        self.centred(paper.address, 12, SOFT)

    def front(self) -> None:
        paper = self.paper
        self.begin("thaiLetters")
        self.heading(parts.ENDORSEMENT.th, 1)
        certificate = (
            f"ข้าพเจ้า {DOTS} ตำแหน่ง {DOTS} ขอรับรองว่าผลงานเรื่อง “{paper.title}” รหัส {paper.reference} "
            f"ของ{paper.school} เป็นผลงานที่ดำเนินการจริง {paper.year} ข้อมูลและผลที่รายงานเป็นความจริง "
            "และได้ตรวจแล้วว่าไม่มีชื่อ ภาพ หรือข้อมูลอื่นที่ระบุตัวนักเรียนได้"
        )
        self.paragraph(certificate, style="Body Thai")
        if paper.endorsed_by:
            day = f" เมื่อวันที่ {paper.endorsed_on}" if paper.endorsed_on else ""
            self.paragraph(f"รับรองไว้แล้วโดย {paper.endorsed_by}{day}", style="Body Thai")
        role = "ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษา" if paper.by_office else "ผู้อำนวยการโรงเรียน"
        self.signatures([to_sign(role)])
        self.paragraph("ผู้จัดทำ", bold=True)
        authors = paper.authors or [{"name": "", "position": ""}]
        self.signatures([to_sign("ผู้จัดทำ", author["name"], author["position"]) for author in authors])
        self.heading(parts.ABSTRACT.th, 1, new_page=True)
        self.blocks(paper.abstract)
        self.heading(parts.FACTS.th, 1)
        self.facts(paper.facts)
        self.heading(parts.CONTENTS.th, 1, new_page=True, outlined=False)
        self.contents(self.entries())

    def body(self) -> None:
        self.begin(self.numbers)
        for chapter in self.paper.chapters:
            self.heading(chapter.part.heading, 1)
            self.blocks(deepened(chapter.blocks))
        if self.paper.english:
            self.heading(parts.ENGLISH.th, 1, new_page=True)
            self.blocks(deepened(self.paper.english))

    def begin(self, numbers: str) -> None:
        draft = "ฉบับร่าง " if self.paper.is_draft else ""
        self.section(numbers, self.paper.school, f"{draft}{self.paper.reference}")

    def entries(self) -> list[tuple[int, str]]:
        """What the table of contents names."""
        entries = [(1, parts.ENDORSEMENT.th), (1, parts.ABSTRACT.th), (1, parts.FACTS.th)]
        for chapter in self.paper.chapters:
            entries.append((1, chapter.part.heading))
            entries += [
                (2, "".join(run["text"] for run in block["runs"]))
                for block in chapter.blocks
                if block["kind"] == "heading" and block.get("outlined")
            ]
        if self.paper.english:
            entries.append((1, parts.ENGLISH.th))
        return entries
