"""What an event led to, for its organiser and the office. For everybody else it isn't there."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from content import sheets
from events.funnel import charts, counting
from events.funnel.forms import FunnelsFilter, LineFilter
from events.models import OPEN_DAYS
from events.registration.desk_views import found_event
from organisations.models import Organisation


@login_required
@never_cache
def funnel(request: HttpRequest, reference: str) -> HttpResponse:
    event = found_event(request, reference)
    found = counting.funnel_of(event)
    context = {
        "event": event,
        "funnel": found,
        "chart": charts.chart(found),
        "practices": found.by_practice(),
        "schools": found.by_school(),
        "outcomes": counting.OUTCOMES,
        "open_days": OPEN_DAYS,
    }
    return render(request, "events/funnel/funnel.html", context)


@login_required
@never_cache
def lines(request: HttpRequest, reference: str) -> HttpResponse:
    """The list behind a number: schools with practices."""
    event = found_event(request, reference)
    found = counting.funnel_of(event)
    context = {**LineFilter(request.GET, funnel=found).results(found.lines), "event": event, "funnel": found}
    return render(request, "events/funnel/lines.html", context)


@login_required
@never_cache
def attended(request: HttpRequest, reference: str) -> HttpResponse:
    """The schools that were there, each with its people and how much it wants to try."""
    event = found_event(request, reference)
    found = counting.funnel_of(event)
    wanted = {row.thing.pk: len(row.lines) for row in found.by_school()}
    schools = Organisation.objects.filter(pk__in=[key for key in found.turnout or {} if key]).by_name()
    rows = [(school, (found.turnout or {})[school.pk], wanted.get(school.pk, 0)) for school in schools]
    return render(request, "events/funnel/attended.html", {"event": event, "funnel": found, "rows": rows})


@login_required
@never_cache
def sheet(request: HttpRequest, reference: str) -> HttpResponse:
    event = found_event(request, reference)
    return sheets.xlsx_response(counting.table(counting.funnel_of(event)), f"{event.slug}-funnel")


@login_required
@never_cache
def funnels(request: HttpRequest) -> HttpResponse:
    """What all events led to, one beside the other."""
    context = FunnelsFilter(request.GET).results(counting.events_of(request.user))
    known = counting.turnouts(context["rows"].object_list)
    context["today"] = timezone.localdate()
    context["lines"] = [
        (event, sum(key is not None for key in known[event.pk]) if event.pk in known else None)
        for event in context["rows"]
    ]
    return render(request, "events/funnel/funnels.html", context)
