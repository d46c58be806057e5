"""Who comes to an event: teams, their people, and the counter that gives out places."""

import secrets
import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation

if TYPE_CHECKING:
    from events.models.pages import ExchangeEventPage

#: Without letters and digits that look alike on paper.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_code() -> str:
    return "".join(secrets.choice(_ALPHABET) for _place in range(8))


class PlacesQuerySet(models.QuerySet["Places"]):
    def with_room(self, people: int) -> Self:
        return self.filter(Q(capacity=None) | Q(taken__lte=F("capacity") - people))


class Places(models.Model):
    """An event's places, one row each: what is taken changes by conditional updates of it, and by nothing else."""

    event = models.OneToOneField(
        "events.ExchangeEventPage", models.CASCADE, primary_key=True, related_name="places"
    )
    #: None for an event without a limit.
    capacity = models.PositiveIntegerField(null=True)
    #: People with a place, those whose place is held for an answer included.
    taken = models.PositiveIntegerField(default=0)
    #: Rises with each publication that changes what stands in people's calendars.
    sequence = models.PositiveIntegerField(default=0)
    #: What stood in the calendars last.
    announced = models.JSONField(default=dict)

    objects = PlacesQuerySet.as_manager()

    class Meta:
        verbose_name = _("places of an event")
        verbose_name_plural = _("places of events")

    def __str__(self) -> str:
        return f"{self.taken}/{self.capacity}"

    @classmethod
    def taken_of(cls, event: "ExchangeEventPage") -> int:
        return cls.objects.filter(event=event.pk).values_list("taken", flat=True).first() or 0

    @classmethod
    def left_of(cls, event: "ExchangeEventPage") -> int | None:
        """Free places; None for an event without a limit."""
        return None if event.capacity is None else max(0, event.capacity - cls.taken_of(event))

    @classmethod
    def waiting_of(cls, event: "ExchangeEventPage") -> int:
        """Teams that wait for places."""
        return Registration.objects.filter(event=event.pk, state=Registration.State.WAITING).count()


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def holding(self) -> Self:
        """Those that take places."""
        return self.filter(state__in=Registration.HOLDING, walk_in=False)

    def coming(self) -> Self:
        """Those who have a place, and those who came without having asked for one."""
        return self.filter(state=Registration.State.CONFIRMED)

    def alive(self) -> Self:
        """Those that have or want places."""
        return self.filter(state__in=[*Registration.HOLDING, Registration.State.WAITING], walk_in=False)

    def in_line(self) -> Self:
        """The waiting list, the next one first."""
        return self.filter(state=Registration.State.WAITING).order_by("queued_at", "pk")

    def lapsed(self, now: datetime) -> Self:
        """Held places that nobody took in time."""
        return self.filter(state=Registration.State.OFFERED, offered_until__lte=now)


class Registration(models.Model):
    """A team that one adult registers for an event."""

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("E-mail not confirmed yet")
        WAITING = "waiting", _("On the waiting list")
        OFFERED = "offered", _("A place is held, waiting for the answer")
        CONFIRMED = "confirmed", _("Has a place")
        CANCELLED = "cancelled", _("Called off by the team")
        LAPSED = "lapsed", _("Held place not taken in time")
        REMOVED = "removed", _("Removed by the organiser")

    #: States whose people count against the capacity.
    HOLDING = (State.OFFERED, State.CONFIRMED)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=8, unique=True, default=new_code, editable=False)
    event = models.ForeignKey("events.ExchangeEventPage", models.CASCADE, related_name="registrations")
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.UNCONFIRMED)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="event_registrations"
    )
    #: Made at the door for somebody who came without a registration: takes no place that others registered for.
    walk_in = models.BooleanField(_("came without a registration"), default=False, editable=False)
    #: Empty for people at the door who left none.
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone number"), max_length=40, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    organisation_name = models.CharField(_("organisation"), max_length=200)
    #: People of the team.
    size = models.PositiveSmallIntegerField(_("people"))
    #: Answers to the event's questions, by the question's id.
    answers = models.JSONField(default=dict, blank=True)
    consent_at = models.DateTimeField(_("privacy notice accepted"))
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    #: When the team took its turn: the order of the waiting list.
    queued_at = models.DateTimeField(null=True, editable=False)
    offered_until = models.DateTimeField(_("held until"), null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    #: The last reminder sent, as days before the event.
    reminded = models.PositiveSmallIntegerField(null=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration for an event")
        verbose_name_plural = _("registrations for events")
        indexes = [
            models.Index(fields=["event", "state", "queued_at"], name="line_of_an_event"),
            models.Index(fields=["email"], name="registrations_by_email"),
        ]

    def __str__(self) -> str:
        return f"{self.code} – {self.organisation_name}"

    @property
    def host(self) -> Organisation:
        return self.event.host

    @property
    def is_alive(self) -> bool:
        return self.state in {*self.HOLDING, self.State.WAITING}

    @property
    def holds(self) -> bool:
        """Whether its people count against the capacity."""
        return self.state in self.HOLDING

    @property
    def has_place(self) -> bool:
        return self.state == self.State.CONFIRMED

    def answered(self) -> list[tuple[str, str]]:
        """The event's questions that the team answered, with the answers."""
        return [
            (block.value["text"], self.answers[block.id])
            for block in self.event.questions
            if self.answers.get(block.id)
        ]

    def position(self) -> int:
        """Teams that are served before this one, itself included."""
        before = Q(queued_at__lt=self.queued_at) | Q(queued_at=self.queued_at, pk__lte=self.pk)
        return Registration.objects.filter(before, event=self.event_id, state=self.State.WAITING).count()


def groups() -> list[tuple[str, Any]]:
    return [
        ("directors", _("School director")),
        ("teachers", _("Teacher")),
        ("supervisors", _("Supervisor")),
        ("partner_people", _("Partner")),
        ("parents", _("Parent or guardian")),
        ("others", _("Other adult")),
    ]


class Attendee(models.Model):
    """An adult of a team. Pupils are counted by the organiser and never named."""

    class Meal(models.TextChoices):
        NORMAL = "normal", _("Everything")
        HALAL = "halal", _("Halal")
        VEGETARIAN = "vegetarian", _("Vegetarian")
        NONE = "none", _("No meal")

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="attendees")
    number = models.PositiveSmallIntegerField()
    prefix = models.CharField(_("prefix"), max_length=40)
    name = models.CharField(_("name and surname"), max_length=150)
    position = models.CharField(_("position"), max_length=150, blank=True)
    group = models.CharField(_("group"), max_length=20, choices=groups)
    meal = models.CharField(_("meal"), max_length=12, choices=Meal, blank=True)

    class Meta:
        verbose_name = _("person who comes")
        verbose_name_plural = _("people who come")
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["registration", "number"], name="one_number_per_person")
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.prefix}{self.name}"
