"""The reviewers' screens and the link of a letter, through the door that a person uses."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import OneTimeLink
from media.drawing import draw_logo
from organisations.models import Role
from practices.models import PracticePage, StepState
from practices.review import deeds
from practices.review.situation import Situation
from practices.review.states import State
from tests.factories import ImageFactory
from tests.people import member
from tests.practices.review.conftest import WAY, back, bring_to, edit, level, readers, story

pytestmark = pytest.mark.django_db

QUEUE = "/my/review/"


def of(page, deed=""):
    return f"/my/review/{page.reference.lower()}/{deed}{'/' if deed else ''}"


def review(page):
    return Situation(PracticePage.objects.get(pk=page.pk)).review


def text(client, person, path):
    client.force_login(person)
    response = client.get(path)
    assert response.status_code == 200
    return response.text


def more(people, site_tree, count):
    pages = []
    for _ in range(count):
        page = story(site_tree, people.school, people.teacher)
        deeds.submit(page, people.teacher)
        pages.append(page)
    return pages


# The queue


def test_queue_begins_with_the_most_urgent_and_leaves_out_others_work(client, page, people, site_tree):
    first, second, third = more(people, site_tree, 3)
    for days, one in ((5, first), (1, second), (3, third)):
        StepState.objects.filter(workflow_state__object_id=str(one.pk)).update(
            due_on=timezone.localdate() + timedelta(days=days)
        )
    bring_to(page, people, "privacy")
    client.force_login(people.director)
    items = client.get(QUEUE).context["items"]
    assert [row.page.pk for row in items] == [second.pk, third.pk, first.pk]
    client.force_login(people.privacy)
    assert [row.page.pk for row in client.get(QUEUE).context["items"]] == [page.pk]
    client.force_login(people.stranger)
    assert client.get(QUEUE).context["items"] == []
    assert client.get(f"{QUEUE}?all=1").context["items"] == []


def test_queue_leaves_out_ones_own_work(client, page, people):
    edit(page, people.privacy, benefits="ผู้ตรวจช่วยเขียน")
    bring_to(page, people, "certify")
    deeds.certify(page, people.director)
    client.force_login(people.privacy)
    assert client.get(QUEUE).context["items"] == []
    assert [row.page.pk for row in client.get(f"{QUEUE}?all=1").context["items"]] == [page.pk]


@pytest.mark.parametrize("number", ["0", "abc", "9999"])
def test_queue_forgives_odd_page_numbers(client, page, people, number):
    bring_to(page, people, "certify")
    client.force_login(people.director)
    assert len(client.get(f"{QUEUE}?page={number}").context["items"]) == 1


def test_queue_needs_no_more_queries_for_more(client, people, site_tree):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            client.get(f"{QUEUE}?all=1")
        return len(seen)

    client.force_login(people.officer)
    more(people, site_tree, 1)
    queries()
    few = queries()
    more(people, site_tree, 5)
    assert queries() <= few


def test_queue_is_narrowed_by_step_lateness_and_school(client, page, people):
    bring_to(page, people, "privacy")
    client.force_login(people.officer)

    def found(**query):
        return [row.page.pk for row in client.get(QUEUE, {"all": "1", **query}).context["items"]]

    assert found(step="privacy") == [page.pk]
    assert found(step="expert") == []
    assert found(late="late") == []
    assert found(school=people.school.name[-3:]) == [page.pk]
    assert found(school="ไม่มีโรงเรียนนี้") == []
    StepState.objects.update(due_on=timezone.localdate() - timedelta(days=2))
    assert found(late="late") == [page.pk]
    assert "เกินกำหนด 2 วัน" in client.get(f"{QUEUE}?all=1").text


def test_what_is_overdue_has_words_for_line(client, page, people):
    bring_to(page, people, "certify")
    StepState.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    found = text(client, people.officer, "/my/review/reminders/")
    assert "ขอความกรุณา ผอ. อ่านและรับรองเรื่องของโรงเรียน" in found
    assert "openExternalBrowser=1" in found
    client.force_login(people.director)
    assert client.get("/my/review/reminders/").status_code == 404


# A practice and its deeds


@pytest.mark.parametrize("state", [*WAY, "returned"])
def test_every_state_has_a_screen_for_everybody(client, page, people, state):
    if state == "returned":
        bring_to(page, people, "privacy")
        deeds.send_back(page, people.privacy, back())
    else:
        bring_to(page, people, state)
    for person in (people.teacher, people.director, people.privacy, people.first, people.officer):
        assert page.title in text(client, person, of(page))
    client.force_login(people.stranger)
    assert client.get(of(page)).status_code == 404


def test_a_writer_hands_in_and_reads_what_to_mend(client, page, people):
    client.force_login(people.teacher)
    assert client.post(of(page, "submit")).url == of(page)
    assert review(page) is State.CERTIFY
    deeds.send_back(page, people.director, back())
    found = client.get(of(page)).text
    assert "มีชื่อเล่นของเด็กในย่อหน้าที่สอง" in found
    assert "ส่งอีกครั้ง" in found


def test_what_stands_in_the_way_is_said_on_the_screen(client, page, people):
    edit(page, people.teacher, listing_image=ImageFactory())
    client.force_login(people.teacher)
    response = client.post(of(page, "submit"))
    assert response.status_code == 200
    assert response.context["form"].errors
    assert "ยังขาด 1 ข้อ" in client.get(of(page)).text


def test_a_check_needs_both_ticks(client, page, people):
    bring_to(page, people, "privacy")
    client.force_login(people.privacy)
    response = client.post(of(page, "check"), {"nobody": "on", "note": "ดูครบทุกภาพ"})
    assert "complete" in response.context["form"].errors
    assert "ดูครบทุกภาพ" in response.text
    client.post(of(page, "check"), {"nobody": "on", "complete": "on", "seen": page.latest_revision_id})
    assert review(page) is State.EXPERT


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": "made-up"}, "reason"),
        ({"text": "สั้น"}, "text"),
        ({"text": "only English words here"}, "text"),
        ({"mend_by": "เมื่อวาน"}, "mend_by"),
        ({"mend_by": "1/1/2560"}, "mend_by"),
        ({"mend_by": ""}, "mend_by"),
    ],
)
def test_sending_back_needs_reason_words_and_a_day(client, page, people, fields, wrong):
    bring_to(page, people, "privacy")
    client.force_login(people.privacy)
    day = (timezone.localdate() + timedelta(days=5)).isoformat()
    data = {"reason": "privacy", "text": "โปรดเอาชื่อเล่นของเด็กออก", "mend_by": day, **fields}
    response = client.post(of(page, "return"), data)
    assert list(response.context["form"].errors) == [wrong]
    assert data["text"] in response.text
    assert review(page) is State.PRIVACY


def test_sending_back_from_the_screen(client, page, people):
    bring_to(page, people, "privacy")
    client.force_login(people.privacy)
    day = (timezone.localdate() + timedelta(days=5)).isoformat()
    client.post(of(page, "return"), {"reason": "privacy", "text": "โปรดเอาชื่อเล่นของเด็กออก", "mend_by": day})
    assert review(page) is State.RETURNED


def test_who_was_not_quick_enough_is_told(client, page, people):
    bring_to(page, people, "privacy")
    deeds.check(page, people.privacy)
    client.force_login(people.privacy)
    response = client.post(of(page, "check"), {"nobody": "on", "complete": "on"}, follow=True)
    assert "มีผู้ทำไปก่อนแล้ว" in response.text


def paper(name="paper.png", content=None):
    return SimpleUploadedFile(name, draw_logo(64) if content is None else content)


def test_a_signature_on_paper_is_kept_privately(client, page, people):
    bring_to(page, people, "certify")
    client.force_login(people.officer)
    client.post(
        of(page, "paper"),
        {"signed_by": "นายสมมุติ ลงนาม ผู้อำนวยการ", "signed_on": "1/11/2569", "file": paper()},
    )
    assert review(page) is State.PRIVACY
    step = StepState.objects.exclude(paper=None).get()
    path = f"/my/review/{page.reference.lower()}/papers/{step.paper_id}/"
    response = client.get(path)
    assert response["Content-Disposition"].startswith("attachment")
    assert "no-store" in response["Cache-Control"]
    for person in (people.teacher, people.director, people.first):
        client.force_login(person)
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"signed_by": ""}, "signed_by"),
        ({"signed_on": "1/1/2580"}, "signed_on"),
        ({"file": paper("paper.png", b"no picture")}, "file"),
        ({"file": ""}, "file"),
    ],
)
def test_a_paper_needs_signer_day_and_a_real_file(client, page, people, fields, wrong):
    bring_to(page, people, "certify")
    client.force_login(people.officer)
    data = {"signed_by": "นายสมมุติ", "signed_on": "1/11/2569", "file": paper(), **fields}
    response = client.post(of(page, "paper"), data)
    assert list(response.context["form"].errors) == [wrong]
    assert review(page) is State.CERTIFY


# Assessing


def answers(number=2, **fields):
    return {
        **{f"level_{key}": value for key, value in level(number).items()},
        "verdict": "passes",
        **fields,
    }


def test_reviewers_see_each_others_levels_when_both_are_in(client, page, people):
    bring_to(page, people, "expert")
    first, second = readers(page)
    client.force_login(first)
    client.post(of(page, "assess"), answers(2, remark_process="ความเห็นลับของคนแรก"))
    assert "ความเห็นลับของคนแรก" not in text(client, second, of(page))
    assert "ความเห็นลับของคนแรก" not in text(client, people.officer, of(page))
    assert "ความเห็นลับของคนแรก" not in text(client, people.teacher, of(page))
    client.force_login(second)
    client.post(of(page, "assess"), answers(2, level_process=3))
    assert "ความเห็นลับของคนแรก" in text(client, second, of(page))
    found = text(client, people.teacher, of(page))
    assert "ความเห็นลับของคนแรก" in found
    assert str(first) not in found


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"level_process": ""}, {"level_process"}),
        ({"level_process": "4"}, {"level_process"}),
        ({"verdict": ""}, {"verdict"}),
        ({"verdict": "return"}, {"reason", "text", "mend_by"}),
    ],
)
def test_an_assessment_has_all_levels_and_says_why_it_goes_back(client, page, people, fields, wrong):
    bring_to(page, people, "expert")
    client.force_login(readers(page)[0])
    response = client.post(of(page, "assess"), answers(**{"remark_lessons": "ดีมาก", **fields}))
    assert set(response.context["form"].errors) == wrong
    assert "ดีมาก" in response.text


def test_who_is_not_asked_can_not_assess(client, page, people):
    bring_to(page, people, "expert")
    [other] = {people.first, people.second, people.third} - set(readers(page))
    client.force_login(other)
    assert client.get(of(page, "assess")).status_code == 404
    assert client.post(of(page, "assess"), answers()).status_code in {302, 404}
    assert not Situation(page).step.assessments.submitted().exists()


@pytest.mark.parametrize("count", [0, 1])
def test_two_reviewers_at_least(client, page, people, count):
    bring_to(page, people, "expert")
    client.force_login(people.officer)
    response = client.post(of(page, "assign"), {"reviewers": [people.first.pk][:count]})
    assert "reviewers" in response.context["form"].errors


def test_the_difference_is_shown_by_field(client, page, people):
    edit(page, people.teacher, benefits="ครูเยี่ยมบ้านเดือนละครั้ง")
    bring_to(page, people, "privacy")
    deeds.send_back(page, people.privacy, back())
    edit(page, people.teacher, benefits="ครูเยี่ยมบ้านทุกสัปดาห์")
    deeds.submit(page, people.teacher)
    found = text(client, people.privacy, of(page))
    assert "<del>" in found
    assert "<ins>" in found
    assert "ทุกสัปดาห์" in re.sub("<[^>]+>", "", found)
    assert client.get(of(page, "difference")).status_code == 200
    assert client.get(of(page, "preview")).status_code == 200


# The link of a letter


@pytest.fixture
def link(page, people):
    """The address in the director's letter."""
    deeds.submit(page, people.teacher)
    [letter] = [letter for letter in mail.outbox if letter.to == [people.director.email]]
    return re.search(r"/my/review/link/[\w-]+/", letter.body).group()


