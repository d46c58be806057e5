"""Partners for other programs: files with the Sandbox's codes, a feed, data for search engines, the search."""

import json
import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from networks.models import Offer, PartnerPage
from search.engine import Query
from search.pages import find
from tests.factories import (
    CommitmentFactory,
    OfferFactory,
    OfficeFactory,
    OrganisationFactory,
    PartnerFactory,
    PartnerPageFactory,
    SchoolFactory,
    partner_network,
)
from tests.networks.vetting.conftest import granted

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
TODAY = timezone.localdate


@pytest.fixture
def link(partner_index):
    """A school works with a hospital."""
    school = SchoolFactory(name="โรงเรียนบ้านสมมุติ", obec_code="1022000001")
    made = partner_network(partner_index, school, levels=["01", "04"])
    made.partner.partner_type = "hospital"
    made.partner.save()
    return made


def text_of(response) -> str:
    return b"".join(response.streaming_content).decode() if response.streaming else response.text


def test_partners_with_the_codes_of_the_education_sandbox(client, link):
    (partner,) = client.get(reverse("networks:partners_json")).json()["partners"]
    assert partner["sandbox"]["ParticipantTypeCode"] == "02"
    (together,) = partner["sandbox"]["Cooperation"]
    assert together["SchoolID"] == "1022000001"
    assert together["CooperationStatusCode"] == "01"
    assert together["CooperationLevelCode"] == ["01", "04"]
    assert together["StartDate"] == link.starts_on.isoformat()


def test_the_same_as_tables(client, link):
    partners = text_of(client.get(reverse("networks:partners_csv")))
    assert f"{link.partner.name},,02,หน่วยงานรัฐ/รัฐวิสาหกิจ" in partners
    together = text_of(client.get(reverse("networks:cooperation_csv")))
    assert f"{link.partner.name},02,1022000001,โรงเรียนบ้านสมมุติ" in together
    assert together.rstrip().endswith(",01,01 04")


def test_leaves_out_what_no_visitor_may_read(client, link, partner_index):
    hidden = PartnerPageFactory(parent=partner_index, title="ภาคีที่ซ่อนอยู่", live=False)
    link.ends_on = TODAY() - timedelta(days=1)
    link.save()
    for name in ("partners_json", "partners_csv", "cooperation_csv", "network_feed"):
        address = reverse(name if name == "network_feed" else f"networks:{name}")
        assert hidden.organisation.name not in text_of(client.get(address))
    assert client.get(reverse("networks:partners_json")).json()["partners"][0]["sandbox"]["Cooperation"] == []


def test_takes_away_what_the_list_shows(client, link, partner_index):
    PartnerPageFactory(parent=partner_index, organisation=PartnerFactory(partner_type="police"))
    found = client.get(reverse("networks:partners_json"), {"partner_type": "police"}).json()["partners"]
    assert [one["type"]["key"] for one in found] == ["police"]
    page = client.get(partner_index.url, {"partner_type": "police"}).text
    assert f"{reverse('networks:partners_json')}?partner_type=police" in page


@pytest.mark.parametrize("name", ["partners_json", "partners_csv", "cooperation_csv"])
def test_takes_away_what_the_office_trusts(client, link, partner_index, name):
    granted(link.partner)
    listed = PartnerPageFactory(parent=partner_index, organisation__name="มูลนิธิที่ขึ้นรายการเท่านั้น")
    text = text_of(client.get(reverse(f"networks:{name}"), {"level": "2"}))
    assert link.partner.name in text
    assert listed.organisation.name not in text


def test_queries_do_not_grow(client, link, partner_index, django_assert_num_queries):
    address = reverse("networks:partners_json")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for _ in range(4):
        partner_network(partner_index, link.owner)
    with django_assert_num_queries(len(few)):
        client.get(address)


def test_new_partners_as_a_feed_the_newest_first(client, partner_index):
    old, new = PartnerPageFactory.create_batch(2, parent=partner_index)
    PartnerPage.objects.filter(pk=old.pk).update(first_published_at=timezone.now() - timedelta(days=9))
    response = client.get(reverse("network_feed"))
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(response.content)
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
    assert titles == [new.title, old.title]


