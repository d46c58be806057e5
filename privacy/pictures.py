"""Pictures that may not be shown as they are: faces, hiding, blurring, and removal for good from every place."""

import io
import json
import logging
import re
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils import timezone
from PIL import Image, ImageDraw
from wagtail.fields import RichTextField, StreamField
from wagtail.log_actions import log
from wagtail.models import Page, ReferenceIndex, Revision

from accounts.models import User
from content import publication
from media.models import PortalImage
from media.storage import private_storage
from privacy import faces
from privacy.models import Consent, PictureFaces, Receipt, TakeDown, Withheld

logger = logging.getLogger(__name__)

#: What is kept of a picture's own words while a neutral picture stands in for it.
OWN_WORDS = ("title", "description", "credit", "original_name")
FOCUS = ("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height")
STAND_IN = {
    "hidden": ("ภาพนี้ซ่อนไว้ระหว่างตรวจสอบ", "ภาพที่ซ่อนไว้ระหว่างตรวจสอบ"),
}


# Faces


def seen_faces(image: PortalImage) -> PictureFaces:
    """What the detector saw in the file as it is; looks if it has not yet."""
    known = PictureFaces.objects.filter(image=image).first()
    if known and known.file_hash == image.get_file_hash() and known.boxes is not None:
        return known
    try:
        with image.file.open("rb") as file:
            boxes = [[f.left, f.top, f.width, f.height] for f in faces.find(file.read())]
    except (faces.NotLookedAtError, OSError):
        logger.warning("Picture %s could not be looked at for faces", image.pk)
        boxes = None
    row, _made = PictureFaces.objects.update_or_create(
        image=image,
        defaults={
            "file_hash": image.get_file_hash(),
            "boxes": boxes,
            "looked_at": timezone.now(),
            "nobody_recognisable": False,
        },
    )
    return row


def may_be_shown(image: PortalImage) -> bool:
    """Whether faces in it are no matter: a consent for the portal is in force, or nobody is recognisable."""
    return (
        Consent.objects.in_force().filter(images=image, scopes__contains="|portal|").exists()
        or PictureFaces.objects.filter(image=image, nobody_recognisable=True).exists()
    )


# Standing in


def hide(image: PortalImage, *, by: User | None = None) -> bool:
    """Let a neutral picture stand in for it everywhere, at once; False if it is hidden already."""
    if Withheld.objects.filter(image=image, why=Withheld.Why.HIDDEN).exists():
        return False
    _stand_in(image, Withheld.Why.HIDDEN, _neutral(image.width, image.height), STAND_IN["hidden"])
    log(image, "privacy.hide", user=by)
    return True


def blur(image: PortalImage, *, by: User) -> int:
    """Make its faces unrecognisable wherever it is shown; returns how many. The original stays private."""
    seen = seen_faces(image)
    if not seen.boxes:
        return 0
    with image.file.open("rb") as file:
        covered = faces.covered(file.read(), (faces.Face(*box) for box in seen.boxes))
    _stand_in(image, Withheld.Why.BLURRED, covered, None)
    PictureFaces.objects.update_or_create(
        image=image,
        defaults={"file_hash": image.get_file_hash(), "boxes": [], "looked_at": timezone.now()},
    )
    log(image, "privacy.blur", user=by, data={"faces": len(seen.boxes)})
    return len(seen.boxes)


def crop(image: PortalImage, part: str, *, by: User) -> bool:
    """Keep only a part that has no face, wherever the picture is shown. The original stays private."""
    cut = next((cut for cut in seen_faces(image).cuts if cut.part == part), None)
    if cut is None:
        return False
    with image.file.open("rb") as file:
        content = faces.cropped(file.read(), cut.box)
    _stand_in(image, Withheld.Why.CROPPED, content, None)
    log(image, "privacy.crop", user=by, data={"part": part, "percent": cut.percent})
    return True


@transaction.atomic
def restore(image: PortalImage, *, by: User) -> bool:
    """The picture itself again; False if nothing stands in for it."""
    withheld = Withheld.objects.filter(image=image).first()
    if withheld is None:
        return False
    neutral = image.file.name
    image.file.name = withheld.file_name
    for name, value in withheld.was.items():
        setattr(image, name, value)
    _drop_renditions(image)
    image.save()
    withheld.delete()
    PictureFaces.objects.filter(image=image).delete()
    transaction.on_commit(lambda: private_storage().delete(neutral))
    log(image, "privacy.restore", user=by)
    return True


