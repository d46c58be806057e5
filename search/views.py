"""The results page."""

from dataclasses import replace

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.ratelimit import limited
from search import querylog
from search import results as showing
from search.crisis import is_crisis
from search.forms import LONGEST_QUESTION, ORDERS, SearchForm
from search.pages import find

PER_PAGE = 10

#: What is shown of what there would be without filters.
NEAREST = 3


@require_safe
@limited("search", per_minute=60)
def results(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    query = form.query()
    found = find(query)
    querylog.record(request, query, found)
    rows = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    facets = showing.facets(form, query, found)
    context = {
        "form": form,
        "query": query,
        "rows": rows,
        "items": showing.shown(rows.object_list, query, found),
        "facets": facets,
        "chips": [(facet.label, choice) for facet in facets for choice in facet.choices if choice.chosen],
        "orders": [
            showing.Choice(str(label), 0, showing.address(query, order=order), order == query.order)
            for order, label in ORDERS
        ],
        "found": found,
        "exact_url": showing.address(query, exact=True),
        "unfiltered_url": showing.address(query, filters={}),
        "everything_url": reverse("search"),
        "cut_at": LONGEST_QUESTION if form.was_cut else None,
        "is_crisis": is_crisis(query.text),
        "click_token": querylog.click_token(query.text),
    }
    if not len(found):
        context |= nothing_found(form)
    return render(request, "search/results.html", context)


def nothing_found(form: SearchForm) -> dict[str, object]:
    """What helps whoever found nothing: what there is without the filters, and other ways in."""
    query = form.query()
    if not query.filters:
        return {"ways_in": showing.ways_in()}
    unfiltered = replace(query, filters={})
    found = find(unfiltered)
    return {
        "wider": showing.wider(form, query),
        "nearest": showing.shown(found[:NEAREST], unfiltered, found),
        "unfiltered_count": len(found),
        "ways_in": [] if len(found) else showing.ways_in(),
    }
