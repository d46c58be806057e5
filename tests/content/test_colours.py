"""Every pair of a text colour and its ground is readable, in the light and in the dark scheme."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from vcare.hazards import HAZARDS
from vcare.stages import STAGES

CSS = Path(settings.BASE_DIR) / "content/static/content/css/portal.css"
TONES = [stage.css for stage in STAGES] + HAZARDS.keys()

#: Text on its ground; both are tokens.
PAIRS = [
    *((text, ground) for text in ("ink", "soft", "brand") for ground in ("paper", "card", "sunk")),
    *((tone, ground) for tone in TONES for ground in ("paper", "card")),
    *((status, "card") for status in ("ok", "trying", "stopped", "unknown")),
    *(("on-fill", f"{tone}-fill") for tone in (*TONES, "brand")),
    *((text, "day") for text in ("soft", "brand")),
    *((text, "help") for text in ("ink", "soft", "brand", "help-ink", "stopped")),
    *((text, "warm") for text in ("ink", "brand", "r")),
    ("on-gold", "gold"),
    ("on-fill-soft", "brand-fill"),
]
#: Edges, bars and the focus ring need 3:1 (WCAG 1.4.11).
SHAPES = [
    *((f"level-{level}", "card") for level in range(4)),
    ("edge", "card"),
    ("edge", "paper"),
    ("focus", "paper"),
    ("focus", "card"),
]


def schemes() -> dict[str, dict[str, str]]:
    light, dark = re.findall(r":root \{(.*?)\}", CSS.read_text(), re.S)[:2]
    read = re.compile(r"--([\w-]+): (#[0-9a-f]{3,6})\b")
    colours = dict(read.findall(light))
    return {"light": colours, "dark": {**colours, **dict(read.findall(dark))}}


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    channels = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def test_black_on_white_has_the_contrast_of_the_standard():
    assert contrast("#000", "#fff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_is_readable(scheme, text, ground):
    colours = schemes()[scheme]
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_shapes_can_be_seen(scheme, shape, ground):
    colours = schemes()[scheme]
    assert contrast(colours[shape], colours[ground]) >= 3


@pytest.mark.parametrize("tone", [*TONES, "brand"])
def test_every_stage_and_hazard_has_its_tone(tone):
    assert f".tone-{tone} {{ --k: var(--{tone}); --fill: var(--{tone}-fill) }}" in CSS.read_text()
