"""Images and documents with credit, alternative text and consent."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class PortalImage(AbstractImage):
    """A picture, re-encoded without metadata; its alternative text is the `description`."""

    credit = models.CharField(_("credit"), max_length=150, blank=True)
    consent_note = models.CharField(
        _("consent"),
        max_length=250,
        blank=True,
        help_text=_("Who agreed to publication, or why nobody can be recognised."),
    )
    original_name = models.CharField(_("original file name"), max_length=255, blank=True, editable=False)

    admin_form_fields = (*Image.admin_form_fields, "credit", "consent_note")

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")


class PortalRendition(AbstractRendition):
    """A scaled copy of an image."""

    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class PortalDocument(AbstractDocument):
    """A file to download; stored under a random name, handed out under its Thai one."""

    original_name = models.CharField(_("original file name"), max_length=255, blank=True, editable=False)
    text = models.TextField(_("text"), blank=True, editable=False)

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
