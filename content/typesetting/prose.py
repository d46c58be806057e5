"""Rich text and plain text as blocks that any paper can set: headings, paragraphs, lists of runs.

A block is plain data: `{"kind": "paragraph", "runs": [{"text": "…", "bold": true, "href": "…"}]}`.
"""

import io
import itertools
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag
from PIL import Image
from wagtail.rich_text import expand_db_html

Block = dict[str, Any]
Run = dict[str, Any]

_INLINE = {"b", "strong", "i", "em", "a", "br", "span", "u", "sup", "sub", "code", "del"}
_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
#: Signs without width, and those that turn the direction of a text.
_HIDDEN = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def clean(text: object) -> str:
    """A text without the signs that no paper can show."""
    text = str(text).replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return unicodedata.normalize("NFC", _HIDDEN.sub("", _NEVER.sub("", text)))


def paragraph(text: object, *, bold: bool = False) -> Block:
    return {"kind": "paragraph", "runs": [{"text": clean(text), **({"bold": True} if bold else {})}]}


def from_plain(text: str) -> list[Block]:
    """A paragraph for each line that says something."""
    return [paragraph(line.strip()) for line in clean(text).split("\n") if line.strip()]


def numbered(lines: Iterable[object], *, ordered: bool = True) -> list[Block]:
    """One list of plain lines; nothing if there are none."""
    items = [{"runs": [{"text": clean(line).strip()}], "lists": []} for line in lines if str(line).strip()]
    return [{"kind": "list", "ordered": ordered, "items": items}] if items else []


def heading(text: object, *, depth: int = 2, outlined: bool = True) -> Block:
    return {"kind": "heading", "depth": depth, "outlined": outlined, "runs": [{"text": clean(text)}]}


def table(
    columns: list[str],
    widths: Sequence[float],
    rows: Iterable[Iterable[object]],
    *,
    centred: Sequence[int] = (),
) -> Block:
    """Widths are shares of the page's; a dash stands where nothing is."""
    return {
        "kind": "table",
        "columns": columns,
        "widths": list(widths),
        "centred": list(centred),
        "rows": [[clean("" if cell is None else cell) or "–" for cell in row] for row in rows],
    }


def figure(name: str, picture: bytes, *, alt: str, caption: str, within: tuple[float, float]) -> Block:
    """A picture by the name of its file, as large as fits within centimetres of width and height."""
    width, height = Image.open(io.BytesIO(picture)).size
    wide, high = within
    return {
        "kind": "figure",
        "file": name,
        "alt": clean(alt),
        "caption": clean(caption),
        "width": round(min(wide, high * width / height), 2),
    }


def from_rich(html: str) -> list[Block]:
    """The blocks of a rich text as it lies in the database."""
    soup = BeautifulSoup(expand_db_html(str(html)), "html.parser")
    return _blocks(soup.children)


def _blocks(nodes: Iterable[PageElement]) -> list[Block]:
    blocks: list[Block] = []
    loose: list[PageElement] = []

    def close() -> None:
        if runs := _runs(loose):
            blocks.append({"kind": "paragraph", "runs": runs})
        loose.clear()

    for node in nodes:
        if not isinstance(node, Tag) or node.name in _INLINE:
            loose.append(node)
            continue
        close()
        if node.name in ("ul", "ol"):
            blocks += _list(node)
        elif re.fullmatch("h[1-6]", node.name):
            if runs := _runs(node.children):
                blocks.append({"kind": "heading", "level": int(node.name[1]), "runs": runs})
        else:
            blocks += _blocks(node.children)
    close()
    return blocks


def _list(node: Tag) -> list[Block]:
    items = []
    for item in node.find_all("li", recursive=False):
        lists = [child for child in item.children if isinstance(child, Tag) and child.name in ("ul", "ol")]
        runs = _runs(child for child in item.children if child not in lists)
        inner = [block for child in lists for block in _list(child)]
        if runs or inner:
            items.append({"runs": runs, "lists": inner})
    return [{"kind": "list", "ordered": node.name == "ol", "items": items}] if items else []


def _runs(nodes: Iterable[PageElement], *, bold: bool = False, href: str = "") -> list[Run]:
    """The text of inline nodes, pieces of the same look joined, white space as a browser shows it."""
    runs: list[Run] = []

    def add(text: str, bold: bool, href: str) -> None:
        look = {**({"bold": True} if bold else {}), **({"href": href} if href else {})}
        if runs and {key: value for key, value in runs[-1].items() if key != "text"} == look:
            runs[-1]["text"] += text
        elif text:
            runs.append({"text": text, **look})

    def walk(nodes: Iterable[PageElement], bold: bool, href: str) -> None:
        for node in nodes:
            if isinstance(node, Tag):
                if node.name == "br":
                    add("\n", bold, href)
                    continue
                address = str(node.get("href") or "") if node.name == "a" else ""
                outside = address if re.match(r"(https?://|mailto:|tel:)", address) else ""
                walk(node.children, bold or node.name in ("b", "strong"), outside or href)
            elif type(node) is NavigableString:
                add(re.sub(r"\s+", " ", clean(node)), bold, href)

    walk(nodes, bold, href)
    for first, second in itertools.pairwise(runs):
        if first["text"].endswith((" ", "\n")):
            second["text"] = second["text"].lstrip(" ")
    if runs:
        runs[0]["text"] = runs[0]["text"].lstrip()
        runs[-1]["text"] = runs[-1]["text"].rstrip()
    for run in runs:
        run["text"] = re.sub(" *\n *", "\n", run["text"])
    return [run for run in runs if run["text"]]


def plain_text(blocks: Iterable[Block]) -> str:
    """All words of the blocks, a line each."""
    lines: list[str] = []
    for block in blocks:
        if "runs" in block:
            lines.append("".join(run["text"] for run in block["runs"]))
        for item in block.get("items", []):
            lines.append("".join(run["text"] for run in item["runs"]))
            lines += [text for text in [plain_text(item["lists"])] if text]
        for row in block.get("rows", []):
            lines.append(" ".join(str(cell) for cell in row))
    return "\n".join(line for line in lines if line)
