"""Lists of practices that the office curates."""

import pytest
from wagtail.models import PageViewRestriction

from practices.models import CollectionEntry, PracticeCollectionPage
from tests.factories import PracticePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(practice_index):
    return PracticePageFactory.create_batch(3, parent=practice_index)


def collection(index, pages, **fields):
    page = PracticeCollectionPage(title="เริ่มได้พรุ่งนี้ (สมมุติ)", slug="tomorrow", **fields)
    page.entries = [
        CollectionEntry(practice=practice, note=f"เหตุผล {number}", sort_order=number)
        for number, practice in enumerate(pages)
    ]
    index.add_child(instance=page)
    page.save_revision().publish()
    return page


def test_shows_practices_in_the_offices_order_with_their_reasons(client, practice_index, pages):
    first, second, third = pages
    page = collection(practice_index, [third, first, second])
    text = client.get(page.url).text
    places = [text.index(one.title) for one in (third, first, second)]
    assert places == sorted(places)
    assert "เหตุผล 0" in text


def test_leaves_out_what_is_not_public(client, practice_index, pages):
    shown, draft, private = pages
    page = collection(practice_index, pages)
    draft.unpublish()
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    text = client.get(page.url).text
    assert shown.title in text
    assert draft.title not in text
    assert private.title not in text


def test_stands_above_the_list_of_practices(client, practice_index, pages):
    page = collection(practice_index, pages)
    assert page.url in client.get(practice_index.url).text
    page.unpublish()
    assert "เริ่มได้พรุ่งนี้" not in client.get(practice_index.url).text


def test_an_empty_one_says_what_will_be_here(client, practice_index):
    assert "ยังไม่มีเรื่องในชุดนี้" in client.get(collection(practice_index, []).url).text


def test_needs_no_more_queries_for_more(client, practice_index, pages, django_assert_max_num_queries):
    page = collection(practice_index, [*pages, *PracticePageFactory.create_batch(6, parent=practice_index)])
    client.get(page.url)
    with django_assert_max_num_queries(40):
        client.get(page.url)
