"""Other words for the same: which phrase may be found by which others, and what such a find is worth."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from search import thai
from vcare.abbreviations import ABBREVIATIONS

SETS = Path(__file__).parent / "data" / "synonyms.json"

#: What a word found by another name is worth, against 1 for the word itself.
SAME = 0.8
BROADER = 0.4

#: The parts of a word or of several, in order: they have to stand side by side in the text.
Phrase = tuple[str, ...]


@dataclass(frozen=True)
class SynonymSet:
    """Terms that find each other; a narrower one finds these too, for less, and never the other way round."""

    same: tuple[str, ...]
    narrower: tuple[str, ...] = ()


@dataclass(frozen=True)
class Synonyms:
    """What each phrase may be found by besides itself, with the worth of such a find."""

    others: Mapping[Phrase, list[tuple[float, tuple[Phrase, ...]]]] = field(default_factory=dict)

    @cached_property
    def longest(self) -> int:
        """The parts of the longest phrase that has any."""
        return max(map(len, self.others), default=0)


def built(sets: Iterable[SynonymSet]) -> Synonyms:
    found: dict[Phrase, list[tuple[float, tuple[Phrase, ...]]]] = {}
    for terms in sets:
        phrases = list(dict.fromkeys(filter(None, map(_parts, terms.same))))
        for phrase in phrases:
            if others := tuple(other for other in phrases if other != phrase):
                found.setdefault(phrase, []).append((SAME, others))
        for term in terms.narrower:
            if parts := _parts(term):
                found.setdefault(parts, []).append((BROADER, tuple(phrases)))
    return Synonyms(found)


@lru_cache(1)
def shipped() -> tuple[SynonymSet, ...]:
    """The sets that come with the portal: the domain's, and the abbreviations of the school system."""
    entries = json.loads(SETS.read_text(encoding="utf-8"))
    sets = [
        SynonymSet((entry["canonical"], *entry["equivalent"]), tuple(entry["narrower"])) for entry in entries
    ]
    sets += [
        SynonymSet((term.key, term.th))
        for term in ABBREVIATIONS
        if len(term.key.replace(".", "")) > 1 and "/" not in term.th and "(" not in term.th
    ]
    return tuple(sets)


@lru_cache(1)
def in_force() -> Synonyms:
    """The synonyms that a visitor's question is widened by."""
    return built(shipped())


def _parts(term: str) -> Phrase:
    return tuple(part for word in thai.words(term) for part in word)
