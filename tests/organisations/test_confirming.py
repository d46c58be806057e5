"""The yearly confirmation, leaving, and the board of those responsible."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import ModelLogEntry

from organisations import confirming, leaving, responsible
from organisations.models import (
    Capacity,
    Confirmation,
    ConfirmationRound,
    Membership,
    Organisation,
    Role,
)
from tests.factories import MembershipFactory, OfficeFactory, SchoolFactory
from tests.people import member

pytestmark = pytest.mark.django_db

LONG_AGO = date(2020, 5, 1)


@pytest.fixture
def school(site_tree):
    return SchoolFactory(name="โรงเรียนบ้านสมมุติ")


@pytest.fixture
def office(school):
    return school.office


@pytest.fixture
def officer(office):
    return member(office, Role.OFFICER)


@pytest.fixture
def director(school):
    return member(school, Role.SCHOOL_DIRECTOR, starts_on=LONG_AGO)


@pytest.fixture
def teacher(school):
    return MembershipFactory(organisation=school, role=Role.TEACHER, starts_on=LONG_AGO)


@pytest.fixture
def round_(office):
    confirming.daily()
    mail.outbox.clear()
    return ConfirmationRound.objects.get(office=office)


def state_of(office, school):
    [row] = [row for row in responsible.rows(office, timezone.localdate()) if row.organisation == school]
    return row.state


class TestTheRound:
    def test_is_opened_once_a_year_and_asks_directors_and_the_office(
        self, office, officer, director, teacher
    ):
        call_command("members")
        call_command("members")
        assert ConfirmationRound.objects.filter(office=office).count() == 1
        assert sorted(letter.to[0] for letter in mail.outbox) == sorted([officer.email, director.email])
        assert director.notices.get().path == "/organisations/confirm/"

    def test_another_academic_year_has_another(self, office):
        confirming.daily(date(2027, 5, 15))
        confirming.daily(date(2027, 5, 16))
        years = ConfirmationRound.objects.filter(office=office).values_list("academic_year", "opened_on")
        assert list(years.order_by("academic_year")) == [
            (2569, date(2027, 5, 15)),
            (2570, date(2027, 5, 16)),
        ]

    def test_reminds_every_ten_days_until_the_last(self, director, teacher, round_):
        today = timezone.localdate()
        for days in range(1, 31):
            confirming.daily(today + timedelta(days=days))
        assert [letter.to for letter in mail.outbox] == [[director.email]] * 3

    def test_afterwards_the_office_hears_once_and_nobody_loses_rights(
        self, officer, director, teacher, round_
    ):
        for days in (31, 32, 60):
            confirming.daily(timezone.localdate() + timedelta(days=days))
        [letter] = mail.outbox
        assert letter.to == [officer.email]
        assert "2 คน" in letter.subject
        assert Membership.objects.current().filter(pk=teacher.pk).exists()

    def test_who_began_after_it_is_not_asked_about(self, school, director, round_):
        MembershipFactory(organisation=school, role=Role.TEACHER)
        assert not confirming.to_answer(director).exists()


class TestConfirming:
    def test_keeps_one_and_ends_another_in_one_screen(self, client, school, director, teacher, round_):
        gone = MembershipFactory(organisation=school, role=Role.TEACHER, starts_on=LONG_AGO)
        client.force_login(director)
        assert str(teacher.person) in client.get("/organisations/confirm/").text
        client.post("/organisations/confirm/", {f"m{teacher.pk}": "keep", f"m{gone.pk}": "end"})
        assert Confirmation.objects.get().membership == teacher
        assert not Membership.objects.current().filter(pk=gone.pk).exists()
        assert mail.outbox[-1].to == [gone.person.email]
        assert "ไม่มีใครรอยืนยัน" in client.get("/organisations/confirm/").text
        assert "ยืนยันแล้วปีนี้" in client.get(f"/organisations/{school.uid}/members/").text

    def test_an_answer_counts_though_others_have_moved_the_screen(
        self, client, school, director, teacher, round_, monkeypatch
    ):
        monkeypatch.setattr("organisations.responsible_views.PER_SCREEN", 1)
        MembershipFactory(organisation=school, role=Role.TEACHER, starts_on=LONG_AGO)
        client.force_login(director)
        client.post("/organisations/confirm/?page=2", {f"m{teacher.pk}": "keep"})
        assert Confirmation.objects.get().membership == teacher

    def test_nothing_chosen_is_explained(self, client, director, teacher, round_):
        client.force_login(director)
        response = client.post("/organisations/confirm/", {})
        assert response.status_code == 400
        assert "เลือกอย่างน้อยหนึ่งคน" in response.text

    def test_the_office_answers_for_directors_and_schools_without_one(
        self, school, officer, director, teacher, round_
    ):
        lonely = MembershipFactory(organisation=SchoolFactory(), role=Role.TEACHER, starts_on=LONG_AGO)
        asked = {row.person for row in confirming.to_answer(officer)}
        assert asked == {director, lonely.person}

    def test_another_office_and_a_teacher_are_asked_nothing(self, client, teacher, director, round_):
        stranger = member(OfficeFactory(name="สำนักงานอื่นสมมุติ"), Role.OFFICER)
        assert not confirming.to_answer(stranger).exists()
        client.force_login(stranger)
        client.post("/organisations/confirm/", {f"m{teacher.pk}": "end"})
        assert Membership.objects.current().filter(pk=teacher.pk).exists()
        client.force_login(teacher.person)
        assert client.get("/organisations/confirm/").status_code == 404

    def test_needs_no_more_queries_for_more_people(
        self, client, officer, director, round_, django_assert_max_num_queries
    ):
        for _ in range(12):
            member(SchoolFactory(), Role.SCHOOL_DIRECTOR, starts_on=LONG_AGO)
        client.force_login(officer)
        with django_assert_max_num_queries(25):
            client.get("/organisations/confirm/")


class TestLeaving:
    def test_ends_the_rights_the_same_day(self, client, school, director, teacher):
        client.force_login(teacher.person)
        path = f"/organisations/leave/{teacher.pk}/"
        assert school.name in client.get(path).text
        assert Membership.objects.current().filter(pk=teacher.pk).exists()
        client.post(path)
        assert not Membership.objects.current().filter(pk=teacher.pk).exists()
        assert not mail.outbox

    def test_the_last_director_is_warned_and_the_office_told(self, client, school, officer, director):
        client.force_login(director)
        path = f"/organisations/leave/{director.memberships.get().pk}/"
        assert "คนเดียวในระบบ" in client.get(path).text
        client.post(path)
        assert mail.outbox[0].to == [officer.email]
        assert school.name in mail.outbox[0].subject

    def test_the_last_administrator_stays(self, client, office):
        administrator = member(office, Role.ADMINISTRATOR)
        client.force_login(administrator)
        client.post(f"/organisations/leave/{administrator.memberships.get().pk}/")
        assert administrator.memberships.current().exists()

    def test_nobody_leaves_for_others(self, client, director, teacher):
        client.force_login(director)
        assert client.post(f"/organisations/leave/{teacher.pk}/").status_code == 404

    def test_a_slip_is_put_right(self, client, school, director, teacher):
        leaving.leave(teacher)
        client.force_login(director)
        assert str(teacher.person) in client.get(f"/organisations/{school.uid}/members/").text
        path = f"/organisations/{school.uid}/members/{teacher.pk}/restore/"
        client.post(path)
        again = Membership.objects.current().get(person=teacher.person)
        assert again.starts_on == timezone.localdate()
        assert client.post(path).status_code == 404

    def test_nobody_comes_back_to_a_closed_school(self, client, school, officer, teacher):
        leaving.leave(teacher)
        Organisation.objects.filter(pk=school.pk).update(closed_on=timezone.localdate())
        client.force_login(officer)
        path = f"/organisations/{school.uid}/members/{teacher.pk}/restore/"
        assert client.post(path).status_code == 404
        assert not Membership.objects.current().filter(person=teacher.person).exists()


class TestAppointments:
    def path(self, membership):
        return f"/organisations/{membership.organisation.uid}/members/{membership.pk}/details/"

    def test_have_an_order_and_days(self, client, officer, director):
        membership = director.memberships.get()
        client.force_login(officer)
        typed = {"capacity": "acting", "order_number": "12/2569", "starts_on": "1/6/2569", "ends_on": ""}
        client.post(self.path(membership), typed)
        membership.refresh_from_db()
        assert (membership.order_number, membership.starts_on) == ("12/2569", date(2026, 6, 1))
        assert membership.capacity == Capacity.ACTING
        assert ModelLogEntry.objects.filter(action="organisations.details").exists()

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"starts_on": "1/6/2600"}, "starts_on"),
            ({"ends_on": "1/6/2563"}, "ends_on"),
            ({"capacity": "delegated"}, "capacity"),
        ],
    )
    def test_bad_input_is_explained(self, client, officer, director, change, field):
        client.force_login(officer)
        typed = {"capacity": "", "order_number": "1", "starts_on": "1/6/2565", "ends_on": "", **change}
        response = client.post(self.path(director.memberships.get()), typed)
        assert response.status_code == 400
        assert field in response.context["form"].errors

    def test_of_directors_are_the_offices(self, client, school, director):
        colleague = MembershipFactory(organisation=school, role=Role.SCHOOL_DIRECTOR)
        client.force_login(director)
        assert client.get(self.path(colleague)).status_code == 404


class TestTheBoard:
    def test_tells_how_each_school_stands(self, office, school, director, teacher, round_):
        nobody, headless = SchoolFactory(), SchoolFactory()
        MembershipFactory(organisation=headless, role=Role.TEACHER, starts_on=LONG_AGO)
        assert state_of(office, nobody) == "nobody"
        assert state_of(office, headless) == "no-director"
        assert state_of(office, school) == "asked"
        ConfirmationRound.objects.update(due_on=timezone.localdate() - timedelta(days=1))
        assert state_of(office, school) == "overdue"
        for row in Membership.objects.filter(organisation=school):
            confirming.keep(row, director)
        assert state_of(office, school) == "confirmed"
        order = [row.state for row in responsible.rows(office, timezone.localdate())]
        assert order == ["nobody", "no-director", "confirmed"]

    def test_is_narrowed_and_taken_away(self, client, officer, school, director, teacher, round_):
        empty = SchoolFactory(districts=["2207"])
        client.force_login(officer)
        assert "ผู้รับผิดชอบ 2 โรงเรียน" in client.get("/organisations/responsible/").text
        narrowed = client.get("/organisations/responsible/?state=nobody&district=2207").text
        assert empty.name in narrowed
        assert school.name not in narrowed
        file = client.get("/organisations/responsible/table.csv").getvalue().decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(file)))
        assert [row[1] for row in rows[1:]] == [empty.name, school.name, school.name]
        assert client.get("/organisations/responsible/table.xlsx").content.startswith(b"PK")

    @pytest.mark.parametrize("query", ["page=0", "page=abc", "page=9999", "state=x", "cluster=%00"])
    def test_bears_odd_input(self, client, officer, school, query):
        client.force_login(officer)
        assert client.get(f"/organisations/responsible/?{query}").status_code == 200

    @pytest.mark.parametrize("role", [Role.SCHOOL_DIRECTOR, Role.TEACHER])
    def test_is_the_offices_alone(self, client, school, role):
        client.force_login(member(school, role))
        assert client.get("/organisations/responsible/").status_code == 404
        assert client.get(f"/organisations/responsible/{school.uid}/remind/").status_code == 404

    def test_leaves_out_closed_schools_and_other_offices(self, client, officer, school):
        closed = SchoolFactory(closed_on=timezone.localdate())
        foreign = SchoolFactory(office=OfficeFactory(name="สำนักงานอื่นสมมุติ"))
        client.force_login(officer)
        text = client.get("/organisations/responsible/").text
        assert closed.name not in text
        assert foreign.name not in text
        assert client.get(f"/organisations/responsible/{foreign.uid}/remind/").status_code == 404

    def test_reminds_in_one_tap(self, client, officer, school, director, teacher, round_):
        client.force_login(officer)
        path = f"/organisations/responsible/{school.uid}/remind/"
        assert "ยังไม่ได้ยืนยันผู้รับผิดชอบ" in client.get(path).text
        client.post(path)
        assert {letter.to[0] for letter in mail.outbox} == {director.email, teacher.person.email}
        assert "เตือนล่าสุด" in client.get("/organisations/responsible/").text
        assert "ไม่ได้ส่งซ้ำ" in client.post(path, follow=True).text
        assert len(mail.outbox) == 2

    def test_where_nobody_is_the_words_for_line_lead_to_asking(self, client, officer, school):
        client.force_login(officer)
        path = f"/organisations/responsible/{school.uid}/remind/"
        assert f"/organisations/ask/?school={school.uid}" in client.get(path).text
        assert "คัดลอกข้อความไปวางในไลน์" in client.post(path).text or not mail.outbox

    def test_needs_no_more_queries_for_more_schools(
        self, client, officer, director, round_, django_assert_max_num_queries
    ):
        for _ in range(12):
            member(SchoolFactory(), Role.SCHOOL_DIRECTOR, starts_on=LONG_AGO)
        client.force_login(officer)
        with django_assert_max_num_queries(22):
            client.get("/organisations/responsible/")
