"""The smallest site that pages can stand on."""

from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import translation
from wagtail.models import Collection, Locale, Page, Site

from search import outbox
from tests import factories


def pytest_collection_modifyitems(config, items):
    """Leave out what needs PostgreSQL where the tests run on another database."""
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        return
    elsewhere = [item for item in items if item.get_closest_marker("postgres")]
    if elsewhere:
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if item not in elsewhere]


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture(autouse=True)
def _thai():
    """Each test begins in Thai: a request for an English page leaves its language behind."""
    with translation.override("th"):
        yield


@pytest.fixture(autouse=True)
def _search_sees_the_test(monkeypatch):
    """A test's pages are never committed; the search finds them all the same, and the next test starts anew."""
    monkeypatch.setattr(outbox, "in_transaction", lambda: False)


@pytest.fixture(autouse=True)
def _no_faces(monkeypatch):
    """The detector is a program of its own that takes a second; tests of faces ask for `detector`."""
    monkeypatch.setattr("privacy.faces.find", lambda content: [])


def _roots() -> None:
    """What migrations made, and a test that empties all tables took away."""
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    if not Page.objects.exists():
        Page.add_root(title="Root", slug="root")
    if not Collection.objects.exists():
        Collection.add_root(name="Root")


@pytest.fixture
def site_tree(db) -> SimpleNamespace:
    """A home page with an empty index of each kind, at the default site."""
    _roots()
    root = Page.get_first_root_node()
    root.get_children().filter(slug="home").delete()
    root = Page.get_first_root_node()
    home = factories.HomePageFactory(parent=root)
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "testserver", "root_page": home, "site_name": "ทดสอบ"}
    )
    Site.clear_site_root_paths_cache()
    return SimpleNamespace(
        home=home,
        model=factories.ModelPageFactory(parent=home),
        practices=factories.PracticeIndexPageFactory(parent=home),
        guidance=factories.GuidanceIndexPageFactory(parent=home),
        partners=factories.PartnerIndexPageFactory(parent=home),
        events=factories.ExchangeEventIndexPageFactory(parent=home),
        funds=factories.FundIndexPageFactory(parent=home),
    )


@pytest.fixture
def practice_index(site_tree):
    return site_tree.practices


@pytest.fixture
def partner_index(site_tree):
    return site_tree.partners


@pytest.fixture
def event_index(site_tree):
    return site_tree.events


@pytest.fixture
def guidance_index(site_tree):
    return site_tree.guidance
