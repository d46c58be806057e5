"""What a school records of a partnership, and what the office declares about counting."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.dates import ThaiDateField
from networks.models import CountingRule, PartnershipActivity
from networks.needs_forms import about_no_child
from networks.snapshots import day_to_freeze


class ActivityForm(forms.ModelForm):
    """One thing done together. The partnership is one of those handed in."""

    day = ThaiDateField(label=_("On which day?"), help_text=_("Like 22/11/2569."))

    class Meta:
        model = PartnershipActivity
        fields = ["partnership", "kind", "day", "what"]
        labels = {"partnership": _("With which partner?"), "what": _("What did you do together?")}
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, *args, partnerships, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["partnership"].queryset = partnerships.select_related("partner", "owner")
        self.fields["partnership"].label_from_instance = lambda row: row.partner.local_name
        self.fields["partnership"].empty_label = _("Choose")
        self.fields["kind"].choices = PartnershipActivity.Kind.choices

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day lies in the future. Record what has happened."))
        return day

    def clean_what(self) -> str:
        what: str = self.cleaned_data["what"]
        about_no_child(what)
        return what

    def clean(self) -> dict:
        data = super().clean()
        partnership, day = data.get("partnership"), data.get("day")
        if partnership and day and day < partnership.starts_on:
            self.add_error("day", _("The co-operation had not begun on this day."))
        return data


class CountingRuleForm(forms.ModelForm):
    """Another version of the rule. With `show` its effect is shown first."""

    class Meta:
        model = CountingRule
        fields = [
            "school_minimum",
            "office_minimum",
            "verified",
            "activity_months",
            "model_networks",
            "reason",
        ]


class FreezeForm(forms.Form):
    on = ThaiDateField(label=_("Numbers of which day?"), help_text=_("Like 22/11/2569."))
    reason = forms.CharField(
        label=_("Why is the year stated anew?"),
        max_length=250,
        required=False,
        help_text=_("Only if the year was frozen before. The earlier statement stays."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = day_to_freeze(timezone.localdate())

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day lies in the future."))
        return day
