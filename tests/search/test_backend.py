"""Wagtail's admin finds Thai: explorer, choosers, images, documents."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from accounts.models import User
from media.models import PortalDocument, PortalImage
from practices.models import PracticePage
from tests import factories

ODD = ['"', "*", "\0", " ", "NEAR", 'a"b', "ก" * 3000, "'", "\\", "AND OR NOT", "%s"]


@pytest.fixture
def practice(practice_index):
    return factories.PracticePageFactory(parent=practice_index, title="นวัตกรรมการบริหารจัดการขยะในโรงเรียน")


@pytest.fixture
def editor_client(db, client, settings):
    settings.REQUIRE_STAFF_TWO_FACTOR = False
    client.force_login(User.objects.create_superuser(email="editor@example.org", password="x" * 12))
    return client


@pytest.mark.parametrize(
    "word", ["บริหาร", "ขยะ", "โรงเรียน", "นวัตกรรมการบริหาร", "โรงเรี", "บริห", "จัดการขย", "ขยะ โรงเ"]
)
def test_autocomplete_finds_a_word_inside_a_title(practice, word):
    assert practice.pk in [page.pk for page in Page.objects.autocomplete(word)]


@pytest.mark.parametrize("word", ["บริหาร", "ขยะ", "จัดการขยะ"])
def test_search_finds_a_word_inside_a_title(practice, word):
    assert list(PracticePage.objects.search(word)) == [practice]


def test_every_word_has_to_be_there(practice):
    assert list(PracticePage.objects.search("ขยะ ว่ายน้ำ")) == []
    assert list(PracticePage.objects.search("ขยะ ว่ายน้ำ", operator="or")) == [practice]


def test_search_in_the_title_alone(practice):
    assert list(PracticePage.objects.search("ขยะ", fields=["title"])) == [practice]


def test_the_order_of_the_rows_can_be_kept(practice, practice_index):
    other = factories.PracticePageFactory(parent=practice_index, title="ขยะ")
    ordered = PracticePage.objects.order_by("title").search("ขยะ", order_by_relevance=False)
    assert list(ordered) == [other, practice]


def test_the_shorter_title_is_the_better_answer(practice, practice_index):
    other = factories.PracticePageFactory(parent=practice_index, title="ขยะ")
    assert list(PracticePage.objects.search("ขยะ")) == [other, practice]


@pytest.mark.parametrize("question", ODD)
def test_odd_questions_are_answered(practice, question):
    list(Page.objects.search(question))
    list(Page.objects.autocomplete(question))
    Page.objects.search(question).count()


def test_the_number_of_queries_does_not_grow(practice_index, django_assert_max_num_queries):
    for _n in range(8):
        factories.PracticePageFactory(parent=practice_index)
    with django_assert_max_num_queries(3):
        assert len(list(Page.objects.autocomplete("แนวปฏิบัติ"))) == 8 + 1  # and their index page


def test_the_explorer_finds_thai(editor_client, practice):
    page = editor_client.get(reverse("wagtailadmin_pages:search"), {"q": "บริหาร"}).text
    assert practice.title in page


def test_the_page_chooser_finds_thai(editor_client, practice):
    address = reverse("wagtailadmin_choose_page_search")
    assert practice.title in editor_client.get(address, {"q": "ขยะ"}).text


def test_images_and_their_chooser_find_thai(editor_client):
    image = factories.ImageFactory(title="ภาพลานกีฬาพหุวัย")
    for name in ("wagtailimages:index", "wagtailimages_chooser:choose_results"):
        assert image.title in editor_client.get(reverse(name), {"q": "กีฬา"}).text
    assert list(PortalImage.objects.search("กีฬา")) == [image]


def test_documents_and_their_chooser_find_thai(editor_client):
    document = PortalDocument.objects.create(title="แบบสำรวจพื้นที่เสี่ยง", file="a.pdf")
    for name in ("wagtaildocs:index", "wagtaildocs_chooser:choose_results"):
        assert document.title in editor_client.get(reverse(name), {"q": "พื้นที่"}).text


@pytest.mark.parametrize("question", ODD)
def test_the_explorer_survives_odd_questions(editor_client, practice, question):
    assert editor_client.get(reverse("wagtailadmin_pages:search"), {"q": question}).status_code == 200
