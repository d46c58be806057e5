"""File names: random ones on disk, the person's own one for the download."""

import re
import unicodedata
from pathlib import PurePosixPath
from uuid import uuid4

#: File systems allow 255 bytes, a Thai letter takes three of them.
LONGEST = 60
HELD = re.compile(r"^[0-9a-f]{32}~")
#: Invisible signs that turn text round or hide it.
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}


def stored_name(folder: str, extension: str) -> str:
    """A name that says nothing about what is in the file."""
    return f"{folder}/{uuid4().hex}.{extension}"


def held_name(folder: str, name: str) -> str:
    """A name for a file that waits for its form; `shown_name` takes the random part off again."""
    return f"{folder}/{uuid4().hex}~{shown_name(name)}"


def shown_name(name: str) -> str:
    """The person's own file name, fit to be handed back: no path, no control signs, not endless."""
    name = HELD.sub("", re.split(r"[/\\]", name)[-1])
    name = unicodedata.normalize("NFC", name)
    name = "".join(sign for sign in name if unicodedata.category(sign) not in INVISIBLE)
    name = re.sub(r'[<>:"|?*]+', "_", name).strip().strip(" .")
    suffix = PurePosixPath(name).suffix[:10].strip()
    stem = name.removesuffix(PurePosixPath(name).suffix)[:LONGEST].strip()
    return (stem + suffix) or "file"


def extension(name: str) -> str:
    """The part after the last dot in lower case, without the dot."""
    return PurePosixPath(name).suffix.lower().removeprefix(".")
