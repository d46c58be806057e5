"""What saving a step of a long story costs, beside Wagtail's own saving of the same page.

`python -m benchmarks.writing` measures in the scratch database of `make bench` and prints JSON. The story
has 10,000 characters; every save changes it. A sitting makes one revision, so the table does not grow.
"""

import json
import os
import sys
import time
import tracemalloc
from collections.abc import Callable

SAVES = int(os.environ.get("SAVES", "40"))
LETTERS = 10_000
SENTENCE = "ครูประจำชั้นโทรถึงผู้ปกครองก่อนเก้าโมงทุกเช้าที่นักเรียนไม่มา แล้วจดไว้ในแบบบันทึก "


def timed(act: Callable[[int], object], times: int = SAVES) -> dict[str, float]:
    """Milliseconds of one call: the middle one and the 95th of a hundred."""
    act(0)
    spent = []
    for number in range(1, times + 1):
        began = time.perf_counter()
        act(number)
        spent.append((time.perf_counter() - began) * 1000)
    spent.sort()
    return {"p50_ms": round(spent[len(spent) // 2], 1), "p95_ms": round(spent[int(len(spent) * 0.95) - 1], 1)}


def peak_mb(act: Callable[[int], object]) -> float:
    """Memory that one call takes at most, beyond what was there before it."""
    tracemalloc.start()
    act(SAVES + 2)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return round(peak / 2**20, 1)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from accounts.models import User
    from practices.writing import drafts
    from practices.writing.steps import BY_KEY

    teacher = User.objects.get(email="teacher@demo.example")
    draft = drafts.begin(teacher, drafts.schools_of(teacher)[0], title="วัดเวลาการบันทึก", kind="tool")
    try:
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(teacher)
        path = f"/my/practices/{draft.reference}/step/background/"
        text = (SENTENCE * (LETTERS // len(SENTENCE) + 1))[:LETTERS]

        def save(number: int) -> int:
            page = drafts.find(teacher, draft.reference).content
            digests = BY_KEY["background"].form(draft=page, person=teacher).digests()
            sent = {"background": f"{text} {number}", "was-background": digests["background"]}
            answer = client.post(path, sent, headers={"accept": "application/json"})
            return answer.status_code

        def plain(number: int) -> None:
            page = drafts.find(teacher, draft.reference).content
            page.background = f"<p>{text} {number}</p>"
            page.save_revision(user=teacher, clean=False)

        step, screen, wagtail = timed(save), timed(lambda number: client.get(path)), timed(plain)
        with CaptureQueriesContext(connection) as queries:
            save(SAVES + 1)
        asked = len(queries)
        peaks = [peak_mb(act) for act in (plain, save, lambda number: client.get(path))]
        rows = [
            {"what": "Wagtail saves a revision", **wagtail, "ratio": 1.0},
            {"what": "a step is saved", **step, "ratio": round(step["p50_ms"] / wagtail["p50_ms"], 2)},
            {"what": "a step is shown", **screen, "ratio": round(screen["p50_ms"] / wagtail["p50_ms"], 2)},
        ]
        for entry, peak in zip(rows, peaks, strict=True):
            entry["peak_mb"] = peak
        print(json.dumps({"rows": rows, "queries_of_a_save": asked}))
    finally:
        draft.page.delete()


if __name__ == "__main__":
    sys.exit(main())
