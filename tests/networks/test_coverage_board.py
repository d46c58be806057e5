from datetime import date, timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from networks import board, ledger, snapshots
from networks.counting import Rule
from networks.models import CountingRule, CoverageSnapshot, Partnership
from organisations.models import Role
from tests.factories import (
    OfficeFactory,
    PartnerFactory,
    SchoolFactory,
    partner_network,
)
from tests.people import member

pytestmark = pytest.mark.django_db

BOARD = "/networks/coverage/"


def today() -> date:
    return timezone.localdate()


@pytest.fixture
def office(site_tree):
    return OfficeFactory()


@pytest.fixture
def network(site_tree, office):
    return partial(partner_network, site_tree.partners)


def school(office, name="โรงเรียนบ้านสมมุติ", **fields):
    return SchoolFactory(office=office, name=name, **fields)


def numbers_shown(response) -> list[tuple[str, int]]:
    return [(row.organisation.name, row.number) for row in response.context["rows"]]


def test_every_school_stands_on_the_board_in_thai_order(client, office, network):
    for name in ("โรงเรียนวัดใหม่", "โรงเรียนเกาะแก้ว", "โรงเรียนบ้านแก่ง"):
        school(office, name)
    network(office.members.get(name="โรงเรียนบ้านแก่ง"))
    response = client.get(BOARD)
    assert numbers_shown(response) == [("โรงเรียนเกาะแก้ว", 0), ("โรงเรียนบ้านแก่ง", 1), ("โรงเรียนวัดใหม่", 0)]


def test_leaves_out_closed_schools_and_those_of_another_office(client, office):
    school(office, "โรงเรียนที่ปิดไปแล้ว", closed_on=today())
    school(OfficeFactory(name="เขตอื่นสมมุติ"), "โรงเรียนเขตอื่น")
    assert numbers_shown(client.get(BOARD)) == []


@pytest.mark.parametrize("page", ["0", "abc", "9999"])
def test_odd_page_numbers_show_a_page(client, office, page):
    school(office)
    assert len(client.get(BOARD, {"page": page}).context["rows"]) == 1


def test_queries_do_not_grow(client, office, network, django_assert_num_queries):
    network(school(office))
    client.get(BOARD)
    with CaptureQueriesContext(connection) as few:
        client.get(BOARD)
    assert len(few) < 20
    for n in range(6):
        one = school(office, f"โรงเรียนสมมุติ {n}")
        network(one)
        network(one)
    with django_assert_num_queries(len(few)):
        client.get(BOARD)


def test_narrows_by_district_cluster_number_and_what_ends_soon(client, office, network):
    near = school(office, "โรงเรียนขลุง", districts=["2202"])
    far = school(office, "โรงเรียนโป่งน้ำร้อน", districts=["2204"])
    network(near, ends_on=today() + timedelta(days=10))
    network(far)
    network(far)
    assert numbers_shown(client.get(BOARD, {"district": "2202"})) == [("โรงเรียนขลุง", 1)]
    assert numbers_shown(client.get(BOARD, {"networks": "2"})) == [("โรงเรียนโป่งน้ำร้อน", 2)]
    assert numbers_shown(client.get(BOARD, {"expiring": "yes"})) == [("โรงเรียนขลุง", 1)]


def test_counts_as_of_any_day(client, office, network):
    one = school(office)
    network(one, days_ago=10, starts_on=today() - timedelta(days=100), ends_on=today() - timedelta(days=5))
    assert numbers_shown(client.get(BOARD)) == [(one.name, 0)]
    earlier = (today() - timedelta(days=7)).isoformat()
    assert numbers_shown(client.get(BOARD, {"on": earlier})) == [(one.name, 1)]


def test_an_impossible_day_is_explained(client, office):
    response = client.get(BOARD, {"on": "31/02/2569"})
    assert response.status_code == 400
    assert 'role="alert"' in response.text


def test_the_rule_stands_below_the_number(client, office):
    assert "นับภาคีที่เขตตรวจสอบแล้ว ซึ่งความร่วมมือยังมีผล และมีกิจกรรมร่วมกันใน 12 เดือนที่ผ่านมา" in " ".join(
        client.get(BOARD).text.split()
    )


