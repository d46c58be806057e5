"""Asking to belong to a school, with a code or without one, and the answer."""

import re
import threading
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import Notice, OneTimeLink
from organisations import joining
from organisations.models import JoiningCode, JoinRequest, Membership, Role
from tests.factories import OfficeFactory, SchoolFactory, UserFactory
from tests.people import member

pytestmark = pytest.mark.django_db

State = JoinRequest.State
STRANGER = {
    "role": "teacher",
    "first_name": "นางสมมุติ",
    "last_name": "มาใหม่",
    "position": "ครู",
    "email": "New@Example.org",
    "note": "ย้ายมาเมื่อ 1 พ.ย. 2569",
}


@pytest.fixture
def school(site_tree):
    return SchoolFactory(name="โรงเรียนบ้านสมมุติ")


@pytest.fixture
def director(school):
    return member(school, Role.SCHOOL_DIRECTOR)


@pytest.fixture
def officer(school):
    return member(school.office, Role.OFFICER)


@pytest.fixture
def code(school, director):
    return joining.make_code(school, Role.TEACHER, days=14, max_uses=2, by=director)


def ask(client, place, **change):
    return client.post("/organisations/ask/", {**STRANGER, "school": place.uid, **change})


def link_in(letter):
    return re.search(r"http://localhost:8000(/\S+)", letter.body)[1]


def answer(client, request, action, **data):
    return client.post(f"/organisations/requests/{request.uid}/{action}/", data, follow=True)


class TestCodes:
    def test_a_director_makes_one_and_prints_it(self, client, school, director):
        client.force_login(director)
        path = f"/organisations/{school.uid}/codes/"
        client.post(path, {"role": "teacher", "days": 7, "max_uses": 5})
        code = JoiningCode.objects.get()
        assert code.expires_on == timezone.localdate() + timedelta(days=7)
        assert code.shown in client.get(path).text
        poster = client.get(f"{path}{code.pk}/poster.pdf")
        assert poster.content.startswith(b"%PDF")
        assert ModelLogEntry.objects.filter(action="organisations.code").exists()

    def test_need_no_more_queries_for_more_of_them(self, client, school, director, django_assert_num_queries):
        client.force_login(director)
        path = f"/organisations/{school.uid}/codes/"
        typed = {"role": "teacher", "days": 7, "max_uses": 5}
        client.post(path, typed, follow=True)
        with CaptureQueriesContext(connection) as few:
            client.get(path)
        number = len(few)
        for _ in range(3):
            client.post(path, typed, follow=True)
        with django_assert_num_queries(number):
            client.get(path)

    @pytest.mark.parametrize(
        "data", [{"days": 0}, {"days": 91}, {"max_uses": 0}, {"role": "school-director"}]
    )
    def test_bad_input_is_kept_and_explained(self, client, school, director, data):
        client.force_login(director)
        typed = {"role": "teacher", "days": 7, "max_uses": 5, **data}
        response = client.post(f"/organisations/{school.uid}/codes/", typed)
        assert response.status_code == 400
        assert set(response.context["form"].errors) == set(data)
        assert not JoiningCode.objects.exists()

    def test_of_a_director_only_the_office_makes_one(self, client, school, officer):
        client.force_login(officer)
        client.post(
            f"/organisations/{school.uid}/codes/", {"role": "school-director", "days": 7, "max_uses": 1}
        )
        assert JoiningCode.objects.get().role == Role.SCHOOL_DIRECTOR

    def test_foreign_ones_are_not_there(self, client, code):
        client.force_login(member(SchoolFactory(), Role.SCHOOL_DIRECTOR))
        for path in ("", f"{code.pk}/poster.pdf"):
            assert client.get(f"/organisations/{code.organisation.uid}/codes/{path}").status_code == 404

    @pytest.mark.parametrize("typed", ["{}", " {} ", "{}".lower()])
    def test_is_typed_as_people_type(self, client, code, typed):
        for shown in (code.shown, code.shown.lower(), code.code):
            response = client.post("/organisations/join/", {"code": typed.format(shown)})
            assert response.url == f"/organisations/join/{code.shown}/"

    @pytest.mark.parametrize(
        "end", ["withdrawn", "expired", "used up", "maker left", "school closed", "never was"]
    )
    def test_that_works_no_more_says_always_the_same(self, client, school, director, code, end):
        shown = code.shown
        if end == "withdrawn":
            client.force_login(director)
            client.post(f"/organisations/{school.uid}/codes/{code.pk}/withdraw/")
        elif end == "expired":
            JoiningCode.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
        elif end == "used up":
            JoiningCode.objects.update(uses=2)
        elif end == "maker left":
            director.memberships.all().delete()
        elif end == "school closed":
            type(school).objects.filter(pk=school.pk).update(closed_on=timezone.localdate())
        else:
            shown = "ABCD-2345"
        response = client.get(f"/organisations/join/{shown}/")
        assert response.status_code == 404
        assert "รหัสนี้ใช้ไม่ได้" in response.text
        typed = client.post("/organisations/join/", {"code": shown})
        assert typed.status_code == 400
        assert shown in typed.text

    def test_guessing_is_slow(self, client, settings, school):
        settings.RATE_LIMITS = True
        with time_machine.travel(timezone.now(), tick=False):  # within one minute, however slow the machine
            answers = [client.get("/organisations/join/ABCD-2345/").status_code for _ in range(59)]
            answers += [client.post("/organisations/join/", {"code": "x"}).status_code for _ in range(3)]
        assert answers[-1] == 429

    def test_a_whole_staff_meeting_can_open_the_poster_at_once(self, client, settings, code):
        settings.RATE_LIMITS = True
        path, school_wifi = f"/organisations/join/{code.shown}/", "192.0.2.77"
        asked = {client.get(path, REMOTE_ADDR=school_wifi).status_code for _ in range(40)}
        assert asked == {200}


