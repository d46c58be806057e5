"""Documents and questions to measure the search with: as many as wanted, made of a few real texts.

By default they come from what the portal brings along. `BENCH_DOCS` (lines `{"id", "title", "body"}`, which may be
packed by gzip) and `BENCH_QUERIES` (lines `{"type", "q", "rel"}`) name others.
"""

import os
import random
import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.server import ROOT
from content.search_record import SearchRecord
from search.evaluation import Asked, documents, queries, with_mistakes

#: A document is two pieces of so many letters, out of two texts.
PIECE = 640

#: Questions of each class.
QUESTIONS = 150

#: What the classes of a file of questions are called here; others of it are left out.
CLASSES = {"kw": "keyword", "title": "headline", "typo1": "one typo", "typo2": "two typos"}

#: Shorter strings of the portal's texts are labels, not texts.
SHORTEST_TEXT = 200
SHORTEST_HEADLINE, LONGEST_HEADLINE = 60, 160


def texts() -> list[str]:
    if path := os.environ.get("BENCH_DOCS"):
        return [record.body for record in documents(Path(path))]
    return [text for text in _strings() if len(text) >= SHORTEST_TEXT]


def recombined(
    texts: Sequence[str], count: int, *, first: int = 0, piece: int = PIECE
) -> Iterator[SearchRecord]:
    """The same documents whenever the texts are the same, from the `first` one on."""
    chance = random.Random(7)
    for number in range(count):
        pieces = []
        for text in (chance.choice(texts), chance.choice(texts)):
            start = chance.randrange(max(1, len(text) - piece))
            pieces.append(text[start : start + piece])
        if number >= first:
            yield SearchRecord(f"d{number}", "page", "", "", body=" ".join(pieces))


def questions() -> dict[str, list[str]]:
    """For each class its questions."""
    if path := os.environ.get("BENCH_QUERIES"):
        asked = queries(Path(path))
    else:
        asked = [Asked(kind, text, frozenset()) for kind, text in _own_questions()]
    found: dict[str, list[str]] = {name: [] for name in CLASSES.values()}
    for one in [*asked, *with_mistakes(asked, seed=1)]:
        if one.kind in CLASSES and len(found[CLASSES[one.kind]]) < QUESTIONS:
            found[CLASSES[one.kind]].append(one.text)
    return {name: texts for name, texts in found.items() if texts}


def _own_questions() -> Iterator[tuple[str, str]]:
    """Words that stand between spaces as keywords, first sentences as headlines; in an order of no meaning."""
    strings = sorted(set(_strings()))
    random.Random(7).shuffle(strings)
    for text in strings:
        sentence = re.split(r"[\n.:]| {2}", text)[0].strip("- ")
        if SHORTEST_HEADLINE <= len(sentence) <= LONGEST_HEADLINE:
            yield "title", sentence
        elif 6 <= len(text) <= 24 and re.fullmatch("[ก-๎ ]+", text):
            yield "kw", text


def _strings() -> Iterator[str]:
    """All Thai strings of the portal's own texts."""
    for folder in ("portal/texts", "portal/demo"):
        for path in sorted((ROOT / folder).rglob("*.toml")):
            yield from _inside(tomllib.loads(path.read_text(encoding="utf-8")))


def _inside(value: object) -> Iterator[str]:
    if isinstance(value, str) and re.search("[ก-ฮ]", value):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _inside(part)
