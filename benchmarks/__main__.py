"""`make bench`: the portal's speed as a multiple of a bare Wagtail page's, measured side by side; then its search's.

Everything runs on this machine's loopback, over a demonstration of its own in `var/bench`. Numbers of a
busy or a different machine can't be compared; the ratios of one run can.
"""

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import quote

from benchmarks import search
from benchmarks.load import Load, measure
from benchmarks.server import ROOT, Server, serving
from benchmarks.tables import say, table

SCRATCH = ROOT / "var" / "bench"
SECONDS = 2
WARM_UP = 6
#: One worker, and as many as deploy/gunicorn.conf.py starts by itself.
WORKERS = (1, 2)
SEARCH = "/search/?q=" + quote("เยี่ยมบ้าน")

PORTAL = {
    "PORTAL_ENV": "development",
    "DEBUG": "false",
    "VAR_DIR": str(SCRATCH / "portal"),
    "LOG_LEVEL": "WARNING",
}
PORTAL |= {
    "RATE_LIMITS": "false",
    "SCHEDULE": "false",
    "BASE_URL": "http://127.0.0.1:8000",
    "REDIS_URL": "",
    "DATABASE_URL": "",
}
UNCACHED = {"PUBLIC_CACHE_SECONDS": "0"}
CACHED = {"PUBLIC_CACHE_SECONDS": "300"}
BARE = {"BARE_DIR": str(SCRATCH / "bare"), "DJANGO_SETTINGS_MODULE": "benchmarks.bare.settings"}


def run(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)} failed:\n{done.stderr[-2000:]}")
    return done.stdout


def prepare() -> None:
    """The scratch databases; made once, brought up to date afterwards."""
    for directory in (PORTAL["VAR_DIR"], BARE["BARE_DIR"]):
        Path(directory).mkdir(parents=True, exist_ok=True)
    run(PORTAL, "manage.py", "compile_translations")
    run(PORTAL, "manage.py", "migrate", "--verbosity=0")
    run(PORTAL, "manage.py", "demo")
    run(BARE, "-m", "benchmarks.bare.fill")


def a_practice(server: Server) -> str:
    """The path of a published practice."""
    with urllib.request.urlopen(f"{server.url}/sitemap.xml", timeout=30) as answer:
        found = re.findall(r"<loc>https?://[^/]+(/practices/[^<]+)</loc>", answer.read().decode())
    if not found:
        raise SystemExit("The demonstration has no practice")
    return sorted(found)[0]


def visit(server: Server, path: str) -> Load:
    """Measured when every worker has most likely made the page once: each connection may meet another."""
    for _ in range(WARM_UP):
        with urllib.request.urlopen(server.url + path, timeout=30) as answer:
            answer.read()
    return measure(server.url + path, SECONDS)


def queries(environment: dict[str, str], settings: str, paths: list[str]) -> dict[str, int]:
    return json.loads(run(environment, "-m", "benchmarks.queries", settings, *paths).splitlines()[-1])


def bench() -> dict[str, object]:
    rows: list[dict[str, object]] = []
    servers: list[dict[str, object]] = []
    paths: dict[str, str] = {}
    for workers in WORKERS:
        with serving("benchmarks.bare.wsgi", workers, BARE, "benchmarks/bare/server_config.py") as server:
            base = visit(server, "/")
            rows.append(row("bare Wagtail page", "", workers, base, base))
            servers.append(about("bare Wagtail", workers, server))
        for cached, environment in (("no", UNCACHED), ("yes", CACHED)):
            with serving("portal.wsgi", workers, {**PORTAL, **environment}) as server:
                paths = paths or {
                    "home": "/",
                    "list": "/practices/",
                    "practice": a_practice(server),
                    "search": SEARCH,
                }
                for name, path in paths.items():
                    rows.append(row(name, cached, workers, visit(server, path), base))
                servers.append(about(f"portal, cache {cached}", workers, server))
    bare = queries(BARE, "benchmarks.bare.settings", ["/"])["/"]
    plain = queries({**PORTAL, **UNCACHED}, "portal.settings", list(paths.values()))
    hits = queries({**PORTAL, **CACHED}, "portal.settings", list(paths.values()))
    for entry in rows:
        path = paths.get(str(entry["page"]))
        entry["queries"] = bare if path is None else (hits if entry["cached"] == "yes" else plain)[path]
    return {"pages": rows, "servers": servers}


