"""The organiser's screen of the sessions."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from content import sheets
from events.registration.desk_views import found_event
from events.sessions import desk
from events.sessions.programme import to_choose


@login_required
@never_cache
def sessions(request: HttpRequest, reference: str, form: str = "") -> HttpResponse:
    event = found_event(request, reference)
    rows = to_choose(event)
    chosen = desk.SessionFilter(request.GET, sessions=rows)
    people = desk.people_of(event)
    if form:
        table = desk.table(chosen.found(people), rows)
        name = f"{event.slug}-sessions"
        return (sheets.xlsx_response if form == "xlsx" else sheets.csv_response)(table, name)
    found = chosen.results(people)
    known = {row.key: row for row in rows}
    context = {
        **found,
        "event": event,
        "sessions": rows,
        "people": [
            (known[choice.session], choice.attendee) for choice in found["rows"] if choice.session in known
        ],
        "line": [
            (known[choice.session], choice.attendee, choice.offered_until)
            for choice in desk.line_of(event)
            if choice.session in known
        ],
        "may_write": event.permissions_for_user(request.user).can_edit(),
    }
    return render(request, "events/sessions/desk.html", context)
