"""What differs between two versions of a practice, field by field and word by word."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from django.db.models import Field
from django.utils.functional import Promise
from django.utils.text import capfirst
from wagtail.fields import RichTextField, StreamField

from content.pages import plain
from search import thai

#: Fields of the story and its subjects, in the order in which a practice is read.
FIELDS = (
    "title",
    "kind",
    "academic_year",
    "summary",
    "authors",
    "background",
    "objectives",
    "targets",
    "process",
    "success_factors",
    "results",
    "benefits",
    "lessons",
    "what_failed",
    "conditions_for_reuse",
    "attachments",
    "video_url",
    "stages",
    "care_steps",
    "hazards",
    "sub_hazards",
    "measures",
    "levels",
    "school_sizes",
    "target_groups",
    "dimensions",
    "evidence",
    "cost",
    "model_name",
    "other_names",
    "licence",
    "source_note",
)
#: Words of an unchanged passage that are shown around a change.
AROUND = 12


class Kind(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    LEFT_OUT = "left-out"


@dataclass(frozen=True)
class Part:
    kind: Kind
    text: str


@dataclass(frozen=True)
class Change:
    """A field that says something else than before."""

    name: str
    label: str | Promise
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Passage:
    """A field of a practice as plain text, for reading."""

    name: str
    label: str | Promise
    text: str


def passages(page: Any) -> list[Passage]:
    """All fields that say something, in reading order."""
    return [passage for passage in _passages(page) if passage.text]


def _passages(page: Any) -> Iterator[Passage]:
    for name in FIELDS:
        field = page._meta.get_field(name)
        yield Passage(name, capfirst(field.verbose_name), text_of(page, field))


def text_of(page: Any, field: Field) -> str:
    value = field.value_from_object(page)
    if isinstance(field, StreamField | RichTextField):
        return plain(value)
    if isinstance(value, list):
        labels = dict(getattr(field, "codes", ()))
        return ", ".join(str(labels.get(key, key)) for key in value)
    if field.choices:
        return str(getattr(page, f"get_{field.name}_display")() or "")
    return "" if value is None else str(value)


def differences(old: Any, new: Any) -> list[Change]:
    """The fields that changed; a field that looks the same to a reader did not."""
    return [
        Change(after.name, after.label, tuple(shortened(compare(before.text, after.text))))
        for before, after in zip(_passages(old), _passages(new), strict=True)
        if before.text.split() != after.text.split()
    ]


def segments(text: str) -> list[str]:
    """The words of a text and what stands between them; together they are the text again."""
    found: list[str] = []
    at = 0
    word = None
    for token in thai.tokens(text):
        start, end = max(token.start, at), max(token.end, at)
        if start > at:
            found.append(text[at:start])
            word = None
        if end > start:
            if token.word == word:
                found[-1] += text[start:end]
            else:
                found.append(text[start:end])
            word = token.word
        at = end
    if at < len(text):
        found.append(text[at:])
    return found


def compare(old: str, new: str) -> list[Part]:
    """What was taken away, added and kept, so that the kept and added parts are the new text."""
    before, after = segments(old), segments(new)
    parts: list[Part] = []
    for what, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            parts.append(Part(Kind.SAME, "".join(after[k:m])))
            continue
        if i < j:
            parts.append(Part(Kind.REMOVED, "".join(before[i:j])))
        if k < m:
            parts.append(Part(Kind.ADDED, "".join(after[k:m])))
    return parts


def shortened(parts: list[Part]) -> Iterator[Part]:
    """The same with long unchanged passages cut to what stands around the changes."""
    for at, part in enumerate(parts):
        words = segments(part.text) if part.kind is Kind.SAME else []
        head = AROUND if at else 0
        tail = AROUND if at < len(parts) - 1 else 0
        if len(words) <= head + tail + AROUND:
            yield part
            continue
        if head:
            yield Part(Kind.SAME, "".join(words[:head]))
        yield Part(Kind.LEFT_OUT, "…")
        if tail:
            yield Part(Kind.SAME, "".join(words[-tail:]))
