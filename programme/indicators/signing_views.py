"""Signing a year's figures in two steps, and the statements that were signed."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe
from wagtail.models import Site

from content import sheets
from content.listing import of_year
from content.years import ByKind, Period
from organisations import policy
from organisations.models import Organisation, Role
from organisations.policy import Action, Thing
from programme.guards import for_those_who
from programme.indicators import freezing, measuring, sums, tables
from programme.indicators.filters import LineFilter
from programme.indicators.forms import PeriodForm, SignForm
from programme.indicators.views import may, may_read_lines
from programme.models import StatedFigure, Statement


@require_safe
@for_those_who(Action.VIEW, Thing.INDICATOR)
def statements(request: HttpRequest, office: Organisation) -> HttpResponse:
    rows, years = of_year(
        request, ByKind("year_kind", "year"), Statement.objects.filter(office=office).newest_first()
    )
    context = {
        "statements": rows,
        "years": years,
        "may_sign": may(request, Action.PUBLISH, office),
    }
    return render(request, "programme/indicators/statements.html", context)


def position_of(request: HttpRequest, office: Organisation) -> str:
    """What this person signs as, unless they write something else."""
    if request.user.position:
        return request.user.position
    rows = policy.memberships(request.user)
    role = next((row.role for row in rows if row.organisation_id == office.pk), "")
    with override("th"):
        return f"{Role(role).label} {office.name}" if role else ""


def is_demonstration(request: HttpRequest) -> bool:
    """Whether the site says of itself that it is fictional: then nothing is signed for good."""
    site = Site.find_for_request(request)
    return site is not None and getattr(site.root_page.specific, "is_demo", False)


@for_those_who(Action.PUBLISH, Thing.INDICATOR)
def sign(request: HttpRequest, office: Organisation) -> HttpResponse:
    """Choose a year, look at what would be signed, sign it."""
    today = timezone.localdate()
    sent = request.POST if request.method == "POST" else request.GET
    choosing = PeriodForm(sent or None, office=office)
    context: dict[str, object] = {"choosing": choosing, "today": today}
    if not sent or not choosing.is_valid():
        status = 400 if choosing.errors else 200
        return render(request, "programme/indicators/sign_choose.html", context, status=status)
    period, reason = choosing.cleaned_data["period"], choosing.cleaned_data["reason"]
    try:
        found = freezing.draft(office, period, today)
    except freezing.NothingToSignError:
        choosing.add_error("period", _("No indicator was defined in that year."))
        return render(request, "programme/indicators/sign_choose.html", context, status=400)
    form = SignForm(
        request.POST or None, initial={"position": position_of(request, office), "seen": found.digest}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = freezing.sign(
                office,
                period,
                request.user,
                position=data["position"],
                seen=data["seen"],
                reason=reason,
                is_demo=is_demonstration(request),
            )
        except freezing.ChangedError:
            messages.warning(request, _("The figures have changed since you looked. Look at them again."))
            form = SignForm(initial={"position": data["position"], "seen": found.digest})
        except freezing.NeedsReasonError:
            choosing.add_error("reason", _("This year was signed before. Say why it is stated anew."))
            return render(request, "programme/indicators/sign_choose.html", context, status=400)
        else:
            messages.success(request, _("Signed. These figures never change."))
            return redirect("indicators:statement", uid=made.uid)
    context |= {
        "form": form,
        "draft": found,
        "period": period,
        "reason": reason,
        "before": freezing.statements_of(office, period).order_by("-number").first(),
    }
    return render(request, "programme/indicators/sign.html", context, status=400 if form.errors else 200)


def found_statement(office: Organisation, uid: str) -> Statement:
    rows = Statement.objects.filter(office=office).prefetch_related("figures")
    return get_object_or_404(rows, uid=uid)


@require_safe
@for_those_who(Action.VIEW, Thing.INDICATOR)
def statement(request: HttpRequest, office: Organisation, uid: str, form: str = "") -> HttpResponse:
    """What was signed, by whom, and what was stated otherwise before or after."""
    found = found_statement(office, uid)
    period = Period(found.year_kind, found.year)
    readings = measuring.stated(found)
    if form:
        rows = tables.of_readings(readings, period)
        name = f"{_('signed statement')} {period.key}-{found.number}"
        return sheets.xlsx_response(rows, name) if form == "xlsx" else sheets.csv_response(rows, name)
    context = {
        "statement": found,
        "period": period,
        "readings": readings,
        "is_whole": freezing.is_whole(found),
        "changes": freezing.changes(found),
        "others": freezing.statements_of(office, period).exclude(pk=found.pk).order_by("number"),
    }
    return render(request, "programme/indicators/statement.html", context)


@require_safe
@for_those_who(Action.VIEW, Thing.INDICATOR)
def stated(request: HttpRequest, office: Organisation, uid: str, key: str, form: str = "") -> HttpResponse:
    """The list behind a signed figure, as it was."""
    figures = StatedFigure.objects.select_related("statement").prefetch_related(Prefetch("lines"))
    figure = get_object_or_404(figures, statement__uid=uid, statement__office=office, key=key)
    lines = list(figure.lines.all())
    is_open = may_read_lines(request, office, figure.method, figure.known_on)
    shown = lines if is_open else []
    if form:
        rows = tables.of_lines(shown, figure.value, figure.whole)
        name = f"{figure.name} {figure.statement.as_of.isoformat()}"
        return sheets.xlsx_response(rows, name) if form == "xlsx" else sheets.csv_response(rows, name)
    context = LineFilter(request.GET).results(shown)
    context |= {
        "is_open": is_open,
        "figure": figure,
        "statement": figure.statement,
        "period": Period(figure.statement.year_kind, figure.statement.year),
        "sums": sums.total(lines),
        "is_whole": freezing.lines_are_whole(figure, lines),
    }
    return render(request, "programme/indicators/stated.html", context)
