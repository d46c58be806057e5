"""How fast the tree of five hundred adoptions is drawn: `python -m benchmarks.family` prints JSON.

In a database in memory, one chain half as long as the whole and a bush of the rest; the page is asked for as a visitor does.
"""

import json
import os
import sys
import tracemalloc
from functools import partial
from time import perf_counter

ADOPTIONS = int(os.environ.get("ADOPTIONS", "500"))
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
        index = prepared()
        one, many = (
            f"/practices/{filled(index, 1).slug}/adopters/",
            f"/practices/{filled(index).slug}/adopters/",
        )
        client = Client()
        client.get(many)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(many)
        asked = len(queries)
        alone, tree = (median_ms(partial(client.get, path)) for path in (one, many))
        tracemalloc.start()
        client.get(many)
        peak = tracemalloc.get_traced_memory()[1]
        print(
            json.dumps(
                {
                    "page": f"tree of {ADOPTIONS} adoptions",
                    "status": answer.status_code,
                    "median_ms": round(tree, 1),
                    "ratio_to_one_adoption": round(tree / alone, 1),
                    "queries": asked,
                    "kb": len(answer.content) // 1024,
                    "peak_mb": round(peak / 2**20, 1),
                }
            )
        )
    finally:
        runner.teardown_databases(databases)
        teardown_test_environment()


def median_ms(work) -> float:
    work()
    times = []
    for _round in range(ROUNDS):
        started = perf_counter()
        work()
        times.append((perf_counter() - started) * 1000)
    return sorted(times)[ROUNDS // 2]


def prepared():
    from wagtail.models import Page, Site

    from tests import factories

    root = Page.get_first_root_node()
    root.get_children().filter(slug="home").delete()
    home = factories.HomePageFactory(parent=Page.get_first_root_node())
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "testserver", "root_page": home, "site_name": "bench"}
    )
    return factories.PracticeIndexPageFactory(parent=home)


def filled(index, adoptions=ADOPTIONS):
    from django.utils import timezone

    from practices.models import Adoption, AdoptionEvent
    from tests import factories

    page = factories.PracticePageFactory(parent=index)
    before = None
    for number in range(adoptions):
        adoption = Adoption.objects.create(
            practice=page,
            school=factories.SchoolFactory(),
            confirmed_on=timezone.localdate(),
            learned_from=before if number < adoptions // 2 else None,
        )
        AdoptionEvent.objects.create(adoption=adoption, kind="state", state="trying")
        adoption.follow_events()
        before = adoption
    return page


if __name__ == "__main__":
    sys.exit(main())
