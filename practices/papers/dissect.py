"""A Word or PDF file taken apart into its pieces, in the order in which they are read.

Runs as a program of its own (`python dissect.py KIND < file`), as `media/extraction.py` does, so that a
hostile or endless file costs half a minute and a gigabyte at most and never the portal itself. Imports nothing of
the portal. Writes JSON: `{"pieces": [...], "notes": {...}}`.

A piece is `line` (text, runs, level, list, bold, size, title, contents), `table` (rows), `picture` (part or data, alt),
or `aside` (text of a footnote or of a text box).
"""

import base64
import io
import json
import re
import resource
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

SECONDS = 30
MEMORY = 1536 * 1024**2
MOST_PIECES = 8000
MOST_LETTERS = 900_000
MOST_PICTURES = 60
MOST_PAGES = 200
#: How the program ends when it must not go on.
TOO_MUCH, LOCKED = 3, 4
#: Shorter sides are rules, bullets and logos.
SMALLEST_PICTURE = 120

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
V = "{urn:schemas-microsoft-com:vml}"

Piece = dict[str, Any]


class TooMuchError(Exception):
    """More than any report has."""


class LockedError(Exception):
    """Opens only with a password."""


class Word:
    """Walks through a .docx file."""

    def __init__(self, content: bytes) -> None:
        from docx import Document

        self.document = Document(io.BytesIO(content))
        self.part = self.document.part
        self.styles = {style.style_id: style for style in self.document.styles}
        self.looks: dict[str, dict[str, Any]] = {}
        self.numbers = self._numbers()
        self.notes: Counter[str] = Counter()
        self.asides: list[Piece] = []
        self.letters = 0

    def pieces(self) -> Iterator[Piece]:
        yield from self._block(self.document.element.body)
        yield from self.asides
        yield from self._footnotes()

    def _block(self, parent: Any) -> Iterator[Piece]:
        for element in parent:
            if element.tag == f"{W}p":
                yield from self._paragraph(element)
            elif element.tag == f"{W}tbl":
                yield from self._table(element)
            elif element.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo"):
                yield from self._block(element)
            elif element.tag == f"{W}altChunk":
                self.notes["embedded"] += 1

    def _paragraph(self, paragraph: Any) -> Iterator[Piece]:
        properties = paragraph.find(f"{W}pPr")
        look = dict(self._look(self._style_of(properties)))
        if properties is not None:
            look |= self._own(properties)
        runs: list[dict[str, Any]] = []
        pictures: list[Piece] = []
        self._inline(paragraph, runs, pictures, look, "")
        text = "".join(run["text"] for run in runs)
        self.letters += len(text)
        if self.letters > MOST_LETTERS:
            raise TooMuchError
        if text.strip():
            words = [run for run in runs if run["text"].strip()]
            yield {
                "kind": "line",
                "text": text,
                "runs": runs,
                "level": look.get("level"),
                "list": look.get("list"),
                "bold": all(run.get("bold") for run in words),
                "size": max(run.pop("size", 0) or look.get("size") or 0 for run in runs),
                "title": look.get("title", False),
                "contents": look.get("contents", False),
                "caption": look.get("caption", False),
            }
        yield from pictures

    def _inline(
        self, parent: Any, runs: list[dict[str, Any]], pictures: list[Piece], look: dict[str, Any], href: str
    ) -> None:
        for element in parent:
            tag = element.tag
            if tag == f"{W}r":
                self._run(element, runs, pictures, look, href)
            elif tag == f"{W}hyperlink":
                self._inline(element, runs, pictures, look, self._target(element.get(f"{R}id")))
            elif tag in (
                f"{W}ins",
                f"{W}smartTag",
                f"{W}sdt",
                f"{W}sdtContent",
                f"{W}fldSimple",
                f"{W}moveTo",
            ):
                self._inline(element, runs, pictures, look, href)
            elif tag in (f"{W}del", f"{W}moveFrom"):
                self.notes["deleted"] += 1
            elif tag in (f"{M}oMath", f"{M}oMathPara"):
                self.notes["formulas"] += 1
                self._add(runs, "".join(element.itertext(f"{M}t")), look, href)

    def _run(
        self, run: Any, runs: list[dict[str, Any]], pictures: list[Piece], look: dict[str, Any], href: str
    ) -> None:
        own = look | self._letters(run.find(f"{W}rPr"))
        if own.get("hidden"):
            self.notes["hidden"] += 1
            return
        for element in run:
            tag = element.tag
            if tag == f"{W}t":
                self._add(runs, element.text or "", own, href)
            elif tag in (f"{W}tab", f"{W}ptab"):
                self._add(runs, "\t", own, href)
            elif tag in (f"{W}br", f"{W}cr"):
                self._add(runs, "\n", own, href)
            elif tag == f"{W}noBreakHyphen":
                self._add(runs, "-", own, href)
            elif tag in (f"{W}drawing", f"{W}pict", f"{W}object"):
                self._drawing(element, pictures)
            elif tag == f"{MC}AlternateContent":
                for choice in element.iterchildren(f"{MC}Choice"):
                    for drawing in choice:
                        self._drawing(drawing, pictures)
                    break

    def _add(self, runs: list[dict[str, Any]], text: str, look: dict[str, Any], href: str) -> None:
        if not text:
            return
        run = {"text": text, "bold": bool(look.get("bold")), "size": look.get("size") or 0}
        if href:
            run["href"] = href
        if runs and {**runs[-1], "text": ""} == {**run, "text": ""}:
            runs[-1]["text"] += text
        else:
            runs.append(run)

    def _drawing(self, drawing: Any, pictures: list[Piece]) -> None:
        """Its pictures; the words of text boxes in it; what else it is."""
        alt = next((element.get("descr") or "" for element in drawing.iter(f"{WP}docPr")), "")
        found = False
        for tag, attribute in ((f"{A}blip", f"{R}embed"), (f"{V}imagedata", f"{R}id")):
            for blip in drawing.iter(tag):
                found = True
                part = self._part(blip.get(attribute))
                if part:
                    pictures.append({"kind": "picture", "part": part, "alt": alt})
                else:
                    self.notes["linked"] += 1
        for box in drawing.iter(f"{W}txbxContent"):
            found = True
            if any(ancestor.tag == f"{MC}Fallback" for ancestor in box.iterancestors()):
                continue
            text = "\n".join(
                piece["text"]
                for piece in self._block(box)
                if piece["kind"] == "line" and piece["text"].strip()
            )
            if text:
                self.asides.append({"kind": "aside", "where": "box", "text": text})
        if not found:
            self.notes["drawings"] += 1

    def _table(self, table: Any) -> Iterator[Piece]:
        rows: list[list[str]] = []
        pictures: list[Piece] = []
        cells = 0
        for row in table.iter(f"{W}tr"):
            if next(row.iterancestors(f"{W}tbl")) is not table:
                continue
            texts: list[str] = []
            for cell in row.iter(f"{W}tc"):
                if next(cell.iterancestors(f"{W}tr")) is not row:
                    continue
                cells += 1
                inner = list(self._block(cell))
                pictures += [piece for piece in inner if piece["kind"] == "picture"]
                lines = [piece["text"].strip() for piece in inner if piece["kind"] == "line"]
                lines += [
                    " ".join(filter(None, r))
                    for piece in inner
                    if piece["kind"] == "table"
                    for r in piece["rows"]
                ]
                span = cell.find(f"{W}tcPr/{W}gridSpan")
                width = int(span.get(f"{W}val") or 1) if span is not None else 1
                texts += ["\n".join(lines), *[""] * (min(width, 60) - 1)]
            rows.append(texts)
        if cells == 1:
            # A frame around a text.
            for cell in table.iter(f"{W}tc"):
                yield from self._block(cell)
                return
        if any(text.strip() for row in rows for text in row):
            width = max(map(len, rows))
            yield {"kind": "table", "rows": [row + [""] * (width - len(row)) for row in rows]}
        yield from pictures

    # Looks

    def _style_of(self, properties: Any) -> str:
        style = properties.find(f"{W}pStyle") if properties is not None else None
        return (style.get(f"{W}val") if style is not None else "") or ""

    def _look(self, style_id: str, depth: int = 0) -> dict[str, Any]:
        """What a style says, with the styles that it is based on."""
        if style_id not in self.looks:
            style = self.styles.get(style_id)
            look: dict[str, Any] = {}
            if style is not None and depth < 12:
                base = style.element.find(f"{W}basedOn")
                if base is not None:
                    look |= self._look(base.get(f"{W}val") or "", depth + 1)
                properties = style.element.find(f"{W}pPr")
                look |= self._letters(style.element.find(f"{W}rPr"))
                if properties is not None:
                    look |= self._own(properties)
                name = (style.name or "").lower()
                if found := re.fullmatch(r"(?:heading|หัวเรื่อง|หัวข้อ) ?([1-9])", name):
                    look["level"] = int(found[1])
                look["title"] = name in ("title", "ชื่อเรื่อง")
                look["contents"] = bool(re.match(r"(toc|สารบัญ) ?[1-9]|table of figures", name))
                look["caption"] = name in ("caption", "คำอธิบายภาพ", "คำบรรยายภาพ")
            self.looks[style_id] = look
        return self.looks[style_id]

    def _own(self, properties: Any) -> dict[str, Any]:
        look: dict[str, Any] = {}
        outline = properties.find(f"{W}outlineLvl")
        if outline is not None and (outline.get(f"{W}val") or "").isdigit():
            level = int(outline.get(f"{W}val"))
            look["level"] = level + 1 if level < 9 else None
        number = properties.find(f"{W}numPr")
        if number is not None:
            key = number.find(f"{W}numId")
            depth = number.find(f"{W}ilvl")
            level = depth.get(f"{W}val") if depth is not None else "0"
            look["list"] = self.numbers.get((key.get(f"{W}val") if key is not None else "", level))
        return look

    def _letters(self, properties: Any) -> dict[str, Any]:
        look: dict[str, Any] = {}
        if properties is None:
            return look
        for tag in (f"{W}b", f"{W}bCs"):
            element = properties.find(tag)
            if element is not None:
                look["bold"] = look.get("bold") or (element.get(f"{W}val") or "1") not in (
                    "0",
                    "false",
                    "off",
                )
        for tag in (f"{W}szCs", f"{W}sz"):
            element = properties.find(tag)
            if element is not None and re.fullmatch(r"[\d.]+", element.get(f"{W}val") or ""):
                look["size"] = float(element.get(f"{W}val")) / 2
                break
        if properties.find(f"{W}vanish") is not None:
            look["hidden"] = True
        return look

    def _numbers(self) -> dict[tuple[str, str], dict[str, Any]]:
        """By key and level of a list: whether it counts, and how deep it is."""
        try:
            numbering = self.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return {}
        kinds: dict[str, dict[str, str]] = {}
        for abstract in numbering.iter(f"{W}abstractNum"):
            levels = kinds.setdefault(abstract.get(f"{W}abstractNumId") or "", {})
            for level in abstract.iter(f"{W}lvl"):
                form = level.find(f"{W}numFmt")
                levels[level.get(f"{W}ilvl") or "0"] = (
                    form.get(f"{W}val") if form is not None else ""
                ) or "decimal"
        found = {}
        for number in numbering.iter(f"{W}num"):
            abstract = number.find(f"{W}abstractNumId")
            for level, form in kinds.get(abstract.get(f"{W}val") if abstract is not None else "", {}).items():
                if form != "none":
                    key = (number.get(f"{W}numId") or "", level)
                    found[key] = {"ordered": form != "bullet", "depth": int(level)}
        return found

    # Files beside the text

    def _part(self, key: str | None) -> str:
        relation = self.part.rels.get(key) if key else None
        if relation is None or relation.is_external:
            return ""
        return str(relation.target_part.partname).lstrip("/")

    def _target(self, key: str | None) -> str:
        relation = self.part.rels.get(key) if key else None
        address = str(relation.target_ref) if relation is not None and relation.is_external else ""
        return address if re.match(r"https?://|mailto:", address) else ""

    def _footnotes(self) -> Iterator[Piece]:
        from lxml import etree

        for relation in self.part.rels.values():
            kind = relation.reltype.rpartition("/")[2]
            if relation.is_external or kind not in ("footnotes", "endnotes", "comments"):
                continue
            root = etree.fromstring(
                relation.target_part.blob, etree.XMLParser(resolve_entities=False, no_network=True)
            )
            for note in root:
                text = "".join(note.itertext(f"{W}t")).strip()
                if text and kind == "comments":
                    self.notes["comments"] += 1
                elif text:
                    yield {"kind": "aside", "where": "footnote", "text": text}


