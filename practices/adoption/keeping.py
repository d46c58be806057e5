"""What a school says about its use of a practice, and what follows. Every change is an event; none is overwritten."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts import links
from accounts.models import User
from organisations import policy
from organisations.models import Organisation
from organisations.policy import Action
from practices.adoption import history, telling
from practices.adoption.pulse import EARLY_DAYS, LASTING_DAYS
from practices.models import Adaptation, Adoption, AdoptionEvent, PracticePage
from vcare.adoption import NEXT_STATES, PULSE_ANSWERS

Kind = AdoptionEvent.Kind


class RefusedError(Exception):
    """What was asked does not fit how things stand; the message says why, in the reader's language."""


def own_practice(practice: PracticePage, school: Organisation) -> bool:
    return practice.owner_organisation_id == school.pk


@transaction.atomic
def start(
    practice: PracticePage,
    school: Organisation,
    by: User | None,
    day: date | None = None,
    *,
    via: str = "",
    tells: bool = True,
) -> Adoption:
    """The school means to use the practice. Said twice, it counts once. Raises RefusedError.

    Whoever passes `tells=False` asks the director on a way of their own; until then nobody else sees it.
    """
    if own_practice(practice, school):
        raise RefusedError(_("This practice is your school's own."))
    adoption, created = Adoption.objects.get_or_create(
        practice=practice,
        school=school,
        defaults={
            "created_by": by,
            "via": via,
            "version": practice.live_revision,
            "version_on": timezone.localdate(practice.last_published_at)
            if practice.last_published_at
            else None,
        },
    )
    adoption = locked(adoption)
    if not created and adoption.state != "withdrawn":
        return adoption
    if not created:
        adoption.version, adoption.created_by, adoption.confirmed_on = practice.live_revision, by, None
        adoption.via = via or adoption.via
        adoption.save(update_fields=["version", "created_by", "confirmed_on", "via"])
    write(adoption, Kind.STATE, by, state="intent", day=day or timezone.localdate())
    log(adoption, "adoption.start", user=by, data={"practice": practice.reference})
    if by and policy.may(by, Action.CERTIFY, adoption):
        confirm(adoption, by)
    elif tells:
        telling.started(adoption)
    return adoption


def locked(adoption: Adoption) -> Adoption:
    """The adoption as it is now; two who change it at once follow on each other."""
    return Adoption.objects.select_for_update().get(pk=adoption.pk)


def write(adoption: Adoption, kind: str, by: User | None, **fields: object) -> AdoptionEvent:
    event = AdoptionEvent.objects.create(adoption=adoption, kind=kind, by=by, **fields)
    adoption.follow_events()
    return event


@transaction.atomic
def confirm(adoption: Adoption, by: User | None) -> None:
    """The school stands by it: from now on it is public."""
    adoption = locked(adoption)
    if adoption.confirmed_on or adoption.state == "withdrawn":
        return
    adoption.confirmed_on, adoption.confirmed_by = timezone.localdate(), by
    adoption.save(update_fields=["confirmed_on", "confirmed_by"])
    write(adoption, Kind.CONFIRM, by)
    log(adoption, "adoption.confirm", user=by)
    links.withdraw(telling.CONFIRM, adoption)
    telling.confirmed(adoption)


@transaction.atomic
def decline(adoption: Adoption, by: User) -> None:
    """The school does not stand by it. Raises RefusedError if it has said so, or taken it back, meanwhile."""
    adoption = locked(adoption)
    if adoption.confirmed_on or adoption.state == "withdrawn":
        raise RefusedError(_("Somebody has changed this meanwhile. Please look again."))
    links.withdraw(telling.CONFIRM, adoption)
    change(adoption, "withdrawn", by)
    log(adoption, "adoption.decline", user=by)


@transaction.atomic
def change(
    adoption: Adoption,
    state: str,
    by: User | None,
    *,
    day: date | None = None,
    reason: str = "",
    text: str = "",
    kind: str = Kind.STATE,
    by_link: bool = False,
) -> AdoptionEvent:
    """Say how it stands. Raises RefusedError if that can't follow on how it stood."""
    adoption = locked(adoption)
    day = day or timezone.localdate()
    if state != "withdrawn" and state not in NEXT_STATES[adoption.state]:
        raise RefusedError(_("Somebody has changed this meanwhile. Please look again."))
    if day < adoption.state_on:
        raise RefusedError(_("The day is before the one that the last state began on."))
    event = write(adoption, kind, by, state=state, day=day, reason=reason, text=text.strip(), by_link=by_link)
    log(adoption, "adoption.state", user=by, data={"state": state, "reason": reason})
    if state != "withdrawn" or adoption.confirmed_on:
        telling.changed(adoption, event)
    return event


def last_said(adoption: Adoption) -> AdoptionEvent | None:
    """What may be taken back: the last thing that changed the state, unless it is the beginning."""
    events = [event for event in history.counting(adoption.events.all()) if event.state]
    return events[-1] if len(events) > 1 else None


@transaction.atomic
def undo(adoption: Adoption, event: AdoptionEvent, by: User) -> None:
    """Take back what was said last; it stays on record. Raises RefusedError."""
    adoption = locked(adoption)
    if (last := last_said(adoption)) is None or last.pk != event.pk:
        raise RefusedError(_("Only what was said last can be taken back."))
    back = write(adoption, Kind.UNDO, by, undoes=event)
    log(adoption, "adoption.undo", user=by, data={"state": event.state})
    if adoption.confirmed_on:
        telling.changed(adoption, back)


@transaction.atomic
def describe(adoption: Adoption, by: User, *, learned_from: Adoption | None, via: str) -> None:
    """Where and how the school learned of the practice."""
    adoption = locked(adoption)
    if learned_from and (learned_from.pk == adoption.pk or adoption.pk in ancestors(learned_from)):
        raise RefusedError(_("That school learned it from you."))
    adoption.learned_from, adoption.via = learned_from, via
    adoption.save(update_fields=["learned_from", "via"])
    log(adoption, "adoption.details", user=by, data={"via": via})


def ancestors(adoption: Adoption) -> set[int]:
    """Keys of the adoptions that one goes back to, itself included."""
    parents = dict(
        Adoption.objects.filter(practice_id=adoption.practice_id).values_list("pk", "learned_from_id")
    )
    found: set[int] = set()
    key: int | None = adoption.pk
    while key is not None and key not in found:
        found.add(key)
        key = parents.get(key)
    return found


@transaction.atomic
def adapt(adoption: Adoption, adaptation: Adaptation, by: User) -> None:
    """Keep the description of a change, new or corrected."""
    adaptation.adoption, adaptation.by = adoption, by
    adaptation.save()
    write(locked(adoption), Kind.ADAPT, by, text=adaptation.what)
    log(adoption, "adoption.adapt", user=by, data={"part": adaptation.part})


@transaction.atomic
def unadapt(adaptation: Adaptation, by: User) -> None:
    """Show the description of a change no more."""
    adaptation.removed_on = timezone.localdate()
    adaptation.save(update_fields=["removed_on"])
    log(adaptation.adoption, "adoption.unadapt", user=by, data={"part": adaptation.part})


def after_answer(adoption: Adoption, answer: str, day: date) -> str:
    """The state that an answer leads to; empty if it stays as it is."""
    if answer == "stopped":
        return "stopped"
    if answer not in PULSE_ANSWERS or answer == "waiting":
        return ""
    if adoption.used_from is None:
        return "trying"
    lasting = (day - adoption.used_from).days >= LASTING_DAYS - EARLY_DAYS
    return "using" if adoption.state == "trying" and lasting else ""
