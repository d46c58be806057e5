"""A query's results as the visitor meets them: what each one shows, what they can be narrowed by."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from content import labels
from search import snippets, thai
from search.engine import FACETS, Hit, Query, Results
from search.forms import KINDS, SearchForm
from search.pages import find
from search.synonyms import Phrase
from vcare.schools import DISTRICTS, district_line

#: Values of a facet that are shown at most; the rest have fewer results.
MOST_VALUES = 12

#: Of many chosen filters these are tried out when nothing was found.
MOST_WIDER = 5

#: Other words for which a result was found that are named.
MOST_REASONS = 3


@dataclass(frozen=True)
class Choice:
    """A value that results can be narrowed by, and the address that chooses it or takes it off."""

    label: str
    count: int
    url: str
    chosen: bool

    @property
    def is_foreign(self) -> bool:
        """Whether it is Thai on an English page."""
        return get_language() == "en" and bool(re.search("[ก-ฮ]", self.label))


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
    #: Words of the same meaning that stand in it, where the visitor's own do not.
    reasons: list[str]


def address(
    query: Query,
    *,
    filters: Mapping[str, frozenset[str]] | None = None,
    order: str | None = None,
    exact: bool | None = None,
) -> str:
    """The address of a query, or of one that differs in what is given."""
    parts = parameters(
        replace(
            query,
            filters=query.filters if filters is None else filters,
            order=order or query.order,
            exact=query.exact if exact is None else exact,
        )
    )
    return reverse("search") + (f"?{parts}" if parts else "")


def parameters(query: Query) -> str:
    """A query as the part of its address behind the question mark, the same however it was asked."""
    parts = [("q", query.text)] if query.text else []
    parts += [(name, value) for name in FACETS for value in sorted(query.filters.get(name, ()))]
    if query.order != "relevance":
        parts.append(("sort", query.order))
    if query.exact:
        parts.append(("exact", "on"))
    return urlencode(parts)


def described(query: Query) -> str:
    """A query in words: what was typed, and what was chosen."""
    form = SearchForm()
    words = [query.text] if query.text else []
    for name in FACETS:
        if values := query.filters.get(name):
            known = dict(getattr(form.fields[name], "choices", ()))
            words += [str(known.get(value, value)) for value in sorted(values)]
    return " · ".join(words)


def facets(form: SearchForm, query: Query, found: Results) -> list[Facet]:
    """What the results can be narrowed by; facets without a value among the results are left out."""
    shown = [_facet(form, query, name, found.facets.get(name, {})) for name in FACETS]
    return [facet for facet in shown if facet.choices]


def _facet(form: SearchForm, query: Query, name: str, counts: Mapping[str, int]) -> Facet:
    """The most frequent values and the chosen ones, in the vocabulary's order; years from the newest."""
    chosen = query.filters.get(name, frozenset())
    by_count = sorted(counts, key=lambda value: (value not in chosen, -counts[value], value))
    values = {*by_count[:MOST_VALUES], *chosen}
    if not values:
        known = []
    elif name == "tag":
        known = [(value, value) for value in dict.fromkeys([*by_count, *sorted(chosen)])]
    else:
        known = list(form.fields[name].choices)
    if name in ("year", "fiscal_year"):
        known.reverse()
    choices = [
        Choice(
            str(label),
            counts.get(value, 0),
            address(query, filters=_toggled(query, name, value)),
            value in chosen,
        )
        for value, label in known
        if value in values
    ]
    return Facet(name, str(form.fields[name].label), choices)


def _toggled(query: Query, name: str, value: str) -> dict[str, frozenset[str]]:
    return {**query.filters, name: query.filters.get(name, frozenset()) ^ {value}}


def shown(hits: Sequence[Hit], phrases: Sequence[Phrase] = (), asked: str = "") -> list[Found]:
    """The hits with the phrases marked; `asked` are the words that were looked for."""
    own = {token.text for token in thai.tokens(asked)}
    return [_shown(hit, phrases, own) for hit in hits]


def _shown(hit: Hit, phrases: Sequence[Phrase], own: set[str]) -> Found:
    english = get_language() == "en"
    title = hit.title_en if english and hit.title_en else hit.title
    summary = hit.summary_en if english and hit.summary_en else hit.summary
    english_text = english and bool(hit.summary_en)
    title_pieces = snippets.marked(title, phrases)
    pieces = snippets.snippet([summary] if english_text else [summary, hit.body], phrases)
    from_file = False
    if hit.attachments and not any(asked for _text, asked in pieces):
        attached = snippets.snippet([hit.attachments], phrases)
        if any(asked for _text, asked in attached):
            pieces, from_file = attached, True
    return Found(
        kind=hit.kind,
        kind_label=kind_label(hit.kind),
        url=local_address(hit.url),
        title=snippets.html(title_pieces),
        snippet=snippets.html(pieces),
        kicker=hit.kicker_en if english and hit.kicker_en else hit.kicker,
        place=_local_place(hit.place),
        day=hit.day,
        from_file=from_file,
        thai_title=english and not hit.title_en,
        thai_text=english and (from_file or not english_text),
        reasons=_reasons([*title_pieces, *pieces], own),
    )


def _reasons(pieces: Sequence[snippets.Piece], own: set[str]) -> list[str]:
    """The marked words that the visitor did not type, if most of the typed ones are not there."""
    marked = {text: {token.text for token in thai.tokens(text)} for text, asked in pieces if asked}
    there = own & set().union(*marked.values())
    if len(there) * 2 >= len(own):
        return []
    others = {text.casefold(): text for text, parts in marked.items() if own.isdisjoint(parts)}
    return list(others.values())[:MOST_REASONS]


def kind_label(kind: str) -> str:
    return str(dict(KINDS).get(kind, ""))


def local_address(url: str) -> str:
    """A page's address under the language of the request."""
    language = get_language()
    return url if language in {None, settings.LANGUAGE_CODE} else f"/{language}{url}"


def _local_place(place: str) -> str:
    if get_language() != "en":
        return place
    english = {district_line([term.key]): district_line([term.key], "en") for term in DISTRICTS}
    return english.get(place, place)


def wider(form: SearchForm, query: Query) -> list[Choice]:
    """For each filter what there is without it, most first; filters that change nothing are left out."""
    choices = []
    for name in [name for name in FACETS if query.filters.get(name)][:MOST_WIDER]:
        fewer = {other: values for other, values in query.filters.items() if other != name}
        count = len(find(replace(query, filters=fewer)))
        if count:
            choices.append(
                Choice(str(form.fields[name].label), count, address(query, filters=fewer), chosen=False)
            )
    return sorted(choices, key=lambda choice: -choice.count)


def ways_in() -> list[Facet]:
    """What else there is when nothing was found: the hazards, the care steps and the stages."""
    form = SearchForm()
    return [
        Facet(
            name,
            str(form.fields[name].label),
            [
                Choice(str(label), 0, address(Query(filters={name: frozenset([value])})), chosen=False)
                for value, label in known
            ],
        )
        for name, known in (
            ("hazard", labels.hazards()),
            ("care_step", labels.care_steps()),
            ("stage", labels.stages()),
        )
    ]
