"""The map: what there is in each district, on schematic tiles and at its place on earth."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from networks.graph.reading import PARTNERSHIP, Whole
from organisations.models import Kind
from practices.adoption.charts import Tile, tiles
from vcare.geography import CENTRES, Centre
from vcare.schools import DISTRICTS


@dataclass(frozen=True)
class Place:
    """A district with what there is in it."""

    key: str
    name: str
    schools: int
    reached: int
    alone: int
    #: Partners that are at home there, and ties of its schools.
    partners: int
    ties: int
    tile: Tile | None
    centre: Centre | None

    @property
    def percent(self) -> int:
        return round(100 * self.reached / self.schools) if self.schools else 0

    @property
    def shade(self) -> int:
        """How dark the tile is: 0 for no school that reached the minimum, 4 for all."""
        return 0 if not self.reached else max(1, 4 * self.reached // self.schools)


def places(whole: Whole) -> Sequence[Place]:
    drawn = {tile.district: tile for tile in tiles()}
    found = []
    for term in DISTRICTS:
        schools = [
            node for node in whole.nodes.values() if node.kind == Kind.SCHOOL and term.key in node.districts
        ]
        keys = {node.key for node in schools}
        found.append(
            Place(
                term.key,
                term.label(get_language()),
                len(schools),
                sum(node.networks >= whole.minimum for node in schools),
                sum(not node.networks for node in schools),
                sum(node.is_partner and term.key in node.districts for node in whole.nodes.values()),
                sum(link.kind == PARTNERSHIP and link.counts and link.one in keys for link in whole.links),
                drawn.get(term.key),
                CENTRES.get(term.key),
            )
        )
    return found


def sheet(found: Sequence[Place]) -> Iterator[list[object]]:
    yield [
        _("District"),
        _("Schools"),
        _("Reached the minimum"),
        _("Without any network"),
        _("Partners at home there"),
        _("Partnerships"),
        _("Latitude"),
        _("Longitude"),
    ]
    for place in found:
        yield [
            place.name,
            place.schools,
            place.reached,
            place.alone,
            place.partners,
            place.ties,
            place.centre.latitude if place.centre else "",
            place.centre.longitude if place.centre else "",
        ]
