"""What lists of adoptions are narrowed down by."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content import labels
from content.fields import code
from content.listing import FilterForm
from vcare.adoption import STANDINGS
from vcare.calendar import to_buddhist, to_christian
from vcare.hazards import HAZARDS
from vcare.schools import DISTRICTS

#: The first year in which anything can have been taken over.
FIRST_YEAR = 2566


def years() -> list[tuple[str, str]]:
    this_year = to_buddhist(timezone.localdate().year)
    return [("", _("All")), *((str(year), str(year)) for year in range(this_year, FIRST_YEAR - 1, -1))]


class DiffusionFilter(FilterForm):
    """The year something was taken over, the district of the school that did, the hazard it is about."""

    year = forms.ChoiceField(label=_("Year"), choices=years, required=False)
    district = forms.ChoiceField(
        label=_("District"), choices=[("", _("All")), *labels.short_choices(DISTRICTS)], required=False
    )
    hazard = forms.ChoiceField(
        label=_("Hazard group"), choices=[("", _("All")), *labels.short_choices(HAZARDS)], required=False
    )

    def narrowed(self, rows: QuerySet[Any], chosen: dict[str, Any]) -> QuerySet[Any]:
        if year := chosen.get("year"):
            rows = rows.filter(began_on__year=to_christian(int(year)))
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

    field_order = ["q", "standing", "district", "hazard", "year"]

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
