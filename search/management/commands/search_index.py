"""`manage.py search_index rebuild|status|diff`."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search import outbox, pages
from search.engines import get_engine

#: Keys that are named when the index differs.
NAMED = 20


class Command(BaseCommand):
    help = "Build the search index anew, say how it is, or compare it with the public pages."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["rebuild", "status", "diff"])

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        getattr(self, action)()

    def rebuild(self) -> None:
        started = time.monotonic()
        count = pages.rebuild()
        self.stdout.write(f"{count} pages indexed in {time.monotonic() - started:.1f} s")

    def status(self) -> None:
        health = get_engine().health()
        if not health.ok:
            raise CommandError(f"{health.engine}: {health.problem}. Run: manage.py search_index rebuild")
        self.stdout.write(f"{health.engine}: {health.entries} entries")
        if since := outbox.oldest_waiting():
            self.stdout.write(f"Changes wait since {since:%Y-%m-%d %H:%M:%S}.")
        self.diff()

    def diff(self) -> None:
        outbox.ready()
        missing, superfluous = pages.differences()
        for key in [*sorted(missing)[:NAMED], *sorted(superfluous)[:NAMED]]:
            self.stdout.write(f"{'missing' if key in missing else 'not public'}: {key}")
        if missing or superfluous:
            raise CommandError(
                f"{len(missing)} public pages are missing, {len(superfluous)} entries are not public."
                " Run: manage.py search_index rebuild"
            )
        self.stdout.write("Every public page is in the index, and nothing else.")
