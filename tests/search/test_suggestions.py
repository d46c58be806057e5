"""Suggestions for whoever is still typing."""

import json
import re
import time
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from search import asked, suggestions
from search.engine import Suggestion
from search.models import QueryTally
from tests import factories


def offered(client, text, prefix=""):
    return json.loads(client.get(f"{prefix}/search/suggest/", {"q": text}).content)


def texts(client, text):
    return [offer["text"] for offer in offered(client, text)["suggestions"]]


def tally(text, searches=5, empty=0):
    QueryTally.objects.create(
        day=timezone.localdate(), digest=asked.question(text)[:32], text=text, searches=searches, empty=empty
    )


def test_offers_titles_with_kind_and_address(client, practice_index):
    page = factories.PracticePageFactory(parent=practice_index, title="ธนาคารอาหารเช้า")
    (offer,) = offered(client, "ธนาคารอา")["suggestions"]
    assert offer == {"text": page.title, "kind": "แนวปฏิบัติ", "url": page.url}


def test_leaves_out_drafts_and_private_pages(client, practice_index):
    factories.PracticePageFactory(parent=practice_index, title="ธนาคารฉบับร่าง", live=False)
    private = factories.PracticePageFactory(parent=practice_index, title="ธนาคารภายใน")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    assert texts(client, "ธนาคาร") == []


def test_leads_to_english_pages_under_english(client, practice_index):
    url = factories.PracticePageFactory(parent=practice_index, title="ธนาคารอาหารเช้า").url
    (offer,) = offered(client, "ธนาคารอา", prefix="/en")["suggestions"]
    assert offer["url"] == f"/en{url}"
    assert offer["kind"] == "Practices"


def test_offers_what_many_searched_for_first(client, practice_index):
    factories.PracticePageFactory(parent=practice_index, title="เยี่ยมบ้านสองครู")
    tally("เยี่ยมบ้านออนไลน์", searches=9)
    tally("เยี่ยมบ้านใกล้", searches=4)
    tally("เยี่ยมบ้านไกล", searches=3)
    found = texts(client, "เยี่ยม")
    assert found[:2] == ["เยี่ยมบ้านออนไลน์", "เยี่ยมบ้านใกล้"]
    assert "เยี่ยมบ้านสองครู" in found
    assert "เยี่ยมบ้านไกล" not in found


def test_offers_no_query_that_finds_nothing(client, site_tree):
    tally("เยี่ยมดาวอังคาร", searches=5, empty=5)
    assert texts(client, "เยี่ยม") == []


def test_a_rare_query_is_offered_to_nobody(client, site_tree):
    QueryTally.objects.create(day=timezone.localdate(), digest="x", searches=1)
    assert texts(client, "เยี่ยม") == []


@pytest.mark.parametrize("text", ["อยากตาย", "กรีด แขน", "ฆ่าตัวต่าย", "suicide"])
def test_danger_leads_to_the_numbers_and_nowhere_else(client, practice_index, text):
    factories.PracticePageFactory(parent=practice_index, title=f"{text} ในโรงเรียน")
    found = offered(client, text)
    assert found["crisis"]
    assert [offer["url"] for offer in found["suggestions"]] == ["#numbers"]


@pytest.mark.parametrize("page", ["/", "/search/?q=ครู", "/en/"])
def test_the_numbers_are_on_every_page_with_a_box(client, site_tree, page):
    text = client.get(page).text
    assert 'id="numbers"' in text
    assert re.search(r'data-suggest="(/en)?/search/suggest/"', text)


@pytest.mark.parametrize(
    "text", ["", "ก", " ", "\0\0\0", "ก" * 5000, "%_%", '"', "NEAR(", "<b>", "เด็กชายสมมุติ ใจดี", "0812345678"]
)
def test_nothing_typed_breaks_it(client, site_tree, text):
    response = client.get("/search/suggest/?q=" + quote(text))
    assert response.status_code == 200
    assert json.loads(response.content) == {"crisis": False, "suggestions": []}


def test_asks_the_engine_for_a_few(client, site_tree, monkeypatch):
    asked_for = []

    def suggest(text, limit):
        asked_for.append((text, limit))
        return [Suggestion("ครูเวร", "practice", "/x/")]

    monkeypatch.setattr(suggestions, "suggest", suggest)
    assert texts(client, " ครู  เวร ") == ["ครูเวร"]
    assert asked_for == [("ครู เวร", suggestions.MOST_TITLES)]


def test_is_kept_nowhere_and_asked_only_so_often(client, site_tree, settings, monkeypatch):
    # All within one minute, however slow the machine is.
    began = time.time()
    monkeypatch.setattr("accounts.ratelimit.time", SimpleNamespace(time=lambda: began))
    settings.RATE_LIMITS = True
    settings.PUBLIC_CACHE_SECONDS = 60
    answers = [client.get("/search/suggest/", {"q": "ครู"}) for _time in range(241)]
    assert answers[0]["Cache-Control"] == "no-store"
    assert answers[239].status_code == 200
    assert answers[240].status_code == 429


def test_asks_the_database_only_so_often(client, practice_index, django_assert_max_num_queries):
    for number in range(8):
        factories.PracticePageFactory(parent=practice_index, title=f"ธนาคาร {number}")
    client.get("/search/suggest/", {"q": "ธนา"})
    with django_assert_max_num_queries(4):
        assert len(texts(client, "ธนา")) == suggestions.MOST_TITLES


def test_other_methods_are_refused(client, site_tree):
    assert client.post("/search/suggest/").status_code == 405
