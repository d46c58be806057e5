"""Indicators: what they mean, the figures the office enters, the lists behind the numbers."""

from datetime import date

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.log_actions import log

from accounts.ratelimit import limited
from content import sheets
from content.years import YEARS
from organisations import policy
from organisations.incoming.deeds import earlier as earlier_sheets
from organisations.incoming.views import chosen
from organisations.models import Organisation
from organisations.policy import Action, At, Thing
from programme.cockpit import charts, explaining
from programme.guards import for_those_who
from programme.indicators import beginning, figure_sheet, history, sums, tables
from programme.indicators.filters import LineFilter
from programme.indicators.forms import FigureForm, TakeBackForm, VersionForm
from programme.indicators.measuring import REPORTED, Facts, measure, measure_all
from programme.models import EnteredFigure, Indicator, IndicatorVersion, StatedFigure
from programme.plans.forms import SheetForm
from vcare.indicators import ENTERED


def may(request: HttpRequest, action: Action, office: Organisation) -> bool:
    return policy.may(request.user, action, At(Thing.INDICATOR, office))


def of_office(office: Organisation, key: str) -> Indicator:
    return get_object_or_404(Indicator.objects.of_office(office), key=key)


@require_safe
@for_those_who(Action.VIEW, Thing.INDICATOR)
def indicators(request: HttpRequest, office: Organisation) -> HttpResponse:
    today = timezone.localdate()
    period = YEARS.read(request.GET.get("year"))
    rows = Indicator.objects.of_office(office)
    context = {
        "office": office,
        "readings": measure_all(Facts(office, period, today)),
        "retired": [row for row in rows if row.retired_on],
        "period": period,
        "years": YEARS.switch(None, period),
        "may_create": may(request, Action.CREATE, office),
        "may_edit": may(request, Action.EDIT, office),
        "may_sign": may(request, Action.PUBLISH, office),
    }
    return render(request, "programme/indicators/indicators.html", context)


@require_POST
@for_those_who(Action.CREATE, Thing.INDICATOR)
def begin(request: HttpRequest, office: Organisation) -> HttpResponse:
    with transaction.atomic():
        added = beginning.begin(office, request.user)
        if added:
            log(office, "programme.begin", user=request.user, data={"indicators": added})
    messages.success(request, _("%(n)s indicators are there now.") % {"n": added})
    return redirect("indicators:all")


@require_safe
@for_those_who(Action.VIEW, Thing.INDICATOR)
def indicator(request: HttpRequest, office: Organisation, key: str) -> HttpResponse:
    """What it means, how it stands, how it went, what the office entered."""
    found, today = of_office(office, key), timezone.localdate()
    period = YEARS.read(request.GET.get("year"))
    reading = measure(found, Facts(office, period, today))
    course = history.courses(office, [reading], reading.on)[key] if reading else []
    context = {
        "indicator": found,
        "version": reading.definition if reading else found.newest,
        "reading": reading,
        "bar": charts.bar(reading) if reading else None,
        "course": course,
        "trend": charts.trend(course, reading.target) if reading else None,
        "sentence": explaining.sentence(reading, course) if reading else "",
        "versions": sorted(found.versions.all(), key=lambda version: -version.number),
        "figures": found.figures.select_related("entered_by").order_by("-as_of", "-pk")[:50],
        "stated": StatedFigure.objects.filter(statement__office=office, key=key)
        .select_related("statement")
        .order_by("-statement__as_of", "-statement__number"),
        "period": period,
        "years": YEARS.switch(None, period),
        "may_edit": may(request, Action.EDIT, office),
        "is_entered": found.newest.method in ENTERED,
    }
    return render(request, "programme/indicators/indicator.html", context)


@for_those_who(Action.CREATE, Thing.INDICATOR)
def new(request: HttpRequest, office: Organisation) -> HttpResponse:
    form = VersionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            Organisation.objects.select_for_update().get(pk=office.pk)
            own = office.indicators.filter(key__startswith="own-").count()
            last = office.indicators.aggregate(last=Max("place"))["last"]
            made = Indicator.objects.create(
                office=office, key=f"own-{own + 1}", place=0 if last is None else last + 1
            )
            keep_version(form, made, 1, request)
        messages.success(request, _("The indicator is there."))
        return redirect("indicators:indicator", key=made.key)
    status = 400 if form.errors else 200
    return render(request, "programme/indicators/version.html", {"form": form}, status=status)


@for_those_who(Action.EDIT, Thing.INDICATOR)
def change(request: HttpRequest, office: Organisation, key: str) -> HttpResponse:
    """Another version, in force from a day."""
    found = of_office(office, key)
    before = found.newest
    form = VersionForm(request.POST or None, before=before)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                keep_version(form, found, before.number + 1, request)
        except IntegrityError:
            form.add_error(None, _("Somebody else has changed it meanwhile. Look at it again."))
        else:
            messages.success(request, _("Kept. What was measured before keeps its definition."))
            return redirect("indicators:indicator", key=key)
    context = {"form": form, "indicator": found, "before": before}
    return render(request, "programme/indicators/version.html", context, status=400 if form.errors else 200)


