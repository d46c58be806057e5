"""The report of an event: texts kept by the organiser, papers filled in from what the portal knows."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.feedback import deeds
from events.models import EventReport, ExchangeEventPage
from organisations.models import Role
from tests import reading
from tests.factories import ExchangeEventPageFactory, MembershipFactory, OfficeFactory, SchoolFactory
from tests.wordfiles import word as word_file

pytestmark = pytest.mark.django_db

LONG = "โรงเรียนบ้านที่มีชื่อยาวมากเป็นพิเศษเพื่อดูว่าหน้ากระดาษยังสวยอยู่หรือไม่"


@pytest.fixture
def event(event_index):
    host = SchoolFactory(office=OfficeFactory(), name=LONG)
    return ExchangeEventPageFactory(
        parent=event_index,
        host=host,
        state="held",
        starts_at=timezone.now() - timedelta(days=2),
        teachers=20,
        pupils=30,
        lessons=[("lesson", "โทรก่อนเก้าโมงได้ผลกว่าส่งข้อความ"), ("lesson", "<script>#set page(fill: red)")],
        next_actions=[("action", {"text": "ทดลองหนึ่งเดือน", "owner": "หัวหน้างาน", "due": timezone.localdate()})],
    )


@pytest.fixture
def teacher(event):
    return MembershipFactory(organisation=event.host, role=Role.TEACHER).person


def url(event, name="report", *args):
    return reverse(f"exchange:{name}", args=[event.slug, *args])


def words_of(response) -> str:
    """The text without spaces."""
    if response["Content-Type"] == "application/pdf":
        return reading.text(response.content)
    word = word_file(response.content)
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return reading.squeezed(" ".join([*(line.text for line in word.paragraphs), *cells]))


def answered(event, teacher):
    feedback = deeds.open_form(event, teacher)
    for number in range(6):
        marks = {question["key"]: 5 - number % 2 for question in feedback.questions}
        deeds.answer(feedback, marks, {}, digest=str(number), invited=True)
    deeds.close(feedback, teacher)


def test_the_texts_are_kept_and_guarded(client, event, teacher):
    client.force_login(teacher)
    form = client.get(url(event)).context["form"]
    data = {name: form[name].value() for name in form.fields}
    assert "แลกเปลี่ยนเรียนรู้" in data["objectives"]
    wrong = client.post(url(event), {**data, "problems": "ด.ช.สมชาย ใจดี มาสาย"})
    assert wrong.status_code == 400
    assert "ด.ช.สมชาย" in wrong.text
    assert not EventReport.objects.exists()
    client.post(url(event), {**data, "problems": "เวลาน้อย", "concepts": ""})
    kept = EventReport.objects.get().texts
    assert (kept["problems"], kept["concepts"]) == ("เวลาน้อย", "")
    assert client.get(url(event)).context["form"]["concepts"].value() == ""
    # A colleague who had it open all the while is told, and loses nothing.
    late = client.post(url(event), {**data, "problems": "ของเพื่อน"})
    assert late.status_code == 400
    assert "มีผู้อื่นแก้รายงานนี้" in late.text
    assert EventReport.objects.get().texts["problems"] == "เวลาน้อย"
    again = {name: late.context["form"][name].value() for name in late.context["form"].fields}
    assert client.post(url(event), again).status_code == 302
    assert EventReport.objects.get().texts["problems"] == "ของเพื่อน"


@pytest.mark.parametrize("name", ["full.pdf", "full.docx", "short.pdf", "short.docx"])
def test_the_papers_say_what_the_portal_knows(client, event, teacher, name):
    answered(event, teacher)
    client.force_login(teacher)
    response = client.get(url(event, "report_paper", name))
    assert response.status_code == 200
    text = words_of(response)
    for words in ("4.50", "0.50", "ทดลองหนึ่งเดือน", "#set page(fill: red)", "50"):
        assert reading.squeezed(words) in text
    assert ("บทที่5" in text) == name.startswith("full")
    thai = words_of(client.get(url(event, "report_paper", name), {"digits": "thai"}))
    assert "๔.๕๐" in thai


def test_an_empty_event_makes_a_paper_too_and_an_unknown_one_none(client, event, teacher):
    bare = ExchangeEventPageFactory(
        parent=event.get_parent(), host=event.host, starts_at=timezone.now() - timedelta(days=2)
    )
    client.force_login(teacher)
    for name in ("full.pdf", "short.docx"):
        assert client.get(url(bare, "report_paper", name)).status_code == 200
    assert client.get(url(bare, "report_paper", "other.exe")).status_code == 404
    assert ExchangeEventPage.objects.get(pk=bare.pk).state == "planned"
    stranger = MembershipFactory(organisation=SchoolFactory(), role=Role.TEACHER).person
    client.force_login(stranger)
    assert client.get(url(event)).status_code == 404
    assert client.get(url(event, "report_paper", "full.pdf")).status_code == 404