@transaction.atomic
def _stand_in(image: PortalImage, why: str, content: bytes, words: tuple[str, str] | None) -> None:
    before = Withheld.objects.filter(image=image).first()
    sizes = ("width", "height", "file_size", "file_hash")
    kept = {name: getattr(image, name) for name in (*OWN_WORDS, *sizes, *FOCUS)}
    stood_in = image.file.name if before else ""
    if before is None:
        Withheld.objects.create(image=image, why=why, file_name=image.file.name, was=kept)
    else:
        Withheld.objects.filter(pk=before.pk).update(why=why)
    _drop_renditions(image)
    own_name = image.original_name
    image.file.save("picture.jpg", ContentFile(content, name="picture.jpg"), save=False)
    image.original_name = own_name
    if why != Withheld.Why.BLURRED:
        # The middle of interest of the picture itself is somewhere else in another one.
        for name in FOCUS:
            setattr(image, name, None)
    if words:
        image.title, image.description = words
        image.credit = image.original_name = ""
    image.file_hash = ""
    image._set_image_file_metadata()
    image.save()
    if stood_in:
        transaction.on_commit(lambda: private_storage().delete(stood_in))


def _drop_renditions(image: PortalImage) -> int:
    """Their files too: a web server may hand those out without asking."""
    renditions = list(image.renditions.all())
    for rendition in renditions:
        rendition.file.delete(save=False)
        rendition.delete()
    return len(renditions)


