"""What people at the door type."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from events.checkin import door, roll
from events.models import Attendee, DoorLink, ExchangeEventPage, Registration
from events.models.registration import groups
from events.registration.forms import adults_only, one_line
from networks.needs_forms import about_no_child


class PlaceForm(forms.Form):
    """For which day and session people are checked in, and whom somebody looks for."""

    day = forms.DateField(required=False)
    session = forms.CharField(required=False, max_length=40)
    q = forms.CharField(required=False, max_length=100)


@dataclass(frozen=True)
class Place:
    """A day of an event, and a session of it or the event as a whole."""

    event: ExchangeEventPage
    day: date
    session: str = ""
    query: str = ""

    @property
    def days(self) -> list[date]:
        return door.days(self.event)

    @property
    def today(self) -> date:
        """The day of the event that goes on, or the nearest to it."""
        return door.day_of(self.event, timezone.now())

    @property
    def is_ahead(self) -> bool:
        """Whether its morning has not come: nobody can be there yet."""
        return self.day > self.today

    @property
    def is_past(self) -> bool:
        """Whether whoever is checked in now is entered afterwards."""
        return self.day < self.today

    @property
    def sessions(self) -> list[roll.Session]:
        """Those of the day."""
        return [row for row in roll.sessions(self.event) if row.day == self.day]

    @property
    def session_label(self) -> str:
        return next((row.label for row in self.sessions if row.id == self.session), "")


def place_of(data: Any, event: ExchangeEventPage) -> Place:
    """What was asked for; without it, or if it makes no sense: today, the event as a whole."""
    form = PlaceForm(data)
    form.is_valid()
    asked = form.cleaned_data
    day = asked.get("day")
    if day not in door.days(event):
        day = door.day_of(event, timezone.now())
    session = asked.get("session", "")
    known = {row.id for row in roll.sessions(event) if row.day == day}
    return Place(event, day, session if session in known else "", asked.get("q", "").strip())


class WalkInForm(forms.Form):
    """An adult who comes without a registration."""

    uid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    prefix = forms.CharField(label=_("Prefix"), max_length=40, help_text=_("Mr, Mrs, Miss, Dr"))
    name = forms.CharField(
        label=_("Name and surname"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    group = forms.ChoiceField(label=_("Group"), choices=[])
    organisation_name = forms.CharField(
        label=_("School or organisation"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    position = forms.CharField(label=_("Position"), max_length=150, required=False)
    consent = forms.BooleanField(
        label=_("The person has heard or read how the data is used, and agrees"),
        error_messages={"required": _("Without it we may not keep the name.")},
    )

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [("", _("Choose one")), *groups()]
        if not self.is_bound:
            self.initial["uid"] = uuid.uuid4()

    def clean_prefix(self) -> str:
        adults_only(self.cleaned_data["prefix"])
        return one_line(self.cleaned_data["prefix"])

    def clean_name(self) -> str:
        adults_only(self.cleaned_data["name"])
        return self._harmless("name")

    def clean_organisation_name(self) -> str:
        return self._harmless("organisation_name")

    def clean_position(self) -> str:
        return self._harmless("position")

    def _harmless(self, field: str) -> str:
        text = one_line(self.cleaned_data[field])
        about_no_child(text)
        return text

    def rows(self) -> tuple[Registration, Attendee]:
        data = self.cleaned_data
        names = ("prefix", "name", "group", "position")
        return (
            Registration(organisation_name=data["organisation_name"]),
            Attendee(**{name: data[name] for name in names}),
        )


class BackForm(forms.Form):
    """Why a check-in is taken back."""

    reason = forms.CharField(
        label=_("Why?"), max_length=200, help_text=_("For the organiser. No names of pupils.")
    )

    def clean_reason(self) -> str:
        reason = one_line(self.cleaned_data["reason"])
        about_no_child(reason)
        return reason


class DoorLinkForm(forms.ModelForm):
    class Meta:
        model = DoorLink
        fields = ["name"]

    def clean_name(self) -> str:
        name = one_line(self.cleaned_data["name"])
        about_no_child(name)
        return name


# What a phone sends


class NoteForm(forms.Form):
    """One person whom a phone checked in."""

    uid = forms.UUIDField()
    attendee = forms.IntegerField(min_value=1, max_value=2**62)
    session = forms.CharField(required=False, max_length=40)
    at = forms.CharField(max_length=40)

    def clean_at(self) -> datetime:
        return moment(self.cleaned_data["at"])


class BackNoteForm(BackForm):
    """One check-in that a phone took back; it says nothing about those made later."""

    uid = forms.UUIDField()
    attendee = forms.IntegerField(min_value=1, max_value=2**62)
    session = forms.CharField(required=False, max_length=40)
    day = forms.DateField()
    at = forms.CharField(max_length=40)

    def clean_at(self) -> datetime:
        return moment(self.cleaned_data["at"])


class PhoneWalkInForm(WalkInForm):
    uid = forms.UUIDField()
    session = forms.CharField(required=False, max_length=40)
    at = forms.CharField(max_length=40)

    def clean_at(self) -> datetime:
        return moment(self.cleaned_data["at"])


def moment(text: str) -> datetime:
    """A phone's moment. Raises ValidationError."""
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None or timezone.is_naive(found):
        raise forms.ValidationError(_("This is not a moment."))
    return found
