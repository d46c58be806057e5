"""Screens at the door. All of them work without JavaScript; `door.js` adds the camera and working without a network."""

import base64
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.ratelimit import limited
from content.typesetting.qr import qr_png
from events.checkin import deeds, door, roll, tickets
from events.checkin.door import Keeper
from events.checkin.forms import BackForm, DoorLinkForm, Place, WalkInForm, place_of
from events.models import Attendance, Attendee, ExchangeEventPage, Registration
from events.numbers import number_of
from events.registration import desk


def at_the_door(*, acting: bool = False, quiet: bool = False) -> Callable:
    """The view of a door: `view(request, keeper, …)`. For strangers there is no door; helpers need their link.

    `acting` views change something, `quiet` ones answer a script instead of leading to the sign-in.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, reference: str, **kwargs: object) -> HttpResponse:
            event = get_object_or_404(ExchangeEventPage.objects.live().select_related("host"), slug=reference)
            keeper = door.keeper_of(request, event)
            if keeper and (keeper.acts or not acting):
                return view(request, keeper, **kwargs)
            if quiet and not keeper:
                if request.user.is_authenticated:
                    raise Http404
                return HttpResponseForbidden()
            if door.had_a_link(request, event):
                return render(request, "events/checkin/ended.html", {"event": event}, status=403)
            if request.user.is_authenticated:
                raise Http404
            return redirect_to_login(request.get_full_path())

        return guarded

    return decorate


@require_safe
@never_cache
def doors(request: HttpRequest) -> HttpResponse:
    """The doors of these days that this visitor looks after."""
    return render(
        request, "events/checkin/doors.html", {"events": door.on_duty(request.user, door.links_of(request))}
    )


def place_query(place: Place, **more: str) -> str:
    """The day and session, as part of an address."""
    chosen = {"day": place.day.isoformat(), "session": place.session, **more}
    return urlencode({name: value for name, value in chosen.items() if value})


def back_to_door(keeper: Keeper, place: Place, **more: str) -> HttpResponse:
    return redirect(f"{reverse('exchange:door', args=[keeper.event.slug])}?{place_query(place, **more)}")


@require_safe
@at_the_door()
def start(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """Who is there, who is missing, and a search."""
    event = keeper.event
    place = place_of(request.GET, event)
    found = roll.teams(event, place.day, place.session, place.query)
    context = {
        **door_context(keeper, place),
        "numbers": roll.numbers(event, place.day, place.session),
        "teams": found[: roll.SHOWN],
        "more": max(0, len(found) - roll.SHOWN),
        "latest": [] if place.query else roll.latest(event, place.day, place.session),
    }
    return render(request, "events/checkin/door.html", context)


def door_context(keeper: Keeper, place: Place) -> dict[str, object]:
    return {
        "event": keeper.event,
        "keeper": keeper,
        "place": place,
        "query": place_query(place),
        "open": door.is_open(keeper.event) and not place.is_ahead,
        "opens_at": door.opens_at(keeper.event, place.day),
    }


def found_team(event: ExchangeEventPage, uid: object) -> Registration:
    rows = event.registrations.prefetch_related("attendees")
    team = get_object_or_404(rows, uid=uid)
    team.event = event
    return team


@at_the_door()
def team(request: HttpRequest, keeper: Keeper, uid: object) -> HttpResponse:
    """A whole team at once; whoever is absent is unticked."""
    if request.method == "POST" and not keeper.acts:
        raise Http404
    place = place_of(request.POST if request.method == "POST" else request.GET, keeper.event)
    found = found_team(keeper.event, uid)
    there = roll.present(keeper.event, place.day, place.session)
    people = [roll.Person(row, there.get(row.pk)) for row in found.attendees.all()]
    if request.method == "POST":
        chosen = set(request.POST.getlist("person"))
        picked = [row.attendee for row in people if str(row.attendee.pk) in chosen]
        if not picked:
            messages.warning(request, _("Nobody is ticked. Nobody was checked in."))
        elif check_all_in(request, keeper, place, picked):
            return back_to_door(keeper, place)
        return redirect(f"{request.path}?{place_query(place)}")
    single = number_of(request.GET.get("person", ""))
    context = {
        **door_context(keeper, place),
        "registration": found,
        "people": people,
        #: A person's own ticket ticks that person alone.
        "ticked": None if single is None else {single},
        "State": Registration.State,
    }
    return render(request, "events/checkin/team.html", context)


def check_all_in(request: HttpRequest, keeper: Keeper, place: Place, people: list[Attendee]) -> bool:
    """Check people in for the session that is chosen, and say what came of it; whether anybody may come in."""
    new = 0
    try:
        for person in people:
            _row, is_new = deeds.check_in(keeper, deeds.Note(person, place.session, day=place.day))
            new += is_new
    except deeds.ClosedError:
        messages.warning(request, _("The door is not open now. Nobody was checked in."))
        return False
    except deeds.RefusedError as error:
        label = dict(Registration.State.choices).get(error.state, error.state)
        messages.warning(request, _("This team has no place: %(state)s.") % {"state": label})
        return False
    if new:
        text = ngettext("Checked in: %(n)s person.", "Checked in: %(n)s people.", new) % {"n": new}
        messages.success(request, text)
    if len(people) > new:
        old = len(people) - new
        text = ngettext("%(n)s person was in already.", "%(n)s people were in already.", old) % {"n": old}
        messages.info(request, text)
    return True


@at_the_door(acting=True)
def take_back(request: HttpRequest, keeper: Keeper, pk: int) -> HttpResponse:
    """Undo one check-in, with a reason."""
    rows = Attendance.objects.of_event(keeper.event).select_related("attendee__registration", "by", "door")
    row = get_object_or_404(rows, pk=pk)
    form = BackForm(request.POST if request.method == "POST" else None)
    place = Place(keeper.event, row.day, row.session)
    if request.method == "POST" and form.is_valid():
        if deeds.take_back(keeper, row.attendee, row.session, row.day, form.cleaned_data["reason"]):
            messages.success(request, _("Taken back. The other phones hear of it."))
        else:
            messages.info(request, _("It has been taken back already."))
        return back_to_door(keeper, place)
    context = {**door_context(keeper, place), "row": row, "form": form}
    return render(request, "events/checkin/take_back.html", context, status=400 if form.errors else 200)


@at_the_door(acting=True)
def walk_in(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """Somebody who has not registered."""
    posted = request.method == "POST"
    place = place_of(request.POST if posted else request.GET, keeper.event)
    form = WalkInForm(request.POST if posted else None)
    if posted and form.is_valid():
        registration, person = form.rows()
        note = deeds.Note(person, place.session, day=place.day, uid=form.cleaned_data["uid"])
        try:
            deeds.walk_in(keeper, registration, person, note)
        except deeds.CheckInError:
            form.add_error(None, _("The door is not open now. Nobody was checked in."))
        else:
            messages.success(request, _("Written down and checked in: %(name)s") % {"name": person.full_name})
            return back_to_door(keeper, place)
    context = {**door_context(keeper, place), "form": form, "keep_days": desk.keep_days()}
    return render(request, "events/checkin/walk_in.html", context, status=400 if form.errors else 200)


# Tickets


@limited("tickets", per_minute=120)
@require_safe
@never_cache
def ticket(request: HttpRequest, token: str) -> HttpResponse:
    """What a phone's own camera opens: at the door the team, for everybody else no more than the event."""
    found = tickets.read(token)
    if found is None:
        return render(request, "events/checkin/ticket.html", {"unknown": True}, status=404)
    event = found.registration.event
    if door.keeper_of(request, event):
        address = reverse("exchange:door_team", args=[event.slug, found.registration.uid])
        return redirect(f"{address}?person={found.attendee.pk}" if found.attendee else address)
    response = render(request, "events/checkin/ticket.html", {"event": event})
    response["Referrer-Policy"] = "same-origin"
    return response


