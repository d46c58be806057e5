"""The page cache: fast for visitors, never stale, never another person's page.

Each `Client` loads the middleware for itself, so two clients are two workers with separate memory.
"""

import gzip

import pytest
import time_machine
from django.conf import settings as live_settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, Site

from home.models import SiteSettings, StandardPage
from portal import pagecache
from portal.pagecache import PageCacheMiddleware, Shelf
from search.pages import rebuild
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _cache_on(settings, tmp_path):
    settings.PUBLIC_CACHE_SECONDS = 300
    settings.VAR_DIR = tmp_path


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """A transaction that commits: what was to follow it does."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def home(db):
    Page.objects.filter(depth=2).first().delete()
    home = factories.HomePageFactory(parent=Page.get_first_root_node(), title="หน้าแรก")
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "testserver", "root_page": home}
    )
    return home


@pytest.fixture
def page(home):
    return factories.StandardPageFactory(parent=home, title="เดิม")


@pytest.fixture
def workers():
    return Client(), Client()


def is_hit(client, path, **headers):
    """Whether the answer came without a single query."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path, **headers)
    assert response.status_code in {200, 304}
    return not queries.captured_queries


def rename(page, title):
    page.title = title
    page.save_revision().publish()


def test_second_visitor_costs_no_query(client, page):
    assert not is_hit(client, page.url)
    assert is_hit(client, page.url)


def test_answer_is_the_same_from_the_cache(client, page):
    first, second = client.get(page.url), client.get(page.url)
    assert first.content == second.content
    assert first.headers["Content-Type"] == second.headers["Content-Type"]


def test_publication_shows_in_every_worker(workers, page, committed):
    for worker in workers:
        worker.get(page.url)
    with committed():
        rename(page, "ใหม่")
    for worker in workers:
        assert "ใหม่" in worker.get(page.url).text


def test_rolled_back_change_leaves_the_cache_alone(client, page, committed):
    client.get(page.url)
    with committed(), transaction.atomic():
        rename(page, "ไม่เกิดขึ้น")
        transaction.set_rollback(True)
    assert is_hit(client, page.url)


def test_page_made_while_another_publishes_is_not_kept(settings, page, committed):
    """It was begun before the commit, so what it shows may be old already."""

    def slow_view(request):
        with committed():
            rename(page, "ใหม่")
        request.resolver_match = type("Match", (), {"view_name": "wagtail_serve"})()
        return HttpResponse("เดิม")

    cache = PageCacheMiddleware(slow_view)
    cache(RequestFactory().get(page.url))
    cache.get_response = lambda request: HttpResponse("ใหม่")
    assert cache(RequestFactory().get(page.url)).content.decode() == "ใหม่"


def test_unpublished_page_is_gone(workers, page, committed):
    for worker in workers:
        worker.get(page.url)
    with committed():
        page.unpublish()
    for worker in workers:
        assert worker.get(page.url).status_code == 404


def test_moved_page_is_gone_from_its_old_address(client, home, page, committed):
    child = factories.StandardPageFactory(parent=page, slug="child")
    old = child.url
    client.get(old)
    with committed():
        child.move(home, pos="last-child")
    assert client.get(old).status_code in {301, 404}
    assert client.get(StandardPage.objects.get(pk=child.pk).url).status_code == 200


def test_deleted_page_is_gone(client, page, committed):
    client.get(page.url)
    with committed():
        page.delete()
    assert client.get(page.url).status_code == 404


def test_changed_site_settings_show(client, page, committed):
    client.get(page.url)
    site_settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    with committed():
        site_settings.emergency_text = "โทรหาเราได้ทุกเวลา"
        site_settings.save()
    assert not is_hit(client, page.url)


@pytest.mark.parametrize(
    "change",
    [
        lambda: factories.SchoolFactory(),
        lambda: factories.PartnershipFactory(),
        lambda: factories.ImageFactory(),
        lambda: Redirect.objects.create(old_path="/old", redirect_link="/"),
        lambda: factories.UserFactory(),
    ],
)
def test_whatever_a_page_may_show_ends_the_cache(client, page, committed, change):
    client.get(page.url)
    with committed():
        change()
    assert not is_hit(client, page.url)


@pytest.mark.parametrize("save", ["application", "draft", "rendition", "sign-in"])
def test_what_no_page_shows_leaves_the_cache_alone(client, page, committed, save):
    image, person = factories.ImageFactory(), factories.UserFactory()
    office = factories.OfficeFactory()
    client.get(page.url)
    with committed():
        if save == "application":
            factories.PartnerApplicationFactory(office=office)
        elif save == "draft":
            page.title = "ร่าง"
            page.save_revision()
        elif save == "rendition":
            image.get_rendition("width-100")
        else:
            Client().force_login(person)
    assert is_hit(client, page.url)


def test_page_that_becomes_private_is_not_shown_again(workers, page, committed):
    for worker in workers:
        worker.get(page.url)
    with committed():
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    for worker in workers:
        assert worker.get(page.url).status_code == 302


def test_password_page_is_never_kept(client, page):
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="ลับ")
    client.get(page.url)
    assert not is_hit(Client(), page.url)
    assert not is_hit(client, page.url)


def test_signed_in_person_neither_gets_nor_leaves_a_page(client, page):
    person = factories.UserFactory()
    client.force_login(person)
    response = client.get(page.url)
    assert response.headers["Cache-Control"] == "private, no-store"
    assert not is_hit(client, page.url)
    client.logout()
    assert not is_hit(client, page.url)
    client.force_login(person)
    assert not is_hit(client, page.url)


