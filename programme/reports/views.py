"""The screens of a school: its reports, the form step by step, sending, certifying, writing anew."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.ratelimit import limited
from content.listing import of_year
from content.templatetags.thai import thai_time
from content.years import ByTerm
from organisations import policy
from organisations.models import Kind
from organisations.policy import Action, At, Thing
from programme.models import ReportReturn, ReportRound, TermReport
from programme.reports import access, counting, deeds, figures, readiness, showing, words
from programme.reports.access import for_report
from programme.reports.comparing import Comparison
from programme.reports.forms import STEP_KEYS, CertifyForm, CorrectionForm, ReturnForm, StepForm
from vcare.reports import REPORT_STEPS

SETTLED = gettext_lazy("Somebody was quicker, or the round was closed meanwhile. Please look again.")
SENT = gettext_lazy("Sent to the director. It counts once it is certified.")
SENT_TO_ONESELF = gettext_lazy("Sent. Read it over once more, then certify it below.")
SENT_FOR_PAPER = gettext_lazy("Sent. Now print it, have it signed and give the paper to the office.")
ONLY_IN_TIME = gettext_lazy(
    "The round is closed. Only reports that were certified before can still be received."
)
State = TermReport.State


def attempt(request: HttpRequest, do: Callable[[], object]) -> bool:
    """Do it; False if it was too late, which is said."""
    try:
        do()
    except deeds.SettledError:
        messages.error(request, SETTLED)
        return False
    return True


BY_TERM = ByTerm("academic_year", "term")


@require_safe
@login_required
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """All rounds that concern a person: as one of a school, of a cluster, of the office."""
    schools = access.own_schools(request.user)
    rounds, years = of_year(request, BY_TERM, access.rounds_of(request.user).newest_first())
    rounds = list(rounds)
    reports = TermReport.objects.filter(school__in=schools, round__in=rounds).select_related(
        "round", "school"
    )
    of = {(report.school_id, report.round_id): report for report in reports}
    office = next((row for row in access.places_of_rounds(request.user, Action.CREATE)), None)
    today = timezone.localdate()
    context = {
        "schools": [
            (
                school,
                [
                    (row, found := of.get((school.pk, row.pk)), days_late(row, found, today))
                    for row in rounds
                    if row.office_id == school.office_id
                ],
            )
            for school in schools
        ],
        "years": years,
        "boards": rounds if access.places_of_rounds(request.user) else [],
        "may_prepare": office is not None and office.kind == Kind.OFFICE,
        "today": today,
    }
    return render(request, "programme/reports/mine.html", context)


@require_POST
@login_required
@limited("report_start", per_hour=60, methods=("POST",))
def start(request: HttpRequest, uid: str, school: str) -> HttpResponse:
    """Begin the report of one's school, or go on with it."""
    term_round = get_object_or_404(access.rounds_of(request.user), uid=uid)
    place = next(
        (row for row in access.own_schools(request.user, Action.CREATE) if str(row.uid) == str(school)), None
    )
    if place is None or place.office_id != term_round.office_id:
        raise Http404
    try:
        report = deeds.start(term_round, place, request.user)
    except deeds.SettledError:
        messages.error(request, SETTLED)
        return redirect("reports:mine")
    if report.is_writable and not report.figures:
        return redirect("reports:step", uid=report.uid, step=STEP_KEYS[0])
    return redirect("reports:report", uid=report.uid)


@require_safe
@for_report()
def report(request: HttpRequest, report: TermReport) -> HttpResponse:
    """All of it on one screen, and what can be done with it now."""
    return render(request, "programme/reports/report.html", describe(request, report))


