"""Stories that tell the same: of the same school under a similar title, or with nearly the same text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from content.pages import plain
from practices.models import PracticePage
from search.engine import Query
from search.pages import PAGE, find

#: Share of common letters in a row (Dice) from which titles of one school count as the same.
SAME_TITLE = 0.6
#: Share from which texts do; shorter ones are not compared.
SAME_TEXT = 0.4
LEAST_LETTERS = 150
ASKED = 8
SHOWN = 3


@dataclass(frozen=True)
class Twin:
    """A story that is much like another one."""

    page: PracticePage
    same_school: bool
    share: float


def alike(one: str, other: str, length: int = 4) -> float:
    """How much of two texts is the same, from 0 to 1, whatever their spaces and signs."""
    first, second = _grams(one, length), _grams(other, length)
    if not first or not second:
        return 0.0
    return 2 * len(first & second) / (len(first) + len(second))


def _grams(text: str, length: int) -> set[str]:
    letters = re.sub(r"[^\w\u0e00-\u0e7f]+", "", text.lower())
    return {letters[place : place + length] for place in range(len(letters) - length + 1)}


def twins(page: PracticePage) -> list[Twin]:
    """The stories most like a draft, which has its latest content; the most alike first."""
    text = _text(page)
    found: dict[int, Twin] = {}
    own = PracticePage.objects.filter(owner_organisation=page.owner_organisation, discarded=None)
    for other in own.exclude(pk=page.pk).select_related("owner_organisation").order_by("-pk")[:200]:
        share = alike(page.title, other.draft_title or other.title, 3)
        if share >= SAME_TITLE:
            found[other.pk] = Twin(other, True, share)
    for other in published(_candidates(page)):
        if other.pk in found or other.pk == page.pk:
            continue
        theirs = _text(other)
        share = alike(text, theirs) if min(len(text), len(theirs)) >= LEAST_LETTERS else 0.0
        if share >= SAME_TEXT:
            found[other.pk] = Twin(other, other.owner_organisation_id == page.owner_organisation_id, share)
    return sorted(found.values(), key=lambda twin: -twin.share)[:SHOWN]


def published(keys: Iterable[int]) -> Iterable[PracticePage]:
    return PracticePage.objects.filter(pk__in=list(keys)).published().select_related("owner_organisation")


def _candidates(page: PracticePage) -> set[int]:
    """Keys of published practices that the search finds for the title and the summary."""
    kinds = {"kind": frozenset({PracticePage.record_kind})}
    questions = [page.title, page.summary[:200]]
    return {
        int(hit.key.removeprefix(PAGE))
        for question in questions
        if question.strip()
        for hit in find(Query(question, filters=kinds))[:ASKED]
    }


def _text(page: PracticePage) -> str:
    return plain(page.summary, page.background, page.process, page.success_factors, page.results)
