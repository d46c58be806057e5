"""What pictures are made of, and what every organisation in them looks like, says and leads to."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from networks.graph.reading import PARTNERSHIP, Link, Node, Whole
from organisations.models import Kind
from vcare.partners import PARTNER_TYPES


@dataclass(frozen=True)
class Thing:
    """What can be followed in a picture: a shape, its words, and where it leads."""

    href: str
    #: What a screen reader says: name, what it is, how many it works with.
    says: str
    shape: str
    css: str
    x: float
    y: float
    lines: Sequence[str]
    text_x: float
    text_y: float
    #: Whether the words end at text_x instead of beginning there.
    at_end: bool = False
    #: Whether the words are always there; otherwise they appear when the thing is pointed at.
    always: bool = True
    #: A second, quieter line.
    note: str = ""


@dataclass(frozen=True)
class Place:
    """Where the schools of a district stand together: its disc and its title, which leads to the district."""

    href: str
    says: str
    x: float
    y: float
    radius: float
    words: str
    text_x: float
    text_y: float


@dataclass(frozen=True)
class Ties:
    """All lines of one kind as one path."""

    css: str
    path: str
    width: float = 0


@dataclass(frozen=True)
class Drawing:
    width: float
    height: float
    ties: Sequence[Ties]
    things: Sequence[Thing]
    #: Only a cloud has any.
    places: Sequence[Place] = ()


class Telling:
    """How the nodes of a network are told apart without colour, and where they lead."""

    def __init__(self, whole: Whole, links: Sequence[Link], chosen: Mapping[str, Any]) -> None:
        self.whole = whole
        self.links = links
        self.chosen = chosen
        self.minimum = whole.minimum
        #: With how many each works, of those that are shown.
        self.tied = Counter(key for pair in {(link.one, link.other) for link in links} for key in pair)

    def address(self, **changed: object) -> str:
        """The same page, narrowed otherwise."""
        kept = {name: value for name, value in self.chosen.items() if name not in {"org", "sort"}}
        return "?" + urlencode({name: str(value) for name, value in {**kept, **changed}.items()})

    def address_of(self, node: Node) -> str:
        return self.address(org=node.uid)

    def says(self, node: Node) -> str:
        if node.is_partner:
            term = PARTNER_TYPES.get(node.partner_type)
            what = term.short(get_language()) if term else _("Partner")
            return _("%(name)s, %(what)s, works with %(n)s") % {
                "name": node.name,
                "what": what,
                "n": self.tied[node.key],
            }
        return _("%(name)s, %(n)s partner networks") % {"name": node.name, "n": node.networks}

    def css(self, node: Node) -> str:
        if node.kind != Kind.SCHOOL:
            return f"of-{node.kind}"
        return "is-reached" if node.networks >= self.minimum else "is-some" if node.networks else "is-none"

    @staticmethod
    def shape(node: Node) -> str:
        return str(Kind(node.kind))


def how(link: Link) -> str:
    """The class of a link's line."""
    if link.kind != PARTNERSHIP:
        return f"tie-{link.kind}"
    return "tie-not" if not link.counts else "tie-soon" if link.ends_soon else "tie"
