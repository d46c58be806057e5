"""What visitors read: the office's vision with its history, and plans in force."""

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail.models import Page

from accounts.ratelimit import limited
from content.years import ACADEMIC, ByKind, Period, Switch
from media.papers import paper_download
from networks import registration
from organisations.models import Organisation
from programme.models import Plan, PlanActivity, PlanEvidence, Vision

#: A plan is of an academic or a fiscal year, a vision of an academic one.
BY_YEAR = ByKind("year_kind", "year")


def site_office() -> Organisation:
    office = registration.office()
    if office is None:
        raise Http404
    return office


@require_safe
@limited("plans", per_minute=60)
def vision(request: HttpRequest) -> HttpResponse:
    """The office's vision, the versions before it, its plans in force."""
    office = site_office()
    visions = list(Vision.objects.confirmed().filter(organisation=office))
    plans = Plan.objects.in_force().filter(organisation=office).order_by("-year", "year_kind")
    offered = {Period(ACADEMIC, row.academic_year) for row in visions} | BY_YEAR.offered(plans)
    year = BY_YEAR.read(request.GET.get("year"))
    if year:
        visions = [row for row in visions if Period(ACADEMIC, row.academic_year) == year]
        plans = BY_YEAR.narrowed(plans, year)
    now = next((row for row in visions if row.state == Vision.State.IN_FORCE), None)
    schools = Organisation.objects.schools().active().filter(office=office)
    context = {
        "office": office,
        "vision": now,
        "older": [row for row in visions if row != now],
        "plans": plans,
        "years": Switch(year, sorted(offered)),
        "schools": schools.count(),
        "schools_with": Vision.objects.in_force()
        .filter(organisation__in=schools, academic_year=now.academic_year)
        .count()
        if now
        else 0,
        "today": timezone.localdate(),
    }
    return render(request, "programme/plans/public_vision.html", context)


def shown(uid: str) -> Plan:
    """A plan in force of the site's office or one of its schools."""
    office = site_office()
    # Of a closed school too: what it set out to do can still be read.
    rows = Plan.objects.in_force().filter(organisation__in=Organisation.objects.of_office(office))
    found: Plan = get_object_or_404(rows.select_related("organisation"), uid=uid)
    return found


@require_safe
@limited("plans", per_minute=60)
def plan(request: HttpRequest, uid: str) -> HttpResponse:
    """A plan in force; of its activities what, when and how they stand, and what any visitor may open."""
    found = shown(uid)
    proof = PlanEvidence.objects.filter(page__in=Page.objects.live().public()).select_related("page")
    activities = found.activities.select_related("plan").prefetch_related(
        Prefetch("evidence", proof, to_attr="public_evidence")
    )
    rows = list(activities)
    counted = [row for row in rows if row.state != PlanActivity.State.CANCELLED]
    context = {
        "plan": found,
        "organisation": found.organisation,
        "activities": rows,
        "counted": len(counted),
        "done": sum(row.state == PlanActivity.State.DONE for row in counted),
        "today": timezone.localdate(),
    }
    return render(request, "programme/plans/public_plan.html", context)


@require_safe
@limited("plans", per_minute=30)
def file(request: HttpRequest, uid: str) -> HttpResponseBase:
    found = shown(uid)
    if not (found.file and found.file_is_public):
        raise Http404
    return paper_download(found.file, f"plan-{found.year}")
