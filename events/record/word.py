"""The report of an event as a Word file that the office goes on writing in."""

import io
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm

from content.typesetting.qr import qr_png
from events.record.report import Paper
from practices.papers.word import NAVY, SOFT, WordPaper, describe


def word_report(paper: Paper) -> bytes:
    return _Report(paper).file()


class _Report(WordPaper):
    def __init__(self, paper: Paper) -> None:
        super().__init__(paper.pictures, thai_digits=paper.data["thai_digits"])
        self.data = paper.data

    def file(self) -> bytes:
        data = self.data
        self.styles()
        about = self.word.core_properties
        about.title, about.subject, about.author = data["title"][:255], data["heading"], data["host"][:255]
        about.language = "th-TH"
        if data["full"]:
            self.cover()
            self.section("thaiNumbers" if self.thai else "decimal", data["host"], data["reference"])
        else:
            self.top()
        for number, chapter in enumerate(data["chapters"]):
            if chapter["label"]:
                self.chapter(chapter, new_page=number > 0)
            self.blocks(chapter["blocks"])
        self.end()
        content = io.BytesIO()
        self.word.save(content)
        return content.getvalue()

    def cover(self) -> None:
        data = self.data
        self.room(4)
        self.centred(data["heading"], 24, bold=True)
        self.room(1)
        self.centred(data["title"], 26, NAVY, bold=True)
        self.room(1)
        self.centred(data["when"], 18)
        if data["place"]:
            self.centred(data["place"], 18)
        self.room(5)
        self.centred(data["host"], 20, bold=True)
        if data["office"]:
            self.centred(data["office"], 18)
        self.code()

    def top(self) -> None:
        self.centred(self.data["heading"], 20, bold=True)
        self.centred(self.data["title"], 18, NAVY, bold=True)
        self.centred(f"{self.data['when']} · {self.data['host']}", 16)

    def chapter(self, chapter: dict[str, Any], *, new_page: bool) -> None:
        title = f"{chapter['label']} {chapter['title']}".strip()
        self.heading(title, 1, new_page=new_page)

    def code(self) -> None:
        line = self.centred("", 12)
        shape = line.add_run().add_picture(io.BytesIO(qr_png(self.data["address"])), width=Cm(2.4))
        describe(shape, self.data["qr_alt"])
        self.centred(self.data["address"], 12, SOFT)

    def end(self) -> None:
        for role in ("ผู้รายงาน", "ผู้รับรองรายงาน"):
            self.signature(role)
        line = self.paragraph(self.data["printed"])
        line.alignment = WD_ALIGN_PARAGRAPH.LEFT
        line.runs[0].font.color.rgb = SOFT

    def _facts(self, block: dict[str, Any]) -> None:
        self.facts(block["rows"])
        self.room(1)

    def _bars(self, block: dict[str, Any]) -> None:
        """The table above has the same numbers; Word draws its own charts."""
