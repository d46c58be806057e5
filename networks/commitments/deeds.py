"""What people do to a commitment, each deed in one transaction with its letters and its log entry."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts import links
from accounts.models import OneTimeLink, User
from networks.commitments import access, binding, people
from networks.commitments.people import SIGN
from networks.commitments.states import Deed
from networks.models import Commitment, Party, Promise, Signature, Suspension
from networks.models.commitments import SERIES
from organisations.models import Kind, Organisation, RunningNumber

State = Commitment.State


class NotAllowedError(Exception):
    """The person may not do this, or not any more."""


class SettledError(Exception):
    """Somebody else was quicker, or the text has changed since it was read."""


class IncompleteError(Exception):
    """It can't be proposed yet; `lines` say why."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


@dataclass(frozen=True)
class Hand:
    """A name and a position below a text, as they stand there."""

    name: str
    position: str


def begin(commitment: Commitment, person: User, deed: Deed, seen: int | None = None) -> Commitment:
    """The commitment with its row held, if the person may do the deed.

    `seen` is the version of the text that the person has read. Raises NotAllowedError, SettledError.
    """
    # One at a time: the second of two who press at once finds it settled.
    held = Commitment.objects.select_for_update().get(pk=commitment.pk)
    if deed not in access.deeds(held, person):
        raise SettledError if access.could(held, person, deed) else NotAllowedError
    if seen is not None and seen != held.text_version:
        raise SettledError
    return held


# Drafting


@transaction.atomic
def draft(author: Organisation, by: User, save: Callable[[Commitment], object]) -> Commitment:
    """A new draft; `save` fills it in and stores it with its parties."""
    commitment = Commitment(author=author, office=author.office or author, created_by=by)
    commitment.reference = RunningNumber.take_reference(SERIES)
    save(commitment)
    log(commitment, "networks.commitment.draft", user=by)
    return commitment


def wording(commitment: Commitment) -> list[object]:
    """Everything that is agreed on by a signature, for comparing; not who is asked to sign."""
    fields = ("kind", "title", "purpose", "levels", "starts_on", "ends_on", "place", "is_public")
    return [
        *Commitment.objects.filter(pk=commitment.pk).values_list(*fields),
        *Party.objects.filter(commitment=commitment).values_list("organisation", "number", "duties"),
        *Promise.objects.filter(commitment=commitment).values_list(
            "party__organisation", "number", "what", "indicator", "target", "due_on"
        ),
    ]


@transaction.atomic
def change(commitment: Commitment, by: User, seen: int | None, save: Callable[[Commitment], object]) -> bool:
    """Another text; True if signatures became void by it. `save` stores it. Raises SettledError."""
    held = begin(commitment, by, Deed.EDIT, seen)
    before = wording(held)
    addresses = dict(held.parties.values_list("pk", "signatory_email"))
    save(held)
    voided = False
    if wording(held) != before:
        held.text_version += 1
        held.save(update_fields=["text_version"])
        voided = void_signatures(held)
        log(held, "networks.commitment.change", user=by, data={"version": held.text_version})
        asked_anew = list(held.parties.select_related("organisation"))
        for party in asked_anew:
            links.withdraw(SIGN, party)
        held.parties.update(declined_at=None, declined_because="")
    else:
        asked_anew = [
            party
            for party in unsigned(held)
            if party.signatory_email and party.signatory_email != addresses.get(party.pk)
        ]
        for party in asked_anew:
            links.withdraw(SIGN, party)
    if held.state == State.WAITING:
        ask(held, asked_anew)
    return voided


def void_signatures(commitment: Commitment) -> bool:
    """Whoever signed has signed another text: say so to all, and to who signed."""
    rows = list(
        Signature.objects.valid().filter(party__commitment=commitment).select_related("party__organisation")
    )
    if not rows:
        return False
    Signature.objects.filter(pk__in=[row.pk for row in rows]).update(void_since=timezone.now())
    log(commitment, "networks.commitment.void", data={"signatures": [row.name for row in rows]})
    people.tell(
        people.everyone(commitment),
        "void",
        commitment,
        signatures=[f"{row.name} {row.party}" for row in rows],
    )
    return True


def ask(commitment: Commitment, parties: list[Party]) -> None:
    for party in parties:
        party.commitment = commitment
        people.ask_to_sign(party)


def unsigned(commitment: Commitment) -> list[Party]:
    """Parties whose signature for the text as it is now is missing."""
    rows = Party.objects.filter(commitment=commitment).unsigned()
    return list(rows.select_related("organisation"))


