"""What is new, for feed readers and for other offices' websites."""

from datetime import datetime

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from content.atom import Atom
from practices.models import PracticePage, PracticeQuerySet
from vcare.calendar import format_thai_date

#: How many practices a reader gets at once.
ENTRIES = 20


class PracticeFeed(Feed):
    """The newest practices that any visitor may read, as Atom."""

    feed_type = Atom
    title = _("New practices")
    subtitle = _("What schools and the office have published most recently")

    def link(self) -> str:
        return reverse("practice_feed")

    def items(self) -> PracticeQuerySet:
        return PracticePage.objects.published().with_owner()[:ENTRIES]

    def item_title(self, practice: PracticePage) -> str:
        return practice.local_title

    def item_description(self, practice: PracticePage) -> str:
        day = format_thai_date(timezone.localtime(practice.first_published_at), "short", get_language())
        return f"{practice.kicker} · {day}\n\n{practice.local_summary}"

    def item_link(self, practice: PracticePage) -> str:
        return practice.get_url() or ""

    def item_guid(self, practice: PracticePage) -> str:
        return practice.reference

    item_guid_is_permalink = False

    def item_author_name(self, practice: PracticePage) -> str:
        return practice.owner_organisation.local_name

    def item_pubdate(self, practice: PracticePage) -> datetime:
        return practice.first_published_at

    def item_updateddate(self, practice: PracticePage) -> datetime:
        return practice.last_published_at
