"""What officers say about a school's numbers, its closing, its merger, the schools of a cluster."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content import publication
from content.dates import ThaiDateField
from organisations.models import Closure, Organisation, SchoolFacts
from organisations.register import values
from organisations.register.forms import CellField
from vcare.calendar import academic_year

#: A key as we write it: no "²", which counts as a digit, and none too long for the database.
OWN_KEY = re.compile(r"[0-9]{1,18}")


class FactsForm(forms.ModelForm):
    """The numbers of one academic year."""

    academic_year = CellField(
        label=_("Academic year"), read=values.year, max_length=20, help_text=_("For example 2569")
    )
    pupils = CellField(
        label=_("Number of pupils"),
        read=values.count,
        max_length=12,
        help_text=_("All pupils together. 0 if there are none."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    staff = CellField(
        label=_("Number of teachers and staff"),
        read=values.count,
        max_length=12,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    as_of = ThaiDateField(
        label=_("Numbers as of"), help_text=_("The day of counting, for example 10 June 2569")
    )

    class Meta:
        model = SchoolFacts
        fields = ["academic_year", "pupils", "staff", "as_of", "source"]
        help_texts = {"source": _("For example DMC, or the letter of the school with number and day")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            # The year is what the row is known by; another year is another row.
            del self.fields["academic_year"]
        else:
            self.initial["academic_year"] = academic_year(timezone.localdate())

    def clean_academic_year(self) -> int:
        year: int = self.cleaned_data["academic_year"]
        if self.instance.school.facts.filter(academic_year=year).exists():
            raise ValidationError(_("The numbers of this year are there already: change them instead."))
        return year

    def clean_as_of(self) -> date:
        day: date = self.cleaned_data["as_of"]
        if day > timezone.localdate():
            raise ValidationError(_("The day is yet to come."))
        return day

    def clean_source(self) -> str:
        source: str = self.cleaned_data["source"]
        if found := publication.obstacles(SchoolFacts(source=source), quoting=True).get("source"):
            raise ValidationError(found)
        return source


class CloseForm(forms.Form):
    """When and why an organisation closes."""

    day = ThaiDateField(label=_("Closed from this day on"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("For the office's log, for example the order with number and day."),
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        self.fields["day"].initial = timezone.localdate()

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise ValidationError(_("The day is yet to come. Close it on the day itself."))
        return day

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        if found := publication.obstacles(Closure(reason=reason), quoting=True).get("reason"):
            raise ValidationError(found)
        return reason


class MergeForm(CloseForm):
    """Into which school another merges."""

    into = forms.ModelChoiceField(
        label=_("Merged into which school?"),
        queryset=Organisation.objects.none(),
        empty_label=_("Please choose"),
    )
    field_order = ["into", "day", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].label = _("Merged from this day on")
        schools = Organisation.objects.schools().active().filter(office=self.organisation.office)
        self.fields["into"].queryset = schools.exclude(pk=self.organisation.pk).by_name()


class ReopenForm(forms.Form):
    """Whether the people come back too."""

    with_people = forms.BooleanField(
        label=_("Give the people whose roles ended with it their roles back"), required=False, initial=True
    )


class ClusterSchoolsForm(forms.Form):
    """Which schools belong to a cluster."""

    schools = forms.MultipleChoiceField(
        label=_("Schools of this cluster"), widget=forms.CheckboxSelectMultiple, required=False
    )
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, cluster: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(
            Organisation.objects.schools()
            .active()
            .filter(office=cluster.office_id)
            .select_related("cluster")
            .by_name()
        )
        inside = [row for row in rows if row.cluster_id == cluster.pk]
        others = [row for row in rows if row.cluster_id != cluster.pk]
        self.fields["schools"].choices = [
            *((str(row.pk), row.name) for row in inside),
            *(
                (str(row.pk), f"{row.name} ({row.cluster.name})" if row.cluster else row.name)
                for row in others
            ),
        ]
        self.fields["schools"].initial = [str(row.pk) for row in inside]
        self.fields["shown"].initial = ",".join(str(row.pk) for row in inside)

    def clean_shown(self) -> list[int]:
        return [int(key) for key in self.cleaned_data["shown"].split(",") if OWN_KEY.fullmatch(key)]
