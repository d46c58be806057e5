"""The organiser's screens of the satisfaction form. For everybody else they aren't there."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.ratelimit import limited
from content import sheets
from events.feedback import deeds, results
from events.feedback.forms import (
    MOST_QUESTIONS,
    MOST_WISHES,
    Questions,
    Wishes,
    kept,
    typed,
)
from events.feedback.poster import poster
from events.models import FEWEST, Feedback
from events.models.feedback import usual_questions, usual_wishes
from events.record.access import found_event, may_edit
from events.registration import desk
from organisations.policy import Action


def address_of(feedback: Feedback) -> str:
    """The open address in full, as it stands on posters."""
    with override("th"):
        return settings.BASE_URL + reverse("exchange:feedback", args=[feedback.code])


@login_required
@never_cache
def overview(request: HttpRequest, reference: str) -> HttpResponse:
    """Where the form is, how many answered and, once it is closed, what they say."""
    event = found_event(request, reference)
    feedback = Feedback.of(event)
    context: dict[str, Any] = {"event": event, "may_edit": may_edit(request, event), "fewest": FEWEST}
    if feedback:
        context |= {
            "feedback": feedback,
            "turnout": results.turnout(feedback),
            "results": results.results(feedback),
            "late": results.hidden_late(feedback),
            "address": address_of(feedback),
            "keep_days": desk.keep_days(),
        }
    return render(request, "events/feedback/desk.html", context)


@login_required
@never_cache
def questions(request: HttpRequest, reference: str) -> HttpResponse:
    """What the form asks; the organiser changes it until it is opened."""
    event = found_event(request, reference, Action.EDIT)
    feedback = Feedback.of(event)
    if feedback and feedback.state != Feedback.State.DRAFT:
        messages.info(request, _("People are answering already: the questions stay as they are."))
        return redirect("exchange:feedback_desk", reference=reference)
    if request.method != "POST":
        rows = feedback.questions if feedback else usual_questions()
        wishes = feedback.wishes if feedback else usual_wishes()
        return questions_page(request, event, forms_of(rows, wishes))
    if "more" in request.POST:
        rows = typed(request.POST, "questions", ("key", "aspect", "text"), MOST_QUESTIONS)
        wishes = typed(request.POST, "wishes", ("key", "text"), MOST_WISHES)
        (rows if request.POST["more"] == "questions" else wishes).append({})
        return questions_page(request, event, forms_of(rows[:MOST_QUESTIONS], wishes[:MOST_WISHES]))
    if "usual" in request.POST:
        return questions_page(request, event, forms_of(usual_questions(), usual_wishes()))
    sent = Questions(request.POST, prefix="questions"), Wishes(request.POST, prefix="wishes")
    valid = sent[0].is_valid() & sent[1].is_valid()
    rows = kept(sent[0]) if valid else []
    if valid and rows:
        try:
            deeds.write(event, rows, kept(sent[1]), request.user)
        except deeds.ChangedError:
            messages.warning(request, _("This has changed meanwhile. Nothing was changed by you."))
        else:
            messages.success(request, _("Saved."))
        return redirect("exchange:feedback_desk", reference=reference)
    return questions_page(request, event, sent, empty=valid, status=400)


def forms_of(questions: list[dict], wishes: list[dict]) -> tuple[Any, Any]:
    return Questions(prefix="questions", initial=questions), Wishes(prefix="wishes", initial=wishes)


def questions_page(
    request: HttpRequest, event: Any, formsets: tuple[Any, Any], *, empty: bool = False, status: int = 200
) -> HttpResponse:
    context = {
        "event": event,
        "questions": formsets[0],
        "wishes": formsets[1],
        "empty": empty,
        "more_questions": len(formsets[0].forms) < MOST_QUESTIONS,
        "more_wishes": len(formsets[1].forms) < MOST_WISHES,
    }
    return render(request, "events/feedback/questions.html", context, status=status)


DEEDS: dict[str, Callable[[Feedback, Any], None]] = {
    "close": deeds.close,
    "again": deeds.open_again,
    "draft": deeds.back_to_draft,
}


@login_required
@require_POST
def state(request: HttpRequest, reference: str) -> HttpResponse:
    """Open, close, open again, back to the draft: whatever the button says."""
    event = found_event(request, reference, Action.EDIT)
    deed, feedback = request.POST.get("deed", ""), Feedback.of(event)
    try:
        if deed == "open":
            deeds.open_form(event, request.user)
        elif deed in DEEDS and feedback:
            DEEDS[deed](feedback, request.user)
        else:
            raise Http404
    except deeds.ChangedError:
        messages.warning(request, _("This has changed meanwhile. Nothing was changed by you."))
    else:
        messages.success(request, said(deed))
    return redirect("exchange:feedback_desk", reference=reference)


def said(deed: str) -> str:
    return {
        "open": _("The form is open. Whoever registered gets a letter when the event is over."),
        "close": _("Closed. Nobody can answer any more."),
        "again": _("The form is open again."),
        "draft": _("The questions can be changed again."),
    }[deed]


@login_required
@require_safe
@limited("papers", per_minute=30, per_hour=300)
def poster_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """A sheet for the wall with the open address as a code."""
    event = found_event(request, reference)
    feedback = Feedback.of(event)
    if feedback is None:
        raise Http404
    response = HttpResponse(poster(feedback, address_of(feedback)), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{event.slug}-feedback.pdf"'
    return response


@login_required
@require_safe
@never_cache
def workbook(request: HttpRequest, reference: str) -> HttpResponse:
    """Results, answers and remarks as three sheets that nobody can join."""
    event = found_event(request, reference)
    feedback = Feedback.of(event)
    found = results.results(feedback) if feedback else None
    if feedback is None or found is None:
        raise Http404
    book = {
        _("Results"): results.summary_table(found),
        _("Answers"): results.table(feedback),
        _("What was written"): results.remark_table(found),
    }
    return sheets.workbook_response(book, f"{event.slug}-feedback")
