"""The report of an event: its texts, and the papers made of them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.log_actions import log

from accounts.models import User
from accounts.ratelimit import limited
from events.models import EventReport, ExchangeEventPage
from events.record.access import found_event, may_edit
from events.record.drafts import held
from events.record.printing import printed
from events.record.report import digest_of, texts_of
from events.record.report_forms import ReportForm
from media.names import shown_name
from media.views import INERT
from organisations.policy import Action


@login_required
@never_cache
def report(request: HttpRequest, reference: str) -> HttpResponse:
    """What the chapters say; all else comes from what the portal knows."""
    editing = request.method == "POST"
    event = found_event(request, reference, Action.EDIT if editing else Action.VIEW)
    initial = {**texts_of(event), "opened": digest_of(event)}
    form = ReportForm(request.POST if editing else None, initial=initial)
    if editing and form.is_valid() and keep(event, form, request.user):
        messages.success(request, _("Saved."))
        return redirect("exchange:report", reference=reference)
    context = {"event": event, "form": form, "may_edit": may_edit(request, event)}
    return render(request, "events/record/report.html", context, status=400 if form.errors else 200)


@transaction.atomic
def keep(event: ExchangeEventPage, form: ReportForm, by: User) -> bool:
    """False if somebody else has written meanwhile: nothing of theirs is overwritten unseen."""
    held(event)
    if form.cleaned_data["opened"] != (now := digest_of(event)):
        form.add_error(
            None,
            _(
                "Somebody else has changed this report meanwhile. Look at it in another window; "
                "sending once more replaces it with what stands here."
            ),
        )
        form.renew(now)
        return False
    row, _made = EventReport.objects.update_or_create(event=event, defaults={"texts": form.texts()})
    log(row, "events.report", user=by)
    return True


@login_required
@require_safe
@never_cache
@limited("papers", per_minute=30, per_hour=300)
def paper(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """A report as PDF or Word; with `?digits=thai` in Thai digits."""
    event = found_event(request, reference)
    try:
        made = printed(event, name, thai_digits=request.GET.get("digits") == "thai")
    except KeyError:
        raise Http404 from None
    kind, _dot, ending = name.partition(".")
    response = HttpResponse(made.content, content_type=made.content_type)
    file_name = shown_name(f"{event.reference} {event.title}".replace("/", "_") + f" {kind}.{ending}")
    response["Content-Disposition"] = content_disposition_header(True, file_name)
    response["Content-Security-Policy"] = INERT
    response["X-Content-Type-Options"] = "nosniff"
    return response
