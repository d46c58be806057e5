"""A school brings in its report: what becomes a draft, what is left over, what is refused and why."""

import io
import re
import zipfile
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from PIL import Image
from pypdf import PdfReader, PdfWriter
from wagtail.models import PageLogEntry

from media.models import PortalImage
from organisations.models import Organisation, Role
from practices.models import Award, PracticeImport, PracticePage
from practices.papers import importing
from practices.papers.paper import paper_of
from practices.papers.word import word_report
from tests.factories import (
    ImageFactory,
    OfficeFactory,
    PartnerFactory,
    PracticePageFactory,
    SchoolFactory,
)
from tests.people import member
from tests.practices.papers.reports import bold, long_report, old_style, pdf_report, picture, saved
from tests.practices.papers.test_downloads import FULL
from vcare.care import SCREENING_ASPECTS

pytestmark = pytest.mark.django_db

ADDRESS = "/my/practices/import/"


@pytest.fixture
def school(site_tree):
    return SchoolFactory()


@pytest.fixture
def desk(client, school):
    """The browser of a teacher."""
    client.force_login(member(school, Role.TEACHER))
    return client


def bring(desk, content: bytes, name: str = "รายงาน.docx", school=None):
    school = school or Organisation.objects.schools().first()
    return desk.post(
        ADDRESS, {"file": SimpleUploadedFile(name, content), "place": str(school.uid)}, follow=True
    )


def draft_of(response) -> PracticePage:
    assert response.status_code == 200, response.text[:2000]
    return PracticeImport.objects.get().page.get_latest_revision_as_object()


# The way in


def test_a_report_becomes_a_draft_of_the_teachers_school(desk, school):
    draft = draft_of(bring(desk, old_style()))
    assert draft.title == "โทรก่อนเก้าโมง เก้าอี้ว่างทุกตัวมีคนถามหา"
    assert draft.owner_organisation == school
    assert not draft.live
    assert draft.reference.startswith("BP")
    assert "เช้าวันจันทร์" in draft.background
    assert draft.authors[0].value["name"] == "นางสาวสมมุติ ใจดี"
    assert draft.objectives[0].value == "เพื่อให้รู้เหตุขาดเรียนภายในเช้าเดียว"


def test_it_is_one_revision_that_the_wizard_and_the_editors_go_on_with(desk):
    page = draft_of(bring(desk, old_style()))
    assert desk.get(f"/my/practices/{page.slug}/").status_code == 200
    assert PageLogEntry.objects.filter(page=page.pk, action="practices.import").count() == 1


def test_only_those_who_may_write_for_a_school_get_in(client, site_tree):
    school = SchoolFactory()
    assert client.get(ADDRESS).status_code == 302
    client.force_login(member(PartnerFactory(), Role.COORDINATOR))
    assert client.get(ADDRESS).status_code == 404
    client.force_login(member(SchoolFactory(), Role.TEACHER))
    answer = client.post(
        ADDRESS, {"file": SimpleUploadedFile("a.docx", old_style()), "place": str(school.uid)}
    )
    assert answer.status_code == 400
    assert not PracticePage.objects.exists()


def test_the_office_brings_in_its_own(client, site_tree):
    office = OfficeFactory()
    client.force_login(member(office, Role.OFFICER))
    bring(client, old_style(), school=office)
    assert PracticePage.objects.get().owner_organisation == office


def test_other_schools_do_not_see_the_report(client, desk):
    bring(desk, old_style())
    report = PracticeImport.objects.get()
    client.force_login(member(SchoolFactory(), Role.TEACHER))
    assert client.get(f"{ADDRESS}{report.pk}/").status_code == 404
    assert client.post(f"{ADDRESS}{report.pk}/leftovers/0/").status_code == 404


def test_a_file_that_names_another_school_is_asked_about(client, site_tree):
    school = SchoolFactory(name="โรงเรียนริมคลองสมมุติ")
    client.force_login(member(school, Role.TEACHER))
    assert "ในไฟล์เขียนถึง โรงเรียนทดสอบสมมุติ แต่" in bring(client, old_style(), school=school).text


def test_a_file_that_names_the_own_school_is_not(client, site_tree):
    school = SchoolFactory(name="โรงเรียนทดสอบสมมุติ")
    client.force_login(member(school, Role.TEACHER))
    assert "ในไฟล์เขียนถึง" not in bring(client, old_style(), school=school).text


