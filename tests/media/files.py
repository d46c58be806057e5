"""Real files as phones and offices make them, made on the spot."""

import io
import struct
import zipfile
import zlib

import pillow_heif
from PIL import Image
from PIL.PngImagePlugin import PngInfo

pillow_heif.register_heif_opener()

FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif", "HEIF": "heic"}
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><author>Somchai</author></x:xmpmeta>'


def phone_exif(orientation: int = 1) -> bytes:
    """EXIF with a place near Khlung, a camera and an author."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x013B] = "PhoneMaker", "Model 7", "Somchai Jaidee"
    exif[0x0112] = orientation
    place = exif.get_ifd(0x8825)
    place.update({1: "N", 2: (12.0, 36.0, 0.0), 3: "E", 4: (102.0, 6.0, 0.0)})
    return exif.tobytes()


def photo(kind: str = "JPEG", size: tuple[int, int] = (640, 480), orientation: int = 1, **options) -> bytes:
    """A picture with a red upper left quarter and everything a phone puts into it."""
    image = Image.radial_gradient("L").resize(size).convert("RGB")
    image.paste((200, 30, 30), (0, 0, size[0] // 2, size[1] // 2))
    if kind == "PNG":
        texts = PngInfo()
        texts.add_text("Comment", "Somchai")
        texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
        options["pnginfo"] = texts
    elif kind == "JPEG":
        options |= {"comment": b"Somchai", "xmp": XMP}
    elif kind in ("WEBP", "AVIF"):
        options["xmp"] = XMP
    target = io.BytesIO()
    image.save(target, kind, exif=phone_exif(orientation), **options)
    return target.getvalue()


def plain(kind: str = "PNG", size: tuple[int, int] = (8, 8), mode: str = "RGB", **options) -> bytes:
    target = io.BytesIO()
    Image.new(mode, size).save(target, kind, **options)
    return target.getvalue()


def gif(frames: int = 2) -> bytes:
    target = io.BytesIO()
    first, *others = (Image.new("RGB", (20, 20), (50 * number, 0, 0)) for number in range(frames))
    first.save(target, "GIF", save_all=True, append_images=others)
    return target.getvalue()


def animation(kind: str) -> bytes:
    target = io.BytesIO()
    frames = [Image.new("RGB", (64, 64), (80 * number, 200, 0)) for number in range(3)]
    frames[0].save(target, kind, save_all=True, append_images=frames[1:], duration=100)
    return target.getvalue()


def png_bomb(width: int, height: int) -> bytes:
    """A PNG of few bytes and many pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(width + 1)) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def iptc_jpeg() -> bytes:
    data = photo()
    block = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x0b\x1c\x02\x50\x00\x06SomchJ\x00"
    return data[:2] + b"\xff\xed" + struct.pack(">H", len(block) + 2) + block + data[2:]


def office(main_part: str, xml: str = "", extra: dict[str, bytes] | None = None, types: str = "") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f"<Types>{types}</Types>")
        archive.writestr(main_part, xml or "<w:document/>")
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return target.getvalue()


def docx(*paragraphs: str) -> bytes:
    from docx import Document

    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def xlsx(*rows: list) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def pptx(*lines: str) -> bytes:
    space = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    runs = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in lines)
    return office(
        "ppt/presentation.xml",
        extra={"ppt/slides/slide1.xml": f"<p:sld xmlns:p='p' {space}>{runs}</p:sld>".encode()},
    )


def pdf(text: str = "V-CARE", picture: bytes = b"") -> bytes:
    """One page, with a JPEG in it just as phones' scanning apps put it there."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /Resources << /Font << /F 5 0 R >>"
        b" /XObject << /P 6 0 R >> >> >>",
    ]
    content = f"BT /F 20 Tf 20 200 Td ({text}) Tj ET".encode()
    parts.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    parts.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    parts.append(
        b"<< /Type /XObject /Subtype /Image /Width 640 /Height 480 /ColorSpace /DeviceRGB /BitsPerComponent 8"
        b" /Filter /DCTDecode /Length %d >>\nstream\n%s\nendstream" % (len(picture), picture)
    )
    target, places = io.BytesIO(b""), []
    target.write(b"%PDF-1.5\n")
    for number, part in enumerate(parts, start=1):
        places.append(target.tell())
        target.write(b"%d 0 obj\n%s\nendobj\n" % (number, part))
    start = target.tell()
    target.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1))
    target.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    target.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, start))
    return target.getvalue()
