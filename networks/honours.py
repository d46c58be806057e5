"""Awards that a partner received. The apps that give them tell; this one knows none of them."""

from collections.abc import Callable, Iterable

from organisations.models import Organisation
from practices.awards import Recorded

Source = Callable[[Organisation], Iterable[Recorded]]
_sources: list[Source] = []


def register(source: Source) -> None:
    if source not in _sources:
        _sources.append(source)


def honours_of(partner: Organisation) -> list[Recorded]:
    """What any visitor may read, the newest year first."""
    return [award for source in _sources for award in source(partner)]
