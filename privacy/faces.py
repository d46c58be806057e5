"""Faces in a picture, found by OpenCV's detectors, which come with its package.

Runs as a program of its own (`python faces.py < picture`), so that a hostile picture costs seconds and never
the portal itself, and the portal's processes carry no detector in their memory. Imports nothing of the portal.
"""

import io
import json
import resource
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECONDS = 20
MEMORY = 2 * 1024**3
#: Pictures are looked at with at most so many pixels at their longer side.
LONGEST = 1280
#: A face smaller than this share of the shorter side is nobody that one recognises.
SMALLEST = 0.025
#: How much of a face's size is covered around it.
MARGIN = 0.25
#: What is left of a picture is of use from this share of each side, and from so many pixels, on.
USEFUL = 0.3
USEFUL_PIXELS = 240
CASCADES = (
    ("haarcascade_frontalface_alt2.xml", 4, False),
    ("haarcascade_frontalface_default.xml", 7, False),
    ("haarcascade_profileface.xml", 7, False),
    ("haarcascade_profileface.xml", 7, True),
)


@dataclass(frozen=True)
class Face:
    """Where a face is, in shares of the picture's width and height."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Cut:
    """What of a picture could be kept so that no face is in it."""

    #: `upper`, `lower`, `left` or `right`.
    part: str
    #: In pixels: left, top, right, bottom.
    box: tuple[int, int, int, int]
    #: How much of the picture it is.
    percent: int


class NotLookedAtError(Exception):
    """The picture could not be looked at: no detector, no picture, no time."""


def find(content: bytes) -> list[Face]:
    """The faces in a picture, the largest first. Raises NotLookedAtError."""
    try:
        done = subprocess.run(  # noqa: S603 - our own file
            [sys.executable, "-I", str(Path(__file__))],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
        return [Face(*box) for box in json.loads(done.stdout)]
    except (subprocess.SubprocessError, OSError, ValueError, TypeError) as error:
        raise NotLookedAtError from error


def cuts(faces: Iterable[Face], width: int, height: int) -> list[Cut]:
    """The parts of a picture beside all of its faces that are large enough to be of use, the largest first."""
    boxes = [_around(face, width, height) for face in faces]
    if not boxes:
        return []
    beside = {
        "upper": (0, 0, width, min(box[1] for box in boxes)),
        "lower": (0, max(box[3] for box in boxes), width, height),
        "left": (0, 0, min(box[0] for box in boxes), height),
        "right": (max(box[2] for box in boxes), 0, width, height),
    }
    kept = []
    for part, box in beside.items():
        across, down = box[2] - box[0], box[3] - box[1]
        if min(across / width, down / height) >= USEFUL and min(across, down) >= USEFUL_PIXELS:
            kept.append(Cut(part, box, round(100 * across * down / (width * height))))
    return sorted(kept, key=lambda cut: -cut.percent)


def cropped(content: bytes, box: tuple[int, int, int, int]) -> bytes:
    """A part of the picture as JPEG."""
    from PIL import Image

    with Image.open(io.BytesIO(content)) as opened:
        picture = opened.convert("RGB").crop(box)
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=88)
    return target.getvalue()


def covered(content: bytes, faces: Iterable[Face]) -> bytes:
    """The picture as JPEG with its faces coarse beyond recognition."""
    from PIL import Image, ImageDraw, ImageFilter

    with Image.open(io.BytesIO(content)) as opened:
        picture = opened.convert("RGB")
    for face in faces:
        box = _around(face, *picture.size)
        part = picture.crop(box)
        coarse = part.resize((6, 6), Image.Resampling.BOX).resize(part.size, Image.Resampling.BICUBIC)
        mask = Image.new("L", part.size, 0)
        ImageDraw.Draw(mask).ellipse((0, 0, *part.size), fill=255)
        picture.paste(coarse, box[:2], mask.filter(ImageFilter.GaussianBlur(2)))
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=88)
    return target.getvalue()


def _around(face: Face, width: int, height: int) -> tuple[int, int, int, int]:
    """The box of a face with hair and chin, in pixels and inside the picture."""
    across, down = face.width * MARGIN, face.height * MARGIN
    return (
        max(0, round((face.left - across) * width)),
        max(0, round((face.top - down) * height)),
        min(width, round((face.left + face.width + across) * width)),
        min(height, round((face.top + face.height + down) * height)),
    )


def _look(content: bytes) -> list[tuple[float, float, float, float]]:
    import cv2
    import numpy

    coded = numpy.frombuffer(content, dtype=numpy.uint8)
    # A quarter of the pixels is enough of a large JPEG, and costs a quarter of the memory.
    mode = cv2.IMREAD_REDUCED_GRAYSCALE_2 if len(content) > 400_000 else cv2.IMREAD_GRAYSCALE
    picture: Any = cv2.imdecode(coded, mode)
    if picture is None:
        picture = _by_pillow(content, numpy)
    height, width = picture.shape[:2]
    scale = min(1.0, LONGEST / max(width, height))
    if scale < 1:
        picture = cv2.resize(
            picture, (round(width * scale), round(height * scale)), interpolation=cv2.INTER_AREA
        )
        height, width = picture.shape[:2]
    even = cv2.equalizeHist(picture)
    smallest = max(20, round(min(width, height) * SMALLEST))
    found: list[tuple[float, float, float, float]] = []
    for name, neighbours, mirrored in CASCADES:
        cascade = cv2.CascadeClassifier(cv2.data.haarcascades + name)
        image = cv2.flip(even, 1) if mirrored else even
        for left, top, across, down in cascade.detectMultiScale(
            image, scaleFactor=1.1, minNeighbors=neighbours, minSize=(smallest, smallest)
        ):
            if mirrored:
                left = width - left - across
            box = (left / width, top / height, across / width, down / height)
            if not any(_same(box, other) for other in found):
                found.append(tuple(float(part) for part in box))  # type: ignore[arg-type]
    return sorted(found, key=lambda box: -box[2] * box[3])


def _by_pillow(content: bytes, numpy: Any) -> Any:
    from PIL import Image

    with Image.open(io.BytesIO(content)) as picture:
        picture.thumbnail((LONGEST, LONGEST))
        return numpy.asarray(picture.convert("L"))


def _same(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether two boxes are about the same face: the middle of one lies in the other."""
    x, y = one[0] + one[2] / 2, one[1] + one[3] / 2
    return other[0] <= x <= other[0] + other[2] and other[1] <= y <= other[1] + other[3]


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    json.dump(_look(sys.stdin.buffer.read()), sys.stdout)
