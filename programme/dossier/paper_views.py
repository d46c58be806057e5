"""The papers of a dossier: the draft as it is, each edition as it was, and what stands behind them."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_safe

from accounts.ratelimit import limited
from media.documents import CONTENT_TYPES
from media.names import shown_name
from media.papers import PAPER_TYPES
from media.views import INERT
from organisations.policy import Action
from programme.dossier import access, deeds, editions, missing, paper, withholding
from programme.dossier.holdings import Holdings
from programme.dossier.paper import FORMATS, Printed
from programme.models import Dossier, DossierAttachment

ZIP = "application/zip"
NAMED = gettext_lazy(
    "This edition names somebody who does not want to be named any more: it is not handed out."
)


@require_safe
@limited("papers", per_minute=30, per_hour=300)
@access.for_dossier(Action.VIEW)
def draft(request: HttpRequest, dossier: Dossier, kind: str) -> HttpResponseBase:
    """The draft with what it lacks, as PDF or Word; with `?digits=thai` in Thai digits."""
    if kind not in FORMATS or not dossier.is_draft:
        raise Http404
    sections, rows = deeds.sections_of(dossier), list(dossier.attachments.select_related("image").standing())
    held = Holdings(dossier, deeds.day_of(dossier))
    with override("th"):
        gaps = missing.gaps(dossier, held, sections, rows)
    printed = Printed(dossier, editions.content(dossier, sections, rows), rows, gaps=gaps)
    made = paper.paper(printed, thai_digits=in_thai(request))
    return handed_out(FORMATS[kind](made), CONTENT_TYPES[kind], f"{dossier.title[:80]} ฉบับร่าง.{kind}")


@require_safe
@limited("papers", per_minute=30, per_hour=300)
@access.for_dossier(Action.VIEW)
def edition(request: HttpRequest, dossier: Dossier, number: int, kind: str) -> HttpResponseBase:
    """A finished edition as PDF or Word, or both with the appendix as ZIP."""
    found = get_object_or_404(dossier.editions, number=number)
    if kind not in (*FORMATS, "zip"):
        raise Http404
    if withholding.names(found.content, withholding.withdrawn(dossier)):
        messages.warning(request, NAMED)
        return redirect(dossier)
    # Those that were taken out since belong to it all the same.
    rows = list(dossier.attachments.select_related("image").all())
    printed = Printed(dossier, found.content, rows, edition=found)
    name = f"{dossier.title[:80]} ฉบับที่ {number}.{kind}"
    if kind == "zip":
        content = paper.bundle(printed, found.made_at, thai_digits=in_thai(request))
        return private(FileResponse(content, content_type=ZIP), name)
    made = paper.paper(printed, thai_digits=in_thai(request))
    return handed_out(FORMATS[kind](made), CONTENT_TYPES[kind], name)


def in_thai(request: HttpRequest) -> bool:
    return request.GET.get("digits") == "thai"


@require_safe
@access.for_dossier(Action.VIEW)
def attachment(request: HttpRequest, dossier: Dossier, key: str) -> HttpResponseBase:
    row = get_object_or_404(DossierAttachment.objects.select_related("image"), dossier=dossier, uid=key)
    content, ending = paper.file_of(row)
    if content is None:
        raise Http404
    return handed_out(content, PAPER_TYPES[ending], f"{row.title[:80]}.{ending}")


def handed_out(content: bytes, content_type: str, name: str) -> HttpResponseBase:
    return private(HttpResponse(content, content_type=content_type), name)


def private(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response["Content-Disposition"] = content_disposition_header(True, shown_name(name.replace("/", "_")))
    response["Content-Security-Policy"] = INERT
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
