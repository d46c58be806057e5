"""Files of models, cleaned at the moment they are stored: the one door that every upload goes through."""

from django.core.files.base import ContentFile, File
from django.db.models.fields.files import FieldFile, FileField
from wagtail.images.models import WagtailImageField, WagtailImageFieldFile

from media.documents import clean_document
from media.extraction import extract
from media.names import extension, held_name, shown_name
from media.sanitise import CleanPicture, clean_picture
from media.storage import private_storage


class CleanUpload(ContentFile):
    """A picture that a form has cleaned already, still under the person's own file name."""

    def __init__(self, picture: CleanPicture, name: str) -> None:
        super().__init__(picture.content, name=name)
        self.picture = picture
        self.content_type = f"image/{picture.extension.replace('jpg', 'jpeg')}"


class CleanPaper(ContentFile):
    """A document that has been checked and read, still under the person's own file name.

    Made before the database is locked for writing: reading may take ten seconds.
    """

    def __init__(self, upload: File, name: str) -> None:
        """Raises DocumentRefused."""
        super().__init__(clean_document(name, all_of(upload)), name=shown_name(name))
        self.text = extract(extension(name), all_of(self))
        self.seek(0)


def all_of(content: File) -> bytes:
    content.seek(0)
    return content.read()


class PictureFile(WagtailImageFieldFile):
    def save(self, name: str, content: File, save: bool = True) -> None:
        """Store the picture cleaned, under a random name; the person's own name goes to `original_name`.

        Raises ImageRefused.
        """
        if not isinstance(content, CleanUpload):
            content = CleanUpload(clean_picture(all_of(content)), name)
        self.instance.original_name = shown_name(name)
        super().save(f"picture.{content.picture.extension}", content, save=False)
        self.instance._set_image_file_metadata()
        self.instance.file.close()
        if save:
            self.instance.save()

    def get_image_dimensions(self) -> tuple[int | None, int | None]:
        """Unknown until the file is cleaned: nothing else looks into what came from outside."""
        if self._committed:
            return super().get_image_dimensions()
        picture = getattr(self.file, "picture", None)
        return (picture.width, picture.height) if picture else (None, None)


class PictureField(WagtailImageField):
    attr_class = PictureFile


class DocumentFile(FieldFile):
    def save(self, name: str, content: File, save: bool = True) -> None:
        """Store the document checked, under a random name; the person's own name goes to `original_name`.

        Raises DocumentRefused.
        """
        if not isinstance(content, CleanPaper):
            content = CleanPaper(content, name)
        self.instance.original_name = shown_name(name)
        self.instance.text = content.text
        super().save(f"document.{extension(name)}", content, save=False)
        self.instance._set_document_file_metadata()
        self.instance.file.close()
        if save:
            self.instance.save()


class DocumentField(FileField):
    attr_class = DocumentFile


class HeldFile(FieldFile):
    """A file of Wagtail's that waits until its form is complete: private, and cleaned already."""

    def __init__(self, instance, field, name):
        super().__init__(instance, field, name)
        self.storage = private_storage()

    def save(self, name: str, content: File, save: bool = True) -> None:
        if self.instance.for_content_type.model == "portalimage":
            cleaned = clean_picture(all_of(content)).content
        else:
            cleaned = clean_document(name, all_of(content))
        self.name = self.storage.save(
            held_name(self.field.upload_to, name), ContentFile(cleaned), max_length=self.field.max_length
        )
        setattr(self.instance, self.field.attname, self.name)
        self._committed = True
        if save:
            self.instance.save()
