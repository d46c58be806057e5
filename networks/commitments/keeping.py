"""What becomes of the promises: reports with something to show, and what the other side says."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import User
from networks.commitments import access, deeds, people
from networks.commitments.states import Deed
from networks.models import Commitment, Partnership, PartnershipActivity, Party, ProgressReport, Promise
from organisations.models import Kind

Answer = ProgressReport.Answer
Outcome = Promise.Outcome


@transaction.atomic
def report(commitment: Commitment, by: User, made: ProgressReport) -> None:
    """Keep a party's report and ask the others whether it is so."""
    held = deeds.begin(commitment, by, Deed.REPORT)
    if made.party not in access.sides(held, by):
        raise deeds.NotAllowedError
    made.commitment, made.reported_by = held, by
    made.save()
    log(held, "networks.commitment.report", user=by, data={"party": made.party.organisation.name})
    people.tell(others(made.party), "reported", held, party=made.party.organisation.name, text=made.text)


def others(party: Party) -> list[User]:
    """Those responsible in all other parties."""
    rows = Party.objects.filter(commitment=party.commitment_id).exclude(pk=party.pk)
    return [
        person
        for row in rows.select_related("organisation")
        for person in people.responsible(row.organisation)
    ]


def answering_side(commitment: Commitment, person: User, not_of: Party) -> Party | None:
    """The party for which a person answers another's word; nobody confirms themselves."""
    found = [side for side in access.sides(commitment, person) if side.pk != not_of.pk]
    return found[0] if found else None


@transaction.atomic
def answer(made: ProgressReport, by: User, word: str, words: str) -> None:
    """Another party confirms a report or sees it differently, once. Confirmed, it counts as done together."""
    held = deeds.begin(made.commitment, by, Deed.ANSWER)
    side = answering_side(held, by, made.party)
    if side is None:
        raise deeds.NotAllowedError
    changed = ProgressReport.objects.filter(pk=made.pk, answer=Answer.NONE).update(
        answer=word, answer_words=words, answer_party=side, answered_by=by, answered_at=timezone.now()
    )
    if not changed:
        raise deeds.SettledError
    if word == Answer.CONFIRMED:
        count_as_done_together(made, side, by)
    log(held, "networks.commitment.answer", user=by, data={"report": made.pk, "answer": word})
    people.tell(
        people.responsible(made.party.organisation),
        "answered",
        held,
        party=side.organisation.name,
        confirmed=word == Answer.CONFIRMED,
        words=words,
    )


def count_as_done_together(made: ProgressReport, side: Party, by: User) -> None:
    """What a school or office and a partner agree to have done stands in their partnership too."""
    if made.activity_id:
        return
    pair = {
        made.party.organisation.kind == Kind.PARTNER: made.party,
        side.organisation.kind == Kind.PARTNER: side,
    }
    if len(pair) < 2:
        return
    partnership = (
        Partnership.objects.current(made.day)
        .filter(owner=pair[False].organisation_id, partner=pair[True].organisation_id)
        .first()
    )
    if partnership:
        activity = PartnershipActivity.objects.create(
            partnership=partnership, day=made.day, what=made.text[:250], recorded_by=by
        )
        ProgressReport.objects.filter(pk=made.pk).update(activity=activity)


@transaction.atomic
def judge(promise: Promise, by: User, outcome: str, because: str) -> None:
    """Another party says what became of a promise; said again, the last word counts and the log keeps all."""
    held = deeds.begin(promise.commitment, by, Deed.JUDGE)
    side = answering_side(held, by, promise.party)
    if side is None:
        raise deeds.NotAllowedError
    known = outcome != Promise.Outcome.UNKNOWN
    Promise.objects.filter(pk=promise.pk).update(
        outcome=outcome,
        outcome_because=because,
        outcome_on=timezone.localdate() if known else None,
        outcome_by=by,
        outcome_party=side,
    )
    log(
        held,
        "networks.commitment.judge",
        user=by,
        data={"promise": promise.what, "outcome": outcome, "because": because},
    )
    people.tell(
        people.responsible(promise.party.organisation),
        "judged",
        held,
        promise=promise.what,
        outcome=outcome,
        because=because,
        party=side.organisation.name,
    )


@dataclass(frozen=True)
class Tally:
    """How many promises were kept, partly, not, and of how many nobody has said so."""

    kept: int
    partly: int
    not_kept: int
    unknown: int
    overdue: int

    @property
    def all(self) -> int:
        return self.kept + self.partly + self.not_kept + self.unknown


def tally(promises: Any) -> Tally:
    """Of a commitment's promises, read already."""
    rows = list(promises)
    count = {outcome: sum(row.outcome == outcome for row in rows) for outcome in Outcome}
    return Tally(
        count[Outcome.KEPT],
        count[Outcome.PARTLY],
        count[Outcome.NOT_KEPT],
        count[Outcome.UNKNOWN],
        sum(row.is_overdue for row in rows),
    )
