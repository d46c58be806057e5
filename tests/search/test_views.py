"""The results page as a visitor meets it."""

import re
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from tests import factories
from tests.search.corpus import RECORDS


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.text))


def test_finds_what_was_published_by_a_word_inside_it(client, practice_index):
    practice = factories.PracticePageFactory(parent=practice_index, title="นวัตกรรมการบริหารจัดการขยะในโรงเรียน")
    response = client.get("/search/", {"q": "บริหาร"})
    assert practice.url in response.text
    assert "<mark>บริหาร</mark>" in response.text


def test_leaves_out_drafts_and_private_practices(client, practice_index):
    draft = factories.PracticePageFactory(parent=practice_index, title="ฉบับร่างเรื่องลานกีฬา", live=False)
    private = factories.PracticePageFactory(parent=practice_index, title="ภายในเรื่องลานกีฬา")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    text = client.get("/search/", {"q": "ลานกีฬา"}).text
    assert draft.title not in text
    assert private.title not in text


def test_without_question_everything_is_there(client, corpus):
    response = client.get("/search/")
    assert response.context["rows"].paginator.count >= len(RECORDS)


def test_counts_narrow(client, corpus):
    response = client.get("/search/", {"hazard": "accident", "year": "2568"})
    assert [item.url for item in response.context["items"]] == ["/flood/", "/bus/"]
    (hazards,) = [facet for facet in response.context["facets"] if facet.name == "hazard"]
    for choice in hazards.choices:
        if not choice.chosen:
            both = client.get(choice.url).context["rows"].paginator.count
            assert both == 2 + choice.count


def test_a_chosen_filter_can_be_taken_off(client, corpus):
    response = client.get("/search/", {"q": "นักเรียน", "hazard": "accident", "page": "2"})
    ((_name, chip),) = response.context["chips"]
    without = client.get(chip.url)
    assert without.context["query"].text == "นักเรียน"
    assert without.context["chips"] == []


def test_the_search_box_keeps_filters_and_order(client, corpus):
    page = client.get("/search/", {"q": "นักเรียน", "hazard": "accident", "sort": "newest"}).text
    assert '<input type="hidden" name="hazard" value="accident">' in page
    assert '<input type="hidden" name="sort" value="newest">' in page


@pytest.mark.parametrize(("page", "number"), [("abc", 1), ("0", 3), ("99999", 3), ("-1", 3), ("2", 2)])
def test_odd_page_numbers(client, corpus, page, number):
    everything = client.get("/search/").context["rows"].paginator
    response = client.get("/search/", {"page": page})
    assert response.context["rows"].number == (number if number < 3 else everything.num_pages)


def test_next_page_keeps_the_question(client, corpus):
    page = client.get("/search/", {"q": "นักเรียน โรงเรียน ครู"}).text
    assert f"q={quote('นักเรียน').replace('%20', '+')}" in page
    assert "page=2" in page


def test_unknown_filters_filter_nothing(client, corpus):
    response = client.get(
        "/search/", {"hazard": "dragons", "year": "999999", "sort": "random", "kind": "<b>"}
    )
    assert response.context["query"].filters == {}
    assert response.context["query"].order == "relevance"


@pytest.mark.parametrize(
    "question",
    [
        '"',
        "*",
        "\0",
        " ",
        "NEAR",
        'NEAR("a" "b")',
        "a AND",
        "'; DROP TABLE search_entry; --",
        "%s %d",
        "\ud800",
        "ก" * 20_000,
    ],
)
def test_nothing_typed_breaks_the_page(client, corpus, question):
    assert client.get("/search/?q=" + quote(question, errors="surrogatepass")).status_code == 200


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(
    st.dictionaries(
        st.sampled_from(["q", "page", "sort", "hazard", "year", "exact", "kind", "other"]),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    )
)
def test_no_address_breaks_the_page(site_tree, settings, query):
    settings.RATE_LIMITS = False
    settings.PUBLIC_CACHE_SECONDS = 0
    assert Client().get("/search/", query).status_code == 200


def test_a_long_question_is_cut_and_the_visitor_told(client, corpus):
    response = client.get("/search/", {"q": "จมน้ำ " + "ก" * 20_000})
    assert len(response.context["query"].text) <= 200
    assert response.context["cut_at"] == 200


def test_what_was_typed_is_never_markup(client, practice_index):
    factories.PracticePageFactory(parent=practice_index, title="<script>alert(1)</script> ลานกีฬา")
    response = client.get("/search/", {"q": "<script>alert(1)</script> ลานกีฬา"})
    assert "<script>alert" not in response.text
    assert "<mark>ลาน" in response.text


def test_a_crisis_word_shows_the_numbers_to_call_first(client, corpus):
    page = client.get("/search/", {"q": "เด็กซึมเศร้า กรีดแขน"}).text
    assert 0 < page.index("crisis-title") < page.index('class="hits"')
    assert "1323" in page


def test_other_words_show_no_crisis_panel(client, corpus):
    assert "crisis-title" not in client.get("/search/", {"q": "เยี่ยมบ้าน"}).text


def test_nothing_found_shows_ways_in(client, corpus):
    response = client.get("/search/", {"q": "ดาราศาสตร์"})
    assert response.context["rows"].paginator.count == 0
    assert "?hazard=violence" in response.text
    assert "?stage=V" in response.text


def test_says_what_it_searched_for_instead(client, corpus):
    response = client.get("/search/", {"q": "บุรี่ไฟฟ้า"})
    assert "บุหรี่ไฟฟ้า" in text_of(response)
    exact = client.get(response.context["exact_url"])
    assert exact.context["found"].corrected is None


def test_english_shows_english_where_there_is_any(client, site_tree):
    factories.StandardPageFactory(
        parent=site_tree.home,
        title="ลานกีฬา",
        slug="a",
        title_en="Sports court",
        summary_en="A court for all.",
    )
    factories.StandardPageFactory(parent=site_tree.home, title="สนาม sports", slug="b")
    page = client.get("/en/search/", {"q": "sports"}).text
    assert "<mark>Sports</mark> court" in page
    assert 'href="/en/a/"' in page
    assert 'lang="th">สนาม' in page


def test_is_not_for_search_engines(client, corpus):
    assert '<meta name="robots" content="noindex' in client.get("/search/", {"q": "ครู"}).text


def test_a_title_is_shown_where_it_stands_in_its_language(client, corpus):
    assert "30 ม.ค. 2569" not in client.get("/search/", {"q": "จมน้ำ"}).text
    assert "15 ม.ค. 2569" in client.get("/search/", {"q": "จมน้ำ"}).text


def test_the_number_of_queries_does_not_grow_with_the_results(
    client, corpus, django_assert_max_num_queries, settings
):
    settings.PUBLIC_CACHE_SECONDS = 0
    client.get("/search/", {"q": "นักเรียน"})
    with django_assert_max_num_queries(30) as one:
        client.get("/search/", {"q": "ตำรวจ"})
    with django_assert_max_num_queries(30) as many:
        assert len(client.get("/search/", {"q": "นักเรียน"}).context["items"]) == 10
    assert len(many) <= len(one) + 1


def test_other_methods_are_refused(client, corpus):
    assert client.post("/search/").status_code == 405
