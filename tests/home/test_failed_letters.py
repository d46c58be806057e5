"""Letters that could not be sent, in the editing interface."""

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import Letter
from organisations import admin_groups
from organisations.models import Role
from tests.factories import OfficeFactory
from tests.people import member

LIST = "/admin/letters/"


def letter(**fields):
    return Letter.objects.create(
        **{
            "sender": "portal@x.example",
            "recipients": ["somsri@school.example"],
            "subject": "คำเชิญสมมุติ",
            "text": "ลับ",
        }
        | fields
    )


@pytest.fixture
def people(site_tree):
    admin_groups.ensure()
    office = OfficeFactory()
    return {role: member(office, role) for role in (Role.OFFICER, Role.SUPERVISOR)}


def test_an_officer_sees_why_but_neither_the_text_nor_the_whole_address(client, people):
    letter(problem="recipient refused: 550", due_at=None, attempts=1)
    letter(subject="ยังรออยู่", problem="")
    client.force_login(people[Role.OFFICER])
    text = client.get(LIST).text
    assert "คำเชิญสมมุติ" in text
    assert "s…@school.example" in text
    assert "ปลายทางไม่รู้จักที่อยู่นี้" in text
    assert "เลิกส่งแล้ว" in text
    assert "somsri" not in text
    assert "ลับ" not in text
    assert "ยังรออยู่" not in text
    assert "จดหมายส่งไม่ออก 1 ฉบับ" in client.get("/admin/").text


def test_sent_again_they_are_due_at_once_and_it_is_on_record(client, people):
    failed = letter(problem="ConnectionRefusedError 111", due_at=None, attempts=76)
    client.force_login(people[Role.OFFICER])
    response = client.post(LIST + "again/", follow=True)
    failed.refresh_from_db()
    assert failed.due_at <= timezone.now()
    assert failed.attempts == 0
    assert "กำลังส่งจดหมาย 1 ฉบับอีกครั้ง" in response.text
    entry = ModelLogEntry.objects.get(action="accounts.letters.retry")
    assert entry.data == {"letters": 1}
    assert "จึงไม่ได้ส่งอะไร" in client.post(LIST + "again/", follow=True).text


def test_others_of_the_office_have_no_business_there(client, people):
    failed = letter(problem="x", due_at=None)
    client.force_login(people[Role.SUPERVISOR])
    assert client.get(LIST).status_code == 302
    assert client.post(LIST + "again/").status_code == 302
    failed.refresh_from_db()
    assert failed.due_at is None
    assert "ส่งไม่ออก" not in client.get("/admin/").text


@pytest.mark.parametrize("page", ["0", "abc", "9999"])
def test_odd_page_numbers_do_no_harm(client, people, page):
    letter(problem="x")
    client.force_login(people[Role.OFFICER])
    assert "คำเชิญสมมุติ" in client.get(LIST, {"page": page}).text


def test_more_letters_take_no_more_queries(client, people, django_assert_max_num_queries):
    client.force_login(people[Role.OFFICER])
    for _number in range(12):
        letter(problem="x")
    client.get(LIST)
    with django_assert_max_num_queries(25):
        client.get(LIST)
