"""Wagtail's own search on the cluster: a copy of what the admin finds, and when it may be asked.

The database's full-text table stays what the admin's search is made from (`search.backend`). With a cluster the
worker copies its entries there. While anything waits to be copied, or the cluster doesn't answer, the database
does: what an editor has just saved is found at once in either case.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, Manager
from modelsearch.index import (
    AutocompleteField,
    RelatedFields,
    SearchField,
    get_indexed_instance,
    get_indexed_models,
)
from modelsearch.query import SearchQuery
from modelsearch.utils import get_content_type_pk

from search import outbox
from search.connection import ClusterError
from search.engines import get_entries
from search.models import IndexChange, IndexState

if TYPE_CHECKING:
    from search.entry_cluster import Entry, EntryCluster

logger = logging.getLogger(__name__)

TARGET = IndexChange.Target.ENTRIES

#: Objects that are read together.
CHUNK = 500


# Following the database


def key_of(content_type: int, pk: object) -> str:
    return f"{content_type}:{pk}"


def changed(keys: Iterable[str]) -> None:
    """The cluster's entries of these have to follow the database once the current transaction is committed."""
    if settings.SEARCH_URL:
        IndexChange.objects.bulk_create(IndexChange(key=key, target=TARGET) for key in dict.fromkeys(keys))
    else:
        # A cluster that is used again some day has missed this.
        IndexState.objects.filter(entries__isnull=False).update(entries=None)


def carry(cluster: "EntryCluster") -> bool:
    """Write some of what waits; whether anything did. Raises ClusterError."""
    rows = list(outbox.waiting(TARGET)[: outbox.BATCH])
    if not rows:
        return False
    if any(row.key == outbox.EVERYTHING for row in rows) or not is_current(cluster):
        ensure(cluster)
        return True
    keys = {row.key for row in rows}
    number = outbox.next_number()
    entries = list(_read(keys))
    cluster.write(entries, keys - {entry.key for entry in entries}, number)
    outbox.done(rows)
    return True


def ensure(cluster: "EntryCluster") -> None:
    """Make the cluster's entries anew if it has none of this database, or is to. Raises ClusterError."""
    with outbox.alone_at_the_cluster():
        if outbox.waiting(TARGET).filter(key=outbox.EVERYTHING).exists() or not is_current(cluster):
            _rebuild(cluster)


def rebuild(cluster: "EntryCluster") -> int:
    """Make the cluster's entries anew beside the old ones; how many there are. Raises ClusterError."""
    with outbox.alone_at_the_cluster():
        return _rebuild(cluster)


def _rebuild(cluster: "EntryCluster") -> int:
    cluster.clean()
    waiting = list(outbox.waiting(TARGET))
    count, token = cluster.replace(all_entries, outbox.next_number)
    IndexState.objects.filter(pk=1).update(entries=token)
    outbox.done(waiting)
    return count


def is_current(cluster: "EntryCluster") -> bool:
    token = cluster.made_from()
    return token is not None and IndexState.objects.filter(entries=token).exists()


# Reading the database


def all_entries() -> Iterator["Entry"]:
    for model in get_indexed_models():
        for obj in model.get_indexed_objects().iterator(CHUNK):
            yield entry_of(obj)


def _read(keys: Iterable[str]) -> Iterator["Entry"]:
    """The entries of those that are still there."""
    pairs = sorted(key.split(":", 1) for key in keys)
    for content_type, group in groupby(pairs, key=lambda pair: pair[0]):
        kind = ContentType.objects.filter(pk=content_type).first()
        model = kind.model_class() if kind else None
        if model is None:
            continue
        for obj in model._default_manager.filter(pk__in=[pk for _type, pk in group]):
            if indexed := get_indexed_instance(obj):
                yield entry_of(indexed)


def entry_of(obj: Any) -> "Entry":
    from search.entry_cluster import Entry

    texts: dict[str, list[str]] = {"title": [], "body": [], "autocomplete": []}
    for field, value in _values(obj, obj.get_search_fields()):
        if isinstance(field, AutocompleteField):
            texts["autocomplete"].append(_encoded(value, unfinished=True))
        else:
            texts["title" if field.field_name == "title" else "body"].append(_encoded(value))
    parts = {name: " ".join(filter(None, some)) for name, some in texts.items()}
    content_type = get_content_type_pk(type(obj))
    return Entry(key_of(content_type, obj.pk), content_type, str(obj.pk), **parts)


def _encoded(value: Any, *, unfinished: bool = False) -> str:
    from search.backend import encoded_value

    return encoded_value(value, unfinished=unfinished)


def _values(obj: Any, fields: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    """What is searched of an object, and of those related to it."""
    for field in fields:
        if isinstance(field, SearchField | AutocompleteField):
            yield field, field.get_value(obj)
        elif isinstance(field, RelatedFields):
            related = field.get_value(obj)
            if callable(related) and not isinstance(related, Manager):
                related = related()
            several = related.all() if isinstance(related, Manager) else [related]
            for one in several:
                if one is not None:
                    yield from _values(one, field.fields)


# Asking the cluster


def matching(
    query: SearchQuery, fields: Sequence[str], content_types: Sequence[int], *, unfinished: bool
) -> list[str] | None:
    """The keys of the objects that a query finds on the cluster, the best first; None if the database is to say."""
    cluster = get_entries()
    if cluster is None or not follows() or not cluster.breaker.lets_through():
        return None
    try:
        found = cluster.matching(query, fields, content_types, unfinished=unfinished)
    except ClusterError as error:
        cluster.breaker.failed()
        logger.warning("The cluster does not answer a search of the admin (%s)", error)
        return None
    cluster.breaker.went_well()
    return found


def follows() -> bool:
    """Whether the cluster has all that the database has: nothing waits."""
    waits = Exists(outbox.waiting(TARGET))
    return IndexState.objects.filter(~waits, pk=1, entries__isnull=False).exists()


def differences(cluster: "EntryCluster") -> dict[str, set[str]]:
    """What the cluster's entries have otherwise than the database."""
    with transaction.atomic():
        wanted = {entry.key: entry.digest for entry in all_entries()}
    found = cluster.digests()
    return {
        "missing": wanted.keys() - found.keys(),
        "superfluous": found.keys() - wanted.keys(),
        "outdated": {key for key in wanted.keys() & found.keys() if wanted[key] != found[key]},
    }
