"""Papers of a commitment, for its parties and the office: to print and sign, and what was signed."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.ratelimit import limited
from media.names import shown_name
from media.papers import paper_download
from media.views import INERT
from networks.commitments.printing import PAPERS, papers_of
from networks.commitments.views import for_commitment
from networks.models import Commitment


@require_safe
@limited("papers", per_minute=30, per_hour=300)
@for_commitment
def printed(request: HttpRequest, commitment: Commitment, name: str) -> HttpResponse:
    """A paper as PDF or Word; with `?digits=thai` in Thai digits."""
    if name not in papers_of(commitment):
        raise Http404
    made = PAPERS[name](commitment, request.GET.get("digits") == "thai")
    response = HttpResponse(made.content, content_type=made.content_type)
    file_name = shown_name(
        f"{commitment.reference} {commitment.title}".replace("/", "_") + f".{name.rpartition('.')[2]}"
    )
    response["Content-Disposition"] = content_disposition_header(True, file_name)
    response["Content-Security-Policy"] = INERT
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@for_commitment
def scan(request: HttpRequest, commitment: Commitment) -> HttpResponseBase:
    """The signed paper."""
    if not commitment.scan:
        raise Http404
    return paper_download(commitment.scan, f"{commitment.reference}-signed")
