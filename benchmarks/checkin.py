"""What a morning at the door costs: 150 people, two phones that were without a network, each seeing all of them.

`python -m benchmarks.checkin` measures in the scratch database of `make bench` and prints JSON. Both phones send at the
same time, in parts of 25, and everybody has to count once. What it makes is deleted again.
"""

import json
import os
import resource
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

PEOPLE = int(os.environ.get("PEOPLE", "150"))
PART = 25


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    from django.db import connection, connections
    from django.test import Client
    from django.urls import reverse
    from django.utils import timezone

    from accounts.models import User
    from events.checkin import door
    from events.models import Attendance, Attendee, ExchangeEventPage, Registration

    officer = User.objects.get(email="officer@demo.example")
    event = ExchangeEventPage.objects.live().filter(is_demo=True, state="closed").order_by("pk").first()
    now = timezone.now()
    team = Registration.objects.create(
        event=event, state="confirmed", organisation_name="วัดเวลา", size=PEOPLE, consent_at=now
    )
    people = Attendee.objects.bulk_create(
        Attendee(registration=team, number=n, prefix="นาย", name=f"วัดเวลา สมมุติ{n}", group="teachers")
        for n in range(PEOPLE)
    )
    links = []
    try:
        phones = []
        for name in ("1", "2"):
            token = door.make_link(event, f"วัดเวลา {name}", officer)
            links.append(door.find_link(token))
            client = Client(headers={"host": "127.0.0.1"})
            client.post(reverse("exchange:door_enter", args=[token]))
            phones.append(client)
        began = time.perf_counter()
        size = len(phones[0].get(reverse("exchange:door_people", args=[event.slug])).content)
        listed = time.perf_counter() - began

        def send(phone: int) -> list[float]:
            spent = []
            order = people if phone == 0 else people[::-1]
            for start in range(0, PEOPLE, PART):
                entries = [
                    {
                        "kind": "note",
                        "uid": str(uuid.uuid4()),
                        "attendee": person.pk,
                        "session": "",
                        "at": (now - timedelta(seconds=person.number)).isoformat(),
                    }
                    for person in order[start : start + PART]
                ]
                body = json.dumps({"entries": entries, "now": timezone.now().isoformat()})
                begun = time.perf_counter()
                answer = phones[phone].post(
                    reverse("exchange:door_sync", args=[event.slug]), body, content_type="application/json"
                )
                spent.append((time.perf_counter() - begun) * 1000)
                if answer.status_code != 200 or len(answer.json()["results"]) != len(entries):
                    raise SystemExit(f"a phone was not understood: {answer.status_code}")
            connections.close_all()
            return spent

        began = time.perf_counter()
        with ThreadPoolExecutor(2) as threads:
            parts = sorted(ms for spent in threads.map(send, (0, 1)) for ms in spent)
        both = time.perf_counter() - began
        counted = Attendance.objects.standing().filter(attendee__registration=team).count()
        if counted != PEOPLE:
            raise SystemExit(f"{counted} of {PEOPLE} people were counted")
        print(
            json.dumps(
                {
                    "database": connection.vendor,
                    "people": PEOPLE,
                    "check_ins_sent": 2 * PEOPLE,
                    "counted": counted,
                    "all_sent_s": round(both, 2),
                    "ms_per_check_in": round(both * 1000 / (2 * PEOPLE), 1),
                    "part_of_25_p50_ms": round(parts[len(parts) // 2]),
                    "part_of_25_max_ms": round(parts[-1]),
                    "list_ms": round(listed * 1000),
                    "list_kb": round(size / 1024),
                    "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
                },
                ensure_ascii=False,
            )
        )
    finally:
        team.delete()
        for link in links:
            link.delete()


if __name__ == "__main__":
    main()
