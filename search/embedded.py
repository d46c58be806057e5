"""The engine inside the portal: SQLite's full-text index over the fine parts of words.

Where the portal's database is SQLite the index is part of it, so that a publication and its entry are
committed or rolled back together. Beside PostgreSQL it is a file of its own, written after the commit; it
fills itself when it is new.

Tables: `search_entry` holds what a result shows, `search_facet` what it can be narrowed by, `search_words`
the parts of the words, `search_grams` three letters at a time how the text sounds, for words that are
misspelt.
"""

import json
import logging
import math
import os
import sqlite3
import threading
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.transaction import atomic, on_commit

from content.search_record import SearchRecord
from search import spelling, thai
from search.engine import FACETS, Engine, Health, Hit, Query
from search.question import Question, ask
from search.signals import index_changed
from search.synonyms import Phrase

logger = logging.getLogger(__name__)

Row = Sequence[Any]

SCHEMA = [
    """
    CREATE TABLE IF NOT EXISTS search_entry (
        id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, language TEXT NOT NULL,
        title TEXT NOT NULL, title_en TEXT NOT NULL, url TEXT NOT NULL, summary TEXT NOT NULL,
        summary_en TEXT NOT NULL, body TEXT NOT NULL, attachments TEXT NOT NULL, kicker TEXT NOT NULL,
        kicker_en TEXT NOT NULL, place TEXT NOT NULL, day TEXT
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS search_facet (
        entry INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (entry, name, value)
    ) WITHOUT ROWID
    """,
    # Vowel marks are letters here, or they would end a word.
    """
    CREATE VIRTUAL TABLE IF NOT EXISTS search_words USING fts5(
        title, title_en, text, text_en, attachments,
        tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc'"
    )
    """,
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_grams USING fts5(text, detail = none, tokenize = 'trigram')",
]

ENTRY_COLUMNS = [
    "key",
    "kind",
    "language",
    "title",
    "title_en",
    "url",
    "summary",
    "summary_en",
    "body",
    "attachments",
    "kicker",
    "kicker_en",
    "place",
    "day",
]

#: What a column of `search_words` counts for.
WEIGHTS = "3.0, 3.0, 1.0, 1.0, 0.4"

#: From this many entries on, words that more than so many of them have don't decide what is found.
SMALL = 50
COMMON = 0.3
#: A result has at least this share of what the best one has of the question,
LEAST_SHARE = 0.4
#: and this share of those words of the question that anything has.
LEAST = 0.15
#: So many of the best are ranked again by how well they answer the whole question.
RANKED_AGAIN = 60
#: What a word of one letter counts for: most are splinters of words that no dictionary has.
FRAGMENT = 0.2
#: Below this share of the question the best result is taken for a sign of misspelling.
GOOD = 0.9
#: Without any word found, what has this share of the question's trigrams is shown as similar.
ALIKE = 0.8
#: Letters of an entry that misspelt words are looked for in.
MOST_SOUND = 20_000


class Store(Protocol):
    """Where the tables are."""

    name: str
    #: Whether the tables may be missing until the first search.
    fills_itself: bool

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]: ...

    def change(self, work: "Work") -> None:
        """Do `work` together with the current transaction."""
        ...

    def is_new(self) -> bool: ...


class Work(Protocol):
    def __call__(self) -> None: ...


class DatabaseStore:
    """The portal's own SQLite database."""

    name = "sqlite-fts5"
    fills_itself = False

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall() if cursor.description else []

    def change(self, work: Work) -> None:
        with atomic():
            work()
            index_changed.send(type(self))

    def is_new(self) -> bool:
        return "search_entry" not in connection.introspection.table_names()


