"""Papers to take away: who gets which, what is in them, what never is."""

import io
import json
from datetime import date

import pytest
from django.test import override_settings
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.documents import get_document_model
from wagtail.models import PageViewRestriction

from content.digits import in_thai_digits
from content.typesetting import prose
from content.typesetting.pdf import pdf
from organisations.models import Role
from practices.models import Award, PolicyReference
from practices.papers import parts
from practices.papers.downloads import PAPERS, TEMPLATES, kept
from practices.papers.paper import paper_of
from practices.papers.sheets import covering_note, summary
from practices.papers.word import word_report
from tests.factories import ImageFactory, OfficeFactory, PartnerFactory, PracticePageFactory, SchoolFactory
from tests.people import member
from tests.reading import pages, squeezed, text
from tests.wordfiles import word as word_file

pytestmark = pytest.mark.django_db

FULL = {
    "title": "โทรก่อนเก้าโมง: เก้าอี้ว่างทุกตัวมีคนถามหา (สมมุติ)",
    "title_en": "Calls before nine",
    "summary": "ครูประจำชั้นโทรหาผู้ปกครองก่อนเก้าโมงทุกเช้าที่นักเรียนไม่มา",
    "summary_en": "Teachers call before nine.",
    "model_name": "โมเดลเก้าโมง",
    "authors": [("author", {"name": "นางสมมุติ ใจดี", "position": "ครูชำนาญการพิเศษ", "share": 100})],
    "background": "<p>เช้าวันจันทร์มีเก้าอี้ว่างปั้นน้ำใจ</p><h3>สภาพเดิม</h3><p>ไม่มีใครถามหา</p>",
    "objectives": [("objective", "เพื่อให้รู้เหตุขาดเรียนภายในเช้าเดียว"), ("objective", "เพื่อลดการขาดเรียนซ้ำ")],
    "targets": [
        ("quantitative", {"text": "โทรถึงผู้ปกครอง", "value": 90, "unit": "ร้อยละ"}),
        ("qualitative", "ผู้ปกครองไว้ใจครู"),
    ],
    "process": [
        ("step", {"stage": "C", "title": "ตกลงกับผู้ปกครอง", "text": "<p>ประชุมหนึ่งบ่าย</p>", "image": None}),
        ("text", "<p>ระหว่างทางปรับเวลาโทร</p>"),
        ("step", {"stage": "A", "title": "โทรทุกเช้า", "text": "<ul><li>แบ่งสาย</li></ul>", "image": None}),
    ],
    "success_factors": [("factor", "ครูเวรช่วยกัน"), ("text", "<p>โทรศัพท์ของโรงเรียน</p>")],
    "results": [
        (
            "measured",
            {
                "indicator": "รู้เหตุขาดเรียนก่อนเก้าโมง",
                "before": "20",
                "after": "95",
                "unit": "ร้อยละ",
                "n": 118,
                "instrument": "สมุดโทร",
                "period": "ภาคเรียนที่ 1/2569",
            },
        ),
        ("observed", "ผู้ปกครองโทรกลับเอง"),
    ],
    "benefits": "ผู้ปกครองและครูคุยกันทุกวัน",
    "lessons": "<p>เสียงครูสำคัญกว่าข้อความ</p>",
    "what_failed": "<p>ส่งข้อความอย่างเดียวไม่ได้ผล</p>",
    "conditions_for_reuse": "ต้องมีโทรศัพท์ของโรงเรียน",
    "body_en": "<p>In English.</p>",
    "care_steps": ["1", "2"],
    "hazards": ["rights"],
    "evidence": "before-after",
    "cost": 4200,
    "endorsed_by": "นายสมมุติ รับรอง ผู้อำนวยการโรงเรียน",
    "endorsed_on": date(2026, 6, 25),
}


@pytest.fixture(autouse=True)
def _nothing_kept():
    kept.clear()


@pytest.fixture
def practice(practice_index):
    page = PracticePageFactory(parent=practice_index, **FULL)
    page.awards = [Award(scheme="obec-care", level="ยอดเยี่ยม", year=2567, granted_by="สพฐ.")]
    page.policies = [
        PolicyReference.objects.create(
            key="safety",
            item="8",
            title="เสริมสร้างความปลอดภัย",
            paper="นโยบาย",
            first_year=2568,
            last_year=2569,
        )
    ]
    page.partners = [PartnerFactory()]
    page.tags.add("มาเรียน")
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def get(client, page, name, *, draft=False):
    return client.get(f"/papers/{page.slug}/{'draft/' if draft else ''}{name}")


# Who gets which


