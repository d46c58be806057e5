"""Search on a cluster of Elasticsearch or OpenSearch: the same terms as in the embedded index, the same answers.

The cluster analyses nothing: it gets the parts of the words with spaces between them, and neighbouring parts
as terms of their own. elasticsearch-dsl builds mappings and queries; `search.connection` sends them.

An index is made anew beside the old one, behind an alias. Whoever writes meanwhile writes to both: each
writing has a number, and an entry with a greater one stays, so that a late, an old or a repeated writing
never stands in the place of a newer one.
"""

import json
import logging
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import chain, pairwise
from typing import Any
from uuid import UUID, uuid4

from elasticsearch_dsl import A, Index, Q, Search, analyzer, tokenizer
from elasticsearch_dsl.query import Query as Ask

from content.search_record import SearchRecord
from search import answers, thai
from search.answers import LEAST_SHARE, MOST, IndexResults, Wanted
from search.connection import Budget, ClusterError, Connection
from search.documents import Document, digest_of, document_of
from search.engine import DOCUMENT, Health, Hit, Query, Suggestion
from search.index import FIELDS, MOST_VALUES, fields_of, joined_pairs
from search.retrieval import Clause, Filters, Group, Place, Text
from search.spelling import Spelling
from search.synonyms import Phrase

logger = logging.getLogger(__name__)

#: The layout of an index; one of another is made anew.
LAYOUT = "2"

#: Stands in fields that would be empty: an entry without attachments counts in their mean length.
NOTHING = "∅"

#: Bytes of entries that are sent together.
LOAD = 4_000_000

#: Keys that are read at a time.
BATCH = 5_000

#: Terms in one query; clusters refuse 1,024.
MOST_TERMS = 900

#: What is counted with all filters; no facet has that name.
ALL = "*"

#: The server gives up what the portal doesn't wait for.
PATIENCE = "1s"

#: How often a load is sent again while an index is made, and the longest pause between two tries in seconds.
TRIES = 8
LONGEST_PAUSE = 10.0

#: An index that nobody finished after so many seconds is left over from a process that died.
LEFT_OVER = 6 * 3600

#: How long the cluster remembers at which number an entry was taken out. No writing may come later than that.
REMEMBERED = "24h"

#: A key with what is to stand there; nothing to take it out.
Order = tuple[str, str]

_BM25 = {"type": "BM25", "k1": 1.2, "b": 0.75}


def layout(index: Index) -> Index:
    """The fields of the portal's index."""
    spaces = analyzer("parts", tokenizer="whitespace")
    grams = analyzer("grams", tokenizer=tokenizer("grams_of_three", "ngram", min_gram=3, max_gram=3))
    index.analyzer(spaces)
    index.analyzer(grams)
    mapping = index.get_or_create_mapping()
    for field in FIELDS:
        mapping.field(field, "text", analyzer=spaces, index_options="freqs")
        mapping.field(f"{field}_pairs", "text", analyzer=spaces, index_options="freqs")
    for field in ("sound", "title_sound"):
        mapping.field(field, "text", analyzer=grams, index_options="docs")
    for field in ("key", "facet", "beginning"):
        mapping.field(field, "keyword")
    for field in ("day", "number"):
        mapping.field(field, "long")
    for field in ("record", "digest"):
        mapping.field(field, "keyword", index=False, doc_values=False)
    # What is searched only need not be kept.
    unread = [f"{field}_pairs" for field in FIELDS] + ["sound", "title_sound", "beginning"]
    mapping.meta("_source", {"excludes": unread})
    return index


def _writing(index: str) -> str:
    """The name under which an index is written: what was removed isn't made again by a late writing."""
    return f"{index}.writing"


def _source(document: Document, digest: str) -> dict[str, Any]:
    source: dict[str, Any] = {"key": document.key}
    for field in FIELDS:
        parts = getattr(document, field) or NOTHING
        source[field] = parts
        source[f"{field}_pairs"] = joined_pairs(parts) or NOTHING
    return source | {
        "sound": document.sound,
        "title_sound": thai.skeleton(document.title.replace(" ", "")),
        "beginning": sorted(set(document.beginnings)),
        "facet": list(document.facets),
        "day": document.day,
        "number": document.number,
        "record": document.record.decode(),
        "digest": digest,
    }


