"""What a visitor narrows the picture and its table by."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content import labels
from content.labels import local, local_short
from content.listing import FilterForm
from content.years import AtEnd
from networks.graph.reading import ADOPTION, NETWORK, PARTNERSHIP, Link, Node, Whole
from organisations.models import Kind, Organisation
from vcare.partners import PARTICIPANT_TYPES, PARTNER_TYPES
from vcare.schools import DISTRICTS
from vcare.stages import STAGES

SORTS = ("school", "partner", "since", "until")


def types() -> Iterator[tuple[str, Any]]:
    """Each sort of organisation, and below it the types that belong to it."""
    yield "", _("All")
    for group in PARTICIPANT_TYPES:
        yield group.key, local(group)
        for term in PARTNER_TYPES:
            if term.sandbox == group.key:
                yield term.key, local_short(term)


class GraphFilter(FilterForm):
    """District, cluster, type of partner, stage, year; the one in the middle, and the order of the table."""

    per_page = 30
    by_year = AtEnd(back=4)

    district = forms.ChoiceField(
        label=_("District"), choices=[("", _("All")), *labels.short_choices(DISTRICTS)], required=False
    )
    cluster = forms.ChoiceField(label=_("School cluster"), required=False)
    partner_type = forms.ChoiceField(label=_("Type of partner"), required=False)
    stage = forms.ChoiceField(
        label=_("Stage of V-CARE + N"), choices=[("", _("All")), *labels.choices(STAGES)], required=False
    )
    kind = forms.ChoiceField(
        label=_("What connects them"),
        choices=[
            ("", _("All")),
            (PARTNERSHIP, _("Partner network")),
            (NETWORK, _("Network of model schools")),
            (ADOPTION, _("Took a practice over")),
        ],
        required=False,
    )
    state = forms.ChoiceField(
        label=_("State"),
        choices=[
            ("", _("All")),
            ("counts", _("Counts")),
            ("soon", _("Ends within 90 days")),
            ("not", _("Does not count")),
        ],
        required=False,
    )
    org = forms.UUIDField(required=False, widget=forms.HiddenInput)
    sort = forms.ChoiceField(choices=[(key, key) for key in SORTS], required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, office: Organisation, inside: bool) -> None:
        super().__init__(data)
        clusters = Organisation.objects.filter(office=office, kind=Kind.CLUSTER).by_name()
        self.fields["cluster"].choices = [("", _("All"))] + [
            (str(row.pk), row.local_name) for row in clusters
        ]
        self.fields["partner_type"].choices = list(types())
        if not inside:
            del self.fields["state"]
        self.whole: Whole | None = None

    def day(self) -> date:
        """The day that is looked at: today, or the last one of the chosen year."""
        return self.year.last if self.year else timezone.localdate()

    def conditions(self) -> dict[str, Any]:
        """What narrows the links, without what only says how they are shown."""
        return {name: value for name, value in self.chosen().items() if name not in {"org", "sort"}}

    def centre(self) -> Node | None:
        """The one that stands in the middle, if it is among those shown."""
        uid = self.chosen().get("org")
        nodes = self.whole.nodes.values() if self.whole and uid else ()
        return next((node for node in nodes if node.uid == uid), None)

    def narrowed(self, rows: list[Link], chosen: dict[str, Any]) -> list[Link]:
        whole = self.whole
        if whole is None:
            return []
        centre = self.centre()
        nodes = whole.nodes
        found = [
            link
            for link in rows
            if (centre is None or centre.key in {link.one, link.other})
            and fits(link, nodes[link.one], nodes[link.other], chosen)
        ]
        place = {key: number for number, key in enumerate(nodes)}
        orders = {
            "school": lambda link: (place[link.one], place[link.other]),
            "partner": lambda link: (place[link.other], place[link.one]),
            "since": lambda link: (link.since, place[link.one]),
            "until": lambda link: (link.until or date.max, place[link.one]),
        }
        return sorted(found, key=orders[chosen.get("sort") or "school"])


def is_in(node: Node, chosen: Mapping[str, Any]) -> bool:
    """Whether a school stands in the chosen district and cluster."""
    return (not (district := chosen.get("district")) or district in node.districts) and (
        not (cluster := chosen.get("cluster")) or str(node.cluster) == cluster
    )


def fits(link: Link, one: Node, other: Node, chosen: Mapping[str, Any]) -> bool:
    if not is_in(one, chosen) and not (link.kind != PARTNERSHIP and is_in(other, chosen)):
        return False
    if (kind := chosen.get("kind")) and link.kind != kind:
        return False
    if value := chosen.get("partner_type"):
        term = PARTNER_TYPES.get(other.partner_type)
        if value not in {other.partner_type, term.sandbox if term else ""}:
            return False
    if (stage := chosen.get("stage")) and stage not in link.stages:
        return False
    states = {"counts": link.counts, "soon": link.ends_soon, "not": not link.counts}
    return states.get(chosen.get("state", ""), True)