def test_the_board_as_a_table_to_take_away(client, office, network):
    one = school(office, "โรงเรียนบ้านสมมุติ", districts=["2202"])
    network(one)
    text = b"".join(client.get(reverse("networks:coverage_csv")).streaming_content).decode()
    assert "โรงเรียนบ้านสมมุติ,ขลุง,,1,3,2,0" in text
    assert client.get(reverse("networks:coverage_xlsx")).content.startswith(b"PK")


# One number


def test_a_number_opens_what_counted(client, office, network):
    one = school(office)
    partnership = network(one)
    text = client.get(reverse("networks:number", args=[one.uid])).text
    assert partnership.partner.name in text


def test_why_the_others_do_not_count_is_for_those_it_concerns(client, office, network):
    one = school(office)
    idle = network(one, days_ago=500)
    address = reverse("networks:number", args=[one.uid])
    assert idle.partner.name not in client.get(address).text
    client.force_login(member(one, Role.TEACHER))
    text = client.get(address).text
    assert idle.partner.name in text
    assert "กิจกรรมครั้งล่าสุดนานเกินกำหนด" in text
    client.force_login(member(school(office, "โรงเรียนอื่น"), Role.TEACHER))
    assert idle.partner.name not in client.get(address).text


def test_a_school_of_another_office_is_not_there(client, office):
    other = school(OfficeFactory(name="เขตอื่นสมมุติ"))
    assert client.get(reverse("networks:number", args=[other.uid])).status_code == 404


# Recording an activity


def record(client, one, **fields):
    return client.post(reverse("networks:record_activity", args=[one.uid]), fields)


def test_an_activity_makes_an_idle_partnership_count(client, office, network):
    one = school(office)
    idle = network(one, days_ago=500)
    person = member(one, Role.TEACHER)
    client.force_login(person)
    response = record(
        client, one, partnership=idle.pk, kind="activity", day=today().isoformat(), what="อบรมว่ายน้ำเอาชีวิตรอด"
    )
    assert response.status_code == 302
    assert ledger.numbers([one], Rule(), today()) == {one.pk: 1}
    assert idle.activities.first().recorded_by == person
    assert ModelLogEntry.objects.filter(action="networks.activity", user=person).exists()


def test_mistakes_are_named_and_nothing_typed_is_lost(client, office, network):
    one = school(office)
    partnership = network(one)
    client.force_login(member(one, Role.TEACHER))
    tomorrow = (today() + timedelta(days=1)).isoformat()
    response = record(client, one, partnership=partnership.pk, kind="activity", day=tomorrow, what="เดินรณรงค์")
    assert response.status_code == 400
    assert "วันที่นี้ยังมาไม่ถึง" in response.text
    assert "เดินรณรงค์" in response.text
    before = (partnership.starts_on - timedelta(days=1)).isoformat()
    response = record(client, one, partnership=partnership.pk, kind="activity", day=before, what="เดินรณรงค์")
    assert "วันนั้นความร่วมมือยังไม่เริ่ม" in response.text
    assert partnership.activities.count() == 1


def test_nobody_records_for_another_school(client, office, network):
    one, other = school(office), school(office, "โรงเรียนอื่น")
    foreign = network(one)
    client.force_login(member(other, Role.TEACHER))
    data = {"partnership": foreign.pk, "kind": "activity", "day": today().isoformat(), "what": "ลองดู"}
    assert record(client, one, **data).status_code == 404
    assert record(client, other, **data).status_code == 400
    assert foreign.activities.count() == 1


# Reminding


def test_a_reminder_goes_to_the_responsible_of_that_school_only(client, office, mailoutbox):
    one, other = school(office), school(office, "โรงเรียนอื่น")
    director, teacher = member(one, Role.SCHOOL_DIRECTOR), member(one, Role.TEACHER)
    member(other, Role.TEACHER)
    member(one, Role.TEACHER, ends_on=today() - timedelta(days=1), starts_on=today() - timedelta(days=9))
    client.force_login(member(office, Role.OFFICER))
    assert client.post(reverse("networks:remind", args=[one.uid])).status_code == 302
    assert sorted(letter.to[0] for letter in mailoutbox) == sorted([director.email, teacher.email])
    assert "ยังขาดอีก 3 เครือข่าย" in mailoutbox[0].body
    assert "เตือนล่าสุด" in client.get(BOARD).text


