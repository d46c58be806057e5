from typing import Any

from django.core.management.base import BaseCommand

from programme.dossier import reminding


class Command(BaseCommand):
    help = "Remind of award dossiers that have to be sent soon; once a day, more often does no harm."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{reminding.remind()} told")
