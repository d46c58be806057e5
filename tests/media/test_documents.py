import time

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from wagtail.models import Collection

from media.documents import DocumentRefused, clean_document
from media.extraction import MAX_BYTES, extract, repaired
from media.metadata import metadata_in_document
from media.models import PortalDocument
from tests.media import files

THAI = "ระบบดูแลช่วยเหลือนักเรียน"


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(DocumentRefused) as refused:
        clean_document(name, content)
    return refused.value.code


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("แผน.docx", files.office("word/document.xml")),
        ("แผน.PDF", files.pdf()),
        ("แผน.xlsx", files.xlsx([THAI])),
        ("แผน.pptx", files.pptx(THAI)),
    ],
)
def test_takes_what_offices_write_unchanged(name, content):
    assert clean_document(name, content) == content


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("แผน.exe", b"MZ", "kind"),
        ("แผน.html", b"<html>", "kind"),
        ("แผน.svg", b"<svg>", "kind"),
        ("แผน.docm", files.docx("x"), "kind"),
        ("แผน", files.pdf(), "kind"),
        ("แผน.pdf", b"", "empty"),
        ("แผน.pdf", b"<html><script>alert(1)</script>%PDF-1.7 %%EOF", "not_what_it_says"),
        ("แผน.pdf", files.docx("x"), "not_what_it_says"),
        ("แผน.docx", files.pdf(), "not_what_it_says"),
        ("แผน.docx", files.xlsx(["x"]), "not_what_it_says"),
        ("แผน.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_or_locked"),
        ("แผน.pdf", files.pdf()[:-30], "broken"),
        ("แผน.docx", files.docx("x")[:-100], "broken"),
        ("แผน.docx", b"PK\x03\x04" + b"\0" * 100, "broken"),
        ("แผน.docx", files.office("word/document.xml", extra={"word/vbaProject.bin": b"x"}), "macros"),
        (
            "แผน.xlsx",
            files.office("xl/workbook.xml", types="application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
            "macros",
        ),
        (
            "แผน.docx",
            files.office("word/document.xml", extra={"bomb": bytes(51 * 1024 * 1024)}),
            "unpacks_too_large",
        ),
        (
            "แผน.docx",
            files.office("word/document.xml", extra={f"part{number}": b"" for number in range(500)}),
            "unpacks_too_large",
        ),
        ("แผน.pdf", b"%PDF-" + bytes(20 * 1024 * 1024) + b"%%EOF", "too_big"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_refuses_with_a_reason(name, content, code):
    assert refusal(name, content) == code


def test_pictures_in_a_word_file_lose_their_place():
    content = files.office(
        "word/document.xml",
        extra={"word/media/image1.jpeg": files.photo(), "word/media/image2.png": files.photo("PNG")},
    )
    assert metadata_in_document(content)
    cleaned = clean_document("แผน.docx", content)
    assert metadata_in_document(cleaned) == set()


def test_pictures_in_a_pdf_lose_their_place_without_moving_a_byte():
    content = files.pdf(picture=files.photo())
    assert metadata_in_document(content)
    cleaned = clean_document("แผน.pdf", content)
    assert metadata_in_document(cleaned) == set()
    assert b"PhoneMaker" not in cleaned
    assert len(cleaned) == len(content)
    assert extract("pdf", cleaned) == "V-CARE"


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("docx", files.docx(THAI, "สองบรรทัด")),
        ("xlsx", files.xlsx([THAI, 12], [None, "สองบรรทัด"])),
        ("pptx", files.pptx(THAI, "สองบรรทัด")),
    ],
)
def test_the_text_of_a_document_is_found(kind, content):
    lines = extract(kind, content).splitlines()
    assert any(line.startswith(THAI) for line in lines)
    assert "สองบรรทัด" in lines


def test_text_has_an_end():
    assert len(extract("docx", files.docx("ก" * 100_000)).encode()) <= MAX_BYTES


@pytest.mark.parametrize("kind", ["docx", "pdf", "pptx", "xlsx"])
@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n%%EOF", b"PK\x03\x04", b"\xff" * 1000])
def test_what_cannot_be_read_has_no_text(kind, content):
    assert extract(kind, content) == ""


def test_a_reader_that_takes_too_long_is_stopped(monkeypatch):
    monkeypatch.setattr("media.extraction.SECONDS", 0.01)
    start = time.monotonic()
    assert extract("docx", files.docx(THAI)) == ""
    assert time.monotonic() - start < 5


