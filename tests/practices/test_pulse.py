"""Asking again: who is asked, once; what an answer does; silence."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from organisations.models import Role
from practices.adoption import keeping, pulses
from practices.models import Adoption, PulseQuestion
from tests.factories import PracticePageFactory, SchoolFactory
from tests.people import member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _letters_leave_at_once(monkeypatch):
    monkeypatch.setattr("accounts.mail.on_commit", lambda deliver: deliver())


@pytest.fixture
def school():
    return SchoolFactory()


@pytest.fixture
def director(school):
    return member(school, Role.SCHOOL_DIRECTOR)


@pytest.fixture
def adoption(practice_index, school, director):
    page = PracticePageFactory(parent=practice_index)
    keeping.start(page, school, by=director, day=timezone.localdate() - timedelta(days=31))
    mail.outbox.clear()
    return Adoption.objects.get()


def asked():
    call_command("pulse")
    return mail.outbox


def link():
    return re.search(r"http://localhost:8000(/pulse/\S+)", mail.outbox[-1].body)[1]


def test_whoever_began_it_is_asked_once_however_often_it_runs(adoption, director, school):
    member(school, Role.TEACHER)
    asked()
    assert [letter.to for letter in asked()] == [[director.email]]
    assert PulseQuestion.objects.count() == 1


def test_one_more_letter_after_two_weeks_and_no_third(adoption):
    asked()
    for number in (14, 20, 28):
        with time_machine.travel(timezone.now() + timedelta(days=number)):
            asked()
    assert len(mail.outbox) == 2


def test_nobody_is_asked_too_early_or_after_stopping_or_before_it_is_confirmed(adoption, director):
    keeping.change(adoption, "trying", director)
    assert asked() == []
    Adoption.objects.update(confirmed_on=None, heard_on=timezone.localdate() - timedelta(days=40))
    assert asked() == []


def test_colleagues_are_asked_for_somebody_who_left(adoption, director, school):
    teacher = member(school, Role.TEACHER)
    director.memberships.all().delete()
    assert [letter.to for letter in asked()] == [[teacher.email]]


def test_the_office_is_asked_for_a_school_without_people(adoption, director, school):
    officer = member(school.office, Role.OFFICER)
    director.memberships.all().delete()
    assert [letter.to for letter in asked()] == [[officer.email]]


def test_opening_the_link_says_nothing(client, adoption):
    asked()
    path = link()
    assert client.get(path).status_code == 200
    assert client.head(path).status_code in {200, 405}
    assert not adoption.events.filter(kind="answer").exists()


def test_one_press_answers_once(client, adoption, director):
    asked()
    path = link()
    client.post(path, {"answer": "same"})
    adoption.refresh_from_db()
    event = adoption.events.get(kind="answer")
    assert (adoption.state, event.by, event.by_link) == ("trying", director, True)
    assert client.post(path, {"answer": "stopped", "reason": "time", "text": "ไม่ว่าง"}).status_code == 410
    assert PulseQuestion.objects.get().answer == "same"
    assert asked()[1:] == []


def test_stopping_needs_a_reason_and_keeps_what_was_typed(client, adoption):
    asked()
    path = link()
    response = client.post(path, {"answer": "stopped", "text": "ครูไม่พอในเทอมนี้"})
    assert response.status_code == 400
    assert "ครูไม่พอในเทอมนี้" in response.text
    client.post(path, {"answer": "stopped", "reason": "time", "text": "ครูไม่พอในเทอมนี้"})
    adoption.refresh_from_db()
    assert (adoption.state, adoption.last_stop.text) == ("stopped", "ครูไม่พอในเทอมนี้")


def test_a_change_is_told_to_others(client, adoption):
    asked()
    path = link()
    assert client.post(path, {"answer": "changed"}).status_code == 400
    client.post(path, {"answer": "changed", "text": "ย้ายไปทำวันศุกร์"})
    assert "ย้ายไปทำวันศุกร์" in client.get(adoption.practice.url).text


def test_after_ninety_days_still_in_use_means_lasting_use(client, adoption, director):
    keeping.change(adoption, "trying", director, day=adoption.began_on)
    with time_machine.travel(timezone.now() + timedelta(days=65)):
        asked()
        client.post(link(), {"answer": "same"})
    adoption.refresh_from_db()
    assert adoption.state == "using"


def test_the_link_of_somebody_who_left_answers_nothing(client, adoption, director):
    asked()
    path = link()
    director.memberships.all().delete()
    assert client.post(path, {"answer": "same"}).status_code == 404
    assert not adoption.events.filter(kind="answer").exists()


def test_a_stranger_has_no_link(client):
    assert client.get(reverse("adoption:pulse", args=["x" * 43])).status_code == 404


def test_silence_becomes_not_known_and_an_answer_mends_it(client, adoption, director):
    with time_machine.travel(timezone.now() + timedelta(days=60)):
        assert "ไม่ทราบผล" in client.get(reverse("adoption:adopters", args=[adoption.practice.slug])).text
        assert Adoption.objects.silent(timezone.localdate()).count() == 1
        pulses.answer(adoption, "same", director)
        adoption.refresh_from_db()
        assert adoption.standing == "trying"


def test_a_press_in_the_portal_answers_too(client, adoption, director):
    asked()
    path = link()
    client.force_login(director)
    client.post(reverse("adoption:still", args=[adoption.uid]))
    assert PulseQuestion.objects.get().answer == "waiting"
    assert client.get(path).status_code == 410
