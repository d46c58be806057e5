"""What stands below practices and guides: others much like them."""

import re

import pytest
from wagtail.models import PageViewRestriction

from search.templatetags import related
from tests import factories


def links(response):
    part = response.text.partition('aria-labelledby="related"')[2].partition("</section>")[0]
    return re.findall(r'href="([^"]+)"', part)


@pytest.fixture
def floods(practice_index):
    return [
        factories.PracticePageFactory(
            parent=practice_index,
            title=f"ซ้อมหนีน้ำท่วม {place}",
            summary=f"นักเรียนซ้อมหนีน้ำท่วมกับผู้ปกครองที่{place}",
            hazards=["accident"],
        )
        for place in ("คลองหนึ่ง", "คลองสอง", "คลองสาม", "คลองสี่", "คลองห้า")
    ]


def test_a_practice_shows_three_others_like_it(client, floods):
    found = links(client.get(floods[0].url))
    assert len(found) == 3
    assert set(found) <= {page.url for page in floods[1:]}


def test_leaves_out_drafts_and_private_practices(client, floods):
    floods[1].unpublish()
    PageViewRestriction.objects.create(page=floods[2], restriction_type="login")
    found = links(client.get(floods[0].url))
    assert floods[1].url not in found
    assert floods[2].url not in found


def test_shows_nothing_if_nothing_is_alike(client, practice_index, monkeypatch):
    page = factories.PracticePageFactory(parent=practice_index)
    monkeypatch.setattr(related, "similar", lambda page, limit, kinds: [])
    assert "เรื่องใกล้เคียง" not in client.get(page.url).text


def test_a_guide_shows_none_that_it_shows_already(client, guidance_index, floods):
    guide = factories.GuidancePageFactory(
        parent=guidance_index, title="ซ้อมหนีน้ำท่วม", subject="hazard", hazard="accident"
    )
    response = client.get(guide.url)
    shown = {page.url for page in response.context["practices"]}
    found = links(response)
    assert found
    assert not shown & set(found)


def test_only_practices_and_guides(client, site_tree, floods):
    event = factories.ExchangeEventPageFactory(parent=site_tree.events, title="เวทีซ้อมหนีน้ำท่วม")
    assert event.url not in links(client.get(floods[0].url))


def test_asks_the_database_no_more_for_more_pages(client, floods, django_assert_max_num_queries):
    client.get(floods[0].url)
    with django_assert_max_num_queries(3):
        related.related(floods[0])


def test_english_leads_to_english(client, floods):
    assert all(url.startswith("/en/") for url in links(client.get(f"/en{floods[0].url}")))


def test_a_page_that_is_not_saved_yet_is_like_none():
    assert related.related(factories.PracticePageFactory._meta.model())["items"] == []
