import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import GuidancePageFactory, PartnerPageFactory, PracticePageFactory

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


@pytest.fixture
def topic(guidance_index):
    return GuidancePageFactory(
        parent=guidance_index,
        title="ยาเสพติดในสถานศึกษา",
        title_en="Drugs at school",
        subject="topic",
        sub_hazard="drugs",
        words="ยาเสพติด, ทักษะปฏิเสธ",
    )


def about_drugs(practice_index, **fields):
    return PracticePageFactory(
        parent=practice_index, hazards=["unhealthiness"], sub_hazards=["drugs"], **fields
    )


def test_topic_gathers_practices_partners_and_numbers(
    client, topic, guidance_index, practice_index, partner_index
):
    tagged, other = PracticePageFactory.create_batch(2, parent=practice_index)
    tagged.tags.add("ทักษะปฏิเสธ")
    tagged.save_revision().publish()
    by_hazard = about_drugs(practice_index)
    about_drugs(practice_index, live=False)
    helper = PartnerPageFactory(parent=partner_index, summary="ตำรวจสอนให้รู้ทันยาเสพติด")
    PartnerPageFactory(parent=partner_index, summary="ซ่อมจักรยานให้โรงเรียน")
    response = client.get(topic.url)
    assert set(response.context["practices"]) == {tagged, by_hazard}
    assert other.title not in response.text
    found = {str(name): [str(item.title) for item in items] for name, items in response.context["found"]}
    assert found == {"ภาคีเครือข่าย": [helper.title]}
    assert 'href="tel:1669"' in response.text.split("<main")[1].split("</main")[0]
    assert topic.title in client.get(guidance_index.url).text
    assert topic.url in client.get("/sitemap.xml").text
    assert topic.url in client.get("/search/", {"q": "ยาเสพติด", "kind": "guidance"}).text
    assert "Drugs at school" in client.get(f"/en{topic.url}").text


def test_hazard_and_practice_lead_to_a_published_topic_only(client, topic, guidance_index, practice_index):
    hazard = GuidancePageFactory(parent=guidance_index, subject="hazard", hazard="unhealthiness")
    elsewhere = GuidancePageFactory(parent=guidance_index, subject="hazard", hazard="accident")
    practice = about_drugs(practice_index)
    practice.tags.add("ทักษะปฏิเสธ", "คำชม")
    practice.save_revision().publish()
    assert list(client.get(hazard.url).context["topics"]) == [topic]
    assert not client.get(elsewhere.url).context["topics"]
    text = client.get(practice.url).text
    assert f'<a href="{topic.url}">ยาเสพติด</a>' in text
    assert f'<a href="{topic.url}">ทักษะปฏิเสธ</a>' in text
    assert "/search/?q=%E0%B8%84%E0%B8%B3%E0%B8%8A%E0%B8%A1" in text
    topic.unpublish()
    assert topic.url not in client.get(practice.url).text + client.get(hazard.url).text


def test_topic_asks_no_more_for_more_practices(client, topic, practice_index):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(topic.url)
        return len(captured)

    for _number in range(2):
        about_drugs(practice_index)
    queries()
    few = queries()
    for _number in range(4):
        about_drugs(practice_index)
    queries()
    assert queries() == few


def test_topic_without_words_or_hazard_goes_by_its_title(client, guidance_index, practice_index):
    topic = GuidancePageFactory(parent=guidance_index, title="ทักษะชีวิต", subject="topic")
    practice = PracticePageFactory(parent=practice_index)
    practice.tags.add("ทักษะชีวิต")
    practice.save_revision().publish()
    assert list(client.get(topic.url).context["practices"]) == [practice]