def test_a_sign_that_xml_cannot_hold_does_not_end_the_feed(client, partner_index):
    PartnerPageFactory(parent=partner_index, title="มูลนิธิ\x0bสมมุติ", what_we_offer="สอน\x1fว่ายน้ำ")
    response = client.get(reverse("network_feed"))
    [entry] = ElementTree.fromstring(response.content).iter(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "มูลนิธิ สมมุติ"


def test_commitments_in_force_stand_in_the_feed_without_who_signed(client, partner_index):
    CommitmentFactory(title="ร่างที่ยังไม่มีผล")
    made = CommitmentFactory(state="in-force", in_force_at=timezone.now())
    CommitmentFactory(state="in-force", in_force_at=timezone.now(), is_public=False, title="ไม่เผยแพร่")
    text = client.get(reverse("network_feed")).text
    assert made.title in text
    assert made.get_absolute_url() in text
    assert "ร่างที่ยังไม่มีผล" not in text
    assert "ไม่เผยแพร่" not in text
    assert "ลงนาม" not in text


def linked_data(response) -> dict:
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', response.text, re.S)
    return json.loads(text)


def test_profiles_tell_search_engines_who_they_are(client, link):
    page = PartnerPage.objects.get()
    data = linked_data(client.get(page.url))
    assert (data["@type"], data["name"], data["identifier"]) == ("Organization", page.title, page.reference)
    school = linked_data(client.get(reverse("school", args=[link.owner.uid])))
    assert "Organization" in school["@type"]
    assert (school["name"], school["identifier"]) == (link.owner.name, "1022000001")


def test_no_name_ends_the_data_s_element(client, partner_index):
    words = "ช่วยเหลือ</script><script>alert(1)</script>"
    page = PartnerPageFactory(parent=partner_index, what_we_offer=words)
    response = client.get(page.url)
    assert "<script>alert" not in response.text
    assert linked_data(response)["description"] == words


# Found by the search


def titles(text: str, **filters: str) -> list[str]:
    query = Query(text, filters={name: frozenset([value]) for name, value in filters.items()})
    return [hit.title for hit in find(query)[:20]]


def test_a_school_s_profile_is_found_by_name_and_district(client, site_tree):
    school = SchoolFactory(name="โรงเรียนวัดเขาพลอยแหวนสมมุติ", districts=["2204"])
    assert school.name in titles("พลอยแหวน")
    assert school.name in titles("", kind="school", district="2204")
    text = client.get("/search/", {"q": "พลอยแหวน"}).text
    assert reverse("school", args=[school.uid]) in text


def test_finds_a_school_under_its_new_name_and_no_more_once_it_is_closed(site_tree):
    school = SchoolFactory(name="โรงเรียนวัดเขาพลอยแหวนสมมุติ")
    assert titles("พลอยแหวน")
    school.name = "โรงเรียนริมคลองสมมุติ"
    school.save()
    assert school.name in titles("ริมคลอง")
    assert school.name not in titles("พลอยแหวน")
    school.closed_on = TODAY()
    school.save()
    assert school.name not in titles("ริมคลอง")


def test_does_not_find_schools_of_another_office_nor_clusters(site_tree):
    OfficeFactory()
    SchoolFactory(name="โรงเรียนพลอยแหวนสมมุติ", office=OfficeFactory(name="เขตอื่นสมมุติ"))
    OrganisationFactory(kind="cluster", name="กลุ่มพลอยแหวน")
    assert titles("พลอยแหวน") == []


def test_a_partner_is_found_by_what_it_offers_as_long_as_it_does(partner_index):
    page = PartnerPageFactory(parent=partner_index)
    offer = OfferFactory(partner=page.organisation, title="สอนว่ายน้ำเอาชีวิตรอด")
    assert page.title in titles("ว่ายน้ำเอาชีวิตรอด")
    offer.paused = True
    offer.save()
    assert page.title not in titles("ว่ายน้ำเอาชีวิตรอด")
    Offer.objects.all().delete()
    assert titles("ว่ายน้ำเอาชีวิตรอด") == []
