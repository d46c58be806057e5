"""What the office writes about awards, those who receive them, and those who are put forward."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from content.dates import ThaiDateField
from content.free_text import refuse_unfit
from content.typesetting.prose import clean
from events.adults import adults_only
from events.models import CertificateDesign
from networks.models import Suspension
from organisations.models import Organisation
from practices.models import PracticePage
from programme.models import AwardScheme, Honour
from programme.plans.forms import YearField
from vcare.awards import AWARD_SCHEMES

Recipient = Honour.Recipient
#: Levels that one award may have, and letters of each.
MOST_LEVELS, LONGEST_LEVEL = 12, 100


def plain(text: str) -> str:
    """One line without signs that no paper can show."""
    return " ".join(clean(text).split())


class SchemeForm(forms.ModelForm):
    """An award of a year: its levels are its own."""

    year = YearField(label=_("Of which year?"), help_text=_("Such as 2569"))
    levels = forms.CharField(
        label=_("Levels, the highest first"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One on each line. Left empty, the levels of the kind chosen above are taken."),
    )

    field_order = ["name", "known_as", "levels", "scope", "year", "year_kind", "issuer", "design", "name_en"]
    use_required_attribute = False

    class Meta:
        model = AwardScheme
        fields = ["name", "name_en", "known_as", "scope", "year", "year_kind", "issuer", "design"]
        labels = {
            "name": _("What is the award called?"),
            "known_as": _("Is it one of these?"),
            "scope": _("On which level is it given?"),
            "year_kind": _("Which kind of year?"),
            "issuer": _("Who gives it?"),
            "design": _("Design of the certificates"),
        }
        help_texts = {
            "known_as": _("Then its usual levels are taken, and a practice shows it only once."),
            "design": _("Without one no certificate can be issued."),
        }

    def __init__(self, *args: Any, office: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.office = office
        self.fields["design"].queryset = CertificateDesign.objects.for_choice(office)
        self.fields["design"].empty_label = _("None yet")
        self.fields["levels"].initial = "\n".join(self.instance.levels)
        if self.instance.pk:
            self.fields["year"].initial = self.instance.year
        if self.instance.from_contribution:
            for name in ("name", "name_en", "known_as", "scope", "year", "year_kind", "levels"):
                del self.fields[name]

    def clean_name(self) -> str:
        return plain(self.cleaned_data["name"])

    def clean_levels(self) -> list[str]:
        levels = list(dict.fromkeys(filter(None, map(plain, self.cleaned_data["levels"].splitlines()))))
        if len(levels) > MOST_LEVELS or any(len(level) > LONGEST_LEVEL for level in levels):
            raise ValidationError(
                _("At most %(n)s levels of %(letters)s letters each."),
                params={"n": MOST_LEVELS, "letters": LONGEST_LEVEL},
            )
        refuse_unfit("\n".join(levels))
        return levels

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if self.instance.from_contribution or "levels" in self.errors:
            return data
        known = AWARD_SCHEMES.get(data.get("known_as", ""))
        levels = data.get("levels") or [term.th for term in (known.levels if known else ())]
        if not levels:
            self.add_error("levels", _("Write at least one level."))
        used = self.instance.honours.values_list("level", flat=True).distinct() if self.instance.pk else ()
        if missing := [level for level in used if level not in levels]:
            words = _("Somebody has received this level already: %(levels)s")
            self.add_error("levels", ValidationError(words, params={"levels": " · ".join(missing)}))
        data["levels"] = levels
        return data

    def filled(self) -> AwardScheme:
        scheme: AwardScheme = self.save(commit=False)
        if not scheme.from_contribution:
            scheme.levels, scheme.year = self.cleaned_data["levels"], self.cleaned_data["year"]
        return scheme


def schools_of(office: Organisation) -> Any:
    return Organisation.objects.schools().active().filter(office=office).by_name()


def partners_of(office: Organisation) -> Any:
    """Those that the office has not suspended."""
    suspended = Suspension.objects.standing().values("partner")
    return Organisation.objects.partners().active().filter(office=office).exclude(pk__in=suspended).by_name()


class HonourForm(forms.ModelForm):
    """One recipient of one award; `recipient` says of which kind, and so which fields there are."""

    level = forms.ChoiceField(label=_("Which level?"))
    reference = forms.CharField(
        label=_("Number of the practice"),
        max_length=20,
        help_text=_("It stands above its title, such as BP69-0001."),
    )
    email = forms.EmailField(
        label=_("E-mail of their account"),
        required=False,
        help_text=_("Then they see the award under “My work” and can withdraw their consent themselves."),
    )
    consent_on = ThaiDateField(
        label=_("When did they agree to be named in public?"),
        required=False,
        help_text=_("Left empty, the name is shown to nobody outside the office until they agree."),
    )

    field_order = [
        "level",
        "category",
        "organisation",
        "reference",
        "prefix",
        "name",
        "position",
        "email",
        "consent_on",
    ]
    use_required_attribute = False

    class Meta:
        model = Honour
        fields = ["category", "organisation", "prefix", "name", "position", "why"]
        labels = {
            "category": _("Category"),
            "prefix": _("Prefix"),
            "name": _("Name and surname"),
            "position": _("Position"),
            "why": _("What for, in one sentence"),
        }
        help_texts = {
            "category": _("Such as small schools, if the award is judged in categories."),
            "name": _("Adults only. Pupils are never named."),
            "why": _("No names of pupils."),
        }

    def __init__(self, *args: Any, scheme: AwardScheme, recipient: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scheme, self.recipient = scheme, recipient
        #: Whether what was filled in names another day of consent.
        self.has_other_consent = False
        self.instance.scheme, self.instance.recipient = scheme, recipient
        self.fields["level"].choices = [(level, scheme.local_level(level)) for level in scheme.levels]
        self.fields["level"].initial = self.instance.level or (scheme.levels[0] if scheme.levels else "")
        self.keep_fields()
        if self.instance.pk:
            self.fields["level"].initial = self.instance.level
            if self.instance.practice and "reference" in self.fields:
                self.fields["reference"].initial = self.instance.practice.reference

    def keep_fields(self) -> None:
        office, place = self.scheme.office, self.fields["organisation"]
        personal = {"prefix", "name", "position", "email", "consent_on"}
        drop = {
            Recipient.SCHOOL: personal | {"reference"},
            Recipient.PARTNER: personal | {"reference"},
            Recipient.PRACTICE: personal | {"organisation"},
            Recipient.PERSON: {"reference"},
        }[Recipient(self.recipient)]
        for name in drop:
            del self.fields[name]
        if self.recipient == Recipient.PARTNER:
            place.queryset, place.label, place.required = partners_of(office), _("Which partner?"), True
        elif self.recipient == Recipient.SCHOOL:
            place.queryset, place.label, place.required = schools_of(office), _("Which school?"), True
        else:
            place.queryset = Organisation.objects.active().of_office(office).by_name()
            place.label = _("School or organisation")
        if "name" in self.fields:
            self.fields["name"].required = True

    def clean_category(self) -> str:
        return plain(self.cleaned_data["category"])

    def clean_name(self) -> str:
        adults_only(plain(self.cleaned_data["name"]))
        return plain(self.cleaned_data["name"])

    def clean_prefix(self) -> str:
        return plain(self.cleaned_data["prefix"])

    def clean_position(self) -> str:
        return plain(self.cleaned_data["position"])

    def clean_why(self) -> str:
        return plain(self.cleaned_data["why"])

    def clean_reference(self) -> PracticePage:
        found = (
            PracticePage.objects.published()
            .select_related("owner_organisation")
            .filter(reference=plain(self.cleaned_data["reference"]).upper())
            .first()
        )
        if found is None:
            raise ValidationError(_("There is no published practice with this number."))
        return found

    def clean_email(self) -> User | None:
        email = self.cleaned_data["email"]
        if not email:
            return None
        person = User.objects.filter(email__iexact=email, is_active=True).first()
        if person is None:
            raise ValidationError(_("Nobody has an account with this address. Leave it empty."))
        return person

    def clean_consent_on(self) -> date | None:
        return not_ahead(self.cleaned_data["consent_on"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        # The model asks for all of it before it is stored.
        self.instance.practice = data.get("reference")
        return data

    def filled(self) -> Honour:
        honour: Honour = self.save(commit=False)
        data = self.cleaned_data
        honour.level, honour.practice = data["level"], data.get("reference")
        if self.recipient == Recipient.PERSON:
            honour.person = data.get("email") or (honour.person if honour.pk else None)
            self.has_other_consent = data.get("consent_on") != honour.consent_on
            if self.has_other_consent:
                honour.consent_on = data.get("consent_on")
                honour.withdrawn_on = None if honour.consent_on else honour.withdrawn_on
        return honour


def not_ahead(day: date | None) -> date | None:
    if day and day > timezone.localdate():
        raise ValidationError(_("That day is still to come."))
    return day


class ConsentForm(forms.Form):
    """On which day a person agreed to be named."""

    day = ThaiDateField(label=_("When did they agree to be named in public?"))

    use_required_attribute = False

    def clean_day(self) -> date | None:
        return not_ahead(self.cleaned_data["day"])


class RevokeForm(forms.Form):
    reason = forms.CharField(
        label=_("Why?"),
        max_length=300,
        validators=[refuse_unfit],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stays in the history. No names of pupils."),
    )

    use_required_attribute = False
