"""What practices are filed under: topics as phrases, items of policy papers."""

from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase

from content.publication import Published
from content.tags import tag_slug
from content.years import FISCAL, Period


class Topic(Published, TagBase):
    """A phrase that practices are tagged with."""

    free_tagging = True

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def slugify(self, tag: str, i: int | None = None) -> str:
        slug = tag_slug(tag) or "topic"
        return f"{slug}-{i}" if i else slug


class PracticeTopic(ItemBase):
    """A practice has a topic."""

    tag = models.ForeignKey(Topic, models.CASCADE, related_name="practices", verbose_name=_("topic"))
    content_object = ParentalKey(
        "PracticePage",
        on_delete=models.CASCADE,
        related_name="tagged_topics",
        verbose_name=_("practice"),
    )

    class Meta:
        verbose_name = _("topic of a practice")
        verbose_name_plural = _("topics of practices")


class PolicyReference(Published):
    """One item of a policy paper that practices answer to."""

    key = models.SlugField(_("key"), unique=True)
    issuer = models.CharField(_("issuer"), max_length=200)
    paper = models.CharField(_("paper"), max_length=250)
    first_year = models.PositiveSmallIntegerField(_("first fiscal year (B.E.)"))
    last_year = models.PositiveSmallIntegerField(_("last fiscal year (B.E.)"))
    item = models.CharField(pgettext_lazy("policy", "item"), max_length=10)
    title = models.CharField(_("title"), max_length=250)
    title_en = models.CharField(_("English title"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("policy item")
        verbose_name_plural = _("policy items")
        ordering = ["-first_year", "item"]

    def __str__(self) -> str:
        return f"ข้อ {self.item} {self.title}"

    @property
    def local_title(self) -> str:
        return self.title_en if get_language() == "en" and self.title_en else str(self)

    @classmethod
    def names(cls) -> dict[str, str]:
        """What each is called in lists, in the visitor's language, by its key."""
        return {item.key: f"{item.local_title} ({item.years})" for item in cls.objects.all()}

    @property
    def years(self) -> str:
        """The fiscal years of its paper: another paper has an item of the same number."""
        years = dict.fromkeys(Period(FISCAL, year).shown_year for year in (self.first_year, self.last_year))
        return "–".join(map(str, years))
