"""Thai digits for formal papers: the one place where ๒๕๖๙ is made of 2569."""

import re
from collections.abc import Mapping
from typing import Any

from vcare.calendar import to_thai_digits

#: Keys of a paper's data that hold no text of the paper.
_NO_TEXT = frozenset({"english", "kind", "file", "href", "qr", "reference", "address"})
#: A code, an address, a name in Latin letters: its digits stay as they are.
_LATIN_WORD = re.compile(r"\S*[A-Za-z]\S*")
_MARKUP = re.compile(r"(<[^>]*>|&#?\w+;)")


def in_thai_digits(value: Any) -> Any:
    """The same data with Thai digits, but for codes, addresses and words in Latin letters."""
    if isinstance(value, str):
        plain, pieces = 0, []
        for word in _LATIN_WORD.finditer(value):
            pieces += [to_thai_digits(value[plain : word.start()]), word[0]]
            plain = word.end()
        return "".join([*pieces, to_thai_digits(value[plain:])])
    if isinstance(value, Mapping):
        return {key: inner if key in _NO_TEXT else in_thai_digits(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [in_thai_digits(inner) for inner in value]
    return value


def html_in_thai_digits(html: str) -> str:
    """The same page with Thai digits in its text, and nothing changed in its tags."""
    return "".join(
        piece if number % 2 else in_thai_digits(piece) for number, piece in enumerate(_MARKUP.split(html))
    )
