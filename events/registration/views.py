"""Registering a team and looking after one's own registration."""

import base64
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.ratelimit import limited
from content.listing import of_year
from content.typesetting.qr import qr_png
from content.years import ByMoment
from events import calendars
from events.certificates.keys import key_of as certificate_key
from events.checkin import tickets
from events.feedback.ballots import way_to_answer
from events.models import Certificate, ExchangeEventPage, Places, Registration
from events.numbers import number_of
from events.registration import conflicts, deeds, desk
from events.registration.forms import MOST, AnswersForm, People, RegistrationForm, typed_rows
from events.registration.keys import by_key, key_of
from events.sessions import choosing
from events.sessions.programme import to_choose
from organisations import policy

State = Registration.State


def found_event(reference: str) -> ExchangeEventPage:
    return get_object_or_404(ExchangeEventPage.objects.published(), slug=reference)


@limited("event_register", per_minute=60, per_hour=600, methods=("POST",))
@never_cache
def register(request: HttpRequest, reference: str) -> HttpResponse:
    """A team for an event. Rows come and go by posting: it works without JavaScript."""
    event = found_event(reference)
    deeds.move_up(event)
    if not event.takes_registrations:
        return render(request, "events/registration/closed.html", {"event": event})
    email = request.user.email if request.user.is_authenticated else ""
    people_of = {"meals": event.meals_offered, "sessions": to_choose(event)}
    if request.method != "POST":
        form = RegistrationForm(event=event, email=email, initial=own_organisation(request, event))
        people = People(prefix="people", form_kwargs=people_of, initial=[self_row(request)])
        return register_page(request, event, form, people)
    if "add" in request.POST or "remove" in request.POST:
        form = RegistrationForm(event=event, email=email, initial=request.POST.dict())
        people = People(prefix="people", form_kwargs=people_of, initial=changed_rows(request))
        return register_page(request, event, form, people)
    form = RegistrationForm(request.POST, event=event, email=email)
    people = People(request.POST, prefix="people", form_kwargs=people_of)
    if check_all(form, people):
        team = rows_of(people)
        if event.capacity is not None and len(team) > event.capacity:
            form.add_error(None, _("The event has only %(n)s places.") % {"n": event.capacity})
        elif email and not form.cleaned_data["anyway"]:
            form.conflicts = conflicts.conflicts(
                event, email=email, organisation=form.organisation_words(), people=team
            )
        if not form.errors and not form.conflicts:
            registration = form.registration(event)
            registration.person = request.user if email else None
            try:
                registration = deeds.write_down(registration, team, verified=bool(email))
            except deeds.ChangedError:
                return render(request, "events/registration/closed.html", {"event": event}, status=409)
            if email and registration.person_id == request.user.pk:
                return redirect("exchange:own", key=key_of(registration))
            return redirect("exchange:sent", reference=reference)
    return register_page(request, event, form, people, status=400)


def check_all(form: RegistrationForm | AnswersForm, people: Any) -> bool:
    """Both at once: who made two mistakes is told of both."""
    return all([form.is_valid(), people.is_valid()])


def rows_of(people: Any) -> list[dict[str, Any]]:
    return [person.cleaned_data for person in people if person.cleaned_data]


def changed_rows(request: HttpRequest) -> list[dict]:
    without = number_of(request.POST.get("remove", ""))
    return typed_rows(request.POST, without=without, more="add" in request.POST)


def self_row(request: HttpRequest) -> dict[str, str]:
    """Whoever is signed in comes too, most often."""
    person = request.user
    if not person.is_authenticated:
        return {}
    return {"name": person.get_full_name(), "position": person.position}


def own_organisation(request: HttpRequest, event: ExchangeEventPage) -> dict[str, object]:
    rows = policy.memberships(request.user)
    return {"organisation": rows[0].organisation_id} if rows else {}


def register_page(
    request: HttpRequest, event: ExchangeEventPage, form: RegistrationForm, people: Any, status: int = 200
) -> HttpResponse:
    context = {
        "event": event,
        "form": form,
        "people": people,
        "most": MOST,
        "left": Places.left_of(event),
        "waiting": Places.waiting_of(event),
        "keep_days": desk.keep_days(),
    }
    return render(request, "events/registration/register.html", context, status=status)


@require_safe
@never_cache
def sent(request: HttpRequest, reference: str) -> HttpResponse:
    return render(request, "events/registration/sent.html", {"event": found_event(reference)})


