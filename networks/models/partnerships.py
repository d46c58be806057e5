"""Who works with whom, from when to when."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from content import labels
from content.fields import CodesField
from organisations.models import Kind, Organisation
from vcare.partners import COOPERATION_LEVELS


class PartnershipQuerySet(models.QuerySet["Partnership"]):
    def current(self, on: date | None = None) -> Self:
        """Those in force on a day; today in Bangkok unless told otherwise."""
        day = on or timezone.localdate()
        return self.filter(starts_on__lte=day, status="01").filter(Q(ends_on=None) | Q(ends_on__gte=day))


class Partnership(ClusterableModel):
    """A school or the office works with a partner organisation, from one day to another."""

    owner = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="partnerships_as_owner",
        limit_choices_to={"kind__in": [Kind.OFFICE, Kind.SCHOOL]},
        verbose_name=_("school or office"),
    )
    partner = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="partnerships",
        limit_choices_to={"kind": Kind.PARTNER},
        verbose_name=_("partner"),
    )
    starts_on = models.DateField(_("since"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    status = models.CharField(_("state"), max_length=2, choices=labels.cooperation_statuses, default="01")
    levels = CodesField(_("ways of working together"), choices=labels.choices(COOPERATION_LEVELS))
    activity = models.TextField(_("what is done together"), blank=True, max_length=1000)
    #: The commitment that sets its last day, if there is one.
    commitment = models.ForeignKey(
        "networks.Commitment",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="partnerships",
        editable=False,
    )

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "partner", "starts_on"], name="one_partnership_per_start"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="partnership_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner} – {self.partner}"


class PartnershipActivity(models.Model):
    """Something that a school and a partner did together on a day, or looked back at together."""

    class Kind(models.TextChoices):
        ACTIVITY = "activity", _("Something done together")
        REVIEW = "review", _("Looked back at the co-operation")

    partnership = ParentalKey(
        Partnership, on_delete=models.CASCADE, related_name="activities", verbose_name=_("partnership")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.ACTIVITY)
    day = models.DateField(_("day of the activity"))
    what = models.CharField(
        _("what was done"),
        max_length=250,
        help_text=_("One sentence. No names of pupils. Example: taught road safety to all classes."),
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("activity of a partnership")
        verbose_name_plural = _("activities of partnerships")
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["partnership", "day"])]

    def __str__(self) -> str:
        return self.what
