"""The ledger of the funds: entered, approved by somebody else, taken back by an opposite entry, closed by the year."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.ratelimit import limited
from content import sheets
from content.years import FISCAL, Period, Switch
from content.years import read as read_year
from media.papers import paper_download
from organisations.incoming.deeds import earlier as earlier_sheets
from organisations.incoming.views import chosen
from organisations.policy import Action
from programme.funds import access, deeds, ledger, sheet
from programme.funds.forms import CloseForm, EntryForm, ReasonForm
from programme.models import FundEntry, FundPage
from programme.plans.forms import SheetForm
from vcare.calendar import fiscal_year

PER_PAGE = 40

SORRY = {
    deeds.SettledError: gettext_lazy("Somebody was quicker, or the year is closed. Please look again."),
    deeds.OwnEntryError: gettext_lazy("You have entered this yourself: somebody else has to approve it."),
    deeds.TooLittleError: gettext_lazy("There is not so much money in the fund. Enter what came in first."),
    deeds.UnfinishedError: gettext_lazy("The year can't be closed yet. Please look again."),
}


def done(request: HttpRequest, do: Callable[[], object], words: str) -> bool:
    """Do it and say so, or say why not."""
    try:
        do()
    except tuple(SORRY) as error:
        messages.error(request, SORRY[type(error)])
        return False
    messages.success(request, words)
    return True


@require_safe
@access.for_ledger(Action.VIEW)
def funds(request: HttpRequest) -> HttpResponse:
    """The funds, what is in them, and what waits."""
    rows = [(fund, ledger.years(fund)) for fund in FundPage.objects.order_by("path")]
    context = {
        "rows": [
            {
                "fund": fund,
                "years": years,
                "last": years[-1] if years else None,
                "waiting": sum(y.waiting for y in years),
            }
            for fund, years in rows
        ],
        "today": timezone.localdate(),
    }
    return render(request, "programme/funds/funds.html", context)


def chosen_year(request: HttpRequest, years: list[ledger.Year]) -> int | None:
    """The year of the address; the newest for anything else."""
    known = [year.fiscal_year for year in years]
    year = read_year(request.GET.get("year"), FISCAL)
    if year and year.kind == FISCAL and year.year in known:
        return year.year
    return known[-1] if known else None


@require_safe
@access.for_ledger(Action.VIEW)
def entries(request: HttpRequest, fund: FundPage) -> HttpResponse:
    """One fiscal year of a fund: its sums and every entry."""
    years = ledger.years(fund)
    chosen = chosen_year(request, years)
    year = next((row for row in years if row.fiscal_year == chosen), None)
    rows = FundEntry.objects.filter(fund=fund, fiscal_year=chosen or 0).select_related(
        "entered_by", "decided_by"
    )
    context = {
        "fund": fund,
        "years": Switch(
            Period(FISCAL, year.fiscal_year) if year else None,
            [Period(FISCAL, row.fiscal_year) for row in years],
            everything=False,
        ),
        "year": year,
        "rows": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "enters": access.may(request.user, Action.CREATE),
        "closes": access.may(request.user, Action.PUBLISH)
        and year is not None
        and not year.is_closed
        and year.fiscal_year < fiscal_year(timezone.localdate()),
        "today": timezone.localdate(),
    }
    return render(request, "programme/funds/ledger.html", context)


@require_safe
@access.for_ledger(Action.VIEW)
def table(request: HttpRequest, fund: FundPage) -> HttpResponse:
    chosen = chosen_year(request, ledger.years(fund))
    rows = FundEntry.objects.filter(fund=fund, fiscal_year=chosen or 0).select_related(
        "entered_by", "decided_by"
    )
    return sheets.xlsx_response(
        sheet.table(rows.order_by("day", "pk")), f"{_('ledger')} {fund.slug} {chosen or ''}"
    )


@require_safe
@access.for_ledger(Action.CREATE)
def empty_sheet(request: HttpRequest, fund: FundPage) -> HttpResponse:
    return sheet.template(_("ledger"))


def one_form(
    request: HttpRequest, fund: FundPage, form: Any, heading: str, button: str, **more: Any
) -> HttpResponse:
    """A screen with one form about a fund."""
    context = {"fund": fund, "form": form, "heading": heading, "button": button}
    status = 400 if form.errors else 200
    return render(request, "programme/funds/one_form.html", context | more, status=status)


@limited("funds", per_minute=60, methods=("POST",))
@access.for_ledger(Action.CREATE)
def new(request: HttpRequest, fund: FundPage) -> HttpResponse:
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = EntryForm(*sent, fund=fund, initial={"day": timezone.localdate(), "uid": uuid4()})
    if request.method == "POST" and form.is_valid():
        made = form.filled()
        done(
            request,
            lambda: deeds.enter([made], request.user),
            _("Entered. It counts once somebody else approves it."),
        )
        return redirect("funds:new" if "more" in request.POST else "funds:ledger", slug=fund.slug)
    return one_form(request, fund, form, _("Enter money in or out"), _("Enter it"), more=_("Enter and go on"))


@limited("funds", per_minute=10, methods=("POST",))
@access.for_ledger(Action.CREATE)
def bring_in(request: HttpRequest, fund: FundPage) -> HttpResponse:
    """Choose a sheet with entries; what it would do is looked at before anything is kept."""
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = SheetForm(*sent)
    form.fields["file"].help_text = _("One line for each entry, .xlsx or .csv, at most 5 MB.")
    if answer := chosen(request, form, sheet.EntryImporter.key, fund):
        return answer
    earlier = earlier_sheets(sheet.EntryImporter.key, fund)
    button = _("Look at it first")
    return one_form(
        request, fund, form, _("Bring in from Excel"), button, is_sheet=True, earlier_sheets=earlier
    )


@require_safe
@access.for_entry(Action.VIEW)
def entry(request: HttpRequest, entry: FundEntry) -> HttpResponse:
    decides = access.may(request.user, Action.DECIDE)
    enters = access.may(request.user, Action.CREATE)
    is_own = entry.entered_by_id == request.user.pk
    reversals = entry.reversals.exclude(state__in=["refused", "withdrawn"])
    context = {
        "entry": entry,
        "fund": entry.fund,
        "is_own": is_own,
        "decides": decides and entry.state == "waiting" and not is_own,
        "withdraws": enters and entry.state == "waiting" and is_own,
        "reverses": enters and entry.state == "approved" and entry.reverses_id is None and not reversals,
        "reversal": reversals.first(),
    }
    return render(request, "programme/funds/entry.html", context)


@require_safe
@access.for_entry(Action.VIEW)
def paper(request: HttpRequest, entry: FundEntry) -> HttpResponseBase:
    if not entry.paper:
        raise Http404
    return paper_download(entry.paper, f"{entry.fund.slug}-{entry.day.isoformat()}")


@require_POST
@limited("funds", per_minute=60, methods=("POST",))
@access.for_entry(Action.DECIDE)
def approve(request: HttpRequest, entry: FundEntry) -> HttpResponse:
    done(request, lambda: deeds.approve(entry, request.user), _("Approved. It counts now."))
    return redirect("funds:entry", slug=entry.fund.slug, uid=entry.uid)


@limited("funds", per_minute=60, methods=("POST",))
@access.for_entry(Action.DECIDE)
def refuse(request: HttpRequest, entry: FundEntry) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        done(
            request,
            lambda: deeds.refuse(entry, request.user, reason),
            _("Not approved. Whoever entered it hears why."),
        )
        return redirect("funds:entry", slug=entry.fund.slug, uid=entry.uid)
    return one_form(request, entry.fund, form, _("Not approve"), _("Not approve"), entry=entry)


@require_POST
@limited("funds", per_minute=60, methods=("POST",))
@access.for_entry(Action.CREATE)
def withdraw(request: HttpRequest, entry: FundEntry) -> HttpResponse:
    done(
        request,
        lambda: deeds.withdraw(entry, request.user),
        _("Taken back. It stays to be read and does not count."),
    )
    return redirect("funds:entry", slug=entry.fund.slug, uid=entry.uid)


@limited("funds", per_minute=60, methods=("POST",))
@access.for_entry(Action.CREATE)
def reverse(request: HttpRequest, entry: FundEntry) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        words = _("The opposite entry waits for somebody else to approve it.")
        done(request, lambda: deeds.reverse_entry(entry, request.user, reason), words)
        return redirect("funds:ledger", slug=entry.fund.slug)
    heading = _("Take back by an opposite entry")
    return one_form(request, entry.fund, form, heading, _("Enter the opposite"), entry=entry)


@limited("funds", per_minute=20, methods=("POST",))
@access.for_ledger(Action.PUBLISH)
def close(request: HttpRequest, fund: FundPage, year: int) -> HttpResponse:
    """Close a year: the bank's balance is the ledger's, nothing waits. Then visitors read its sums."""
    years = ledger.years(fund)
    one = next((row for row in years if row.fiscal_year == year), None)
    if one is None or one.is_closed or year >= fiscal_year(timezone.localdate()):
        raise Http404
    form = CloseForm(request.POST or None, closing=one.closing)
    if request.method == "POST" and form.is_valid():
        balance = form.cleaned_data["bank_balance"]
        words = _("The year is closed. Visitors read its sums.")
        if done(request, lambda: deeds.close(fund, year, request.user, balance), words):
            return redirect("funds:ledger", slug=fund.slug)
    earlier = any(row.fiscal_year < year and not row.is_closed for row in years)
    return one_form(request, fund, form, _("Close the year"), _("Close the year"), year=one, earlier=earlier)
