import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import User
from organisations import invitations
from organisations.models import Invitation, Membership, Role
from tests.factories import MembershipFactory, OfficeFactory, PartnerFactory, SchoolFactory, UserFactory
from tests.people import member

pytestmark = pytest.mark.django_db

NEW = {
    "first_name": "นางสาวสมมุติ",
    "last_name": "ใจดี",
    "position": "ครู",
    "password1": "ม้าลาย-สมมุติ-ทะเล",
    "password2": "ม้าลาย-สมมุติ-ทะเล",
}


@pytest.fixture
def school(site_tree):
    return SchoolFactory(name="โรงเรียนบ้านสมมุติ")


@pytest.fixture
def director(school):
    return member(school, Role.SCHOOL_DIRECTOR)


@pytest.fixture
def invitation(school, director):
    return invitations.invite(school, "new@example.org", Role.TEACHER, by=director)


def invite_path(organisation):
    return f"/organisations/{organisation.uid}/invite/"


def link(invitation):
    return f"/organisations/invitation/{invitation.token}/"


class TestInviting:
    def test_sends_one_letter_to_the_address(self, client, school, director):
        client.force_login(director)
        response = client.post(invite_path(school), {"email": "Kru@Example.org", "role": "teacher"})
        assert response.url == f"/organisations/{school.uid}/members/"
        [letter] = mail.outbox
        assert letter.to == ["kru@example.org"]
        assert letter.subject == "คำเชิญเข้าร่วม โรงเรียนบ้านสมมุติ · V-CARE + N"
        assert str(director) in letter.body
        assert "ครูผู้รับผิดชอบ" in letter.body
        assert "In English:" in letter.body
        [path] = re.findall(r"http://localhost:8000(/\S+)", letter.body)
        assert client.get(path).status_code == 200

    def test_is_written_into_the_audit_log(self, client, school, director):
        client.force_login(director)
        client.post(invite_path(school), {"email": "kru@example.org", "role": "teacher"})
        entry = ModelLogEntry.objects.get(action="organisations.invite")
        assert entry.user == director

    def test_a_second_invitation_replaces_the_first(self, school, director, invitation):
        again = invitations.invite(school, "new@example.org", Role.TEACHER, by=director)
        invitation.refresh_from_db()
        assert (invitation.is_open, again.is_open) == (False, True)

    @pytest.mark.parametrize(
        ("data", "field", "words"),
        [
            ({"email": "kru", "role": "teacher"}, "email", "kru"),
            ({"email": "kru@example.org"}, "role", "kru@example.org"),
            ({"email": "kru@example.org", "role": "administrator"}, "role", "kru@example.org"),
            ({"email": "kru@example.org", "role": "teacher", "ends_on": "31/2/2569"}, "ends_on", "31/2/2569"),
            ({"email": "kru@example.org", "role": "teacher", "ends_on": "1/1/2560"}, "ends_on", "1/1/2560"),
            ({"email": "a" * 300 + "@example.org", "role": "teacher"}, "email", "aaaa"),
        ],
    )
    def test_bad_input_is_kept_and_explained(self, client, school, director, data, field, words):
        client.force_login(director)
        response = client.post(invite_path(school), data)
        assert response.status_code == 200
        assert field in response.context["form"].errors
        assert words in response.text
        assert not mail.outbox
        assert not Invitation.objects.exists()

    def test_reads_the_last_day_in_the_buddhist_era(self, client, school, director):
        client.force_login(director)
        day = timezone.localdate() + timedelta(days=40)
        typed = f"{day.day}/{day.month}/{day.year + 543}"
        client.post(invite_path(school), {"email": "a@example.org", "role": "teacher", "ends_on": typed})
        assert Invitation.objects.get().ends_on == day

    def test_who_is_there_already_is_not_invited_again(self, client, school, director):
        teacher = member(school, Role.TEACHER)
        client.force_login(director)
        response = client.post(invite_path(school), {"email": teacher.email, "role": "teacher"})
        assert "มีบทบาทนี้ที่นี่อยู่แล้ว" in response.text

    def test_other_schools_are_not_there(self, client, director):
        client.force_login(director)
        other = SchoolFactory()
        for path in (invite_path(other), f"/organisations/{other.uid}/members/"):
            assert client.get(path).status_code == 404
            assert client.post(path, {"email": "a@example.org", "role": "teacher"}).status_code == 404

    @pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.OFFICE_DIRECTOR, Role.PRIVACY_REVIEWER])
    def test_not_everybody_of_the_office_invites(self, client, school, role):
        client.force_login(member(school.office, role))
        assert client.get(invite_path(school)).status_code == 404

    def test_a_teacher_does_not_see_the_people(self, client, school):
        client.force_login(member(school, Role.TEACHER))
        assert client.get(f"/organisations/{school.uid}/members/").status_code == 404

    def test_strangers_sign_in_first(self, client, school):
        assert client.get(invite_path(school)).url.startswith("/account/login/")

    def test_an_officer_invites_to_a_partner(self, client, site_tree):
        partner = PartnerFactory()
        client.force_login(member(OfficeFactory(), Role.OFFICER))
        client.post(invite_path(partner), {"email": "a@example.org", "role": "coordinator"})
        assert Invitation.objects.get().role == Role.COORDINATOR


