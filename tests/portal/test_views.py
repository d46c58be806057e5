"""Health, errors, and what machines ask for."""

import tomllib
from collections import namedtuple

import pytest
from django.conf import settings
from django.db import DatabaseError, OperationalError
from django.test import Client, RequestFactory
from django.urls.resolvers import LocalePrefixPattern

from home.models import SiteSettings
from portal import health, urls, views
from search.engine import Health
from search.engines import get_engine
from tests import factories

Usage = namedtuple("Usage", "total used free")


def test_process_answers_without_the_database(client):
    assert client.get("/healthz").text == "ok\n"


@pytest.mark.django_db
def test_ready_when_all_is_well(client):
    response = client.get("/readyz")
    assert response.status_code == 200, response.json()
    assert set(response.json()["checks"]) == {"database", "migrations", "search", "disk", "mail"}


@pytest.mark.django_db
def test_many_questions_are_checked_once(client, monkeypatch):
    made = []
    monkeypatch.setattr(health, "KEPT_FOR", 60)
    monkeypatch.setitem(health.CHECKS, "database", lambda: made.append(1) or True)
    for _question in range(5):
        assert client.get("/readyz").status_code == 200
    assert len(made) == 1


@pytest.mark.django_db
def test_not_ready_on_a_full_disk(client, monkeypatch):
    monkeypatch.setattr(health.shutil, "disk_usage", lambda path: Usage(100, 95, 5))
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["disk"] == "failed"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["database", "migrations", "search"])
def test_failure_names_the_check_and_nothing_else(client, monkeypatch, name):
    def fail():
        raise DatabaseError("password of the database")

    monkeypatch.setitem(health.CHECKS, name, fail)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"][name] == "failed"
    assert "password" not in response.text


@pytest.mark.django_db
def test_waiting_migration_is_not_ready(monkeypatch):
    monkeypatch.setattr(health, "_migrated", False)
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda self, targets: ["0002"])
    assert not health.migrations()


@pytest.mark.django_db
def test_lost_search_index_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(get_engine(), "health", lambda: Health(False, "test", 0, "lost"))
    response = client.get("/readyz")
    assert response.json()["checks"]["search"] == "failed"
    assert "lost" not in response.text


def test_robots_keep_out_of_private_places(client):
    text = client.get("/robots.txt").text
    assert "Disallow: /admin/" in text
    assert "Disallow: /en/my/" in text
    assert "/sitemap.xml" in text


@pytest.mark.django_db
def test_sitemap_has_public_pages_only(client, site_tree):
    public = factories.StandardPageFactory(parent=site_tree.home, slug="public")
    draft = factories.StandardPageFactory(parent=site_tree.home, slug="draft", live=False)
    private = factories.StandardPageFactory(parent=site_tree.home, slug="private")
    private.view_restrictions.create(restriction_type="login")
    text = client.get("/sitemap.xml").text
    assert public.url in text
    assert draft.url not in text
    assert private.url not in text


@pytest.mark.django_db
def test_security_contact_is_the_office_s(client, site_tree):
    settings = SiteSettings.for_site(site_tree.home.get_site())
    settings.email = "office@example.org"
    settings.save()
    text = client.get("/.well-known/security.txt").text
    assert "Contact: mailto:office@example.org" in text
    assert "Expires: 20" in text


@pytest.mark.django_db
def test_no_security_contact_is_no_page(client, site_tree):
    assert client.get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize("status", ["400", "500", "503"])
def test_page_of_a_broken_portal_needs_no_database(status):
    text = views.alone(f"{status}.html", int(status)).text
    assert "กลับหน้าแรก" in text
    assert 'lang="en"' in text


def test_unknown_host_is_refused(client):
    response = client.get("/robots.txt", headers={"host": "evil.example"})
    assert response.status_code in {200, 400}
    assert "evil" not in response.text


def raised(error):
    request = RequestFactory().get("/")
    try:
        raise error
    except type(error):
        return views.server_error(request)


def test_busy_database_asks_to_come_back():
    response = raised(OperationalError("database is locked"))
    assert response.status_code == 503
    assert response["Retry-After"] == "30"


def test_other_errors_are_the_portal_s_fault():
    response = raised(ValueError("secret detail"))
    assert response.status_code == 500
    assert "secret detail" not in response.text


@pytest.mark.django_db
@pytest.mark.parametrize(("prefix", "words"), [("", "ไม่พบหน้าที่ท่านต้องการ"), ("/en", "There is no such page")])
def test_missing_page_speaks_the_visitor_s_language(client, site_tree, prefix, words):
    response = client.get(f"{prefix}/no-such-page/")
    assert response.status_code == 404
    assert words in response.text


@pytest.mark.django_db
def test_forged_form_is_explained(site_tree):
    response = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "x"})
    assert response.status_code == 403
    assert "แบบฟอร์มหมดอายุ" in response.text


@pytest.mark.django_db
def test_waiting_time_is_told_in_whole_minutes(rf, site_tree):
    from accounts.ratelimit import too_many

    response = too_many(rf.get("/"), 61)
    assert response.status_code == 429
    assert response["Retry-After"] == "61"
    assert "2" in response.text


def test_no_screen_of_the_portal_stands_where_a_page_of_a_new_installation_stands():
    """An address of a view would hide the page, as the guard's once hid the privacy notice."""
    views = {route.split("/")[0] for route in (str(pattern.pattern) for pattern in _patterns()) if route}
    pages = tomllib.loads((settings.BASE_DIR / "portal/texts/pages.toml").read_text(encoding="utf-8"))
    assert {"guard", "search", "admin"} <= views
    assert not views & {page["slug"] for page in pages["pages"]}


def _patterns():
    for pattern in urls.urlpatterns:
        yield from pattern.url_patterns if isinstance(pattern.pattern, LocalePrefixPattern) else [pattern]
