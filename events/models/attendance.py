"""Who was there: verified at the door, by anybody on duty, with or without a network."""

import uuid
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.registration import Attendee
from organisations.models import Organisation

if TYPE_CHECKING:
    from events.models.pages import ExchangeEventPage


class DoorLinkQuerySet(models.QuerySet["DoorLink"]):
    def open(self) -> Self:
        """Those that let somebody in right now."""
        return self.filter(withdrawn_at=None, expires_at__gt=timezone.now())


class DoorLink(models.Model):
    """A link by which a helper without an account looks after the door of one event. Only its hash is kept."""

    event = models.ForeignKey("events.ExchangeEventPage", models.CASCADE, related_name="door_links")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    name = models.CharField(
        _("post at the door"),
        max_length=80,
        help_text=_("A post, not a person, such as “desk 1” or “meeting room 2”."),
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("works until"))
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = DoorLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to the door of an event")
        verbose_name_plural = _("links to doors of events")
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def host(self) -> Organisation:
        return self.event.host

    @property
    def is_open(self) -> bool:
        return self.withdrawn_at is None and self.expires_at > timezone.now()


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def standing(self) -> Self:
        """Those that nobody took back."""
        return self.filter(voided_at=None)

    def of_event(self, event: "ExchangeEventPage") -> Self:
        return self.filter(event=event.pk)

    def on(self, day: date, session: str = "") -> Self:
        return self.filter(day=day, session=session)


class Attendance(models.Model):
    """One person at an event, or in one session of it, on one day."""

    event = models.ForeignKey("events.ExchangeEventPage", models.CASCADE, related_name="attendances")
    attendee = models.ForeignKey(Attendee, models.CASCADE, related_name="attendances")
    #: The id of a row of the programme; empty for the event as a whole.
    session = models.CharField(_("session"), max_length=40, blank=True)
    day = models.DateField(_("day"))
    checked_at = models.DateTimeField(_("came"))
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    #: When anything about it changed last: phones ask for what is new.
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    #: Made by the phone: what is sent twice counts once.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    device = models.CharField(_("phone"), max_length=40, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    door = models.ForeignKey(DoorLink, models.SET_NULL, null=True, blank=True, related_name="+")
    voided_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    void_reason = models.CharField(_("reason"), max_length=200, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ["checked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["attendee", "session", "day"],
                condition=Q(voided_at=None),
                name="counted_once_a_day",
            )
        ]
        indexes = [models.Index(fields=["event", "changed_at"], name="news_of_a_door")]

    def __str__(self) -> str:
        return f"{self.attendee_id} – {self.day}"

    @property
    def host(self) -> Organisation:
        return self.event.host

    @property
    def stands(self) -> bool:
        return self.voided_at is None

    @property
    def is_late(self) -> bool:
        """Whether it was entered on a later day: then its time says nothing of when the person came."""
        return timezone.localdate(self.checked_at) > self.day

    @staticmethod
    def attended(event: "ExchangeEventPage") -> models.QuerySet[Attendee]:
        """The people whose presence somebody at the door verified, each once."""
        present = Attendance.objects.of_event(event).standing().values("attendee")
        return Attendee.objects.filter(pk__in=present).select_related("registration")

    @staticmethod
    def by_group(event: "ExchangeEventPage") -> dict[str, int]:
        """How many people of each group were there; groups without anybody left out."""
        rows = Attendance.attended(event).order_by().values("group").annotate(n=Count("pk"))
        return {row["group"]: row["n"] for row in rows}

    @staticmethod
    def days_of(event: "ExchangeEventPage") -> tuple[date, date]:
        """The first and the last day, as the clock on the wall has them."""
        return timezone.localdate(event.starts_at), timezone.localdate(event.ends_at)

    @staticmethod
    def opens_at(event: "ExchangeEventPage") -> datetime:
        """From when people are checked in: the morning of the first day."""
        first, _last = Attendance.days_of(event)
        return timezone.make_aware(datetime.combine(first, time()))