def test_billion_laughs_stay_in_the_readers_own_process():
    laughs = "<!DOCTYPE w [<!ENTITY a 'hahahahaha'>" + "".join(
        f"<!ENTITY {chr(98 + n)} '{('&' + chr(97 + n) + ';') * 10}'>" for n in range(9)
    )
    content = files.office("word/document.xml", f"{laughs}]><w xmlns:w='w'><w:p><w:t>&j;</w:t></w:p></w>")
    assert extract("docx", content) == ""


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("ดําเนินการ", "ดำเนินการ"),
        ("นํ้า", "น้ำ"),
        ("เเผน", "แผน"),
        ("น้้ำ", "น้ำ"),
        ("ระบบการดแู ลช่วยเหลือ", "ระบบการดูแลช่วยเหลือ"),
        ("ขัน้ ตอน", "ขั้น ตอน"),
        ("ที่\u200bบ้าน", "ที่บ้าน"),
        ("สานักงานเขต", "สำนักงานเขต"),
        ("การนาไปใช้", "การนำไปใช้"),
        ("พัฒนาไปสู่", "พัฒนาไปสู่"),
        ("จานวนนักเรียน", "จำนวนนักเรียน"),
        ("ที\uf70aบ้าน", "ที่บ้าน"),
        (THAI, THAI),
    ],
)
def test_thai_out_of_a_pdf_is_mended(read, meant):
    assert repaired(read) == meant


def test_saving_reads_the_text_and_hides_the_name(paper):
    assert paper.text == "ซ้อมแผนเผชิญเหตุปีละสองครั้ง"
    assert paper.original_name == paper.filename == "แผนเผชิญเหตุ น้ำท่วม.docx"
    assert paper.file.name.isascii()
    assert paper.file_size == paper.file.size
    assert paper.file_hash
    assert storages["private"].exists(paper.file.name)
    assert not default_storage.exists(paper.file.name)


def test_a_document_without_text_is_stored_all_the_same(db, monkeypatch):
    monkeypatch.setattr("media.files.extract", lambda kind, content: "")
    PortalDocument.objects.create(title="แผน", file=ContentFile(files.pdf(), name="แผน.pdf"))
    assert PortalDocument.objects.get().text == ""


def by_single(editor, name, content):
    values = {"title": "แผน", "collection": Collection.get_first_root_node().pk, "tags": ""}
    return editor.post(reverse("wagtaildocs:add"), values | {"file": SimpleUploadedFile(name, content)})


def by_many(editor, name, content):
    values = {"title": "แผน", "collection": Collection.get_first_root_node().pk}
    return editor.post(
        reverse("wagtaildocs:add_multiple"), values | {"files[]": SimpleUploadedFile(name, content)}
    )


def by_chooser(editor, name, content):
    values = {"title": "แผน", "collection": Collection.get_first_root_node().pk, "tags": ""}
    values |= {"file": SimpleUploadedFile(name, content)}
    return editor.post(
        reverse("wagtaildocs_chooser:create"),
        {f"document-chooser-upload-{key}": value for key, value in values.items()},
    )


@pytest.mark.parametrize("door", [by_single, by_many, by_chooser])
def test_every_door_stores_a_good_document(editor, door):
    door(editor, "แผนน้ำท่วม.docx", files.docx(THAI))
    paper = PortalDocument.objects.get()
    assert (paper.original_name, paper.text) == ("แผนน้ำท่วม.docx", THAI)


@pytest.mark.parametrize("door", [by_single, by_many, by_chooser])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("แผน.exe", b"MZ"),
        ("แผน.pdf", b"<html>"),
        ("แผน.pdf", b""),
        ("แผน.docx", files.docx("x")[:-100]),
        ("แผน.docx", files.office("word/document.xml", extra={"word/vbaProject.bin": b"x"})),
    ],
)
def test_no_door_stores_a_bad_one(editor, door, name, content):
    assert door(editor, name, content).status_code == 200
    assert not PortalDocument.objects.exists()


def test_a_form_reads_a_document_before_the_database_is_locked(editor, monkeypatch):
    read = []
    monkeypatch.setattr(
        "media.files.extract", lambda kind, content: read.append(len(connection.savepoint_ids)) or "ข้อความ"
    )
    outside = len(connection.savepoint_ids)
    by_single(editor, "แผน.docx", files.docx(THAI))
    assert read == [outside]
    assert PortalDocument.objects.get().text == "ข้อความ"


def test_the_words_are_thai(editor):
    page = by_single(editor, "แผน.docx", files.docx("x")[:-100]).content.decode()
    assert "ไฟล์นี้ไม่ครบหรือเสียหาย" in page


def test_an_editor_sees_the_thai_name(editor, paper):
    assert "แผนเผชิญเหตุ น้ำท่วม.docx" in editor.get(reverse("wagtaildocs:index")).content.decode()
    assert editor.get(reverse("wagtaildocs:edit", args=[paper.pk])).status_code == 200
