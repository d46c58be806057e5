"""What a partner organisation writes about itself, and what the office answers."""

import re
import time
import uuid
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from content import labels
from content.listing import FilterForm
from networks import registration
from networks.models import PartnerApplication, PartnerPage
from vcare.calendar import to_arabic_digits
from vcare.partners import COOPERATION_LEVELS
from vcare.schools import DISTRICTS

#: A person needs longer to fill the form in; in seconds.
FASTEST = 3
#: A form that was opened earlier is asked for once more, with everything kept; in seconds.
OLDEST = 24 * 3600
_SALT = "networks.form"

_LINK = re.compile(r"https?://|www\.|<\s*a\b", re.IGNORECASE)


def no_links(text: str) -> None:
    if _LINK.search(text):
        raise ValidationError(_("Links belong in the field “Website” only."))


def thai_phone(text: str) -> str:
    """A Thai telephone number as 0xx-xxx-xxxx; an extension stays behind it. Raises ValidationError."""
    text = to_arabic_digits(text).strip()
    match = re.fullmatch(
        r"(?:\+66[\s.-]?\(?0?\)?|\(?0)((?:[\s().-]*\d){8,9})(?:\s*(?:ต่อ|ext\.?|#)\s*(\d{1,5}))?",
        text,
        re.IGNORECASE,
    )
    if match is None:
        raise ValidationError(_("Write a Thai number with 9 or 10 digits, like 039-123-456 or 081-234-5678."))
    digits = "0" + re.sub(r"\D", "", match[1])
    parts = (digits[:3], digits[3:6], digits[6:])
    return "-".join(parts) + (f" ต่อ {match[2]}" if match[2] else "")


