"""Where schools came across a practice. The apps that know of such places tell; this one knows none of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from practices.models import PracticePage


@dataclass(frozen=True)
class Origin:
    """A place at which schools saw a practice, and how many of them stand by wanting to try it."""

    title: str
    url: str
    day: date
    schools: int
    #: Of these, how many have really begun.
    tried: int


Source = Callable[[PracticePage], Iterable[Origin]]
_sources: list[Source] = []


def register(source: Source) -> None:
    if source not in _sources:
        _sources.append(source)


def origins_of(practice: PracticePage) -> list[Origin]:
    """The latest first."""
    found = [origin for source in _sources for origin in source(practice)]
    return sorted(found, key=lambda origin: origin.day, reverse=True)
