"""Pictures that the portal draws itself: covers like cut gems, with a quiet scene, and the six-facet stone.

The same seed draws the same picture. No people: a place says enough.
"""

import io
import math
import random
from collections.abc import Callable

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
Point = tuple[float, float]

WIDTH, HEIGHT = 1600, 900
#: Everything is drawn twice as large and shrunk: edges become smooth.
SCALE = 2

TONES: dict[str, Colour] = {
    "V": (0x1F, 0x4F, 0xA3),
    "C": (0x6B, 0x3F, 0xA0),
    "A": (0x0B, 0x7A, 0x53),
    "R": (0x8A, 0x5A, 0x00),
    "E": (0xB3, 0x21, 0x3F),
    "N": (0x0B, 0x6F, 0x80),
    "brand": (0x12, 0x37, 0x6E),
    "gold": (0xE0, 0xA5, 0x26),
    "violence": (0xA6, 0x1B, 0x3A),
    "accident": (0x9A, 0x4A, 0x00),
    "rights": (0x5B, 0x3A, 0x9E),
    "unhealthiness": (0x0A, 0x6B, 0x5E),
}
STAGES = ("V", "C", "A", "R", "E", "N")
WHITE: Colour = (255, 255, 255)
NIGHT: Colour = (14, 22, 42)
PAPER: Colour = (251, 249, 245)
SUN: Colour = (255, 214, 122)


def draw_cover(seed: int, tone: str, motif: str | None = None) -> bytes:
    """A JPEG of 1600 x 900: facets in the tone's colour, before them the motif's scene if there is one.

    A tone is a stage's letter, a hazard's key, "brand" or "gold".
    Raises KeyError for a tone or a motif that does not exist.
    """
    chance = random.Random(f"{seed}/{tone}/{motif}")  # noqa: S311 - a drawing, no secret
    colour = TONES[tone.upper() if len(tone) == 1 else tone]
    picture = _facets(chance, colour, calm=motif is not None)
    if motif is not None:
        scene = Scene(picture, colour, chance)
        MOTIFS[motif](scene)
        picture = scene.picture
    picture = picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=88, progressive=True)
    return target.getvalue()