def test_a_director_certifies_without_signing_in(client, page, people, link):
    response = client.get(link)
    assert response.status_code == 200
    assert page.title in response.text
    assert review(page) is State.CERTIFY
    response = client.post(link, {"certify": "1", "seen": page.latest_revision_id})
    assert "รับรองแล้ว ส่งถึงเขตแล้ว" in response.text
    assert review(page) is State.PRIVACY
    step = StepState.objects.get(task__reviewtask__step="certify")
    assert (step.by, step.finished_by) == ("link", people.director)
    assert "_auth_user_id" not in client.session


def test_a_link_works_once_and_is_logged(client, page, people, link):
    client.get(link)
    client.post(link, {"certify": "1"})
    assert client.get(link).status_code == 410
    assert client.post(link, {"certify": "1"}).status_code == 410
    row = OneTimeLink.objects.get()
    assert (row.times_opened, row.used_at is not None) == (1, True)


def test_a_director_returns_by_link_and_has_to_say_why(client, page, people, link):
    day = (timezone.localdate() + timedelta(days=9)).isoformat()
    response = client.post(link, {"return": "1", "text": "ขอแก้", "mend_by": day})
    assert set(response.context["form"].errors) == {"reason", "text"}
    assert "ขอแก้" in response.text
    assert review(page) is State.CERTIFY
    client.post(link, {"return": "1", "reason": "facts", "text": "ตัวเลขในผลไม่ตรงกับทะเบียน", "mend_by": day})
    assert review(page) is State.RETURNED
    assert client.get(link).status_code == 410


