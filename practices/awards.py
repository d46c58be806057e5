"""Awards of a practice: what its writers say, and what those who gave it have on record. Each is shown once.

The apps that give awards tell; this one knows none of them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from practices.models import Award, PracticePage


@dataclass(frozen=True)
class Recorded:
    """An award as its giver keeps it."""

    title: str
    level: str
    year: str
    granted_by: str
    url: str
    #: How writers of practices would name it: a key of AWARD_SCHEMES, and the B.E. year.
    known_as: str = ""
    year_be: int = 0


Source = Callable[[PracticePage], Iterable[Recorded]]
_sources: list[Source] = []


def register(source: Source) -> None:
    if source not in _sources:
        _sources.append(source)


def awards_of(practice: PracticePage) -> tuple[list[Recorded], list[Award]]:
    """Those on record, and what the writers say beyond that."""
    recorded = [award for source in _sources for award in source(practice)] if practice.pk else []
    known = {(award.known_as, award.year_be) for award in recorded if award.known_as}
    told = [award for award in practice.awards.all() if (award.scheme, award.year) not in known]
    return recorded, told