class AliasedIndex:
    """An index behind an alias, which is made anew beside the old one, and in which newer writings stay."""

    def __init__(self, connection: Connection, version: str) -> None:
        """An index whose layout is of another version than this is made anew."""
        self.connection = connection
        self.alias = connection.name
        self.version = version

    def layout(self, name: str, token: UUID) -> Index:
        """An empty index with its fields; `empty` begins it."""
        raise NotImplementedError

    def empty(self, name: str, token: UUID) -> Index:
        """An index without fields: settings, and whose it is."""
        index = Index(name)
        index.settings(
            number_of_shards=1,
            auto_expand_replicas="0-1",
            gc_deletes=REMEMBERED,
            similarity={"default": _BM25},
        )
        mapping = index.get_or_create_mapping()
        mapping.meta("dynamic", "strict")
        mapping.meta("_meta", {"layout": self.version, "token": str(token)})
        index.aliases(**{_writing(name): {}})
        return index

    # Writing

    def orders(self, entries: Iterable[Any]) -> Iterable[Order]:
        """How entries are written."""
        raise NotImplementedError

    def write(self, entries: Iterable[Any], gone: Iterable[str], number: int) -> None:
        """Put entries in the place of those with the same keys, and take others out.

        What was read from the database before a number was taken is older than what was read after.
        Raises ClusterError if anything was not written; then all of it can be written again.
        """
        indexes = [_writing(index) for index in self._indexes()]
        if not indexes:
            raise ClusterError("there is no index")
        for load in _loads(chain(((key, "") for key in gone), self.orders(entries))):
            for index in indexes:
                self._send(index, load, number, refresh="true")

    def _send(self, index: str, load: Sequence[Order], number: int, **parameters: str) -> None:
        lines = []
        for key, source in load:
            order = {"_id": key, "version": number, "version_type": "external"}
            lines += [json.dumps({"index": order}), source] if source else [json.dumps({"delete": order})]
        answer = self.connection.ask_lines(f"/{index}/_bulk", lines, require_alias="true", **parameters)
        if not answer["errors"]:
            return
        for item in answer["items"]:
            (result,) = item.values()
            # 409: there is a newer one. 404: it was gone already.
            if result["status"] >= 400 and result["status"] not in {404, 409}:
                kind = result["error"]["type"]
                if result["status"] == 400:
                    # Trying again would not help, and all that comes after it would wait.
                    logger.error("The cluster refuses %s: %s", result["_id"], kind)
                else:
                    raise ClusterError(f"{result['status']} {kind}", result["status"])
            elif result["status"] == 404 and "error" in result:
                raise ClusterError("the index is gone", 404)

    def replace(self, entries: Callable[[], Iterable[Any]], number: Callable[[], int]) -> tuple[int, UUID]:
        """Make the index anew beside the old one, then put it in its place.

        Whoever writes from now on writes to both: only then a number is taken, and then the entries are read.
        Returns how many entries it has, and the token that it can be told by.
        """
        token = uuid4()
        index = f"{self.alias}-{time.time_ns() // 1_000_000}"
        self.connection.ask("PUT", f"/{index}", self.layout(index, token).to_dict())
        count = 0
        try:
            begun = number()
            for load in _loads(self.orders(entries())):
                self._send_patiently(_writing(index), load, begun)
                count += len(load)
            self.connection.ask("POST", f"/{index}/_refresh")
            self._put_in_place(index)
        except BaseException:
            with suppress(ClusterError):
                self.connection.ask("DELETE", f"/{index}")
            raise
        return count, token

    def _send_patiently(self, index: str, load: Sequence[Order], number: int) -> None:
        pause = 0.2
        for _try in range(TRIES):
            try:
                return self._send(index, load, number)
            except ClusterError as error:
                if error.status == 404:
                    raise
                logger.warning("The cluster takes nothing now (%s)", error)
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        return self._send(index, load, number)

    def _put_in_place(self, index: str) -> None:
        """In one step: no search finds none, or two."""
        others = [other for other in self._indexes() if other != index]
        actions: list[dict[str, Any]] = [{"add": {"index": index, "alias": self.alias}}]
        actions += [{"remove_index": {"index": other}} for other in others]
        self.connection.ask("POST", "/_aliases", {"actions": actions})

    def _indexes(self) -> dict[str, dict[str, Any]]:
        """The index in service, and those that are being made."""
        answer = self.connection.ask(
            "GET", f"/{self.alias}-*", filter_path="*.aliases,*.mappings._meta", expand_wildcards="open"
        )
        ours = re.compile(rf"{re.escape(self.alias)}-\d{{13}}")
        return {name: about for name, about in answer.items() if ours.fullmatch(name)}

    def clean(self) -> None:
        """Remove what processes left behind that died while they made an index."""
        oldest = time.time_ns() // 1_000_000 - LEFT_OVER * 1000
        for index, about in self._indexes().items():
            if self.alias not in about["aliases"] and int(index.rpartition("-")[2]) < oldest:
                self.connection.ask("DELETE", f"/{index}")

    def made_from(self) -> UUID | None:
        """The token of the index in service; None if there is none, or one of another layout."""
        for about in self._indexes().values():
            meta = about.get("mappings", {}).get("_meta", {})
            if self.alias in about["aliases"] and meta.get("layout") == self.version:
                return UUID(meta["token"])
        return None

    def remove(self) -> None:
        for index in self._indexes():
            self.connection.ask("DELETE", f"/{index}")

    def digests(self) -> dict[str, str]:
        """Of each entry the digest of the record that it was made from."""
        return {hit["_id"]: hit["_source"]["digest"] for hit in self._every(Q("match_all"), ["digest"])}

    def _every(self, wanted: Ask, fields: list[str]) -> Iterator[dict[str, Any]]:
        asked = Search().query(wanted).source(fields or False).sort("key")[:BATCH].to_dict()
        while True:
            hits = self.connection.ask("POST", f"/{self.alias}/_search", asked)["hits"]["hits"]
            yield from hits
            if len(hits) < BATCH:
                return
            asked["search_after"] = hits[-1]["sort"]

    def refresh(self) -> None:
        """Let searches find all that was written."""
        self.connection.ask("POST", f"/{self.alias}/_refresh")

    def bytes(self) -> int:
        stats = self.connection.ask("GET", f"/{self.alias}/_stats/store")
        return int(stats["_all"]["primaries"]["store"]["size_in_bytes"])

    def count(self) -> int:
        """How many entries searches find. Raises ClusterError."""
        return int(self.connection.ask("GET", f"/{self.alias}/_count", timeout=2)["count"])

    def answered(self, search: Search, budget: Budget) -> dict[str, Any]:
        """The whole answer to a search. Raises ClusterError."""
        answer: dict[str, Any] = budget.spend(
            self.connection, "POST", f"/{self.alias}/_search", _body(search)
        )
        return _whole(answer)


