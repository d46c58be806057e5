"""The texts of an event's report."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from events.record.report import PARTS
from networks.needs_forms import about_no_child


class ReportForm(forms.Form):
    """A field for each part that a person writes; an empty one is left out of the report."""

    opened = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in PARTS:
            self.fields[part.key] = forms.CharField(
                label=part.title,
                required=False,
                max_length=6000,
                widget=forms.Textarea(attrs={"rows": 5}),
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name, value in list(data.items()):
            try:
                about_no_child(value)
            except ValidationError as error:
                self.add_error(name, error)
        return data

    def texts(self) -> dict[str, str]:
        return {part.key: self.cleaned_data[part.key] for part in PARTS}

    def renew(self, digest: str) -> None:
        """The next press saves, now that the person knows."""
        self.data = self.data.copy()
        self.data["opened"] = digest
