"""Which papers there are, how each is made, and what it is called when it arrives."""

import hashlib
import json
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from content.typesetting.pdf import pdf
from media.documents import CONTENT_TYPES
from media.names import shown_name
from practices.models import PracticePage
from practices.papers.open_data import open_data
from practices.papers.paper import Paper, paper_of
from practices.papers.sheets import covering_note, summary
from practices.papers.word import word_report

TYPST = Path(__file__).with_name("typst")
TEMPLATES = {name: TYPST / f"{name}.typ" for name in ("report", "summary", "covering_note")}
#: Whatever changes the look of a paper changes this, or browsers keep the old one.
EDITION = 1


@dataclass(frozen=True)
class Made:
    content: bytes
    content_type: str
    file_name: str
    #: The same for the same content: browsers that have it need not fetch it again.
    key: str


@dataclass(frozen=True)
class Wish:
    """What somebody asks for. `contact` is the office's line for the summary."""

    practice: PracticePage
    is_draft: bool
    thai_digits: bool
    contact: str

    def paper(self) -> Paper:
        return paper_of(self.practice, is_draft=self.is_draft)


class Kept:
    """Papers made lately, in memory: making one takes a second, and many ask for the same one.

    They are known by everything that is in them, so nothing outdated is ever handed out.
    """

    def __init__(self, capacity: int = 24 * 1024 * 1024, seconds: int = 900) -> None:
        self.capacity, self.seconds = capacity, seconds
        self.papers: OrderedDict[str, tuple[float, bytes]] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: str, make: Callable[[], bytes]) -> bytes:
        with self.lock:
            born, content = self.papers.get(key, (0.0, b""))
        if time.monotonic() - born < self.seconds and content:
            return content
        content = make()
        with self.lock:
            self.papers[key] = (time.monotonic(), content)
            self.papers.move_to_end(key)
            while sum(len(paper) for _born, paper in self.papers.values()) > self.capacity:
                self.papers.popitem(last=False)
        return content

    def clear(self) -> None:
        with self.lock:
            self.papers.clear()


kept = Kept()


def report_pdf(wish: Wish) -> Made:
    paper = wish.paper()
    return _set("report", wish, paper, paper.data(thai_digits=wish.thai_digits), "")


def report_docx(wish: Wish) -> Made:
    paper = wish.paper()
    key = _key("docx", paper.data(thai_digits=wish.thai_digits), paper.pictures)
    content = kept.get(key, lambda: word_report(paper, thai_digits=wish.thai_digits))
    return Made(content, CONTENT_TYPES["docx"], _name(wish.practice, "", "docx"), key)


def summary_pdf(wish: Wish) -> Made:
    paper = wish.paper()
    data = summary(wish.practice, paper, wish.contact, thai_digits=wish.thai_digits)
    return _set("summary", wish, paper, data, "สรุปหน้าเดียว")


def covering_note_pdf(wish: Wish) -> Made:
    paper = wish.paper()
    data = covering_note(wish.practice, paper, thai_digits=wish.thai_digits)
    return _set("covering_note", wish, paper, data, "ใบนำส่ง")


def practice_json(wish: Wish) -> Made:
    content = json.dumps(open_data(wish.practice), ensure_ascii=False, indent=2).encode("utf-8")
    key = hashlib.sha256(content).hexdigest()[:32]
    return Made(content, "application/json", _name(wish.practice, "", "json"), key)


#: By the last part of their address.
PAPERS: dict[str, Callable[[Wish], Made]] = {
    "report.pdf": report_pdf,
    "report.docx": report_docx,
    "summary.pdf": summary_pdf,
    "covering-note.pdf": covering_note_pdf,
    "practice.json": practice_json,
}


def _set(template: str, wish: Wish, paper: Paper, data: dict[str, Any], label: str) -> Made:
    pictures = paper.pictures if template == "report" else {}
    key = _key(template, data, pictures)
    content = kept.get(key, lambda: pdf(TEMPLATES[template], data, pictures=pictures, day=paper.day))
    return Made(content, CONTENT_TYPES["pdf"], _name(wish.practice, label, "pdf"), key)


def _key(kind: str, data: dict[str, Any], pictures: dict[str, bytes]) -> str:
    everything = hashlib.sha256(f"{EDITION} {kind}\n".encode())
    everything.update(json.dumps(data, ensure_ascii=False, sort_keys=True).encode())
    for name in sorted(pictures):
        everything.update(name.encode() + pictures[name])
    return everything.hexdigest()[:32]


def _name(practice: PracticePage, label: str, extension: str) -> str:
    """BP69-0003 โทรก่อนเก้าโมง.pdf: a name that a person finds again among a hundred files."""
    return shown_name(
        " ".join(filter(None, [practice.reference, label, practice.title])).replace("/", "_")
        + f".{extension}"
    )
