"""What a visitor narrows the list of partners by."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from content import labels
from content.fields import code
from content.listing import FilterForm
from content.years import BySpan, ByYear, Period
from networks.models.partnerships import Partnership
from vcare.partners import COOPERATION_LEVELS, PARTNER_TYPES
from vcare.schools import DISTRICTS


@dataclass(frozen=True)
class ByPartnership(ByYear):
    """By the years in which a school or the office worked with the partner."""

    _span = BySpan("starts_on", "ends_on")

    def offered(self, rows: QuerySet[Any]) -> set[Period]:
        return self._span.offered(
            Partnership.objects.filter(partner__in=rows.order_by().values("organisation"))
        )

    def narrowed(self, rows: QuerySet[Any], year: Period) -> QuerySet[Any]:
        then = self._span.narrowed(Partnership.objects.all(), year)
        return rows.filter(organisation__in=then.values("partner"))


class PartnerFilter(FilterForm):
    """Type of organisation, district, way of working together."""

    by_year = ByPartnership()

    partner_type = forms.ChoiceField(
        label=_("Type"), choices=[("", _("All")), *labels.short_choices(PARTNER_TYPES)], required=False
    )
    district = forms.ChoiceField(
        label=_("District"), choices=[("", _("All")), *labels.short_choices(DISTRICTS)], required=False
    )
    cooperation = forms.ChoiceField(
        label=_("Way of working together"),
        choices=[("", _("All")), *labels.short_choices(COOPERATION_LEVELS)],
        required=False,
    )
    level = forms.ChoiceField(
        label=_("Trust of the office"),
        choices=[("", _("All")), ("2", _("Vetted, or more")), ("3", _("May meet pupils"))],
        required=False,
    )

    def narrowed(self, rows: QuerySet[Any], chosen: dict[str, Any]) -> QuerySet[Any]:
        if value := chosen.get("partner_type"):
            rows = rows.filter(organisation__partner_type=value)
        if value := chosen.get("district"):
            rows = rows.filter(organisation__districts__contains=code(value))
        if value := chosen.get("cooperation"):
            rows = rows.filter(cooperation_levels__contains=code(value))
        if value := chosen.get("level"):
            rows = rows.filter(level__gte=int(value))
        return rows
