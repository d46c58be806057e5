"""The screens of a teacher who writes: own stories, the steps, the look over all of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail.models import Revision

from accounts.ratelimit import limited
from content.templatetags.thai import thai_time
from practices.writing import drafts, guard, presence, readiness, uploads
from practices.writing.drafts import Draft
from practices.writing.duplicates import twins
from practices.writing.guard import doubts
from practices.writing.lists import StoryFilter
from practices.writing.steps import BY_KEY, STEPS, Outcome, StartForm, Step, StepForm

#: Key of the session under which the revision of this sitting is remembered, by page.
SITTINGS = "writing_sittings"
HISTORY_ROWS = 20


@login_required
@never_cache
def stories(request: HttpRequest) -> HttpResponse:
    """Stories of the person's own schools, last written first."""
    places = drafts.places_to_write(request.user)
    schools = drafts.schools_of(request.user) or places
    context = StoryFilter(request.GET).results(drafts.stories_of(schools))
    context["stories"] = drafts.in_hand(context["rows"], request.user)
    context["may_begin"] = bool(places)
    context["discarded"] = [(row, drafts.deleted_on(row)) for row in drafts.discarded_of(schools)]
    return render(request, "practices/writing/stories.html", context)


@login_required
@never_cache
@limited("write", per_hour=60, methods=("POST",))
def begin(request: HttpRequest) -> HttpResponse:
    """The first question. With its answer the draft is made."""
    places = drafts.places_to_write(request.user)
    if not places:
        raise Http404
    form = StartForm(request.POST or None, places=places)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        draft = drafts.begin(request.user, form.place, title=data["title"], kind=data["kind"])
        return redirect("writing:step", reference=draft.reference, step=STEPS[1].key)
    status = 400 if form.errors else 200
    return render(request, "practices/writing/begin.html", {"form": form, "steps": STEPS}, status=status)


@login_required
@never_cache
def overview(request: HttpRequest, reference: str) -> HttpResponse:
    """What is written, what is missing, what comes next."""
    draft = drafts.find(request.user, reference)
    found = doubts(draft.content)
    context = {
        "draft": draft,
        "steps": STEPS,
        "missing": readiness.needs(draft.completeness, found),
        "mendable": [] if draft.is_held else [doubt for doubt in found if doubt.digest],
        "ambers": [doubt for doubt in found if not doubt.is_red],
        "twins": twins(draft.content),
        "others": presence.others(request.user, draft.page),
    }
    return render(request, "practices/writing/overview.html", context)


