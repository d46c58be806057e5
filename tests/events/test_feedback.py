"""What people thought of an event: asked on paper slips without names, counted, shown when it is safe."""

import io
import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core import mail as outbox
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from events.feedback import ballots, deeds, results
from events.models import (
    Answer,
    ExchangeEventPage,
    Feedback,
    HandedBallots,
    Registration,
    Remark,
    SpentBallot,
)
from events.registration.keys import key_of
from organisations.models import Role
from tests.factories import ExchangeEventPageFactory, MembershipFactory, OfficeFactory, SchoolFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_is_too_fast(monkeypatch):
    monkeypatch.setattr("networks.robots.FASTEST", 0)


@pytest.fixture
def place(event_index):
    office = OfficeFactory()
    school = SchoolFactory(office=office)
    event = ExchangeEventPageFactory(
        parent=event_index, host=school, state="held", starts_at=timezone.now() - timedelta(days=2)
    )
    teacher = MembershipFactory(organisation=school, role=Role.TEACHER).person
    return SimpleNamespace(office=office, school=school, event=event, teacher=teacher)


def team(event, people=3, **fields) -> Registration:
    return Registration.objects.create(
        event=event,
        state="confirmed",
        email="team@example.org",
        organisation_name="โรงเรียนสมมุติ",
        size=people,
        consent_at=timezone.now(),
        **fields,
    )


def marks_of(feedback, mark=5):
    return {f"mark-{question['key']}": mark for question in feedback.questions}


def answers(feedback, marks, invited=True):
    """One answer a mark, each question marked alike."""
    for number, mark in enumerate(marks):
        given = {question["key"]: mark for question in feedback.questions}
        deeds.answer(feedback, given, {}, digest=f"{feedback.batch}-{number}-{invited}"[:64], invited=invited)


def desk(client, place, deed):
    return client.post(
        reverse("exchange:feedback_state", args=[place.event.slug]), {"deed": deed}, follow=True
    )


def test_the_organiser_changes_the_questions_opens_and_closes(client, place):
    client.force_login(place.teacher)
    address = reverse("exchange:feedback_questions", args=[place.event.slug])
    page = client.get(address)
    assert "การประชาสัมพันธ์และการลงทะเบียนสะดวก" in page.text
    data = {
        "questions-TOTAL_FORMS": 3,
        "questions-INITIAL_FORMS": 0,
        "questions-0-text": "ได้ลงมือทำจริง",
        "questions-0-aspect": "process",
        "questions-1-text": "",
        "questions-1-aspect": "use",
        "questions-2-text": "ด.ช.สมชาย ใจดี พอใจหรือไม่",
        "questions-2-aspect": "use",
        "wishes-TOTAL_FORMS": 1,
        "wishes-INITIAL_FORMS": 0,
        "wishes-0-text": "อยากบอกอะไรอีก",
    }
    wrong = client.post(address, data)
    assert wrong.status_code == 400
    assert "ได้ลงมือทำจริง" in wrong.text
    assert not Feedback.objects.exists()
    more = client.post(address, {**data, "more": "questions"})
    assert more.text.count("ด.ช.สมชาย") == 1
    assert 'name="questions-3-text"' in more.text
    data["questions-2-text"] = "จะนำไปใช้"
    assert client.post(address, data).status_code == 302
    feedback = Feedback.objects.get()
    assert [(row["aspect"], row["text"]) for row in feedback.questions] == [
        ("process", "ได้ลงมือทำจริง"),
        ("use", "จะนำไปใช้"),
    ]
    assert "เปิดแบบประเมินแล้ว" in desk(client, place, "open").text
    # Nobody changes a question under the eyes of those who answer.
    client.post(address, {**data, "questions-0-text": "คำถามอื่น"})
    feedback.refresh_from_db()
    assert feedback.questions[0]["text"] == "ได้ลงมือทำจริง"
    assert "กลับมาแก้คำถามได้แล้ว" in desk(client, place, "draft").text
    desk(client, place, "open")
    assert "ปิดรับคำตอบแล้ว" in desk(client, place, "close").text
    poster = client.get(reverse("exchange:feedback_poster", args=[place.event.slug]))
    assert poster.content.startswith(b"%PDF")


