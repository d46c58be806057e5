import io

import pytest
from PIL import Image, ImageCms

from media.metadata import private_metadata
from media.sanitise import ImageRefused, clean_picture
from tests.media import files


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("kind", files.FORMATS)
def test_a_phones_picture_loses_its_metadata(kind):
    content = files.photo(kind)
    assert private_metadata(content)
    picture = clean_picture(content)
    assert private_metadata(picture.content) == set()
    assert b"Somchai" not in picture.content
    assert not {"exif", "xmp", "comment", "icc_profile"} & set(opened(picture.content).info)


@pytest.mark.parametrize(
    ("kind", "extension"),
    [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp"), ("AVIF", "jpg"), ("HEIF", "jpg")],
)
def test_is_stored_in_a_format_that_every_browser_shows(kind, extension):
    picture = clean_picture(files.photo(kind))
    assert picture.extension == extension
    assert opened(picture.content).size == (picture.width, picture.height) == (640, 480)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_turns_a_picture_taken_sideways_upright(kind):
    picture = clean_picture(files.photo(kind, orientation=6))
    assert (picture.width, picture.height) == (480, 640)
    red, green, _blue = opened(picture.content).convert("RGB").getpixel((470, 10))
    assert red > green + 80


def test_iptc_and_what_lies_behind_the_end_are_gone():
    content = files.iptc_jpeg() + b"<script>alert(1)</script><?php evil(); ?>"
    assert {"IPTC", "trailing data"} <= private_metadata(content)
    cleaned = clean_picture(content).content
    assert private_metadata(cleaned) == set()
    assert b"script" not in cleaned
    assert b"<?php" not in cleaned


def test_shrinks_to_2560_pixels_and_never_blows_up():
    assert (clean_picture(files.plain("JPEG", (4000, 3000))).width) == 2560
    assert (clean_picture(files.plain("PNG", (4000, 10))).height) >= 1
    assert (clean_picture(files.plain("PNG", (5, 7))).height) == 7


def test_colours_of_a_wide_profile_become_srgb():
    wide = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    content = files.plain("JPEG", icc_profile=wide.tobytes())
    assert "icc_profile" not in opened(clean_picture(content).content).info


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_takes_every_kind_of_png(mode):
    assert clean_picture(files.plain("PNG", mode=mode)).extension == "png"


def test_takes_print_colours():
    assert opened(clean_picture(files.plain("JPEG", mode="CMYK")).content).mode == "RGB"


def test_keeps_transparency():
    target = io.BytesIO()
    Image.new("RGBA", (8, 8), (255, 0, 0, 0)).save(target, "PNG")
    assert opened(clean_picture(target.getvalue()).content).mode == "RGBA"


@pytest.mark.parametrize("kind", files.FORMATS)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_half_a_picture_is_refused(kind, share):
    content = files.photo(kind)
    with pytest.raises(ImageRefused) as refusal:
        clean_picture(content[: int(len(content) * share)])
    assert refusal.value.code == "broken"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\0" * 500, "not_a_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "not_a_picture"),
        (b"<html><script>alert(1)</script></html>", "not_a_picture"),
        (b"%PDF-1.7 GIF89a", "not_a_picture"),
        (b"GIF89a<script>", "not_a_picture"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 100, "broken"),
        (b"RIFF\xff\xff\xff\xffWEBPVP8 " + b"\0" * 50, "broken"),
        (b"\0\0\0\x20ftypavif" + b"\xff" * 50, "broken"),
    ],
)
def test_what_is_no_picture_is_refused(content, code):
    with pytest.raises(ImageRefused) as refusal:
        clean_picture(content)
    assert refusal.value.code == code


def test_a_gif_is_refused():
    with pytest.raises(ImageRefused):
        clean_picture(files.gif())


@pytest.mark.parametrize("kind", ["WEBP", "PNG", "AVIF"])
def test_a_film_is_refused(kind):
    with pytest.raises(ImageRefused) as refusal:
        clean_picture(files.animation(kind))
    assert refusal.value.code == "animated"


@pytest.mark.parametrize(("width", "height"), [(5001, 5000), (13_000, 13_000), (20_000, 20_000)])
def test_a_bomb_is_refused_before_it_unpacks(width, height):
    with pytest.raises(ImageRefused) as refusal:
        clean_picture(files.png_bomb(width, height))
    assert refusal.value.code == "too_many_pixels"


def test_damaged_metadata_are_no_reason_to_refuse():
    content = files.photo()
    place = content.index(b"Exif\0\0")
    assert clean_picture(content[: place + 8] + b"\xff" * 40 + content[place + 48 :]).extension == "jpg"


def test_a_phones_second_picture_is_left_out():
    target = io.BytesIO()
    Image.new("RGB", (40, 30)).save(target, "MPO", save_all=True, append_images=[Image.new("RGB", (40, 30))])
    picture = clean_picture(target.getvalue())
    assert opened(picture.content).format == "JPEG"
    assert private_metadata(picture.content) == set()
