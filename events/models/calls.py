"""An event's call for practices, and what schools propose."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from content import labels, line
from events.models.pages import ExchangeEventPage
from organisations.models import Organisation
from practices.models import PracticePage
from vcare.calendar import format_thai_datetime


class CallQuerySet(models.QuerySet["Call"]):
    def open(self) -> Self:
        """Those that schools may answer right now, the first to close first."""
        now = timezone.now()
        return (
            self.filter(opened_at__lte=now, closes_at__gt=now, event__live=True, event__ends_at__gt=now)
            .exclude(event__state=ExchangeEventPage.State.CANCELLED)
            .order_by("closes_at", "pk")
        )


class Call(models.Model):
    """What an event looks for. Written first, opened with a closing date when it is ready."""

    event = models.OneToOneField(ExchangeEventPage, models.CASCADE, related_name="call")
    sought = models.TextField(
        _("what is sought"),
        max_length=1000,
        help_text=_("Which practices, about what, how long each has."),
    )
    forms = models.JSONField(_("forms of presentation"), default=list)
    opened_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call for practices")
        verbose_name_plural = _("calls for practices")

    def __str__(self) -> str:
        return str(self.event)

    @property
    def host(self) -> Organisation:
        return self.event.host

    @property
    def form_labels(self) -> list[str]:
        """How practices may be presented, in words."""
        return [str(label) for key, label in labels.presentation_forms() if key in self.forms]

    def line_text(self) -> str:
        """Words to paste into LINE, while it is open."""
        with override("th"):
            closes = (
                format_thai_datetime(timezone.localtime(self.closes_at), "long") if self.closes_at else ""
            )
            return line.words(
                f"เปิดรับผลงานนำเสนอในงาน {self.event.title}",
                self.sought,
                closes and f"โรงเรียนเสนอได้ถึง {closes}",
                path=reverse("exchange:propose", args=[self.event.slug]),
            )

    @property
    def is_open(self) -> bool:
        now = timezone.now()
        return bool(
            self.opened_at
            and self.closes_at
            and self.opened_at <= now < self.closes_at
            and self.event.live
            and not self.event.is_over
            and self.event.state != ExchangeEventPage.State.CANCELLED
        )


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def standing(self) -> Self:
        """Those that their school has not taken back."""
        return self.exclude(state=Proposal.State.WITHDRAWN)

    def undecided(self) -> Self:
        return self.filter(state=Proposal.State.SENT)


class Proposal(models.Model):
    """A practice that its school would like to present."""

    class State(models.TextChoices):
        SENT = "sent", _("Waiting for the selection")
        SELECTED = "selected", _("Selected")
        RESERVE = "reserve", _("On the reserve list")
        DECLINED = "declined", _("Not selected")
        WITHDRAWN = "withdrawn", _("Taken back by the school")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    call = models.ForeignKey(Call, models.CASCADE, related_name="proposals")
    practice = models.ForeignKey(
        PracticePage, models.CASCADE, related_name="proposals", verbose_name=_("practice")
    )
    school = models.ForeignKey(
        Organisation, models.CASCADE, related_name="proposals", verbose_name=_("school")
    )
    form = models.CharField(_("form of presentation"), max_length=12, choices=labels.presentation_forms)
    presenter = models.CharField(_("presenter"), max_length=150)
    position = models.CharField(_("position"), max_length=150, blank=True)
    note = models.TextField(_("note to the organiser"), max_length=600, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.SENT)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(_("proposed"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    #: The row of the programme that it became; empty before.
    row = models.CharField(max_length=40, blank=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal to present a practice")
        verbose_name_plural = _("proposals to present practices")
        constraints = [
            models.UniqueConstraint(
                fields=["call", "practice"],
                condition=~Q(state="withdrawn"),
                name="proposed_once_for_an_event",
            )
        ]

    def __str__(self) -> str:
        return f"{self.practice} – {self.presenter}"

    @property
    def stands(self) -> bool:
        return self.state != self.State.WITHDRAWN
