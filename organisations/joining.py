"""How people ask to belong to a school: with a code from a poster or without one, answered by a person.

A code alone gives no right: whoever photographs the poster can ask, and a director or the office answers.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.log_actions import log

from accounts import links, mail
from accounts.models import User
from accounts.notices import notify
from organisations import invitations, policy
from organisations.models import JoiningCode, JoinRequest, Kind, Membership, Organisation, Role

State = JoinRequest.State

#: The purpose of the link that confirms an address.
CONFIRM = "join"
LINK_DAYS = 3
#: Letters that one address may be sent in a day because somebody typed it.
LETTERS_A_DAY = 3
#: Days after which the office hears of a request that nobody answered.
PATIENCE_DAYS = 7

#: Roles that can be asked for, and for which there are codes.
ROLES = (Role.SCHOOL_DIRECTOR, Role.TEACHER)


class JoiningError(Exception):
    """What was asked for is not possible."""


class AlreadyMemberError(JoiningError):
    """The person has that role there."""


class AlreadyAskedError(JoiningError):
    """The same request waits for an answer."""


class ClosedError(JoiningError):
    """The school is closed, or the code works no more."""


class DecidedError(JoiningError):
    """Somebody else was quicker."""


class InactiveError(JoiningError):
    """The account of the asking person is locked."""


@dataclass(frozen=True)
class Newcomer:
    """What somebody without an account says of themselves."""

    email: str
    first_name: str
    last_name: str
    position: str


def schools() -> QuerySet[Organisation]:
    """Where one can ask to belong."""
    return Organisation.objects.schools().active().filter(office__closed_on=None, office__isnull=False)


# Codes


def make_code(
    organisation: Organisation, role: Role | str, *, days: int, max_uses: int, by: User
) -> JoiningCode:
    code = JoiningCode.objects.create(
        organisation=organisation,
        role=role,
        expires_on=timezone.localdate() + timedelta(days=days),
        max_uses=max_uses,
        made_by=by,
    )
    log(code, "organisations.code", user=by, data={"role": str(role), "max_uses": max_uses})
    return code


def withdraw_code(code: JoiningCode, by: User) -> bool:
    """The code works no more; False if it did not work any more before."""
    changed = JoiningCode.objects.filter(pk=code.pk, withdrawn_at=None).update(withdrawn_at=timezone.now())
    if changed:
        log(code, "organisations.code_withdraw", user=by, data={"role": code.role})
    return bool(changed)


def find_code(typed: str) -> JoiningCode | None:
    """The code as somebody typed it, with dashes, spaces or small letters, if one can ask by it today."""
    plain = "".join(typed.upper().replace("-", " ").split())
    code = JoiningCode.objects.open().filter(code=plain).select_related("organisation", "made_by").first()
    return code if code and works(code) else None


def works(code: JoiningCode) -> bool:
    """Whether one can ask by it: whoever made it might make it today too."""
    return (
        code.is_open
        and code.organisation.closed_on is None
        and code.made_by is not None
        and Role(code.role) in policy.roles_to_invite(code.made_by, code.organisation)
    )


# Asking


@transaction.atomic
def ask(
    person: User,
    organisation: Organisation,
    role: Role | str,
    note: str = "",
    code: JoiningCode | None = None,
) -> JoinRequest:
    """Somebody with an account asks. Raises JoiningError."""
    request = JoinRequest(
        organisation=organisation, role=role, person=person, email=person.email, note=note, code=code
    )
    _begin(request)
    return request


@transaction.atomic
def write_to(
    newcomer: Newcomer,
    organisation: Organisation,
    role: Role | str,
    note: str,
    code: JoiningCode | None = None,
) -> None:
    """Keep what somebody without an account asks, and send the link that confirms the address.

    Tells nobody whether the address is known: it always looks the same.
    """
    day = timezone.now() - timedelta(days=1)
    if JoinRequest.objects.filter(email=newcomer.email, created_at__gt=day).count() >= LETTERS_A_DAY:
        return
    request = JoinRequest.objects.create(
        organisation=organisation,
        role=role,
        email=newcomer.email,
        first_name=newcomer.first_name,
        last_name=newcomer.last_name,
        position=newcomer.position,
        note=note,
        code=code,
    )
    token = links.make(CONFIRM, request, newcomer.email, days=LINK_DAYS)
    with override("th"):
        path = reverse("organisations:confirm_request", args=[token])
        role_name = request.get_role_display()
    mail.send(
        "organisations/mail/join_confirm",
        newcomer.email,
        name=request.name,
        organisation=organisation.name,
        organisation_en=organisation.name_en,
        role=role_name,
        days=LINK_DAYS,
        path=path,
    )


@transaction.atomic
def confirm(request: JoinRequest) -> None:
    """The address is right: those who answer hear of it. Raises JoiningError."""
    request.person = User.objects.filter(email=request.email, is_active=True).first()
    _begin(request)


def _begin(request: JoinRequest) -> None:
    organisation = request.organisation
    if organisation.closed_on or not schools().filter(pk=organisation.pk).exists():
        raise ClosedError
    if invitations.current_membership(organisation, request.email, request.role):
        raise AlreadyMemberError
    request.state, request.asked_at = State.WAITING, timezone.now()
    try:
        with transaction.atomic():
            request.save()
    except IntegrityError as error:
        raise AlreadyAskedError from error
    if request.code and not _use(request.code):
        raise ClosedError
    log(request, "organisations.ask", user=request.person, data={"role": str(request.role)})
    tell_deciders(request)


def _use(code: JoiningCode) -> bool:
    return works(code) and bool(JoiningCode.objects.open().filter(pk=code.pk).update(uses=F("uses") + 1))


def deciders(request: JoinRequest) -> list[User]:
    """The directors of the school where they may answer; else the office."""
    role, organisation = Role(request.role), request.organisation
    inside = policy.people_who_invite(role, organisation).exclude(email=request.email)
    if people := list(inside):
        return people
    office = organisation.office
    return list(policy.people_who_invite(role, office).exclude(email=request.email)) if office else []


def tell_deciders(request: JoinRequest, people: list[User] | None = None) -> None:
    with override("th"):
        path = reverse("organisations:requests")
        role = request.get_role_display()
    notify(
        deciders(request) if people is None else people,
        "organisations/mail/join_asked",
        path=path,
        name=request.name,
        role=role,
        organisation=request.organisation.name,
        organisation_en=request.organisation.name_en,
        note=request.note,
        days=request.days_waiting,
    )


def own(person: User) -> QuerySet[JoinRequest]:
    """A person's own requests that wait."""
    mine = JoinRequest.objects.waiting().filter(Q(person=person) | Q(email=person.email))
    return mine.select_related("organisation")


