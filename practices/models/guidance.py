"""Guidance beside the case studies, by care step, by hazard group and by topic."""

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
from content.fields import code
from content.pages import BasePage, PortalPageQuerySet, plain
from content.tags import phrases_from_text
from practices.models.practice import PracticePage, PracticeQuerySet
from practices.models.subjects import PracticeTopic
from search.engine import Query
from search.pages import find
from search.results import Found, shown
from vcare.hazards import HAZARDS, SUB_HAZARDS

#: Practices on the page of a topic; the search has the rest.
MOST_OF_TOPIC = 6
#: Partners and events there, of each.
MOST_FOUND = 4
#: What else the page of a topic tells, and its kind in the search.
ALSO = [(_("Partners"), "partner"), (_("Exchange events"), "event")]


class GuidanceIndexPage(BasePage):
    """The guides: five care steps, four hazard groups, and topics of the office's choice."""

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
            (GuidancePage.Subject.TOPIC, "topics"),
        ):
            context[name] = [guide for guide in guides if guide.subject == subject]
        return context

    def search_body(self) -> str:
        return plain(self.body)


class GuidancePage(BasePage):
    """How to act at a care step, in a hazard group or on a topic: checked, dated, with whom to call."""

    class Subject(models.TextChoices):
        OVERVIEW = "overview", _("Overview")
        CARE_STEP = "care-step", _("Care step")
        HAZARD = "hazard", _("Hazard group")
        TOPIC = "topic", _("Topic")

    template = "practices/guidance_page.html"
    parent_page_types = ["practices.GuidanceIndexPage"]
    subpage_types: list[str] = []
    record_kind = "guidance"

    subject = models.CharField(_("subject"), max_length=10, choices=Subject, default=Subject.OVERVIEW)
    care_step = models.CharField(_("care step"), max_length=2, choices=labels.care_steps, blank=True)
    hazard = models.CharField(_("hazard group"), max_length=20, choices=labels.hazards, blank=True)
    sub_hazard = models.CharField(
        _("hazard of the topic"), max_length=20, choices=labels.sub_hazards, blank=True
    )
    words = models.CharField(
        _("words of the topic"),
        max_length=200,
        blank=True,
        help_text=_(
            "What practices are tagged with, with commas; partners and events are found by the first."
        ),
    )
    body = StreamField(blocks.PageBody(), verbose_name=_("text"))
    issued_by = models.CharField(_("issued by"), max_length=200, blank=True)
    version = models.CharField(_("version"), max_length=40, blank=True)
    review_due = models.DateField(_("to be reviewed by"), null=True, blank=True)

    content_panels = [
        *BasePage.content_panels,
        FieldRowPanel([FieldPanel("subject"), FieldPanel("care_step"), FieldPanel("hazard")]),
        FieldRowPanel([FieldPanel("sub_hazard"), FieldPanel("words")]),
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
        return self.hazard or self.topic_group or "brand"

    @property
    def is_topic(self) -> bool:
        return self.subject == self.Subject.TOPIC

    @property
    def topic_group(self) -> str:
        """The hazard group to which the topic belongs, if it is a hazard."""
        return SUB_HAZARDS[self.sub_hazard].group if self.is_topic and self.sub_hazard in SUB_HAZARDS else ""

    @property
    def phrases(self) -> list[str]:
        return phrases_from_text(self.words) or [self.title]

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
                "practices": self.related_practices()[: MOST_OF_TOPIC if self.is_topic else 3],
                "topics": self.topics_of_hazard(),
            }
        )
        if self.is_topic:
            context["found"] = [(name, hits) for name, kind in ALSO if (hits := self.found(kind))]
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
        if self.is_topic:
            tagged = PracticeTopic.objects.filter(tag__name__in=self.phrases).values("content_object")
            wanted = models.Q(pk__in=tagged)
            if self.sub_hazard:
                wanted |= models.Q(sub_hazards__contains=code(self.sub_hazard))
            return practices.filter(wanted)
        return practices.none()

    def topics_of_hazard(self) -> PortalPageQuerySet:
        """Published guides on topics that belong to the hazard group of this guide."""
        topics = GuidancePage.objects.published().for_cards().filter(subject=self.Subject.TOPIC)
        if self.subject == self.Subject.HAZARD and self.hazard in HAZARDS:
            return topics.filter(sub_hazard__in=[term.key for term in HAZARDS[self.hazard].sub_types])
        return topics.none()

    def found(self, kind: str) -> list[Found]:
        """What else of a kind speaks of the topic."""
        return shown(find(Query(text=self.phrases[0], filters={"kind": frozenset([kind])}))[:MOST_FOUND])

    def search_body(self) -> str:
        return plain(self.body)

    def search_facets(self) -> dict[str, list[str]]:
        return {
            "care_step": [self.care_step] if self.care_step else [],
            "hazard": [self.hazard] if self.hazard else [],
            "sub_hazard": [self.sub_hazard] if self.is_topic and self.sub_hazard else [],
            "tag": self.phrases if self.is_topic else [],
        }
