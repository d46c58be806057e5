"""A list that a visitor narrows down: one form, one page of rows, links that keep the query."""

from typing import Any, ClassVar

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from content.years import ByYear, NoYear, Period, Switch

PER_PAGE = 12


def of_year(request: HttpRequest, by_year: ByYear, rows: Any) -> tuple[Any, Switch]:
    """The rows of the year that the address names, for a list without a form, and what switches it."""
    year = by_year.read(request.GET.get("year"))
    switch = by_year.switch(rows, year)
    return (by_year.narrowed(rows, year) if year else rows), switch


class FilterForm(forms.Form):
    """Reads the address's query. A value that is not in the list filters nothing."""

    per_page: ClassVar[int] = PER_PAGE
    #: How its rows belong to years; each list says it, also that it has none.
    by_year: ClassVar[ByYear] = NoYear("")
    #: Fields that few need: they are folded away.
    more: ClassVar[tuple[str, ...]] = ()
    #: Filled by `results`.
    years: Switch | None = None

    @property
    def year(self) -> Period | None:
        """The year that the address names; a bad one filters nothing."""
        return self.by_year.read(self.data.get("year"))

    def first_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in self.more]

    def more_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name in self.more]

    @property
    def more_is_open(self) -> bool:
        """Whether one of them is chosen."""
        return any(name in self.chosen() for name in self.more)

    def show_years(self, rows: Any) -> None:
        """Let the page offer the years of which there are rows."""
        if not isinstance(self.by_year, NoYear):
            self.years = self.by_year.switch(rows, self.year)

    def found(self, rows: Any) -> Any:
        """The rows of the year that match what was chosen: what a page shows and a sheet holds."""
        if self.year:
            rows = self.by_year.narrowed(rows, self.year)
        return self.narrowed(rows, self.chosen())

    def narrowed(self, rows: QuerySet[Any], chosen: dict[str, Any]) -> QuerySet[Any]:
        """The rows that match what was chosen."""
        raise NotImplementedError

    def chosen(self) -> dict[str, Any]:
        """What the visitor chose, without empty and unknown values."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def results(self, rows: QuerySet[Any]) -> dict[str, Any]:
        """The template's context: `filter`, `chosen`, and `rows`, a page of the paginator."""
        self.show_years(rows)
        pages = Paginator(self.found(rows), self.per_page)
        return {"filter": self, "chosen": self.chosen(), "rows": pages.get_page(self.data.get("page"))}
