"""What people fill in when they decide about a practice."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from content import labels
from content.dates import ThaiDateField
from media.papers import ACCEPTED, clean_paper
from practices.models import Assessment, PracticePage, SignedPaper, Standing
from practices.review import approvers
from practices.review.deeds import Return
from practices.review.situation import Situation
from vcare.review import COMPONENTS, LEVELS, MENDING_DAYS, RETURN_REASONS, Verdict

#: A reason has to say something, in Thai.
SHORTEST_REASON = 10
THAI = re.compile("[ก-ฮ]")
LONGEST_MENDING = timedelta(days=120)


def check_words(text: str) -> str:
    """Raises ValidationError for what tells the reader nothing."""
    if len(text.strip()) < SHORTEST_REASON or not THAI.search(text):
        raise ValidationError(_("Write in Thai what is meant, at least ten letters."))
    return text.strip()


def check_day(day):
    """Raises ValidationError for a day on which nobody can have mended anything, or that is far away."""
    today = timezone.localdate()
    if day <= today:
        raise ValidationError(_("Give the writer at least until tomorrow."))
    if day > today + LONGEST_MENDING:
        raise ValidationError(_("At most 120 days from now."))
    return day


class DeedForm(forms.Form):
    """Anything that is done to a practice. `seen` is the version that the person has read."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, situation: Situation, person: User | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.situation = situation
        self.person = person
        self.fields["seen"].initial = situation.page.latest_revision_id

    def clean_seen(self) -> int | None:
        return self.cleaned_data["seen"]


