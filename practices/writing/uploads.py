"""Pictures and files from a teacher's phone, through the same cleaning as every upload."""

from typing import Any

from django import forms
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamValue
from wagtail.models import Collection

from accounts.models import User
from media.files import CleanPaper
from media.forms import PictureUploadField
from media.models import PortalDocument, PortalImage
from practices.models import PracticePage
from practices.writing.fields import new_id

#: Where the pictures and files of schools lie in the editing interface.
COLLECTION = "เรื่องของโรงเรียน"


def collection() -> Collection:
    found = Collection.objects.filter(name=COLLECTION).first()
    return found or Collection.get_first_root_node().add_child(instance=Collection(name=COLLECTION))


class PictureForm(forms.Form):
    """One picture: what it shows, who agreed, where it stands."""

    file = PictureUploadField(
        label=_("Take or choose a picture"),
        widget=forms.FileInput(attrs={"accept": "image/*", "data-shrink": "1600"}),
    )
    alt = forms.CharField(
        label=_("What can be seen, in one sentence?"),
        max_length=255,
        help_text=_("It is read out to people who cannot see the picture. Name no pupil."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say what can be seen: some readers cannot see the picture.")},
    )
    caption = forms.CharField(label=_("Caption"), max_length=200, required=False)
    consent_note = forms.CharField(
        label=_("Who agreed, or why can nobody be recognised?"),
        max_length=250,
        help_text=_("For example: backs only, or: the guardians of all four signed on 12 June 2569."),
        error_messages={"required": _("Say who agreed, or that nobody can be recognised.")},
    )
    cover = forms.BooleanField(label=_("Use it as the cover of the story"), required=False)

    example = "นักเรียนและครูยืนล้อมวงในลานกิจกรรม ถ่ายจากด้านหลัง มองไม่เห็นใบหน้า"

    def add_to(self, page: PracticePage, person: User) -> None:
        """Keep the picture, and put it behind the steps of the story."""
        data = self.cleaned_data
        image = PortalImage(
            title=(data["caption"] or data["alt"])[:250],
            description=data["alt"],
            consent_note=data["consent_note"],
            credit=page.owner_organisation.name[:150],
            file=data["file"],
            collection=collection(),
            uploaded_by_user=person,
        )
        image.save()
        if data["cover"]:
            page.listing_image = image
            return
        picture = {"image": image.pk, "decorative": False, "alt_text": data["alt"]}
        append(page, "process", "figure", {"image": picture, "caption": data["caption"]})


class FileForm(forms.Form):
    """One file that readers may take away."""

    file = forms.FileField(
        label=_("Choose a file"),
        help_text=_("Word, Excel, PowerPoint or PDF, up to 20 MB. Blank forms only, never filled-in ones."),
        widget=forms.FileInput(attrs={"accept": ".docx,.pdf,.pptx,.xlsx"}),
        error_messages={"required": _("Choose a file first.")},
    )
    caption = forms.CharField(
        label=_("What is it?"),
        max_length=150,
        error_messages={"required": _("Say what it is, in a few words.")},
    )

    example = "แบบบันทึกการโทรประจำวัน (แบบเปล่า)"

    def clean_file(self) -> File:
        upload = self.cleaned_data["file"]
        return CleanPaper(upload, upload.name)

    def add_to(self, page: PracticePage, person: User) -> None:
        data = self.cleaned_data
        paper = PortalDocument(
            title=data["caption"], file=data["file"], collection=collection(), uploaded_by_user=person
        )
        paper.save()
        append(page, "attachments", "file", {"document": paper.pk, "caption": data["caption"]})


FORMS: dict[str, type[PictureForm] | type[FileForm]] = {"picture": PictureForm, "file": FileForm}


def append(page: PracticePage, name: str, block: str, value: dict[str, Any]) -> None:
    """Put a block behind the others."""
    field = page._meta.get_field(name)
    blocks = [*getattr(page, name).get_prep_value(), {"id": new_id(), "type": block, "value": value}]
    setattr(page, name, StreamValue(field.stream_block, blocks, is_lazy=True))
