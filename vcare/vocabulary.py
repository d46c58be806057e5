"""Terms and ordered vocabularies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar


class Source(StrEnum):
    """Where a term comes from, and so how far it may be trusted."""

    SEED = "seed"
    """Stands in the office's own description of V-CARE + N."""
    FOUND = "found"
    """Read in a published Thai source."""
    KNOWLEDGE = "know"
    """General knowledge, to be confirmed by the office before it is printed as a fact."""
    PORTAL = "portal"
    """A word of this portal, which the office may change."""


@dataclass(frozen=True)
class Term:
    """A word of the model: a key that never changes and its labels in Thai and English."""

    key: str
    th: str
    en: str
    source: Source
    th_short: str = ""
    en_short: str = ""
    note: str = ""

    def label(self, language: str | None = "th") -> str:
        """The full label; every language but English reads Thai."""
        return self.en if is_english(language) else self.th

    def short(self, language: str | None = "th") -> str:
        """The label where room is scarce; the full one for a term that has no shorter."""
        if is_english(language):
            return self.en_short or self.en
        return self.th_short or self.th

    @property
    def to_be_confirmed(self) -> bool:
        """Whether the office has to confirm the term before it is printed as a fact."""
        return self.source is Source.KNOWLEDGE

    def __str__(self) -> str:
        return self.th


T = TypeVar("T", bound=Term)


class Vocabulary(Generic[T]):
    """Terms in the order in which they are shown, found by their keys.

    Unlike a mapping it iterates over its terms, as templates need it.
    Raises ValueError if two terms have the same key.
    """

    def __init__(self, terms: Iterable[T]) -> None:
        self._terms = tuple(terms)
        self._by_key = {term.key: term for term in self._terms}
        if len(self._by_key) != len(self._terms):
            raise ValueError("Two terms have the same key.")

    def __getitem__(self, key: str) -> T:
        return self._by_key[key]

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key in self._by_key

    def __iter__(self) -> Iterator[T]:
        return iter(self._terms)

    def __len__(self) -> int:
        return len(self._terms)

    def __repr__(self) -> str:
        return f"Vocabulary({', '.join(self.keys())})"

    def get(self, key: str) -> T | None:
        return self._by_key.get(key)

    def keys(self) -> list[str]:
        return [term.key for term in self._terms]

    def position(self, key: str) -> int:
        """The place of a key in the order, from 0. Raises KeyError for an unknown key."""
        return self._terms.index(self._by_key[key])

    def label(self, key: str, language: str | None = "th") -> str:
        """Raises KeyError for an unknown key."""
        return self._by_key[key].label(language)

    def short(self, key: str, language: str | None = "th") -> str:
        """Raises KeyError for an unknown key."""
        return self._by_key[key].short(language)

    def choices(self, language: str | None = "th", *, short: bool = False) -> list[tuple[str, str]]:
        """Pairs of key and label in order, as form fields take them."""
        if short:
            return [(term.key, term.short(language)) for term in self._terms]
        return [(term.key, term.label(language)) for term in self._terms]


def is_english(language: str | None) -> bool:
    return (language or "").lower().partition("-")[0] == "en"
