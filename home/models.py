"""The home page, the six stages, plain pages, and the site's settings."""

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail import blocks as wagtail_blocks
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page

from content import blocks, labels
from content.pages import BasePage, plain
from content.publication import Published
from events.models import ExchangeEventPage
from networks import ledger, registration
from networks.counting import Rule
from networks.coverage import Coverage, coverage
from networks.models import PartnerPage
from organisations.models import Kind, Organisation
from practices.models import GuidancePage, PracticePage
from programme.models import Featured
from vcare.hazards import HOTLINES


class FeaturedPage(Orderable):
    """A page that the editors put forward on the home page."""

    home = ParentalKey(
        "home.HomePage", on_delete=models.CASCADE, related_name="featured", verbose_name=_("home page")
    )
    page = models.ForeignKey("wagtailcore.Page", models.CASCADE, related_name="+", verbose_name=_("page"))

    panels = [
        PageChooserPanel(
            "page", ["practices.PracticePage", "practices.GuidancePage", "events.ExchangeEventPage"]
        )
    ]


class HomePage(BasePage):
    """The first page: what is the teacher looking after today?"""

    max_count = 1
    template = "home/home_page.html"
    parent_page_types = ["wagtailcore.Page"]

    question = models.CharField(_("question"), max_length=120, default="วันนี้คุณครูกำลังดูแลเรื่องอะไร")
    question_en = models.CharField(
        _("question in English"), max_length=120, default="What are you caring for today?"
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("question"),
        FieldPanel("summary"),
        InlinePanel("featured", heading=_("Put forward"), label=_("Page"), max_num=3),
    ]
    promote_panels = [
        MultiFieldPanel(
            [FieldPanel("title_en"), FieldPanel("question_en"), FieldPanel("summary_en")], _("In English")
        ),
        *Page.promote_panels,
    ]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def search_record(self) -> None:
        """The home page finds; it is not to be found."""
        return

    def put_forward(self) -> list[Page]:
        """The editors' choice, as far as any visitor may read it, in their order."""
        chosen = [featured.page_id for featured in self.featured.all()]
        pages = {page.pk: page for page in Page.objects.filter(pk__in=chosen).live().public().specific()}
        practices = [page for page in pages.values() if isinstance(page, PracticePage)]
        models.prefetch_related_objects(practices, "owner_organisation", "listing_image")
        return [pages[pk] for pk in chosen if pk in pages]

    def newest_practices(self, besides: list[Page]) -> list[PracticePage]:
        """Three practices that the page doesn't show already."""
        shown = {page.pk for page in besides}
        newest = PracticePage.objects.published().with_owner().for_cards()[: 3 + len(shown)]
        return [practice for practice in newest if practice.pk not in shown][:3]

    def upcoming_events(self):
        return ExchangeEventPage.objects.published().upcoming().for_cards()[:3]

    def network_coverage(self) -> tuple[Coverage, Rule]:
        """Schools by their number of partner networks today, and the office's rule of counting."""
        office, today = registration.office(), timezone.localdate()
        if office is None:
            return coverage({}), Rule()
        rule = ledger.rule_of(office)
        schools = ledger.counted_organisations(office, today)
        return coverage(ledger.numbers(schools, rule, today), rule.school_minimum), rule

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        put_forward = self.put_forward()
        counted, rule = self.network_coverage()
        context.update(
            {
                "put_forward": put_forward,
                "practices": self.newest_practices(besides=put_forward),
                "practice_count": PracticePage.objects.published().count(),
                "partner_count": PartnerPage.objects.published().count(),
                "events": self.upcoming_events(),
                "coverage": counted,
                "counting_rule": rule,
                "today": timezone.localdate(),
                "honoured": Featured.objects.public(timezone.localdate()),
                "stages": StagePage.objects.live().public().for_cards().order_by("path"),
                "guides": GuidancePage.objects.live()
                .public()
                .for_cards()
                .filter(subject="hazard")
                .order_by("path"),
            }
        )
        return context


class ModelPage(BasePage):
    """The V-CARE + N model: what its six stages are."""

    max_count = 1
    template = "home/model_page.html"
    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.StagePage"]

    body = StreamField(blocks.PageBody(), blank=True, verbose_name=_("text"))
    body_en = StreamField(blocks.PageBody(), blank=True, verbose_name=_("English text"))

    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    promote_panels = [FieldPanel("body_en"), *BasePage.promote_panels]

    class Meta:
        verbose_name = _("page of the model")
        verbose_name_plural = _("pages of the model")

    def stages(self):
        return StagePage.objects.child_of(self).live().public().for_cards().order_by("path")

    def search_body(self) -> str:
        return plain(self.body)


