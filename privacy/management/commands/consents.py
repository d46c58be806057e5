"""Tell those in charge about consents that end in 90 or 30 days, or today."""

from typing import Any

from django.core.management.base import BaseCommand

from privacy.consents import tell_about_ends


class Command(BaseCommand):
    help = "Once a day: letters about consents to pictures that are about to end."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{tell_about_ends()} consents are about to end")
