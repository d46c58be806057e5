"""Every text of a page, snippet, picture or document, field by field, as plain text.

Looks at things by what they can do, so that this module needs no model and can be imported first.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from privacy.detectors import Finding, scan

#: Columns that the portal fills itself and no visitor reads as text.
MACHINERY = frozenset(
    [
        "path",
        "url_path",
        "draft_title",
        "reference",
        "translation_key",
        "file_hash",
        "content_type",
        "locale",
        "owner",
        "password",
        "stored_filename",
    ]
)
_BLOCK_TAGS = re.compile(
    r"</?(?:p|div|li|ul|ol|h[1-6]|br|hr|table|tr|blockquote|section|figure|figcaption)\b[^>]*>", re.I
)
_CELL_TAGS = re.compile(r"</?t[dh]\b[^>]*>", re.I)
_EMBEDDED = re.compile(r"<embed\b[^>]*>|<a\b[^>]*>", re.I)
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Passage:
    """One text in one place. `field` is the field of the page's form, `path` leads to the place in it."""

    field: str
    path: str
    label: str
    text: str
    #: `app.model:pk` of the picture or document that the text belongs to, "" if to the thing itself.
    source: str = ""


@dataclass(frozen=True)
class Found:
    """A finding and where it is."""

    passage: Passage
    finding: Finding


@dataclass
class Walk:
    """What a walk through a thing has met, so that a picture used twice is read once."""

    seen: set[str] = field(default_factory=set)


def findings_of(thing: Any) -> dict[str, list[Found]]:
    """What stands in a page, snippet, picture or document that could expose a child, by field."""
    found: dict[str, list[Found]] = {}
    for passage in passages(thing):
        for finding in scan(passage.text):
            found.setdefault(passage.field, []).append(Found(passage, finding))
    return found


def passages(thing: Any) -> Iterator[Passage]:
    """Each text of a thing, those of its pictures and documents too."""
    yield from _of_model(thing, Walk())


def plain(source: str) -> str:
    """Rich text as a reader sees it: words keep together over inline tags, blocks become lines."""
    text = _BLOCK_TAGS.sub("\n", source)
    text = _CELL_TAGS.sub(" ", text)
    return html.unescape(_TAG.sub("", text))


def _of_model(thing: Any, walk: Walk, top: str = "", path: str = "") -> Iterator[Passage]:
    for column in thing._meta.concrete_fields:
        if column.name in MACHINERY or column.primary_key or column.choices:
            continue
        place = (
            top or column.name,
            f"{path}.{column.name}" if path else column.name,
            str(column.verbose_name),
        )
        if column.is_relation:
            if not path or hasattr(column.related_model, "original_name"):
                yield from _of_file(getattr(thing, column.name, None), walk, *place)
        else:
            yield from _of_value(column.value_from_object(thing), walk, *place)
    for name in [*_children(thing)]:
        for number, child in enumerate(getattr(thing, name).all()):
            yield from _of_model(child, walk, top or name, f"{path or name}.{number}")
    # Tags of a page are in memory; those of anything else need a row.
    if not path and (thing.pk or hasattr(type(thing), "serializable_data")) and hasattr(thing, "tags"):
        for tag in thing.tags.all():
            yield Passage("tags", f"tags.{tag.name}", "tags", tag.name)


def _children(thing: Any) -> Iterator[str]:
    """The lists of rows that belong to the page itself, such as its awards."""
    for relation in thing._meta.related_objects:
        if type(relation.field).__name__ == "ParentalKey" and not hasattr(
            relation.related_model, "tag_model"
        ):
            yield relation.get_accessor_name()


def _of_value(value: Any, walk: Walk, top: str, path: str, label: str) -> Iterator[Passage]:
    if value is None or value == "" or isinstance(value, bool):
        return
    if isinstance(value, str):
        yield from _of_text(value, walk, top, path, label)
    elif hasattr(value, "stream_block"):
        for child in value:
            yield from _of_value(
                child.value, walk, top, f"{path}.{child.id or child.block_type}", _name(child.block, label)
            )
    elif hasattr(value, "list_block"):
        for number, child in enumerate(value):
            yield from _of_value(child, walk, top, f"{path}.{number}", label)
    elif hasattr(value, "bound_blocks"):
        for name, child in value.bound_blocks.items():
            if not _is_choice(child.block):
                yield from _of_value(child.value, walk, top, f"{path}.{name}", _name(child.block, label))
    elif hasattr(value, "source") and hasattr(value, "__html__"):
        yield from _of_text(value.source, walk, top, path, label)
    elif hasattr(value, "_meta"):
        yield from _of_file(value, walk, top, path, label)
    elif isinstance(value, (int, float)):
        return
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _of_value(part, walk, top, f"{path}.{key}", label)
    elif isinstance(value, (list, tuple)):
        for number, part in enumerate(value):
            yield from _of_value(part, walk, top, f"{path}.{number}", label)
    elif not hasattr(value, "storage") and hasattr(value, "url") and hasattr(value, "html"):
        yield Passage(top, path, label, str(value.url))


def _is_choice(block: Any) -> bool:
    """Whether a block holds the key of a list rather than words."""
    return hasattr(block, "field") and hasattr(block.field, "choices") and not hasattr(block, "target_model")


def _of_text(value: str, walk: Walk, top: str, path: str, label: str) -> Iterator[Passage]:
    if "<" not in value:
        yield Passage(top, path, label, value)
        return
    yield Passage(top, path, label, plain(value))
    for tag in _EMBEDDED.findall(value):
        attributes = dict(_ATTRIBUTE.findall(tag))
        for name in ("alt", "title", "href"):
            if attributes.get(name):
                yield Passage(top, path, label, html.unescape(attributes[name]))
        if attributes.get("id", "").isdigit():
            yield from _embedded(attributes, walk, top, path, label)


def _embedded(attributes: dict[str, str], walk: Walk, top: str, path: str, label: str) -> Iterator[Passage]:
    """Pictures and documents that rich text names by number."""
    kind = attributes.get("embedtype") or attributes.get("linktype")
    if kind in _FILES:
        yield from _of_file(_FILES[kind](int(attributes["id"])), walk, top, path, label)


#: How to get a picture or document by its number; filled in when the app is ready.
_FILES: dict[str, Any] = {}


def know_files(**getters: Any) -> None:
    _FILES.update(getters)


def _name(block: Any, fallback: str) -> str:
    return str(getattr(block, "label", "") or fallback)


def _of_file(thing: Any, walk: Walk, top: str, path: str, label: str) -> Iterator[Passage]:
    """The texts of a picture or a document: titles, alternative text, file name, what is written inside."""
    if thing is None or not hasattr(thing, "original_name") or not hasattr(thing, "file"):
        return
    source = f"{thing._meta.label_lower}:{thing.pk}"
    if alt := getattr(thing, "contextual_alt_text", ""):
        yield Passage(top, f"{path}>alt", label, alt)
    if source in walk.seen:
        return
    walk.seen.add(source)
    for name in ("title", "description", "credit", "original_name", "text"):
        if value := getattr(thing, name, ""):
            column = thing._meta.get_field(name)
            yield Passage(top, f"{path}>{name}", f"{label}: {column.verbose_name}", value, source)


def files_of(thing: Any) -> list[tuple[str, int]]:
    """The pictures and documents of a thing, as (`app.model`, number), each once."""
    found: dict[tuple[str, int], None] = {}
    for passage in passages(thing):
        if passage.source:
            label, _colon, pk = passage.source.partition(":")
            found[label, int(pk)] = None
    return list(found)