@pytest.mark.parametrize("name", PAPERS)
def test_anybody_takes_the_papers_of_a_published_practice(client, practice, name):
    response = get(client, practice, name)
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''" + practice.reference)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert f"<http://testserver{practice.url}>" in response["Link"]


@pytest.mark.parametrize("name", PAPERS)
def test_nobody_takes_papers_of_what_is_not_published(client, practice_index, practice, name):
    draft = PracticePageFactory(parent=practice_index, live=False)
    PageViewRestriction.objects.create(page=practice, restriction_type="login")
    assert get(client, draft, name).status_code == 404
    assert get(client, practice, name).status_code == 404


def test_there_is_no_other_paper(client, practice):
    assert get(client, practice, "report.odt").status_code == 404
    assert client.get("/papers/bp00-0000/report.pdf").status_code == 404


def test_the_published_paper_says_nothing_of_newer_drafts(client, practice):
    practice.background = "<p>ความลับของฉบับร่าง</p>"
    practice.save_revision()
    assert "ความลับ" not in text(get(client, practice, "report.pdf").content)
    assert "ความลับ" not in get(client, practice, "practice.json").text


def test_colleagues_take_the_draft_with_its_mark(client, practice):
    practice.background = "<p>ความลับของฉบับร่าง</p>"
    practice.save_revision()
    client.force_login(member(practice.owner_organisation, Role.TEACHER))
    response = get(client, practice, "report.pdf", draft=True)
    words = text(response.content)
    assert "ความลับของฉบับร่าง" in words
    assert "ฉบับร่าง" in words.replace("ความลับของฉบับร่าง", "")
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"


def test_the_newest_state_that_is_published_bears_no_mark(client, practice):
    client.force_login(member(practice.owner_organisation, Role.TEACHER))
    assert "ฉบับร่าง" not in text(get(client, practice, "report.pdf", draft=True).content)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR, Role.PRIVACY_REVIEWER, Role.OFFICE_DIRECTOR])
def test_the_office_takes_drafts(client, practice_index, role):
    draft = PracticePageFactory(parent=practice_index, live=False)
    client.force_login(member(draft.owner_organisation.office, role))
    assert get(client, draft, "summary.pdf", draft=True).status_code == 200


def test_other_schools_and_strangers_take_no_drafts(client, practice_index):
    draft = PracticePageFactory(parent=practice_index, live=False)
    assert get(client, draft, "report.pdf", draft=True).status_code == 302
    client.force_login(member(SchoolFactory(), Role.TEACHER))
    assert get(client, draft, "report.pdf", draft=True).status_code == 404


def test_a_draft_that_is_handed_on_is_read_by_neither_school(client, practice_index):
    """Until it is published: the new owner has not agreed, the old one has given it away."""
    draft = PracticePageFactory(parent=practice_index, live=False)
    before, after = draft.owner_organisation, SchoolFactory()
    draft.owner_organisation = after
    draft.save_revision()
    for school in (before, after):
        client.force_login(member(school, Role.TEACHER))
        assert get(client, draft, "report.pdf", draft=True).status_code == 404


@override_settings(RATE_LIMITS=True)
def test_one_address_takes_thirty_a_minute(client, practice):
    answers = {get(client, practice, "practice.json").status_code for _ in range(31)}
    assert answers == {200, 429}