# Helpers


@at_the_door()
def helpers(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """Links for helpers without an account; a new one is shown once."""
    if not keeper.invites:
        raise Http404
    form = DoorLinkForm(request.POST if request.method == "POST" else None)
    context = {"event": keeper.event, "keeper": keeper, "links": keeper.event.door_links.all()}
    if request.method == "POST" and form.is_valid():
        token = door.make_link(keeper.event, form.cleaned_data["name"], request.user)
        address = settings.BASE_URL + reverse("exchange:door_enter", args=[token])
        context |= {
            "door_address": address,
            "drawn": base64.b64encode(qr_png(address, border=4)).decode(),
            "name": form.cleaned_data["name"],
            "until": keeper.event.ends_at + door.LINK_AFTER,
        }
        form = DoorLinkForm()
    context |= {"form": form, "links": keeper.event.door_links.all()}
    return render(request, "events/checkin/helpers.html", context, status=400 if form.errors else 200)


@require_POST
@at_the_door()
def withdraw(request: HttpRequest, keeper: Keeper, pk: int) -> HttpResponse:
    if not keeper.invites:
        raise Http404
    door.withdraw(get_object_or_404(keeper.event.door_links, pk=pk), request.user)
    messages.success(request, _("The link opens nothing any more."))
    return redirect("exchange:door_helpers", reference=keeper.event.slug)


@limited("door_enter", per_minute=30)
@never_cache
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """A helper's link shows what it opens; the button opens it, on this phone."""
    link = door.find_link(token)
    if link is None or not link.is_open or link.event.state == link.event.State.CANCELLED:
        response = render(
            request, "events/checkin/ended.html", {"event": link and link.event}, status=410 if link else 404
        )
    elif request.method == "POST":
        door.enter(request, link)
        response = redirect("exchange:door", reference=link.event.slug)
    else:
        response = render(request, "events/checkin/enter.html", {"event": link.event, "link": link})
    response["Referrer-Policy"] = "same-origin"
    return response


@require_POST
@at_the_door()
def leave(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """A helper goes home."""
    door.leave(request, keeper.event)
    messages.success(request, _("This phone no longer looks after the door. Thank you."))
    return redirect("exchange:doors")
