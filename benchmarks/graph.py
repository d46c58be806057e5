"""How long the picture of a network takes: `python -m benchmarks.graph` prints JSON. Needs no database.

Our layout beside the one that network libraries usually take (springs, `networkx.spring_layout`), of the
same network. Springs of 2,000 would need minutes and one more package: they are timed at 300.
"""

import json
import random
import sys
from collections.abc import Callable
from time import perf_counter

import networkx as nx

from networks.graph import layout, measures

ROUNDS = 3
SMALL, LARGE = 300, 2000
DISTRICTS = {key: (1.35 * 3**0.5 * (n % 3), 1.5 * (n // 3)) for n, key in enumerate("abcdef")}


def network(organisations: int) -> dict[int, frozenset[int]]:
    """Six schools for each partner, three partners for each school."""
    chance = random.Random(2569)
    partners = range(10_000, 10_000 + organisations // 7)
    schools = range(organisations - len(partners))
    return {school: frozenset(chance.sample(partners, 3)) for school in schools}


def cloud(ties: dict[int, frozenset[int]]) -> layout.Cloud:
    groups = {key: [school for school in ties if school % 6 == n] for n, key in enumerate(DISTRICTS)}
    tied = {partner: sorted(schools) for partner, schools in measures.schools_by_partner(ties).items()}
    return layout.cloud(groups, DISTRICTS, tied)


def columns(ties: dict[int, frozenset[int]]) -> object:
    pairs = [(school, partner) for school, partners in ties.items() for partner in sorted(partners)]
    return layout.in_order(list(ties), sorted({partner for _school, partner in pairs}), pairs)


def springs(ties: dict[int, frozenset[int]]) -> object:
    graph = nx.Graph((school, partner) for school, partners in ties.items() for partner in partners)
    return nx.spring_layout(graph, seed=1)


def milliseconds(work: Callable[[], object]) -> float:
    times = []
    for _round in range(ROUNDS):
        started = perf_counter()
        work()
        times.append((perf_counter() - started) * 1000)
    return sorted(times)[ROUNDS // 2]


def main() -> None:
    small, large = network(SMALL), network(LARGE)
    base = milliseconds(lambda: springs(small))
    works = [
        (f"springs, {SMALL}", lambda: springs(small)),
        (f"cloud, {SMALL}", lambda: cloud(small)),
        (f"cloud, {LARGE}", lambda: cloud(large)),
        (f"columns, {LARGE}", lambda: columns(large)),
        (f"who is relied on, {LARGE}", lambda: measures.over_relied(large, 3)),
        (f"bridges, {LARGE}", lambda: measures.bridges(large)),
    ]
    rows = []
    for name, work in works:
        time = milliseconds(work)
        rows.append({"network": name, "ms": round(time, 1), "ratio_to_springs": round(time / base, 3)})
    print(json.dumps({"rows": rows}))


if __name__ == "__main__":
    sys.exit(main())
