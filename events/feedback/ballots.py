"""Ballots: a team fetches as many as it has people, each is good for one answer, and nobody writes down whose is which.

Whoever opens the team's page gets a random number with it. Pressing the button sends it back, and the ballot follows from
it: pressed again, the same one comes. When it is handed out only the team's counter moves, and hashes are kept of the
number and, once it is used, of the ballot. No row ever has a team and one of them.
"""

import hashlib
import secrets

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import override

from events.models import Feedback, HandedBallots, Registration, SpentBallot

_TEAM, _BALLOT, _ASKED = "events.feedback.team", "events.feedback.ballot", "events.feedback.asked"


class NoBallotError(Exception):
    """The team has fetched all of its ballots."""


def team_key(registration: Registration) -> str:
    """Part of the address that a team passes on among its people. It opens nothing but ballots."""
    return signing.Signer(salt=_TEAM).sign(registration.uid.hex)


def team_path(registration: Registration) -> str:
    with override("th"):
        return reverse("exchange:ballots", args=[team_key(registration)])


def way_to_answer(registration: Registration) -> str:
    """The team's address while its people may answer; "" otherwise."""
    feedback: Feedback | None = getattr(registration.event, "feedback", None)
    asked = feedback is not None and feedback.takes_answers and registration.has_place
    return reverse("exchange:ballots", args=[team_key(registration)]) if asked else ""


def team_of(key: str) -> Registration | None:
    try:
        uid = signing.Signer(salt=_TEAM).unsign(key)
    except signing.BadSignature:
        return None
    return Registration.objects.select_related("event__host").filter(uid=uid).first()


def due_to(registration: Registration) -> int:
    """How many answers a team may give: one for each of its people, if it has a place."""
    return registration.size if registration.has_place else 0


def left_of(registration: Registration) -> int:
    handed = HandedBallots.objects.filter(registration=registration).values_list("handed", flat=True).first()
    return max(0, due_to(registration) - (handed or 0))


def new_number(registration: Registration) -> str:
    """What somebody of the team asks with for a ballot."""
    return _asking(registration).sign(secrets.token_hex(16))


def is_number(registration: Registration, asked: str) -> bool:
    """Whether the portal gave it out, on this team's page."""
    try:
        _asking(registration).unsign(asked)
    except signing.BadSignature:
        return False
    return True


def _asking(registration: Registration) -> signing.Signer:
    return signing.Signer(salt=f"{_ASKED}:{registration.uid.hex}")


def was_handed_out(asked: str) -> bool:
    return SpentBallot.objects.filter(digest=_mark(asked)).exists()


def was_used(feedback: Feedback, asked: str) -> bool:
    return SpentBallot.objects.filter(digest=digest(ballot_of(feedback, asked))).exists()


@transaction.atomic
def hand_out(registration: Registration, feedback: Feedback, asked: str) -> str:
    """The ballot of a number; the team's counter moves when it is asked for first. Raises NoBallotError."""
    _row, first = SpentBallot.objects.get_or_create(digest=_mark(asked), defaults={"feedback": feedback})
    if first:
        HandedBallots.objects.get_or_create(registration=registration)
        if not HandedBallots.objects.filter(registration=registration).take_one(due_to(registration)):
            raise NoBallotError
    return ballot_of(feedback, asked)


def ballot_of(feedback: Feedback, asked: str) -> str:
    secret = salted_hmac(_BALLOT, asked, algorithm="sha256").hexdigest()[:32]
    return signing.Signer(salt=_BALLOT).sign(f"{feedback.pk}-{secret}")


def _mark(asked: str) -> str:
    """Under what a number is kept once its ballot was counted."""
    return hashlib.sha256(f"{_ASKED}:{asked}".encode()).hexdigest()


def feedback_of(ballot: str) -> Feedback | None:
    """The form that a ballot is for; None if it isn't ours."""
    try:
        value = signing.Signer(salt=_BALLOT).unsign(ballot)
    except signing.BadSignature:
        return None
    return Feedback.objects.select_related("event__host").filter(pk=value.partition("-")[0]).first()


def digest(ballot: object) -> str:
    """Under what a ballot, or a filling-in of the open form, is kept once it was used."""
    return hashlib.sha256(f"{_BALLOT}:{ballot}".encode()).hexdigest()
