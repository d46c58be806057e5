from typing import Any

from django.core.management.base import BaseCommand

from networks.commitments import reminding


class Command(BaseCommand):
    help = (
        "Tell parties of commitments that end and promises that are due; once a day, more often does no harm."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{reminding.remind()} told")
