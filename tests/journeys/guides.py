"""The pictures in the users' guides, out of the story of practices: `make screenshots`."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from tests.journeys import stage

FOLDER = stage.ROOT / "docs" / "guides" / "pictures"

#: Which pictures of the story each guide shows; they are files of these names.
GUIDES = {
    "teacher": ["my-work", "the-problem", "pictures", "held-back", "nothing-in-the-way", "handed-in"],
    "reviewer": [
        "link-of-the-letter",
        "return-needs-words",
        "queue",
        "check",
        "review-of-content",
        "approve",
    ],
    "adoption": ["we-will-try", "describe-a-change", "our-own-version", "adopters", "still-in-use"],
}

#: Pixels of a picture, of which guides show the beginning.
TALLEST = 900

#: Bytes of one file.
LARGEST = 60_000


def take(browser: Browser, address: str, var: Path, folder: Path) -> Iterator[Path]:
    """Play the story on a phone and keep what the guides show; `var` is where the portal's letters lie."""
    from tests.journeys import practices  # needs Django
    from tests.journeys.story import Story

    story = Story(browser, address, var, folder, stage.PHONE)
    for chapter in practices.CHAPTERS:
        chapter(story)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in (name for names in GUIDES.values() for name in names):
        [taken] = folder.glob(f"[0-9][0-9]-{name}-{stage.PHONE[0]}.png")
        path = FOLDER / f"{name}.webp"
        path.write_bytes(small(taken.read_bytes()))
        yield path


def small(png: bytes) -> bytes:
    """The beginning of a picture, as good as it fits into `LARGEST`."""
    image = Image.open(BytesIO(png)).convert("RGB")
    image = image.crop((0, 0, image.width, min(image.height, TALLEST)))
    for quality in (80, 65, 50, 35):
        output = BytesIO()
        image.save(output, "WEBP", quality=quality, method=6)
        if output.tell() <= LARGEST:
            break
    return output.getvalue()
