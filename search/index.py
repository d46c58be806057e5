"""A full-text index in a folder, or in memory: what the embedded engine keeps its entries in.

It knows words and letters, not Thai: whoever writes hands over the parts of the words. Neighbouring parts
are terms of their own, so that a phrase is a question for terms: these are answered without reading what
can't be among the best any more, which positions would not allow.

tantivy commits atomically: after a crash the index is what it was at its last commit. One process writes at
a time; readers never wait.
"""

import fcntl
import shutil
from collections.abc import Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from itertools import pairwise
from pathlib import Path

import tantivy
from tantivy import Occur
from tantivy import Query as Ask

from search.answers import LEAST_SHARE, MOST, Wanted
from search.documents import Document, digest
from search.retrieval import Clause, Filters, Group, Place, Text
from search.synonyms import Phrase
from search.thai import skeleton

#: Fields of words, and what a word in them counts for.
FIELDS = {"title": 3.0, "text": 1.0, "attached": 0.4}

#: The layout of the index; part of its folder's name, so that another one is made beside it.
LAYOUT = "4"

#: Bytes that a writer gathers before it writes them.
HEAP = 48_000_000

#: Texts that a snapshot remembers, about 10 kB each.
REMEMBERED = 3_000

#: Terms whose frequencies a snapshot remembers.
MOST_FREQUENCIES = 200_000

#: Beginnings of words that are looked up for what somebody is typing.
MOST_BEGINNINGS = 40