def test_each_of_a_team_answers_once_and_nothing_joins_answer_and_team(client, place):
    registration = team(place.event, people=2)
    feedback = deeds.open_form(place.event, place.teacher)
    letter = outbox.outbox[-1].body
    address = re.search(r"https?://[^/]+(/\S+/feedback/team/\S+)", letter)[1]
    page = client.get(address)
    assert page["Referrer-Policy"] == "same-origin"
    assert not HandedBallots.objects.filter(handed__gt=0).exists()
    one = client.post(address).url
    client.post(address)
    # Two people, two forms; a third is not to be had.
    assert client.post(address).url == address
    assert "รับแบบประเมินครบแล้ว" in client.get(address).text
    unmarked = client.post(one, {**marks_of(feedback), f"mark-{feedback.questions[0]['key']}": ""})
    assert unmarked.status_code == 400
    assert "เลือกหนึ่งในห้าระดับ" in unmarked.text
    wish = f"wish-{feedback.wishes[0]['key']}"
    about_a_child = client.post(one, {**marks_of(feedback), wish: "ด.ช.สมชาย ใจดี พูดดีมาก"})
    assert about_a_child.status_code == 400
    assert "ด.ช.สมชาย" in about_a_child.text
    said = client.post(one, {**marks_of(feedback, 4), wish: "อยากให้มีเวลาถามมากขึ้น"}, follow=True)
    assert "ขอบคุณ" in said.text
    # Pressed twice, or the back button: the answer counts once.
    client.post(one, marks_of(feedback, 1))
    assert "ขอบคุณ" in client.get(one, follow=True).text
    answer, remark = Answer.objects.get(), Remark.objects.get()
    assert set(answer.marks.values()) == {4}
    assert remark.text == "อยากให้มีเวลาถามมากขึ้น"
    rows = [answer.__dict__, remark.__dict__, *SpentBallot.objects.values(), *Feedback.objects.values()]
    kept = repr(rows)
    for trace in (
        registration.uid.hex,
        str(registration.uid),
        registration.email,
        registration.code,
        "127.0.0.1",
    ):
        assert trace not in kept
    moments = {"DateField", "DateTimeField", "GenericIPAddressField"}
    for model in (Answer, Remark, SpentBallot, HandedBallots):
        assert not [f.name for f in model._meta.fields if f.get_internal_type() in moments]
    assert not {field.related_model for field in Answer._meta.fields} - {None, Feedback}


def test_the_way_to_the_form_from_the_registration(client, place):
    registration = team(place.event, people=1, person=place.teacher)
    client.force_login(place.teacher)
    own, mine = reverse("exchange:own", args=[key_of(registration)]), reverse("exchange:mine")
    assert "ตอบแบบประเมิน" not in client.get(own).text + client.get(mine).text
    deeds.open_form(place.event, place.teacher)
    address = reverse("exchange:ballots", args=[ballots.team_key(registration)])
    assert address in client.get(own).text
    with CaptureQueriesContext(connection) as one:
        assert address in client.get(mine).text
    for _n in range(4):
        event = ExchangeEventPageFactory(
            parent=place.event.get_parent(),
            host=place.event.host,
            starts_at=place.event.starts_at,
            ends_at=place.event.ends_at,
        )
        team(event, people=1, person=place.teacher)
    with CaptureQueriesContext(connection) as many:
        client.get(mine)
    assert len(many) <= len(one)


def test_words_are_forgotten_with_the_registrations_marks_stay(place):
    feedback = deeds.open_form(place.event, place.teacher)
    key, wish = feedback.questions[0]["key"], feedback.wishes[0]["key"]
    deeds.answer(feedback, {key: 5}, {wish: "ดีมาก"}, digest="one", invited=True)
    call_command("forget", "--yes", stdout=io.StringIO())
    assert Remark.objects.exists()
    long_ago = timezone.now() - timedelta(days=settings.KEEP_DAYS["registrations"] + 1)
    ExchangeEventPage.objects.filter(pk=place.event.pk).update(starts_at=long_ago, ends_at=long_ago)
    call_command("forget", "--yes", stdout=io.StringIO())
    assert not Remark.objects.exists()
    assert Answer.objects.exists()


def test_rows_lie_in_no_order(place):
    feedback = deeds.open_form(place.event, place.teacher)
    answers(feedback, [5] * 12)
    came = list(Answer.objects.values_list("pk", flat=True))
    assert max(came) > 12
    if connection.vendor == "sqlite":
        # The key is the row's own number there: the file keeps no other.
        with connection.cursor() as cursor:
            cursor.execute("SELECT rowid, number FROM events_answer")
            assert all(row == number for row, number in cursor.fetchall())


def test_the_open_address_takes_answers_once_a_filling_in(client, place):
    feedback = deeds.open_form(place.event, place.teacher)
    address = reverse("exchange:feedback", args=[feedback.code])
    ticket = client.get(address).context["form"]["ticket"].initial
    assert client.post(address, marks_of(feedback)).status_code == 400
    for _again in range(2):
        assert client.post(address, {**marks_of(feedback), "ticket": ticket}).status_code == 302
    assert Answer.objects.get().invited is False
    deeds.close(feedback, place.teacher)
    late = client.post(address, {**marks_of(feedback), "ticket": ticket})
    assert "ปิดรับคำตอบแล้ว" in late.text
    assert client.get(reverse("exchange:feedback", args=["NOSUCH22"])).status_code == 404
    assert client.get(reverse("exchange:ballot", args=["forged:key"])).status_code == 404
    assert client.get(reverse("exchange:ballots", args=["forged:key"])).status_code == 404