class Cluster(AliasedIndex):
    """The portal's index on a cluster."""

    name = "cluster"

    def __init__(self, connection: Connection, spelling: Callable[[], Spelling]) -> None:
        super().__init__(connection, LAYOUT)
        self._spelling = spelling

    def layout(self, name: str, token: UUID) -> Index:
        return layout(self.empty(name, token))

    def orders(self, entries: Iterable[SearchRecord]) -> Iterator[Order]:
        for record in entries:
            if record.reach == "public":
                source = _source(document_of(record), digest_of(record))
                yield record.key, json.dumps(source, ensure_ascii=False)
            else:
                yield record.key, ""

    # Reading

    def index(self, budget: Budget | None = None) -> "ClusterIndex":
        return ClusterIndex(self.connection, self.alias, budget or Budget())

    def search(self, query: Query, budget: Budget | None = None) -> IndexResults:
        return IndexResults(self.index(budget), self._spelling(), query)

    def similar(self, key: str, limit: int, kinds: frozenset[str] = frozenset()) -> list[Hit]:
        return answers.similar(self.index(), key, limit, kinds)

    def suggest(self, text: str, limit: int) -> list[Suggestion]:
        return answers.suggested(self.index(), text, limit)

    def keys_with(self, facet: str, values: Iterable[str]) -> set[str]:
        wanted = Q("terms", facet=[f"{facet}={value}" for value in values])
        return {hit["_id"] for hit in self._every(Q("bool", filter=[wanted]), [])}

    def health(self) -> Health:
        try:
            count = self.count()
        except ClusterError as error:
            return Health(False, self.name, 0, str(error))
        return Health(True, self.name, count)


