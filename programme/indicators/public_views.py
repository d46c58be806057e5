"""What any visitor may see of the office's targets and results: numbers of the whole office."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.ratelimit import limited
from content import sheets
from content.years import YEARS
from networks.counting_views import of_office
from organisations import policy
from organisations.models import Organisation
from organisations.policy import Action, At, Thing
from programme.cockpit.reading import Cockpit
from programme.indicators import tables

#: Whose lists are public already: the board of partner networks.
NETWORK_METHODS = {"schools-with-network", "schools-at-minimum", "office-networks", "lasting-networks"}


@require_safe
@limited("results", per_minute=60)
@of_office
def results(request: HttpRequest, office: Organisation, form: str = "") -> HttpResponse:
    today = timezone.localdate()
    period = YEARS.read(request.GET.get("year"))
    cockpit = Cockpit(office, period, today, masked=True)
    if form:
        rows = tables.of_readings([dial.reading for dial in cockpit.dials], period)
        name = f"{_('targets and results')} {period.key}"
        return sheets.xlsx_response(rows, name) if form == "xlsx" else sheets.csv_response(rows, name)
    context = {
        "office": office,
        "cockpit": cockpit,
        "period": period,
        "years": YEARS.switch(None, period),
        "with_list": NETWORK_METHODS,
        "sees_cockpit": policy.may(request.user, Action.VIEW, At(Thing.COCKPIT, office)),
    }
    return render(request, "programme/indicators/results.html", context)
