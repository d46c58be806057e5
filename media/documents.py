"""Documents from outside, judged by what is in them, not by what they are called."""

import io
import zipfile
import zlib

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from media.metadata import document_without_metadata
from media.names import extension

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 50 * 1024 * 1024
MAX_ENTRIES = 500
CONTENT_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MAIN_PART = {"docx": "word/document.xml", "pptx": "ppt/presentation.xml", "xlsx": "xl/workbook.xml"}
#: Old Office files, and new ones behind a password.
OLD_OFFICE = b"\xd0\xcf\x11\xe0"

MESSAGES = {
    "empty": _("This file is empty. The upload may have been cut off: please choose the file again."),
    "kind": _("Only Word (.docx), Excel (.xlsx), PowerPoint (.pptx) and PDF files can be used."),
    "too_big": _("This file is larger than 20 MB. Please make it smaller or split it."),
    "not_what_it_says": _(
        "What is in this file does not match its name. Please save it again in the program that made it."
    ),
    "broken": _("This file is incomplete or damaged. Please save it again and upload it once more."),
    "old_or_locked": _(
        "This file has a password or was saved in an old format. Please save it as .docx, .xlsx, .pptx or PDF "
        "without a password."
    ),
    "macros": _("This file contains macros (small programs). Please save it without macros."),
    "unpacks_too_large": _(
        "This file grows too large when it is opened. Please split it or make its pictures smaller."
    ),
}


class DocumentRefused(ValidationError):  # noqa: N818 - reads as what happened
    """A file that is not stored as a document; `code` is one of MESSAGES, `message` says what to do."""

    def __init__(self, code: str) -> None:
        super().__init__(MESSAGES[code], code=code)


def clean_document(name: str, content: bytes) -> bytes:
    """The document with the metadata of its pictures gone.

    Raises DocumentRefused for anything else than a whole docx, pdf, pptx or xlsx without macros.
    """
    kind = extension(name)
    if kind not in CONTENT_TYPES:
        raise DocumentRefused("kind")
    if not content:
        raise DocumentRefused("empty")
    if len(content) > MAX_BYTES:
        raise DocumentRefused("too_big")
    if kind == "pdf":
        _check_pdf(content)
    else:
        _check_office(kind, content)
    return document_without_metadata(content)


def _check_pdf(content: bytes) -> None:
    if not content.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n \t").startswith(b"%PDF-"):
        raise DocumentRefused("not_what_it_says")
    if b"%%EOF" not in content[-2048:]:
        raise DocumentRefused("broken")


def _check_office(kind: str, content: bytes) -> None:
    if content.startswith(OLD_OFFICE):
        raise DocumentRefused("old_or_locked")
    if not content.startswith(b"PK\x03\x04"):
        raise DocumentRefused("not_what_it_says")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_parts(kind, archive)
    except (
        zipfile.BadZipFile,
        EOFError,
        NotImplementedError,
        OSError,
        RuntimeError,
        ValueError,
        zlib.error,
    ) as error:
        raise DocumentRefused("broken") from error


def _check_parts(kind: str, archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise DocumentRefused("unpacks_too_large")
    if any(entry.flag_bits & 1 for entry in entries):
        raise DocumentRefused("old_or_locked")
    if "[Content_Types].xml" not in names or MAIN_PART[kind] not in names:
        raise DocumentRefused("not_what_it_says")
    types = archive.read("[Content_Types].xml").lower()
    if (
        b"macroenabled" in types
        or b"vbaproject" in types
        or any("vbaproject" in name.lower() for name in names)
    ):
        raise DocumentRefused("macros")
    if archive.testzip() is not None:
        raise DocumentRefused("broken")
