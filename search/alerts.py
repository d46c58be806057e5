"""Saved searches: what is new for each since its owner was last written to, and the weekly letters about it.

Each letter tells of what was published in a stretch of time that follows on the last one without a gap.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Page

from accounts import mail
from search.engine import Hit, Query
from search.forms import SearchForm
from search.models import SavedSearch
from search.pages import find, key_of

#: Saved searches of a person at most.
MOST_SAVED = 20

#: Found things that are looked through for new ones, and how many of these a letter names.
MOST_READ = 500
MOST_NAMED = 10

#: What was published this short ago may not be in every index yet: the next letter tells of it.
SETTLING = timedelta(hours=1)


@dataclass(frozen=True)
class News:
    """What is new for one saved search, with the addresses that its letter needs."""

    name: str
    hits: Sequence[Hit]
    path: str
    stop_path: str

    @property
    def named(self) -> Sequence[Hit]:
        return self.hits[:MOST_NAMED]

    @property
    def more(self) -> int:
        """How many the letter does not name."""
        return len(self.hits) - len(self.named)


def query_of(text: str) -> Query:
    """The query behind an address's question mark; what it does not know is left out."""
    return SearchForm(QueryDict(text)).query()


def send(now: datetime | None = None) -> int:
    """Write to everybody whose saved searches find something new; how many letters."""
    until = (now or timezone.now()) - SETTLING
    searches = list(SavedSearch.objects.with_letters().filter(looked_at__lt=until))
    published = _published(min((search.looked_at for search in searches), default=until), until)
    letters = 0
    for _owner, group in groupby(searches, key=lambda search: search.owner_id):
        own = list(group)
        with transaction.atomic():
            news = [one for search in own if (one := _news(search, published))]
            SavedSearch.objects.filter(pk__in=[search.pk for search in own]).update(looked_at=until)
            if news:
                _write(own[0], news)
                letters += 1
    return letters


def _published(since: datetime, until: datetime) -> dict[str, datetime]:
    """Keys of the pages that were published first within a stretch of time, with the moment."""
    pages = Page.objects.live().filter(first_published_at__gt=since, first_published_at__lte=until)
    return {key_of(pk): moment for pk, moment in pages.values_list("pk", "first_published_at")}


def _news(search: SavedSearch, published: dict[str, datetime]) -> News | None:
    if not any(moment > search.looked_at for moment in published.values()):
        return None
    query = query_of(search.query)
    found = find(replace(query, exact=True, order="newest"))
    if found.approximate:
        return None
    hits = [
        hit for hit in found[:MOST_READ] if hit.key in published and published[hit.key] > search.looked_at
    ]
    if not hits:
        return None
    with override("th"):
        return News(
            search.name,
            hits,
            f"{reverse('search')}?{search.query}",
            reverse("stop_search_letters", args=[token(search)]),
        )


def _write(search: SavedSearch, news: Sequence[News]) -> None:
    with override("th"):
        path = reverse("saved_searches")
    count = len({hit.key for one in news for hit in one.hits})
    mail.send(
        "search/mail/alerts", search.owner.email, person=str(search.owner), news=news, n=count, path=path
    )


_signer = Signer(salt="search.alerts.stop")


def token(search: SavedSearch) -> str:
    """What stops a search's letters without signing in."""
    return _signer.sign(str(search.pk))


def search_of(token: str) -> SavedSearch | None:
    """The search of a token. Raises BadSignature for a token that is not ours, None is one deleted since."""
    pk = _signer.unsign(token)
    if not pk.isascii() or not pk.isdecimal():
        raise BadSignature("This is no key of a search.")
    return SavedSearch.objects.filter(pk=pk).first()
