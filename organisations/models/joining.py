"""How people ask to belong: codes on posters, and the requests that a director or the office answers."""

import secrets
import uuid
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.models.register import Organisation
from organisations.models.roles import Role

#: Letters and digits that nobody takes for one another, on paper or read aloud.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))


class JoiningCodeQuerySet(models.QuerySet["JoiningCode"]):
    def open(self, on: date | None = None) -> Self:
        """Those by which somebody can still ask."""
        day = on or timezone.localdate()
        return self.filter(withdrawn_at=None, expires_on__gte=day, uses__lt=F("max_uses"))


class JoiningCode(models.Model):
    """A code on a poster. Whoever has it may ask to take a role, nothing more."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="joining_codes", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    code = models.CharField(_("code"), max_length=12, unique=True, default=new_code, editable=False)
    expires_on = models.DateField(_("last day"))
    max_uses = models.PositiveSmallIntegerField(_("for how many people"))
    uses = models.PositiveSmallIntegerField(_("people who asked"), default=0, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = JoiningCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("code for joining")
        verbose_name_plural = _("codes for joining")
        constraints = [
            models.CheckConstraint(condition=Q(uses__lte=F("max_uses")), name="code_is_not_used_up_twice"),
        ]

    def __str__(self) -> str:
        return f"{self.shown} – {self.organisation}"

    @property
    def shown(self) -> str:
        """As people read it: two halves."""
        return f"{self.code[:4]}-{self.code[4:]}"

    @property
    def is_open(self) -> bool:
        return (
            self.withdrawn_at is None
            and self.uses < self.max_uses
            and self.expires_on >= timezone.localdate()
        )


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def waiting(self) -> Self:
        """Those to be answered, the longest wait first."""
        return self.filter(state=JoinRequest.State.WAITING).order_by("asked_at", "pk")


class JoinRequest(models.Model):
    """Somebody asks to take a role. Without an account they first confirm their address by a link."""

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("address not confirmed")
        WAITING = "waiting", _("waits for an answer")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("taken back")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="join_requests", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="join_requests"
    )
    email = models.EmailField(_("e-mail"))
    #: What somebody without an account says of themselves.
    first_name = models.CharField(_("first name"), max_length=150, blank=True)
    last_name = models.CharField(_("last name"), max_length=150, blank=True)
    position = models.CharField(_("position"), max_length=150, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    code = models.ForeignKey(JoiningCode, models.SET_NULL, null=True, blank=True, related_name="requests")
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.UNCONFIRMED)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    asked_at = models.DateTimeField(null=True, editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    reminded_at = models.DateTimeField(null=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "role", "email"],
                condition=Q(state="waiting"),
                name="one_request_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} – {self.organisation}"

    @property
    def name(self) -> str:
        return str(self.person) if self.person else f"{self.first_name} {self.last_name}".strip()

    @property
    def days_waiting(self) -> int:
        asked = timezone.localdate(self.asked_at) if self.asked_at else timezone.localdate()
        return (timezone.localdate() - asked).days
