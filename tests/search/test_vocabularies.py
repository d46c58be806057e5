"""What results can be narrowed by is called as its vocabulary says, in the language of the page."""

import pytest
from django.urls import reverse

from practices.models import PolicyReference, Topic
from search import pages
from search.engine import Query
from search.engines import get_engine
from tests.factories import PracticePageFactory

pytestmark = pytest.mark.django_db


def assert_follows() -> None:
    pages.find(Query())
    assert not pages.differences(get_engine().digests())


def policy(**fields) -> PolicyReference:
    return PolicyReference.objects.create(
        **{
            "key": "p-8",
            "issuer": "สพฐ.",
            "paper": "นโยบาย",
            "first_year": 2568,
            "last_year": 2569,
            "item": "8",
            "title": "ความปลอดภัย",
            "title_en": "Safety",
        }
        | fields
    )


def answering(site, **fields) -> PolicyReference:
    """A policy item with a practice that answers to it."""
    item = policy(**fields)
    page = PracticePageFactory(parent=site.practices, title="ทางม้าลายหน้าโรงเรียน")
    page.policies = [item]
    page.save_revision().publish()
    return item


def choices(client, name: str, path: str = "/search/", **more: str) -> list[tuple[str, int]]:
    facets = client.get(path, {"kind": "practice", **more}).context["facets"]
    return [
        (choice.label, choice.count) for facet in facets if facet.name == name for choice in facet.choices
    ]


def test_policy_items_are_named_in_the_language_of_the_page(client, site_tree):
    answering(site_tree)
    assert choices(client, "policy") == [("ข้อ 8 ความปลอดภัย (2568–2569)", 1)]
    assert choices(client, "policy", "/en/search/") == [("Safety (2025–2026)", 1)]
    chosen = client.get("/en/search/", {"policy": "p-8"})
    assert [choice.label for _name, choice in chosen.context["chips"]] == ["Safety (2025–2026)"]


def test_a_renamed_policy_item_is_named_anew(client, site_tree):
    item = answering(site_tree)
    assert choices(client, "policy")
    item.title = "ความปลอดภัยในสถานศึกษา"
    item.save()
    assert choices(client, "policy") == [("ข้อ 8 ความปลอดภัยในสถานศึกษา (2568–2569)", 1)]
    item.key = "p-8-new"
    item.save()
    assert choices(client, "policy", policy="p-8-new") == [("ข้อ 8 ความปลอดภัยในสถานศึกษา (2568–2569)", 1)]
    item.delete()
    assert choices(client, "policy") == []
    assert_follows()


def test_what_is_no_policy_item_narrows_nothing(client, site_tree):
    answering(site_tree)
    response = client.get("/search/", {"kind": "practice", "policy": ["ข้อ 99", "\0", "<b>"] * 9})
    assert response.context["rows"].paginator.count == 1
    assert [choice.label for _name, choice in response.context["chips"]] == ["แนวปฏิบัติ"]


def test_a_saved_search_names_its_policy_item_in_words(client, site_tree, django_user_model):
    answering(site_tree)
    client.force_login(django_user_model.objects.create_user("reader@example.org"))
    assert "ข้อ 8 ความปลอดภัย (2568–2569)" in client.get(reverse("save_search"), {"policy": "p-8"}).text


def test_a_renamed_topic_is_found_by_its_new_name(client, site_tree):
    page = PracticePageFactory(parent=site_tree.practices, title="ทางม้าลายหน้าโรงเรียน")
    page.tags.add("ข้ามถนน")
    page.save_revision().publish()
    assert choices(client, "tag") == [("ข้ามถนน", 1)]
    topic = Topic.objects.get()
    topic.name = "เดินทางปลอดภัย"
    topic.save()
    assert choices(client, "tag") == [("เดินทางปลอดภัย", 1)]
    assert page.url in client.get("/search/", {"q": "เดินทางปลอดภัย"}).text
    topic.delete()
    assert choices(client, "tag") == []
    assert_follows()


def test_years_are_those_of_the_language(client, site_tree):
    PracticePageFactory(parent=site_tree.practices, academic_year=2569)
    assert choices(client, "year") == [("2569", 1)]
    assert choices(client, "year", "/en/search/") == [("2026", 1)]


def test_thai_topics_on_an_english_page_say_so(client, site_tree):
    page = PracticePageFactory(parent=site_tree.practices)
    page.tags.add("ข้ามถนน")
    page.save_revision().publish()
    assert '<span lang="th">ข้ามถนน</span>' in client.get("/en/search/", {"kind": "practice"}).text
    assert '<span lang="th">ข้ามถนน</span>' not in client.get("/search/", {"kind": "practice"}).text
