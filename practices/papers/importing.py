"""A school's own report, brought in as a draft: read, recognised, saved as a revision like any other."""

import base64
import binascii
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.log_actions import log
from wagtail.models import ReferenceIndex

from accounts.models import User
from media.documents import DocumentRefused, clean_document
from media.files import CleanUpload
from media.models import PortalImage
from media.names import extension, shown_name
from media.sanitise import CleanPicture, ImageRefused, clean_picture
from organisations.models import Organisation
from practices.models import Award, PolicyReference, PracticeImport, PracticePage
from practices.papers import dissect
from practices.papers.mending import Quality, has_lost_am, mended, quality
from practices.papers.recognising import TITLE, Found, Leftover, Piece, recognised
from practices.writing import drafts
from practices.writing.drafts import Draft
from practices.writing.uploads import collection
from privacy.texts import files_of

KINDS = ("docx", "pdf")
#: Fewer letters on a page: it is a picture of a page.
FEWEST_LETTERS_PER_PAGE = 60
MOST_PICTURES = 40
#: Of a picture that is worth keeping, in pixels; smaller ones are rules, bullets and marks.
SMALLEST_SIDE = 120
#: Words of a picture that has none of its own: somebody has to write them before it is published.
NO_ALT_TEXT = "ภาพจากรายงาน (โปรดเขียนคำบรรยายภาพ)"
#: Our own reports begin the words of their code so.
CODE = "คิวอาร์โค้ด"

MESSAGES = {
    "kind": _("Please choose a Word file (.docx) or a PDF file."),
    "locked": _("This file has a password. Please save it without one and choose it again."),
    "unreadable": _(
        "This file could not be read. Please open it in Word, save it as .docx and choose it again."
    ),
    "too_long": _("This file is much longer than any report. Please leave the appendices out and try again."),
    "empty": _("There are no words in this file."),
    "scan": _(
        "The pages of this PDF are pictures without text, as a scanner makes them. Please choose the Word file that it "
        "was made from."
    ),
    "damaged_thai": _(
        "The Thai in this PDF can't be read: too many letters are lost or stand in the wrong place. Please choose the "
        "Word file that it was made from."
    ),
}


class ImportRefused(ValidationError):  # noqa: N818 - reads as what happened
    """A file that makes no draft; the message says what to do."""

    def __init__(self, code: str) -> None:
        super().__init__(MESSAGES[code], code=code)


@dataclass
class Reading:
    """A file that was read, before anything is written down."""

    file_name: str
    kind: str
    found: Found
    quality: Quality | None = None
    notes: dict[str, int] = field(default_factory=dict)
    pictures: dict[str, CleanPicture] = field(default_factory=dict)
    #: Code and values of what could not be brought in; see `warnings.py`.
    warnings: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


def read(name: str, content: bytes) -> Reading:
    """What a school's file says.

    Takes seconds for a long file: not inside a transaction. Raises ImportRefused or DocumentRefused.
    """
    kind = extension(name)
    if kind not in KINDS:
        raise DocumentRefused("old_or_locked") if kind in ("doc", "dot", "rtf") else ImportRefused("kind")
    content = clean_document(name, content)
    taken = taken_apart(kind, content)
    pieces = taken["pieces"]
    worth = None
    if kind == "pdf":
        worth = mend(pieces, taken["notes"].get("pages", 1))
    if not any(piece.get("text", "").strip() or piece.get("rows") for piece in pieces):
        raise ImportRefused("empty")
    found = recognised(pieces)
    reading = Reading(shown_name(name), kind, found, worth, taken["notes"], warnings=list(found.warnings))
    reading.warnings += [
        (f"note_{name}", {"n": n}) for name, n in taken["notes"].items() if n and name in NOTED
    ]
    take_pictures(reading, content)
    return reading


#: What a file may hold that no draft can: `dissect` counts it.
NOTED = ("embedded", "formulas", "drawings", "linked", "comments", "hidden", "deleted", "repeated")


def taken_apart(kind: str, content: bytes) -> dict[str, Any]:
    """The pieces of a file, by a program of its own. Raises ImportRefused."""
    try:
        done = subprocess.run(  # noqa: S603 - our own file with a fixed word
            [sys.executable, "-I", str(Path(dissect.__file__)), kind],
            input=content,
            capture_output=True,
            timeout=dissect.SECONDS + 10,
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError) as error:
        raise ImportRefused("unreadable") from error
    if done.returncode == dissect.TOO_MUCH:
        raise ImportRefused("too_long")
    if done.returncode == dissect.LOCKED:
        raise ImportRefused("locked")
    try:
        taken: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        raise ImportRefused("unreadable") from error
    return taken


