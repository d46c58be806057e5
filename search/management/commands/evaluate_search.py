"""`manage.py evaluate_search --docs FILE --queries FILE`: how well the search answers known questions."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from search import evaluation
from search.synonyms import NO_SYNONYMS, built, shipped


class Command(BaseCommand):
    help = (
        "Index the documents of a file by themselves, put the queries of another to them, and print one JSON"
        " object: quality by class of query, speed and size. Nothing of the site is read or changed."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--docs", type=Path, required=True, help='lines {"id", "title", "body"}; may be .gz'
        )
        parser.add_argument("--queries", type=Path, required=True, help='lines {"id", "type", "q", "rel"}')
        parser.add_argument(
            "--engine",
            choices=["embedded", "cluster"],
            default="embedded",
            help="the cluster is the one of SEARCH_URL",
        )
        parser.add_argument("--noise", type=int, metavar="SEED", help="add misspelt keyword queries")
        parser.add_argument("--limit", type=int, metavar="N", help="the first N queries of each type")
        parser.add_argument(
            "--synonyms", action="store_true", help="with the synonyms that come with the portal"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for name in ("docs", "queries"):
            if not options[name].is_file():
                raise CommandError(f"--{name}: there is no file {options[name]}")
        if options["engine"] == "cluster" and not settings.SEARCH_URL:
            raise CommandError("There is no cluster: SEARCH_URL is not set")
        if options["limit"] is not None and options["limit"] < 1:
            raise CommandError("--limit: at least 1")
        try:
            asked = evaluation.queries(options["queries"], options["limit"])
            if options["noise"] is not None:
                asked += evaluation.with_mistakes(evaluation.queries(options["queries"]), options["noise"])
            synonyms = built(shipped()) if options["synonyms"] else NO_SYNONYMS
            documents = evaluation.documents(options["docs"])
            if options["engine"] == "embedded":
                result = evaluation.of_embedded(documents, asked, synonyms)
            else:
                url, ca = settings.SEARCH_URL, settings.SEARCH_CA
                result = evaluation.of_cluster(documents, asked, synonyms, url=url, ca=ca)
        except (KeyError, UnicodeDecodeError, json.JSONDecodeError) as error:
            raise CommandError(f"A line is not as expected: {error!r}") from error
        self.stdout.write(json.dumps(result, ensure_ascii=False))
