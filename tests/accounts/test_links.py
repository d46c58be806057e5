"""Links that let somebody do one thing once."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts import links
from accounts.models import OneTimeLink
from tests.factories import SchoolFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return SchoolFactory()


def actions():
    return list(ModelLogEntry.objects.order_by("timestamp", "pk").values_list("action", flat=True))


def test_finds_what_was_made(school):
    token = links.make("certify", school, "Director@Example.org", step=7)
    link = links.find(token, "certify")
    assert (link.addressee, link.data) == ("director@example.org", {"step": 7})
    assert OneTimeLink.objects.open().about(school).get() == link


def test_table_and_log_do_not_have_the_token(school):
    token = links.make("certify", school, "a@example.org")
    link = links.find(token, "certify")
    links.note_opening(link)
    links.use(link)
    row = OneTimeLink.objects.values().get()
    assert token not in str(row)
    assert token not in str(list(ModelLogEntry.objects.values()))


def test_is_no_use_for_another_purpose(school):
    assert links.find(links.make("certify", school, "a@example.org"), "pulse") is None


def test_works_once(school):
    token = links.make("certify", school, "a@example.org")
    first, second = links.find(token, "certify"), links.find(token, "certify")
    assert links.use(first)
    assert not links.use(second)
    assert links.find(token, "certify") is None


@transaction.atomic
def fail_at_the_deed(token):
    links.use(links.find(token, "certify"))
    raise ZeroDivisionError


def test_stays_whole_when_the_deed_fails(school):
    token = links.make("certify", school, "a@example.org")
    with pytest.raises(ZeroDivisionError):
        fail_at_the_deed(token)
    assert links.find(token, "certify")


def test_ends_with_its_time(school):
    token = links.make("certify", school, "a@example.org", days=7)
    link = links.find(token, "certify")
    with time_machine.travel(timezone.now() + timedelta(days=7, seconds=1)):
        assert links.find(token, "certify") is None
        assert not links.use(link)


def test_withdrawing_ends_those_of_the_thing_alone(school):
    mine = links.make("certify", school, "a@example.org")
    other = links.make("certify", SchoolFactory(), "a@example.org")
    pulse = links.make("pulse", school, "a@example.org")
    assert links.withdraw("certify", school) == 1
    assert links.find(mine, "certify") is None
    assert links.find(other, "certify")
    assert links.find(pulse, "pulse")


def test_each_step_is_logged_with_who_it_was_for(school):
    person = UserFactory()
    link = links.find(links.make("certify", school, person.email, person=person), "certify")
    links.note_opening(link)
    links.note_opening(link)
    links.use(link)
    assert actions() == [
        "accounts.link.make",
        "accounts.link.open",
        "accounts.link.open",
        "accounts.link.use",
    ]
    assert ModelLogEntry.objects.get(action="accounts.link.use").user == person
    link.refresh_from_db()
    assert link.times_opened == 2


@links.opened_by("certify")
def view(request, link):
    return HttpResponse(f"open {link.subject_pk}")


def get(token, method="get"):
    request = getattr(RequestFactory(), method)("/")
    request.user = UserFactory()
    request.session = {}
    return view(request, token)


def test_opening_shows_and_changes_nothing(school):
    token = links.make("certify", school, "a@example.org")
    for _ in range(2):
        response = get(token)
        assert response.status_code == 200
        assert response["Referrer-Policy"] == "same-origin"
        assert "no-store" in response["Cache-Control"]
    assert links.find(token, "certify").times_opened == 2


def expire(school):
    OneTimeLink.objects.update(expires_at=timezone.now())


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (lambda school: links.use(OneTimeLink.objects.get()), "ใช้ไปแล้วเมื่อ"),
        (lambda school: links.withdraw("certify", school), "เรียบร้อยแล้วก่อนหน้านี้"),
        (expire, "ลิงก์หมดอายุแล้ว"),
    ],
)
def test_an_ended_link_says_why(site_tree, school, end, words):
    token = links.make("certify", school, "a@example.org")
    end(school)
    response = get(token)
    assert response.status_code == 410
    assert words in response.content.decode()


def test_what_never_was_a_link_is_not_there(site_tree):
    assert get("made-up").status_code == 404
