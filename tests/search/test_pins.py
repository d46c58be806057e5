"""Results that stand first because an editor says so."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from search.models import Pin
from search.pages import key_of
from search.pins import pinned
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice(practice_index):
    return factories.PracticePageFactory(parent=practice_index, title="เรื่องที่ปักหมุด")


def pin(page, query="ลานกีฬา โรงเรียน", **more):
    return Pin.objects.create(query=query, page=page, **{"starts_on": date(2020, 1, 1), **more})


@pytest.mark.parametrize("text", ["ลานกีฬา โรงเรียน", "  ลานกีฬา   โรงเรียน ", "โรงเรียน ลานกีฬา", "ลานกีฬาโรงเรียน"])
def test_however_the_query_is_typed(practice, text):
    pin(practice)
    assert pinned(text) == [key_of(practice.pk)]


@pytest.mark.parametrize("text", ["", "ลานกีฬา", "สถานศึกษา ลานกีฬา", "!!", "\0"])
def test_other_queries_and_synonyms_are_not_meant(practice, text):
    pin(practice)
    assert pinned(text) == []


def test_only_from_its_first_to_its_last_day(practice):
    today = timezone.localdate()
    row = pin(practice, starts_on=today, ends_on=today)
    assert pinned(row.query)
    Pin.objects.update(starts_on=today + timedelta(days=1), ends_on=None)
    assert pinned(row.query) == []
    Pin.objects.update(starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=1))
    assert pinned(row.query) == []


def test_leaves_out_drafts_and_private_pages(practice_index):
    draft = factories.PracticePageFactory(parent=practice_index, live=False)
    private = factories.PracticePageFactory(parent=practice_index)
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    pin(draft)
    pin(private)
    assert pinned("ลานกีฬา โรงเรียน") == []


def test_in_the_order_of_their_places_and_three_at_most(practice_index):
    pages = factories.PracticePageFactory.create_batch(4, parent=practice_index)
    for place, page in zip([4, 2, 1, 3], pages, strict=True):
        pin(page, position=place)
    assert pinned("ลานกีฬา โรงเรียน") == [key_of(pages[at].pk) for at in (2, 1, 3)]


def test_a_query_that_nobody_pinned_costs_one_query(practice, django_assert_num_queries):
    pin(practice)
    with django_assert_num_queries(1):
        pinned("น้ำท่วม")


def test_the_results_show_it_first_and_once(client, practice, practice_index):
    pin(practice, query="สนามกว้าง")
    other = factories.PracticePageFactory(parent=practice_index, title="สนามกว้าง สนามกว้าง")
    page = client.get("/search/", {"q": "สนามกว้าง"})
    assert 0 < page.text.index(practice.url) < page.text.index(other.url)
    assert page.text.count(f'href="{practice.url}"') == 1
    assert "แนะนำโดยผู้ดูแล" in page.text


@pytest.mark.parametrize("more", [{"hazard": "rights"}, {"sort": "newest"}, {"exact": "on"}])
def test_whoever_narrows_or_sorts_gets_just_that(client, practice, more):
    pin(practice, query="สนามกว้าง")
    assert "แนะนำโดยผู้ดูแล" not in client.get("/search/", {"q": "สนามกว้าง", **more}).text


def test_it_stands_there_even_if_nothing_is_found(client, practice):
    pin(practice, query="ดาราศาสตร์อวกาศ")
    assert practice.url in client.get("/search/", {"q": "ดาราศาสตร์อวกาศ"}).text


def test_a_pin_goes_with_its_page(practice):
    pin(practice)
    practice.delete()
    assert not Pin.objects.exists()
