"""Real nodes of OpenSearch. Tests in this directory are marked `cluster`, and left out where the engine is not installed."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import search.cluster
from search.connection import Connection
from search.embedded import EmbeddedEngine
from search.entry_cluster import EntryCluster
from search.index import FolderIndex
from tools.engine.cluster import QUICK, Cluster
from tools.engine.installing import is_installed

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Mark this directory's tests; without the engine leave them out, or fail if no engine may be missing."""
    ours = [item for item in items if HERE in item.path.parents]
    for item in ours:
        item.add_marker("cluster")
    if not ours or is_installed():
        return
    if os.environ.get("REQUIRE_ENGINES"):
        raise pytest.UsageError("OpenSearch is not installed: make engine")
    config.hook.pytest_deselected(items=ours)
    items[:] = [item for item in items if item not in ours]


@pytest.fixture(scope="session")
def _one_node() -> Iterator[Cluster]:
    with Cluster(java_options=QUICK) as cluster:
        yield cluster


@pytest.fixture(scope="session")
def _three_nodes() -> Iterator[Cluster]:
    with Cluster(3, java_options=QUICK) as cluster:
        yield cluster


def _as_new(cluster: Cluster) -> Cluster:
    """Every node running and nothing stored, whatever the test before did."""
    for node in cluster.nodes:
        node.resume()
    cluster.start()
    cluster.clear()
    return cluster


@pytest.fixture
def opensearch_node(_one_node) -> Cluster:
    return _as_new(_one_node)


@pytest.fixture
def opensearch_three_nodes(_three_nodes) -> Cluster:
    return _as_new(_three_nodes)


@pytest.fixture
def local(db) -> EmbeddedEngine:
    """An embedded engine in memory."""
    return EmbeddedEngine(FolderIndex())


@pytest.fixture
def cluster(opensearch_node, local) -> search.cluster.Cluster:
    """The portal's side of a single node, with an empty index."""
    made = search.cluster.Cluster(Connection(opensearch_node.url), lambda: local.spelling)
    made.replace(list, lambda: 1)
    return made


@pytest.fixture
def entry_cluster(opensearch_node, monkeypatch) -> EntryCluster:
    """The admin's side of the same node, in place of the one of SEARCH_URL."""
    made = EntryCluster(Connection(opensearch_node.url, name="portal-admin"))
    commands = "search.management.commands"
    for module in ("search.entries", f"{commands}.search_worker", f"{commands}.search_index"):
        monkeypatch.setattr(f"{module}.get_entries", lambda: made)
    return made