# Word after Word: what we write, we read


def test_what_is_exported_comes_back(desk, practice_index, school):
    """Every part of a practice survives the way to Word and back."""
    before = PracticePageFactory(parent=practice_index, owner_organisation=school, **FULL)
    before.awards = [Award(scheme="obec-care", level="ยอดเยี่ยม", year=2567, granted_by="สพฐ.")]
    before.tags.add("มาเรียน", "โทร")
    before.letters = [("letter", {"letter": "C", "th": "โทร", "en": "Call"})]
    before.aspects = [SCREENING_ASPECTS.keys()[0]]
    before.recognition = [
        ("recognition", {"kind": "03", "detail": "โรงเรียนในกลุ่มมาดู 4 แห่ง", "when": "ส.ค. 2569"})
    ]
    before.process[0].value["core"] = True
    image = ImageFactory(description="ลานหน้าเสาธง")
    before.process.append(("figure", {"image": image, "caption": "ภาพ เช้าวันจันทร์"}))
    before.images_cleared = True
    before.save_revision().publish()
    before.refresh_from_db()
    after = draft_of(bring(desk, word_report(paper_of(before))))
    for name in [
        "title",
        "title_en",
        "summary",
        "kind",
        "academic_year",
        "term",
        "model_name",
        "benefits",
        "conditions_for_reuse",
        "evidence",
        "cost",
        "licence",
        "stages",
        "care_steps",
        "aspects",
        "hazards",
        "background",
        "lessons",
        "what_failed",
    ]:
        if name == "stages":
            assert set(before.stages) <= set(after.stages)
            continue
        assert getattr(after, name) == getattr(before, name), name
    for name in ("objectives", "targets", "results", "success_factors", "letters", "recognition"):
        assert plain(getattr(after, name)) == plain(getattr(before, name)), name
    assert [b.value["name"] for b in after.authors] == [b.value["name"] for b in before.authors]
    steps = [block for block in after.process if block.block_type == "step"]
    assert [(s.value["stage"], s.value["title"]) for s in steps] == [
        ("C", "ตกลงกับผู้ปกครอง"),
        ("A", "โทรทุกเช้า"),
    ]
    assert [step.value["core"] for step in steps] == [True, False]
    assert "<li>แบ่งสาย</li>" in str(steps[1].value["text"])
    figures = [block for block in after.process if block.block_type == "figure"]
    assert [figure.value["image"].description for figure in figures] == ["ลานหน้าเสาธง"]
    assert [str(award) for award in after.awards.all()] == [str(award) for award in before.awards.all()]
    assert {tag.name for tag in after.tags.all()} == {"มาเรียน", "โทร"}
    assert "In English." in after.body_en
    assert not PracticeImport.objects.get().leftovers


def plain(stream) -> list[object]:
    found = []
    for block in stream:
        value = block.value
        if hasattr(value, "source"):
            found.append(re.sub("</?p>", "", value.source))
        elif isinstance(value, dict):
            found.append(
                {k: (v or None) if not isinstance(v, Decimal) else float(v) for k, v in value.items()}
            )
        else:
            found.append(value)
    return found


def test_thai_digits_come_back_too(desk, practice_index, school):
    before = PracticePageFactory(parent=practice_index, owner_organisation=school, **FULL)
    after = draft_of(bring(desk, word_report(paper_of(before), thai_digits=True)))
    assert after.academic_year == before.academic_year
    assert after.results[0].value["indicator"] == before.results[0].value["indicator"]
    assert after.results[0].value["n"] == 118
    assert [block.value["title"] for block in after.process] == ["ตกลงกับผู้ปกครอง", "โทรทุกเช้า"]
    assert "ระหว่างทางปรับเวลาโทร" in str(after.process[0].value["text"])


