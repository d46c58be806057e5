"""A findable thing as the engines keep it: the same words, sounds and facets in each of them."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from hashlib import blake2b
from typing import Any

from content.search_record import SearchRecord
from search import thai
from search.engine import Hit

#: Letters of an entry that misspelt words are looked for in.
MOST_SOUND = 20_000

#: Numbers from here on belong to things that are no pages.
NO_PAGE = 2**32


@dataclass(frozen=True)
class Document:
    """An entry as it is written: the parts of its words with spaces between them."""

    key: str
    title: str
    text: str
    attached: str
    #: How title and text sound: words are found in it by three letters at a time.
    sound: str
    #: How the title may go on from each of its words.
    beginnings: Sequence[str] = ()
    #: What is shown of the entry, and its facets.
    record: bytes = b""
    #: `name=value` for all facets.
    facets: Sequence[str] = ()
    #: Days since 1 January 1; 0 without a date.
    day: int = 0
    #: No other entry has it. Among entries of the same day or rank the greatest comes first.
    number: int = 0


def document_of(record: SearchRecord) -> Document:
    text = "\n".join([record.summary, record.body, record.kicker, record.place])
    english = "\n".join([record.summary_en, record.kicker_en])
    title = thai.normalise(f"{record.title}\n{record.title_en}")
    text = thai.normalise(f"{text}\n{english}")
    return Document(
        key=record.key,
        title=thai.index_normalised(title),
        text=thai.index_normalised(text),
        attached=thai.index_text(record.attachments),
        sound=thai.skeleton(f"{title}\n{text}"[:MOST_SOUND]),
        beginnings=[*thai.beginnings(record.title), *_english_beginnings(record.title_en)],
        record=_packed(record),
        facets=[f"{name}={value}" for name, value in _facets(record)],
        day=record.day.toordinal() if record.day else 0,
        number=number_of(record.key),
    )


def number_of(key: str) -> int:
    """A page's own number; for anything else one made from its key."""
    kind, _colon, number = key.partition(":")
    if kind == "page" and number.isdecimal():
        return int(number)
    return NO_PAGE + int.from_bytes(blake2b(key.encode(), digest_size=6).digest())


def hit_of(packed: bytes) -> Hit:
    values: dict[str, Any] = json.loads(packed)
    day = values.pop("day")
    del values["facets"]
    return Hit(**values, day=date.fromisoformat(day) if day else None)


def digest(packed: bytes) -> str:
    """Another one whenever an entry is another."""
    return blake2b(packed, digest_size=12).hexdigest()


def digest_of(record: SearchRecord) -> str:
    return digest(_packed(record))


SHOWN = [field.name for field in fields(Hit)]


def _packed(record: SearchRecord) -> bytes:
    everything = asdict(record)
    shown = {name: everything[name] for name in SHOWN}
    shown["day"] = record.day.isoformat() if record.day else ""
    shown["facets"] = sorted(f"{name}={value}" for name, value in _facets(record))
    return json.dumps(shown, ensure_ascii=False).encode()


def _facets(record: SearchRecord) -> Iterator[tuple[str, str]]:
    yield "kind", record.kind
    for name, values in record.facets.items():
        yield from ((name, value) for value in dict.fromkeys(values) if value)


def _english_beginnings(title: str) -> list[str]:
    return re.findall(r"[a-z0-9]{2,}", title.lower())
