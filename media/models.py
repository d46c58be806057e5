"""Images and documents with credit, alternative text and consent.

Originals and documents lie in the private storage; only renditions of images can be fetched by address.
"""

import io
import os.path
from typing import Any

from django.core.files.base import File
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, Image, get_upload_to

from media.documents import CONTENT_TYPES
from media.files import DocumentField, PictureField
from media.metadata import private_metadata
from media.names import extension, stored_name
from media.sanitise import clean_picture
from media.storage import private_storage


def document_path(instance: "PortalDocument", filename: str) -> str:
    return stored_name("documents", extension(filename))


class PortalImage(AbstractImage):
    """A picture, re-encoded without metadata; its alternative text is the `description`."""

    file = PictureField(
        verbose_name=_("file"),
        upload_to=get_upload_to,
        storage=private_storage,
        width_field="width",
        height_field="height",
    )
    description = models.CharField(
        _("alternative text"),
        max_length=255,
        help_text=_(
            "What can be seen, in one sentence, for people who cannot see the picture. "
            "Name no pupil. Example: pupils and teachers plant mangroves beside the canal."
        ),
    )
    credit = models.CharField(
        _("credit"), max_length=150, blank=True, help_text=_("Who took or drew the picture.")
    )
    consent_note = models.CharField(
        _("consent"),
        max_length=250,
        blank=True,
        help_text=_("Who agreed to publication, or why nobody can be recognised."),
    )
    original_name = models.CharField(_("original file name"), max_length=255, blank=True, editable=False)

    admin_form_fields = (
        "title",
        "file",
        "description",
        "credit",
        "consent_note",
        *(field for field in Image.admin_form_fields if field not in ("title", "file", "description")),
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    def save(self, *args: Any, **kwargs: Any) -> None:
        # Before the other columns are read: storing the file sets them.
        if self.file and not self.file._committed:
            self.file.save(self.file.name, self.file.file, save=False)
        super().save(*args, **kwargs)

    @property
    def filename(self) -> str:
        """The name that a person knows the file by."""
        return self.original_name or super().filename

    def get_upload_to(self, filename: str) -> str:
        return stored_name("original_images", extension(filename))

    def generate_rendition_file(self, filter: Filter, *, source: File | None = None) -> File:  # noqa: A002
        """Never from a picture with metadata, not even one that came in by another way than `file`."""
        if source is None:
            with self.open_file() as original:
                content = original.read()
        else:
            content = source.read()
        if private_metadata(content):
            content = clean_picture(content).content
        return super().generate_rendition_file(filter, source=File(io.BytesIO(content), name=self.file.name))


class PortalRendition(AbstractRendition):
    """A scaled copy of an image."""

    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class PortalDocument(AbstractDocument):
    """A file to download; stored under a random name, handed out under its Thai one."""

    file = DocumentField(verbose_name=_("file"), upload_to=document_path, storage=private_storage)
    original_name = models.CharField(_("original file name"), max_length=255, blank=True, editable=False)
    text = models.TextField(_("text"), blank=True, editable=False)

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.file and not self.file._committed:
            self.file.save(self.file.name, self.file.file, save=False)
        super().save(*args, **kwargs)

    @property
    def filename(self) -> str:
        """The name that a person knows the file by."""
        return self.original_name or super().filename

    @property
    def stored_filename(self) -> str:
        return os.path.basename(self.file.name)

    @property
    def url(self) -> str:
        return reverse("wagtaildocs_serve", args=[self.pk, self.stored_filename])

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES.get(extension(self.file.name), "application/octet-stream")
