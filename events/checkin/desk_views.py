"""Who came, as the organiser sees it: numbers, the sheet, what was taken back."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.log_actions import log

from accounts.ratelimit import limited
from content import sheets as tables
from events.checkin import door, roll, sheets
from events.checkin.forms import place_of
from events.models import Attendance, ExchangeEventPage
from organisations import policy
from organisations.policy import Action, At, Thing


def found_event(request: HttpRequest, reference: str) -> ExchangeEventPage:
    event = get_object_or_404(ExchangeEventPage.objects.select_related("host"), slug=reference)
    if not policy.may(request.user, Action.VIEW, At(Thing.EVENT_DOOR, event.host)):
        raise Http404
    return event


@login_required
@require_safe
@never_cache
def attendance(request: HttpRequest, reference: str) -> HttpResponse:
    event = found_event(request, reference)
    rows = Attendance.objects.of_event(event).select_related("attendee__registration", "voided_by", "door")
    context = {
        "event": event,
        "days": [(day, roll.numbers(event, day)) for day in door.days(event)],
        "people": Attendance.attended(event).count(),
        "sessions": roll.session_numbers(event),
        "taken_back": rows.exclude(voided_at=None).order_by("-voided_at")[:50],
        "door_is_near": door.is_open(event),
    }
    return render(request, "events/checkin/desk.html", context)


@limited("attendance_sheets", per_minute=20)
@login_required
@require_safe
@never_cache
def sheet_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    event = found_event(request, reference)
    day = place_of(request.GET, event).day
    made = sheets.sheet_pdf(event, day, thai_digits="thai_digits" in request.GET)
    log(event, "events.sheet", user=request.user, data={"day": day.isoformat()})
    response = HttpResponse(made, content_type="application/pdf")
    name = f"ใบลงทะเบียน {event.slug} {day:%Y%m%d}.pdf"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Robots-Tag"] = "noindex"
    return response


@limited("attendance_sheets", per_minute=20)
@login_required
@require_safe
@never_cache
def sheet_xlsx(request: HttpRequest, reference: str) -> HttpResponse:
    event = found_event(request, reference)
    log(event, "events.sheet", user=request.user, data={"kind": "xlsx"})
    return tables.xlsx_response(roll.sheet(event), f"ใบลงทะเบียน {event.slug}")
