"""Which papers an event's report comes as, and how each is made."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from content.typesetting.pdf import pdf
from events.models import ExchangeEventPage
from events.record.report import Paper, paper
from events.record.word import word_report
from media.documents import CONTENT_TYPES

TEMPLATE = Path(__file__).with_name("typst") / "report.typ"


@dataclass(frozen=True)
class Made:
    content: bytes
    content_type: str


def _pdf(made: Paper) -> bytes:
    return pdf(TEMPLATE, made.data, pictures=made.pictures)


#: By the ending of their address.
FORMATS: dict[str, Callable[[Paper], bytes]] = {"pdf": _pdf, "docx": word_report}
KINDS = ("full", "short")
NAMES = [f"{kind}.{ending}" for kind in KINDS for ending in FORMATS]


def printed(event: ExchangeEventPage, name: str, *, thai_digits: bool) -> Made:
    """Raises KeyError for what is no paper."""
    if name not in NAMES:
        raise KeyError(name)
    kind, _dot, ending = name.partition(".")
    content = FORMATS[ending](paper(event, kind, thai_digits=thai_digits))
    return Made(content, CONTENT_TYPES[ending])
