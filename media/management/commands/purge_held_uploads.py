"""Forget uploads whose form was never completed."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from wagtail.models import UploadedFile


class Command(BaseCommand):
    help = "Delete uploads of the editing interface that wait for their form for more than a day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count them")

    def handle(self, *args: Any, dry_run: bool = False, **options: Any) -> None:
        before = timezone.now() - timedelta(days=1)
        count = 0
        for upload in UploadedFile.objects.all():
            try:
                waiting = upload.file.storage.get_modified_time(upload.file.name) >= before
            except OSError:
                waiting = False
            if waiting:
                continue
            if not dry_run:
                upload.file.delete(save=False)
                upload.delete()
            count += 1
        self.stdout.write(f"{count} uploads {'would be ' if dry_run else ''}deleted")
