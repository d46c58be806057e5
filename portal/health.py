"""Whether the portal can do its work: what `/readyz` asks."""

import logging
import shutil
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from accounts.models import Letter
from search.engines import get_engine

logger = logging.getLogger(__name__)

#: Share of the disk that has to be free: SQLite needs room for its log, uploads for their renditions.
FREE_DISK = 0.10

#: Milliseconds to wait for another writer; a probe must not hang as long as a person would wait.
WRITE_PATIENCE = 2000

#: Seconds that an answer is good for: whoever asks oftener costs nothing, and can't hold up writers.
KEPT_FOR = 5

#: A letter that has waited longer says that the mail server is away.
LETTER_PATIENCE = timedelta(hours=1)


def database() -> bool:
    """A row can be written; it is not kept."""
    on_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        if on_sqlite:
            usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
            cursor.execute(f"PRAGMA busy_timeout = {WRITE_PATIENCE}")
        try:
            with transaction.atomic():
                cursor.execute("UPDATE django_migrations SET name = name")
                transaction.set_rollback(True)
        finally:
            if on_sqlite:
                cursor.execute(f"PRAGMA busy_timeout = {usual}")
    return True


_migrated = False


def migrations() -> bool:
    """No migration waits. Once true it stays true: this process's code doesn't change."""
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated


def search_index() -> bool:
    return get_engine().health().ok


def disk() -> bool:
    usage = shutil.disk_usage(settings.VAR_DIR)
    return usage.free / usage.total >= FREE_DISK


def mail() -> bool:
    """No letter waits in vain; those of an address that doesn't exist have been given up and don't count."""
    return not Letter.objects.waiting().filter(created_at__lt=timezone.now() - LETTER_PATIENCE).exists()


CHECKS: dict[str, Callable[[], bool]] = {
    "database": database,
    "migrations": migrations,
    "search": search_index,
    "disk": disk,
    "mail": mail,
}

_lock = threading.Lock()
_known: dict[str, bool] = {}
_known_until = 0.0


def readiness() -> dict[str, bool]:
    """Each check's name and whether it passed, some seconds ago at most."""
    global _known, _known_until
    with _lock:
        if time.monotonic() >= _known_until:
            _known = look()
            _known_until = time.monotonic() + KEPT_FOR
        return _known


def look() -> dict[str, bool]:
    """Make all checks; what went wrong is for the log, not for the visitor."""
    results = {}
    for name, check in CHECKS.items():
        try:
            results[name] = check()
        except Exception:
            logger.exception("Not ready: %s", name)
            results[name] = False
    return results
