"""The picture of wide windows: schools by district, partners between those they work with."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from networks.graph import layout, wrapping
from networks.graph.keeping import kept
from networks.graph.reading import Link, Node
from networks.graph.things import Drawing, Place, Telling, Thing, Ties, how
from organisations.models import Kind
from practices.adoption.charts import PLACES
from vcare.schools import DISTRICTS

#: Height of a label's line, width of a letter, labels that are always there at most, their letters.
LINE, LETTER, MOST_LABELS, LETTERS = 14.0, 6.4, 40, 22

#: The radius that a label keeps from the things.
ROUND = 9

#: Wider than high, as windows are.
STRETCH = 1.35


def cloud(telling: Telling, nodes: Sequence[Node]) -> Drawing:
    groups: defaultdict[str, list[int]] = defaultdict(list)
    tied: dict[int, list[int]] = {}
    for node in nodes:
        if node.kind == Kind.SCHOOL:
            groups[node.district if node.district in PLACES else ""].append(node.key)
        else:
            tied[node.key] = []
    for link in telling.links:
        for one, other in ((link.one, link.other), (link.other, link.one)):
            if one in tied:
                tied[one].append(other)
    centres = {key: centre(key) for key in sorted(groups)}
    ordered = {key: groups[key] for key in sorted(groups)}
    found = kept("cloud", (ordered, centres, tied), lambda: layout.cloud(ordered, centres, tied))
    discs = [disc for disc in found.discs if disc.key]
    return Drawing(
        found.width,
        found.height,
        lines(telling.links, found.places),
        things(telling, nodes, found),
        [place(telling, disc, len(groups[disc.key])) for disc in discs],
    )


def centre(district: str) -> layout.Point:
    """Where a district lies to the others; those of no known district stand apart."""
    column, row = PLACES.get(district, (2, 2))
    return STRETCH * 3**0.5 * (column + 0.5 * (row % 2)), 1.5 * row


def lines(links: Sequence[Link], places: Mapping[int, layout.Point]) -> list[Ties]:
    paths: defaultdict[str, str] = defaultdict(str)
    for link in links:
        (x, y), (to_x, to_y) = places[link.one], places[link.other]
        paths[how(link)] += f"M{x:.0f},{y:.0f}L{to_x:.0f},{to_y:.0f}"
    return [Ties(css, path) for css, path in sorted(paths.items())]


def things(telling: Telling, nodes: Sequence[Node], found: layout.Cloud) -> list[Thing]:
    labels = labels_of(telling, nodes, found)
    shown = []
    for node in nodes:
        x, y = found.places[node.key]
        label = labels.get(node.key)
        at_end = label.at_end if label else x > found.width / 2
        shown.append(
            Thing(
                telling.address_of(node),
                telling.says(node),
                telling.shape(node),
                telling.css(node),
                x,
                y,
                [short(node) if label else node.brief],
                label.x if label else round(x - 13 if at_end else x + 13, 1),
                label.y if label else round(y + 4, 1),
                at_end,
                always=label is not None,
            )
        )
    return shown


def labels_of(telling: Telling, nodes: Sequence[Node], found: layout.Cloud) -> dict[int, layout.Label]:
    """Words that are always there: of partners, the most connected first, as long as they meet nothing."""
    field = layout.Box(0, 0, found.width, found.height)
    taken = [layout.Box(x - ROUND, y - ROUND, x + ROUND, y + ROUND) for x, y in found.places.values()]
    taken += [layout.title_box(disc) for disc in found.discs if disc.key]
    labels: dict[int, layout.Label] = {}
    wanted = [node for node in nodes if node.kind != Kind.SCHOOL]
    for node in sorted(wanted, key=lambda node: (-telling.tied[node.key], node.key))[:MOST_LABELS]:
        width = LETTER * wrapping.width(short(node))
        label = layout.label_for(found.places[node.key], ROUND, width, LINE, field, taken)
        if label:
            labels[node.key] = label
            taken.append(label.box)
    return labels


def short(node: Node) -> str:
    return wrapping.cut(node.brief, LETTERS)


def place(telling: Telling, disc: layout.Disc, schools: int) -> Place:
    name, words = DISTRICTS[disc.key].label(get_language()), _("%(n)s schools") % {"n": schools}
    x, y = layout.title_of(disc)
    # Of another district than the chosen one only those are there with whom its schools share something.
    whole = telling.chosen.get("district", disc.key) == disc.key
    return Place(
        telling.address(district=disc.key),
        f"{name}: {words}" if whole else name,
        disc.x,
        disc.y,
        disc.radius,
        f"{name} · {words}" if whole else name,
        x,
        y,
    )
