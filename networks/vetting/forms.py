"""What a partner hands in to be vetted, and what the office answers."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.dates import ThaiDateField
from media.papers import ACCEPTED, clean_paper
from networks.forms import no_links, thai_phone
from networks.models import Level, ProfileClaim, Vetting, VettingDocument
from networks.needs_forms import about_no_child
from networks.robots import PeopleOnly
from networks.vetting import papers

MAX_BYTES = 10 * 1024 * 1024
NOT_YET = "0"


class ReasonForm(forms.Form):
    """A reason that somebody outside the office reads."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        min_length=10,
        help_text=_("Whom it concerns reads exactly this text."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Write the reason: whom it concerns has a right to it."),
            "min_length": _("Write at least a short sentence."),
        },
    )

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        about_no_child(reason)
        return reason


class PaperForm(forms.ModelForm):
    """One paper. `owner` is the registration or the case that it belongs to."""

    file = forms.FileField(
        label=_("Photograph or scan of the paper"),
        help_text=_(
            "PDF or picture, at most 10 MB. Only the office can open it. No identity cards and no criminal "
            "records: show those at the office."
        ),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )

    #: The older paper goes.
    instead = forms.ModelChoiceField(
        label=_("Does it replace an older one?"),
        queryset=VettingDocument.objects.none(),
        required=False,
        empty_label=_("No, it comes besides"),
    )

    class Meta:
        model = VettingDocument
        fields = ["kind", "number", "file"]

    def __init__(self, *args: Any, owner: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if owner.pk and owner.documents.exists():
            self.fields["instead"].queryset = owner.documents.all()
        else:
            del self.fields["instead"]
        self.owner = owner
        setattr(self.instance, "case" if isinstance(owner, Vetting) else "application", owner)
        self.fields["kind"].choices = [("", _("Choose one")), *VettingDocument.Kind.choices]

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"]
        no_links(number)
        return number

    def clean_file(self) -> File:
        upload = self.cleaned_data["file"]
        if upload.size > MAX_BYTES:
            raise ValidationError(_("This file is larger than 10 MB. Please make it smaller or split it."))
        return clean_paper(upload)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("instead") and self.owner.documents.count() >= papers.MOST:
            raise ValidationError(
                _("There are %(n)s papers already. Take one away first.") % {"n": papers.MOST}
            )
        return data


class AskForm(forms.Form):
    level = forms.TypedChoiceField(
        label=_("What do you ask for?"),
        coerce=int,
        choices=[
            (Level.VETTED.value, _("Vetted: two people of the office look at your papers")),
            (Level.PUPILS.value, _("May meet pupils: your papers and the declaration of child safeguarding")),
        ],
        widget=forms.RadioSelect,
    )


class DeclareForm(forms.Form):
    """Somebody who may speak for the organisation declares."""

    name = forms.CharField(label=_("Name and surname, with prefix"), max_length=150, validators=[no_links])
    position = forms.CharField(label=_("Position"), max_length=150, validators=[no_links])
    agree = forms.BooleanField(
        label=_("We declare that we keep to this"),
        error_messages={"required": _("Without it there is no declaration.")},
    )


class LevelForm(ReasonForm):
    """A level up to the one asked for, or none, and why."""

    level = forms.TypedChoiceField(label=_("What do you think?"), coerce=int, widget=forms.RadioSelect)
    #: When the papers that one has looked at were handed in.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    field_order = ["level", "reason", "seen"]

    def __init__(self, *args: Any, case: Vetting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked_at = str(case.asked_at.timestamp()) if case.asked_at else ""
        self.fields["seen"].initial = self.asked_at
        self.fields["level"].choices = [
            *((str(key), label) for key, label in Level.choices if Level.VETTED <= key <= case.asked),
            (NOT_YET, _("Not granted")),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("seen") != self.asked_at:
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = self.asked_at
            self.add_error(
                None, _("The partner has handed its papers in once more meanwhile. Look again, then send.")
            )
        return data


class OpinionForm(LevelForm):
    """The first person's opinion; the second person reads it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("What have you looked at?")
        self.fields["reason"].help_text = _("The second person reads it.")


class VerdictForm(LevelForm):
    """The second person's decision; a refusal needs its reason."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].label = _("Your decision")
        self.fields["reason"].required = False
        self.fields["reason"].help_text = _(
            "The partner reads exactly this text. Needed if it is not granted."
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("level") == 0 and not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Write the reason: whom it concerns has a right to it."))
        return data


class SuspendForm(ReasonForm):
    ends_on = ThaiDateField(
        label=_("Last day"),
        required=False,
        help_text=_("Empty until somebody lifts it. Like 22/11/2569."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _(
            "The partner and the office read it; schools and the public do not."
        )

    def clean_ends_on(self):
        day = self.cleaned_data["ends_on"]
        if day and day < timezone.localdate():
            raise ValidationError(_("This day has passed."))
        return day


class LiftForm(forms.Form):
    because = forms.CharField(
        label=_("Why does it end?"),
        max_length=300,
        help_text=_("The partner reads it."),
        validators=[no_links],
    )


class AppealForm(forms.Form):
    """What speaks against the refusal."""

    text = forms.CharField(
        label=_("What speaks against the refusal?"),
        max_length=1000,
        min_length=10,
        validators=[no_links],
        help_text=_("Up to 1,000 characters. No names of pupils."),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"min_length": _("Write at least a short sentence.")},
    )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        about_no_child(text)
        return text


class AppealDecisionForm(ReasonForm):
    right = forms.TypedChoiceField(
        label=_("Your decision"),
        coerce=lambda value: value == "yes",
        choices=[("yes", _("The appeal is right")), ("no", _("The refusal stands"))],
        widget=forms.RadioSelect,
    )

    field_order = ["right", "reason"]


class ClaimForm(PeopleOnly, forms.ModelForm):
    """Somebody speaks for an entry that nobody looks after."""

    consent = forms.BooleanField(
        label=_("We have read how the data is used and agree"),
        error_messages={"required": _("Without it we may not keep the claim.")},
    )

    class Meta:
        model = ProfileClaim
        fields = ["name", "position", "phone", "email", "proof_of_office"]
        help_texts = {
            "email": _("We send a link to this address to confirm it. It is not shown to the public."),
            "proof_of_office": _(
                "For example: the office's telephone, an order of appointment, who knows you."
            ),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "position": forms.TextInput(attrs={"autocomplete": "organization-title"}),
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
            "proof_of_office": forms.Textarea(attrs={"rows": 3}),
        }

    SHOWN = ("name", "position", "phone", "email", "proof_of_office", "consent")

    def shown_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.SHOWN]

    def clean_phone(self) -> str:
        return thai_phone(self.cleaned_data["phone"])

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.check_ticket(data)
        for name in ("name", "position", "proof_of_office"):
            try:
                no_links(data.get(name) or "")
                about_no_child(data.get(name) or "")
            except ValidationError as error:
                self.add_error(name, error)
        return data
