import io

import pytest
from PIL import Image

from media.drawing import MOTIFS, TONES, draw_cover, draw_logo
from media.metadata import private_metadata


def test_the_same_seed_draws_the_same_cover():
    assert draw_cover(7, "A", "canal") == draw_cover(7, "A", "canal")
    assert draw_cover(7, "A") != draw_cover(8, "A")


@pytest.mark.parametrize("motif", [None, *MOTIFS])
def test_a_cover_is_a_clean_jpeg_of_1600_by_900(motif):
    content = draw_cover(1, "rights", motif)
    image = Image.open(io.BytesIO(content))
    assert (image.format, image.size) == ("JPEG", (1600, 900))
    assert private_metadata(content) == set()
    assert len(content) < 200_000


def test_knows_stages_by_either_letter_and_hazards_by_key():
    assert draw_cover(1, "v") != draw_cover(1, "violence")
    assert {"violence", "accident", "rights", "unhealthiness", "brand", "gold"} < set(TONES)
    with pytest.raises(KeyError):
        draw_cover(1, "pink")


def test_the_stone_is_transparent_and_has_six_colours():
    image = Image.open(io.BytesIO(draw_logo(120)))
    assert (image.format, image.size, image.mode) == ("PNG", (120, 120), "RGBA")
    assert image.getpixel((0, 0))[3] == 0
    assert image.getpixel((60, 40))[3] == 255