class TestTakingAnInvitation:
    def test_a_new_person_joins_and_is_signed_in(self, client, school, invitation):
        response = client.post(link(invitation), NEW)
        assert response.url == "/my/"
        membership = Membership.objects.get(role=Role.TEACHER)
        assert membership.organisation == school
        assert str(membership.person) == "นางสาวสมมุติ ใจดี"
        assert membership.person.emailaddress_set.get().verified
        assert "ยินดีต้อนรับ" in client.get("/my/").text

    def test_and_signs_in_later(self, client, invitation):
        client.post(link(invitation), NEW)
        client.logout()
        data = {"login": "new@example.org", "password": NEW["password1"]}
        assert client.post("/account/login/", data).url == "/my/"

    def test_the_last_day_is_taken_over(self, client, school, director):
        day = timezone.localdate() + timedelta(days=30)
        invitation = invitations.invite(school, "new@example.org", Role.TEACHER, by=director, ends_on=day)
        client.post(link(invitation), NEW)
        assert Membership.objects.get(role=Role.TEACHER).ends_on == day

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"password2": "other"}, "password2"),
            ({"password1": "12345", "password2": "12345"}, "password1"),
            ({"password1": "new@example.org", "password2": "new@example.org"}, "password1"),
            ({"first_name": ""}, "first_name"),
            ({"last_name": "ก" * 200}, "last_name"),
            ({"first_name": "a\x00b"}, "first_name"),
        ],
    )
    def test_bad_input_is_kept_and_explained(self, client, invitation, change, field):
        response = client.post(link(invitation), {**NEW, **change})
        assert field in response.context["form"].errors
        assert 'value="ครู"' in response.text
        assert not User.objects.filter(email="new@example.org").exists()

    def test_passwords_are_never_shown_again(self, client, invitation):
        response = client.post(link(invitation), {**NEW, "password2": "other"})
        assert NEW["password1"] not in response.text

    def test_extra_fields_give_no_rights(self, client, invitation):
        extra = {"is_superuser": "on", "is_staff": "on", "role": "administrator", "email": "boss@example.org"}
        client.post(link(invitation), {**NEW, **extra})
        person = User.objects.get(email="new@example.org")
        assert (person.is_superuser, person.is_staff) == (False, False)
        assert person.memberships.get().role == Role.TEACHER

    def test_works_once(self, client, invitation):
        client.post(link(invitation), NEW)
        response = client.get(link(invitation))
        assert response.status_code == 404
        assert "ใช้ไม่ได้แล้ว" in response.text

    def test_pressed_twice_it_makes_one_person_and_one_membership(self, client, invitation):
        client.post(link(invitation), NEW)
        client.post(link(invitation), NEW)
        assert Membership.objects.filter(role=Role.TEACHER).count() == 1

    def test_is_over_after_fourteen_days(self, client, invitation):
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        assert client.get(link(invitation)).status_code == 404
        assert client.post(link(invitation), NEW).status_code == 404
        assert not User.objects.filter(email="new@example.org").exists()

    @pytest.mark.parametrize("token", ["nothing", "x" * 500, "%00", "กขค"])
    def test_odd_links_get_a_kind_page(self, client, site_tree, token):
        assert client.get(f"/organisations/invitation/{token}/").status_code == 404

    def test_who_has_an_account_signs_in_first(self, client, invitation):
        UserFactory(email="new@example.org")
        text = client.get(link(invitation)).text
        assert f"/account/login/?next={link(invitation)}" in text
        client.post(link(invitation), NEW)
        assert not Membership.objects.filter(role=Role.TEACHER).exists()

    def test_and_then_joins_with_one_button(self, client, school, invitation):
        person = UserFactory(email="new@example.org")
        client.force_login(person)
        assert client.get(link(invitation)).status_code == 200
        assert not person.memberships.exists()
        client.post(link(invitation))
        assert person.memberships.get().organisation == school

    def test_another_person_cannot_take_it(self, client, invitation):
        other = UserFactory()
        client.force_login(other)
        for response in (client.get(link(invitation)), client.post(link(invitation), NEW)):
            assert response.status_code == 200
            assert "เป็นของอีเมลอื่น" in response.text
        assert not other.memberships.exists()

    def test_an_inactive_account_does_not_get_in_by_it(self, client, invitation):
        UserFactory(email="new@example.org", is_active=False)
        assert client.get(link(invitation)).status_code == 404

    def test_a_closed_organisation_takes_nobody(self, client, school, invitation):
        school.closed_on = timezone.localdate()
        school.save()
        assert client.get(link(invitation)).status_code == 404

    def test_an_office_role_opens_the_editing_interface(self, client, site_tree):
        office = OfficeFactory()
        officer = member(office, Role.OFFICER)
        invitation = invitations.invite(office, "new@example.org", Role.SUPERVISOR, by=officer)
        client.post(link(invitation), NEW)
        assert client.get("/admin/").status_code == 200


