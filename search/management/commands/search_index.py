"""`manage.py search_index rebuild|status`."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search import pages
from search.engines import get_engine


class Command(BaseCommand):
    help = "Build the search index anew, or compare it with the public pages."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["rebuild", "status"])

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        if action == "rebuild":
            started = time.monotonic()
            count = pages.rebuild()
            self.stdout.write(f"{count} pages indexed in {time.monotonic() - started:.1f} s")
            return
        health = get_engine().health()
        if not health.ok:
            raise CommandError(f"{health.engine}: {health.problem}. Run: manage.py search_index rebuild")
        get_engine().prepare()
        missing, superfluous = pages.differences()
        self.stdout.write(f"{health.engine}: {health.entries} entries")
        if missing or superfluous:
            raise CommandError(
                f"{len(missing)} public pages are missing, {len(superfluous)} entries are not public."
                " Run: manage.py search_index rebuild"
            )
        self.stdout.write("Every public page is in the index, and nothing else.")