def draw_logo(size: int = 512, ground: Colour | None = None) -> bytes:
    """A PNG of the six-facet stone, one facet in the colour of each stage; transparent without a ground."""
    side = size * 4
    picture = Image.new("RGBA", (side, side), (*ground, 255) if ground else (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    centre = (side / 2, side / 2)
    rim = [_around(centre, side * 0.47, 60 * corner - 90) for corner in range(6)]
    girdle = [_around(centre, side * 0.25, 60 * corner - 90) for corner in range(6)]
    for number, stage in enumerate(STAGES):
        after = (number + 1) % 6
        outer = [rim[number], rim[after], girdle[after], girdle[number]]
        middle = _between(rim[number], rim[after], 0.5)
        pen.polygon(outer, fill=TONES[stage])
        pen.polygon([rim[number], middle, girdle[number]], fill=mixed(TONES[stage], WHITE, 0.22))
        pen.polygon([middle, rim[after], girdle[after]], fill=mixed(TONES[stage], NIGHT, 0.14))
        pen.polygon(
            [girdle[number], girdle[after], centre],
            fill=mixed(TONES[stage], WHITE, 0.42 + 0.08 * (number % 2)),
        )
    for point in rim:
        pen.line([centre, point], fill=mixed(PAPER, NIGHT, 0.04), width=max(1, side // 170))
    pen.line([*girdle, girdle[0]], fill=PAPER, width=max(1, side // 150), joint="curve")
    target = io.BytesIO()
    picture.resize((size, size), Image.Resampling.LANCZOS).save(target, "PNG", optimize=True)
    return target.getvalue()


def mixed(colour: Colour, other: Colour, share: float) -> Colour:
    """The colour with a share (0 to 1) of another one in it."""
    return tuple(round(a + (b - a) * share) for a, b in zip(colour, other, strict=True))


def _around(centre: Point, radius: float, degrees: float) -> Point:
    angle = math.radians(degrees)
    return centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)


def _between(start: Point, end: Point, share: float) -> Point:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _facets(chance: random.Random, colour: Colour, *, calm: bool) -> Image.Image:
    """A big stone seen from so near that it fills the picture: rings of facets around a table."""
    width, height = WIDTH * SCALE, HEIGHT * SCALE
    picture = Image.new("RGB", (width, height), mixed(colour, NIGHT, 0.35))
    pen = ImageDraw.Draw(picture)
    centre = (width * chance.uniform(0.58, 0.74), height * chance.uniform(0.30, 0.46))
    corners = chance.choice([12, 14, 16])
    light = chance.uniform(200, 250)
    turn = chance.uniform(0, 30)
    radii = [height * share for share in (0.20, 0.40, 0.68, 1.05, 1.55, 2.3)]
    rings = [
        [
            _around(
                centre,
                radius * chance.uniform(0.96, 1.04),
                turn + ring * 180 / corners + 360 * number / corners,
            )
            for number in range(corners)
        ]
        for ring, radius in enumerate(radii)
    ]
    contrast = 0.55 if calm else 1.0

    def shade(points: list[Point], depth: float) -> Colour:
        middle = (sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points))
        angle = math.degrees(math.atan2(middle[1] - centre[1], middle[0] - centre[0]))
        glow = math.cos(math.radians(angle - light)) * 0.30 + chance.uniform(-0.13, 0.13) - depth
        glow *= contrast
        return mixed(colour, WHITE, min(glow, 0.62)) if glow >= 0 else mixed(colour, NIGHT, min(-glow, 0.6))

    for ring in range(len(rings) - 2, -1, -1):
        inner, outer = rings[ring], rings[ring + 1]
        depth = 0.09 * ring - 0.06
        for number in range(corners):
            following = (number + 1) % corners
            for triangle in (
                [inner[number], inner[following], outer[number]],
                [outer[number], outer[number - 1], inner[number]],
            ):
                pen.polygon(triangle, fill=shade(triangle, depth))
    table = rings[0]
    for number in range(corners):
        triangle = [table[number], table[(number + 1) % corners], centre]
        bright = mixed(colour, WHITE, chance.uniform(0.30, 0.55))
        pen.polygon(triangle, fill=shade(triangle, -0.08) if calm else bright)
    return _lit(picture, centre, light)


def _lit(picture: Image.Image, centre: Point, light: float) -> Image.Image:
    """A soft shine where the light falls in, and darker corners."""
    small = (picture.width // 16, picture.height // 16)
    shine = Image.new("L", small, 0)
    x, y = _around(centre, picture.height * 0.42, light)
    reach = picture.height * 0.55
    box = [(x - reach) / 16, (y - reach) / 16, (x + reach) / 16, (y + reach) / 16]
    ImageDraw.Draw(shine).ellipse(box, fill=92)
    shine = shine.filter(ImageFilter.GaussianBlur(small[1] / 4)).resize(
        picture.size, Image.Resampling.BICUBIC
    )
    return ImageChops.screen(picture, Image.merge("RGB", [shine] * 3))


class Scene:
    """A stage for a motif. Coordinates are those of the finished picture, 1600 x 900."""

    def __init__(self, picture: Image.Image, colour: Colour, chance: random.Random) -> None:
        self.picture = picture
        self.colour = colour
        self.chance = chance
        self.pen = ImageDraw.Draw(picture)
        self.far = mixed(colour, WHITE, 0.55)
        self.near = mixed(colour, NIGHT, 0.55)
        self.ground = mixed(colour, NIGHT, 0.38)
        self.light = mixed(PAPER, colour, 0.06)

    def shape(self, points: list[Point], fill: Colour) -> None:
        self.pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=fill)

    def box(
        self, left: float, top: float, right: float, bottom: float, fill: Colour, radius: float = 0
    ) -> None:
        self.pen.rounded_rectangle(
            [left * SCALE, top * SCALE, right * SCALE, bottom * SCALE], radius * SCALE, fill=fill
        )

    def disc(self, x: float, y: float, radius: float, fill: Colour) -> None:
        self.pen.ellipse(
            [(x - radius) * SCALE, (y - radius) * SCALE, (x + radius) * SCALE, (y + radius) * SCALE], fill
        )

    def ring(self, x: float, y: float, radius: float, fill: Colour, width: float) -> None:
        box = [(x - radius) * SCALE, (y - radius) * SCALE, (x + radius) * SCALE, (y + radius) * SCALE]
        self.pen.ellipse(box, outline=fill, width=round(width * SCALE))

    def stroke(self, points: list[Point], fill: Colour, width: float) -> None:
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self.pen.line(scaled, fill=fill, width=round(width * SCALE), joint="curve")
        for x, y in (points[0], points[-1]):
            self.disc(x, y, width / 2, fill)

    def hills(self, level: float, rise: float, fill: Colour) -> None:
        start = self.chance.uniform(0, 6)
        line = [
            (x, level - rise * (0.5 + 0.5 * math.sin(start + x / 260) * math.cos(start * 2 + x / 610)))
            for x in range(-20, WIDTH + 21, 20)
        ]
        self.shape([*line, (WIDTH + 20, HEIGHT), (-20, HEIGHT)], fill)

    def sun(self, x: float, y: float, radius: float) -> None:
        self.disc(x, y, radius * 1.35, mixed(self.far, SUN, 0.45))
        self.disc(x, y, radius, SUN)

    def tree(self, x: float, foot: float, height: float, fill: Colour | None = None) -> None:
        """A round tree of three facets, like everything here cut rather than grown."""
        leaf = fill or mixed(self.colour, NIGHT, 0.42)
        self.box(x - height * 0.035, foot - height * 0.45, x + height * 0.035, foot, mixed(leaf, NIGHT, 0.4))
        middle, reach = (x, foot - height * 0.66), height * 0.36
        crown = [_around(middle, reach, 45 * corner + 22.5) for corner in range(8)]
        for number in range(8):
            share = 0.30 * math.cos(math.radians(45 * number + 45 - 225))
            facet = mixed(leaf, WHITE, share) if share > 0 else mixed(leaf, NIGHT, -share)
            self.shape([crown[number], crown[(number + 1) % 8], middle], facet)

    def palm(self, x: float, foot: float, height: float, lean: float = 0.1) -> None:
        trunk = [(x + lean * height * share**2, foot - height * share) for share in (0, 0.25, 0.5, 0.75, 1)]
        self.stroke(trunk, self.near, height * 0.035)
        top = trunk[-1]
        for number, angle in enumerate((-165, -140, -100, -65, -35, -10, 15, 165)):
            leaf = mixed(self.colour, NIGHT, 0.30 + 0.05 * (number % 3))
            tip = _around(top, height * 0.42, angle)
            bend = _around(top, height * 0.26, angle - (18 if angle > -90 else -18))
            self.shape([top, bend, (tip[0], tip[1] + height * 0.10), _between(top, tip, 0.45)], leaf)


def _school(scene: Scene) -> None:
    scene.sun(1260, 250, 78)
    scene.hills(600, 150, mixed(scene.colour, WHITE, 0.30))
    scene.hills(660, 90, mixed(scene.colour, WHITE, 0.12))
    scene.hills(735, 30, scene.ground)
    scene.tree(330, 720, 250)
    scene.tree(1290, 725, 300)
    scene.tree(1415, 740, 210)
    roof, wall = mixed(scene.colour, NIGHT, 0.25), scene.light
    shadow = mixed(wall, scene.colour, 0.24)
    for left, right, top in ((430, 1190, 520), (650, 970, 450)):
        scene.box(left, top, right, 740, wall)
        scene.shape(
            [(left - 34, top), (left + 60, top - 92), (right - 60, top - 92), (right + 34, top)], roof
        )
        scene.shape([(left - 34, top), (left + 60, top - 92), (left + 60, top)], mixed(roof, WHITE, 0.16))
        scene.box(left, top, right, top + 16, shadow)
    scene.shape([(650, 450), (810, 330), (970, 450)], mixed(roof, WHITE, 0.10))
    scene.shape([(650, 450), (810, 330), (810, 450)], mixed(roof, WHITE, 0.24))
    for row in (560, 650):
        for left in (462, 536, 1004, 1078):
            scene.box(left, row, left + 50, row + 56, mixed(scene.colour, WHITE, 0.18), 4)
            scene.box(left, row, left + 50, row + 24, mixed(scene.colour, WHITE, 0.38), 4)
    for left in (684, 884):
        scene.box(left, 500, left + 54, 560, mixed(scene.colour, WHITE, 0.18), 4)
        scene.box(left, 500, left + 54, 526, mixed(scene.colour, WHITE, 0.38), 4)
    scene.disc(811, 528, 34, SUN)
    scene.disc(811, 528, 25, wall)
    scene.stroke([(811, 528), (811, 511)], scene.near, 4)
    scene.stroke([(811, 528), (823, 534)], scene.near, 4)
    scene.box(764, 612, 858, 740, mixed(scene.colour, NIGHT, 0.30), 6)
    scene.box(770, 618, 808, 740, mixed(scene.colour, WHITE, 0.10), 4)
    scene.shape([(740, 740), (882, 740), (1010, 900), (610, 900)], mixed(PAPER, scene.colour, 0.30))
    scene.stroke([(590, 742), (590, 372)], mixed(PAPER, NIGHT, 0.25), 6)
    for number, stripe in enumerate(
        ((0xC8, 0x2A, 0x3C), WHITE, (0x26, 0x3C, 0x7A), (0x26, 0x3C, 0x7A), WHITE, (0xC8, 0x2A, 0x3C))
    ):
        top = 378 + number * 9
        scene.shape([(587, top), (497, top + 8), (497, top + 17), (587, top + 9)], stripe)
    scene.tree(210, 850, 330, mixed(scene.colour, NIGHT, 0.5))


def _trees(scene: Scene) -> None:
    scene.sun(430, 270, 92)
    scene.hills(560, 190, mixed(scene.colour, WHITE, 0.34))
    scene.hills(640, 120, mixed(scene.colour, WHITE, 0.16))
    for number in range(9):
        x = 110 + number * 175 + scene.chance.uniform(-40, 40)
        scene.tree(x, 700, scene.chance.uniform(150, 220), mixed(scene.colour, WHITE, 0.02))
    scene.hills(735, 50, scene.ground)
    for x, foot, height in ((215, 835, 430), (520, 815, 300), (1120, 820, 350), (1395, 850, 500)):
        scene.tree(x + scene.chance.uniform(-25, 25), foot, height)
    path = mixed(PAPER, scene.colour, 0.35)
    scene.shape([(790, 745), (830, 745), (880, 800), (1010, 900), (640, 900), (770, 800)], path)
    for x in (690, 930, 990):
        scene.tree(x, 800 + scene.chance.uniform(0, 30), 90, mixed(scene.colour, WHITE, 0.12))


def _canal(scene: Scene) -> None:
    scene.sun(1180, 240, 82)
    scene.hills(520, 150, mixed(scene.colour, WHITE, 0.34))
    scene.hills(580, 70, mixed(scene.colour, WHITE, 0.14))
    for x in range(60, 1600, 130):
        scene.tree(
            x + scene.chance.uniform(-30, 30),
            610,
            scene.chance.uniform(110, 170),
            mixed(scene.colour, NIGHT, 0.22),
        )
    water = mixed(scene.colour, WHITE, 0.50)
    scene.box(-5, 605, WIDTH + 5, HEIGHT, mixed(scene.colour, NIGHT, 0.28))
    scene.shape([(560, 605), (1040, 605), (1440, 900), (160, 900)], water)
    scene.shape([(800, 605), (1040, 605), (1440, 900), (800, 900)], mixed(water, WHITE, 0.06))
    for number in range(16):
        y = 630 + number * 17 + scene.chance.uniform(-6, 6)
        reach = 240 + (y - 605) * 1.36
        x = 800 + scene.chance.uniform(-0.75, 0.75) * reach
        half = scene.chance.uniform(18, 46) * (0.5 + (y - 605) / 300)
        scene.stroke([(x - half, y), (x + half, y)], mixed(water, WHITE, 0.45), 3 + (y - 605) / 90)
    bank = mixed(scene.colour, NIGHT, 0.5)
    for x, foot, height, lean in ((300, 735, 360, 0.12), (205, 800, 440, -0.08), (1345, 745, 400, -0.14)):
        scene.palm(x, foot, height, lean)
    wood = mixed((0x8B, 0x5E, 0x34), scene.colour, 0.25)
    for x in (590, 690, 910, 1010):
        scene.box(x - 9, 560, x + 9, 700, mixed(wood, NIGHT, 0.4))
    scene.shape(
        [(470, 590), (620, 548), (980, 548), (1130, 590), (1130, 614), (980, 572), (620, 572), (470, 614)],
        wood,
    )
    scene.stroke([(480, 540), (620, 500), (980, 500), (1120, 540)], wood, 9)
    for x, top in ((480, 540), (620, 500), (740, 500), (860, 500), (980, 500), (1120, 540)):
        scene.stroke([(x, top), (x, top + 62)], wood, 8)
    boat = scene.light
    scene.shape([(640, 760), (940, 760), (885, 815), (705, 815)], boat)
    scene.shape([(790, 760), (940, 760), (885, 815), (790, 815)], mixed(boat, scene.colour, 0.22))
    scene.stroke([(630, 758), (950, 758)], mixed(wood, NIGHT, 0.1), 10)
    for x, y in ((95, 862), (1510, 868), (1450, 800)):
        for step in range(-3, 4):
            scene.stroke([(x + step * 6, y), (x + step * 15, y - 95 + abs(step) * 14)], bank, 6)


def _bicycle(scene: Scene) -> None:
    scene.sun(350, 255, 84)
    scene.hills(600, 170, mixed(scene.colour, WHITE, 0.32))
    scene.hills(670, 80, mixed(scene.colour, WHITE, 0.13))
    for x, height in ((130, 230), (1240, 250), (1400, 330), (1530, 240)):
        scene.tree(x, 715, height)
    scene.hills(730, 20, scene.ground)
    scene.box(-5, 770, WIDTH + 5, HEIGHT, mixed(scene.colour, NIGHT, 0.58))
    scene.box(-5, 770, WIDTH + 5, 782, mixed(PAPER, scene.colour, 0.4))
    for left in range(40, WIDTH, 210):
        scene.box(left, 846, left + 110, 856, mixed(SUN, scene.colour, 0.1), 5)
    frame, metal, tyre = SUN, scene.light, NIGHT
    back, front, crank = (610.0, 680.0), (1000.0, 680.0), (760.0, 690.0)
    for x, y in (back, front):
        scene.ring(x, y, 122, tyre, 14)
        scene.ring(x, y, 108, mixed(metal, NIGHT, 0.25), 4)
        for spoke in range(0, 180, 20):
            scene.stroke(
                [_around((x, y), 106, spoke), _around((x, y), 106, spoke + 180)],
                mixed(metal, scene.colour, 0.35),
                1.6,
            )
        scene.disc(x, y, 11, metal)
    seat, head = (705.0, 500.0), (935.0, 490.0)
    scene.stroke([back, crank, head, (720, 550), crank], frame, 15)
    scene.stroke([back, (720, 550)], frame, 11)
    scene.stroke([(720, 550), seat], metal, 10)
    scene.stroke([front, (918, 440)], frame, 14)
    scene.stroke([(918, 440), (905, 405), (850, 398)], metal, 11)
    scene.stroke([(850, 398), (828, 402)], tyre, 15)
    scene.shape([(648, 478), (742, 484), (768, 496), (742, 508), (690, 512), (652, 500)], tyre)
    scene.disc(*crank, 30, mixed(metal, NIGHT, 0.35))
    scene.stroke([crank, (792, 738)], metal, 9)
    scene.box(772, 734, 818, 746, tyre, 5)
    scene.shape(
        [(945, 455), (1068, 455), (1050, 545), (962, 545)], mixed((0xC9, 0x93, 0x52), scene.colour, 0.08)
    )
    for step in range(1, 4):
        scene.stroke(
            [(948 + step * 3, 455 + step * 22), (1065 - step * 4, 455 + step * 22)],
            mixed((0x8B, 0x5E, 0x34), scene.colour, 0.1),
            3,
        )
    for x, y, fill in (
        (970, 448, WHITE),
        (1000, 436, SUN),
        (1032, 447, WHITE),
        (1050, 440, mixed(scene.colour, WHITE, 0.5)),
    ):
        scene.disc(x, y, 19, fill)
        scene.disc(x, y, 7, mixed(SUN, NIGHT, 0.15))


def _network(scene: Scene) -> None:
    """Six stones in a ring, joined: a network, for stories of partners."""
    centre, radius = (800.0, 450.0), 255.0
    places = [_around(centre, radius, 60 * number - 90) for number in range(6)]
    for number, place in enumerate(places):
        scene.stroke([place, places[(number + 1) % 6]], mixed(scene.colour, WHITE, 0.62), 10)
        scene.stroke([place, centre], mixed(scene.colour, WHITE, 0.40), 6)
    for place, stage in zip(places, STAGES, strict=True):
        _stone(scene, place, 84, TONES[stage])
    _stone(scene, centre, 122, TONES["gold"])


def _stone(scene: Scene, place: Point, radius: float, colour: Colour) -> None:
    rim = [_around(place, radius, 60 * corner - 90) for corner in range(6)]
    scene.shape([_around(place, radius * 1.12, 60 * corner - 90) for corner in range(6)], PAPER)
    for number in range(6):
        share = 0.42 * math.cos(math.radians(60 * number - 60 - 225))
        facet = mixed(colour, WHITE, share) if share > 0 else mixed(colour, NIGHT, -share * 0.8)
        scene.shape([rim[number], rim[(number + 1) % 6], place], facet)
    scene.shape(
        [_around(place, radius * 0.5, 60 * corner - 90) for corner in range(6)], mixed(colour, WHITE, 0.25)
    )


def _house(scene: Scene) -> None:
    """A wooden house on stilts with a lit window: home visits."""
    scene.sun(1270, 230, 74)
    scene.hills(590, 170, mixed(scene.colour, WHITE, 0.32))
    scene.hills(660, 80, mixed(scene.colour, WHITE, 0.13))
    scene.hills(745, 24, scene.ground)
    scene.palm(400, 755, 430, 0.10)
    scene.palm(300, 775, 340, -0.12)
    scene.tree(1240, 760, 330)
    wood = mixed((0xA8, 0x74, 0x42), scene.colour, 0.12)
    dark = mixed(wood, NIGHT, 0.45)
    for x in (590, 700, 880, 1020):
        scene.box(x - 9, 640, x + 9, 770, dark)
    scene.box(555, 478, 1055, 645, wood)
    for y in range(494, 640, 20):
        scene.stroke([(560, y), (1050, y)], mixed(wood, NIGHT, 0.12), 2)
    roof = mixed(scene.colour, NIGHT, 0.30)
    scene.shape([(500, 486), (650, 352), (960, 352), (1110, 486)], roof)
    scene.shape([(500, 486), (650, 352), (720, 352), (640, 486)], mixed(roof, WHITE, 0.18))
    scene.shape([(960, 352), (1110, 486), (990, 486)], mixed(roof, NIGHT, 0.25))
    scene.box(545, 636, 1065, 656, dark)
    for left in (625, 900):
        scene.box(left, 524, left + 92, 600, dark, 4)
        scene.box(left + 7, 531, left + 85, 593, SUN)
        scene.stroke([(left + 46, 531), (left + 46, 593)], dark, 5)
    scene.box(770, 516, 848, 640, dark, 4)
    scene.box(777, 523, 841, 640, mixed(SUN, wood, 0.25))
    for step in range(5):
        scene.box(770 - step * 9, 656 + step * 23, 848 + step * 9, 668 + step * 23, mixed(wood, WHITE, 0.10))
    scene.shape([(740, 770), (878, 770), (960, 900), (640, 900)], mixed(PAPER, scene.colour, 0.35))
    for x in (520, 545, 1085, 1112):
        scene.disc(x, 762, 26, mixed(scene.colour, NIGHT, 0.22))
        scene.disc(x - 6, 750, 9, mixed(SUN, WHITE, 0.3))


MOTIFS: dict[str, Callable[[Scene], None]] = {
    "bicycle": _bicycle,
    "canal": _canal,
    "house": _house,
    "network": _network,
    "school": _school,
    "trees": _trees,
}