def describe(request: HttpRequest, report: TermReport) -> dict[str, Any]:
    person = request.user
    inside = access.of_the_school(person, report.school)
    version = report.versions.select_related("recorded_by").first()
    certain = report.state in TermReport.CERTAIN
    open_round = report.round.is_open
    edits = inside and policy.may(person, Action.EDIT, report)
    certifies = inside and policy.may(person, Action.CERTIFY, report)
    returns = policy.may(person, Action.RETURN, report)
    no_director = report.state == State.SENT and not access.with_director([report.school])
    returned = last_return(report, inside=inside)
    comparison = Comparison(report)
    context = {
        "report": report,
        "inside": inside,
        "meant": readiness.places(returned.fields) if returned else [],
        "unchanged": returned is not None and report.saved_at <= returned.at,
        "sees_board": policy.may(person, Action.VIEW, report.round),
        "no_director": no_director,
        "may_record": no_director and open_round and policy.may(person, Action.COORDINATE, report),
        "may_open_paper": access.may_open_paper(person, report),
        "version": version,
        "versions": report.versions.select_related("certified_by", "recorded_by"),
        "returned": returned,
        "may_write": edits and report.is_writable,
        "may_take_back": edits and report.state == State.SENT and open_round,
        "may_certify": certifies and report.state == State.SENT and open_round,
        "may_receive": returns and report.state == State.CERTIFIED,
        "may_return": returns and certain and open_round,
        "may_correct": edits and certain and open_round,
        "may_drop": edits and report.is_writable and report.versions.filter(ended_at=None).exists(),
        "steps": REPORT_STEPS,
        "today": timezone.localdate(),
        "late": days_late(report.round, report, timezone.localdate()),
    }
    if inside and not certain:
        context["chapters"] = showing.of_draft(report, comparison)
        context["needs"] = readiness.needs(report, comparison) if report.is_writable else []
        context["writer_certifies"] = report.sent_by_id == person.pk and certifies
    elif version is not None:
        context["chapters"] = showing.of_version(version, comparison)
    if context["may_certify"]:
        context["certify"] = CertifyForm(initial={"seen": deeds.mark(report)})
    return context


def days_late(term_round: ReportRound, report: TermReport | None, today: date) -> int:
    """How many days a school still keeps an open round waiting."""
    if not term_round.is_open or (report is not None and report.state in TermReport.CERTAIN):
        return 0
    return term_round.days_late(today)


def last_return(report: TermReport, *, inside: bool) -> ReportReturn | None:
    """Why it was sent back, if it was; what the director says to the school is the school's."""
    if report.state != State.RETURNED:
        return None
    found = report.returns.select_related("by").first()
    return found if found is None or inside or found.by_office else None


@for_report(Action.EDIT)
@limited("report_step", per_minute=600, methods=("POST",))
def step(request: HttpRequest, report: TermReport, step: str) -> HttpResponse:
    """One screen of the form. What is sent is kept, whatever is wrong with a part of it."""
    if step not in REPORT_STEPS or not access.of_the_school(request.user, report.school):
        raise Http404
    if request.method == "POST":
        return save_step(request, report, step)
    if not report.is_writable:
        return redirect("reports:report", uid=report.uid)
    form = StepForm(report=report, step=step, comparison=Comparison(report))
    return step_page(request, report, form)


def save_step(request: HttpRequest, report: TermReport, step: str) -> HttpResponse:
    try:
        with transaction.atomic():
            found = deeds.held(report, *TermReport.WRITABLE)
            form = StepForm(request.POST, report=found, step=step, comparison=Comparison(found))
            form.is_valid()
            outcome = form.outcome()
            if outcome.changes:
                deeds.save(found, request.user, outcome.changes)
    except deeds.SettledError:
        return refuse(request, report)
    if wants_json(request):
        return told(found, form, outcome.conflicts)
    go = request.POST.get("go", "next")
    unreadable = any(name not in form.readable for name in form.errors)
    if outcome.conflicts or unreadable or (form.errors and go in {"next", step}):
        return step_page(request, found, form, status=409 if outcome.conflicts else 400)
    if go == "next" and (asked := form.unexplained()):
        return redirect(f"{reverse('reports:step', args=[report.uid, step])}#id_{asked[0]}")
    return redirect(next_address(go, report, step))


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def refuse(request: HttpRequest, report: TermReport) -> HttpResponse:
    text = _("This report cannot be changed now: it was sent, or the round was closed.")
    if wants_json(request):
        return JsonResponse({"held": text}, status=423)
    messages.warning(request, text)
    return redirect("reports:report", uid=report.uid)


def told(report: TermReport, form: StepForm, conflicts: list[str]) -> JsonResponse:
    """What the script shows after a save in the background."""
    answer = {
        "saved": _("Saved %(time)s") % {"time": thai_time(report.saved_at)},
        "digests": form.digests(),
        "errors": {name: [str(error) for error in errors] for name, errors in form.errors.items()},
        "conflicts": [str(form.fields[name].label) for name in conflicts],
        "notes": render_to_string("programme/reports/notes.html", {"unexplained": form.unexplained()}),
    }
    return JsonResponse(answer, status=409 if conflicts else 200)


