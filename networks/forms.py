"""What a partner organisation writes about itself, and what the office answers."""

import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from content import labels
from content.listing import FilterForm
from content.years import ByMoment
from networks import registration
from networks.models import PartnerApplication, PartnerPage
from networks.models.applications import Founding
from networks.needs_forms import about_no_child
from networks.robots import PeopleOnly
from networks.vetting import changes
from networks.vetting.rules import DECLARATION_VERSION
from vcare.calendar import to_arabic_digits
from vcare.partners import COOPERATION_LEVELS
from vcare.schools import DISTRICTS

FACEBOOK = ("facebook.com", "fb.com", "fb.me")
LINE_ACCOUNT = re.compile(r"@[a-z0-9._-]{3,30}")

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
    subdistrict = forms.CharField(
        label=_("Subdistrict of your place"),
        max_length=80,
        required=False,
        validators=[no_links],
    )
    facebook = forms.URLField(
        label=_("Facebook page"),
        required=False,
        max_length=200,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"autocomplete": "off", "inputmode": "url"}),
        error_messages={"invalid": _("Write the address like https://www.facebook.com/name")},
    )
    line_oa = forms.CharField(
        label=_("LINE official account"),
        max_length=40,
        required=False,
        help_text=_("The account of the organisation, like @name. Not a private LINE."),
    )

    def clean_facebook(self) -> str:
        address: str = self.cleaned_data["facebook"]
        host = urlsplit(address).hostname or ""
        known = host in FACEBOOK or host.endswith(tuple(f".{name}" for name in FACEBOOK))
        if address and not (address.startswith("https://") and known):
            raise ValidationError(_("Write the address like https://www.facebook.com/name"))
        return address

    def clean_line_oa(self) -> str:
        account = self.cleaned_data["line_oa"].strip().lower()
        if account and not LINE_ACCOUNT.fullmatch(account):
            raise ValidationError(_("Write the account like @name, with letters and digits only."))
        return account

    def check_children(self, data: dict[str, Any], *names: str) -> None:
        """No text that visitors may read tells which child is meant."""
        for name in names:
            try:
                about_no_child(data.get(name) or "")
            except ValidationError as error:
                self.add_error(name, error)


class RegistrationForm(PeopleOnly, ProfileFields):
    """The public form."""

    coordinator_phone = forms.CharField(
        label=_("Telephone number"),
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    consent = forms.BooleanField(
        label=_("We have read how the data is used and agree"),
        error_messages={"required": _("Without it we may not keep the registration.")},
    )
    coordinator_line = forms.CharField(
        label=_("LINE ID"), max_length=60, required=False, validators=[no_links]
    )
    founding = forms.ChoiceField(
        label=_("By which paper can you show that the organisation exists?"),
        choices=Founding.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    founding_number = forms.CharField(
        label=_("Number of the paper"), max_length=60, required=False, validators=[no_links]
    )
    declared = forms.BooleanField(
        label=_("We declare that we keep to this"),
        required=False,
        help_text=_("Needed before you may meet pupils. You can also declare it later."),
    )
    another = forms.BooleanField(label=_("No, we are a different organisation"), required=False)

    class Meta:
        model = PartnerApplication
        fields = [
            "name",
            "name_en",
            "partner_type",
            "districts",
            "subdistrict",
            "founding",
            "founding_number",
            "what_we_offer",
            "cooperation_levels",
            "accepts_referral",
            "website",
            "facebook",
            "line_oa",
            "public_contact",
            "coordinator_name",
            "coordinator_position",
            "coordinator_phone",
            "coordinator_line",
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

    ORGANISATION = (
        "name",
        "name_en",
        "partner_type",
        "districts",
        "subdistrict",
        "founding",
        "founding_number",
    )
    OFFER = (
        "what_we_offer",
        "cooperation_levels",
        "accepts_referral",
        "website",
        "facebook",
        "line_oa",
        "public_contact",
    )
    COORDINATOR = (
        "coordinator_name",
        "coordinator_position",
        "coordinator_phone",
        "coordinator_line",
        "email",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.namesakes: list[registration.Similar] = []
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
        self.check_children(data, "name", "what_we_offer", "public_contact", "founding_number")
        if data.get("name") and not data.get("another"):
            self.namesakes = registration.published_namesakes(data["name"], data.get("name_en", ""))
            if self.namesakes:
                self.add_error(
                    "another",
                    _("A partner with this name is already registered. Is it the same organisation?"),
                )
        return data

    def save(self, commit: bool = True) -> PartnerApplication:
        if self.cleaned_data["declared"]:
            self.instance.declared_version = DECLARATION_VERSION
        application: PartnerApplication = super().save(commit)
        return application


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
    by_year = ByMoment("created_at")

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

    name = forms.CharField(label=_("Name of the organisation"), max_length=200, validators=[no_links])
    name_en = forms.CharField(
        label=_("Name in English"),
        max_length=200,
        required=False,
        validators=[no_links],
        widget=forms.TextInput(attrs={"lang": "en"}),
    )
    partner_type = forms.ChoiceField(label=_("Kind of organisation"), choices=labels.partner_types)
    summary_en = forms.CharField(
        label=_("What you offer, in English"),
        max_length=700,
        required=False,
        validators=[no_links],
        widget=forms.Textarea(attrs={"rows": 4, "lang": "en"}),
    )
    #: The version that was on the screen; another one meanwhile is not overwritten.
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = PartnerPage
        fields: list[str] = []

    AT_ONCE = ("what_we_offer", "summary_en", "cooperation_levels", "subdistrict")
    CHECKED = changes.SENSITIVE

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, value in changes.values_of(self.instance, (*self.AT_ONCE, *self.CHECKED)).items():
            self.fields[name].initial = value
        self.fields["version"].initial = self.current_version()
        self.refused = False

    def at_once_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.AT_ONCE]

    def checked_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.CHECKED]

    def values(self) -> dict[str, Any]:
        """What the profile is to say."""
        return {name: self.cleaned_data[name] for name in (*self.AT_ONCE, *self.CHECKED)}

    def current_version(self) -> str:
        return str(self.instance.live_revision_id or "")

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
        self.check_children(data, "name", "what_we_offer", "summary_en", "public_contact")
        if data.get("version", "") != self.current_version():
            self.data = self.data.copy()
            self.data[self.add_prefix("version")] = self.current_version()
            raise ValidationError(
                _("Somebody else changed the profile meanwhile. Your text is kept: compare, then save again.")
            )
        return data


def _one_line(text: str) -> str:
    return " ".join(text.split())
