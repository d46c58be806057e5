"""What schools write about their use of a practice."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

import privacy
from content import labels
from content.dates import ThaiDateField
from content.free_text import refuse_unfit
from organisations.models import Organisation
from practices.models import Adaptation, Adoption

#: Findings that are often harmless in what a school says about itself.
OFTEN_HARMLESS = {"small-cell"}


class SafeText(forms.CharField):
    """Words that others read: nothing in them may lead to a child or to somebody's telephone."""

    def validate(self, value: str) -> None:
        super().validate(value)
        for finding in privacy.scan(value or ""):
            if finding.rule not in OFTEN_HARMLESS:
                raise ValidationError(
                    _("“%(text)s” must not stand here. %(mend)s"),
                    code="privacy",
                    params={"text": finding.text, "mend": finding.mend},
                )
        refuse_unfit(value or "")


class SchoolForm(forms.Form):
    """For which of their schools somebody speaks who is at several."""

    school = forms.ModelChoiceField(
        label=_("School"), queryset=Organisation.objects.none(), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, schools: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["school"]
        field.queryset = Organisation.objects.filter(pk__in=[school.pk for school in schools]).by_name()
        field.label_from_instance = lambda school: school.local_name
        field.empty_label = None
        if len(schools) == 1:
            field.initial = schools[0].pk
            field.widget = forms.HiddenInput()


class ReasonFields(forms.Form):
    """Why a school stopped: a reason of the list, and its own words."""

    reason = forms.ChoiceField(
        label=_("Why did you stop?"), choices=labels.stop_reasons, required=False, widget=forms.RadioSelect
    )
    text = SafeText(
        label=_("In your own words"),
        required=False,
        max_length=1000,
        help_text=_(
            "What should another school know? It is shown on the practice's page. Never a child's name or story."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def stopped(self, data: dict[str, Any]) -> bool:
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.stopped(data):
            if not data.get("reason") and "reason" not in self.errors:
                self.add_error("reason", _("Choose the reason that comes closest."))
            if not data.get("text") and "text" not in self.errors:
                self.add_error("text", _("Say it in a sentence, so that others learn from it."))
        else:
            data["reason"] = ""
        return data


class StateForm(ReasonFields):
    """How it stands, since when; for stopping, why."""

    day = ThaiDateField(label=_("Since which day?"))

    field_order = ["day", "reason", "text"]

    def __init__(self, *args: Any, adoption: Adoption, state: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.adoption, self.state = adoption, state
        self.fields["day"].initial = timezone.localdate()
        if state == "stopped":
            # Said by the form itself: not "if you like".
            self.fields["reason"].required = self.fields["text"].required = True
        else:
            del self.fields["reason"]

    def stopped(self, data: dict[str, Any]) -> bool:
        return self.state == "stopped" and not self.errors

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise ValidationError(_("This day is still to come."))
        if day < self.adoption.state_on:
            raise ValidationError(_("The day is before the one that the last state began on."))
        return day


class DetailsForm(forms.Form):
    """From whom and how the school learned of the practice."""

    learned_from = forms.ModelChoiceField(
        label=_("Learned from"), queryset=Adoption.objects.none(), required=False
    )
    via = forms.ChoiceField(
        label=_("How did you come to know of it?"),
        choices=labels.learned_via,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, adoption: Adoption, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"learned_from": adoption.learned_from_id, "via": adoption.via})
        super().__init__(*args, **kwargs)
        field = self.fields["learned_from"]
        field.queryset = (
            Adoption.objects.public()
            .filter(practice=adoption.practice_id)
            .exclude(pk=adoption.pk)
            .select_related("school")
            .order_by("school__sort_key")
        )
        owner = adoption.practice.owner_organisation.local_name
        field.empty_label = _("%(school)s, who began it") % {"school": owner}
        field.label_from_instance = lambda row: row.school.local_name


class AdaptationForm(forms.ModelForm):
    """What a school does differently, why, and whether the core is kept."""

    what = SafeText(
        label=_("What do you do differently?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    why = SafeText(label=_("Why?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    since = ThaiDateField(label=_("Since which day?"))

    class Meta:
        model = Adaptation
        fields = ["part", "what", "why", "planned", "core_kept", "since"]
        labels = {
            "part": _("Which part?"),
            "planned": _("Planned or not?"),
            "core_kept": _("Is the core still there?"),
        }
        widgets = {
            "part": forms.RadioSelect,
            "planned": forms.RadioSelect,
            "core_kept": forms.RadioSelect,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.fields["since"].initial = timezone.localdate()
        self.fields["part"].choices = labels.practice_parts()
        self.fields["core_kept"].choices = labels.core_kept()
        self.fields["what"].help_text = _("For example: a net across the pond instead of the pool.")
        self.fields["why"].help_text = _("Never a child's name or story.")

    def clean_since(self):
        day = self.cleaned_data["since"]
        if day > timezone.localdate():
            raise ValidationError(_("This day is still to come."))
        return day


class PulseForm(ReasonFields):
    """The answer to the question whether it is still in use."""

    answer = forms.ChoiceField(label=_("How is it today?"), choices=[], widget=forms.RadioSelect)

    field_order = ["answer", "reason", "text"]

    def __init__(self, *args: Any, adoption: Adoption, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = (
            ["same", "changed", "waiting", "stopped"]
            if adoption.state == "intent"
            else ["same", "changed", "stopped"]
        )
        self.fields["answer"].choices = [choice for choice in labels.pulse_answers() if choice[0] in keys]
        self.fields["text"].label = _("In your own words: what changed, or why you stopped")

    def stopped(self, data: dict[str, Any]) -> bool:
        return data.get("answer") == "stopped"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("answer") == "changed" and not data.get("text") and "text" not in self.errors:
            self.add_error("text", _("Say in a sentence what you changed."))
        return data


class MessageForm(forms.Form):
    """A question to those who began a practice, or an answer."""

    text = SafeText(
        label=_("Your message"),
        min_length=10,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "The other school reads it in the portal. Your address is not shown. Never a child's name or story."
        ),
    )


class ThanksForm(forms.Form):
    words = SafeText(
        label=_("In your own words"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Those who began it read it, others only if these agree. No names of pupils."),
    )

    use_required_attribute = False
