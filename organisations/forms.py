"""What people write when they invite, are invited, or say that somebody leaves."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from content.dates import ThaiDateField
from content.listing import FilterForm
from content.years import NoYear
from organisations import invitations
from organisations.models import Kind, Membership, Organisation, Role

#: Days that a director may let somebody stand in for at once.
LONGEST_DELEGATION = 180


class InvitationForm(forms.Form):
    """Whom to invite, as what, until when."""

    email = forms.EmailField(
        label=_("E-mail address of the person"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )
    role = forms.ChoiceField(label=_("As"), widget=forms.RadioSelect)
    ends_on = ThaiDateField(
        label=_("Last day"),
        required=False,
        help_text=_("Leave it empty if there is none. For example 22/11/2026 or 22 Nov 2026"),
    )

    def __init__(self, *args: Any, organisation: Organisation, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        self.fields["role"].choices = [(role.value, role.label) for role in roles]
        if len(roles) == 1:
            self.fields["role"].initial = roles[0].value

    def clean_ends_on(self):
        day = self.cleaned_data["ends_on"]
        if day and day < timezone.localdate():
            raise ValidationError(_("The last day is in the past."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        email, role = data.get("email"), data.get("role")
        if email and role and invitations.current_membership(self.organisation, email, role):
            self.add_error("email", _("This person already has that role here."))
        return data


class JoinForm(forms.Form):
    """What a new person tells about themselves when taking an invitation."""

    first_name = forms.CharField(
        label=_("First name, with prefix"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label=_("Surname"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    position = forms.CharField(
        label=_("Position"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    password1 = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_("At least ten characters. Three words that only you would put together are good."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("The same password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, second = data.get("password1"), data.get("password2")
        if first:
            person = User(
                email=self.email, first_name=data.get("first_name", ""), last_name=data.get("last_name", "")
            )
            try:
                password_validation.validate_password(first, person)
            except ValidationError as errors:
                self.add_error("password1", errors)
        if first and second and first != second:
            self.add_error("password2", _("The two passwords are not the same."))
        return data

    def save(self) -> User:
        data = self.cleaned_data
        person = User.objects.create_user(
            self.email,
            data["password1"],
            first_name=data["first_name"],
            last_name=data["last_name"],
            position=data["position"],
        )
        # Who has the link has the mailbox.
        person.emailaddress_set.create(email=person.email, verified=True, primary=True)
        return person


class EndForm(forms.Form):
    """When somebody leaves."""

    NOW, DAY = "now", "day"

    when = forms.ChoiceField(
        label=_("When?"),
        choices=[(NOW, _("At once")), (DAY, _("At the end of a day"))],
        initial=NOW,
        widget=forms.RadioSelect,
    )
    last_day = ThaiDateField(label=_("Last day"), required=False)

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.membership = membership

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("when") == self.NOW:
            data["last_day"] = invitations.yesterday()
        elif "last_day" not in self.errors:
            day = data.get("last_day")
            if day is None:
                self.add_error("last_day", _("Write the last day."))
            elif day < timezone.localdate():
                self.add_error("last_day", _("The last day is in the past. Choose “At once” instead."))
        return data


class DelegateForm(forms.Form):
    """Who stands in for the director, from when to when."""

    person = forms.ModelChoiceField(
        label=_("Who stands in?"), queryset=User.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    first_day = ThaiDateField(label=_("First day"))
    last_day = ThaiDateField(label=_("Last day"))
    order_number = forms.CharField(
        label=_("Order number"), max_length=60, required=False, help_text=_("For example 12/2569")
    )

    def __init__(self, *args: Any, organisation: Organisation, director: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        colleagues = Membership.objects.current().filter(organisation=organisation).exclude(person=director)
        self.fields["person"].queryset = User.objects.filter(
            memberships__in=colleagues, is_active=True
        ).distinct()
        self.fields["first_day"].initial = timezone.localdate()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first_day"), data.get("last_day")
        if first and first < timezone.localdate():
            self.add_error("first_day", _("The first day is in the past."))
        if first and last and last < first:
            self.add_error("last_day", _("The last day comes before the first."))
        if first and last and (last - first).days > LONGEST_DELEGATION:
            self.add_error(
                "last_day", _("A stand-in is for at most 180 days. Longer needs an acting director.")
            )
        return data


class OrganisationFilter(FilterForm):
    """Kind and words of the name."""

    per_page = 20
    by_year = NoYear("Those that a person belongs to today.")

    q = forms.CharField(label=_("Name"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All")), *Kind.choices], required=False)

    def narrowed(self, rows: QuerySet[Organisation], chosen: dict[str, Any]) -> QuerySet[Organisation]:
        if kind := chosen.get("kind"):
            rows = rows.filter(kind=kind)
        for word in chosen.get("q", "").split():
            rows = rows.filter(
                Q(name__icontains=word) | Q(short_name__icontains=word) | Q(name_en__icontains=word)
            )
        return rows
