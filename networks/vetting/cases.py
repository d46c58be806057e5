"""How a partner rises a level: it asks, one person of the office advises, another decides.

Each step is one conditional update: of two people at once, one is told that it has changed.
"""

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import User
from networks.models import Declaration, Level, Vetting
from networks.vetting import letters
from networks.vetting.rules import DECLARATION_VERSION, last_day
from organisations.models import Membership, Organisation
from search.pages import index_pages

State = Vetting.State


class VettingError(Exception):
    """What was asked for is not possible."""


class ChangedError(VettingError):
    """Somebody else was quicker."""


class NotReadyError(VettingError):
    """A paper or the declaration is missing."""


class SamePersonError(VettingError):
    """Whoever has had a part in it can't be the second person too."""


def open_case(partner: Organisation) -> Vetting:
    """The case that is being prepared or looked at; a new one if there is none."""
    case, _created = Vetting.objects.open().get_or_create(
        partner=partner, defaults={"state": State.PREPARING}
    )
    return case


def declaration_of(partner: Organisation) -> Declaration | None:
    """The newest declaration, if it is of the version in force and not older than a decision holds."""
    newest = partner.declarations.first()
    if newest is None or newest.version != DECLARATION_VERSION:
        return None
    declared = timezone.localdate(newest.at)
    return newest if last_day(declared) >= timezone.localdate() else None


def missing(case: Vetting, level: int) -> list[str]:
    """What a case lacks for a level: `paper`, `declaration`."""
    lacks = [] if case.documents.exists() else ["paper"]
    if level == Level.PUPILS and declaration_of(case.partner) is None:
        lacks.append("declaration")
    return lacks


def may_look(person: User, partner: Organisation) -> bool:
    """Nobody of the partner itself looks at its case, whatever else they are."""
    return not Membership.objects.current().filter(person=person, organisation=partner).exists()


@transaction.atomic
def declare(partner: Organisation, name: str, position: str, by: User | None) -> Declaration:
    row = Declaration.objects.create(
        partner=partner, version=DECLARATION_VERSION, name=name, position=position, by=by
    )
    log(partner, "networks.declare", user=by, data={"version": row.version})
    return row


def hold(case: Vetting) -> None:
    """Keep it the coordinator's until the transaction ends. Raises ChangedError if it is handed in."""
    if not Vetting.objects.select_for_update().filter(pk=case.pk, state=State.PREPARING).exists():
        raise ChangedError


@transaction.atomic
def ask(case: Vetting, level: int, by: User) -> None:
    """The coordinator hands it in. Raises ChangedError or NotReadyError."""
    hold(case)
    if missing(case, level):
        raise NotReadyError
    Vetting.objects.filter(pk=case.pk).update(
        state=State.ASKED, asked=level, asked_by=by, asked_at=timezone.now()
    )
    case.refresh_from_db()
    note(case, by)
    letters.tell_office(
        office_of(case),
        "vetting_asked",
        letters.path("partner", case.partner.uid),
        partner=case.partner.name,
        level=case.get_asked_display(),
    )


@transaction.atomic
def take_back(case: Vetting, by: User) -> None:
    """The coordinator mends something; possible until somebody has advised. Raises ChangedError."""
    if not Vetting.objects.filter(pk=case.pk, state=State.ASKED).update(state=State.PREPARING):
        raise ChangedError
    case.refresh_from_db()
    note(case, by)


@transaction.atomic
def advise(case: Vetting, level: int, words: str, by: User) -> None:
    """The first person's opinion; `level` 0 is none. Raises ChangedError, NotReadyError or SamePersonError."""
    if not may_look(by, case.partner):
        raise SamePersonError
    check_level(case, level)
    # Of the papers that were looked at: they may have been taken back and handed in anew.
    advised = Vetting.objects.filter(pk=case.pk, state=State.ASKED, asked_at=case.asked_at).update(
        state=State.ADVISED, first_by=by, first_at=timezone.now(), first_level=level, first_note=words
    )
    if not advised:
        raise ChangedError
    case.refresh_from_db()
    note(case, by)
    letters.tell_office(
        office_of(case),
        "vetting_advised",
        letters.path("partner", case.partner.uid),
        leave_out=by,
        partner=case.partner.name,
        level=case.get_asked_display(),
    )


@transaction.atomic
def decide(case: Vetting, level: int, reason: str, by: User) -> None:
    """The second person's decision; `level` 0 refuses. Raises ChangedError, NotReadyError or SamePersonError."""
    if not may_look(by, case.partner) or refused_before(case, by):
        raise SamePersonError
    check_level(case, level)
    today = timezone.localdate()
    outcome: dict[str, object] = {"state": State.REFUSED, "reason": reason}
    if level:
        outcome |= {
            "state": State.GRANTED,
            "level": level,
            "starts_on": today,
            "expires_on": last_day(today),
        }
    decided = (
        Vetting.objects.filter(pk=case.pk, state=State.ADVISED)
        .exclude(first_by=by)
        .update(decided_by=by, decided_at=timezone.now(), **outcome)
    )
    if not decided:
        if Vetting.objects.filter(pk=case.pk, state=State.ADVISED, first_by=by).exists():
            raise SamePersonError
        raise ChangedError
    case.refresh_from_db()
    note(case, by)
    if level:
        letters.tell_coordinators(
            case.partner,
            "vetting_granted",
            level=case.get_level_display(),
            expires_on=case.expires_on,
            reason=reason,
        )
        show_anew(case.partner)
    else:
        letters.tell_refusal(case)


def check_level(case: Vetting, level: int) -> None:
    """Nobody gets more than asked for, and nothing without its papers. Raises NotReadyError."""
    if level and (level > case.asked or missing(case, level)):
        raise NotReadyError


def refused_before(case: Vetting, person: User) -> bool:
    """Whether an appeal was right against this very person."""
    appeal = getattr(case, "appeal", None)
    return appeal is not None and appeal.refused_by_id == person.pk


def office_of(case: Vetting) -> Organisation:
    return case.partner.office or case.partner


def note(case: Vetting, by: User | None) -> None:
    log(case, "networks.vet", user=by, data={"state": case.state, "asked": case.asked, "level": case.level})


def show_anew(partner: Organisation) -> None:
    """Pages and search know it by the partner's profile."""
    if page := getattr(partner, "partner_page", None):
        index_pages(type(page).objects.filter(pk=page.pk))
