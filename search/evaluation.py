"""Measuring the search: documents and queries with known answers, and how well and fast it answers."""

import gzip
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from content.search_record import SearchRecord
from search.embedded import EmbeddedEngine
from search.engine import Query
from search.index import FolderIndex
from search.metrics import DEPTH, ndcg, recall, reciprocal_rank
from search.noise import CLASSES, spoilt
from search.synonyms import NO_SYNONYMS, Synonyms

#: The class of queries that mistakes are put into, and how many of each kind of mistake.
SPOILT = "kw"
NOISY = 150

#: Seconds that a cluster may take for an answer: it is measured, not given up.
PATIENCE = 60.0

#: Of so many tries for one noisy query none may succeed.
MOST_TRIES = 200


@dataclass(frozen=True)
class Asked:
    """A query of a class, and the ids that answer it."""

    kind: str
    text: str
    relevant: frozenset[str]


#: Given a query the ids found, the best first.
Search = Callable[[str], Sequence[str]]


def documents(path: Path) -> Iterator[SearchRecord]:
    """One for each line `{"id", "title", "body"}` of a file, which may be packed by gzip."""
    for row in _rows(path):
        yield SearchRecord(row["id"], "page", row.get("title", ""), "", body=row.get("body", ""))


def queries(path: Path, limit: int | None = None) -> list[Asked]:
    """One for each line `{"type", "q", "rel"}`; of each type the first `limit`."""
    found: dict[str, list[Asked]] = {}
    for row in _rows(path):
        found.setdefault(row["type"], []).append(Asked(row["type"], row["q"], frozenset(row["rel"])))
    return [asked for kind in found.values() for asked in kind[:limit]]


def with_mistakes(asked: Sequence[Asked], seed: int) -> list[Asked]:
    """Queries of the keyword class with mistakes, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - nothing is kept secret by it
    clean = [one for one in asked if one.kind == SPOILT]
    found = []
    for kind, spoilers in CLASSES.items():
        for _number in range(NOISY if clean else 0):
            for _try in range(MOST_TRIES):
                original = chance.choice(clean)
                if text := spoilt(original.text, chance.choice(spoilers), chance):
                    found.append(Asked(kind, text, original.relevant))
                    break
    return found


def measured(search: Search, asked: Iterable[Asked]) -> dict[str, Any]:
    """Quality by class of query, and how long an answer takes in ms."""
    rows: dict[str, list[tuple[float, float, float, float, bool]]] = {}
    times = []
    for query in asked:
        started = time.perf_counter()
        ids = list(search(query.text))[:DEPTH]
        times.append((time.perf_counter() - started) * 1000)
        grades = dict.fromkeys(query.relevant, 1)
        rows.setdefault(query.kind, []).append(
            (
                reciprocal_rank(ids, query.relevant),
                recall(ids, query.relevant, 1),
                recall(ids, query.relevant, DEPTH),
                ndcg(ids, grades),
                not ids,
            )
        )
    types = {}
    for kind, values in rows.items():
        mrr, first, tenth, gain, zero = (
            round(statistics.fmean(column), 4) for column in zip(*values, strict=True)
        )
        types[kind] = {
            "queries": len(values),
            "mrr10": mrr,
            "recall1": first,
            "recall10": tenth,
            "ndcg10": gain,
            "zero": zero,
        }
    times.sort()
    return {
        **{f"p{share}_ms": round(_quantile(times, share), 2) for share in (50, 95, 99)},
        "types": types,
        "mean_mrr10": round(statistics.fmean(row["mrr10"] for row in types.values()), 4) if types else 0.0,
    }


def of_embedded(
    records: Iterable[SearchRecord], asked: Iterable[Asked], synonyms: Synonyms = NO_SYNONYMS
) -> dict[str, Any]:
    """The embedded engine over these documents alone, in a folder that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="search-evaluation-") as folder:
        index = FolderIndex(Path(folder) / "index")
        engine = EmbeddedEngine(index)
        started = time.perf_counter()
        count = engine.replace(records)
        seconds = time.perf_counter() - started
        # What a process does once.
        engine.search(Query("ก", synonyms=synonyms)).best(DEPTH)
        return {
            "engine": "embedded",
            "documents": count,
            "index_seconds": round(seconds, 2),
            "index_bytes": index.bytes(),
            **measured(lambda text: engine.search(Query(text, synonyms=synonyms)).best(DEPTH), asked),
        }


def of_cluster(
    records: Iterable[SearchRecord],
    asked: Iterable[Asked],
    synonyms: Synonyms = NO_SYNONYMS,
    *,
    url: str,
    ca: str = "",
) -> dict[str, Any]:
    """The cluster at an address over these documents alone, in an index that is thrown away."""
    # A second that only this needs.
    from search.cluster import Cluster
    from search.connection import Budget, Connection

    records = list(records)
    with tempfile.TemporaryDirectory(prefix="search-evaluation-") as folder:
        # It knows the words; the portal has one too.
        local = EmbeddedEngine(FolderIndex(Path(folder) / "index"))
        local.replace(records)
        cluster = Cluster(Connection(url, name="evaluation", ca=ca), lambda: local.spelling)

        def search(text: str) -> list[str]:
            return cluster.search(Query(text, synonyms=synonyms), Budget(PATIENCE, PATIENCE)).best(DEPTH)

        try:
            started = time.perf_counter()
            count, _token = cluster.replace(lambda: records, lambda: 1)
            seconds = time.perf_counter() - started
            # What a process does once.
            search("ก")
            return {
                "engine": "cluster",
                "documents": count,
                "index_seconds": round(seconds, 2),
                "index_bytes": cluster.bytes(),
                **measured(search, asked),
            }
        finally:
            cluster.remove()


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    read = gzip.open if path.suffix == ".gz" else open
    with read(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def _quantile(ordered: Sequence[float], share: int) -> float:
    return ordered[min(len(ordered) * share // 100, len(ordered) - 1)] if ordered else 0.0
