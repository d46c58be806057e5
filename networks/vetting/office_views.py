"""The office's screens about partners: what waits, the register, and one partner with all that is to be decided."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from content import sheets
from content.publication import NotPublishableError
from networks.models import (
    MEANING,
    Appeal,
    DocumentOpening,
    Level,
    PartnerIndexPage,
    PartnerPage,
    ProfileChange,
    ProfileClaim,
    Suspension,
    Vetting,
    VettingDocument,
)
from networks.vetting import appeals, cases, changes, claims, letters, papers, queue, suspensions
from networks.vetting.cases import ChangedError, NotReadyError, SamePersonError
from networks.vetting.changes import HeldError
from networks.vetting.comparison import compared
from networks.vetting.forms import (
    AppealDecisionForm,
    LiftForm,
    OpinionForm,
    ReasonForm,
    SuspendForm,
    VerdictForm,
)
from networks.vetting.rules import DECLARATION_VERSION
from organisations import policy
from organisations.models import Organisation
from organisations.policy import Action, At, Thing

View = Callable[..., HttpResponseBase]


def for_deciders(view: View) -> View:
    """A view for people of an office who decide about partners; for others it isn't there."""

    @login_required
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not policy.may(request.user, Action.DECIDE, Thing.VETTING):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@for_deciders
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Everything about partners that waits, oldest first."""
    context = queue.QueueFilter(request.GET).results(queue.rows(request.user))
    return render(request, "networks/vetting/queue.html", context)


@for_deciders
@require_safe
def register(request: HttpRequest, form: str = "") -> HttpResponseBase:
    """All partners of the office with their level; as a page, or as a file to take away."""
    narrow = queue.RegisterFilter(request.GET)
    every = queue.register(request.user)
    if form:
        rows = queue.table(narrow.found(every))
        name = _("register of partners")
        return sheets.xlsx_response(rows, name) if form == "xlsx" else sheets.csv_response(rows, name)
    return render(request, "networks/vetting/register.html", narrow.results(every))


def decidable(request: HttpRequest, uid: str) -> Organisation:
    """A partner of the person's office. Raises Http404."""
    rows = queue.partners_of(request.user).select_related("office")
    return get_object_or_404(rows, uid=uid)


@for_deciders
@require_safe
def partner(request: HttpRequest, uid: str) -> HttpResponse:
    return partner_page(request, decidable(request, uid))


def partner_page(
    request: HttpRequest, partner: Organisation, wrong: forms.Form | None = None, at: str = ""
) -> HttpResponse:
    """One partner. `wrong` is a form that came back with errors, `at` the place that it belongs to."""
    page = PartnerPage.objects.filter(organisation=partner).first()
    case = Vetting.objects.open().filter(partner=partner).select_related("first_by", "asked_by").first()
    in_force = partner.vettings.in_force().order_by("-level", "-expires_on").first()
    level = Level(in_force.level) if in_force else Level.LISTED
    change = changes.waiting_for(page) if page else None
    person: User = request.user
    seen = DocumentOpening.objects.filter(partner=partner).order_by("-at", "-pk")

    def form(place: str, fresh: forms.Form | None) -> forms.Form | None:
        return wrong if wrong is not None and at == place else fresh

    context = {
        "partner": partner,
        "profile": page,
        "case": case,
        "papers": case.documents.all() if case else [],
        "missing": cases.missing(case, case.asked) if case else [],
        "declaration": partner.declarations.first(),
        "declaration_version": DECLARATION_VERSION,
        "declared": cases.declaration_of(partner),
        "in_force": in_force,
        "level": level,
        "meaning": MEANING[level],
        "barred": barred(case, person),
        "opinion": form("opinion", OpinionForm(case=case, auto_id="opinion_%s") if case else None),
        "verdict": form("verdict", VerdictForm(case=case, auto_id="verdict_%s") if case else None),
        "change": change,
        "compared": compared(change) if change else [],
        "change_form": form("change", ReasonForm(auto_id="change_%s")),
        "claims": partner.claims.filter(state=ProfileClaim.State.VERIFIED).order_by("verified_at"),
        "claim_form": form("claim", ReasonForm(auto_id="claim_%s")),
        "at": at,
        "suspension": Suspension.objects.standing().filter(partner=partner).select_related("by").first(),
        "suspend_form": form("suspend", SuspendForm(auto_id="suspend_%s")),
        "lift_form": form("lift", LiftForm(auto_id="lift_%s")),
        "application": getattr(partner, "application", None),
        "appeals": Appeal.objects.filter(case__partner=partner).order_by("-made_at"),
        "cases": partner.vettings.exclude(state__in=Vetting.OPEN)
        .select_related("first_by", "decided_by")
        .prefetch_related("documents")
        .order_by("-decided_at"),
        "suspensions": partner.suspensions.exclude(lifted_at=None).select_related("by", "lifted_by"),
        "past_changes": page.changes.exclude(state=ProfileChange.State.WAITING).select_related(
            "asked_by", "decided_by"
        )[:10]
        if page
        else [],
        "openings": seen.select_related("document")[:20],
        "openings_count": seen.count(),
        "affected": letters.affected(partner),
    }
    return render(request, "networks/vetting/partner.html", context, status=400 if wrong else 200)


