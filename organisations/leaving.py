"""Going by oneself, and coming back after a slip."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.log_actions import log

from accounts.models import User
from accounts.notices import notify
from organisations import invitations, policy
from organisations.models import Capacity, Kind, Membership, Organisation, Role

#: Days within which an ended membership can be taken up again.
LATELY = 30


class LastAdministratorError(Exception):
    """Without this person nobody could administer the office."""


class HasRoleError(Exception):
    """The person has that role there again."""


def others(membership: Membership) -> QuerySet[Membership]:
    """Memberships of today by which other people have the same role there."""
    rows = Membership.objects.current().filter(
        organisation=membership.organisation_id, role=membership.role, person__is_active=True
    )
    return rows.exclude(person=membership.person_id)


def is_last(membership: Membership) -> bool:
    """Whether nobody else directs the school or administers the office."""
    return membership.role in {Role.SCHOOL_DIRECTOR, Role.ADMINISTRATOR} and not others(membership).exists()


@transaction.atomic
def leave(membership: Membership) -> None:
    """End one's own rights there at once. Raises LastAdministratorError."""
    # One at a time: of two last ones each would see the other.
    organisation = Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    last = is_last(membership)
    if last and membership.role == Role.ADMINISTRATOR:
        raise LastAdministratorError
    person = membership.person
    invitations.end_membership(membership, invitations.yesterday(), by=person)
    if last and organisation.kind == Kind.SCHOOL and organisation.office:
        tell_office(organisation, person)


def tell_office(school: Organisation, person: User) -> None:
    """That a school has no director any more."""
    with override("th"):
        path = reverse("organisations:responsible")
    notify(
        policy.people_who_invite(Role.SCHOOL_DIRECTOR, school.office),
        "organisations/mail/no_director",
        path=path,
        organisation=school.name,
        organisation_en=school.name_en,
        name=str(person),
    )


def ended_lately(organisation: Organisation) -> QuerySet[Membership]:
    """Who left within the last days and is not there again, the latest first; nobody where it has closed."""
    if organisation.closed_on:
        return Membership.objects.none()
    today = timezone.localdate()
    again = Membership.objects.current().filter(organisation=organisation)
    rows = organisation.memberships.filter(ends_on__lt=today, ends_on__gte=today - timedelta(days=LATELY))
    return (
        rows.exclude(person__in=again.values("person"))
        .exclude(capacity=Capacity.DELEGATED)
        .select_related("person", "organisation")
        .order_by("-ends_on", "pk")
    )


@transaction.atomic
def take_up_again(membership: Membership, by: User) -> Membership:
    """Let somebody who left have the same role from today on. Raises HasRoleError."""
    organisation = Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    if invitations.current_membership(organisation, membership.person.email, membership.role):
        raise HasRoleError
    again = Membership.objects.create(
        person=membership.person,
        organisation=organisation,
        role=membership.role,
        capacity=membership.capacity,
        order_number=membership.order_number,
        invited_by=by,
    )
    log(again, "organisations.restore", user=by, data={"role": again.role})
    return again
