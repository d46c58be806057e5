"""The demonstration, built once for each module and rolled back after it."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from wagtail.models import Site

from search import outbox


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
