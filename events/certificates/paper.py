"""A certificate as a paper: what the typst template reads, and the PDF or picture it makes."""

import io
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from itertools import groupby
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models.fields.files import FieldFile
from django.urls import reverse
from django.utils.translation import override
from pypdf import PdfReader, PdfWriter

from content.typesetting import pdf as typesetting
from content.typesetting.qr import qr_svg
from events.certificates.wording import as_text, filled, in_digits, name_parts
from events.models.certificates import Bearer, CertificateDesign, CertificateEdition, Signatory
from vcare.certificates import PLACEHOLDERS

logger = logging.getLogger(__name__)

TEMPLATE = Path(__file__).with_name("typst") / "certificate.typ"
#: Pages that are set at once: the memory they take is given back after each lot.
LOT = 50
PNG = b"\x89PNG"
#: Dots per inch: of a preview, and of the picture that people pass on, in which readers have to find the code.
SCREEN, SHARED = 110, 150

Words = Mapping[str, str]


@dataclass(frozen=True)
class Look:
    """A design apart from the database: as it lies there, or as somebody is just changing it."""

    design: CertificateDesign
    signers: list[Signatory]
    #: Files by the name that the template knows.
    pictures: dict[str, bytes]
    #: Whether a file is gone from the disk. What was issued is still handed out, without it; nothing is issued.
    lacks: bool = False

    @classmethod
    def of(cls, design: CertificateDesign) -> "Look":
        signers = list(design.signers.all())
        files = {
            "logo": design.logo,
            "background": design.background,
            **{f"signer{signer.number}": signer.picture for signer in signers},
        }
        read = {name: content_of(file) for name, file in files.items() if file}
        pictures = {name: content for name, content in read.items() if content is not None}
        return cls(design, signers, pictures, lacks=len(pictures) < len(read))

    def file(self, name: str) -> str:
        return file_name(name, self.pictures[name]) if name in self.pictures else ""


def content_of(file: FieldFile) -> bytes | None:
    """None if the file is gone from the disk."""
    try:
        with file.open("rb") as opened:
            return bytes(opened.read())
    except FileNotFoundError:
        logger.warning("A picture of a certificate's design is gone: %s", file.name)
        return None


def file_name(name: str, content: bytes) -> str:
    return f"{name}.png" if content.startswith(PNG) else f"{name}.jpg"


def texts(design: CertificateDesign, bearer: Bearer, words: Words) -> dict[str, Any]:
    """All that an edition says, kept as it was on the day."""
    words = {**words, "ตำแหน่ง": bearer.position, "สังกัด": bearer.organisation}
    return {
        "words": words,
        "heading": as_text(filled(design.heading, words)),
        "given": as_text(filled(design.given, words)),
        "name": bearer.full_name,
        "name_parts": name_parts(bearer.prefix, bearer.name),
        "below": filled(design.below, words),
        "lines": filled(design.body, words),
        "closing": [piece for line in filled(design.closing, words) for piece in line],
    }


def verify_path(token: str = "") -> str:
    """The Thai address at which anybody checks; without a token that of the form."""
    with override("th"):
        return reverse("exchange:verify_one", args=[token]) if token else reverse("exchange:verify")


def sheet(look: Look, people: Iterable[Mapping[str, Any]], mark: str = "") -> dict[str, Any]:
    """What the template reads. `mark` stands across the paper: a sample, an older edition."""
    design = look.design
    people = [
        {
            **in_digits(
                {key: value for key, value in person.items() if key != "words"}, thai=design.thai_digits
            ),
            "qr": qr_svg(settings.BASE_URL + verify_path(person["token"])),
            "verify_text": (settings.BASE_URL + verify_path()).partition("://")[2],
        }
        for person in people
    ]
    heading = people[0]["heading"] if people else ""
    return {
        "title": f"เกียรติบัตร {heading}".strip(),
        "thai_digits": design.thai_digits,
        "kind_border": design.border,
        "kind_colour": design.colour,
        "kind_mark": mark,
        "logo": {"file": look.file("logo"), "alt": "ตราสัญลักษณ์"},
        "background": {"file": look.file("background"), "alt": "ภาพพื้นหลัง"},
        "qr_alt": "คิวอาร์โค้ดสำหรับตรวจสอบเกียรติบัตร",
        "signers": [
            in_digits(
                {
                    "name": signer.name,
                    "position": signer.position.replace("\r\n", "\n").strip(),
                    "alt": f"ลายมือชื่อ {signer.name}",
                },
                thai=design.thai_digits,
            )
            | {"file": look.file(f"signer{signer.number}")}
            for signer in look.signers
        ],
        "people": people,
    }


def printed(edition: CertificateEdition) -> dict[str, Any]:
    """One person's page."""
    certificate = edition.certificate
    return {**edition.texts, "serial": certificate.serial, "token": certificate.token}


def pictures_of(look: Look) -> dict[str, bytes]:
    return {file_name(name, content): content for name, content in look.pictures.items()}


def pdf(edition: CertificateEdition, mark: str = "") -> bytes:
    """The same bytes each time, for the edition is kept as it was. Raises TypesettingError."""
    look = Look.of(edition.design)
    moment = datetime.combine(edition.certificate.issued_on, time(), UTC)
    return typesetting.pdf(
        TEMPLATE, sheet(look, [printed(edition)], mark), pictures=pictures_of(look), day=moment
    )


def png(edition: CertificateEdition) -> bytes:
    look = Look.of(edition.design)
    return typesetting.png(TEMPLATE, sheet(look, [printed(edition)]), pictures=pictures_of(look), dots=SHARED)


def fits(look: Look, person: Mapping[str, Any], serial: str) -> None:
    """Raises TypesettingError if the paper can't be made, above all because something is too long."""
    page = {**person, "serial": serial, "token": "x" * 22}
    typesetting.png(TEMPLATE, sheet(look, [page]), pictures=pictures_of(look), dots=8)


def sample(look: Look, bearer: Bearer, serial: str) -> dict[str, Any]:
    """A page that shows the design, marked as a sample."""
    page = {**texts(look.design, bearer, PLACEHOLDERS), "serial": serial, "token": "x" * 22}
    return sheet(look, [page], "ตัวอย่าง")


def lots(editions: Iterable[CertificateEdition]) -> Iterator[bytes]:
    """Many papers, some pages in each PDF, in the order given."""
    looks: dict[int, Look] = {}
    for design, same in groupby(editions, key=lambda edition: edition.design):
        look = looks.setdefault(design.pk, Look.of(design))
        pages = [printed(edition) for edition in same]
        for start in range(0, len(pages), LOT):
            yield typesetting.pdf(
                TEMPLATE, sheet(look, pages[start : start + LOT]), pictures=pictures_of(look)
            )


def joined(parts: Iterable[bytes], target: Any) -> None:
    """One PDF of several."""
    writer = PdfWriter()
    for part in parts:
        writer.append(PdfReader(io.BytesIO(part)), import_outline=False)
    writer.write(target)
