"""Papers as answers to a browser."""

import io
import zipfile
from collections.abc import Iterable, Iterator

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from events.certificates import paper
from events.models import CertificateEdition
from media.names import shown_name
from media.views import INERT


def file_name(edition: CertificateEdition, ending: str) -> str:
    return shown_name(f"{edition.certificate.serial} {edition.full_name}.{ending}".replace("/", "-"))


def of_bytes(content: bytes, content_type: str, name: str, *, attached: bool = True) -> HttpResponse:
    return private(HttpResponse(content, content_type=content_type), name, attached=attached)


def private(response, name: str, *, attached: bool = True):
    response["Content-Disposition"] = content_disposition_header(attached, name)
    response["Content-Security-Policy"] = INERT
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "same-origin"
    return response


def all_in_one(editions: Iterable[CertificateEdition], name: str) -> FileResponse:
    """One PDF for the printer, each person a page."""
    made = io.BytesIO()
    paper.joined(paper.lots(editions), made)
    made.seek(0)
    return private(FileResponse(made, content_type="application/pdf"), f"{name}.pdf")


class Outlet(io.RawIOBase):
    """A file that hands on what is written to it."""

    def __init__(self) -> None:
        self.written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self.written += data
        return len(data)

    def drained(self) -> bytes:
        data = bytes(self.written)
        self.written.clear()
        return data


def zipped(editions: Iterable[CertificateEdition]) -> Iterator[bytes]:
    """A ZIP with a PDF for each, sent on as each is made: never more than one in memory."""
    outlet = Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_STORED) as archive:
        for edition in editions:
            certificate = edition.certificate
            name = f"{certificate.year}-{certificate.number:05} {edition.full_name}.pdf".replace("/", "-")
            archive.writestr(shown_name(name), paper.pdf(edition))
            yield outlet.drained()
    yield outlet.drained()


def archive(editions: Iterable[CertificateEdition], name: str) -> StreamingHttpResponse:
    return private(StreamingHttpResponse(zipped(editions), content_type="application/zip"), f"{name}.zip")
