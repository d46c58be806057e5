"""Who belongs to an organisation, as what, from when to when."""

import secrets
from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from organisations.models.register import Kind, Organisation
from organisations.models.roles import Role
from vcare.calendar import format_thai_date

#: Which roles exist in which kind of organisation.
ROLES_BY_KIND: dict[str, tuple[Role, ...]] = {
    Kind.OFFICE: (
        Role.ADMINISTRATOR,
        Role.OFFICE_DIRECTOR,
        Role.GROUP_DIRECTOR,
        Role.OFFICER,
        Role.SUPERVISOR,
        Role.PRIVACY_REVIEWER,
    ),
    Kind.SCHOOL: (Role.SCHOOL_DIRECTOR, Role.TEACHER),
    Kind.CLUSTER: (Role.CLUSTER_CHAIR,),
    Kind.PARTNER: (Role.COORDINATOR,),
}


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, on: date | None = None) -> Self:
        """Those in force on a day; today in Bangkok unless told otherwise."""
        day = on or timezone.localdate()
        return self.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gte=day))


class Capacity(models.TextChoices):
    """By what right somebody acts as a school's director."""

    DIRECTOR = "director", _("Director")
    DEPUTY = "deputy", _("Deputy director, standing in")
    ACTING = "acting", _("Acting director")
    DELEGATED = "delegated", _("Delegated by the director")


class Membership(models.Model):
    """A person has a role in an organisation from one day to another. All rights come from here."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="memberships", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    starts_on = models.DateField(_("from"), default=timezone.localdate)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    order_number = models.CharField(_("order number"), max_length=60, blank=True)
    capacity = models.CharField(
        _("capacity"),
        max_length=10,
        choices=Capacity,
        blank=True,
        help_text=_("Only for the director of a school; empty means the director in person."),
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="membership_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(capacity="delegated") | Q(ends_on__isnull=False), name="delegation_has_an_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.get_role_display()} – {self.organisation}"

    def clean(self) -> None:
        super().clean()
        if self.capacity and self.role != Role.SCHOOL_DIRECTOR:
            raise ValidationError({"capacity": _("Only the director of a school has one.")})
        if self.is_delegated and not self.ends_on:
            raise ValidationError({"ends_on": _("A delegation needs its last day.")})

    @property
    def is_delegated(self) -> bool:
        return self.capacity == Capacity.DELEGATED

    @property
    def signature(self) -> str:
        """How this person signs for the organisation: name, capacity, order."""
        office = Capacity(self.capacity or Capacity.DIRECTOR).label
        words = f"{self.person} {office} {self.organisation}"
        order = _("order no. %(number)s") % {"number": self.order_number}
        return f"{words} ({order})" if self.order_number else words


def invitation_token() -> str:
    return secrets.token_urlsafe(24)


def invitation_expiry():
    return timezone.now() + timedelta(days=14)


class Invitation(models.Model):
    """An e-mail address is asked to take a role. The link works once, for 14 days."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="invitations", verbose_name=_("organisation")
    )
    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    token = models.CharField(max_length=64, unique=True, default=invitation_token, editable=False)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=invitation_expiry)
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return f"{self.email} – {self.organisation}"

    def line_text(self) -> str:
        """Words to paste into LINE: that there is a letter, neither its link nor the address it went to."""
        with override("th"):
            day = format_thai_date(timezone.localdate(self.expires_at), "long")
            return (
                f"{self.organisation.name} เชิญท่านเข้าร่วมพอร์ทัล V-CARE + N ในฐานะ{self.get_role_display()}\n"
                f"ระบบส่งลิงก์ไปทางอีเมลของท่านแล้ว โปรดเปิดอีเมลแล้วกดลิงก์ภายในวันที่ {day}\n"
                "ถ้าไม่พบ ดูในกล่องจดหมายขยะ หรือแจ้งผู้เชิญให้ส่งใหม่"
            )

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and timezone.now() < self.expires_at
