"""How many schools have the partner networks that the programme asks for."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from vcare.targets import SCHOOL_MINIMUM


@dataclass(frozen=True)
class Coverage:
    """Schools by their number of current partners."""

    minimum: int
    #: `by_count[n]` is the number of schools with exactly n partners, for n below the minimum.
    by_count: tuple[int, ...]
    reached: int
    schools: int

    @property
    def percent(self) -> int:
        """Whole per cent of the schools that reached the minimum; 0 without schools."""
        return round(100 * self.reached / self.schools) if self.schools else 0


def coverage(networks_by_school: Mapping[Hashable, int], minimum: int = SCHOOL_MINIMUM) -> Coverage:
    """Count the schools with at least `minimum` partner networks.

    `networks_by_school` maps each school to its number of current networks and has every
    school, those without one too. Raises ValueError if `minimum` is below 1.
    """
    if minimum < 1:
        raise ValueError("a minimum below 1 counts nothing")
    counts = list(networks_by_school.values())
    return Coverage(
        minimum=minimum,
        by_count=tuple(sum(1 for count in counts if count == n) for n in range(minimum)),
        reached=sum(1 for count in counts if count >= minimum),
        schools=len(counts),
    )
