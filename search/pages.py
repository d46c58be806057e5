"""What is in the search index: any page that describes itself by `search_record()`, and what `sources` add."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import override
from wagtail.documents import get_document_model
from wagtail.models import CollectionViewRestriction, Page
from wagtail.query import PageQuerySet

from content.search_record import SearchRecord
from search import outbox, sources
from search.documents import digest_of
from search.engine import DOCUMENT, Hit, Query, Results, Suggestion
from search.engines import get_engine

#: Letters of all attachments of a page that are searched.
MOST_ATTACHED = 100_000

#: Pages read at a time.
BATCH = 50

PAGE = "page:"


def key_of(pk: int) -> str:
    return f"{PAGE}{pk}"


def record_of(page: Page) -> SearchRecord | None:
    """How a public page is found, in the language of the content; None if it is not."""
    if not hasattr(page, "search_record"):
        return None
    with override(settings.LANGUAGE_CODE):
        record: SearchRecord | None = page.search_record()
    if record is None or record.reach != "public" or not record.url:
        return None
    with override("en"):
        kicker_en = record.kicker_en or getattr(page, "kicker", "")
    offered = offered_documents(page)
    return replace(
        record,
        key=key_of(page.pk),
        # Neither host nor language: a result is shown in the visitor's own.
        url=urlsplit(record.url).path,
        kicker=str(record.kicker),
        kicker_en=str(kicker_en),
        attachments="\n".join(filter(None, [record.attachments, attached_text(offered)]))[:MOST_ATTACHED],
        facets={**record.facets, DOCUMENT: sorted(map(str, offered))},
    )


def offered_documents(page: Page) -> set[int]:
    """Keys of the documents that a page links to or offers, wherever in its text."""
    document_model = get_document_model()
    return {
        int(object_id)
        for field in page._meta.get_fields()
        if hasattr(field, "extract_references") and (value := field.value_from_object(page)) is not None
        for model, object_id, *_path in field.extract_references(value)
        if issubclass(model, document_model)
    }


def attached_text(offered: set[int]) -> str:
    """The text of these documents, without those of private collections."""
    if not offered:
        return ""
    private = tuple(CollectionViewRestriction.objects.values_list("collection__path", flat=True))
    documents = get_document_model().objects.filter(pk__in=offered).select_related("collection")
    return "\n".join(
        document.text
        for document in documents.order_by("pk")
        if not document.collection.path.startswith(private)
    )


def index_page(page: Page) -> None:
    """One page's entry has to follow what has just been saved."""
    outbox.changed([key_of(page.pk)])


def index_pages(pages: PageQuerySet) -> None:
    """The entries of these pages have to follow the database."""
    outbox.changed(key_of(pk) for pk in pages.values_list("pk", flat=True))


def remove_page(pk: int) -> None:
    outbox.changed([key_of(pk)])


def index_pages_with(documents: Iterable[int]) -> None:
    """The entries of the pages that offer one of the documents have to follow the database."""
    outbox.changed_documents(documents)


def documents_below(collection_path: str) -> set[int]:
    """Keys of the documents in a collection and in those below it."""
    documents = get_document_model().objects.filter(collection__path__startswith=collection_path)
    return set(documents.values_list("pk", flat=True))


def find(query: Query) -> Results:
    """Ask the engine for what is public now."""
    outbox.ready()
    return get_engine().search(query)


def similar(page: Page, limit: int, kinds: frozenset[str] = frozenset()) -> Sequence[Hit]:
    """What is most like a page."""
    outbox.ready()
    return get_engine().similar(key_of(page.pk), limit, kinds)


def suggest(text: str, limit: int) -> Sequence[Suggestion]:
    """Titles that somebody who has typed so much may mean."""
    outbox.ready()
    return get_engine().suggest(text, limit)


def rebuild() -> int | None:
    """Make the whole index anew; how many pages it has, or None inside a transaction: then after its end."""
    return outbox.rebuild()


@dataclass(frozen=True)
class Differences:
    """Keys of public pages that an index lacks, of what in it is not public, and of what is another by now."""

    missing: set[str]
    superfluous: set[str]
    outdated: set[str]

    def __bool__(self) -> bool:
        return bool(self.missing or self.superfluous or self.outdated)


def differences(indexed: Mapping[str, str]) -> Differences:
    """What the database says and an index with these digests doesn't."""
    expected = {record.key: digest_of(record) for record in all_records()}
    return Differences(
        missing=expected.keys() - indexed.keys(),
        superfluous=indexed.keys() - expected.keys(),
        outdated={key for key in expected.keys() & indexed.keys() if expected[key] != indexed[key]},
    )


def records(keys: Iterable[str]) -> Iterator[SearchRecord]:
    """How those of the pages and of all other findable things are found that are public."""
    keys = list(keys)
    pages = [int(key.removeprefix(PAGE)) for key in keys if key.startswith(PAGE)]
    yield from _records(Page.objects.filter(pk__in=pages))
    yield from sources.records(keys)


def all_records() -> Iterator[SearchRecord]:
    yield from _records(Page.objects.all())
    yield from sources.all_records()


def _records(pages: PageQuerySet) -> Iterator[SearchRecord]:
    for page in pages.live().public().order_by("pk").specific().iterator(chunk_size=BATCH):
        if record := record_of(page):
            yield record