def barred(case: Vetting | None, person: User) -> str:
    """Why this person can't be the one to look at the case now; empty if they can."""
    if case is None:
        return ""
    if not cases.may_look(person, case.partner):
        return _("You belong to this partner: others of the office decide.")
    if case.state == Vetting.State.ADVISED and case.first_by_id == person.pk:
        return _("You have given the first opinion: somebody else decides.")
    if cases.refused_before(case, person):
        return _("An appeal against your refusal was right: somebody else decides.")
    return ""


def done(request: HttpRequest, act: Callable[[], object], success: str) -> bool:
    """Do it and say how it went."""
    try:
        act()
    except SamePersonError:
        messages.warning(
            request, _("It takes two different people, none of the partner's. Nothing was changed.")
        )
    except NotReadyError:
        messages.warning(request, _("A paper or the declaration is missing. Nothing was changed."))
    except ChangedError:
        messages.warning(request, _("This has changed meanwhile. Nothing was changed by you."))
    except HeldError:
        messages.warning(
            request, _("The profile is locked, hidden or under review. Nothing was changed; try again later.")
        )
    except NotPublishableError as error:
        messages.error(request, " ".join(error.messages))
    except PartnerIndexPage.DoesNotExist:
        messages.error(request, _("The site has no list of partners yet. Ask the administrator to make it."))
    else:
        messages.success(request, success)
        return True
    return False


def open_case_of(partner: Organisation) -> Vetting:
    return get_object_or_404(Vetting.objects.open().select_related("partner__office"), partner=partner)


@for_deciders
@require_POST
def advise(request: HttpRequest, uid: str) -> HttpResponse:
    """The first opinion."""
    partner = decidable(request, uid)
    case = open_case_of(partner)
    form = OpinionForm(request.POST, case=case, auto_id="opinion_%s")
    if not form.is_valid():
        return partner_page(request, partner, form, "opinion")
    data = form.cleaned_data
    done(
        request,
        lambda: cases.advise(case, data["level"], data["reason"], request.user),
        _("Written down. Somebody else of the office decides now."),
    )
    return redirect("networks:partner", uid=uid)


@for_deciders
@require_POST
def decide(request: HttpRequest, uid: str) -> HttpResponse:
    """The second person's decision."""
    partner = decidable(request, uid)
    case = open_case_of(partner)
    form = VerdictForm(request.POST, case=case, auto_id="verdict_%s")
    if not form.is_valid():
        return partner_page(request, partner, form, "verdict")
    data = form.cleaned_data
    done(
        request,
        lambda: cases.decide(case, data["level"], data["reason"], request.user),
        _("Decided. The partner gets a letter."),
    )
    return redirect("networks:partner", uid=uid)


@for_deciders
@require_POST
def suspend(request: HttpRequest, uid: str) -> HttpResponse:
    partner = decidable(request, uid)
    form = SuspendForm(request.POST, auto_id="suspend_%s")
    if not form.is_valid():
        return partner_page(request, partner, form, "suspend")
    data = form.cleaned_data
    done(
        request,
        lambda: suspensions.suspend(partner, data["reason"], data["ends_on"], request.user),
        _("Suspended. The profile is hidden and the schools get a letter."),
    )
    return redirect("networks:suspended", uid=uid)


