"""What people thought of an event: the form, and answers that nobody can join to a person.

No answer has a person, an address or a moment. Rows have random numbers as keys, so that not even their order tells
who came first.
"""

import secrets
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from events.models.registration import Registration, new_code
from organisations.models import Organisation
from vcare.satisfaction import QUESTIONS, WISHES

if TYPE_CHECKING:
    from events.models.pages import ExchangeEventPage

#: Fewer answers than these are never shown: one could guess whose they are.
FEWEST = 5


def new_key() -> str:
    return secrets.token_hex(4)


def new_number() -> int:
    """A key without an order, within what every database has for a whole number."""
    return secrets.randbelow(2**31 - 1) + 1


def usual_questions() -> list[dict[str, str]]:
    return [{"key": new_key(), "aspect": aspect, "text": text} for aspect, text in QUESTIONS]


def usual_wishes() -> list[dict[str, str]]:
    return [{"key": new_key(), "text": text} for text in WISHES]


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def open(self) -> Self:
        return self.filter(state=Feedback.State.OPEN)


class Feedback(models.Model):
    """An event's form about satisfaction."""

    class State(models.TextChoices):
        DRAFT = "draft", _("In preparation")
        OPEN = "open", _("Answers are taken")
        CLOSED = "closed", _("Closed")

    event = models.OneToOneField(
        "events.ExchangeEventPage", models.CASCADE, primary_key=True, related_name="feedback"
    )
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.DRAFT)
    #: What is marked from 5 to 1: key, aspect, text.
    questions = models.JSONField(default=usual_questions)
    #: What is answered in words: key, text.
    wishes = models.JSONField(default=usual_wishes)
    #: The open address, on posters.
    code = models.CharField(max_length=8, unique=True, default=new_code, editable=False)
    #: Rises each time the form is opened again: a few late answers can't be told by comparing two results.
    batch = models.PositiveSmallIntegerField(default=1, editable=False)
    #: The results as the event's record published them; None until then.
    published = models.JSONField(null=True, editable=False)
    #: Whether the registered were written to.
    asked = models.BooleanField(default=False, editable=False)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("satisfaction form")
        verbose_name_plural = _("satisfaction forms")

    def __str__(self) -> str:
        return str(self.event)

    @property
    def host(self) -> Organisation:
        return self.event.host

    @property
    def takes_answers(self) -> bool:
        """Open, and the event has begun: nobody judges what they have not seen."""
        return self.state == self.State.OPEN and self.event.has_begun and not self.event.is_cancelled

    @classmethod
    def of(cls, event: "ExchangeEventPage") -> "Feedback | None":
        found = cls.objects.filter(event=event.pk).first()
        if found:
            found.event = event
        return found


class Answer(models.Model):
    """One person's marks, without the person."""

    number = models.IntegerField(primary_key=True, default=new_number)
    feedback = models.ForeignKey(Feedback, models.CASCADE, related_name="answers")
    batch = models.PositiveSmallIntegerField()
    #: By the question's key.
    marks = models.JSONField()
    #: Whether it came with a ballot of a registration, not by the open address.
    invited = models.BooleanField()

    class Meta:
        verbose_name = _("answer about an event")
        verbose_name_plural = _("answers about events")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class Remark(models.Model):
    """Words that somebody wrote, apart from their marks."""

    number = models.IntegerField(primary_key=True, default=new_number)
    feedback = models.ForeignKey(Feedback, models.CASCADE, related_name="remarks")
    batch = models.PositiveSmallIntegerField()
    wish = models.CharField(max_length=8)
    text = models.TextField()

    class Meta:
        verbose_name = _("remark about an event")
        verbose_name_plural = _("remarks about events")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class SpentBallot(models.Model):
    """The hash of a ballot that was used, or of a number that a ballot was handed out for.

    It can't be used again, and tells nothing of who had it.
    """

    digest = models.CharField(primary_key=True, max_length=64)
    feedback = models.ForeignKey(Feedback, models.CASCADE, related_name="spent")

    class Meta:
        verbose_name = _("used ballot")
        verbose_name_plural = _("used ballots")

    def __str__(self) -> str:
        return self.digest[:8]


class HandedQuerySet(models.QuerySet["HandedBallots"]):
    def take_one(self, most: int) -> bool:
        """Whether there was one left."""
        return bool(self.filter(handed__lt=most).update(handed=F("handed") + 1))


class HandedBallots(models.Model):
    """How many ballots a team has fetched. Which ones is written down nowhere."""

    registration = models.OneToOneField(
        Registration, models.CASCADE, primary_key=True, related_name="ballots"
    )
    handed = models.PositiveSmallIntegerField(default=0)

    objects = HandedQuerySet.as_manager()

    class Meta:
        verbose_name = _("ballots of a team")
        verbose_name_plural = _("ballots of teams")

    def __str__(self) -> str:
        return str(self.handed)
