"""What any visitor reads: the awards of a year, who is put forward, and how giving is counted."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.ratelimit import limited
from content import sheets
from content.years import ACADEMIC, ByKind, Period, Switch
from networks.counting_views import of_office
from organisations import policy
from organisations.models import Organisation
from organisations.policy import Action, At, Thing
from programme.models import AwardScheme, Featured, Honour
from programme.recognition import sheet

BY_YEAR = ByKind("year_kind", "year")


def chosen_year(request: HttpRequest, schemes: QuerySet[AwardScheme]) -> tuple[Period | None, Switch]:
    """The year of the address if something was announced then; the newest for anything else."""
    offered = sorted(BY_YEAR.offered(schemes), key=lambda year: (year.year, year.kind == ACADEMIC))
    year = BY_YEAR.read(request.GET.get("year"))
    if year not in offered:
        year = offered[-1] if offered else None
    return year, Switch(year, offered, everything=False)


def by_level(scheme: AwardScheme, honours: Iterable[Honour]) -> list[tuple[str, list[Honour]]]:
    """Those of each level, the highest first; levels without anybody left out."""
    found: dict[str, list[Honour]] = {level: [] for level in scheme.levels}
    for honour in honours:
        found.setdefault(honour.level, []).append(honour)
    return [(scheme.local_level(level), rows) for level, rows in found.items() if rows]


def public_honours(schemes: QuerySet[AwardScheme]) -> list[Honour]:
    """In the order of awards, categories and names."""
    rows = Honour.objects.public().filter(scheme__in=schemes).with_names()
    return sorted(rows.order_by("scheme__name", "category", "pk"), key=name_key)


def name_key(honour: Honour) -> tuple[str, str, str]:
    place = honour.school
    return honour.scheme.name, honour.category, place.sort_key if place else honour.name


@require_safe
@limited("recognition", per_minute=60)
@of_office
def awards(request: HttpRequest, office: Organisation, form: str = "") -> HttpResponse:
    """This year's awards, by scheme and level."""
    schemes = AwardScheme.objects.public().filter(office=office)
    year, years = chosen_year(request, schemes)
    schemes = BY_YEAR.narrowed(schemes, year) if year else schemes.none()
    honours = public_honours(schemes)
    if form:
        answer = sheets.xlsx_response if form == "xlsx" else sheets.csv_response
        return answer(sheet.table(honours), f"{_('awards')} {year or ''}".strip())
    of_scheme: dict[int, list[Honour]] = {}
    for honour in honours:
        of_scheme.setdefault(honour.scheme_id, []).append(honour)
    context: dict[str, Any] = {
        "office": office,
        "years": years,
        "year": year,
        "count": len(honours),
        "schemes": [
            (row, by_level(row, of_scheme.get(row.pk, []))) for row in schemes.order_by("name", "pk")
        ],
        "featured": Featured.objects.public(timezone.localdate()).filter(office=office),
        "keeps": policy.may(request.user, Action.VIEW, At(Thing.AWARD, office)),
        "today": timezone.localdate(),
    }
    return render(request, "programme/recognition/awards.html", context)


@require_safe
@limited("recognition", per_minute=60)
@of_office
def scheme(request: HttpRequest, office: Organisation, uid: str) -> HttpResponse:
    """One award of a year, to be passed on."""
    found = get_object_or_404(AwardScheme.objects.public().filter(office=office), uid=uid)
    rows = Honour.objects.public().filter(scheme=found).with_names().order_by("category", "pk")
    year = min(BY_YEAR.offered(AwardScheme.objects.filter(pk=found.pk)), key=lambda row: row.kind)
    context = {
        "office": office,
        "scheme": found,
        "year": year,
        "levels": by_level(found, sorted(rows, key=name_key)),
    }
    return render(request, "programme/recognition/award.html", context)
