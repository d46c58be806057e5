"""Results that editors put first."""

from dataclasses import fields

from django.core.paginator import Page as Rows
from django.utils import timezone
from wagtail.models import Page

from search.engine import Hit, Query
from search.models import Pin
from search.pages import key_of, record_of

#: Pages that stand first at most, however many are pinned.
MOST_SHOWN = 3


def pinned(text: str) -> list[str]:
    """Keys of the pages that stand first for a question today, in order: live and public ones only."""
    return [key_of(page.pk) for page in _pages(text)]


def first(query: Query, rows: Rows) -> tuple[list[Hit], int]:
    """The hits of a page of results with the pinned ones before them, and how many of these there are.

    Only on the first page of what was asked for in one's own words: whoever filters or sorts wants just that.
    """
    hits: list[Hit] = list(rows.object_list)
    if rows.number > 1 or query.filters or query.exact or query.order != "relevance":
        return hits, 0
    ahead = [hit for page in _pages(query.text) if (hit := _hit(page))]
    keys = {hit.key for hit in ahead}
    return [*ahead, *(hit for hit in hits if hit.key not in keys)], len(ahead)


def _pages(text: str) -> list[Page]:
    pins = list(Pin.objects.in_force(timezone.localdate()).of(text).order_by("position", "pk"))
    if not pins:
        return []
    public = Page.objects.live().public().specific().in_bulk({pin.page_id for pin in pins})
    order = dict.fromkeys(pin.page_id for pin in pins if pin.page_id in public)
    return [public[pk] for pk in order][:MOST_SHOWN]


def _hit(page: Page) -> Hit | None:
    record = record_of(page)
    return Hit(**{field.name: getattr(record, field.name) for field in fields(Hit)}) if record else None
