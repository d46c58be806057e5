"""The office's list of those who are put forward."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.ratelimit import limited
from organisations import policy
from organisations.models import Organisation
from organisations.policy import Action, At, Thing
from programme.models import Featured
from programme.recognition import access, deeds
from programme.recognition.featured_forms import FeaturedForm
from programme.recognition.views import PER_PAGE, SORRY, done, one_form


@require_safe
@access.for_office(Action.VIEW)
def featured(request: HttpRequest, office: Organisation) -> HttpResponse:
    """Everybody ever put forward, the latest first."""
    rows = Featured.objects.filter(office=office).select_related("organisation").order_by("-starts_on", "-pk")
    context = {
        "rows": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "keeps": policy.may(request.user, Action.CREATE, At(Thing.AWARD, office)),
        "kinds": Featured.Of.choices,
    }
    return render(request, "programme/recognition/featured.html", context)


@limited("awards", per_minute=30, methods=("POST",))
@access.for_office(Action.CREATE)
def new_featured(request: HttpRequest, office: Organisation, kind: str) -> HttpResponse:
    if kind not in Featured.Of.values:
        raise Http404
    today = timezone.localdate()
    initial = {"starts_on": today, "ends_on": today + timedelta(days=30)}
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return featured_form(request, FeaturedForm(*sent, office=office, kind=kind, initial=initial), kind)


@limited("awards", per_minute=30, methods=("POST",))
@access.for_featured(Action.EDIT)
def edit_featured(request: HttpRequest, row: Featured) -> HttpResponse:
    if row.withdrawn_on:
        raise Http404
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    initial = {"alt": row.image.description if row.image else ""}
    form = FeaturedForm(*sent, office=row.office, kind=row.kind, instance=row, initial=initial)
    return featured_form(request, form, row.kind)


def featured_form(request: HttpRequest, form: FeaturedForm, kind: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            kept = form.store(request.user)
        except deeds.SettledError:
            messages.error(request, SORRY[deeds.SettledError])
            return redirect("recognition:featured")
        messages.success(
            request,
            _("Kept. It is shown from its first day to its last.")
            if kept.consent_on
            else _("Kept. Nobody outside the office sees it until they agree."),
        )
        return redirect("recognition:featured")
    return one_form(request, form, Featured.Of(kind).label, _("Keep it"), is_featured=True)


@require_POST
@access.for_featured(Action.END)
def end_featured(request: HttpRequest, row: Featured) -> HttpResponse:
    done(request, lambda: deeds.end(row, request.user), _("Gone at once, its picture too."))
    return redirect("recognition:featured")
