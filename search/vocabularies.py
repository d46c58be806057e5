"""Facets whose values are named in the database: apps above register the names."""

from collections.abc import Callable, Mapping

#: The names of a facet's values in the visitor's language, in the order in which they are shown.
Names = Callable[[], Mapping[str, str]]

_names: dict[str, Names] = {}


def register(facet: str, names: Names) -> None:
    _names[facet] = names


def names(facet: str) -> Mapping[str, str]:
    known = _names.get(facet)
    return known() if known else {}
