"""What the office declares, enters and signs."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from content.dates import ThaiDateField
from content.years import ACADEMIC, FISCAL, YEARS, YEARS_BACK, Period
from practices.adoption.forms import SafeText
from programme.indicators.freezing import statements_of
from programme.models import EnteredFigure, IndicatorVersion
from vcare.calendar import to_arabic_digits


class CountField(forms.IntegerField):
    """A number as people write it: 19,763 or ๑๙,๗๖๓."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str):
            value = to_arabic_digits(value).replace(",", "").replace(" ", "")
        return super().to_python(value)


def _safe(name: str, **kwargs: Any) -> SafeText:
    """A text field of the model's own label and length that leads to no child."""
    field = IndicatorVersion._meta.get_field(name)
    return SafeText(
        label=capfirst(field.verbose_name),
        max_length=field.max_length,
        required=not field.blank,
        help_text=field.help_text,
        **kwargs,
    )


class VersionForm(forms.ModelForm):
    """A definition from a day on. What was measured before keeps the older one."""

    name = _safe("name")
    name_en = _safe("name_en")
    data = _safe("data")
    owner = _safe("owner")
    definition = _safe("definition", widget=forms.Textarea(attrs={"rows": 4}))
    numerator = _safe("numerator")
    denominator = _safe("denominator")
    target = CountField(
        label=IndicatorVersion._meta.get_field("target").verbose_name,
        help_text=IndicatorVersion._meta.get_field("target").help_text,
        min_value=0,
        max_value=9_999_999,
        required=False,
    )
    note = _safe("note", widget=forms.Textarea(attrs={"rows": 3}))
    valid_from = ThaiDateField(label=_("In force from"))
    reason = SafeText(label=_("Why it is changed"), max_length=250)

    class Meta:
        model = IndicatorVersion
        fields = [
            "name",
            "name_en",
            "definition",
            "numerator",
            "denominator",
            "method",
            "compares",
            "unit",
            "target",
            "data",
            "year_kind",
            "owner",
            "note",
            "valid_from",
            "reason",
        ]
        widgets = {"compares": forms.RadioSelect, "year_kind": forms.RadioSelect}

    def __init__(self, *args: Any, before: IndicatorVersion | None = None, **kwargs: Any) -> None:
        self.before = before
        today = timezone.localdate()
        initial = {"valid_from": today}
        if before is not None:
            initial |= {name: getattr(before, name) for name in self._meta.fields if name != "reason"}
            initial["valid_from"] = max(today, before.valid_from)
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        if before is None:
            del self.fields["reason"]

    def clean_valid_from(self) -> date:
        day: date = self.cleaned_data["valid_from"]
        if self.before is not None and day < self.before.valid_from:
            raise forms.ValidationError(_("The version before is in force from a later day."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("compares") == IndicatorVersion.Compares.PERCENT:
            if not data.get("denominator"):
                self.add_error("denominator", _("A per cent needs its whole: of what?"))
            if (data.get("target") or 0) > 100:
                self.add_error("target", _("A per cent is at most 100."))
        return data


class FigureForm(forms.ModelForm):
    """A figure with its source and the day of the data."""

    numerator = CountField(min_value=0, max_value=9_999_999)
    denominator = CountField(min_value=0, max_value=9_999_999, required=False)
    as_of = ThaiDateField(label=_("Day of the data"))
    source = SafeText(
        label=capfirst(EnteredFigure._meta.get_field("source").verbose_name),
        max_length=200,
        help_text=EnteredFigure._meta.get_field("source").help_text,
    )

    class Meta:
        model = EnteredFigure
        fields = ["numerator", "denominator", "as_of", "source"]

    def __init__(self, *args: Any, version: IndicatorVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["numerator"].label = version.numerator
        if version.denominator:
            self.fields["denominator"].label = version.denominator
            self.fields["denominator"].required = True
        else:
            del self.fields["denominator"]

    def clean_as_of(self) -> date:
        day: date = self.cleaned_data["as_of"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day lies in the future."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        part, whole = data.get("numerator"), data.get("denominator")
        if part is not None and whole is not None and part > whole:
            self.add_error("numerator", _("A part cannot be greater than its whole."))
        return data


class TakeBackForm(forms.Form):
    why = SafeText(label=_("Why is it taken back?"), max_length=250)


class PeriodForm(forms.Form):
    """Which year is signed; of one that was signed before, why it is stated anew."""

    period = forms.ChoiceField(label=_("Which year?"))
    reason = SafeText(
        label=_("Why is the year stated anew?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only if the year was signed before. The earlier statement stays."),
    )

    def __init__(self, *args: Any, office: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.office = office
        today = timezone.localdate()
        over = [
            Period(kind, year)
            for kind in (ACADEMIC, FISCAL)
            for now in [Period.of(today, kind).year]
            for year in range(now - 1, now - 1 - YEARS_BACK, -1)
        ]
        self.fields["period"].choices = [(period.key, str(period)) for period in over]

    def clean_period(self) -> Period:
        return YEARS.read(self.cleaned_data["period"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        period = data.get("period")
        if period and not data.get("reason") and statements_of(self.office, period).exists():
            self.add_error("reason", _("This year was signed before. Say why it is stated anew."))
        return data


class SignForm(forms.Form):
    """The second step: who signs, as what, having looked."""

    position = SafeText(label=_("You sign as"), max_length=200)
    agreed = forms.BooleanField(
        label=_("I have looked at these figures and sign them. They cannot be changed afterwards."),
        error_messages={"required": _("Tick this first: it is your word.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
