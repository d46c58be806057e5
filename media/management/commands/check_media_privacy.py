"""Fail if a stored file carries the place, the camera or the author of a picture."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models.fields.files import FieldFile
from wagtail.models import UploadedFile

from media.metadata import metadata_in_document, private_metadata
from media.models import PortalDocument, PortalImage, PortalRendition


class Command(BaseCommand):
    help = "Fail if any original, rendition, document or held upload carries metadata such as a place."

    def handle(self, *args: Any, **options: Any) -> None:
        count, found = 0, []
        for kind, pk, file in stored_files():
            count += 1
            try:
                with file.open("rb") as stored:
                    content = stored.read()
            except OSError:
                self.stderr.write(f"{kind} {pk}: the file is missing")
                continue
            metadata = private_metadata(content) or metadata_in_document(content)
            if metadata:
                found.append(f"{kind} {pk}: {', '.join(sorted(metadata))}")
        for line in found:
            self.stdout.write(line)
        if found:
            raise CommandError(f"{len(found)} of {count} files carry metadata")
        self.stdout.write(f"{count} files, none carries metadata")


def stored_files() -> Iterator[tuple[str, int, FieldFile]]:
    for kind, rows in (
        ("image", PortalImage.objects.all()),
        ("rendition", PortalRendition.objects.all()),
        ("document", PortalDocument.objects.defer("text")),
        ("upload", UploadedFile.objects.all()),
    ):
        for row in rows.iterator():
            yield kind, row.pk, row.file
