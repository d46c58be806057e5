"""What is drawn of a network: as much as a screen can show, with a way down to the rest.

Few organisations are drawn one by one, as a cloud where the window is wide and as two columns on a phone;
many are drawn as groups, by district or cluster and by sort of partner, each of which leads to its own
picture. One organisation is drawn with those it works with.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from networks.graph import columns
from networks.graph.cloud import cloud
from networks.graph.filters import is_in
from networks.graph.reading import Link, Node, Whole
from networks.graph.things import Drawing, Telling
from organisations.models import Kind

#: Organisations that are drawn one by one at most, in a cloud and in one column.
MOST_DRAWN, MOST_ROWS = 200, 40

#: Conditions that leave only those in the picture whom a link connects.
OF_LINKS = ("partner_type", "stage", "kind", "state")


@dataclass(frozen=True)
class Picture:
    columns: Drawing
    #: Only where it fits; then the columns are for narrow windows.
    cloud: Drawing | None = None
    #: Whether the columns show groups, because there are too many for a phone.
    grouped: bool = False


def drawn(whole: Whole, links: Sequence[Link], chosen: Mapping[str, Any], centre: Node | None) -> Picture:
    telling = Telling(whole, links, chosen)
    if centre is not None:
        return Picture(columns.around(telling, centre))
    nodes = shown(whole, links, chosen)
    # Columns have no room for who took a practice over from a school elsewhere: the table says it.
    owners = [
        node for node in nodes if not node.is_partner and (is_in(node, chosen) or node.kind == Kind.OFFICE)
    ]
    partners = [node for node in nodes if node.is_partner]
    grouped = max(len(owners), len(partners)) > MOST_ROWS
    return Picture(
        columns.by_groups(telling, nodes) if grouped else columns.one_by_one(telling, owners, partners),
        cloud(telling, nodes) if 0 < len(nodes) <= MOST_DRAWN else None,
        grouped,
    )


def shown(whole: Whole, links: Sequence[Link], chosen: Mapping[str, Any]) -> list[Node]:
    """Whom a link connects, and the schools of the place that have none."""
    keys = {key for link in links for key in (link.one, link.other)}
    if not any(chosen.get(name) for name in OF_LINKS):
        keys |= {key for key in whole.network if is_in(whole.nodes[key], chosen)}
    return [node for key, node in whole.nodes.items() if key in keys]