def _neutral(width: int, height: int) -> bytes:
    width, height = max(64, min(width or 640, 1280)), max(64, min(height or 360, 1280))
    picture = Image.new("RGB", (width, height), "#e4ded2")
    draw = ImageDraw.Draw(picture)
    middle = (width // 2, height // 2)
    radius = min(width, height) // 6
    box = (middle[0] - radius, middle[1] - radius, middle[0] + radius, middle[1] + radius)
    draw.ellipse(box, outline="#7d8699", width=max(2, radius // 8))
    draw.line((box[0], box[3], box[2], box[1]), fill="#7d8699", width=max(2, radius // 8))
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=80)
    return target.getvalue()


# Where it is used


def uses(image: PortalImage) -> list[dict[str, Any]]:
    """Every thing that has the picture, as Wagtail's reference index knows it."""
    found = []
    for thing, references in ReferenceIndex.get_grouped_references_to(image):
        if thing is None or isinstance(thing, (Consent, PictureFaces, Withheld, TakeDown, Receipt)):
            continue
        found.append(
            {
                "thing": thing,
                "fields": sorted({str(reference.describe_source_field()) for reference in references}),
                "live": getattr(thing, "live", True),
            }
        )
    return found


# Removal for good


@transaction.atomic
def remove(
    image: PortalImage,
    *,
    by: User,
    reason: str,
    consent: Consent | None = None,
    take_down: TakeDown | None = None,
) -> Receipt:
    """Take a picture out of pages, old versions, renditions, search, feeds, exports and caches; list each place."""
    pk = image.pk
    pages = _take_from_pages(image)
    revisions = _take_from_revisions(pk)
    others = _take_from_others(image)
    withheld = Withheld.objects.filter(image=image).first()
    lines = [
        _line("pages", [str(page.pk) for page in pages], [page.title for page in pages]),
        _line("revisions", revisions, [str(revision) for revision in revisions]),
        _line("others", others, others),
        {"place": "renditions", "count": _drop_renditions(image), "things": []},
        {"place": "originals", "count": 1 + bool(withheld), "things": []},
        {"place": "search", "count": len(pages), "things": [page.title for page in pages]},
        {"place": "feeds", "count": len(pages), "things": []},
        {"place": "exports", "count": len(pages), "things": []},
        {"place": "caches", "count": 1, "things": []},
    ]
    names = [image.file.name, *([withheld.file_name] if withheld else [])]
    log(image, "privacy.remove", user=by, data={"reason": reason})
    image.delete()
    receipt = Receipt.objects.create(
        consent=consent, take_down=take_down, image_pk=pk, reason=reason, by_name=str(by), lines=lines
    )
    transaction.on_commit(lambda: [private_storage().delete(name) for name in names if name])
    return receipt


def _line(place: str, counted: Iterable[Any], things: Iterable[str]) -> dict[str, Any]:
    return {"place": place, "count": len(list(counted)), "things": list(things)[:50]}


def _take_from_pages(image: PortalImage) -> list[Page]:
    """Live pages and drafts as they stand in their tables; their search entries follow the saving."""
    changed = []
    keys = set(
        ReferenceIndex.get_references_to(image)
        .filter(base_content_type__app_label="wagtailcore", base_content_type__model="page")
        .values_list("object_id", flat=True)
    )
    for page in Page.objects.filter(pk__in=keys).specific():
        columns = _take_from(page, image.pk)
        if columns:
            with publication.taking_away():
                page.save(clean=False, update_fields=columns)
            changed.append(page)
    return changed


def _take_from_others(image: PortalImage) -> list[str]:
    """Settings, featured rows and whatever else shows the picture: they lose it."""
    taken = []
    for model in apps.get_models():
        if issubclass(model, Page) or model._meta.app_label in ("privacy", "media"):
            continue
        fields = [f.name for f in model._meta.concrete_fields if f.related_model is PortalImage and f.null]
        for name in fields:
            count = model._base_manager.filter(**{name: image}).update(**{name: None})
            taken += [f"{model._meta.verbose_name}"] * count
    return taken


def _take_from(thing: models.Model, pk: int) -> list[str]:
    """Take the picture out of a thing's own fields; returns the columns that changed."""
    changed = []
    for column in thing._meta.concrete_fields:
        if column.related_model is PortalImage:
            if getattr(thing, column.attname) == pk:
                setattr(thing, column.attname, None)
                changed.append(column.name)
        elif isinstance(column, StreamField):
            raw = list(getattr(thing, column.name).raw_data)
            rest = _without(raw, pk, column.stream_block)
            if rest != raw:
                setattr(thing, column.name, column.stream_block.to_python(rest))
                changed.append(column.name)
        elif isinstance(column, RichTextField):
            text = getattr(thing, column.name) or ""
            if (rest := without_embeds(text, pk)) != text:
                setattr(thing, column.name, rest)
                changed.append(column.name)
    return changed


def _take_from_revisions(pk: int) -> list[int]:
    """Old versions are rewritten where they stand: nobody can go back to one that has the picture."""
    changed = []
    needle = re.compile(rf"(?<!\d){pk}(?!\d)")
    for revision in Revision.objects.order_by("pk").iterator(chunk_size=200):
        model = revision.content_type.model_class()
        if model is None or not needle.search(json.dumps(revision.content)):
            continue
        content = dict(revision.content)
        if _take_from_content(model, content, pk):
            Revision.objects.filter(pk=revision.pk).update(content=content)
            changed.append(revision.pk)
    return changed


def _take_from_content(model: type[models.Model], content: dict[str, Any], pk: int) -> bool:
    changed = False
    for column in model._meta.concrete_fields:
        value = content.get(column.name)
        if column.related_model is PortalImage and value == pk:
            content[column.name], changed = None, True
        elif isinstance(column, StreamField) and value:
            raw = json.loads(value) if isinstance(value, str) else value
            rest = _without(raw, pk, column.stream_block)
            if rest != raw:
                content[column.name] = json.dumps(rest) if isinstance(value, str) else rest
                changed = True
        elif isinstance(column, RichTextField) and isinstance(value, str):
            rest = without_embeds(value, pk)
            changed, content[column.name] = changed or rest != value, rest
    return changed


def without_embeds(text: str, pk: int) -> str:
    """Rich text without a picture."""
    return re.sub(rf'<embed\b(?=[^>]*\bembedtype="image")(?=[^>]*\bid="{pk}")[^>]*/?>(?:</embed>)?', "", text)


def _without(raw: list[Any], pk: int, block: Any) -> list[Any]:
    """The children of a stream without those that only show the picture; others lose it and stay."""
    kept = []
    for child in raw:
        kind = block.child_blocks.get(child["type"])
        if kind is None:
            kept.append(child)
            continue
        value, gone = _value_without(child["value"], pk, kind)
        if not gone:
            kept.append({**child, "value": value})
    return kept


def _value_without(value: Any, pk: int, block: Any) -> tuple[Any, bool]:
    """A block's value without the picture, and whether the block is nothing without it."""
    if _is_picture(block):
        if isinstance(value, dict):
            gone = value.get("image") == pk
            return ({"image": None, "alt_text": "", "decorative": False}, True) if gone else (value, False)
        return (None, True) if value == pk else (value, False)
    if hasattr(block, "child_block") and isinstance(value, list):
        rest = []
        for item in value:
            inner = item["value"] if isinstance(item, dict) and "value" in item else item
            new, gone = _value_without(inner, pk, block.child_block)
            if not gone:
                rest.append({**item, "value": new} if isinstance(item, dict) and "value" in item else new)
        return rest, False
    if hasattr(block, "child_blocks") and isinstance(value, list):
        return _without(value, pk, block), False
    if hasattr(block, "child_blocks") and isinstance(value, dict):
        rest, lost = dict(value), False
        for name, kind in block.child_blocks.items():
            if name not in value:
                continue
            new, gone = _value_without(value[name], pk, kind)
            rest[name] = new
            lost = lost or (gone and _is_required(kind))
        return rest, lost
    if isinstance(value, str):
        return without_embeds(value, pk), False
    return value, False


def _is_required(block: Any) -> bool:
    return getattr(block, "child_blocks", {}).get("image", block).required


def _is_picture(block: Any) -> bool:
    return type(block).__name__ in ("ImageBlock", "ImageChooserBlock") or (
        hasattr(block, "target_model") and block.target_model is PortalImage
    )