class Paper:
    """Reads a PDF with a text layer, line by line, and joins what the paper's width has parted."""

    def __init__(self, content: bytes) -> None:
        import pypdfium2

        try:
            self.document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            if "password" in str(error).lower():
                raise LockedError from error
            raise
        self.notes: Counter[str] = Counter()
        self.body_size = 0.0

    def pieces(self) -> Iterator[Piece]:
        self.notes["pages"] = len(self.document)
        if len(self.document) > MOST_PAGES:
            raise TooMuchError
        pages = [self._lines(page) for page in self.document]
        sizes = sorted(line["size"] for lines in pages for line in lines for _letter in line["text"][::10])
        self.body_size = sizes[len(sizes) // 2] if sizes else 0.0
        repeated = self._repeated(pages)
        for number, lines in enumerate(pages):
            kept = [line for line in lines if line["bare"] not in repeated and not line["is_number"]]
            self.notes["repeated"] += len(lines) - len(kept)
            yield from self._paragraphs(kept)
            yield from self._pictures(self.document[number])

    def _lines(self, page: Any) -> list[dict[str, Any]]:
        import pypdfium2.raw as raw

        words = page.get_textpage()
        count = words.count_chars()
        lines: list[dict[str, Any]] = []
        signs: list[tuple[int, str]] = []

        def close() -> None:
            text = "".join(sign for _place, sign in signs)
            if text.strip():
                shown = [place for place, sign in signs if sign.strip()]
                first, last = self._box(raw, words, shown[0]), self._box(raw, words, shown[-1])
                weights = [
                    raw.FPDFText_GetFontWeight(words, place) for place in shown[:: max(1, len(shown) // 8)]
                ]
                bare = re.sub(r"[\s\d๐-๙]+", "", text)
                lines.append(
                    {
                        "text": text,
                        "left": first[0],
                        "right": last[1],
                        "top": first[3],
                        "bottom": first[2],
                        "size": round(raw.FPDFText_GetFontSize(words, shown[0]), 1),
                        "bold": sum(weight >= 600 for weight in weights) * 2 > len(weights),
                        "bare": bare or text.strip(),
                        "is_number": bool(
                            re.fullmatch(r"\s*[-–(]?\s*([\d๐-๙]{1,3}|[ก-ฮ])\s*[-–)]?\s*", text)
                        ),
                    }
                )
            signs.clear()

        for place in range(count):
            code = raw.FPDFText_GetUnicode(words, place)
            sign = chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
            if sign in "\r\n":
                close()
            elif sign not in "\u0002\ufffe\u200b":
                signs.append((place, sign))
        close()
        return lines

    def _box(self, raw: Any, words: Any, place: int) -> tuple[float, float, float, float]:
        import ctypes

        sides = [ctypes.c_double() for _ in range(4)]
        raw.FPDFText_GetCharBox(words, place, *map(ctypes.byref, sides))
        left, right, bottom, top = (side.value for side in sides)
        return left, right, bottom, top

    def _repeated(self, pages: list[list[dict[str, Any]]]) -> set[str]:
        """Heads and feet: what stands at the edge of most pages."""
        edges = Counter(bare for lines in pages for bare in {line["bare"] for line in lines[:2] + lines[-2:]})
        return {bare for bare, times in edges.items() if times >= 3 and times * 2 > len(pages)}

    def _paragraphs(self, lines: list[dict[str, Any]]) -> Iterator[Piece]:
        if not lines:
            return
        left = sorted(line["left"] for line in lines)[len(lines) // 4]
        right = max(line["right"] for line in lines)
        paragraph: list[dict[str, Any]] = []
        for line in lines:
            if paragraph and self._begins(line, paragraph[-1], left, right):
                yield self._joined(paragraph)
                paragraph = []
            paragraph.append(line)
        yield self._joined(paragraph)

    def _begins(self, line: dict[str, Any], before: dict[str, Any], left: float, right: float) -> bool:
        height = max(line["size"], 8)
        close = abs(before["bottom"] - line["top"]) < height * 0.7 and line["top"] < before["top"]
        numbered = re.match(r"\s*[\d๐-๙]", line["text"])
        if close and not numbered and line["size"] == before["size"] and line["size"] > self.body_size * 1.3:
            return False  # a title on several lines, in the middle of the page
        return bool(
            line["bold"] != before["bold"]
            or abs(line["size"] - before["size"]) > 0.8
            or before["bottom"] - line["top"] > height * 1.1
            or line["top"] > before["top"] + height
            or (line["left"] - left > 14 and line["left"] - before["left"] > 10)
            or right - before["right"] > (right - left) * 0.22
            or re.match(r"\s*(\(?[\d๐-๙]{1,2}([.)][\d๐-๙]{1,2})*[.)]\s|[•–●○▪]|[-*] )", line["text"])
        )

    def _joined(self, lines: list[dict[str, Any]]) -> Piece:
        text = ""
        for line in lines:
            piece = line["text"].strip("\r\n")
            glued = text and re.search(r"[\u0e00-\u0e7f]$", text) and re.match(r"[\u0e00-\u0e7f]", piece)
            text += ("" if glued or not text or text.endswith(" ") else " ") + piece
        return {
            "kind": "line",
            "text": text,
            "runs": [{"text": text, "bold": lines[0]["bold"]}],
            "level": None,
            "list": None,
            "bold": all(line["bold"] for line in lines),
            "size": lines[0]["size"],
            "title": False,
            "contents": bool(re.search(r"(?:\s?[.…]){5,}\s*[\d๐-๙ก-ฮ]{1,4}\s*$", text)),
            "caption": False,
        }

    def _pictures(self, page: Any) -> Iterator[Piece]:
        import pypdfium2.raw as raw

        for drawn in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
            width, height = drawn.get_px_size()
            if min(width, height) < SMALLEST_PICTURE or width * height > 30_000_000:
                self.notes["small_pictures"] += 1
                continue
            self.notes["pictures"] += 1
            if self.notes["pictures"] > MOST_PICTURES:
                continue
            target = io.BytesIO()
            drawn.get_bitmap().to_pil().convert("RGB").save(target, "JPEG", quality=88)
            yield {"kind": "picture", "data": base64.b64encode(target.getvalue()).decode(), "alt": ""}


READERS = {"docx": Word, "pdf": Paper}


def main(kind: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    reader = READERS[kind](sys.stdin.buffer.read())
    pieces: list[Piece] = []
    for piece in reader.pieces():
        pieces.append(piece)
        if len(pieces) > MOST_PIECES:
            raise TooMuchError
    json.dump({"pieces": pieces, "notes": reader.notes}, sys.stdout)


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except TooMuchError:
        sys.exit(TOO_MUCH)
    except LockedError:
        sys.exit(LOCKED)
