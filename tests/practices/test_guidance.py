import pytest

from tests.factories import GuidancePageFactory, PracticePageFactory

pytestmark = pytest.mark.django_db


def test_index_parts_steps_from_hazards_in_the_editors_order(client, guidance_index):
    hazard = GuidancePageFactory(parent=guidance_index, subject="hazard", hazard="rights")
    step = GuidancePageFactory(parent=guidance_index, subject="care-step", care_step="1")
    context = client.get(guidance_index.url).context
    assert context["hazards"] == [hazard]
    assert context["care_steps"] == [step]


def test_index_leaves_out_drafts(client, guidance_index):
    draft = GuidancePageFactory(parent=guidance_index, live=False)
    assert draft.title not in client.get(guidance_index.url).text


def test_guide_shows_practices_of_its_hazard_only(client, guidance_index, practice_index):
    guide = GuidancePageFactory(parent=guidance_index, subject="hazard", hazard="violence")
    same = PracticePageFactory(parent=practice_index, hazards=["violence"])
    other = PracticePageFactory(parent=practice_index, hazards=["accident"])
    text = client.get(guide.url).text.partition('aria-labelledby="related"')[0]
    assert same.title in text
    assert other.title not in text


def test_guide_names_its_sections_in_a_list_that_leads_to_them(client, guidance_index):
    guide = GuidancePageFactory(
        parent=guidance_index, body=[("section", {"heading": "สัญญาณที่สังเกตได้", "text": "<p>เงียบลง</p>"})]
    )
    heading = guide.headings()[0]
    text = client.get(guide.url).text
    assert f'href="#{heading["id"]}"' in text
    assert f'id="{heading["id"]}"' in text