def withdraw(request: JoinRequest, by: User) -> None:
    """The asking person no longer wants it. Raises DecidedError."""
    _settle(request, State.WITHDRAWN, by)
    log(request, "organisations.ask_withdraw", user=by, data={"role": request.role})


# Answering


def decidable_by(person: User) -> QuerySet[JoinRequest]:
    """The requests that wait for a person's answer; nobody answers their own."""
    rows = JoinRequest.objects.waiting().filter(policy.invitable(person), organisation__closed_on=None)
    return rows.exclude(Q(person=person) | Q(email=person.email)).select_related(
        "organisation", "person", "code"
    )


def _settle(request: JoinRequest, state: str, by: User, reason: str = "") -> None:
    settled = JoinRequest.objects.filter(pk=request.pk, state=State.WAITING).update(
        state=state, decided_at=timezone.now(), decided_by=by, reason=reason
    )
    if not settled:
        raise DecidedError
    request.refresh_from_db()


@transaction.atomic
def approve(request: JoinRequest, by: User) -> Membership | None:
    """Let the person in; without an account they get a link that makes one. Raises JoiningError."""
    _settle(request, State.APPROVED, by)
    organisation = Organisation.objects.select_for_update().get(pk=request.organisation_id)
    if organisation.closed_on:
        raise ClosedError
    log(request, "organisations.ask_approve", user=by, data={"role": request.role})
    person = request.person or User.objects.filter(email=request.email).first()
    if person is None:
        _invite(request, by)
        return None
    if not person.is_active:
        raise InactiveError
    membership = invitations.current_membership(organisation, person.email, request.role)
    if membership is None:
        membership = Membership.objects.create(
            person=person, organisation=organisation, role=request.role, invited_by=by
        )
    with override("th"):
        role, path = request.get_role_display(), reverse("my_work")
    notify(
        [person],
        "organisations/mail/join_approved",
        path=path,
        role=role,
        organisation=organisation.name,
        organisation_en=organisation.name_en,
    )
    return membership


def _invite(request: JoinRequest, by: User) -> None:
    invitation = invitations.invite(
        request.organisation, request.email, request.role, by=by, send_letter=False
    )
    with override("th"):
        role = request.get_role_display()
        path = reverse("organisations:accept", args=[invitation.token])
    mail.send(
        "organisations/mail/join_approved_new",
        request.email,
        name=request.name,
        role=role,
        organisation=request.organisation.name,
        organisation_en=request.organisation.name_en,
        expires_on=timezone.localdate(invitation.expires_at),
        path=path,
    )


@transaction.atomic
def refuse(request: JoinRequest, reason: str, by: User) -> None:
    """Say no, and why. Raises DecidedError."""
    _settle(request, State.REFUSED, by, reason)
    log(request, "organisations.ask_refuse", user=by, data={"role": request.role})
    with override("th"):
        context = {
            "role": request.get_role_display(),
            "organisation": request.organisation.name,
            "organisation_en": request.organisation.name_en,
            "reason": reason,
        }
        path = reverse("organisations:ask")
    if request.person:
        notify([request.person], "organisations/mail/join_refused", path=path, **context)
    else:
        mail.send("organisations/mail/join_refused", request.email, person=request.name, path=path, **context)


def remind() -> int:
    """Tell the office of requests that nobody answered for a week, once each; how many they were."""
    late = JoinRequest.objects.waiting().filter(
        asked_at__lt=timezone.now() - timedelta(days=PATIENCE_DAYS),
        reminded_at=None,
        organisation__kind=Kind.SCHOOL,
        organisation__closed_on=None,
    )
    told = 0
    for request in late.select_related("organisation__office", "person"):
        with transaction.atomic():
            mine = JoinRequest.objects.filter(pk=request.pk, reminded_at=None)
            if not mine.update(reminded_at=timezone.now()):
                continue
            office = request.organisation.office
            people = list(policy.people_who_invite(Role(request.role), office)) if office else []
            tell_deciders(request, [*deciders(request), *people])
            told += 1
    return told
