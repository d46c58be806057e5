from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.ratelimit import limited
from home import schools as register
from home.work import Work
from networks import registration


@login_required
@never_cache
def my_work(request: HttpRequest) -> HttpResponse:
    return render(request, "home/my_work.html", {"work": Work(request.user)})


@require_safe
@limited("schools", per_minute=60)
def schools(request: HttpRequest) -> HttpResponse:
    """Every school of the office, to look for one by name, district, level."""
    office = registration.office()
    if office is None:
        raise Http404
    context = register.SchoolFilter(request.GET).results(register.schools(office))
    return render(request, "home/schools.html", context | {"office": office})


@require_safe
@limited("schools", per_minute=60)
def school(request: HttpRequest, uid: str) -> HttpResponse:
    """What of a school is public; of a closed one too. Those of other offices are not there."""
    office = registration.office()
    if office is None:
        raise Http404
    found = get_object_or_404(register.all_schools(office), uid=uid)
    return render(request, "home/school.html", register.profile(found, timezone.localdate()))
