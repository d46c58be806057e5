from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from networks import registration
from programme.indicators import history


class Command(BaseCommand):
    help = "Keep what each indicator was at the end of the months that are over; once a day, more often does no harm."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--months", type=int, default=1, help="so many months back, where nothing is kept"
        )

    def handle(self, *args: Any, months: int, **options: Any) -> None:
        office, kept = registration.office(), 0
        if office is not None:
            for day in history.months_before(timezone.localdate(), months):
                kept += history.keep(office, day)
        self.stdout.write(f"{kept} values")
