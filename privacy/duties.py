"""What waits for a person who looks after children's privacy; for "my work"."""

from dataclasses import dataclass

from accounts.models import User
from organisations import policy
from organisations.policy import Action, Thing
from privacy.models import Sighting


@dataclass(frozen=True)
class Duties:
    """How much waits. Nothing is counted that the person may not see."""

    red: int
    amber: int


def duties_of(person: User) -> Duties | None:
    if not policy.may(person, Action.VIEW, Thing.FINDING):
        return None
    levels = list(Sighting.objects.open().values_list("level", flat=True))
    return Duties(levels.count("block"), levels.count("warn"))
