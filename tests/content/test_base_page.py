"""What stands around every page."""

from datetime import UTC, date, datetime

import html5lib
import pytest
from django.template import Context

from home.models import SiteSettings, StandardPage
from home.templatetags.menu import plain_pages, site_menu
from tests.factories import PracticePageFactory


def soup(response):
    return html5lib.parse(response.text, namespaceHTMLElements=False)


@pytest.fixture
def about(site_tree) -> StandardPage:
    page = StandardPage(title="เกี่ยวกับ", title_en="About", slug="about", show_in_menus=True)
    return site_tree.home.add_child(instance=page)


def alternates(page) -> dict[str, str]:
    return {
        link.get("hreflang"): link.get("href") for link in page.iter("link") if link.get("rel") == "alternate"
    }


def test_says_its_language(client, about):
    assert soup(client.get("/about/")).get("lang") == "th"
    assert soup(client.get("/en/about/")).get("lang") == "en"


def test_names_itself_in_both_languages_and_by_default(client, about):
    thai = alternates(soup(client.get("/about/")))
    assert thai == {
        "th": "http://testserver/about/",
        "en": "http://testserver/en/about/",
        "x-default": "http://testserver/about/",
    }
    assert alternates(soup(client.get("/en/about/"))) == thai


def test_switches_the_language_and_keeps_the_query(client, practice_index):
    page = soup(client.get("/practices/?stage=V"))
    (switch,) = [link for link in page.iter("a") if "switch" in (link.get("class") or "")]
    assert switch.get("href") == "/en/practices/?stage=V"


def test_canonical_address_leaves_out_the_query(client, practice_index):
    page = soup(client.get("/practices/?stage=V"))
    (canonical,) = [link for link in page.iter("link") if link.get("rel") == "canonical"]
    assert canonical.get("href") == "http://testserver/practices/"


def test_tells_line_its_title_and_summary(client, practice_index):
    practice = PracticePageFactory(parent=practice_index, title="ที่นี่ปั้นน้ำใจ", summary="สองประโยคสั้น ๆ")
    page = soup(client.get(f"/practices/{practice.slug}/"))
    told = {meta.get("property"): meta.get("content") for meta in page.iter("meta") if meta.get("property")}
    assert told["og:title"] == "ที่นี่ปั้นน้ำใจ"
    assert told["og:description"] == "สองประโยคสั้น ๆ"
    assert told["og:image"].startswith("http://testserver/static/")


def test_the_first_link_skips_to_the_content(client, about):
    page = soup(client.get("/about/"))
    first = next(page.find("body").iter("a"))
    assert first.get("href") == "#main"
    assert page.find(".//main").get("id") == "main"


def test_loads_nothing_from_elsewhere(client, about):
    page = soup(client.get("/about/"))
    loaded = [element.get("src") for element in page.iter() if element.get("src")]
    loaded += [
        link.get("href") for link in page.iter("link") if link.get("rel") not in {"canonical", "alternate"}
    ]
    assert all(address.startswith("/static/") for address in loaded)


def test_marks_the_section_in_the_menu(client, site_tree):
    page = soup(client.get("/practices/"))
    current = {link.get("href") for link in page.iter("a") if link.get("aria-current") == "page"}
    assert current == {"/practices/"}


def test_emergency_numbers_can_be_called(client, about):
    called = [link.get("href") for link in soup(client.get("/about/")).iter("a")]
    assert "tel:191" in called
    assert "tel:021266565" in called


def test_footer_has_plain_pages_that_the_editors_put_into_menus(client, about, site_tree):
    site_tree.home.add_child(instance=StandardPage(title="ลับ", slug="hidden"))
    text = client.get("/").text
    assert "/about/" in text
    assert "/hidden/" not in text


def test_a_demonstration_says_so(client, about):
    assert "ข้อมูลสาธิต" not in client.get("/about/").text
    StandardPage.objects.update(is_demo=True)
    assert "ข้อมูลสาธิต" in client.get("/about/").text


def test_mourning_takes_the_colours_away(client, about):
    site = about.get_site()
    settings = SiteSettings.for_site(site)
    settings.greyscale = True
    settings.save()
    assert soup(client.get("/about/")).get("class") == "greyscale"


def test_an_english_visitor_learns_that_a_page_is_thai_only(client, practice_index):
    practice = PracticePageFactory(parent=practice_index, title_en="")
    assert "This page is in Thai only." in client.get(f"/en/practices/{practice.slug}/").text
    assert "Thai only" not in client.get(f"/practices/{practice.slug}/").text


def test_menu_and_footer_ask_the_database_twice(rf, site_tree, about, django_assert_num_queries):
    context = Context({"request": rf.get("/about/")})
    site_menu(context)  # as after serving a page: site, root page and content types are known
    with django_assert_num_queries(2):
        site_menu(context)
        list(plain_pages(context))


def test_no_link_leads_to_another_host(client, site_tree):
    assert 'href="//' not in client.get("/en//casino.example/").text


def test_is_found_under_the_day_in_bangkok(about):
    about.first_published_at = datetime(2026, 11, 21, 20, tzinfo=UTC)
    assert about.search_record().day == date(2026, 11, 22)
