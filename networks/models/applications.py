"""How an organisation asks to become a partner."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content import labels
from content.fields import CodesField
from organisations.models import Organisation
from vcare.partners import COOPERATION_LEVELS
from vcare.schools import DISTRICTS


class ApplicationQuerySet(models.QuerySet["PartnerApplication"]):
    def waiting(self) -> Self:
        """What an officer has to decide: the address is verified, no decision yet; oldest first."""
        return self.filter(state=PartnerApplication.State.VERIFIED).order_by("verified_at", "pk")


class Founding(models.TextChoices):
    """By which paper an organisation can show that it exists."""

    LAW = "law", _("Founded by law or order: a state agency, local government, a temple")
    CERTIFICATE = "certificate", _("Certificate of registration: foundation, association, company")
    APPOINTED = "appointed", _("Appointed: village heads, health volunteers, school board")
    NONE = "none", _("No paper: a group of people")


class PartnerApplication(models.Model):
    """An organisation asks to be listed as a partner. Nothing of it is public before an officer approves."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("Waiting for the e-mail address to be confirmed")
        VERIFIED = "verified", _("Waiting for the office")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.SUBMITTED)
    office = models.ForeignKey(
        Organisation, models.PROTECT, related_name="partner_applications", verbose_name=_("office")
    )
    name = models.CharField(_("name of the organisation"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    partner_type = models.CharField(_("type of organisation"), max_length=40, choices=labels.partner_types)
    districts = CodesField(_("districts"), choices=labels.choices(DISTRICTS))
    what_we_offer = models.TextField(_("what you offer to schools"), max_length=600)
    cooperation_levels = CodesField(_("ways of working together"), choices=labels.choices(COOPERATION_LEVELS))
    accepts_referral = models.BooleanField(_("takes referrals"), default=False)
    subdistrict = models.CharField(_("subdistrict"), max_length=80, blank=True)
    website = models.URLField(_("website"), blank=True)
    facebook = models.URLField(_("Facebook"), blank=True)
    line_oa = models.CharField(_("LINE official account"), max_length=40, blank=True)
    founding = models.CharField(_("founding paper"), max_length=12, choices=Founding, blank=True)
    founding_number = models.CharField(_("number of the paper"), max_length=60, blank=True)
    public_contact = models.CharField(_("contact shown to the public"), max_length=200)
    coordinator_name = models.CharField(_("coordinator's name"), max_length=150)
    coordinator_position = models.CharField(_("coordinator's position"), max_length=150)
    coordinator_phone = models.CharField(_("coordinator's phone"), max_length=30)
    coordinator_line = models.CharField(_("coordinator's LINE ID"), max_length=60, blank=True)
    email = models.EmailField(_("coordinator's e-mail"))
    #: The version of the declaration of child safeguarding that came with it.
    declared_version = models.CharField(max_length=20, blank=True, editable=False)
    consent_at = models.DateTimeField(_("privacy notice accepted"))
    created_at = models.DateTimeField(auto_now_add=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(_("reason"), blank=True, max_length=1000)
    organisation = models.OneToOneField(
        Organisation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="application",
        verbose_name=_("organisation"),
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
