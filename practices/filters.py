"""What a visitor narrows the list of practices by."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from content import labels
from content.fields import code
from content.listing import FilterForm
from content.years import ByTerm
from practices.models.subjects import PolicyReference
from vcare.care import CARE_STEPS
from vcare.hazards import HAZARDS
from vcare.practices import DIMENSIONS, PRACTICE_KINDS, TARGET_GROUPS
from vcare.schools import DISTRICTS, LEVEL_GROUPS
from vcare.stages import STAGES


def any_or(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("", _("All")), *choices]


class PracticeFilter(FilterForm):
    """What it is, whom it is about, which policy it answers to, who chose it, who uses it."""

    by_year = ByTerm("academic_year", "term")

    kind = forms.ChoiceField(
        label=_("Kind"), choices=any_or(labels.short_choices(PRACTICE_KINDS)), required=False
    )
    stage = forms.ChoiceField(label=_("Stage"), choices=any_or(labels.short_choices(STAGES)), required=False)
    care_step = forms.ChoiceField(
        label=_("Care step"), choices=any_or(labels.short_choices(CARE_STEPS)), required=False
    )
    hazard = forms.ChoiceField(
        label=_("Hazard group"), choices=any_or(labels.short_choices(HAZARDS)), required=False
    )
    district = forms.ChoiceField(
        label=_("District"), choices=any_or(labels.short_choices(DISTRICTS)), required=False
    )
    level = forms.ChoiceField(
        label=_("Level"), choices=any_or(labels.short_choices(LEVEL_GROUPS)), required=False
    )

    standing = forms.ChoiceField(
        label=_("Choice of the office"),
        choices=any_or([("selected", _("Selected as a model"))]),
        required=False,
    )

    adoption = forms.ChoiceField(
        label=_("Adoption"),
        choices=any_or([("in-use", _("Schools use it now")), ("adopted", _("Schools have taken it over"))]),
        required=False,
    )
    policy = forms.ChoiceField(label=_("Answers to policy item"), required=False)
    target_group = forms.ChoiceField(
        label=_("Target group"), choices=any_or(labels.short_choices(TARGET_GROUPS)), required=False
    )
    dimension = forms.ChoiceField(
        label=_("Dimension of development"), choices=any_or(labels.short_choices(DIMENSIONS)), required=False
    )
    sort = forms.ChoiceField(
        label=_("Order"),
        choices=[("", _("Newest first")), ("in-use", _("Used by most schools first"))],
        required=False,
    )

    COLUMNS = {
        "stage": "stages",
        "care_step": "care_steps",
        "hazard": "hazards",
        "level": "levels",
        "target_group": "target_groups",
        "dimension": "dimensions",
        "district": "owner_organisation__districts",
    }

    more = ("policy", "target_group", "dimension")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["policy"].choices = any_or(list(PolicyReference.names().items()))

    def narrowed(self, rows: QuerySet[Any], chosen: dict[str, Any]) -> QuerySet[Any]:
        for name, value in chosen.items():
            if name == "standing":
                rows = rows.filter(standing__selected_on__isnull=False)
            elif name == "kind":
                rows = rows.filter(kind=value)
            elif name == "policy":
                rows = rows.filter(policies__key=value)
            elif name == "adoption":
                rows = rows.filter(in_use__gt=0) if value == "in-use" else rows.filter(adopters__gt=0)
            elif name == "sort":
                rows = rows.order_by("-in_use", "-adopters", "-first_published_at", "-pk")
            else:
                rows = rows.filter(**{f"{self.COLUMNS[name]}__contains": code(value)})
        return rows
