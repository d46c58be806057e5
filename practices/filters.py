"""What a visitor narrows the list of practices by."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from content import labels
from content.fields import code
from content.listing import FilterForm
from vcare.care import CARE_STEPS
from vcare.hazards import HAZARDS
from vcare.practices import PRACTICE_KINDS
from vcare.schools import DISTRICTS, LEVEL_GROUPS
from vcare.stages import STAGES


def any_or(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("", _("All")), *choices]


class PracticeFilter(FilterForm):
    """Kind, stage, care step, hazard, district, level, choice of the office."""

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

    COLUMNS = {
        "stage": "stages",
        "care_step": "care_steps",
        "hazard": "hazards",
        "level": "levels",
        "district": "owner_organisation__districts",
    }

    def narrowed(self, rows: QuerySet[Any], chosen: dict[str, Any]) -> QuerySet[Any]:
        for name, value in chosen.items():
            if name == "standing":
                rows = rows.filter(standing__selected_on__isnull=False)
            elif name == "kind":
                rows = rows.filter(kind=value)
            else:
                rows = rows.filter(**{f"{self.COLUMNS[name]}__contains": code(value)})
        return rows
