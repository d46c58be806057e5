from datetime import timedelta

import pytest
from django.utils import timezone

from home.models import FeaturedPage
from tests.factories import (
    ExchangeEventPageFactory,
    PracticePageFactory,
    SchoolFactory,
    StagePageFactory,
    partner_network,
)

pytestmark = pytest.mark.django_db


def test_asks_its_question_and_offers_the_search(client, site_tree):
    text = client.get("/").text
    assert "วันนี้คุณครูกำลังดูแลเรื่องอะไร" in text
    assert 'role="search"' in text


def test_puts_forward_what_the_editors_chose_in_their_order(client, site_tree):
    first = PracticePageFactory(parent=site_tree.practices)
    second = PracticePageFactory(parent=site_tree.practices)
    draft = PracticePageFactory(parent=site_tree.practices, live=False)
    site_tree.home.featured = [
        FeaturedPage(page=page, sort_order=order) for order, page in enumerate((second, draft, first))
    ]
    site_tree.home.save_revision().publish()
    context = client.get("/").context
    assert [page.pk for page in context["put_forward"]] == [second.pk, first.pk]


def test_shows_upcoming_events_but_no_past_or_cancelled_ones(client, site_tree):
    upcoming = ExchangeEventPageFactory(parent=site_tree.events)
    past = ExchangeEventPageFactory(parent=site_tree.events, starts_at=timezone.now() - timedelta(days=9))
    cancelled = ExchangeEventPageFactory(parent=site_tree.events, state="cancelled", cancelled_reason="ฝน")
    text = client.get("/").text
    assert upcoming.title in text
    assert past.title not in text
    assert cancelled.title not in text


def test_counts_networks_by_the_office_s_rule(client, site_tree):
    school = SchoolFactory()
    for days_ago in (30, 60, 90, 500):
        partner_network(site_tree.partners, school, days_ago)
    SchoolFactory()
    SchoolFactory(closed_on=timezone.localdate())
    response = client.get("/")
    counted = response.context["coverage"]
    assert (counted.by_count, counted.reached, counted.schools) == ((1, 0, 0), 1, 2)
    assert "นับภาคีที่เขตตรวจสอบแล้ว" in response.text


def test_stage_page_shows_practices_with_evidence_for_it(client, site_tree):
    stage = StagePageFactory(parent=site_tree.model)
    with_it = PracticePageFactory(parent=site_tree.practices, stages=["C"])
    without = PracticePageFactory(parent=site_tree.practices, stages=["V"])
    text = client.get(stage.url).text
    assert with_it.title in text
    assert without.title not in text