def next_address(go: str, report: TermReport, step: str) -> str:
    place = STEP_KEYS.index(step)
    if go in STEP_KEYS:
        return reverse("reports:step", args=[report.uid, go])
    if go == "back" and place > 0:
        return reverse("reports:step", args=[report.uid, STEP_KEYS[place - 1]])
    if go == "next" and place + 1 < len(STEP_KEYS):
        return reverse("reports:step", args=[report.uid, STEP_KEYS[place + 1]])
    return report.get_absolute_url()


def step_page(request: HttpRequest, report: TermReport, form: StepForm, status: int = 200) -> HttpResponse:
    place, steps = STEP_KEYS.index(form.step), showing.named_steps()
    last = report.returns.first() if report.state == State.RETURNED else None
    context = {
        "report": report,
        "form": form,
        "step": steps[place],
        "steps": steps,
        "number": place + 1,
        "digests": form.digests(),
        "groups": form.groups(last.fields if last else ()),
        "returned": last,
        "comparison": form.comparison,
        "saved_today": timezone.localdate(report.saved_at) == timezone.localdate(),
        "before": place > 0,
        "after": place + 1 < len(STEP_KEYS),
    }
    return render(request, "programme/reports/step.html", context, status=status)


@require_POST
@for_report(Action.EDIT)
def send(request: HttpRequest, report: TermReport) -> HttpResponse:
    if not access.of_the_school(request.user, report.school):
        raise Http404
    try:
        if attempt(request, lambda: deeds.send(report, request.user)):
            messages.success(request, sent_words(request.user, report))
    except deeds.IncompleteError as error:
        for need in error.needs[:5]:
            messages.warning(request, need.text)
    return redirect("reports:report", uid=report.uid)


def sent_words(person: User, report: TermReport) -> Promise:
    """What comes next for who has sent it."""
    if access.directorship(person, report.school):
        return SENT_TO_ONESELF
    return SENT if access.with_director([report.school]) else SENT_FOR_PAPER


@require_POST
@for_report(Action.EDIT)
def take_back(request: HttpRequest, report: TermReport) -> HttpResponse:
    if attempt(request, lambda: deeds.take_back(report, request.user)):
        messages.success(request, _("You can write on. Send it again when it is ready."))
    return redirect("reports:report", uid=report.uid)


@for_report(Action.CERTIFY)
def certify(request: HttpRequest, report: TermReport) -> HttpResponse:
    """The director's word."""
    if request.method != "POST":
        # The page again, or in another language, after it said what was wrong.
        return redirect("reports:report", uid=report.uid)
    membership = access.directorship(request.user, report.school)
    if membership is None:
        raise Http404
    form = CertifyForm(request.POST)
    if not form.is_valid():
        context = describe(request, report)
        if not context["may_certify"]:
            return refuse(request, report)
        context["certify"] = form
        return render(request, "programme/reports/report.html", context, status=400)
    if attempt(request, lambda: deeds.certify(report, membership, form.cleaned_data["seen"])):
        messages.success(request, _("Certified and sent to the office. Thank you."))
    return redirect("reports:report", uid=report.uid)


@for_report()
def give_back(request: HttpRequest, report: TermReport) -> HttpResponseBase:
    """Say what is to be mended: the director before it leaves the school, the office afterwards."""
    person = request.user
    certain = report.state in TermReport.CERTAIN
    by_office = policy.may(person, Action.RETURN, report)
    by_director = access.of_the_school(person, report.school) and policy.may(person, Action.CERTIFY, report)
    if not (by_office or by_director):
        raise Http404
    if not report.round.is_open or not (
        (certain and by_office) or (report.state == State.SENT and by_director)
    ):
        return refuse(request, report)
    form = ReturnForm(request.POST or None, figures=report.figures)
    if request.method == "POST" and form.is_valid():
        deed = deeds.return_to_school if certain else deeds.give_back
        data = form.cleaned_data
        if attempt(request, lambda: deed(report, person, data["reason"], data["fields_meant"])):
            messages.success(request, _("Sent back. The people of the school are told why."))
        return redirect("reports:report", uid=report.uid)
    context = {"report": report, "form": form, "certain": certain}
    return render(request, "programme/reports/give_back.html", context, status=400 if form.errors else 200)


