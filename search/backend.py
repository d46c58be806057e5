"""Wagtail's own search, in the admin's explorer and choosers, over our Thai words.

modelsearch hands texts to the database's full-text search, whose parsers take a run of Thai for one word.
Here every text and every query first passes through our analysis; the parts reach the database as ASCII,
which no parser cuts, stems or refuses, whatever its language and locale. With a cluster (`SEARCH_URL`) that is asked
which objects match, as long as it has all that the database has (`search.entries`).

`WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "search.backend"}}`
"""

import copy
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Case, FloatField, Func, IntegerField, Value, When
from modelsearch.index import AutocompleteField, BaseField, RelatedFields
from modelsearch.query import (
    MATCH_ALL,
    And,
    Boost,
    MatchAll,
    Not,
    Or,
    Phrase,
    PlainText,
    SearchQuery,
)
from modelsearch.utils import get_content_type_pk, get_descendants_content_types_pks

from search import entries, thai
from search.outbox import EVERYTHING

#: What can't match anything.
NOTHING = Not(MATCH_ALL)

#: So many of the best results are in the order of their rank; nobody pages further.
RANKED = 200

#: Letters of a query that are read, and parts of its words.
LONGEST_QUERY = 200
MOST_PARTS = 30


def encoded(text: str) -> str:
    """The parts of the words of `text`, the letters outside ASCII written as `u` and digits and `x`.

    Letter by letter, so that the beginning of a word is also encoded as the beginning of its code.
    """
    return " ".join(map(_encoded_part, thai.index_text(text).split()))


def encoded_query(text: str) -> str:
    return " ".join(encoded(text[:LONGEST_QUERY]).split()[:MOST_PARTS])


def encoded_beginnings(text: str) -> str:
    return " ".join(_encoded_part(letters) for letters in thai.beginnings(text) if " " not in letters)


def _encoded_part(part: str) -> str:
    if part.isascii():
        return part
    return "".join(letter if letter.isascii() else f"u{ord(letter)}x" for letter in part)


class Encoded:
    """An object whose search fields give encoded texts."""

    def __init__(self, original: Any) -> None:
        self.original = original
        self.pk = original.pk

    def get_search_fields(self) -> list[Any]:
        return [_encoded_field(field) for field in self.original.get_search_fields()]


def _encoded_field(field: Any) -> Any:
    """A copy of the field that encodes what the original gives."""
    encoding = copy.copy(field)
    if isinstance(field, RelatedFields):
        encoding.fields = [_encoded_field(inner) for inner in field.fields]
        encoding.get_value = lambda obj: field.get_value(_original(obj))
    elif isinstance(field, BaseField):
        encoding.get_value = lambda obj: encoded_value(
            field.get_value(_original(obj)), unfinished=isinstance(field, AutocompleteField)
        )
    return encoding


def _original(obj: Any) -> Any:
    return obj.original if isinstance(obj, Encoded) else obj


def encoded_value(value: Any, *, unfinished: bool) -> str:
    if isinstance(value, Mapping):
        text = "\n".join(map(str, value.values()))
    elif isinstance(value, list | tuple):
        text = "\n".join(map(str, value))
    else:
        text = "" if value is None else str(value)
    return f"{encoded(text)} {encoded_beginnings(text)}" if unfinished else encoded(text)


class EncodingIndex:
    """Writes encoded texts, and down that the cluster has to follow."""

    def add_items(self, model: Any, objs: Iterable[Any]) -> None:
        objs = list(objs)
        super().add_items(model, [Encoded(obj) for obj in objs])  # type: ignore[misc]
        content_type = get_content_type_pk(model)
        entries.changed(entries.key_of(content_type, obj.pk) for obj in objs)

    def delete_item(self, item: Any) -> None:
        kinds = {get_content_type_pk(type(item)), getattr(item, "content_type_id", None)} - {None}
        gone = {entries.key_of(kind, item.pk) for kind in kinds}
        # The database may have removed them with the object already.
        gone |= {
            entries.key_of(*pair) for pair in item.index_entries.values_list("content_type_id", "object_id")
        }
        super().delete_item(item)  # type: ignore[misc]
        entries.changed(sorted(gone))

    def reset(self) -> None:
        super().reset()  # type: ignore[misc]
        entries.changed([EVERYTHING])

    def delete_stale_entries(self) -> None:
        super().delete_stale_entries()  # type: ignore[misc]
        entries.changed([EVERYTHING])


