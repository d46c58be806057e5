"""The demonstration, built once for each module and rolled back after it."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import transaction
from wagtail.models import Site

from search import outbox


def pytest_collection_modifyitems(items):
    """pytest-django makes the tables only if a chosen test says that it uses them."""
    for item in items:
        if "module_db" in item.fixturenames:
            item.add_marker(pytest.mark.django_db)


@pytest.fixture(scope="module")
def module_db(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The database for a whole module, inside one transaction that never commits."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
    Site.clear_site_root_paths_cache()


@pytest.fixture(scope="module")
def demonstration(module_db) -> Iterator[None]:
    """The site that `manage.py demo` makes, at the address of Django's test client, and found by the search."""
    call_command("demo", verbosity=0)
    Site.objects.update(hostname="testserver", port=80)
    Site.clear_site_root_paths_cache()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outbox, "in_transaction", lambda: False)
        outbox.rebuild()
        yield
