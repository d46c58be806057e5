"""Where things stand in the pictures: plain geometry without springs, the same for the same network.

Two pictures: columns (schools here, partners there, a line for each tie), which a phone can show, and a
cloud (the schools of each place together, the partners between those they work with) for wide windows.
"""

import math
from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

Point = tuple[float, float]
Pair = tuple[int, int]

#: The angle between one seed of a sunflower and the next.
GOLDEN = math.pi * (3 - 5**0.5)

#: How often the two columns are put in order by each other.
SWEEPS = 6


def in_order(left: Sequence[int], right: Sequence[int], ties: Iterable[Pair]) -> tuple[list[int], list[int]]:
    """Both columns in an order in which few lines cross; never more than in the order given."""
    of_left: defaultdict[int, list[int]] = defaultdict(list)
    of_right: defaultdict[int, list[int]] = defaultdict(list)
    for one, other in sorted(set(ties)):
        of_left[one].append(other)
        of_right[other].append(one)
    best = (crossings(left, right, of_left), list(left), list(right))
    one, other = list(left), list(right)
    for _sweep in range(SWEEPS):
        other = _by_middle(other, one, of_right)
        one = _by_middle(one, other, of_left)
        found = (crossings(one, other, of_left), one, other)
        if found[0] < best[0]:
            best = found
    return best[1], best[2]


def _by_middle(column: list[int], other: list[int], ties: Mapping[int, list[int]]) -> list[int]:
    """Ordered by the mean place of what each is tied to; what is tied to nothing goes to the end."""
    place = {key: number for number, key in enumerate(other)}

    def middle(key: int) -> float:
        places = [place[tied] for tied in ties.get(key, ())]
        return sum(places) / len(places) if places else math.inf

    return sorted(column, key=middle)


def crossings(left: Sequence[int], right: Sequence[int], ties: Mapping[int, list[int]]) -> int:
    """How many pairs of lines cross."""
    place = {key: number for number, key in enumerate(right)}
    seen: list[int] = []
    count = 0
    for key in left:
        ends = sorted(place[tied] for tied in ties.get(key, ()))
        count += sum(len(seen) - bisect_right(seen, end) for end in ends)
        for end in ends:
            insort(seen, end)
    return count


def sunflower(number: int, spacing: float) -> Iterator[Point]:
    """So many places around 0,0, about evenly apart."""
    for seed in range(number):
        radius = spacing * math.sqrt(seed + 0.5) * 0.62
        yield radius * math.cos(seed * GOLDEN), radius * math.sin(seed * GOLDEN)


@dataclass(frozen=True)
class Disc:
    """The room of a place's schools."""

    key: str
    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class Cloud:
    places: Mapping[int, Point]
    discs: Sequence[Disc]
    width: float
    height: float


#: Room between two things, around a disc, and at the edge of the picture.
GAP, MARGIN, EDGE = 24.0, 52.0, 40.0


def cloud(
    groups: Mapping[str, Sequence[int]], centres: Mapping[str, Point], tied: Mapping[int, Sequence[int]]
) -> Cloud:
    """Schools in discs about their groups' centres; each other thing near the middle of what it is tied to.

    `centres` says how groups lie to each other, in any unit; `tied` maps what is in no group to what it is
    tied to.
    """
    radii = {key: GAP * 0.62 * math.sqrt(max(len(members), 1)) + GAP / 2 for key, members in groups.items()}
    unit = _unit(centres, radii)
    discs, places = [], {}
    for key, members in groups.items():
        x, y = (part * unit for part in centres[key])
        discs.append(Disc(key, x, y, radii[key]))
        for member, (dx, dy) in zip(members, sunflower(len(members), GAP), strict=True):
            places[member] = (x + dx, y + dy)
    taken = _Grid(GAP * 0.9)
    for point in places.values():
        taken.add(point)
    for disc in discs:
        for point in _along(title_box(disc)):
            taken.add(point)
    for key in sorted(tied, key=lambda key: (-len(tied[key]), key)):
        known = [places[other] for other in tied[key] if other in places]
        places[key] = taken.nearest_free(_mean(known or [(disc.x, disc.y) for disc in discs] or [(0, 0)]))
        taken.add(places[key])
    return _moved(places, discs)


