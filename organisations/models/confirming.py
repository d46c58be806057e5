"""The yearly confirmation of those who are responsible in the schools."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.models.memberships import Membership
from organisations.models.register import Organisation

#: Days after which whoever nobody confirmed is listed to the office.
GRACE_DAYS = 30


def grace_ends() -> date:
    return timezone.localdate() + timedelta(days=GRACE_DAYS)


class ConfirmationRound(models.Model):
    """The yearly question who is still responsible, to all schools of an office."""

    office = models.ForeignKey(Organisation, models.CASCADE, related_name="confirmation_rounds")
    academic_year = models.PositiveSmallIntegerField(_("academic year (B.E.)"))
    opened_on = models.DateField(default=timezone.localdate)
    #: After this day, whoever nobody confirmed is listed to the office.
    due_on = models.DateField(default=grace_ends)
    #: When the schools were reminded last, and when the office was told who is missing.
    reminded_on = models.DateField(null=True)
    told_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("yearly confirmation")
        verbose_name_plural = _("yearly confirmations")
        constraints = [
            models.UniqueConstraint(fields=["office", "academic_year"], name="one_round_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.office} {self.academic_year}"


class Confirmation(models.Model):
    """Somebody said in a round that a membership goes on."""

    round = models.ForeignKey(ConfirmationRound, models.CASCADE, related_name="confirmations")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="confirmations")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("confirmed membership")
        verbose_name_plural = _("confirmed memberships")
        constraints = [
            models.UniqueConstraint(fields=["round", "membership"], name="confirmed_once_a_round"),
        ]

    def __str__(self) -> str:
        return f"{self.membership} ({self.round.academic_year})"
