"""How counting what schools give grows with the schools of one office: `python -m benchmarks.recognition` prints JSON.

Each school mentors another and uses a practice of a third, in a database in memory. What is measured is all that the public page
and the office's desk read; times are compared with those of the smallest office.
"""

import itertools
import json
import os
import sys
from datetime import date, timedelta

from benchmarks.cockpit import middle

#: An education area office as it is, a large one, and all schools of the country in one.
SIZES = (106, 1_000, 30_000)
PRACTICES, BATCH = 40, 2_000


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

    from organisations.models import Kind, Organisation
    from programme.recognition import contribution

    today = timezone.localdate()
    office = Organisation.objects.create(kind=Kind.OFFICE, name="เขตทดสอบ")

    def read() -> int:
        """How many badges were reached."""
        standings = contribution.standings(office, today)
        assert contribution.by_size(standings)
        return len(contribution.unrewarded(office, today))

    found: list[dict[str, object]] = []
    schools, smallest = 0, 0.0
    for size in SIZES:
        fill(office, size - schools, today)
        schools = size
        with CaptureQueriesContext(connection) as asked:
            reached = read()
        took = middle(read)
        smallest = smallest or took
        found.append(
            {
                "schools": size,
                "queries": len(asked),
                "badges_reached": reached,
                "ms": round(took, 1),
                "ratio": round(took / smallest, 1),
                "ms_per_1000_schools": round(1000 * took / size, 1),
            }
        )
    return found


def fill(office, number: int, today: date) -> None:
    """Add schools, each of which mentors the next one and uses a practice; the practices come with the first ones."""
    from networks.models import Mentoring, SchoolNetwork
    from organisations.models import Kind, Organisation, SchoolFacts
    from practices.models import Adoption, PracticePage
    from tests.factories import HomePageFactory, PracticeIndexPageFactory, PracticePageFactory

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
    SchoolFacts.objects.bulk_create(
        (
            SchoolFacts(school=school, academic_year=2569, as_of=today, pupils=60 + n % 1_500)
            for n, school in enumerate(schools)
        ),
        batch_size=BATCH,
    )
    if not PracticePage.objects.exists():
        from wagtail.models import Page

        # Wagtail's own first page has the usual slug.
        home = HomePageFactory(parent=Page.get_first_root_node(), slug="recognition")
        index = PracticeIndexPageFactory(parent=home)
        for n in range(min(PRACTICES, len(schools))):
            PracticePageFactory(
                parent=index, owner_organisation=schools[n], what_failed="<p>ครั้งแรกไม่มีใครมา</p>"
            )
    practices = list(PracticePage.objects.order_by("pk"))
    network, _new = SchoolNetwork.objects.get_or_create(
        office=office, name="เครือข่ายทดสอบ", defaults={"hub": schools[0], "criteria": "-"}
    )
    Mentoring.objects.bulk_create(
        (
            Mentoring(network=network, mentor=mentor, mentee=mentee, care_step="1", starts_on=today)
            for mentor, mentee in itertools.pairwise(schools)
        ),
        batch_size=BATCH,
    )
    began = today - timedelta(days=800)
    Adoption.objects.bulk_create(
        (
            Adoption(
                practice=practices[n % len(practices)],
                school=school,
                state="using",
                used_from=began,
                began_on=began,
                confirmed_on=today,
                known_until=today + timedelta(days=300),
            )
            for n, school in enumerate(schools)
        ),
        batch_size=BATCH,
    )


if __name__ == "__main__":
    sys.exit(main())
