"""The search desk: what people look for and don't find, and what editors do about it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.models import ModelLogEntry, Page

from content import sheets
from search import asked, changes, effect
from search import requests as asking
from search.crisis import is_crisis
from search.desk import lists
from search.desk.forms import (
    LISTS,
    PERIODS,
    GradesForm,
    ListForm,
    PinForm,
    QuestionForm,
    RequestForm,
    SynonymsForm,
)
from search.models import EditedSynonyms, Pin, PracticeRequest
from search.pages import PAGE
from search.synonyms import edition_of, set_of, shipped, with_row
from vcare.collation import thai_sort_key

PER_PAGE = 50
#: All that came with the portal on one page: there one looks for a word with one's eyes.
SETS_PER_PAGE = 200
JUDGED_PER_PAGE = 25
#: Lines of the file that editors take away.
MOST_LINES = 5000

SEE = "search.view_querytally"
SYNONYMS = "search.change_editedsynonyms"
PINS = "search.change_pin"
JUDGE = "search.change_judgement"
ASK = "search.add_practicerequest"

#: The parts of the desk: address, name.
SECTIONS = [
    ("queries", gettext_lazy("What people look for")),
    ("synonyms", gettext_lazy("Synonyms")),
    ("pins", gettext_lazy("Pinned results")),
    ("judgements", gettext_lazy("Judgements")),
    ("requests", gettext_lazy("Requests for practices")),
    ("history", gettext_lazy("History")),
]


def show(
    request: HttpRequest,
    template: str,
    section: str,
    *,
    title: str = "",
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A page of the desk, with the way to it."""
    name = str(dict(SECTIONS)[section])
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("search_desk:queries"), "label": _("Search desk")},
        {"url": reverse(f"search_desk:{section}"), "label": name},
    ]
    if title:
        crumbs.append({"url": "", "label": title})
    context |= {
        "breadcrumbs_items": crumbs,
        "header_title": title or name,
        "header_icon": "search",
        "section": section,
        "sections": [(key, label, reverse(f"search_desk:{key}")) for key, label in SECTIONS],
        "may": {
            "synonyms": request.user.has_perm(SYNONYMS),
            "pin": request.user.has_perm(PINS),
            "judge": request.user.has_perm(JUDGE),
            "ask": request.user.has_perm(ASK),
        },
    }
    return render(request, f"search/desk/{template}.html", context, status=status)


# What people look for


@permission_required(SEE)
@require_safe
def queries(request: HttpRequest) -> HttpResponse:
    which, days = ListForm(request.GET).chosen()
    since = lists.first_day(timezone.localdate(), days)
    return show(
        request,
        "queries",
        "queries",
        lists=LISTS,
        periods=PERIODS,
        which=which,
        days=days,
        rows=Paginator(lists.queries(which, since), PER_PAGE).get_page(request.GET.get("page")),
        totals=lists.totals(since),
        enough=lists.ENOUGH,
    )


@permission_required(SEE)
@require_safe
def queries_csv(request: HttpRequest) -> HttpResponse:
    which, days = ListForm(request.GET).chosen()
    rows = lists.queries(which, lists.first_day(timezone.localdate(), days))[:MOST_LINES]
    return sheets.csv_response(lists.table(rows), f"search-{which}-{days}")


# Synonyms


@permission_required(SEE)
@require_safe
def synonyms(request: HttpRequest) -> HttpResponse:
    """All sets: those that came with the portal, and what editors made of them."""
    add = request.GET.get("add", "").strip()[: asked.LONGEST]
    edited = list(EditedSynonyms.objects.all())
    replaced = {row.shipped: row for row in edited if row.shipped}
    sets = [
        {"terms": set_of(row) if (row := replaced.get(terms.key)) else terms, "row": row, "shipped": terms}
        for terms in shipped()
    ]
    sets += [{"terms": set_of(row), "row": row, "shipped": None} for row in edited if not row.shipped]
    # A set of a release before this one has nothing left that it stands in for.
    known = {terms.key for terms in shipped()}
    sets += [
        {"terms": set_of(row), "row": row, "shipped": None}
        for key, row in replaced.items()
        if key not in known
    ]
    sets.sort(key=lambda one: (one["row"] is None, thai_sort_key(one["terms"].same[0])))
    rows = Paginator(sets, SETS_PER_PAGE).get_page(request.GET.get("page"))
    return show(request, "synonyms", "synonyms", rows=rows, add=add)


