"""The report of an event as a Word file that the office goes on writing in."""

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH

from content.typesetting.word import NAVY, SOFT, WordPaper, to_sign
from events.record.report import Paper


def word_report(paper: Paper) -> bytes:
    return _Report(paper).file()


class _Report(WordPaper):
    def __init__(self, paper: Paper) -> None:
        super().__init__(paper.pictures, thai_digits=paper.data["thai_digits"])
        self.data = paper.data

    def file(self) -> bytes:
        data = self.data
        self.about(data["title"], data["heading"], data["host"])
        if data["full"]:
            self.cover()
            self.section(self.numbers, data["host"], data["reference"])
        else:
            self.foot(f"{data['reference']} · หน้า ")
            self.top()
        for number, chapter in enumerate(data["chapters"]):
            if chapter["label"]:
                self.chapter(chapter, new_page=number > 0)
            self.blocks(chapter["blocks"])
        self.end()
        return self.saved()

    def cover(self) -> None:
        data = self.data
        self.room(5)
        self.centred(data["heading"], 24, bold=True)
        self.room(1)
        self.centred(data["title"], 26, NAVY, bold=True)
        self.room(1)
        self.centred(data["when"], 18)
        if data["place"]:
            self.centred(data["place"], 18)
        self.room(7)
        self.centred(data["host"], 20, bold=True)
        if data["office"]:
            self.centred(data["office"], 18)
        self.code(data["address"], data["qr_alt"])
        self.centred(data["address"], 12, SOFT)

    def top(self) -> None:
        self.centred(self.data["heading"], 20, bold=True)
        self.centred(self.data["title"], 18, NAVY, bold=True)
        self.centred(f"{self.data['when']} · {self.data['host']}", 16)

    def chapter(self, chapter: dict[str, Any], *, new_page: bool) -> None:
        title = f"{chapter['label']} {chapter['title']}".strip()
        self.heading(title, 1, new_page=new_page)

    def end(self) -> None:
        self.signatures([to_sign(role) for role in ("ผู้รายงาน", "ผู้รับรองรายงาน")])
        line = self.paragraph(self.data["printed"])
        line.alignment = WD_ALIGN_PARAGRAPH.LEFT
        line.runs[0].font.color.rgb = SOFT

    def _facts(self, block: dict[str, Any]) -> None:
        self.facts(block["rows"])

    def _bars(self, block: dict[str, Any]) -> None:
        """The table above has the same numbers; Word draws its own charts."""
