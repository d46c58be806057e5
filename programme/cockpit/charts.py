"""The geometry of the cockpit's pictures. Each of them has its numbers as a table beside it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from programme.indicators.history import Point
from programme.indicators.measuring import Reading


@dataclass(frozen=True)
class Bar:
    """How far an indicator is, in a field 1000 wide; `goal` is where the target stands."""

    width: int
    goal: int | None


def bar(reading: Reading) -> Bar | None:
    """None where nothing is known or nothing gives the scale."""
    found = reading.compared
    if found is None:
        return None
    scale = Decimal(100) if reading.in_percent else max(found, reading.target or 0, reading.whole or 0)
    if not scale:
        return None
    # The target's mark stands inside the field, also where it is the whole.
    goal = None if reading.target is None else min(996, round(1000 * reading.target / scale))
    return Bar(min(1000, round(1000 * found / scale)), goal)


@dataclass(frozen=True)
class Trend:
    """A course in a field of 240 × 64: lines between known values, a gap where nothing was known."""

    path: str
    dots: Sequence[tuple[float, float]]
    goal: float | None
    width: int = 240
    height: int = 64


_LEFT, _TOP, _ACROSS, _DOWN = 6, 8, 228, 48


def trend(points: Sequence[Point], target: int | None) -> Trend | None:
    """None with fewer than two known values: one is no course."""
    known = [value for point in points if (value := point.compared) is not None]
    if len(known) < 2:
        return None
    lowest, highest = min(known), max(known)
    if target is not None:
        lowest, highest = min(lowest, Decimal(target)), max(highest, Decimal(target))
    room = (highest - lowest) * Decimal("0.1") or Decimal(1)
    lowest, highest = lowest - room, highest + room
    days = [point.on.toordinal() for point in points]
    length = days[-1] - days[0] or 1

    def across(day: int) -> float:
        return round(_LEFT + _ACROSS * (day - days[0]) / length, 1)

    def down(value: Decimal) -> float:
        return round(_TOP + _DOWN * float((highest - value) / (highest - lowest)), 1)

    path, pen_down, dots = "", False, []
    for day, point in zip(days, points, strict=True):
        value = point.compared
        if value is None:
            pen_down = False
            continue
        path += f"{'L' if pen_down else 'M'}{across(day)},{down(value)}"
        dots.append((across(day), down(value)))
        pen_down = True
    goal = None if target is None else down(Decimal(target))
    return Trend(path, dots, goal)


@dataclass(frozen=True)
class Facet:
    """One side of the stone, for one target."""

    #: reached, partly, unknown
    state: str
    outer: str
    #: How far it is lit, from the middle.
    lit: str
    #: The brighter half of the side, which makes it a stone.
    shine: str


def stone(readings: Sequence[Reading], radius: int = 100) -> list[Facet]:
    """A stone around 0,0 with a side for each target: lit as far as it is reached."""
    count = max(3, len(readings))
    turn = 360 / count
    # The middle of a side lies nearer to the centre than its corners.
    inside = math.cos(math.radians(turn / 2))
    facets = []
    for number, reading in enumerate(readings):
        begins = -90 - turn / 2 + number * turn
        ends, middle = begins + turn, begins + turn / 2
        if reading.reached is None:
            state, share = "unknown", 0.0
        elif reading.reached:
            state, share = "reached", 1.0
        else:
            state = "partly"
            share = min(0.97, float((reading.compared or 0) / (reading.target or 1)))
        facets.append(
            Facet(
                state,
                _shape(_at(begins, radius), _at(ends, radius)),
                _shape(_at(begins, radius * share), _at(ends, radius * share)) if share else "",
                _shape(_at(begins, radius * share), _at(middle, radius * share * inside)) if share else "",
            )
        )
    return facets


def _at(degrees: float, radius: float) -> tuple[float, float]:
    turn = math.radians(degrees)
    return round(radius * math.cos(turn), 1), round(radius * math.sin(turn), 1)


def _shape(*corners: tuple[float, float]) -> str:
    return "M0,0 " + " ".join(f"{x},{y}" for x, y in corners) + "Z"
