"""What people write when they ask to belong, and what is answered."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from content.dates import ThaiDateField
from content.free_text import refuse_unfit
from organisations import joining
from organisations.models import Capacity, JoiningCode, Membership, Organisation, Role

#: Longest life of a code, and most people who may ask by one.
LONGEST_DAYS = 90
MOST_USES = 100


class CodeForm(forms.Form):
    """A code for a poster."""

    role = forms.ChoiceField(label=_("As"), widget=forms.RadioSelect)
    days = forms.IntegerField(
        label=_("For how many days does it work?"), initial=14, min_value=1, max_value=LONGEST_DAYS
    )
    max_uses = forms.IntegerField(
        label=_("How many people may ask with it?"), initial=10, min_value=1, max_value=MOST_USES
    )

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]
        if len(roles) == 1:
            self.fields["role"].initial = roles[0].value


class TypedCodeForm(forms.Form):
    """The code as it stands on the poster."""

    code = forms.CharField(
        label=_("Code on the poster"),
        max_length=20,
        help_text=_(
            "Eight letters and digits, like ABCD-2345. Capital or small letters, with or without the dash."
        ),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    found: JoiningCode

    def clean_code(self) -> str:
        typed: str = self.cleaned_data["code"]
        code = joining.find_code(typed)
        if code is None:
            raise ValidationError(
                _("No such code, or it works no more. Look at the poster again, or ask without a code.")
            )
        self.found = code
        return typed


class AskForm(forms.Form):
    """As what somebody wants to belong, and who it is; who is signed in is known."""

    school = forms.ModelChoiceField(
        label=_("School"), queryset=Organisation.objects.none(), to_field_name="uid"
    )
    role = forms.ChoiceField(
        label=_("As"),
        choices=lazy(lambda: [(role.value, role.label) for role in reversed(joining.ROLES)], list),
        widget=forms.RadioSelect,
    )
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
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("We send a link to it, to know that it is yours."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    note = forms.CharField(
        label=_("A word to whoever answers"),
        max_length=300,
        required=False,
        help_text=_("For example since when you work there. Nothing about pupils."),
        widget=forms.Textarea(attrs={"rows": 2}),
        validators=[refuse_unfit],
    )

    def __init__(
        self,
        *args: Any,
        schools: QuerySet[Organisation],
        person: User | None,
        code: JoiningCode | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = schools
        self.fields["school"].empty_label = _("Choose")
        self.fields["school"].label_from_instance = lambda row: row.local_name
        if person is not None:
            for name in ("first_name", "last_name", "position", "email"):
                del self.fields[name]
        if code is not None:
            del self.fields["school"], self.fields["role"]

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def newcomer(self) -> joining.Newcomer:
        return joining.Newcomer(
            **{name: self.cleaned_data[name] for name in ("email", "first_name", "last_name", "position")}
        )


class RefusalForm(forms.Form):
    reason = forms.CharField(
        label=_("Why not?"),
        max_length=300,
        help_text=_("The person reads it. For example: please ask at the school where you work now."),
        validators=[refuse_unfit],
    )


class DetailsForm(forms.ModelForm):
    """The appointment of a member: order, capacity, days."""

    starts_on = ThaiDateField(label=_("First day"))
    ends_on = ThaiDateField(label=_("Last day"), required=False)

    class Meta:
        model = Membership
        fields = ["capacity", "order_number", "starts_on", "ends_on"]
        labels = {"capacity": _("Capacity"), "order_number": _("Order number")}
        help_texts = {"order_number": _("For example 12/2569")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.role == Role.SCHOOL_DIRECTOR:
            choices = [choice for choice in Capacity.choices if choice[0] != Capacity.DELEGATED]
            self.fields["capacity"].choices = [("", "–"), *choices]
        else:
            del self.fields["capacity"]

    def clean_starts_on(self):
        day = self.cleaned_data["starts_on"]
        if day > timezone.localdate():
            raise ValidationError(
                _("This day lies in the future. The person would lose the rights until then.")
            )
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("starts_on"), data.get("ends_on")
        if last and last < timezone.localdate():
            self.add_error("ends_on", _("The last day is in the past. Use “This person leaves” instead."))
        elif first and last and last < first:
            self.add_error("ends_on", _("The last day comes before the first."))
        return data


class ConfirmForm(forms.Form):
    """One question for each membership: does it go on?"""

    KEEP, END = "keep", "end"

    def __init__(self, *args: Any, memberships: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.memberships = {f"m{row.pk}": row for row in memberships}
        for name, row in self.memberships.items():
            self.fields[name] = forms.ChoiceField(
                label=f"{row.person} · {row.get_role_display()}",
                choices=[(self.KEEP, _("goes on")), (self.END, _("ends today"))],
                widget=forms.RadioSelect,
                required=False,
            )

    def rows(self) -> list[tuple[Any, Membership]]:
        return [(self[name], row) for name, row in self.memberships.items()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not any(data.values()):
            raise ValidationError(_("Choose for at least one person."))
        return data

    def answers(self) -> list[tuple[Membership, str]]:
        return [
            (row, said) for name, row in self.memberships.items() if (said := self.cleaned_data.get(name))
        ]
