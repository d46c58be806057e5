"""The organiser's screens. For everybody else they aren't there."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from content import sheets
from events.models import ExchangeEventPage, Places, Registration
from events.registration import deeds, desk
from events.registration.forms import CapacityForm, ReasonForm, RegistrationFilter
from events.registration.views import present_words
from events.sessions import choosing
from organisations import policy
from organisations.policy import Action, At, Thing


def found_event(request: HttpRequest, reference: str, action: Action = Action.VIEW) -> ExchangeEventPage:
    event = get_object_or_404(ExchangeEventPage.objects.select_related("host"), slug=reference)
    if not policy.may(request.user, action, At(Thing.EVENT_REGISTRATION, event.host)):
        raise Http404
    return event


def found_registration(event: ExchangeEventPage, uid: object) -> Registration:
    rows = event.registrations.select_related("event__host", "person")
    return get_object_or_404(rows, uid=uid)


def may_edit(request: HttpRequest, event: ExchangeEventPage) -> bool:
    return policy.may(request.user, Action.EDIT, At(Thing.EVENT_REGISTRATION, event.host))


@login_required
@never_cache
def registrations(request: HttpRequest, reference: str, form: str = "") -> HttpResponse:
    event = found_event(request, reference)
    deeds.move_up(event)
    chosen = RegistrationFilter(request.GET)
    rows = event.registrations.all()
    if form:
        table = desk.table(event, chosen.found(rows))
        return (sheets.xlsx_response if form == "xlsx" else sheets.csv_response)(table, event.slug)
    return registrations_page(request, event, CapacityForm(initial={"capacity": event.capacity}))


def registrations_page(
    request: HttpRequest, event: ExchangeEventPage, capacity: CapacityForm, status: int = 200
) -> HttpResponse:
    chosen = RegistrationFilter(request.GET)
    context = {
        **chosen.results(event.registrations.prefetch_related("attendees")),
        "event": event,
        "numbers": desk.numbers(event),
        "taken": Places.taken_of(event),
        "left": Places.left_of(event),
        "capacity_form": capacity,
        "may_edit": may_edit(request, event),
    }
    return render(request, "events/registration/desk.html", context, status=status)


@login_required
@require_POST
def capacity(request: HttpRequest, reference: str) -> HttpResponse:
    event = found_event(request, reference, Action.EDIT)
    form = CapacityForm(request.POST)
    if form.is_valid():
        try:
            deeds.set_capacity(event, form.cleaned_data["capacity"], request.user)
        except deeds.FullError:
            taken = Places.taken_of(event)
            form.add_error(
                "capacity", _("%(n)s people have a place already. Free some first.") % {"n": taken}
            )
        else:
            messages.success(request, _("Saved. The waiting list has moved up as far as there is room."))
            return redirect("exchange:desk", reference=reference)
    return registrations_page(request, event, form, status=400)


@login_required
@never_cache
def registration(request: HttpRequest, reference: str, uid: object) -> HttpResponse:
    """One team; the organiser may take it off, with a reason that the team reads."""
    editing = request.method == "POST"
    event = found_event(request, reference, Action.EDIT if editing else Action.VIEW)
    found = found_registration(event, uid)
    form = ReasonForm(request.POST if editing else None)
    if editing and form.is_valid():
        try:
            deeds.remove(found, form.cleaned_data["reason"], request.user)
        except deeds.PresentError:
            messages.warning(request, present_words())
        except deeds.ChangedError:
            messages.warning(request, _("This has changed meanwhile. Nothing was changed by you."))
        else:
            messages.success(request, _("Removed. The team hears of it, and the next in line is asked."))
        return redirect("exchange:registration", reference=reference, uid=uid)
    context = {
        "event": event,
        "registration": found,
        "people": choosing.picked(found),
        "form": form,
        "removable": may_edit(request, event)
        and (found.is_alive or found.state == Registration.State.UNCONFIRMED),
        "position": found.position() if found.state == Registration.State.WAITING else 0,
    }
    return render(request, "events/registration/desk_one.html", context, status=400 if form.errors else 200)
