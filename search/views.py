"""The results page and the finder."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.ratelimit import limited
from search import pins, querylog
from search import results as showing
from search.asked import is_private
from search.crisis import is_crisis
from search.engine import Query
from search.finder import advice
from search.forms import ANY, LONGEST_QUESTION, ORDERS, FinderForm, SearchForm
from search.pages import find
from search.suggestions import offers
from vcare.hazards import HAZARDS

PER_PAGE = 10

#: What is shown of what there would be without filters.
NEAREST = 3

#: Examples that explain an answer of the finder.
MOST_EXAMPLES = 3


@require_safe
@limited("search", per_minute=60)
def results(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    query = form.query()
    found = find(query)
    querylog.record(request, query, found)
    rows = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    hits, pinned = pins.first(query, rows)
    facets = showing.facets(form, query, found)
    context = {
        "form": form,
        "query": query,
        "rows": rows,
        "items": showing.shown(hits, found.phrases, found.corrected or query.text),
        "pinned": pinned,
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
        "save_url": _save_address(query),
        "click_token": querylog.click_token(query.text),
    }
    if not len(found):
        context |= nothing_found(form)
    return render(request, "search/results.html", context)


@require_safe
@limited("suggest", per_minute=240)
def suggest(request: HttpRequest) -> JsonResponse:
    """What may be meant by the letters typed so far, for the search boxes' script."""
    text = SearchForm({"q": request.GET.get("q", "")}).query().text
    if is_crisis(text):
        crisis = {"text": _("If someone is in danger now: whom to call"), "kind": "", "url": "#numbers"}
        found = {"crisis": True, "suggestions": [crisis]}
    else:
        found = {"crisis": False, "suggestions": [asdict(offer) for offer in offers(text)]}
    return JsonResponse(found, headers={"Cache-Control": "no-store", "X-Robots-Tag": "noindex"})


def _save_address(query: Query) -> str:
    """Where the search can be saved; empty for one that is not to be kept."""
    parts = showing.parameters(query)
    return f"{reverse('save_search')}?{parts}" if parts and not is_private(query.text) else ""


def nothing_found(form: SearchForm) -> dict[str, object]:
    """What helps whoever found nothing: what there is without the filters, and other ways in."""
    query = form.query()
    if not query.filters:
        return {"ways_in": showing.ways_in()}
    unfiltered = replace(query, filters={})
    found = find(unfiltered)
    return {
        "wider": showing.wider(form, query),
        "nearest": showing.shown(found[:NEAREST], found.phrases, found.corrected or query.text),
        "unfiltered_count": len(found),
        "ways_in": [] if len(found) else showing.ways_in(),
    }


@require_safe
@limited("finder", per_minute=60)
def finder(request: HttpRequest) -> HttpResponse:
    """One question a screen; after the last one what helps in such a situation."""
    form = FinderForm(request.GET)
    answers = form.answers()
    open_questions = [name for name in form.fields if name not in answers]
    context = {"form": form, "answers": answers, "given": [_given(form, answers, name) for name in answers]}
    if not open_questions:
        found = advice(answers)
        context |= {"advice": found, "given_up": [form[name].label for name in found.given_up]}
        return render(request, "search/finder_advice.html", context)
    name = open_questions[0]
    options = [(value, label, _examples(name, value)) for value, label in form.fields[name].choices if value]
    context |= {
        "name": name,
        "question": form[name].label,
        "options": options,
        "number": list(form.fields).index(name) + 1,
        "total": len(form.fields),
    }
    return render(request, "search/finder_question.html", context)


def _given(form: FinderForm, answers: Mapping[str, str], name: str) -> tuple[str, str, str]:
    """A question, the answer's words, and the address that asks it anew."""
    others = urlencode({other: value for other, value in answers.items() if other != name})
    words = str(dict(form.fields[name].choices)[answers[name]])
    return str(form[name].label), words, reverse("finder") + (f"?{others}" if others else "")


def _examples(name: str, value: str) -> str:
    """What belongs to a group of hazards, so that nobody has to know the groups."""
    if name != "hazard" or value == ANY:
        return ""
    examples = [sub_type.label(get_language()) for sub_type in HAZARDS[value].sub_types]
    return ", ".join(examples[:MOST_EXAMPLES])