class FileStore:
    """A SQLite file beside another database."""

    name = "sqlite-fts5-file"
    fills_itself = True

    def __init__(self, path: Path) -> None:
        self.path = path
        self.local = threading.local()

    @property
    def file(self) -> sqlite3.Connection:
        """This thread's connection; a connection must not outlive a fork."""
        if getattr(self.local, "process", None) != os.getpid():
            self.local.process = os.getpid()
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.local.file = sqlite3.connect(self.path, timeout=20, isolation_level=None)
            self.local.file.execute("PRAGMA journal_mode=WAL")
        return self.local.file

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        return self.file.execute(sql.replace("%s", "?"), values).fetchall()

    def change(self, work: Work) -> None:
        on_commit(lambda: self.write(work))

    def write(self, work: Work) -> None:
        """The page is published already: what fails here is repaired by `search_index rebuild`."""
        try:
            with self._locked():
                work()
            index_changed.send(type(self))
        except sqlite3.Error:
            logger.exception("The search index could not be written")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.file.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.file.execute("ROLLBACK")
            raise
        self.file.execute("COMMIT")

    def is_new(self) -> bool:
        return not self.rows("SELECT 1 FROM sqlite_master WHERE name = 'search_entry'")


def embedded_engine() -> Engine:
    if connection.vendor == "sqlite":
        return EmbeddedEngine(DatabaseStore())
    database = Path(str(connection.settings_dict["NAME"])).name
    return EmbeddedEngine(FileStore(settings.VAR_DIR / f"search-{database}.sqlite3"))