# One's own registration, by the link that only its letter and its page have


def guarded(response: HttpResponse) -> HttpResponse:
    # The address opens something: it stays with its reader.
    response["Referrer-Policy"] = "same-origin"
    return response


def by_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view that a registration's link leads to: `view(request, registration, key)`.

    What isn't ours is not there; once the event is over, the link is gone.
    """

    @limited("event_own", per_minute=60)
    @never_cache
    @wraps(view)
    def opened(request: HttpRequest, key: str) -> HttpResponse:
        registration = by_key(key)
        if registration is None:
            raise Http404
        if registration.event.is_over:
            rows = Certificate.objects.valid().filter(attendee__registration=registration).in_order()
            context = {
                "event": registration.event,
                "registration": registration,
                "key": key,
                "answer": way_to_answer(registration),
                "certificates": [(row, certificate_key(row)) for row in rows],
            }
            return guarded(render(request, "events/registration/over.html", context, status=410))
        deeds.move_up(registration.event)
        registration.refresh_from_db(fields=["state", "offered_until", "size"])
        return guarded(view(request, registration, key))

    return opened


@by_link
@require_safe
def own(request: HttpRequest, registration: Registration, key: str) -> HttpResponse:
    """Everything about a registration: nobody has to wait for a letter."""
    unconfirmed = registration.state == State.UNCONFIRMED
    people = choosing.picked(registration)
    context = {
        "registration": registration,
        "event": registration.event,
        "people": people,
        "offered": registration.holds
        and not registration.event.is_cancelled
        and any(row.offered_until for _person, rows in people for row in rows),
        "key": key,
        "qr": drawn(tickets.address(registration)) if registration.has_place else "",
        "conflicts": conflicts.of(registration) if unconfirmed else [],
        "position": registration.position() if registration.state == State.WAITING else 0,
        "keep_days": desk.keep_days(),
        "answer": way_to_answer(registration),
    }
    return render(request, "events/registration/own.html", context)


def drawn(address: str) -> str:
    """A code as a picture inside the page: it is there without a network, too."""
    return base64.b64encode(qr_png(address, border=4)).decode()


@by_link
@require_safe
def own_tickets(request: HttpRequest, registration: Registration, key: str) -> HttpResponse:
    """A ticket for the whole team and one for each person, to print, or to pass on to those who travel alone."""
    event = registration.event
    if not registration.has_place or event.state == event.State.CANCELLED:
        return redirect("exchange:own", key=key)
    people = registration.attendees.all()
    context = {
        "registration": registration,
        "event": event,
        "key": key,
        "qr": drawn(tickets.address(registration)),
        "people": [(person, drawn(tickets.address(registration, person))) for person in people],
    }
    return render(request, "events/registration/tickets.html", context)


@by_link
@require_POST
def confirm(request: HttpRequest, registration: Registration, key: str) -> HttpResponse:
    """The address is right: the team takes its turn."""
    try:
        if registration.state == State.UNCONFIRMED:
            deeds.take_turn(registration)
    except deeds.ChangedError:
        messages.warning(request, _("Registration has closed meanwhile."))
    return redirect("exchange:own", key=key)


@by_link
@require_POST
def take(request: HttpRequest, registration: Registration, key: str) -> HttpResponse:
    try:
        deeds.take_held(registration)
    except deeds.CancelledError:
        messages.warning(request, _("This event is cancelled"))
    except deeds.ChangedError:
        messages.warning(request, _("The time for this answer has run out; the place went to the next."))
    else:
        messages.success(request, _("You have a place."))
    return redirect("exchange:own", key=key)


@by_link
@require_POST
def session(request: HttpRequest, registration: Registration, key: str) -> HttpResponse:
    """Yes or no to a place in a session that was full."""
    deed, number = next(
        ((name, number_of(request.POST[name])) for name in ("take", "leave") if name in request.POST),
        ("", None),
    )
    try:
        if not deed or number is None:
            raise deeds.ChangedError
        if deed == "take":
            deeds.take_session(registration, number)
            messages.success(request, _("You have a place in it."))
        else:
            deeds.leave_line(registration, number)
            messages.success(request, _("You no longer wait for it."))
    except deeds.ChangedError:
        messages.warning(request, _("This has changed meanwhile. Nothing was changed by you."))
    return redirect("exchange:own", key=key)


@by_link
def change(request: HttpRequest, registration: Registration, key: str) -> HttpResponse:
    event = registration.event
    if not registration.is_alive:
        return redirect("exchange:own", key=key)
    chosen, waits = choosing.chosen_by(registration), choosing.waited_for(registration)
    people_of = {"meals": event.meals_offered, "sessions": to_choose(event)}
    if request.method != "POST":
        initial = {
            "phone": registration.phone,
            **{f"question-{name}": text for name, text in registration.answers.items()},
        }
        form = AnswersForm(event=event, initial=initial)
        names = ("prefix", "name", "position", "group", "meal")
        team = [
            {
                "row": row.pk,
                "sessions": chosen.get(row.pk, []),
                "waits": waits.get(row.pk, []),
                **{name: getattr(row, name) for name in names},
            }
            for row in registration.attendees.all()
        ]
        people = People(prefix="people", form_kwargs=people_of, initial=team)
        return change_page(request, registration, key, form, people)
    if "add" in request.POST or "remove" in request.POST:
        form = AnswersForm(event=event, initial=request.POST.dict())
        people = People(prefix="people", form_kwargs=people_of, initial=changed_rows(request))
        return change_page(request, registration, key, form, people)
    form = AnswersForm(request.POST, event=event)
    seated = chosen if registration.state in Registration.HOLDING else {}
    people = People(request.POST, prefix="people", form_kwargs=people_of, seated=seated)
    if check_all(form, people):
        registration.phone = form.cleaned_data["phone"]
        registration.answers = form.answers()
        try:
            deeds.change(registration, rows_of(people))
        except deeds.FullError:
            form.add_error(None, full_words(registration))
        except deeds.SessionFullError:
            form.add_error(
                None, _("Somebody else took the last place in a session. Look at the choices again.")
            )
        except deeds.PresentError:
            form.add_error(None, present_words())
        except deeds.ChangedError:
            messages.warning(request, _("This has changed meanwhile. Nothing was changed by you."))
            return redirect("exchange:own", key=key)
        else:
            messages.success(request, _("Saved."))
            return redirect("exchange:own", key=key)
    return change_page(request, registration, key, form, people, status=400)


def present_words() -> str:
    return _("Somebody of the team has been checked in at the door. Undo that first.")


def full_words(registration: Registration) -> str:
    if registration.state == State.WAITING:
        return _("A team on the waiting list can't grow. Register the others on their own.")
    if Places.waiting_of(registration.event):
        return _("Others are waiting: more people have to be registered on their own.")
    return _("There are only %(n)s places left.") % {"n": Places.left_of(registration.event) or 0}


def change_page(
    request: HttpRequest, registration: Registration, key: str, form: AnswersForm, people: Any, status=200
) -> HttpResponse:
    context = {
        "registration": registration,
        "event": registration.event,
        "key": key,
        "form": form,
        "people": people,
        "most": MOST,
    }
    return render(request, "events/registration/change.html", context, status=status)


@by_link
def cancel(request: HttpRequest, registration: Registration, key: str) -> HttpResponse:
    """The link shows what would be done; the button does it."""
    if request.method != "POST":
        context = {"registration": registration, "event": registration.event, "key": key}
        return render(request, "events/registration/cancel.html", context)
    try:
        deeds.cancel(registration)
    except deeds.PresentError:
        messages.warning(request, present_words())
    except deeds.ChangedError:
        messages.warning(request, _("This has changed meanwhile. Nothing was changed by you."))
    else:
        messages.success(request, _("Called off. The place is free for others."))
    return redirect("exchange:own", key=key)


@by_link
@require_safe
def own_calendar(request: HttpRequest, registration: Registration, key: str) -> HttpResponse:
    if not registration.confirmed_at:
        raise Http404
    ended = not registration.is_alive
    text = calendars.personal(registration, cancelled=ended)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{registration.event.slug}.ics"'
    return response


@login_required
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """What a person registered."""
    rows = (
        Registration.objects.filter(Q(person=request.user) | Q(person=None, email=request.user.email))
        .filter(event__live=True)
        .select_related("event__host", "event__feedback")
        .order_by("-event__starts_at", "-pk")
    )
    rows, years = of_year(request, ByMoment("event__starts_at"), rows)
    context = {
        "rows": [(row, key_of(row), way_to_answer(row) if row.event.has_begun else "") for row in rows[:50]],
        "years": years,
        "organises": desk.organised_by(request.user).exists(),
    }
    return render(request, "events/registration/mine.html", context)
