"""The yearly question who is still responsible: opened on 16 May, answered by directors and the office.

A director answers for the teachers of the school, the office for directors and for schools without one.
Nobody's rights end because nobody answered: after the last day those are listed to the office.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.log_actions import log

from accounts.models import User
from accounts.notices import notify
from organisations import invitations, policy
from organisations.models import (
    Capacity,
    Confirmation,
    ConfirmationRound,
    Kind,
    Membership,
    Organisation,
    Role,
)
from organisations.models.confirming import GRACE_DAYS
from vcare.calendar import academic_year

#: Days between two reminders of the same round.
REMIND_DAYS = 10

ROLES = (Role.SCHOOL_DIRECTOR, Role.TEACHER)


def round_of(office: Organisation | None, today: date | None = None) -> ConfirmationRound | None:
    """The round of this academic year, if it has been opened."""
    year = academic_year(today or timezone.localdate())
    return ConfirmationRound.objects.filter(office=office, academic_year=year).first() if office else None


def responsible(office: Organisation) -> QuerySet[Membership]:
    """Everybody of today who is responsible in a school of an office; stand-ins end by themselves."""
    return (
        Membership.objects.current()
        .filter(
            organisation__office=office,
            organisation__kind=Kind.SCHOOL,
            organisation__closed_on=None,
            role__in=ROLES,
            person__is_active=True,
        )
        .exclude(capacity=Capacity.DELEGATED)
    )


def open_questions(of: ConfirmationRound) -> QuerySet[Membership]:
    """Those whom nobody has confirmed in a round; who began after it was opened needs no confirmation."""
    return responsible(of.office).filter(starts_on__lt=of.opened_on).exclude(confirmations__round=of)


def asked_about(of: ConfirmationRound | None, school: Organisation) -> set[int]:
    """The memberships of a school about which a round asks."""
    if of is None:
        return set()
    rows = responsible(of.office).filter(organisation=school, starts_on__lt=of.opened_on)
    return set(rows.values_list("pk", flat=True))


def confirmed(of: ConfirmationRound | None, school: Organisation) -> set[int]:
    rows = Confirmation.objects.filter(round=of, membership__organisation=school) if of else ()
    return {row.membership_id for row in rows}


def to_answer(person: User, today: date | None = None) -> QuerySet[Membership]:
    """The memberships that a person is to confirm or end, school by school."""
    offices = {
        row.organisation if row.organisation.kind == Kind.OFFICE else row.organisation.office
        for row in policy.memberships(person)
    }
    found = Q(pk__in=[])
    for office in offices:
        if of := round_of(office, today):
            found |= Q(pk__in=open_questions(of).values("pk"))
    director = Membership.objects.current(today).filter(
        organisation=OuterRef("organisation"), role=Role.SCHOOL_DIRECTOR, person__is_active=True
    )
    reached = Q(organisation__in=[row.organisation_id for row in policy.memberships(person)])
    return (
        Membership.objects.filter(found)
        .filter(policy.invitable(person))
        # What a director answers for does not stand on the office's list.
        .filter(reached | Q(role=Role.SCHOOL_DIRECTOR) | ~Exists(director))
        .exclude(person=person)
        .select_related("person", "organisation")
        .order_by("organisation__sort_key", "organisation_id", "role", "pk")
    )


@transaction.atomic
def keep(membership: Membership, by: User) -> bool:
    """Say that it goes on; False if somebody did before."""
    of = round_of(membership.organisation.office)
    if of is None:
        return False
    _row, is_new = Confirmation.objects.get_or_create(round=of, membership=membership, defaults={"by": by})
    if is_new:
        log(membership, "organisations.confirm", user=by, data={"academic_year": of.academic_year})
    return is_new


def answer(answers: Iterable[tuple[Membership, str]], by: User) -> tuple[int, int]:
    """Keep or end each; how many of either."""
    kept = ended = 0
    for membership, said in answers:
        if said == "keep":
            kept += keep(membership, by)
        else:
            invitations.end_membership(membership, invitations.yesterday(), by)
            ended += 1
    return kept, ended


# The round


@dataclass(frozen=True)
class Told:
    """What a run of the daily command did."""

    opened: int = 0
    letters: int = 0


def daily(today: date | None = None) -> Told:
    """Open this year's round, remind, and tell the office who is missing. Run as often as one likes."""
    today = today or timezone.localdate()
    opened = letters = 0
    for office in Organisation.objects.offices().active():
        of, is_new = ConfirmationRound.objects.get_or_create(
            office=office,
            academic_year=academic_year(today),
            defaults={"opened_on": today, "due_on": today + timedelta(days=GRACE_DAYS)},
        )
        opened += is_new
        if today <= of.due_on:
            letters += remind(of, today)
        else:
            letters += tell_office(of, today)
    return Told(opened, letters)


@transaction.atomic
def remind(of: ConfirmationRound, today: date) -> int:
    """Write to those who have something to answer, unless it was done lately; how many letters."""
    due = Q(reminded_on=None) | Q(reminded_on__lte=today - timedelta(days=REMIND_DAYS))
    if not ConfirmationRound.objects.filter(due, pk=of.pk).update(reminded_on=today):
        return 0
    letters = 0
    for person in answering(of):
        if number := to_answer(person, today).filter(pk__in=open_questions(of).values("pk")).count():
            letters += len(_tell([person], of, "confirm_asked", number))
    return letters


def answering(of: ConfirmationRound) -> list[User]:
    """Directors of the schools with open questions about teachers, and the office's people who may answer."""
    schools = open_questions(of).filter(role=Role.TEACHER).values("organisation")
    directors = Membership.objects.current().filter(organisation__in=schools, role=Role.SCHOOL_DIRECTOR)
    inside = User.objects.filter(is_active=True, memberships__in=directors).distinct().order_by("pk")
    return [*inside, *policy.people_who_invite(Role.SCHOOL_DIRECTOR, of.office)]


@transaction.atomic
def tell_office(of: ConfirmationRound, today: date) -> int:
    """After the last day: how many are missing, once."""
    if not ConfirmationRound.objects.filter(pk=of.pk, told_on=None).update(told_on=today):
        return 0
    number = open_questions(of).count()
    if not number:
        return 0
    people = policy.people_who_invite(Role.SCHOOL_DIRECTOR, of.office)
    return len(_tell(people, of, "confirm_missing", number))


def _tell(people: Iterable[User], of: ConfirmationRound, letter: str, number: int) -> list:
    with override("th"):
        board = letter == "confirm_missing"
        path = reverse("organisations:responsible" if board else "organisations:confirm")
    return notify(
        people,
        f"organisations/mail/{letter}",
        path=path,
        number=number,
        academic_year=of.academic_year,
        due_on=of.due_on,
        office=of.office.name,
    )
