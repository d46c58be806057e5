"""What becomes of a published practice: selected, confirmed, withdrawn, hidden, brought back."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import PageLogEntry

from practices.models import PracticePage, Standing, StepState
from practices.review import afterwards, deeds
from practices.review.situation import Situation
from tests.factories import PracticePageFactory
from tests.practices.review.conftest import back, bring_to, of, passing, readers, told

pytestmark = pytest.mark.django_db

BECAUSE = "โรงเรียนขนาดเล็กทำตามได้จริง"


@pytest.fixture
def published(page, people):
    return bring_to(page, people, "published")


def path(page, deed):
    return f"/my/review/{page.reference.lower()}/{deed}/"


def logged(page, action):
    return PageLogEntry.objects.filter(page=page.pk, action=action).exists()


def test_a_selected_practice_wears_a_badge_everywhere(client, published, people, practice_index):
    client.force_login(people.office_director)
    client.post(path(published, "select"), {"because": BECAUSE})
    assert told() == of("คัดเลือกเป็นแบบอย่าง", people.teacher, people.director)
    assert logged(published, "practices.select")
    client.logout()
    assert BECAUSE in client.get(published.url).text
    assert "แบบอย่างของเขต" in client.get(practice_index.url).text
    other = PracticePageFactory(parent=practice_index)
    found = client.get(f"{practice_index.url}?standing=selected").text
    assert published.title in found
    assert other.title not in found
    fresh = PracticePage.objects.get(pk=published.pk)
    assert fresh.search_record().facets["standing"] == ["selected"]
    assert published.title in client.get("/search/?standing=selected").text


def test_a_selection_survives_the_next_version_and_can_be_ended(client, published, people):
    afterwards.select(published, people.office_director, BECAUSE)
    published.latest_revision.publish(user=people.officer)
    assert PracticePage.objects.get(pk=published.pk).is_selected
    mail.outbox.clear()
    client.force_login(people.office_director)
    client.post(path(published, "unselect"), {"because": "ผู้รับผิดชอบย้ายไปแล้ว"})
    assert told() == of("สิ้นสุดการเป็นแบบอย่าง", people.teacher, people.director)
    client.logout()
    assert BECAUSE not in client.get(published.url).text


@pytest.mark.parametrize("because", ["", "สั้น", "no Thai at all here"])
def test_selecting_needs_a_reason(client, published, people, because):
    client.force_login(people.office_director)
    assert "because" in client.post(path(published, "select"), {"because": because}).context["form"].errors
    assert not PracticePage.objects.get(pk=published.pk).is_selected


def test_a_withdrawn_practice_says_so_kindly(client, published, people, practice_index):
    other = PracticePageFactory(parent=practice_index)
    client.force_login(people.officer)
    data = {"gone": "retired", "because": "โครงการสิ้นสุดแล้ว", "successor": other.reference}
    client.post(path(published, "retire"), data)
    assert told() == of("ถอนการเผยแพร่", people.teacher, people.director)
    assert logged(published, "practices.retire")
    client.logout()
    response = client.get(published.url)
    assert response.status_code == 410
    assert "โครงการสิ้นสุดแล้ว" in response.text
    assert other.url in response.text
    assert published.title not in client.get(practice_index.url).text
    assert f'href="{published.url}"' not in client.get(f"/search/?q={published.title}").text


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"gone": ""}, "gone"),
        ({"gone": "hidden"}, "gone"),
        ({"because": ""}, "because"),
        ({"successor": "BP01-9999"}, "successor"),
        ({"successor": "itself"}, "successor"),
    ],
)
def test_withdrawing_needs_how_and_why(client, published, people, fields, wrong):
    client.force_login(people.officer)
    data = {"gone": "archived", "because": "โครงการสิ้นสุดแล้ว", **fields}
    if data.get("successor") == "itself":
        data["successor"] = published.reference
    response = client.post(path(published, "retire"), data)
    assert list(response.context["form"].errors) == [wrong]
    assert PracticePage.objects.get(pk=published.pk).live


def test_a_privacy_reviewer_hides_at_once(client, published, people):
    url = published.url
    client.force_login(people.privacy)
    client.post(path(published, "hide"), {"because": "ภาพที่สองเห็นหน้าเด็กชัดเจน"})
    assert told() == of("ปิดการแสดงผลเร่งด่วน", people.teacher, people.director, people.officer, people.group)
    assert logged(published, "practices.hide")
    client.logout()
    response = client.get(url)
    assert response.status_code == 410
    # The reason could say too much.
    assert "ภาพที่สอง" not in response.text
    assert published.title not in response.text


def test_what_was_hidden_comes_back_as_it_was(client, published, people):
    afterwards.withdraw(published, people.privacy, gone="hidden", because="ตรวจสอบภาพที่สองก่อน")
    mail.outbox.clear()
    client.force_login(people.privacy)
    client.post(path(published, "restore"))
    assert told() == of("เผยแพร่อีกครั้ง", people.teacher, people.director)
    assert logged(published, "practices.restore")
    client.logout()
    assert client.get(published.url).status_code == 200
    standing = Standing.objects.get(page=published)
    assert (standing.gone, standing.state) == ("", "published")


def test_those_who_look_after_it_find_the_way_from_its_page(client, published, people):
    way = f"/my/review/{published.reference.lower()}/"
    for person in (people.privacy, people.officer, people.teacher):
        client.force_login(person)
        assert way in client.get(published.url).text
    client.force_login(people.stranger)
    assert way not in client.get(published.url).text
    client.logout()
    assert way not in client.get(published.url).text


def test_a_draft_that_was_never_published_stays_unknown(client, page):
    assert client.get(f"/practices/{page.slug}/").status_code == 404


def test_confirming_moves_the_day_two_years_on(client, published, people):
    PracticePage.objects.filter(pk=published.pk).update(review_due=timezone.localdate())
    client.force_login(people.officer)
    client.post(path(published, "renew"))
    fresh = PracticePage.objects.get(pk=published.pk)
    assert fresh.review_due.year == timezone.localdate().year + 2
    assert fresh.get_latest_revision_as_object().review_due == fresh.review_due


# Reminders


def remind():
    mail.outbox.clear()
    call_command("remind", verbosity=0)
    return told()


def late(page, days=0):
    StepState.objects.filter(workflow_state__object_id=str(page.pk)).update(
        due_on=timezone.localdate() - timedelta(days=days)
    )


@pytest.mark.parametrize(
    ("state", "who"),
    [
        ("certify", ["director"]),
        ("privacy", ["privacy"]),
        ("publish", ["officer", "group"]),
    ],
)
def test_whoever_keeps_a_practice_waiting_is_reminded_once_a_day(page, people, state, who):
    bring_to(page, people, state)
    assert remind() == set()
    late(page)
    found = remind()
    assert {address for address, _words in found} == {getattr(people, name).email for name in who}
    assert remind() == set()
    assert logged(page, "practices.remind")


@pytest.mark.parametrize(("days", "reminded"), [(0, True), (1, False), (2, False), (3, True), (6, True)])
def test_reminders_come_every_third_day(page, people, days, reminded):
    bring_to(page, people, "privacy")
    late(page, days)
    assert bool(remind()) == reminded


def test_only_the_reviewers_who_are_missing_are_reminded(page, people):
    bring_to(page, people, "expert")
    first, second = readers(page)
    deeds.assess(page, first, **passing())
    late(page)
    assert {address for address, _words in remind()} == {second.email}


def test_a_writer_who_was_to_mend_something_is_reminded(page, people):
    bring_to(page, people, "privacy")
    deeds.send_back(page, people.privacy, back())
    assert remind() == set()
    StepState.objects.filter(pk=Situation(page).step.pk).update(mend_by=timezone.localdate())
    assert remind() == {(people.teacher.email, "เตือน ถึงกำหนดแก้ไข")}


def test_schools_hear_a_month_before_a_practice_is_read_again(published, people):
    PracticePage.objects.filter(pk=published.pk).update(review_due=timezone.localdate() + timedelta(days=30))
    assert remind() == of("ถึงเวลาทบทวน", people.teacher, people.director)
    assert remind() == set()


# In the editing interface


def test_the_first_screen_counts_what_waits(client, page, people):
    bring_to(page, people, "certify")
    late(page, 2)
    client.force_login(people.officer)
    text = client.get("/admin/").text
    assert "รอ ผอ.โรงเรียนรับรอง: 1" in text
    assert "เกินกำหนด 1 เรื่อง" in text


def test_the_list_of_practices_shows_and_filters_by_state_school_reviewer(client, page, people):
    bring_to(page, people, "expert")
    client.force_login(people.officer)
    reviewer = readers(page)[0]

    def lists(**query):
        return page.title in client.get("/admin/practices/", query).text

    assert "ศึกษานิเทศก์ตรวจเนื้อหา" in client.get("/admin/practices/").text
    assert lists(state="expert")
    assert not lists(state="draft")
    assert lists(school=people.school.pk)
    assert lists(reviewer=reviewer.pk)
    assert not lists(late="late")
    late(page, 1)
    assert lists(late="late")


def test_what_grows_old_has_a_report(client, published, people):
    client.force_login(people.officer)
    address = "/admin/reports/practice-ageing/"
    assert published.title in client.get(address).text
    assert published.title not in client.get(address, {"review_due": "soon"}).text
    PracticePage.objects.filter(pk=published.pk).update(review_due=timezone.localdate() - timedelta(days=1))
    assert published.title in client.get(address, {"review_due": "past"}).text
    assert published.reference in client.get(address, {"export": "csv"}).getvalue().decode()


def test_my_work_says_how_many_wait(client, page, people):
    bring_to(page, people, "certify")
    client.force_login(people.director)
    assert "รอท่านตรวจ 1 เรื่อง" in client.get("/my/").text
    client.force_login(people.teacher)
    assert "/my/review/" not in client.get("/my/").text
