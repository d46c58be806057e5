"""The geometry of what is drawn about adoptions: family trees over time, curves, tiles, a strip of months."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from practices.adoption.diffusion import Spread
from practices.adoption.families import Family, Member
from practices.adoption.survival import Curve

#: Of the family tree, in units of its drawing.
WIDTH, ROW, TOP, LEFT, RIGHT = 720, 44, 30, 12, 708


@dataclass(frozen=True)
class Bar:
    """A stretch of one school's line."""

    state: str
    x: float
    width: float


@dataclass(frozen=True)
class Line:
    """A school in the tree: where its name and its line stand, and how it hangs on its parent's."""

    member: Member
    y: int
    x: float
    text_x: float
    text_end: bool
    bars: Sequence[Bar]
    stem: str
    end_x: float


@dataclass(frozen=True)
class Tick:
    day: date
    x: float


@dataclass(frozen=True)
class Tree:
    lines: Sequence[Line]
    ticks: Sequence[Tick]
    width: int
    height: int
    root_x: float
    root_y: int


def tree(family: Family, began: date) -> Tree:
    """The family over time, from the day on which the practice was published to today."""
    first = min([began, *(member.adoption.began_on for member in family.members)])
    span = max((family.today - first).days, 30)

    def across(day: date) -> float:
        return round(LEFT + (RIGHT - LEFT) * max(0, (day - first).days) / span, 1)

    root_y = TOP + 22
    height_of = {member.kin.key: root_y + ROW * (member.kin.row + 1) for member in family.members}
    lines = []
    for member in family.members:
        y = height_of[member.kin.key]
        x = across(member.adoption.began_on)
        bars = [
            Bar(spell.state, across(spell.first), max(across(spell.last) - across(spell.first), 2))
            for spell in member.spells
            if spell.state != "stopped"
        ]
        end = next((across(spell.first) for spell in member.spells[-1:] if spell.state == "stopped"), None)
        above = height_of.get(member.kin.parent, root_y) if member.kin.parent is not None else root_y
        late = x > WIDTH * 0.62
        lines.append(
            Line(
                member,
                y,
                x,
                text_x=x - 8 if late else x + 10,
                text_end=late,
                bars=bars,
                stem=f"M{x},{above}V{y}",
                end_x=end if end is not None else (bars[-1].x + bars[-1].width if bars else x),
            )
        )
    ticks = [Tick(day, across(day)) for day in quarters(first, family.today)]
    height = root_y + ROW * len(family.members) + 22
    return Tree(lines, ticks, WIDTH, height, across(began), root_y)


