"""What the portal asks of a search engine, whichever it is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol
from uuid import UUID

from content.search_record import SearchRecord
from search.synonyms import Phrase, Synonyms

Order = Literal["relevance", "newest", "oldest"]

#: What results may be narrowed by, in the order in which it is shown.
FACETS = [
    "kind",
    "practice_kind",
    "hazard",
    "sub_hazard",
    "care_step",
    "stage",
    "district",
    "level",
    "school_size",
    "target_group",
    "dimension",
    "policy",
    "evidence",
    "standing",
    "adoption",
    "need",
    "partner_type",
    "referral",
    "tag",
    "year",
    "fiscal_year",
]

#: The facet that says which documents a page offers; no visitor filters by it.
DOCUMENT = "document"


@dataclass(frozen=True)
class Query:
    """What a visitor looks for. Without text everything is found, the newest first."""

    text: str = ""
    #: Per facet the values of which a thing must have one.
    filters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    order: Order = "relevance"
    #: Whether to leave the text as it was typed.
    exact: bool = False
    #: What widens the question; None for the synonyms in force.
    synonyms: Synonyms | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Hit:
    """One found thing as it was indexed."""

    key: str
    kind: str
    title: str
    title_en: str
    url: str
    summary: str
    summary_en: str
    body: str
    attachments: str
    kicker: str
    kicker_en: str
    place: str
    day: date | None


@dataclass(frozen=True)
class Suggestion:
    """A title in which the typed letters stand, at the beginning of a word or nearly so."""

    text: str
    kind: str
    url: str


class Results(Protocol):
    """All results of a query; a slice of them is read only when it is asked for."""

    #: Facet, value, number of results if that value were chosen and the other filters stayed.
    facets: Mapping[str, Mapping[str, int]]
    #: What was searched for instead of the text, if that found nothing good.
    corrected: str | None
    #: Whether nothing has the words and these only sound like them.
    approximate: bool
    #: Whether another engine than the usual one answered, because that one doesn't.
    degraded: bool
    #: What to mark in the results.
    phrases: Sequence[Phrase]

    def __len__(self) -> int: ...

    def __getitem__(self, part: slice) -> Sequence[Hit]: ...


@dataclass(frozen=True)
class Health:
    """Whether an engine answers, and how many things it knows."""

    ok: bool
    engine: str
    entries: int
    problem: str = ""


class Engine(Protocol):
    """A full-text index of what is public. What is written is found at once by every process."""

    name: str

    def write(self, records: Iterable[SearchRecord], gone: Iterable[str] = ()) -> None:
        """Put entries in the place of those with the same keys, and take others out, all at once."""
        ...

    def replace(self, records: Iterable[SearchRecord], token: UUID | None = None) -> int:
        """Make the index anew from a database; until that is done the old one is searched.

        Returns how many entries it has.
        """
        ...

    def made_from(self) -> UUID | None:
        """The token of the database that the index was made from; None if it was made from none."""
        ...

    def search(self, query: Query) -> Results: ...

    def similar(self, key: str, limit: int, kinds: frozenset[str] = frozenset()) -> Sequence[Hit]:
        """What is most like an entry, of some kinds or of any; never itself."""
        ...

    def suggest(self, text: str, limit: int) -> Sequence[Suggestion]:
        """Titles that somebody who has typed so much may mean, the likeliest first."""
        ...

    def keys(self) -> set[str]: ...

    def digests(self) -> Mapping[str, str]:
        """Of each entry the digest of the record that it was made from."""
        ...

    def keys_with(self, facet: str, values: Iterable[str]) -> set[str]:
        """The keys of what has one of the values."""
        ...

    def health(self) -> Health: ...