class TestAskingWithAnAccount:
    def test_by_code_gives_no_right_before_the_answer(self, client, school, director, code):
        person = UserFactory()
        client.force_login(person)
        path = f"/organisations/join/{code.shown}/"
        assert school.name in client.get(path).text
        assert client.post(path, {"note": ""}).url == "/my/"
        request = JoinRequest.objects.get()
        assert (request.state, request.person, request.code) == (State.WAITING, person, code)
        assert not person.memberships.exists()
        code.refresh_from_db()
        assert code.uses == 1
        assert mail.outbox[-1].to == [director.email]
        assert Notice.objects.get(person=director).path == "/organisations/requests/"

    def test_without_a_code(self, client, school, director):
        client.force_login(UserFactory())
        assert ask(client, school).url == "/my/"
        assert JoinRequest.objects.get().organisation == school

    def test_where_no_director_is_the_office_answers(self, client, school, officer):
        client.force_login(UserFactory())
        ask(client, school)
        assert [letter.to for letter in mail.outbox] == [[officer.email]]

    def test_a_director_is_answered_by_the_office(self, client, school, director, officer):
        client.force_login(UserFactory())
        ask(client, school, role="school-director")
        assert [letter.to for letter in mail.outbox] == [[officer.email]]
        assert not joining.decidable_by(director).exists()

    def test_twice_says_that_it_waits(self, client, school, director, code):
        client.force_login(UserFactory())
        ask(client, school)
        for response in (
            ask(client, school),
            client.post(f"/organisations/join/{code.shown}/", {"note": ""}),
        ):
            assert response.status_code == 400
            assert "ท่านขอไว้แล้ว" in response.text
        code.refresh_from_db()
        assert (JoinRequest.objects.count(), code.uses) == (1, 0)

    def test_for_what_one_has_already(self, client, school, director):
        client.force_login(member(school, Role.TEACHER))
        assert "อยู่แล้ว" in ask(client, school).text
        assert not JoinRequest.objects.exists()

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"role": "administrator"}, "role"),
            ({"school": "no"}, "school"),
            ({"note": "เด็กหญิงสมศรี ใจงาม ขาดเรียน"}, "note"),
            ({"note": "ก" * 301}, "note"),
        ],
    )
    def test_bad_input_is_kept_and_explained(self, client, school, change, field):
        client.force_login(UserFactory())
        response = ask(client, school, **change)
        assert response.status_code == 400
        assert field in response.context["form"].errors
        assert not JoinRequest.objects.exists()

    def test_a_closed_school_is_not_to_be_chosen(self, client, school):
        closed = SchoolFactory(closed_on=timezone.localdate())
        client.force_login(UserFactory())
        assert "school" in ask(client, closed).context["form"].errors

    def test_is_taken_back(self, client, school, director):
        person = UserFactory()
        client.force_login(person)
        ask(client, school)
        request = JoinRequest.objects.get()
        assert "ถอนคำขอ" in client.get("/my/").text
        answer(client, request, "withdraw")
        request.refresh_from_db()
        assert request.state == State.WITHDRAWN
        assert not joining.decidable_by(director).exists()


