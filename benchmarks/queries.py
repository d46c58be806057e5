"""How many queries each page costs: `python -m benchmarks.queries SETTINGS PATH...` prints JSON.

Each page is asked for twice, and the second time counts: a first visitor also fills Wagtail's caches.
"""

import json
import os
import sys


def main(settings_module: str, *paths: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = settings_module
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "127.0.0.1"})
    counts = {}
    for path in paths:
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts[path] = len(queries)
    print(json.dumps(counts))


if __name__ == "__main__":
    main(*sys.argv[1:])