class EncodingCompiler:
    """Reads queries the same way. A query without a word finds nothing and breaks nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.query = _encoded_query(self.query, unfinished=self.LAST_TERM_IS_PREFIX) or NOTHING


class AskedOfCluster:
    """Asks the cluster which objects match, where there is one that knows; then the database for these."""

    def search(
        self, config: Any, start: Any, stop: Any, score_field: str | None = None, **options: Any
    ) -> Any:
        found = None if score_field or not _only_matches(self.query) else self._matching()
        if found is None:
            return super().search(config, start, stop, score_field, **options)  # type: ignore[misc]
        rows = self.queryset.filter(pk__in=found)
        if self.order_by_relevance:
            rows = rows.order_by(ranked(found), "-pk")
        elif not rows.query.order_by:
            rows = rows.order_by("-pk")
        return rows[start:stop]

    def _matching(self) -> list[str] | None:
        if self.LAST_TERM_IS_PREFIX:
            fields = ["autocomplete"]
        else:
            fields = (
                ["title"] if self.fields is not None and set(self.fields) == {"title"} else ["title", "body"]
            )
        content_types = get_descendants_content_types_pks(self.queryset.model)
        return entries.matching(self.query, fields, content_types, unfinished=self.LAST_TERM_IS_PREFIX)


def ranked(best: Sequence[Any]) -> Case:
    """The place of each row among the best."""
    places = (When(pk=pk, then=Value(place)) for place, pk in enumerate(best[:RANKED]))
    return Case(*places, default=Value(RANKED), output_field=IntegerField())


def _encoded_query(query: SearchQuery, *, unfinished: bool) -> SearchQuery | None:
    """The query over encoded words; None if it has none. The last word may be `unfinished`."""
    if isinstance(query, PlainText):
        return _encoded_words(query, unfinished=unfinished)
    if isinstance(query, Phrase):
        words = encoded_query(query.query_string)
        return Phrase(words) if words else None
    if isinstance(query, And | Or):
        inner = [
            found
            for subquery in query.subqueries
            if (found := _encoded_query(subquery, unfinished=unfinished))
        ]
        return type(query)(inner) if len(inner) > 1 else inner[0] if inner else None
    if isinstance(query, Not):
        found = _encoded_query(query.subquery, unfinished=unfinished)
        return Not(found) if found else MATCH_ALL
    if isinstance(query, Boost):
        found = _encoded_query(query.subquery, unfinished=unfinished)
        return Boost(found, query.boost) if found else None
    return query if isinstance(query, MatchAll) else None


def _encoded_words(query: PlainText, *, unfinished: bool) -> SearchQuery | None:
    text = query.query_string[:LONGEST_QUERY]
    words = encoded_query(text)
    if not words:
        return None
    whole = PlainText(words, operator=query.operator)
    begun = thai.unfinished(text) if unfinished else ""
    if not begun:
        return whole
    # Half a word can't be cut into words: the letters as they stand may begin one too.
    before = encoded_query(thai.normalise(text).rsplit(begun, 1)[0])
    return Or([whole, PlainText(f"{before} {_encoded_part(begun)}", operator=query.operator)])


def _only_matches(query: SearchQuery) -> bool:
    """Whether a query says what must be there, and never what must not."""
    if isinstance(query, And | Or):
        return all(map(_only_matches, query.subqueries))
    return isinstance(query, PlainText | Phrase)


if connection.vendor == "postgresql":
    from modelsearch.backends.database.postgres import postgres

    class PostgresIndex(EncodingIndex, postgres.PostgresIndex):
        pass

    class PostgresCompiler(EncodingCompiler, AskedOfCluster, postgres.PostgresSearchQueryCompiler):
        def get_search_vectors(self, search_query: Any) -> Any:
            # Only the index is encoded, the columns of the fields are not.
            return self.get_index_vectors(search_query)

    class PostgresAutocompleteCompiler(
        EncodingCompiler, AskedOfCluster, postgres.PostgresAutocompleteQueryCompiler
    ):
        def get_search_vectors(self, search_query: Any) -> Any:
            return self.get_index_vectors(search_query)

    class SearchBackend(postgres.PostgresSearchBackend):
        index_class = PostgresIndex
        query_compiler_class = PostgresCompiler
        autocomplete_query_compiler_class = PostgresAutocompleteCompiler

        def __init__(self, params: Mapping[str, Any]) -> None:
            # Stemming is for words, not for codes.
            super().__init__({"SEARCH_CONFIG": "simple", **params})

else:
    from modelsearch.backends.database.sqlite import sqlite
    from modelsearch.backends.database.sqlite.query import MatchExpression

    class Rank(Func):
        """The title counts three times; the smaller the better."""

        output_field = FloatField()

        def as_sql(self, compiler: Any, connection: Any, *args: Any, **kwargs: Any) -> tuple[str, list[Any]]:
            # The columns are autocomplete, body, title.
            return f"bm25({sqlite.SQLiteFTSIndexEntry._meta.db_table}, 1.0, 1.0, 3.0)", []

    class RankedOnce:
        """Asks the full-text table once for the best, where modelsearch asks it again for every row."""

        def search(self, config: Any, start: Any, stop: Any, score_field: str | None = None) -> Any:
            if self.fields is not None:
                # The table has columns for the title and for all other fields together.
                self.fields = ["title"] if set(self.fields) == {"title"} else None
            if not self.order_by_relevance or score_field or not _only_matches(self.query):
                return super().search(config, start, stop, score_field)
            columns = self.fields or self.FTS_TABLE_FIELDS
            match = MatchExpression(columns, self.build_search_query(self.query, config=config))
            matching = sqlite.SQLiteFTSIndexEntry.objects.filter(
                match, index_entry__content_type__in=get_descendants_content_types_pks(self.queryset.model)
            ).values_list("index_entry__object_id", flat=True)
            best = list(matching.annotate(rank=Rank()).order_by("rank")[:RANKED])
            found = self.queryset.filter(pk__in=matching if len(best) == RANKED else best)
            return found.order_by(ranked(best), "-pk")[start:stop]

    class SQLiteIndex(EncodingIndex, sqlite.SQLiteIndex):
        pass

    class SQLiteCompiler(EncodingCompiler, AskedOfCluster, RankedOnce, sqlite.SQLiteSearchQueryCompiler):
        pass

    class SQLiteAutocompleteCompiler(
        EncodingCompiler, AskedOfCluster, RankedOnce, sqlite.SQLiteAutocompleteQueryCompiler
    ):
        FTS_TABLE_FIELDS = ["autocomplete"]

    class SearchBackend(sqlite.SQLiteSearchBackend):  # type: ignore[no-redef]
        index_class = SQLiteIndex
        query_compiler_class = SQLiteCompiler
        autocomplete_query_compiler_class = SQLiteAutocompleteCompiler
