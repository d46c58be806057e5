"""What somebody who is still typing may mean: titles, and what others search for."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from search import asked, querylog
from search.pages import suggest
from search.results import kind_label, local_address

#: Letters from which on suggestions help, and beyond which nobody needs them.
FEWEST_LETTERS = 2
MOST_LETTERS = 60

MOST_TITLES = 6
MOST_QUERIES = 2

#: What others searched for in these days.
RECENT = timedelta(days=90)


@dataclass(frozen=True)
class Offer:
    text: str
    kind: str
    url: str


def offers(text: str) -> list[Offer]:
    """Frequent queries that begin so, then titles in which it stands; none for what nobody may read."""
    if not FEWEST_LETTERS <= len(text) <= MOST_LETTERS or asked.is_private(text):
        return []
    titles = [
        Offer(found.text, kind_label(found.kind), local_address(found.url))
        for found in suggest(text, MOST_TITLES)
    ]
    return [*_queries(text), *titles]


def _queries(text: str) -> list[Offer]:
    """Only those that were asked often enough to be nobody's own, and that found something."""
    begun = asked.question(text)
    if len(begun) < FEWEST_LETTERS:
        return []
    rows = (
        querylog.readable(timezone.localdate() - RECENT)
        .filter(text__startswith=begun, empty__lt=F("searches"))
        .exclude(text=begun)
        .values_list("text")
        .annotate(n=Sum("searches"))
        .order_by("-n", "text")
    )
    return [
        Offer(question, _("Search"), f"{reverse('search')}?{urlencode({'q': question})}")
        for question, _count in rows[:MOST_QUERIES]
    ]
