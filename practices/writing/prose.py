"""Rich text as plain text to type in, and back, without losing what an editor has set.

Paragraphs are parted by blank lines; `- ` and `1. ` begin list items, `## ` a heading; `**bold**` and
`[words](address)` stand inside. A paragraph whose text was not touched keeps its HTML as it was.
"""

import re
from collections.abc import Iterable, Iterator

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.dammit import EntitySubstitution
from bs4.formatter import HTMLFormatter

from content.rich import from_text as html_of

_BLANK = re.compile(r"\n[^\S\n]*\n\s*")
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", re.DOTALL)
_LINK = re.compile(
    r"\[([^\[\]]+)\]\((https?://[^\s()<>]+|mailto:[^\s()<>]+|tel:[^\s()<>]+|(?:page|document):\d+)\)"
)


class AsWritten(HTMLFormatter):
    """Attributes in their own order."""

    def attributes(self, tag: Tag) -> Iterable[tuple[str, str | None]]:
        return tag.attrs.items()


AS_WRITTEN = AsWritten(EntitySubstitution.substitute_xml, void_element_close_prefix="/")


def to_text(html: str) -> str:
    """What a person sees in the text field."""
    return "\n\n".join(text for text, _html in _paragraphs(html))


def from_text(text: str, was: str = "") -> str:
    """The HTML of a typed text; `was` is the HTML that the text was made from."""
    text = tidy(text)
    if text == to_text(was):
        return was
    known: dict[str, list[str]] = {}
    for paragraph, html in _paragraphs(was):
        known.setdefault(paragraph, []).append(html)
    parts: list[str] = []
    fresh: list[str] = []
    for paragraph in _BLANK.split(text):
        if known.get(paragraph):
            parts += [_made(fresh), known[paragraph].pop(0)]
            fresh = []
        else:
            fresh.append(paragraph)
    return "".join([*parts, _made(fresh)])


def tidy(text: str) -> str:
    """Line ends of one kind, no spaces at the ends of lines, no more than one blank line."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _made(paragraphs: list[str]) -> str:
    return _inline(html_of("\n\n".join(paragraphs))) if paragraphs else ""


def _inline(html: str) -> str:
    """Bold and links in what `content.rich` has made of a text, and so has escaped."""
    return _LINK.sub(_anchor, _BOLD.sub(r"<b>\1</b>", html))


def _anchor(match: re.Match[str]) -> str:
    words, address = match.groups()
    kind, _colon, key = address.partition(":")
    if kind in {"page", "document"}:
        return f'<a linktype="{kind}" id="{key}">{words}</a>'
    return f'<a href="{address}">{words}</a>'


def _paragraphs(html: str) -> Iterator[tuple[str, str]]:
    """Text and HTML of each part at the top; parts without text are left out."""
    for part in BeautifulSoup(html or "", "html.parser").children:
        text = tidy(re.sub(r"\n\s*\n", "\n", _text(part)))
        if text:
            yield (
                text,
                part.decode(formatter=AS_WRITTEN) if isinstance(part, Tag) else part.output_ready(AS_WRITTEN),
            )


def _text(part: object) -> str:
    if not isinstance(part, Tag):
        return re.sub(r"\s+", " ", str(part)) if isinstance(part, NavigableString) else ""
    if part.name in {"ul", "ol"}:
        items = [_words(item) for item in part.find_all("li")]
        return "\n".join(
            f"{'-' if part.name == 'ul' else f'{number}.'} {item}"
            for number, item in enumerate(items, start=1)
        )
    if part.name in {"h2", "h3"}:
        return f"## {_words(part)}"
    if part.name in {"h4", "h5", "h6"}:
        return f"### {_words(part)}"
    return _words(part)


def _words(part: Tag) -> str:
    return "".join(_word(child) for child in part.children).strip()


def _word(child: object) -> str:
    if not isinstance(child, Tag):
        return re.sub(r"[^\S\u00a0]+", " ", str(child)) if isinstance(child, NavigableString) else ""
    if child.name == "br":
        return "\n"
    words = _words(child) if child.name in {"b", "strong", "a"} else "".join(map(_word, child.children))
    if child.name in {"b", "strong"} and words:
        return f"**{words}**"
    if child.name == "a" and words:
        if child.get("linktype"):
            return f"[{words}]({child['linktype']}:{child.get('id', '')})"
        return f"[{words}]({child.get('href', '')})"
    return words
