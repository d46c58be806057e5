"""A coordinator's screen: the level, papers, the declaration, and what of the profile waits for the office."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.ratelimit import limited
from networks.models import (
    MEANING,
    Level,
    PartnerPage,
    ProfileChange,
    Suspension,
    Vetting,
    VettingDocument,
)
from networks.vetting import cases, changes, papers
from networks.vetting.cases import ChangedError, NotReadyError
from networks.vetting.comparison import compared
from networks.vetting.forms import AskForm, DeclareForm, PaperForm
from networks.vetting.rules import DECLARATION, DECLARATION_VERSION, YEARS
from organisations import policy
from organisations.models import Kind, Organisation
from organisations.policy import Action, Thing


def own_partner(request: HttpRequest, uid: str) -> Organisation:
    """A partner for which the person may speak. Raises Http404."""
    rows = policy.organisations_with(request.user, Action.EDIT, Thing.VETTING).filter(kind=Kind.PARTNER)
    return get_object_or_404(rows.select_related("office"), uid=uid)


@login_required
@never_cache
@require_safe
def own(request: HttpRequest, uid: str) -> HttpResponse:
    return own_page(request, own_partner(request, uid))


def own_page(
    request: HttpRequest, partner: Organisation, wrong: forms.BaseForm | None = None, at: str = ""
) -> HttpResponse:
    page = PartnerPage.objects.filter(organisation=partner).first()
    case = Vetting.objects.open().filter(partner=partner).first()
    in_force = partner.vettings.in_force().order_by("-level", "-expires_on").first()
    level = Level(in_force.level) if in_force else Level.LISTED
    change = changes.waiting_for(page) if page else None
    preparing = case is None or case.state == Vetting.State.PREPARING
    person: Any = request.user
    names = {"name": str(person), "position": person.position}
    context = {
        "partner": partner,
        "profile": page,
        "case": case,
        "preparing": preparing,
        "papers": case.documents.all() if case else [],
        "level": level,
        "meaning": MEANING[level],
        "in_force": in_force,
        "years": YEARS,
        "suspension": Suspension.objects.standing().filter(partner=partner).first(),
        "change": change,
        "compared": compared(change) if change else [],
        "returned": page.changes.filter(state=ProfileChange.State.RETURNED).first()
        if page and change is None
        else None,
        "last": partner.vettings.filter(state=Vetting.State.REFUSED).order_by("-decided_at").first(),
        "declared": cases.declaration_of(partner),
        "sentences": DECLARATION,
        "version": DECLARATION_VERSION,
        "paper_form": wrong if at == "paper" else PaperForm(owner=case or Vetting(), auto_id="paper_%s"),
        "declare_form": wrong if at == "declare" else DeclareForm(initial=names, auto_id="declare_%s"),
        "ask_form": wrong if at == "ask" else AskForm(auto_id="ask_%s"),
        "at": at,
    }
    return render(request, "networks/vetting/own.html", context, status=400 if wrong else 200)


def told(request: HttpRequest, act: Callable[[], object], success: str) -> None:
    try:
        act()
    except NotReadyError:
        messages.warning(request, _("A paper or the declaration is missing. Nothing was changed."))
    except ChangedError:
        messages.warning(request, _("This has changed meanwhile. Nothing was changed by you."))
    else:
        messages.success(request, success)


@limited("paper", per_hour=40, methods=("POST",))
@login_required
@require_POST
def add_paper(request: HttpRequest, uid: str) -> HttpResponse:
    """Another paper, or one in the place of an older one."""
    partner = own_partner(request, uid)
    case = cases.open_case(partner)
    form = PaperForm(request.POST, request.FILES, owner=case, auto_id="paper_%s")
    if case.state == Vetting.State.PREPARING and not form.is_valid():
        return own_page(request, partner, form, "paper")
    try:
        with transaction.atomic():
            cases.hold(case)
            papers.keep(form.save(commit=False), request.user, instead=form.cleaned_data.get("instead"))
    except cases.ChangedError:
        messages.warning(request, _("The office is looking at it. Take it back before you change a paper."))
    else:
        messages.success(request, _("The paper is kept. Only the office can open it."))
    return redirect("networks:own_vetting", uid=uid)


@login_required
@require_POST
def remove_paper(request: HttpRequest, uid: str, pk: int) -> HttpResponse:
    partner = own_partner(request, uid)
    rows = VettingDocument.objects.filter(case__partner=partner, case__state=Vetting.State.PREPARING)
    with transaction.atomic():
        paper = get_object_or_404(rows.select_for_update(of=["self", "case"]).select_related("case"), pk=pk)
        papers.remove(paper, request.user)
    messages.success(request, _("The paper is gone, its file too."))
    return redirect("networks:own_vetting", uid=uid)


@login_required
@require_POST
def declare(request: HttpRequest, uid: str) -> HttpResponse:
    partner = own_partner(request, uid)
    form = DeclareForm(request.POST, auto_id="declare_%s")
    if not form.is_valid():
        return own_page(request, partner, form, "declare")
    cases.declare(partner, form.cleaned_data["name"], form.cleaned_data["position"], request.user)
    messages.success(request, _("Declared. Thank you."))
    return redirect("networks:own_vetting", uid=uid)


@login_required
@require_POST
def ask(request: HttpRequest, uid: str) -> HttpResponse:
    """Hand the case in."""
    partner = own_partner(request, uid)
    form = AskForm(request.POST, auto_id="ask_%s")
    if not form.is_valid():
        return own_page(request, partner, form, "ask")
    case, level = cases.open_case(partner), form.cleaned_data["level"]
    lacks = cases.missing(case, level) if case.state == Vetting.State.PREPARING else []
    if "paper" in lacks:
        form.add_error("level", _("Add at least one paper first."))
    if "declaration" in lacks:
        form.add_error("level", _("Whoever meets pupils declares first how it keeps them safe."))
    if form.errors:
        return own_page(request, partner, form, "ask")
    told(
        request,
        lambda: cases.ask(case, level, request.user),
        _("Handed in. Two people of the office look at it; you get a letter."),
    )
    return redirect("networks:own_vetting", uid=uid)


@login_required
@require_POST
def take_back(request: HttpRequest, uid: str) -> HttpResponse:
    partner = own_partner(request, uid)
    case = get_object_or_404(Vetting.objects.open(), partner=partner)
    told(request, lambda: cases.take_back(case, request.user), _("Taken back. You can change it now."))
    return redirect("networks:own_vetting", uid=uid)


@login_required
@require_POST
def withdraw_change(request: HttpRequest, uid: str) -> HttpResponse:
    """The coordinator no longer wants what waits."""
    partner = own_partner(request, uid)
    page = get_object_or_404(PartnerPage, organisation=partner)
    change = changes.waiting_for(page)
    if change is None:
        raise Http404
    told(
        request, lambda: changes.withdraw(change, request.user), _("Taken back. The profile stays as it is.")
    )
    return redirect("networks:own_vetting", uid=uid)
