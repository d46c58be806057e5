"""How the search indexes follow the database: nothing is lost, and nothing is found that was taken back.

Whoever changes a page also writes that its entry has to change, in the same transaction. After the commit
the entry is made from what the database then says: in the embedded index at once, and if the process dies in
between, by the next search; on a cluster by `manage.py search_worker`, so that nobody who publishes waits
for it. Everything here may be done twice without harm.
"""

import fcntl
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Exists, Min, QuerySet
from django.db.transaction import on_commit

from search.engine import DOCUMENT
from search.engines import get_engine
from search.models import IndexChange, IndexState
from search.signals import index_changed

if TYPE_CHECKING:
    from search.cluster import Cluster

logger = logging.getLogger(__name__)

EMBEDDED = IndexChange.Target.EMBEDDED
CLUSTER = IndexChange.Target.CLUSTER

#: The key that stands for all things.
EVERYTHING = "*"

#: Before the number of a document: stands for the things that offer it.
OFFERING = f"{DOCUMENT}:"

#: Changes that are written together.
BATCH = 500


def changed(keys: Iterable[str]) -> None:
    """The entries of these have to follow the database once the current transaction is committed."""
    keys = list(dict.fromkeys(keys))
    if not keys:
        return
    targets = [EMBEDDED, CLUSTER] if settings.SEARCH_URL else [EMBEDDED]
    IndexChange.objects.bulk_create(IndexChange(key=key, target=target) for target in targets for key in keys)
    if CLUSTER not in targets:
        # One that is used again some day has missed this.
        IndexState.objects.filter(cluster__isnull=False).update(cluster=None)
    on_commit(catch_up, robust=True)


def changed_documents(documents: Iterable[int]) -> None:
    """The entries of the things that offer one of these documents have to follow the database."""
    changed(f"{OFFERING}{pk}" for pk in documents)


def in_transaction() -> bool:
    """Whether what this process sees may still be taken back."""
    return connection.in_atomic_block


# The embedded index


def ready() -> None:
    """Bring the index up to date before it is searched, if somebody died who should have."""
    if in_transaction():
        return
    try:
        state = IndexState.objects.filter(pk=1)
        is_waiting = Exists(waiting(EMBEDDED))
        token, is_behind = state.values_list("token", is_waiting).first() or (None, True)
        if token is None or get_engine().made_from() != token:
            rebuild()
        elif is_behind:
            catch_up()
    except (DatabaseError, OSError, ValueError):
        # An older index answers better than none.
        logger.exception("The search index could not be brought up to date")


def catch_up() -> None:
    """Write what waits."""
    from search import pages

    if in_transaction():
        return
    with _alone():
        while rows := list(waiting(EMBEDDED)[:BATCH]):
            if _has_everything(rows) or get_engine().made_from() != _token():
                _rebuild()
            else:
                keys = _keys(rows, get_engine().keys_with)
                records = list(pages.records(keys))
                get_engine().write(records, gone=keys - {record.key for record in records})
            done(rows)
    index_changed.send(None)


def rebuild() -> int | None:
    """Make the index anew; how many entries it has, or None if that waits for the end of a transaction."""
    if in_transaction():
        changed([EVERYTHING])
        return None
    with _alone():
        count = _rebuild()
    index_changed.send(None)
    return count


def _rebuild() -> int:
    from search import pages

    rows = list(waiting(EMBEDDED))
    state, _created = IndexState.objects.get_or_create(pk=1)
    count = get_engine().replace(pages.all_records(), state.token)
    done(rows)
    return count


def _token() -> UUID | None:
    return IndexState.objects.values_list("token", flat=True).filter(pk=1).first()


@contextmanager
def _alone() -> Iterator[None]:
    """Read the database and write the index without another process between the two."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR_DIR / "search.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# The cluster


def carry(cluster: "Cluster") -> bool:
    """Write some of what waits for the cluster; whether anything did. Raises ClusterError.

    Several processes may do this at once. The numbers put their writings into order: who takes one has seen
    that a change is committed and reads the database afterwards, so the greatest number has the latest state.
    """
    from search import pages

    rows = list(waiting(CLUSTER)[:BATCH])
    if not rows:
        return False
    if _has_everything(rows) or not is_current(cluster):
        ensure(cluster)
        return True
    keys = _keys(rows, cluster.keys_with)
    number = next_number()
    records = list(pages.records(keys))
    cluster.write(records, keys - {record.key for record in records}, number)
    done(rows)
    index_changed.send(None)
    return True


def ensure(cluster: "Cluster") -> None:
    """Make the cluster's index if it has none of this database, or is to make it anew. Raises ClusterError."""
    with alone_at_the_cluster():
        if _has_everything(waiting(CLUSTER).filter(key=EVERYTHING)) or not is_current(cluster):
            _rebuild_cluster(cluster)


def is_current(cluster: "Cluster") -> bool:
    """Whether the cluster's index is the one that follows this database."""
    token = cluster.made_from()
    return token is not None and IndexState.objects.filter(cluster=token).exists()


def rebuild_cluster(cluster: "Cluster") -> int:
    """Make the cluster's index anew beside the old one; how many entries it has. Raises ClusterError."""
    with alone_at_the_cluster():
        return _rebuild_cluster(cluster)


def _rebuild_cluster(cluster: "Cluster") -> int:
    from search import pages

    cluster.clean()
    rows = list(waiting(CLUSTER))
    count, token = cluster.replace(pages.all_records, next_number)
    IndexState.objects.filter(pk=1).update(cluster=token)
    done(rows)
    index_changed.send(None)
    return count


def next_number() -> int:
    """Greater than all before, also after an older copy of the database was put back."""
    with transaction.atomic():
        IndexState.objects.get_or_create(pk=1)
        last = IndexState.objects.select_for_update().values_list("number", flat=True).get(pk=1)
        number = max(last + 1, time.time_ns() // 1000)
        IndexState.objects.filter(pk=1).update(number=number)
    return number


@contextmanager
def alone_at_the_cluster() -> Iterator[None]:
    """One process of this machine at a time; two of two machines only work in vain."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR_DIR / "search-cluster.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# What waits


def oldest_waiting(target: str = EMBEDDED) -> datetime | None:
    """Since when an index lags behind; None if it doesn't."""
    since: datetime | None = waiting(target).aggregate(since=Min("asked_at"))["since"]
    return since


def waiting(target: str) -> QuerySet[IndexChange]:
    return IndexChange.objects.filter(target=target).order_by("pk")


def _has_everything(rows: Iterable[IndexChange]) -> bool:
    return any(row.key == EVERYTHING for row in rows)


def _keys(rows: Iterable[IndexChange], keys_with: Callable[[str, Sequence[str]], set[str]]) -> set[str]:
    """What is to be written; who offers a document, only the index knows."""
    keys = {row.key for row in rows}
    documents = {key for key in keys if key.startswith(OFFERING)}
    offering = (
        keys_with(DOCUMENT, sorted(key.removeprefix(OFFERING) for key in documents)) if documents else set()
    )
    return keys - documents | offering


def done(rows: Sequence[IndexChange]) -> None:
    for start in range(0, len(rows), BATCH):
        IndexChange.objects.filter(pk__in=[row.pk for row in rows[start : start + BATCH]]).delete()
