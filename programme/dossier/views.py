"""The screens of a dossier: what it is for, its texts, what is missing, what stands behind it, how it went."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.ratelimit import limited
from content import sheets
from content.listing import of_year
from content.templatetags.thai import thai_time
from content.years import ByKind
from media.files import all_of
from organisations.models import Organisation
from organisations.policy import Action
from programme.dossier import access, attaching, comparing, deeds, editions, missing, withholding
from programme.dossier.drafting import draft
from programme.dossier.forms import AboutForm, ResultForm, SectionForm, SeenForm, SentForm, UploadForm
from programme.dossier.holdings import Holdings
from programme.models import Dossier, DossierAttachment, DossierEdition, DossierSection
from programme.reports.narrating import pieces
from vcare.dossiers import DOSSIER_HEADINGS, DossierHeading

State = Dossier.State
SETTLED = gettext_lazy("This has changed meanwhile. Look at it once more.")
FULL = gettext_lazy("There are as many attachments as there may be. Take one out first.")
THERE = gettext_lazy("This file is attached already, as “%(title)s”. It was not attached once more.")
KEYS = DOSSIER_HEADINGS.keys()
PER_PAGE = 20


def settled(request: HttpRequest, do: Callable[[], object]) -> bool:
    """Do it; False if it was too late, which is said."""
    try:
        do()
    except deeds.SettledError:
        messages.error(request, SETTLED)
        return False
    except deeds.FullError:
        messages.error(request, FULL)
        return False
    except deeds.ThereAlreadyError as there:
        messages.warning(request, THERE % {"title": there.row.title})
        return False
    return True


@require_safe
@login_required
@never_cache
def mine(request: HttpRequest, form: str = "") -> HttpResponse:
    """The dossiers of the person's own office and schools; as a page, or as a file to take away."""
    places = access.own(request.user)
    rows, years = of_year(
        request, ByKind("year_kind", "year_be"), access.visible_to(request.user).newest_first()
    )
    if form:
        return sheets.xlsx_response(table(rows), f"{_('award dossiers')} {timezone.localdate()}")
    context = {
        "places": places,
        "years": years,
        "rows": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "programme/dossier/mine.html", context)


def table(rows: Iterable[Dossier]) -> Iterator[list[object]]:
    """The list as a sheet, its headings first."""
    yield [
        _("School or office"),
        _("title of the work"),
        _("award"),
        _("kind of year"),
        _("year of the award (B.E.)"),
        _("category"),
        _("state"),
        _("to be sent by"),
        _("sent on"),
        _("number of the covering letter"),
        _("result"),
        _("level"),
        _("announced on"),
    ]
    for row in rows:
        yield [
            row.organisation.local_name,
            row.title,
            row.award,
            row.get_year_kind_display(),
            row.year_be,
            row.get_category_display(),
            row.get_state_display(),
            row.due_on or "",
            row.sent_on or "",
            row.letter_number,
            row.get_result_display(),
            row.level,
            row.decided_on or "",
        ]


