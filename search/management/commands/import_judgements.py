from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.judging import UnknownPageError, load


class Command(BaseCommand):
    help = "Take over judgements of search results from a TOML file, such as portal/demo/judgements.toml."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: object, **options: object) -> None:
        file = options["file"]
        if not isinstance(file, Path):
            raise CommandError("a file is needed")
        try:
            self.stdout.write(f"{load(file)} judgements")
        except (OSError, KeyError, ValueError) as error:
            raise CommandError(f"{file} can't be read: {error}") from error
        except UnknownPageError as error:
            raise CommandError(f"No page, or more than one, is called: {error}") from error
