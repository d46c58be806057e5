from typing import Any

from django.core.management.base import BaseCommand

from search import alerts


class Command(BaseCommand):
    help = "Write to people whose saved searches find something new; once a week is enough."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{alerts.send()} letters")
