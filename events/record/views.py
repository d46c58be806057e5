"""The organiser writes the record of an event, looks at it, publishes it and takes it back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.ratelimit import limited
from events.feedback.forms import typed
from events.models import ExchangeEventPage
from events.numbers import number_of
from events.record import drafts, photos
from events.record.access import found_event, may_edit, may_publish
from events.record.drafts import GROUPS, MOST_PHOTOS, Record, RecordError
from events.record.forms import (
    MOST_ACTIONS,
    MOST_LESSONS,
    Actions,
    CountsForm,
    Lessons,
    action_initial,
    action_rows,
    lesson_initial,
    lesson_rows,
)
from organisations.policy import Action


@login_required
@never_cache
def overview(request: HttpRequest, reference: str) -> HttpResponse:
    """What the record says, what is missing, and whether visitors read it."""
    event = found_event(request, reference)
    record = Record(event)
    context: dict[str, Any] = {
        "event": event,
        "record": record,
        "gallery": photos.gallery(record.draft),
        "groups": record.draft.groups(),
        "obstacles": drafts.obstacles(record) if record.may_begin else [],
        "new_results": record.is_published and drafts.has_new_results(record),
        "agreed": drafts.agreed(event) if record.is_published else [],
        "may_edit": may_edit(request, event) and record.may_begin,
        "may_publish": may_publish(request, event) and record.may_begin,
        "most_photos": MOST_PHOTOS,
    }
    return render(request, "events/record/overview.html", context)


@login_required
@never_cache
def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Who came, what was learnt, what follows: one form."""
    event = found_event(request, reference, Action.EDIT)
    record = Record(event)
    if not record.may_begin:
        return redirect("exchange:record", reference=reference)
    if request.method != "POST":
        counts = {name: getattr(record.draft, name) for name in GROUPS}
        guessed = {} if any(value is not None for value in counts.values()) else drafts.suggested(event)
        forms = (
            CountsForm(initial={**counts, **guessed, "opened": record.digest}),
            Lessons(prefix="lessons", initial=lesson_initial(record)),
            Actions(prefix="actions", initial=action_initial(record)),
        )
        return edit_page(request, event, forms, guessed=bool(guessed))
    if "more" in request.POST:
        return edit_page(request, event, with_more_rows(request))
    forms = (
        CountsForm(request.POST),
        Lessons(request.POST, prefix="lessons"),
        Actions(request.POST, prefix="actions"),
    )
    valid = forms[0].is_valid() & forms[1].is_valid() & forms[2].is_valid()
    if valid and keep(request, event, *forms):
        messages.success(request, _("Saved as a draft."))
        return redirect("exchange:record", reference=reference)
    return edit_page(request, event, forms, status=400)


def with_more_rows(request: HttpRequest) -> tuple[Any, Any, Any]:
    lessons = typed(request.POST, "lessons", ("key", "text"), MOST_LESSONS)
    actions = typed(request.POST, "actions", ("key", "text", "owner", "due"), MOST_ACTIONS)
    (lessons if request.POST["more"] == "lessons" else actions).append({})
    return (
        CountsForm(initial=request.POST.dict()),
        Lessons(prefix="lessons", initial=lessons[:MOST_LESSONS]),
        Actions(prefix="actions", initial=actions[:MOST_ACTIONS]),
    )


@transaction.atomic
def keep(
    request: HttpRequest, event: ExchangeEventPage, counts: CountsForm, lessons: Any, actions: Any
) -> bool:
    """False if somebody else has written meanwhile: nothing of theirs is overwritten unseen."""
    record = drafts.held(event)
    if counts.cleaned_data["opened"] != record.digest:
        counts.add_error(
            None,
            _(
                "Somebody else has changed this record meanwhile. Look at it in another window; "
                "sending once more replaces it with what stands here."
            ),
        )
        counts.renew(record.digest)
        return False
    drafts.save(
        event,
        request.user,
        lessons=lesson_rows(record, lessons),
        next_actions=action_rows(record, actions),
        **counts.counts(),
    )
    return True