@login_required
@never_cache
@limited("write_step", per_minute=600, methods=("POST",))
def step(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """One question. What is sent is kept, whatever is wrong with a part of it."""
    here = BY_KEY.get(step)
    if here is None:
        raise Http404
    if request.method == "POST":
        return save_step(request, reference, here)
    draft = drafts.find(request.user, reference)
    if draft.is_held:
        return redirect("writing:overview", reference=reference)
    presence.seen(request.user, draft.page)
    form = here.form(draft=draft.content, person=request.user, add=request.GET.get("add", ""))
    return step_page(request, draft, here, form, form.digests())


def save_step(request: HttpRequest, reference: str, here: Step) -> HttpResponse:
    with transaction.atomic():
        draft = drafts.find(request.user, reference, lock=True)
        if draft.is_held:
            return refuse_held(request, draft)
        form = here.form(request.POST, request.FILES, draft=draft.content, person=request.user)
        form.is_valid()
        outcome = form.outcome()
        theirs = draft.latest
        if outcome.changed:
            form.apply(outcome.changed)
            keep(request, draft)
        if "mend" in request.POST and not (outcome.conflicts or form.errors or wants_json(request)):
            mend_place(request, draft)
    presence.seen(request.user, draft.page)
    digests = here.form(draft=draft.content, person=request.user).digests()
    if wants_json(request):
        return report(request, draft, form, outcome, digests)
    if outcome.conflicts:
        return conflict_page(request, draft, here, form, outcome, digests, theirs)
    if form.errors:
        return step_page(request, draft, here, form, digests, status=400)
    return redirect(next_address(request.POST, reference, here))


def mend_place(request: HttpRequest, draft: Draft) -> None:
    """Do what the button beside a finding says, and keep it."""
    if guard.mend(draft.content, request.POST["mend"], by=request.user):
        keep(request, draft)
        messages.success(request, _("Mended. Please read the place once more; you can still change it."))
    else:
        messages.info(request, _("This place was changed or cleared in the meantime."))


def keep(request: HttpRequest, draft: Draft) -> None:
    """Save the draft; saves of one sitting become one revision."""
    sittings: dict[str, list[Any]] = request.session.get(SITTINGS, {})
    pk, began = sittings.get(str(draft.page.pk), [None, None])
    revision = drafts.save(draft, overwrite=pk, began=datetime.fromisoformat(began) if began else None)
    if revision.pk != pk:
        began = timezone.now().isoformat()
    request.session[SITTINGS] = {str(draft.page.pk): [revision.pk, began]}


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def report(
    request: HttpRequest, draft: Draft, form: StepForm, outcome: Outcome, digests: Mapping[str, str]
) -> JsonResponse:
    """What the script shows after a save in the background."""
    answer = {
        "saved": _("Saved %(time)s") % {"time": thai_time(draft.saved_at)},
        "digests": digests,
        "errors": {name: [str(error) for error in errors] for name, errors in form.errors.items()},
        "conflicts": [conflict.label for conflict in outcome.conflicts],
        "notes": render_to_string("practices/writing/notes.html", notes(request, draft, form)),
    }
    return JsonResponse(answer, status=409 if outcome.conflicts else 200)


def notes(request: HttpRequest, draft: Draft, form: StepForm) -> dict[str, Any]:
    """What a person should know while writing: who else is here, what could expose a child."""
    return {
        "others": presence.others(request.user, draft.page),
        "doubts": doubts(draft.content, set(form.fields)),
    }


def refuse_held(request: HttpRequest, draft: Draft) -> HttpResponse:
    text = _("This story is being reviewed and cannot be changed now. What you typed is kept on this device.")
    if wants_json(request):
        return JsonResponse({"held": text}, status=423)
    messages.warning(request, text)
    return redirect("writing:overview", reference=draft.reference)


def next_address(data: Mapping[str, str], reference: str, here: Step) -> str:
    """Where a button leads: the next step, the one before, another one, all of them, or a new row here."""
    if rows := data.get("rows", ""):
        name, _colon, action = rows.partition(":")
        verb, _colon, kind = action.partition(":")
        address = reverse("writing:step", args=[reference, here.key])
        return f"{address}?add={name}:{kind}#{name}-end" if verb == "add" else f"{address}#{name}"
    if "mend" in data:
        return reverse("writing:step", args=[reference, here.key])
    place = STEPS.index(here)
    go = data.get("go", "next")
    if go in {"add-picture", "add-file"}:
        return reverse("writing:upload", args=[reference, go.removeprefix("add-")])
    if go in BY_KEY:
        return reverse("writing:step", args=[reference, go])
    if go == "back" and place > 0:
        return reverse("writing:step", args=[reference, STEPS[place - 1].key])
    if go == "next" and place + 1 < len(STEPS):
        return reverse("writing:step", args=[reference, STEPS[place + 1].key])
    return reverse("writing:overview", args=[reference])


def step_page(
    request: HttpRequest,
    draft: Draft,
    here: Step,
    form: StepForm,
    digests: Mapping[str, str],
    status: int = 200,
) -> HttpResponse:
    place = STEPS.index(here)
    context = {
        "draft": draft,
        "step": here,
        "form": form,
        "digests": digests,
        **notes(request, draft, form),
        "number": place + 1,
        "steps": STEPS,
        "before": STEPS[place - 1] if place else None,
        "after": STEPS[place + 1] if place + 1 < len(STEPS) else None,
    }
    return render(request, here.template, context, status=status)


def conflict_page(
    request: HttpRequest,
    draft: Draft,
    here: Step,
    form: StepForm,
    outcome: Outcome,
    digests: Mapping[str, str],
    theirs: Revision,
) -> HttpResponse:
    """Both versions of each field that two people changed; the person chooses."""
    context = {
        "draft": draft,
        "step": here,
        "conflicts": outcome.conflicts,
        "theirs": theirs,
        "typed": form.typed(),
        "digests": digests,
    }
    return render(request, "practices/writing/conflict.html", context, status=409)


@login_required
@require_POST
@limited("write_step", per_minute=600, methods=("POST",))
def mend(request: HttpRequest, reference: str) -> HttpResponse:
    """Mend one place that the guard found, as it suggests."""
    with transaction.atomic():
        draft = drafts.find(request.user, reference, lock=True)
        if draft.is_held:
            return refuse_held(request, draft)
        if "mend" in request.POST:
            mend_place(request, draft)
    return redirect("writing:overview", reference=reference)


@login_required
@never_cache
@limited("write_upload", per_hour=120, methods=("POST",))
def upload(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """One picture or one file more."""
    form_class = uploads.FORMS.get(kind)
    if form_class is None:
        raise Http404
    draft = drafts.find(request.user, reference)
    if draft.is_held:
        return refuse_held(request, draft)
    form = form_class(request.POST or None, request.FILES or None, use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            draft = drafts.find(request.user, reference, lock=True)
            form.add_to(draft.content, request.user)
            keep(request, draft)
        messages.success(request, _("Added to the story."))
        return redirect("writing:step", reference=reference, step="pictures")
    context = {"draft": draft, "form": form, "kind": kind}
    return render(request, "practices/writing/upload.html", context, status=400 if form.errors else 200)


# --- Back and forth in time


@login_required
@never_cache
def preview(request: HttpRequest, reference: str, pk: int | None = None) -> HttpResponse:
    """The story as its readers would see it: as it is now, or as an earlier revision has it."""
    draft = drafts.find(request.user, reference)
    page = draft.content if pk is None else revision_of(draft, pk).as_object()
    request.is_preview = True
    response: HttpResponse = page.serve_preview(request, "")
    return response


@login_required
@never_cache
def history(request: HttpRequest, reference: str) -> HttpResponse:
    """Who saved the story when."""
    draft = drafts.find(request.user, reference)
    rows = draft.page.revisions.select_related("user").order_by("-created_at", "-pk")
    pages = Paginator(rows, HISTORY_ROWS)
    context = {"draft": draft, "rows": pages.get_page(request.GET.get("page"))}
    return render(request, "practices/writing/history.html", context)


@login_required
@require_POST
def restore(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    with transaction.atomic():
        draft = drafts.find(request.user, reference, lock=True)
        if draft.is_held:
            return refuse_held(request, draft)
        drafts.restore(draft, revision_of(draft, pk))
    messages.success(request, _("The earlier version is back. What was there before stays in the history."))
    return redirect("writing:overview", reference=reference)


def revision_of(draft: Draft, pk: int) -> Revision:
    revision: Revision = get_object_or_404(draft.page.revisions, pk=pk)
    return revision


@login_required
@never_cache
def discard(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask once, then throw the draft away, or what changed since publication."""
    draft = drafts.find(request.user, reference)
    if draft.is_held:
        return refuse_held(request, draft)
    if request.method == "POST":
        drafts.discard(draft)
        messages.success(request, _("Thrown away. You can fetch it back from the list of stories."))
        return redirect("writing:stories")
    context = {"draft": draft, "days": settings.KEEP_DAYS["discarded"]}
    return render(request, "practices/writing/discard.html", context)


@login_required
@require_POST
def fetch_back(request: HttpRequest, reference: str) -> HttpResponse:
    draft = drafts.find(request.user, reference, discarded=True)
    drafts.fetch_back(draft)
    messages.success(request, _("The draft is back."))
    return redirect("writing:overview", reference=reference)