def test_a_browser_that_has_the_paper_fetches_nothing(client, practice):
    first = get(client, practice, "summary.pdf")
    again = client.get(f"/papers/{practice.slug}/summary.pdf", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    practice.title = "ชื่อใหม่ของเรื่องเดิม"
    practice.save_revision().publish()
    changed = client.get(f"/papers/{practice.slug}/summary.pdf", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


def test_a_paper_is_made_once(client, practice, monkeypatch):
    first = get(client, practice, "report.pdf").content
    monkeypatch.setattr("practices.papers.downloads.pdf", lambda *args, **kwargs: pytest.fail("made again"))
    assert get(client, practice, "report.pdf").content == first


# What is in them


def test_report_has_its_eight_parts_in_order(practice):
    words = text(pdf(TEMPLATES["report"], paper_of(practice).data()))
    places = [words.rfind(squeezed(part.heading)) for part, _inner in parts.CHAPTERS]
    assert -1 not in places
    assert places == sorted(places)


def test_report_has_everything_that_was_written(practice):
    paper = paper_of(practice)
    words = text(pdf(TEMPLATES["report"], paper.data()))
    for value in (
        practice.title,
        practice.reference,
        practice.owner_organisation.name,
        "นางสมมุติ ใจดี",
        "ครูชำนาญการพิเศษ",
        "คำรับรองของผู้อำนวยการ",
        "25 มิถุนายน 2569",
        practice.summary,
        "เช้าวันจันทร์มีเก้าอี้ว่างปั้นน้ำใจ",
        "เพื่อลดการขาดเรียนซ้ำ",
        "ผู้ปกครองไว้ใจครู",
        "3.1 ตกลงกับผู้ปกครอง",
        "3.2 โทรทุกเช้า",
        "รู้เหตุขาดเรียนก่อนเก้าโมง",
        "118",
        "สมุดโทร",
        "ผู้ปกครองโทรกลับเอง",
        "ส่งข้อความอย่างเดียวไม่ได้ผล",
        "ต้องมีโทรศัพท์ของโรงเรียน",
        "โทรศัพท์ของโรงเรียน",
        "ระดับยอดเยี่ยม",
        "Teachers call before nine.",
        "In English.",
    ):
        assert squeezed(value) in words, value


def test_empty_parts_stay_and_say_that_they_are_empty(practice_index):
    words = text(pdf(TEMPLATES["report"], paper_of(PracticePageFactory(parent=practice_index)).data()))
    assert all(squeezed(part.heading) in words for part, _inner in parts.CHAPTERS)
    assert words.count(squeezed(parts.NOTHING)) >= 8


def test_front_pages_count_in_letters_and_the_report_from_one(practice):
    numbers = [page[-1] for page in pages(pdf(TEMPLATES["report"], paper_of(practice).data()))[1:5]]
    assert numbers == ["ก", "ข", "ค", "1"]


def test_thai_digits_everywhere_but_in_codes_and_addresses(client, practice):
    words = text(client.get(f"/papers/{practice.slug}/report.pdf?digits=thai").content)
    assert "๑.ความเป็นมา" in words
    assert practice.reference in words
    assert "ภาคเรียนที่๑/๒๕๖๙" in words
    assert "ประมาณ๔,๒๐๐บาท" in words
    assert "In 2026 we called." in practice_in_english(practice, "In 2026 we called.")
    assert f"/practices/{practice.slug}/" in words


def practice_in_english(practice, words: str) -> str:
    practice.body_en = f"<p>{words}</p>"
    return str(paper_of(practice).data(thai_digits=True)["english"])


@given(st.text(max_size=80))
def test_thai_digits_change_nothing_else(words):
    back = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
    assert in_thai_digits(words).translate(back) == words.translate(back)


def test_pictures_only_once_they_are_cleared(practice):
    image = ImageFactory(description="ลานหน้าเสาธง", credit="ครูสมมุติ")
    practice.process = [("figure", {"image": image, "caption": "เช้าวันจันทร์"})]
    practice.images_cleared = False
    held = paper_of(practice)
    assert held.pictures == {}
    assert "ไม่ได้ใส่ภาพ 1 ภาพ" in str(held.chapters)
    practice.images_cleared = True
    shown = paper_of(practice)
    assert list(shown.pictures) == [f"{image.pk}.jpg"]
    words = text(pdf(TEMPLATES["report"], shown.data(), pictures=shown.pictures))
    assert "ภาพ:ครูสมมุติ" in words
    word = Document(io.BytesIO(word_report(shown)))
    assert "ลานหน้าเสาธง" in [shape._inline.docPr.get("descr") for shape in word.inline_shapes]


def test_word_report_has_headings_tables_and_lists(client, practice):
    word = word_file(get(client, practice, "report.docx").content)
    headings = [line.text for line in word.paragraphs if line.style.name == "Heading 1"]
    assert [heading for heading in headings if heading[0].isdigit()] == [
        part.heading for part, _ in parts.CHAPTERS
    ]
    measured = next(table for table in word.tables if table.cell(0, 0).text == "ตัวชี้วัด")
    assert [cell.text for cell in measured.rows[1].cells] == [
        "รู้เหตุขาดเรียนก่อนเก้าโมง",
        "20",
        "95",
        "ร้อยละ",
        "118",
        "สมุดโทร",
        "ภาคเรียนที่ 1/2569",
    ]
    assert "เพื่อลดการขาดเรียนซ้ำ" in [line.text for line in word.paragraphs if line.style.name == "List Number"]


def test_word_keeps_no_trace_of_who_made_the_file(practice):
    about = Document(io.BytesIO(word_report(paper_of(practice)))).core_properties
    assert about.author == "นางสมมุติ ใจดี"
    assert about.last_modified_by == ""


def test_summary_fits_on_one_page_whatever_is_in_it(practice):
    """Long texts are cut, and the code leads to the rest."""
    long = "ข้อความยาวมากของโรงเรียนที่เขียนละเอียด " * 90
    practice.summary, practice.conditions_for_reuse = long[:700], long
    practice.what_failed = f"<p>{long}</p>"
    practice.process = [("step", {"stage": "A", "title": long[:150], "text": "<p>ก</p>", "image": None})] * 20
    practice.results = [("measured", {"indicator": long[:200], "after": "95"})] * 20
    practice.title = long[:255]
    data = summary(practice, paper_of(practice), "สำนักงานเขต โทร. 039-000-000")
    (page,) = pages(pdf(TEMPLATES["summary"], data))
    for heading in ("ทำอะไร", "ทำอย่างไร", "ได้ผลอย่างไร", "สิ่งที่ไม่ได้ผล", "ถ้าจะนำไปใช้", "โทร.039-000-000"):
        assert heading in page


def test_covering_note_is_one_page_with_six_authors(practice):
    long = "นางสาวสมมุติชื่อยาวเป็นพิเศษ นามสกุลยาวยิ่งกว่าชื่อ"
    practice.authors = [
        ("author", {"name": f"{long} {number}", "position": "ครูชำนาญการพิเศษ", "share": None})
        for number in range(6)
    ]
    practice.title = "ชื่อเรื่องยาว " * 18
    (page,) = pages(pdf(TEMPLATES["covering_note"], covering_note(practice, paper_of(practice))))
    assert "ใบนำส่งผลงาน" in page
    assert "เลขรับ" in page
    assert practice.reference in page


def test_summary_names_the_office_to_ask(client, practice):
    page = text(get(client, practice, "summary.pdf").content)
    assert squeezed(practice.owner_organisation.office.name) in page


def test_papers_of_the_office_itself(practice_index):
    office = PracticePageFactory(parent=practice_index, owner_organisation=OfficeFactory())
    paper = paper_of(office)
    assert paper.by_office
    assert "ผู้อำนวยการสำนักงานเขต" in text(pdf(TEMPLATES["report"], paper.data()))


def test_open_data_have_stable_keys_and_codes(client, practice):
    data = json.loads(get(client, practice, "practice.json").content)
    assert data["schema"] == "vcare-practice/1"
    assert data["sandbox"]["BestPracticeTypeCode"] == "03"
    assert data["sandbox"]["Recognized"][0]["RecognizedCode"] == "02"
    assert data["partners"][0]["ParticipantTypeCode"] == "04"
    assert data["results"]["measured"][0]["n"] == 118
    assert data["targets"]["quantitative"][0]["value"] == 90
    assert data["authors"] == [{"name": "นางสมมุติ ใจดี", "position": "ครูชำนาญการพิเศษ", "share": 100}]
    assert "รับรอง" not in json.dumps(data, ensure_ascii=False)


def test_open_data_name_no_file_that_is_not_open(client, practice, tmp_path):
    from wagtail.models import Collection, CollectionViewRestriction

    closed = Collection.get_first_root_node().add_child(name="ปิด")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    report = io.BytesIO(word_report(paper_of(practice)))
    report.name = "แบบสำรวจ.docx"
    from django.core.files import File

    document = get_document_model()(title="ลับสุด", collection=closed)
    document.file.save("แบบสำรวจ.docx", File(report))
    practice.attachments = [("file", {"document": document, "caption": ""})]
    practice.save_revision().publish()
    assert "ลับสุด" not in get(client, practice, "practice.json").text


HOSTILE = ["#panic() $ \\ * _ ` <a> @b", "\x0b\x0c", "ก" * 90, "😀👩‍🏫", "\u202eกลับ", "../../etc"]


def test_hostile_text_is_only_text(client, practice):
    for field in ("title", "summary", "benefits", "conditions_for_reuse", "model_name"):
        setattr(practice, field, f"เรื่อง {' '.join(HOSTILE)}"[: 60 if field == "model_name" else 250])
    practice.save_revision().publish()
    for name in PAPERS:
        response = get(client, practice, name)
        assert response.status_code == 200
        assert "\n" not in response["Content-Disposition"]
        assert "/" not in response["Content-Disposition"]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(min_size=1, max_size=120))
def test_any_text_makes_a_word_file_and_reads_back(practice, words):
    practice.benefits = words
    word = Document(io.BytesIO(word_report(paper_of(practice))))
    read = squeezed("".join(line.text for line in word.paragraphs))
    assert squeezed(prose.clean(words)) in read


# The way there


def test_the_practice_page_offers_them(client, practice):
    page = client.get(practice.url).text
    for name in PAPERS:
        assert f"/papers/{practice.slug}/{name}" in page
    assert "ดาวน์โหลด" in page
