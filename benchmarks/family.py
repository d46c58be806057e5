"""How fast the tree of five hundred adoptions is drawn: `python -m benchmarks.family` prints JSON.

In a database in memory, one chain half as long as the whole and a bush of the rest; the page is asked for as a visitor does.
"""

import json
import os
import sys
import tracemalloc
from time import perf_counter

ADOPTIONS = 500
ROUNDS = 5


def main() -> None:
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PUBLIC_CACHE_SECONDS": "0",
        "LOG_LEVEL": "WARNING",
    }
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import (
        CaptureQueriesContext,
        get_runner,
        setup_test_environment,
        teardown_test_environment,
    )

    setup_test_environment()
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        page = filled()
        client = Client()
        path = f"/practices/{page.slug}/adopters/"
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path)
        asked = len(queries)
        times = []
        for _round in range(ROUNDS):
            started = perf_counter()
            client.get(path)
            times.append((perf_counter() - started) * 1000)
        tracemalloc.start()
        client.get(path)
        peak = tracemalloc.get_traced_memory()[1]
        print(
            json.dumps(
                {
                    "page": f"tree of {ADOPTIONS}",
                    "status": answer.status_code,
                    "median_ms": round(sorted(times)[ROUNDS // 2], 1),
                    "queries": asked,
                    "kb": len(answer.content) // 1024,
                    "peak_mb": round(peak / 2**20, 1),
                }
            )
        )
    finally:
        runner.teardown_databases(databases)
        teardown_test_environment()


def filled():
    from django.utils import timezone
    from wagtail.models import Page, Site

    from practices.models import Adoption, AdoptionEvent
    from tests import factories

    root = Page.get_first_root_node()
    root.get_children().filter(slug="home").delete()
    home = factories.HomePageFactory(parent=Page.get_first_root_node())
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "testserver", "root_page": home, "site_name": "bench"}
    )
    page = factories.PracticePageFactory(parent=factories.PracticeIndexPageFactory(parent=home))
    before = None
    for number in range(ADOPTIONS):
        adoption = Adoption.objects.create(
            practice=page,
            school=factories.SchoolFactory(),
            confirmed_on=timezone.localdate(),
            learned_from=before if number < ADOPTIONS // 2 else None,
        )
        AdoptionEvent.objects.create(adoption=adoption, kind="state", state="trying")
        adoption.follow_events()
        before = adoption
    return page


if __name__ == "__main__":
    sys.exit(main())
