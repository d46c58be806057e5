"""How many partner networks schools have, why, and what the office does about it."""

from collections.abc import Callable
from datetime import date
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.log_actions import log

from accounts.ratelimit import limited
from content import sheets
from networks import board, ledger, registration, reminders, snapshots
from networks.board import BoardFilter
from networks.counting_forms import ActivityForm, CountingRuleForm, FreezeForm
from networks.models import CountingRule, CoverageSnapshot, Partnership
from organisations import policy
from organisations.models import Kind, Organisation
from organisations.policy import Action, At, Thing


def of_office(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of the site's office, which comes as its second argument."""

    @wraps(view)
    def found(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        office = registration.office()
        if office is None:
            raise Http404
        return view(request, office, *args, **kwargs)

    return found


def counting(action: Action) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A view for those who may do this to the office's count; for others it isn't there."""

    def guard(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @login_required
        @never_cache
        @of_office
        @wraps(view)
        def guarded(
            request: HttpRequest, office: Organisation, *args: object, **kwargs: object
        ) -> HttpResponse:
            if not policy.may(request.user, action, At(Thing.COUNTING, office)):
                raise Http404
            return view(request, office, *args, **kwargs)

        return guarded

    return guard


def the_day(narrow: BoardFilter) -> date:
    """The day asked for, or the last one of the year asked for; today without either."""
    day = narrow.chosen().get("on")
    if isinstance(day, date):
        return day
    return narrow.year.last if narrow.year else timezone.localdate()


@require_safe
@never_cache
@limited("coverage", per_minute=60)
@of_office
def coverage_board(request: HttpRequest, office: Organisation, form: str = "") -> HttpResponse:
    """Every school of the office with its number; as a page, or as a file to take away."""
    rule = ledger.rule_of(office)
    narrow = BoardFilter(request.GET, office=office, minimum=rule.school_minimum)
    on = the_day(narrow)
    may_edit = policy.may(request.user, Action.EDIT, At(Thing.COUNTING, office))
    every = board.rows(office, rule, on, reminders=may_edit)
    if form:
        rows = board.table(narrow.found(every))
        name = f"{_('networks of the schools')} {on.isoformat()}"
        return sheets.xlsx_response(rows, name) if form == "xlsx" else sheets.csv_response(rows, name)
    context = narrow.results(every)
    context |= {
        "office": office,
        "on": on,
        "rule": rule,
        "coverage": board.summary(every, rule),
        "own": board.office_row(office, rule, on),
        "may_edit": may_edit,
        "years": CoverageSnapshot.objects.newest(office),
    }
    status = 400 if narrow.errors.get("on") else 200
    return render(request, "networks/coverage_board.html", context, status=status)


def counted(office: Organisation, uid: str) -> Organisation:
    """The office itself or one of its schools. Raises Http404."""
    rows = Organisation.objects.of_office(office).filter(kind__in=[Kind.OFFICE, Kind.SCHOOL])
    return get_object_or_404(rows.select_related("cluster"), uid=uid)


def number_page(
    request: HttpRequest, office: Organisation, organisation: Organisation, form: ActivityForm | None = None
) -> HttpResponse:
    rule = ledger.rule_of(office)
    narrow = BoardFilter(request.GET, office=office, minimum=rule.school_minimum)
    on = the_day(narrow)
    judged = ledger.judged([organisation], rule, on)[organisation.pk]
    partnerships = {
        row.pk: row
        for row in organisation.partnerships_as_owner.select_related("partner", "partner__partner_page")
    }
    places = {-row.pk: row for row in organisation.in_networks.select_related("network", "network__hub")}
    at = At(Thing.PARTNERSHIP, organisation)
    may_view = policy.may(request.user, Action.VIEW, at)
    may_record = policy.may(request.user, Action.EDIT, at)
    context = {
        "organisation": organisation,
        "office": office,
        "on": on,
        "years": narrow.by_year.switch(None, narrow.year),
        "rule": rule,
        "row": board.Row(organisation, judged, ledger.minimum(organisation, rule), on),
        "counted": [(row, partnerships[row.tie.key]) for row in judged if row.counts and not row.tie.model],
        "models": [
            (row, places[row.tie.key], "" if row.counts else board.why(row))
            for row in judged
            if row.tie.model and (row.counts or may_view)
        ],
        # Which partner the office has not verified is nobody else's business.
        "others": [
            (row, partnerships[row.tie.key], board.why(row))
            for row in judged
            if not row.counts and not row.tie.model
        ]
        if may_view
        else None,
        "may_record": may_record,
        "may_remind": organisation.kind == Kind.SCHOOL
        and policy.may(request.user, Action.EDIT, At(Thing.COUNTING, office)),
        "form": form
        or (ActivityForm(partnerships=organisation.partnerships_as_owner.all()) if may_record else None),
    }
    status = 400 if form is not None else 200
    return render(request, "networks/coverage_number.html", context, status=status)


@require_safe
@never_cache
@limited("coverage", per_minute=60)
@of_office
def number(request: HttpRequest, office: Organisation, uid: str) -> HttpResponse:
    """What counts for one school or the office, and why the rest doesn't."""
    return number_page(request, office, counted(office, uid))


@login_required
@require_POST
@of_office
def record_activity(request: HttpRequest, office: Organisation, uid: str) -> HttpResponse:
    organisation = counted(office, uid)
    if not policy.may(request.user, Action.EDIT, At(Thing.PARTNERSHIP, organisation)):
        raise Http404
    form = ActivityForm(request.POST, partnerships=Partnership.objects.filter(owner=organisation))
    if not form.is_valid():
        return number_page(request, office, organisation, form)
    with transaction.atomic():
        activity = form.save(commit=False)
        activity.recorded_by = request.user
        activity.save()
        log(activity.partnership, "networks.activity", user=request.user, data={"day": str(activity.day)})
    messages.success(request, _("Recorded. The number has been counted anew."))
    return redirect("networks:number", uid=organisation.uid)


@counting(Action.EDIT)
def remind(request: HttpRequest, office: Organisation, uid: str) -> HttpResponse:
    """The words of a reminder, to copy into LINE or to send."""
    school = counted(office, uid)
    if school.kind != Kind.SCHOOL:
        raise Http404
    rule, today = ledger.rule_of(office), timezone.localdate()
    row = board.Row(school, ledger.judged([school], rule, today)[school.pk], rule.school_minimum, today)
    people = reminders.responsible(school)
    if request.method == "POST":
        if not people:
            messages.warning(request, _("Nobody of this school has an account. Copy the words into LINE."))
            return redirect("networks:remind", uid=school.uid)
        reminders.remind(row, by=request.user)
        messages.success(request, _("The reminder is on its way."))
        return redirect("networks:number", uid=school.uid)
    context = {
        "organisation": school,
        "row": row,
        "people": people,
        "text": reminders.line_text(row, rule),
        "last": board.last_reminders([school]).get(school.pk),
    }
    return render(request, "networks/coverage_remind.html", context)


@counting(Action.EDIT)
def counting_rule(request: HttpRequest, office: Organisation) -> HttpResponse:
    """The rule, its versions, and what another would do before it is saved."""
    today, rule = timezone.localdate(), ledger.rule_of(office)
    newest = CountingRule.objects.newest(office).first() or CountingRule(office=office)
    form = CountingRuleForm(request.POST or None, instance=CountingRule(office=office), initial=shown(newest))
    effect = None
    if request.method == "POST" and form.is_valid():
        new = form.save(commit=False)
        effect = board.effect(office, rule, new.rule, today)
        if "save" in request.POST:
            if save_rule(new, request):
                messages.success(request, _("The rule is in force from now on."))
                return redirect("networks:counting_rule")
            messages.warning(request, _("Somebody else has changed the rule meanwhile. Look at it again."))
    context = {
        "form": form,
        "effect": effect,
        "rule": rule,
        "versions": CountingRule.objects.newest(office).select_related("made_by"),
        "today": today,
    }
    return render(request, "networks/counting_rule.html", context, status=400 if form.errors else 200)


def shown(version: CountingRule) -> dict[str, object]:
    fields = [name for name in CountingRuleForm.Meta.fields if name != "reason"]
    return {name: getattr(version, name) for name in fields}


def save_rule(version: CountingRule, request: HttpRequest) -> bool:
    """False if another version was quicker."""
    version.number = board.next_version(version.office)
    version.made_by = request.user
    try:
        with transaction.atomic():
            version.save()
            log(
                version, "networks.count", user=request.user, data=shown(version) | {"reason": version.reason}
            )
    except IntegrityError:
        return False
    return True


@counting(Action.PUBLISH)
def freeze(request: HttpRequest, office: Organisation) -> HttpResponse:
    """Keep the numbers of a day as those of its academic year."""
    form = FreezeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            snapshot = snapshots.freeze(office, data["on"], request.user, data["reason"])
        except snapshots.NeedsReasonError:
            form.add_error("reason", _("This year was frozen before. Say why it is stated anew."))
        else:
            messages.success(request, _("Frozen. These numbers never change."))
            return redirect("networks:frozen", pk=snapshot.pk)
    context = {"form": form, "rule": ledger.rule_of(office), "years": CoverageSnapshot.objects.newest(office)}
    return render(request, "networks/coverage_freeze.html", context, status=400 if form.errors else 200)


@require_safe
@never_cache
@of_office
def frozen(request: HttpRequest, office: Organisation, pk: int) -> HttpResponse:
    """A year's numbers as they were frozen."""
    snapshot = get_object_or_404(CoverageSnapshot.objects.filter(office=office), pk=pk)
    lines = list(snapshot.counts.all())
    schools = [line for line in lines if not line.is_office]
    context = {
        "snapshot": snapshot,
        "rule": snapshot.rule,
        "own": next((line for line in lines if line.is_office), None),
        "schools": schools,
        "reached": sum(line.networks >= snapshot.school_minimum for line in schools),
        "others": CoverageSnapshot.objects.newest(office)
        .filter(academic_year=snapshot.academic_year)
        .exclude(pk=snapshot.pk),
    }
    return render(request, "networks/coverage_frozen.html", context)
