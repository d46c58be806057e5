"""What an organiser asks for, what a school proposes, and how the list is narrowed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content import labels
from content.dates import ThaiDateTimeField
from content.listing import FilterForm
from content.years import NoYear
from events.models import Call, ExchangeEventPage, Proposal
from events.registration.forms import adults_only, one_line
from networks.forms import no_links
from networks.needs_forms import about_no_child
from practices.models import PracticePage


class CallForm(forms.ModelForm):
    """What is sought, and until when."""

    forms = forms.MultipleChoiceField(
        label=_("Forms of presentation"),
        choices=labels.presentation_forms,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )
    closes_at = ThaiDateTimeField(
        label=_("Schools may propose until"),
        required=False,
        help_text=_("Day and time, like 15/1/2570 16:30. Needed when the call is opened."),
    )

    use_required_attribute = False

    class Meta:
        model = Call
        fields = ["sought", "forms"]
        labels = {"sought": _("What do you look for?")}
        widgets = {"sought": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, event: ExchangeEventPage, opening: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        self.opening = opening

    def clean_sought(self) -> str:
        text: str = self.cleaned_data["sought"]
        about_no_child(text)
        return text

    def clean_closes_at(self) -> datetime | None:
        moment: datetime | None = self.cleaned_data["closes_at"]
        if moment is None:
            if self.opening:
                raise ValidationError(_("Say until when schools may propose."))
            return None
        if moment <= timezone.now() and (self.opening or "closes_at" in self.changed_data):
            raise ValidationError(_("This moment has passed."))
        if moment > self.event.starts_at:
            raise ValidationError(_("The call closes before the event begins."))
        return moment

    def clean(self) -> dict[str, Any]:
        if self.opening and self.event.is_cancelled:
            raise ValidationError(_("This event is cancelled"))
        return super().clean() or {}


class ProposalForm(forms.ModelForm):
    """One practice, who presents it and how."""

    practice = forms.ModelChoiceField(
        PracticePage.objects.none(), label=_("Which practice?"), empty_label=_("Choose one")
    )

    use_required_attribute = False

    class Meta:
        model = Proposal
        fields = ["practice", "form", "presenter", "position", "note"]
        labels = {
            "form": _("How would you present it?"),
            "presenter": _("Who presents it?"),
            "position": _("Position"),
            "note": _("What should the organiser know?"),
        }
        help_texts = {
            "presenter": _("An adult, with prefix. Pupils are never named."),
            "note": _("What is special about it, what you need. No names of pupils."),
        }
        widgets = {"form": forms.RadioSelect, "note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, call: Call, practices: Sequence[PracticePage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            # Another practice is another proposal.
            del self.fields["practice"]
        else:
            self.fields["practice"].queryset = PracticePage.objects.filter(
                pk__in=[page.pk for page in practices]
            )
        allowed = set(call.forms)
        self.fields["form"].choices = [row for row in labels.presentation_forms() if row[0] in allowed]

    def clean_presenter(self) -> str:
        adults_only(self.cleaned_data["presenter"])
        return self._line("presenter")

    def clean_position(self) -> str:
        return self._line("position")

    def clean_note(self) -> str:
        note: str = self.cleaned_data["note"]
        about_no_child(note)
        no_links(note)
        return note

    def _line(self, name: str) -> str:
        line = one_line(self.cleaned_data[name])
        about_no_child(line)
        return line


class DecisionForm(forms.Form):
    """The organiser's answer."""

    state = forms.ChoiceField(
        label=_("Answer"),
        choices=[
            (state.value, state.label)
            for state in (Proposal.State.SELECTED, Proposal.State.RESERVE, Proposal.State.DECLINED)
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    reason = forms.CharField(
        label=_("Why?"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The school reads it. Needed if the practice is not selected."),
    )

    use_required_attribute = False

    def clean_reason(self) -> str:
        reason = " ".join(self.cleaned_data["reason"].split())
        about_no_child(reason)
        return reason

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("state") == Proposal.State.DECLINED and "reason" in data and not data["reason"]:
            self.add_error("reason", _("Say why: the school learns from it."))
        return data


class ProposalFilter(FilterForm):
    """By answer, form and any words; in an order of one's choice."""

    per_page = 25
    by_year = NoYear("Of one event.")

    q = forms.CharField(label=_("Practice, school or presenter"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("Answer"), choices=[("", _("All")), *Proposal.State.choices], required=False
    )
    form = forms.ChoiceField(label=_("Form"), choices=[], required=False)
    order = forms.ChoiceField(
        label=_("Order"),
        choices=[("", _("First come first")), ("school", _("By school")), ("state", _("By answer"))],
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form"].choices = [("", _("All")), *labels.presentation_forms()]

    def narrowed(self, rows: QuerySet[Proposal], chosen: dict[str, Any]) -> QuerySet[Proposal]:
        rows = rows.filter(**{name: chosen[name] for name in ("state", "form") if name in chosen})
        for word in chosen.get("q", "").split():
            rows = rows.filter(
                Q(practice__title__icontains=word)
                | Q(school__name__icontains=word)
                | Q(presenter__icontains=word)
            )
        first = {"school": ["school__name"], "state": ["state"]}.get(chosen.get("order", ""), [])
        return rows.order_by(*first, "sent_at", "pk")
