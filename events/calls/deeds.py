"""What happens to a call and to what schools propose. Each deed holds the call first: nobody decides about what changes."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import User
from accounts.notices import notify
from events.calls.letters import organisers, path_to, proposers
from events.models import Call, ExchangeEventPage, Proposal

State = Proposal.State


class CallError(Exception):
    """What was asked for is no longer possible; nothing was changed."""


class ClosedError(CallError):
    """The call is not open."""


class DoubleError(CallError):
    """This practice has been proposed for the event already."""


class ChangedError(CallError):
    """The proposal's state has changed meanwhile."""


def held(call: Call) -> Call:
    """The call as it is now; until the transaction ends nobody else gets it."""
    rows = Call.objects.select_for_update(of=("self",)).select_related("event__host")
    return rows.get(pk=call.pk)


@transaction.atomic
def write(call: Call, by: User, *, closes_at: datetime | None, opening: bool) -> None:
    """Keep what is sought; with `opening` schools may answer from now on."""
    call.closes_at = closes_at
    if opening:
        call.opened_at = timezone.now()
    if call.pk is None:
        # Pressed twice: both write the same call.
        call.pk = Call.objects.get_or_create(event=call.event)[0].pk
    call.save()
    log(call, "events.call", user=by, data={"open": call.is_open})


@transaction.atomic
def close(call: Call, by: User) -> None:
    """At once, before its day."""
    now = timezone.now()
    if not Call.objects.filter(pk=call.pk, opened_at__lte=now, closes_at__gt=now).update(closes_at=now):
        raise ClosedError
    log(call, "events.call", user=by, data={"open": False})


@transaction.atomic
def propose(proposal: Proposal, by: User) -> None:
    """Raises ClosedError or DoubleError."""
    if not held(proposal.call).is_open:
        raise ClosedError
    proposal.sent_by, proposal.sent_at = by, timezone.now()
    try:
        with transaction.atomic():
            proposal.save()
    except IntegrityError as error:
        raise DoubleError from error
    log(proposal, "events.propose", user=by)
    _tell(proposal, "proposed")


@transaction.atomic
def change(proposal: Proposal, by: User) -> None:
    """Other words, presenter or form: until the call closes and nobody has decided."""
    if not held(proposal.call).is_open:
        raise ClosedError
    fields = {name: getattr(proposal, name) for name in ("form", "presenter", "position", "note")}
    if not Proposal.objects.filter(pk=proposal.pk, state=State.SENT).update(**fields):
        raise ChangedError
    log(proposal, "events.propose", user=by)


@transaction.atomic
def withdraw(proposal: Proposal, by: User) -> None:
    """The school takes it back; if it had been selected the organisers hear of it. Raises ChangedError."""
    held(proposal.call)
    before = Proposal.objects.values_list("state", flat=True).get(pk=proposal.pk)
    if not Proposal.objects.filter(pk=proposal.pk).standing().update(state=State.WITHDRAWN):
        raise ChangedError
    proposal.state = State.WITHDRAWN
    log(proposal, "events.withdraw", user=by)
    if before == State.SELECTED:
        event = proposal.call.event
        notify(organisers(event), "events/mail/withdrawn", path=event_path(proposal), **_facts(proposal))


@transaction.atomic
def decide(proposal: Proposal, state: str, reason: str, by: User) -> None:
    """Select it, put it on the reserve list or decline it; said otherwise later, it is told again.

    Raises ChangedError if its school has taken it back, if it is so already, or if the event is cancelled.
    """
    if held(proposal.call).event.is_cancelled:
        raise ChangedError
    changes = {"state": state, "reason": reason, "decided_at": timezone.now(), "decided_by": by}
    rows = Proposal.objects.filter(pk=proposal.pk).standing()
    if not rows.exclude(state=state, reason=reason).update(**changes):
        raise ChangedError
    for name, value in changes.items():
        setattr(proposal, name, value)
    log(proposal, "events.select", user=by, data={"state": state})
    _tell(proposal, state)


def tell_of_the_end(event: ExchangeEventPage) -> None:
    """The event is cancelled: whoever would present, or waits for an answer, hears of it."""
    rows = Proposal.objects.filter(
        call__event=event, state__in=[State.SENT, State.SELECTED, State.RESERVE]
    ).select_related("call__event__host", "practice", "school", "sent_by")
    for row in rows:
        row.call.event = event
        _tell(row, "call_cancelled")


def _tell(proposal: Proposal, what: str) -> None:
    notify(proposers(proposal), f"events/mail/{what}", path=own_path(proposal), **_facts(proposal))


def _facts(proposal: Proposal) -> dict[str, object]:
    return {"proposal": proposal, "event": proposal.call.event}


def own_path(proposal: Proposal) -> str:
    return path_to("exchange:proposal", proposal.uid)


def event_path(proposal: Proposal) -> str:
    return path_to("exchange:desk_proposal", proposal.call.event.slug, proposal.uid)
