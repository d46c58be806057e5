"""`manage.py search_index rebuild|status|diff [--engine embedded|cluster|admin]`."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search import entries, outbox, pages
from search.connection import ClusterError
from search.engines import get_cluster, get_embedded, get_entries

#: Keys that are named when an index differs.
NAMED = 20


class Command(BaseCommand):
    help = (
        "Build the search index anew while the old one is searched, say how it is, or compare it with the"
        " public pages; of the admin's own search on the cluster, with all that editors find."
        " Without --engine: all indexes of this installation."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["rebuild", "status", "diff"])
        parser.add_argument("--engine", choices=["embedded", "cluster", "admin"])

    def handle(self, *args: Any, action: str, engine: str | None, **options: Any) -> None:
        if engine in {"cluster", "admin"} and get_entries() is None:
            raise CommandError("There is no cluster: SEARCH_URL is not set")
        targets = [engine] if engine else ["embedded", *(["cluster", "admin"] if get_entries() else [])]
        problems = []
        for target in targets:
            try:
                getattr(self, f"{action}_admin" if target == "admin" else action)(target)
            except (CommandError, ClusterError) as error:
                problems.append(f"{target}: {error}")
        if problems:
            raise CommandError("\n".join(problems))

    def rebuild(self, target: str) -> None:
        started = time.monotonic()
        cluster = get_cluster() if target == "cluster" else None
        count = outbox.rebuild_cluster(cluster) if cluster else pages.rebuild()
        self.stdout.write(f"{target}: {count} pages indexed in {time.monotonic() - started:.1f} s")

    def status(self, target: str) -> None:
        cluster = get_cluster() if target == "cluster" else None
        health = cluster.health() if cluster else get_embedded().health()
        if not health.ok:
            raise CommandError(f"{health.problem}. Run: manage.py search_index rebuild --engine {target}")
        self.stdout.write(f"{target}: {health.entries} entries")
        if since := outbox.oldest_waiting(target):
            self.stdout.write(f"Changes wait since {since:%Y-%m-%d %H:%M:%S}.")
        self.diff(target)

    def diff(self, target: str) -> None:
        cluster = get_cluster() if target == "cluster" else None
        if cluster:
            cluster.refresh()
            found = pages.differences(cluster.digests())
        else:
            outbox.ready()
            found = pages.differences(get_embedded().digests())
        named = {"missing": found.missing, "not public": found.superfluous, "outdated": found.outdated}
        for problem, keys in named.items():
            for key in sorted(keys)[:NAMED]:
                self.stdout.write(f"{problem}: {key}")
        if found:
            raise CommandError(
                f"{len(found.missing)} public pages are missing, {len(found.superfluous)} entries are not public,"
                f" {len(found.outdated)} are outdated. Run: manage.py search_index rebuild --engine {target}"
            )
        self.stdout.write(f"{target}: every public page is in the index, and nothing else.")

    # What the admin finds

    def rebuild_admin(self, target: str) -> None:
        started = time.monotonic()
        count = entries.rebuild(get_entries())
        self.stdout.write(f"{target}: {count} objects indexed in {time.monotonic() - started:.1f} s")

    def status_admin(self, target: str) -> None:
        self.stdout.write(f"{target}: {get_entries().count()} entries")
        if since := outbox.oldest_waiting(entries.TARGET):
            self.stdout.write(f"Changes wait since {since:%Y-%m-%d %H:%M:%S}.")
        self.diff_admin(target)

    def diff_admin(self, target: str) -> None:
        get_entries().refresh()
        found = entries.differences(get_entries())
        for problem, keys in found.items():
            for key in sorted(keys)[:NAMED]:
                self.stdout.write(f"{problem}: {key}")
        if any(found.values()):
            raise CommandError(
                f"{len(found['missing'])} objects are missing, {len(found['superfluous'])} entries are superfluous,"
                f" {len(found['outdated'])} are outdated. Run: manage.py search_index rebuild --engine {target}"
            )
        self.stdout.write(f"{target}: all that editors find is there, and nothing else.")
