"""What a visitor narrows the list of partners by."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from content import labels
from content.fields import code
from content.listing import FilterForm
from vcare.partners import COOPERATION_LEVELS, PARTNER_TYPES
from vcare.schools import DISTRICTS


class PartnerFilter(FilterForm):
    """Type of organisation, district, way of working together."""

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

    def narrowed(self, rows: QuerySet[Any], chosen: dict[str, Any]) -> QuerySet[Any]:
        if value := chosen.get("partner_type"):
            rows = rows.filter(organisation__partner_type=value)
        if value := chosen.get("district"):
            rows = rows.filter(organisation__districts__contains=code(value))
        if value := chosen.get("cooperation"):
            rows = rows.filter(cooperation_levels__contains=code(value))
        return rows
