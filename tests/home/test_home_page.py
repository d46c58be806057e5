from datetime import timedelta

import pytest
from django.utils import timezone

from home.models import FeaturedPage
from tests.factories import (
    ExchangeEventPageFactory,
    PartnershipFactory,
    PracticePageFactory,
    SchoolFactory,
    StagePageFactory,
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


def test_counts_distinct_partners_with_a_partnership_in_force(site_tree):
    school = SchoolFactory()
    first = PartnershipFactory(owner=school)
    PartnershipFactory(
        owner=school, partner=first.partner, starts_on=timezone.localdate() - timedelta(days=3)
    )
    PartnershipFactory(owner=school, ends_on=timezone.localdate() - timedelta(days=1))
    PartnershipFactory(owner=school, starts_on=timezone.localdate() + timedelta(days=1))
    PartnershipFactory(owner=school, status="02")
    coverage = site_tree.home.network_coverage()
    assert coverage.by_count == (0, 1, 0)


def test_a_school_with_three_partners_has_reached_the_minimum(site_tree):
    school = SchoolFactory()
    for _ in range(3):
        PartnershipFactory(owner=school)
    SchoolFactory()
    coverage = site_tree.home.network_coverage()
    assert (coverage.reached, coverage.schools, coverage.percent) == (1, 2, 50)


def test_closed_schools_do_not_count(site_tree):
    SchoolFactory(closed_on=timezone.localdate())
    assert site_tree.home.network_coverage().schools == 0


def test_stage_page_shows_practices_with_evidence_for_it(client, site_tree):
    stage = StagePageFactory(parent=site_tree.model)
    with_it = PracticePageFactory(parent=site_tree.practices, stages=["C"])
    without = PracticePageFactory(parent=site_tree.practices, stages=["V"])
    text = client.get(stage.url).text
    assert with_it.title in text
    assert without.title not in text