@for_deciders
@require_safe
def suspended(request: HttpRequest, uid: str) -> HttpResponse:
    """Whom it concerns, and words for their LINE group."""
    partner = decidable(request, uid)
    newest = get_object_or_404(partner.suspensions.select_related("partner").order_by("-at", "-pk")[:1])
    context = {
        "partner": partner,
        "suspension": newest,
        "schools": letters.affected(partner),
        "text": letters.line_text(newest),
    }
    return render(request, "networks/vetting/suspended.html", context)


@for_deciders
@require_POST
def lift(request: HttpRequest, uid: str) -> HttpResponse:
    partner = decidable(request, uid)
    standing = get_object_or_404(Suspension.objects.standing().select_related("partner"), partner=partner)
    form = LiftForm(request.POST, auto_id="lift_%s")
    if not form.is_valid():
        return partner_page(request, partner, form, "lift")
    done(
        request,
        lambda: suspensions.lift(standing, form.cleaned_data["because"], request.user),
        _("Lifted. The profile is shown again and counts from today."),
    )
    return redirect("networks:suspended", uid=uid)


@for_deciders
@require_POST
def change(request: HttpRequest, uid: str, pk: int) -> HttpResponse:
    """Let a changed profile go public, or send it back."""
    partner = decidable(request, uid)
    rows = ProfileChange.objects.select_related("page__organisation__office")
    found = get_object_or_404(rows, pk=pk, page__organisation=partner)
    if str(found.asked_at.timestamp()) != request.POST.get("seen"):
        messages.warning(request, _("The partner has changed it once more meanwhile. Look again."))
        return redirect("networks:partner", uid=uid)
    if "approve" in request.POST:
        done(request, lambda: changes.approve(found, request.user), _("Approved and published."))
        return redirect("networks:partner", uid=uid)
    form = ReasonForm(request.POST, auto_id="change_%s")
    if not form.is_valid():
        return partner_page(request, partner, form, "change")
    done(
        request,
        lambda: changes.send_back(found, form.cleaned_data["reason"], request.user),
        _("Sent back. The coordinator gets the reason."),
    )
    return redirect("networks:partner", uid=uid)


@for_deciders
@require_POST
def claim(request: HttpRequest, uid: str, pk: int) -> HttpResponse:
    """Invite whoever claims an entry, or refuse."""
    partner = decidable(request, uid)
    found = get_object_or_404(ProfileClaim.objects.select_related("partner"), pk=pk, partner=partner)
    if "approve" in request.POST:
        done(
            request,
            lambda: claims.approve(found, request.user),
            _("%(email)s is invited to look after the profile.") % {"email": found.email},
        )
        return redirect("networks:partner", uid=uid)
    form = ReasonForm(request.POST, auto_id="claim_%s")
    if not form.is_valid():
        return partner_page(request, partner, form, "claim")
    done(
        request,
        lambda: claims.refuse(found, form.cleaned_data["reason"], request.user),
        _("Refused. The reason goes out by e-mail."),
    )
    return redirect("networks:partner", uid=uid)


@for_deciders
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """An appeal with the refusal that it is against."""
    offices = policy.organisations_with(request.user, Action.DECIDE, Thing.VETTING).filter(kind="office")
    rows = Appeal.objects.filter(office__in=offices)
    found = get_object_or_404(
        rows.select_related("application__office", "case__partner__office", "refused_by", "decided_by"), pk=pk
    )
    may_decide = found.state == Appeal.State.WAITING and appeals.may_decide(found, request.user)
    form = AppealDecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        done(
            request,
            lambda: appeals.decide(found, right=data["right"], reason=data["reason"], by=request.user),
            _("Decided. The answer goes out by e-mail."),
        )
        return redirect("networks:appeal_case", pk=pk)
    context = {"appeal": found, "form": form, "may_decide": may_decide}
    return render(request, "networks/vetting/appeal_case.html", context, status=400 if form.errors else 200)


@login_required
@never_cache
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A paper, for the office and the partner; each opening is written down."""
    rows = VettingDocument.objects.select_related("case__partner__office", "application__office")
    found = get_object_or_404(rows, pk=pk)
    if found.case:
        allowed = policy.may(request.user, Action.VIEW, At(Thing.VETTING, found.case.partner))
    else:
        allowed = policy.may(request.user, Action.VIEW, At(Thing.VETTING, found.application.office))
    if not allowed:
        raise Http404
    try:
        return papers.opened(found, request.user)
    except FileNotFoundError as error:
        raise Http404 from error
