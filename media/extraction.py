"""The text of a document, for search.

Runs as a program of its own (`python extraction.py KIND < file`), so that a hostile or endless file
costs ten seconds and a gigabyte at most and never the portal itself. Imports nothing of the portal.
"""

import io
import re
import resource
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

SECONDS = 10
MEMORY = 1024**3
MAX_BYTES = 200_000
MAX_PAGES = 300

#: Marks that Thai fonts of the old days put at places of their own.
OLD_GLYPHS = str.maketrans(
    dict(
        zip(
            range(0xF700, 0xF71B),
            "ฐิีึื่้๊๋์่้๊๋์ญัํ็่้๊๋์ฺุู",
            strict=True,
        )
    )
)
#: What is left of frequent words when a PDF has lost its sara am.
LOST_AM = [
    (re.compile(pattern), whole)
    for pattern, whole in (
        ("สานักงาน", "สำนักงาน"),
        ("ดาเนิน", "ดำเนิน"),
        ("กาหนด", "กำหนด"),
        ("จานวน", "จำนวน"),
        ("สาคัญ", "สำคัญ"),
        ("สาเร็จ", "สำเร็จ"),
        ("สาหรับ", "สำหรับ"),
        ("คาแนะนา", "คำแนะนำ"),
        ("คานา(?![ก-ฮ])", "คำนำ"),
        ("ทาให้", "ทำให้"),
        ("(?<!พัฒ)(?<!โฆษ)(?<!สนท)(?<!ชาว)(?<!ทำ)(?<!ท้อง)(?<!ไร่)(?<!ทุ่ง)นาไป", "นำไป"),
    )
]


def extract(kind: str, content: bytes) -> str:
    """The text of a docx, pdf, pptx or xlsx, at most 200 kB of it; "" when it cannot be read in time."""
    try:
        done = subprocess.run(  # noqa: S603 - our own file with a fixed word
            [sys.executable, "-I", str(Path(__file__)), kind],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError):
        return ""
    return done.stdout[:MAX_BYTES].decode("utf-8", errors="ignore").strip()


def repaired(text: str) -> str:
    """Thai as it was written, from Thai as PDF readers return it."""
    text = unicodedata.normalize("NFC", text.translate(OLD_GLYPHS))
    text = re.sub("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\x00-\x08\x0b-\x1f]", "", text)
    text = re.sub("ํ([่-๋]?)า", r"\1ำ", text)
    text = re.sub("([่-๋])ํา|ำ([่-๋])", r"\1\2ำ", text)
    text = text.replace("เเ", "แ")
    text = re.sub("([ั-ฺ็-๎])\\1+", r"\1", text)
    text = re.sub("([่-๋])([ัิ-ฺ])", r"\2\1", text)
    text = re.sub("([ก-ฮ])([เแโใไ])([ัิ-ฺ็-๎]+) ?", r"\1\3\2", text)
    text = re.sub("ั([ก-ฮ])([่-๋])", r"ั\2\1", text)
    for pattern, whole in LOST_AM:
        text = pattern.sub(whole, text)
    return re.sub(r"[ \t]+", " ", text)


def pdf_text(content: bytes) -> Iterator[str]:
    from pypdf import PdfReader

    for page in PdfReader(io.BytesIO(content)).pages[:MAX_PAGES]:
        yield repaired(page.extract_text() or "")


def office_text(content: bytes, parts: str) -> Iterator[str]:
    """Paragraph by paragraph: Word and PowerPoint both put runs `t` into paragraphs `p`."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if re.fullmatch(parts, name)]
        for name in sorted(names, key=lambda name: (len(name), name))[:MAX_PAGES]:
            yield from _paragraphs(archive.read(name))


def _paragraphs(xml: bytes) -> Iterator[str]:
    runs: list[str] = []
    for _, element in ElementTree.iterparse(io.BytesIO(xml)):  # noqa: S314 - in a process of its own, with limits
        tag = element.tag.rpartition("}")[2]
        if tag == "t":
            runs.append(element.text or "")
        elif tag in ("tab", "br"):
            runs.append(" ")
        elif tag == "p":
            yield "".join(runs)
            runs.clear()


def sheet_text(content: bytes) -> Iterator[str]:
    from openpyxl import load_workbook

    for sheet in load_workbook(io.BytesIO(content), read_only=True, data_only=True):
        yield sheet.title
        for row in sheet.iter_rows(values_only=True):
            yield " ".join(str(value) for value in row if value is not None)


READERS = {
    "pdf": pdf_text,
    "docx": lambda content: office_text(
        content, r"word/(document|footnotes|endnotes|comments|header\d*|footer\d*)\.xml"
    ),
    "pptx": lambda content: office_text(
        content, r"ppt/(slides/slide|notesSlides/notesSlide|comments/\w+)\d*\.xml"
    ),
    "xlsx": sheet_text,
}


def main(kind: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    left = MAX_BYTES
    for piece in READERS[kind](sys.stdin.buffer.read()):
        if piece := piece.strip():
            line = (piece + "\n").encode("utf-8", errors="ignore")[:left]
            sys.stdout.buffer.write(line)
            left -= len(line)
        if left <= 0:
            break


if __name__ == "__main__":
    main(sys.argv[1])
