"""`manage.py schedule`: what is done by the clock, and when it was done last."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from home import schedule

DATE = "%Y-%m-%d %H:%M"


class Command(BaseCommand):
    help = "List what is done by the clock; `run` does what is due and ends, for an install whose web processes don't."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("deed", nargs="?", choices=["run"], help="do what is due")

    def handle(self, *args: Any, deed: str | None, **options: Any) -> None:
        if deed:
            well, badly = schedule.run_due()
            if badly:
                raise CommandError(f"{badly} of {well + badly} failed: `manage.py schedule` names them")
            self.stdout.write(f"{well} done")
            return
        now = timezone.now()
        runs = schedule.found(now)
        for job in schedule.JOBS:
            row = runs[job.line]
            began = timezone.localtime(row.started_at).strftime(DATE) if row.started_at else "never"
            state = row.problem or ("" if row.ended_at or not row.started_at else "running")
            following = job.next_due(now).strftime(DATE)
            self.stdout.write(f"{job.line:<28} last {began:<16}  next {following}  {state}".rstrip())
