"""What parties report about their promises, and what the others say."""

from typing import Any

from django import forms
from django.core.files.base import File
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from content.dates import ThaiDateField
from media.papers import clean_paper
from networks.commitments.forms import AboutNoChild, not_after_today, paper_field
from networks.models import Commitment, PartnershipActivity, Party, ProgressReport, Promise
from networks.needs_forms import about_no_child
from organisations.pages import RegisteredPage


def registered(reference: str) -> Page | None:
    """The page of a practice, an event or a partner that any visitor may read, by its number."""
    page = Page.objects.live().public().filter(slug=reference.strip().lower()).first()
    return page if page and issubclass(page.specific_class or Page, RegisteredPage) else None


class ReportForm(AboutNoChild, forms.ModelForm):
    """What was done, and something to show for it."""

    guarded = ("text",)

    party = forms.ModelChoiceField(
        label=_("For which party?"), queryset=Party.objects.none(), empty_label=None
    )
    promise = forms.ModelChoiceField(
        label=_("About which promise?"),
        queryset=Promise.objects.none(),
        required=False,
        empty_label=_("About all of it"),
    )
    day = ThaiDateField(label=_("On which day?"))
    file = paper_field(label=_("File that shows it"), required=False)
    work = forms.CharField(
        label=_("Number of a practice or an event on this portal"),
        max_length=20,
        required=False,
        help_text=_("Such as BP69-0012 or EV69-0003."),
    )
    activity = forms.ModelChoiceField(
        label=_("Something recorded as done together"),
        queryset=PartnershipActivity.objects.none(),
        required=False,
        empty_label=_("None of these"),
    )

    class Meta:
        model = ProgressReport
        fields = ["party", "promise", "day", "text", "file", "activity"]
        labels = {"text": _("What was done?")}
        help_texts = {"text": _("Numbers are sums. No names of pupils.")}
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}
        field_classes: dict[str, Any] = {}

    field_order = ["party", "promise", "day", "text", "file", "work", "activity"]

    def __init__(self, *args: Any, commitment: Commitment, sides: list[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Party.objects.filter(pk__in=[side.pk for side in sides]).select_related("organisation")
        self.fields["party"].queryset = mine
        if len(sides) == 1:
            self.fields["party"].initial = sides[0].pk
            self.fields["party"].widget = forms.HiddenInput()
        self.fields["promise"].queryset = commitment.promises.filter(party__in=mine)
        self.fields["activity"].queryset = recorded(commitment)
        if not self.fields["activity"].queryset.exists():
            del self.fields["activity"]

    def clean_day(self):
        return not_after_today(self.cleaned_data["day"])

    def clean_file(self) -> File | None:
        return clean_paper(self.cleaned_data["file"]) if self.cleaned_data["file"] else None

    def clean_work(self) -> str:
        reference: str = self.cleaned_data["work"]
        self.instance.page = registered(reference) if reference else None
        if reference and self.instance.page is None:
            raise forms.ValidationError(_("Nothing public has this number. Look at it once more."))
        return reference

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        party, promise = data.get("party"), data.get("promise")
        if party and promise and promise.party_id != party.pk:
            self.add_error("promise", _("This is another party's promise."))
        return data


def recorded(commitment: Commitment) -> QuerySet[PartnershipActivity]:
    """What the parties have recorded as done together in its time, the newest first."""
    organisations = [party.organisation_id for party in commitment.parties.all()]
    return PartnershipActivity.objects.filter(
        partnership__owner__in=organisations,
        partnership__partner__in=organisations,
        day__gte=commitment.starts_on,
    ).order_by("-day", "-pk")


class AnswerForm(forms.Form):
    """Whether a report is so."""

    answer = forms.ChoiceField(
        label=_("Is it so?"),
        choices=[
            (ProgressReport.Answer.CONFIRMED, _("Yes, it is so")),
            (ProgressReport.Answer.DISPUTED, _("We see it differently")),
        ],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("A word about it"), max_length=500, required=False, help_text=_("No names of pupils.")
    )

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        about_no_child(words)
        return words

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") == ProgressReport.Answer.DISPUTED and not data.get("words"):
            self.add_error("words", _("Say what you see differently."))
        return data


class JudgeForm(forms.Form):
    """What became of another party's promise."""

    outcome = forms.ChoiceField(
        label=_("What became of it?"), choices=Promise.Outcome.choices, widget=forms.RadioSelect
    )
    because = forms.CharField(
        label=_("How do you see that?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("All parties read it. No names of pupils."),
    )

    def clean_because(self) -> str:
        because: str = self.cleaned_data["because"]
        about_no_child(because)
        return because

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("outcome") not in (None, Promise.Outcome.UNKNOWN) and not data.get("because"):
            self.add_error("because", _("Say in a sentence how you see that."))
        return data
