"""Names in pictures: broken between words into lines that fit, since SVG breaks none by itself."""

import unicodedata
from itertools import pairwise

from search import thai


def width(text: str) -> int:
    """How many letters stand beside each other: marks above and below take no room."""
    return sum(unicodedata.category(letter) != "Mn" for letter in text)


def lines(text: str, most: int, number: int = 2) -> list[str]:
    """At most so many lines of at most `most` letters each; what does not fit ends in an ellipsis."""
    found = [""]
    for piece in _pieces(text):
        if width(found[-1] + piece.rstrip()) <= most:
            found[-1] += piece
        elif not found[-1].strip() and width(piece) > most:
            return [*found[:-1], cut(piece, most)]
        elif len(found) == number:
            return [*(line.strip() for line in found[:-1]), cut(found[-1] + piece, most)]
        else:
            found.append(piece if width(piece) <= most else cut(piece, most))
    return [line.strip() for line in found]


def cut(text: str, most: int) -> str:
    """The beginning of a text with an ellipsis, not ended before a mark."""
    if width(text) <= most:
        return text.strip()
    shown = ""
    for place, letter in enumerate(text):
        if width(shown + letter) >= most and (place == 0 or thai.may_cut(text, place)):
            break
        shown += letter
    return f"{shown.strip()}…"


def _pieces(text: str) -> list[str]:
    """The text cut where a word, or a part of a long one, may begin a line."""
    places = [0, *(token.start for token in thai.tokens(text)[1:]), len(text)]
    return [text[begin:end] for begin, end in pairwise(places) if begin < end]
