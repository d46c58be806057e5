"""What goes with an event's record besides the page itself: who did what was agreed, and the words of its report."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation


class FollowUp(models.Model):
    """Where a next action of a record is: done, and who was reminded of it."""

    event = models.ForeignKey("events.ExchangeEventPage", models.CASCADE, related_name="follow_ups")
    #: The id of the action in the record.
    action = models.CharField(max_length=36)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    #: The day for which the organiser was reminded last.
    reminded_for = models.DateField(null=True, editable=False)
    overdue_told = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("follow-up of an event")
        verbose_name_plural = _("follow-ups of events")
        constraints = [models.UniqueConstraint(fields=["event", "action"], name="one_follow_up_per_action")]

    def __str__(self) -> str:
        return f"{self.event} · {self.done_on or '–'}"

    @property
    def host(self) -> Organisation:
        return self.event.host


class EventReport(models.Model):
    """The chapters of an event's report that a person writes; all else is filled in from what the portal knows."""

    event = models.OneToOneField(
        "events.ExchangeEventPage", models.CASCADE, primary_key=True, related_name="report"
    )
    #: By the part's key.
    texts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("report of an event")
        verbose_name_plural = _("reports of events")

    def __str__(self) -> str:
        return str(self.event)

    @property
    def host(self) -> Organisation:
        return self.event.host
