"""What waits for a person who looks after children's privacy; for "my work"."""

from dataclasses import dataclass

from accounts.models import User
from organisations import policy
from organisations.policy import Action, Thing
from privacy.models import Consent, Sighting, TakeDown


@dataclass(frozen=True)
class Duties:
    """How much waits. Nothing is counted that the person may not see."""

    red: int
    amber: int
    #: Consents that end within 30 days or have run out, and requests that wait.
    ending: int
    requests: int


def duties_of(person: User) -> Duties | None:
    if not policy.may(person, Action.VIEW, Thing.FINDING):
        return None
    sees_consents = policy.may(person, Action.VIEW, Thing.CONSENT)
    levels = list(Sighting.objects.open().values_list("level", flat=True))
    return Duties(
        levels.count("block"),
        levels.count("warn"),
        Consent.objects.ending_within(30).count() + Consent.objects.run_out().count() if sees_consents else 0,
        TakeDown.objects.waiting().count() if policy.may(person, Action.VIEW, Thing.TAKE_DOWN) else 0,
    )
