"""What a visitor narrows the list of past events by."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content import labels
from content.listing import FilterForm
from content.years import ByMoment
from vcare.events import EVENT_TYPES
from vcare.schools import DISTRICTS


class OrganisedFilter(FilterForm):
    """The organiser's events: those to come or those of the past, by words of the title."""

    by_year = ByMoment("starts_at")

    q = forms.CharField(label=_("Words of the title"), required=False, max_length=100)
    when = forms.ChoiceField(
        label=_("When"), choices=[("", _("Coming up")), ("past", _("Past"))], required=False
    )

    def narrowed(self, rows: QuerySet[Any], chosen: dict[str, Any]) -> QuerySet[Any]:
        for word in chosen.get("q", "").split():
            rows = rows.filter(title__icontains=word)
        now = timezone.now()
        if chosen.get("when"):
            return rows.filter(ends_at__lt=now).order_by("-starts_at", "-pk")
        return rows.filter(ends_at__gte=now).order_by("starts_at", "pk")


class EventFilter(FilterForm):
    """Type of event and district."""

    by_year = ByMoment("starts_at")

    event_type = forms.ChoiceField(
        label=_("Type"), choices=[("", _("All")), *labels.short_choices(EVENT_TYPES)], required=False
    )
    district = forms.ChoiceField(
        label=_("District"), choices=[("", _("All")), *labels.short_choices(DISTRICTS)], required=False
    )

    def narrowed(self, rows: QuerySet[Any], chosen: dict[str, Any]) -> QuerySet[Any]:
        return rows.filter(**chosen)
