"""Pictures in two columns, a finger's height for each row: what a phone can show, and any number as groups."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from networks.graph import layout, wrapping
from networks.graph.keeping import kept
from networks.graph.reading import PARTNERSHIP, Node
from networks.graph.things import Drawing, Telling, Thing, Ties, how
from organisations.models import Kind, Organisation
from vcare.partners import PARTICIPANT_TYPES, PARTNER_TYPES
from vcare.schools import DISTRICTS

#: Height of a row, width of the whole, where the dots of both columns stand.
ROW, WIDTH, LEFT, RIGHT = 48, 344, 132, 212

#: From a dot to its words, letters in a line, from line to line.
BESIDE, LETTERS, LEADING = 14, 15, 15.5

#: The thinnest and the thickest line between groups.
THIN, THICK = 1, 12


class Entry(NamedTuple):
    """What stands in a row."""

    href: str
    says: str
    shape: str
    css: str
    name: str
    note: str = ""


class Line(NamedTuple):
    left: int
    right: int
    css: str = "tie"
    width: float = 1.6


def one_by_one(telling: Telling, owners: Sequence[Node], partners: Sequence[Node]) -> Drawing:
    """Schools left, partners right. Who took a practice over from whom stands in the table."""
    return drawing(
        {node.key: entry(telling, node) for node in owners},
        {node.key: entry(telling, node) for node in partners},
        [Line(link.one, link.other, how(link)) for link in telling.links if link.kind == PARTNERSHIP],
    )


def around(telling: Telling, centre: Node) -> Drawing:
    """One organisation left, all it works with right."""
    others = {link.other if link.one == centre.key else link.one: link for link in telling.links}
    return drawing(
        {centre.key: entry(telling, centre)},
        {key: entry(telling, node) for key, node in telling.whole.nodes.items() if key in others},
        [Line(centre.key, key, how(link)) for key, link in others.items()],
    )


def entry(telling: Telling, node: Node) -> Entry:
    return Entry(
        telling.address_of(node), telling.says(node), telling.shape(node), telling.css(node), node.brief
    )


def by_groups(telling: Telling, nodes: Sequence[Node]) -> Drawing:
    """Districts, or the clusters of one, left; sorts of partners right; the thicker a line the more ties."""
    names, group_of, narrowed = groups_of_schools(telling)
    sort_of = {term.key: term.sandbox for term in PARTNER_TYPES}
    schools = [node for node in nodes if node.kind == Kind.SCHOOL]
    numbers = Counter(group_of(node) for node in schools)
    reached = Counter(group_of(node) for node in schools if node.networks >= telling.minimum)
    partners = Counter(sort_of.get(node.partner_type, "") for node in nodes if node.is_partner)
    left, right = {}, {}
    for number, (key, name) in enumerate(names.items()):
        if numbers[key]:
            note = _("%(n)s schools, %(reached)s reached") % {"n": numbers[key], "reached": reached[key]}
            left[number] = Entry(
                telling.address(**narrowed(key)), f"{name}: {note}", "group", "of-place", name, note
            )
    for number, term in enumerate(PARTICIPANT_TYPES, start=len(names)):
        if partners[term.key]:
            name, note = (
                term.label(get_language()),
                _("%(n)s partners") % {"n": partners[term.key]},
            )
            address = telling.address(partner_type=term.key)
            right[number] = Entry(address, f"{name}: {note}", "group-partner", "of-partner", name, note)
    row_of = {key: number for number, key in enumerate([*names, *PARTICIPANT_TYPES.keys()])}
    nodes_of = telling.whole.nodes
    ties = Counter(
        (
            row_of.get(group_of(nodes_of[link.one]), -1),
            row_of.get(sort_of.get(nodes_of[link.other].partner_type, ""), -1),
        )
        for link in telling.links
        if link.kind == PARTNERSHIP
    )
    ties = Counter({pair: n for pair, n in ties.items() if pair[0] in left and pair[1] in right})
    most = max(ties.values(), default=1)
    return drawing(
        left,
        right,
        [
            Line(*pair, width=round(THIN + (THICK - THIN) * number / most, 1))
            for pair, number in sorted(ties.items())
        ],
    )


def groups_of_schools(
    telling: Telling,
) -> tuple[Mapping[str, str], Callable[[Node], str], Callable[[str], dict[str, str]]]:
    """Names of the groups, the group of a school, and the filter that a group leads to."""
    if telling.chosen.get("district"):
        keys = {node.cluster for node in telling.whole.nodes.values() if node.cluster}
        clusters = Organisation.objects.filter(pk__in=keys).by_name()
        names = {str(row.pk): row.local_name for row in clusters}
        return names, (lambda node: str(node.cluster or "")), (lambda key: {"cluster": key})
    names = {term.key: term.label(get_language()) for term in DISTRICTS}
    return names, (lambda node: node.district), (lambda key: {"district": key})


def drawing(left: Mapping[int, Entry], right: Mapping[int, Entry], lines: Iterable[Line]) -> Drawing:
    lines = [line for line in lines if line.left in left and line.right in right]
    pairs = [(line.left, line.right) for line in lines]
    first, second = kept(
        "columns",
        (list(left), list(right), pairs),
        lambda: layout.in_order(list(left), list(right), pairs),
    )
    height = ROW * max(len(left), len(right), 1)
    at_left = {key: row_y(number, len(first), height) for number, key in enumerate(first)}
    at_right = {key: row_y(number, len(second), height) for number, key in enumerate(second)}
    paths: defaultdict[tuple[str, float], str] = defaultdict(str)
    for line in lines:
        paths[line.css, line.width] += curve(at_left[line.left], at_right[line.right])
    return Drawing(
        WIDTH,
        height,
        [Ties(css, path, width) for (css, width), path in sorted(paths.items())],
        [
            *(thing(left[key], LEFT, y, at_end=True) for key, y in at_left.items()),
            *(thing(right[key], RIGHT, y, at_end=False) for key, y in at_right.items()),
        ],
    )


def row_y(number: int, rows: int, height: float) -> float:
    """The middle of a row; a shorter column stands in the middle of the picture."""
    return (height - ROW * rows) / 2 + ROW * (number + 0.5)


def thing(row: Entry, x: float, y: float, *, at_end: bool) -> Thing:
    text = wrapping.lines(row.name, LETTERS)
    below = len(text) + bool(row.note) - 1
    return Thing(
        row.href,
        row.says,
        row.shape,
        row.css,
        x,
        round(y, 1),
        text,
        x - BESIDE if at_end else x + BESIDE,
        round(y + 4.5 - below * LEADING / 2, 1),
        at_end,
        note=row.note,
    )


def curve(one: float, other: float) -> str:
    middle = (LEFT + RIGHT) // 2
    return f"M{LEFT},{one:g}C{middle},{one:g} {middle},{other:g} {RIGHT},{other:g}"