class ProfileFields(forms.ModelForm):
    """What of a partner's profile is the same in the registration and later."""

    districts = forms.MultipleChoiceField(
        label=_("In which districts do you work?"),
        choices=labels.choices(DISTRICTS),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one district.")},
    )
    cooperation_levels = forms.MultipleChoiceField(
        label=_("How can you work with schools?"),
        choices=labels.choices(COOPERATION_LEVELS),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Several are possible."),
        error_messages={"required": _("Choose at least one way.")},
    )
    what_we_offer = forms.CharField(
        label=_("What do you offer to schools?"),
        max_length=600,
        validators=[no_links],
        help_text=_("Two or three sentences, up to 600 characters. Please no names of pupils."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    website = forms.URLField(
        label=_("Website"),
        required=False,
        max_length=200,
        assume_scheme="https",
        validators=[RegexValidator(r"^https://", _("The address has to begin with https://"))],
        widget=forms.URLInput(attrs={"autocomplete": "url", "inputmode": "url"}),
        error_messages={"invalid": _("Write the address like https://www.example.org")},
    )
    public_contact = forms.CharField(
        label=_("Contact that everybody may see"),
        max_length=200,
        validators=[no_links],
        help_text=_("The office's telephone or e-mail, not a private number."),
    )
    accepts_referral = forms.BooleanField(
        label=_("We take pupils whom a school refers to us"),
        required=False,
        help_text=_("Through the education area office only. The portal itself takes no names of pupils."),
    )


class RegistrationForm(ProfileFields):
    """The public form. Robots are told from people by a field that nobody sees and by the time taken."""

    coordinator_phone = forms.CharField(
        label=_("Telephone number"),
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    consent = forms.BooleanField(
        label=_("We have read how the data is used and agree"),
        error_messages={"required": _("Without it we may not keep the registration.")},
    )
    another = forms.BooleanField(label=_("No, we are a different organisation"), required=False)
    #: Not seen by people; robots like to fill it in.
    homepage = forms.CharField(
        required=False,
        label=_("Leave this empty"),
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    ticket = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = PartnerApplication
        fields = [
            "name",
            "name_en",
            "partner_type",
            "districts",
            "what_we_offer",
            "cooperation_levels",
            "accepts_referral",
            "website",
            "public_contact",
            "coordinator_name",
            "coordinator_position",
            "coordinator_phone",
            "email",
        ]
        labels = {
            "name": _("Name of the organisation"),
            "name_en": _("Name in English"),
            "partner_type": _("Kind of organisation"),
            "coordinator_name": _("Name and surname, with prefix"),
            "coordinator_position": _("Position"),
            "email": _("E-mail"),
        }
        help_texts = {
            "email": _("We send a link to this address to confirm it. It is not shown to the public."),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "organization"}),
            "name_en": forms.TextInput(attrs={"lang": "en", "autocomplete": "off"}),
            "coordinator_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "coordinator_position": forms.TextInput(attrs={"autocomplete": "organization-title"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        }

    ORGANISATION = ("name", "name_en", "partner_type", "districts")
    OFFER = ("what_we_offer", "cooperation_levels", "accepts_referral", "website", "public_contact")
    COORDINATOR = ("coordinator_name", "coordinator_position", "coordinator_phone", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.namesakes: list[registration.Similar] = []
        self.uid = uuid.uuid4()
        self.fields["ticket"].initial = new_ticket(self.uid)
        kinds = self.fields["partner_type"]
        kinds.choices = [("", _("Choose one")), *labels.partner_types()]

    def organisation_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.ORGANISATION]

    def offer_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.OFFER]

    def coordinator_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.COORDINATOR]

    # The name stands in a letter to an address that nobody has confirmed yet: no links there.

    def clean_name(self) -> str:
        no_links(self.cleaned_data["name"])
        return _one_line(self.cleaned_data["name"])

    def clean_name_en(self) -> str:
        no_links(self.cleaned_data["name_en"])
        name = _one_line(self.cleaned_data["name_en"])
        if re.search(r"[ก-๛]", name):
            raise ValidationError(_("Write the English name in Latin letters, or leave it empty."))
        return name

    def clean_coordinator_phone(self) -> str:
        return thai_phone(self.cleaned_data["coordinator_phone"])

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.check_ticket(data)
        if data.get("name") and not data.get("another"):
            self.namesakes = registration.published_namesakes(data["name"], data.get("name_en", ""))
            if self.namesakes:
                self.add_error(
                    "another",
                    _("A partner with this name is already registered. Is it the same organisation?"),
                )
        return data

    def check_ticket(self, data: dict[str, Any]) -> None:
        """Whether a person sent this. What they typed is kept; sending once more is enough."""
        again = ValidationError(_("Please look over the form once more and send it again."))
        opened = read_ticket(data.get("ticket", ""))
        if opened is None:
            self.renew_ticket()
            self.add_error(None, again)
            return
        self.uid, age = opened
        if data.get("homepage"):
            self.keep("homepage", "")
            self.add_error(None, again)
        elif age < FASTEST:
            self.add_error(None, again)

    def renew_ticket(self) -> None:
        self.keep("ticket", new_ticket(self.uid))

    def keep(self, name: str, value: str) -> None:
        """Show another value than the one that was sent."""
        self.data = self.data.copy()
        self.data[self.add_prefix(name)] = value


def new_ticket(uid: uuid.UUID) -> str:
    """Which filling-in of the form this is, and when it began; signed."""
    return signing.dumps([str(uid), int(time.time())], salt=_SALT)


def read_ticket(ticket: str) -> tuple[uuid.UUID, float] | None:
    """The form's id and its age in seconds; None if the ticket is missing, forged or too old."""
    try:
        uid, began = signing.loads(ticket, salt=_SALT, max_age=OLDEST)
    except signing.BadSignature:
        return None
    return uuid.UUID(uid), time.time() - began


class DecisionForm(forms.Form):
    """Why a registration is refused; the applicant reads it."""

    reason = forms.CharField(
        label=_("Why it is refused"),
        max_length=1000,
        min_length=10,
        help_text=_("The applicant gets exactly this text by e-mail."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Write the reason: the applicant has a right to it."),
            "min_length": _("Write at least a short sentence."),
        },
    )


class ApplicationFilter(FilterForm):
    """In which state; without a choice those that wait for the office."""

    per_page = 20

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("Waiting for the office")),
            *PartnerApplication.State.choices[:1],
            *PartnerApplication.State.choices[2:],
        ],
    )

    def narrowed(
        self, rows: QuerySet[PartnerApplication], chosen: dict[str, Any]
    ) -> QuerySet[PartnerApplication]:
        if state := chosen.get("state"):
            return rows.filter(state=state).order_by("-created_at", "-pk")
        return rows.waiting()


class ProfileForm(ProfileFields):
    """A partner's own profile, edited by its coordinator."""

    #: The version that was on the screen; another one meanwhile is not overwritten.
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = PartnerPage
        fields = ["what_we_offer", "cooperation_levels", "public_contact", "accepts_referral"]

    field_order = [
        "what_we_offer",
        "cooperation_levels",
        "districts",
        "public_contact",
        "website",
        "accepts_referral",
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["districts"].initial = self.instance.organisation.districts
        self.fields["website"].initial = self.instance.organisation.website
        self.fields["version"].initial = self.current_version()
        self.refused = False

    def current_version(self) -> str:
        return str(self.instance.live_revision_id or "")

    def changed_profile(self) -> list[str]:
        """The fields of the page itself that the partner changed."""
        return [name for name in self.changed_data if name in self._meta.fields]

    def refuse(self) -> None:
        """Keep what was typed, but let nothing be saved."""
        self.refused = True
        self.add_error(
            None,
            _(
                "The office is working on this profile, so nothing was saved. "
                "Your text is kept here: try again later, or ask the office."
            ),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("version", "") != self.current_version():
            self.data = self.data.copy()
            self.data[self.add_prefix("version")] = self.current_version()
            raise ValidationError(
                _("Somebody else changed the profile meanwhile. Your text is kept: compare, then save again.")
            )
        return data


def _one_line(text: str) -> str:
    return " ".join(text.split())
