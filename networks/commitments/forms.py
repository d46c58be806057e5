"""What people write into a commitment, and what they say when they sign, report and judge."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.files.base import File
from django.db.models import QuerySet
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content import labels
from content.dates import ThaiDateField
from media.papers import ACCEPTED, clean_paper
from networks.commitments import access
from networks.commitments.deeds import Hand
from networks.models import Commitment, Party, Promise
from networks.needs_forms import about_no_child
from organisations.models import Kind, Organisation
from vcare.partners import COOPERATION_LEVELS

#: At most so many parties and promises of one commitment.
MOST = 60


class AboutNoChild:
    """A form whose texts must not tell which child is meant. `guarded` names them."""

    guarded: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for name in self.guarded:
            try:
                about_no_child(data.get(name) or "")
            except forms.ValidationError as error:
                self.add_error(name, error)
        return data


class CommitmentForm(AboutNoChild, forms.ModelForm):
    """The text of a commitment but for its parties and promises. `seen` is the version that was opened."""

    guarded = ("title", "purpose", "place")

    author = forms.ModelChoiceField(
        label=_("Who drafts it?"), queryset=Organisation.objects.none(), empty_label=None
    )
    levels = forms.MultipleChoiceField(
        label=_("How do you work together?"),
        choices=labels.choices(COOPERATION_LEVELS),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    starts_on = ThaiDateField(label=_("From which day?"))
    ends_on = ThaiDateField(label=_("Until which day?"))
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Commitment
        fields = ["kind", "title", "purpose", "levels", "starts_on", "ends_on", "place", "is_public"]
        labels = {
            "kind": _("What is it to be?"),
            "title": _("What is the commitment about?"),
            "purpose": _("What for?"),
            "place": _("Where is it signed?"),
            "is_public": _("Visitors may read title, parties, dates, promises and who signed"),
        }
        help_texts = {
            "title": _("In one line, without the word “commitment”."),
            "purpose": _("Why you agree and what is to get better. No names of pupils."),
            "is_public": _("The signed paper and addresses are never public."),
        }
        widgets = {"kind": forms.RadioSelect, "purpose": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, authors: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["author"])
        if self.instance.pk:
            del self.fields["author"]
            self.fields["seen"].initial = self.instance.text_version
        else:
            author = self.fields["author"]
            author.queryset = Organisation.objects.filter(pk__in=[row.pk for row in authors])
            if len(authors) == 1:
                author.initial, author.widget = authors[0].pk, forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last <= first:
            self.add_error("ends_on", _("The last day comes after the first."))
        return data


class Row:
    """A row of a list of forms that grows by a button."""

    def not_judged(self) -> None:
        """Show what was typed without errors: the person asked for another row, not for a verdict."""
        self._errors = ErrorDict()


class PartyForm(AboutNoChild, Row, forms.ModelForm):
    guarded = ("duties", "signatory_name", "signatory_position")

    class Meta:
        model = Party
        fields = ["organisation", "duties", "signatory_name", "signatory_position", "signatory_email"]
        labels = {
            "organisation": _("Organisation"),
            "duties": _("What does it do?"),
            "signatory_name": _("Who signs?"),
            "signatory_position": _("Position"),
            "signatory_email": _("E-mail of who signs"),
        }
        help_texts = {
            "signatory_name": _("With the title: นาย, นางสาว, ดร., พระครู …"),
            "signatory_email": _("The link to sign goes there. Without it you send the link by LINE."),
        }
        widgets = {"duties": forms.Textarea(attrs={"rows": 3})}


class PromiseForm(AboutNoChild, Row, forms.ModelForm):
    guarded = ("what", "indicator", "target")

    due_on = ThaiDateField(label=_("Until when?"))

    class Meta:
        model = Promise
        fields = ["party", "what", "indicator", "target", "due_on"]
        labels = {
            "party": _("Who promises it?"),
            "what": _("What is promised?"),
            "indicator": _("How does one see that it was kept?"),
            "target": _("How much or how many?"),
        }
        help_texts = {"what": _("Something that can be done and seen. No names of pupils.")}
        widgets = {"what": forms.Textarea(attrs={"rows": 2})}


class Rows(forms.BaseInlineFormSet):
    """A list of forms. Pressing “one more” posts it, and nothing typed is lost."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Take this out")

    def one_more(self) -> "Rows":
        """The same with another empty row, none of them judged yet."""
        data = self.data.copy()
        key = f"{self.prefix}-TOTAL_FORMS"
        data[key] = str(min(self.total_form_count() + 1, MOST))
        more = type(self)(data, instance=self.instance, prefix=self.prefix, **self.asked())
        for form in more.forms:
            form.not_judged()
        more._errors, more._non_form_errors = [], more.error_class()
        return more

    def asked(self) -> dict[str, Any]:
        """What this kind of list is made with besides."""
        return {}


