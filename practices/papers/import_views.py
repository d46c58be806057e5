"""Bringing in a report: choose a file, see what came of it, place what is left over."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail.log_actions import log

from accounts.ratelimit import limited
from practices.models import PracticeImport
from practices.papers import import_report, importing
from practices.papers.forms import ImportForm, LeftoverForm
from practices.writing import drafts
from practices.writing.drafts import Draft


@login_required
@never_cache
@limited("import", per_minute=6, per_hour=40, methods=("POST",))
def begin(request: HttpRequest) -> HttpResponse:
    """Choose a file. A draft is made of it, or the form says why not."""
    places = drafts.places_to_write(request.user)
    if not places:
        raise Http404
    form = ImportForm(request.POST or None, request.FILES or None, places=places)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            reading = importing.read(file.name, file.read())
        except ValidationError as refused:
            form.add_error("file", refused)
        else:
            report = importing.make_draft(request.user, form.owner, reading)
            return redirect("import_report", pk=report.pk)
    status = 400 if form.errors else 200
    return render(request, "practices/papers/import.html", {"form": form}, status=status)


@login_required
@never_cache
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of a file, for everybody who may write the draft."""
    found, draft = _found(request, pk)
    return render(request, "practices/papers/import_report.html", _context(found, draft))


@login_required
@never_cache
@require_POST
def settle(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Place one leftover, or leave it."""
    with transaction.atomic():
        found, draft = _found(request, pk, lock=True)
        row = next((row for row in import_report.waiting(found) if row.number == number), None)
        if row is None:
            messages.info(request, _("This was settled already."))
            return redirect("import_report", pk=pk)
        if draft.is_held:
            messages.warning(request, _("This story is being reviewed and cannot be changed now."))
            return redirect("import_report", pk=pk)
        form = LeftoverForm(request.POST, row=row)
        if not form.is_valid():
            context = {**_context(found, draft), "wrong": number, "wrong_form": form}
            return render(request, "practices/papers/import_report.html", context, status=400)
        name = form.cleaned_data["field"]
        importing.settle(draft, found, number, name)
        log(draft.page, "practices.place_leftover", user=request.user, data={"field": name or "-"})
    if name:
        messages.success(request, _("Put into “%(field)s”.") % {"field": import_report.field_name(name)})
    return redirect(f"{reverse('import_report', args=[pk])}#leftovers")


def _found(request: HttpRequest, pk: int, *, lock: bool = False) -> tuple[PracticeImport, Draft]:
    """Raises Http404 for reports of what one may not write."""
    found = get_object_or_404(PracticeImport.objects.select_related("page"), pk=pk)
    draft = drafts.find(request.user, found.page.reference, lock=lock)
    if lock:
        found.refresh_from_db()
    return found, draft


def _context(found: PracticeImport, draft: Draft) -> dict[str, Any]:
    return {
        "report": found,
        "draft": draft,
        "leftovers": import_report.waiting(found),
        "passed_over": import_report.passed_over(found),
        "warnings": import_report.warnings(found),
        "placed": import_report.placed(found),
        "dangers": import_report.dangers(draft.content),
    }