def test_the_pdf_comes_back_as_text(desk, practice_index, school):
    from content.typesetting.pdf import pdf
    from practices.papers.downloads import TEMPLATES

    before = PracticePageFactory(parent=practice_index, owner_organisation=school, **FULL)
    paper = paper_of(before)
    response = bring(desk, pdf(TEMPLATES["report"], paper.data()), "รายงาน.pdf")
    after = draft_of(response)
    assert after.title == before.title
    assert "เช้าวันจันทร์มีเก้าอี้ว่างปั้นน้ำใจ" in after.background
    assert "เพื่อลดการขาดเรียนซ้ำ" in [block.value for block in after.objectives]
    assert "ส่งข้อความอย่างเดียวไม่ได้ผล" in after.what_failed
    assert "ภาษาไทยใน PDF นี้ดูครบถ้วน" in response.text


# Pictures


def test_pictures_are_kept_clean_and_private(desk):
    word = Document()
    bold(word, "เรื่อง ปลูกผักข้างโรงอาหาร", 20)
    word.add_heading("กระบวนการดำเนินงาน", 1)
    photo = Image.new("RGB", (400, 300), "#336644")
    exif = Image.Exif()
    exif[0x010F] = "กล้องลับ"
    drawn = io.BytesIO()
    photo.save(drawn, "JPEG", exif=exif)
    word.add_picture(io.BytesIO(drawn.getvalue()))
    word.add_picture(io.BytesIO(drawn.getvalue()))
    draft = draft_of(bring(desk, saved(word)))
    assert [block.block_type for block in draft.process] == ["figure", "figure"]
    image = PortalImage.objects.get()
    assert not Image.open(image.file).getexif()
    assert not draft.images_cleared
    assert "images_cleared" in draft.obstacles()
    assert not image.renditions.exists()


def test_pictures_that_cannot_be_had_are_named(desk):
    word = Document()
    bold(word, "เรื่อง ปลูกผักข้างโรงอาหาร", 20)
    word.add_heading("กระบวนการดำเนินงาน", 1)
    word.add_picture(picture(size=(640, 360)))
    word.add_picture(picture(size=(40, 40)))
    content = replaced(saved(word), "word/media/image1.png", b"\x89PNG\r\n\x1a\nbroken")
    response = bring(desk, content)
    assert "ภาพที่ 1 ไม่ได้นำเข้า" in response.text
    assert "ภาพเล็กมาก 1 ภาพ" in response.text


def test_a_picture_on_the_cover_waits_for_a_decision(desk):
    word = Document()
    bold(word, "เรื่อง ปลูกผักข้างโรงอาหาร", 20)
    word.add_picture(picture())
    word.add_heading("ความเป็นมา", 1)
    word.add_paragraph("มีที่ว่าง")
    bring(desk, saved(word))
    report = PracticeImport.objects.get()
    address = f"{ADDRESS}{report.pk}/leftovers/0/"
    desk.post(address, {"field": "listing_image", "place": "1"})
    assert report.page.get_latest_revision_as_object().listing_image == PortalImage.objects.get()


def test_a_picture_that_nobody_wants_is_deleted(desk):
    word = Document()
    bold(word, "เรื่อง ปลูกผักข้างโรงอาหาร", 20)
    word.add_picture(picture())
    word.add_heading("ความเป็นมา", 1)
    bring(desk, saved(word))
    report = PracticeImport.objects.get()
    desk.post(f"{ADDRESS}{report.pk}/leftovers/0/", {"leave": "1"})
    assert not PortalImage.objects.exists()


def replaced(content: bytes, name: str, data: bytes) -> bytes:
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for entry in source.infolist():
            copy.writestr(entry.filename, data if entry.filename == name else source.read(entry))
    return target.getvalue()


# Leftovers


@pytest.fixture
def leftovers(desk) -> PracticeImport:
    word = Document()
    bold(word, "เรื่อง ปลูกผักข้างโรงอาหาร", 20)
    word.add_heading("ภาคผนวก", 1)
    word.add_paragraph("คำสั่งแต่งตั้งคณะทำงานของโรงเรียน")
    word.add_heading("การเผยแพร่", 1)
    word.add_paragraph("เล่าให้โรงเรียนข้างเคียงฟัง")
    bring(desk, saved(word))
    return PracticeImport.objects.get()


