"""The school's screens: open calls, proposing a practice, and what became of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.ratelimit import limited
from content.listing import of_year
from content.years import ByMoment
from events.calls import access, deeds
from events.calls.forms import ProposalForm
from events.models import Call, ExchangeEventPage, Proposal

PER_PAGE = 25


@limited("event_propose", per_minute=20, per_hour=120, methods=("POST",))
@login_required
@never_cache
def propose(request: HttpRequest, reference: str) -> HttpResponse:
    event = get_object_or_404(ExchangeEventPage.objects.published(), slug=reference)
    call = get_object_or_404(Call.objects.select_related("event__host").exclude(opened_at=None), event=event)
    schools = access.answering(event, request.user)
    practices = access.proposable(request.user, schools)
    context = {"event": event, "call": call, "schools": schools, "practices": practices}
    if not (call.is_open and practices):
        return render(request, "events/calls/closed.html", context)
    form = ProposalForm(
        request.POST if request.method == "POST" else None,
        instance=Proposal(call=call),
        initial={"presenter": request.user.get_full_name(), "position": request.user.position},
        call=call,
        practices=practices,
    )
    if request.method == "POST" and form.is_valid():
        found = form.save(commit=False)
        found.school = found.practice.owner_organisation
        try:
            deeds.propose(found, request.user)
        except deeds.ClosedError:
            return render(request, "events/calls/closed.html", context, status=409)
        except deeds.DoubleError:
            form.add_error("practice", _("This practice has been proposed for this event already."))
        else:
            messages.success(request, _("Proposed. You hear by letter what the organiser decides."))
            return redirect("exchange:proposal", uid=found.uid)
    return render(
        request, "events/calls/propose.html", {**context, "form": form}, status=400 if form.errors else 200
    )


@login_required
@never_cache
def proposals(request: HttpRequest) -> HttpResponse:
    """The open calls, and what the person's schools proposed."""
    rows, years = of_year(request, ByMoment("call__event__starts_at"), access.own_proposals(request.user))
    context = {
        "years": years,
        "calls": access.open_calls(request.user)[:24],
        "rows": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "schools": access.schools_of(request.user),
    }
    return render(request, "events/calls/mine.html", context)


def found_proposal(request: HttpRequest, uid: object) -> Proposal:
    return get_object_or_404(access.own_proposals(request.user), uid=uid)


@login_required
@never_cache
def proposal(request: HttpRequest, uid: object) -> HttpResponse:
    found = found_proposal(request, uid)
    open_to_change = found.state == Proposal.State.SENT and found.call.is_open
    posted = request.method == "POST"
    form = ProposalForm(request.POST if posted else None, instance=found, call=found.call, practices=[])
    if posted and form.is_valid():
        try:
            deeds.change(form.save(commit=False), request.user)
        except deeds.CallError:
            messages.warning(request, _("This has changed meanwhile. Nothing was changed by you."))
        else:
            messages.success(request, _("Saved."))
        return redirect("exchange:proposal", uid=uid)
    context = {
        "event": found.call.event,
        "proposal": get_object_or_404(access.own_proposals(request.user), uid=uid),
        "form": form if open_to_change else None,
    }
    return render(request, "events/calls/own.html", context, status=400 if posted else 200)


@login_required
@require_POST
def withdraw(request: HttpRequest, uid: object) -> HttpResponse:
    try:
        deeds.withdraw(found_proposal(request, uid), request.user)
    except deeds.ChangedError:
        messages.warning(request, _("This has changed meanwhile. Nothing was changed by you."))
    else:
        messages.success(request, _("The proposal is taken back."))
    return redirect("exchange:proposal", uid=uid)
