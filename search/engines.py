"""Which search engines this installation has."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection

from search.embedded import EmbeddedEngine
from search.engine import Engine
from search.index import FolderIndex
from search.models import IndexState

if TYPE_CHECKING:
    from search.cluster import Cluster
    from search.entry_cluster import EntryCluster


@lru_cache(1)
def get_engine() -> Engine:
    """What answers visitors."""
    cluster = get_cluster()
    if cluster is None:
        return get_embedded()
    from search.switching import SwitchingEngine

    return SwitchingEngine(get_embedded(), cluster, IndexState.cluster_follows)


@lru_cache(1)
def get_embedded() -> EmbeddedEngine:
    """The index of this machine: beside a cluster it knows the words, and answers when that doesn't."""
    # A name for each database: the tests' is not the developer's.
    database = Path(str(connection.settings_dict["NAME"])).stem
    return EmbeddedEngine(FolderIndex(settings.VAR_DIR / f"search-{database}"))


@lru_cache(1)
def get_cluster() -> "Cluster | None":
    """The cluster behind `SEARCH_URL`, if there is one."""
    if not settings.SEARCH_URL:
        return None
    # Importing these takes a second, which no installation without a cluster should spend.
    from search.cluster import Cluster
    from search.connection import Connection

    return Cluster(Connection(settings.SEARCH_URL, ca=settings.SEARCH_CA), lambda: get_embedded().spelling)


@lru_cache(1)
def get_entries() -> "EntryCluster | None":
    """What the admin finds, on the cluster behind `SEARCH_URL`, if there is one."""
    if not settings.SEARCH_URL:
        return None
    from search.connection import Connection
    from search.entry_cluster import EntryCluster

    name = Connection(settings.SEARCH_URL).name
    return EntryCluster(Connection(settings.SEARCH_URL, name=f"{name}-admin", ca=settings.SEARCH_CA))
