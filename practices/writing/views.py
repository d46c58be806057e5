"""The screens of a teacher who writes: own stories, the steps, the look over all of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.ratelimit import limited
from content.templatetags.thai import thai_time
from practices.writing import drafts, presence
from practices.writing.drafts import Draft
from practices.writing.lists import StoryFilter
from practices.writing.steps import BY_KEY, STEPS, Outcome, StartForm, Step, StepForm

#: Key of the session under which the revision of this sitting is remembered, by page.
SITTINGS = "writing_sittings"


@login_required
@never_cache
def stories(request: HttpRequest) -> HttpResponse:
    """Stories of the person's own schools, last written first."""
    places = drafts.places_to_write(request.user)
    schools = drafts.schools_of(request.user) or places
    context = StoryFilter(request.GET).results(drafts.stories_of(schools))
    context["stories"] = [Draft(page, request.user) for page in context["rows"]]
    context["may_begin"] = bool(places)
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
    return render(request, "practices/writing/overview.html", {"draft": draft, "steps": STEPS})


@login_required
@never_cache
@limited("write_step", per_minute=120, methods=("POST",))
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
        if outcome.changed:
            form.apply(outcome.changed)
            keep(request, draft)
    presence.seen(request.user, draft.page)
    digests = here.form(draft=draft.content, person=request.user).digests()
    if wants_json(request):
        return report(request, draft, form, outcome, digests)
    if outcome.conflicts:
        return conflict_page(request, draft, here, form, outcome, digests)
    if form.errors:
        return step_page(request, draft, here, form, digests, status=400)
    return redirect(next_address(request.POST, reference, here))


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
        "others": [
            _("%(name)s is writing here, too (%(minutes)s minutes ago).")
            % {"name": colleague.user, "minutes": colleague.minutes}
            for colleague in presence.others(request.user, draft.page)
        ],
    }
    return JsonResponse(answer, status=409 if outcome.conflicts else 200)


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
    place = STEPS.index(here)
    go = data.get("go", "next")
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
        "others": presence.others(request.user, draft.page),
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
) -> HttpResponse:
    """Both versions of each field that two people changed; the person chooses."""
    context = {
        "draft": draft,
        "step": here,
        "conflicts": outcome.conflicts,
        "typed": form.typed(),
        "digests": digests,
    }
    return render(request, "practices/writing/conflict.html", context, status=409)
