"""Dates in forms: people write the Buddhist era, the database keeps a date."""

from datetime import date, datetime, time
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.utils import from_current_timezone, to_current_timezone
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_filters.fields import DateRangeField, RangeField

from vcare.calendar import (
    EARLIEST_YEAR,
    DateError,
    format_thai_date,
    format_thai_datetime,
    parse_thai_date,
    parse_thai_datetime,
    to_christian,
)
from vcare.vocabulary import is_english

ERRORS = {
    "unreadable": _("Write the date like 22/11/2026 or 22 Nov 2026."),
    "impossible": _("There is no such day. Check the day and the month."),
    "ambiguous": _("Write the year with four digits, like 2026."),
    "implausible": _("Check the year: %(year)s is not between %(earliest)s and %(latest)s."),
    "no_time": _("Write the time after the date, like 13:30."),
}


class ThaiDateInput(forms.TextInput):
    """A text field that keeps what was typed and shows what was understood."""

    template_name = "content/widgets/thai_date.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", "inputmode": "text", **(attrs or {})})

    def read(self, text: str) -> date:
        """Raises DateError."""
        return parse_thai_date(text)

    def write(self, value: date, style: str) -> str:
        return format_thai_date(value, style, get_language())

    def format_value(self, value: date | str | None) -> str | None:
        if isinstance(value, date):
            return self.write(value, "short")
        return super().format_value(value)

    def get_context(
        self, name: str, value: date | str | None, attrs: dict[str, Any] | None
    ) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["understood"] = self.understood(value)
        return context

    def understood(self, value: date | str | None) -> str:
        """The date in words with its day of the week; empty for what is no date."""
        if not value:
            return ""
        try:
            return self.write(value if isinstance(value, date) else self.read(value), "full")
        except DateError:
            return ""


class ThaiDateTimeInput(ThaiDateInput):
    def read(self, text: str) -> datetime:
        return parse_thai_datetime(text)

    def write(self, value: datetime, style: str) -> str:
        return format_thai_datetime(value, style, get_language())


class ThaiDateField(forms.DateField):
    """A date in either era: 22/11/2569, ๒๒ พ.ย. ๒๕๖๙, 2026-11-22.

    `earliest` and `latest` are Buddhist years; without `latest` it is 20 years from now. A date
    picker given as `widget` is not used, since it would write a Christian year.
    """

    widget = ThaiDateInput
    default_error_messages = ERRORS
    default_help_text = _("For example 22/11/2026 or 22 Nov 2026")

    def __init__(self, *, earliest: int = EARLIEST_YEAR, latest: int | None = None, **kwargs: Any) -> None:
        self.earliest, self.latest = earliest, latest
        if not _is_ours(kwargs.get("widget")):
            kwargs["widget"] = self.widget
        kwargs["help_text"] = kwargs.get("help_text") or self.default_help_text
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, str) and value.strip():
            return self.read(value)
        return super().to_python(value.strip() if isinstance(value, str) else value)

    def read(self, text: str) -> date:
        try:
            return parse_thai_date(
                text, today=timezone.localdate(), earliest=self.earliest, latest=self.latest
            )
        except DateError as error:
            raise self.refusal(error) from error

    def refusal(self, error: DateError) -> ValidationError:
        years = {"year": error.year, "earliest": error.earliest, "latest": error.latest}
        if is_english(get_language()):
            years = {name: year and to_christian(year) for name, year in years.items()}
        # Translated now, in the language that the years were counted for.
        return ValidationError(str(self.error_messages[error.code]), code=error.code, params=years)


class ThaiDateTimeField(ThaiDateField):
    """A date with a time of day behind it, in the current time zone: 22/11/2569 13.30."""

    widget = ThaiDateTimeInput
    default_help_text = _("For example 22/11/2026 13:30 or 22 Nov 2026 13:30")

    def prepare_value(self, value: Any) -> Any:
        return to_current_timezone(value) if isinstance(value, datetime) else value

    def to_python(self, value: Any) -> datetime | None:
        if isinstance(value, str) and value.strip():
            return self.read(value)
        return forms.DateTimeField.to_python(self, value.strip() if isinstance(value, str) else value)

    def read(self, text: str) -> datetime:
        try:
            moment = parse_thai_datetime(
                text, today=timezone.localdate(), earliest=self.earliest, latest=self.latest
            )
        except DateError as error:
            raise self.refusal(error) from error
        return from_current_timezone(moment)


class ThaiDayField(ThaiDateField):
    """A date that stands for the moment at which it begins."""

    def to_python(self, value: Any) -> datetime | None:
        day = super().to_python(value)
        return day and from_current_timezone(datetime.combine(day, time.min))


class ThaiDateRangeField(DateRangeField):
    """From one day to another; both may be left out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        days = (ThaiDateField(help_text=" "), ThaiDateField(help_text=" "))
        RangeField.__init__(self, days, *args, **kwargs)


def _is_ours(widget: Any) -> bool:
    kind = widget if isinstance(widget, type) else type(widget)
    return issubclass(kind, ThaiDateInput) or getattr(widget, "is_hidden", False) is True


class ThaiDateModelField(models.DateField):
    """A date whose form field reads the Buddhist era. To migrations it is a DateField."""

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateField", args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{**kwargs, "form_class": ThaiDateField})


class ThaiDateTimeModelField(models.DateTimeField):
    """A moment whose form field reads the Buddhist era. To migrations it is a DateTimeField."""

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateTimeField", args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{**kwargs, "form_class": ThaiDateTimeField})


def use_in_editing() -> None:
    """Let every date field of Wagtail's editing interface, its own too, read the Buddhist era."""
    # Imported here: the forms need all models to be there.
    from django_filters.widgets import SuffixedMultiWidget
    from wagtail.admin.filters import DateRangePickerWidget
    from wagtail.admin.forms.models import register_form_field_override
    from wagtail.admin.views.reports.aging_pages import AgingPagesReportFilterSet

    def from_and_to(widget: Any, attrs: Any = None) -> None:
        days = (ThaiDateInput({"placeholder": _("Date from")}), ThaiDateInput({"placeholder": _("Date to")}))
        SuffixedMultiWidget.__init__(widget, days, attrs)

    DateRangePickerWidget.__init__ = from_and_to
    django_filters.DateFromToRangeFilter.field_class = ThaiDateRangeField
    last_published = AgingPagesReportFilterSet.base_filters["last_published_at"]
    last_published.field_class, last_published.extra["widget"] = ThaiDayField, ThaiDateInput
    register_form_field_override(models.DateField, override={"form_class": ThaiDateField})
    register_form_field_override(models.DateTimeField, override={"form_class": ThaiDateTimeField})
