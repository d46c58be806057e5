"""Answering: with a ballot of one's team, or at the open address that hangs on the wall."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.ratelimit import limited
from events.feedback import ballots, deeds
from events.feedback.forms import AnswerForm, OpenAnswerForm
from events.models import Feedback, SpentBallot
from events.registration.views import guarded


def closed_page(request: HttpRequest, feedback: Feedback, status: int = 200) -> HttpResponse:
    context = {"event": feedback.event, "feedback": feedback}
    return guarded(render(request, "events/feedback/closed.html", context, status=status))


#: Keeps the number of one's ballot on one's own device, for the team's page only: who comes back gets the same ballot.
COOKIE, COOKIE_DAYS = "ballot", 60


#: A whole hall behind one address answers within minutes.
@limited("event_feedback_team", per_minute=600)
@never_cache
def team(request: HttpRequest, key: str) -> HttpResponse:
    """What a team still may answer; the button fetches one ballot and opens it, pressed again the same one."""
    registration = ballots.team_of(key)
    feedback = Feedback.of(registration.event) if registration else None
    if registration is None or feedback is None or not registration.event.live:
        raise Http404
    if not feedback.takes_answers:
        return closed_page(request, feedback)
    if request.method == "POST":
        asked = request.POST.get("asked", "")
        if not ballots.is_number(registration, asked):
            return redirect("exchange:ballots", key=key)
        try:
            ballot = ballots.hand_out(registration, feedback, asked)
        except ballots.NoBallotError:
            return redirect("exchange:ballots", key=key)
        return guarded(redirect("exchange:ballot", ballot=ballot))
    asked = request.COOKIES.get(COOKIE, "")
    if not ballots.is_number(registration, asked) or ballots.was_used(feedback, asked):
        asked = ballots.new_number(registration)
    context = {
        "event": registration.event,
        "left": ballots.left_of(registration),
        "due": ballots.due_to(registration),
        "feedback": feedback,
        "asked": asked,
        "is_open": ballots.was_handed_out(asked),
    }
    response = guarded(render(request, "events/feedback/team.html", context))
    response.set_cookie(
        COOKIE,
        asked,
        max_age=timedelta(days=COOKIE_DAYS),
        path=request.path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@limited("event_feedback", per_minute=600)
@never_cache
def ballot(request: HttpRequest, ballot: str) -> HttpResponse:
    """One answer; afterwards the ballot is void."""
    feedback = ballots.feedback_of(ballot)
    if feedback is None or not feedback.event.live:
        raise Http404
    digest = ballots.digest(ballot)
    if SpentBallot.objects.filter(digest=digest).exists():
        return guarded(redirect("exchange:answered", code=feedback.code))
    if not feedback.takes_answers:
        return closed_page(request, feedback)
    form = AnswerForm(request.POST or None, feedback=feedback)
    if request.method == "POST" and form.is_valid():
        return guarded(keep(request, feedback, form, digest, invited=True))
    return guarded(form_page(request, feedback, form))


@limited("event_feedback_open", per_minute=120, per_hour=600, methods=("POST",))
@never_cache
def open_form(request: HttpRequest, code: str) -> HttpResponse:
    """For whoever has no ballot: the address on the poster."""
    feedback = get_object_or_404(Feedback.objects.select_related("event__host"), code=code, event__live=True)
    if not feedback.takes_answers:
        return closed_page(request, feedback)
    form = OpenAnswerForm(request.POST or None, feedback=feedback)
    if request.method == "POST" and form.is_valid():
        return keep(request, feedback, form, ballots.digest(form.uid), invited=False)
    return form_page(request, feedback, form)


def form_page(request: HttpRequest, feedback: Feedback, form: AnswerForm) -> HttpResponse:
    context = {"event": feedback.event, "feedback": feedback, "form": form}
    return render(request, "events/feedback/form.html", context, status=400 if form.errors else 200)


def keep(
    request: HttpRequest, feedback: Feedback, form: AnswerForm, digest: str, *, invited: bool
) -> HttpResponse:
    try:
        deeds.answer(feedback, form.marks(), form.remarks(), digest=digest, invited=invited)
    except deeds.ChangedError:
        feedback.refresh_from_db(fields=["state"])
        return closed_page(request, feedback, status=409)
    except deeds.SpentError:
        # Pressed twice: the first one counts, and both end at the same place.
        pass
    return redirect("exchange:answered", code=feedback.code)


@require_safe
@never_cache
def answered(request: HttpRequest, code: str) -> HttpResponse:
    feedback = get_object_or_404(Feedback.objects.select_related("event__host"), code=code, event__live=True)
    return render(request, "events/feedback/answered.html", {"event": feedback.event})
