"""Passages of a text around the words that were asked for, cut at words."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from search.synonyms import Phrase
from search.thai import Token, cut, normalise, tokens

#: Letters of a snippet, about two lines on a phone.
LENGTH = 190

#: What of a long text is searched for a passage.
MOST_TEXT = 60_000

#: A piece of text and whether it was asked for.
Piece = tuple[str, bool]


def marked(text: str, phrases: Sequence[Phrase]) -> list[Piece]:
    """The whole text in pieces."""
    return _pieces(text, 0, len(text), _matches(tokens(text), phrases))


def snippet(texts: Sequence[str], phrases: Sequence[Phrase], length: int = LENGTH) -> list[Piece]:
    """The passage of the texts that holds most of the phrases; the beginning of the first text if none does."""
    needles = ["".join(phrase) for phrase in phrases]
    best, most = "", 0.0
    for text in texts:
        for passage in _passages(text[:MOST_TEXT], length):
            squeezed = re.sub(r"[\s.,\-]+", "", normalise(passage))
            found = sum(len(needle) for needle in needles if needle in squeezed)
            if found > most:
                best, most = passage, found
    if not best:
        return [(cut(next(filter(None, texts), "").replace("\n", " "), length), False)]
    parts = tokens(best)
    matches = _matches(parts, phrases)
    start, end = _window(best, parts, matches, length)
    pieces = _pieces(best, start, end, matches)
    return [
        *([("…", False)] if start else []),
        *pieces,
        *([("…", False)] if end < len(best.rstrip()) else []),
    ]


def html(pieces: Sequence[Piece]) -> SafeString:
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", text) if asked else text,) for text, asked in pieces)
    )


def _passages(text: str, length: int) -> Iterator[str]:
    """Lines; short ones together with the next."""
    passage = ""
    for line in text.splitlines():
        passage = f"{passage} {line.strip()}".strip()
        if len(passage) >= length:
            yield passage
            passage = ""
    if passage:
        yield passage


def _matches(parts: Sequence[Token], phrases: Sequence[Phrase]) -> list[tuple[int, int]]:
    """Where phrases stand in the text, in order and without overlap."""
    by_first: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        if phrase:
            by_first.setdefault(phrase[0], []).append(phrase)
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(parts):
        longest = 0
        for phrase in by_first.get(parts[at].text, ()):
            window = parts[at : at + len(phrase)]
            if len(phrase) > longest and tuple(token.text for token in window) == phrase:
                longest = len(phrase)
        if longest:
            found.append((parts[at].start, parts[at + longest - 1].end))
        at += longest or 1
    return found


def _window(
    text: str, parts: Sequence[Token], matches: Sequence[tuple[int, int]], length: int
) -> tuple[int, int]:
    """The stretch of at most about `length` letters, from word to word, with most matches."""
    if len(text) <= length * 1.2:
        return 0, len(text)
    starts = [token.start for at, token in enumerate(parts) if not at or parts[at - 1].word != token.word]
    if not starts:
        return 0, len(text)
    best, most = 0, -1
    for first, _last in matches:
        count = sum(1 for start, end in matches if start >= first and end <= first + length * 0.8)
        if count > most:
            best, most = first, count
    lead = max(0, best - length // 5)
    start = starts[min(bisect_left(starts, lead), len(starts) - 1)] if lead else 0
    start = min(start, best)
    ends = [at for at in starts if start < at <= start + length]
    end = len(text) if start + length >= len(text) else (ends[-1] if ends else min(start + length, len(text)))
    return start, end


def _pieces(text: str, start: int, end: int, matches: Sequence[tuple[int, int]]) -> list[Piece]:
    pieces: list[Piece] = []
    for first, last in matches:
        first, last = max(first, start), min(last, end)
        if first >= last:
            continue
        if first > start:
            pieces.append((text[start:first], False))
        pieces.append((text[first:last], True))
        start = last
    if start < end:
        pieces.append((text[start:end].rstrip() if end < len(text) else text[start:end], False))
    return [piece for piece in pieces if piece[0]]