class TestMembersPage:
    def page(self, school):
        return f"/organisations/{school.uid}/members/"

    def test_shows_who_is_there_and_who_is_invited(self, client, school, director, invitation):
        teacher = member(school, Role.TEACHER)
        client.force_login(director)
        text = client.get(self.page(school)).text
        for words in (str(teacher), str(director), "new@example.org"):
            assert words in text

    def test_leaves_out_former_members_and_used_or_old_invitations(
        self, client, school, director, invitation
    ):
        past = timezone.localdate() - timedelta(days=9)
        former = MembershipFactory(
            organisation=school, role=Role.TEACHER, starts_on=past, ends_on=past + timedelta(days=1)
        )
        Invitation.objects.update(accepted_at=timezone.now())
        client.force_login(director)
        text = client.get(self.page(school)).text
        assert former.person.email not in text
        assert "new@example.org" not in text

    def test_needs_no_more_queries_for_more_people(
        self, client, school, director, django_assert_max_num_queries
    ):
        client.force_login(director)
        for number in range(8):
            member(school, Role.TEACHER)
            invitations.invite(school, f"p{number}@example.org", Role.TEACHER, by=director)
        with django_assert_max_num_queries(30):
            client.get(self.page(school))

    def test_withdrawing_stops_the_link(self, client, school, director, invitation):
        client.force_login(director)
        client.post(f"/organisations/{school.uid}/invitations/{invitation.pk}/withdraw/")
        client.logout()
        assert client.get(link(invitation)).status_code == 404
        assert ModelLogEntry.objects.filter(action="organisations.withdraw").exists()

    def test_withdrawing_takes_a_button(self, client, school, director, invitation):
        client.force_login(director)
        path = f"/organisations/{school.uid}/invitations/{invitation.pk}/withdraw/"
        assert client.get(path).status_code == 405

    def test_foreign_invitations_cannot_be_withdrawn(self, client, school, director):
        other = invitations.invite(SchoolFactory(), "x@example.org", Role.TEACHER, by=None)
        client.force_login(director)
        path = f"/organisations/{school.uid}/invitations/{other.pk}/withdraw/"
        assert client.post(path).status_code == 404
        assert Invitation.objects.get(pk=other.pk).is_open


