"""The screen with all lists, and a list as a file."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.log_actions import log

from accounts.ratelimit import limited
from content import sheets
from home.data import catalogue
from networks import registration
from organisations import policy
from organisations.policy import Action, Thing


@require_safe
@login_required
@never_cache
def lists(request: HttpRequest) -> HttpResponse:
    """What there is, how many rows, and the three ways to take it."""
    found = catalogue.open_to(request.user)
    if not found:
        raise Http404
    rows = [(row, row.rows(request.user).count()) for row in found]
    context = {
        "rows": rows,
        "now": timezone.now(),
        "brings_register": policy.may(request.user, Action.CREATE, Thing.REGISTER),
        "brings_entries": policy.may(request.user, Action.CREATE, Thing.FUND_LEDGER),
        "brings_figures": policy.may(request.user, Action.EDIT, Thing.INDICATOR),
    }
    return render(request, "home/data/lists.html", context)


@require_safe
@login_required
@never_cache
@limited("data", per_minute=40, per_hour=200)
def take(request: HttpRequest, key: str, kind: str) -> HttpResponseBase:
    """One list as a file, its heading in Thai whatever the language of the screen: it is the office's paper."""
    found = next((row for row in catalogue.open_to(request.user) if row.key == key), None)
    if found is None:
        raise Http404
    rows = found.rows(request.user)
    office = registration.office()
    if office is not None:
        data = {"list": key, "format": kind, "rows": rows.count()}
        log(office, "home.data.take", user=request.user, data=data)
    with override("th"):
        title = str(found.title)
        name = f"{title} {timezone.localdate().isoformat()}"
    table = in_thai(found, rows)
    if kind == "json":
        return sheets.json_response(table, name, keys=found.sheet.keys(), title=title, list=key)
    return sheets.xlsx_response(table, name) if kind == "xlsx" else sheets.csv_response(table, name)


def in_thai(found: catalogue.DataList, rows: object):
    """The table, made row by row while it is sent, when the language of the request is long another."""
    table = found.sheet.table(rows)
    while True:
        with override("th"):
            row = next(table, None)
        if row is None:
            return
        yield row
