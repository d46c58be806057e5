"""Pages that are much like another."""

from collections.abc import Iterable
from typing import Any

from django import template
from wagtail.models import Page

from search.pages import key_of, similar
from search.results import shown

register = template.Library()

KINDS = frozenset({"practice", "guidance"})
MOST = 3


@register.inclusion_tag("search/related.html")
def related(page: Page, but: Iterable[Page] = ()) -> dict[str, Any]:
    """Practices and guides like the page, besides those that it shows already; nothing if there are none."""
    shown_already = {key_of(other.pk) for other in but}
    hits = similar(page, MOST + len(shown_already), KINDS) if page.pk else []
    return {"items": shown([hit for hit in hits if hit.key not in shown_already][:MOST])}
