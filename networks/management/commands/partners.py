"""Tell about levels that end in 90 or 30 days or today, and show partners again whose suspension has ended."""

from typing import Any

from django.core.management.base import BaseCommand

from networks.vetting import expiry, suspensions


class Command(BaseCommand):
    help = "Once a day: letters about partners' levels that end, and suspensions whose last day has passed."

    def handle(self, *args: Any, **options: Any) -> None:
        lifted, told = suspensions.lift_what_has_ended(), expiry.tell()
        self.stdout.write(f"{told} levels are about to end, {lifted} suspensions have ended")