class TestAskingWithoutAnAccount:
    def test_the_address_is_confirmed_first(self, client, school, director):
        assert ask(client, school).url == "/organisations/ask/sent/"
        [letter] = mail.outbox
        assert letter.to == ["new@example.org"]
        assert not joining.decidable_by(director).exists()
        path = link_in(letter)
        assert client.get(path).status_code == 200
        assert not joining.decidable_by(director).exists()
        client.post(path)
        assert joining.decidable_by(director).get().name == "นางสมมุติ มาใหม่"
        assert client.post(path).status_code == 410
        assert JoinRequest.objects.get().state == State.WAITING

    def test_approved_they_make_an_account_by_a_link(self, client, school, director):
        ask(client, school)
        client.post(link_in(mail.outbox[0]))
        client.force_login(director)
        answer(client, JoinRequest.objects.get(), "approve")
        client.logout()
        join = link_in(mail.outbox[-1])
        assert 'value="นางสมมุติ"' in client.get(join).text
        words = "ม้าลาย-สมมุติ-ทะเล"
        client.post(join, {**STRANGER, "password1": words, "password2": words})
        assert Membership.objects.get(person__email="new@example.org").organisation == school

    def test_a_known_address_looks_the_same_as_an_unknown_one(self, client, school, director):
        member(school, Role.TEACHER, person=UserFactory(email="known@example.org"))
        known, unknown = (ask(client, school, email=f"{name}@example.org") for name in ("known", "unknown"))
        assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
        assert [letter.to for letter in mail.outbox] == [["known@example.org"], ["unknown@example.org"]]
        response = client.post(link_in(mail.outbox[0]))
        assert response.status_code == 409
        assert "อยู่แล้ว" in response.text

    def test_an_account_is_found_by_its_confirmed_address(self, client, school, director):
        person = UserFactory(email="new@example.org")
        ask(client, school)
        client.post(link_in(mail.outbox[0]))
        client.force_login(director)
        answer(client, JoinRequest.objects.get(), "approve")
        assert person.memberships.get().role == Role.TEACHER

    def test_nobody_is_flooded_with_letters(self, client, school):
        for _ in range(6):
            ask(client, school)
        assert len(mail.outbox) == joining.LETTERS_A_DAY

    def test_a_link_too_old_does_nothing(self, client, school):
        ask(client, school)
        OneTimeLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        assert client.post(link_in(mail.outbox[0])).status_code == 410
        assert JoinRequest.objects.get().state == State.UNCONFIRMED


