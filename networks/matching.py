"""How well an offer answers a need, and why: plain functions, every point with its reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """A reason that stands beside a suggestion."""

    CARE_STEP = "same care step"
    NEAR = "same district"
    PLACE = "place suits"
    ROOM = "much room left"
    LITTLE_ROOM = "little room left"
    TRIED = "has helped before"
    GAP = "fills the school's gap"
    PUPILS = "may meet pupils"
    VETTED = "vetted"


#: What each reason is worth; the hazard group must agree, or the offer is no candidate at all.
POINTS: dict[Why, int] = {
    Why.GAP: 5,
    Why.CARE_STEP: 4,
    Why.NEAR: 3,
    Why.PUPILS: 3,
    Why.PLACE: 2,
    Why.TRIED: 2,
    Why.ROOM: 1,
    Why.VETTED: 1,
    Why.LITTLE_ROOM: 0,
}

#: An offer with no more than this part of its capacity left has little room.
LITTLE = 0.2


@dataclass(frozen=True)
class Wish:
    """A need as far as matching goes."""

    hazard: str
    care_step: str
    place: str
    districts: frozenset[str]
    #: Partners that count for the school already.
    partners: frozenset[int] = frozenset()
    #: Whether the school lacks partner networks.
    lacks_networks: bool = False


@dataclass(frozen=True)
class Supply:
    """An offer as far as matching goes."""

    key: int
    partner: int
    hazards: frozenset[str]
    care_steps: frozenset[str]
    places: frozenset[str]
    #: Where it may be had, and where the partner itself is at home.
    districts: frozenset[str]
    home: frozenset[str]
    capacity: int
    left: int
    #: How often it was done and rated well by a school.
    kept: int = 0
    #: How far the office trusts the partner: 1 listed, 2 vetted, 3 may meet pupils.
    level: int = 1


@dataclass(frozen=True)
class Fit:
    supply: Supply
    reasons: tuple[Why, ...]

    @property
    def points(self) -> int:
        return sum(POINTS[reason] for reason in self.reasons)


def fit(wish: Wish, supply: Supply) -> Fit | None:
    """None if the offer is not for this need: another hazard, another district, or no room left."""
    if supply.left < 1 or wish.hazard not in supply.hazards or not wish.districts & supply.districts:
        return None
    reasons = []
    if wish.lacks_networks and supply.partner not in wish.partners:
        reasons.append(Why.GAP)
    if wish.care_step and wish.care_step in supply.care_steps:
        reasons.append(Why.CARE_STEP)
    if wish.districts & supply.home:
        reasons.append(Why.NEAR)
    if wish.place in supply.places:
        reasons.append(Why.PLACE)
    if supply.kept:
        reasons.append(Why.TRIED)
    if supply.level > 1:
        reasons.append(Why.PUPILS if supply.level > 2 else Why.VETTED)
    reasons.append(Why.LITTLE_ROOM if supply.left <= supply.capacity * LITTLE else Why.ROOM)
    return Fit(supply, tuple(reasons))


def ranked(wish: Wish, supplies: Iterable[Supply]) -> list[Fit]:
    """The offers that answer a need, the best first; among equals those with more room, then the older."""
    fits = [found for supply in supplies if (found := fit(wish, supply))]
    return sorted(fits, key=lambda found: (-found.points, -found.supply.left, found.supply.key))
