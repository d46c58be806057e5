"""A family tree in the order in which it is drawn. No step of it goes deeper for a deeper tree."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Kin:
    """Somebody's place in the tree: its row from above, its generation from the left, both from 0."""

    key: Hashable
    parent: Hashable | None
    generation: int
    row: int
    children: int
    #: How many lists of siblings end behind it.
    closes: int


def family(links: Iterable[tuple[Hashable, Hashable | None]]) -> list[Kin]:
    """Place everybody behind their parent, siblings in the order given.

    `links` are pairs of a key and its parent's. Who has no parent among them stands in the first
    generation; so does one of those who would be their own ancestors.
    """
    parents = dict(links)
    for key in parents:
        parents[key] = parents[key] if parents[key] in parents else None
    _break_circles(parents)
    children: dict[Hashable | None, list[Hashable]] = {}
    for key, parent in parents.items():
        children.setdefault(parent, []).append(key)
    order: list[tuple[Hashable, int]] = []
    waiting = [(key, 0) for key in reversed(children.get(None, []))]
    while waiting:
        key, generation = waiting.pop()
        order.append((key, generation))
        waiting += [(child, generation + 1) for child in reversed(children.get(key, []))]
    after = [generation for _key, generation in [*order[1:], (None, 0)]][: len(order)]
    return [
        Kin(key, parents[key], generation, row, len(children.get(key, [])), max(0, generation - following))
        for row, ((key, generation), following) in enumerate(zip(order, after, strict=True))
    ]


def _break_circles(parents: dict[Hashable, Hashable | None]) -> None:
    """Take the parent away from one of each circle."""
    sound: set[Hashable] = set()
    for start in parents:
        path: list[Hashable] = []
        on_path: set[Hashable] = set()
        key: Hashable | None = start
        while key is not None and key not in sound and key not in on_path:
            path.append(key)
            on_path.add(key)
            key = parents[key]
        if key is not None and key in on_path:
            parents[key] = None
        sound.update(path)