def test_a_link_shows_the_whole_practice(client, page, link):
    response = client.get(f"{link}preview/")
    assert response.status_code == 200
    assert page.title in response.text


def test_a_link_ends_with_its_time(client, link):
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        assert client.get(link).status_code == 410


def test_a_link_ends_when_the_writer_takes_it_back(client, page, people, link):
    deeds.recall(page, people.teacher)
    assert client.get(link).status_code == 410
    deeds.submit(page, people.teacher)
    assert client.get(link).status_code == 410


def test_a_link_ends_with_the_directors_time_in_office(client, people, link):
    people.director.memberships.update(
        starts_on=timezone.localdate() - timedelta(days=9), ends_on=timezone.localdate() - timedelta(days=1)
    )
    response = client.get(link)
    assert response.status_code in {404, 410}
    assert client.post(link, {"certify": "1"}).status_code in {404, 410}


def test_a_link_certifies_only_what_was_read(client, page, people, link):
    edit(page, people.teacher, benefits="แก้หลังจาก ผอ. เปิดอ่าน")
    response = client.post(link, {"certify": "1", "seen": page.latest_revision_id - 1})
    assert response.status_code == 200
    assert review(page) is State.CERTIFY
    assert OneTimeLink.objects.open().exists()


def test_the_wrong_letters_are_no_link(client):
    assert client.get("/my/review/link/made-up/").status_code == 404


