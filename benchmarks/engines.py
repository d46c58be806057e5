"""The same documents and questions put to several engines."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from benchmarks.corpus import questions, recombined, texts
from benchmarks.load import share
from benchmarks.opensearch import THAI, RivalIndex, running
from benchmarks.server import ROOT
from benchmarks.tables import say, table
from content.search_record import SearchRecord
from search.embedded import EmbeddedEngine
from search.engine import Query
from search.index import FolderIndex
from search.metrics import DEPTH
from search.synonyms import NO_SYNONYMS
from tools.engine.installing import EngineMissingError

#: Of more documents Wagtail's own search takes seconds for a question.
MOST_FOR_STOCK = 2_000

#: This share of the questions only warms up: a JVM compiles what is used often. None is asked twice.
WARM_UP = 1 / 3

#: For each class of questions: p50, p95 in ms and more.
Times = dict[str, dict[str, float]]


def compared(sizes: Sequence[int]) -> dict[str, object]:
    sources, asked = texts(), questions()
    rows: list[dict[str, object]] = []
    indexes: list[dict[str, object]] = []
    with ExitStack() as stack:
        try:
            rival = RivalIndex(stack.enter_context(running()), THAI)
        except EngineMissingError as problem:
            say(f"Without OpenSearch: {problem}")
            rival = None
        for size in sizes:
            say(f"\n{size} documents")
            records = list(recombined(sources, size))
            letters = sum(len(record.body.encode()) for record in records)
            ours, index = of_embedded(records, asked)
            indexes.append(about("embedded", size, letters, **index))
            others: dict[str, Times] = {}
            if rival:
                others["opensearch"], index = of_rival(rival, records, asked)
                indexes.append(about("opensearch thai", size, letters, **index))
            if size <= MOST_FOR_STOCK:
                others["wagtail"], index = of_stock(records, asked)
                indexes.append(about("stock wagtail", size, letters, **index))
            found = [row(size, name, times, others) for name, times in ours.items()]
            rows += found
            say(table(found))
    say(f"\n{table(indexes)}")
    return {"questions": rows, "indexes": indexes}


def row(size: int, name: str, times: dict[str, float], others: dict[str, Times]) -> dict[str, object]:
    found: dict[str, object] = {
        "documents": size,
        "questions": name,
        **{column: round(value, 1) for column, value in times.items()},
    }
    for engine, theirs in others.items():
        for column in ("p50", "p95"):
            found[f"{engine}_{column}"] = f"x{theirs[name][column] / times[column]:.2g}"
    return found


def about(
    engine: str,
    size: int,
    letters: int,
    seconds: float,
    size_in_bytes: int | None,
    busy: float | None = None,
) -> dict[str, object]:
    return {
        "engine": engine,
        "documents": size,
        "documents_per_second": round(size / seconds),
        "per_busy_second": busy and round(size / busy),
        "text_mb": round(letters / 1e6, 1),
        "index_bytes_per_text_byte": size_in_bytes and round(size_in_bytes / letters, 2),
    }


def of_embedded(
    records: Sequence[SearchRecord], asked: dict[str, list[str]]
) -> tuple[Times, dict[str, float]]:
    with tempfile.TemporaryDirectory(prefix="search-bench-") as folder:
        index = FolderIndex(Path(folder) / "index")
        engine = EmbeddedEngine(index)
        started, worked = time.perf_counter(), time.process_time()
        engine.replace(records)
        seconds, busy = time.perf_counter() - started, time.process_time() - worked

        def search(text: str) -> None:
            engine.search(Query(text, synonyms=NO_SYNONYMS)).best(DEPTH)

        return times(search, asked), {"seconds": seconds, "busy": busy, "size_in_bytes": index.bytes()}


def of_rival(
    rival: RivalIndex, records: Sequence[SearchRecord], asked: dict[str, list[str]]
) -> tuple[Times, dict[str, float]]:
    started = time.perf_counter()
    rival.fill(records)
    seconds = time.perf_counter() - started
    return times(rival.search, asked), {"seconds": seconds, "size_in_bytes": rival.bytes()}


def of_stock(
    records: Sequence[SearchRecord], asked: dict[str, list[str]]
) -> tuple[Times, dict[str, float | None]]:
    """In a process of its own, with settings of its own."""
    with tempfile.TemporaryDirectory(prefix="search-bench-") as folder:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.bare.stock"],
            cwd=ROOT,
            env={**os.environ, "BARE_DIR": folder},
            input=json.dumps({"texts": [record.body for record in records], "questions": asked}),
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
    if done.returncode:
        raise SystemExit(f"Wagtail's own search failed:\n{done.stderr[-2000:]}")
    told = json.loads(done.stdout)
    failed = sum(about["failed"] for about in told["questions"].values())
    if failed:
        say(f"Wagtail's own search ends in an error for {failed} questions")
    return told["questions"], {"seconds": told["index_seconds"], "size_in_bytes": None}


def times(search: Callable[[str], object], asked: dict[str, list[str]]) -> Times:
    for some in asked.values():
        for text in some[: int(len(some) * WARM_UP)]:
            search(text)
    found: Times = {}
    for name, some in asked.items():
        walls, busy = [], []
        for text in some[int(len(some) * WARM_UP) :]:
            started, worked = time.perf_counter(), time.process_time()
            search(text)
            walls.append(time.perf_counter() - started)
            busy.append(time.process_time() - worked)
        walls.sort()
        busy.sort()
        found[name] = {
            "p50": share(walls, 0.5),
            "p95": share(walls, 0.95),
            "p50_busy": share(busy, 0.5),
            "p95_busy": share(busy, 0.95),
        }
    return found
