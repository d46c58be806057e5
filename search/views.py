"""The results page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.ratelimit import limited
from content import labels
from search import querylog, snippets
from search.crisis import is_crisis
from search.engine import FACETS, Hit, Query, Results
from search.forms import KINDS, LONGEST_QUESTION, ORDERS, SearchForm
from search.pages import find

PER_PAGE = 10

#: Values of a facet that are shown at most; the rest have fewer results.
MOST_VALUES = 12


@dataclass(frozen=True)
class Choice:
    """A value that results can be narrowed by, and the address that chooses it or takes it off."""

    label: str
    count: int
    url: str
    chosen: bool


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    choices: list[Choice]

    @property
    def is_open(self) -> bool:
        return any(choice.chosen for choice in self.choices)


@dataclass(frozen=True)
class Found:
    """A result as the visitor sees it."""

    kind: str
    kind_label: str
    url: str
    title: SafeString
    snippet: SafeString
    kicker: str
    place: str
    day: date | None
    from_file: bool
    #: The title or the text is Thai on an English page.
    thai_title: bool
    thai_text: bool


@require_safe
@limited("search", per_minute=60)
def results(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    query = form.query()
    found = find(query)
    querylog.record(request, query, found)
    rows = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    facets = [_facet(form, query, name, found.facets[name]) for name in FACETS]
    context = {
        "form": form,
        "query": query,
        "rows": rows,
        "items": [_shown(hit, found) for hit in rows.object_list],
        "facets": [facet for facet in facets if facet.choices],
        "chips": [(facet.label, choice) for facet in facets for choice in facet.choices if choice.chosen],
        "orders": [
            Choice(str(label), 0, address(query, order=order), order == query.order)
            for order, label in ORDERS
        ],
        "found": found,
        "exact_url": address(query, exact=True),
        "unfiltered_url": address(query, filters={}),
        "everything_url": reverse("search"),
        "cut_at": LONGEST_QUESTION if form.was_cut else None,
        "is_crisis": is_crisis(query.text),
        "click_token": querylog.click_token(query.text),
        "ways_in": [] if len(found) else _ways_in(query),
    }
    return render(request, "search/results.html", context)


def address(
    query: Query,
    *,
    filters: Mapping[str, frozenset[str]] | None = None,
    order: str | None = None,
    exact: bool | None = None,
) -> str:
    """The address of a query, or of one that differs in what is given."""
    chosen = query.filters if filters is None else filters
    parts = [("q", query.text)] if query.text else []
    parts += [(name, value) for name in FACETS for value in sorted(chosen.get(name, ()))]
    sort = order or query.order
    if sort != "relevance":
        parts.append(("sort", sort))
    if query.exact if exact is None else exact:
        parts.append(("exact", "on"))
    return reverse("search") + (f"?{urlencode(parts)}" if parts else "")


def _facet(form: SearchForm, query: Query, name: str, counts: Mapping[str, int]) -> Facet:
    """A facet's values in the vocabulary's order; years from the newest."""
    chosen = query.filters.get(name, frozenset())
    known = list(form.fields[name].choices)  # type: ignore[attr-defined]
    if name == "year":
        known.reverse()
    choices = [
        Choice(
            str(label),
            counts.get(value, 0),
            address(query, filters=_toggled(query, name, value)),
            value in chosen,
        )
        for value, label in known
        if value in counts or value in chosen
    ]
    return Facet(name, str(form.fields[name].label), choices[:MOST_VALUES])


def _toggled(query: Query, name: str, value: str) -> dict[str, frozenset[str]]:
    return {**query.filters, name: query.filters.get(name, frozenset()) ^ {value}}


def _shown(hit: Hit, found: Results) -> Found:
    english = get_language() == "en"
    title = hit.title_en if english and hit.title_en else hit.title
    summary = hit.summary_en if english and hit.summary_en else hit.summary
    english_text = english and bool(hit.summary_en)
    pieces = snippets.snippet([summary] if english_text else [summary, hit.body], found.phrases)
    from_file = False
    if hit.attachments and not any(asked for _text, asked in pieces):
        attached = snippets.snippet([hit.attachments], found.phrases)
        if any(asked for _text, asked in attached):
            pieces, from_file = attached, True
    return Found(
        kind=hit.kind,
        kind_label=str(dict(KINDS).get(hit.kind, "")),
        url=local_address(hit.url),
        title=snippets.html(snippets.marked(title, found.phrases)),
        snippet=snippets.html(pieces),
        kicker=hit.kicker_en if english and hit.kicker_en else hit.kicker,
        place=hit.place,
        day=hit.day,
        from_file=from_file,
        thai_title=english and not hit.title_en,
        thai_text=english and (from_file or not english_text),
    )


def local_address(url: str) -> str:
    """A page's address under the language of the request."""
    language = get_language()
    return url if language in {None, settings.LANGUAGE_CODE} else f"/{language}{url}"


def _ways_in(query: Query) -> list[Facet]:
    """What else there is when nothing was found: the hazards and the stages."""
    form = SearchForm()
    empty = Query()
    return [
        Facet(
            name,
            str(form.fields[name].label),
            [
                Choice(str(label), 0, address(empty, filters={name: frozenset([value])}), False)
                for value, label in known
            ],
        )
        for name, known in (
            ("hazard", labels.hazards()),
            ("care_step", labels.care_steps()),
            ("stage", labels.stages()),
        )
    ]
