"""The ledger of the aid funds. Nothing in it is deleted or changed; pupils are in it as sums alone."""

import uuid
from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from content.free_text import refuse_unfit
from media.names import extension, stored_name
from media.storage import private_storage
from programme.models.funds import FundPage
from vcare.funds import EXPENSE_PURPOSES, INCOME_SOURCES
from vcare.schools import LEVEL_GROUPS


def paper_path(instance: models.Model, filename: str) -> str:
    return stored_name("funds", extension(filename))


class FundYear(models.Model):
    """A fund's fiscal year in the ledger. Once closed, nothing is entered in it any more."""

    fund = models.ForeignKey(FundPage, models.PROTECT, related_name="ledger_years")
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year (B.E.)"))
    #: Carried over into the first year of the ledger; later years begin with what the one before left.
    opening = models.DecimalField(_("carried over"), max_digits=12, decimal_places=2, default=Decimal(0))
    bank_balance = models.DecimalField(
        _("balance of the bank account"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    signature = models.CharField(max_length=400, blank=True, editable=False)

    class Meta:
        verbose_name = _("year of the ledger")
        verbose_name_plural = _("years of the ledger")
        constraints = [
            models.UniqueConstraint(fields=["fund", "fiscal_year"], name="one_ledger_year_per_fund")
        ]

    def __str__(self) -> str:
        return f"{self.fund} {self.fiscal_year}"


class FundEntryQuerySet(models.QuerySet["FundEntry"]):
    def approved(self) -> Self:
        return self.filter(state=FundEntry.State.APPROVED)

    def waiting(self) -> Self:
        return self.filter(state=FundEntry.State.WAITING)


class FundEntry(models.Model):
    """Money in or out on a day. It counts once somebody else has approved it."""

    class Direction(models.TextChoices):
        IN = "in", _("Money in")
        OUT = "out", _("Money out")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for approval")
        APPROVED = "approved", pgettext_lazy("entry", "Approved")
        REFUSED = "refused", pgettext_lazy("entry", "Not approved")
        WITHDRAWN = "withdrawn", pgettext_lazy("entry", "Taken back")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    fund = models.ForeignKey(FundPage, models.PROTECT, related_name="entries")
    day = models.DateField(_("day"))
    fiscal_year = models.PositiveSmallIntegerField(editable=False)
    direction = models.CharField(_("in or out"), max_length=3, choices=Direction)
    #: A key of INCOME_SOURCES or of EXPENSE_PURPOSES.
    category = models.CharField(max_length=20)
    amount = models.DecimalField(
        _("amount"), max_digits=12, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    #: How many pupils were helped, by keys of LEVEL_GROUPS. Never who.
    helped = models.JSONField(default=dict)
    what = models.CharField(_("what it is"), max_length=200, blank=True, validators=[refuse_unfit])
    paper = models.FileField(_("paper"), upload_to=paper_path, storage=private_storage, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    #: The entry that this one takes back.
    reverses = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="reversals", editable=False
    )
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True, validators=[refuse_unfit])

    objects = FundEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the ledger")
        verbose_name_plural = _("entries of the ledger")
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["fund", "fiscal_year", "state"], name="fund_entries_by_year")]
        constraints = [
            models.CheckConstraint(
                condition=Q(reverses=None, amount__gt=0) | Q(reverses__isnull=False, amount__lt=0),
                name="only_a_reversal_is_below_zero",
            ),
            models.CheckConstraint(
                condition=Q(entered_by=None) | Q(decided_by=None) | ~Q(entered_by=models.F("decided_by")),
                name="nobody_approves_their_own_entry",
            ),
            models.UniqueConstraint(
                fields=["reverses"],
                condition=Q(state__in=["waiting", "approved"]),
                name="an_entry_is_taken_back_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.category_label} {self.amount}"

    @property
    def category_label(self) -> str:
        terms: Any = INCOME_SOURCES if self.direction == self.Direction.IN else EXPENSE_PURPOSES
        return str(terms.label(self.category, get_language()))

    @property
    def pupils(self) -> int:
        return sum(self.helped.values())

    @property
    def bands(self) -> list[tuple[str, int]]:
        """Label and number of each band with pupils in it."""
        return [
            (term.label(get_language()), self.helped[term.key])
            for term in LEVEL_GROUPS
            if self.helped.get(term.key)
        ]
