"""A school takes over a practice of another: who may, what is kept, who is told, who sees it."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from organisations.models import Role
from practices.adoption import keeping
from practices.models import Adoption, AdoptionEvent
from tests.factories import OfficeFactory, PracticePageFactory, SchoolFactory, UserFactory
from tests.people import _letters_leave_at_once, _no_digests, member

__all__ = ["_letters_leave_at_once", "_no_digests"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice(practice_index):
    return PracticePageFactory(parent=practice_index)


@pytest.fixture
def school():
    return SchoolFactory()


@pytest.fixture
def teacher(school):
    return member(school, Role.TEACHER)


@pytest.fixture
def director(school):
    return member(school, Role.SCHOOL_DIRECTOR)


@pytest.fixture
def originator(practice):
    return member(practice.owner_organisation, Role.TEACHER)


def url(name, *args):
    return reverse(f"adoption:{name}", args=args)


def start(client, practice, school):
    return client.post(url("start", practice.slug), {"school": school.pk})


def addressees():
    return sorted(letter.to[0] for letter in mail.outbox)


class TestBeginning:
    def test_one_press_on_the_practices_page_begins_it(self, client, practice, school, teacher, director):
        client.force_login(teacher)
        page = client.get(practice.url)
        assert 'name="school"' in page.text
        response = start(client, practice, school)
        adoption = Adoption.objects.get()
        assert response.url == url("adoption", adoption.uid)
        assert (adoption.state, adoption.school, adoption.created_by) == ("intent", school, teacher)
        assert adoption.version == practice.live_revision
        assert client.get(response.url).status_code == 200

    def test_pressed_twice_counts_once(self, client, practice, school, teacher):
        client.force_login(teacher)
        start(client, practice, school)
        assert start(client, practice, school).status_code == 302
        assert AdoptionEvent.objects.count() == 1

    def test_a_stranger_signs_in_and_comes_back(self, client, practice):
        response = client.get(url("start", practice.slug))
        assert response.url == f"/account/login/?next={url('start', practice.slug)}"
        assert url("start", practice.slug) in client.get(practice.url).text

    def test_a_person_without_a_school_is_told_why(self, client, practice):
        client.force_login(member(OfficeFactory(), Role.SUPERVISOR))
        text = client.get(url("start", practice.slug)).text
        assert "ไม่ได้อยู่ในโรงเรียนใด" in text
        assert "<button" not in re.search(r"<main.*</main>", text, re.DOTALL)[0]

    def test_a_school_does_not_take_over_its_own(self, client, practice, originator):
        client.force_login(originator)
        assert "ของโรงเรียนท่านเอง" in client.get(url("start", practice.slug)).text
        start(client, practice, practice.owner_organisation)
        assert not Adoption.objects.exists()

    def test_nobody_speaks_for_another_school(self, client, practice, teacher):
        client.force_login(teacher)
        assert start(client, practice, SchoolFactory()).status_code == 400
        assert not Adoption.objects.exists()

    def test_who_is_at_two_schools_chooses(self, client, practice, school, teacher):
        other = SchoolFactory()
        from tests.factories import MembershipFactory

        MembershipFactory(person=teacher, organisation=other, role=Role.TEACHER)
        client.force_login(teacher)
        text = client.get(url("start", practice.slug)).text
        assert school.name in text
        assert other.name in text
        start(client, practice, other)
        assert Adoption.objects.get().school == other

    def test_a_draft_cannot_be_taken_over(self, client, practice_index, teacher):
        draft = PracticePageFactory(parent=practice_index, live=False)
        client.force_login(teacher)
        assert client.get(url("start", draft.slug)).status_code == 404


class TestConfirming:
    def test_the_director_alone_is_asked(self, client, practice, school, teacher, director, originator):
        client.force_login(teacher)
        start(client, practice, school)
        assert addressees() == [director.email]
        assert school.name not in client.get(url("adopters", practice.slug)).text

    def test_without_a_director_the_office_is_asked(self, client, practice, school, teacher):
        officer = member(school.office, Role.OFFICER)
        member(school.office, Role.SUPERVISOR)
        client.force_login(teacher)
        start(client, practice, school)
        assert addressees() == [officer.email]

    def test_a_confirmed_one_is_public_and_the_originators_are_told(
        self, client, practice, school, teacher, director, originator
    ):
        client.force_login(teacher)
        start(client, practice, school)
        mail.outbox.clear()
        client.force_login(director)
        adoption = Adoption.objects.get()
        client.post(url("confirm", adoption.uid))
        assert addressees() == sorted([teacher.email, originator.email])
        client.logout()
        assert school.name in client.get(url("adopters", practice.slug)).text
        assert school.name in client.get(practice.url).text

    def test_a_directors_own_is_confirmed_at_once(self, client, practice, school, director):
        client.force_login(director)
        start(client, practice, school)
        assert Adoption.objects.get().confirmed_by == director

    def test_a_teacher_does_not_confirm(self, client, practice, school, teacher):
        client.force_login(teacher)
        start(client, practice, school)
        adoption = Adoption.objects.get()
        assert client.post(url("confirm", adoption.uid)).status_code == 404

    def test_by_the_letters_link_opening_does_nothing_pressing_confirms_once(
        self, client, practice, school, teacher, director
    ):
        client.force_login(teacher)
        start(client, practice, school)
        client.logout()
        path = re.search(r"http://localhost:8000(/adoptions/confirm/\S+)", mail.outbox[0].body)[1]
        assert client.get(path).status_code == 200
        assert Adoption.objects.get().confirmed_on is None
        client.post(path)
        assert Adoption.objects.get().confirmed_by == director
        assert client.get(path).status_code == 410

    def test_the_link_of_somebody_who_left_does_nothing(self, client, practice, school, teacher, director):
        client.force_login(teacher)
        start(client, practice, school)
        client.logout()
        path = re.search(r"http://localhost:8000(/adoptions/confirm/\S+)", mail.outbox[0].body)[1]
        director.memberships.all().delete()
        assert client.post(path).status_code == 404
        assert Adoption.objects.get().confirmed_on is None


@pytest.fixture
def adoption(practice, school, director):
    keeping.start(practice, school, by=director, day=timezone.localdate() - timedelta(days=100))
    mail.outbox.clear()
    return Adoption.objects.get()


class TestStates:
    def test_one_press_says_that_it_is_being_tried(self, client, adoption, teacher, director, originator):
        client.force_login(teacher)
        client.post(url("state", adoption.uid, "trying"))
        adoption.refresh_from_db()
        assert (adoption.state, adoption.state_on) == ("trying", timezone.localdate())
        assert addressees() == sorted([director.email, originator.email])

    def test_stopping_asks_for_a_reason_and_a_sentence(self, client, adoption, teacher):
        client.force_login(teacher)
        path = url("state", adoption.uid, "stopped")
        response = client.post(path, {"day": "1/11/2569", "text": "  "})
        assert response.status_code == 400
        assert response.text.count('class="field wrong"') == 2
        client.post(
            path, {"day": timezone.localdate().isoformat(), "reason": "time", "text": "ครูย้ายพร้อมกันสองคน"}
        )
        adoption.refresh_from_db()
        assert (adoption.state, adoption.last_stop.reason) == ("stopped", "time")
        client.logout()
        assert "ครูย้ายพร้อมกันสองคน" in client.get(adoption.practice.url).text

    @pytest.mark.parametrize("day", ["", "วันนี้", "31/2/2569", "1/1/2590", "1/1/2560"])
    def test_a_wrong_day_keeps_what_was_typed(self, client, adoption, teacher, day):
        client.force_login(teacher)
        response = client.post(
            url("state", adoption.uid, "stopped"), {"day": day, "reason": "fit", "text": "คลองแห้งแล้ว"}
        )
        assert response.status_code == 400
        assert "คลองแห้งแล้ว" in response.text
        adoption.refresh_from_db()
        assert adoption.state == "intent"

    def test_what_was_said_last_is_taken_back_and_stays_on_record(self, client, adoption, teacher):
        client.force_login(teacher)
        client.post(url("state", adoption.uid, "trying"))
        event = adoption.events.get(state="trying")
        client.post(url("undo", adoption.uid, event.pk))
        adoption.refresh_from_db()
        assert adoption.state == "intent"
        assert adoption.events.filter(pk=event.pk).exists()
        assert "ยกเลิกแล้ว" in client.get(url("adoption", adoption.uid)).text

    def test_only_the_last_thing_is_taken_back(self, client, adoption, teacher):
        client.force_login(teacher)
        first = adoption.events.get(state="intent")
        client.post(url("undo", adoption.uid, first.pk))
        adoption.refresh_from_db()
        assert adoption.state == "intent"
        assert not adoption.events.filter(kind="undo").exists()

    def test_an_event_is_never_changed(self, adoption):
        event = adoption.events.first()
        event.text = "อย่างอื่น"
        with pytest.raises(ValueError, match="not changed"):
            event.save()

    def test_an_entry_by_mistake_disappears_and_can_begin_again(self, client, adoption, teacher, school):
        client.force_login(teacher)
        client.post(url("state", adoption.uid, "withdrawn"))
        assert school.name not in client.get(url("adopters", adoption.practice.slug)).text
        start(client, adoption.practice, school)
        adoption.refresh_from_db()
        assert (adoption.state, adoption.confirmed_on) == ("intent", None)

    def test_a_state_that_cannot_follow_is_refused(self, client, adoption, teacher):
        client.force_login(teacher)
        assert client.get(url("state", adoption.uid, "nonsense")).status_code == 404
        assert client.post(url("state", adoption.uid, "unknown")).status_code == 404
        client.post(url("state", adoption.uid, "intent"))
        assert adoption.events.filter(kind="state").count() == 1

    def test_everything_is_in_the_audit_log(self, client, adoption, teacher):
        client.force_login(teacher)
        client.post(url("state", adoption.uid, "using"))
        actions = set(ModelLogEntry.objects.values_list("action", flat=True))
        assert {"adoption.start", "adoption.confirm", "adoption.state"} <= actions


CHANGE = {
    "part": "materials",
    "what": "ใช้บ่อดินล้อมตาข่ายแทนสระ",
    "why": "ไม่มีสระในระยะ 20 กิโลเมตร",
    "planned": "yes",
    "core_kept": "yes",
    "since": "1 พ.ย. 2569",
}


class TestChanges:
    def test_a_change_is_told_on_the_practices_page(self, client, adoption, teacher):
        client.force_login(teacher)
        client.post(url("adapt", adoption.uid), CHANGE)
        client.logout()
        assert CHANGE["what"] in client.get(adoption.practice.url).text
        assert CHANGE["why"] in client.get(url("compare", adoption.practice.slug, adoption.uid)).text

    @pytest.mark.parametrize("field", ["part", "what", "why", "planned", "core_kept", "since"])
    def test_every_field_is_needed_and_nothing_typed_is_lost(self, client, adoption, teacher, field):
        client.force_login(teacher)
        response = client.post(url("adapt", adoption.uid), {**CHANGE, field: ""})
        assert response.status_code == 400
        assert (CHANGE["what"] if field != "what" else CHANGE["why"]) in response.text

    def test_it_is_corrected_and_removed(self, client, adoption, teacher):
        client.force_login(teacher)
        client.post(url("adapt", adoption.uid), CHANGE)
        change = adoption.adaptations.get()
        client.post(url("edit_change", adoption.uid, change.pk), {**CHANGE, "what": "ใช้คลองหลังวัดแทนสระ"})
        change.refresh_from_db()
        assert change.what == "ใช้คลองหลังวัดแทนสระ"
        client.post(url("remove_change", adoption.uid, change.pk))
        assert "ใช้คลองหลังวัดแทนสระ" not in client.get(adoption.practice.url).text
        assert client.get(url("edit_change", adoption.uid, change.pk)).status_code == 404

    def test_where_it_was_learned(self, client, adoption, teacher):
        other = SchoolFactory()
        keeping.start(adoption.practice, other, by=member(other, Role.SCHOOL_DIRECTOR))
        from_other = Adoption.objects.get(school=other)
        client.force_login(teacher)
        client.post(url("details", adoption.uid), {"learned_from": from_other.pk, "via": "visit"})
        adoption.refresh_from_db()
        assert (adoption.learned_from, adoption.via) == (from_other, "visit")

    def test_nobody_learns_from_those_they_taught(self, client, adoption, teacher):
        other = SchoolFactory()
        director = member(other, Role.SCHOOL_DIRECTOR)
        keeping.start(adoption.practice, other, by=director)
        from_us = Adoption.objects.get(school=other)
        keeping.describe(from_us, director, learned_from=adoption, via="visit")
        client.force_login(teacher)
        response = client.post(url("details", adoption.uid), {"learned_from": from_us.pk, "via": ""})
        assert response.status_code == 400


@pytest.mark.parametrize(
    ("name", "args"),
    [("adoption", []), ("details", []), ("adapt", []), ("state", ["stopped"])],
)
@pytest.mark.parametrize("role", [Role.TEACHER, Role.SCHOOL_DIRECTOR])
def test_the_adoption_of_another_school_is_not_there(client, adoption, role, name, args):
    client.force_login(member(SchoolFactory(), role))
    assert client.get(url(name, adoption.uid, *args)).status_code == 404


def test_my_list_shows_what_we_use_and_who_uses_ours(client, adoption, teacher, originator):
    client.force_login(teacher)
    assert adoption.practice.title in client.get(url("mine")).text
    client.force_login(originator)
    assert adoption.school.name in client.get(url("mine")).text
    client.force_login(UserFactory())
    assert "ไม่ได้อยู่ในโรงเรียนใด" in client.get(url("mine")).text
