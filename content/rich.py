"""Plain text as an author types it, as the HTML of a rich text field."""

import re

from django.utils.html import escape

_ITEM = re.compile(r"^(?P<indent>\s*)(?P<mark>[-•]|\d+\.)\s+(?P<text>.+)$")
_HEADING = re.compile(r"^(#{2,4})\s+(.+)$")


def from_text(text: str) -> str:
    """Paragraphs (parted by blank lines), lists (`- `, `1. `) and headings (`## `) as safe HTML.

    `##` and `###` become h3 and h4, since the page's own headings stand above them.
    """
    html: list[str] = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = [line for line in block.splitlines() if line.strip()]
        while lines:
            if heading := _HEADING.match(lines[0]):
                level = min(len(heading[1]) + 1, 4)
                html.append(f"<h{level}>{escape(heading[2].strip())}</h{level}>")
                lines = lines[1:]
                continue
            count = next(
                (i for i, line in enumerate(lines) if bool(_ITEM.match(line)) != bool(_ITEM.match(lines[0]))),
                len(lines),
            )
            chunk, lines = lines[:count], lines[count:]
            if first := _ITEM.match(chunk[0]):
                tag = "ul" if first["mark"] in "-•" else "ol"
                items = "".join(f"<li>{escape(_ITEM.match(line)['text'])}</li>" for line in chunk)
                html.append(f"<{tag}>{items}</{tag}>")
            else:
                html.append(f"<p>{'<br/>'.join(escape(line.strip()) for line in chunk)}</p>")
    # Items that blank lines part are still one list.
    return re.sub(r"</(ul|ol)><\1>", "", "".join(html))
