"""Named lists of practices that the office curates."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.models import Orderable, Page

from content.pages import BasePage, plain
from practices.models.practice import PracticePage


class PracticeCollectionPage(BasePage):
    """Practices that belong together, such as those that help with bullying, each with why it is here."""

    template = "practices/practice_collection_page.html"
    parent_page_types = ["practices.PracticeIndexPage"]
    subpage_types: list[str] = []

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("listing_image"),
        InlinePanel("entries", heading=_("Practices"), label=_("Practice"), min_num=1),
    ]

    class Meta:
        verbose_name = _("collection of practices")
        verbose_name_plural = _("collections of practices")

    @property
    def kicker(self) -> str:
        return str(_("Curated collection"))

    @property
    def tone(self) -> str:
        return "n"

    def get_workflow(self) -> Any:
        """A list of the office is approved like its other pages."""
        return self.get_parent().specific.get_workflow()

    def shown(self) -> list["CollectionEntry"]:
        """What any visitor may read, in the office's order."""
        # A preview's entries are a plain list: ask for the practices by key.
        entries = list(self.entries.all())
        pages = (
            PracticePage.objects.published().with_owner().in_bulk([entry.practice_id for entry in entries])
        )
        for entry in entries:
            if entry.practice_id in pages:
                entry.practice = pages[entry.practice_id]
        return [entry for entry in entries if entry.practice_id in pages]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["entries"] = self.shown()
        return context

    def search_body(self) -> str:
        return plain(*(f"{entry.practice.title} {entry.note}" for entry in self.shown()))


class CollectionEntry(Orderable):
    """A practice in a collection, and why it is there."""

    collection = ParentalKey(PracticeCollectionPage, on_delete=models.CASCADE, related_name="entries")
    practice = models.ForeignKey(PracticePage, models.CASCADE, related_name="+", verbose_name=_("practice"))
    note = models.CharField(_("why it is here"), max_length=300, blank=True)

    panels = [PageChooserPanel("practice"), FieldPanel("note")]

    class Meta(Orderable.Meta):
        verbose_name = _("entry of a collection")
        verbose_name_plural = _("entries of collections")
        constraints = [
            models.UniqueConstraint(fields=["collection", "practice"], name="once_in_a_collection")
        ]

    def __str__(self) -> str:
        return f"{self.collection_id} – {self.practice_id}"
