"""The forms by which every upload of an editor comes in: single, many at once, from a chooser, by API."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.forms.fields import FileField
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from media.files import CleanPaper, CleanUpload, all_of
from media.names import extension, shown_name
from media.sanitise import clean_picture


class PictureUploadField(WagtailImageField):
    """Wagtail's field, but what it returns is cleaned, and what it refuses it refuses with words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sizes = {"formats": self.supported_formats_text, "size": self.max_upload_size_text}
        self.help_text = _("JPEG, PNG, WebP, HEIC or AVIF, at most %(size)s.") % sizes
        self.error_messages["invalid_image_extension"] = (
            _("This kind of file cannot be used as a picture. Possible are: %(formats)s.") % sizes
        )
        self.error_messages["file_too_large"] = _(
            "This file is too big (%(file_size)s). It may have at most %(max_filesize)s."
        )
        self.error_messages["file_too_large_unknown_size"] = (
            _("This file is too big. It may have at most %(size)s.") % sizes
        )

    def to_python(self, data: Any) -> CleanUpload | None:
        upload = FileField.to_python(self, data)
        if upload is None:
            return None
        self.check_image_file_size(upload)
        if extension(upload.name) not in self.allowed_image_extensions:
            raise ValidationError(
                self.error_messages["invalid_image_extension"], code="invalid_image_extension"
            )
        return CleanUpload(clean_picture(all_of(upload)), shown_name(upload.name))


class PictureForm(BaseImageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if old := self.fields.get("file"):
            self.fields["file"] = PictureUploadField(
                label=old.label, required=old.required, widget=old.widget
            )


class DocumentForm(BaseDocumentForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            size = filesizeformat(field.max_upload_size)
            field.help_text = _("Word, Excel, PowerPoint or PDF, at most %(size)s.") % {"size": size}
            field.widget.attrs["accept"] = ".docx,.pdf,.pptx,.xlsx"

    def clean_file(self) -> File | None:
        upload = self.cleaned_data["file"]
        return CleanPaper(upload, upload.name) if upload and "file" in self.changed_data else upload
