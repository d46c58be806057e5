"""A partner organisation's profile, and the list of all."""

from dataclasses import replace

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import RichTextField
from wagtail.models import Page, PageManager

from content import labels
from content.blocks import PROSE
from content.fields import CodesField, code
from content.pages import BasePage, PortalPageQuerySet, plain
from content.search_record import SearchRecord
from networks.filters import PartnerFilter
from organisations.models import Kind, Organisation
from organisations.pages import RegisteredPage
from vcare.partners import COOPERATION_LEVELS
from vcare.schools import district_line


class PartnerPageQuerySet(PortalPageQuerySet):
    def published(self):
        """Verified partners that any visitor may see, in Thai dictionary order."""
        return (
            self.live()
            .public()
            .filter(organisation__closed_on=None)
            .select_related("organisation", "listing_image")
            .order_by("organisation__sort_key", "pk")
        )

    def in_district(self, district: str):
        return self.filter(organisation__districts__contains=code(district))


class PartnerPage(RegisteredPage):
    """A partner organisation's profile."""

    organisation = models.OneToOneField(
        Organisation,
        models.PROTECT,
        related_name="partner_page",
        limit_choices_to={"kind": Kind.PARTNER},
        verbose_name=_("organisation"),
    )
    what_we_offer = models.TextField(_("what we offer"), max_length=600)
    story = RichTextField(_("what we do with schools"), features=PROSE, blank=True)
    cooperation_levels = CodesField(_("ways of working together"), choices=labels.choices(COOPERATION_LEVELS))
    accepts_referral = models.BooleanField(
        _("takes referrals"),
        default=False,
        help_text=_("Through the office only; the portal takes no names of pupils."),
    )
    public_contact = models.CharField(_("public contact"), max_length=200, blank=True)
    verified_on = models.DateField(_("verified on"), null=True, blank=True)

    objects = PageManager.from_queryset(PartnerPageQuerySet)()

    template = "networks/partner_page.html"
    parent_page_types = ["networks.PartnerIndexPage"]
    subpage_types: list[str] = []
    record_kind = "partner"
    series = "PN"
    contact_fields = ("public_contact",)

    content_panels = [
        *Page.content_panels,
        FieldPanel("organisation"),
        FieldPanel("summary"),
        FieldPanel("what_we_offer"),
        FieldPanel("cooperation_levels"),
        FieldRowPanel([FieldPanel("accepts_referral"), FieldPanel("verified_on")]),
        FieldPanel("public_contact"),
        FieldPanel("story"),
        FieldPanel("listing_image"),
    ]

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")

    @property
    def kicker(self) -> str:
        return self.organisation.get_partner_type_display()

    def schools(self):
        """Schools and offices with a partnership in force."""
        return (
            Organisation.objects.filter(partnerships_as_owner__in=self.organisation.partnerships.current())
            .distinct()
            .by_name()
        )

    def practices(self):
        """Published practices that this partner took part in."""
        return self.organisation.practices_as_partner.published().with_owner().for_cards()

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context.update(
            {"practices": self.practices(), "schools": list(self.schools()), "today": timezone.localdate()}
        )
        return context

    def search_record(self) -> SearchRecord | None:
        """A partner that has closed is no longer found."""
        record = None if self.organisation.closed_on else super().search_record()
        return record and replace(record, place=district_line(self.organisation.districts))

    def search_body(self) -> str:
        return plain(self.organisation.name, self.what_we_offer, self.story, self.kicker)

    def search_facets(self) -> dict[str, list[str]]:
        return {
            "district": self.organisation.districts,
            "partner_type": [self.organisation.partner_type],
            "referral": ["yes"] if self.accepts_referral else [],
        }


class PartnerIndexPage(BasePage):
    """All partner organisations."""

    max_count = 1
    template = "networks/partner_index_page.html"
    parent_page_types = ["home.HomePage"]
    subpage_types = ["networks.PartnerPage"]

    class Meta:
        verbose_name = _("list of partners")
        verbose_name_plural = _("lists of partners")

    def partners(self) -> PartnerPageQuerySet:
        return PartnerPage.objects.child_of(self).published().for_cards()

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context.update(PartnerFilter(request.GET).results(self.partners()))
        return context
