"""From an event to the schools: what they want to try, who said so, what became of it, who was there."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.registration import Registration
from organisations.models import Organisation
from practices.models import Adoption, PracticePage

#: Days after an event's end until which schools say what they want to try.
OPEN_DAYS = 30

#: Days after an intent, or after the end of its event, on which a school is asked what became of it.
ASKED_AFTER = (30, 90)


class IntentQuerySet(models.QuerySet["Intent"]):
    def standing_by(self) -> Self:
        """Those that the school has confirmed and that anybody may count."""
        return self.filter(ended_on=None, adoption__in=Adoption.objects.public())

    def undecided(self) -> Self:
        """Those that wait for the school's director."""
        return self.filter(ended_on=None, adoption__confirmed_on=None).exclude(adoption__state="withdrawn")

    def tried(self) -> Self:
        """Those of which something was really done, whatever came after."""
        return self.going().filter(adoption__used_from__isnull=False)

    def going(self) -> Self:
        """Those that nobody called off."""
        return self.filter(ended_on=None).exclude(adoption__state="withdrawn")

    def called_off(self) -> Self:
        return self.filter(Q(ended_on__isnull=False) | Q(adoption__state="withdrawn"))

    def standing_as(self, standing: str, today: date) -> Self:
        """Those shown in a state of adoptions, `unknown` and `withdrawn` included; every one is in exactly one."""
        if standing == "withdrawn":
            return self.called_off()
        return self.going().filter(adoption__in=Adoption.objects.standing_as(standing, today))


class Intent(models.Model):
    """A school wants to try what it saw at an event. How it goes is told by the adoption alone."""

    event = models.ForeignKey("events.ExchangeEventPage", models.CASCADE, related_name="intents")
    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="event_intents")
    said_at = models.DateTimeField(_("said"), default=timezone.now)
    #: When the school's director was told.
    told_on = models.DateField(null=True, editable=False)
    #: Called off before the school began anew elsewhere; it stays in this event's numbers.
    ended_on = models.DateField(null=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    objects = IntentQuerySet.as_manager()

    class Meta:
        verbose_name = _("intent after an event")
        verbose_name_plural = _("intents after events")
        ordering = ["said_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "adoption"], name="one_intent_per_event"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} → {self.adoption_id}"

    @property
    def school(self) -> Organisation:
        return self.adoption.school

    @property
    def practice(self) -> PracticePage:
        return self.adoption.practice

    @property
    def is_going(self) -> bool:
        return self.ended_on is None and self.adoption.state != "withdrawn"

    @property
    def standing(self) -> str:
        """As of an adoption; `withdrawn` for one that was called off."""
        return self.adoption.standing if self.is_going else "withdrawn"

    @property
    def was_tried(self) -> bool:
        """Whether something was really done, whatever came after."""
        return self.is_going and self.adoption.used_from is not None

    def first_day(self) -> date:
        """From when the days until the questions are counted."""
        return max(timezone.localdate(self.said_at), timezone.localdate(self.event.ends_at))


class Voice(models.Model):
    """Somebody who pressed the button for an intent; the last one to take it back takes the intent along."""

    intent = models.ForeignKey(Intent, models.CASCADE, related_name="voices")
    registration = models.ForeignKey(
        Registration, models.CASCADE, null=True, blank=True, related_name="voices"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("voice for an intent")
        verbose_name_plural = _("voices for intents")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["intent", "registration"],
                condition=Q(person=None),
                name="one_voice_per_team",
            ),
            models.UniqueConstraint(fields=["intent", "person"], name="one_voice_per_person"),
        ]

    def __str__(self) -> str:
        return f"{self.intent_id}"


class IntentQuestion(models.Model):
    """The question to a school, so many days later, what became of its intent. Asked once at most."""

    class Answer(models.TextChoices):
        TRIED = "tried", _("We have tried it")
        NOT_YET = "not-yet", _("Not tried yet")
        NO = "no", _("We do not go on")

    intent = models.ForeignKey(Intent, models.CASCADE, related_name="questions")
    days = models.PositiveSmallIntegerField()
    #: None where the school had just told on its own, or could not be reached.
    asked_on = models.DateField(null=True)
    answer = models.CharField(_("answer"), max_length=8, choices=Answer, blank=True)
    answered_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("question after an event")
        verbose_name_plural = _("questions after events")
        ordering = ["days"]
        constraints = [
            models.UniqueConstraint(fields=["intent", "days"], name="asked_once_after_so_many_days"),
        ]

    def __str__(self) -> str:
        return f"{self.intent_id} {self.days}"


class Turnout(models.Model):
    """How many people of a school were at an event: what stays when names are forgotten."""

    event = models.ForeignKey("events.ExchangeEventPage", models.CASCADE, related_name="turnouts")
    #: None for everybody who came for no school of the register.
    school = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True, related_name="+")
    people = models.PositiveIntegerField(_("people"))
    as_of = models.DateField(default=timezone.localdate)

    class Meta:
        verbose_name = _("turnout of a school")
        verbose_name_plural = _("turnouts of schools")
        constraints = [
            models.UniqueConstraint(fields=["event", "school"], name="one_turnout_per_school"),
        ]

    def __str__(self) -> str:
        return f"{self.school_id}: {self.people}"