@permission_required(SYNONYMS)
def add_synonyms(request: HttpRequest) -> HttpResponse:
    return synonyms_form(request, EditedSynonyms(), _("New set"))


@permission_required(SYNONYMS)
def edit_shipped(request: HttpRequest, key: str) -> HttpResponse:
    """A set that came with the portal, before and after anybody changed it."""
    if row := EditedSynonyms.objects.filter(shipped=key).first():
        return synonyms_form(request, row, row.canonical)
    terms = {terms.key: terms for terms in shipped()}.get(key)
    if terms is None:
        messages.warning(request, _("This set is not there any more."))
        return redirect("search_desk:synonyms")
    return synonyms_form(request, edition_of(terms), terms.same[0])


@permission_required(SYNONYMS)
def edit_synonyms(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(EditedSynonyms, pk=pk)
    return synonyms_form(request, row, row.canonical)


def synonyms_form(request: HttpRequest, row: EditedSynonyms, title: str) -> HttpResponse:
    """The form; then the form with what it would change; then it is saved."""
    if request.method == "POST":
        form = SynonymsForm(request.POST, instance=row)
        if form.is_valid():
            if form.was_shown(request.POST.get("seal", "")):
                changes.save(form.instance, request.user)
                messages.success(
                    request, _("“%(term)s” is saved. Every search follows it now.") % {"term": row}
                )
                return redirect("search_desk:synonyms")
            seen = effect.effect(with_row(form.instance), set_of(form.instance).terms)
            return show(
                request,
                "synonyms_form",
                "synonyms",
                title=title,
                form=form,
                effect=seen,
                seal=form.seal(),
                row=row,
            )
        return show(request, "synonyms_form", "synonyms", title=title, form=form, row=row, status=400)
    if add := " ".join(request.GET.get("add", "").split())[: asked.LONGEST]:
        row.same = "\n".join(filter(None, [row.same, add]))
    return show(request, "synonyms_form", "synonyms", title=title, form=SynonymsForm(instance=row), row=row)


@permission_required(SYNONYMS)
@require_POST
def delete_synonyms(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(EditedSynonyms, pk=pk)
    changes.delete(row, request.user)
    messages.success(request, _("“%(term)s” is deleted. The history brings it back.") % {"term": row})
    return redirect("search_desk:synonyms")


# Pinned results


@permission_required(SEE)
@require_safe
def pins(request: HttpRequest) -> HttpResponse:
    found = Pin.objects.select_related("page")
    today = timezone.localdate()
    rows = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return show(request, "pins", "pins", rows=rows, today=today)


@permission_required(PINS)
def add_pin(request: HttpRequest) -> HttpResponse:
    query = " ".join(request.GET.get("q", "").split())[: asked.LONGEST]
    return pin_form(request, Pin(query=query), _("Pin a result"))


@permission_required(PINS)
def edit_pin(request: HttpRequest, pk: int) -> HttpResponse:
    pin = get_object_or_404(Pin, pk=pk)
    return pin_form(request, pin, pin.query)


def pin_form(request: HttpRequest, pin: Pin, title: str) -> HttpResponse:
    form = PinForm(request.POST or None, instance=pin)
    if request.method == "POST" and form.is_valid():
        changes.save(form.instance, request.user)
        messages.success(
            request, _("“%(page)s” stands first for “%(query)s”.") % {"page": pin.page, "query": pin}
        )
        return redirect("search_desk:pins")
    return show(
        request, "pin_form", "pins", title=title, form=form, pin=pin, status=400 if form.errors else 200
    )


@permission_required(PINS)
@require_POST
def delete_pin(request: HttpRequest, pk: int) -> HttpResponse:
    pin = get_object_or_404(Pin, pk=pk)
    changes.delete(pin, request.user)
    messages.success(request, _("“%(query)s” has one pinned result less.") % {"query": pin})
    return redirect("search_desk:pins")


# Judgements


@permission_required(SEE)
@require_safe
def judgements(request: HttpRequest) -> HttpResponse:
    """The judged queries, each with how well the search answers it now."""
    rows = Paginator(effect.judgements(), JUDGED_PER_PAGE).get_page(request.GET.get("page"))
    scored = [(judged, effect.score(judged)) for judged in rows.object_list]
    return show(request, "judgements", "judgements", rows=rows, scored=scored, form=QuestionForm())


@permission_required(JUDGE)
def judge(request: HttpRequest) -> HttpResponse:
    """The results of a query with a grade for each."""
    question = QuestionForm(request.GET)
    text = question.question()
    if not asked.words(text) or asked.is_personal(text) or is_crisis(text):
        messages.warning(
            request, _("Type an ordinary query: no names, no numbers of persons, no emergencies.")
        )
        return redirect("search_desk:judgements")
    ranking = effect.ranking(text)
    pages = {
        int(key.removeprefix(PAGE)): title for key, title in ranking.titles.items() if key.startswith(PAGE)
    }
    known = next(
        (one for one in effect.judgements() if asked.question(one.query) == asked.question(text)), None
    )
    others = (
        [int(key.removeprefix(PAGE)) for key in known.grades if key not in ranking.titles] if known else []
    )
    pages |= {page.pk: page.title for page in Page.objects.filter(pk__in=others)}
    form = GradesForm(request.POST or None, query=text, pages=pages)
    if request.method == "POST" and form.is_valid():
        changed = form.save(request.user)
        messages.success(request, _("Judgements saved: %(n)s") % {"n": changed})
        return redirect("search_desk:judgements")
    return show(
        request,
        "judge",
        "judgements",
        title=text,
        form=form,
        text=text,
        found=len(ranking.keys),
        score=effect.score(known) if known else None,
        status=400 if form.errors else 200,
    )


# Requests for practices


@permission_required(SEE)
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    found = PracticeRequest.objects.select_related("asked_by")
    rows = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return show(request, "requests", "requests", rows=rows)


@permission_required(ASK)
def add_request(request: HttpRequest) -> HttpResponse:
    query = " ".join(request.GET.get("q", "").split())[: asked.LONGEST]
    form = RequestForm(request.POST or None, initial={"query": query})
    if request.method == "POST" and form.is_valid():
        try:
            letters = asking.ask(form.save(commit=False), request.user)
        except asking.AlreadyAskedError:
            messages.warning(request, _("This has been asked for already and is still open."))
        else:
            messages.success(request, _("Asked. Letters to supervisors: %(n)s") % {"n": letters})
        return redirect("search_desk:requests")
    status = 400 if form.errors else 200
    recipients = len(asking.supervisors())
    return show(
        request,
        "request_form",
        "requests",
        title=_("Ask for a practice"),
        form=form,
        recipients=recipients,
        status=status,
    )


@permission_required(ASK)
@require_POST
def finish_request(request: HttpRequest, pk: int) -> HttpResponse:
    if asking.finish(get_object_or_404(PracticeRequest, pk=pk), request.user):
        messages.success(request, _("Done. It is off the list."))
    return redirect("search_desk:requests")


# History


@permission_required(SEE)
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    rows = Paginator(changes.history(), PER_PAGE).get_page(request.GET.get("page"))
    return show(
        request, "history", "history", rows=rows, entries=changes.described(rows.object_list, request.user)
    )


@permission_required(SEE)
@require_POST
def revert(request: HttpRequest, pk: int) -> HttpResponse:
    entry: ModelLogEntry = get_object_or_404(changes.history(), pk=pk)
    if not changes.may_revert(entry, request.user):
        messages.error(request, _("You may not change this."))
        return redirect("search_desk:history")
    try:
        changes.revert(entry, request.user)
    except changes.CannotRevertError:
        messages.error(request, _("It can't be taken back: it does not fit to what has been changed since."))
    else:
        messages.success(request, _("Taken back. It is as it was before."))
    return redirect("search_desk:history")
