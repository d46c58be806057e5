"""A plan: written, sent, approved, replaced, copied, printed; its activities and what shows them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.ratelimit import limited
from content import sheets
from media.papers import paper_download
from organisations.incoming.deeds import earlier as earlier_sheets
from organisations.incoming.views import chosen
from organisations.models import Organisation
from organisations.policy import Action
from programme.models import Plan, PlanActivity, PlanEvidence
from programme.plans import access, deeds, sheet
from programme.plans.forms import (
    ActivityForm,
    BackForm,
    CopyForm,
    EvidenceForm,
    PlanForm,
    ProgressForm,
    SeenForm,
    SheetForm,
)
from programme.plans.views import SETTLED

State = Plan.State


def settled(request: HttpRequest, do: Callable[[], object]) -> bool:
    """Do it; False if it was too late, which is said."""
    try:
        do()
    except deeds.SettledError:
        messages.error(request, SETTLED)
        return False
    return True


def activities_of(plan: Plan) -> Any:
    return plan.activities.select_related("owner", "plan").prefetch_related("evidence__page")


def describe(request: HttpRequest, plan: Plan) -> dict[str, Any]:
    activities = list(activities_of(plan))
    edits = access.may(request.user, Action.EDIT, plan.organisation)
    certifies = access.may(request.user, Action.CERTIFY, plan.organisation)
    counted = [row for row in activities if row.state != PlanActivity.State.CANCELLED]
    return {
        "plan": plan,
        "organisation": plan.organisation,
        "activities": activities,
        "counted": len(counted),
        "done": sum(row.state == PlanActivity.State.DONE for row in counted),
        "late": sum(row.is_late for row in activities),
        "edits": edits,
        "writes": edits and plan.is_open,
        "reports": edits and plan.state == State.IN_FORCE,
        "certifies": certifies,
        "approves": certifies and plan.is_open,
        "seen": SeenForm(initial={"seen": plan.edition}, auto_id=False),
        "revision": plan.revisions.filter(state__in=[State.DRAFT, State.SENT]).first(),
        "today": timezone.localdate(),
    }


@require_safe
@access.for_plan(Action.VIEW)
def plan(request: HttpRequest, plan: Plan) -> HttpResponse:
    return render(request, "programme/plans/plan.html", describe(request, plan))


@require_safe
@access.for_plan(Action.VIEW)
def printed(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The plan with its activities as a paper to sign."""
    return render(request, "programme/plans/print.html", describe(request, plan))


@require_safe
@access.for_plan(Action.VIEW)
def table(request: HttpRequest, plan: Plan) -> HttpResponse:
    return sheets.xlsx_response(
        sheet.table(activities_of(plan)), f"{_('plan')} {plan.year} {plan.title[:60]}"
    )


@require_safe
@access.for_plan(Action.VIEW)
def file(request: HttpRequest, plan: Plan) -> HttpResponseBase:
    if not plan.file:
        raise Http404
    return paper_download(plan.file, f"plan-{plan.year}")


# Writing


