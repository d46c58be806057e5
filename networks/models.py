"""Partner organisations: their profiles, how they register, and whom they work with."""

import uuid
from dataclasses import replace
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
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
from vcare.schools import DISTRICTS, district_line


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
        return self.organisation.practices_as_partner.published().with_owner()

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
        return PartnerPage.objects.child_of(self).published()

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context.update(PartnerFilter(request.GET).results(self.partners()))
        return context


class PartnershipQuerySet(models.QuerySet["Partnership"]):
    def current(self, on: date | None = None) -> Self:
        """Those in force on a day; today in Bangkok unless told otherwise."""
        day = on or timezone.localdate()
        return self.filter(starts_on__lte=day, status="01").filter(Q(ends_on=None) | Q(ends_on__gte=day))


class Partnership(models.Model):
    """A school or the office works with a partner organisation, from one day to another."""

    owner = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="partnerships_as_owner",
        limit_choices_to={"kind__in": [Kind.OFFICE, Kind.SCHOOL]},
        verbose_name=_("school or office"),
    )
    partner = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="partnerships",
        limit_choices_to={"kind": Kind.PARTNER},
        verbose_name=_("partner"),
    )
    starts_on = models.DateField(_("since"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    status = models.CharField(_("state"), max_length=2, choices=labels.cooperation_statuses, default="01")
    levels = CodesField(_("ways of working together"), choices=labels.choices(COOPERATION_LEVELS))
    activity = models.TextField(_("what is done together"), blank=True, max_length=1000)
    last_activity_on = models.DateField(_("last activity"), null=True, blank=True)

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "partner", "starts_on"], name="one_partnership_per_start"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="partnership_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner} – {self.partner}"


class ApplicationQuerySet(models.QuerySet["PartnerApplication"]):
    def waiting(self) -> Self:
        """What an officer has to decide: the address is verified, no decision yet; oldest first."""
        return self.filter(state=PartnerApplication.State.VERIFIED).order_by("verified_at", "pk")


class PartnerApplication(models.Model):
    """An organisation asks to be listed as a partner. Nothing of it is public before an officer approves."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("Waiting for the e-mail address to be confirmed")
        VERIFIED = "verified", _("Waiting for the office")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.SUBMITTED)
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="partner_applications")
    name = models.CharField(_("name of the organisation"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    partner_type = models.CharField(_("type of organisation"), max_length=40, choices=labels.partner_types)
    districts = CodesField(_("districts"), choices=labels.choices(DISTRICTS))
    what_we_offer = models.TextField(_("what you offer to schools"), max_length=600)
    cooperation_levels = CodesField(_("ways of working together"), choices=labels.choices(COOPERATION_LEVELS))
    accepts_referral = models.BooleanField(_("takes referrals"), default=False)
    website = models.URLField(_("website"), blank=True)
    public_contact = models.CharField(_("contact shown to the public"), max_length=200)
    coordinator_name = models.CharField(_("coordinator's name"), max_length=150)
    coordinator_position = models.CharField(_("coordinator's position"), max_length=150)
    coordinator_phone = models.CharField(_("coordinator's phone"), max_length=30)
    email = models.EmailField(_("coordinator's e-mail"))
    consent_at = models.DateTimeField(_("privacy notice accepted"))
    created_at = models.DateTimeField(auto_now_add=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(_("reason"), blank=True, max_length=1000)
    organisation = models.OneToOneField(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="application"
    )
    is_demo = models.BooleanField(default=False, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner registration")
        verbose_name_plural = _("partner registrations")

    def __str__(self) -> str:
        return self.name

    @property
    def days_waiting(self) -> int:
        """Days since the address was confirmed, or since the form was sent."""
        return (timezone.localdate() - timezone.localdate(self.verified_at or self.created_at)).days
