"""The smallest site that pages can stand on."""

import gc
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from wagtail.models import Collection, Locale, Page, Site

from search import outbox
from tests import factories, replay

# How long an example takes says how busy the machine is.
hypothesis.register_profile("portal", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.load_profile("portal")

#: Files that take minutes. They begin first: one that began last would leave the other processors idle.
LONG = {"test_urls.py", "test_crawl.py", "test_editing_interface.py", "test_demo.py", "test_year.py"}

#: What a test asks for that reads or writes the database.
DATABASE = {"db", "transactional_db", "module_db", "live_server"}


def pytest_collection_modifyitems(config, items):
    """Leave out what needs PostgreSQL elsewhere; on PostgreSQL what has run beside SQLite and knows no database."""
    for item in items:
        # pytest-django makes the tables only if a chosen test says that it uses them.
        if "module_db" in item.fixturenames:
            item.add_marker(pytest.mark.django_db)
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        left_out = [item for item in items if not _asks_the_database(item)]
    else:
        left_out = [item for item in items if item.get_closest_marker("postgres")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        gone = set(left_out)
        items[:] = [item for item in items if item not in gone]
    items.sort(key=lambda item: item.path.name not in LONG)


def pytest_collection_finish():
    """What is loaded by now stays: looking through it for waste again and again takes a tenth of all time."""
    gc.collect()
    gc.freeze()


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


def _site_tree() -> SimpleNamespace:
    _roots()
    numbers = replay.once("site tree", _plant)
    Site.clear_site_root_paths_cache()
    found = {page.pk: page for page in Page.objects.filter(pk__in=numbers.values()).specific()}
    return SimpleNamespace(**{name: found[pk] for name, pk in numbers.items()})


@pytest.fixture
def site_tree(db) -> SimpleNamespace:
    """A home page with an empty index of each kind, at the default site."""
    return _site_tree()


@pytest.fixture(scope="module")
def module_db(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The database for a whole module, inside one transaction that never commits."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
    Site.clear_site_root_paths_cache()


@pytest.fixture(scope="module")
def module_site_tree(module_db) -> SimpleNamespace:
    """The same for a whole module: its tests undo what they change."""
    with translation.override("th"):
        return _site_tree()


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
