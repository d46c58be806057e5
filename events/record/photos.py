"""Pictures of an event, through the same cleaning and the same guard as those of practices."""

from typing import Any

from wagtail.models import Collection

from accounts.models import User
from events.models import ExchangeEventPage
from events.record.drafts import Record, save
from media.models import PortalImage
from practices.writing.uploads import PictureForm
from privacy import gate, pictures
from privacy.models import PictureFaces

#: Where the pictures of events lie in the editing interface.
COLLECTION = "ภาพกิจกรรมแลกเปลี่ยนเรียนรู้"
FACES = frozenset({"face", "face-with-name"})


class PhotoForm(PictureForm):
    """One picture of the event."""

    cover = None

    example = "ผู้เข้าร่วมนั่งล้อมวงเขียนกระดาษแผ่นใหญ่ ถ่ายจากด้านหลัง มองไม่เห็นใบหน้า"

    def keep(self, record: Record, person: User) -> None:
        """Put the picture behind the others of the draft."""
        data = self.cleaned_data
        image = PortalImage(
            title=(data["caption"] or data["alt"])[:250],
            description=data["alt"],
            consent_note=data["consent_note"],
            credit=record.event.host.name[:150],
            file=data["file"],
            collection=collection(),
            uploaded_by_user=person,
        )
        image.save()
        value = {
            "image": {"image": image.pk, "decorative": False, "alt_text": data["alt"]},
            "caption": data["caption"],
        }
        save(record.event, person, photos=[*record.raw("photos"), {"type": "photo", "value": value}])


def collection() -> Collection:
    found = Collection.objects.filter(name=COLLECTION).first()
    return found or Collection.get_first_root_node().add_child(instance=Collection(name=COLLECTION))


def remove(record: Record, key: str, person: User) -> bool:
    """Take a picture out of the draft; whether it was there. The file stays with the office."""
    rows = record.raw("photos")
    left = [row for row in rows if row.get("id") != key]
    if len(left) == len(rows):
        return False
    save(record.event, person, photos=left)
    return True


def with_faces(page: ExchangeEventPage) -> set[int]:
    """Pictures of the draft in which faces were seen that no consent covers and that may be blurred here."""
    found = set()
    for one in gate.open_findings(page):
        label, _colon, pk = one.passage.source.partition(":")
        if one.rule in FACES and label == PortalImage._meta.label_lower:
            found.add(int(pk))
    return {image.pk for image in PortalImage.objects.filter(pk__in=found) if is_own(page, image)}


def is_own(page: ExchangeEventPage, image: PortalImage) -> bool:
    """Whether the organiser brought it in, and no other page shows it."""
    return image.collection.name == COLLECTION and all(
        use["thing"].pk == page.pk for use in pictures.uses(image)
    )


def blur(page: ExchangeEventPage, pk: int, person: User) -> bool:
    """Make its faces unrecognisable; False if there are none to blur any more."""
    row = PictureFaces.objects.filter(image=pk).select_related("image").first()
    if row is None or pk not in with_faces(page):
        return False
    return bool(pictures.blur(row.image, by=person))


def gallery(page: ExchangeEventPage) -> list[dict[str, Any]]:
    """The draft's pictures in their order, with what may be done to each."""
    faces = with_faces(page) if len(page.photos) else set()
    return [
        {
            "key": block.id,
            "image": block.value["image"],
            "caption": block.value["caption"],
            "has_faces": getattr(block.value["image"], "pk", None) in faces,
        }
        for block in page.photos
    ]
