"""What of a story could expose a child, told while it is written, and mended. The one place that asks the guard."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Model

from accounts.models import User
from media.models import PortalDocument, PortalImage
from practices.models import PracticePage
from practices.writing.uploads import COLLECTION
from privacy import gate, mending, pictures
from privacy.gate import Judged
from privacy.models import PictureFaces

#: Rules about faces, of which the detector has seen where they are.
SEEN_FACES = frozenset({"face", "face-with-name"})


@dataclass(frozen=True)
class Doubt:
    """A place in the text that has to be looked at again; a red one keeps the story from being handed in."""

    field: str
    text: str
    name: str
    reason: str
    mend: str
    is_red: bool
    #: By which it is mended with one click, "" where only the writer can; `words` are put in its place.
    digest: str = ""
    words: str = ""
    #: Where it is a face that can be blurred or cut off.
    faces: PictureFaces | None = None


def doubts(page: PracticePage, fields: Collection[str] | None = None) -> list[Doubt]:
    """What nobody has cleared, in some fields or in the whole story; red ones first."""
    found: dict[tuple[str, ...], Doubt] = {}
    for one in gate.open_findings(page):
        if fields is not None and one.passage.field not in fields:
            continue
        # Each picture has its own faces; the same name in a caption and below it is one to the writer.
        key = (*mending.alike(one), "" if one.finding.text else one.passage.source)
        if key not in found or not found[key].digest:
            found[key] = doubt(page, one)
    return sorted(found.values(), key=lambda doubt: not doubt.is_red)


def doubt(page: PracticePage, one: Judged) -> Doubt:
    faces = seen(page, one)
    mendable = faces is not None or mending.offered(page, one, may_change(page))
    return Doubt(
        one.passage.field,
        one.finding.text or one.passage.label,
        one.title,
        one.reason,
        one.mend,
        one.is_red,
        one.digest if mendable else "",
        one.finding.suggestion or "",
        faces,
    )


def seen(page: PracticePage, one: Judged) -> PictureFaces | None:
    """The faces that a finding is about, if the writer may do something about them."""
    if one.rule not in SEEN_FACES:
        return None
    row = PictureFaces.objects.filter(image=one.passage.source.partition(":")[2]).select_related("image")
    faces = row.first()
    return faces if faces and may_change(page)(faces.image) else None


def may_change(page: PracticePage) -> mending.MayChangeFile:
    """Whether a picture or file is the story's own: a school brought it in, and no other page shows it."""

    def own(file: Model) -> bool:
        return (
            isinstance(file, (PortalImage, PortalDocument))
            and file.collection.name == COLLECTION
            and all(use["thing"].pk == page.pk for use in pictures.uses(file))
        )

    return own


def mend(page: PracticePage, asked: str, *, by: User) -> bool:
    """Do to one place what its button says, as `deed:digest`; False if the place has changed meanwhile.

    Words are changed in `page`, which the caller saves. A picture is changed wherever it is shown.
    """
    deed, _colon, digest = asked.partition(":")
    if deed == "words":
        return bool(mending.mend(page, digest, by=by, may_change_file=may_change(page)))
    one = next((one for one in gate.open_findings(page) if one.digest == digest), None)
    faces = seen(page, one) if one else None
    if faces is None:
        return False
    if deed == "blur":
        return bool(pictures.blur(faces.image, by=by))
    return pictures.crop(faces.image, deed, by=by)
