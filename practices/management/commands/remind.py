from typing import Any

from django.core.management.base import BaseCommand

from practices.review import reminding


class Command(BaseCommand):
    help = "Write to people who keep practices waiting; run it once a day, more often does no harm."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{reminding.remind()} letters")