class NoteForm(DeedForm):
    note = forms.CharField(
        label=_("A word to go with it"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CheckForm(DeedForm):
    """What has to be looked at before a practice leaves this step."""

    nobody = forms.BooleanField(label=_("No text, picture or file tells which child it is."))
    complete = forms.BooleanField(label=_("All eight components are there."))
    note = forms.CharField(
        label=_("A word to go with it"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def reason_field(**kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Why?"), choices=labels.choices(RETURN_REASONS), widget=forms.RadioSelect, **kwargs
    )


def text_field(**kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=_("What is to be mended?"),
        max_length=2000,
        help_text=_("Say where it is and how it could be. The writer reads exactly this."),
        widget=forms.Textarea(attrs={"rows": 5}),
        **kwargs,
    )


class ReturnForm(DeedForm):
    """Why a practice goes back, and until when it is to be mended."""

    reason = reason_field()
    text = text_field()
    mend_by = ThaiDateField(label=_("Until when?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mend_by"].initial = timezone.localdate() + timedelta(days=MENDING_DAYS)

    def clean_text(self) -> str:
        return check_words(self.cleaned_data["text"])

    def clean_mend_by(self):
        return check_day(self.cleaned_data["mend_by"])

    def back(self) -> Return:
        data = self.cleaned_data
        return Return(data["reason"], data["text"], data["mend_by"])


class PaperForm(DeedForm):
    """The director has signed on paper; the office keeps a picture of it."""

    signed_by = forms.CharField(
        label=_("Who signed?"), max_length=200, help_text=_("Name and position, as on the paper.")
    )
    signed_on = ThaiDateField(label=_("Signed on"))
    file = forms.FileField(
        label=_("Photograph or scan of the signed paper"),
        help_text=_("PDF or picture, at most 10 MB. Only people who decide about it can open it."),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )

    def clean_signed_on(self):
        day = self.cleaned_data["signed_on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day has not come yet."))
        return day

    def clean_file(self) -> File:
        return clean_paper(self.cleaned_data["file"])

    def save(self) -> SignedPaper:
        data = self.cleaned_data
        return SignedPaper.objects.create(
            file=data["file"],
            signed_by=data["signed_by"],
            signed_on=data["signed_on"],
            uploaded_by=self.person,
        )


class AssignForm(DeedForm):
    """Who reads a practice."""

    reviewers = forms.ModelMultipleChoiceField(
        label=_("Who reads it?"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Two people, neither writers of it nor of its school. Whose assessment is in stays."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        situation = self.situation
        state = situation.workflow_state
        self.fields["reviewers"].queryset = approvers.reviewers(situation.page, state and state.requested_by)
        if situation.step:
            self.fields["reviewers"].initial = list(
                situation.step.assessments.in_force().values_list("reviewer_id", flat=True)
            )

    def clean_reviewers(self):
        chosen = self.cleaned_data["reviewers"]
        if not 2 <= len(chosen) <= 3:
            raise ValidationError(_("Choose two people, or three if the first two differ."))
        return chosen


class AssessForm(DeedForm):
    """Levels of the eight components with a remark each, and a recommendation."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in COMPONENTS:
            self.fields[f"level_{part.key}"] = forms.TypedChoiceField(
                label=labels.local(part),
                help_text=part.looks_for,
                choices=[(level, str(level)) for level in LEVELS],
                coerce=int,
                widget=forms.RadioSelect,
            )
            self.fields[f"remark_{part.key}"] = forms.CharField(
                label=_("Remark"),
                max_length=1000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        self.fields["verdict"] = forms.ChoiceField(
            label=_("Your recommendation"),
            choices=Assessment._meta.get_field("verdict").choices,
            widget=forms.RadioSelect,
        )
        self.fields["reason"] = reason_field(required=False)
        self.fields["text"] = text_field(required=False)
        self.fields["mend_by"] = ThaiDateField(
            label=_("Until when?"),
            required=False,
            initial=timezone.localdate() + timedelta(days=MENDING_DAYS),
        )

    def components(self) -> Iterator[tuple[Any, Any, Any]]:
        """Each component with the fields of its level and remark."""
        for part in COMPONENTS:
            yield part, self[f"level_{part.key}"], self[f"remark_{part.key}"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("verdict") != Verdict.RETURN:
            return data
        if not data.get("reason"):
            self.add_error("reason", _("Choose why it goes back."))
        for name, check in (("text", check_words), ("mend_by", check_day)):
            if name in self.errors:
                continue
            try:
                if not data.get(name):
                    raise ValidationError(_("This is needed when it goes back."))
                data[name] = check(data[name])
            except ValidationError as error:
                self.add_error(name, error)
        return data

    def answers(self) -> dict[str, Any]:
        data = self.cleaned_data
        returning = data["verdict"] == Verdict.RETURN
        return {
            "levels": {part.key: data[f"level_{part.key}"] for part in COMPONENTS},
            "remarks": {part.key: data[f"remark_{part.key}"].strip() for part in COMPONENTS},
            "verdict": Verdict(data["verdict"]),
            "reason": data["reason"] if returning else "",
            "text": data["text"] if returning else "",
            "mend_by": data["mend_by"] if returning else None,
        }


class BecauseForm(DeedForm):
    """A deed that needs a reason in words."""

    because = forms.CharField(label=_("Why?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))

    def clean_because(self) -> str:
        return check_words(self.cleaned_data["because"])


class RetireForm(BecauseForm):
    """How and why a practice is withdrawn, and what to read instead."""

    gone = forms.ChoiceField(
        label=_("How?"),
        choices=[
            (Standing.Gone.RETIRED, _("Withdraw: it no longer fits")),
            (Standing.Gone.ARCHIVED, _("Archive: it was good for its time")),
        ],
        widget=forms.RadioSelect,
    )
    successor = forms.CharField(
        label=_("Number of the practice to read instead"),
        max_length=12,
        required=False,
        help_text=_("For example BP69-0012"),
    )
    field_order = ("gone", "because", "successor")

    def clean_because(self) -> str:
        return check_words(self.cleaned_data["because"])

    def clean_successor(self) -> PracticePage | None:
        reference = self.cleaned_data["successor"].strip()
        if not reference:
            return None
        page = PracticePage.objects.live().filter(reference__iexact=reference).first()
        if page is None or page.pk == self.situation.page.pk:
            raise ValidationError(_("There is no other published practice with this number."))
        return page
