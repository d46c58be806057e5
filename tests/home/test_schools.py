from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from organisations.models import SchoolFacts
from tests.factories import (
    ExchangeEventPageFactory,
    OfficeFactory,
    PracticePageFactory,
    SchoolFactory,
    partner_network,
)

pytestmark = pytest.mark.django_db

LIST = "/schools/"


@pytest.fixture
def office(site_tree):
    return OfficeFactory()


def school(office, name="โรงเรียนบ้านสมมุติ", **fields):
    return SchoolFactory(office=office, name=name, **fields)


def names(response) -> list[str]:
    return [row.name for row in response.context["rows"]]


def test_stands_in_thai_order(client, office):
    for name in ("โรงเรียนวัดใหม่", "โรงเรียนเกาะแก้ว", "โรงเรียนบ้านแก่ง"):
        school(office, name)
    assert names(client.get(LIST)) == ["โรงเรียนเกาะแก้ว", "โรงเรียนบ้านแก่ง", "โรงเรียนวัดใหม่"]


def test_leaves_out_closed_schools_and_those_of_another_office(client, office):
    school(office, closed_on=timezone.localdate())
    other = school(OfficeFactory(name="เขตอื่นสมมุติ"))
    assert names(client.get(LIST)) == []
    assert client.get(reverse("school", args=[other.uid])).status_code == 404


@pytest.mark.parametrize("page", ["0", "abc", "9999"])
def test_odd_page_numbers_show_a_page(client, office, page):
    school(office)
    assert len(names(client.get(LIST, {"page": page}))) == 1


def test_queries_do_not_grow(client, office, django_assert_num_queries):
    school(office)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for n in range(5):
        one = school(office, f"โรงเรียนสมมุติ {n}")
        SchoolFacts.objects.create(
            school=one, academic_year=2569, pupils=90, staff=8, as_of=timezone.localdate(), source="สมมุติ"
        )
    with django_assert_num_queries(len(few)):
        client.get(LIST)


def test_narrows_by_name_district_and_level(client, office):
    near = school(office, "โรงเรียนวัดขลุง", districts=["2202"], levels=["primary"])
    school(office, "โรงเรียนโป่งน้ำร้อน", districts=["2204"])
    for query in ({"q": "ขลุง"}, {"district": "2202"}, {"level": "primary"}):
        assert names(client.get(LIST, query)) == [near.name]


@pytest.mark.parametrize("text", ['"', "%", "\x00", "ก" * 500])
def test_takes_any_words(client, office, text):
    assert client.get(LIST, {"q": text}).status_code == 200


def test_a_profile_shows_what_is_public(client, site_tree, office):
    one = school(office)
    SchoolFacts.objects.create(
        school=one, academic_year=2569, pupils=87, staff=8, as_of=timezone.localdate(), source="ข้อมูลสมมุติ"
    )
    counts = partner_network(site_tree.partners, one)
    idle = partner_network(site_tree.partners, one, 500)
    story = PracticePageFactory(parent=site_tree.practices, owner_organisation=one)
    draft = PracticePageFactory(parent=site_tree.practices, owner_organisation=one, live=False)
    event = ExchangeEventPageFactory(
        parent=site_tree.events, host=one, starts_at=timezone.now() - timedelta(days=3)
    )
    text = client.get(reverse("school", args=[one.uid])).text
    for shown in (one.name, "87", "ข้อมูลสมมุติ", counts.partner.name, story.title, event.title):
        assert shown in text
    for hidden in (idle.partner.name, draft.title):
        assert hidden not in text


def test_the_search_narrows_schools_by_the_size_of_their_latest_year(client, office):
    one, other = school(office, "โรงเรียนเล็กสมมุติ"), school(office, "โรงเรียนกลางสมมุติ")
    for of, year, pupils in [(one, 2568, 140), (one, 2569, 118), (other, 2569, 400)]:
        SchoolFacts.objects.create(
            school=of, academic_year=year, pupils=pupils, as_of=timezone.localdate(), source="สมมุติ"
        )
    found = client.get("/search/", {"kind": "school", "school_size": "small"}).context
    assert [item.title for item in found["items"]] == [one.name]
    assert found["rows"].paginator.count == 1
    (sizes,) = [facet for facet in found["facets"] if facet.name == "school_size"]
    assert [choice.count for choice in sizes.choices] == [1, 1]
    one.facts.filter(academic_year=2569).get().delete()
    found = client.get("/search/", {"kind": "school", "school_size": "small"}).context
    assert found["rows"].paginator.count == 0
