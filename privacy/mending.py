"""Put what a finding suggests in the place of what was found: in a page's draft, or in a picture's own words."""

import html
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField
from wagtail.log_actions import log

from accounts.models import User
from media.models import PortalDocument, PortalImage
from privacy import gate
from privacy.gate import Judged
from privacy.texts import _BLOCK_TAGS, _CELL_TAGS

#: Words that a picture or document carries into every page that shows it.
WORDS_OF_FILES = frozenset({"title", "description", "credit"})
_TOKEN = re.compile(r"<[^>]*>|&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);|.", re.S)

Change = Callable[[str], str | None]
MayChangeFile = Callable[[models.Model], bool]


def offered(thing: models.Model, one: Judged, may_change_file: MayChangeFile | None = None) -> bool:
    """Whether what was found can be replaced where it stands."""
    return _put(thing, one, [one], may_change_file, write=False) is not None


def mend(
    thing: models.Model, digest: str, *, by: User, may_change_file: MayChangeFile | None = None
) -> list[str]:
    """Replace a phrase wherever it stands in its field of `thing`, which the caller saves.

    Returns the labels of the places. A picture's own words are saved at once: they have no draft.
    """
    found = gate.open_findings(thing)
    one = next((one for one in found if one.digest == digest), None)
    if one is None:
        return []
    by_passage: dict[Any, list[Judged]] = {}
    for other in found:
        if alike(other) == alike(one):
            by_passage.setdefault(other.passage, []).append(other)
    places = []
    for passage, there in by_passage.items():
        changed = _put(thing, there[0], there, may_change_file, write=True)
        if changed is None:
            continue
        if changed is not thing:
            changed.save()
            log(changed, "privacy.mend", user=by, data={"rule": one.rule})
        places.append(passage.label)
    if places:
        log(thing, "privacy.mend", user=by, data={"rule": one.rule, "places": places})
    return places


def alike(one: Judged) -> tuple[str, str, str]:
    """Findings for which this is the same are one to the reader: the same phrase in the same field."""
    return one.passage.field, one.rule, one.finding.text


def _put(
    thing: models.Model,
    one: Judged,
    found: Iterable[Judged],
    may_change_file: MayChangeFile | None,
    *,
    write: bool,
) -> models.Model | None:
    """The model whose column was changed, or would be; None if that place is out of reach."""
    suggestions = [(f.finding.start, f.finding.end, f.finding.suggestion) for f in found]
    if any(words is None for _start, _end, words in suggestions):
        return None

    def change(value: str) -> str | None:
        return replaced(value, one.passage.text, suggestions)

    path, _mark, part = one.passage.path.partition(">")
    if one.passage.source and not isinstance(thing, (PortalImage, PortalDocument)):
        file = _file(one.passage.source)
        if file is None or part not in WORDS_OF_FILES or not (may_change_file and may_change_file(file)):
            return None
        return file if _change(file, [part], change, write=write) else None
    if part not in ("", "alt"):
        return None
    keys = [*path.split("."), *(["alt_text"] if part else [])]
    return thing if _change(thing, keys, change, write=write) else None


def _file(source: str) -> PortalImage | PortalDocument | None:
    label, _colon, pk = source.partition(":")
    kinds = {kind._meta.label_lower: kind for kind in (PortalImage, PortalDocument)}
    return kinds[label]._default_manager.filter(pk=int(pk)).first() if label in kinds else None


def _change(thing: models.Model, keys: list[str], change: Change, *, write: bool) -> bool:
    """Change the text that a path leads to, in memory."""
    name, *rest = keys
    try:
        column = thing._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    if column.one_to_many:
        rows = list(getattr(thing, column.get_accessor_name()).all())
        number = int(rest[0]) if rest and rest[0].isdigit() else len(rows)
        return number < len(rows) and len(rest) > 1 and _change(rows[number], rest[1:], change, write=write)
    if isinstance(column, StreamField):
        raw = _descend(list(getattr(thing, name).get_prep_value()), rest, change)
        if raw is not None and write:
            setattr(thing, name, StreamValue(column.stream_block, raw, is_lazy=True))
        return raw is not None
    value = getattr(thing, name, None)
    new = change(value) if isinstance(value, str) and not rest else None
    longest = getattr(column, "max_length", None)
    if new is None or (longest and len(new) > longest) or (not new.strip() and not column.blank):
        return False
    if write:
        setattr(thing, name, new)
    return True


def _descend(value: Any, keys: list[str], change: Change) -> Any:
    """The raw value of a block with the text at the end of the path changed; None if there is none."""
    if not keys:
        return change(value) if isinstance(value, str) else None
    key, rest = keys[0], keys[1:]
    if isinstance(value, dict) and key in value:
        new = _descend(value[key], rest, change)
        return None if new is None else {**value, key: new}
    if isinstance(value, list):
        for number, item in enumerate(value):
            is_block = isinstance(item, dict) and {"type", "value"} <= item.keys()
            if key not in ({item.get("id"), item["type"], str(number)} if is_block else {str(number)}):
                continue
            new = _descend(item["value"] if is_block else item, rest, change)
            if new is not None:
                return [*value[:number], {**item, "value": new} if is_block else new, *value[number + 1 :]]
    return None


# Rich text


def replaced(source: str, text: str, suggestions: Iterable[tuple[int, int, str | None]]) -> str | None:
    """`source` with places of its plain `text` replaced; its tags stay. None if the text is not of this source."""
    if "<" in source:
        signs = list(_signs(source))
    else:
        signs = [(sign, number, number + 1) for number, sign in enumerate(source)]
    if "".join(sign for sign, _start, _end in signs) != text:
        return None
    for start, end, words in sorted(suggestions, reverse=True):
        words = words or ""
        if not words and text[end : end + 1] == " " and (start == 0 or text[start - 1].isspace()):
            end += 1
        pieces = dict.fromkeys((a, b) for _sign, a, b in signs[start:end])
        gone = [(a, b) for a, b in pieces if b - a == 1 or not source[a:b].startswith("<")]
        if not gone:
            return None
        for a, b in reversed(gone[1:]):
            source = source[:a] + source[b:]
        source = source[: gone[0][0]] + words + source[gone[0][1] :]
    return source


def _signs(source: str) -> Iterable[tuple[str, int, int]]:
    """Each sign that a reader sees, with the piece of the source that it comes from."""
    for token in _TOKEN.finditer(source):
        piece = token.group()
        if len(piece) > 1 and piece.startswith("<"):
            seen = "\n" if _BLOCK_TAGS.fullmatch(piece) else " " if _CELL_TAGS.fullmatch(piece) else ""
        else:
            seen = html.unescape(piece)
        for sign in seen:
            yield sign, token.start(), token.end()