@pytest.mark.parametrize(
    "field",
    [
        "summary",
        "background",
        "objectives",
        "targets",
        "process",
        "success_factors",
        "results",
        "benefits",
        "lessons",
        "what_failed",
        "conditions_for_reuse",
        "source_note",
    ],
)
def test_a_leftover_goes_where_one_puts_it(desk, leftovers, field):
    response = desk.post(f"{ADDRESS}{leftovers.pk}/leftovers/0/", {"field": field, "place": "1"}, follow=True)
    draft = leftovers.page.get_latest_revision_as_object()
    value = getattr(draft, field)
    assert "คำสั่งแต่งตั้งคณะทำงานของโรงเรียน" in (value if isinstance(value, str) else str([*value.raw_data]))
    assert "คำสั่งแต่งตั้ง" not in response.text.split('id="leftovers"')[1]
    leftovers.refresh_from_db()
    assert leftovers.waiting() == 1
    assert leftovers.leftovers[0]["text"] == ""


def test_what_is_not_needed_goes_and_its_words_with_it(desk, leftovers):
    desk.post(f"{ADDRESS}{leftovers.pk}/leftovers/0/", {"leave": "1"})
    leftovers.refresh_from_db()
    assert leftovers.leftovers[0] == {
        "section": "ภาคผนวก",
        "text": "",
        "picture": None,
        "state": "left",
        "field": "",
    }


def test_nothing_chosen_is_said_beside_the_field(desk, leftovers):
    response = desk.post(f"{ADDRESS}{leftovers.pk}/leftovers/0/", {"place": "1"})
    assert response.status_code == 400
    assert "โปรดเลือกว่าจะใส่ไว้ที่ใด" in response.text
    assert (
        desk.post(f"{ADDRESS}{leftovers.pk}/leftovers/0/", {"field": "slug", "place": "1"}).status_code == 400
    )


def test_the_same_leftover_twice_is_placed_once(desk, leftovers):
    for _ in range(2):
        desk.post(f"{ADDRESS}{leftovers.pk}/leftovers/0/", {"field": "benefits", "place": "1"})
    assert leftovers.page.get_latest_revision_as_object().benefits == "คำสั่งแต่งตั้งคณะทำงานของโรงเรียน"
    assert desk.post(f"{ADDRESS}{leftovers.pk}/leftovers/77/", {"leave": "1"}).status_code == 302


def test_children_in_the_report_are_pointed_at(desk):
    word = Document()
    bold(word, "เรื่อง ปลูกผักข้างโรงอาหาร", 20)
    word.add_heading("ความเป็นมา", 1)
    word.add_paragraph("เด็กชายสมมุติ ทดสอบระบบ รดน้ำทุกเช้า")
    page = bring(desk, saved(word)).text
    assert "สิ่งที่อาจทำให้รู้ว่าเป็นเด็กคนใด" in page


# Files that are refused


def office_file(**parts: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return content.getvalue()


def with_macros() -> bytes:
    return replaced(
        old_style(),
        "[Content_Types].xml",
        zipfile.ZipFile(io.BytesIO(old_style()))
        .read("[Content_Types].xml")
        .replace(b"document.main+xml", b"document.macroEnabled.main+xml"),
    )


def bomb() -> bytes:
    return replaced(old_style(), "word/document.xml", b"<a>" + b" " * (60 * 1024 * 1024))


def entities() -> bytes:
    text = zipfile.ZipFile(io.BytesIO(old_style())).read("word/document.xml")
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return replaced(
        old_style(), "word/document.xml", text.replace(b"<w:document", laughs + b"<w:document", 1)
    )


def locked_pdf(tmp_path) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_report(tmp_path, "ข้อความ" * 100))))
    writer.encrypt("รหัสลับ", algorithm="AES-256")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def scanned() -> bytes:
    target = io.BytesIO()
    Image.new("L", (800, 1100), 240).save(target, "PDF")
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("รายงาน.docx", b"", "ว่างเปล่า"),
        ("รายงาน.doc", b"\xd0\xcf\x11\xe0" + b"x" * 600, "รูปแบบเก่า"),
        ("รายงาน.docx", b"\xd0\xcf\x11\xe0" + b"x" * 600, "รหัสผ่าน"),
        ("รายงาน.docx", b"hello", "ไม่ตรงกับ"),
        ("รายงาน.docx", old_style()[:900], "เสียหาย"),
        ("รายงาน.docx", with_macros(), "แมโคร"),
        ("รายงาน.docx", bomb(), "ใหญ่เกินไป"),
        ("รายงาน.docx", replaced(old_style(), "word/document.xml", b"<w:document><broken"), "อ่านไฟล์นี้ไม่ได้"),
        ("รายงาน.docx", saved(Document()), "ไม่มีข้อความ"),
        ("รายงาน.odt", b"PK\x03\x04", "โปรดเลือกไฟล์ Word"),
        ("รายงาน", b"PK\x03\x04", "โปรดเลือกไฟล์ Word"),
        ("รายงาน.pdf", scanned(), "เครื่องสแกน"),
        ("รายงาน.pdf", b"%PDF-1.7\nnothing\n%%EOF", "อ่านไฟล์นี้ไม่ได้"),
        ("รายงาน.pdf", b"MZ", "ไม่ตรงกับ"),
    ],
)
def test_a_file_that_makes_no_draft_says_why_in_thai(desk, school, name, content, says):
    response = desk.post(ADDRESS, {"file": SimpleUploadedFile(name, content), "place": str(school.uid)})
    assert response.status_code == 400
    errors = " ".join(re.findall(r'<ul class="errors?[^>]*>(.*?)</ul>', response.text, re.DOTALL))
    assert says in errors, errors
    assert not PracticePage.objects.exists()
    assert not PortalImage.objects.exists()


