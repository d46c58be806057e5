"""`manage.py search_worker`: carries what changes to the search cluster."""

import logging
import signal
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, close_old_connections

from search import entries, outbox
from search.connection import ClusterError
from search.engines import get_cluster, get_entries

logger = logging.getLogger(__name__)

#: Seconds between two looks whether the cluster still has its index.
CHECKED_AGAIN = 30.0

#: Seconds between two looks for changes, and between two tries while the cluster fails: at first and at most.
PAUSE = 0.5
LONGEST_PAUSE = 60.0


class Command(BaseCommand):
    help = (
        "Carry changes of pages to the search cluster until SIGTERM. Several may run: they don't share the"
        " work, but one goes on when another one dies."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="end when nothing waits; fail if the cluster does"
        )

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        cluster, admin = get_cluster(), get_entries()
        if cluster is None or admin is None:
            raise CommandError("There is no cluster: SEARCH_URL is not set")
        if once:
            try:
                outbox.ensure(cluster)
                entries.ensure(admin)
                while outbox.carry(cluster) | entries.carry(admin):
                    pass
            except ClusterError as error:
                raise CommandError(str(error)) from error
            return
        ended = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ended.set())
        pause, checked = PAUSE, -CHECKED_AGAIN
        while not ended.is_set():
            try:
                if time.monotonic() - checked >= CHECKED_AGAIN:
                    outbox.ensure(cluster)
                    entries.ensure(admin)
                    checked = time.monotonic()
                pause = 0.0 if outbox.carry(cluster) | entries.carry(admin) else PAUSE
            except (ClusterError, DatabaseError) as error:
                pause = min(max(2 * pause, PAUSE), LONGEST_PAUSE)
                logger.warning("Changes wait for the search cluster (%s)", error)
            # A connection that a restarted database has ended is opened again.
            close_old_connections()
            ended.wait(pause)