def obstacles(commitment: Commitment, *, on_paper: bool = False) -> list[str]:
    """Why it can't be signed yet, in the visitor's language."""
    parties = list(commitment.parties.select_related("organisation"))
    promises = list(commitment.promises.all())
    found = []
    if len(parties) < 2:
        found.append(_("Name at least two parties."))
    if not any(party.organisation.kind in (Kind.OFFICE, Kind.SCHOOL) for party in parties):
        found.append(_("At least one party is a school or the office."))
    found += suspended(parties)
    if not promises:
        found.append(_("Write down at least one promise."))
    for promise in promises:
        if not commitment.starts_on <= promise.due_on <= commitment.ends_on:
            found.append(
                _("The promise “%(what)s” is due on a day outside the commitment's time.")
                % {"what": promise.what}
            )
    if not on_paper:
        found += [
            _("Say who signs for %(name)s.") % {"name": party.organisation.local_name}
            for party in parties
            if not (party.signatory_name and party.signatory_position)
        ]
        if commitment.ends_on <= timezone.localdate():
            found.append(_("Its last day is over. Choose a later one."))
    return found


def suspended(parties: Iterable[Party]) -> list[str]:
    """Parties that nothing new may be agreed on with, a line each."""
    rows = Suspension.objects.covering().filter(partner__in=[party.organisation_id for party in parties])
    return [
        _("The office has suspended %(name)s: agree on nothing new until that is lifted.")
        % {"name": row.partner.local_name}
        for row in rows.select_related("partner")
    ]


# Signing


@transaction.atomic
def propose(commitment: Commitment, by: User, seen: int | None = None) -> None:
    """Ask all parties to sign. Raises IncompleteError."""
    held = begin(commitment, by, Deed.PROPOSE, seen)
    if lines := obstacles(held):
        raise IncompleteError(lines)
    held.state, held.proposed_at = State.WAITING, timezone.now()
    held.save(update_fields=["state", "proposed_at"])
    held.parties.update(declined_at=None, declined_because="")
    ask(held, unsigned(held))
    log(held, "networks.commitment.propose", user=by, data={"version": held.text_version})
    people.tell(people.everyone(held), "proposed", held)


@transaction.atomic
def recall(commitment: Commitment, by: User) -> None:
    """Take it back to be drafted on; nobody can sign meanwhile."""
    held = begin(commitment, by, Deed.RECALL)
    held.state = State.DRAFT
    held.save(update_fields=["state"])
    withdraw_links(held)
    log(held, "networks.commitment.recall", user=by)
    people.tell(people.everyone(held), "recalled", held)


def withdraw_links(commitment: Commitment) -> None:
    for party in commitment.parties.all():
        links.withdraw(SIGN, party)


@transaction.atomic
def link_for_line(party: Party, by: User) -> str:
    """Words for LINE with a new link for one party. Raises SettledError."""
    held = begin(party.commitment, by, Deed.LINK)
    if party not in unsigned(held):
        raise SettledError
    party.commitment = held
    return people.line_ask(party, people.new_link(party))


@transaction.atomic
def send_again(party: Party, by: User) -> None:
    """The letter once more; earlier links end. Raises SettledError."""
    held = begin(party.commitment, by, Deed.LINK)
    if party not in unsigned(held) or not party.signatory_email:
        raise SettledError
    links.withdraw(SIGN, party)
    ask(held, [party])


def party_behind(link: OneTimeLink) -> Party | None:
    """Who signs by a link, if the text is still the one that it was made for."""
    party = Party.objects.select_related("commitment", "organisation").filter(pk=int(link.subject_pk)).first()
    if party is None or party.commitment.state != State.WAITING:
        return None
    return party if link.data.get("version") == party.commitment.text_version else None


def hold_for(link: OneTimeLink) -> tuple[Commitment, Party]:
    """The commitment with its row held and the party of a link, which is used up. Raises SettledError."""
    party = party_behind(link)
    if party is None:
        raise SettledError
    held = Commitment.objects.select_for_update().get(pk=party.commitment_id)
    if held.state != State.WAITING or link.data.get("version") != held.text_version:
        raise SettledError
    if party not in unsigned(held) or not links.use(link):
        raise SettledError
    links.withdraw(SIGN, party)
    return held, party


@transaction.atomic
def sign(link: OneTimeLink, hand: Hand) -> Commitment:
    """A party signs what it has read; with the last signature it is in force.

    Raises SettledError, or IncompleteError if a party has been suspended since.
    """
    held, party = hold_for(link)
    if lines := suspended(held.parties.all()):
        raise IncompleteError(lines)
    Signature.objects.create(
        party=party,
        name=hand.name,
        position=hand.position,
        signed_on=timezone.localdate(),
        how=Signature.How.LINK,
        text_version=held.text_version,
    )
    log(
        held,
        "networks.commitment.sign",
        data={"party": party.organisation.name, "name": hand.name, "position": hand.position},
    )
    if unsigned(held):
        people.tell(people.everyone(held), "signed", held, party=party.organisation.name, name=hand.name)
    else:
        come_into_force(held)
    return held


@transaction.atomic
def decline(link: OneTimeLink, reason: str) -> Commitment:
    """A party does not sign and says why; it goes back to be drafted on. Raises SettledError."""
    held, party = hold_for(link)
    party.declined_at, party.declined_because = timezone.now(), reason
    party.save(update_fields=["declined_at", "declined_because"])
    held.state = State.DRAFT
    held.save(update_fields=["state"])
    withdraw_links(held)
    log(held, "networks.commitment.decline", data={"party": party.organisation.name, "reason": reason})
    people.tell(people.everyone(held), "declined", held, party=party.organisation.name, reason=reason)
    return held


