"""What people fill in to register a team, and what the organiser asks of the list."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence, Set
from itertools import combinations
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from content.listing import FilterForm
from content.templatetags.thai import thai_date, thai_time
from content.years import NoYear
from events.adults import adults_only
from events.models import Attendee, ExchangeEventPage, Registration
from events.models.registration import groups
from events.sessions.programme import Session
from networks.forms import no_links, thai_phone
from networks.needs_forms import about_no_child
from networks.robots import PeopleOnly
from organisations.models import Kind, Organisation

#: Letters that one address gets about one event before somebody answers: nobody fills a stranger's inbox.
MOST_LETTERS = 3
#: People that one registration may have.
MOST = 30


def one_line(text: str) -> str:
    no_links(text)
    return " ".join(text.split())


class SessionBoxes(forms.CheckboxSelectMultiple):
    """Full sessions can be given up, not chosen."""

    full: Set[str] = frozenset()

    def create_option(self, name, value, label, selected, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, label, selected, *args, **kwargs)
        if value in self.full and not selected:
            option["attrs"]["disabled"] = True
        return option


def session_words(row: Session) -> str:
    """A session as people choose it: when, where, what, and how many places are left."""
    if row.is_full:
        left = gettext("full")
    else:
        left = "" if row.left is None else gettext("%(n)s left") % {"n": row.left}
    return " · ".join(filter(None, [_when(row), row.room, row.topic, left]))


def line_words(row: Session) -> str:
    """A full session as people ask to wait for it."""
    line = gettext("%(n)s waiting") % {"n": row.waiting} if row.waiting else ""
    return " · ".join(filter(None, [_when(row), row.topic, line]))


def _when(row: Session) -> str:
    return f"{thai_date(row.day)} {thai_time(row.begins)} – {thai_time(row.ends)}"


class PersonForm(forms.Form):
    """One adult of the team."""

    prefix = forms.CharField(label=_("Prefix"), max_length=40, help_text=_("Mr, Mrs, Miss, Dr"))
    name = forms.CharField(
        label=_("Name and surname"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    position = forms.CharField(label=_("Position"), max_length=150, required=False)
    group = forms.ChoiceField(label=_("Group"), choices=[])
    meal = forms.ChoiceField(label=_("Meal"), choices=Attendee.Meal.choices)
    sessions = forms.MultipleChoiceField(
        label=_("Sessions"),
        required=False,
        widget=SessionBoxes,
        help_text=_("Choose those that this person goes to. One at a time."),
    )
    waits = forms.MultipleChoiceField(
        label=_("Wait for a place in a full session"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "When a place becomes free we hold it for this person for 24 hours and write to you. "
            "What is chosen at the same time stays until then."
        ),
    )
    row = forms.IntegerField(required=False, widget=forms.HiddenInput)

    use_required_attribute = False

    def __init__(self, *args: Any, meals: bool, sessions: Sequence[Session] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [("", _("Choose one")), *groups()]
        if not meals:
            del self.fields["meal"]
        self.offered = {row.key: row for row in sessions}
        if sessions:
            self.fields["sessions"].choices = [(row.key, session_words(row)) for row in sessions]
            self.fields["sessions"].widget.full = {row.key for row in sessions if row.is_full}
        else:
            del self.fields["sessions"]
        asked = self._asked_to_wait()
        lines = [(row.key, line_words(row)) for row in sessions if row.is_full or row.key in asked]
        if lines:
            self.fields["waits"].choices = lines
        else:
            del self.fields["waits"]

    def _asked_to_wait(self) -> Collection[str]:
        if self.is_bound:
            return self.data.getlist(self.add_prefix("waits"))
        return self.get_initial_for_field(self.fields["waits"], "waits") or ()

    def offer_line(self, row: Session) -> None:
        """Somebody took the last place meanwhile: one can wait for it."""
        if "waits" not in self.fields:
            self.fields["waits"] = self.base_fields["waits"].__deepcopy__({})
        known = list(self.fields["waits"].choices)
        if row.key not in dict(known):
            self.fields["waits"].choices = [*known, (row.key, line_words(row))]

    def clean_prefix(self) -> str:
        adults_only(self.cleaned_data["prefix"])
        return one_line(self.cleaned_data["prefix"])

    def clean_name(self) -> str:
        adults_only(self.cleaned_data["name"])
        name = one_line(self.cleaned_data["name"])
        about_no_child(name)
        return name

    def clean_sessions(self) -> list[str]:
        keys: list[str] = self.cleaned_data["sessions"]
        for one, other in combinations([self.offered[key] for key in keys], 2):
            if one.overlaps(other):
                raise ValidationError(
                    _("“%(one)s” and “%(other)s” are at the same time. Keep one of them."),
                    params={"one": one.topic, "other": other.topic},
                )
        return keys

    def clean_position(self) -> str:
        position = one_line(self.cleaned_data["position"])
        about_no_child(position)
        return position


class BaseTeam(forms.BaseFormSet):
    """Says beside the person whose choice no longer fits that a session is full.

    `seated` are the sessions in which somebody has a place already, by the key of their row.
    """

    def __init__(
        self, *args: Any, seated: Mapping[int, Collection[str]] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.seated = seated or {}

    def clean(self) -> None:
        picked: Counter[str] = Counter()
        for form in self.forms:
            own = self.seated.get(form.cleaned_data.get("row") or 0, ()) if form.is_valid() else ()
            for key in form.cleaned_data.get("sessions", ()) if form.is_valid() else ():
                row = form.offered[key]
                if key in own:
                    continue
                picked[key] += 1
                if row.is_full or (row.left is not None and picked[key] > row.left):
                    form.add_error(
                        "sessions",
                        _("“%(topic)s” is full. Choose another, or wait for a place.") % {"topic": row.topic},
                    )
                    form.offer_line(row)


People = forms.formset_factory(
    PersonForm,
    formset=BaseTeam,
    extra=0,
    min_num=1,
    max_num=MOST,
    absolute_max=MOST,
    validate_min=True,
    validate_max=True,
)


def typed_rows(data: QueryDict, *, without: int | None = None, more: bool = False) -> list[dict]:
    """The team as typed so far, unchecked: with one more row, or without one."""
    try:
        count = min(int(data.get("people-TOTAL_FORMS", 1)), MOST)
    except ValueError:
        count = 1
    names = ("prefix", "name", "position", "group", "meal", "row")
    rows = [
        {name: data.get(f"people-{number}-{name}", "") for name in names}
        | {
            "sessions": data.getlist(f"people-{number}-sessions"),
            "waits": data.getlist(f"people-{number}-waits"),
        }
        for number in range(count)
        if number != without
    ]
    if more and len(rows) < MOST:
        rows.append({})
    return rows or [{}]


class AnswersForm(forms.Form):
    """Telephone number and the event's own questions: what can be changed later, too."""

    phone = forms.CharField(
        label=_("Telephone number"),
        max_length=40,
        required=False,
        help_text=_("For the organiser only, if something changes at short notice."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )

    use_required_attribute = False

    def __init__(self, *args: Any, event: ExchangeEventPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        for block in event.questions:
            self.fields[f"question-{block.id}"] = forms.CharField(
                label=block.value["text"],
                required=bool(block.value["required"]),
                max_length=500,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        return thai_phone(phone) if phone else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name, value in list(data.items()):
            if name.startswith("question-"):
                try:
                    about_no_child(value)
                    no_links(value)
                except ValidationError as error:
                    self.add_error(name, error)
        return data

    def answers(self) -> dict[str, str]:
        return {
            name.removeprefix("question-"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("question-") and value
        }

    def question_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("question-")]


class RegistrationForm(PeopleOnly, AnswersForm):
    """The team's organisation and whom to write to. Robots are told from people as in partners' registration."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("School or partner"),
        required=False,
        empty_label=_("Not in the list"),
    )
    organisation_name = forms.CharField(
        label=_("Another organisation"),
        max_length=200,
        required=False,
        help_text=_("Only if it is not in the list."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("We send a link to this address. It is not shown to the public."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    consent = forms.BooleanField(
        label=_("Everybody in the team knows of this registration and agrees to how the data is used"),
        error_messages={"required": _("Without it we may not keep the registration.")},
    )
    anyway = forms.BooleanField(label=_("Register all the same"), required=False)

    def __init__(self, *args: Any, email: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conflicts: list[str] = []
        self.fields["organisation"].queryset = known_organisations(self.event)
        #: The verified address of whoever is signed in.
        self.email = email
        if email:
            del self.fields["email"]

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        unanswered = self.event.registrations.filter(email=email, state=Registration.State.UNCONFIRMED)
        if unanswered.count() >= MOST_LETTERS:
            raise ValidationError(_("We have written to this address already. Look into the mail first."))
        return email

    def clean_organisation_name(self) -> str:
        name = one_line(self.cleaned_data["organisation_name"])
        about_no_child(name)
        return name

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        named = data.get("organisation") or data.get("organisation_name")
        if not named and "organisation_name" not in self.errors:
            self.add_error("organisation", _("Choose where you come from, or write it below."))
        self.check_ticket(data)
        return data

    def organisation_words(self) -> str:
        chosen = self.cleaned_data.get("organisation")
        return chosen.name if chosen else self.cleaned_data.get("organisation_name", "")

    def registration(self, event: ExchangeEventPage) -> Registration:
        data = self.cleaned_data
        return Registration(
            uid=self.uid,
            event=event,
            email=self.email or data["email"],
            phone=data["phone"],
            organisation=data["organisation"],
            organisation_name=self.organisation_words(),
            answers=self.answers(),
        )


def known_organisations(event: ExchangeEventPage) -> QuerySet[Organisation]:
    """Schools, clusters' office and published partners of the event's office: what is public anyway."""
    office = event.host.office or event.host
    public = Q(kind__in=[Kind.SCHOOL, Kind.OFFICE]) | Q(kind=Kind.PARTNER, partner_page__live=True)
    return Organisation.objects.of_office(office).active().filter(public).by_name()


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why?"), max_length=300, help_text=_("The team reads it. No names of pupils.")
    )

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        about_no_child(reason)
        return reason


class CapacityForm(forms.Form):
    capacity = forms.IntegerField(label=_("Places"), min_value=1, max_value=10000)


class RegistrationFilter(FilterForm):
    """By state, and by any words of names, organisation, code or e-mail."""

    per_page = 25
    by_year = NoYear("Of one event.")

    q = forms.CharField(label=_("Name, organisation or code"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("All")), *Registration.State.choices], required=False
    )

    def narrowed(self, rows: QuerySet[Registration], chosen: dict[str, Any]) -> QuerySet[Registration]:
        if state := chosen.get("state"):
            rows = rows.filter(state=state)
        for word in chosen.get("q", "").split():
            people = Attendee.objects.filter(registration=OuterRef("pk")).filter(
                Q(name__icontains=word) | Q(prefix__icontains=word)
            )
            rows = rows.filter(
                Q(Exists(people))
                | Q(organisation_name__icontains=word)
                | Q(code__iexact=word)
                | Q(email__icontains=word)
            )
        return rows.order_by(F("queued_at").asc(nulls_last=True), "created_at", "pk")
