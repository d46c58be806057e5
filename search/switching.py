"""Search on the cluster while it answers, else with the index of this machine, which is always kept."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from content.search_record import SearchRecord
from search.answers import IndexResults
from search.cluster import Cluster
from search.connection import Breaker, ClusterError
from search.embedded import EmbeddedEngine
from search.engine import Health, Hit, Query, Suggestion
from search.synonyms import Phrase

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")


class SwitchingEngine:
    """The embedded engine, with a cluster before it. Only searches reach the cluster: `search.outbox` writes to it."""

    name = "cluster"

    def __init__(self, local: EmbeddedEngine, cluster: Cluster, follows: Callable[[], bool]) -> None:
        """`follows` tells whether the cluster has what the database has, but for the last moments."""
        self.local = local
        self.cluster = cluster
        self.breaker = Breaker()
        self._follows = follows

    def write(self, records: Iterable[SearchRecord], gone: Iterable[str] = ()) -> None:
        self.local.write(records, gone)

    def replace(self, records: Iterable[SearchRecord], token: UUID | None = None) -> int:
        return self.local.replace(records, token)

    def made_from(self) -> UUID | None:
        return self.local.made_from()

    def search(self, query: Query) -> "SwitchedResults":
        return SwitchedResults(self, query)

    def similar(self, key: str, limit: int, kinds: frozenset[str] = frozenset()) -> list[Hit]:
        return self.asked(
            lambda: self.cluster.similar(key, limit, kinds), lambda: self.local.similar(key, limit, kinds)
        )

    def suggest(self, text: str, limit: int) -> list[Suggestion]:
        return self.asked(lambda: self.cluster.suggest(text, limit), lambda: self.local.suggest(text, limit))

    def asked(self, ask: Callable[[], Answer], otherwise: Callable[[], Answer]) -> Answer:
        """What the cluster says, or if it doesn't, what else there is."""
        if self._follows() and self.breaker.lets_through():
            try:
                return self.tried(ask)
            except ClusterError:
                pass
        return otherwise()

    def tried(self, ask: Callable[[], Answer]) -> Answer:
        """What the cluster says. Raises ClusterError, and remembers it."""
        try:
            answer = ask()
        except ClusterError as error:
            self.breaker.failed()
            logger.warning("The cluster does not answer a search (%s)", error)
            raise
        self.breaker.went_well()
        return answer

    def keys(self) -> set[str]:
        return self.local.keys()

    def keys_with(self, facet: str, values: Iterable[str]) -> set[str]:
        return self.local.keys_with(facet, values)

    def digests(self) -> dict[str, str]:
        return self.local.digests()

    def health(self) -> Health:
        """That of the own index: without the cluster the portal still searches."""
        return self.local.health()


class SwitchedResults:
    """Results of the cluster that become those of the own index when the cluster fails while they are read."""

    def __init__(self, engine: SwitchingEngine, query: Query) -> None:
        self.engine = engine
        self.query = query
        self.degraded = False
        self._results: IndexResults = engine.asked(lambda: engine.cluster.search(query), self._locally)

    def _locally(self) -> IndexResults:
        self.degraded = True
        return self.engine.local.search(self.query)

    def _read(self, read: Callable[[IndexResults], Any]) -> Any:
        if not self.degraded:
            try:
                return self.engine.tried(lambda: read(self._results))
            except ClusterError:
                self._results = self._locally()
        return read(self._results)

    def __repr__(self) -> str:
        # What was asked for stands in no log.
        return f"<{type(self).__name__}>"

    @property
    def corrected(self) -> str | None:
        return self._results.corrected

    @property
    def approximate(self) -> bool:
        return self._results.approximate

    @property
    def phrases(self) -> Sequence[Phrase]:
        return self._results.phrases

    @property
    def facets(self) -> Mapping[str, Mapping[str, int]]:
        return self._read(lambda results: results.facets)

    def __len__(self) -> int:
        return self._read(len)

    def __getitem__(self, part: slice) -> list[Hit]:
        return self._read(lambda results: results[part])
