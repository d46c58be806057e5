"""Findable things that are no pages: apps above register how theirs are read, and say when one has changed."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from content.search_record import SearchRecord
from search import outbox


@dataclass(frozen=True)
class Source:
    """Things whose keys begin with `prefix`, such as `school:`; what follows is the key in the database."""

    prefix: str
    #: The records of those with these keys that any visitor may read; None asks for all.
    read: Callable[[Collection[int] | None], Iterable[SearchRecord]]


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    _sources[source.prefix] = source


def changed(prefix: str, keys: Iterable[int]) -> None:
    """The entries of these have to follow the database."""
    outbox.changed(f"{prefix}{pk}" for pk in keys)


def records(keys: Iterable[str]) -> Iterator[SearchRecord]:
    """Of these keys those that belong to a source and are public."""
    keys = list(keys)
    for prefix, source in _sources.items():
        wanted = [int(key.removeprefix(prefix)) for key in keys if key.startswith(prefix)]
        if wanted:
            yield from source.read(wanted)


def all_records() -> Iterator[SearchRecord]:
    for source in _sources.values():
        yield from source.read(None)