def _loads(orders: Iterable[Order]) -> Iterator[list[Order]]:
    load: list[Order] = []
    size = 0
    for order in orders:
        load.append(order)
        # A Thai letter takes three bytes.
        size += 3 * len(order[1]) + 100
        if size > LOAD:
            yield load
            load, size = [], 0
    if load:
        yield load


class ClusterIndex:
    """The index as one search sees it: what it has learnt of it is asked for once."""

    def __init__(self, connection: Connection, alias: str, budget: Budget) -> None:
        self.connection = connection
        self.alias = alias
        self.budget = budget
        self._size: int | None = None
        #: How many entries have a term of a field.
        self._frequencies: dict[tuple[str, str], int] = {}
        self._sources: dict[Place, dict[str, Any]] = {}
        # All requests of a search go to the same copy of the index.
        self._copy = f"search{time.monotonic_ns()}"

    def ask(self, path: str, body: Any, **parameters: object) -> Any:
        return self.budget.spend(self.connection, "POST", f"/{self.alias}/{path}", body, **parameters)

    def search(self, search: Search) -> dict[str, Any]:
        answer: dict[str, Any] = self.ask("_search", _body(search), preference=self._copy)
        return _whole(answer)

    def searches(self, *several: Search) -> list[dict[str, Any]]:
        lines: list[dict[str, Any]] = []
        for search in several:
            lines += [{"preference": self._copy}, _body(search)]
        return [_whole(answer) for answer in self.ask("_msearch", lines)["responses"]]

    # Frequencies

    @property
    def size(self) -> int:
        if self._size is None:
            self.learn()
        return self._size or 0

    def learn(self, terms: Iterable[Phrase] = (), trigrams: Iterable[str] = ()) -> None:
        """Ask for all frequencies that aren't known yet, in one request."""
        wanted = {(field, word) for term in terms for _base, field, word in fields_of(term)}
        wanted |= {("sound", gram) for gram in trigrams}
        wanted -= self._frequencies.keys()
        if not wanted and self._size is not None:
            return
        # An entry that isn't there, made of just these terms: the cluster tells how frequent they are.
        asked: dict[str, list[str]] = {"title": [NOTHING]}
        for field, word in sorted(wanted):
            asked.setdefault(field, []).append(word)
        answer = self.ask(
            "_termvectors",
            {
                "doc": {
                    field: words if field == "sound" else " ".join(words) for field, words in asked.items()
                },
                "fields": list(asked),
                "term_statistics": True,
                "field_statistics": True,
                "positions": False,
                "offsets": False,
                "payloads": False,
            },
            preference=self._copy,
        )
        found = answer.get("term_vectors", {})
        if self._size is None:
            statistics = found.get("title", {}).get("field_statistics", {})
            self._size = max(0, statistics.get("doc_count", 0))
        for field, word in wanted:
            term = found.get(field, {}).get("terms", {}).get(word, {})
            self._frequencies[field, word] = term.get("doc_freq", 0)

    def frequency(self, term: Phrase) -> int:
        fields = fields_of(term)
        if any((field, word) not in self._frequencies for _base, field, word in fields):
            self.learn([term])
        return max(self._frequencies[field, word] for _base, field, word in fields)

    def sound_frequency(self, trigram: str) -> int:
        if ("sound", trigram) not in self._frequencies:
            self.learn(trigrams=[trigram])
        return self._frequencies["sound", trigram]

    # Candidates

    def best(
        self, clauses: Sequence[Clause], most: int, filters: Filters | None = None
    ) -> list[tuple[Place, float]]:
        self.learn(clause.term for clause in clauses)
        heaviest = sorted(clauses, key=lambda clause: -clause.weight)
        asked = [
            Q("term", **{field: {"value": word, "boost": clause.weight * FIELDS[base]}})
            for clause in heaviest
            for base, field, word in fields_of(clause.term)
            if self._frequencies[field, word]
        ]
        return self._found(asked[:MOST_TERMS], most, filters, list(FIELDS))

    def best_by_sound(
        self, trigrams: Sequence[str], most: int, filters: Filters | None = None
    ) -> list[tuple[Place, float]]:
        asked = [Q("term", sound=gram) for gram in trigrams]
        return self._found(asked, most, filters, list(FIELDS))

    def titled_alike(self, trigrams: Sequence[str], most: int) -> list[tuple[Place, float]]:
        asked = [Q("constant_score", filter=Q("term", title_sound=gram)) for gram in dict.fromkeys(trigrams)]
        return self._found(asked, most, None, ["record"])

    def _found(
        self, asked: list[Ask], most: int, filters: Filters | None, fields: list[str]
    ) -> list[tuple[Place, float]]:
        if not asked:
            return []
        wanted = Q("bool", should=asked, minimum_should_match=1, filter=_passing(filters or {}))
        search = Search().query(wanted).source(fields).sort("_score", "number")[:most]
        return [(self.noted(hit), hit["_score"]) for hit in self.search(search)["hits"]["hits"]]

    def begun(self, before: Sequence[Phrase], letters: str, most: int) -> list[Place]:
        asked = [Q("prefix", beginning=letters)]
        asked += [Q("term", title=part) for phrase in before for part in phrase]
        search = Search().query(Q("bool", filter=asked)).source(["record"]).sort("number")[:most]
        return [self.noted(hit) for hit in self.search(search)["hits"]["hits"]]

    # Entries

    def noted(self, hit: Mapping[str, Any]) -> Place:
        place: Place = hit["_id"]
        self._sources.setdefault(place, {}).update(hit["_source"])
        return place

    def texts(self, places: Sequence[Place]) -> list[Text]:
        self._read(places, list(FIELDS))
        found = []
        for place in places:
            parts = [self._sources[place][field] for field in FIELDS]
            found.append(Text(*(" " if part == NOTHING else f" {part} " for part in parts)))
        return found

    def records(self, places: Sequence[Place]) -> list[bytes]:
        self._read(places, ["record"])
        return [self._sources[place]["record"].encode() for place in places]

    def _read(self, places: Sequence[Place], fields: list[str]) -> None:
        self._look_up(places, fields)
        if any(place not in self._sources for place in places):
            raise ClusterError("an entry went away meanwhile")

    def _look_up(self, places: Sequence[Place], fields: list[str]) -> None:
        unread = [place for place in places if not self._sources.get(place, {}).keys() >= set(fields)]
        if not unread:
            return
        answer = self.ask("_mget", {"ids": unread}, _source=",".join(fields), preference=self._copy)
        for document in answer["docs"]:
            if document.get("found"):
                self.noted(document)

    def place_of(self, key: str) -> Place | None:
        self._look_up([key], [*FIELDS])
        return key if key in self._sources else None

    def key(self, place: Place) -> str:
        return str(place)

    def select(self, wanted: Wanted) -> "AskedSelection":
        return AskedSelection(self, wanted)


