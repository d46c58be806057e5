"""The register by hand: the list, a school's page, closings, mergers, clusters, directors."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from networks import board, ledger
from networks.counting import Rule
from organisations.models import Capacity, Kind, Organisation, Role, SchoolFacts
from organisations.register import closing
from practices.models import Adoption
from tests.factories import (
    MembershipFactory,
    OfficeFactory,
    PracticePageFactory,
    SchoolFactory,
    partner_network,
)
from tests.people import member

pytestmark = pytest.mark.django_db

LIST = "/organisations/register/"
MERGE = {"day": "1/11/2569", "reason": "ประกาศ ศธจ. 12/2569"}


@pytest.fixture
def office(site_tree):
    return OfficeFactory()


@pytest.fixture
def officer(client, office):
    client.force_login(member(office, Role.OFFICER))
    return client


def cluster(office, name="กลุ่มน้ำใส", **fields):
    return Organisation.objects.create(kind=Kind.CLUSTER, name=name, office=office, **fields)


def at(name, organisation, *args):
    return reverse(f"organisations:register_{name}", args=[organisation.uid, *args])


def names(response):
    return [row.name for row in response.context["rows"]]


def values(form):
    """What a browser would send if nothing was changed."""
    return {field.html_name: field.value() if field.value() is not None else "" for field in form}


# The list


def test_stands_in_thai_order_and_leaves_out_closed_and_foreign_ones(officer, office):
    for name in ("โรงเรียนวัดใหม่", "โรงเรียนเกาะแก้ว", "โรงเรียนบ้านแก่ง"):
        SchoolFactory(office=office, name=name)
    SchoolFactory(office=office, name="โรงเรียนปิดแล้ว", closed_on=timezone.localdate())
    SchoolFactory(office=OfficeFactory(name="สำนักงานอื่นสมมุติ"))
    assert names(officer.get(LIST)) == ["โรงเรียนเกาะแก้ว", "โรงเรียนบ้านแก่ง", "โรงเรียนวัดใหม่"]
    assert names(officer.get(LIST, {"standing": "closed"})) == ["โรงเรียนปิดแล้ว"]


@pytest.mark.parametrize(
    "query", [{"q": "ขลุง"}, {"q": "1022060171"}, {"district": "2204"}, {"level": "early"}, {"kind": "school"}]
)
def test_narrows(officer, office, query):
    school = SchoolFactory(
        office=office, name="โรงเรียนวัดขลุง", obec_code="1022060171", districts=["2204"], levels=["early"]
    )
    cluster(office)
    assert names(officer.get(LIST, query)) == [school.name]


@pytest.mark.parametrize("page", ["0", "abc", "9999"])
def test_odd_page_numbers_show_a_page(officer, office, page):
    SchoolFactory(office=office)
    assert len(names(officer.get(LIST, {"page": page}))) == 1


@pytest.mark.parametrize("path", [LIST, f"{LIST}register.csv", f"{LIST}directors/"])
def test_queries_do_not_grow(officer, office, path):
    def add():
        school = SchoolFactory(office=office, cluster=cluster(office, f"กลุ่ม {Organisation.objects.count()}"))
        SchoolFacts.objects.create(
            school=school, academic_year=2569, pupils=9, staff=1, as_of=timezone.localdate(), source="สมมุติ"
        )
        MembershipFactory(organisation=school, role=Role.SCHOOL_DIRECTOR, capacity=Capacity.ACTING)

    add()
    officer.get(path).getvalue()
    with CaptureQueriesContext(connection) as few:
        officer.get(path).getvalue()
    for _ in range(4):
        add()
    with CaptureQueriesContext(connection) as many:
        officer.get(path).getvalue()
    assert len(many) <= len(few)


@pytest.mark.parametrize(
    ("role", "reads", "writes"), [(Role.SUPERVISOR, 200, 404), (Role.PRIVACY_REVIEWER, 404, 404)]
)
def test_who_reads_and_who_writes(client, office, role, reads, writes):
    school = SchoolFactory(office=office)
    client.force_login(member(office, role))
    for path in (LIST, at("one", school), f"{LIST}register.xlsx"):
        assert client.get(path).status_code == reads
    for path in (at("edit", school), at("close", school), at("new_facts", school), f"{LIST}import/"):
        assert client.get(path).status_code == writes


def test_the_officer_finds_it_from_my_work(officer, office):
    assert LIST in officer.get("/my/").text


# A school by hand


def test_enters_a_school_and_says_beside_the_field_what_is_wrong(officer, office):
    SchoolFactory(office=office, name="โรงเรียนวัดขลุง", obec_code="1022060171")
    path = reverse("organisations:register_new_school")
    answers = {"name": "วัดขลุง", "obec_code": "๑๐๒๒๐๖๐๑๗๑", "district": "2202", "phone": "ครูสมมุติ"}
    response = officer.post(path, answers)
    assert set(response.context["form"].errors) == {"name", "obec_code", "phone"}
    assert "ครูสมมุติ" in response.text
    answers |= {
        "name": "บ้านใหม่",
        "obec_code": "1022060172",
        "phone": "๐๓๙-๐๐๐๐๐๐",
        "website": "school.example.org",
    }
    assert officer.post(path, answers).status_code == 302
    school = Organisation.objects.get(name="โรงเรียนบ้านใหม่")
    assert (school.office, school.obec_code, school.districts) == (office, "1022060172", ["2202"])
    assert (school.phone, school.website) == ("039-000000", "https://school.example.org")


def test_a_change_stands_in_the_history_with_before_and_after(officer, office):
    school = SchoolFactory(office=office, subdistrict="เดิม")
    form = officer.get(at("edit", school)).context["form"]
    officer.post(at("edit", school), values(form) | {"subdistrict": "ใหม่"})
    school.refresh_from_db()
    assert school.subdistrict == "ใหม่"
    text = officer.get(at("one", school)).text
    assert "<del>เดิม</del>" in text
    assert "<ins>ใหม่</ins>" in text


def test_two_at_once_do_not_overwrite_each_other_unasked(officer, office):
    school = SchoolFactory(office=office, subdistrict="เดิม")
    sent = values(officer.get(at("edit", school)).context["form"]) | {"subdistrict": "ของฉัน"}
    Organisation.objects.filter(pk=school.pk).update(address="ของคนอื่น")
    answer = officer.post(at("edit", school), sent)
    assert "มีผู้อื่นแก้ไข" in answer.text
    assert "ของฉัน" in answer.text
    school.refresh_from_db()
    assert school.subdistrict == "เดิม"
    officer.post(at("edit", school), values(answer.context["form"]))
    school.refresh_from_db()
    assert school.subdistrict == "ของฉัน"


def test_numbers_of_a_year_are_added_changed_and_removed(officer, office):
    school = SchoolFactory(office=office)
    sent = {
        "academic_year": "๒๕๖๙",
        "pupils": "1,087",
        "staff": "-",
        "as_of": "10 มิ.ย. 2569",
        "source": "DMC",
    }
    officer.post(at("new_facts", school), sent)
    facts = school.facts.get()
    assert (facts.academic_year, facts.pupils, facts.staff, facts.as_of) == (
        2569,
        1087,
        None,
        date(2026, 6, 10),
    )
    assert "ขนาดใหญ่" in officer.get(at("one", school)).text
    assert "academic_year" in officer.post(at("new_facts", school), sent).context["form"].errors
    officer.post(at("facts", school, 2569), sent | {"pupils": "0"})
    assert school.facts.get().pupils == 0
    late = officer.post(at("facts", school, 2569), sent | {"as_of": "1/1/2580"})
    assert "as_of" in late.context["form"].errors
    officer.post(at("facts", school, 2569), {"remove": "1"})
    assert not school.facts.exists()
    assert ModelLogEntry.objects.filter(action="organisations.register.facts").count() == 3


# Closed and merged


def test_a_merger_ends_the_roles_and_is_said_everywhere(officer, office, site_tree, client):
    school, into = (
        SchoolFactory(office=office, name="โรงเรียนเก่า"),
        SchoolFactory(office=office, name="โรงเรียนหลัก"),
    )
    story = PracticePageFactory(parent=site_tree.practices, owner_organisation=school)
    partner_network(site_tree.partners, school)
    teacher, director = member(school, Role.TEACHER), member(into, Role.SCHOOL_DIRECTOR)
    answer = officer.post(at("merge", school), MERGE | {"into": into.pk, "reason": ""})
    assert "reason" in answer.context["form"].errors
    officer.post(at("merge", school), MERGE | {"into": into.pk})

    school.refresh_from_db()
    assert (school.merged_into, school.closed_on) == (into, date(2026, 11, 1))
    assert teacher.memberships.get().ends_on is not None
    assert {letter.to[0] for letter in mail.outbox} == {teacher.email, director.email}
    assert teacher.notices.get().title == "โรงเรียนเก่า รวมกับ โรงเรียนหลัก"
    rows = board.rows(office, Rule(), timezone.localdate())
    assert [row.organisation for row in rows] == [into]
    assert school in ledger.counted_organisations(office, date(2026, 10, 31))
    client.logout()
    profile = client.get(reverse("school", args=[school.uid])).text
    assert reverse("school", args=[into.uid]) in profile
    assert story.title in profile
    assert reverse("school", args=[school.uid]) in client.get(reverse("school", args=[into.uid])).text
    assert "รวมกับ" in client.get(story.url).text
    assert school.name not in client.get("/schools/").text


def test_letters_lead_to_thai_screens_though_the_officer_reads_english(officer, office):
    school, into = SchoolFactory(office=office), SchoolFactory(office=office)
    teacher, director = member(school, Role.TEACHER), member(into, Role.SCHOOL_DIRECTOR)
    merge = at("merge", school)
    people = reverse("organisations:members", args=[into.uid])
    officer.post(f"/en{merge}", MERGE | {"into": into.pk})
    assert teacher.notices.get().path == "/my/"
    assert director.notices.get().path == people


def test_undoing_a_merger_gives_the_roles_back(officer, office):
    school, into = SchoolFactory(office=office), SchoolFactory(office=office)
    stays = MembershipFactory(organisation=school, role=Role.TEACHER)
    until = MembershipFactory(
        organisation=school, role=Role.SCHOOL_DIRECTOR, ends_on=timezone.localdate() + timedelta(days=90)
    )
    changed = MembershipFactory(organisation=school, role=Role.TEACHER)
    last = until.ends_on
    officer.post(at("merge", school), MERGE | {"into": into.pk})
    changed.refresh_from_db()
    changed.ends_on += timedelta(days=1)
    changed.save()
    assert "ยกเลิกการรวม" in officer.get(at("one", school)).text
    officer.post(at("reopen", school), {"with_people": "on"})
    for row in (school, stays, until, changed):
        row.refresh_from_db()
    assert (school.closed_on, school.merged_into) == (None, None)
    assert (stays.ends_on, until.ends_on) == (None, last)
    assert changed.ends_on is not None
    titles = [notice.title for notice in stays.person.notices.order_by("pk")]
    assert titles[-1] == f"{school.name} เปิดอีกครั้ง ท่านได้บทบาทเดิมคืน"
    assert changed.person.notices.count() == 1


def test_a_role_given_anew_meanwhile_is_not_given_twice(officer, office):
    school = SchoolFactory(office=office)
    gone = MembershipFactory(organisation=school, role=Role.TEACHER)
    officer.post(at("close", school), {"day": "1/11/2569", "reason": "ไม่มีนักเรียน"})
    MembershipFactory(organisation=school, role=Role.TEACHER, person=gone.person)
    officer.post(at("reopen", school), {"with_people": "on"})
    gone.refresh_from_db()
    assert gone.ends_on is not None


def test_a_school_opens_again_without_its_people(officer, office):
    school = SchoolFactory(office=office)
    gone = MembershipFactory(organisation=school, role=Role.TEACHER)
    officer.post(at("close", school), {"day": "1/11/2569", "reason": "ไม่มีนักเรียน"})
    assert "ปิดเมื่อ" in officer.get(reverse("school", args=[school.uid])).text
    officer.post(at("reopen", school), {})
    gone.refresh_from_db()
    assert gone.ends_on is not None
    officer.post(at("close", school), {"day": "2/11/2569", "reason": "ปิดอีกครั้ง"})
    assert school.closures.count() == 2


def test_nothing_closes_twice_or_on_a_day_to_come_or_into_a_foreign_school(officer, office):
    school = SchoolFactory(office=office)
    foreign = SchoolFactory(office=OfficeFactory(name="สำนักงานอื่นสมมุติ"))
    assert "into" in officer.post(at("merge", school), MERGE | {"into": foreign.pk}).context["form"].errors
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    late = officer.post(at("close", school), {"day": tomorrow, "reason": "x"})
    assert "day" in late.context["form"].errors
    assert officer.get(at("close", foreign)).status_code == 404
    day, by = timezone.localdate(), member(office, Role.OFFICER)
    closing.close(school, day=day, reason="x", by=by)
    with pytest.raises(closing.AlreadyDoneError):
        closing.close(school, day=day, reason="x", by=by)
    assert officer.get(at("close", school)).status_code == 404


# Clusters


def test_schools_move_between_clusters(officer, office):
    old, new = cluster(office, "กลุ่มเดิม"), cluster(office, "กลุ่มใหม่")
    goes, stays, joins = (SchoolFactory(office=office, cluster=place) for place in (new, new, old))
    form = officer.get(at("cluster_schools", new)).context["form"]
    # Meanwhile somebody else moves another school in: it isn't in what this officer saw.
    meanwhile = SchoolFactory(office=office, cluster=new)
    sent = {"schools": [stays.pk, joins.pk], "shown": form["shown"].value()}
    assert "ย้ายแล้ว 2" in officer.post(at("cluster_schools", new), sent, follow=True).text
    found = {row.pk for row in new.schools.all()}
    assert found == {stays.pk, joins.pk, meanwhile.pk}
    goes.refresh_from_db()
    assert goes.cluster is None


def test_what_was_shown_of_a_cluster_may_be_nonsense(officer, office):
    new = cluster(office, "กลุ่มใหม่")
    assert officer.post(at("cluster_schools", new), {"shown": f"²,x,{'9' * 40}"}).status_code == 302


def test_a_cluster_is_renamed_and_closes_only_when_empty(officer, office):
    group = cluster(office)
    school = SchoolFactory(office=office, cluster=group)
    form = officer.get(at("edit", group)).context["form"]
    officer.post(at("edit", group), values(form) | {"name": "กลุ่มชื่อใหม่"})
    group.refresh_from_db()
    assert group.name == "กลุ่มชื่อใหม่"
    officer.post(at("close", group), {"day": "1/11/2569", "reason": "ยุบ"})
    group.refresh_from_db()
    assert group.closed_on is None
    Organisation.objects.filter(pk=school.pk).update(cluster=None)
    officer.post(at("close", group), {"day": "1/11/2569", "reason": "ยุบ"})
    group.refresh_from_db()
    assert group.closed_on == date(2026, 11, 1)


# Directors, and what the public sees


def test_names_who_directs_several_schools_and_which_have_nobody(officer, office):
    one, two, three, four = SchoolFactory.create_batch(4, office=office)
    both = MembershipFactory(organisation=one, role=Role.SCHOOL_DIRECTOR).person
    last = timezone.localdate() + timedelta(days=60)
    MembershipFactory(
        person=both, organisation=two, role=Role.SCHOOL_DIRECTOR, capacity=Capacity.ACTING, ends_on=last
    )
    MembershipFactory(
        organisation=three, role=Role.SCHOOL_DIRECTOR, capacity=Capacity.DELEGATED, ends_on=last
    )
    MembershipFactory(
        organisation=four,
        role=Role.SCHOOL_DIRECTOR,
        ends_on=timezone.localdate() - timedelta(1),
        starts_on=date(2026, 1, 1),
    )
    response = officer.get(f"{LIST}directors/")
    overview = response.context["overview"]
    assert [(person, len(rows)) for person, rows in overview.several] == [(both, 2)]
    assert [row.organisation for row in overview.acting] == [two]
    assert overview.without == [three, four]
    assert reverse("organisations:invite", args=[four.uid]) in response.text
    assert "ผู้รักษาการ" in officer.get(at("one", two)).text
    sheet = officer.get(f"{LIST}directors.csv").getvalue().decode("utf-8-sig").splitlines()
    assert [str(both) in line for line in sheet] == [False, True, True, False, False]
    assert "ยังไม่มี" in sheet[3]


def test_a_profile_shows_contacts_and_confirmed_adoptions_only(client, site_tree, office):
    school = SchoolFactory(
        office=office, phone="039-000-000", email="school@example.org", source_note="บันทึกภายใน"
    )
    known, unknown = (PracticePageFactory(parent=site_tree.practices) for _ in range(2))
    Adoption.objects.create(practice=known, school=school, confirmed_on=timezone.localdate(), state="using")
    Adoption.objects.create(practice=unknown, school=school)
    text = client.get(reverse("school", args=[school.uid])).text
    for shown in ("039-000-000", "mailto:school@example.org", known.title):
        assert shown in text
    for hidden in (unknown.title, "บันทึกภายใน"):
        assert hidden not in text
