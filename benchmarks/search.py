"""The search's speed: `python -m benchmarks.search`, and the last part of `make bench`.

Over recombined texts (`benchmarks.corpus`), of each size in `BENCH_SIZES`: the embedded engine, and as multiples
of its times those of Wagtail's own search and of OpenSearch with its analyzer `thai`, in the same run.
"""

import json
import os
import subprocess
import sys

import django

from benchmarks.server import ROOT
from benchmarks.tables import say, table

SCRATCH = ROOT / "var" / "bench"
SIZES = "2000 10000"


def bench(sizes: list[int]) -> dict[str, object]:
    """Needs Django's settings, though no database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    from benchmarks import engines

    result: dict[str, object] = {"dictionary": dictionary()}
    say(table([result["dictionary"]]))
    result |= engines.compared(sizes)
    return result


def dictionary() -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.dictionary"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return {"what a worker pays": "dictionary of Thai words", **json.loads(done.stdout)}


def main() -> int:
    sizes = [int(size) for size in os.environ.get("BENCH_SIZES", SIZES).replace(",", " ").split()]
    say(f"\nSearch; load of this machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    result = bench(sizes)
    SCRATCH.mkdir(parents=True, exist_ok=True)
    path = SCRATCH / "search.json"
    path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    say(
        "\nTimes are in ms, of questions asked one after the other, with ten results each; busy: processor time of"
        "\nthe asking process. Multiples are the other engine's time by the embedded one's. Stock Wagtail is"
        " asked\nfor so many seconds only. All figures: var/bench/search.json"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
