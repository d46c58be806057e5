from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Compile every app's translations (.po to .mo) without GNU gettext."

    def handle(self, *args: object, **options: object) -> None:
        catalogues = sorted(Path(settings.BASE_DIR).glob("[a-z]*/locale/*/LC_MESSAGES/*.po"))
        for catalogue in catalogues:
            compiled = catalogue.with_suffix(".mo")
            if not compiled.exists() or compiled.stat().st_mtime < catalogue.stat().st_mtime:
                polib.pofile(str(catalogue), wrapwidth=100).save_as_mofile(str(compiled))
        self.stdout.write(f"{len(catalogues)} catalogues")
