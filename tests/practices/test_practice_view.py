import pytest

from practices.models import Award
from tests.factories import PartnerFactory, PartnerPageFactory, PracticePageFactory

pytestmark = pytest.mark.django_db


def test_shows_results_as_a_table(client, practice_index):
    practice = PracticePageFactory(
        parent=practice_index,
        results=[
            (
                "measured",
                {"indicator": "ลอยตัวได้ 3 นาที", "before": "31", "after": "96", "unit": "ร้อยละ", "n": 118},
            )
        ],
    )
    text = client.get(practice.url).text
    for value in ("ลอยตัวได้ 3 นาที", "31", "96", "118"):
        assert value in text


def test_says_unknown_where_nothing_is_known(client, practice_index):
    practice = PracticePageFactory(parent=practice_index)
    assert "ยังไม่ทราบ" in client.get(practice.url).text


def test_gives_failure_its_own_place(client, practice_index):
    practice = PracticePageFactory(parent=practice_index, what_failed="<p>จัดวันเสาร์ เด็กมาไม่ถึงครึ่ง</p>")
    text = client.get(practice.url).text
    assert "สิ่งที่ไม่ได้ผล" in text
    assert "จัดวันเสาร์" in text


def test_links_only_partners_with_a_public_profile(client, practice_index, partner_index):
    public = PartnerPageFactory(parent=partner_index)
    hidden = PartnerPageFactory(parent=partner_index, live=False)
    bare = PartnerFactory()
    practice = PracticePageFactory(parent=practice_index)
    practice.partners = [public.organisation, hidden.organisation, bare]
    practice.save_revision().publish()
    text = client.get(practice.url).text
    assert public.url in text
    assert f"/partners/{hidden.slug}/" not in text
    assert bare.name in text


def test_shows_an_award_in_its_schemes_words(client, practice_index):
    practice = PracticePageFactory(parent=practice_index)
    practice.awards = [Award(scheme="obec-care", level="ยอดเยี่ยม", year=2567)]
    practice.save_revision().publish()
    text = client.get(practice.url).text
    assert "ยอดเยี่ยม" in text
    assert "2567" in text


def test_english_reader_is_told_that_the_story_is_thai(client, practice_index):
    practice = PracticePageFactory(parent=practice_index, title_en="Calls before nine")
    text = client.get(f"/en{practice.url}").text
    assert "Calls before nine" in text
    assert "the story itself is in Thai" in text


def test_draft_answers_404(client, practice_index):
    practice = PracticePageFactory(parent=practice_index, live=False)
    assert client.get(f"/practices/{practice.slug}/").status_code == 404
