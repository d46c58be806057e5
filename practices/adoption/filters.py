"""What lists of adoptions are narrowed down by."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content import labels
from content.fields import code
from content.listing import FilterForm
from content.years import ByDay
from vcare.adoption import STANDINGS
from vcare.hazards import HAZARDS
from vcare.schools import DISTRICTS


class DiffusionFilter(FilterForm):
    """The year something was taken over, the district of the school that did, the hazard it is about."""

    by_year = ByDay("began_on")

    district = forms.ChoiceField(
        label=_("District"), choices=[("", _("All")), *labels.short_choices(DISTRICTS)], required=False
    )
    hazard = forms.ChoiceField(
        label=_("Hazard group"), choices=[("", _("All")), *labels.short_choices(HAZARDS)], required=False
    )

    def narrowed(self, rows: QuerySet[Any], chosen: dict[str, Any]) -> QuerySet[Any]:
        if district := chosen.get("district"):
            rows = rows.filter(school__districts__contains=code(district))
        if hazard := chosen.get("hazard"):
            rows = rows.filter(practice__hazards__contains=code(hazard))
        return rows


class AdoptionFilter(DiffusionFilter):
    """The same and more for the office."""

    per_page = 20

    q = forms.CharField(label=_("School or practice"), required=False, max_length=100)
    standing = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("All")), *labels.choices(STANDINGS), ("waiting", _("Waits for the director"))],
        required=False,
    )

    field_order = ["q", "standing", "district", "hazard"]

    def narrowed(self, rows: QuerySet[Any], chosen: dict[str, Any]) -> QuerySet[Any]:
        rows = super().narrowed(rows, chosen)
        for word in chosen.get("q", "").split():
            rows = rows.filter(
                Q(school__name__icontains=word)
                | Q(practice__title__icontains=word)
                | Q(practice__reference__iexact=word)
            )
        if standing := chosen.get("standing"):
            if standing == "waiting":
                return rows.filter(confirmed_on=None)
            rows = rows.standing_as(standing, timezone.localdate())
        return rows
