"""The network as a table: one line for each link."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from networks.graph.reading import ADOPTION, NETWORK, PARTNERSHIP, Link, Node, Whole
from vcare.partners import PARTNER_TYPES
from vcare.schools import DISTRICTS


@dataclass(frozen=True)
class Line:
    link: Link
    one: Node
    other: Node

    @property
    def is_partnership(self) -> bool:
        return self.link.kind == PARTNERSHIP

    @property
    def connection(self) -> str:
        """What connects them, in words."""
        return {
            PARTNERSHIP: _("Partner network"),
            ADOPTION: _("Took a practice over"),
            NETWORK: _("Network of model schools"),
        }[self.link.kind]

    @property
    def what(self) -> str:
        """What the other one is."""
        term = PARTNER_TYPES.get(self.other.partner_type)
        return term.short(get_language()) if term else ""


def table(whole: Whole, links: Iterable[Link]) -> list[Line]:
    return [Line(link, whole.nodes[link.one], whole.nodes[link.other]) for link in links]


def state(link: Link) -> str:
    """In words; empty for what is no partnership."""
    if link.kind != PARTNERSHIP:
        return ""
    if link.ends_soon:
        return _("Ends within 90 days")
    return _("Counts") if link.counts else _("Does not count")


def sheet(rows: Iterable[Line], *, inside: bool) -> Iterator[list[object]]:
    yield [
        _("School"),
        _("District"),
        _("What connects them"),
        _("With"),
        _("Type of partner"),
        _("Since"),
        _("Until"),
        _("Stages"),
        _("Practice or network"),
        *([_("State"), _("Why")] if inside else []),
    ]
    for row in rows:
        link = row.link
        yield [
            row.one.name,
            " ".join(DISTRICTS.label(key, get_language()) for key in row.one.districts if key in DISTRICTS),
            row.connection,
            row.other.name,
            row.what,
            link.since,
            link.until or "",
            " ".join(sorted(link.stages)),
            link.title,
            *([state(link), link.why] if inside else []),
        ]
