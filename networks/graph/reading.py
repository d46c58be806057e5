"""The network of an office's schools as it was on a day: a handful of queries for any number of schools."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import get_language

from networks import board, ledger
from networks.counting import Judged, Rule, Verdict
from networks.graph.measures import Network, Standing
from networks.models import Need, NetworkSchool, PartnerPage, SchoolNetwork
from organisations.models import Kind, Organisation
from practices.models import Adoption, PracticePage


@dataclass(frozen=True)
class Node:
    """A school, a partner or the office itself."""

    key: int
    uid: UUID
    kind: str
    name: str
    #: The name where room is scarce.
    brief: str
    district: str
    districts: tuple[str, ...]
    cluster: int | None
    partner_type: str
    #: Of a school or the office: its partner networks by the rule of counting.
    networks: int = 0

    @property
    def is_partner(self) -> bool:
        return self.kind == Kind.PARTNER


@dataclass(frozen=True)
class Link:
    """Two that work together.

    `one` is the school or the office; `other` a partner, the school that a practice is from, or the hub of a
    network of model schools.
    """

    kind: str
    one: int
    other: int
    since: date
    until: date | None = None
    #: What counts is said by the rule of counting; what does not is shown to the office alone, with its reason.
    counts: bool = True
    ends_soon: bool = False
    why: str = ""
    #: Stages of V-CARE + N of what both did together.
    stages: frozenset[str] = frozenset()
    #: The practice that was taken over, or the network that both belong to.
    title: str = ""


#: Kinds of links.
PARTNERSHIP, ADOPTION, NETWORK = "partnership", "adoption", "network"


@dataclass(frozen=True)
class Facts:
    """What of the published practices concerns the network."""

    #: Of each school the hazard groups of its certified practices.
    proven: Mapping[int, frozenset[str]]
    #: Of each school and partner the stages of the practices that both took part in.
    stages: Mapping[tuple[int, int], frozenset[str]]


@dataclass(frozen=True)
class Scope:
    """Whose network is read, of which day, and for whom."""

    office: Organisation
    on: date
    rule: Rule
    #: Whether the reader may see what does not count, and what schools have asked for.
    inside: bool
    schools: Mapping[int, Organisation]
    judged: Mapping[int, list[Judged]]
    facts: Facts


@dataclass(frozen=True)
class Whole:
    """Everything that is shown."""

    scope: Scope
    nodes: Mapping[int, Node]
    links: list[Link]
    network: Network
    standings: list[Standing] = field(default_factory=list)

    @property
    def minimum(self) -> int:
        return self.scope.rule.school_minimum


def read(office: Organisation, on: date, *, inside: bool = False) -> Whole:
    rule = ledger.rule_of(office)
    schools = {school.pk: school for school in ledger.counted_organisations(office, on)}
    judged = ledger.judged([office, *schools.values()], rule, on)
    scope = Scope(office, on, rule, inside, schools, judged, practice_facts(office))
    links = [link for source in SOURCES for link in source(scope)]
    partners = {link.other for link in links if link.kind == PARTNERSHIP}
    shown = partners if inside else with_profile(partners)
    nodes = {row.pk: node_of(row) for row in Organisation.objects.filter(pk__in=shown).by_name()}
    for owner in (office, *schools.values()):
        nodes[owner.pk] = node_of(owner, sum(row.counts for row in judged[owner.pk]))
    # A network of model schools counts too: a school with two partners and one of these falls if a partner stops.
    # Its key is negative, so it has no node and is never named.
    network = {key: frozenset(row.tie.partner for row in judged[key] if row.counts) for key in schools}
    links = [link for link in links if link.one in nodes and link.other in nodes]
    return Whole(scope, nodes, links, network, standings(scope, network))


def node_of(row: Organisation, networks: int = 0) -> Node:
    return Node(
        row.pk,
        row.uid,
        row.kind,
        row.local_name,
        row.brief_name.removeprefix("โรงเรียน"),
        next(iter(row.districts), ""),
        tuple(row.districts),
        row.cluster_id,
        row.partner_type,
        networks,
    )


def with_profile(partners: Iterable[int]) -> set[int]:
    """Those of the partners that any visitor may read about."""
    pages = PartnerPage.objects.live().public().filter(organisation__in=partners)
    return set(pages.values_list("organisation", flat=True))


def practice_facts(office: Organisation) -> Facts:
    proven: defaultdict[int, set[str]] = defaultdict(set)
    together: defaultdict[tuple[int, int], set[str]] = defaultdict(set)
    rows = (
        PracticePage.objects.live()
        .public()
        .filter(Q(owner_organisation=office) | Q(owner_organisation__office=office))
    )
    for owner, partner, certified, hazards, stages in rows.values_list(
        "owner_organisation", "partners", "endorsed_on", "hazards", "stages"
    ):
        if certified:
            proven[owner].update(hazards)
        if partner:
            together[owner, partner].update(stages)
    return Facts(
        {key: frozenset(found) for key, found in proven.items()},
        {key: frozenset(found) for key, found in together.items()},
    )


def partnerships(scope: Scope) -> Iterator[Link]:
    """What counts; for those inside also what is in force and does not count."""
    for owner, rows in scope.judged.items():
        for row in rows:
            tie = row.tie
            if tie.model:
                continue  # no partner stands behind it
            in_force = tie.starts_on <= scope.on and (tie.ends_on is None or tie.ends_on >= scope.on)
            if row.counts or (scope.inside and in_force and row.verdict is not Verdict.ALREADY):
                yield Link(
                    PARTNERSHIP,
                    owner,
                    tie.partner,
                    tie.starts_on,
                    tie.ends_on,
                    counts=row.counts,
                    ends_soon=row.expires_soon(scope.on),
                    why="" if row.counts else board.why(row),
                    stages=scope.facts.stages.get((owner, tie.partner), frozenset()),
                )


def adoptions(scope: Scope) -> Iterator[Link]:
    """Schools that took a practice over from another; what a school has stopped is no link."""
    rows = Adoption.objects.public().open().filter(school__office=scope.office, began_on__lte=scope.on)
    columns = (
        "school",
        "practice__owner_organisation",
        "learned_from__school",
        "began_on",
        "practice__stages",
        "practice__title_en" if get_language() == "en" else "practice__title",
        "practice__title",
    )
    for school, owner, learned_from, began_on, stages, title, thai in rows.order_by(
        "began_on", "pk"
    ).values_list(*columns):
        if school in scope.schools and (origin := learned_from or owner) != school:
            yield Link(ADOPTION, school, origin, began_on, stages=frozenset(stages), title=title or thai)


def model_networks(scope: Scope) -> Iterator[Link]:
    """Schools of a public network of model schools, each with its hub."""
    rows = NetworkSchool.objects.current(scope.on).filter(
        network__office=scope.office, network__in=SchoolNetwork.objects.public()
    )
    columns = ("school", "network__hub", "starts_on", "ends_on", "network__name_en", "network__name")
    for school, hub, since, until, english, name in rows.order_by("starts_on", "pk").values_list(*columns):
        if school in scope.schools and hub in scope.schools and school != hub:
            title = english if get_language() == "en" and english else name
            yield Link(NETWORK, school, hub, since, until, title=title)


#: Where links come from. Another kind of network adds its own: anything that yields links of a scope.
SOURCES: list[Callable[[Scope], Iterator[Link]]] = [partnerships, adoptions, model_networks]


def standings(scope: Scope, network: Network) -> list[Standing]:
    """Every school as far as one may be another's mentor. What schools have asked for is for those inside."""
    hazards: defaultdict[int, set[str]] = defaultdict(set)
    for key, found in scope.facts.proven.items():
        hazards[key].update(found)
    if scope.inside:
        for school, hazard in (
            Need.objects.open().filter(school__office=scope.office).values_list("school", "hazard")
        ):
            hazards[school].add(hazard)
    return [
        Standing(
            key,
            len(network[key]),
            school.cluster_id,
            next(iter(school.districts), ""),
            frozenset(hazards[key]),
            scope.facts.proven.get(key, frozenset()),
        )
        for key, school in scope.schools.items()
    ]