def test_languages_are_kept_apart(client, page):
    page.title_en = "In English"
    page.save_revision().publish()
    thai = page.url
    client.get(thai)
    assert '<html lang="en"' in client.get(f"/en{thai}").text
    client.cookies[live_settings.LANGUAGE_COOKIE_NAME] = "en"
    assert '<html lang="th"' in client.get(thai, headers={"accept-language": "en"}).text


def test_hosts_are_kept_apart(client, page):
    client.get(page.url)
    assert not is_hit(client, page.url, headers={"host": "localhost"})


def test_schemes_are_kept_apart(client, page):
    client.get(page.url)
    with CaptureQueriesContext(connection) as queries:
        client.get(page.url, secure=True)
    assert queries.captured_queries


def test_queries_are_kept_apart(client, page):
    client.get(page.url)
    assert not is_hit(client, page.url + "?page=2")
    assert is_hit(client, page.url + "?page=2")


def test_long_query_is_not_kept(client, page):
    address = page.url + "?q=" + "a" * 300
    client.get(address)
    assert not is_hit(client, address)


def test_partial_page_is_not_kept(client, page):
    client.get(page.url, headers={"hx-request": "true"})
    assert not is_hit(client, page.url)


def test_preview_neither_reads_nor_fills_the_cache(client, page):
    client.get(page.url)
    page.title = "ร่างลับ"
    assert "ร่างลับ" in page.make_preview_request().text
    assert "ร่างลับ" not in Client().get(page.url).text


@pytest.mark.parametrize("path", ["/account/password/reset/", "/my/", "/admin/", "/healthz"])
def test_nothing_but_public_pages_is_kept(client, home, path):
    client.get(path)
    response = client.get(path)
    assert "ETag" not in response.headers


def test_answer_with_a_cookie_is_not_kept(client, page):
    def view(request):
        response = HttpResponse("มีคุกกี้")
        response.set_cookie("seen", "1")
        request.resolver_match = type("Match", (), {"view_name": "wagtail_serve"})()
        return response

    cache = PageCacheMiddleware(view)
    cache(RequestFactory().get("/"))
    assert not cache.pages.pages


def test_browser_that_has_the_page_gets_304(client, page):
    tag = client.get(page.url).headers["ETag"]
    response = client.get(page.url, headers={"if-none-match": tag})
    assert response.status_code == 304
    assert not response.content


def test_304_ends_with_the_next_publication(client, page, committed):
    tag = client.get(page.url).headers["ETag"]
    with committed():
        rename(page, "ใหม่")
    assert client.get(page.url, headers={"if-none-match": tag}).status_code == 200


def test_zipped_for_those_who_read_it(client, page):
    plain = client.get(page.url).content
    zipped = client.get(page.url, headers={"accept-encoding": "gzip"})
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.content) == plain
    assert "Accept-Encoding" in zipped.headers["Vary"]


def test_head_has_the_length_but_no_body(client, page):
    length = client.get(page.url).headers["Content-Length"]
    response = client.head(page.url)
    assert response.headers["Content-Length"] == length
    assert not response.content


def test_security_headers_are_on_kept_pages_too(client, page):
    client.get(page.url)
    response = client.get(page.url)
    assert (
        "script-src" in response["Content-Security-Policy"]
        or "default-src" in response["Content-Security-Policy"]
    )
    assert response["Permissions-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"


def test_rebuilt_search_index_ends_the_cache(client, page, committed):
    client.get(page.url)
    with committed():
        rebuild()
    assert not is_hit(client, page.url)


def test_page_ages(client, page):
    with time_machine.travel("2026-11-22 03:00Z", tick=False) as clock:
        client.get(page.url)
        clock.shift(299)
        assert is_hit(client, page.url)
        clock.shift(2)
        assert not is_hit(client, page.url)


def test_no_page_lives_past_midnight_in_bangkok(client, page):
    with time_machine.travel("2026-11-22 16:59:30Z", tick=False) as clock:
        client.get(page.url)
        clock.shift(31)
        assert not is_hit(client, page.url)


def test_zero_seconds_switch_it_off(client, page, settings):
    settings.PUBLIC_CACHE_SECONDS = 0
    client.get(page.url)
    assert not is_hit(client, page.url)


def test_generation_never_comes_back(tmp_path):
    seen = [pagecache.generation()]
    for _ in range(50):
        pagecache.next_generation()
        seen.append(pagecache.generation())
    assert len(set(seen)) == len(seen)


def test_unknown_shared_generation_means_no_cache(client, page, settings, monkeypatch):
    client.get(page.url)
    monkeypatch.setattr(pagecache, "generation", lambda: None)
    assert not is_hit(client, page.url)


def test_shelf_drops_what_was_unused_longest():
    shelf = Shelf(capacity=250)
    pages = [pagecache.KeptPage((), 0, "", {}, "", b"x" * 60, b"x" * 40) for _ in range(3)]
    shelf.put(("", "", "a"), pages[0])
    shelf.put(("", "", "b"), pages[1])
    shelf.get(("", "", "a"))
    shelf.put(("", "", "c"), pages[2])
    assert [key[2] for key in shelf.pages] == ["a", "c"]
    assert shelf.used == 200