# Delegation


def test_a_director_lets_a_colleague_stand_in(client, people):
    path = f"/organisations/{people.school.uid}/delegate/"
    client.force_login(people.director)
    day = timezone.localdate()
    data = {
        "person": people.teacher.pk,
        "first_day": day.isoformat(),
        "last_day": (day + timedelta(days=5)).isoformat(),
    }
    response = client.post(path, {**data, "last_day": (day - timedelta(days=1)).isoformat()})
    assert "last_day" in response.context["form"].errors
    assert client.post(path, {**data, "person": people.stranger.pk}).status_code == 200
    mail.outbox.clear()
    client.post(path, data)
    membership = people.teacher.memberships.get(capacity="delegated")
    assert membership.role == Role.SCHOOL_DIRECTOR
    assert [letter.to for letter in mail.outbox] == [[people.teacher.email]]
    # A stand-in passes nothing on; the director takes it back.
    client.force_login(type(people.teacher).objects.get(pk=people.teacher.pk))
    assert client.get(path).status_code == 404
    client.force_login(people.director)
    end = f"/organisations/{people.school.uid}/members/{membership.pk}/end/"
    client.post(end, {"when": "now"})
    assert not people.teacher.memberships.current().filter(capacity="delegated").exists()


@pytest.mark.parametrize("role", [Role.TEACHER])
def test_others_name_no_stand_in(client, people, role):
    client.force_login(member(people.school, role))
    assert client.get(f"/organisations/{people.school.uid}/delegate/").status_code == 404


def test_the_editors_list_names_who_assesses_a_practice(client, page, people):
    bring_to(page, people, "expert")
    client.force_login(people.officer)
    text = client.get(reverse("practices:index")).text
    assert all(str(person) in text for person in readers(page))