@limited("plan", per_minute=30, methods=("POST",))
@access.for_organisation(Action.CREATE)
def new(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PlanForm(*sent, instance=Plan(organisation=organisation))
    if request.method == "POST" and form.is_valid():
        made = deeds.keep(form.filled(), request.user)
        messages.success(request, _("The draft is kept. Now write down the activities."))
        return redirect("plans:plan", uid=made.uid)
    context = {"organisation": organisation, "form": form}
    return render(request, "programme/plans/edit.html", context, status=400 if form.errors else 200)


@limited("plan", per_minute=30, methods=("POST",))
@access.for_plan(Action.EDIT)
def edit(request: HttpRequest, plan: Plan) -> HttpResponse:
    if not plan.is_open:
        messages.error(request, SETTLED)
        return redirect("plans:plan", uid=plan.uid)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PlanForm(*sent, instance=plan)
    if request.method == "POST" and form.is_valid():
        if settled(request, lambda: deeds.keep(form.filled(), request.user)):
            messages.success(request, _("Saved."))
        return redirect("plans:plan", uid=plan.uid)
    context = {"organisation": plan.organisation, "plan": plan, "form": form}
    return render(request, "programme/plans/edit.html", context, status=400 if form.errors else 200)


@require_POST
@limited("plan", per_minute=30, methods=("POST",))
@access.for_plan(Action.EDIT)
def send(request: HttpRequest, plan: Plan) -> HttpResponse:
    if settled(request, lambda: deeds.send(plan, request.user)):
        messages.success(request, _("Sent. The director is asked to approve it."))
    return redirect("plans:plan", uid=plan.uid)


@require_POST
@limited("plan", per_minute=30, methods=("POST",))
@access.for_plan(Action.CERTIFY)
def approve(request: HttpRequest, plan: Plan) -> HttpResponse:
    form = SeenForm(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else -1
    if settled(request, lambda: deeds.approve(plan, request.user, seen)):
        messages.success(request, _("The plan is in force and public."))
    return redirect("plans:plan", uid=plan.uid)


@limited("plan", per_minute=30, methods=("POST",))
@access.for_plan(Action.CERTIFY)
def back(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The director sends it back, saying what is to be mended."""
    if plan.state != State.SENT:
        messages.error(request, SETTLED)
        return redirect("plans:plan", uid=plan.uid)
    form = BackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if settled(request, lambda: deeds.give_back(plan, request.user, form.cleaned_data["reason"])):
            messages.success(request, _("Sent back. Whoever writes it hears why."))
        return redirect("plans:plan", uid=plan.uid)
    return one_form(request, plan, form, _("Send back to be mended"), _("Send back"))


def one_form(
    request: HttpRequest, plan: Plan, form: Any, heading: str, button: str, **more: Any
) -> HttpResponse:
    """A screen with one question about a plan."""
    context = {
        "plan": plan,
        "organisation": plan.organisation,
        "form": form,
        "heading": heading,
        "button": button,
    }
    status = 400 if form.errors else 200
    return render(request, "programme/plans/one_form.html", context | more, status=status)


@require_POST
@limited("plan", per_minute=30, methods=("POST",))
@access.for_plan(Action.CERTIFY)
def withdraw(request: HttpRequest, plan: Plan) -> HttpResponse:
    if settled(request, lambda: deeds.withdraw(plan, request.user)):
        messages.success(request, _("The approval is taken back. The plan is a draft again."))
    return redirect("plans:plan", uid=plan.uid)


@require_POST
@limited("plan", per_minute=30, methods=("POST",))
@access.for_plan(Action.EDIT)
def delete(request: HttpRequest, plan: Plan) -> HttpResponse:
    if not settled(request, lambda: deeds.delete(plan, request.user)):
        return redirect("plans:plan", uid=plan.uid)
    messages.success(request, _("The draft is gone."))
    return redirect("plans:desk", uid=plan.organisation.uid)


@require_POST
@limited("plan", per_minute=30, methods=("POST",))
@access.for_plan(Action.EDIT)
def revise(request: HttpRequest, plan: Plan) -> HttpResponse:
    try:
        made = deeds.revise(plan, request.user)
    except deeds.SettledError:
        messages.error(request, SETTLED)
        return redirect("plans:plan", uid=plan.uid)
    messages.success(
        request, _("This is the draft of a new version. The old one holds until it is approved.")
    )
    return redirect("plans:plan", uid=made.uid)


@limited("plan", per_minute=30, methods=("POST",))
@access.for_plan(Action.CREATE)
def copy(request: HttpRequest, plan: Plan) -> HttpResponse:
    form = CopyForm(request.POST or None, plan=plan)
    if request.method == "POST" and form.is_valid():
        made = deeds.copy_to(plan, form.cleaned_data["year"], request.user)
        messages.success(request, _("Copied. Look at the title and the days before you send it."))
        return redirect("plans:plan", uid=made.uid)
    return one_form(request, plan, form, _("Copy into another year"), _("Copy"))


# Activities


def open_plan(request: HttpRequest, plan: Plan) -> None:
    if not plan.is_open:
        raise Http404


@limited("plan", per_minute=60, methods=("POST",))
@access.for_plan(Action.EDIT)
def add_activity(request: HttpRequest, plan: Plan) -> HttpResponse:
    """One after the other: saving leads back to an empty form."""
    open_plan(request, plan)
    first, last = plan.span
    form = ActivityForm(
        request.POST or None, organisation=plan.organisation, initial={"starts_on": first, "ends_on": last}
    )
    if request.method == "POST" and form.is_valid():
        activity = form.save(commit=False)
        if settled(request, lambda: deeds.keep_activities(plan, [activity], request.user)):
            messages.success(request, _("Added: %(what)s") % {"what": activity.what})
        if "more" in request.POST:
            return redirect("plans:add_activity", uid=plan.uid)
        return redirect("plans:plan", uid=plan.uid)
    return one_form(request, plan, form, _("Add an activity"), _("Add"), more=_("Add and write another one"))


def activity_of(plan: Plan, pk: int) -> PlanActivity:
    found: PlanActivity = get_object_or_404(plan.activities.select_related("plan", "owner"), pk=pk)
    return found


@limited("plan", per_minute=60, methods=("POST",))
@access.for_plan(Action.EDIT)
def edit_activity(request: HttpRequest, plan: Plan, pk: int) -> HttpResponse:
    open_plan(request, plan)
    activity = activity_of(plan, pk)
    form = ActivityForm(request.POST or None, instance=activity, organisation=plan.organisation)
    if request.method == "POST" and form.is_valid():
        changed = form.save(commit=False)
        if settled(request, lambda: deeds.keep_activities(plan, [changed], request.user)):
            messages.success(request, _("Saved."))
        return redirect("plans:plan", uid=plan.uid)
    return one_form(request, plan, form, _("Change an activity"), _("Save"), activity=activity)


@require_POST
@limited("plan", per_minute=60, methods=("POST",))
@access.for_plan(Action.EDIT)
def drop_activity(request: HttpRequest, plan: Plan, pk: int) -> HttpResponse:
    activity = activity_of(plan, pk)
    if settled(request, lambda: deeds.drop_activity(activity, request.user)):
        messages.success(request, _("Taken out: %(what)s") % {"what": activity.what})
    return redirect("plans:plan", uid=plan.uid)


@limited("plan", per_minute=60, methods=("POST",))
@access.for_plan(Action.EDIT)
def progress(request: HttpRequest, plan: Plan, pk: int) -> HttpResponse:
    """How an activity stands, and what shows it."""
    activity = activity_of(plan, pk)
    if plan.state != State.IN_FORCE:
        raise Http404
    initial = {
        "state": activity.state,
        "reason": activity.reason,
        "due_on": activity.due_on if activity.was_postponed else None,
    }
    form = ProgressForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if settled(request, lambda: deeds.progress(activity, request.user, **data)):
            messages.success(request, _("Saved."))
        return redirect("plans:plan", uid=plan.uid)
    context = {
        "plan": plan,
        "organisation": plan.organisation,
        "activity": activity,
        "form": form,
        "evidence": activity.evidence.select_related("page"),
    }
    return render(request, "programme/plans/progress.html", context, status=400 if form.errors else 200)


@limited("plan", per_minute=30, methods=("POST",))
@access.for_plan(Action.EDIT)
def add_evidence(request: HttpRequest, plan: Plan, pk: int) -> HttpResponse:
    activity = activity_of(plan, pk)
    if plan.state != State.IN_FORCE:
        raise Http404
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = EvidenceForm(*sent)
    if request.method == "POST" and form.is_valid():
        if settled(request, lambda: deeds.add_evidence(form.filled(activity), request.user)):
            messages.success(request, _("Added."))
        return redirect("plans:progress", uid=plan.uid, pk=activity.pk)
    return one_form(request, plan, form, _("Add what shows it"), _("Add"), activity=activity)


def evidence_of(plan: Plan, pk: int, evidence: int) -> PlanEvidence:
    rows = PlanEvidence.objects.filter(activity__plan=plan, activity=pk).select_related("activity__plan")
    found: PlanEvidence = get_object_or_404(rows, pk=evidence)
    return found


@require_safe
@access.for_plan(Action.VIEW)
def evidence_file(request: HttpRequest, plan: Plan, pk: int, evidence: int) -> HttpResponseBase:
    row = evidence_of(plan, pk, evidence)
    if not row.file:
        raise Http404
    return paper_download(row.file, f"evidence-{row.pk}")


@require_POST
@limited("plan", per_minute=30, methods=("POST",))
@access.for_plan(Action.EDIT)
def drop_evidence(request: HttpRequest, plan: Plan, pk: int, evidence: int) -> HttpResponse:
    row = evidence_of(plan, pk, evidence)
    if settled(request, lambda: deeds.drop_evidence(row, request.user)):
        messages.success(request, _("Taken out."))
    return redirect("plans:progress", uid=plan.uid, pk=pk)


# Sheets


@require_safe
@access.for_plan(Action.EDIT)
def empty_sheet(request: HttpRequest, plan: Plan) -> HttpResponse:
    return sheet.template(plan, _("activities of a plan"))


@limited("plan", per_minute=10, methods=("POST",))
@access.for_plan(Action.EDIT)
def bring_in(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Choose a sheet with activities; what it would do is looked at before anything is kept."""
    open_plan(request, plan)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = SheetForm(*sent)
    if answer := chosen(request, form, sheet.ActivityImporter.key, plan):
        return answer
    earlier = earlier_sheets(sheet.ActivityImporter.key, plan)
    context = {"plan": plan, "organisation": plan.organisation, "form": form, "earlier": earlier}
    status = 400 if form.errors else 200
    return render(request, "programme/plans/bring_in.html", context, status=status)