def mend(pieces: list[Piece], pages: int) -> Quality:
    """Mend the Thai of all pieces in place. Raises ImportRefused if there is none worth having."""
    before = "\n".join(piece.get("text", "") for piece in pieces)
    if len("".join(before.split())) < FEWEST_LETTERS_PER_PAGE * pages:
        raise ImportRefused("scan")
    lost_am = has_lost_am(before)
    for piece in pieces:
        if "text" in piece:
            piece["text"] = mended(piece["text"], lost_am=lost_am)
            piece["runs"] = [{"text": piece["text"], "bold": piece.get("bold", False)}]
    worth = quality(before, "\n".join(piece.get("text", "") for piece in pieces))
    if worth.is_useless:
        raise ImportRefused("damaged_thai")
    return worth


def take_pictures(reading: Reading, content: bytes) -> None:
    """The pictures that the draft will have, decoded and cleaned; those that cannot be had are named."""
    found = reading.found
    small = 0
    for number, (key, piece) in enumerate(found.pictures.items(), start=1):
        if piece.get("alt", "").startswith(CODE):
            continue
        try:
            picture = clean_picture(bytes_of(piece, content))
        except ImageRefused as refused:
            reading.warnings.append(("picture", {"n": number, "why": refused.code}))
            continue
        if min(picture.width, picture.height) < SMALLEST_SIDE:
            small += 1
        elif len(reading.pictures) >= MOST_PICTURES:
            reading.warnings.append(("picture", {"n": number, "why": "too_many"}))
        else:
            reading.pictures[key] = picture
    if small:
        reading.warnings.append(("small_pictures", {"n": small}))


def bytes_of(piece: Piece, content: bytes) -> bytes:
    if data := piece.get("data"):
        try:
            return base64.b64decode(data)
        except binascii.Error:
            return b""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.read(piece["part"])
    except (KeyError, zipfile.BadZipFile, OSError):
        return b""


# Writing it down


def make_draft(person: User, place: Organisation, reading: Reading) -> PracticeImport:
    """A draft of what was read, and the report of what was not placed."""
    with transaction.atomic(), override("th"):
        images = keep_pictures(person, reading)
        fields = dict(reading.found.fields)
        leftovers = list(reading.found.leftovers)
        title = fields.pop("title", "") or PurePosixPath(reading.file_name).stem
        draft = drafts.begin(person, place, title=title[:TITLE], kind=fields.pop("kind", "best-practice"))
        leftovers += fill(draft.content, fields, images)
        drafts.save(draft)
        report = PracticeImport.objects.create(
            page=draft.page,
            by=person,
            file_name=reading.file_name,
            kind=reading.kind,
            headings=[list(heading) for heading in reading.found.headings],
            leftovers=[row for leftover in leftovers if (row := row_of(leftover, images))],
            passed_over=[{"section": row.section, "text": row.text} for row in reading.found.passed_over],
            warnings=[list(warning) for warning in [*school_warning(place, reading), *reading.warnings]],
            quality=vars(reading.quality) if reading.quality else {},
            pictures=len(images),
        )
        log(draft.page, "practices.import", user=person, data={"file": reading.file_name})
    return report


def keep_pictures(person: User, reading: Reading) -> dict[str, PortalImage]:
    """Pictures of the draft by their key, the same one once."""
    kept: dict[str, PortalImage] = {}
    by_content: dict[str, PortalImage] = {}
    alts = {
        value["image"]: value["alt"] or value["caption"]
        for kind, value in reading.found.fields.get("process", [])
        if kind == "figure"
    }
    for key, picture in reading.pictures.items():
        digest = hashlib.sha256(picture.content).hexdigest()
        if digest not in by_content:
            alt = " ".join((alts.get(key) or "").split())[:255]
            image = PortalImage(
                title=(alt or f"ภาพจาก {reading.file_name}")[:255],
                description=alt or NO_ALT_TEXT,
                uploaded_by_user=person,
                collection=collection(),
            )
            image.file = CleanUpload(picture, f"picture.{picture.extension}")
            image.save()
            by_content[digest] = image
        kept[key] = by_content[digest]
    return kept


@transaction.atomic
def forget(rows: QuerySet[PracticeImport]) -> int:
    """Delete the reports on files, with the words and pictures that nobody has placed."""
    reports = list(rows.select_related("page"))
    for report in reports:
        waiting = {row["picture"] for row in report.leftovers if row["picture"]}
        draft = report.page.get_latest_revision_as_object()
        shown = {pk for label, pk in files_of(draft) if label == PortalImage._meta.label_lower}
        for image in PortalImage.objects.filter(pk__in=waiting - shown):
            if not ReferenceIndex.get_references_to(image).exists():
                image.delete()
        report.delete()
    return len(reports)


def row_of(leftover: Leftover, images: dict[str, PortalImage]) -> dict[str, Any] | None:
    if leftover.picture and leftover.picture not in images:
        return None
    picture = images[leftover.picture].pk if leftover.picture else None
    return {"section": leftover.section, "text": leftover.text, "picture": picture, "state": "", "field": ""}


