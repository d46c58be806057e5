"""Papers of practices, to take away: of published ones for everybody, of drafts for those who may read them."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import content_disposition_header, quote_etag
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.ratelimit import limited
from media.views import INERT
from organisations import policy
from organisations.policy import Action
from practices.models import PracticePage
from practices.papers.downloads import PAPERS, Made, Wish


class PaperForm(forms.Form):
    """How somebody wants a paper. What it doesn't know changes nothing."""

    digits = forms.ChoiceField(choices=[("thai", "thai")], required=False)

    def thai_digits(self) -> bool:
        self.is_valid()
        return self.cleaned_data.get("digits") == "thai"


@require_safe
@limited("papers", per_minute=30, per_hour=300)
def published(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """A paper of a practice that any visitor may read."""
    practice = get_object_or_404(PracticePage.objects.published().with_owner(), slug=reference)
    made = _make(request, practice, name, is_draft=False)
    response = _download(made)
    response["Link"] = f'<{request.build_absolute_uri(practice.get_url(request))}>; rel="canonical"'
    response["Cache-Control"] = "no-cache"
    response["ETag"] = quote_etag(made.key)
    patch_vary_headers(response, ["Accept-Encoding"])
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


@require_safe
@login_required
@never_cache
@limited("draft_papers", per_minute=30, per_hour=300)
def draft(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """A paper of the newest state of a practice, published or not."""
    practice = get_object_or_404(PracticePage.objects.with_owner().filter(discarded=None), slug=reference)
    newest = practice.get_latest_revision_as_object()
    # Both: a draft that was handed on to another school is no longer the first one's, nor yet the second one's.
    if not (
        policy.may(request.user, Action.VIEW, practice) and policy.may(request.user, Action.VIEW, newest)
    ):
        raise Http404
    changed = not practice.live or practice.has_unpublished_changes
    response = _download(_make(request, newest, name, is_draft=changed))
    response["X-Robots-Tag"] = "noindex"
    return response


def _make(request: HttpRequest, practice: PracticePage, name: str, *, is_draft: bool) -> Made:
    if name not in PAPERS:
        raise Http404
    contact = render_to_string("practices/papers/contact.txt", {"practice": practice}, request)
    wish = Wish(practice, is_draft, PaperForm(request.GET).thai_digits(), " ".join(contact.split()))
    return PAPERS[name](wish)


def _download(made: Made) -> HttpResponse:
    response = HttpResponse(made.content, content_type=made.content_type)
    response["Content-Disposition"] = content_disposition_header(True, made.file_name)
    response["Content-Security-Policy"] = INERT
    response["X-Content-Type-Options"] = "nosniff"
    return response
