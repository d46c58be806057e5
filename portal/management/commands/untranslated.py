from argparse import ArgumentParser
from typing import Any

import polib
from django.core.management.base import BaseCommand

from portal.package_texts import catalogue, untranslated


class Command(BaseCommand):
    help = "List the texts of Wagtail, Django and the other packages that have no Thai yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--add", action="store_true", help="append them to our catalogue, to be filled in"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        missing = untranslated()
        for text in missing:
            self.stdout.write(f"{text.package}\t{text.english!r}")
        if options["add"]:
            for domain in {text.domain for text in missing}:
                entries = polib.pofile(str(catalogue(domain)), wrapwidth=100)
                entries.extend(text.entry() for text in missing if text.domain == domain)
                entries.save()
        self.stderr.write(f"{len(missing)} without Thai")
