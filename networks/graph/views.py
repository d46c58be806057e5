"""Who works with whom: the picture, the map, and both as tables."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.ratelimit import limited
from content import sheets
from networks.counting_views import of_office
from networks.graph import districts, findings, picture, reading, tables
from networks.graph.filters import GraphFilter
from networks.graph.reading import Node, Whole
from networks.models import PartnerPage
from organisations import policy
from organisations.models import Organisation
from organisations.policy import Action, At, Thing


def sees_all(request: HttpRequest, office: Organisation) -> bool:
    """Whether a person may see what does not count, and why."""
    return policy.may(request.user, Action.VIEW, At(Thing.COUNTING, office))


def asked(request: HttpRequest, office: Organisation) -> tuple[GraphFilter, Whole]:
    """The filter and the network of the day that it asks for."""
    inside = sees_all(request, office)
    narrow = GraphFilter(request.GET, office=office, inside=inside)
    narrow.show_years(None)
    narrow.whole = reading.read(office, narrow.day(), inside=inside)
    return narrow, narrow.whole


@require_safe
@limited("graph", per_minute=60)
@of_office
def graph(request: HttpRequest, office: Organisation) -> HttpResponse:
    """What the network tells, its picture, and all its links as a table."""
    narrow, whole = asked(request, office)
    chosen = narrow.chosen()
    links = narrow.found(whole.links)
    centre = narrow.centre()
    conditions = narrow.conditions()
    context = {
        "office": office,
        "filter": narrow,
        "chosen": conditions,
        "whole": whole,
        "inside": whole.scope.inside,
        "on": whole.scope.on,
        "rule": whole.scope.rule,
        "found": findings.findings(whole, conditions),
        "picture": picture.drawn(whole, links, chosen, centre),
        "centre": centre,
        "profile": profile_of(centre),
        "rows": Paginator(tables.table(whole, links), narrow.per_page).get_page(request.GET.get("page")),
        "sort": chosen.get("sort") or "school",
        "sorts": [
            ("school", _("School")),
            ("partner", _("With")),
            ("since", _("Since")),
            ("until", _("Until")),
        ],
    }
    return render(request, "networks/graph/graph.html", context)


def profile_of(node: Node | None) -> PartnerPage | None:
    if node is None or not node.is_partner:
        return None
    return PartnerPage.objects.published().filter(organisation=node.key).first()


@require_safe
@never_cache
@limited("graph", per_minute=60)
@of_office
def file(request: HttpRequest, office: Organisation, table: str, kind: str) -> HttpResponse:
    """The links, the findings or the districts, narrowed as the page was."""
    narrow, whole = asked(request, office)
    name, rows = sheet(table, narrow, whole)
    name = f"{name} {whole.scope.on.isoformat()}"
    return sheets.xlsx_response(rows, name) if kind == "xlsx" else sheets.csv_response(rows, name)


def sheet(table: str, narrow: GraphFilter, whole: Whole) -> tuple[str, Any]:
    if table == "findings":
        return _("findings about the network"), findings.sheet(findings.findings(whole, narrow.conditions()))
    if table == "districts":
        return _("networks by district"), districts.sheet(districts.places(whole))
    links = narrow.found(whole.links)
    return _("who works with whom"), tables.sheet(tables.table(whole, links), inside=whole.scope.inside)


@require_safe
@limited("graph", per_minute=60)
@of_office
def district_map(request: HttpRequest, office: Organisation) -> HttpResponse:
    """The districts with what there is in each; a map that moves where there is JavaScript."""
    narrow = GraphFilter(request.GET, office=office, inside=False)
    narrow.show_years(None)
    whole = reading.read(office, narrow.day())
    found = districts.places(whole)
    context = {
        "years": narrow.years,
        "office": office,
        "places": found,
        "minimum": whole.minimum,
        "on": whole.scope.on,
        "rule": whole.scope.rule,
        "tiles": settings.MAP_TILES,
        "tiles_credit": settings.MAP_TILES_CREDIT,
    }
    return render(request, "networks/graph/map.html", context)