def row(name: str, cached: str, workers: int, load: Load, base: Load) -> dict[str, object]:
    return {
        "page": name,
        "cached": cached,
        "workers": workers,
        "per_second": round(load.per_second, 1),
        "per_second_ratio": round(load.per_second / base.per_second, 2) if base.per_second else None,
        "p50_ms": round(load.p50_ms, 2),
        "p99_ms": round(load.p99_ms, 2),
        "p99_ratio": round(load.p99_ms / base.p99_ms, 3) if base.p99_ms else None,
        "errors": load.errors,
    }


def about(name: str, workers: int, server: Server) -> dict[str, object]:
    memory = server.worker_memory()
    return {
        "server": name,
        "workers": workers,
        "worker_mb": round(memory, 1) if memory else None,
        "cold_start_s": round(server.cold_start, 2),
    }


def main() -> int:
    say("Preparing the scratch databases in var/bench (the first time takes about a minute)")
    prepare()
    started = time.perf_counter()
    say(
        f"Measuring: {SECONDS} s a page, load of this machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    result = bench()
    result["seconds"] = round(time.perf_counter() - started)
    result["cores"] = os.cpu_count()
    result["load_before"] = os.getloadavg()[0]
    (SCRATCH / "latest.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    say()
    say(table(result["pages"]))
    say()
    say(table(result["servers"]))
    say()
    say(table([json.loads(run({"PORTAL_ENV": "test"}, "-m", "benchmarks.family").splitlines()[-1])]))
    say()
    say(table([json.loads(run({"PORTAL_ENV": "test"}, "-m", "benchmarks.guard").splitlines()[-1])]))
    say(
        f"\nRatios are to the bare Wagtail page with as many workers. Took {result['seconds']} s; var/bench/latest.json"
    )
    say("\nA report of thirty pages brought in from Word; ratios are to python-docx only opening it")
    say(run(PORTAL, "-m", "benchmarks.papers").strip())
    say("\nWriting a story of 10,000 characters; ratios are to Wagtail's own saving of a revision")
    say(table(json.loads(run(PORTAL, "-m", "benchmarks.writing").splitlines()[-1])["rows"]))
    say("\nA morning at the door: 150 people, seen by two phones that send all of them at the same time")
    say(table([json.loads(run(PORTAL, "-m", "benchmarks.checkin").splitlines()[-1])]))
    say("\nLaying out a network of so many organisations; ratios are to springs at 300")
    say(table(json.loads(run({"PORTAL_ENV": "test"}, "-m", "benchmarks.graph").splitlines()[-1])["rows"]))
    say("\nTwo hundred teams that register at once, on one SQLite file")
    say(table([json.loads(run({"PORTAL_ENV": "test"}, "-m", "benchmarks.registrations").splitlines()[-1])]))
    say("\nSuggestions for one need as a deployment grows; ratios are to its smallest size")
    say(table(json.loads(run({"PORTAL_ENV": "test"}, "-m", "benchmarks.needs").splitlines()[-1])["rows"]))
    say("\nThe director's cockpit as the schools of its office grow; ratios are to the smallest office")
    say(table(json.loads(run({"PORTAL_ENV": "test"}, "-m", "benchmarks.cockpit").splitlines()[-1])["rows"]))
    say("\nCounting what schools give as the schools of its office grow; ratios are to the smallest office")
    say(
        table(
            json.loads(run({"PORTAL_ENV": "test"}, "-m", "benchmarks.recognition").splitlines()[-1])["rows"]
        )
    )
    search.main()
    return int(any(entry["errors"] for entry in result["pages"]))


if __name__ == "__main__":
    sys.exit(main())