def school_warning(place: Organisation, reading: Reading) -> list[tuple[str, dict[str, Any]]]:
    """A report that names another school than the one it is brought in for."""
    school = reading.found.school

    def bare(name: str) -> str:
        return "".join(name.removeprefix("โรงเรียน").split())

    if (
        not school
        or bare(place.name) in bare(school)
        or bare(school) in bare(place.name)
        or place.kind == "office"
    ):
        return []
    return [("other_school", {"file": school[:120], "draft": place.name})]


def fill(page: PracticePage, fields: dict[str, Any], images: dict[str, PortalImage]) -> list[Leftover]:
    """Write the fields into the draft's content; what doesn't fit its columns is left over."""
    left: list[Leftover] = []
    year = fields.pop("academic_year", None)
    if year and 2550 <= year <= 2600:
        page.academic_year = year
    if awards := fields.pop("awards", []):
        page.awards = [Award(**award) for award in awards]
    if tags := fields.pop("tags", []):
        page.tags.add(*tags[:15])
        left += [Leftover("คำสำคัญ", tag) for tag in tags[15:]]
    left += by_label(page, "evidence", fields.pop("evidence_label", ""), PracticePage.Evidence)
    left += by_label(page, "licence", fields.pop("licence_label", ""), PracticePage.Licence)
    left += by_name(
        page, "policies", fields.pop("policy_names", []), {str(p): p for p in PolicyReference.objects.all()}
    )
    partners = Organisation.objects.active().partners().filter(name__in=fields.get("partner_names", []))
    left += by_name(
        page, "partners", fields.pop("partner_names", []), {partner.name: partner for partner in partners}
    )
    fields["process"] = [
        block
        for kind, value in fields.get("process", [])
        if (block := figure(value, images) if kind == "figure" else (kind, value))
    ]
    for name, value in fields.items():
        setattr(page, name, value)
    return left


def figure(value: dict[str, Any], images: dict[str, PortalImage]) -> tuple[str, Any] | None:
    image = images.get(value["image"])
    if image is None:
        return None
    return "figure", {"image": in_a_block(image), "caption": value["caption"]}


def in_a_block(image: PortalImage) -> PortalImage:
    """A picture as a block of a page takes it."""
    image.contextual_alt_text, image.decorative = image.description, False
    return image


def by_label(page: PracticePage, name: str, label: str, choices: Any) -> list[Leftover]:
    if not label or label == "ยังไม่ทราบ":
        return []
    for choice in choices:
        if str(choice.label) == label:
            setattr(page, name, choice.value)
            return []
    return [Leftover(str(PracticePage._meta.get_field(name).verbose_name), label)]


def by_name(page: PracticePage, name: str, wanted: list[str], known: dict[str, Any]) -> list[Leftover]:
    setattr(page, name, [known[label] for label in wanted if label in known])
    title = str(PracticePage._meta.get_field(name).verbose_name)
    return [Leftover(title, label) for label in wanted if label not in known]


# Leftovers


def add_text(page: PracticePage, name: str, text: str) -> None:
    """Put a leftover behind what a field says already."""
    lines = [line for line in text.split("\n") if line.strip()]
    html = "".join(f"<p>{escape(line)}</p>" for line in lines)
    if name in ("background", "lessons", "what_failed", "body_en"):
        setattr(page, name, (getattr(page, name) or "") + html)
    elif name in ("benefits", "conditions_for_reuse", "summary", "source_note"):
        setattr(page, name, "\n".join(filter(None, [getattr(page, name), *lines])))
    else:
        kind = {
            "objectives": "objective",
            "targets": "qualitative",
            "results": "observed",
            "success_factors": "factor",
            "process": "text",
        }[name]
        getattr(page, name).append((kind, html if name == "process" else "\n".join(lines)))


def add_picture(page: PracticePage, name: str, image: PortalImage) -> None:
    if name == "listing_image":
        page.listing_image = image
    else:
        page.process.append(("figure", {"image": in_a_block(image), "caption": ""}))


def settle(draft: Draft, report: PracticeImport, number: int, field_name: str) -> None:
    """Put a leftover into a field of the draft; without a field it is left. Its words go from the report."""
    rows = report.leftovers
    row = rows[number]
    if field_name:
        page = draft.content
        if row["picture"]:
            image = PortalImage.objects.filter(pk=row["picture"]).first()
            if image is not None:
                add_picture(page, field_name, image)
        else:
            add_text(page, field_name, row["text"])
        drafts.save(draft)
    elif row["picture"]:
        image = PortalImage.objects.filter(pk=row["picture"]).first()
        if image is not None and not ReferenceIndex.get_references_to(image).exists():
            image.delete()
    rows[number] = {
        **row,
        "text": "",
        "picture": None,
        "state": "placed" if field_name else "left",
        "field": field_name,
    }
    report.save(update_fields=["leftovers"])
