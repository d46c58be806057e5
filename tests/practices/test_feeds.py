from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from wagtail.models import PageViewRestriction

from practices.models import PracticePage
from tests.factories import PracticePageFactory

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def entries(client, address="/feeds/practices.atom"):
    response = client.get(address)
    assert response["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(response.content).findall(f"{ATOM}entry")


def test_newest_first_without_drafts_and_private_practices(client, practice_index):
    older = PracticePageFactory(parent=practice_index)
    PracticePage.objects.filter(pk=older.pk).update(first_published_at=datetime(2026, 1, 5, tzinfo=UTC))
    newer = PracticePageFactory(parent=practice_index)
    PracticePageFactory(parent=practice_index, live=False)
    private = PracticePageFactory(parent=practice_index)
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    assert [entry.findtext(f"{ATOM}id") for entry in entries(client)] == [newer.reference, older.reference]


def test_dates_in_the_text_are_buddhist_and_of_bangkok(client, practice_index):
    practice = PracticePageFactory(parent=practice_index)
    PracticePage.objects.filter(pk=practice.pk).update(
        first_published_at=datetime(2026, 11, 21, 18, 30, tzinfo=UTC)
    )
    assert "22 พ.ย. 2569" in entries(client)[0].findtext(f"{ATOM}summary")


def test_leads_english_readers_to_english_pages(client, practice_index):
    PracticePageFactory(parent=practice_index, title_en="Calls before nine")
    entry = entries(client, "/en/feeds/practices.atom")[0]
    assert entry.findtext(f"{ATOM}title") == "Calls before nine"
    assert "/en/practices/" in entry.find(f"{ATOM}link").get("href")
