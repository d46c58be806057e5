"""What each result shows, what narrows the list, and what helps when nothing is found."""

import re

import pytest

from tests import factories


@pytest.fixture
def practices(practice_index):
    """Three practices on floods, of two districts, with different strengths."""

    def practice(title, district, **fields):
        school = factories.SchoolFactory(districts=[district])
        tags = fields.pop("tags", [])
        page = factories.PracticePageFactory(
            parent=practice_index, title=title, owner_organisation=school, hazards=["accident"], **fields
        )
        page.tags.add(*tags)
        page.save_revision().publish()
        return page

    return [
        practice(
            "ซ้อมหนีน้ำท่วม", "2202", sub_hazards=["natural"], evidence="compared", cost=300, tags=["น้ำท่วม"]
        ),
        practice(
            "น้ำท่วมโรงเรียน",
            "2202",
            sub_hazards=["natural"],
            evidence="opinion",
            cost=9000,
            school_sizes=["small"],
            target_groups=["learners", "schools"],
            dimensions=["body"],
            tags=["น้ำท่วม", "แผน"],
        ),
        practice("ถนนลื่นหน้าฝนน้ำท่วม", "2204", sub_hazards=["vehicle"], term="1"),
    ]


def facet(response, name):
    found = [facet for facet in response.context["facets"] if facet.name == name]
    return {choice.label: choice.count for choice in found[0].choices} if found else {}


def texts(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.text))


def test_counts_sub_types_sizes_evidence_needs_and_topics(client, practices):
    response = client.get("/search/", {"q": "น้ำท่วม", "kind": "practice"})
    assert facet(response, "sub_hazard") == {"ภัยธรรมชาติ": 2, "ภัยจากยานพาหนะ": 1}
    assert facet(response, "school_size") == {"ขนาดเล็ก": 1}
    assert facet(response, "target_group") == {"ผู้เรียน": 1, "สถานศึกษา": 1}
    assert facet(response, "dimension") == {"ร่างกาย": 1}
    assert list(facet(response, "evidence").values()) == [1, 1]
    assert facet(response, "tag") == {"น้ำท่วม": 2, "แผน": 1}
    assert facet(response, "need")["ทำจบในภาคเรียนเดียว"] == 1


def test_filters_narrow_together(client, practices):
    response = client.get("/search/", {"sub_hazard": "natural", "tag": "แผน", "district": "2202"})
    assert [item.url for item in response.context["items"]] == [practices[1].url]


def test_every_count_comes_true(client, practices):
    response = client.get("/search/", {"q": "น้ำท่วม", "district": "2202"})
    for found in response.context["facets"]:
        for choice in found.choices:
            if not response.context["query"].filters.get(found.name):
                assert client.get(choice.url).context["rows"].paginator.count == choice.count


def test_topics_beyond_the_most_frequent_are_left_out(client, practice_index):
    page = factories.PracticePageFactory(parent=practice_index, title="หลายหัวข้อ")
    page.tags.add(*[f"หัวข้อ {number:02}" for number in range(20)])
    page.save_revision().publish()
    assert len(facet(client.get("/search/", {"kind": "practice"}), "tag")) == 12


def test_a_chosen_topic_stays_in_sight_though_nothing_has_it(client, practices):
    response = client.get("/search/", {"q": "น้ำท่วม", "tag": "ไม่มีใครใช้"})
    assert [choice.label for _name, choice in response.context["chips"]] == ["ไม่มีใครใช้"]


@pytest.mark.parametrize("tag", ["", "\0", " ", "<b>", "x" * 5000, "' OR 1=1 --"])
def test_no_topic_breaks_the_page(client, practices, tag):
    response = client.get("/search/", {"tag": [tag] * 30})
    assert response.status_code == 200
    assert "<b>" not in response.text.partition("chips chosen")[2].partition("</ul>")[0]


def test_a_result_names_its_district(client, practices):
    assert "อำเภอขลุง" in client.get("/search/", {"q": "ซ้อมหนีน้ำท่วม"}).text
    assert "Khlung district" in client.get("/en/search/", {"q": "ซ้อมหนีน้ำท่วม"}).text


def test_a_practice_of_all_districts_names_none(client, practice_index):
    office = factories.OfficeFactory(districts=["2202", "2204"])
    factories.PracticePageFactory(parent=practice_index, title="ทั้งเขตพื้นที่", owner_organisation=office)
    (item,) = client.get("/search/", {"q": "ทั้งเขตพื้นที่", "kind": "practice"}).context["items"]
    assert item.place == ""


def test_says_by_which_other_words_a_result_was_found(client, practice_index):
    factories.PracticePageFactory(
        parent=practice_index, title="เพื่อนข้าง ๆ", summary="ลดการบูลลี่ในห้องเรียน", hazards=["violence"]
    )
    response = client.get("/search/", {"q": "กลั่นแกล้งรังแก"})
    assert "พบจากคำใกล้เคียง: บูลลี่" in texts(response)


def test_names_no_other_words_where_the_typed_ones_stand(client, practice_index):
    factories.PracticePageFactory(
        parent=practice_index, title="กลั่นแกล้งรังแก", summary="ลดการบูลลี่ในห้องเรียน", hazards=["violence"]
    )
    assert "พบจากคำใกล้เคียง" not in texts(client.get("/search/", {"q": "กลั่นแกล้งรังแก"}))


def test_nothing_with_filters_says_what_there_is_without_each(client, practices):
    response = client.get("/search/", {"q": "ซ้อมหนีน้ำท่วม", "district": "2204", "evidence": "compared"})
    assert response.context["rows"].paginator.count == 0
    for choice in response.context["wider"]:
        assert client.get(choice.url).context["rows"].paginator.count == choice.count > 0
    assert response.context["nearest"][0].url == practices[0].url
    assert "ถามเครือข่าย" in response.text


def test_nothing_at_all_leads_to_the_network(client, site_tree):
    text = client.get("/search/", {"q": "ดาราศาสตร์"}).text
    assert f'href="{site_tree.partners.url}"' in text
    assert f'href="{site_tree.events.url}"' in text


def test_nothing_found_asks_the_database_only_so_often(
    client, practices, django_assert_max_num_queries, settings
):
    settings.PUBLIC_CACHE_SECONDS = 0
    many = {
        "q": "ซ้อม",
        "district": "2210",
        "evidence": "compared",
        "level": "early",
        "stage": "V",
        "year": "2541",
        "tag": ["a", "b", "c", "d"],
        "need": "one-term",
        "school_size": "xlarge",
    }
    client.get("/search/", many)
    with django_assert_max_num_queries(60):
        client.get("/search/", many)


def test_filters_fold_away_on_a_phone_without_a_script(client, practices):
    page = client.get("/search/", {"q": "น้ำท่วม"}).text
    narrow = page.partition('<nav class="narrow"')[2].partition("</nav>")[0]
    assert narrow.index("<details>") < narrow.index("district=2202")
