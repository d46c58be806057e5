"""Thai in a PDF that reads back as it was written.

Typst draws a mark that stands higher than usual (the tone of ปั้น) apart from its letter and says for
the letter and once more for the mark that they mean the whole cluster: copied, ปั้น becomes ปั้ปั้น. A mark
has no width of its own, so what consists of nothing else is such a mark, and is told to mean nothing.
"""

import io
import re

from pypdf import PdfWriter
from pypdf.generic import DictionaryObject

Widths = dict[int, float]

#: What a mark means to readers that look at letters one by one: a space without width.
NOTHING = b"<200B>"
#: The same to readers that look at spans.
_SAYS_NOTHING = b"/Span<</ActualText<FEFF>>>BDC "
_STRING = rb"\((?:\\.|[^\\()])*\)"
#: What matters in a page's drawing: spans that begin and end, typefaces, text. Numbers and paths are passed over.
_PIECE = re.compile(
    rb"(?P<begin>/\w+ ?<<(?:[^<>]|<[^<>]*>)*>>\s*BDC|/\w+ (?:/\w+ BDC|BMC))"
    rb"|(?P<end>\bEMC\b)"
    rb"|/(?P<font>\w+) [\d.]+ Tf"
    rb"|(?P<text>\[(?:" + _STRING + rb"|[^\[\]()])*\]\s*TJ|" + _STRING + rb"\s*Tj)",
    re.DOTALL,
)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_ROW = re.compile(rb"<([0-9A-F]{4})> <[0-9A-F]+>")


def legible(pdf: bytes) -> bytes:
    """The same paper with every cluster of letters and marks said once."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    seen: dict[int, Widths] = {}
    for page in writer.pages:
        fonts = {}
        for name, reference in page["/Resources"].get_object().get("/Font", {}).items():
            if reference.idnum not in seen:
                seen[reference.idnum] = widths(reference.get_object())
                _mend_letters(reference.get_object(), seen[reference.idnum])
            fonts[name.removeprefix("/").encode()] = seen[reference.idnum]
        stream = page["/Contents"].get_object()
        stream.set_data(said_once(stream.get_data(), fonts))
    mended = io.BytesIO()
    writer.write(mended)
    return mended.getvalue()


def widths(font: DictionaryObject) -> Widths:
    """The width of each character code that has one."""
    found: Widths = {}
    table = list(font["/DescendantFonts"][0].get_object()["/W"])
    place = 0
    while place < len(table):
        first, second = int(table[place]), table[place + 1].get_object()
        if isinstance(second, list):
            found |= {first + step: float(width) for step, width in enumerate(second)}
            place += 2
        else:
            found |= dict.fromkeys(range(first, int(second) + 1), float(table[place + 2]))
            place += 3
    return found


def _mend_letters(font: DictionaryObject, wide: Widths) -> None:
    table = font["/ToUnicode"].get_object()
    table.set_data(
        _ROW.sub(
            lambda row: row[0] if wide.get(int(row[1], 16)) else b"<%s> %s" % (row[1], NOTHING),
            table.get_data(),
        )
    )


def said_once(drawing: bytes, fonts: dict[bytes, Widths]) -> bytes:
    """A page's drawing in which marks that were drawn apart say nothing."""
    edits: list[tuple[int, int, bytes]] = []
    #: Of each open span: where it begins and ends, whether it says what it means, what was drawn in it.
    spans: list[tuple[int, int, bool, list[bool]]] = []
    wide: Widths = {}
    for piece in _PIECE.finditer(drawing):
        if piece["font"]:
            wide = fonts[piece["font"]]
        elif piece["begin"]:
            spans.append((*piece.span(), b"/ActualText" in piece["begin"], []))
        elif piece["end"]:
            begin, end, says, drawn = spans.pop()
            if says and drawn and all(drawn):
                edits.append((begin, end, _SAYS_NOTHING))
        else:
            marks_only = not any(wide.get(code) for code in _codes(piece["text"]))
            for *_where, drawn in spans:
                drawn.append(marks_only)
            if marks_only and not any(says for *_where, says, _drawn in spans):
                edits.append((*piece.span(), _SAYS_NOTHING + piece["text"] + b" EMC"))
    done, place = [], 0
    for begin, end, text in sorted(edits):
        done += [drawing[place:begin], text]
        place = end
    return b"".join([*done, drawing[place:]])


def _codes(shown: bytes) -> list[int]:
    """The character codes, of two bytes each, that an operator shows."""
    text = b"".join(_unescaped(string[0][1:-1]) for string in re.finditer(_STRING, shown, re.DOTALL))
    return [int.from_bytes(text[place : place + 2], "big") for place in range(0, len(text), 2)]


def _unescaped(string: bytes) -> bytes:
    if b"\\" not in string:
        return string
    return _ESCAPE.sub(
        lambda sign: bytes([int(sign[1], 8)]) if sign[1].isdigit() else _ESCAPES.get(sign[1], sign[1]), string
    )
