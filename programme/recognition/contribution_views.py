"""How giving is counted and who has reached what; and for the office those who have no certificate for it yet."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.ratelimit import limited
from events.models import CertificateDesign
from networks.counting_views import of_office
from organisations import policy
from organisations.models import Organisation
from organisations.policy import Action, At, Thing
from programme.models import AwardScheme
from programme.recognition import access, contribution, deeds
from programme.recognition.views import PER_PAGE, done
from vcare.calendar import academic_year
from vcare.recognition import BADGES, Badge


def found_badge(key: str) -> Badge:
    badge = BADGES.get(key)
    if badge is None:
        raise Http404
    return badge


@require_safe
@limited("recognition", per_minute=60)
@of_office
def overview(request: HttpRequest, office: Organisation) -> HttpResponse:
    """Each badge: what is counted, from how many on, why it is fair, and how many schools of each size have it."""
    today = timezone.localdate()
    rows = contribution.standings(office, today)
    context = {
        "office": office,
        "badges": [(badge, sum(row.reached(badge) for row in rows)) for badge in BADGES],
        "groups": contribution.by_size(rows),
        "schools": len(rows),
        "today": today,
    }
    return render(request, "programme/recognition/contribution.html", context)


@require_safe
@limited("recognition", per_minute=60)
@of_office
def badge(request: HttpRequest, office: Organisation, key: str) -> HttpResponse:
    """The schools that have a badge, in the order of their names."""
    found = found_badge(key)
    today = timezone.localdate()
    rows = [row for row in contribution.standings(office, today) if row.reached(found)]
    pages = Paginator([(row, row.numbers[found.key]) for row in rows], PER_PAGE)
    context = {
        "office": office,
        "badge": found,
        "rows": pages.get_page(request.GET.get("page")),
        "count": len(rows),
        "today": today,
    }
    return render(request, "programme/recognition/badge.html", context)


@require_safe
@limited("recognition", per_minute=60)
@of_office
def school(request: HttpRequest, office: Organisation, uid: str) -> HttpResponse:
    """All that counts for a school, number by number."""
    found = get_object_or_404(Organisation.objects.schools().filter(office=office), uid=uid)
    today = timezone.localdate()
    standing = contribution.standing_of(found, today)
    context = {
        "school": found,
        "rows": [(badge, facts, len(facts) >= badge.threshold) for badge, facts in standing],
        "today": today,
    }
    return render(request, "programme/recognition/contribution_school.html", context)


# For the office


def design_of(office: Organisation) -> CertificateDesign | None:
    """By which this year's certificates for giving would be issued."""
    rows = AwardScheme.objects.filter(office=office, from_contribution=True).order_by("-year")
    scheme = rows.select_related("design").first()
    if scheme:
        return deeds.current(scheme.design)
    designs = CertificateDesign.objects.for_choice(office)
    return designs.first() if designs.count() == 1 else None


@require_safe
@access.for_office(Action.VIEW)
def reached(request: HttpRequest, office: Organisation) -> HttpResponse:
    """Schools that have reached a badge and have no certificate for it yet."""
    today = timezone.localdate()
    rows = [(badge, row, row.numbers[badge.key]) for badge, row in contribution.unrewarded(office, today)]
    context = {
        "rows": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "design": design_of(office),
        "designs": CertificateDesign.objects.for_choice(office),
        "keeps": policy.may(request.user, Action.CREATE, At(Thing.AWARD, office)),
        "year": academic_year(today),
        "today": today,
    }
    return render(request, "programme/recognition/reached.html", context)


@require_POST
@access.for_office(Action.EDIT)
def choose_design(request: HttpRequest, office: Organisation) -> HttpResponse:
    """The design of this year's certificates for giving."""
    wanted = request.POST.get("design", "")
    rows = CertificateDesign.objects.for_choice(office)
    design = rows.filter(pk=wanted).first() if wanted.isascii() and wanted.isdecimal() else None
    if design is None:
        messages.error(request, _("Choose a design first."))
    else:
        deeds.use_design(office, design, request.user)
        messages.success(request, _("Certificates are issued by this design from now on."))
    return redirect("recognition:reached")


@require_POST
@limited("papers", per_minute=30, per_hour=300)
@access.for_office(Action.CREATE)
def reward(request: HttpRequest, office: Organisation, key: str, uid: str) -> HttpResponse:
    """One press: the honour, its certificate and the letter."""
    found = found_badge(key)
    schools = Organisation.objects.schools().active().filter(office=office)
    school = get_object_or_404(schools, uid=uid)
    if len(contribution.facts(found.key, school, timezone.localdate())) < found.threshold:
        messages.error(request, _("This school has not reached it any more. Please look again."))
    else:
        words = _("Issued for %(school)s. The school was told.") % {"school": school.local_name}
        done(request, lambda: deeds.reward(office, school, found, request.user), words)
    return redirect("recognition:reached")
