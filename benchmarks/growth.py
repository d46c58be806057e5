"""How a cluster grows: filling it through the portal's own writing path, and what questions cost at each size."""

import json
import os
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from benchmarks.corpus import questions, recombined, texts
from benchmarks.load import share
from benchmarks.tables import say, table
from content.search_record import SearchRecord
from search.cluster import Cluster
from search.connection import Budget, Connection
from search.documents import document_of
from search.engine import Query
from search.index import FolderIndex, Snapshot
from search.metrics import DEPTH
from search.spelling import Spelling
from search.synonyms import NO_SYNONYMS
from tools.engine.cluster import Cluster as Nodes
from tools.engine.cluster import Node

#: A document is two pieces of so many letters: about a kilobyte, as much as a short announcement.
PIECE = 160

#: Documents that are written together.
BATCH = 2_000

#: So many documents say which words there are. The texts are recombined: later ones have no others.
KNOWN = 30_000

#: Seconds that an answer may take: it is measured, not given up.
PATIENCE = 60.0

#: This share of the questions only warms up.
WARM_UP = 1 / 3

#: Each writing is newer than the one before; repeating one changes nothing.
FIRST_WRITING = 1


class Growth:
    """What was measured so far, kept in a file."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "growth.json"
        known = json.loads(self.path.read_text(encoding="utf-8")) if self.path.exists() else {}
        self.sizes: list[dict[str, object]] = known.get("sizes", [])
        #: Seconds that writing took up to now, by the clock, of this process and of the node.
        self.written: dict[str, float] = known.get("written", {"clock": 0.0, "portal": 0.0, "node": 0.0})
        self.text_bytes: int = known.get("text_bytes", 0)
        #: Documents whose writing is in these figures.
        self.documents: int = known.get("documents", 0)

    def save(self) -> None:
        kept = {name: value for name, value in vars(self).items() if name != "path"}
        scratch = self.path.with_suffix(".new")
        scratch.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
        scratch.replace(self.path)

    def knows(self, size: int) -> bool:
        return any(row["documents"] == size for row in self.sizes)


def grown(folder: Path, sizes: Sequence[int], memory: str) -> None:
    """Fill the cluster in the folder, and measure at each size."""
    growth = Growth(folder)
    with Nodes(memory=memory, kept=folder / "node") as nodes:
        (node,) = nodes.nodes
        sources = texts()
        spelling = Spelling(words(sources))
        cluster = Cluster(Connection(nodes.url, name="million"), lambda: spelling)
        if cluster.made_from() is None:
            cluster.replace(list, lambda: FIRST_WRITING)
        for size in sorted(sizes):
            if growth.knows(size):
                continue
            fill(cluster, node, growth, sources, size)
            growth.sizes.append(measured(cluster, node, growth, size))
            growth.save()
            say(f"\n{table([row(about) for about in growth.sizes])}\n")


def words(sources: Sequence[str]) -> Snapshot:
    """The words of the texts, from an index in memory."""
    index = FolderIndex()
    with index.writing() as writing:
        writing.add(map(document_of, documents(sources, 0, KNOWN)))
    return index.snapshot()


def documents(sources: Sequence[str], first: int, last: int) -> Iterator[SearchRecord]:
    return recombined(sources, last, piece=PIECE, first=first)


def fill(cluster: Cluster, node: Node, growth: Growth, sources: Sequence[str], size: int) -> None:
    """Write what the cluster does not have yet of the first `size` documents."""
    records = documents(sources, growth.documents, size)
    while batch := list(islice(records, BATCH)):
        started, worked, busy = time.perf_counter(), time.process_time(), node.busy()
        cluster.write(batch, (), FIRST_WRITING + 1)
        growth.written["clock"] += time.perf_counter() - started
        growth.written["portal"] += time.process_time() - worked
        growth.written["node"] += node.busy() - busy
        growth.text_bytes += sum(len(record.body.encode()) for record in batch)
        growth.documents += len(batch)
        growth.save()
        if growth.documents % (10 * BATCH) == 0:
            per_second = len(batch) / (time.perf_counter() - started)
            say(f"{time.strftime('%H:%M:%S')}  {growth.documents:>9,} documents, {per_second:.0f} a second")


def measured(cluster: Cluster, node: Node, growth: Growth, size: int) -> dict[str, object]:
    cluster.refresh()
    cluster.connection.ask("POST", f"/{cluster.alias}/_flush")
    count = cluster.health().entries
    if count != size:
        raise SystemExit(f"The cluster has {count} documents, not {size}: remove {growth.path.parent}")
    return {
        "documents": size,
        "text_mb": round(growth.text_bytes / 1e6, 1),
        "index_mb": round(cluster.bytes() / 1e6, 1),
        "load": round(os.getloadavg()[0], 1),
        **{f"documents_per_{name}_second": round(size / spent) for name, spent in growth.written.items()},
        "node_memory_mb": round(node.memory() / 1e6),
        "questions": {name: asked(cluster, node, some) for name, some in questions().items()},
    }


def asked(cluster: Cluster, node: Node, some: Sequence[str]) -> dict[str, float]:
    """Milliseconds of an answer by the clock, of this process alone, and of the node on average."""

    def search(text: str) -> None:
        cluster.search(Query(text, synonyms=NO_SYNONYMS), Budget(PATIENCE, PATIENCE)).best(DEPTH)

    warm = int(len(some) * WARM_UP)
    for text in some[:warm]:
        search(text)
    walls, works = [], []
    busy = node.busy()
    for text in some[warm:]:
        started, worked = time.perf_counter(), time.process_time()
        search(text)
        walls.append(time.perf_counter() - started)
        works.append(time.process_time() - worked)
    of_node = (node.busy() - busy) / max(1, len(walls)) * 1000
    walls.sort()
    works.sort()
    return {
        "p50": round(share(walls, 0.5), 1),
        "p95": round(share(walls, 0.95), 1),
        "p50_portal": round(share(works, 0.5), 1),
        "p95_portal": round(share(works, 0.95), 1),
        "mean_node": round(of_node, 1),
    }


def row(about: dict[str, object]) -> dict[str, object]:
    """A size as a line of a table."""
    shown = {name: value for name, value in about.items() if name != "questions"}
    for name, times in about["questions"].items():
        shown[name] = f"{times['p50']} / {times['p95']}"
    return shown
