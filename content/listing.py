"""A list that a visitor narrows down: one form, one page of rows, links that keep the query."""

from typing import Any, ClassVar

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet

PER_PAGE = 12


class FilterForm(forms.Form):
    """Reads the address's query. A value that is not in the list filters nothing."""

    per_page: ClassVar[int] = PER_PAGE

    def narrowed(self, rows: QuerySet[Any], chosen: dict[str, Any]) -> QuerySet[Any]:
        """The rows that match what was chosen."""
        raise NotImplementedError

    def chosen(self) -> dict[str, Any]:
        """What the visitor chose, without empty and unknown values."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def results(self, rows: QuerySet[Any]) -> dict[str, Any]:
        """The template's context: `filter`, `chosen`, and `rows`, a page of the paginator."""
        chosen = self.chosen()
        pages = Paginator(self.narrowed(rows, chosen), self.per_page)
        return {"filter": self, "chosen": chosen, "rows": pages.get_page(self.data.get("page"))}
