"""What is done by the clock, for those who run the portal."""

from django.contrib.auth.decorators import user_passes_test
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from home import schedule
from home.letters import may_see


@require_safe
@user_passes_test(may_see)
def jobs(request: HttpRequest) -> HttpResponse:
    """Each with its newest run and its next, in the order of the table."""
    now = timezone.now()
    runs = schedule.found(now)
    late = schedule.late(now)
    rows = [
        {"job": job, "run": runs[job.line], "next": job.next_due(now), "is_late": job in late}
        for job in schedule.JOBS
    ]
    context = {"page_title": _("Done by the clock"), "header_icon": "time", "rows": rows}
    return render(request, "home/admin/jobs.html", context)
