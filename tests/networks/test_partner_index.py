import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from tests.factories import PartnerFactory, PartnerPageFactory

pytestmark = pytest.mark.django_db


def named(index, name, **organisation):
    return PartnerPageFactory(parent=index, organisation=PartnerFactory(name=name, **organisation))


def titles(response):
    return [partner.title for partner in response.context["rows"]]


def test_in_thai_dictionary_order(client, partner_index):
    for name in ("เกาะแก้ว", "ขวัญใจ", "กล้าหาญ", "แก้วตา"):
        named(partner_index, name)
    assert titles(client.get(partner_index.url)) == ["กล้าหาญ", "เกาะแก้ว", "แก้วตา", "ขวัญใจ"]


def test_leaves_out_drafts_private_and_closed_partners(client, partner_index):
    draft = PartnerPageFactory(parent=partner_index, live=False)
    private = PartnerPageFactory(parent=partner_index)
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    closed = named(partner_index, "เลิกแล้ว", closed_on=timezone.localdate())
    text = client.get(partner_index.url).text
    for partner in (draft, private, closed):
        assert partner.title not in text


@pytest.mark.parametrize("page", ["0", "abc", "9999"])
def test_odd_page_numbers_show_a_page(client, partner_index, page):
    partner = PartnerPageFactory(parent=partner_index)
    assert titles(client.get(partner_index.url, {"page": page})) == [partner.title]


def test_queries_do_not_grow_with_the_rows(client, partner_index):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(partner_index.url)
        return len(captured)

    PartnerPageFactory(parent=partner_index)
    queries()
    one = queries()
    for _ in range(8):
        PartnerPageFactory(parent=partner_index)
    assert queries() == one


def test_narrows_by_type_district_and_way_of_working(client, partner_index):
    wanted = named(partner_index, "ตรงทุกข้อ", partner_type="police", districts=["2204", "2207"])
    named(partner_index, "ต่างประเภท", partner_type="temple", districts=["2207"])
    named(partner_index, "ต่างอำเภอ", partner_type="police", districts=["2202"])
    query = {"partner_type": "police", "district": "2207", "cooperation": "04"}
    assert titles(client.get(partner_index.url, query)) == [wanted.title]
