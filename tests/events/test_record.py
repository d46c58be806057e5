"""What came of an event: written by the organiser, published, taken back, followed up."""

import io
import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import mail as outbox
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from events.feedback import deeds
from events.models import ExchangeEventPage, FollowUp
from events.record import drafts, photos, report
from events.record.drafts import Record
from media.models import PortalImage
from organisations.models import Role
from tests.factories import ExchangeEventPageFactory, MembershipFactory, OfficeFactory, SchoolFactory
from tests.people import _letters_leave_at_once

__all__ = ["_letters_leave_at_once"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(event_index):
    office = OfficeFactory()
    school = SchoolFactory(office=office)
    event = ExchangeEventPageFactory(
        parent=event_index, host=school, state="held", starts_at=timezone.now() - timedelta(days=2)
    )
    people = {
        role: MembershipFactory(organisation=school, role=role).person
        for role in (Role.TEACHER, Role.SCHOOL_DIRECTOR)
    }
    return SimpleNamespace(
        office=office, event=event, teacher=people[Role.TEACHER], director=people[Role.SCHOOL_DIRECTOR]
    )


def url(place, name="record"):
    return reverse(f"exchange:{name}", args=[place.event.slug])


def written(client, place, **fields):
    """The form as it was opened, with something written into it."""
    page = client.get(url(place, "record_edit"))
    data = {
        "opened": page.context["counts"]["opened"].initial or page.context["counts"].initial["opened"],
        "lessons-TOTAL_FORMS": 1,
        "lessons-INITIAL_FORMS": 0,
        "lessons-0-text": "โทรก่อนเก้าโมงได้ผลกว่าส่งข้อความ",
        "actions-TOTAL_FORMS": 1,
        "actions-INITIAL_FORMS": 0,
        "actions-0-text": "ทดลองหนึ่งเดือน",
        "actions-0-owner": "หัวหน้างานระบบดูแลฯ",
        "actions-0-due": "",
        "directors": 3,
        "teachers": 12,
        "pupils": 40,
    }
    return client.post(url(place, "record_edit"), {**data, **fields})


def fresh(place):
    return ExchangeEventPage.objects.get(pk=place.event.pk)


def publish(client, place, deed="publish"):
    return client.post(url(place, "record_publish"), {"deed": deed}, follow=True)


def test_the_teacher_writes_and_the_director_publishes(client, place):
    client.force_login(place.teacher)
    assert "เขียนบทเรียนหรือข้อค้นพบอย่างน้อยหนึ่งข้อ" in client.get(url(place)).text
    assert written(client, place).url == url(place)
    assert "โทรก่อนเก้าโมง" not in client.get(place.event.url).text
    assert "โทรก่อนเก้าโมง" in client.get(url(place, "record_preview")).text
    assert publish(client, place).status_code == 404
    client.force_login(place.director)
    assert "เผยแพร่แล้ว ทุกคนอ่านผลของเวทีได้" in publish(client, place).text
    page = client.get(place.event.url).text
    for words in ("โทรก่อนเก้าโมงได้ผลกว่าส่งข้อความ", "ทดลองหนึ่งเดือน", "เผยแพร่บทเรียนแล้ว", ">40<"):
        assert words in page
    # Taken back, visitors read nothing of it and the draft has all of it.
    assert "ถอนแล้ว" in publish(client, place, "take_back").text
    page = client.get(place.event.url).text
    assert "โทรก่อนเก้าโมง" not in page
    assert ">40<" not in page
    assert "โทรก่อนเก้าโมง" in client.get(url(place)).text
    publish(client, place)
    assert "โทรก่อนเก้าโมง" in client.get(place.event.url).text


@pytest.mark.parametrize("adults", [15, 0])
def test_few_pupils_are_no_number_for_readers_and_can_not_be_worked_out(client, place, adults):
    """Neither of the page nor of the report, whose sums and shares would tell."""
    client.force_login(place.director)
    written(client, place, directors="", teachers=adults or "", pupils=3)
    desk = client.get(url(place)).text
    assert "ท่านกรอกไว้ 3 คน" in desk
    publish(client, place)
    page = client.get(place.event.url).text
    assert "น้อยกว่า 5 คน" in page
    assert ">3<" not in page
    assert ">18<" not in page
    event = fresh(place)
    assert event.pupils == 3
    facts = [event.shown_participants, *(group["count"] for group in event.groups())]
    assert facts == ([15, 15, None] if adults else [0, None])
    for kind in ("full", "short"):
        words = json.dumps(report.paper(event, kind).data, ensure_ascii=False)
        assert "นักเรียนน้อยกว่า 5 คน" in words
        assert [told for told in ("18 คน", '"18"', '"3"', " 3 คน", "83.33") if told in words] == []


def test_my_work_asks_for_the_record(client, place):
    client.force_login(place.teacher)
    assert "จบแล้วแต่ยังไม่มีบันทึกผล 1 เวที" in client.get("/my/").text
    ExchangeEventPage.objects.filter(pk=place.event.pk).update(state="recorded")
    assert "จบแล้วแต่ยังไม่มีบันทึกผล" not in client.get("/my/").text


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(client, place):
    client.force_login(place.teacher)
    response = written(
        client,
        place,
        **{"lessons-0-text": "ด.ญ.สมหญิง ใจงาม กล้าพูดขึ้น", "actions-0-due": "31/2/2569", "teachers": "-1"},
    )
    assert response.status_code == 400
    for words in ("ด.ญ.สมหญิง", "31/2/2569", "ทดลองหนึ่งเดือน"):
        assert words in response.text
    assert response.text.count('class="errors"') == 3
    assert not Record(fresh(place)).draft.lessons
    more = written(client, place, more="actions")
    assert 'name="actions-1-text"' in more.text
    assert "ทดลองหนึ่งเดือน" in more.text


def test_two_who_write_at_once_are_told(client, place):
    client.force_login(place.teacher)
    opened = Record(fresh(place)).digest
    written(client, place)
    late = {"opened": opened, "lessons-0-text": "บทเรียนของอีกคน"}
    told = written(client, place, **late)
    assert told.status_code == 400
    assert "มีผู้อื่นแก้บันทึกนี้" in told.text
    assert "บทเรียนของอีกคน" in told.text
    late["opened"] = told.context["counts"]["opened"].value()
    assert written(client, place, **late).status_code == 302
    assert [str(block.value) for block in Record(fresh(place)).draft.lessons] == ["บทเรียนของอีกคน"]


def test_what_an_editor_has_begun_on_the_page_is_not_published_with_the_record(client, place):
    begun = fresh(place)
    begun.place = "ห้องที่ยังไม่ตกลง"
    begun.save_revision()
    client.force_login(place.director)
    written(client, place)
    publish(client, place)
    page = client.get(place.event.url).text
    assert "โทรก่อนเก้าโมง" in page
    assert "ห้องที่ยังไม่ตกลง" not in page
    draft = fresh(place).get_latest_revision_as_object()
    assert draft.place == "ห้องที่ยังไม่ตกลง"
    assert [str(block.value) for block in draft.lessons] == ["โทรก่อนเก้าโมงได้ผลกว่าส่งข้อความ"]
    assert draft.state == "recorded"
    publish(client, place, "take_back")
    draft = fresh(place).get_latest_revision_as_object()
    assert draft.place == "ห้องที่ยังไม่ตกลง"


def test_changes_after_publication_are_published_or_thrown_away(client, place):
    client.force_login(place.director)
    written(client, place)
    publish(client, place)
    key = fresh(place).get_latest_revision_as_object().lessons[0].id
    written(client, place, **{"lessons-0-key": key, "lessons-0-text": "ข้อความที่แก้"})
    assert "แต่ฉบับร่างมีสิ่งที่แก้ใหม่" in client.get(url(place)).text
    publish(client, place, "discard")
    assert "ข้อความที่แก้" not in client.get(url(place)).text
    written(client, place, **{"lessons-0-key": key, "lessons-0-text": "ข้อความที่แก้"})
    publish(client, place)
    assert "ข้อความที่แก้" in client.get(place.event.url).text
    assert fresh(place).lessons[0].id == key


def test_what_people_thought_is_published_with_the_record(client, place):
    feedback = deeds.open_form(place.event, place.teacher)
    for number in range(6):
        marks = {question["key"]: 5 - number % 2 for question in feedback.questions}
        deeds.answer(feedback, marks, {}, digest=str(number), invited=True)
    deeds.close(feedback, place.teacher)
    client.force_login(place.director)
    written(client, place)
    assert "4.50" in client.get(url(place, "record_preview")).text
    assert "การประชาสัมพันธ์และการลงทะเบียนสะดวก" not in client.get(place.event.url).text
    publish(client, place)
    page = fresh(place)
    assert (page.satisfaction_n, str(page.satisfaction_mean), str(page.satisfaction_sd)) == (
        6,
        "4.50",
        "0.50",
    )
    page = client.get(place.event.url).text
    assert "การประชาสัมพันธ์และการลงทะเบียนสะดวก" in page
    publish(client, place, "take_back")
    assert "การประชาสัมพันธ์และการลงทะเบียนสะดวก" not in client.get(place.event.url).text


def test_a_form_closed_after_publication_is_offered_for_publication(client, place):
    client.force_login(place.director)
    written(client, place)
    publish(client, place)
    feedback = deeds.open_form(place.event, place.teacher)
    for number in range(5):
        marks = {question["key"]: 4 for question in feedback.questions}
        deeds.answer(feedback, marks, {}, digest=str(number), invited=True)
    assert "ยังไม่มีผลประเมิน" not in client.get(url(place)).text
    deeds.close(feedback, place.teacher)
    assert "ยังไม่มีผลประเมิน" in client.get(url(place)).text
    publish(client, place)
    assert "ยังไม่มีผลประเมิน" not in client.get(url(place)).text
    assert str(fresh(place).satisfaction_mean) == "4.00"


def picture():
    content = io.BytesIO()
    Image.new("RGB", (640, 480), "teal").save(content, "JPEG")
    content.seek(0)
    content.name = "IMG_1.jpg"
    return content


def test_pictures_go_through_the_guard(client, place, monkeypatch):
    client.force_login(place.director)
    written(client, place)
    data = {"alt": "ผู้เข้าร่วมนั่งล้อมวง", "consent_note": "ถ่ายจากด้านหลัง", "caption": "วงคุย"}
    missing = client.post(url(place, "record_photo"), {**data, "alt": "", "file": picture()})
    assert missing.status_code == 400
    assert client.post(url(place, "record_photo"), {**data, "file": picture()}).status_code == 302
    image = PortalImage.objects.get()
    monkeypatch.setattr(
        "privacy.faces.find", lambda content: [SimpleNamespace(left=10, top=10, width=60, height=60)]
    )
    page = client.get(url(place))
    assert "เบลอใบหน้า" in page.text
    assert "เผยแพร่บันทึกผล</button>" not in page.text
    publish(client, place)
    assert not fresh(place).photos
    changed = client.post(url(place, "record_change_photo"), {"blur": image.pk}, follow=True)
    assert "บันทึกฉบับร่างแล้ว" in changed.text
    publish(client, place)
    assert "วงคุย" in client.get(place.event.url).text
    key = Record(fresh(place)).raw("photos")[0]["id"]
    client.post(url(place, "record_change_photo"), {"remove": key})
    assert "วงคุย" in client.get(place.event.url).text
    publish(client, place)
    assert "วงคุย" not in client.get(place.event.url).text
    assert not photos.remove(Record(fresh(place)), key, place.director)


def test_what_was_agreed_is_followed_up(client, place):
    client.force_login(place.director)
    soon = timezone.localdate() + timedelta(days=5)
    written(client, place, **{"actions-0-due": soon.isoformat()})
    publish(client, place)
    outbox.outbox.clear()
    call_command("events")
    call_command("events")
    assert [letter.to for letter in outbox.outbox] == [[place.director.email]]
    assert "ทดลองหนึ่งเดือน" in outbox.outbox[0].body
    event = fresh(place)
    key = event.next_actions[0].id
    said = client.post(url(place, "follow_up"), {"done": key}, follow=True)
    assert "จดไว้แล้วว่าทำแล้ว" in said.text
    assert "เสร็จเมื่อ" in client.get(place.event.url).text
    client.post(url(place, "follow_up"), {"undone": key})
    assert FollowUp.objects.get().done_on is None
    assert client.post(url(place, "follow_up"), {"done": "nothing"}).status_code == 404
    # Past its day it is said once more, and then never again.
    past = timezone.localdate() - timedelta(days=1)
    row = {
        "type": "action",
        "value": {"text": "ทดลองหนึ่งเดือน", "owner": "", "due": past.isoformat()},
        "id": key,
    }
    drafts.save(event, place.director, next_actions=[row])
    publish(client, place)
    outbox.outbox.clear()
    call_command("events")
    call_command("events")
    assert len(outbox.outbox) == 1
    assert "เลยกำหนดแล้ว" in outbox.outbox[0].body


def test_nothing_is_recorded_before_it_has_happened_nor_of_others(client, place, event_index):
    ahead = ExchangeEventPageFactory(parent=event_index, host=place.event.host, state="open")
    coming = SimpleNamespace(event=ahead)
    client.force_login(place.director)
    assert "เขียนบันทึกผลได้เมื่อเวทีจบแล้ว" in client.get(url(coming)).text
    assert client.get(url(coming, "record_edit")).url == url(coming)
    assert "เวทียังไม่จบ" in publish(client, coming).text
    stranger = MembershipFactory(
        organisation=SchoolFactory(office=place.office), role=Role.SCHOOL_DIRECTOR
    ).person
    client.force_login(stranger)
    for name in ("record", "record_edit", "record_photo", "record_preview"):
        assert client.get(url(place, name)).status_code == 404
    assert publish(client, place).status_code == 404
