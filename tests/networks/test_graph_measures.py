"""What the network tells, checked against taking a partner away and counting again."""

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from networks.graph import layout, measures
from networks.graph.measures import Standing

SCHOOLS = range(1, 13)
PARTNERS = range(101, 108)

networks = st.fixed_dictionaries({school: st.frozensets(st.sampled_from(PARTNERS)) for school in SCHOOLS})
hazards = st.frozensets(st.sampled_from(["violence", "accident", "rights"]))
standings = st.lists(
    st.builds(
        Standing,
        key=st.integers(1, 40),
        networks=st.integers(0, 5),
        cluster=st.none() | st.integers(1, 3),
        district=st.sampled_from(["", "2202", "2204"]),
        hazards=hazards,
        proven=hazards,
    ),
    max_size=14,
    unique_by=lambda one: one.key,
)


def without(network, partner):
    return {school: partners - {partner} for school, partners in network.items()}


def reached(network, minimum):
    return {school for school, partners in network.items() if len(partners) >= minimum}


@given(networks)
def test_isolates_are_those_whom_nobody_works_with(network):
    alone = measures.isolates(network)
    assert all(bool(partners) == (school not in alone) for school, partners in network.items())


@given(networks, st.integers(1, 4))
def test_falling_are_those_that_the_end_of_a_partner_brings_below_the_minimum(network, minimum):
    found = {one.partner: one for one in measures.over_relied(network, minimum)}
    for partner in PARTNERS:
        lost = reached(network, minimum) - reached(without(network, partner), minimum)
        assert lost == (found[partner].falling if partner in found else set())


@given(networks)
def test_a_bridge_s_end_leaves_its_schools_outside_the_largest_part(network):
    found = {one.partner: one.cut_off for one in measures.bridges(network)}
    graph = nx.Graph([(school, partner) for school in network for partner in network[school]])
    for partner in PARTNERS:
        if partner not in graph:
            continue
        held = nx.node_connected_component(graph, partner) - {partner}
        pieces = [set(piece) & set(SCHOOLS) for piece in nx.connected_components(graph.subgraph(held))]
        cut_off = found.get(partner, frozenset())
        assert bool(cut_off) == (len(pieces) > 1)
        kept = (held & set(SCHOOLS)) - cut_off
        assert kept in pieces
        assert len(kept) == max(map(len, pieces))


@given(standings, st.integers(1, 4))
def test_a_mentor_is_strong_near_and_has_something_to_teach(schools, minimum):
    by_key = {one.key: one for one in schools}
    for pair in measures.mentors(schools, minimum):
        mentor, learner = by_key[pair.mentor], by_key[pair.learner]
        assert mentor.networks >= minimum > learner.networks
        assert learner.networks <= measures.WEAK
        assert mentor.proven
        assert (mentor.cluster is not None and mentor.cluster == learner.cluster) or (
            mentor.district and mentor.district == learner.district
        )
        assert not learner.hazards or learner.hazards & mentor.proven


@given(standings, st.integers(1, 4), st.randoms(use_true_random=False))
def test_who_could_mentor_whom_does_not_hang_on_the_order(schools, minimum, shuffler):
    mixed = list(schools)
    shuffler.shuffle(mixed)
    assert measures.mentors(schools, minimum) == measures.mentors(mixed, minimum)


def test_the_work_of_mentors_is_spread():
    strong = [Standing(key, 3, 1, "2202", frozenset(), frozenset(["rights"])) for key in (1, 2)]
    weak = [Standing(key, 0, 1, "2202", frozenset(), frozenset()) for key in (3, 4)]
    assert {pair.mentor for pair in measures.mentors([*strong, *weak], 3)} == {1, 2}


# Where things stand

pairs = st.lists(st.tuples(st.sampled_from(SCHOOLS), st.sampled_from(PARTNERS)), max_size=40)


@given(pairs)
def test_columns_keep_everybody_and_cross_no_more_than_before(ties):
    before = {key: sorted({b for a, b in ties if a == key}) for key in SCHOOLS}
    left, right = layout.in_order(list(SCHOOLS), list(PARTNERS), ties)
    assert sorted(left) == list(SCHOOLS)
    assert sorted(right) == list(PARTNERS)
    assert layout.crossings(left, right, before) <= layout.crossings(SCHOOLS, PARTNERS, before)


@given(st.lists(st.sampled_from("ab"), min_size=1, max_size=30), pairs)
def test_nothing_in_the_cloud_lies_on_another_or_outside(places, ties):
    groups = {key: [n for n, place in enumerate(places, start=1) if place == key] for key in "ab"}
    groups = {key: members for key, members in groups.items() if members}
    tied = {partner: [a for a, b in ties if b == partner] for partner in PARTNERS}
    centres = {"a": (0.0, 0.0), "b": (1.0, 0.5)}
    found = layout.cloud(groups, centres, tied)
    assert found == layout.cloud(groups, centres, tied)
    points = list(found.places.values())
    assert len(points) == len(places) + len(PARTNERS)
    assert all(0 < x < found.width and 0 < y < found.height for x, y in points)
    for number, one in enumerate(points):
        assert all(abs(one[0] - x) + abs(one[1] - y) > 8 for x, y in points[:number])


def test_a_label_goes_where_there_is_room_or_nowhere():
    field = layout.Box(0, 0, 200, 100)
    right = layout.label_for((50, 50), 9, 60, 14, field, [])
    assert (right.at_end, right.x) == (False, 63)
    taken = [layout.Box(60, 40, 130, 60)]
    assert layout.label_for((90, 50), 9, 60, 14, field, taken) is None
    left = layout.label_for((150, 50), 9, 60, 14, field, [layout.Box(155, 45, 200, 55)])
    assert left.at_end
