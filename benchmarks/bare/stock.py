"""Wagtail's own search as it comes: reads texts and questions as JSON, prints how long it takes.

`python -m benchmarks.bare.stock` takes `{"texts": [...], "questions": {CLASS: [...]}}`.
"""

import json
import os
import sys
import time

import django
from django.core.management import call_command

from benchmarks.load import share

#: Seconds for the questions of one class: with many results each takes long.
PATIENCE = 10
DEPTH = 10


def main() -> None:
    asked = json.load(sys.stdin)
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.bare.stock_settings"
    django.setup()
    call_command("migrate", verbosity=0)
    fill(asked["texts"])
    started = time.perf_counter()
    call_command("update_index", verbosity=0)
    seconds = time.perf_counter() - started
    print(
        json.dumps(
            {
                "index_seconds": seconds,
                "questions": {name: times(texts) for name, texts in asked["questions"].items()},
            }
        )
    )


def fill(texts: list[str]) -> None:
    """A page of each text, and no others."""
    from django.db import transaction
    from wagtail.models import Page

    from benchmarks.bare.pages.models import BarePage

    with transaction.atomic():
        BarePage.objects.all().delete()
        root = Page.objects.get(pk=Page.get_first_root_node().pk)
        for number, text in enumerate(texts):
            root.add_child(instance=BarePage(title=f"{number}", slug=f"stock-{number}", body=text))


def times(texts: list[str]) -> dict[str, float]:
    """Of as many questions as there is time for: how many, how many failed, and two shares of the times in ms."""
    from django.db import OperationalError

    from benchmarks.bare.pages.models import BarePage

    found: list[float] = []
    failed = 0
    until = time.perf_counter() + PATIENCE
    for text in texts:
        started = time.perf_counter()
        try:
            list(BarePage.objects.search(text)[:DEPTH])
        except OperationalError:
            # Some signs, such as the hyphen of V-CARE, are commands to SQLite.
            failed += 1
        found.append(time.perf_counter() - started)
        if time.perf_counter() > until:
            break
    found.sort()
    return {"asked": len(found), "failed": failed, "p50": share(found, 0.5), "p95": share(found, 0.95)}


if __name__ == "__main__":
    main()