class PartyRows(Rows):
    def __init__(self, *args: Any, possible: QuerySet[Organisation], **kwargs: Any) -> None:
        self.possible = possible
        super().__init__(*args, **kwargs)

    def asked(self) -> dict[str, Any]:
        return {"possible": self.possible}

    def choices(self) -> list[tuple[str, Any]]:
        """Read once for all rows."""
        if not hasattr(self, "_choices"):
            rows = list(self.possible)
            groups = [
                (Kind(kind).label, [(row.pk, row.local_name) for row in rows if row.kind == kind])
                for kind in access.PARTY_KINDS
            ]
            self._choices = [("", "---------"), *(group for group in groups if group[1])]
        return self._choices

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        field = form.fields["organisation"]
        field.queryset = self.possible
        field.widget.choices = self.choices()

    def validate_unique(self) -> None:
        """Said beside the second of two rows, not above all of them."""
        seen = set()
        for form in self.forms:
            organisation = getattr(form, "cleaned_data", {}).get("organisation")
            if organisation and not form.cleaned_data.get("DELETE"):
                if organisation.pk in seen:
                    form.add_error("organisation", _("This organisation is named already."))
                seen.add(organisation.pk)

    def clean(self) -> None:
        super().clean()
        for form in self.forms:
            gone = getattr(form, "cleaned_data", {}).get("DELETE") and form.instance.pk
            if gone and form.instance.promises.exists():
                form.add_error(
                    "organisation", _("It has promises. Take them out or give them to another party first.")
                )


class PromiseRows(Rows):
    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        field = form.fields["party"]
        if not hasattr(self, "_parties"):
            rows = self.instance.parties.select_related("organisation")
            self._parties = [("", "---------"), *((row.pk, row.organisation.local_name) for row in rows)]
        field.queryset = self.instance.parties.all()
        field.widget.choices = self._parties


PartyFormSet = forms.inlineformset_factory(
    Commitment, Party, PartyForm, PartyRows, extra=0, max_num=MOST, validate_max=True
)
PromiseFormSet = forms.inlineformset_factory(
    Commitment, Promise, PromiseForm, PromiseRows, extra=0, max_num=MOST, validate_max=True
)


class SeenForm(forms.Form):
    """The version of the text that the person has read."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class SignForm(AboutNoChild, forms.Form):
    guarded = ("name", "position")

    name = forms.CharField(
        label=_("Your name"), max_length=150, help_text=_("With your title, as it stands on papers.")
    )
    position = forms.CharField(label=_("Your position"), max_length=200)
    agreed = forms.BooleanField(label=_("I have read the whole text and may sign for this organisation."))

    def hand(self) -> Hand:
        return Hand(self.cleaned_data["name"], self.cleaned_data["position"])


class BecauseForm(forms.Form):
    reason = forms.CharField(
        label=_("Why?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("All parties read it. No names of pupils."),
    )

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        about_no_child(reason)
        return reason


def paper_field(**kwargs: Any) -> forms.FileField:
    return forms.FileField(
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_("PDF or picture, at most 20 MB. Only the parties and the office can open it."),
        **kwargs,
    )


def not_after_today(day):
    """Raises ValidationError for a day that has not come."""
    if day and day > timezone.localdate():
        raise forms.ValidationError(_("This day has not come yet."))
    return day


class PaperForm(forms.Form):
    """The signed paper, the day, and who signed for each party."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    scan = paper_field(label=_("Photograph or scan of the signed paper"))
    signed_on = ThaiDateField(label=_("Signed on"))

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = list(commitment.parties.all())
        self.fields["seen"].initial = commitment.text_version
        for party in self.parties:
            name = party.organisation.local_name
            self.fields[f"name_{party.pk}"] = forms.CharField(
                label=_("Who signed for %(name)s?") % {"name": name},
                max_length=150,
                initial=party.signatory_name,
            )
            self.fields[f"position_{party.pk}"] = forms.CharField(
                label=_("Position, %(name)s") % {"name": name},
                max_length=200,
                initial=party.signatory_position,
            )

    def clean_signed_on(self):
        return not_after_today(self.cleaned_data["signed_on"])

    def clean_scan(self) -> File:
        return clean_paper(self.cleaned_data["scan"])

    def hands(self) -> dict[int, Hand]:
        data = self.cleaned_data
        return {
            party.pk: Hand(data[f"name_{party.pk}"], data[f"position_{party.pk}"]) for party in self.parties
        }


def first_due(commitment: Commitment):
    """A day that a new promise is offered: half a year after the beginning, or the last day."""
    return min(commitment.ends_on, commitment.starts_on + timedelta(days=180))
