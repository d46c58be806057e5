"""Two hundred teams that register at once: `python -m benchmarks.registrations` prints JSON.

Four processes write into one SQLite file, each a quarter of the teams, as fast as they can. Everybody
chooses the same small session, too. Afterwards nothing may be lost and nothing exceeded.
"""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from time import perf_counter

TEAMS, LANES, CAPACITY, SESSION_PLACES = 200, 4, 150, 40
SESSION = "5e5510a0-0000-4000-8000-000000000001"
ROOT = Path(__file__).resolve().parent.parent

#: What a process does: it says that it is ready, waits for the others, and takes turn after turn.
LANE = """
import json, sys, time, django
django.setup()
from events.models import Registration
from events.registration import deeds
print("ready", flush=True)
sys.stdin.readline()
times = []
for pk in sys.argv[1:]:
    began = time.perf_counter()
    deeds.take_turn(Registration.objects.select_related("event__host").get(pk=pk))
    times.append(time.perf_counter() - began)
print(json.dumps(times))
"""


def main() -> None:
    os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "LOG_LEVEL": "ERROR"}
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test.utils import get_runner

    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        teams = waiting_teams()
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "db.sqlite3"
            file.write_bytes(connection.connection.serialize())
            print(json.dumps({**raced(folder, teams), **counted(file)}))
    finally:
        runner.teardown_databases(databases)


def waiting_teams() -> list[int]:
    """Teams of one and of two that have not taken their turn."""
    from django.utils import timezone
    from wagtail.models import Page

    from events.models import Attendee, Registration, SessionChoice
    from tests import factories

    home = factories.HomePageFactory(parent=Page.get_first_root_node(), slug="bench")
    index = factories.ExchangeEventIndexPageFactory(parent=home)
    row = {"time_from": "10:00", "time_to": "11:00", "topic": "-", "chosen": True, "places": SESSION_PLACES}
    event = factories.ExchangeEventPageFactory(
        parent=index,
        host=factories.OfficeFactory(name="bench"),
        state="open",
        capacity=CAPACITY,
        programme=[{"type": "row", "value": row, "id": SESSION}],
    )
    rows = Registration.objects.bulk_create(
        Registration(
            event=event,
            email=f"team{number}@example.org",
            organisation_name="โรงเรียนสมมุติ",
            size=1 + number % 2,
            consent_at=timezone.now(),
        )
        for number in range(TEAMS)
    )
    people = Attendee.objects.bulk_create(
        Attendee(registration=row, number=n, prefix="นาย", name=f"สมมุติ {row.pk}-{n}", group="teachers")
        for row in rows
        for n in range(1, row.size + 1)
    )
    SessionChoice.objects.bulk_create(SessionChoice(attendee=person, session=SESSION) for person in people)
    return [row.pk for row in rows]


def raced(folder: str, teams: list[int]) -> dict[str, object]:
    environment = os.environ | {
        "PORTAL_ENV": "test",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "VAR_DIR": folder,
        "DATABASE_URL": "",
        "REDIS_URL": "",
    }
    lanes = [
        subprocess.Popen(
            [sys.executable, "-c", LANE, *map(str, teams[lane::LANES])],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for lane in range(LANES)
    ]
    for lane in lanes:
        assert lane.stdout is not None
        lane.stdout.readline()
    began = perf_counter()
    for lane in lanes:
        assert lane.stdin is not None
        lane.stdin.write("go\n")
        lane.stdin.flush()
    times = sorted(time for lane in lanes for time in json.loads(lane.communicate()[0].splitlines()[-1]))
    seconds = perf_counter() - began
    return {
        "teams": len(times),
        "processes": LANES,
        "seconds": round(seconds, 1),
        "middle_ms": round(times[len(times) // 2] * 1000),
        "slowest_ms": round(times[-1] * 1000),
    }


def counted(file: Path) -> dict[str, object]:
    with closing(sqlite3.connect(file)) as after:
        (taken,) = after.execute("select taken from events_places").fetchone()
        (seated,) = after.execute("select count(*) from events_sessionchoice where seated").fetchone()
        states = dict(after.execute("select state, count(*) from events_registration group by state"))
    return {
        "capacity": CAPACITY,
        "taken": taken,
        "session_places": SESSION_PLACES,
        "seated": seated,
        "lost": TEAMS - states.get("confirmed", 0) - states.get("waiting", 0),
    }


if __name__ == "__main__":
    main()
