"""A school thanks those who began what it uses: once, guarded, public in words only when these agree."""

import pytest
from django.urls import reverse

from organisations.models import Role
from practices.adoption import keeping
from practices.models import Adoption, Thanks
from tests.factories import OfficeFactory, PracticePageFactory, SchoolFactory
from tests.people import _letters_leave_at_once, member

pytestmark = pytest.mark.django_db

__all__ = ["_letters_leave_at_once"]

WORDS = "เด็กมาเรียนเช้าขึ้นเพราะเรื่องของท่าน"


@pytest.fixture
def adoption(site_tree):
    office = OfficeFactory()
    origin, school = SchoolFactory.create_batch(2, office=office)
    practice = PracticePageFactory(parent=site_tree.practices, owner_organisation=origin)
    made = keeping.start(practice, school, by=None)
    keeping.confirm(made, by=None)
    made.refresh_from_db()
    return made


def go(client, person, view, adoption, **data):
    client.force_login(person)
    return client.post(reverse(f"adoption:{view}", args=[adoption.uid]), data, follow=True)


def seen_by_all(client, adoption) -> str:
    client.logout()
    return client.get(adoption.practice.url).text


def test_thanks_go_to_those_who_began_it_and_are_shown_when_they_agree(client, adoption):
    origin = member(adoption.practice.owner_organisation, Role.TEACHER)
    teacher = member(adoption.school, Role.TEACHER)
    for _twice in range(2):
        go(client, teacher, "thank", adoption, words=WORDS)
    assert Thanks.objects.count() == 1
    assert origin.notices.count() == 1
    text = seen_by_all(client, adoption)
    assert "1 โรงเรียนขอบคุณ" in text
    assert WORDS not in text
    client.force_login(origin)
    assert "คำขอบคุณจากโรงเรียนอื่น" in client.get(reverse("my_work")).text
    assert WORDS in client.get(reverse("adoption:thanks")).text
    go(client, origin, "show_thanks", adoption)
    assert WORDS in seen_by_all(client, adoption)
    go(client, origin, "hide_thanks", adoption)
    assert WORDS not in seen_by_all(client, adoption)
    go(client, teacher, "unthank", adoption)
    assert "โรงเรียนขอบคุณ" not in seen_by_all(client, adoption)


def test_words_go_through_the_guard_and_strangers_find_nothing(client, adoption):
    teacher = member(adoption.school, Role.TEACHER)
    child = "ขอบคุณที่ช่วยเด็กหญิงสมมุติ ใจดี"
    page = go(client, teacher, "thank", adoption, words=child)
    assert page.status_code == 400
    assert child in page.text
    stranger = member(SchoolFactory(office=adoption.school.office), Role.SCHOOL_DIRECTOR)
    assert go(client, stranger, "thank", adoption).status_code == 404
    go(client, teacher, "thank", adoption)
    for view in ("show_thanks", "hide_thanks", "unthank"):
        assert go(client, stranger, view, adoption).status_code == 404


def test_an_adoption_that_nobody_confirmed_thanks_nobody(client, adoption):
    Adoption.objects.update(confirmed_on=None)
    go(client, member(adoption.school, Role.TEACHER), "thank", adoption)
    assert not Thanks.objects.exists()
