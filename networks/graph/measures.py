"""What the network of schools and partners tells: plain functions over who works with whom.

A network maps each school to the partners that count for it; schools without any are in it too. Schools
and partners are told apart by their keys.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

import networkx as nx

Network = Mapping[int, frozenset[int]]

#: A school with no more partner networks than this may need a mentor.
WEAK = 1


def isolates(network: Network) -> frozenset[int]:
    """Schools that nobody works with."""
    return frozenset(school for school, partners in network.items() if not partners)


@dataclass(frozen=True)
class Reliance:
    """What would follow if a partner stopped."""

    partner: int
    #: Schools that work with it, and those of them that would then have less than the minimum.
    schools: frozenset[int]
    falling: frozenset[int]


def over_relied(network: Network, minimum: int) -> list[Reliance]:
    """Partners whose end would leave schools with less than the minimum, the worst first."""
    found = []
    for partner, schools in schools_by_partner(network).items():
        falling = frozenset(school for school in schools if len(network[school]) == minimum)
        if falling:
            found.append(Reliance(partner, schools, falling))
    return sorted(found, key=lambda one: (-len(one.falling), -len(one.schools), one.partner))


def schools_by_partner(network: Network) -> dict[int, frozenset[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for school, partners in network.items():
        for partner in partners:
            found[partner].add(school)
    return {partner: frozenset(schools) for partner, schools in sorted(found.items())}


@dataclass(frozen=True)
class Bridge:
    """A partner without which schools would be cut off from the largest part of what it holds together."""

    partner: int
    cut_off: frozenset[int]


def bridges(network: Network) -> list[Bridge]:
    """Partners that hold schools together which nobody else does, the most schools first.

    Takes time in proportion to the ties: the pieces that each partner leaves are read off one walk over the
    blocks (parts that no single partner holds together).
    """
    graph = nx.Graph([(school, partner) for school in sorted(network) for partner in sorted(network[school])])
    found = chain.from_iterable(
        _bridges_of_part(network, graph.subgraph(part)) for part in nx.connected_components(graph)
    )
    return sorted(found, key=lambda one: (-len(one.cut_off), one.partner))


def _bridges_of_part(network: Network, part: nx.Graph) -> Iterator[Bridge]:
    blocks = [frozenset(block) for block in nx.biconnected_components(part)]
    seen: defaultdict[int, int] = defaultdict(int)
    for node in chain.from_iterable(blocks):
        seen[node] += 1
    joints = {node for node, times in seen.items() if times > 1}
    tree = nx.Graph()
    tree.add_nodes_from(("block", number) for number in range(len(blocks)))
    for number, block in enumerate(blocks):
        tree.add_edges_from((("block", number), ("joint", node)) for node in block & joints)
    # One walk: what hangs below a node of the tree stands together in `order`.
    order: list[int] = []
    first: dict[tuple[str, int], int] = {}
    last: dict[tuple[str, int], int] = {}
    parent: dict[tuple[str, int], tuple[str, int]] = {}
    for above, below, turn in nx.dfs_labeled_edges(tree, ("block", 0)):
        if turn == "forward":
            first[below] = len(order)
            if above != below:
                parent[below] = above
            kind, key = below
            order += [key] if kind == "joint" else sorted(blocks[key] - joints)
        elif turn == "reverse":
            last[below] = len(order)
    for node in sorted(joints - network.keys()):
        at = ("joint", node)
        pieces = [order[first[block] : last[block]] for block in tree[at] if parent.get(block) == at]
        pieces.append(order[: first[at]] + order[last[at] :])
        schools = [frozenset(piece) & network.keys() for piece in pieces]
        largest = max(schools, key=lambda piece: (len(piece), -min(piece, default=0)))
        cut_off = frozenset().union(*(piece for piece in schools if piece is not largest))
        if cut_off:
            yield Bridge(node, cut_off)


@dataclass(frozen=True)
class Standing:
    """A school as far as one may be another's mentor."""

    key: int
    networks: int
    cluster: int | None
    district: str
    #: Hazard groups that it works on or needs help with.
    hazards: frozenset[str]
    #: Hazard groups of the practices that its director has certified and anybody may read.
    proven: frozenset[str]


@dataclass(frozen=True)
class Pairing:
    mentor: int
    learner: int
    same_cluster: bool
    hazards: frozenset[str]


def mentors(schools: Iterable[Standing], minimum: int) -> list[Pairing]:
    """For each school with hardly a network one nearby that could show it how, the neediest first.

    A mentor has the minimum of networks and a proven practice; it belongs to the same cluster or district
    and, where it is known what the other works on, has a practice about that. The work is spread.
    """
    rows = sorted(schools, key=lambda one: (one.networks, one.key))
    near: defaultdict[tuple[str, object], list[Standing]] = defaultdict(list)
    for one in rows:
        if one.networks >= minimum and one.proven:
            if one.cluster is not None:
                near["cluster", one.cluster].append(one)
            if one.district:
                near["district", one.district].append(one)
    busy: defaultdict[int, int] = defaultdict(int)
    found = []
    for learner in rows:
        if learner.networks > min(WEAK, minimum - 1):
            break
        candidates = {
            one.key: one
            for one in (*near["cluster", learner.cluster], *near["district", learner.district])
            if one.key != learner.key and (not learner.hazards or learner.hazards & one.proven)
        }
        if candidates:
            best = min(candidates.values(), key=lambda one: _distance(one, learner, busy[one.key]))
            busy[best.key] += 1
            found.append(
                Pairing(best.key, learner.key, _same_cluster(best, learner), learner.hazards & best.proven)
            )
    return found


def _same_cluster(one: Standing, other: Standing) -> bool:
    return one.cluster is not None and one.cluster == other.cluster


def _distance(mentor: Standing, learner: Standing, busy: int) -> tuple[int, bool, int, int, int]:
    shared = len(learner.hazards & mentor.proven)
    return busy, not _same_cluster(mentor, learner), -shared, -mentor.networks, mentor.key
