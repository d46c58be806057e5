"""What a school answers about its need, and what a partner says of its offer."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content import labels
from content.dates import ThaiDateField
from content.free_text import refuse_unfit
from content.listing import FilterForm
from content.years import ByMoment
from networks.models import Need, Offer
from organisations.models import Organisation
from vcare.asking import PLACES
from vcare.care import CARE_STEPS
from vcare.hazards import HAZARDS
from vcare.partners import COOPERATION_LEVELS
from vcare.schools import DISTRICTS


def about_no_child(text: str) -> None:
    """Refuses words that could tell which child is meant."""
    refuse_unfit(text)


class NeedForm(forms.ModelForm):
    """Six questions at most."""

    class Meta:
        model = Need
        fields = ["school", "hazard", "care_step", "band", "time", "place", "note"]
        labels = {
            "school": _("For which school?"),
            "hazard": _("What kind of danger is it about?"),
            "care_step": _("At which step of care do you need help?"),
            "band": _("About how many pupils?"),
            "time": _("By when?"),
            "place": _("Where?"),
            "note": _("What does a partner have to know?"),
        }
        help_texts = {
            "note": _("Days that suit, room, equipment. Never about one child: no name, no class, no story.")
        }
        widgets = {
            "hazard": forms.RadioSelect,
            "care_step": forms.RadioSelect,
            "band": forms.RadioSelect,
            "time": forms.RadioSelect,
            "place": forms.RadioSelect,
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, schools: QuerySet[Organisation], **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("hazard", "band", "time", "place"):
            field = self.fields[name]
            field.choices = [choice for choice in field.choices if choice[0]]
        self.fields["care_step"].choices = [
            ("", _("Any step")),
            *(choice for choice in self.fields["care_step"].choices if choice[0]),
        ]
        self.fields["school"].queryset = schools
        if len(only := list(schools[:2])) == 1:
            self.fields["school"].initial = only[0].pk
            self.fields["school"].widget = forms.HiddenInput()

    def clean_note(self) -> str:
        note: str = self.cleaned_data["note"]
        about_no_child(note)
        return note


class OfferForm(forms.ModelForm):
    """What a partner gives to how many schools in one term."""

    hazards = forms.MultipleChoiceField(
        label=_("Against which dangers?"),
        choices=labels.choices(HAZARDS),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )
    care_steps = forms.MultipleChoiceField(
        label=_("At which steps of care?"),
        choices=labels.choices(CARE_STEPS),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    districts = forms.MultipleChoiceField(
        label=_("In which districts?"),
        choices=labels.choices(DISTRICTS),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one district.")},
    )
    places = forms.MultipleChoiceField(
        label=_("Where?"),
        choices=labels.choices(PLACES),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )
    levels = forms.MultipleChoiceField(
        label=_("How can you work with schools?"),
        choices=labels.choices(COOPERATION_LEVELS),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = Offer
        fields = [
            "partner",
            "title",
            "what",
            "hazards",
            "care_steps",
            "districts",
            "places",
            "levels",
            "academic_year",
            "term",
            "capacity",
            "paused",
        ]
        widgets = {"what": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, partners: QuerySet[Organisation], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = partners
        if len(only := list(partners[:2])) == 1:
            self.fields["partner"].initial = only[0].pk
            self.fields["partner"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("title", "what"):
            try:
                about_no_child(data.get(name) or "")
            except forms.ValidationError as error:
                self.add_error(name, error)
        capacity = data.get("capacity")
        if self.instance.pk and capacity and capacity < self.instance.taken:
            self.add_error(
                "capacity",
                _("%(n)s schools have been promised already. Call one off first.")
                % {"n": self.instance.taken},
            )
        return data


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why?"), max_length=300, help_text=_("The other side reads it. No names of pupils.")
    )

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        about_no_child(reason)
        return reason


class DoneForm(forms.Form):
    on = ThaiDateField(label=_("On which day did it take place?"), help_text=_("Like 22/11/2569."))

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day lies in the future. Record what has happened."))
        return day


class RatingForm(forms.Form):
    stars = forms.ChoiceField(
        label=_("How was it?"),
        choices=[
            ("5", _("Very helpful")),
            ("4", _("Helpful")),
            ("3", _("Partly")),
            ("2", _("Little")),
            ("1", _("Not at all")),
        ],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("A word about it"), max_length=300, required=False, help_text=_("No names of pupils.")
    )

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        about_no_child(words)
        return words


class NeedFilter(FilterForm):
    by_year = ByMoment("created_at")

    state = forms.ChoiceField(label=_("State"), choices=[("", _("All")), *Need.State.choices], required=False)
    hazard = forms.ChoiceField(
        label=_("Hazard group"), choices=[("", _("All")), *labels.short_choices(HAZARDS)], required=False
    )

    def narrowed(self, rows: QuerySet[Need], chosen: dict[str, Any]) -> QuerySet[Need]:
        return rows.filter(**{name: chosen[name] for name in ("state", "hazard") if name in chosen})
