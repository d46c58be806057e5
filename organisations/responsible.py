"""Who is responsible in each school of an office, and where nobody is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from accounts.models import User
from accounts.notices import notify
from content import labels
from content.listing import FilterForm
from content.years import NoYear
from organisations import confirming
from organisations.models import Confirmation, ConfirmationRound, Kind, Membership, Organisation, Role
from vcare.schools import DISTRICTS

REMINDED = "organisations.remind"

#: Two reminders of one school are at least so far apart.
BETWEEN_REMINDERS = timedelta(minutes=10)


class State(StrEnum):
    """How a school stands, the most urgent first."""

    NOBODY = "nobody"
    NO_DIRECTOR = "no-director"
    OVERDUE = "overdue"
    ASKED = "asked"
    NO_TEACHER = "no-teacher"
    CONFIRMED = "confirmed"
    #: Nobody was asked: the year's round has not been opened, or all began after it.
    FRESH = "fresh"


STATES = {
    State.NOBODY: gettext_lazy("nobody is responsible"),
    State.NO_DIRECTOR: gettext_lazy("no director"),
    State.OVERDUE: gettext_lazy("not confirmed in time"),
    State.ASKED: gettext_lazy("waits for confirmation"),
    State.NO_TEACHER: gettext_lazy("no teacher in charge"),
    State.CONFIRMED: gettext_lazy("confirmed this year"),
    State.FRESH: gettext_lazy("began this year"),
}
URGENT = {State.NOBODY, State.NO_DIRECTOR, State.OVERDUE}


@dataclass(frozen=True)
class Person:
    """One responsible person of a school."""

    membership: Membership
    #: Whether somebody confirmed it this year; None where nobody has to.
    confirmed: bool | None


@dataclass
class Row:
    """One school on the board."""

    organisation: Organisation
    round: ConfirmationRound | None
    today: Any
    people: list[Person] = field(default_factory=list)
    reminded: datetime | None = None

    def of(self, role: Role) -> list[Person]:
        return [person for person in self.people if person.membership.role == role]

    @property
    def directors(self) -> list[Person]:
        return self.of(Role.SCHOOL_DIRECTOR)

    @property
    def teachers(self) -> list[Person]:
        return self.of(Role.TEACHER)

    @property
    def state(self) -> State:
        if not self.people:
            return State.NOBODY
        if not self.directors:
            return State.NO_DIRECTOR
        if any(person.confirmed is False for person in self.people):
            late = self.round is not None and self.today > self.round.due_on
            return State.OVERDUE if late else State.ASKED
        if not self.teachers:
            return State.NO_TEACHER
        return State.CONFIRMED if any(person.confirmed for person in self.people) else State.FRESH

    @property
    def state_words(self) -> str:
        return str(STATES[self.state])

    @property
    def tone(self) -> str:
        """The class of its status."""
        if self.state in URGENT:
            return "stopped"
        return "trying" if self.state in {State.ASKED, State.NO_TEACHER} else "ok"


def rows(office: Organisation, today: Any, *, schools: Iterable[Organisation] | None = None) -> list[Row]:
    """Every school of an office, those without anybody first, else in Thai order."""
    of = confirming.round_of(office, today)
    if schools is None:
        found = Organisation.objects.schools().active().filter(office=office)
        schools = found.select_related("cluster").by_name()
    board = {school.pk: Row(school, of, today) for school in schools}
    confirmed = (
        set(Confirmation.objects.filter(round=of).values_list("membership", flat=True)) if of else set()
    )
    current = Membership.objects.current(today).filter(
        organisation__in=list(board), role__in=confirming.ROLES, person__is_active=True
    )
    for row in current.select_related("person").order_by("role", "starts_on", "pk"):
        asked = of is not None and row.starts_on < of.opened_on and not row.is_delegated
        board[row.organisation_id].people.append(Person(row, row.pk in confirmed if asked else None))
    for pk, at in last_reminders(board.values()).items():
        board[pk].reminded = at
    order = list(State)
    return sorted(board.values(), key=lambda row: order.index(row.state))


def last_reminders(board: Iterable[Row]) -> dict[int, datetime]:
    keys = [str(row.organisation.pk) for row in board]
    entries = ModelLogEntry.objects.filter(action=REMINDED, object_id__in=keys).order_by("timestamp")
    return {int(pk): at for pk, at in entries.values_list("object_id", "timestamp")}


def counts(board: Iterable[Row]) -> dict[State, int]:
    """How many schools are in each state that occurs, the most urgent first."""
    found = dict.fromkeys(State, 0)
    for row in board:
        found[row.state] += 1
    return {state: number for state, number in found.items() if number}


class ResponsibleFilter(FilterForm):
    """District, cluster, how it stands."""

    per_page = 150
    by_year = NoYear("Who is responsible today.")

    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        choices=[("", gettext_lazy("All")), *((state.value, words) for state, words in STATES.items())],
        required=False,
    )
    district = forms.ChoiceField(
        label=gettext_lazy("District"),
        choices=[("", gettext_lazy("All")), *labels.short_choices(DISTRICTS)],
        required=False,
    )
    cluster = forms.ChoiceField(label=gettext_lazy("School cluster"), required=False)

    def __init__(self, data: Any, *, office: Organisation) -> None:
        super().__init__(data)
        clusters = Organisation.objects.filter(office=office, kind=Kind.CLUSTER).by_name()
        self.fields["cluster"].choices = [("", gettext_lazy("All"))] + [
            (str(row.uid), row.local_name) for row in clusters
        ]

    def narrowed(self, rows: list[Row], chosen: dict[str, Any]) -> list[Row]:
        if value := chosen.get("state"):
            rows = [row for row in rows if row.state == value]
        if value := chosen.get("district"):
            rows = [row for row in rows if value in row.organisation.districts]
        if value := chosen.get("cluster"):
            rows = [row for row in rows if (of := row.organisation.cluster) and str(of.uid) == value]
        return rows


def table(board: Iterable[Row]) -> Iterator[list[object]]:
    """The board as a sheet, its heading first: a line for each person, one for a school without any."""
    yield [
        _("OBEC code"),
        _("School"),
        _("District"),
        _("School cluster"),
        _("State"),
        _("Role"),
        _("Name"),
        _("Position"),
        _("Capacity"),
        _("Order number"),
        _("First day"),
        _("Last day"),
        _("Confirmed this year"),
    ]
    for row in board:
        school = row.organisation
        beginning = [
            school.obec_code,
            school.local_name,
            ", ".join(DISTRICTS[key].short("th") for key in school.districts),
            school.cluster.local_name if school.cluster else "",
            row.state_words,
        ]
        for person in row.people:
            one = person.membership
            yield [
                *beginning,
                one.get_role_display(),
                str(one.person),
                one.person.position,
                one.get_capacity_display() if one.capacity else "",
                one.order_number,
                one.starts_on,
                one.ends_on,
                {True: _("yes"), False: _("no"), None: ""}[person.confirmed],
            ]
        if not row.people:
            yield [*beginning, *[""] * 8]


# Reminding


def people_of(row: Row) -> list[User]:
    return list({one.membership.person_id: one.membership.person for one in row.people}.values())


def what_lacks(row: Row) -> str:
    """In Thai, what a school is asked to do."""
    school = row.organisation.name
    with override("th"):
        if row.state == State.NOBODY:
            words = _("Nobody of %(school)s is on record as responsible for student care.")
        elif row.state == State.NO_DIRECTOR:
            words = _("%(school)s has no director on record.")
        elif row.state == State.NO_TEACHER:
            words = _("%(school)s has no teacher in charge on record.")
        elif row.state in {State.ASKED, State.OVERDUE}:
            words = _("%(school)s has not confirmed yet who is responsible this year.")
        else:
            words = _("Please see whether those responsible in %(school)s are still right.")
        return str(words) % {"school": school}


def path(row: Row) -> str:
    """Where the school does something about it."""
    with override("th"):
        if row.state in {State.ASKED, State.OVERDUE}:
            return reverse("organisations:confirm")
        if row.state in {State.NOBODY, State.NO_DIRECTOR}:
            return f"{reverse('organisations:ask')}?school={row.organisation.uid}"
        return reverse("organisations:members", args=[row.organisation.uid])


def line_text(row: Row) -> str:
    """The words of a reminder to paste into LINE; Thai whatever the language of the screen."""
    with override("th"):
        ending = _("Please do it here: %(address)s") % {"address": settings.BASE_URL + path(row)}
    return f"{what_lacks(row)}\n{ending}"


class JustRemindedError(Exception):
    """A reminder went out some minutes ago: a button was pressed twice, or two people had the same thought."""


@transaction.atomic
def remind(row: Row, by: User) -> int:
    """Write to everybody responsible in the school; how many that are. Raises JustRemindedError."""
    Organisation.objects.select_for_update().get(pk=row.organisation.pk)
    last = last_reminders([row]).get(row.organisation.pk)
    if last is not None and timezone.now() - last < BETWEEN_REMINDERS:
        raise JustRemindedError
    people = people_of(row)
    notify(
        people,
        "organisations/mail/responsible_reminder",
        path=path(row),
        school=row.organisation.name,
        text=what_lacks(row),
    )
    log(row.organisation, REMINDED, user=by, data={"state": row.state.value, "people": len(people)})
    return len(people)
