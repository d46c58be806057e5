from typing import Any

from django.core.management.base import BaseCommand

from practices.adoption import pulses


class Command(BaseCommand):
    help = "Ask schools whether they still use what they took over; once a day is enough, more often does no harm."

    def handle(self, *args: Any, **options: Any) -> None:
        asked, reminded = pulses.ask_due()
        self.stdout.write(f"ถามใหม่ {asked} แห่ง เตือน {reminded} แห่ง")
