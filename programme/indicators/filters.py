"""Narrowing down the list behind a number."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content.listing import FilterForm
from content.years import NoYear
from programme.indicators.sums import Line
from programme.models import StatedLine


class LineFilter(FilterForm):
    """What counts, what doesn't, and a word of the name."""

    per_page = 100
    by_year = NoYear("The number itself has its year.")

    counts = forms.ChoiceField(
        label=_("Whether it counts"),
        choices=[("", _("All")), ("yes", _("counts")), ("no", _("does not count"))],
        required=False,
    )
    q = forms.CharField(label=_("Name"), max_length=60, required=False)

    def narrowed(self, rows: Iterable[Line | StatedLine], chosen: dict[str, Any]) -> list[Line | StatedLine]:
        found = list(rows)
        if value := chosen.get("counts"):
            found = [row for row in found if (row.value > 0) is (value == "yes")]
        if value := chosen.get("q"):
            found = [row for row in found if value in row.label]
        return found
