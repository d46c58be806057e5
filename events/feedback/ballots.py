"""Ballots: a team fetches as many as it has people, each is good for one answer, and nobody writes down whose is which.

A ballot is a random number with the portal's signature. When it is handed out only the team's counter moves; when it is
used only its hash is kept. No row ever has both.
"""

import hashlib
import secrets

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from events.models import Feedback, HandedBallots, Registration

_TEAM, _BALLOT = "events.feedback.team", "events.feedback.ballot"


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


@transaction.atomic
def hand_out(registration: Registration, feedback: Feedback) -> str:
    """A new ballot for somebody of the team. Raises NoBallotError."""
    HandedBallots.objects.get_or_create(registration=registration)
    if not HandedBallots.objects.filter(registration=registration).take_one(due_to(registration)):
        raise NoBallotError
    return new_ballot(feedback)


def new_ballot(feedback: Feedback) -> str:
    return signing.Signer(salt=_BALLOT).sign(f"{feedback.pk}-{secrets.token_hex(16)}")


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
