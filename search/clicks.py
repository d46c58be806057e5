"""Which results are opened: a page of results says so by itself, after the visitor has gone on."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.ratelimit import limited
from search import querylog


@csrf_exempt  # the signed token says which page of ours it comes from; a kept page has no other
@require_POST
@limited("search-click", per_minute=60)
def clicked(request: HttpRequest) -> HttpResponse:
    querylog.record_click(request.POST.get("asked", ""))
    return HttpResponse(status=204)
