"""Reports of what was done, and what the other side says of reports and promises."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.ratelimit import limited
from media.papers import paper_download
from networks.commitments import access, keeping
from networks.commitments.keeping_forms import AnswerForm, JudgeForm, ReportForm
from networks.commitments.states import Deed
from networks.commitments.views import for_commitment, for_deed, settled
from networks.models import Commitment, ProgressReport


@limited("commitment", per_minute=30, methods=("POST",))
@for_deed(Deed.REPORT)
def report(request: HttpRequest, commitment: Commitment) -> HttpResponse:
    """What one's party has done, with something to show for it."""
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ReportForm(
        *sent,
        commitment=commitment,
        sides=access.sides(commitment, request.user),
        initial={"day": timezone.localdate()},
    )
    if request.method == "POST" and form.is_valid():
        made = form.save(commit=False)
        if settled(request, lambda: keeping.report(commitment, request.user, made)):
            messages.success(request, _("Reported. The other parties are asked whether it is so."))
        return redirect("commitments:commitment", uid=commitment.uid)
    context = {"commitment": commitment, "form": form}
    return render(request, "networks/commitments/report.html", context, status=400 if form.errors else 200)


@limited("commitment", per_minute=30, methods=("POST",))
@for_deed(Deed.ANSWER)
def answer(request: HttpRequest, commitment: Commitment, pk: int) -> HttpResponse:
    """Another party's report: is it so?"""
    rows = commitment.reports.select_related("party__organisation", "commitment", "promise", "page")
    made = get_object_or_404(rows, pk=pk)
    if keeping.answering_side(commitment, request.user, made.party) is None:
        raise Http404
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if settled(request, lambda: keeping.answer(made, request.user, data["answer"], data["words"])):
            messages.success(request, _("Thank you."))
        return redirect("commitments:commitment", uid=commitment.uid)
    context = {"commitment": commitment, "report": made, "form": form}
    return render(request, "networks/commitments/answer.html", context, status=400 if form.errors else 200)


@limited("commitment", per_minute=30, methods=("POST",))
@for_deed(Deed.JUDGE)
def judge(request: HttpRequest, commitment: Commitment, pk: int) -> HttpResponse:
    """What became of another party's promise."""
    rows = commitment.promises.select_related("party__organisation", "commitment")
    promise = get_object_or_404(rows, pk=pk)
    if keeping.answering_side(commitment, request.user, promise.party) is None:
        raise Http404
    initial = {"outcome": promise.outcome, "because": promise.outcome_because}
    form = JudgeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if settled(request, lambda: keeping.judge(promise, request.user, data["outcome"], data["because"])):
            messages.success(request, _("Written down. The party that promised hears of it."))
        return redirect("commitments:commitment", uid=commitment.uid)
    context = {"commitment": commitment, "promise": promise, "form": form}
    return render(request, "networks/commitments/judge.html", context, status=400 if form.errors else 200)


@require_safe
@for_commitment
def file(request: HttpRequest, commitment: Commitment, pk: int) -> HttpResponseBase:
    """What a report shows: for the parties and the office."""
    made = get_object_or_404(ProgressReport.objects.exclude(file=""), commitment=commitment, pk=pk)
    return paper_download(made.file, f"{commitment.reference}-{made.pk}")
