"""How practices spread over the office's districts: who began something, who took something over, when."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Taken:
    """One adoption, as far as it is counted. `origin` is the district it came from, empty for the office's own."""

    school: int
    district: str
    origin: str
    began_on: date
    standing: str


@dataclass
class District:
    """What there is in one district."""

    key: str
    schools: int = 0
    created: int = 0
    adopted: int = 0
    neither: int = 0
    standings: Counter[str] = field(default_factory=Counter)
    from_elsewhere: int = 0

    @property
    def taken(self) -> int:
        return sum(self.standings.values())


@dataclass(frozen=True)
class Spread:
    """Everything that the page about diffusion shows."""

    districts: Sequence[District]
    whole: District
    #: From district to district, how often.
    flows: Mapping[tuple[str, str], int]
    #: By district, then by the first day of a month.
    months: Mapping[str, Mapping[date, int]]


def spread(
    schools: Mapping[int, str], creators: Iterable[int], taken: Iterable[Taken], districts: Sequence[str]
) -> Spread:
    """Count. `schools` maps each school to its district; a school of no known district counts in the whole only."""
    rows = list(taken)
    creating, adopting = set(creators) & set(schools), {row.school for row in rows} & set(schools)
    found = {key: District(key) for key in districts}
    whole = District("")
    for school, key in schools.items():
        for place in filter(None, (found.get(key), whole)):
            place.schools += 1
            place.created += school in creating
            place.adopted += school in adopting
            place.neither += school not in creating and school not in adopting
    flows: Counter[tuple[str, str]] = Counter()
    months: defaultdict[str, Counter[date]] = defaultdict(Counter)
    for row in rows:
        elsewhere = row.origin != row.district
        for place in filter(None, (found.get(row.district), whole)):
            place.standings[row.standing] += 1
            place.from_elsewhere += elsewhere
        if row.origin in found and row.district in found:
            flows[row.origin, row.district] += 1
        months[row.district][row.began_on.replace(day=1)] += 1
    return Spread(
        list(found.values()), whole, dict(flows), {key: dict(value) for key, value in months.items()}
    )


def silent(schools: Iterable[int], creators: Iterable[int], adopters: Iterable[int]) -> set[int]:
    """Schools that neither began nor took over anything."""
    return set(schools) - set(creators) - set(adopters)
