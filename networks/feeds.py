"""What is new among the networks, for feed readers and for other offices' websites."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from content.atom import Atom
from networks.models import Commitment, PartnerPage
from vcare.calendar import format_thai_date

#: How many entries a reader gets at once.
ENTRIES = 20


@dataclass(frozen=True)
class News:
    """A partner or a commitment as the feed tells of it."""

    reference: str
    title: str
    #: What it is, before the day.
    kind: str
    text: str
    address: str
    since: datetime
    changed: datetime


def of_partner(page: PartnerPage) -> News:
    return News(
        page.reference,
        page.local_title,
        page.kicker,
        page.local_summary or page.what_we_offer,
        page.get_url() or "",
        page.first_published_at,
        page.last_published_at,
    )


def of_commitment(commitment: Commitment) -> News:
    """Its parties are named, those who signed are not."""
    parties = " · ".join(party.organisation.local_name for party in commitment.parties.all())
    return News(
        commitment.reference,
        commitment.title,
        commitment.get_kind_display(),
        f"{parties}\n\n{commitment.purpose}",
        commitment.get_absolute_url(),
        commitment.in_force_at,
        commitment.in_force_at,
    )


class NetworkFeed(Feed):
    """The newest partners and commitments that any visitor may read about, as Atom."""

    feed_type = Atom
    title = _("New partners and commitments")
    subtitle = _("Who cares for pupils together with schools, and what they have promised each other")

    def link(self) -> str:
        return reverse("network_feed")

    def items(self) -> list[News]:
        pages = PartnerPage.objects.published().order_by("-first_published_at", "-pk")[:ENTRIES]
        commitments = Commitment.objects.public().with_parties()[:ENTRIES]
        news = [*map(of_partner, pages), *map(of_commitment, commitments)]
        return sorted(news, key=lambda one: one.since, reverse=True)[:ENTRIES]

    def item_title(self, news: News) -> str:
        return news.title

    def item_description(self, news: News) -> str:
        day = format_thai_date(timezone.localtime(news.since), "short", get_language())
        return f"{news.kind} · {day}\n\n{news.text}"

    def item_link(self, news: News) -> str:
        return news.address

    def item_guid(self, news: News) -> str:
        return news.reference

    item_guid_is_permalink = False

    def item_pubdate(self, news: News) -> datetime:
        return news.since

    def item_updateddate(self, news: News) -> datetime:
        return news.changed
