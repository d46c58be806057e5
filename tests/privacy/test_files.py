"""Names in documents and pictures: refused by the forms, held back when they came in otherwise."""

import io
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.documents.forms import get_document_form

from media.models import PortalDocument
from practices.models import PracticePage
from privacy import gate
from privacy.models import Sighting
from tests.factories import PracticePageFactory
from tests.privacy.conftest import RED

pytestmark = pytest.mark.django_db


def docx(text: str, part: str = "document") -> bytes:
    target = io.BytesIO()
    words = '<w:{0} xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:r><w:t>{1}</w:t></w:r></w:p></w:{0}>'
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml", words.format("document", text if part == "document" else "รายงาน")
        )
        if part != "document":
            archive.writestr(f"word/{part}.xml", words.format("hdr", text))
    return target.getvalue()


def document(text: str, part: str = "document") -> PortalDocument:
    return PortalDocument.objects.create(
        title="รายงาน", file=ContentFile(docx(text, part), name="report.docx")
    )


@pytest.mark.parametrize("part", ["document", "header1", "footer2", "footnotes", "endnotes", "comments"])
def test_a_name_in_any_part_of_a_word_file_is_found(part):
    assert [one.rule for one in gate.open_findings(document(RED, part)) if one.is_red] == ["child-name"]


def test_it_is_handed_out_only_when_it_is_cleared(client, reviewer):
    paper = document(RED)
    assert client.get(paper.url).status_code == 404
    [one] = [one for one in gate.open_findings(paper) if one.is_red]
    gate.clear(one, paper, by=reviewer, decision="not-personal", reason="ชื่อตัวละครในนิทาน")
    assert client.get(paper.url).status_code == 200


def test_a_harmless_one_is_handed_out(client):
    assert client.get(document("นักเรียน 120 คน").url).status_code == 200


def test_a_page_with_it_is_not_published_and_one_clearance_is_enough(site_tree, reviewer):
    paper = document(RED)
    page = PracticePageFactory(parent=site_tree.practices, live=False)
    page.attachments = PracticePage._meta.get_field("attachments").to_python(
        [{"type": "file", "value": {"document": paper.pk, "caption": ""}}]
    )
    [one] = [one for one in gate.open_findings(page) if one.is_red]
    assert one.passage.field == "attachments"
    gate.clear(one, page, by=reviewer, decision="not-personal", reason="ชื่อตัวละครในนิทาน")
    assert not gate.open_findings(page)
    assert not [one for one in gate.open_findings(paper) if one.is_red]


def test_what_cannot_be_read_waits_for_a_reviewer():
    paper = document("x")
    paper.text = ""
    assert [one.rule for one in gate.open_findings(paper)] == ["document-unread"]
    paper.text = "ก" * 80_000
    assert [one.rule for one in gate.open_findings(paper)] == ["document-unread"]


def test_the_form_refuses_it_and_says_why_beside_the_file():
    form_class = get_document_form(PortalDocument)
    form = form_class(
        {"title": "รายงาน", "collection": "1", "tags": ""},
        {"file": SimpleUploadedFile("report.docx", docx(RED))},
    )
    assert not form.is_valid()
    assert RED in str(form.errors["file"])


def test_the_files_name_counts():
    form = get_document_form(PortalDocument)(
        {"title": "รายงาน", "collection": "1", "tags": ""},
        {"file": SimpleUploadedFile(f"{RED}.docx", docx("รายงาน"))},
    )
    assert "file" in form.errors


def test_a_document_that_is_mended_is_noted_anew():
    paper = document(RED)
    assert Sighting.objects.of(paper).filter(level="block").exists()
    paper.file.save("report.docx", ContentFile(docx("รายงาน"), name="report.docx"))
    assert not Sighting.objects.of(paper).exists()
