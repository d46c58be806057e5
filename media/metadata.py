"""What a picture file carries besides the picture: place, camera, author, texts.

Reads the containers byte by byte, so that it can judge what Pillow wrote.
"""

import io
import re
import struct
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

import pillow_heif
from PIL import Image

pillow_heif.register_heif_opener()

JPEG = b"\xff\xd8\xff"
PNG = b"\x89PNG\r\n\x1a\n"
PNG_TEXTS = {b"eXIf": "EXIF", b"tEXt": "text", b"zTXt": "text", b"iTXt": "text", b"tIME": "time"}
WEBP_TEXTS = {b"EXIF": "EXIF", b"XMP ": "XMP"}
#: APP0 (JFIF), APP2 (colour profile) and APP14 (Adobe's colour transform) are needed to show the picture.
NEEDED_SEGMENTS = {0xE0, 0xE2, 0xEE}
STANDALONE = {0x01, *range(0xD0, 0xD9)}
#: Metadata inside a JPEG that lies unpacked somewhere in another file, such as a PDF.
EMBEDDED = re.compile(
    rb"\xff[\xe1\xed](..)(?:Exif\x00\x00|http://ns\.adobe\.com/(?:xap|xmp)|Photoshop 3\.0\x00)", re.DOTALL
)


def private_metadata(content: bytes) -> set[str]:
    """Name the kinds of metadata in a picture; empty for a clean one and for what is no picture."""
    if content.startswith(JPEG):
        return {kind for kind, _ in _jpeg_parts(content) if kind}
    if content.startswith(PNG):
        return {kind for kind, _ in _png_parts(content) if kind}
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return {WEBP_TEXTS[name] for name, _ in _webp_parts(content) if name in WEBP_TEXTS}
    if content[4:8] == b"ftyp":
        with Image.open(io.BytesIO(content)) as image:
            return {kind.upper() for kind in ("exif", "xmp") if image.info.get(kind)}
    return set()


def without_metadata(content: bytes) -> bytes:
    """The same JPEG or PNG, pixel for pixel, without its metadata; anything else unchanged."""
    if content.startswith(JPEG):
        return b"".join(part for kind, part in _jpeg_parts(content) if not kind)
    if content.startswith(PNG):
        return PNG + b"".join(part for kind, part in _png_parts(content) if not kind)
    return content


def metadata_in_document(content: bytes) -> set[str]:
    """Name the kinds of metadata in the pictures of a PDF or an Office file."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            pictures = (archive.read(entry) for entry in archive.infolist() if _is_picture(entry))
            return set().union(*(private_metadata(picture) for picture in pictures))
    return {"EXIF"} if EMBEDDED.search(content) else set()


def document_without_metadata(content: bytes) -> bytes:
    """The same document with the metadata of its pictures gone.

    In a PDF every byte keeps its place (its table of contents counts them): metadata become zeros.
    """
    if not metadata_in_document(content):
        return content
    if not content.startswith(b"PK"):
        return _blanked(content)
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as cleaned:
        for entry in source.infolist():
            part = source.read(entry)
            cleaned.writestr(entry, without_metadata(part) if _is_picture(entry) else part)
    return target.getvalue()


def _is_picture(entry: zipfile.ZipInfo) -> bool:
    return PurePosixPath(entry.filename).suffix.lower() in {".jpg", ".jpeg", ".png"}


def _blanked(content: bytes) -> bytes:
    blank = bytearray(content)
    for found in EMBEDDED.finditer(content):
        length = struct.unpack(">H", found[1])[0]
        start, end = found.start() + 4, min(found.start() + 2 + length, len(content))
        blank[start:end] = bytes(max(0, end - start))
    return bytes(blank)


def _jpeg_parts(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the file's pieces in order, each with the kind of metadata that it is, or ""."""
    yield "", content[:2]
    place = 2
    while place + 4 <= len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if marker == 0xD9:
            yield "", content[place : place + 2]
            if len(content) > place + 2:
                yield "trailing data", content[place + 2 :]
            return
        if marker == 0xFF or marker in STANDALONE:
            end = place + (1 if marker == 0xFF else 2)
        else:
            end = place + 2 + struct.unpack(">H", content[place + 2 : place + 4])[0]
        if marker == 0xDA:
            end = _end_of_scan(content, end)
        yield _jpeg_kind(marker, content[place + 4 : place + 40]), content[place:end]
        place = end
    yield "", content[place : place + 2] if content[place : place + 2] == b"\xff\xd9" else b""
    if content[place + 2 :]:
        yield "trailing data", content[place + 2 :]


def _jpeg_kind(marker: int, start: bytes) -> str:
    if marker == 0xFE:
        return "comment"
    if not 0xE0 <= marker <= 0xEF or (marker in NEEDED_SEGMENTS and not start.startswith(b"MPF\0")):
        return ""
    if start.startswith(b"Exif"):
        return "EXIF"
    if start.startswith(b"http"):
        return "XMP"
    return "IPTC" if start.startswith(b"Photoshop") else "application data"


def _end_of_scan(content: bytes, place: int) -> int:
    """Where the pixels after a scan's header end: at the next marker that is no restart and no stuffing."""
    while True:
        place = content.find(b"\xff", place)
        if place < 0 or place + 1 >= len(content):
            return len(content)
        if content[place + 1] != 0 and not 0xD0 <= content[place + 1] <= 0xD7:
            return place
        place += 2


def _png_parts(content: bytes) -> Iterator[tuple[str, bytes]]:
    place = len(PNG)
    while place + 12 <= len(content):
        length = struct.unpack(">I", content[place : place + 4])[0]
        name = content[place + 4 : place + 8]
        end = place + 12 + length
        yield PNG_TEXTS.get(name, ""), content[place:end]
        place = end
        if name == b"IEND":
            break
    if content[place:]:
        yield "trailing data", content[place:]


def _webp_parts(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 12
    while place + 8 <= len(content):
        length = struct.unpack("<I", content[place + 4 : place + 8])[0]
        yield content[place : place + 4], content[place + 8 : place + 8 + length]
        place += 8 + length + length % 2