def test_results_wait_until_nobody_can_be_guessed(client, place):
    client.force_login(place.teacher)
    feedback = deeds.open_form(place.event, place.teacher)
    address = reverse("exchange:feedback_desk", args=[place.event.slug])
    table = reverse("exchange:feedback_xlsx", args=[place.event.slug])
    answers(feedback, [5, 5, 4, 4])
    deeds.close(feedback, place.teacher)
    assert "จึงไม่แสดงผล" in client.get(address).text
    assert client.get(table).status_code == 404
    deeds.open_again(feedback, place.teacher)
    answers(feedback, [1])
    deeds.close(feedback, place.teacher)
    # Four and one: together five, but each batch alone is too small.
    assert results.results(feedback) is None
    deeds.open_again(feedback, place.teacher)
    answers(feedback, [5, 5, 5, 4, 4])
    assert results.results(feedback) is None
    assert "5.00" not in client.get(address).text
    deeds.close(feedback, place.teacher)
    page = client.get(address).text
    assert "4.60" in page
    assert "0.49" in page
    assert "มากที่สุด" in page
    assert "5 คำตอบที่ส่งหลังเปิดใหม่" in page


def test_the_response_rate_and_the_workbook(client, place):
    team(place.event, people=4)
    team(place.event, people=4)
    feedback = deeds.open_form(place.event, place.teacher)
    answers(feedback, [5, 4, 4, 3, 5, 4])
    wish = feedback.wishes[0]["key"]
    deeds.answer(
        feedback,
        {question["key"]: 4 for question in feedback.questions},
        {wish: '=HYPERLINK("http://evil.example")'},
        digest="formula",
        invited=False,
    )
    deeds.close(feedback, place.teacher)
    turnout = results.turnout(feedback)
    assert (turnout.n, turnout.invited, turnout.asked, str(turnout.rate)) == (7, 6, 8, "87.50")
    client.force_login(place.teacher)
    response = client.get(reverse("exchange:feedback_xlsx", args=[place.event.slug]))
    book = load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["ผลประเมิน", "คำตอบ", "ข้อคิดเห็น"]
    assert len(list(book["คำตอบ"].rows)) == 8
    assert book["ข้อคิดเห็น"]["B2"].value.startswith("'=")
    assert book["ผลประเมิน"]["C2"].value == pytest.approx(4.14)


def test_the_letter_leaves_once_the_event_is_over(place, event_index):
    running = ExchangeEventPageFactory(
        parent=event_index, host=place.school, state="open", starts_at=timezone.now() - timedelta(hours=1)
    )
    team(running)
    team(running, person=place.teacher)
    deeds.open_form(running, place.teacher)
    assert not outbox.outbox
    running.ends_at = timezone.now() - timedelta(minutes=1)
    running.save(update_fields=["ends_at"])
    call_command("events")
    call_command("events")
    assert len(outbox.outbox) == 2
    assert "ขอความเห็น" in outbox.outbox[0].subject


def test_before_the_event_and_when_it_is_cancelled_nobody_answers(client, place, event_index):
    ahead = ExchangeEventPageFactory(parent=event_index, host=place.school, state="open")
    feedback = deeds.open_form(ahead, place.teacher)
    address = reverse("exchange:feedback", args=[feedback.code])
    assert "ตอบได้เมื่อเวทีเริ่มแล้ว" in client.get(address).text
    ahead.state, ahead.cancelled_reason = "cancelled", "พายุ"
    ahead.save()
    assert "ยกเลิก" in client.get(address).text
    other = ExchangeEventPageFactory(
        parent=event_index, host=place.school, state="cancelled", cancelled_reason="พายุ"
    )
    with pytest.raises(deeds.ChangedError):
        deeds.open_form(other, place.teacher)


def test_for_others_the_screens_are_not_there(client, place):
    deeds.open_form(place.event, place.teacher)
    stranger = MembershipFactory(organisation=SchoolFactory(office=place.office), role=Role.TEACHER).person
    client.force_login(stranger)
    for name in ("feedback_desk", "feedback_questions", "feedback_poster", "feedback_xlsx"):
        assert client.get(reverse(f"exchange:{name}", args=[place.event.slug])).status_code == 404
    assert desk(client, place, "close").status_code == 404
    director = MembershipFactory(organisation=place.office, role=Role.OFFICE_DIRECTOR).person
    client.force_login(director)
    page = client.get(reverse("exchange:feedback_desk", args=[place.event.slug]))
    assert page.status_code == 200
    assert 'name="deed"' not in page.text
    assert desk(client, place, "close").status_code == 404


def test_a_ballot_is_good_for_its_own_event_only(client, place, event_index):
    mine = deeds.open_form(place.event, place.teacher)
    other = ExchangeEventPageFactory(
        parent=event_index, host=place.school, state="held", starts_at=timezone.now() - timedelta(days=2)
    )
    deeds.open_form(other, place.teacher)
    ballot = ballots.new_ballot(mine)
    assert ballots.feedback_of(ballot).pk == mine.pk
    assert ballots.feedback_of(ballot.replace(f"{mine.pk}-", f"{other.pk}-", 1)) is None
