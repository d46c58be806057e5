from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Compile all translations, the apps' and the packages' (.po to .mo), without GNU gettext."

    def handle(self, *args: object, **options: object) -> None:
        folders = [*Path(settings.BASE_DIR).glob("[a-z]*/locale"), *settings.LOCALE_PATHS]
        catalogues = sorted(po for folder in folders for po in folder.glob("*/LC_MESSAGES/*.po"))
        for catalogue in catalogues:
            compiled = catalogue.with_suffix(".mo")
            if not compiled.exists() or compiled.stat().st_mtime < catalogue.stat().st_mtime:
                polib.pofile(str(catalogue), wrapwidth=100).save_as_mofile(str(compiled))
        self.stdout.write(f"{len(catalogues)} catalogues")