class TestLeaving:
    @pytest.fixture
    def membership(self, school):
        return MembershipFactory(
            organisation=school, role=Role.TEACHER, starts_on=timezone.localdate() - timedelta(days=30)
        )

    def path(self, membership):
        return f"/organisations/{membership.organisation.uid}/members/{membership.pk}/end/"

    def test_at_once(self, client, director, membership):
        client.force_login(director)
        assert client.get(self.path(membership)).status_code == 200
        client.post(self.path(membership), {"when": "now"})
        assert not Membership.objects.current().filter(pk=membership.pk).exists()
        assert Membership.objects.filter(pk=membership.pk).exists()
        assert ModelLogEntry.objects.get(action="organisations.end").user == director

    def test_at_once_on_the_first_day(self, client, school, director):
        membership = MembershipFactory(organisation=school, role=Role.TEACHER)
        client.force_login(director)
        client.post(self.path(membership), {"when": "now"})
        assert not Membership.objects.current().filter(person=membership.person).exists()

    def test_with_a_day(self, client, director, membership):
        day = timezone.localdate() + timedelta(days=10)
        client.force_login(director)
        client.post(
            self.path(membership), {"when": "day", "last_day": f"{day.day}/{day.month}/{day.year + 543}"}
        )
        membership.refresh_from_db()
        assert membership.ends_on == day

    @pytest.mark.parametrize("typed", ["", "1/1/2560", "พรุ่งนี้"])
    def test_bad_days_are_explained(self, client, director, membership, typed):
        client.force_login(director)
        response = client.post(self.path(membership), {"when": "day", "last_day": typed})
        assert "last_day" in response.context["form"].errors
        membership.refresh_from_db()
        assert membership.ends_on is None

    def test_nobody_ends_their_own_or_a_foreign_membership(self, client, school, director, membership):
        client.force_login(director)
        own = Membership.objects.get(person=director)
        foreign = MembershipFactory(organisation=SchoolFactory(), role=Role.TEACHER)
        crossed = f"/organisations/{school.uid}/members/{foreign.pk}/end/"
        for path in (self.path(own), self.path(foreign), crossed):
            assert client.post(path, {"when": "now"}).status_code == 404
        assert Membership.objects.current().filter(pk__in=[own.pk, foreign.pk]).count() == 2


class TestListOfOrganisations:
    def test_shows_the_offices_own_in_thai_order(self, client, site_tree):
        for name in ("โรงเรียนวัดเขา", "โรงเรียนบ้านนา", "โรงเรียนเกาะแก้ว"):
            SchoolFactory(name=name)
        other = SchoolFactory(name="โรงเรียนเขตอื่น", office=OfficeFactory(name="สำนักงานอื่นสมมุติ"))
        client.force_login(member(OfficeFactory(), Role.OFFICER))
        text = client.get("/organisations/?kind=school").text
        places = [text.index(name) for name in ("เกาะแก้ว", "บ้านนา", "วัดเขา")]
        assert places == sorted(places)
        assert other.name not in text

    def test_finds_by_words_of_the_name(self, client, site_tree):
        SchoolFactory(name="โรงเรียนบ้านสมมุติหนึ่ง")
        SchoolFactory(name="โรงเรียนวัดสมมุติสอง")
        client.force_login(member(OfficeFactory(), Role.OFFICER))
        text = client.get("/organisations/?q=วัด").text
        assert "สมมุติสอง" in text
        assert "สมมุติหนึ่ง" not in text

    @pytest.mark.parametrize(
        "query", ["page=0", "page=abc", "page=9999", "kind=x", "q=%00", "q=" + "ก" * 2000]
    )
    def test_bears_odd_input(self, client, site_tree, query):
        client.force_login(member(OfficeFactory(), Role.OFFICER))
        assert client.get(f"/organisations/?{query}").status_code == 200

    def test_is_not_there_for_a_teacher(self, client, school):
        client.force_login(member(school, Role.TEACHER))
        assert client.get("/organisations/").status_code == 404
