"""A typst template and its data, as PDF or as a picture."""

import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from content.typesetting.legible import legible
from content.typesetting.prose import clean

FRAME = Path(__file__).with_name("frame.typ")

#: A word longer than this finds no place to break in, and would leave the paper.
LONGEST_WORD = 40
_LONG_WORD = re.compile(rf"[^\s\u0e00-\u0e7f\u200b]{{{LONGEST_WORD}}}(?=[^\s\u0e00-\u0e7f\u200b])")
#: Thai words have no spaces between them, but nobody writes one letter so often.
_ONE_LETTER = re.compile(rf"((\S)\2{{{LONGEST_WORD - 1}}})(?=\2)")


class TypesettingError(Exception):
    """The template and its data do not make a paper; the message is the typesetter's own."""


@cache
def fonts() -> typst.Fonts:
    """Sarabun in all its weights, and nothing of the machine's own; typst's own letters for other scripts."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(files("fontpkg_sarabun") / "files")])


def pdf(
    template: Path,
    data: Mapping[str, Any],
    *,
    pictures: Mapping[str, bytes] | None = None,
    day: datetime | None = None,
) -> bytes:
    """The paper that `template` makes of `data`, which it reads as `/data.json`.

    Data never becomes part of the template, whatever signs are in it. `pictures` are files beside
    it. The same data and day make the same bytes. Raises TypesettingError.
    """
    moment = day or datetime.fromtimestamp(0, UTC)
    with _beside(pictures) as folder:
        made = _compiled(_sources(template, data), folder, int(moment.timestamp()))
    return legible(made)


def png(
    template: Path, data: Mapping[str, Any], *, pictures: Mapping[str, bytes] | None = None, dots: int = 110
) -> bytes:
    """The only page of the same paper as a picture, with so many dots per inch. Raises TypesettingError."""
    with _beside(pictures) as folder:
        try:
            made: bytes = typst.compile(
                _sources(template, data), root=folder, font_paths=fonts(), format="png", ppi=dots
            )
        except typst.TypstError as error:
            raise TypesettingError(str(error)) from error
    return made


def _sources(template: Path, data: Mapping[str, Any]) -> dict[str, bytes]:
    return {
        "main": template.read_bytes(),
        "frame.typ": FRAME.read_bytes(),
        "data.json": json.dumps(breakable(data), ensure_ascii=False).encode("utf-8"),
    }


@contextmanager
def _beside(pictures: Mapping[str, bytes] | None) -> Iterator[str]:
    """A folder with the pictures, which is all that a template can see of the machine."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="paper-", dir=settings.VAR_DIR) as folder:
        for name, content in (pictures or {}).items():
            Path(folder, Path(name).name).write_bytes(content)
        yield folder


def _compiled(
    sources: dict[str, bytes], folder: str, moment: int, standards: tuple[str, ...] = ("ua-1",)
) -> bytes:
    """Fit for screen readers (PDF/UA), unless there is a sign such as 😀 that no typeface here has."""
    try:
        return typst.compile(
            sources, root=folder, font_paths=fonts(), timestamp=moment, pdf_standards=list(standards)
        )
    except typst.TypstError as error:
        if standards and "could not be displayed" in str(error):
            return _compiled(sources, folder, moment, ())
        raise TypesettingError(str(error)) from error


def breakable(value: Any) -> Any:
    """The same data without signs that no paper can show, with places to break in words that have none."""
    if isinstance(value, str):
        return _ONE_LETTER.sub("\\1\u200b", _LONG_WORD.sub("\\g<0>\u200b", clean(value)))
    if isinstance(value, Mapping):
        # What the template compares or opens is no text that it prints.
        return {
            key: inner if key in ("kind", "file", "href", "qr") else breakable(inner)
            for key, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [breakable(inner) for inner in value]
    return value
