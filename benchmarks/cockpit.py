"""How the director's cockpit grows with the schools of one office: `python -m benchmarks.cockpit` prints JSON.

Each school has three partnerships with something done together in a database in memory. What is measured is all
that the page reads; times are compared with those of the smallest office.
"""

import json
import os
import random
import sys
from collections.abc import Callable
from datetime import timedelta
from time import perf_counter

#: An education area office as it is, a large one, and all schools of the country in one.
SIZES = (106, 1_000, 30_000)
PARTNERS, ROUNDS, BATCH = 200, 3, 2_000


def main() -> None:
    os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "LOG_LEVEL": "WARNING"}
    import django

    django.setup()
    from django.conf import settings
    from django.test.utils import get_runner

    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        print(json.dumps({"rows": rows()}))
    finally:
        runner.teardown_databases(databases)


def rows() -> list[dict[str, object]]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from content.years import Period
    from organisations.models import Kind, Organisation
    from programme.cockpit.reading import Cockpit
    from programme.indicators import beginning

    today = timezone.localdate()
    office = Organisation.objects.create(kind=Kind.OFFICE, name="เขตทดสอบ")
    beginning.begin(office)

    def read() -> None:
        cockpit = Cockpit(office, Period.of(today), today)
        for dial in cockpit.dials:
            assert dial.sentence
        assert cockpit.schools_shown() is not None
        assert cockpit.spread.all >= 0
        assert cockpit.meetings.held >= 0

    found: list[dict[str, object]] = []
    schools, smallest = 0, 0.0
    for size in SIZES:
        fill(office, size - schools, today)
        schools = size
        with CaptureQueriesContext(connection) as asked:
            read()
        took = middle(read)
        smallest = smallest or took
        found.append(
            {
                "schools": size,
                "queries": len(asked),
                "ms": round(took, 1),
                "ratio": round(took / smallest, 1),
                "ms_per_1000_schools": round(1000 * took / size, 1),
            }
        )
    return found


def fill(office, number: int, today) -> None:
    """Add schools with three partnerships each; the partners come with the first ones."""
    from networks.models import PartnerIndexPage, Partnership, PartnershipActivity
    from organisations.models import Kind, Organisation
    from programme.models import Indicator
    from tests.factories import HomePageFactory, PartnerIndexPageFactory, PartnerPageFactory

    assert Indicator.objects.exists()
    chance = random.Random(number)
    if not PartnerIndexPage.objects.exists():
        from wagtail.models import Page

        # Wagtail's own first page has the usual slug.
        home = HomePageFactory(parent=Page.get_first_root_node(), slug="cockpit")
        index = PartnerIndexPageFactory(parent=home)
        for n in range(PARTNERS):
            partner = Organisation.objects.create(kind=Kind.PARTNER, name=f"ภาคี {n}", office=office)
            PartnerPageFactory(parent=index, organisation=partner, verified_on=today - timedelta(days=900))
    partners = list(Organisation.objects.partners().order_by("pk"))
    before = Organisation.objects.schools().count()
    schools = Organisation.objects.bulk_create(
        (
            Organisation(
                kind=Kind.SCHOOL, name=f"โรงเรียน {before + n:05}", sort_key=f"{before + n:05}", office=office
            )
            for n in range(number)
        ),
        batch_size=BATCH,
    )
    ties = Partnership.objects.bulk_create(
        (
            Partnership(
                owner=school, partner=partner, starts_on=today - timedelta(days=chance.randint(100, 1_000))
            )
            for school in schools
            for partner in chance.sample(partners, 3)
        ),
        batch_size=BATCH,
    )
    PartnershipActivity.objects.bulk_create(
        (
            PartnershipActivity(
                partnership=tie, day=today - timedelta(days=chance.randint(1, 500)), what="ซ้อมแผน"
            )
            for tie in ties
        ),
        batch_size=BATCH,
    )


def middle(work: Callable[[], object]) -> float:
    """Milliseconds; the middle one of a few rounds."""
    times = []
    for _round in range(ROUNDS):
        started = perf_counter()
        work()
        times.append((perf_counter() - started) * 1000)
    return sorted(times)[ROUNDS // 2]


if __name__ == "__main__":
    sys.exit(main())
