"""Which papers a commitment has, and how each is made."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from content.typesetting.pdf import pdf
from media.documents import CONTENT_TYPES
from networks.commitments.paper import one_page, paper_data
from networks.commitments.word import mou_word, pledge_word
from networks.models import Commitment

TYPST = Path(__file__).with_name("typst")


@dataclass(frozen=True)
class Made:
    content: bytes
    content_type: str


def mou_pdf(commitment: Commitment, thai_digits: bool) -> Made:
    return Made(pdf(TYPST / "mou.typ", paper_data(commitment, thai_digits=thai_digits)), CONTENT_TYPES["pdf"])


def mou_docx(commitment: Commitment, thai_digits: bool) -> Made:
    return Made(mou_word(paper_data(commitment, thai_digits=thai_digits)), CONTENT_TYPES["docx"])


def pledge_pdf(commitment: Commitment, thai_digits: bool) -> Made:
    data = one_page(paper_data(commitment, thai_digits=thai_digits))
    return Made(pdf(TYPST / "pledge.typ", data), CONTENT_TYPES["pdf"])


def pledge_docx(commitment: Commitment, thai_digits: bool) -> Made:
    return Made(pledge_word(one_page(paper_data(commitment, thai_digits=thai_digits))), CONTENT_TYPES["docx"])


#: By the last part of their address.
PAPERS: dict[str, Callable[[Commitment, bool], Made]] = {
    "mou.pdf": mou_pdf,
    "mou.docx": mou_docx,
    "pledge.pdf": pledge_pdf,
    "pledge.docx": pledge_docx,
}


def papers_of(commitment: Commitment) -> list[str]:
    """Every commitment has the single page; a memorandum its long form too."""
    return [name for name in PAPERS if commitment.kind == Commitment.Kind.MOU or name.startswith("pledge")]
