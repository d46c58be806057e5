"""A partner organisation's profile, and the list of all."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import RichTextField
from wagtail.models import Page, PageManager
from wagtail.url_routing import RouteResult

from content import labels
from content.blocks import PROSE
from content.fields import CodesField, code
from content.pages import BasePage, PortalPageQuerySet, plain
from content.search_record import SearchRecord
from networks.filters import PartnerFilter
from networks.honours import honours_of
from networks.models.needs import Offer
from networks.models.partnerships import PartnershipActivity
from networks.models.vetting import MEANING, Level, Suspension, Vetting, level_of
from networks.vetting.rules import SILENT_DAYS
from organisations.models import Kind, Membership, Organisation, Role
from organisations.pages import RegisteredPage
from privacy.free_text import about_a_child
from vcare.partners import COOPERATION_LEVELS
from vcare.schools import district_line

#: Offers of a partner that the search reads.
MOST_OFFERS = 40
#: Contributions and offers on a profile.
SHOWN = 8


def is_claimable(partner: Organisation) -> bool:
    """Whether nobody looks after an entry: no coordinator, or none who has signed in for long."""
    since = timezone.now() - timedelta(days=SILENT_DAYS)
    people = Membership.objects.current().filter(
        organisation=partner, role=Role.COORDINATOR, person__is_active=True
    )
    return not people.filter(
        models.Q(person__last_login__gte=since)
        | models.Q(person__last_login=None, person__date_joined__gte=since)
    ).exists()


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

    def with_level(self):
        """With `level`, how far the office trusts each of them today."""
        return self.annotate(level=level_of("organisation"))


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
    facebook = models.URLField(_("Facebook"), blank=True)
    line_oa = models.CharField(_("LINE official account"), max_length=40, blank=True)
    #: Name and position of whoever approved the registration, as they were.
    verified_by = models.CharField(_("verified by"), max_length=300, blank=True, editable=False)
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
        FieldRowPanel([FieldPanel("facebook"), FieldPanel("line_oa")]),
        FieldPanel("story"),
        FieldPanel("listing_image"),
    ]

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")

    @property
    def kicker(self) -> str:
        return self.organisation.get_partner_type_display()

    def obstacles(self) -> dict[str, Any]:
        if (
            self.organisation_id
            and Suspension.objects.standing().filter(partner=self.organisation_id).exists()
        ):
            return {"": _("The partner is suspended. Lift the suspension first.")}
        return {}

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """A suspended partner's address answers, to say so."""
        if not self.live and not path_components and self.is_suspended():
            return RouteResult(self)
        return super().route(request, path_components)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.live and not getattr(request, "is_preview", False):
            return render(request, "networks/partner_hidden.html", status=410)
        return super().serve(request, *args, **kwargs)

    def is_suspended(self) -> bool:
        return Suspension.objects.standing().filter(partner=self.organisation_id).exists()

    def vetting(self) -> Vetting | None:
        """The decision that gives the partner its level today; None if it is listed only."""
        return self.organisation.vettings.in_force().order_by("-level", "-expires_on").first()

    def contributions(self) -> list[PartnershipActivity]:
        """What was done with schools, newest first: only what a school or the office has recorded."""
        own = Membership.objects.filter(organisation=self.organisation_id).values("person")
        rows = (
            PartnershipActivity.objects.filter(
                partnership__partner=self.organisation_id, kind=PartnershipActivity.Kind.ACTIVITY
            )
            .exclude(recorded_by__in=own)
            .select_related("partnership__owner")
        )
        return [row for row in rows[:SHOWN] if not about_a_child(row.what)]

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
        vetting = self.vetting()
        level = Level(vetting.level) if vetting else Level.LISTED
        context.update(
            {
                "practices": self.practices(),
                "offers": Offer.objects.standing().filter(partner=self.organisation).order_by("pk")[:SHOWN],
                "schools": list(self.schools()),
                "today": timezone.localdate(),
                "vetting": vetting,
                "level": level,
                "meaning": MEANING[level],
                "contributions": self.contributions(),
                "honours": honours_of(self.organisation),
                "claimable": is_claimable(self.organisation),
            }
        )
        return context

    def search_record(self) -> SearchRecord | None:
        """A partner that has closed is no longer found."""
        record = None if self.organisation.closed_on else super().search_record()
        return record and replace(record, place=district_line(self.organisation.districts))

    def search_body(self) -> str:
        # Offers of the latest term that it has any for: what is found does not change overnight by itself.
        offers = list(
            self.organisation.offers.filter(paused=False).order_by("-academic_year", "-term", "pk")[
                :MOST_OFFERS
            ]
        )
        latest = [
            f"{offer.title} {offer.what}"
            for offer in offers
            if (offer.academic_year, offer.term) == (offers[0].academic_year, offers[0].term)
        ]
        return plain(self.organisation.name, self.what_we_offer, self.story, self.kicker, *latest)

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
        return PartnerPage.objects.child_of(self).published().with_level().for_cards()

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context.update(PartnerFilter(request.GET).results(self.partners()))
        return context
