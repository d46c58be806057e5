"""A sheet that was chosen: what it would do, and what became of it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from organisations.incoming import deeds
from organisations.incoming.importers import IMPORTERS, Importer
from organisations.models import IncomingSheet

View = Callable[..., HttpResponse]


def chosen(request: HttpRequest, form: Form, key: str, place: Any) -> HttpResponse | None:
    """The way to the sheet that was sent; None if there is none, or the form now says what is wrong with it."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        sheet = deeds.receive(key, place, form.cleaned_data["file"], request.user)
    except ValidationError as error:
        form.add_error("file", error)
        return None
    return redirect("sheets:sheet", uid=sheet.uid)


def of_sheet(view: View) -> View:
    """A view of a sheet for those who may bring one in there; for others it isn't there."""

    @login_required
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, uid: str) -> HttpResponse:
        rows = IncomingSheet.objects.select_related("by", "applied_by", "undone_by")
        sheet = get_object_or_404(rows, uid=uid)
        importer = IMPORTERS.get(sheet.kind)
        place = importer.place(sheet.place) if importer else None
        if importer is None or place is None or not importer.may(request.user, place):
            raise Http404
        return view(request, sheet, importer, place)

    return guarded


@require_safe
@of_sheet
def sheet(request: HttpRequest, sheet: IncomingSheet, importer: Importer, place: Any) -> HttpResponse:
    context = {
        "sheet": sheet,
        "title": importer.title,
        "name": importer.name(place),
        "home": importer.home(place),
        "begin": importer.begin(place),
    }
    if sheet.is_preview:
        try:
            context["plan"] = importer.read(place, sheet.sheets)
        except ValidationError as error:
            context["nothing"] = " ".join(error.messages)
        return render(request, "organisations/incoming/preview.html", context)
    lines = list(sheet.lines.all())
    stored = importer.stored(line.row for line in lines)
    words = {key: importer.words(thing) for key, thing in stored.items()}
    context["lines"] = [(line, words.get(line.row, "")) for line in lines]
    return render(request, "organisations/incoming/result.html", context)


@require_POST
@of_sheet
def confirm(request: HttpRequest, sheet: IncomingSheet, importer: Importer, place: Any) -> HttpResponse:
    """Keep what the preview showed."""
    try:
        plan = deeds.confirm(sheet, importer, place, digest=request.POST.get("digest", ""), by=request.user)
    except deeds.NotAppliedError as reason:
        messages.warning(request, str(reason))
    else:
        words = _("Brought in: %(new)s new, %(changed)s changed.")
        messages.success(request, words % {"new": len(plan.new), "changed": len(plan.changed)})
    return redirect("sheets:sheet", uid=sheet.uid)


@require_POST
@of_sheet
def undo(request: HttpRequest, sheet: IncomingSheet, importer: Importer, place: Any) -> HttpResponse:
    """Take back what it brought; lines that somebody has changed since stay and are named."""
    try:
        back, kept = deeds.undo(sheet, importer, place, by=request.user)
    except deeds.NotAppliedError as reason:
        messages.warning(request, str(reason))
    else:
        if kept:
            words = _("Lines undone: %(back)s. Lines left as they are: %(kept)s, see below why.")
            messages.warning(request, words % {"back": back, "kept": kept})
        else:
            messages.success(request, _("Undone. Everything is as it was before this sheet."))
    return redirect("sheets:sheet", uid=sheet.uid)


@require_POST
@of_sheet
def discard(request: HttpRequest, sheet: IncomingSheet, importer: Importer, place: Any) -> HttpResponse:
    """Put a sheet aside that was not brought in."""
    waiting = IncomingSheet.objects.filter(pk=sheet.pk, state=IncomingSheet.State.PREVIEW)
    if waiting.delete()[0]:
        messages.success(request, _("Put aside. Nothing was changed."))
    return redirect(importer.begin(place))