def test_words_for_line_can_be_copied(client, office):
    one = school(office)
    client.force_login(member(office, Role.OFFICER))
    text = client.get(reverse("networks:remind", args=[one.uid])).text
    assert f"{one.name} มีเครือข่ายที่นับได้ 0 จาก 3 ยังขาดอีก 3 เครือข่าย" in text
    assert "โรงเรียนนี้ยังไม่มีผู้ใช้ในระบบ" in text


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.OFFICE_DIRECTOR, Role.TEACHER, Role.COORDINATOR])
def test_others_do_not_remind(client, office, role):
    one = school(office)
    home = office if role in {Role.SUPERVISOR, Role.OFFICE_DIRECTOR} else one
    if role == Role.COORDINATOR:
        home = PartnerFactory(office=office)
    client.force_login(member(home, role))
    assert client.post(reverse("networks:remind", args=[one.uid])).status_code == 404


# The rule


RULE = {"school_minimum": 2, "office_minimum": 5, "activity_months": 0, "reason": "ทดลองกติกาใหม่"}


def test_another_rule_shows_its_effect_before_it_is_saved(client, office, network):
    one = school(office)
    network(one, days_ago=500)
    client.force_login(member(office, Role.OFFICER))
    response = client.post(reverse("networks:counting_rule"), RULE)
    assert response.context["effect"].changed == [(one, 0, 1)]
    assert not CountingRule.objects.exists()
    response = client.post(reverse("networks:counting_rule"), RULE | {"save": "1"})
    assert response.status_code == 302
    assert ledger.rule_of(office) == Rule(2, 5, verified=False, activity_months=0, model_networks=False)
    assert ModelLogEntry.objects.filter(action="networks.count").exists()


def test_a_version_is_never_changed(office):
    version = CountingRule.objects.create(office=office, number=1, reason="แรก")
    with pytest.raises(Exception, match="never changed"):
        version.save()


@pytest.mark.parametrize(
    ("field", "value"),
    [("school_minimum", "0"), ("activity_months", "999"), ("reason", ""), ("office_minimum", "x")],
)
def test_a_bad_rule_is_refused_beside_its_field(client, office, field, value):
    client.force_login(member(office, Role.OFFICER))
    response = client.post(reverse("networks:counting_rule"), RULE | {field: value, "save": "1"})
    assert response.status_code == 400
    assert response.context["form"].errors.keys() == {field}
    assert not CountingRule.objects.exists()


# Frozen years


def test_frozen_numbers_never_change(client, office, network):
    one = school(office)
    partnership = network(one)
    client.force_login(member(office, Role.GROUP_DIRECTOR))
    response = client.post(reverse("networks:freeze"), {"on": today().isoformat()})
    snapshot = CoverageSnapshot.objects.get()
    assert response.url == reverse("networks:frozen", args=[snapshot.pk])
    Partnership.objects.all().delete()
    one.name = "โรงเรียนชื่อใหม่"
    one.save()
    text = client.get(response.url).text
    assert partnership.partner.name in text
    assert "โรงเรียนบ้านสมมุติ" in text
    with pytest.raises(Exception, match="never changed"):
        snapshot.save()


def test_a_year_is_stated_anew_only_with_a_reason(client, office):
    person = member(office, Role.OFFICER)
    client.force_login(person)
    first = snapshots.freeze(office, today(), person)
    response = client.post(reverse("networks:freeze"), {"on": today().isoformat()})
    assert response.status_code == 400
    assert "reason" in response.context["form"].errors
    client.post(reverse("networks:freeze"), {"on": today().isoformat(), "reason": "ลืมบันทึกหนึ่งโรงเรียน"})
    assert list(CoverageSnapshot.objects.newest(office).values_list("number", flat=True)) == [2, 1]
    assert "ปิดยอดครั้งที่ 2" in client.get(reverse("networks:frozen", args=[first.pk])).text


def test_a_future_day_cannot_be_frozen(client, office):
    client.force_login(member(office, Role.OFFICER))
    response = client.post(reverse("networks:freeze"), {"on": (today() + timedelta(days=1)).isoformat()})
    assert response.status_code == 400
    assert not CoverageSnapshot.objects.exists()


def test_the_office_counts_its_own(office, network):
    network(office)
    row = board.office_row(office, Rule(), today())
    assert (row.number, row.minimum, row.missing) == (1, 5, 4)