class StagePage(BasePage):
    """One stage of V-CARE + N: what it means and what the portal offers for it."""

    max_count = 6
    template = "home/stage_page.html"
    parent_page_types = ["home.ModelPage"]
    subpage_types: list[str] = []

    stage = models.CharField(_("stage"), max_length=1, choices=labels.stages, unique=True)
    body = StreamField(blocks.PageBody(), blank=True, verbose_name=_("text"))
    questions = StreamField(
        [("question", blocks.Line())], blank=True, verbose_name=_("questions a school asks itself")
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("stage"),
        FieldPanel("body"),
        FieldPanel("questions"),
    ]

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")

    @property
    def tone(self) -> str:
        return self.stage.lower()

    @property
    def kicker(self) -> str:
        return "V-CARE + N"

    def practices(self):
        """Published practices with evidence for this stage."""
        return PracticePage.objects.published().with_owner().for_cards().with_code("stages", self.stage)

    def honoured(self):
        """Who is put forward today; on the page of encouragement alone."""
        found = Featured.objects.public(timezone.localdate())
        return found if self.stage == "E" else found.none()

    def search_body(self) -> str:
        return plain(self.body, self.questions)

    def search_facets(self) -> dict[str, list[str]]:
        return {"stage": [self.stage]}


class StandardPage(BasePage):
    """A plain page: about, privacy policy, accessibility, contact."""

    template = "home/standard_page.html"
    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]

    body = StreamField(blocks.PageBody(), blank=True, verbose_name=_("text"))
    body_en = StreamField(blocks.PageBody(), blank=True, verbose_name=_("English text"))

    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    promote_panels = [FieldPanel("body_en"), *BasePage.promote_panels]

    class Meta:
        verbose_name = _("plain page")
        verbose_name_plural = _("plain pages")

    def search_body(self) -> str:
        return plain(self.body)


class Hotline(wagtail_blocks.StructBlock):
    """A number to call."""

    number = wagtail_blocks.CharBlock(label=_("Number"), max_length=20)
    name = wagtail_blocks.CharBlock(label=_("Whom one reaches"), max_length=80)
    name_en = wagtail_blocks.CharBlock(label=_("In English"), max_length=80, required=False)

    class Meta:
        icon = "mail"
        label = _("Number to call")
        description = _("A number and whom one reaches there")
        preview_value = {"number": "1669", "name": "การแพทย์ฉุกเฉิน"}
        template = "home/blocks/hotline.html"


def hotlines() -> list[tuple[str, dict[str, str]]]:
    """The numbers known to the vocabulary; the office confirms each before launch."""
    return [("line", {"number": term.key, "name": term.th, "name_en": term.en}) for term in HOTLINES]


@register_setting(icon="cog")
class SiteSettings(Published, BaseSiteSetting):
    """Who runs this site, how to reach them, whom to call in an emergency."""

    select_related = ["office", "logo"]
    contact_fields = ("address", "phone", "email", "facebook", "line_url")

    office = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"kind": Kind.OFFICE},
        verbose_name=_("office"),
    )
    logo = models.ForeignKey(
        "media.PortalImage", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("logo")
    )
    address = models.TextField(_("address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    facebook = models.URLField(_("Facebook page"), blank=True)
    line_url = models.URLField(_("LINE official account"), blank=True)
    emergency_text = models.CharField(_("emergency line"), max_length=120, default="พบเด็กไม่ปลอดภัยตอนนี้")
    emergency_text_en = models.CharField(
        _("in English"), max_length=120, default="A child is not safe right now"
    )
    hotlines = StreamField(
        [("line", Hotline())], default=hotlines, blank=True, verbose_name=_("numbers to call")
    )
    privacy_page = models.ForeignKey(
        "wagtailcore.Page",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("privacy notice"),
    )
    greyscale = models.BooleanField(
        _("shades of grey"),
        default=False,
        help_text=_("The whole site without colours, in times of mourning."),
    )
    is_demo = models.BooleanField(default=False, editable=False)

    panels = [
        MultiFieldPanel([FieldPanel("office"), FieldPanel("logo")], heading=_("Who we are")),
        MultiFieldPanel(
            [
                FieldPanel("address"),
                FieldPanel("phone"),
                FieldPanel("email"),
                FieldPanel("facebook"),
                FieldPanel("line_url"),
            ],
            heading=_("Contacts"),
        ),
        MultiFieldPanel(
            [FieldPanel("emergency_text"), FieldPanel("emergency_text_en"), FieldPanel("hotlines")],
            heading=_("Emergency line"),
        ),
        FieldPanel("privacy_page"),
        FieldPanel("greyscale"),
    ]

    class Meta:
        verbose_name = _("site settings")


class JobRun(models.Model):
    """The newest run of something that is done by the clock (home/schedule.py)."""

    line = models.CharField(max_length=80, primary_key=True)
    #: The moment for which it was begun last.
    due = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    #: How it failed, without anything that a person wrote; empty: it did not.
    problem = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")

    def __str__(self) -> str:
        return self.line

    def may_begin_anew(self, now: datetime, longest: timedelta, again: timedelta) -> bool:
        """Whether it was lost on the way, or has failed some time ago."""
        if self.ended_at is None:
            return self.started_at is not None and self.started_at < now - longest
        return bool(self.problem) and self.ended_at < now - again
