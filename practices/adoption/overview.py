"""How practices spread: the public page, its files, and the office's lists."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.ratelimit import limited
from content.fields import code
from content.sheets import csv_response, xlsx_response
from content.years import Period
from organisations import policy
from organisations.models import Kind, Organisation
from organisations.policy import Action, Thing
from practices.adoption import charts, diffusion, pulses
from practices.adoption.diffusion import Spread, Taken
from practices.adoption.filters import AdoptionFilter, DiffusionFilter
from practices.models import Adoption, PracticePage, PulseQuestion
from vcare.adoption import STANDINGS
from vcare.schools import DISTRICTS

MONTHS_SHOWN = 12
STANDING_KEYS = [term.key for term in STANDINGS]


def first(districts: Sequence[str]) -> str:
    return districts[0] if districts else ""


def schools_of(office: Organisation | None, district: str = "") -> QuerySet[Organisation]:
    rows = Organisation.objects.schools().active().filter(office=office)
    return rows.in_district(district) if district else rows


def the_office() -> Organisation | None:
    return Organisation.objects.offices().active().order_by("pk").first()


def creators(chosen: dict[str, Any]) -> set[int]:
    """Schools that have published a practice of their own."""
    rows = PracticePage.objects.live().public()
    if hazard := chosen.get("hazard"):
        rows = rows.with_code("hazards", hazard)
    return set(rows.values_list("owner_organisation", flat=True))


def spread_of(chosen: dict[str, Any], adoptions: QuerySet[Adoption]) -> Spread:
    """Three queries, whatever there is."""
    schools = {
        pk: first(districts)
        for pk, districts in schools_of(the_office(), chosen.get("district", "")).values_list(
            "pk", "districts"
        )
    }
    rows = adoptions.select_related("school").only(
        "school_id", "school__districts", "began_on", "state", "known_until", "practice_id"
    )
    rows = list(rows)
    origins = dict(
        PracticePage.objects.filter(pk__in={row.practice_id for row in rows}).values_list(
            "pk", "owner_organisation__districts"
        )
    )
    taken = [
        Taken(
            row.school_id,
            first(row.school.districts),
            first(origins.get(row.practice_id) or []),
            row.began_on,
            row.standing,
        )
        for row in rows
    ]
    return diffusion.spread(schools, creators(chosen), taken, DISTRICTS.keys())


def last_month(year: Period | None) -> date:
    """The month that the strip ends with: this one, or the chosen year's last."""
    today = timezone.localdate()
    return year.day(today) if year else today


def page(request: HttpRequest) -> HttpResponse:
    """Public: map, months, and the same as tables. Schools are counted, not named."""
    form = DiffusionFilter(request.GET)
    chosen = form.chosen()
    form.show_years(Adoption.objects.public())
    found = spread_of(chosen, form.found(Adoption.objects.public()))
    months = charts.months_back(last_month(form.year), MONTHS_SHOWN)
    context = {
        "filter": form,
        "chosen": chosen,
        "spread": found,
        "map": charts.district_map(found),
        "strip": charts.strip(found, months),
        "months": months,
        "rows": [
            (place, [(key, place.standings[key]) for key in STANDING_KEYS]) for place in found.districts
        ],
        "whole": [(key, found.whole.standings[key]) for key in STANDING_KEYS],
        "standings": STANDINGS,
        "today": timezone.localdate(),
        "for_office": may_see_lists(request),
        "query": request.GET.urlencode(),
    }
    return render(request, "practices/adoption/diffusion.html", context)


def may_see_lists(request: HttpRequest) -> bool:
    return request.user.is_authenticated and any(
        row.kind == Kind.OFFICE for row in policy.own_organisations(request.user, Action.VIEW, Thing.ADOPTION)
    )


def district_rows(found: Spread) -> Iterator[list[object]]:
    language = get_language()
    yield [
        _("District"),
        _("Schools"),
        _("Began a practice"),
        _("Took one over"),
        _("Neither yet"),
        *(term.label(language) for term in STANDINGS),
        _("From other districts"),
    ]
    for place in [*found.districts, found.whole]:
        name = DISTRICTS.label(place.key, language) if place.key else _("All districts")
        yield [
            name,
            place.schools,
            place.created,
            place.adopted,
            place.neither,
            *(place.standings[key] for key in STANDING_KEYS),
            place.from_elsewhere,
        ]


