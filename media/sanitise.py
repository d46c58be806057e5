"""Pictures from outside, decoded with care and written anew.

What comes out has the picture's pixels and nothing else: no place, camera, author, comment, thumbnail
or bytes behind the end.
"""

import io
from dataclasses import dataclass

import pillow_heif
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms

pillow_heif.register_heif_opener()

MAX_PIXELS = 25_000_000
LONGEST_SIDE = 2560
#: What is decoded, and as what it is stored; PNG where a JPEG would lose transparency.
STORED_AS = {"JPEG": "JPEG", "MPO": "JPEG", "HEIF": "JPEG", "AVIF": "JPEG", "PNG": "PNG", "WEBP": "WEBP"}
DECODERS = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF")
SAVE_OPTIONS = {
    "JPEG": {"quality": 85, "progressive": True, "optimize": True},
    "PNG": {"compress_level": 6},
    "WEBP": {"quality": 85, "method": 4},
}
EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
ORIENTATION = 0x0112
PHONE_BRANDS = {b"avif", b"avis", b"heic", b"heix", b"hevc", b"mif1", b"msf1"}

MESSAGES = {
    "empty": _("This file is empty. The upload may have been cut off: please choose the picture again."),
    "not_a_picture": _(
        "This file is not a picture that the portal can read. Please choose a JPEG, PNG, WebP, HEIC or AVIF picture."
    ),
    "broken": _(
        "This picture is incomplete or damaged, perhaps because the transfer was cut off. "
        "Please take it again from the camera or phone and upload it once more."
    ),
    "too_many_pixels": _(
        "This picture is too large (more than 25 megapixels). Please make it smaller and upload it again."
    ),
    "animated": _("Moving pictures cannot be used. Please choose a still picture."),
}


class ImageRefused(ValidationError):  # noqa: N818 - reads as what happened
    """A file that is not stored as a picture; `code` is one of MESSAGES, `message` says what to do."""

    def __init__(self, code: str) -> None:
        super().__init__(MESSAGES[code], code=code)


@dataclass(frozen=True)
class CleanPicture:
    """A picture as the portal stores it."""

    content: bytes
    extension: str
    width: int
    height: int


def clean_picture(content: bytes) -> CleanPicture:
    """Decode a picture, turn it upright, shrink it to 2560 px, convert it to sRGB, write it anew.

    Raises ImageRefused for anything else than one whole still picture of at most 25 megapixels.
    """
    if not content:
        raise ImageRefused("empty")
    try:
        picture, stored_as = _decoded(content)
        target = io.BytesIO()
        picture.save(target, stored_as, **SAVE_OPTIONS[stored_as])
    except ImageRefused:
        raise
    except Image.DecompressionBombError as error:
        raise ImageRefused("too_many_pixels") from error
    except Image.UnidentifiedImageError as error:
        raise ImageRefused("broken" if _begins_as_picture(content) else "not_a_picture") from error
    except Exception as error:
        raise ImageRefused("broken") from error
    return CleanPicture(target.getvalue(), EXTENSIONS[stored_as], *picture.size)


def _begins_as_picture(content: bytes) -> bool:
    return (
        content.startswith((b"\xff\xd8\xff", b"\x89PNG"))
        or (content[:4] == b"RIFF" and content[8:12] == b"WEBP")
        or (content[4:8] == b"ftyp" and content[8:12] in PHONE_BRANDS)
    )


def _decoded(content: bytes) -> tuple[Image.Image, str]:
    with Image.open(io.BytesIO(content), formats=DECODERS) as image:
        if image.width * image.height > MAX_PIXELS:
            raise ImageRefused("too_many_pixels")
        # Phones put a second picture (depth, light, burst) behind the first: these are no films.
        if image.format not in ("MPO", "HEIF") and getattr(image, "n_frames", 1) > 1:
            raise ImageRefused("animated")
        stored_as = STORED_AS[image.format or ""]
        turn = _orientation(image)
        image.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
        image.load()
        picture = _in_srgb(image)
    if picture.mode == "RGBA" and stored_as == "JPEG":
        stored_as = "PNG"
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    if turn is not None:
        picture = picture.transpose(turn)
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare, stored_as


def _orientation(image: Image.Image) -> Image.Transpose | None:
    try:
        value = image.getexif().get(ORIENTATION)
    except Exception:  # noqa: BLE001 - damaged metadata are no reason to refuse the picture
        return None
    return {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }.get(value)


def _in_srgb(image: Image.Image) -> Image.Image:
    """The picture as RGB, or RGBA if any of it is transparent."""
    transparent = image.has_transparency_data
    profile = image.info.get("icc_profile")
    if image.mode.startswith(("I", "F")):
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("P", "1", "PA", "La", "LA", "RGBa"):
        image = image.convert("RGBA" if transparent else "RGB")
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    colours = image.convert("RGB") if image.mode == "RGBA" else image
    if profile:
        colours = _converted(colours, profile)
    colours = colours.convert("RGB")
    if alpha is not None and alpha.getextrema() != (255, 255):
        colours.putalpha(alpha)
    return colours


def _converted(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image
    return converted or image
