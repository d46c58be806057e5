"""The smallest site that pages can stand on."""

from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from wagtail.models import Collection, Locale, Page, Site

from search import outbox
from tests import factories, replay

# How long an example takes says how busy the machine is.
hypothesis.register_profile("portal", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.load_profile("portal")

#: What a test asks for that reads or writes the database.
DATABASE = {"db", "transactional_db", "module_db", "live_server"}


def pytest_collection_modifyitems(config, items):
    """Leave out what needs PostgreSQL elsewhere; on PostgreSQL what has run beside SQLite and knows no database."""
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        left_out = [item for item in items if not _asks_the_database(item)]
    else:
        left_out = [item for item in items if item.get_closest_marker("postgres")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        gone = set(left_out)
        items[:] = [item for item in items if item not in gone]


def _asks_the_database(item) -> bool:
    """pytest-django lets no other test reach it."""
    return bool(item.get_closest_marker("django_db")) or not DATABASE.isdisjoint(item.fixturenames)


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


def _plant() -> dict[str, int]:
    """Publish a home page with an empty index of each kind; their numbers by name."""
    Page.get_first_root_node().get_children().filter(slug="home").delete()
    home = factories.HomePageFactory(parent=Page.get_first_root_node())
    pages = {
        "home": home,
        "model": factories.ModelPageFactory(parent=home),
        "practices": factories.PracticeIndexPageFactory(parent=home),
        "guidance": factories.GuidanceIndexPageFactory(parent=home),
        "partners": factories.PartnerIndexPageFactory(parent=home),
        "events": factories.ExchangeEventIndexPageFactory(parent=home),
        "funds": factories.FundIndexPageFactory(parent=home),
    }
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "testserver", "root_page": home, "site_name": "ทดสอบ"}
    )
    return {name: page.pk for name, page in pages.items()}


@pytest.fixture
def site_tree(db) -> SimpleNamespace:
    """A home page with an empty index of each kind, at the default site."""
    _roots()
    numbers = replay.once("site tree", _plant)
    Site.clear_site_root_paths_cache()
    found = {page.pk: page for page in Page.objects.filter(pk__in=numbers.values()).specific()}
    return SimpleNamespace(**{name: found[pk] for name, pk in numbers.items()})


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
