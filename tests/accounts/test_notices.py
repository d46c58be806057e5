"""What people are told: an inbox row and a letter each."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import notices
from accounts.models import Notice
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

LETTER = "tests/mail/sample"


@pytest.fixture(autouse=True)
def _sample_letter(settings, tmp_path):
    folder = tmp_path / "tests" / "mail"
    folder.mkdir(parents=True)
    (folder / "sample.txt").write_text(
        "เรื่อง {{ what }} · V-CARE + N\n\nเรียน {{ person }}\n{{ base_url }}{{ path }}\n", encoding="utf-8"
    )
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path]}]


def tell(*people, **context):
    return notices.notify(people, LETTER, **{"what": "ทดสอบ", "path": "/my/", **context})


def test_each_person_gets_a_row_and_a_letter_of_their_own():
    first, second, bystander = UserFactory.create_batch(3)
    tell(first, second, first)
    assert {notice.person for notice in Notice.objects.all()} == {first, second}
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted([first.email, second.email])
    assert str(first) in mail.outbox[0].body
    assert bystander.notices.count() == 0
    notice = first.notices.get()
    assert (notice.title, notice.path, notice.read_at) == ("เรื่อง ทดสอบ", "/my/", None)


def test_a_closed_account_is_told_nothing():
    tell(UserFactory(is_active=False))
    assert not Notice.objects.exists()
    assert not mail.outbox


def rows(client, page=""):
    response = client.get(f"/my/notices/?page={page}")
    assert response.status_code == 200
    return [notice.title for notice in response.context["rows"]]


@pytest.fixture
def person(client, site_tree):
    person = UserFactory()
    client.force_login(person)
    return person


def test_inbox_begins_with_the_newest_and_leaves_out_others(client, person):
    for hours, what in ((3, "เก่า"), (1, "ใหม่"), (2, "กลาง")):
        [notice] = tell(person, what=what)
        Notice.objects.filter(pk=notice.pk).update(created_at=timezone.now() - timedelta(hours=hours))
    tell(UserFactory(), what="ของคนอื่น")
    assert rows(client) == ["เรื่อง ใหม่", "เรื่อง กลาง", "เรื่อง เก่า"]


@pytest.mark.parametrize(("page", "first"), [("0", 4), ("abc", 24), ("9999", 4), ("2", 4), ("", 24)])
def test_inbox_forgives_odd_page_numbers(client, person, page, first):
    for number in range(25):
        tell(person, what=number)
    assert rows(client, page)[0] == f"เรื่อง {first}"


def queries(client):
    with CaptureQueriesContext(connection) as seen:
        client.get("/my/notices/")
    return len(seen)


def test_inbox_needs_no_more_queries_for_more(client, person):
    tell(person)
    few = queries(client)
    for _ in range(10):
        tell(person)
    assert queries(client) <= few


def test_an_empty_inbox_says_what_will_be_here(client, person):
    assert "ยังไม่มีการแจ้งเตือน" in client.get("/my/notices/").text


def test_reading_leads_to_where_something_is_to_be_done(client, person):
    [notice] = tell(person, path="/my/account/")
    response = client.post(f"/my/notices/{notice.pk}/read/")
    assert response.url == "/my/account/"
    assert not person.notices.unread().exists()


def test_reading_never_leads_to_another_site(client, person):
    [notice] = tell(person, path="https://example.com/")
    assert client.post(f"/my/notices/{notice.pk}/read/").url == "/my/notices/"


def test_reading_can_be_undone_and_done_at_once(client, person):
    notices_of_person = [tell(person)[0] for _ in range(3)]
    client.post("/my/notices/read/")
    assert person.notices.unread().count() == 0
    client.post(f"/my/notices/{notices_of_person[0].pk}/unread/")
    assert person.notices.unread().count() == 1


def test_marking_leads_back_to_the_list_as_it_was(client, person):
    for number in range(25):
        tell(person, what=number, path="")
    notices.mark_read(person.notices.first())
    query = "?group=always&page=2"
    page = client.get(f"/my/notices/{query}")
    forms = set(re.findall(r'action="(/my/notices/(?:\d+/)?(?:un)?read/[^"]*)"', page.text))
    assert {address.rpartition("/")[2] for address in forms} == {"?group=always&amp;page=2"}
    assert {re.sub(r"\d+/", "", address.rpartition("/")[0]) for address in forms} >= {
        "/my/notices/read",
        "/my/notices/unread",
    }
    for address in sorted(forms):
        response = client.post(address.replace("&amp;", "&"))
        assert response.url == f"/my/notices/{query}"
    # What is no filter of the list is left behind.
    assert client.post("/my/notices/read/?next=//example.com&page=%00").url == "/my/notices/?page=%00"


@pytest.mark.parametrize("action", ["read", "unread"])
def test_others_notices_are_not_there(client, person, action):
    [notice] = tell(UserFactory())
    assert client.post(f"/my/notices/{notice.pk}/{action}/").status_code == 404
    assert client.get(f"/my/notices/{notice.pk}/{action}/").status_code == 405


def test_my_work_shows_what_is_new_and_hides_it_once_read(client, person):
    [notice] = tell(person, what="มีคนรอท่าน")
    text = client.get("/my/").text
    assert "แจ้งเตือนใหม่ 1 เรื่อง" in text
    assert "มีคนรอท่าน" in text
    notices.mark_read(notice)
    assert "มีคนรอท่าน" not in client.get("/my/").text
