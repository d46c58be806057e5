"""The screens of the office's own report: read, draft from the numbers, write on, take away."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.ratelimit import limited
from media.documents import CONTENT_TYPES
from media.views import INERT
from networks.commitments.forms import AboutNoChild
from organisations import policy
from organisations.policy import Action
from programme.models import Narrative, ReportRound
from programme.reports import access, narrating, paper
from programme.reports.access import for_round
from vcare.reports import NARRATIVE_CHAPTERS

SETTLED = gettext_lazy("Somebody else has saved a version meanwhile. Look at it, then save yours again.")


class NarrativeForm(AboutNoChild, forms.Form):
    """A text for each chapter. `seen` is the newest version that the writer knew."""

    guarded = tuple(NARRATIVE_CHAPTERS.keys())

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for chapter in NARRATIVE_CHAPTERS:
            self.fields[chapter.key] = forms.CharField(
                label=chapter.label(get_language()),
                max_length=narrating.CHAPTER_LENGTH,
                required=False,
                widget=forms.Textarea(attrs={"rows": 10}),
            )

    def chapters(self) -> dict[str, str]:
        return {chapter.key: self.cleaned_data[chapter.key] for chapter in NARRATIVE_CHAPTERS}


def readable(request: HttpRequest, term_round: ReportRound) -> None:
    """Raises Http404 for whoever may not read what schools report."""
    if not access.may_read(request.user, term_round) or term_round.state == ReportRound.State.PLANNED:
        raise Http404


@require_safe
@for_round()
def narrative(request: HttpRequest, term_round: ReportRound, number: int | None = None) -> HttpResponse:
    """The newest version, or an earlier one."""
    readable(request, term_round)
    versions = list(term_round.narratives.select_related("by"))
    found = versions[0] if versions else None
    if number is not None:
        found = get_object_or_404(term_round.narratives.select_related("by"), number=number)
    context = {
        "round": term_round,
        "narrative": found,
        "is_newest": bool(versions) and found == versions[0],
        "seen": versions[0].number if versions else 0,
        "versions": versions,
        "chapters": [
            (chapter.label(get_language()), list(narrating.pieces(found.chapters.get(chapter.key, ""))))
            for chapter in (NARRATIVE_CHAPTERS if found else ())
        ],
        "may_edit": policy.may(request.user, Action.EDIT, term_round),
    }
    return render(request, "programme/reports/narrative.html", context)


@require_POST
@limited("report_narrative", per_minute=20, methods=("POST",))
@for_round(Action.EDIT)
def draft(request: HttpRequest, term_round: ReportRound) -> HttpResponse:
    """A new version from the numbers as they are now."""
    readable(request, term_round)
    seen = request.POST.get("seen", "")
    try:
        narrating.draft_anew(term_round, request.user, int(seen) if seen.isdecimal() and len(seen) < 6 else 0)
    except narrating.SettledError:
        messages.error(request, SETTLED)
    else:
        messages.success(request, _("Drafted from the numbers of today. Read it and write on."))
    return redirect("reports:narrative", uid=term_round.uid)


@for_round(Action.EDIT)
def write(request: HttpRequest, term_round: ReportRound) -> HttpResponse:
    """Write on; each save is a version that stays."""
    readable(request, term_round)
    newest = term_round.narratives.first()
    if newest is None:
        return redirect("reports:narrative", uid=term_round.uid)
    form = NarrativeForm(request.POST or None, initial={**newest.chapters, "seen": newest.number})
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                narrating.write(term_round, form.chapters(), request.user, form.cleaned_data["seen"])
            except narrating.SettledError:
                status = 409
                messages.error(request, SETTLED)
                form.data = {**form.data.dict(), "seen": newest.number}
            else:
                messages.success(request, _("Saved as a new version."))
                return redirect("reports:narrative", uid=term_round.uid)
    context = {"round": term_round, "form": form, "newest": newest}
    return render(request, "programme/reports/narrative_write.html", context, status=status)


PAPERS = {"pdf": paper.narrative_pdf, "docx": paper.narrative_word}


@require_safe
@limited("papers", per_minute=30, per_hour=300)
@for_round()
def printed(request: HttpRequest, term_round: ReportRound, number: int, kind: str) -> HttpResponse:
    """A version as PDF or Word; with `?digits=thai` in Thai digits."""
    readable(request, term_round)
    if kind not in PAPERS:
        raise Http404
    rows = Narrative.objects.select_related("round__office")
    found = get_object_or_404(rows, round=term_round, number=number)
    content = PAPERS[kind](found, thai_digits=request.GET.get("digits") == "thai")
    response = HttpResponse(content, content_type=CONTENT_TYPES[kind])
    name = f"{paper.HEADING} {term_round.academic_year}-{term_round.term} {number}.{kind}"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Content-Security-Policy"] = INERT
    response["X-Content-Type-Options"] = "nosniff"
    return response