def test_nothing_chosen_says_so(desk, school):
    response = desk.post(ADDRESS, {"place": str(school.uid)})
    assert response.status_code == 400
    assert "โปรดเลือกไฟล์" in response.text


def test_a_pdf_with_a_password_says_so(desk, school, tmp_path):
    response = desk.post(
        ADDRESS, {"file": SimpleUploadedFile("ก.pdf", locked_pdf(tmp_path)), "place": str(school.uid)}
    )
    assert "ไฟล์นี้มีรหัสผ่าน" in response.text


def test_entities_of_xml_are_not_unfolded(desk, school):
    answer = desk.post(ADDRESS, {"file": SimpleUploadedFile("ก.docx", entities()), "place": str(school.uid)})
    assert answer.status_code in (302, 400)


def test_an_endless_file_ends(monkeypatch, desk, school):
    def forever(*args, **kwargs):
        raise importing.subprocess.TimeoutExpired("dissect", 1)

    monkeypatch.setattr(importing.subprocess, "run", forever)
    response = desk.post(
        ADDRESS, {"file": SimpleUploadedFile("ก.docx", old_style()), "place": str(school.uid)}
    )
    assert response.status_code == 400
    assert "อ่านไฟล์นี้ไม่ได้" in response.text


# Thai of PDF files


def test_a_pdf_that_lost_letters_is_mended_and_says_so(desk, tmp_path):
    paragraphs = ["เรื่อง การดาเนินงานร่วมกับสานักงานเขต", "#ความเป็นมา"]
    paragraphs += [
        "โรงเรียนกาหนดแนวทางและดาเนินการตามจานวนที่สาคัญ ครูทางานร่วมกันและนาเสนอผล ตามตาแหน่งหน้าที่ " * 4
    ] * 3
    response = bring(desk, pdf_report(tmp_path, *paragraphs), "รายงาน.pdf")
    draft = draft_of(response)
    for word in ("กำหนด", "ดำเนินการ", "จำนวน", "สำคัญ", "ทำงาน", "นำเสนอ", "ตำแหน่ง"):
        assert word in draft.background
    assert "สำนักงานเขต" in draft.title
    assert "ภาษาไทยใน PDF นี้เพี้ยน" in response.text


def test_a_pdf_whose_thai_is_lost_is_refused(desk, school, tmp_path):
    content = pdf_report(tmp_path, "รยงนกรดนนงน ขงรงรยน ทดสบบ กขคฆง จฉชซฌ " * 60)
    response = desk.post(ADDRESS, {"file": SimpleUploadedFile("ก.pdf", content), "place": str(school.uid)})
    assert response.status_code == 400
    assert "อ่านภาษาไทยใน PDF นี้ไม่ได้" in response.text


# Size


def test_thirty_pages_come_in_whole(desk):
    draft = draft_of(bring(desk, long_report(30)))
    assert len([block for block in draft.results if block.block_type == "measured"]) == 40
    assert draft.background.count("<p>") == 30
    assert sum(block.block_type == "figure" for block in draft.process) >= 10
