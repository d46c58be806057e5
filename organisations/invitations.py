"""How people come to an organisation, and how they leave it."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.log_actions import log

from accounts import mail
from accounts.models import User
from accounts.notices import notify
from organisations import policy
from organisations.models import Capacity, Invitation, Membership, Organisation, Role


class InvitationError(Exception):
    """The link no longer works, or is not for this person."""


@transaction.atomic
def invite(
    organisation: Organisation,
    email: str,
    role: Role | str,
    *,
    by: User | None,
    ends_on: date | None = None,
    send_letter: bool = True,
) -> Invitation:
    """Ask an address to take a role. An older open invitation of the same kind is withdrawn.

    Without `send_letter` the caller writes one of its own with the link.
    """
    email = email.lower()
    open_invitations(organisation).filter(email=email, role=role).update(expires_at=timezone.now())
    invitation = Invitation.objects.create(
        organisation=organisation, email=email, role=role, ends_on=ends_on, invited_by=by
    )
    log(invitation, "organisations.invite", user=by, data={"email": email, "role": str(role)})
    if send_letter:
        send(invitation)
    return invitation


def send(invitation: Invitation) -> None:
    """The letter with the link."""
    with override("th"):
        role = invitation.get_role_display()
        path = reverse("organisations:accept", args=[invitation.token])
    mail.send(
        "organisations/mail/invitation",
        invitation.email,
        organisation=invitation.organisation.name,
        organisation_en=invitation.organisation.name_en,
        role=role,
        inviter=str(invitation.invited_by or ""),
        expires_on=timezone.localdate(invitation.expires_at),
        path=path,
    )


def open_invitations(organisation: Organisation) -> QuerySet[Invitation]:
    """Those that are neither used nor expired, newest first."""
    return Invitation.objects.filter(
        organisation=organisation, accepted_at=None, expires_at__gt=timezone.now()
    ).order_by("-created_at", "-pk")


def works(invitation: Invitation) -> bool:
    """Whether the link still lets its reader in: whoever sent it might send it today too."""
    inviter = invitation.invited_by
    return (
        invitation.is_open
        and inviter is not None
        and Role(invitation.role) in policy.roles_to_invite(inviter, invitation.organisation)
    )


def orphaned() -> list[Invitation]:
    """Open invitations whose inviter may no longer invite."""
    rows = Invitation.objects.filter(accepted_at=None, expires_at__gt=timezone.now())
    return [row for row in rows.select_related("organisation", "invited_by") if not works(row)]


def void_orphaned() -> int:
    """Let these expire; how many there were."""
    keys = [invitation.pk for invitation in orphaned()]
    return Invitation.objects.filter(pk__in=keys, accepted_at=None).update(expires_at=timezone.now())


@transaction.atomic
def accept(invitation: Invitation, person: User) -> Membership:
    """Make the membership, once. Raises InvitationError."""
    if invitation.email.lower() != person.email.lower():
        raise InvitationError("foreign")
    if not works(invitation):
        raise InvitationError("closed")
    now = timezone.now()
    taken = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, expires_at__gt=now).update(
        accepted_at=now
    )
    if not taken:
        raise InvitationError("closed")
    today = timezone.localdate()
    if invitation.ends_on and invitation.ends_on < today:
        raise InvitationError("closed")
    membership = current_membership(invitation.organisation, person.email, invitation.role)
    if membership is None:
        membership = Membership.objects.create(
            person=person,
            organisation=invitation.organisation,
            role=invitation.role,
            ends_on=invitation.ends_on,
            invited_by=invitation.invited_by,
        )
    log(invitation, "organisations.join", user=person, data={"role": invitation.role})
    return membership


def withdraw(invitation: Invitation, by: User) -> None:
    """The link stops working; a used one stays as it is."""
    changed = Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(expires_at=timezone.now())
    if changed:
        log(invitation, "organisations.withdraw", user=by, data={"email": invitation.email})


def current_membership(organisation: Organisation, email: str, role: Role | str) -> Membership | None:
    """The membership in force that an invitation would only repeat."""
    rows = Membership.objects.current().filter(organisation=organisation, person__email=email.lower())
    return rows.filter(role=role).first()


@transaction.atomic
def end_membership(membership: Membership, last_day: date, by: User) -> None:
    """Let a membership end with a day; yesterday means at once."""
    log(membership, "organisations.end", user=by, data={"last_day": last_day.isoformat()})
    if last_day < membership.starts_on:
        membership.delete()
    else:
        membership.ends_on = last_day
        membership.save(update_fields=["ends_on"])
    if by.pk != membership.person_id:
        tell_ended(membership, last_day)


def tell_ended(membership: Membership, last_day: date) -> None:
    """The person hears that somebody else ended it."""
    with override("th"):
        role, path = membership.get_role_display(), reverse("my_work")
    notify(
        [membership.person],
        "organisations/mail/ended",
        path=path,
        role=role,
        organisation=membership.organisation.name,
        organisation_en=membership.organisation.name_en,
        last_day=max(last_day, timezone.localdate()),
    )


@transaction.atomic
def delegate(
    organisation: Organisation, person: User, *, first_day: date, last_day: date, order_number: str, by: User
) -> Membership:
    """Let a colleague stand in for the director until a day."""
    membership = Membership.objects.create(
        person=person,
        organisation=organisation,
        role=Role.SCHOOL_DIRECTOR,
        capacity=Capacity.DELEGATED,
        starts_on=first_day,
        ends_on=last_day,
        order_number=order_number,
        invited_by=by,
    )
    log(membership, "organisations.delegate", user=by, data={"last_day": last_day.isoformat()})
    notify(
        [person],
        "organisations/mail/delegated",
        path=reverse("organisations:members", args=[organisation.uid]),
        organisation=organisation.name,
        organisation_en=organisation.name_en,
        director=str(by),
        first_day=first_day,
        last_day=last_day,
        order_number=order_number,
    )
    return membership


def yesterday() -> date:
    return timezone.localdate() - timedelta(days=1)
