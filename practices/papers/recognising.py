"""Which part of a report a piece of a file belongs to, and what it says there.

Nothing is lost: what finds no place is a leftover with the part it came from, what no practice has
(covers, tables of contents, signatures) is passed over and named.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from django.utils.html import escape
from rapidfuzz import fuzz

from practices.papers import parts
from practices.papers.parts import CORE, Part
from vcare.awards import AWARD_SCHEMES
from vcare.calendar import DateError, parse_thai_year, to_arabic_digits
from vcare.care import CARE_STEPS, SCREENING_ASPECTS
from vcare.hazards import HAZARDS, MEASURES, SUB_HAZARDS
from vcare.practices import DIMENSIONS, PRACTICE_KINDS, SANDBOX_RECOGNITION, TARGET_GROUPS
from vcare.schools import LEVEL_GROUPS, SCHOOL_SIZES
from vcare.stages import STAGES

Piece = dict[str, Any]

#: Longest values of the fields of a practice.
TITLE, SUMMARY, STEP, INDICATOR, AMOUNT, UNIT, INSTRUMENT, PERIOD = 255, 700, 150, 200, 40, 40, 150, 80
MOST_OBJECTIVES, MOST_AUTHORS = 10, 6
#: Nobody's number: fewer could be recognised.
FEWEST_PEOPLE = 5

_NUMBER = re.compile(
    r"^\s*(?:(?:บทที่|ตอนที่|ส่วนที่|ข้อที่|ข้อ|หัวข้อที่)\s*)?[(]?(?:[0-9๐-๙]{1,2}(?:[.．][0-9๐-๙]{1,2})*|[ก-ฮ](?=[.)])|[IVX]{1,4}(?=[.)]))"
    r"(?:[.)]\s*|\s+)(?=\D)"
)
_MARK = re.compile(r"^\s*(?:[•●○▪■◆➢✓–—*-]|\u00b7|[\uf0b7\uf0a7\uf0d8\uf0fc])\s*")
_STEP = re.compile(r"^\s*(?:ขั้นตอนที่|ขั้นที่|ขั้น|ระยะที่|กิจกรรมที่|step)\s*[0-9๐-๙]+", re.IGNORECASE)
_SUBNUMBER = re.compile(r"^\s*[0-9๐-๙]{1,2}[.][0-9๐-๙]{1,2}[.)]?\s")
_HONORIFIC = re.compile(
    r"^(?:ผู้จัดทำ|โดย|ผู้เสนอผลงาน|ผู้รายงาน|เจ้าของผลงาน|ผู้พัฒนา|ผู้เขียน)?\s*[:：]?\s*"
    r"((?:นางสาว|นาย|นาง|น\.ส\.|ว่าที่\s?(?:ร้อยตรี|ร\.ต\.)|ดร\.|ผศ\.|ครู|ผอ\.)\s?[^\d,]{3,80})$"
)
_POSITION = re.compile(
    r"^\s*(?:ตำแหน่ง\s*)?((?:ครู|ผู้อำนวยการ|รองผู้อำนวยการ|ศึกษานิเทศก์|นักวิชาการ|พนักงานราชการ|อัตราจ้าง|นักจิตวิทยา|ผู้ช่วย).{0,180})$"
)
_SCHOOL = re.compile(r"โรงเรียน\s?\S.{0,60}?(?=\s*(?:ปีการศึกษา|ภาคเรียน|อำเภอ|ตำบล|จังหวัด|สังกัด|สำนักงาน|$))")
_YEAR = re.compile(r"(?:ปีการศึกษา|ภาคเรียนที่\s*[0-9๐-๙]\s*/)\s*([0-9๐-๙]{4})")
_TERM = re.compile(r"ภาคเรียนที่\s*([12๑๒])")
_STAGE_LINE = re.compile(r"^\s*ขั้นของ\s*V-CARE\s*\+\s*N\s*:?\s*([VCAREN])\b")
_LETTER = re.compile(r"^(\S{1,10}) = (.{1,150}?)(?: \(([^()]{1,150})\))?$")
#: How a practice became known, by words that tell it; the first that fits.
_RECOGNISED = [
    ("02", re.compile("รางวัล|เกียรติบัตร|ชนะเลิศ|เหรียญ|โล่|award", re.IGNORECASE)),
    ("03", re.compile("ดูงาน|วิทยากร|เยี่ยมชม|study visit", re.IGNORECASE)),
    ("01", re.compile("เผยแพร่|ตีพิมพ์|วารสาร|เว็บไซต์|เพจ|facebook|นำเสนอ|youtube", re.IGNORECASE)),
]
_STAGE_IN_TITLE = re.compile(r"\(\s*([VCAREN])\s*[:：]")
_AMOUNT = re.compile(r"(ร้อยละ|จำนวน)?\s*([0-9๐-๙][0-9๐-๙,]*(?:\.[0-9๐-๙]+)?)\s*(%|[ก-๙]{1,12})?")
#: What a report has and a practice has not.
PASSED_OVER = frozenset({"contents", "endorsement", "preface", "references"})
PREFACE = Part(
    "preface",
    "",
    "คำนำ",
    "Preface",
    ("กิตติกรรมประกาศ", "บันทึกข้อความ", "ประกาศคุณูปการ", "acknowledgements", "foreword"),
)
REFERENCES = Part("references", "", "บรรณานุกรม", "References", ("เอกสารอ้างอิง", "อ้างอิง", "bibliography"))
KNOWN: tuple[Part, ...] = (
    parts.ABSTRACT,
    parts.ENDORSEMENT,
    parts.CONTENTS,
    parts.FACTS,
    parts.ENGLISH,
    PREFACE,
    REFERENCES,
    *(part for chapter, inner in parts.CHAPTERS for part in (chapter, *inner)),
    parts.QUANTITATIVE,
    parts.QUALITATIVE,
)
#: Chapters that have no field of their own, and the one that their first lines belong to.
HOME = {"aims": "objectives", "outcome": "results", "learning": "lessons"}
#: What a heading that stands in several parts means in this one.
INSIDE = {"quantitative", "qualitative"}


@dataclass
class Leftover:
    """Something that found no place. `section` is the heading that it stood under, or @ and a word of ours."""

    section: str
    text: str
    #: Key of `Found.pictures`, for a picture.
    picture: str = ""


@dataclass
class Found:
    """What a file says, field by field, ready for a draft."""

    fields: dict[str, Any] = field(default_factory=dict)
    leftovers: list[Leftover] = field(default_factory=list)
    passed_over: list[Leftover] = field(default_factory=list)
    #: Headings as the file has them, and the fields that they led to.
    headings: list[tuple[str, str]] = field(default_factory=list)
    #: Name of a part of the file, or a picture itself in base64, by the key used in `fields`.
    pictures: dict[str, Piece] = field(default_factory=dict)
    school: str = ""
    #: Code and values of what a reader has to know.
    warnings: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


@dataclass
class Section:
    part: str
    heading: str
    pieces: list[Piece] = field(default_factory=list)


def recognised(pieces: list[Piece]) -> Found:
    """Read the pieces of a file as a best-practice report."""
    return _Reader(pieces).found()


# Headings


def bare(text: str) -> str:
    """A heading without number, brackets, spaces and marks, for comparison."""
    text = re.sub(r"\([^)]*\)|\[[^]]*\]", " ", _NUMBER.sub("", to_arabic_digits(text).replace("\t", " ")))
    text = re.sub(r"^\s*(?:ตอนที่|ส่วนที่|บทที่)\s*\d*\s*", "", text)
    return re.sub(r"[^\w\u0e00-\u0e7f]|_", "", text).lower().replace("เเ", "แ")


@cache
def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for part in KNOWN:
        for name in (part.th, part.en, *part.aliases):
            names.setdefault(bare(name), part.key)
    # The chapter's own heading says that both come; alone it means its first part.
    return names


def part_of(text: str, *, is_heading: bool) -> str:
    """The part that a heading begins, "" for none. Only what looks like one may be spelt a little differently."""
    name = bare(text)
    if not name or len(name) > 90:
        return ""
    names = _names()
    if key := names.get(name):
        return key
    if not is_heading or len(name) < 5:
        return ""
    longest = max(
        (known for known in names if len(known) >= 6 and name.startswith(known)), key=len, default=""
    )
    rest = name.removeprefix(longest)
    if longest and (re.match("ของ|ใน|ที่|จาก|การ|และ|แห่ง|ต่อ|เพื่อ|for|of|and", rest) or len(rest) <= 4):
        return names[longest]
    best, key = max((fuzz.ratio(name, known), key) for known, key in names.items())
    return key if best >= 86 else ""


def is_heading(piece: Piece) -> bool:
    """Whether a line looks like a heading: by style, or by being short and bold or numbered."""
    text = piece["text"].strip()
    if piece["kind"] != "line" or piece.get("contents") or piece.get("caption"):
        return False
    if piece.get("level"):
        return len(text) <= 250
    return len(text) <= 110 and "\n" not in text and bool(piece.get("bold") or _NUMBER.match(text))


# Lists


def stripped(text: str) -> str:
    """A line without the number or mark that was typed before it."""
    return _MARK.sub("", _NUMBER.sub("", text.strip(), count=1), count=1).strip()


def is_item(piece: Piece) -> bool:
    text = piece["text"]
    return bool(piece.get("list") or _MARK.match(text) or _NUMBER.match(text))


def html_of(pieces: list[Piece]) -> str:
    """Paragraphs, lists, headings and tables as rich text."""
    html: list[str] = []
    open_list = ""
    for piece in pieces:
        kind = ""
        if piece["kind"] == "table":
            body = "".join(f"<li>{escape(row)}</li>" for row in row_texts(piece["rows"]))
            html += [f"</{open_list}>" if open_list else "", f"<ul>{body}</ul>"]
            open_list = ""
            continue
        if piece["kind"] not in ("line", "aside"):
            continue
        text = piece["text"].strip()
        if is_heading(piece) and (piece.get("level") or piece.get("bold")):
            tag = f"<h3>{escape(_NUMBER.sub('', text) if not re.match(r'^[0-9๐-๙]', text) else text)}</h3>"
        elif (is_item(piece) and not is_heading(piece)) or piece.get("list"):
            ordered = piece["list"]["ordered"] if piece.get("list") else not _MARK.match(text)
            kind = "ol" if ordered else "ul"
            tag = f"<li>{inline(piece, strip=True)}</li>"
        else:
            tag = f"<p>{inline(piece)}</p>"
        if kind != open_list:
            html += [f"</{open_list}>" if open_list else "", f"<{kind}>" if kind else ""]
            open_list = kind
        html.append(tag)
    html.append(f"</{open_list}>" if open_list else "")
    return "".join(html)


def inline(piece: Piece, *, strip: bool = False) -> str:
    """The runs of a line as HTML: bold and links only."""
    runs = piece.get("runs") or [{"text": piece["text"]}]
    whole_bold = all(run.get("bold") for run in runs if run["text"].strip())
    html = []
    for number, run in enumerate(runs):
        text = run["text"]
        if number == 0:
            text = (
                stripped(text) + (" " if text != text.rstrip() and len(runs) > 1 else "")
                if strip
                else text.lstrip()
            )
        if number == len(runs) - 1:
            text = text.rstrip()
        words = escape(text.replace("\t", " ")).replace("\n", "<br/>")
        if run.get("bold") and not whole_bold and text.strip():
            words = f"<b>{words}</b>"
        if run.get("href"):
            words = f'<a href="{escape(run["href"])}">{words}</a>'
        html.append(words)
    return "".join(html)


def row_texts(rows: list[list[str]]) -> list[str]:
    """Each row of a table as one line, its cells with the heading of their column."""
    head, *body = rows
    if not body:
        return [" · ".join(cell for cell in head if cell.strip())]
    lines = []
    for row in body:
        cells = [
            f"{name.strip()}: {cell.strip()}" if name.strip() else cell.strip()
            for name, cell in zip(head, row, strict=False)
            if cell.strip()
        ]
        if cells:
            lines.append(" · ".join(" ".join(cell.split()) for cell in cells))
    return lines


def plain_lines(pieces: list[Piece]) -> list[str]:
    """Every line that the pieces hold, without numbers and marks."""
    lines: list[str] = []
    for piece in pieces:
        if piece["kind"] == "table":
            lines += row_texts(piece["rows"])
        elif piece["kind"] in ("line", "aside"):
            lines += [
                text for part in piece["text"].split("\n") if (text := stripped(part).replace("\t", " "))
            ]
    return lines


class _Reader:
    def __init__(self, pieces: list[Piece]) -> None:
        self.result = Found()
        self.pieces = [piece for piece in pieces if not self._says_nothing(piece)]

    def _says_nothing(self, piece: Piece) -> bool:
        return piece["kind"] == "line" and piece["text"].strip() in (parts.NOTHING, "-", "–")

    def found(self) -> Found:
        for section in self.sections():
            if section.part in PASSED_OVER:
                self.pass_over(section)
                continue
            getattr(self, f"_{section.part}")(section)
        self.learn_from_steps()
        return self.result

    # Parting

    def sections(self) -> list[Section]:
        """The pieces under the heading that they stand below, sections of one part joined."""
        found: list[Section] = [Section("cover", "")]
        contents: list[Piece] = []
        for piece in self.pieces:
            if piece["kind"] == "line" and piece.get("contents"):
                contents.append(piece)
                continue
            if piece["kind"] == "aside":
                self.result.leftovers.append(Leftover(f"@{piece['where']}", piece["text"].strip()))
                continue
            part, rest = self._begins(piece, found[-1].part)
            if part:
                if part != found[-1].part or found[-1].part in INSIDE:
                    found.append(Section(part, piece["text"].strip()))
                self.result.headings.append((piece["text"].strip()[:120], part))
                if rest:
                    found[-1].pieces.append(rest)
                continue
            found[-1].pieces.append(piece)
        if contents:
            self.result.passed_over.append(
                Leftover("@contents", "\n".join(piece["text"].strip() for piece in contents))
            )
        return self._joined(found)

    def _begins(self, piece: Piece, here: str) -> tuple[str, Piece | None]:
        """The part that a line begins, and what stands behind the heading in the same line."""
        if piece["kind"] != "line":
            return "", None
        text = piece["text"].strip()
        looks = is_heading(piece)
        part = part_of(text, is_heading=looks) if looks or len(text) <= 60 else ""
        if part and self._fits(part, here, looks):
            return self._resolved(part, here), None
        # วัตถุประสงค์: เพื่อ… in one line
        name, colon, behind = text.replace("：", ":").partition(":")
        if colon and behind.strip() and len(name) <= 60:
            part = part_of(name, is_heading=False)
            if part and self._fits(part, here, bold_begin(piece)):
                words = behind.strip()
                return self._resolved(part, here), {
                    **piece,
                    "text": words,
                    "runs": [{"text": words}],
                    "bold": False,
                    "level": None,
                }
        return "", None

    def _fits(self, part: str, here: str, looks: bool) -> bool:
        """Words that are headings elsewhere are ordinary ones here."""
        if part in INSIDE:
            return self._main(here) in ("targets", "results", "objectives")
        if here == "contents":
            return looks
        if here == "process" and part in ("process", "results", "background"):
            return looks
        return True

    def _main(self, part: str) -> str:
        return part.partition(":")[0]

    def _resolved(self, part: str, here: str) -> str:
        if part in INSIDE:
            main = self._main(here)
            return f"{'targets' if main == 'objectives' else main}:{part}"
        return HOME.get(part, part)

    def _joined(self, sections: list[Section]) -> list[Section]:
        """Parts that come twice (ต่อ) are one; the order is that of their first lines."""
        joined: dict[str, Section] = {}
        for section in sections:
            if section.part in joined:
                joined[section.part].pieces += section.pieces
            else:
                joined[section.part] = section
        result = []
        for section in joined.values():
            main, _colon, kind = section.part.partition(":")
            if kind:
                for piece in section.pieces:
                    piece["inside"] = kind
                home = joined.get(main)
                if home is None:
                    section.part = main
                    result.append(section)
                elif home in result:
                    home.pieces += section.pieces
                else:
                    result.append(Section(main, section.heading, section.pieces))
            else:
                result.append(section)
        return result

    def pass_over(self, section: Section) -> None:
        text = "\n".join(plain_lines(section.pieces))
        if text or section.heading:
            self.result.passed_over.append(Leftover(f"@{section.part}", text))
        self.pictures(section)

    def leave(self, section: Section, text: str) -> None:
        if text.strip():
            self.result.leftovers.append(Leftover(section.heading, text.strip()))

    # Parts

    def _cover(self, section: Section) -> None:
        """Title, authors, school and year where they stand plainly; the rest is only a cover."""
        lines = [piece for piece in section.pieces if piece["kind"] == "line"]
        texts = [" ".join(piece["text"].split()) for piece in lines]
        title = self._title(lines)
        used = set()
        if title:
            self.result.fields["title"] = title[:TITLE]
        for text in texts:
            if year := _YEAR.search(text):
                self._year(year[1], text)
            if (place := _SCHOOL.search(text)) and not self.result.school and len(text) < 110:
                self.result.school = place[0].strip()
        authors = []
        for number, text in enumerate(texts):
            next_is_position = number + 1 < len(texts) and _POSITION.match(texts[number + 1])
            named = not _POSITION.match(text) or (len(text.split()) == 2 and next_is_position)
            if (person := _HONORIFIC.match(text)) and text != title and named:
                used.add(number)
                position = ""
                if number + 1 < len(texts) and (match := _POSITION.match(texts[number + 1])):
                    position = match[1].strip()
                    used.add(number + 1)
                authors.append(
                    ("author", {"name": person[1].strip()[:120], "position": position[:200], "share": None})
                )
        if authors:
            self.result.fields["authors"] = authors[:MOST_AUTHORS]
            for _kind, more in authors[MOST_AUTHORS:]:
                self.leave(section, f"ผู้จัดทำ {more['name']} {more['position']}")
        rest = [text for number, text in enumerate(texts) if number not in used and text != title]
        tables = [
            line for piece in section.pieces if piece["kind"] == "table" for line in row_texts(piece["rows"])
        ]
        if not self.result.headings:
            self.leave_all(lines, {title, *(texts[number] for number in used)})
            self.pictures(section, place=False)
            return
        long = [text for text in rest if len(text) > 160]
        for text in [*long, *tables]:
            self.leave(Section("cover", "@before"), text)
        short = [text for text in rest if text not in long]
        if short:
            self.result.passed_over.append(Leftover("@cover", "\n".join(short)))
        self.pictures(section, place=False)

    def leave_all(self, lines: list[Piece], used: set[str]) -> None:
        """A file without any heading that is known: what stands under each of its own is one leftover."""
        groups: list[tuple[str, list[str]]] = [("@before", [])]
        for piece in lines:
            text = " ".join(piece["text"].split())
            if text in used:
                continue
            if is_heading(piece) and not is_item(piece):
                groups.append((text, []))
            else:
                groups[-1][1].append(text)
        for heading, texts in groups:
            if texts or heading != "@before":
                self.leave(Section("cover", heading), "\n".join(texts) or heading)

    def _title(self, lines: list[Piece]) -> str:
        for piece in lines:
            text = " ".join(piece["text"].split())
            if piece.get("title"):
                return plain_title(text)
            if match := re.match(r"^(?:เรื่อง|ชื่อผลงาน|ชื่อเรื่อง|ชื่อนวัตกรรม)\s*[:：]?\s*(.{6,})$", text):
                return plain_title(match[1])
        candidates = [
            piece
            for piece in lines
            if 10 <= len(piece["text"].strip()) <= TITLE
            and not re.match(
                r"^\s*(?:รายงาน|แบบ|โรงเรียน|สำนักงาน|ปีการศึกษา|ภาคเรียน|โดย|อำเภอ|http|ผลงาน|best practice)",
                piece["text"].lower(),
            )
            and not _HONORIFIC.match(piece["text"].strip())
        ]
        if not candidates:
            return ""
        best = max(candidates, key=lambda piece: (piece.get("size") or 0, bool(piece.get("bold"))))
        return plain_title(" ".join(best["text"].split()))

    def _year(self, year: str, text: str) -> None:
        try:
            self.result.fields.setdefault("academic_year", parse_thai_year(year))
        except DateError:
            return
        if term := _TERM.search(text):
            self.result.fields.setdefault("term", to_arabic_digits(term[1]))

    def _summary(self, section: Section) -> None:
        self.pictures(section)
        text = "\n".join(plain_lines(section.pieces))
        if len(text) <= SUMMARY:
            self.result.fields["summary"] = text
            return
        cut = max(text.rfind("\n", 0, SUMMARY), text.rfind(" ", 0, SUMMARY))
        cut = cut if cut > SUMMARY // 2 else SUMMARY
        self.result.fields["summary"] = text[:cut].strip()
        self.leave(section, text[cut:])

    def _rich(self, section: Section) -> None:
        self.pictures(section)
        if html := html_of(section.pieces):
            self.result.fields[section.part] = html

    _background = _lessons = _what_failed = _rich

    def _body_en(self, section: Section) -> None:
        first = next((piece for piece in section.pieces if piece["kind"] == "line"), None)
        if first and first.get("bold") and len(first["text"]) <= TITLE:
            self.result.fields["title_en"] = first["text"].strip()
            section.pieces.remove(first)
        self._rich(section)

    def _plain(self, section: Section) -> None:
        self.pictures(section)
        if lines := plain_lines(section.pieces):
            self.result.fields[section.part] = "\n".join(lines)

    _benefits = _conditions_for_reuse = _plain

    def _objectives(self, section: Section) -> None:
        self.pictures(section)
        lines = self._lines(section)
        self.result.fields["objectives"] = [("objective", line) for line in lines[:MOST_OBJECTIVES]]
        for line in lines[MOST_OBJECTIVES:]:
            self.leave(section, line)

    def _lines(self, section: Section) -> list[str]:
        """Items of a list; the words that only lead to them are passed over."""
        lines = []
        items = sum(is_item(piece) for piece in section.pieces if piece["kind"] == "line")
        for piece in section.pieces:
            for line in plain_lines([piece]):
                if (
                    items >= 1
                    and piece["kind"] == "line"
                    and not is_item(piece)
                    and re.search(r"ดังนี้\s*[:：]?$", line)
                ):
                    self.result.passed_over.append(Leftover(section.heading, line))
                else:
                    lines.append(line)
        return lines

    def _targets(self, section: Section) -> None:
        self.pictures(section)
        targets: list[tuple[str, Any]] = []
        for piece in section.pieces:
            inside = piece.get("inside", "")
            if piece["kind"] == "table" and (rows := target_rows(piece["rows"])):
                targets += [("quantitative", row) for row in rows]
                continue
            for line in plain_lines([piece]):
                target = target_of(line)
                counted = target["value"] is not None
                if inside == "qualitative" or (not inside and not counted):
                    targets.append(("qualitative", line))
                elif len(line) <= 300:
                    targets.append(("quantitative", target))
                else:
                    targets.append(("qualitative", line))
        if targets:
            self.result.fields["targets"] = targets

    def _process(self, section: Section) -> None:
        """Each heading begins a step; what stands before the first is text."""
        blocks: list[tuple[str, Any]] = []
        title, stage, core = "", "", False
        body: list[Piece] = []
        figures: list[tuple[str, Any]] = []
        steps = any(self._is_step(piece) for piece in section.pieces)

        def close() -> None:
            html = html_of(body)
            if title:
                blocks.append(
                    (
                        "step",
                        {"stage": stage, "title": title[:STEP], "text": html, "image": None, "core": core},
                    )
                )
            elif html:
                blocks.append(("text", html))
            blocks.extend(figures)
            body.clear()
            figures.clear()

        for number, piece in enumerate(section.pieces):
            if piece["kind"] == "picture":
                figures.append(self._figure(piece, section.pieces[number + 1 : number + 2]))
            elif steps and self._is_step(piece):
                close()
                text = " ".join(piece["text"].split())
                title = _NUMBER.sub("", text) if not _STEP.match(text) else text
                found = _STAGE_IN_TITLE.search(title)
                stage, core = found[1] if found else "", False
                if len(title) > STEP:
                    body.append(
                        {**piece, "text": title, "runs": [{"text": title}], "level": None, "bold": False}
                    )
            elif piece["kind"] == "line" and (found := _STAGE_LINE.match(piece["text"])):
                stage = found[1]
            elif piece["kind"] == "line" and piece["text"].strip() == CORE:
                core = True
            elif not piece.get("is_caption"):
                body.append(piece)
        close()
        self.result.fields["process"] = blocks + self.result.fields.get("process", [])

    def _is_step(self, piece: Piece) -> bool:
        if (
            piece["kind"] != "line"
            or len(piece["text"]) > 200
            or _STAGE_LINE.match(piece["text"])
            or piece["text"].strip() == CORE
        ):
            return False
        text = piece["text"]
        heading = bool(piece.get("level") or (piece.get("bold") and len(text) <= 150))
        return (
            heading
            or bool(_STEP.match(text) and len(text) <= 120)
            or bool(_SUBNUMBER.match(text) and len(text) <= 100)
        )

    def _success_factors(self, section: Section) -> None:
        self.pictures(section)
        blocks: list[tuple[str, Any]] = []
        text: list[Piece] = []
        for piece in section.pieces:
            titled = (
                is_heading(piece)
                if piece["kind"] == "line" and not is_item(piece)
                else bool(piece.get("level"))
            )
            if piece["kind"] == "line" and not titled and (is_item(piece) or not text):
                if text:
                    blocks.append(("text", html_of(text)))
                    text = []
                blocks.append(("factor", "\n".join(plain_lines([piece]))))
            else:
                text.append(piece)
        if text:
            blocks.append(("text", html_of(text)))
        self.result.fields["success_factors"] = [block for block in blocks if block[1]]

    def _results(self, section: Section) -> None:
        self.pictures(section)
        measured: list[tuple[str, Any]] = []
        observed: list[tuple[str, Any]] = []
        for piece in section.pieces:
            if piece["kind"] == "table":
                rows, rest = result_rows(piece["rows"], self.result.warnings)
                measured += [("measured", row) for row in rows]
                observed += [("observed", line) for line in (rest if rows else row_texts(piece["rows"]))]
            else:
                observed += [("observed", line) for line in plain_lines([piece])]
        if measured or observed:
            self.result.fields["results"] = measured + observed

    def _recognition(self, section: Section) -> None:
        self.pictures(section)
        self.result.fields["awards"] = []
        for line in self._lines(section):
            award = award_of(line)
            if award:
                self.result.fields["awards"].append(award)
            elif recognition := recognition_of(line):
                self.result.fields.setdefault("recognition", []).append(("recognition", recognition))
            else:
                self.leave(section, line)

    def _appendix(self, section: Section) -> None:
        self.pictures(section)
        lines = []
        for line in plain_lines(section.pieces):
            video = re.search(r"https?://\S+", line)
            if not (video and self.result.fields.setdefault("video_url", video[0]) == video[0]):
                lines.append(line)
        self.leave(section, "\n".join(lines))

    def _facts(self, section: Section) -> None:
        self.pictures(section)
        left = []
        for piece in section.pieces:
            if piece["kind"] == "table":
                for row in piece["rows"]:
                    name, value = row[0].strip(), "\n".join(cell.strip() for cell in row[1:] if cell.strip())
                    if not self._fact(bare(name), value):
                        left.append(f"{name}: {value}".strip(": "))
            else:
                for line in plain_lines([piece]):
                    name, colon, value = line.partition(":")
                    if not (colon and self._fact(bare(name), value.strip())):
                        left.append(line)
        self.leave(section, "\n".join(left))

    def _fact(self, name: str, value: str) -> bool:
        """Whether a row of the general facts found its field."""
        fields = self.result.fields
        if not value or name in {bare(known) for known in ("รหัสผลงาน", "หน่วยงานเจ้าของผลงาน", "โรงเรียน")}:
            return True
        lists = {
            "ขั้นของ V-CARE + N": ("stages", STAGES),
            "ขั้นตอนการดูแลช่วยเหลือ": ("care_steps", CARE_STEPS),
            "ด้านการคัดกรอง": ("aspects", SCREENING_ASPECTS),
            "กลุ่มภัย": ("hazards", HAZARDS),
            "ภัย": ("sub_hazards", SUB_HAZARDS),
            "มาตรการความปลอดภัย": ("measures", MEASURES),
            "ระดับชั้น": ("levels", LEVEL_GROUPS),
            "เหมาะกับโรงเรียน": ("school_sizes", SCHOOL_SIZES),
            "กลุ่มเป้าหมาย": ("target_groups", TARGET_GROUPS),
            "มิติการพัฒนา": ("dimensions", DIMENSIONS),
        }
        for label, (key, vocabulary) in lists.items():
            if name == bare(label):
                lines = [bare(line) for line in value.split("\n")]
                fields[key] = [
                    term.key
                    for term in vocabulary
                    if {bare(term.th), bare(f"{term.key} {term.th}")} & set(lines)
                ]
                return len(fields[key]) == len(lines)
        if name in {bare("ประเภทผลงาน"), bare("ประเภท")}:
            for kind in PRACTICE_KINDS:
                if bare(value) in {bare(kind.th), bare(kind.short("th")), bare(kind.en)}:
                    fields["kind"] = kind.key
                    return True
            return False
        if name in {bare("ชื่อรูปแบบ/นวัตกรรม"), bare("ชื่อรูปแบบ"), bare("ชื่อนวัตกรรม")}:
            fields["model_name"] = value[:60]
            return len(value) <= 60
        if name == bare("ความหมายของชื่อรูปแบบ"):
            letters = [match for line in value.split("\n") if (match := _LETTER.match(line.strip()))]
            fields["letters"] = [
                ("letter", {"letter": match[1], "th": match[2], "en": match[3] or ""}) for match in letters
            ]
            return len(letters) == len(value.split("\n"))
        if name in {bare("ชื่อผลงาน"), bare("ชื่อเรื่อง")}:
            fields.setdefault("title", plain_title(value)[:TITLE])
            return True
        if name == bare("ปีการศึกษา"):
            digits = re.search(r"[0-9๐-๙]{4}", value)
            if digits:
                self._year(digits[0], value)
            return bool(digits)
        if name.startswith(bare("ค่าใช้จ่าย")):
            amount = re.search(r"[0-9๐-๙][0-9๐-๙,]*", value)
            if amount:
                fields["cost"] = min(int(to_arabic_digits(amount[0]).replace(",", "")), 2_000_000_000)
            return bool(amount) or value == "ยังไม่ทราบ"
        if name == bare("คำสำคัญ"):
            fields["tags"] = [word.strip()[:100] for word in re.split(r"[,;\n]", value) if word.strip()]
            return True
        if name == bare("หลักฐานของผล"):
            fields["evidence_label"] = value
            return True
        if name == bare("สัญญาอนุญาต"):
            fields["licence_label"] = value
            return True
        for label, key in (("นโยบายที่เกี่ยวข้อง", "policy_names"), ("ภาคีที่ร่วมดำเนินการ", "partner_names")):
            if name == bare(label):
                fields[key] = [line.strip() for line in value.split("\n") if line.strip()]
                return True
        return False

    # Pictures

    def pictures(self, section: Section, *, place: bool = True) -> None:
        """Take the pictures out of a part; they stand at the end of the process, the only part that has any."""
        for number, piece in enumerate(section.pieces):
            if piece["kind"] != "picture":
                continue
            figure = self._figure(piece, section.pieces[number + 1 : number + 2])
            if place:
                self.result.fields.setdefault("process", []).append(figure)
            else:
                self.result.leftovers.append(Leftover("@cover", "", picture=figure[1]["image"]))
        section.pieces = [
            piece for piece in section.pieces if piece["kind"] != "picture" and not piece.get("is_caption")
        ]

    def _figure(self, piece: Piece, behind: list[Piece]) -> tuple[str, Any]:
        caption = ""
        if behind and behind[0]["kind"] == "line":
            text = behind[0]["text"].strip()
            if behind[0].get("caption") or (
                re.match(r"^(?:ภาพ|รูป|แผนภาพ|แผนภูมิ)(?:ที่|ประกอบ|:|\s)", text) and len(text) <= 200
            ):
                behind[0]["is_caption"] = True
                caption = text
        key = piece.get("part") or f"picture-{len(self.result.pictures)}"
        self.result.pictures[key] = piece
        return "figure", {"image": key, "caption": caption[:200], "alt": piece.get("alt", "")}

    def learn_from_steps(self) -> None:
        """The stages of the steps are those of the practice, unless it says others."""
        stages = [value["stage"] for kind, value in self.result.fields.get("process", []) if kind == "step"]
        if not self.result.fields.get("stages"):
            self.result.fields["stages"] = [stage.key for stage in STAGES if stage.key in stages]


def bold_begin(piece: Piece) -> bool:
    runs = piece.get("runs") or []
    return bool(runs and runs[0].get("bold"))


def plain_title(text: str) -> str:
    return re.sub(r"^(?:เรื่อง|ชื่อผลงาน|ชื่อเรื่อง)\s*[:：]?\s*", "", text).strip()


def number_of(text: str) -> Decimal | None:
    try:
        return Decimal(to_arabic_digits(text).replace(",", "").replace("%", "").strip())
    except InvalidOperation:
        return None


def target_of(line: str) -> dict[str, Any]:
    """A target, with its number where there is one and no doubt about it."""
    found = [match for match in _AMOUNT.finditer(line) if match[1] or match[3] == "%"]
    target: dict[str, Any] = {"text": line, "value": None, "unit": ""}
    percent = [match for match in found if match[1] == "ร้อยละ" or match[3] == "%"]
    chosen = percent if len(percent) == 1 else found if len(found) == 1 else []
    if chosen:
        target["value"] = number_of(chosen[0][2])
        target["unit"] = "ร้อยละ" if percent else (chosen[0][3] or "")
    return target


def target_rows(rows: list[list[str]]) -> list[dict[str, Any]]:
    """A table of targets: what, how much, of what unit. Nothing if it is another table."""
    head, *body = rows
    names = [bare(name) for name in head]
    what = next(
        (
            place
            for place, name in enumerate(names)
            if name in (bare("เป้าหมาย"), bare("ตัวชี้วัด"), bare("รายการ"))
        ),
        None,
    )
    value = next(
        (place for place, name in enumerate(names) if "ค่าเป้าหมาย" in name or name in ("จำนวน", "ร้อยละ")), None
    )
    unit = next((place for place, name in enumerate(names) if "หน่วย" in name), None)
    others = (
        set(range(len(names)))
        - {what, value, unit}
        - {n for n, name in enumerate(names) if name in ("ที่", "ลำดับ", "ลำดับที่")}
    )
    if what is None or value is None or any(row[place].strip() for row in body for place in others):
        return []
    targets = []
    for row in body:
        amount = number_of(row[value])
        text = " ".join(row[what].split())
        if not text:
            continue
        if len(text) > 300 or (amount is None and row[value].strip() not in ("", "–", "-")):
            return []
        label = (
            " ".join(row[unit].split()) if unit is not None else ("ร้อยละ" if "ร้อยละ" in names[value] else "")
        )
        targets.append({"text": text, "value": amount, "unit": "" if label in ("–", "-") else label[:UNIT]})
    return targets


#: What the columns of a table of results are called.
COLUMNS = {
    "ignored": r"^(ที่|ลำดับ|ลำดับที่|no|ข้อ)$",
    "n": r"จำนวน(ที่วัด|คน|นักเรียน|ผู้)|^n$|กลุ่มตัวอย่าง|^จำนวน$",
    "unit": r"หน่วย|^unit$",
    "instrument": r"เครื่องมือ|วิธีวัด|วิธีการวัด|แหล่งข้อมูล|instrument",
    "period": r"ช่วงเวลา|ระยะเวลา|ภาคเรียน$|^เวลา$|period",
    "before": r"ก่อน|before|^pre|ข้อมูลฐาน|ปีฐาน|baseline",
    "after": r"หลัง|after|^post|ผลที่ได้|ผลการดำเนิน|ผลลัพธ์|^ผล|ทำได้",
    "indicator": r"ตัวชี้วัด|รายการ|ประเด็น|พฤติกรรม|ด้าน|เรื่อง|indicator|ตัวบ่งชี้|กิจกรรม",
}


def columns_of(head: list[str]) -> dict[str, int]:
    """Which column of a table of results is which."""
    found: dict[str, int] = {}
    years: list[tuple[int, int]] = []
    for place, name in enumerate(bare(cell) for cell in head):
        if year := re.search(r"25\d\d", name):
            years.append((int(year[0]), place))
            continue
        key = next(
            (key for key, pattern in COLUMNS.items() if re.search(pattern, name) and key not in found), None
        )
        if key:
            found[key] = place
    if len(years) == 2 and "before" not in found and "after" not in found:
        (_, found["before"]), (_, found["after"]) = sorted(years)
    if "indicator" not in found and "before" in found and "after" in found:
        taken = set(found.values())
        found["indicator"] = next((place for place in range(len(head)) if place not in taken), -1)
    return found


def result_rows(
    rows: list[list[str]], warnings: list[tuple[str, dict[str, Any]]]
) -> tuple[list[dict[str, Any]], list[str]]:
    """Measured results of a table, and what of it had no column for it. Nothing if it is another table."""
    head, *body = rows
    # A head of two rows: ผลการประเมิน over ก่อน and หลัง.
    if body and not {"before", "after"} & set(columns_of(head)) and "after" in columns_of(body[0]):
        head = [low.strip() or high for high, low in zip(head, body[0], strict=True)]
        body = body[1:]
    places = columns_of(head)
    if "after" not in places or places.get("indicator", -1) < 0:
        return [], []
    percent = "ร้อยละ" in head[places["after"]] or "%" in head[places["after"]]
    years = [
        re.search(r"25\d\d", to_arabic_digits(head[places[key]]))
        for key in ("before", "after")
        if key in places
    ]
    span = " → ".join(year[0] for year in years if year)
    results, rest = [], []
    for row in body:
        cells = {key: " ".join(row[place].split()) for key, place in places.items()}
        cells = {key: "" if cell in ("–", "-", "—") else cell for key, cell in cells.items()}
        amounts = [cells.get("before", ""), cells["after"]]
        fits = (
            cells["indicator"]
            and cells["after"]
            and len(cells["indicator"]) <= INDICATOR
            and all(len(amount) <= AMOUNT for amount in amounts)
            and len(cells.get("unit", "")) <= UNIT
        )
        if not fits:
            rest += row_texts([head, row])
            continue
        others = [place for place in range(len(row)) if place not in places.values() and row[place].strip()]
        if others:
            rest.append(
                f"{cells['indicator']}: "
                + " · ".join(
                    f"{head[place].strip()} {' '.join(row[place].split())}".strip() for place in others
                )
            )
        unit = cells.get("unit", "") or (
            "ร้อยละ" if percent or any("%" in amount for amount in amounts) else ""
        )
        count = number_of(re.sub(r"\s*คน$", "", cells.get("n", "")))
        people = int(count) if count is not None and count == int(count) and count >= FEWEST_PEOPLE else None
        if cells.get("n") and people is None:
            warnings.append(("people", {"indicator": cells["indicator"][:60], "least": FEWEST_PEOPLE}))
        results.append(
            {
                "indicator": cells["indicator"],
                "before": amounts[0].replace("%", "").strip(),
                "after": amounts[1].replace("%", "").strip(),
                "unit": unit,
                "n": people,
                "instrument": cells.get("instrument", "")[:INSTRUMENT],
                "period": (cells.get("period", "") or span)[:PERIOD],
            }
        )
    return results, rest


def recognition_of(line: str) -> dict[str, Any] | None:
    """How a practice became known, where the words tell which of the three ways it was."""
    when = ""
    for term in SANDBOX_RECOGNITION:
        if line.startswith(f"{term.th}: "):
            if match := re.search(r" \(([^()]{1,60})\)$", line):
                when, line = match[1], line[: match.start()]
            return {"kind": term.key, "detail": line.removeprefix(f"{term.th}: ")[:300], "when": when}
    kind = next((key for key, pattern in _RECOGNISED if pattern.search(line)), "")
    return {"kind": kind, "detail": line, "when": ""} if kind and len(line) <= 300 else None


def award_of(line: str) -> dict[str, Any] | None:
    """An award as the portal's own report writes it."""
    match = re.fullmatch(
        r"(?P<scheme>.+?) ประจำปี (?P<year>[0-9๐-๙]{4}) ระดับ(?P<level>.+?)(?: ประเภท(?P<category>.+?))?(?: จาก(?P<by>.+))?",
        line.strip(),
    )
    if not match:
        return None
    for scheme in AWARD_SCHEMES:
        if bare(scheme.th).removeprefix("รางวัล") == bare(match["scheme"]).removeprefix("รางวัล"):
            return {
                "scheme": scheme.key,
                "year": int(to_arabic_digits(match["year"])),
                "level": match["level"].strip()[:60],
                "category": (match["category"] or "").strip()[:150],
                "granted_by": (match["by"] or "").strip()[:200],
            }
    return None