@for_report(Action.EDIT)
def correct(request: HttpRequest, report: TermReport) -> HttpResponse:
    """Write a certified report anew, saying why."""
    if not report.round.is_open or report.state not in TermReport.CERTAIN:
        return refuse(request, report)
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if attempt(request, lambda: deeds.correct(report, request.user, form.cleaned_data["reason"])):
            messages.success(
                request, _("Write on. The certified version counts until the new one is certified.")
            )
        return redirect("reports:report", uid=report.uid)
    context = {"report": report, "form": form}
    return render(request, "programme/reports/correct.html", context, status=400 if form.errors else 200)


@require_POST
@for_report(Action.EDIT)
def drop_correction(request: HttpRequest, report: TermReport) -> HttpResponse:
    if attempt(request, lambda: deeds.drop_correction(report, request.user)):
        messages.success(request, _("The certified version stands as it was."))
    return redirect("reports:report", uid=report.uid)


@require_POST
@for_report(Action.RETURN)
def receive(request: HttpRequest, report: TermReport) -> HttpResponse:
    """The office has read it; on to the next one."""
    if report.state != State.CERTIFIED and not report.round.is_open:
        messages.error(request, ONLY_IN_TIME)
        return redirect("reports:report", uid=report.uid)
    if attempt(request, lambda: deeds.receive(report, request.user)):
        following = deeds.next_to_read(report)
        messages.success(
            request, _("Received. This is the next one.") if following else _("Received. No other waits.")
        )
        if following:
            return redirect("reports:report", uid=following.uid)
        return redirect("reports:board", uid=report.round.uid)
    return redirect("reports:report", uid=report.uid)


@require_safe
@for_report()
def version(request: HttpRequest, report: TermReport, number: int) -> HttpResponse:
    """An earlier certified version, as it was signed."""
    found = get_object_or_404(report.versions.select_related("recorded_by"), number=number)
    context = {
        "report": report,
        "version": found,
        "chapters": showing.of_version(found, Comparison(report)),
        "following": report.versions.filter(number=number + 1).first(),
        "may_open_paper": access.may_open_paper(request.user, report),
    }
    return render(request, "programme/reports/version.html", context)


@require_safe
@for_report()
def evidence(request: HttpRequest, report: TermReport, key: str) -> HttpResponse:
    """What a number of the portal is made of today, and what it was when the report was certified."""
    count = counting.COUNTERS.get(key)
    if count is None:
        raise Http404
    version = report.versions.first()
    # Before it is certified, what a school writes is read by the school alone.
    source = report if access.of_the_school(request.user, report.school) else version
    context = {
        "report": report,
        "name": words.label(key),
        "pieces": count(report.school, report.round),
        "version": version,
        "then": version.counted.get(key) if version else None,
        "explanation": source.explanations.get(key, "") if source else "",
        "today": timezone.localdate(),
    }
    return render(request, "programme/reports/evidence.html", context)


@require_safe
@limited("report_totals", per_minute=60)
def public_list(request: HttpRequest) -> HttpResponse:
    """The closed rounds."""
    rounds, years = of_year(
        request, BY_TERM, ReportRound.objects.closed().newest_first().select_related("office")
    )
    return render(request, "programme/reports/public_list.html", {"rounds": rounds, "years": years})


@require_safe
@limited("report_totals", per_minute=60)
def public(request: HttpRequest, year: int, term: int) -> HttpResponse:
    """What a closed round adds up to, without what could point at a child."""
    found = (
        ReportRound.objects.closed().filter(academic_year=year, term=term).select_related("office").first()
    )
    if found is None:
        raise Http404
    numbers = figures.of_round(found)
    context = {
        "round": found,
        "numbers": numbers,
        "chapters": showing.of_totals(numbers, inside=False),
        "enough": numbers.certified >= figures.hiding.FEWEST_SCHOOLS,
        "may_see_more": policy.may(request.user, Action.VIEW, At(Thing.REPORT_ROUND, found.office)),
    }
    return render(request, "programme/reports/public.html", context)
