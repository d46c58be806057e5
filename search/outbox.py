"""How the search index follows the database: nothing is lost, and nothing is found that was taken back.

Whoever changes a page also writes that its entry has to change, in the same transaction. After the commit
the entry is made from what the database then says. If the process dies in between, the next search does it.
Everything here may be done twice without harm.
"""

import fcntl
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Exists, Min
from django.db.transaction import on_commit

from search.engines import get_engine
from search.models import IndexChange, IndexState
from search.signals import index_changed

logger = logging.getLogger(__name__)

#: The key that stands for all things.
EVERYTHING = "*"

#: Changes that are written together.
BATCH = 500


def changed(keys: Iterable[str]) -> None:
    """The entries of these have to follow the database once the current transaction is committed."""
    rows = [IndexChange(key=key) for key in dict.fromkeys(keys)]
    if rows:
        IndexChange.objects.bulk_create(rows)
        on_commit(catch_up, robust=True)


def in_transaction() -> bool:
    """Whether what this process sees may still be taken back."""
    return connection.in_atomic_block


def ready() -> None:
    """Bring the index up to date before it is searched, if somebody died who should have."""
    if in_transaction():
        return
    try:
        state = IndexState.objects.filter(pk=1)
        token, waiting = state.values_list("token", Exists(IndexChange.objects.all())).first() or (None, True)
        if token is None or get_engine().made_from() != token:
            rebuild()
        elif waiting:
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
        while rows := list(IndexChange.objects.order_by("pk")[:BATCH]):
            keys = {row.key for row in rows}
            if EVERYTHING in keys or get_engine().made_from() != _token():
                _rebuild()
            else:
                records = list(pages.records(keys))
                get_engine().write(records, gone=keys - {record.key for record in records})
            IndexChange.objects.filter(pk__in=[row.pk for row in rows]).delete()
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

    waiting = list(IndexChange.objects.values_list("pk", flat=True))
    state, _created = IndexState.objects.get_or_create(pk=1)
    count = get_engine().replace(pages.all_records(), state.token)
    for start in range(0, len(waiting), BATCH):
        IndexChange.objects.filter(pk__in=waiting[start : start + BATCH]).delete()
    return count


def _token() -> UUID | None:
    return IndexState.objects.values_list("token", flat=True).filter(pk=1).first()


def oldest_waiting() -> datetime | None:
    """Since when the index lags behind; None if it doesn't."""
    since: datetime | None = IndexChange.objects.aggregate(since=Min("asked_at"))["since"]
    return since


@contextmanager
def _alone() -> Iterator[None]:
    """Read the database and write the index without another process between the two."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR_DIR / "search.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