class TestAnswering:
    @pytest.fixture
    def request_(self, school, director):
        found = joining.ask(UserFactory(), school, Role.TEACHER, "ย้ายมาใหม่")
        mail.outbox.clear()
        return found

    def test_approved(self, client, director, request_):
        client.force_login(director)
        assert str(request_.person) in client.get("/organisations/requests/").text
        answer(client, request_, "approve")
        membership = request_.person.memberships.get()
        assert (membership.role, membership.invited_by) == (Role.TEACHER, director)
        assert mail.outbox[0].to == [request_.person.email]
        assert request_.person.notices.exists()

    def test_refused_with_a_reason(self, client, director, request_):
        client.force_login(director)
        answer(client, request_, "refuse", reason="โปรดขอที่โรงเรียนปัจจุบัน")
        assert not request_.person.memberships.exists()
        assert "โปรดขอที่โรงเรียนปัจจุบัน" in mail.outbox[0].body

    @pytest.mark.parametrize("reason", ["", "เด็กชายสมชาย ใจดี ทำไม่ได้"])
    def test_bad_reasons_are_explained_beside_the_field(self, client, director, request_, reason):
        client.force_login(director)
        response = answer(client, request_, "refuse", reason=reason)
        assert response.status_code == 400
        assert reason in response.text
        request_.refresh_from_db()
        assert request_.state == State.WAITING

    def test_twice_changes_nothing(self, client, director, officer, request_):
        joining.refuse(request_, "ผิดโรงเรียน", officer)
        client.force_login(director)
        assert "ตอบไปก่อนแล้ว" in answer(client, request_, "approve").text
        assert not request_.person.memberships.exists()

    def test_nobody_answers_their_own_or_foreign_ones(self, client, school, director, request_):
        own = joining.ask(director, school, Role.TEACHER)
        client.force_login(director)
        assert answer(client, own, "approve").status_code == 404
        client.force_login(member(SchoolFactory(), Role.SCHOOL_DIRECTOR))
        assert answer(client, request_, "approve").status_code == 404
        client.force_login(member(OfficeFactory(name="สำนักงานอื่นสมมุติ"), Role.OFFICER))
        assert answer(client, request_, "approve").status_code == 404
        assert str(request_.person) not in client.get("/organisations/requests/").text

    def test_a_locked_account_gets_no_rights_and_the_request_waits(self, client, director, request_):
        type(request_.person).objects.update(is_active=False)
        type(request_.person).objects.filter(pk=director.pk).update(is_active=True)
        client.force_login(director)
        assert "ถูกระงับ" in answer(client, request_, "approve").text
        request_.refresh_from_db()
        assert request_.state == State.WAITING

    def test_the_longest_wait_stands_first_and_odd_pages_work(self, client, director, request_):
        later = joining.ask(UserFactory(), request_.organisation, Role.TEACHER)
        client.force_login(director)
        for page in ("", "0", "abc", "9999"):
            text = client.get(f"/organisations/requests/?page={page}").text
            assert text.index(str(request_.person)) < text.index(str(later.person))

    def test_needs_no_more_queries_for_more_people(
        self, client, director, request_, django_assert_max_num_queries
    ):
        for _ in range(9):
            joining.ask(UserFactory(), request_.organisation, Role.TEACHER)
        client.force_login(director)
        with django_assert_max_num_queries(22):
            client.get("/organisations/requests/")

    def test_after_a_week_the_office_hears_of_it_once(self, request_, officer):
        JoinRequest.objects.update(asked_at=timezone.now() - timedelta(days=8))
        assert joining.remind() == 1
        assert [officer.email] in [letter.to for letter in mail.outbox]
        assert joining.remind() == 0


def test_what_nobody_needs_is_forgotten(site_tree):
    old = timezone.now() - timedelta(days=400)
    school = SchoolFactory()
    for number, state in enumerate(("unconfirmed", "refused", "waiting")):
        JoinRequest.objects.create(
            organisation=school,
            role="teacher",
            email=f"{number}@example.org",
            state=state,
            created_at=old,
            decided_at=old if state == "refused" else None,
        )
    call_command("forget", "--yes")
    assert JoinRequest.objects.get().state == State.WAITING


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_no_more_people_ask_at_once_than_a_code_is_for(site_tree):
    school = SchoolFactory()
    director = member(school, Role.SCHOOL_DIRECTOR)
    code = joining.make_code(school, Role.TEACHER, days=7, max_uses=2, by=director)
    people = UserFactory.create_batch(6)
    start, outcomes = threading.Barrier(len(people)), []

    def go(person):
        own = JoiningCode.objects.select_related("organisation", "made_by").get(pk=code.pk)
        start.wait()
        try:
            joining.ask(person, school, Role.TEACHER, "", own)
            outcomes.append("asked")
        except joining.ClosedError:
            outcomes.append("closed")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["asked"] * 2 + ["closed"] * 4
    assert JoinRequest.objects.count() == 2
