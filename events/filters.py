"""What a visitor narrows the list of past events by."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from content import labels
from content.listing import FilterForm
from vcare.events import EVENT_TYPES
from vcare.schools import DISTRICTS


class EventFilter(FilterForm):
    """Type of event and district."""

    event_type = forms.ChoiceField(
        label=_("Type"), choices=[("", _("All")), *labels.short_choices(EVENT_TYPES)], required=False
    )
    district = forms.ChoiceField(
        label=_("District"), choices=[("", _("All")), *labels.short_choices(DISTRICTS)], required=False
    )

    def narrowed(self, rows: QuerySet[Any], chosen: dict[str, Any]) -> QuerySet[Any]:
        return rows.filter(**chosen)