def adoption_rows(adoptions: Iterable[Adoption], *, inside: bool) -> Iterator[list[object]]:
    """One line for each adoption; `inside` adds what only the office sees."""
    yield [
        _("Reference"),
        _("Practice"),
        _("Begun by"),
        _("School"),
        _("District"),
        _("Learned from"),
        _("Taken over on"),
        _("State"),
        _("As of"),
        *([_("Confirmed on"), _("Asked next")] if inside else []),
    ]
    for row in adoptions:
        yield [
            row.practice.reference,
            row.practice.title,
            row.practice.owner_organisation.name,
            row.school.name,
            " ".join(
                DISTRICTS.label(key, get_language()) for key in row.school.districts if key in DISTRICTS
            ),
            row.learned_from.school.name if row.learned_from else row.practice.owner_organisation.name,
            row.began_on,
            row.standing_label,
            row.standing_on,
            *([row.confirmed_on, row.known_until] if inside else []),
        ]


def file(rows: Iterable[Sequence[object]], name: str, kind: str) -> HttpResponse:
    return xlsx_response(rows, name) if kind == "xlsx" else csv_response(rows, name)


def with_names(adoptions: QuerySet[Adoption]) -> QuerySet[Adoption]:
    return adoptions.with_names().order_by("-began_on", "-pk")


@limited("diffusion_file", per_minute=20)
def download(request: HttpRequest, table: str, kind: str) -> HttpResponse:
    """The public page's tables as files, narrowed down as the page is."""
    form = DiffusionFilter(request.GET)
    chosen = form.chosen()
    adoptions = form.found(Adoption.objects.public())
    if table == "districts":
        return file(district_rows(spread_of(chosen, adoptions)), "diffusion-districts", kind)
    return file(adoption_rows(with_names(adoptions), inside=False), "diffusion-adoptions", kind)


# For the office


def for_office(view):
    """The view of those at the office who see all adoptions; for all others it is not there (404)."""

    @login_required
    @never_cache
    def guarded(request: HttpRequest, **kwargs: object) -> HttpResponse:
        if not may_see_lists(request):
            raise Http404
        return view(request, **kwargs)

    return guarded


def visible(request: HttpRequest) -> QuerySet[Adoption]:
    places = policy.organisations_with(request.user, Action.VIEW, Thing.ADOPTION)
    return with_names(Adoption.objects.kept().filter(school__in=places))


@for_office
def adoptions(request: HttpRequest) -> HttpResponse:
    """All adoptions of the office's schools, the newest first."""
    form = AdoptionFilter(request.GET)
    context = {**form.results(visible(request)), "query": request.GET.urlencode()}
    return render(request, "practices/adoption/all.html", context)


@for_office
def adoptions_file(request: HttpRequest, kind: str) -> HttpResponse:
    form = AdoptionFilter(request.GET)
    rows = form.found(visible(request))
    return file(adoption_rows(rows, inside=True), "adoptions", kind)


@for_office
@require_POST
def line_text(request: HttpRequest, uid: str) -> HttpResponse:
    """A text for LINE that asks a school how it goes, with a link of its own that works once."""
    adoption = get_object_or_404(visible(request).open(), uid=uid)
    people = pulses.people_of(adoption)
    question = PulseQuestion.objects.filter(adoption=adoption, answered_on=None).last()
    if question is None:
        question, _is_new = PulseQuestion.objects.get_or_create(
            adoption=adoption, due_on=timezone.localdate()
        )
    path = pulses.link_path(question, people[0] if people else request.user)
    context = {"adoption": adoption, "link_path": path}
    return render(request, "practices/adoption/line_text.html", context)


def silent_schools(request: HttpRequest, chosen: dict[str, Any]) -> QuerySet[Organisation]:
    offices = [
        row
        for row in policy.own_organisations(request.user, Action.VIEW, Thing.ADOPTION)
        if row.kind == Kind.OFFICE
    ]
    rows = Organisation.objects.schools().active().filter(office__in=offices)
    if district := chosen.get("district"):
        rows = rows.filter(districts__contains=code(district))
    keys = rows.values_list("pk", flat=True)
    adopters = Adoption.objects.public().values_list("school", flat=True)
    silent = diffusion.silent(keys, creators({}), adopters)
    return rows.filter(pk__in=silent).by_name()


@for_office
def silent(request: HttpRequest) -> HttpResponse:
    """Schools that neither began nor took over anything: whom to visit first."""
    form = DiffusionFilter({"district": request.GET.get("district", "")})
    rows = silent_schools(request, form.chosen())
    context = {
        "filter": form,
        "chosen": form.chosen(),
        "rows": Paginator(rows, 30).get_page(request.GET.get("page")),
        "districts": DISTRICTS,
        "query": request.GET.urlencode(),
    }
    return render(request, "practices/adoption/silent.html", context)


@for_office
def silent_file(request: HttpRequest, kind: str) -> HttpResponse:
    rows = silent_schools(request, DiffusionFilter(request.GET).chosen())
    lines = [
        [school.name, " ".join(DISTRICTS.label(key) for key in school.districts if key in DISTRICTS)]
        for school in rows
    ]
    return file([[_("School"), _("District")], *lines], "silent-schools", kind)
