"""The admin's entries on a cluster: what Wagtail's own search finds, in the words that the database's table has."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Any
from uuid import UUID

from elasticsearch_dsl import Index, Q, Search, analyzer, tokenizer
from elasticsearch_dsl.query import Query as Ask
from modelsearch.query import And, Boost, MatchAll, Not, Or, Phrase, PlainText, SearchQuery

from search.cluster import AliasedIndex, Order
from search.connection import Breaker, Budget, Connection

#: The layout of an index; one of another is made anew.
LAYOUT = "1"

#: What a word in a field counts for.
FIELDS = {"title": 3.0, "body": 1.0, "autocomplete": 1.0}

#: More are not handed over: then the database looks for itself.
MOST = 5_000

#: A letter outside ASCII takes six in these words.
LONGEST_WORD = 8_000


@dataclass(frozen=True)
class Entry:
    """An object of the admin, its texts encoded as in the database's table."""

    key: str
    content_type: int
    pk: str
    title: str
    body: str
    autocomplete: str

    @cached_property
    def digest(self) -> str:
        """Another one whenever the texts are others."""
        texts = "\n".join([self.title, self.body, self.autocomplete])
        return blake2b(texts.encode(), digest_size=12).hexdigest()


class EntryCluster(AliasedIndex):
    """All objects that the admin finds."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection, LAYOUT)
        self.breaker = Breaker()

    def layout(self, name: str, token: UUID) -> Index:
        index = self.empty(name, token)
        words = tokenizer("words", "whitespace", max_token_length=LONGEST_WORD)
        spaces = analyzer("parts", tokenizer=words)
        index.analyzer(spaces)
        mapping = index.get_or_create_mapping()
        for field in FIELDS:
            mapping.field(field, "text", analyzer=spaces)
        for field in ("key", "pk"):
            mapping.field(field, "keyword")
        mapping.field("content_type", "long")
        mapping.field("digest", "keyword", index=False, doc_values=False)
        mapping.meta("_source", {"excludes": list(FIELDS)})
        return index

    def orders(self, entries: Iterable[Entry]) -> Iterator[Order]:
        for entry in entries:
            source: dict[str, Any] = {
                "key": entry.key,
                "content_type": entry.content_type,
                "pk": entry.pk,
                "digest": entry.digest,
            }
            yield entry.key, json.dumps(source | {field: getattr(entry, field) for field in FIELDS})

    def matching(
        self, query: SearchQuery, fields: Sequence[str], content_types: Sequence[int], *, unfinished: bool
    ) -> list[str] | None:
        """The keys of what a query finds, the best first; None if that is too much. Raises ClusterError."""
        among = Q("terms", content_type=list(content_types))
        wanted = Q("bool", must=[_asked(query, fields, unfinished=unfinished)], filter=[among])
        search = Search().query(wanted).source(["pk"]).sort("_score", "key")[: MOST + 1]
        answer = self.answered(search, Budget())
        hits = answer["hits"]["hits"]
        return [hit["_source"]["pk"] for hit in hits] if len(hits) <= MOST else None


def _asked(query: SearchQuery, fields: Sequence[str], *, unfinished: bool) -> Ask:
    """A query over encoded words as the cluster reads it."""
    if isinstance(query, MatchAll):
        return Q("match_all")
    if isinstance(query, Not):
        return Q("bool", must_not=[_asked(query.subquery, fields, unfinished=unfinished)])
    if isinstance(query, Boost):
        inner = _asked(query.subquery, fields, unfinished=unfinished)
        return Q("bool", must=[inner], boost=query.boost)
    if isinstance(query, And | Or):
        asked = [_asked(inner, fields, unfinished=unfinished) for inner in query.subqueries]
        return _any(asked) if isinstance(query, Or) else Q("bool", must=asked)
    if isinstance(query, Phrase):
        return _any([Q("match_phrase", **{field: {"query": query.query_string}}) for field in fields])
    if not isinstance(query, PlainText):
        raise NotImplementedError(f"{type(query).__name__} is not searched for")
    *words, last = query.query_string.split()
    asked = [_in_fields("term", word, fields) for word in words]
    asked.append(_in_fields("prefix" if unfinished else "term", last, fields))
    return Q("bool", must=asked) if query.operator.lower() == "and" else _any(asked)


def _in_fields(kind: str, word: str, fields: Sequence[str]) -> Ask:
    return _any([Q(kind, **{field: {"value": word, "boost": FIELDS[field]}}) for field in fields])


def _any(asked: Sequence[Ask]) -> Ask:
    return asked[0] if len(asked) == 1 else Q("bool", should=list(asked), minimum_should_match=1)
