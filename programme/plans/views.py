"""The desk of a school or an office: its vision, its plans, what is late."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.ratelimit import limited
from content import sheets
from organisations.models import Membership, Organisation
from organisations.policy import Action
from programme.models import Plan, PlanActivity, Vision
from programme.plans import access, board, deeds, letters
from programme.plans.board import BoardFilter, LateFilter
from programme.plans.forms import SeenForm, VisionForm, years
from vcare.calendar import academic_year

SETTLED = gettext_lazy("Somebody was quicker, or the text has changed since you read it. Please look again.")


@require_safe
@login_required
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """The person's own school; a choice for whoever has several."""
    places = access.own(request.user)
    if len(places) == 1:
        return redirect("plans:desk", uid=places[0].uid)
    if not places and access.office_of(request.user) is None:
        raise Http404
    return render(request, "programme/plans/mine.html", {"places": places})


@require_safe
@access.for_organisation(Action.VIEW)
def desk(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """One year of a school or an office: its vision, its plans and what is late."""
    period = board.YEARS.read(request.GET.get("year"))
    kind, year = period.kind, period.year
    visions = Vision.objects.filter(organisation=organisation).select_related("written_by")
    plans = Plan.objects.filter(organisation=organisation).with_progress()
    today = timezone.localdate()
    this_year = year if kind == Plan.YearKind.ACADEMIC else academic_year(today)
    drafts = [row for row in visions if row.state == Vision.State.DRAFT]
    certifies = access.may(request.user, Action.CERTIFY, organisation)
    context = {
        "organisation": organisation,
        "kind": kind,
        "year": year,
        "vision_year": this_year,
        "years": board.YEARS.switch(None, period),
        "today": today,
        "vision": next(
            (row for row in visions if row.state == Vision.State.IN_FORCE and row.academic_year == this_year),
            None,
        ),
        "drafts": [(row, SeenForm(initial={"seen": row.edition}, auto_id=False)) for row in drafts],
        "older": [
            row for row in visions.confirmed() if row.academic_year != this_year or row.state == "replaced"
        ],
        "plans": plans.filter(year_kind=kind, year=year).order_by("-created_at", "-pk"),
        "other_plans": plans.exclude(year_kind=kind, year=year).order_by("-year", "year_kind", "-pk"),
        "late": PlanActivity.objects.late()
        .filter(plan__organisation=organisation)
        .select_related("plan", "owner")
        .order_by("due_on", "pk"),
        "people": Membership.objects.current()
        .filter(organisation=organisation, person__is_active=True)
        .exclude(order_number="")
        .select_related("person")
        .order_by("role", "pk"),
        "edits": access.may(request.user, Action.EDIT, organisation),
        "certifies": certifies,
        "reminds": access.may_remind(request.user, organisation),
    }
    return render(request, "programme/plans/desk.html", context)


# The vision


def year_of(request: HttpRequest) -> int:
    """The school year that a vision is written for; this one unless the address names another possible one."""
    text = request.POST.get("year") or request.GET.get("year") or ""
    possible = {str(year): year for year in years()}
    return possible.get(text, academic_year(timezone.localdate()))


@limited("plan", per_minute=30, methods=("POST",))
@access.for_organisation(Action.EDIT)
def write_vision(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """One field. The director who writes confirms at once; anybody else hands it to the director."""
    year = year_of(request)
    rows = Vision.objects.filter(organisation=organisation, academic_year=year)
    before = rows.drafts().first() or rows.in_force().first()
    certifies = access.may(request.user, Action.CERTIFY, organisation)
    form = VisionForm(request.POST or None, initial={"text": before.text if before else ""})
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            draft = deeds.write_vision(organisation, year, form.cleaned_data["text"], request.user)
            if certifies:
                deeds.confirm_vision(draft, request.user, draft.edition)
            else:
                letters.vision_waits(draft, request.user)
        words = (
            _("The vision is in force and public.")
            if certifies
            else _("Kept. The director is asked to confirm it.")
        )
        messages.success(request, words)
        return redirect("plans:desk", uid=organisation.uid)
    context = {
        "organisation": organisation,
        "form": form,
        "year": year,
        "years": years(),
        "before": before,
        "certifies": certifies,
    }
    return render(request, "programme/plans/vision_form.html", context, status=400 if form.errors else 200)


@require_POST
@limited("plan", per_minute=30, methods=("POST",))
@access.for_organisation(Action.CERTIFY)
def confirm_vision(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    draft = get_object_or_404(Vision, pk=pk, organisation=organisation)
    form = SeenForm(request.POST)
    try:
        deeds.confirm_vision(draft, request.user, form.cleaned_data["seen"] if form.is_valid() else -1)
    except deeds.SettledError:
        messages.error(request, SETTLED)
    else:
        messages.success(request, _("The vision is in force and public."))
    return redirect("plans:desk", uid=organisation.uid)


@require_POST
@limited("plan", per_minute=30, methods=("POST",))
@access.for_organisation(Action.EDIT)
def drop_vision(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    draft = get_object_or_404(Vision, pk=pk, organisation=organisation)
    try:
        deeds.drop_vision(draft, request.user)
    except deeds.SettledError:
        messages.error(request, SETTLED)
    else:
        messages.success(request, _("The draft is gone. What was confirmed stays."))
    return redirect("plans:desk", uid=organisation.uid)


# Over all schools


@require_safe
@access.for_office
def schools(request: HttpRequest, office: Organisation, form: str = "") -> HttpResponse:
    """Every school with its vision and plan; as a page, or as a file to take away."""
    narrow = BoardFilter(request.GET, office=office)
    if form:
        rows = narrow.found(board.schools_of(office))
        return sheets.xlsx_response(
            board.board_table(rows), f"{_('visions and plans')} {timezone.localdate()}"
        )
    context = narrow.results(board.schools_of(office))
    context |= {
        "office": office,
        "today": timezone.localdate(),
        "year_name": str(narrow.year),
        "is_academic": narrow.year is not None and narrow.year.kind == Plan.YearKind.ACADEMIC,
        "late_count": board.late(office).count(),
        "reminds": access.may(request.user, Action.EDIT, office),
    }
    return render(request, "programme/plans/schools.html", context)


@require_safe
@access.for_office
def late(request: HttpRequest, office: Organisation, form: str = "") -> HttpResponse:
    """Everything that is late, school by school or by its day; as a page, or as a file to take away."""
    narrow = LateFilter(request.GET, office=office)
    every = board.late(office)
    if form:
        rows = narrow.found(every)
        return sheets.xlsx_response(board.late_table(rows), f"{_('what is late')} {timezone.localdate()}")
    context: dict[str, Any] = narrow.results(every)
    context |= {
        "office": office,
        "today": timezone.localdate(),
        "reminds": access.may(request.user, Action.EDIT, office),
    }
    return render(request, "programme/plans/late.html", context)


@limited("plan", per_minute=30, methods=("POST",))
@access.for_organisation(Action.VIEW)
def remind(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The words of a reminder, to copy into LINE or to send."""
    if not access.may_remind(request.user, organisation):
        raise Http404
    if request.method == "POST":
        try:
            people = deeds.remind(organisation, request.user)
        except deeds.SettledError:
            messages.info(request, _("This school was reminded today already."))
        else:
            if people:
                messages.success(request, _("The reminder is on its way."))
            else:
                messages.warning(
                    request, _("Nobody of this school has an account. Copy the words into LINE.")
                )
        return redirect("plans:remind", uid=organisation.uid)
    context = {
        "organisation": organisation,
        "lines": letters.what_lacks(organisation),
        "text": letters.line_text(organisation),
        "people": letters.people_who(Action.EDIT, organisation),
        "reminded": organisation.plan_reminders.order_by("-day").first(),
        "today": timezone.localdate(),
    }
    return render(request, "programme/plans/remind.html", context)
