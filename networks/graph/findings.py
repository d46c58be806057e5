"""What the network tells, in the words of the page: who has nobody, who carries too much, who could teach whom."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from networks.graph import measures
from networks.graph.filters import is_in
from networks.graph.keeping import kept
from networks.graph.reading import Node, Whole
from vcare.hazards import HAZARDS


@dataclass(frozen=True)
class Carried:
    """A partner and the schools that it alone keeps above the minimum, or in touch with the others."""

    partner: Node
    schools: Sequence[Node]
    #: Whole per cent of the schools that reach the minimum and would not without it; None for a bridge.
    percent: int | None = None


@dataclass(frozen=True)
class Pair:
    mentor: Node
    learner: Node
    same_cluster: bool
    hazards: Sequence[str]


@dataclass(frozen=True)
class Findings:
    minimum: int
    alone: Sequence[Node] = ()
    relied: Sequence[Carried] = ()
    bridges: Sequence[Carried] = ()
    pairs: Sequence[Pair] = ()

    @property
    def worst(self) -> Carried | None:
        return self.relied[0] if self.relied else None


def findings(whole: Whole, chosen: dict[str, Any]) -> Findings:
    """Of the whole network; named are the schools of the chosen district and cluster."""
    looked_at = {key for key in whole.network if is_in(whole.nodes[key], chosen)}
    place = {key: number for number, key in enumerate(whole.nodes)}

    def named(keys: frozenset[int]) -> list[Node]:
        return [whole.nodes[key] for key in sorted(keys & looked_at, key=place.__getitem__)]

    def carried(rows: Sequence[tuple[int, frozenset[int]]], of: int = 0) -> list[Carried]:
        found = [
            Carried(
                whole.nodes[partner],
                named(schools),
                round(100 * len(schools & looked_at) / of) if of else None,
            )
            for partner, schools in rows
            if partner in whole.nodes and schools & looked_at
        ]
        return sorted(found, key=lambda one: (-len(one.schools), place[one.partner.key]))

    relied, bridges = kept("measures", (whole.network, whole.minimum), lambda: measured(whole))
    pairs = [
        Pair(
            whole.nodes[pair.mentor],
            whole.nodes[pair.learner],
            pair.same_cluster,
            [term.key for term in HAZARDS if term.key in pair.hazards],
        )
        for pair in measures.mentors(whole.standings, whole.minimum)
        if pair.learner in looked_at
    ]
    return Findings(
        whole.minimum,
        named(measures.isolates(whole.network)),
        carried(relied, sum(len(whole.network[key]) >= whole.minimum for key in looked_at)),
        carried(bridges),
        pairs,
    )


def measured(whole: Whole) -> tuple[list[tuple[int, frozenset[int]]], list[tuple[int, frozenset[int]]]]:
    return (
        [(one.partner, one.falling) for one in measures.over_relied(whole.network, whole.minimum)],
        [(one.partner, one.cut_off) for one in measures.bridges(whole.network)],
    )


def sheet(found: Findings) -> Iterator[list[object]]:
    """Everything that was found, one line for each school it is about."""
    yield [_("What was found"), _("Partner or school"), _("School")]
    for school in found.alone:
        yield [_("No partner network yet"), "", school.name]
    for kind, rows in (
        (_("Would fall below the minimum without it"), found.relied),
        (_("Would lose touch with the other schools without it"), found.bridges),
    ):
        for row in rows:
            for school in row.schools:
                yield [kind, row.partner.name, school.name]
    for pair in found.pairs:
        yield [_("Could be a mentor"), pair.mentor.name, pair.learner.name]