class EmbeddedEngine:
    """Search with SQLite."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.prepared = False

    def prepare(self) -> bool:
        if self.prepared:
            return False
        for statement in SCHEMA if self.store.is_new() else ():
            self.store.rows(statement)
        self.prepared = True
        return not self.store.rows("SELECT 1 FROM search_entry LIMIT 1")

    def index(self, records: Iterable[SearchRecord]) -> None:
        listed = list(records)
        self.store.change(lambda: self._index(listed))

    def remove(self, keys: Iterable[str]) -> None:
        listed = list(keys)
        self.store.change(lambda: self._remove(listed))

    def clear(self) -> None:
        def work() -> None:
            for table in ("search_entry", "search_facet", "search_words", "search_grams"):
                self.store.rows(f"DELETE FROM {table}")  # noqa: S608 - names of our own tables

        self.store.change(work)

    def keys(self) -> set[str]:
        return {key for (key,) in self.store.rows("SELECT key FROM search_entry")}

    def keys_with(self, facet: str, values: Sequence[str]) -> set[str]:
        rows = self.store.rows(
            "SELECT key FROM search_facet JOIN search_entry ON id = entry"
            " WHERE name = %s AND value IN (SELECT value FROM json_each(%s))",
            [facet, json.dumps(list(values))],
        )
        return {key for (key,) in rows}

    def health(self) -> Health:
        try:
            if self.store.fills_itself and self.store.is_new():
                return Health(True, self.store.name, 0, "not built yet")
            ((entries,),) = self.store.rows("SELECT count(*) FROM search_entry")
            self.store.rows("SELECT rowid FROM search_words WHERE search_words MATCH %s LIMIT 1", ['"ก"'])
        except (DatabaseError, sqlite3.Error) as error:
            return Health(False, self.store.name, 0, type(error).__name__)
        return Health(True, self.store.name, entries)

    def search(self, query: Query) -> "EmbeddedResults":
        if not query.text.strip():
            everything = {entry: 1.0 for (entry,) in self.store.rows("SELECT id FROM search_entry")}
            return self._results(query, everything, Question("", (), ()))
        found = Search(self.store, ask(query.text, query.synonyms))
        corrected = None
        if not query.exact and not found.good:
            better = next((other for other in self._other_readings(found) if other.best > found.best), None)
            if better:
                found, corrected = better, better.question.text
        results = self._results(query, found.scores or found.similar(), found.question, found)
        results.corrected = corrected
        results.approximate = not found.scores
        return results

    def _other_readings(self, found: "Search") -> Iterator["Search"]:
        """What may have been meant: another keyboard, another spelling."""
        text = found.question.text
        if thai_text := thai.typed_in_thai(text):
            yield Search(self.store, ask(thai_text))
        if spelt := spelling.corrected(text, found.similar_texts()):
            yield Search(self.store, ask(spelt))

    def _results(
        self,
        query: Query,
        scores: Mapping[int, float],
        question: Question,
        found: "Search | None" = None,
    ) -> "EmbeddedResults":
        ids = json.dumps(list(scores))
        values: dict[int, dict[str, set[str]]] = {entry: defaultdict(set) for entry in scores}
        for entry, name, value in self.store.rows(
            "SELECT entry, name, value FROM search_facet WHERE entry IN (SELECT value FROM json_each(%s))",
            [ids],
        ):
            values[entry][name].add(value)
        chosen = [entry for entry in scores if _passes(values[entry], query.filters)]
        if query.order == "relevance" and question.words and found:
            ordered = found.ranked(chosen)
        else:
            ordered = self._by_day(chosen, oldest_first=query.order == "oldest")
        facets = {name: _counts(values.values(), name, query.filters) for name in FACETS}
        return EmbeddedResults(self.store, ordered, facets, question.phrases())

    def _by_day(self, entries: Collection[int], *, oldest_first: bool) -> list[int]:
        rows = self.store.rows(
            "SELECT id FROM search_entry WHERE id IN (SELECT value FROM json_each(%s))"
            " ORDER BY day IS NULL, day DESC, id DESC",
            [json.dumps(list(entries))],
        )
        newest_first = [entry for (entry,) in rows]
        return newest_first[::-1] if oldest_first else newest_first

    def _index(self, records: Sequence[SearchRecord]) -> None:
        for record in records:
            self._remove([record.key])
            if record.reach != "public":
                continue
            row = [getattr(record, column) for column in ENTRY_COLUMNS[:-1]]
            row.append(record.day.isoformat() if record.day else None)
            self.store.rows(
                f"INSERT INTO search_entry ({', '.join(ENTRY_COLUMNS)})"  # noqa: S608 - our own columns
                f" VALUES ({', '.join(['%s'] * len(ENTRY_COLUMNS))})",
                row,
            )
            ((entry,),) = self.store.rows("SELECT id FROM search_entry WHERE key = %s", [record.key])
            for name, value in _facet_values(record):
                self.store.rows(
                    "INSERT OR IGNORE INTO search_facet VALUES (%s, %s, %s)", [entry, name, value]
                )
            text = "\n".join([record.summary, record.body, record.kicker, record.place])
            text_en = "\n".join([record.summary_en, record.kicker_en])
            self.store.rows(
                "INSERT INTO search_words (rowid, title, title_en, text, text_en, attachments)"
                " VALUES (%s, %s, %s, %s, %s, %s)",
                [
                    entry,
                    *map(thai.index_text, [record.title, record.title_en, text, text_en, record.attachments]),
                ],
            )
            sound = thai.skeleton(thai.normalise(f"{record.title}\n{text}\n{record.title_en}"[:MOST_SOUND]))
            self.store.rows("INSERT INTO search_grams (rowid, text) VALUES (%s, %s)", [entry, sound])

    def _remove(self, keys: Sequence[str]) -> None:
        for key in keys:
            for (entry,) in self.store.rows("SELECT id FROM search_entry WHERE key = %s", [key]):
                self.store.rows("DELETE FROM search_words WHERE rowid = %s", [entry])
                self.store.rows("DELETE FROM search_grams WHERE rowid = %s", [entry])
                self.store.rows("DELETE FROM search_facet WHERE entry = %s", [entry])
                self.store.rows("DELETE FROM search_entry WHERE id = %s", [entry])


def _facet_values(record: SearchRecord) -> Iterator[tuple[str, str]]:
    yield "kind", record.kind
    for name, values in record.facets.items():
        for value in values:
            if value:
                yield name, value


def _passes(values: Mapping[str, set[str]], filters: Mapping[str, frozenset[str]], but: str = "") -> bool:
    return all(
        not wanted.isdisjoint(values.get(name, ()))
        for name, wanted in filters.items()
        if wanted and name != but
    )


def _counts(
    entries: Iterable[Mapping[str, set[str]]], name: str, filters: Mapping[str, frozenset[str]]
) -> dict[str, int]:
    """How many entries have each value of a facet, with all filters but that facet's own."""
    return dict(
        Counter(
            value
            for values in entries
            if _passes(values, filters, but=name)
            for value in values.get(name, ())
        )
    )


