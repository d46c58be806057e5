"""Other words for the same: which phrase may be found by which others, and what such a find is worth.

Those that come with the portal stand in `data/synonyms.json`; editors add to them and change them at the
search desk, in the database.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from uuid import UUID

from django.utils.translation import gettext as _

from search import thai
from search.crisis import is_crisis
from search.models import EditedSynonyms, SynonymEdition
from vcare.abbreviations import ABBREVIATIONS

SETS = Path(__file__).parent / "data" / "synonyms.json"

#: What a word found by another name is worth, against 1 for the word itself.
SAME = 0.8
BROADER = 0.4

#: More make the questions long, and nobody has a view of them.
MOST_SETS = 400
MOST_TERMS = 40
LONGEST_TERM = 80

#: The parts of a word or of several, in order: they have to stand side by side in the text.
Phrase = tuple[str, ...]


@dataclass(frozen=True)
class SynonymSet:
    """Terms that find each other; a narrower one finds these too, for less, and never the other way round."""

    same: tuple[str, ...]
    narrower: tuple[str, ...] = ()
    #: The name of a set that comes with the portal.
    key: str = ""

    @property
    def terms(self) -> tuple[str, ...]:
        return (*self.same, *self.narrower)


@dataclass(frozen=True)
class Synonyms:
    """What each phrase may be found by besides itself, with the worth of such a find."""

    others: Mapping[Phrase, list[tuple[float, tuple[Phrase, ...]]]] = field(default_factory=dict)

    @cached_property
    def longest(self) -> int:
        """The parts of the longest phrase that has any."""
        return max(map(len, self.others), default=0)


NO_SYNONYMS = Synonyms()


def built(sets: Iterable[SynonymSet]) -> Synonyms:
    found: dict[Phrase, list[tuple[float, tuple[Phrase, ...]]]] = {}
    for terms in sets:
        phrases = list(dict.fromkeys(filter(None, map(phrase, terms.same))))
        for one in phrases:
            if others := tuple(other for other in phrases if other != one):
                found.setdefault(one, []).append((SAME, others))
        for term in terms.narrower:
            if parts := phrase(term):
                found.setdefault(parts, []).append((BROADER, tuple(phrases)))
    return Synonyms(found)


def phrase(term: str) -> Phrase:
    """What a term is to the search: two of the same phrase are the same term."""
    return tuple(part for word in thai.words(term) for part in word)


@lru_cache(1)
def shipped() -> tuple[SynonymSet, ...]:
    """The sets that come with the portal: the domain's, and the abbreviations of the school system."""
    entries = json.loads(SETS.read_text(encoding="utf-8"))
    sets = [
        SynonymSet((entry["canonical"], *entry["equivalent"]), tuple(entry["narrower"]), entry["id"])
        for entry in entries
    ]
    sets += [
        SynonymSet((term.th, term.key), key=term.key)
        for term in ABBREVIATIONS
        if len(term.key.replace(".", "")) > 1 and "/" not in term.th and "(" not in term.th
    ]
    return tuple(sets)


def in_force() -> Synonyms:
    """The synonyms that a visitor's question is widened by, with every change that is committed."""
    return _of_edition(SynonymEdition.current())


@lru_cache(2)
def _of_edition(token: UUID | None) -> Synonyms:
    """Built anew in each worker when editors have changed a set: then there is another token."""
    return built(sets(list(EditedSynonyms.objects.all()) if token else []))


def sets(edited: Iterable[EditedSynonyms]) -> Iterator[SynonymSet]:
    """What is in use: the shipped sets, or what editors put in their place, and the editors' own."""
    rows = list(edited)
    replaced = {row.shipped for row in rows}
    yield from (terms for terms in shipped() if terms.key not in replaced)
    yield from (set_of(row) for row in rows if row.active)


def set_of(row: EditedSynonyms) -> SynonymSet:
    return SynonymSet((row.canonical, *lines(row.same)), tuple(lines(row.narrower)), row.shipped)


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def edition_of(terms: SynonymSet) -> EditedSynonyms:
    """A shipped set as editors change it; not saved yet."""
    canonical, *same = terms.same
    return EditedSynonyms(
        shipped=terms.key, canonical=canonical, same="\n".join(same), narrower="\n".join(terms.narrower)
    )


def with_row(row: EditedSynonyms) -> Synonyms:
    """What would be in force with `row` as it is now."""
    return built(sets([row, *_others(row)]))


def objections(row: EditedSynonyms) -> list[str]:
    """Why a set can't be saved as it is. What it had before, and what came with the portal, may stay."""
    terms = set_of(row)
    found = []
    if row.pk is None and EditedSynonyms.objects.count() >= MOST_SETS:
        found.append(_("There are too many sets. Delete some first."))
    if len(terms.terms) > MOST_TERMS:
        found.append(_("A set has at most %(n)s terms.") % {"n": MOST_TERMS})
        return found
    if len(terms.terms) < 2:
        found.append(_("A set needs at least one more term."))
    seen: dict[Phrase, str] = {}
    for term in terms.terms:
        parts = phrase(term)
        if len(term) > LONGEST_TERM:
            found.append(_("“%(term)s” is too long for a term.") % {"term": term[:LONGEST_TERM] + "…"})
        elif len("".join(parts)) < 2:
            found.append(_("“%(term)s” is too short: it would stand for everything.") % {"term": term})
        elif parts in seen:
            found.append(
                _("“%(term)s” and “%(other)s” are the same to the search. Keep one of them.")
                % {"term": term, "other": seen[parts]}
            )
        seen.setdefault(parts, term)
    had = _phrases_before(row)
    elsewhere = (
        {phrase(term): other for other in sets(_others(row)) for term in other.terms} if row.active else {}
    )
    for parts, term in seen.items():
        if parts in had:
            continue
        if is_crisis(term):
            found.append(
                _("“%(term)s” is a word behind which somebody may be in danger. It stands in no set.")
                % {"term": term}
            )
        if parts in elsewhere:
            found.append(
                _("“%(term)s” is in the set “%(other)s” already. A term stands in one set.")
                % {"term": term, "other": elsewhere[parts].same[0]}
            )
    return found


def _others(row: EditedSynonyms) -> list[EditedSynonyms]:
    return list(EditedSynonyms.objects.exclude(pk=row.pk) if row.pk else EditedSynonyms.objects.all())


def _phrases_before(row: EditedSynonyms) -> set[Phrase]:
    """Terms of the set as it is stored and in use, and as it came with the portal."""
    before = [terms for terms in shipped() if row.shipped and terms.key == row.shipped]
    before += [set_of(old) for old in EditedSynonyms.objects.filter(pk=row.pk, active=True)]
    return {phrase(term) for terms in before for term in terms.terms}