#: Values of all facets together that are counted.
MOST_VALUES = 2_000


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic", stored=True)
    for field in FIELDS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
        builder.add_text_field(_pairs(field), tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("sound", tokenizer_name="trigrams", index_option="basic")
    builder.add_text_field("beginning", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("title_sound", tokenizer_name="trigrams", index_option="basic")
    builder.add_text_field("facet", tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("day", "number"):
        builder.add_unsigned_field(name, fast=True, indexed=True)
    for name in ("parts", "record"):
        builder.add_bytes_field(name, stored=True)
    return builder.build()


def _pairs(field: str) -> str:
    return f"{field}_pairs"


#: Where parts stand, and where two side by side.
_WORDS = tuple(FIELDS)
_PAIRS = tuple(map(_pairs, FIELDS))


class FolderIndex:
    """An index that several processes read and one at a time writes; without a folder, this process alone."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder and folder.with_name(f"{folder.name}-{LAYOUT}")
        self.schema = _schema()
        self._open()

    def _open(self) -> None:
        self._commits = 0
        self._label = ""
        self._latest: tuple[Hashable, Snapshot] | None = None
        if self.folder:
            self.folder.mkdir(parents=True, exist_ok=True)
        self.index = tantivy.Index(self.schema, str(self.folder) if self.folder else None)
        self.index.config_reader("manual")
        trigrams = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.ngram(3, 3, False)).build()
        self.index.register_tokenizer("trigrams", trigrams)

    def snapshot(self) -> "Snapshot":
        """What was committed last: the same object until somebody commits again."""
        state = self._state()
        if self._latest is None or self._latest[0] != state:
            self.index.reload()
            self._latest = (state, Snapshot(self.schema, self.index.searcher()))
        return self._latest[1]

    def _state(self) -> Hashable:
        """Another value after every commit of any process."""
        if not self.folder:
            return self._commits
        file = (self.folder / "meta.json").stat()
        return (file.st_ino, file.st_mtime_ns)

    @contextmanager
    def writing(self) -> Iterator["Writing"]:
        """Changes become visible together at the end, or not at all if it ends in an error.

        Waits for other processes that write.
        """
        with self._alone():
            # tantivy's own lock belongs to a living process: behind ours it is never held.
            writer = self.index.writer(HEAP, 1)
            try:
                yield Writing(writer)
                writer.commit()
                writer.wait_merging_threads()
                self._commits += 1
            except BaseException:
                writer.rollback()
                raise

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if not self.folder:
            yield
            return
        with self.folder.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def destroy(self) -> None:
        """Begin anew with an empty index: for one that can't be read."""
        if self.folder:
            with self._alone():
                shutil.rmtree(self.folder, ignore_errors=True)
                self.label("")
        self._open()

    def label(self, text: str) -> None:
        """Write on the index whose it is."""
        self._label = text
        if self.folder:
            self._label_file.write_text(text, encoding="ascii")

    def read_label(self) -> str:
        if not self.folder:
            return self._label
        return self._label_file.read_text(encoding="ascii") if self._label_file.exists() else ""

    @property
    def _label_file(self) -> Path:
        return self.folder.with_suffix(".label") if self.folder else Path()

    def bytes(self) -> int:
        """What the index takes on the disk."""
        return sum(file.stat().st_size for file in self.folder.iterdir()) if self.folder else 0


@dataclass(frozen=True)
class Writing:
    """Changes on their way into the index."""

    writer: tantivy.IndexWriter

    def put(self, documents: Iterable[Document]) -> None:
        """Write entries in the place of what has the same key."""
        for document in documents:
            self.remove([document.key])
            self.add([document])

    def add(self, documents: Iterable[Document]) -> None:
        """Write entries whose keys are new."""
        for document in documents:
            self.writer.add_document(_written(document))

    def remove(self, keys: Iterable[str]) -> None:
        for key in keys:
            self.writer.delete_documents_by_term("key", key)

    def clear(self) -> None:
        self.writer.delete_all_documents()


def _written(document: Document) -> tantivy.Document:
    written = tantivy.Document()
    written.add_text("key", document.key)
    for field in FIELDS:
        if parts := getattr(document, field):
            written.add_text(field, parts)
            written.add_text(_pairs(field), joined_pairs(parts))
    written.add_text("sound", document.sound)
    written.add_text("title_sound", skeleton(document.title.replace(" ", "")))
    for beginning in set(document.beginnings):
        written.add_text("beginning", beginning)
    for facet in document.facets:
        written.add_text("facet", facet)
    written.add_unsigned("day", document.day)
    written.add_unsigned("number", document.number)
    written.add_bytes("parts", "\n".join([document.title, document.text, document.attached]).encode())
    written.add_bytes("record", document.record)
    return written


def joined_pairs(parts: str) -> str:
    """Each part with the next one, as terms of their own."""
    return " ".join([f"{one}_{other}" for one, other in pairwise(parts.split(" "))])


class Snapshot:
    """The entries at one moment."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher) -> None:
        self.schema = schema
        self.searcher = searcher
        #: How many entries have a term of a field, and a part or two side by side in any.
        self._frequencies: dict[tuple[str, str], int] = {}
        self._overall: dict[Phrase, int] = {}
        #: The key and the text of an entry.
        self._read = lru_cache(REMEMBERED)(partial(_read, searcher))

    @cached_property
    def size(self) -> int:
        return self.searcher.num_docs

    def learn(self, terms: Iterable[Phrase] = (), trigrams: Iterable[str] = ()) -> None:
        """Nothing to do: what is near needs no preparation."""

    def frequency(self, term: Phrase) -> int:
        """About how many entries have a part, or two side by side."""
        known = self._overall.get(term)
        if known is None:
            # Spelling asks for hundreds of pairs that nobody asks for again: no more than this for each.
            word = "_".join(term)
            count = self.searcher.doc_freq
            known = max([count(field, word) for field in (_WORDS if len(term) == 1 else _PAIRS)])
            if len(self._overall) >= MOST_FREQUENCIES:
                self._overall.clear()
            self._overall[term] = known
        return known

    def _frequency(self, field: str, word: str) -> int:
        known = self._frequencies.get((field, word))
        if known is None:
            if len(self._frequencies) >= MOST_FREQUENCIES:
                self._frequencies.clear()
            known = self._frequencies[field, word] = self.searcher.doc_freq(field, word)
        return known

    def vocabulary(self) -> dict[str, int]:
        """The parts of all titles and texts, with the number of entries that have each."""
        found = dict(self.searcher.terms_with_prefix("text", ""))
        for part, entries in self.searcher.terms_with_prefix("title", ""):
            found[part] = max(entries, found.get(part, 0))
        return found

    def sound_frequency(self, trigram: str) -> int:
        return self._frequency("sound", trigram)

    def best(
        self, clauses: Sequence[Clause], most: int, filters: Filters | None = None
    ) -> list[tuple[Place, float]]:
        """The entries that have most of the clauses by BM25, the best first."""
        asked = [
            (
                Occur.Should,
                Ask.boost_query(
                    Ask.term_query(self.schema, field, word, "freq"), clause.weight * FIELDS[base]
                ),
            )
            for clause in clauses
            for base, field, word in fields_of(clause.term)
            if self._frequency(field, word)
        ]
        return self._found(asked, most, filters)

    def best_by_sound(
        self, trigrams: Sequence[str], most: int, filters: Filters | None = None
    ) -> list[tuple[Place, float]]:
        """The entries that have most of the trigrams, the rare ones counting more."""
        asked = [(Occur.Should, Ask.term_query(self.schema, "sound", gram, "basic")) for gram in trigrams]
        return self._found(asked, most, filters)

    def _found(
        self, asked: list[tuple[Occur, Ask]], most: int, filters: Filters | None
    ) -> list[tuple[Place, float]]:
        if not asked or not self.size:
            return []
        wanted = Ask.boolean_query(asked)
        if filters:
            wanted = Ask.boolean_query([(Occur.Must, wanted), *self._passing(filters)])
        hits = self.searcher.search(wanted, most, count=False).hits
        return [((address.segment_ord, address.doc), score) for score, address in hits]

    def _passing(self, filters: Filters, but: str = "") -> list[tuple[Occur, Ask]]:
        """Clauses for having one of the wanted values of each facet; they add nothing to a score."""
        return [
            (
                Occur.Must,
                Ask.const_score_query(
                    Ask.term_set_query(self.schema, "facet", [f"{name}={value}" for value in sorted(values)]),
                    0.0,
                ),
            )
            for name, values in filters.items()
            if values and name != but
        ]

    def select(self, wanted: Wanted) -> "PlacedSelection":
        return PlacedSelection(self, wanted)

    def covering(
        self, groups: Sequence[Group], most: int, filters: Filters | None = None
    ) -> list[tuple[Place, float]]:
        """The entries that have one phrase at least, with the sum over the groups of the best phrase's worth."""
        asked = []
        for group in groups:
            others = [
                Ask.const_score_query(self._phrase(phrase), worth)
                for phrase, worth in group
                if worth > 0 and self._possible(phrase)
            ]
            if others:
                asked.append(
                    (Occur.Should, others[0] if len(others) == 1 else Ask.disjunction_max_query(others))
                )
        return self._found(asked, most, filters)

    def _possible(self, phrase: Phrase) -> bool:
        terms = [phrase] if len(phrase) == 1 else list(pairwise(phrase))
        return all(self.frequency(term) for term in terms)

    def _phrase(self, phrase: Phrase) -> Ask:
        """Has the parts one after the other in one field: exact for one and two, nearly so for more."""
        terms = [phrase] if len(phrase) < 3 else list(pairwise(phrase))
        fields = []
        for base in FIELDS:
            asked = [
                Ask.term_query(self.schema, field, word, "basic")
                for term in terms
                for of, field, word in fields_of(term)
                if of == base
            ]
            fields.append(
                (
                    Occur.Should,
                    asked[0] if len(asked) == 1 else Ask.boolean_query([(Occur.Must, one) for one in asked]),
                )
            )
        return Ask.boolean_query(fields)

    def begun(self, before: Sequence[Phrase], letters: str, most: int) -> list[Place]:
        """Entries whose titles have the words `before` and one that begins with `letters`."""
        begun = self.searcher.terms_with_prefix("beginning", letters, limit=MOST_BEGINNINGS)
        if not begun:
            return []
        asked = [
            (Occur.Must, Ask.term_set_query(self.schema, "beginning", [word for word, _entries in begun]))
        ]
        for phrase in before:
            asked += [(Occur.Must, Ask.term_query(self.schema, "title", part, "basic")) for part in phrase]
        return [place for place, _score in self._found(asked, most, None)] if self.size else []

    def titled_alike(self, trigrams: Sequence[str], most: int) -> list[tuple[Place, float]]:
        """Entries whose titles sound like the trigrams, with the number of these that they have."""
        asked = [
            (
                Occur.Should,
                Ask.const_score_query(Ask.term_query(self.schema, "title_sound", gram, "basic"), 1.0),
            )
            for gram in trigrams
        ]
        return self._found(asked, most, None)

    def all(self, most: int, filters: Filters | None = None) -> list[Place]:
        asked = Ask.boolean_query([(Occur.Must, Ask.all_query()), *self._passing(filters or {})])
        if not self.size:
            return []
        hits = self.searcher.search(asked, most, count=False).hits
        return [(address.segment_ord, address.doc) for _score, address in hits]

    def numbers(self, name: str, places: Sequence[Place]) -> list[int]:
        """The day or the number of each entry."""
        addresses = [tantivy.DocAddress(*place) for place in places]
        return [int(value or 0) for value in self.searcher.fast_field_values(name, addresses)]

    def texts(self, places: Sequence[Place]) -> list[Text]:
        return [self._read(place)[1] for place in places]

    def records(self, places: Sequence[Place]) -> list[bytes]:
        return [self._bytes(place, "record") for place in places]

    def key(self, place: Place) -> str:
        return self._read(place)[0]

    def _bytes(self, place: Place, field: str) -> bytes:
        value = self.searcher.doc(tantivy.DocAddress(*place)).get_first(field)
        return bytes(value) if value is not None else b""

    def place_of(self, key: str) -> Place | None:
        hits = self.searcher.search(Ask.term_query(self.schema, "key", key, "basic"), 1, count=False).hits
        return (hits[0][1].segment_ord, hits[0][1].doc) if hits else None

    def digests(self) -> dict[str, str]:
        """Of each entry the digest of what it was made from."""
        return {
            self.key(place): digest(record)
            for place in self.all(self.size)
            for record in self.records([place])
        }

    def keys(self) -> set[str]:
        return (
            {key for key, _entries in self.searcher.terms_with_prefix("key", "", Ask.all_query())}
            if self.size
            else set()
        )

    def with_facet(self, name: str, values: Iterable[str]) -> set[str]:
        """The keys of the entries that have one of the values."""
        return {self.key(place) for place in self.all(self.size or 1, {name: frozenset(values)})}

    def passing(self, places: Sequence[Place], filters: Filters) -> set[Place]:
        """Those of the places that have one of the wanted values of each facet."""
        if not places:
            return set()
        asked = Ask.boolean_query([(Occur.Must, self._among(places)), *self._passing(filters)])
        hits = self.searcher.search(asked, len(places), count=False).hits
        return {(address.segment_ord, address.doc) for _score, address in hits}

    def _among(self, places: Sequence[Place]) -> Ask:
        numbers = self.numbers("number", places)
        return Ask.const_score_query(Ask.term_set_query(self.schema, "number", numbers), 1.0)

    def counts(
        self, places: Sequence[Place], filters: Filters, names: Sequence[str]
    ) -> dict[str, dict[str, int]]:
        """For each facet how many of the places have each value, with all filters but that facet's own."""
        if not places:
            return {name: {} for name in names}
        among = self._among(places)
        shared = self._counted(among, self._passing(filters))
        found = {}
        for name in names:
            counted = self._counted(among, self._passing(filters, but=name)) if filters.get(name) else shared
            found[name] = {
                value.partition("=")[2]: count
                for value, count in counted.items()
                if value.startswith(f"{name}=")
            }
        return found

    def _counted(self, among: Ask, passing: list[tuple[Occur, Ask]]) -> dict[str, int]:
        asked = Ask.boolean_query([(Occur.Must, among), *passing])
        answer = self.searcher.aggregate(asked, {"all": {"terms": {"field": "facet", "size": MOST_VALUES}}})
        return {bucket["key"]: bucket["doc_count"] for bucket in answer["all"]["buckets"]}


class PlacedSelection:
    """The wanted entries of a snapshot, all of them looked up and put into order."""

    def __init__(self, snapshot: Snapshot, wanted: Wanted) -> None:
        self.snapshot = snapshot
        self.wanted = wanted

    @cached_property
    def scored(self) -> dict[Place, float]:
        """What is found before any filter, with its share of the question."""
        if self.wanted.only_best:
            return dict.fromkeys(self.wanted.best, 1.0)
        if self.wanted.groups is None:
            return dict.fromkeys(self.snapshot.all(MOST), 1.0)
        found = self.snapshot.covering(self.wanted.groups, MOST)
        if not found:
            return {}
        least = max(self.wanted.least, LEAST_SHARE * found[0][1])
        return {place: share for place, share in found if share >= least}

    @cached_property
    def ordered(self) -> list[Place]:
        """All results, in order."""
        if self.wanted.groups is None and not self.wanted.only_best:
            return self._by_day(self.snapshot.all(MOST, self.wanted.filters))
        chosen = self.scored.keys()
        if self.wanted.filters:
            chosen &= self.snapshot.passing(list(chosen), self.wanted.filters)
        if self.wanted.order != "relevance":
            return self._by_day(list(chosen))
        best = dict.fromkeys(place for place in self.wanted.best if place in chosen)
        return [*best, *self._by_share([place for place in chosen if place not in best])]

    def _by_day(self, places: Sequence[Place]) -> list[Place]:
        days = self.snapshot.numbers("day", places)
        numbers = self.snapshot.numbers("number", places)
        oldest_first = self.wanted.order == "oldest"
        rows = sorted(zip(days, numbers, places, strict=True), reverse=not oldest_first)
        # What has no date comes last of the newest and first of the oldest.
        return [place for _day, _number, place in rows]

    def _by_share(self, places: Sequence[Place]) -> list[Place]:
        numbers = self.snapshot.numbers("number", places)
        rows = sorted(zip(places, numbers, strict=True), key=lambda row: (-self.scored[row[0]], -row[1]))
        return [place for place, _number in rows]

    def __len__(self) -> int:
        return len(self.ordered)

    def counts(self, names: Sequence[str]) -> dict[str, dict[str, int]]:
        return self.snapshot.counts(list(self.scored), self.wanted.filters, names)

    def records(self, part: slice) -> list[bytes]:
        return self.snapshot.records(self.ordered[part])


def _read(searcher: tantivy.Searcher, place: Place) -> tuple[str, Text]:
    entry = searcher.doc(tantivy.DocAddress(*place))
    title, body, attached = entry.get_first("parts").decode().split("\n")
    # Texts of a collection that is remembered whole stay.
    often = searcher.num_docs <= REMEMBERED
    return str(entry.get_first("key")), Text(f" {title} ", f" {body} ", f" {attached} ", often=often)


def fields_of(term: Phrase) -> list[tuple[str, str, str]]:
    """For each field of words: its name, the field that holds such a term, and the term there."""
    if len(term) == 1:
        return [(field, field, term[0]) for field in FIELDS]
    return [(field, _pairs(field), "_".join(term)) for field in FIELDS]
