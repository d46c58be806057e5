"""Which sessions people chose, and the counters that give out the places in them."""

from collections import Counter
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.models.registration import Attendee, Registration

if TYPE_CHECKING:
    from events.models.pages import ExchangeEventPage


class SessionPlacesQuerySet(models.QuerySet["SessionPlaces"]):
    def with_room(self) -> Self:
        return self.filter(Q(capacity=None) | Q(taken__lt=F("capacity")))


class SessionPlaces(models.Model):
    """A session's places; what is taken changes by conditional updates of it, and by nothing else."""

    event = models.ForeignKey("events.ExchangeEventPage", models.CASCADE, related_name="session_places")
    #: The id of a row of the programme.
    session = models.CharField(max_length=40)
    #: None for a session without a limit.
    capacity = models.PositiveIntegerField(null=True)
    taken = models.PositiveIntegerField(default=0)

    objects = SessionPlacesQuerySet.as_manager()

    class Meta:
        verbose_name = _("places of a session")
        verbose_name_plural = _("places of sessions")
        constraints = [models.UniqueConstraint(fields=["event", "session"], name="one_counter_per_session")]

    def __str__(self) -> str:
        return f"{self.taken}/{self.capacity}"

    @classmethod
    def taken_of(cls, event: "ExchangeEventPage") -> dict[str, int]:
        """People with a place, by the id of the session's row."""
        return dict(cls.objects.filter(event=event.pk).values_list("session", "taken"))

    @classmethod
    def waiting_of(cls, event: "ExchangeEventPage") -> dict[str, int]:
        """People in line, by the id of the session's row."""
        return dict(
            Counter(SessionChoice.objects.of_event(event).in_line().values_list("session", flat=True))
        )


class SessionChoiceQuerySet(models.QuerySet["SessionChoice"]):
    def of_event(self, event: "ExchangeEventPage") -> Self:
        return self.filter(attendee__registration__event=event.pk)

    def seated(self) -> Self:
        return self.filter(seated=True)

    def offered(self) -> Self:
        """Those for whom a place is held until they answer."""
        return self.filter(offered_until__isnull=False)

    def in_line(self) -> Self:
        """Those who wait for a place that becomes free, the next one first."""
        holding = {"attendee__registration__state__in": Registration.HOLDING}
        rows = self.filter(queued_at__isnull=False, offered_until=None, seated=False, **holding)
        return rows.order_by("queued_at", "pk")


class SessionChoice(models.Model):
    """A session that a person means to go to."""

    attendee = models.ForeignKey(Attendee, models.CASCADE, related_name="choices")
    #: The id of a row of the programme.
    session = models.CharField(max_length=40)
    #: Whether the person has a place in it: only those who have a place at the event can.
    seated = models.BooleanField(default=False)
    #: Since when the person waits because it was full: the order of the line.
    queued_at = models.DateTimeField(null=True)
    #: Until when a place that became free is held for the person; it counts as taken meanwhile.
    offered_until = models.DateTimeField(null=True)

    objects = SessionChoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("chosen session")
        verbose_name_plural = _("chosen sessions")
        constraints = [
            models.UniqueConstraint(fields=["attendee", "session"], name="one_choice_of_a_session")
        ]

    def __str__(self) -> str:
        return f"{self.attendee} – {self.session}"
