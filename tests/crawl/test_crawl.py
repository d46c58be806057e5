"""Every public page of the demonstration, in both languages, as one visitor meets it."""

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import polib
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from wagtail.models import Page

from portal.moving import contents, reading, writing
from programme.indicators.freezing import is_whole
from programme.models import Statement
from tests.crawl.crawler import SIGN_IN, Visit, crawl, parse_errors, visible_text
from tests.crawl.moving import contents_of, texts_of_pages

#: A practice asks most: who uses it, its family, where it stands, what is like it.
MOST_QUERIES = 40
MOST_BYTES = 250_000

#: Shorter English words stand in Thai text for good reasons: names, units, "PLC".
SHORTEST_PHRASE = 12

#: Where an English page may link to without its prefix.
WITHOUT_LANGUAGE = ("/admin/", "/media/", "/documents/", "/static/", "/sitemap.xml", "/robots.txt")

Site = dict[str, Visit]


@pytest.fixture(scope="module")
def site(demonstration) -> Site:
    return crawl(Client(), "/", "/en/")


@pytest.fixture(scope="module")
def pages(site: Site) -> list[Visit]:
    return [visit for visit in site.values() if visit.is_page]


def wrong(lines: Iterator[str]) -> str:
    """What is wrong, for the message of a failed test: the first twenty."""
    found = list(lines)
    return "\n".join([*found[:20], f"… {len(found)} in all"]) if found else ""


def test_reaches_the_whole_site(pages):
    paths = {visit.path for visit in pages}
    for section, least in {"practices": 25, "partners": 30, "events": 8, "guidance": 9, "funds": 3}.items():
        for prefix in ("", "/en"):
            found = [path for path in paths if re.fullmatch(rf"{prefix}/{section}/[^/]+/", path)]
            assert len(found) >= least, f"{prefix}/{section}/: {len(found)}"


def test_every_link_leads_somewhere(site):
    assert not wrong(
        f"{visit.status} {visit}"
        for visit in site.values()
        if visit.status != 200 and not (visit.status == 302 and SIGN_IN in visit.location)
    )


def test_html_is_valid(pages):
    assert not wrong(
        f"{visit}: {errors[:3]}" for visit in one_of_each(pages) if (errors := parse_errors(visit.body))
    )


def one_of_each(pages: list[Visit]) -> list[Visit]:
    """Pages of the same template differ in their texts only; a few of each are read strictly."""
    by_kind = defaultdict(list)
    for visit in pages:
        by_kind[re.sub(r"/[a-z]+\d\d-\d{4}/", "/…/", visit.path)].append(visit)
    return [visit for group in by_kind.values() for visit in group[:6]]


def test_ids_are_unique(pages):
    for visit in pages:
        ids = Counter(element.get("id") for element in visit.document.iterfind(".//*[@id]"))
        assert not [name for name, count in ids.items() if count > 1], str(visit)


def test_references_to_ids_lead_to_an_element(pages):
    for visit in pages:
        ids = {element.get("id") for element in visit.document.iterfind(".//*[@id]")}
        for attribute in ("aria-labelledby", "aria-describedby", "for"):
            for element in visit.document.iterfind(f".//*[@{attribute}]"):
                assert set(element.get(attribute).split()) <= ids, f"{attribute} on {visit}"
        for element in visit.document.iterfind(".//a[@href]"):
            if element.get("href").startswith("#"):
                assert unquote(element.get("href")[1:]) in ids, f"{element.get('href')} on {visit}"


def test_one_heading_of_the_first_level_and_no_jump(pages):
    for visit in pages:
        levels = [int(element.tag[1]) for element in visit.document.iter("h1", "h2", "h3", "h4", "h5", "h6")]
        assert levels.count(1) == 1, f"{levels.count(1)} first headings on {visit}"
        main = [
            int(e.tag[1]) for e in visit.document.find(".//main").iter("h1", "h2", "h3", "h4", "h5", "h6")
        ]
        assert all(after <= before + 1 for before, after in pairwise(main)), f"{main} on {visit}"


def test_pictures_have_a_text_and_a_size(pages):
    for visit in pages:
        for picture in visit.document.iterfind(".//img"):
            for attribute in ("alt", "width", "height"):
                assert picture.get(attribute) is not None, (
                    f"{picture.get('src')} has no {attribute} on {visit}"
                )


def test_no_template_syntax_is_shown(pages):
    assert not wrong(
        f"{found[0]} on {visit}"
        for visit in pages
        if (found := re.search(r"\{\{|\{%|%\}|%\([a-z_]+\)[sd]|\{#", visible_text(visit.document)))
    )


