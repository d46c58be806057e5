"""Lists of stories, narrowed down by what they are at."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from content.listing import FilterForm
from content.years import ByTerm
from practices.models import PracticePage


class StoryFilter(FilterForm):
    """Drafts or published stories; without a choice all."""

    per_page = 20
    by_year = ByTerm("academic_year", "term")

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All")),
            ("draft", _("Drafts")),
            ("changed", _("Published, with changes that are not")),
            ("published", _("Published")),
        ],
    )

    def narrowed(self, rows: QuerySet[PracticePage], chosen: dict[str, Any]) -> QuerySet[PracticePage]:
        match chosen.get("state"):
            case "draft":
                return rows.filter(live=False)
            case "changed":
                return rows.filter(live=True, has_unpublished_changes=True)
            case "published":
                return rows.filter(live=True)
        return rows