class AskedSelection:
    """The wanted entries: the cluster counts them, and hands out those of a page."""

    def __init__(self, index: ClusterIndex, wanted: Wanted) -> None:
        self.index = index
        self.wanted = wanted
        self.filters = wanted.filters

    @cached_property
    def query(self) -> Ask | None:
        """What has enough of the question, with its share of it as the score; None if nothing has any."""
        if self.wanted.only_best:
            return Q("constant_score", filter=Q("ids", values=list(self.wanted.best)))
        if self.wanted.groups is None:
            return Q("match_all")
        return self._covering(self.wanted.groups)

    def _covering(self, groups: Sequence[Group]) -> Ask | None:
        asked = []
        left = MOST_TERMS
        for group in groups:
            others = []
            for phrase, worth in group:
                terms = [phrase] if len(phrase) == 1 else list(pairwise(phrase))
                known = worth > 0 and all(self.index.frequency(term) for term in terms)
                if known and left >= len(FIELDS) * len(terms):
                    left -= len(FIELDS) * len(terms)
                    others.append(Q("constant_score", filter=_phrase(terms), boost=worth))
            if others:
                asked.append(others[0] if len(others) == 1 else Q("dis_max", queries=others))
        return Q("bool", should=asked, minimum_should_match=1) if asked else None

    @cached_property
    def least(self) -> float:
        """The score that an entry needs."""
        if self.wanted.only_best or self.wanted.groups is None:
            return 0.0
        top = Search().query(self.query).source(False).extra(track_total_hits=False)[:1]
        greatest = self.index.search(top)["hits"]["max_score"] or 0.0
        # Sums of the same shares in another order differ in the last digits.
        return 0.9999 * max(self.wanted.least, LEAST_SHARE * greatest)

    def _search(self, filters: Sequence[Ask] = (), but: Sequence[Place] = ()) -> Search:
        unwanted = [Q("ids", values=list(but))] if but else []
        narrowed = Q("bool", must=[self.query], filter=list(filters), must_not=unwanted)
        search = Search().query(narrowed).source(False).extra(track_total_hits=False)
        return search.extra(min_score=self.least) if self.least else search

    @cached_property
    def _overview(self) -> tuple[dict[str, dict[str, Any]], list[Place]]:
        """What the cluster counted of each facet, and those of the best that are wanted."""
        if self.query is None:
            return {}, []
        counted = self._search()[:0]
        values = {"field": "facet", "size": MOST_VALUES, "exclude": f"{DOCUMENT}=.*"}
        for bucket in (ALL, *self.chosen):
            passing = A("filter", Q("bool", filter=_passing(self.filters, but=bucket)))
            counted.aggs.bucket(bucket, passing).bucket("values", A("terms", **values))
        best = list(self.wanted.best) if self.wanted.order == "relevance" else []
        asked = [self._search([Q("ids", values=best), *_passing(self.filters)])[: len(best)]] if best else []
        answer, *found = self.index.searches(counted, *asked)
        among = {hit["_id"] for answer in found for hit in answer["hits"]["hits"]}
        return answer["aggregations"], [place for place in best if place in among]

    @property
    def chosen(self) -> list[str]:
        """The facets that have a filter."""
        return [name for name, values in self.filters.items() if values]

    def __len__(self) -> int:
        counted, _best = self._overview
        return min(counted[ALL]["doc_count"], MOST) if counted else 0

    def counts(self, names: Sequence[str]) -> dict[str, dict[str, int]]:
        counted, _best = self._overview
        if not counted:
            return {name: {} for name in names}
        return {
            name: {
                bucket["key"].partition("=")[2]: bucket["doc_count"]
                for bucket in counted[name if name in self.chosen else ALL]["values"]["buckets"]
                if bucket["key"].startswith(f"{name}=")
            }
            for name in names
        }

    def records(self, part: slice) -> list[bytes]:
        start, stop, _step = part.indices(len(self))
        best = self._overview[1]
        places: list[Place] = best[start:stop]
        first, last = max(start - len(best), 0), stop - len(best)
        if last > first:
            places = [*places, *self._others(first, last)]
        return self.index.records(places)

    def _others(self, first: int, last: int) -> list[Place]:
        """Those that stand behind the best."""
        order = {"oldest": ["day", "number"], "newest": ["-day", "-number"]}
        sort = order.get(self.wanted.order, ["_score", "-number"])
        search = self._search(_passing(self.filters), but=self._overview[1])
        search = search.source(["record"]).sort(*sort)[first:last]
        return [self.index.noted(hit) for hit in self.index.search(search)["hits"]["hits"]]


def _passing(filters: Filters, but: str = "") -> list[Ask]:
    """Has one of the wanted values of each facet."""
    return [
        Q("terms", facet=[f"{name}={value}" for value in sorted(values)])
        for name, values in filters.items()
        if values and name != but
    ]


def _phrase(terms: Sequence[Phrase]) -> Ask:
    """Has all the terms in one field."""
    fields = []
    for base in FIELDS:
        asked = [
            Q("term", **{field: word}) for term in terms for of, field, word in fields_of(term) if of == base
        ]
        fields.append(asked[0] if len(asked) == 1 else Q("bool", filter=asked))
    return Q("bool", should=fields)


def _body(search: Search) -> dict[str, Any]:
    return {"timeout": PATIENCE, **search.to_dict()}


def _whole(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer of all of the index; raises ClusterError for anything less."""
    if "error" in answer:
        raise ClusterError(f"{answer.get('status')} {answer['error'].get('type')}", answer.get("status"))
    if answer["timed_out"] or answer["_shards"]["failed"]:
        raise ClusterError("an incomplete answer")
    return answer
