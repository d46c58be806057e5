"""What the office says of a network of model schools, and its hub of schools and mentors."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from content import labels
from content.dates import ThaiDateField
from content.free_text import refuse_unfit
from content.listing import FilterForm
from content.years import BySpan
from networks.models import Mentoring, SchoolNetwork
from organisations.models import Organisation
from vcare.schools import DISTRICTS


class SchoolNetworkForm(forms.ModelForm):
    """A network as the office sets it up."""

    starts_on = ThaiDateField(label=_("since"))
    ends_on = ThaiDateField(label=_("Last day"), required=False)

    class Meta:
        model = SchoolNetwork
        fields = [
            "name",
            "name_en",
            "hub",
            "aim",
            "criteria",
            "order_number",
            "starts_on",
            "ends_on",
            "is_public",
        ]
        widgets = {"aim": forms.Textarea(attrs={"rows": 3}), "criteria": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, schools: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hub"].queryset = schools
        self.fields["hub"].empty_label = _("Choose")


class AddSchoolForm(forms.Form):
    school = forms.ModelChoiceField(
        label=_("School"), queryset=Organisation.objects.none(), empty_label=_("Choose")
    )

    def __init__(self, *args: Any, schools: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = schools
        self.fields["school"].label_from_instance = lambda row: row.local_name


class MentoringForm(forms.ModelForm):
    """Who helps whom, with what."""

    class Meta:
        model = Mentoring
        fields = ["mentor", "mentee", "care_step", "hazard"]

    def __init__(self, *args: Any, schools: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("mentor", "mentee"):
            self.fields[name].queryset = schools
            self.fields[name].empty_label = _("Choose")
            self.fields[name].label_from_instance = lambda row: row.local_name

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("mentor") and data.get("mentor") == data.get("mentee"):
            self.add_error("mentee", _("A school does not help itself. Choose another one."))
        if not self.errors and not data.get("care_step") and not data.get("hazard"):
            self.add_error("care_step", _("Choose a care step or a hazard group."))
        return data


class AnswerForm(forms.Form):
    """A director answers the hub; declining may have a reason."""

    reason = forms.CharField(
        label=_("Why do you decline?"),
        max_length=300,
        required=False,
        help_text=_("The other side reads it. No names of pupils."),
        validators=[refuse_unfit],
    )


class ModelNetworkFilter(FilterForm):
    """District of the hub."""

    by_year = BySpan("starts_on", "ends_on")

    district = forms.ChoiceField(
        label=_("District"), choices=[("", _("All")), *labels.short_choices(DISTRICTS)], required=False
    )

    def narrowed(self, rows: QuerySet[SchoolNetwork], chosen: dict[str, Any]) -> QuerySet[SchoolNetwork]:
        if value := chosen.get("district"):
            rows = rows.filter(hub__districts__contains=f"|{value}|")
        return rows
