"""Guidance beside the case studies, by care step and by hazard group."""

import re
from html import unescape

from django.db import models
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
)
from wagtail.fields import StreamField

from content import blocks, labels
from content.pages import BasePage, plain
from practices.models.practice import PracticePage, PracticeQuerySet


class GuidanceIndexPage(BasePage):
    """The guides: five care steps and four hazard groups."""

    max_count = 1
    template = "practices/guidance_index_page.html"
    parent_page_types = ["home.HomePage"]
    subpage_types = ["practices.GuidancePage"]

    body = StreamField(blocks.PageBody(), blank=True, verbose_name=_("text"))
    content_panels = [*BasePage.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("list of guides")
        verbose_name_plural = _("lists of guides")

    def guides(self):
        """In the order of the editors."""
        return GuidancePage.objects.child_of(self).published().for_cards().order_by("path")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        guides = list(self.guides().select_related("listing_image"))
        for subject, name in (
            (GuidancePage.Subject.OVERVIEW, "overviews"),
            (GuidancePage.Subject.CARE_STEP, "care_steps"),
            (GuidancePage.Subject.HAZARD, "hazards"),
        ):
            context[name] = [guide for guide in guides if guide.subject == subject]
        return context

    def search_body(self) -> str:
        return plain(self.body)


class GuidancePage(BasePage):
    """How to act at a care step or in a hazard group: checked, dated, with whom to call."""

    class Subject(models.TextChoices):
        OVERVIEW = "overview", _("Overview")
        CARE_STEP = "care-step", _("Care step")
        HAZARD = "hazard", _("Hazard group")

    template = "practices/guidance_page.html"
    parent_page_types = ["practices.GuidanceIndexPage"]
    subpage_types: list[str] = []
    record_kind = "guidance"

    subject = models.CharField(_("subject"), max_length=10, choices=Subject, default=Subject.OVERVIEW)
    care_step = models.CharField(_("care step"), max_length=2, choices=labels.care_steps, blank=True)
    hazard = models.CharField(_("hazard group"), max_length=20, choices=labels.hazards, blank=True)
    body = StreamField(blocks.PageBody(), verbose_name=_("text"))
    issued_by = models.CharField(_("issued by"), max_length=200, blank=True)
    version = models.CharField(_("version"), max_length=40, blank=True)
    review_due = models.DateField(_("to be reviewed by"), null=True, blank=True)

    content_panels = [
        *BasePage.content_panels,
        FieldRowPanel([FieldPanel("subject"), FieldPanel("care_step"), FieldPanel("hazard")]),
        FieldPanel("body"),
        FieldRowPanel([FieldPanel("issued_by"), FieldPanel("version"), FieldPanel("review_due")]),
    ]

    class Meta:
        verbose_name = _("guide")
        verbose_name_plural = _("guides")

    @property
    def kicker(self) -> str:
        return self.get_subject_display()

    @property
    def tone(self) -> str:
        return self.hazard or "brand"

    def headings(self) -> list[dict[str, str]]:
        """The sections of the guide, with the ids that their templates give them."""
        return [
            {"id": f"section-{block.id}", "text": block.value["heading"]}
            for block in self.body
            if block.block_type == "section"
        ]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context.update(
            {
                "headings": self.headings(),
                "siblings": GuidancePage.objects.sibling_of(self).published().for_cards().order_by("path"),
                "practices": self.related_practices()[:3],
            }
        )
        return context

    def first_steps(self) -> list[str]:
        """What to do first: the items of the guide's first numbered list."""
        html = " ".join(block.value["text"].source for block in self.body if block.block_type == "section")
        numbered = re.search(r"<ol\b.*?</ol>", html, re.DOTALL)
        items = re.findall(r"<li\b[^>]*>(.*?)</li>", numbered.group(), re.DOTALL) if numbered else []
        return [unescape(strip_tags(item)).strip() for item in items]

    def related_practices(self) -> PracticeQuerySet:
        """Published practices of the same care step or hazard group."""
        practices = PracticePage.objects.published().with_owner().for_cards()
        if self.subject == self.Subject.HAZARD and self.hazard:
            return practices.with_code("hazards", self.hazard)
        if self.subject == self.Subject.CARE_STEP and self.care_step:
            return practices.with_code("care_steps", self.care_step)
        return practices.none()

    def search_body(self) -> str:
        return plain(self.body)

    def search_facets(self) -> dict[str, list[str]]:
        return {
            "care_step": [self.care_step] if self.care_step else [],
            "hazard": [self.hazard] if self.hazard else [],
        }
