"""The organiser's screens of a call: what is sought, what was proposed, what is selected."""

from collections.abc import Iterator

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from content import sheets
from events.calls import deeds, rows
from events.calls.forms import CallForm, DecisionForm, ProposalFilter
from events.models import Call, ExchangeEventPage, Proposal
from organisations import policy
from organisations.policy import Action, At, Thing


def found_event(request: HttpRequest, reference: str, action: Action = Action.VIEW) -> ExchangeEventPage:
    event = get_object_or_404(ExchangeEventPage.objects.select_related("host"), slug=reference)
    if not policy.may(request.user, action, At(Thing.CALL, event.host)):
        raise Http404
    return event


def found_call(event: ExchangeEventPage) -> Call:
    return get_object_or_404(Call.objects.select_related("event__host"), event=event)


def may(request: HttpRequest, action: Action, event: ExchangeEventPage) -> bool:
    return policy.may(request.user, action, At(Thing.CALL, event.host))


@login_required
@never_cache
def call(request: HttpRequest, reference: str, form: str = "") -> HttpResponse:
    event = found_event(request, reference)
    found = Call.objects.select_related("event__host").filter(event=event).first()
    proposals = Proposal.objects.filter(call__event=event).select_related("practice", "school")
    chosen = ProposalFilter(request.GET)
    if form:
        lines = table(chosen.found(proposals))
        return (sheets.xlsx_response if form == "xlsx" else sheets.csv_response)(lines, f"{event.slug}-call")
    labels = dict(Proposal.State.choices)
    numbers = dict(proposals.order_by().values_list("state").annotate(Count("pk")))
    deciding = may(request, Action.DECIDE, event)
    context = {
        **chosen.results(proposals),
        "event": event,
        "call": found,
        "numbers": [(labels[state], numbers[state]) for state in labels if state in numbers],
        "may_edit": may(request, Action.EDIT, event),
        "ready": rows.without_row(found, event.get_latest_revision_as_object()) if found and deciding else [],
        "may_write": event.permissions_for_user(request.user).can_edit(),
    }
    return render(request, "events/calls/desk.html", context)


def table(found: QuerySet[Proposal]) -> Iterator[list[object]]:
    """One line for each proposal, heading first."""
    yield [
        _("Practice"),
        _("Number of the practice"),
        _("School"),
        _("Form"),
        _("Presenter"),
        _("Position"),
        _("Note to the organiser"),
        _("Proposed"),
        _("Answer"),
        _("Reason"),
    ]
    for row in found:
        yield [
            row.practice.title,
            row.practice.reference,
            row.school.name,
            row.get_form_display(),
            row.presenter,
            row.position,
            row.note,
            row.sent_at,
            row.get_state_display(),
            row.reason,
        ]


@login_required
@never_cache
def edit_call(request: HttpRequest, reference: str) -> HttpResponse:
    event = found_event(request, reference, Action.EDIT)
    found = Call.objects.select_related("event__host").filter(event=event).first() or Call(
        event=event, is_demo=event.is_demo
    )
    opening = "open" in request.POST
    form = CallForm(
        request.POST if request.method == "POST" else None,
        instance=found,
        initial={"closes_at": found.closes_at},
        event=event,
        opening=opening,
    )
    if request.method == "POST" and form.is_valid():
        deeds.write(
            form.save(commit=False), request.user, closes_at=form.cleaned_data["closes_at"], opening=opening
        )
        messages.success(
            request,
            _("The call is open. Schools see it on the page of the event and in their work.")
            if opening
            else _("Saved."),
        )
        return redirect("exchange:desk_call", reference=reference)
    context = {"event": event, "call": found, "form": form}
    return render(request, "events/calls/edit.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def close_call(request: HttpRequest, reference: str) -> HttpResponse:
    event = found_event(request, reference, Action.EDIT)
    try:
        deeds.close(found_call(event), request.user)
    except deeds.ClosedError:
        messages.warning(request, _("The call is closed already."))
    else:
        messages.success(request, _("The call is closed. You can open it again with another day."))
    return redirect("exchange:desk_call", reference=reference)


@login_required
@require_POST
def into_programme(request: HttpRequest, reference: str) -> HttpResponse:
    event = found_event(request, reference, Action.DECIDE)
    made = rows.into_programme(found_call(event), request.user)
    if made:
        text = ngettext(
            "%(n)s row stands in the draft of the programme now. Give it its time and room, then publish.",
            "%(n)s rows stand in the draft of the programme now. Give them their times and rooms, then publish.",
            made,
        )
        messages.success(request, text % {"n": made})
    else:
        messages.warning(request, _("All selected practices stand in the programme already."))
    return redirect("exchange:desk_call", reference=reference)


@login_required
@never_cache
def proposal(request: HttpRequest, reference: str, uid: object) -> HttpResponse:
    """One proposal, and the answer to it."""
    editing = request.method == "POST"
    event = found_event(request, reference, Action.DECIDE if editing else Action.VIEW)
    found = get_object_or_404(
        Proposal.objects.select_related("call__event__host", "practice", "school", "sent_by"),
        call__event=event,
        uid=uid,
    )
    initial = {"reason": found.reason}
    if found.state in {Proposal.State.SELECTED, Proposal.State.RESERVE, Proposal.State.DECLINED}:
        initial["state"] = found.state
    form = DecisionForm(request.POST if editing else None, initial=initial)
    if editing and form.is_valid():
        try:
            deeds.decide(found, form.cleaned_data["state"], form.cleaned_data["reason"], request.user)
        except deeds.ChangedError:
            messages.warning(request, _("This has changed meanwhile. Nothing was changed by you."))
        else:
            messages.success(request, _("Saved. The school has been told."))
        return redirect("exchange:desk_call", reference=reference)
    context = {
        "event": event,
        "proposal": found,
        "form": form,
        "may_decide": found.stands and not event.is_cancelled and may(request, Action.DECIDE, event),
    }
    return render(request, "events/calls/desk_one.html", context, status=400 if form.errors else 200)
