"""A picture in several widths and formats, as addresses: it is drawn when a browser first asks for it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.urls import reverse
from wagtail.images.models import Filter
from wagtail.images.utils import generate_signature

from media.models import PortalImage

WIDTHS = (320, 640, 960, 1280)
#: Filter name and media type, best first.
FORMATS = {"avif": "image/avif", "webp": "image/webp"}
#: Width of the JPEG, which only browsers from before 2020 fetch.
FALLBACK_WIDTH = 640
FILL = re.compile(r"fill-(\d{1,4})x(\d{1,4})")


@dataclass(frozen=True)
class Source:
    media_type: str
    srcset: str


@dataclass(frozen=True)
class Picture:
    """What a `<picture>` needs; width and height are those of the widest version."""

    sources: list[Source]
    src: str
    width: int
    height: int


def responsive(image: PortalImage, ratio: str = "") -> Picture:
    """The versions of a picture, cut to `ratio` ("fill-800x450") or whole.

    Looks neither into the database nor into the file.
    Raises ValueError if the ratio is neither empty nor a fill.
    """
    sizes = {_size(image, spec): spec for spec in reversed([*_specs(ratio)])}
    smallest_first = sorted(sizes.items())
    usual = [spec for (width, _height), spec in smallest_first if width <= FALLBACK_WIDTH]
    width, height = max(sizes)
    return Picture(
        sources=[
            Source(
                media_type,
                ", ".join(
                    f"{address(image, f'{spec}|format-{kind}')} {width}w"
                    for (width, _), spec in smallest_first
                ),
            )
            for kind, media_type in FORMATS.items()
        ],
        src=address(image, f"{(usual or [*sizes.values()])[-1]}|format-jpeg"),
        width=width,
        height=height,
    )


def _size(image: PortalImage, spec: str) -> tuple[int, int]:
    """Width and height of a version; a small picture is never blown up."""
    width, height = Filter(spec).get_transform(image).size
    return round(width), round(height)


def _specs(ratio: str) -> Iterator[str]:
    shape = FILL.fullmatch(ratio)
    if ratio and not shape:
        raise ValueError(f"{ratio!r} is no ratio such as fill-800x450")
    for width in WIDTHS:
        yield f"fill-{width}x{round(width * int(shape[2]) / int(shape[1]))}" if shape else f"width-{width}"


def address(image: PortalImage, spec: str) -> str:
    return reverse(
        "media_picture", args=[generate_signature(image.pk, spec), image.pk, spec, address_name(image, spec)]
    )


def address_name(image: PortalImage, spec: str) -> str:
    """The last part of the address: another file or another focal point makes another one."""
    stem = PurePosixPath(image.file.name).stem
    key = Filter(spec).get_cache_key(image)
    kind = spec.rpartition("format-")[2]
    return f"{stem}{'-' + key if key else ''}.{kind.replace('jpeg', 'jpg')}"