def keep_version(form: VersionForm, indicator: Indicator, number: int, request: HttpRequest) -> None:
    version: IndicatorVersion = form.save(commit=False)
    version.indicator, version.number, version.made_by = indicator, number, request.user
    if form.before is not None:
        version.claim = form.before.claim
    version.save()
    log(
        indicator,
        "programme.define",
        user=request.user,
        data={"version": number, "valid_from": version.valid_from.isoformat(), "reason": version.reason},
    )


@require_POST
@for_those_who(Action.EDIT, Thing.INDICATOR)
def use(request: HttpRequest, office: Organisation, key: str, again: bool) -> HttpResponse:
    """Stop using an indicator, or use it again; its past stays."""
    found = of_office(office, key)
    with transaction.atomic():
        locked = Indicator.objects.select_for_update().get(pk=found.pk)
        if (locked.retired_on is not None) is again:
            locked.retired_on = None if again else timezone.localdate()
            locked.save(update_fields=["retired_on"])
            log(locked, "programme.use" if again else "programme.retire", user=request.user)
    messages.success(request, _("It is used again.") if again else _("It is no longer used. Its past stays."))
    return redirect("indicators:indicator", key=key)


@for_those_who(Action.EDIT, Thing.INDICATOR)
def enter(request: HttpRequest, office: Organisation, key: str) -> HttpResponse:
    """Enter a figure; one of the same day takes the earlier one's place."""
    found = of_office(office, key)
    version = found.newest
    if version.method not in ENTERED:
        raise Http404
    form = FigureForm(request.POST or None, version=version)
    if request.method == "POST" and form.is_valid():
        figure = form.save(commit=False)
        figure.indicator = found
        figure_sheet.keep([figure], request.user)
        messages.success(request, _("Entered. The number stands with its source and its day."))
        return redirect("indicators:indicator", key=key)
    context = {"form": form, "indicator": found, "version": version}
    return render(request, "programme/indicators/enter.html", context, status=400 if form.errors else 200)


@limited("figures", per_minute=10, methods=("POST",))
@for_those_who(Action.EDIT, Thing.INDICATOR)
def bring_in(request: HttpRequest, office: Organisation) -> HttpResponse:
    """Choose a sheet with figures; what it would do is looked at before anything is kept."""
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = SheetForm(*sent)
    form.fields["file"].help_text = _("One line for each figure, .xlsx or .csv, at most 5 MB.")
    if answer := chosen(request, form, figure_sheet.FigureImporter.key, office):
        return answer
    context = {"form": form, "earlier": earlier_sheets(figure_sheet.FigureImporter.key, office)}
    status = 400 if form.errors else 200
    return render(request, "programme/indicators/bring_in.html", context, status=status)


@require_safe
@for_those_who(Action.EDIT, Thing.INDICATOR)
def empty_sheet(request: HttpRequest, office: Organisation) -> HttpResponse:
    return figure_sheet.template(office, _("figures of indicators"))


@for_those_who(Action.EDIT, Thing.INDICATOR)
def take_back(request: HttpRequest, office: Organisation, key: str, pk: int) -> HttpResponse:
    """A figure entered by mistake; it stays to be seen, and counts no more."""
    found = of_office(office, key)
    figure = get_object_or_404(EnteredFigure.objects.standing(), pk=pk, indicator=found)
    form = TakeBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        figure_sheet.take_back(figure, request.user, why)
        messages.success(request, _("Taken back. It counts no more."))
        return redirect("indicators:indicator", key=key)
    context = {"form": form, "indicator": found, "version": found.newest, "figure": figure}
    return render(request, "programme/indicators/take_back.html", context, status=400 if form.errors else 200)


def may_read_lines(request: HttpRequest, office: Organisation, method: str, known_on: date | None) -> bool:
    """Whether a person may read which school said what: those who may read the schools' reports."""
    if method not in REPORTED or known_on is not None:
        return True
    return policy.may(request.user, Action.VIEW, At(Thing.TERM_REPORT, office))


@require_safe
@for_those_who(Action.VIEW, Thing.INDICATOR)
def behind(request: HttpRequest, office: Organisation, key: str, form: str = "") -> HttpResponse:
    """The list behind a number: who or what was counted, and the sums."""
    found, today = of_office(office, key), timezone.localdate()
    period = YEARS.read(request.GET.get("year"))
    reading = measure(found, Facts(office, period, today, named=True))
    if reading is None:
        raise Http404
    is_open = may_read_lines(request, office, reading.definition.method, reading.known_on)
    lines = reading.lines if is_open else ()
    if form:
        rows = tables.of_lines(lines, reading.value, reading.whole)
        name = f"{reading.name} {reading.on.isoformat()}"
        return sheets.xlsx_response(rows, name) if form == "xlsx" else sheets.csv_response(rows, name)
    context = LineFilter(request.GET).results(lines)
    context |= {
        "is_open": is_open,
        "indicator": found,
        "reading": reading,
        "sums": sums.total(reading.lines),
        "period": period,
        "years": YEARS.switch(None, period),
    }
    return render(request, "programme/indicators/behind.html", context)
