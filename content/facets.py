"""The geometry of the portal's gems: covers, the six-facet stone, the wheel of stages."""

import math
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import NamedTuple

#: Where the light comes from, in degrees clockwise from the right.
LIGHT = 230

#: How bright each side of the wheel shines over its ground. Beside the words it is almost even.
GLOW = (".05", ".09", ".06", ".03", ".045", ".035")

Point = tuple[float, float]


class Facet(NamedTuple):
    """A flat piece of a stone: lit (white laid over it) or in shade (black), so and so much."""

    points: str
    lit: bool
    opacity: str


def cover_facets(seed: object, width: int = 400, height: int = 150) -> list[Facet]:
    """A stone on a ground of rays; the same seed draws the same one."""
    numbers = _numbers(seed)
    centre = (width * _between(next(numbers), 0.55, 0.85), height * _between(next(numbers), 0.3, 0.75))
    girdle = height * _between(next(numbers), 0.55, 0.85)
    turn = _between(next(numbers), 0, 60)
    outer = [_at(turn + 60 * side, girdle, centre) for side in range(6)]
    table = [_at(turn + 30 + 60 * side, girdle * 0.55, centre) for side in range(6)]
    beyond = [_at(turn + 60 * side + _between(next(numbers), -9, 9), 2 * width, centre) for side in range(6)]
    facets = []
    for side in range(6):
        after = (side + 1) % 6
        facets += [
            _facet([outer[side], beyond[side], beyond[after], outer[after]], centre, 0.1),
            _facet([outer[side], outer[after], table[side]], centre, 0.3),
            _facet([table[side], outer[after], table[after]], centre, 0.2),
        ]
    return [*facets, Facet(_path(table), True, ".16")]


class GemFacet(NamedTuple):
    """One sixth of the stone, for one stage."""

    letter: str
    lit: bool
    outer: str
    inner: str


def gem_facets(stages: Iterable[str], letters: Iterable[str] = "VCAREN") -> list[GemFacet]:
    """The six-facet stone around 0,0 with radius 48; the facets of `stages` have their colour."""
    has = set(stages)
    return [
        GemFacet(
            letter,
            letter in has,
            _path([(0, 0), _at(60 * side - 120, 48), _at(60 * side - 60, 48)]),
            _path([(0, 0), _at(60 * side - 120, 25), _at(60 * side - 60, 25)]),
        )
        for side, letter in enumerate(letters)
    ]


class WheelFacet(NamedTuple):
    """One stage of the wheel: its shape, its bevels and where its words stand."""

    shape: str
    light: str
    shade: str
    #: The light that goes out from the side, far beyond the wheel, and how bright it is.
    ray: str
    glow: str
    x: int
    y: int


def wheel_facets() -> list[WheelFacet]:
    """The six sides of the wheel around 0,0 with radius 156, clockwise from the top."""
    facets = []
    for side in range(6):
        start, end = 60 * side - 120, 60 * side - 60
        middle = (start + end) / 2
        outer, inner = (_at(start, 156), _at(end, 156)), (_at(start, 46), _at(end, 46))
        x, y = _at(middle, 93)
        facets.append(
            WheelFacet(
                _path([inner[0], outer[0], outer[1], inner[1]]),
                _path([inner[0], outer[0], _at(middle, 88)]),
                _path([inner[1], outer[1], _at(middle, 88)]),
                _path([outer[0], _at(start, 2500), _at(end, 2500), outer[1]]),
                GLOW[side],
                round(x),
                round(y),
            )
        )
    return facets


def _numbers(seed: object) -> Iterator[float]:
    """Ten numbers from 0 to 1 that belong to the seed."""
    for byte in blake2b(str(seed).encode(), digest_size=10).digest():
        yield byte / 255


def _between(number: float, low: float, high: float) -> float:
    return low + number * (high - low)


def _at(degrees: float, radius: float, centre: Point = (0, 0)) -> Point:
    turn = math.radians(degrees)
    return centre[0] + radius * math.cos(turn), centre[1] + radius * math.sin(turn)


def _path(points: Iterable[Point]) -> str:
    return "M" + " ".join(f"{round(x)},{round(y)}" for x, y in points) + "Z"


def _facet(points: list[Point], centre: Point, strength: float) -> Facet:
    """Shade a facet by how far its outside turns to the light."""
    x = sum(point[0] for point in points) / len(points) - centre[0]
    y = sum(point[1] for point in points) / len(points) - centre[1]
    turned = math.cos(math.atan2(y, x) - math.radians(LIGHT))
    return Facet(_path(points), turned > 0, f"{abs(turned) * strength:.2f}".lstrip("0"))
