"""Tags are phrases: Thai puts spaces inside them, so only commas and line ends part them."""

import re
from collections.abc import Iterable


def phrases_from_text(text: str) -> list[str]:
    """The distinct phrases of `text`, in order."""
    phrases = (re.sub(r"\s+", " ", part).strip(" \"'#") for part in re.split(r"[,\n\r،、]", text or ""))
    return list(dict.fromkeys(phrase for phrase in phrases if phrase))


def text_from_phrases(tags: Iterable[object]) -> str:
    """What `phrases_from_text` reads back."""
    return ", ".join(str(tag) for tag in tags)


def tag_slug(phrase: str) -> str:
    """A phrase as it stands in an address: Thai vowels and tone marks kept, spaces hyphens."""
    return re.sub(r"[^\w\u0e00-\u0e7f]+", "-", phrase.lower()).strip("-")
