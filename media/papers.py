"""Signed papers and evidence: a scan or a photograph, cleaned, kept privately, handed out as a download."""

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db.models.fields.files import FieldFile
from django.http import FileResponse
from django.utils.translation import gettext_lazy as _

from media.documents import DocumentRefused, clean_document
from media.files import all_of
from media.names import extension
from media.sanitise import ImageRefused, clean_picture

PAPER_TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
ACCEPTED = ",".join(PAPER_TYPES.values())


def clean_paper(upload: File) -> File:
    """A whole PDF, or a picture without metadata. Raises ValidationError that says what to do."""
    try:
        if extension(upload.name) == "pdf":
            return ContentFile(clean_document(upload.name, all_of(upload)), name="paper.pdf")
        picture = clean_picture(all_of(upload))
    except (DocumentRefused, ImageRefused) as error:
        raise ValidationError(error.messages) from error
    if picture.extension not in PAPER_TYPES:
        raise ValidationError(_("Use a PDF, JPG or PNG file."))
    return ContentFile(picture.content, name=f"paper.{picture.extension}")


def paper_download(file: FieldFile, name: str) -> FileResponse:
    """A private file for somebody who may have it; `name` is without its ending."""
    kind = extension(file.name)
    response = FileResponse(
        file.open("rb"), as_attachment=True, filename=f"{name}.{kind}", content_type=PAPER_TYPES[kind]
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
