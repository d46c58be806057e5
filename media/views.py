"""How files reach a visitor: documents after a look at who asks, pictures by signed or random names."""

from django.core.exceptions import SuspiciousOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.documents.models import document_served
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import SourceImageIOError, get_rendition_storage
from wagtail.images.utils import verify_signature

from media.models import PortalDocument, PortalImage
from media.names import extension
from media.pictures import address_name

PICTURE_TYPES = {"avif": "image/avif", "jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
#: Nothing in a file may run or load anything, whatever the file turns out to be.
INERT = "default-src 'none'; sandbox"
FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def document(request: HttpRequest, document_id: int, filename: str) -> HttpResponseBase:
    """A document as a download under its own name, if its collection is open to the visitor."""
    paper = get_object_or_404(PortalDocument.objects.select_related("collection"), pk=document_id)
    if filename != paper.stored_filename:
        raise Http404
    for hook in hooks.get_hooks("before_serve_document"):
        answer = hook(paper, request)
        if isinstance(answer, HttpResponse):
            return answer
    try:
        content = paper.file.open("rb")
    except OSError as error:
        raise Http404 from error
    document_served.send(sender=PortalDocument, instance=paper, request=request)
    response = FileResponse(
        content, as_attachment=True, filename=paper.filename, content_type=paper.content_type
    )
    response.headers["Content-Security-Policy"] = INERT
    response.headers["X-Content-Type-Options"] = "nosniff"
    restricted = paper.collection.get_view_restrictions().exists()
    response.headers["Cache-Control"] = "private, no-store" if restricted else "public, max-age=300"
    if restricted or not paper.file_hash:
        return response
    response.headers["ETag"] = quote_etag(paper.file_hash)
    return get_conditional_response(request, etag=response.headers["ETag"], response=response)


@require_safe
def picture(
    request: HttpRequest, signature: str, image_id: int, spec: str, filename: str
) -> HttpResponseBase:
    """A rendition, drawn when it is first asked for. Only addresses that the portal signed are drawn."""
    if not verify_signature(signature.encode(), image_id, spec):
        raise Http404
    image = get_object_or_404(PortalImage, pk=image_id)
    try:
        if filename != address_name(image, spec):
            raise Http404
        rendition = image.get_rendition(spec)
        return _picture_response(rendition.file.open("rb"), filename)
    except (SourceImageIOError, InvalidFilterSpecError, FileNotFoundError) as error:
        raise Http404 from error


@require_safe
def rendition(request: HttpRequest, name: str) -> HttpResponseBase:
    """A rendition under its random name; nothing else lies there. A web server may do this instead."""
    if extension(name) not in PICTURE_TYPES:
        raise Http404
    try:
        return _picture_response(get_rendition_storage().open(f"images/{name}", "rb"), name)
    except (OSError, SuspiciousOperation, ValueError) as error:
        raise Http404 from error


def _picture_response(content, filename: str) -> FileResponse:
    response = FileResponse(content, content_type=PICTURE_TYPES[extension(filename)])
    response.headers["Content-Security-Policy"] = INERT
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = FOR_EVER
    return response
