"""One's own saved searches, and how their letters stop."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.ratelimit import limited
from search import alerts, asked
from search.forms import SaveSearchForm, SearchForm
from search.models import SavedSearch
from search.results import address, described, parameters


@require_safe
@login_required
@never_cache
def searches(request: HttpRequest) -> HttpResponse:
    rows = [
        (search, address(query), described(query))
        for search in request.user.saved_searches.all()
        for query in [alerts.query_of(search.query)]
    ]
    return render(request, "search/saved.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@limited("save-search", per_hour=60, methods=("POST",))
@login_required
@never_cache
def save(request: HttpRequest) -> HttpResponse:
    """Keep the search whose parameters the address has, under a name."""
    query = SearchForm(request.GET).query()
    text = parameters(query)
    if not text or asked.is_private(query.text):
        messages.warning(request, _("This search can't be saved: it is empty, or about a single person."))
        return redirect("saved_searches")
    known = request.user.saved_searches.filter(query=text).first()
    if known is None and request.user.saved_searches.count() >= alerts.MOST_SAVED:
        messages.warning(
            request, _("You have saved as many searches as there is room for. Delete one first.")
        )
        return redirect("saved_searches")
    words = described(query)
    form = SaveSearchForm(request.POST or None, initial={"name": (known.name if known else words)[:80]})
    if request.method == "POST" and form.is_valid():
        SavedSearch.objects.update_or_create(
            owner=request.user,
            query=text,
            defaults={"name": form.cleaned_data["name"], "wants_letters": True},
        )
        messages.success(
            request, _("Saved. You get a letter when something new is found, at most once a week.")
        )
        return redirect("saved_searches")
    return render(request, "search/save.html", {"form": form, "words": words, "back": address(query)})


@require_POST
@login_required
@never_cache
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    search = get_object_or_404(request.user.saved_searches, pk=pk)
    search.delete()
    messages.success(request, _("“%(name)s” is deleted.") % {"name": search.name})
    return redirect("saved_searches")


@require_POST
@login_required
@never_cache
def letters(request: HttpRequest, pk: int) -> HttpResponse:
    """Turn the letters of a search on or off."""
    search = get_object_or_404(request.user.saved_searches, pk=pk)
    on = request.POST.get("letters") == "on"
    request.user.saved_searches.filter(pk=pk).update(wants_letters=on)
    said = _("“%(name)s” sends letters again.") if on else _("“%(name)s” sends no more letters.")
    messages.success(request, said % {"name": search.name})
    return redirect("saved_searches")


@require_http_methods(["GET", "HEAD", "POST"])
@limited("stop-letters", per_minute=30)
@never_cache
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Where a letter's stop link leads, without signing in. Only the button stops: machines follow links."""
    try:
        search = alerts.search_of(token)
    except BadSignature:
        raise Http404 from None
    if search and request.method == "POST":
        SavedSearch.objects.filter(pk=search.pk).update(wants_letters=False)
        search.wants_letters = False
    is_stopped = search is None or not search.wants_letters
    return render(request, "search/stop.html", {"search": search, "is_stopped": is_stopped})