@limited("dossier", per_minute=30, methods=("POST",))
@access.for_organisation(Action.CREATE)
def new(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    form = AboutForm(request.POST or None, instance=Dossier(organisation=organisation))
    if request.method == "POST" and form.is_valid():
        made = deeds.begin(form.filled(), request.user)
        messages.success(request, _("The portal has drafted what it knows. Read it and write on."))
        return redirect(made)
    context = {"organisation": organisation, "form": form}
    return render(request, "programme/dossier/about.html", context, status=400 if form.errors else 200)


@limited("dossier", per_minute=30, methods=("POST",))
@access.for_dossier(Action.EDIT)
def about(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """What the dossier is for."""
    if not dossier.is_draft:
        return too_late(request, dossier)
    form = AboutForm(request.POST or None, instance=dossier)
    if request.method == "POST" and form.is_valid():
        try:
            deeds.keep_about(form.filled(), request.user)
        except deeds.SettledError:
            now = Dossier.objects.filter(pk=dossier.pk).first()
            if now is None or not now.is_draft:
                return too_late(request, dossier)
            # What was typed stays; sending it once more replaces what a colleague wrote.
            form.add_error(None, SETTLED)
            form.data = {**form.data.dict(), "seen": now.edition}
        else:
            messages.success(request, _("Saved. Fetch the data anew if years or the practice have changed."))
            return redirect(dossier)
    context = {"organisation": dossier.organisation, "dossier": dossier, "form": form}
    return render(request, "programme/dossier/about.html", context, status=400 if form.errors else 200)


def too_late(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    messages.warning(request, _("This dossier is finished. Write it on first: the edition stays."))
    return redirect(dossier)


# The desk


@require_safe
@access.for_dossier(Action.VIEW)
def dossier(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """Its headings, what is missing, its editions and what comes next."""
    sections = deeds.sections_of(dossier)
    attached = list(dossier.attachments.standing())
    newest = list(dossier.editions.select_related("made_by"))
    withdrawn = withholding.withdrawn(dossier)
    context: dict[str, Any] = {
        "dossier": dossier,
        "organisation": dossier.organisation,
        "edits": access.may(request.user, Action.EDIT, dossier.organisation),
        "editions": [(row, standing(row, withdrawn)) for row in newest],
        "is_named": withholding.is_named(sections, withdrawn),
        "newest": newest[0] if newest else None,
        "attached": attached,
        "lost": lost_among(attached),
        "today": timezone.localdate(),
    }
    if dossier.is_draft:
        held = Holdings(dossier, deeds.day_of(dossier))
        found = missing.gaps(dossier, held, sections, attached)
        context |= {
            "chapters": [chapter(heading, sections, found) for heading in DOSSIER_HEADINGS],
            "appendix_gaps": [gap for gap in found if gap.heading == missing.APPENDIX],
            "gaps": found,
            "news": deeds.news_of(dossier, sections, draft(held)),
            "seen": SeenForm(
                initial={"seen": editions.fingerprint(editions.content(dossier, sections, attached))},
                auto_id=False,
            ),
        }
    else:
        context["chapters"] = [chapter(heading, sections, []) for heading in DOSSIER_HEADINGS]
    return render(request, "programme/dossier/dossier.html", context)


def standing(edition: DossierEdition, withdrawn: list[str]) -> str:
    """Whether an edition is `whole`, has a name that was `withdrawn`, was `emptied` of it, or is `changed`."""
    if withholding.names(edition.content, withdrawn):
        return "withdrawn"
    if editions.is_whole(edition):
        return "whole"
    return "emptied" if withholding.was_emptied(edition) else "changed"


@require_POST
@limited("dossier", per_minute=30, methods=("POST",))
@access.for_dossier(Action.EDIT)
def leave_out(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """The texts without the names that were withdrawn, and of a finished dossier the next edition, in one press."""
    try:
        edition = withholding.leave_out(dossier, request.user)
    except deeds.SettledError:
        messages.error(request, SETTLED)
    else:
        words = _("The name is left out.")
        if edition:
            words = _(
                "Edition %(n)s is made without the name. If the dossier was sent, send this edition in its place."
            ) % {"n": edition.number}
        messages.success(request, words)
    return redirect(dossier)


def chapter(
    heading: DossierHeading, sections: dict[str, DossierSection], found: list[missing.Gap]
) -> dict[str, Any]:
    """A heading as the desk lists it."""
    return {
        "key": heading.key,
        "name": heading.label(get_language()),
        "asks": heading.asks(get_language()),
        "below": heading.chapter,
        "section": sections.get(heading.key),
        "gaps": [gap for gap in found if gap.heading == heading.key],
    }


# Writing


@limited("dossier_text", per_minute=600, methods=("POST",))
@access.for_dossier(Action.EDIT)
def section(request: HttpRequest, dossier: Dossier, key: str) -> HttpResponse:
    """One heading. What is sent is kept, unless a colleague has written meanwhile: then both are shown."""
    if key not in DOSSIER_HEADINGS:
        raise Http404
    # A heading that came later than the dossier has no row yet.
    found = dossier.sections.select_related("written_by").filter(key=key).first()
    found = found or DossierSection(dossier=dossier, key=key)
    if request.method == "POST":
        return save_section(request, dossier, found, SectionForm(request.POST))
    if not dossier.is_draft:
        return too_late(request, dossier)
    return section_page(request, dossier, found, SectionForm(initial={"text": found.text}))


def save_section(
    request: HttpRequest, dossier: Dossier, found: DossierSection, form: SectionForm
) -> HttpResponse:
    in_background = request.headers.get("Accept", "").startswith("application/json")
    conflict = False
    if form.is_valid():
        try:
            found = deeds.write(
                dossier, found.key, form.cleaned_data["text"], request.POST.get("was-text", ""), request.user
            )
        except deeds.SettledError:
            dossier.refresh_from_db()
            if not dossier.is_draft:
                return held_back(request, dossier, in_background=in_background)
            found = dossier.sections.select_related("written_by").get(key=found.key)
            conflict = True
    if in_background:
        answer = {
            "saved": _("Saved %(time)s") % {"time": thai_time(timezone.now())},
            "digests": {} if conflict else {"text": deeds.digest(found.text)},
            "errors": {name: [str(error) for error in errors] for name, errors in form.errors.items()},
            "conflicts": [DOSSIER_HEADINGS[found.key].label(get_language())] if conflict else [],
            "notes": "",
        }
        return JsonResponse(answer, status=409 if conflict else 200)
    go = request.POST.get("go", "next")
    if conflict or form.errors or go == found.key:
        status = 409 if conflict else 400 if form.errors else 200
        return section_page(request, dossier, found, form, conflict=conflict, status=status)
    return redirect(next_address(go, dossier, found.key))


def held_back(request: HttpRequest, dossier: Dossier, *, in_background: bool) -> HttpResponse:
    if in_background:
        return JsonResponse({"held": _("This dossier is finished: nothing can be written now.")}, status=423)
    return too_late(request, dossier)


def section_page(
    request: HttpRequest,
    dossier: Dossier,
    found: DossierSection,
    form: SectionForm,
    *,
    conflict: bool = False,
    status: int = 200,
) -> HttpResponse:
    place = KEYS.index(found.key)
    sections = {found.key: found}
    held = Holdings(dossier, deeds.day_of(dossier))
    every = deeds.sections_of(dossier) | sections
    gaps = [gap for gap in missing.gaps(dossier, held, every, []) if gap.heading == found.key]
    context = {
        "dossier": dossier,
        "organisation": dossier.organisation,
        "section": found,
        "heading": chapter(DOSSIER_HEADINGS[found.key], sections, gaps),
        "form": form,
        "was": deeds.digest(found.text),
        "conflict": conflict,
        "drafted": list(pieces(found.drafted)),
        "tables": found.facts.get("tables", []),
        "sources": found.facts.get("sources", []),
        "steps": [{"key": row.key, "name": row.label(get_language())} for row in DOSSIER_HEADINGS],
        "number": place + 1,
        "before": place > 0,
        "after": place + 1 < len(KEYS),
    }
    return render(request, "programme/dossier/section.html", context, status=status)


def next_address(go: str, dossier: Dossier, key: str) -> str:
    place = KEYS.index(key)
    if go in KEYS:
        return reverse("dossiers:section", args=[dossier.uid, go])
    if go == "back" and place > 0:
        return reverse("dossiers:section", args=[dossier.uid, KEYS[place - 1]])
    if go == "next" and place + 1 < len(KEYS):
        return reverse("dossiers:section", args=[dossier.uid, KEYS[place + 1]])
    return dossier.get_absolute_url()


@limited("dossier", per_minute=30, methods=("POST",))
@access.for_dossier(Action.EDIT)
def news(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """What the portal knows now and did not when the drafts were made; taking it over leaves written words."""
    if not dossier.is_draft:
        return too_late(request, dossier)
    if request.method == "POST":
        form = SeenForm(request.POST)
        seen = form.cleaned_data["seen"] if form.is_valid() else ""
        if settled(request, lambda: deeds.fetch(dossier, request.user, seen)):
            messages.success(request, _("The data are those of today. What you wrote is as it was."))
            return redirect(dossier)
        return redirect("dossiers:news", uid=dossier.uid)
    sections = deeds.sections_of(dossier)
    found = draft(Holdings(dossier, deeds.day_of(dossier)))
    changed = [
        comparing.change(sections.get(key) or DossierSection(key=key), found[key])
        for key in deeds.news_of(dossier, sections, found)
    ]
    context = {
        "dossier": dossier,
        "organisation": dossier.organisation,
        "changed": changed,
        "on": deeds.day_of(dossier),
        "seen": SeenForm(initial={"seen": deeds.mark_of(found)}, auto_id=False),
    }
    return render(request, "programme/dossier/news.html", context)


# Attachments


def lost_among(rows: Iterable[DossierAttachment]) -> set[int]:
    """Keys of those whose file the portal no longer has."""
    return {row.pk for row in rows if attaching.is_lost(row)}


@limited("dossier", per_minute=30, methods=("POST",))
@access.for_dossier(Action.EDIT)
def attachments(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """What stands in the appendix, what the portal offers for it, and a paper from outside."""
    form = UploadForm(None)
    status = 200
    if request.method == "POST":
        if not dossier.is_draft:
            return too_late(request, dossier)
        form = UploadForm(request.POST, request.FILES)
        status = 400
        if form.is_valid():
            row = form.save(commit=False)
            row.file, row.kind = form.cleaned_data["file"], form.cleaned_data["kind"]
            row.digest = attaching.digest_of(all_of(row.file))
            if settled(request, lambda: deeds.attach(dossier, row, request.user)):
                messages.success(request, _("Attached: %(title)s") % {"title": row.title})
            return redirect("dossiers:attachments", uid=dossier.uid)
    rows = list(dossier.attachments.select_related("image").standing())
    there = {row.origin for row in rows}
    held = Holdings(dossier, deeds.day_of(dossier))
    context = {
        "dossier": dossier,
        "organisation": dossier.organisation,
        "form": form,
        "rows": rows,
        "lost": lost_among(rows),
        "removed": dossier.attachments.exclude(removed_at=None).order_by("-removed_at")[:5],
        "offers": [offer for offer in attaching.offers(held).values() if offer.origin not in there]
        if dossier.is_draft
        else [],
    }
    return render(request, "programme/dossier/attachments.html", context, status=status)


@require_POST
@limited("dossier", per_minute=60)
@access.for_dossier(Action.EDIT)
def take(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """Attach something of the portal."""
    if not dossier.is_draft:
        return too_late(request, dossier)
    offered = attaching.offers(Holdings(dossier, deeds.day_of(dossier)))
    for origin in request.POST.getlist("origin")[: deeds.MOST_ATTACHMENTS]:
        offer = offered.get(origin)
        if offer is None:
            messages.error(request, SETTLED)
            break
        row = attaching.copied(offer)
        if not settled(request, lambda row=row: deeds.attach(dossier, row, request.user)):
            break
        messages.success(request, _("Attached: %(title)s") % {"title": row.title})
    return redirect("dossiers:attachments", uid=dossier.uid)


@require_POST
@limited("dossier", per_minute=60)
@access.for_dossier(Action.EDIT)
def arrange(request: HttpRequest, dossier: Dossier, key: str, deed: str) -> HttpResponse:
    row = get_object_or_404(DossierAttachment, dossier=dossier, uid=key)
    if deed in ("up", "down"):
        settled(request, lambda: deeds.move(dossier, row, request.user, up=deed == "up"))
    elif deed == "detach":
        if settled(request, lambda: deeds.detach(dossier, row, request.user)):
            messages.success(request, _("Taken out: %(what)s") % {"what": row.title})
    elif settled(request, lambda: deeds.put_back(dossier, row, request.user)):
        messages.success(request, _("Attached: %(title)s") % {"title": row.title})
    return redirect("dossiers:attachments", uid=dossier.uid)


# Finished, sent, decided


@require_POST
@limited("dossier", per_minute=30)
@access.for_dossier(Action.EDIT)
def finish(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """Keep an edition that never changes."""
    form = SeenForm(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else ""
    if settled(request, lambda: deeds.finish(dossier, request.user, seen)):
        messages.success(request, _("The edition is kept and never changes. Take it away and send it."))
    return redirect(dossier)


@limited("dossier", per_minute=30, methods=("POST",))
@access.for_dossier(Action.EDIT)
def sent(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    if dossier.state != State.READY:
        messages.error(request, SETTLED)
        return redirect(dossier)
    form = SentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if settled(request, lambda: deeds.send(dossier, request.user, **form.cleaned_data)):
            messages.success(request, _("Written down. When the result is known, write it here."))
        return redirect(dossier)
    return one_form(request, dossier, form, _("The dossier was sent"))


@limited("dossier", per_minute=30, methods=("POST",))
@access.for_dossier(Action.EDIT)
def result(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    if dossier.state != State.SENT:
        messages.error(request, SETTLED)
        return redirect(dossier)
    form = ResultForm(request.POST or None, dossier=dossier)
    if request.method == "POST" and form.is_valid():
        if settled(request, lambda: deeds.decide(dossier, request.user, **form.cleaned_data)):
            messages.success(request, _("The result is written down."))
        return redirect(dossier)
    return one_form(request, dossier, form, _("The result is known"))


def one_form(request: HttpRequest, dossier: Dossier, form: Any, heading: str) -> HttpResponse:
    """A screen with few questions about a dossier."""
    context = {
        "dossier": dossier,
        "organisation": dossier.organisation,
        "form": form,
        "heading": heading,
    }
    return render(request, "programme/dossier/one_form.html", context, status=400 if form.errors else 200)


UNDONE = {
    "reopen": gettext_lazy("A draft again. The edition stays; what you finish next is a new one."),
    "unsend": gettext_lazy("Taken back: it is not sent yet."),
    "undecide": gettext_lazy("The result is taken back."),
    "delete": gettext_lazy("The draft is gone."),
}


@require_POST
@limited("dossier", per_minute=30)
@access.for_dossier(Action.EDIT)
def undo(request: HttpRequest, dossier: Dossier, deed: str) -> HttpResponse:
    if deed not in UNDONE:
        raise Http404
    if settled(request, lambda: getattr(deeds, deed)(dossier, request.user)):
        messages.success(request, UNDONE[deed])
        if deed == "delete":
            return redirect("dossiers:mine")
    return redirect(dossier)
