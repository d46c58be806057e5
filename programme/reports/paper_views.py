"""Certifying on paper, for a school without a director in the portal: print, write down, look at the paper."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.ratelimit import limited
from media.documents import CONTENT_TYPES
from media.names import shown_name
from media.papers import paper_download
from media.views import INERT
from organisations.policy import Action
from programme.models import TermReport
from programme.reports import access, deeds, on_paper
from programme.reports.access import for_report
from programme.reports.forms import OnPaperForm
from programme.reports.views import attempt, refuse


@require_safe
@limited("papers", per_minute=30, per_hour=300)
@for_report(Action.EDIT)
def to_sign(request: HttpRequest, report: TermReport) -> HttpResponseBase:
    """What was sent, with room for a signature; with `?digits=thai` in Thai digits."""
    if not access.of_the_school(request.user, report.school):
        raise Http404
    if report.state != TermReport.State.SENT:
        return refuse(request, report)
    content = on_paper.to_sign(report, thai_digits=request.GET.get("digits") == "thai")
    response = HttpResponse(content, content_type=CONTENT_TYPES["pdf"])
    name = shown_name(f"{report.school.name} {report.round.academic_year}-{report.round.term}.pdf")
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Content-Security-Policy"] = INERT
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@limited("report_paper", per_minute=30, methods=("POST",))
@for_report(Action.COORDINATE)
def record(request: HttpRequest, report: TermReport) -> HttpResponse:
    """The office writes down what was signed on paper; only where nobody can certify in the portal."""
    if report.state != TermReport.State.SENT or not report.round.is_open:
        return refuse(request, report)
    if access.with_director([report.school]):
        messages.info(
            request, _("The school has a director in the portal: ask the director to certify it there.")
        )
        return redirect("reports:report", uid=report.uid)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = OnPaperForm(*sent, report=report)
    if request.method == "POST" and form.is_valid():
        if attempt(request, lambda: deeds.certify_on_paper(report, request.user, form.paper())):
            messages.success(request, _("Recorded: certified on paper. The school is told."))
        return redirect("reports:report", uid=report.uid)
    context = {"report": report, "form": form}
    return render(request, "programme/reports/on_paper.html", context, status=400 if form.errors else 200)


@require_safe
@for_report()
def signed_paper(request: HttpRequest, report: TermReport, number: int) -> HttpResponseBase:
    """The scan of what was signed."""
    found = get_object_or_404(report.versions, number=number)
    if not found.paper or not access.may_open_paper(request.user, report):
        raise Http404
    term = f"{report.round.academic_year}-{report.round.term}"
    return paper_download(found.paper, f"report-{term}-signed-{number}")
