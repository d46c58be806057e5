"""The engine inside the portal: an index in a folder, and the answers that all engines share.

The index is a copy of what the database says is public: `search.outbox` brings it up to date after each
commit, and it can be thrown away at any time.
"""

from collections.abc import Iterable
from uuid import UUID

from content.search_record import SearchRecord
from search import answers
from search.answers import IndexResults
from search.documents import document_of
from search.engine import Health, Hit, Query, Suggestion
from search.index import FolderIndex, Snapshot
from search.spelling import Spelling

#: The words of bigger collections are looked through again only after this share of the entries has changed.
SMALL_COLLECTION = 3_000
STALE = 0.02


class EmbeddedEngine:
    """Search with tantivy, in this process."""

    name = "tantivy"

    def __init__(self, index: FolderIndex) -> None:
        self.index = index
        self._spelling: tuple[Snapshot, Spelling] | None = None

    # Writing

    def write(self, records: Iterable[SearchRecord], gone: Iterable[str] = ()) -> None:
        with self.index.writing() as writing:
            writing.remove(gone)
            for record in records:
                writing.remove([record.key])
                if record.reach == "public":
                    writing.add([document_of(record)])

    def replace(self, records: Iterable[SearchRecord], token: UUID | None = None) -> int:
        count = 0
        self.index.label("")
        with self.index.writing() as writing:
            writing.clear()
            for record in records:
                if record.reach == "public":
                    writing.add([document_of(record)])
                    count += 1
        self.index.label(str(token or ""))
        return count

    def made_from(self) -> UUID | None:
        label = self.index.read_label()
        return UUID(label) if label else None

    # Reading

    def search(self, query: Query) -> IndexResults:
        return IndexResults(self.index.snapshot(), self.spelling, query)

    @property
    def spelling(self) -> Spelling:
        """The words of the texts; of a big collection as they were not long ago."""
        snapshot = self.index.snapshot()
        if self._spelling is not None:
            known, spelling = self._spelling
            changed = abs(snapshot.size - known.size)
            if known is snapshot or (snapshot.size > SMALL_COLLECTION and changed < STALE * known.size):
                return spelling
        spelling = Spelling(snapshot)
        self._spelling = (snapshot, spelling)
        return spelling

    def similar(self, key: str, limit: int, kinds: frozenset[str] = frozenset()) -> list[Hit]:
        return answers.similar(self.index.snapshot(), key, limit, kinds)

    def suggest(self, text: str, limit: int) -> list[Suggestion]:
        return answers.suggested(self.index.snapshot(), text, limit)

    def keys(self) -> set[str]:
        return self.index.snapshot().keys()

    def digests(self) -> dict[str, str]:
        return self.index.snapshot().digests()

    def keys_with(self, facet: str, values: Iterable[str]) -> set[str]:
        return self.index.snapshot().with_facet(facet, values)

    def health(self) -> Health:
        try:
            return Health(True, self.name, self.index.snapshot().size)
        except (OSError, ValueError) as error:
            return Health(False, self.name, 0, type(error).__name__)
