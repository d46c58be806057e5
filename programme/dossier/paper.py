"""A dossier as a paper: PDF to read, Word to write on in, and both with the appendix in one ZIP."""

import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.temp import NamedTemporaryFile
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from content.digits import in_thai_digits
from content.typesetting import prose
from content.typesetting.pdf import pdf
from content.typesetting.prose import Block
from content.typesetting.qr import qr_svg
from content.typesetting.word import NAVY, SMALL, SOFT, WordPaper, to_sign
from media.names import extension, shown_name
from programme.dossier import attaching, editions
from programme.dossier.missing import Gap
from programme.models import Dossier, DossierAttachment, DossierEdition
from programme.reports.narrating import pieces
from vcare.calendar import format_thai_date
from vcare.dossiers import DOSSIER_HEADINGS

TEMPLATE = Path(__file__).with_name("typst") / "dossier.typ"
HEADING = "แฟ้มผลงานเสนอขอรับรางวัล"
#: Of a picture, in centimetres.
WIDE, HIGH = 13.0, 9.0
#: A fingerprint is printed in pieces, so that it can be read aloud.
PIECE = 8
#: A line no longer than this is a name of the list that follows it.
NAME_LENGTH = 70


@dataclass
class Paper:
    """A dossier as plain data, with its pictures by the names that figures use."""

    data: dict[str, Any]
    pictures: dict[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Printed:
    """What is printed: a finished edition, or the draft as it is now with what it lacks."""

    dossier: Dossier
    content: editions.Content
    attachments: Sequence[DossierAttachment]
    edition: DossierEdition | None = None
    gaps: Sequence[Gap] = ()


def paper(printed: Printed, *, thai_digits: bool = False) -> Paper:
    with override("th"):
        made = _Setting(printed).paper()
    made.data = {**(in_thai_digits(made.data) if thai_digits else made.data), "thai_digits": thai_digits}
    if printed.edition is not None:
        mark = printed.edition.fingerprint
        shown = " ".join(mark[place : place + PIECE] for place in range(0, len(mark), PIECE))
        made.data["made"].append(f"ลายนิ้วมือของฉบับ (SHA-256) {shown}")
    return made


class _Setting:
    def __init__(self, printed: Printed) -> None:
        self.printed, self.content = printed, printed.content
        self.rows = {str(row.uid): row for row in printed.attachments}
        self.pictures: dict[str, bytes] = {}
        self.told: set[str] = set()

    def paper(self) -> Paper:
        found, edition = self.content, self.printed.edition
        dossier = self.printed.dossier
        address = settings.BASE_URL + reverse("dossiers:dossier", args=[dossier.uid])
        years = found["years"]
        data = {
            "heading": HEADING,
            "title": prose.clean(found["title"]),
            "author": [found["organisation"]],
            "award": prose.clean(f"{found['award']} {found['award_year']}"),
            "category": f"ประเภท {found['category']}",
            "granted_by": prose.clean(f"เสนอต่อ {found['granted_by']}") if found["granted_by"] else "",
            "organisation": found["organisation"],
            "office": found["office"],
            "span": f"ผลการดำเนินงาน ปีการศึกษา {years[0]} – {years[-1]}",
            "as_of": f"ข้อมูล ณ วันที่ {format_thai_date(date.fromisoformat(found['as_of']), 'long')}",
            "version": f"ฉบับที่ {edition.number}" if edition else "ฉบับร่าง",
            "is_draft": edition is None,
            "made": self.made(),
            "chapters": list(self.chapters()),
            "behind": list(self.behind()),
            "address": address,
            "qr": qr_svg(address),
            "qr_alt": f"คิวอาร์โค้ดไปยัง {address}",
        }
        return Paper(data, self.pictures)

    def made(self) -> list[str]:
        """Who finished it when; the mark by which it is known again follows, in digits as they are."""
        edition = self.printed.edition
        if edition is None:
            return []
        day = format_thai_date(timezone.localdate(edition.made_at), "long")
        return [f"ทำเสร็จเมื่อ {day} โดย {prose.clean(edition.signature)}"]

    def chapters(self) -> Iterator[dict[str, Any]]:
        """Numbered; what stands below a chapter is part of it."""
        rows = self.content["chapters"]
        number = 0
        for row in rows:
            if row["below"]:
                continue
            number += 1
            blocks = self.below(row)
            inner = [other for other in rows if other["below"] == row["key"]]
            for place, other in enumerate(inner, start=1):
                blocks += [prose.heading(f"{number}.{place} {other['title']}"), *self.below(other)]
            yield {"label": f"{number}.", "title": row["title"], "blocks": blocks}

    def behind(self) -> Iterator[dict[str, Any]]:
        """What follows the signatures, each on a page of its own."""
        if self.content["attachments"]:
            yield {"title": "ภาคผนวก", "blocks": self.appendix()}
        if self.printed.gaps:
            yield {"title": "สิ่งที่ขาด (มีเฉพาะในฉบับร่าง)", "blocks": self.lacking()}

    def below(self, row: dict[str, Any]) -> list[Block]:
        parts = list(pieces(prose.clean(row["text"])))
        blocks: list[Block] = []
        for place, (is_list, lines) in enumerate(parts):
            if is_list:
                blocks += prose.numbered(lines, ordered=False)
                continue
            # A few words before a list are its name.
            names = place + 1 < len(parts) and parts[place + 1][0] and len(lines[0]) <= NAME_LENGTH
            blocks.append(prose.paragraph(lines[0], bold=names))
        for found in row["tables"]:
            blocks.append(prose.heading(found["title"], depth=3 if row["below"] else 2, outlined=False))
            blocks.append(prose.table(found["columns"], found["widths"], found["rows"]))
            if found["note"]:
                blocks.append({"kind": "nothing", "text": prose.clean(found["note"])})
        # Each source is told where it is needed first.
        new = [source for source in row["sources"] if source[1] not in self.told]
        self.told |= {href for _words, href in new}
        if new:
            rows = [{"text": prose.clean(words), "href": href} for words, href in new]
            blocks.append({"kind": "sources", "rows": rows})
        return blocks

    def appendix(self) -> list[Block]:
        rows = [[str(row["number"]), row["kind"], row["title"]] for row in self.content["attachments"]]
        blocks = [prose.table(["ที่", "ประเภท", "รายการ"], [1, 4, 10], rows, centred=(0,))]
        for row in self.content["attachments"]:
            attachment = self.rows.get(row["uid"])
            if attachment is not None and attachment.kind == "picture":
                blocks += self.picture(row, attachment)
        return blocks

    def picture(self, row: dict[str, Any], attachment: DossierAttachment) -> list[Block]:
        caption = f"ภาคผนวกที่ {row['number']} {row['title']}"
        found = attaching.picture(attachment)
        if found is None:
            return [{"kind": "nothing", "text": prose.clean(f"{caption}: ภาพนี้ถูกถอนออกแล้ว")}]
        content, alt = found
        name = f"picture-{row['number']}.jpg"
        self.pictures[name] = content
        return [prose.figure(name, content, alt=alt, caption=caption, within=(WIDE, HIGH))]

    def lacking(self) -> list[Block]:
        names = {row.key: row.th for row in DOSSIER_HEADINGS}
        rows = [
            [names.get(gap.heading, "ภาคผนวก"), f"{'ไม่ทราบ: ' if gap.unknown else ''}{gap.words}"]
            for gap in self.printed.gaps
        ]
        return [prose.table(["หัวข้อ", "สิ่งที่ขาด"], [5, 10], rows)]


def as_pdf(made: Paper) -> bytes:
    return pdf(TEMPLATE, made.data, pictures=made.pictures)


def as_word(made: Paper) -> bytes:
    return _Word(made).file()


#: By the ending of their address.
FORMATS: dict[str, Callable[[Paper], bytes]] = {"pdf": as_pdf, "docx": as_word}


class _Word(WordPaper):
    def __init__(self, made: Paper) -> None:
        super().__init__(made.pictures, thai_digits=made.data["thai_digits"])
        self.data = made.data

    def file(self) -> bytes:
        data = self.data
        self.about(data["title"], HEADING, data["organisation"])
        self.cover()
        self.section("thaiLetters", data["organisation"], data["version"])
        self.heading("สารบัญ", 1, outlined=False)
        self.contents(self.entries())
        self.section(self.numbers, data["organisation"], data["version"])
        for chapter in data["chapters"]:
            self.heading(f"{chapter['label']} {chapter['title']}", 1)
            self.blocks(chapter["blocks"])
        self.end()
        for part in data["behind"]:
            self.heading(part["title"], 1, new_page=True)
            self.blocks(part["blocks"])
        return self.saved()

    def cover(self) -> None:
        data = self.data
        if data["is_draft"]:
            self.centred("ฉบับร่าง", 18, SOFT, bold=True)
        self.room(4)
        self.centred(data["heading"], 22, bold=True)
        self.room(1)
        self.centred(data["title"], 26, NAVY, bold=True)
        self.room(1)
        self.centred(data["award"], 18, bold=True)
        for text in (data["category"], data["granted_by"], data["span"], data["as_of"]):
            if text:
                self.centred(text, 16)
        self.room(6)
        self.centred(data["organisation"], 20, bold=True)
        if data["office"]:
            self.centred(data["office"], 16)
        self.code(data["address"], data["qr_alt"])

    def entries(self) -> list[tuple[int, str]]:
        """What the table of contents names."""
        entries: list[tuple[int, str]] = []
        for chapter in self.data["chapters"]:
            entries.append((1, f"{chapter['label']} {chapter['title']}"))
            entries += [
                (2, "".join(run["text"] for run in block["runs"]))
                for block in chapter["blocks"]
                if block["kind"] == "heading" and block["outlined"]
            ]
        return [*entries, *((1, part["title"]) for part in self.data["behind"])]

    def end(self) -> None:
        self.signatures([to_sign(role) for role in ("ผู้จัดทำ", "ผู้รับรอง")])
        for text in (*self.data["made"], self.data["as_of"]):
            self.word.add_paragraph(text, style=SMALL)

    def _sources(self, block: dict[str, Any]) -> None:
        line = self.word.add_paragraph(style=SMALL)
        for number, row in enumerate(block["rows"]):
            line.add_run(" · " if number else "ที่มา: ")
            self.runs(line, [row])


def bundle(printed: Printed, made_at: datetime, *, thai_digits: bool = False) -> IO[bytes]:
    """Both papers, every paper of the appendix under its number, and a list with the marks of all.

    It lies on the disk, one paper at a time in memory: sixty scans are more than a small machine has room for.
    """
    made = paper(printed, thai_digits=thai_digits)
    stamp = timezone.localtime(made_at).timetuple()[:6]
    lines = [printed.content["title"]]
    if printed.edition is not None:
        lines.append(f"ฉบับที่ {printed.edition.number} SHA-256 {printed.edition.fingerprint}")
    rows = {str(row.uid): row for row in printed.attachments}
    content = NamedTemporaryFile()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:

        def put(name: str, data: bytes) -> None:
            archive.writestr(zipfile.ZipInfo(name, stamp), data, zipfile.ZIP_DEFLATED)

        for ending, form in FORMATS.items():
            put(f"แฟ้มผลงาน.{ending}", form(made))
        for entry in printed.content["attachments"]:
            row = rows.get(entry["uid"])
            data, ending = file_of(row) if row else (None, "")
            told = f"ภาคผนวกที่ {entry['number']} {entry['title']}"
            if data is not None:
                name = shown_name(f"{entry['number']:02d} {entry['title'][:80]}".replace("/", "_"))
                put(f"ภาคผนวก/{name}.{ending}", data)
                lines.append(f"{told} SHA-256 {entry['digest']}")
            elif row and attaching.is_lost(row):
                lines.append(f"{told}: ไม่พบไฟล์ จึงไม่มีอยู่ในชุดนี้ SHA-256 {entry['digest']}")
            else:
                lines.append(f"{told}: ถอนออกแล้ว")
        put("รายการ.txt", ("\ufeff" + "\r\n".join(lines) + "\r\n").encode("utf-8"))
    content.seek(0)
    return content


def file_of(row: DossierAttachment) -> tuple[bytes | None, str]:
    """What is behind an attachment, and the ending of its name; nothing if it is gone."""
    if row.kind == "picture":
        found = attaching.picture(row)
        return (found[0], "jpg") if found else (None, "")
    if not row.file:
        return None, ""
    try:
        with row.file.open("rb") as file:
            return file.read(), extension(row.file.name)
    except OSError:
        return None, ""