def quarters(first: date, last: date) -> list[date]:
    """First days of quarters, half years or years between two days: at most eight."""
    for months in (3, 6, 12, 24, 60):
        found = [
            date(year, month, 1)
            for year in range(first.year, last.year + 1)
            for month in range(1, 13, months if months < 12 else 12)
            if first <= date(year, month, 1) <= last and (months <= 12 or year % (months // 12) == 0)
        ]
        if len(found) <= 8:
            return found
    return found[-8:]


@dataclass(frozen=True)
class SurvivalChart:
    """The curve as one path in a field of 600 × 220, with marks where schools were last heard of."""

    path: str
    marks: Sequence[tuple[float, float]]
    ticks: Sequence[tuple[int, float]]
    width: int = 640
    height: int = 260


#: Days that the axis of a survival curve may end with, and its steps.
_AXES = [(90, 30), (180, 30), (365, 90), (540, 90), (730, 180), (1095, 365), (1825, 365), (3650, 730)]
_X0, _Y0, _W, _H = 48, 16, 576, 200


def survival(curve: Curve) -> SurvivalChart:
    most, step = next((axis for axis in _AXES if axis[0] >= curve.longest), _AXES[-1])

    def across(days: int) -> float:
        return round(_X0 + _W * min(days, most) / most, 1)

    def down(share: float) -> float:
        return round(_Y0 + _H * (1 - share), 1)

    path = f"M{across(0)},{down(1)}"
    for part in curve.steps:
        path += f"H{across(part.days)}V{down(float(part.share))}"
    path += f"H{across(curve.longest)}"
    marks = [(across(days), down(float(curve.share_at(days) or 0))) for days in curve.censored]
    return SurvivalChart(path, marks, [(days, across(days)) for days in range(0, most + 1, step)])


#: Where the districts lie to each other, in columns and rows of hexagons. Schematic: the office's north is above.
PLACES = {
    "2210": (0, 0),
    "2207": (2, 0),
    "2205": (0, 1),
    "2204": (1, 1),
    "2206": (0, 2),
    "2202": (1, 2),
}


@dataclass(frozen=True)
class Tile:
    district: str
    points: str
    x: float
    y: float


def tiles(size: int = 74) -> list[Tile]:
    """A hexagon for each district, in a field of 4.6 × 4.4 of their size."""
    found = []
    for district, (column, row) in PLACES.items():
        width = size * 3**0.5
        x = 30 + width * (column + 0.5 + 0.5 * (row % 2))
        y = 12 + size * (1 + 1.5 * row)
        corners = [
            (0, -size),
            (width / 2, -size / 2),
            (width / 2, size / 2),
            (0, size),
            (-width / 2, size / 2),
            (-width / 2, -size / 2),
        ]
        points = " ".join(f"{round(x + dx * 0.95, 1)},{round(y + dy * 0.95, 1)}" for dx, dy in corners)
        found.append(Tile(district, points, round(x, 1), round(y, 1)))
    return found


def months_back(last: date, number: int) -> list[date]:
    """The first days of so many months, the last one `last`'s."""
    found, day = [], last.replace(day=1)
    for _number in range(number):
        found.append(day)
        day = (day - timedelta(days=1)).replace(day=1)
    return found[::-1]


@dataclass(frozen=True)
class Place:
    """A district on the map: its tile, how much was taken over there, how dark it is (0 to 4)."""

    tile: Tile
    taken: int
    level: int


@dataclass(frozen=True)
class Flow:
    """What went from one district to another, as a curve with a width."""

    origin: str
    district: str
    number: int
    path: str
    width: float


@dataclass(frozen=True)
class Map:
    places: Sequence[Place]
    flows: Sequence[Flow]
    width: int = 400
    height: int = 400


def level(number: int, most: int) -> int:
    """How dark a number is drawn: 0 for none, up to 4 for the most."""
    return 0 if not number else max(1, -(-4 * number // max(most, 1)))


def district_map(found: Spread) -> Map:
    by_key = {place.key: place for place in found.districts}
    drawn = {tile.district: tile for tile in tiles()}
    most = max((place.taken for place in found.districts), default=0)
    places = [
        Place(tile, by_key[tile.district].taken, level(by_key[tile.district].taken, most))
        for tile in drawn.values()
        if tile.district in by_key
    ]
    between = {pair: number for pair, number in found.flows.items() if pair[0] != pair[1]}
    widest = max(between.values(), default=1)
    flows = []
    for (origin, district), number in sorted(between.items()):
        start, end = drawn[origin], drawn[district]
        # Bent to its left, so that there and back are two curves.
        bend_x = (start.x + end.x) / 2 - (end.y - start.y) * 0.18
        bend_y = (start.y + end.y) / 2 + (end.x - start.x) * 0.18
        path = f"M{start.x},{start.y}Q{round(bend_x, 1)},{round(bend_y, 1)} {end.x},{end.y}"
        flows.append(Flow(origin, district, number, path, round(1.5 + 4.5 * number / widest, 1)))
    return Map(places, flows)


@dataclass(frozen=True)
class Cell:
    x: int
    number: int
    level: int
    month: date


@dataclass(frozen=True)
class Strip:
    """Districts below each other, months beside each other; the darker, the more was taken over."""

    rows: Sequence[tuple[str, int, Sequence[Cell]]]
    ticks: Sequence[tuple[int, date]]
    width: int
    height: int


def strip(found: Spread, months: Sequence[date], cell: int = 30, left: int = 110) -> Strip:
    most = max((number for by_month in found.months.values() for number in by_month.values()), default=0)
    rows = []
    for row, place in enumerate(found.districts):
        by_month = found.months.get(place.key, {})
        cells = [
            Cell(left + cell * column, by_month.get(month, 0), level(by_month.get(month, 0), most), month)
            for column, month in enumerate(months)
        ]
        rows.append((place.key, 8 + cell * row, cells))
    ticks = [(left + cell * column, month) for column, month in enumerate(months) if column % 3 == 0]
    return Strip(rows, ticks, left + cell * len(months) + 10, 8 + cell * len(rows) + 28)