def edit_page(
    request: HttpRequest,
    event: ExchangeEventPage,
    forms: tuple[Any, Any, Any],
    *,
    guessed: bool = False,
    status: int = 200,
) -> HttpResponse:
    counts, lessons, actions = forms
    context = {
        "event": event,
        "counts": counts,
        "lessons": lessons,
        "actions": actions,
        "guessed": guessed,
        "wrong": status == 400,
        "more_lessons": len(lessons.forms) < MOST_LESSONS,
        "more_actions": len(actions.forms) < MOST_ACTIONS,
    }
    return render(request, "events/record/edit.html", context, status=status)


@login_required
@never_cache
@limited("event_photo", per_hour=120, methods=("POST",))
def add_photo(request: HttpRequest, reference: str) -> HttpResponse:
    event = found_event(request, reference, Action.EDIT)
    record = Record(event)
    if not record.may_begin or len(record.draft.photos) >= MOST_PHOTOS:
        messages.info(request, _("There are enough pictures. Take one out first."))
        return redirect("exchange:record", reference=reference)
    form = photos.PhotoForm(request.POST or None, request.FILES or None, use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.keep(drafts.held(event), request.user)
        messages.success(request, _("Saved as a draft."))
        return redirect(reverse("exchange:record", args=[reference]) + "#pictures")
    context = {"event": event, "form": form}
    return render(request, "events/record/photo.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def change_photo(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a picture out, or blur the faces in it."""
    event = found_event(request, reference, Action.EDIT)
    done = False
    with transaction.atomic():
        record = drafts.held(event)
        if "remove" in request.POST:
            done = photos.remove(record, request.POST["remove"], request.user)
        elif picture := number_of(request.POST.get("blur", "")):
            done = photos.blur(record.draft, picture, request.user)
    if done:
        messages.success(request, _("Saved as a draft."))
    else:
        messages.warning(request, _("This has changed meanwhile. Nothing was changed by you."))
    return redirect(reverse("exchange:record", args=[reference]) + "#pictures")


@login_required
@require_safe
@never_cache
def preview(request: HttpRequest, reference: str) -> HttpResponse:
    """The event's page as visitors would read it."""
    event = found_event(request, reference)
    page = drafts.assembled(Record(event))
    request.is_preview = True
    response: HttpResponse = page.serve_preview(request, "")
    return response


@login_required
@require_POST
def publish(request: HttpRequest, reference: str) -> HttpResponse:
    """Publish, take back, or throw away what was changed since: whatever the button says."""
    deed = request.POST.get("deed", "")
    event = found_event(request, reference, Action.EDIT if deed == "discard" else Action.PUBLISH)
    try:
        if deed == "publish":
            drafts.publish(event, request.user)
            messages.success(request, _("Published. Everybody can read what came of the event."))
        elif deed == "take_back":
            drafts.take_back(event, request.user)
            messages.success(request, _("Taken back. Visitors no longer see it; your draft is as it was."))
        elif deed == "discard" and Record(event).is_published:
            drafts.discard_changes(event, request.user)
            messages.success(request, _("The draft is again as visitors read it."))
        else:
            raise Http404
    except RecordError as error:
        for word in error.words:
            messages.warning(request, word)
    return redirect("exchange:record", reference=reference)


@login_required
@require_POST
def follow_up(request: HttpRequest, reference: str) -> HttpResponse:
    """A next action was done, or was not after all."""
    event = found_event(request, reference, Action.EDIT)
    done, key = "done" in request.POST, request.POST.get("done") or request.POST.get("undone", "")
    if not Record(event).is_published or not drafts.say_done(event, key, done, request.user):
        raise Http404
    messages.success(request, _("Noted as done.") if done else _("Noted as still to be done."))
    return redirect(reverse("exchange:record", args=[reference]) + "#next")