@transaction.atomic
def sign_on_paper(
    commitment: Commitment,
    by: User,
    *,
    scan: File,
    signed_on: date,
    hands: Mapping[int, Hand],
    seen: int | None,
) -> None:
    """All have signed a paper, which is kept privately: it is in force. `hands` by party. Raises IncompleteError."""
    held = begin(commitment, by, Deed.PAPER, seen)
    if lines := obstacles(held, on_paper=True):
        raise IncompleteError(lines)
    parties = list(held.parties.all())
    Signature.objects.valid().filter(party__in=parties).update(void_since=timezone.now())
    for party in parties:
        hand = hands[party.pk]
        Signature.objects.create(
            party=party,
            name=hand.name,
            position=hand.position,
            signed_on=signed_on,
            how=Signature.How.PAPER,
            text_version=held.text_version,
            recorded_by=by,
        )
    held.scan = scan
    held.proposed_at = held.proposed_at or timezone.now()
    held.save()
    withdraw_links(held)
    log(held, "networks.commitment.paper", user=by, data={"signed_on": signed_on.isoformat()})
    come_into_force(held, by)


def come_into_force(commitment: Commitment, by: User | None = None) -> None:
    commitment.state, commitment.in_force_at = State.IN_FORCE, timezone.now()
    commitment.save(update_fields=["state", "in_force_at"])
    Commitment.objects.filter(pk=commitment.renewed_from_id).update(renewed_at=timezone.now())
    binding.bind(commitment)
    log(commitment, "networks.commitment.in_force", user=by)
    people.tell_all("in_force", commitment)


# Ending and renewing


@transaction.atomic
def cancel(commitment: Commitment, by: User, reason: str) -> None:
    """Call it off, saying why; what it kept counting ends today."""
    held = begin(commitment, by, Deed.CANCEL)
    was_in_force = held.state == State.IN_FORCE
    held.state, held.cancelled_at, held.cancelled_because = State.CANCELLED, timezone.now(), reason
    held.save(update_fields=["state", "cancelled_at", "cancelled_because"])
    withdraw_links(held)
    if was_in_force:
        binding.release(held)
        Commitment.objects.filter(pk=held.renewed_from_id).update(renewed_at=None)
    log(held, "networks.commitment.cancel", user=by, data={"reason": reason})
    if held.proposed_at:
        people.tell_all("cancelled", held, reason=reason, by=by)
    else:
        people.tell(people.drafters(held), "cancelled", held, reason=reason, by=by)


@transaction.atomic
def reopen(commitment: Commitment, by: User) -> None:
    """Undo of calling off what never was in force. Raises SettledError if its renewal has a new draft."""
    held = begin(commitment, by, Deed.REOPEN)
    held.state, held.cancelled_at, held.cancelled_because = State.DRAFT, None, ""
    try:
        with transaction.atomic():
            held.save(update_fields=["state", "cancelled_at", "cancelled_because"])
    except IntegrityError as error:
        raise SettledError from error
    log(held, "networks.commitment.reopen", user=by)


@transaction.atomic
def renew(commitment: Commitment, by: User) -> Commitment:
    """A new draft with the same parties and promises for the time after; the one there is, if there is one."""
    held = begin(commitment, by, Deed.RENEW)
    if there_is := renewal_of(held):
        return there_is
    author = access.sides(held, by)[0].organisation
    shift = held.ends_on - held.starts_on + timedelta(days=1)
    new = Commitment.objects.create(
        reference=RunningNumber.take_reference(SERIES),
        office=held.office,
        author=author,
        renewed_from=held,
        starts_on=held.starts_on + shift,
        ends_on=held.ends_on + shift,
        created_by=by,
        is_demo=held.is_demo,
        **{
            name: getattr(held, name) for name in ("kind", "title", "purpose", "levels", "place", "is_public")
        },
    )
    for party in held.parties.all():
        promises = list(party.promises.all())
        party.pk, party.commitment, party.declined_at, party.declined_because = None, new, None, ""
        party._state.adding = True
        party.save()
        Promise.objects.bulk_create(
            Promise(
                commitment=new,
                party=party,
                number=promise.number,
                what=promise.what,
                indicator=promise.indicator,
                target=promise.target,
                due_on=promise.due_on + shift,
            )
            for promise in promises
        )
    log(new, "networks.commitment.draft", user=by, data={"renews": held.reference})
    log(held, "networks.commitment.renew", user=by, data={"by": new.reference})
    return new


def renewal_of(commitment: Commitment) -> Commitment | None:
    """What follows a commitment, even as a draft."""
    return commitment.renewals.exclude(state=State.CANCELLED).first()


def show(commitment: Commitment, by: User, is_public: bool) -> None:
    """Let visitors read about it, or no more."""
    with transaction.atomic():
        held = begin(commitment, by, Deed.SHOW)
        held.is_public = is_public
        held.save(update_fields=["is_public"])
        log(held, "networks.commitment.show", user=by, data={"public": is_public})
