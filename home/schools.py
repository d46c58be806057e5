"""The schools of the site's office, and what of each is public: facts about the school, nothing about persons."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from content import labels
from content.fields import code
from content.listing import FilterForm
from events.models import ExchangeEventPage
from networks import board, ledger
from networks.models import Partnership
from organisations.models import Organisation, SchoolFacts
from practices.models import PracticePage
from vcare.collation import name_sort_key
from vcare.schools import DISTRICTS, LEVEL_GROUPS


def schools(office: Organisation) -> QuerySet[Organisation]:
    """Schools that exist today, in Thai order, with the facts of their latest year."""
    facts = SchoolFacts.objects.order_by("-academic_year")
    return (
        Organisation.objects.schools()
        .active()
        .filter(office=office)
        .select_related("cluster")
        .prefetch_related(Prefetch("facts", facts))
        .by_name()
    )


class SchoolFilter(FilterForm):
    """A word of the name, district, level."""

    per_page = 30

    q = forms.CharField(label=_("Name"), required=False, max_length=60)
    district = forms.ChoiceField(
        label=_("District"), choices=[("", _("All")), *labels.short_choices(DISTRICTS)], required=False
    )
    level = forms.ChoiceField(
        label=_("Level"), choices=[("", _("All")), *labels.short_choices(LEVEL_GROUPS)], required=False
    )

    def narrowed(self, rows: QuerySet[Organisation], chosen: dict[str, Any]) -> QuerySet[Organisation]:
        if value := chosen.get("q"):
            # The same letters, whatever code points they were typed with.
            rows = rows.filter(sort_key__contains=name_sort_key(value)) | rows.filter(name__icontains=value)
        if value := chosen.get("district"):
            rows = rows.filter(districts__contains=code(value))
        if value := chosen.get("level"):
            rows = rows.filter(levels__contains=code(value))
        return rows


def profile(school: Organisation, on: date) -> dict[str, Any]:
    """The template's context. Partners are those that count; others are not the public's business."""
    rule = ledger.rule_of(school.office or school)
    row = board.Row(school, ledger.judged([school], rule, on)[school.pk], rule.school_minimum, on)
    counted = [judged.tie.key for judged in row.judged if judged.counts]
    return {
        "school": school,
        "facts": school.facts.order_by("-academic_year").first(),
        "row": row,
        "rule": rule,
        "partners": Partnership.objects.filter(pk__in=counted)
        .select_related("partner", "partner__partner_page")
        .order_by("partner__sort_key", "pk"),
        "practices": PracticePage.objects.filter(owner_organisation=school)
        .published()
        .with_owner()
        .for_cards(),
        "events": ExchangeEventPage.objects.filter(host=school).published().order_by("-starts_at", "-pk"),
        "on": on,
    }