@dataclass
class EmbeddedResults:
    """Ids in order; entries are read slice by slice."""

    store: Store
    ids: list[int]
    facets: Mapping[str, Mapping[str, int]]
    # What was asked for stands in no log, so in no `repr` either.
    phrases: Sequence[Phrase] = field(repr=False)
    corrected: str | None = field(default=None, repr=False)
    approximate: bool = False

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, part: slice) -> list[Hit]:
        wanted = self.ids[part]
        columns = [name for name in ENTRY_COLUMNS if name != "language"]
        rows = self.store.rows(
            f"SELECT id, {', '.join(columns)} FROM search_entry"  # noqa: S608 - our own columns
            " WHERE id IN (SELECT value FROM json_each(%s))",
            [json.dumps(wanted)],
        )
        hits = {
            entry: Hit(**dict(zip(columns, [*values, date.fromisoformat(day) if day else None], strict=True)))
            for entry, *values, day in rows
        }
        return [hits[entry] for entry in wanted if entry in hits]


@dataclass
class Search:
    """One question put to the index."""

    store: Store
    question: Question
    _texts: dict[int, tuple[str, str]] = field(default_factory=dict)

    @cached_property
    def size(self) -> int:
        ((entries,),) = self.store.rows("SELECT count(*) FROM search_entry")
        return entries

    @cached_property
    def matches(self) -> list[dict[int, float]]:
        """For each word the entries that have it: 1, or less for another word of the same meaning."""
        found: list[dict[int, float]] = [{} for _word in self.question.words]
        asked = [((word,), {number: 1.0}) for number, word in enumerate(self.question.words)]
        asked += [(other.phrases, other.worth) for other in self.question.alternatives]
        if not asked:
            return found
        sql = " UNION ALL ".join(
            f"SELECT {number}, rowid FROM search_words WHERE search_words MATCH %s"  # noqa: S608 - a number
            for number in range(len(asked))
        )
        for number, entry in self.store.rows(sql, [_either(phrases) for phrases, _worth in asked]):
            for word, worth in asked[number][1].items():
                found[word][entry] = max(worth, found[word].get(entry, 0))
        return found

    @cached_property
    def rarity(self) -> list[float]:
        """How much each word tells: the fewer entries have it, the more."""
        return [
            math.log(1 + (self.size - len(found) + 0.5) / (len(found) + 0.5))
            * (FRAGMENT if len(word[0]) == 1 else 1)
            for word, found in zip(self.question.words, self.matches, strict=True)
        ]

    @cached_property
    def deciding(self) -> list[int]:
        """The words that decide what is found: not those that nearly everything has, unless all are such."""
        if self.size < SMALL:
            return list(range(len(self.matches)))
        rare = [word for word, found in enumerate(self.matches) if len(found) <= COMMON * self.size]
        known = [word for word in rare if self.matches[word]]
        return rare if known else list(range(len(self.matches)))

    @cached_property
    def coverage(self) -> dict[int, float]:
        """The share of the question that each entry has, weighed by rarity."""
        total = sum(self.rarity) or 1
        covered: dict[int, float] = defaultdict(float)
        for found, rarity in zip(self.matches, self.rarity, strict=True):
            for entry, weight in found.items():
                covered[entry] += weight * rarity / total
        return covered

    @cached_property
    def scores(self) -> dict[int, float]:
        """The entries found, with their share of the question."""
        candidates = {entry for word in self.deciding for entry in self.matches[word]}
        known = sum(rarity for found, rarity in zip(self.matches, self.rarity, strict=True) if found)
        best = max((self.coverage[entry] for entry in candidates), default=0)
        least = max(LEAST * known / (sum(self.rarity) or 1), LEAST_SHARE * best)
        return {entry: self.coverage[entry] for entry in sorted(candidates) if self.coverage[entry] >= least}

    @property
    def best(self) -> float:
        return max(self.scores.values(), default=0)

    @property
    def good(self) -> bool:
        """Whether it would be presumptuous to look for other spellings."""
        return self.best >= GOOD or (all(self.matches) and len(self.question.words) > 6)

    def ranked(self, entries: Collection[int]) -> list[int]:
        """The entries, the best answer first."""
        if not self.scores:
            return list(entries)
        points = self._points()
        weakest = min(points.values(), default=0)
        first = {entry: points.get(entry, weakest) * math.sqrt(self.coverage[entry]) for entry in entries}
        ordered = sorted(entries, key=lambda entry: (-first[entry], -entry))
        again = ordered[:RANKED_AGAIN]
        texts = self._texts_of(again)
        most = max(first.values(), default=0) or 1
        final = {entry: first[entry] / most + self._fit(entry, *texts[entry]) for entry in again}
        return [*sorted(again, key=lambda entry: (-final[entry], -entry)), *ordered[RANKED_AGAIN:]]

    def _points(self) -> dict[int, float]:
        phrases = [*self.question.words, *self.question.neighbours]
        phrases += [phrase for other in self.question.alternatives for phrase in other.phrases]
        if not phrases:
            return {}
        rows = self.store.rows(
            f"SELECT rowid, -bm25(search_words, {WEIGHTS}) FROM search_words WHERE search_words MATCH %s",  # noqa: S608
            [_either(phrases)],
        )
        return dict(rows)

    def _fit(self, entry: int, title: str, text: str) -> float:
        """How well a text answers the whole question: its words, neighbours side by side, all of it in a row."""
        words = self.question.words
        total = sum(self.rarity) or 1
        in_title = sum(
            rarity for word, rarity in zip(words, self.rarity, strict=True) if _contains(title, word)
        )
        pairs = [min(one, other) for one, other in zip(self.rarity, self.rarity[1:], strict=False)]
        side_by_side = sum(
            weight
            for pair, weight in zip(self.question.neighbours, pairs, strict=True)
            if _contains(title, pair) or _contains(text, pair)
        )
        whole = tuple(part for word in words for part in word)
        fit = 0.5 * self.coverage[entry] + 0.3 * in_title / total
        fit += 0.25 * (side_by_side / (sum(pairs) or 1) if pairs else self.coverage[entry])
        return fit + 0.15 * _contains(text, whole) + 0.25 * _contains(title, whole)

    def _texts_of(self, entries: Iterable[int]) -> dict[int, tuple[str, str]]:
        missing = [entry for entry in entries if entry not in self._texts]
        if missing:
            rows = self.store.rows(
                "SELECT rowid, title || ' ' || title_en, text || ' ' || text_en FROM search_words"
                " WHERE rowid IN (SELECT value FROM json_each(%s))",
                [json.dumps(missing)],
            )
            self._texts.update({entry: (title, text) for entry, title, text in rows})
        return self._texts

    @cached_property
    def sounding_alike(self) -> dict[int, float]:
        """Entries by the share of the question's trigrams that they have."""
        grams = thai.trigrams(self.question.text)[:40]
        if not grams:
            return {}
        sql = " UNION ALL ".join(["SELECT rowid FROM search_grams WHERE search_grams MATCH %s"] * len(grams))
        counted = Counter(entry for (entry,) in self.store.rows(sql, [_either([(gram,)]) for gram in grams]))
        return {entry: count / len(grams) for entry, count in counted.items()}

    def similar_texts(self) -> list[str]:
        """The texts of the entries that sound most like the question."""
        alike = self.sounding_alike
        nearest = sorted(alike, key=lambda entry: (-alike[entry], entry))[:8]
        texts = self._texts_of(nearest)
        return [" ".join(texts[entry]) for entry in nearest if entry in texts]

    def similar(self) -> dict[int, float]:
        """Entries that sound like the question though they have none of its words."""
        alike = sorted(self.sounding_alike.items(), key=lambda found: (-found[1], found[0]))
        return {entry: share for entry, share in alike if share >= ALIKE}


def _either(phrases: Iterable[Phrase]) -> str:
    """A full-text query for any of the phrases. Everything is quoted: no part can be an operator."""
    quoted = ('"' + " ".join(phrase).replace('"', " ").replace("\0", " ") + '"' for phrase in phrases)
    return " OR ".join(dict.fromkeys(quoted))


def _contains(text: str, phrase: Phrase) -> bool:
    return f" {' '.join(phrase)} " in f" {text} "
