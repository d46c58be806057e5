"""What can be put behind a dossier from the portal itself: signed papers, certificates, pictures that the guard let pass."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from django.core.files.base import ContentFile
from django.db.models.fields.files import FieldFile
from django.utils.translation import get_language
from wagtail.images.models import SourceImageIOError

from events.certificates import paper as certificates
from events.models import ExchangeEventPage
from media.models import PortalImage
from media.names import extension
from privacy import gate
from programme.dossier.holdings import Holdings
from programme.models import DossierAttachment, Honour
from vcare.dossiers import APPENDIX_KINDS

#: As pictures are printed.
PICTURE = "max-1000x1000|format-jpeg|jpegquality-75"


@dataclass(frozen=True)
class Offer:
    """Something of the portal that may be attached. `origin` names it."""

    origin: str
    kind: str
    title: str
    file: FieldFile | None = None
    image: PortalImage | None = None
    #: Of a paper that the portal sets itself: makes it, as PDF.
    made: Callable[[], bytes] | None = None

    @property
    def name(self) -> str:
        """What kind of paper it is, in the visitor's language."""
        return APPENDIX_KINDS.label(self.kind, get_language())


def offers(held: Holdings) -> dict[str, Offer]:
    """By origin, in the order of the appendix."""
    return {
        offer.origin: offer
        for offer in (*_commitments(held), *_plans(held), *_pictures(held), *_certificates(held))
    }


def _commitments(held: Holdings) -> Iterator[Offer]:
    for row in held.commitments:
        if row.scan:
            yield Offer(f"networks.commitment:{row.pk}", "mou", f"{row.reference} {row.title}", file=row.scan)


def _plans(held: Holdings) -> Iterator[Offer]:
    for plan in held.plans:
        if plan.file:
            yield Offer(f"programme.plan:{plan.pk}", "plan", plan.title, file=plan.file)


def _certificates(held: Holdings) -> Iterator[Offer]:
    """Of what it received itself, and its practices; those of its people are theirs."""
    for row in held.honours:
        certificate = row.certificate
        if certificate is None or not certificate.is_valid or row.recipient == Honour.Recipient.PERSON:
            continue
        title = f"{row.scheme} ระดับ{row.level} เลขที่ {certificate.serial}"
        made = partial(certificates.pdf, certificate.edition)
        yield Offer(f"events.certificate:{certificate.pk}", "certificate", title, made=made)


def _pictures(held: Holdings) -> Iterator[Offer]:
    for event in held.events:
        if event.host_id != held.organisation.pk or event.state != ExchangeEventPage.State.RECORDED:
            continue
        doubtful = doubtful_pictures(event) if len(event.photos) else set()
        for block in event.photos:
            image = block.value["image"]
            if image is not None and str(image.pk) not in doubtful:
                title = (block.value["caption"] or event.title)[:250]
                yield Offer(f"events.exchangeeventpage:{event.pk}:{image.pk}", "picture", title, image=image)


def doubtful_pictures(event: ExchangeEventPage) -> set[str]:
    """Keys of pictures in which somebody may be recognised whom nobody has asked."""
    return {
        one.passage.source.partition(":")[2]
        for one in gate.open_findings(event)
        if one.rule.startswith("face")
    }


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def copied(offer: Offer) -> DossierAttachment:
    """The offer as an attachment, not saved: a paper as a copy of its own, a picture as a pointer."""
    row = DossierAttachment(kind=offer.kind, title=offer.title[:250], origin=offer.origin, image=offer.image)
    if offer.file is not None:
        with offer.file.open("rb") as content:
            read = content.read()
        row.file = ContentFile(read, name=f"paper.{extension(offer.file.name)}")
        row.digest = digest_of(read)
    elif offer.made is not None:
        read = offer.made()
        row.file, row.digest = ContentFile(read, name="paper.pdf"), digest_of(read)
    elif offer.image is not None:
        row.digest = digest_of((picture(row) or (b"", ""))[0])
    return row


def is_lost(row: DossierAttachment) -> bool:
    """Whether the portal no longer has the file of a paper."""
    return bool(row.file) and not row.file.storage.exists(row.file.name)


def picture(row: DossierAttachment) -> tuple[bytes, str] | None:
    """What is printed of a picture and its description; None if it was taken down or is looked at once more."""
    image = row.image
    if image is None or hasattr(image, "withheld") or not _may_be_shown(row):
        return None
    try:
        with image.get_rendition(PICTURE).file.open("rb") as file:
            content: bytes = file.read()
    except (SourceImageIOError, OSError):
        return None
    return content, image.description or row.title


def _may_be_shown(row: DossierAttachment) -> bool:
    """Whether visitors still read the record that it comes from, and nobody has to be asked about it."""
    label, _colon, keys = row.origin.partition(":")
    if label != "events.exchangeeventpage":
        return False
    event = ExchangeEventPage.objects.live().public().filter(pk=int(keys.partition(":")[0])).first()
    if event is None or event.state != ExchangeEventPage.State.RECORDED:
        return False
    shown = {block.value["image"].pk for block in event.photos if block.value["image"]}
    return row.image_id in shown and str(row.image_id) not in doubtful_pictures(event)
