from datetime import timedelta

import pytest
from django.utils import timezone

from organisations.models import Role
from tests.factories import (
    CommitmentFactory,
    MembershipFactory,
    OfficeFactory,
    PartnerApplicationFactory,
    PartnerPageFactory,
    PracticePageFactory,
    ReportRoundFactory,
    SchoolFactory,
    TermReportFactory,
    UserFactory,
)
from tests.people import home_of, member

pytestmark = pytest.mark.django_db


def text_for(client, person):
    client.force_login(person)
    response = client.get("/my/")
    assert response.status_code == 200
    return response.text


def test_strangers_sign_in_first(client):
    assert client.get("/my/").url == "/account/login/?next=/my/"


@pytest.mark.parametrize("role", list(Role))
def test_greets_and_names_the_role(client, site_tree, role):
    person = member(home_of(role), role)
    text = text_for(client, person)
    assert f"สวัสดี {person}" in text
    assert str(role.label) in text


def test_a_person_without_membership_learns_whom_to_ask(client, site_tree):
    assert "ขอคำเชิญ" in text_for(client, UserFactory())


def test_an_officer_sees_what_waits(client, site_tree):
    for _ in range(3):
        PartnerApplicationFactory(state="verified", verified_at=timezone.now())
    text = text_for(client, member(OfficeFactory(), Role.OFFICER))
    assert "รออยู่ 3 รายการ" in text
    for link in ("/networks/applications/", 'href="/admin/"', "/organisations/"):
        assert link in text


def waiting_for(client, person) -> str:
    """The part of the page above everything else."""
    return text_for(client, person).partition('class="panel waiting"')[2].partition("</section>")[0]


def test_what_waits_comes_first_and_is_counted(client, site_tree):
    officer = member(OfficeFactory(), Role.OFFICER)
    assert "ตอนนี้ไม่มีอะไรรอท่าน" in waiting_for(client, officer)
    for _ in range(2):
        PartnerApplicationFactory(state="verified", verified_at=timezone.now())
    waiting = waiting_for(client, officer)
    assert "/networks/applications/" in waiting
    assert "รออยู่ 2 รายการ" in waiting
    assert "ตอนนี้ไม่มีอะไรรอท่าน" not in waiting
    assert "/networks/applications/" not in waiting_for(client, member(SchoolFactory(), Role.SCHOOL_DIRECTOR))


def test_a_commitment_waits_for_the_school_that_has_not_signed_it(client, site_tree):
    signed, unsigned = SchoolFactory(), SchoolFactory()
    commitment = CommitmentFactory(author=signed, partner=unsigned, state="waiting")
    party = commitment.parties.get(organisation=signed)
    party.signatures.create(name="สมมุติ", signed_on=timezone.localdate(), how="paper", text_version=1)
    for school, waits in ((signed, False), (unsigned, True)):
        text = waiting_for(client, member(school, Role.SCHOOL_DIRECTOR))
        assert ("/my/commitments/" in text) == waits


def test_a_term_report_waits_for_the_school_until_it_is_certified(client, site_tree):
    school = SchoolFactory()
    term_round = ReportRoundFactory(office=school.office)
    person = member(school, Role.SCHOOL_DIRECTOR)
    assert term_round.name in waiting_for(client, person)
    TermReportFactory(round=term_round, school=school, state="certified")
    assert term_round.name not in waiting_for(client, person)


def test_a_teacher_sees_the_own_schools_practices_and_no_office_work(client, site_tree):
    school = SchoolFactory()
    live = PracticePageFactory(parent=site_tree.practices, owner_organisation=school)
    draft = PracticePageFactory(parent=site_tree.practices, owner_organisation=school, live=False)
    foreign = PracticePageFactory(parent=site_tree.practices, live=False)
    text = text_for(client, member(school, Role.TEACHER))
    assert live.url in text
    assert draft.title in text
    assert foreign.title not in text
    for link in ("/networks/applications/", 'href="/admin/"', f"/organisations/{school.uid}/members/"):
        assert link not in text


def test_a_director_looks_after_the_people(client, site_tree):
    school = SchoolFactory()
    assert f"/organisations/{school.uid}/members/" in text_for(client, member(school, Role.SCHOOL_DIRECTOR))


def test_a_coordinator_finds_the_profile(client, site_tree):
    page = PartnerPageFactory(parent=site_tree.partners, slug="another-address")
    text = text_for(client, member(page.organisation, Role.COORDINATOR))
    assert page.url in text
    assert f"/networks/profile/{page.reference.lower()}/edit/" in text


def test_announces_a_role_that_ends_soon(client, site_tree):
    soon = timezone.localdate() + timedelta(days=5)
    person = MembershipFactory(organisation=SchoolFactory(), role=Role.TEACHER, ends_on=soon).person
    assert "จะสิ้นสุดวันที่" in text_for(client, person)


def test_asks_editors_for_the_second_factor(client, site_tree, settings):
    settings.REQUIRE_STAFF_TWO_FACTOR = True
    assert "อีกหนึ่งขั้นก่อนเข้าแก้ไข" in text_for(client, member(OfficeFactory(), Role.OFFICER))
    assert "อีกหนึ่งขั้นก่อนเข้าแก้ไข" not in text_for(client, member(SchoolFactory(), Role.TEACHER))


def test_needs_no_more_queries_for_more_work(client, site_tree, django_assert_max_num_queries):
    """Here for somebody with everything on it: a school's director who is an officer too."""
    school = SchoolFactory()
    person = member(school, Role.SCHOOL_DIRECTOR)
    MembershipFactory(person=person, role=Role.OFFICER)

    def add_work() -> None:
        PracticePageFactory(parent=site_tree.practices, owner_organisation=school)
        PartnerApplicationFactory(state="verified", verified_at=timezone.now())

    add_work()
    client.force_login(person)
    client.get("/my/")
    with django_assert_max_num_queries(62) as few:
        client.get("/my/")
    for _ in range(7):
        add_work()
    with django_assert_max_num_queries(len(few)):
        client.get("/my/")


def test_is_never_kept_by_a_cache(client, site_tree):
    client.force_login(member(SchoolFactory(), Role.TEACHER))
    assert "no-store" in client.get("/my/")["Cache-Control"]
