"""What OpenSearch finds in Thai without us: as it comes, and as well as it can be tuned."""

import http.client
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from content.search_record import SearchRecord
from search.metrics import DEPTH
from tools.engine.cluster import Cluster
from tools.engine.installing import EngineMissingError, is_installed

#: Documents that are sent together.
BATCH = 500

#: What the title counts, as in the portal's own index.
FIELDS = ["title^3", "body"]


@dataclass(frozen=True)
class Rival:
    """A way to use OpenSearch."""

    name: str
    analysis: dict[str, Any]
    #: How the fields title and body are read.
    text: dict[str, Any]
    #: What finding neighbouring words side by side counts; 0 if nobody looks for them.
    neighbours: float = 0.0

    def layout(self) -> dict[str, Any]:
        return {
            "settings": {"number_of_shards": 1, "number_of_replicas": 0, "analysis": self.analysis},
            "mappings": {"properties": {"title": self.text, "body": self.text}},
        }

    def query(self, text: str) -> dict[str, Any]:
        words = {"multi_match": {"query": text, "fields": FIELDS, "type": "most_fields"}}
        if not self.neighbours:
            return words
        pairs = {
            "multi_match": {
                "query": text,
                "fields": ["title.pairs^3", "body.pairs"],
                "type": "most_fields",
                "boost": self.neighbours,
            }
        }
        return {"bool": {"should": [words, pairs]}}


#: What the manuals of Elasticsearch and OpenSearch recommend for Thai.
THAI = Rival("thai", {}, {"type": "text", "analyzer": "thai"})


def icu(neighbours: float) -> Rival:
    """ICU's words, of which any may be missing; neighbouring ones side by side count more."""
    words = {"tokenizer": "icu_tokenizer", "filter": ["lowercase"]}
    pairs = {"tokenizer": "icu_tokenizer", "filter": ["lowercase", "pairs"]}
    return Rival(
        "icu + pairs",
        {
            "filter": {"pairs": {"type": "shingle", "output_unigrams": False}},
            "analyzer": {"words": words, "pairs": pairs},
        },
        {
            "type": "text",
            "analyzer": "words",
            "fields": {"pairs": {"type": "text", "analyzer": "pairs"}},
        },
        neighbours,
    )


#: Of 0.5, 1 and 2 for the neighbours the best over both sets of docs/search-quality.md.
TUNED = icu(2.0)


class RivalIndex:
    """An index of OpenSearch that is used in one way."""

    def __init__(self, url: str, rival: Rival) -> None:
        self.rival = rival
        self.path = "/rival"
        self.connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=120)

    def fill(self, records: Iterable[SearchRecord]) -> None:
        """Make it anew of these documents."""
        self._ask("DELETE", f"{self.path}?ignore_unavailable=true")
        self._ask("PUT", self.path, self.rival.layout())
        records = iter(records)
        while batch := list(islice(records, BATCH)):
            lines: list[dict[str, Any]] = []
            for record in batch:
                lines += [{"index": {"_id": record.key}}, {"title": record.title, "body": record.body}]
            answer = self._ask("POST", f"{self.path}/_bulk", *lines)
            if answer["errors"]:
                raise RuntimeError("OpenSearch refused documents")
        self._ask("POST", f"{self.path}/_refresh")

    def search(self, text: str) -> list[str]:
        asked = {"query": self.rival.query(text), "size": DEPTH, "_source": False}
        return [hit["_id"] for hit in self._ask("POST", f"{self.path}/_search", asked)["hits"]["hits"]]

    def bytes(self) -> int:
        """What the index takes on the disk, with the documents themselves."""
        self._ask("POST", f"{self.path}/_flush")
        return int(
            self._ask("GET", f"{self.path}/_stats/store")["_all"]["primaries"]["store"]["size_in_bytes"]
        )

    def _ask(self, method: str, path: str, *lines: object) -> Any:
        body = "".join(json.dumps(line) + "\n" for line in lines).encode() or None
        self.connection.request(method, path, body, {"Content-Type": "application/json"})
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status >= 400:
            raise RuntimeError(f"OpenSearch answers {answer.status}: {text[:500]!r}")
        return json.loads(text)


@contextmanager
def running() -> Iterator[str]:
    """The address of a node that lives as long as this. Raises EngineMissingError where it isn't installed."""
    if not is_installed():
        raise EngineMissingError("not installed here (make engine)")
    with Cluster() as cluster:
        yield cluster.url