def english_phrases() -> dict[str, str]:
    """English strings of our own interface that have to read differently in Thai."""
    phrases = {}
    for app in [*settings.PORTAL_APPS, "portal"]:
        for file in Path(settings.BASE_DIR, app).glob("locale/th/LC_MESSAGES/django.po"):
            for entry in polib.pofile(str(file)):
                thai = entry.msgstr or next(iter(entry.msgstr_plural.values()), "")
                for english in filter(None, (entry.msgid, entry.msgid_plural)):
                    words = re.split(r"%\([a-z_]+\)[sd]", english)
                    longest = max(words, key=len).strip()
                    if len(longest) >= SHORTEST_PHRASE and english != thai:
                        phrases[longest] = f"{app}: {english}"
    return phrases


def test_thai_pages_speak_thai(pages):
    phrases = english_phrases()
    assert len(phrases) > 200
    pattern = re.compile(
        "|".join(rf"\b{re.escape(phrase)}" for phrase in sorted(phrases, key=len, reverse=True))
    )
    found: dict[str, str] = {}
    for visit in pages:
        if visit.is_english:
            continue
        for element in visit.document.xpath("//*[@lang='en' or @hreflang='en']"):
            element.drop_tree()
        # The line that is printed names the page's address.
        for match in pattern.finditer(re.sub(r"https?://\S+", "", visible_text(visit.document))):
            found.setdefault(phrases.get(match[0], match[0]), str(visit))
    # Reading the pages cut their English parts out.
    for visit in pages:
        visit.__dict__.pop("document", None)
    assert not wrong(f"{phrase} on {visit}" for phrase, visit in found.items())


def test_english_pages_stay_english(pages):
    assert not wrong(
        f"{link} on {visit}"
        for visit in pages
        if visit.is_english
        for element in visit.document.iterfind(".//body//*[@href]")
        if (link := element.get("href")).startswith("/")
        and not link.startswith(("/en/", *WITHOUT_LANGUAGE))
        and element.get("hreflang") != "th"
    )


def test_thai_pages_stay_thai(pages):
    assert not wrong(
        f"{link} on {visit}"
        for visit in pages
        if not visit.is_english
        for element in visit.document.iterfind(".//body//*[@href]")
        if (link := element.get("href")).startswith("/en/") and element.get("hreflang") != "en"
    )


def test_pages_name_their_language_title_description_and_address(pages):
    titles = defaultdict(set)
    for visit in pages:
        head = visit.document.find("head")
        assert visit.document.get("lang") == ("en" if visit.is_english else "th"), str(visit)
        title = head.findtext("title").strip()
        assert len(title) > len(" · V-CARE + N"), str(visit)
        titles[title].add(visit.path)
        canonical = head.find("link[@rel='canonical']")
        assert canonical is not None, f"no canonical address on {visit}"
        assert canonical.get("href") == f"http://testserver{visit.path}", str(visit)
        robots = head.find("meta[@name='robots']")
        if robots is None or "noindex" not in robots.get("content"):
            description = head.find("meta[@name='description']")
            assert description is not None, f"no description on {visit}"
            assert description.get("content").strip(), f"empty description on {visit}"
    twice = {title: paths for title, paths in titles.items() if len(paths) > 1}
    assert not twice


def test_both_languages_point_at_each_other(pages):
    for visit in pages:
        alternates = {
            link.get("hreflang"): link.get("href").removeprefix("http://testserver")
            for link in visit.document.iterfind(".//head/link[@rel='alternate'][@hreflang]")
        }
        thai = visit.path.removeprefix("/en") if visit.is_english else visit.path
        assert {key: url.partition("?")[0] for key, url in alternates.items()} == {
            "th": thai,
            "en": f"/en{thai}",
            "x-default": thai,
        }, str(visit)


def test_no_page_asks_the_database_too_often(pages, record_testsuite_property):
    table = defaultdict(int)
    for visit in pages:
        kind = re.sub(r"/[a-z]+\d\d-\d{4}/$", "/…/", visit.path)
        table[kind] = max(table[kind], visit.queries)
    figures = "\n".join(
        f"{queries:4} {kind}" for kind, queries in sorted(table.items(), key=lambda row: -row[1])
    )
    record_testsuite_property("queries", figures)
    sys.stdout.write(f"\nQueries of each page, at most:\n{figures}\n")
    assert max(table.values()) <= MOST_QUERIES, figures


def test_no_page_is_heavy(pages):
    assert not wrong(
        f"{len(visit.body.encode())} bytes: {visit}"
        for visit in pages
        if len(visit.body.encode()) > MOST_BYTES
    )


def test_the_whole_demonstration_moves(demonstration, tmp_path):
    first, again = tmp_path / "first.zip", tmp_path / "again.zip"
    with transaction.atomic():
        before = texts_of_pages()
        writing.write(first)
        with connection.cursor() as cursor:
            for model in contents.travelling():
                cursor.execute(f'DELETE FROM "{model._meta.db_table}"')
        counts = reading.take_in(first)
        writing.write(again)
        assert sum(counts.values()) > 5000
        assert contents_of(again) == contents_of(first)
        assert Page.find_problems() == ([], [], [], [], [])
        assert all(is_whole(statement) for statement in Statement.objects.all())
        assert texts_of_pages() == before
        transaction.set_rollback(True)