#: Half the width of a disc's title and its height.
TITLE = (78.0, 18.0)


def title_of(disc: Disc) -> Point:
    """The middle of the line on which a disc's title stands, above it."""
    return disc.x, round(disc.y - disc.radius - 8, 1)


def title_box(disc: Disc) -> "Box":
    x, y = title_of(disc)
    return Box(x - TITLE[0], y - TITLE[1] + 4, x + TITLE[0], y + 4)


def _along(box: "Box") -> Iterator[Point]:
    """Points in a box so close to each other that nothing finds room between them."""
    steps = int((box.right - box.left) // GAP) + 1
    for step in range(steps + 1):
        yield box.left + (box.right - box.left) * step / steps, (box.top + box.bottom) / 2


def _unit(centres: Mapping[str, Point], radii: Mapping[str, float]) -> float:
    """How long the centres' unit has to be for no two discs to meet."""
    keys = [key for key in radii if key in centres]
    needed = [
        (radii[one] + radii[other] + MARGIN) / max(math.dist(centres[one], centres[other]), 0.01)
        for place, one in enumerate(keys)
        for other in keys[:place]
    ]
    return max(needed, default=1.0)


def _mean(points: Sequence[Point]) -> Point:
    return sum(x for x, _y in points) / len(points), sum(y for _x, y in points) / len(points)


class _Grid:
    """Points, and where there is still room for one more."""

    def __init__(self, gap: float) -> None:
        self.gap = gap
        self.cells: defaultdict[tuple[int, int], list[Point]] = defaultdict(list)

    def add(self, point: Point) -> None:
        self.cells[self._cell(point)].append(point)

    def _cell(self, point: Point) -> tuple[int, int]:
        return int(point[0] // self.gap), int(point[1] // self.gap)

    def is_free(self, point: Point) -> bool:
        column, row = self._cell(point)
        return all(
            math.dist(point, other) >= self.gap
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for other in self.cells.get((column + dx, row + dy), ())
        )

    def nearest_free(self, point: Point) -> Point:
        """Along a spiral: it ends, for there is room beyond all points."""
        x, y = point
        seed = 0
        while True:
            radius = self.gap * 0.4 * math.sqrt(seed)
            found = (x + radius * math.cos(seed * GOLDEN), y + radius * math.sin(seed * GOLDEN))
            if self.is_free(found):
                return found
            seed += 1


def _moved(places: dict[int, Point], discs: list[Disc]) -> Cloud:
    """The same with its corner at 0,0, in tenths."""
    lefts = [x for x, _y in places.values()] + [disc.x - disc.radius for disc in discs]
    tops = [y for _x, y in places.values()] + [disc.y - disc.radius for disc in discs]
    rights = [x for x, _y in places.values()] + [disc.x + disc.radius for disc in discs]
    bottoms = [y for _x, y in places.values()] + [disc.y + disc.radius for disc in discs]
    if not lefts:
        return Cloud({}, [], 2 * EDGE, 2 * EDGE)
    left, top = min(lefts) - EDGE, min(tops) - EDGE
    return Cloud(
        {key: (round(x - left, 1), round(y - top, 1)) for key, (x, y) in places.items()},
        [
            Disc(disc.key, round(disc.x - left, 1), round(disc.y - top, 1), round(disc.radius, 1))
            for disc in discs
        ],
        round(max(rights) - left + EDGE, 1),
        round(max(bottoms) - top + EDGE, 1),
    )


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


@dataclass(frozen=True)
class Label:
    x: float
    y: float
    #: Whether the text ends at x instead of beginning there.
    at_end: bool
    box: Box


def label_for(
    place: Point, radius: float, width: float, height: float, field: Box, others: Sequence[Box]
) -> Label | None:
    """A place for a label right or left of a thing where it meets nothing else; None if there is none."""
    x, y = place
    for at_end in (False, True):
        start = x - radius - 4 - width if at_end else x + radius + 4
        box = Box(start, y - height / 2, start + width, y + height / 2)
        inside = box.left >= field.left and box.right <= field.right
        if inside and not any(box.meets(other) for other in others):
            return Label(
                round(box.right if at_end else box.left, 1), round(y + height * 0.28, 1), at_end, box
            )
    return None
