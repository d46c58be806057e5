"""Schools say what they need, partners what they offer, and both agree."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail.log_actions import log

from accounts.ratelimit import limited
from content.listing import PER_PAGE
from networks import meeting
from networks.models import Match, Need, Offer
from networks.needs_forms import DoneForm, NeedFilter, NeedForm, OfferForm, RatingForm, ReasonForm
from organisations import policy
from organisations.models import Kind, Organisation
from organisations.policy import Action, Thing


def organisations_of(request: HttpRequest, action: Action, thing: Thing, kind: str) -> QuerySet[Organisation]:
    return policy.organisations_with(request.user, action, thing).filter(kind=kind).active().by_name()


def visible_needs(request: HttpRequest) -> QuerySet[Need]:
    """Those of one's schools; for a listed partner also what is open in the districts of its offers."""
    schools = policy.organisations_with(request.user, Action.VIEW, Thing.NEED)
    partners = policy.organisations_with(request.user, Action.CREATE, Thing.OFFER).filter(
        kind=Kind.PARTNER, partner_page__live=True
    )
    reach = Offer.objects.standing().filter(partner__in=partners)
    asked = Match.objects.filter(offer__partner__in=partners)
    hazards = {hazard for offer in reach for hazard in offer.hazards}
    districts = {district for offer in reach for district in offer.districts}
    near = Q()
    for district in districts:
        near |= Q(school__districts__contains=f"|{district}|")
    wanted = Q(school__in=schools) | Q(pk__in=asked.values("need"))
    if near:
        wanted |= near & Q(state=Need.State.OPEN, hazard__in=hazards)
    return Need.objects.filter(wanted).select_related("school")


@login_required
@never_cache
def needs(request: HttpRequest) -> HttpResponse:
    """Needs that concern the person: those that wait longest first."""
    may_ask = organisations_of(request, Action.CREATE, Thing.NEED, Kind.SCHOOL).exists()
    may_offer = organisations_of(request, Action.CREATE, Thing.OFFER, Kind.PARTNER).exists()
    if not (may_ask or may_offer or policy.may(request.user, Action.VIEW, Thing.NEED)):
        raise Http404
    rows = visible_needs(request).order_by("created_at", "pk")
    context = NeedFilter(request.GET).results(rows)
    return render(request, "networks/needs.html", context | {"may_ask": may_ask, "may_offer": may_offer})


@limited("need", per_hour=30, methods=("POST",))
@login_required
@never_cache
def new_need(request: HttpRequest) -> HttpResponse:
    schools = organisations_of(request, Action.CREATE, Thing.NEED, Kind.SCHOOL)
    if not schools.exists():
        raise Http404
    form = NeedForm(request.POST or None, schools=schools)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            need = form.save(commit=False)
            need.created_by = request.user
            need.save()
            log(need, "networks.need", user=request.user, data={"state": need.state})
        messages.success(request, _("Written down. These partners could help."))
        return redirect("networks:need", pk=need.pk)
    return render(request, "networks/need_new.html", {"form": form}, status=400 if form.errors else 200)


def found_need(request: HttpRequest, pk: int) -> Need:
    return get_object_or_404(visible_needs(request), pk=pk)


@login_required
@never_cache
def need(request: HttpRequest, pk: int) -> HttpResponse:
    """A need with what could answer it and what has been agreed."""
    return need_page(request, found_need(request, pk))


def need_page(request: HttpRequest, found: Need, *, wrong: object = None, at: int = 0) -> HttpResponse:
    owns = policy.may(request.user, Action.EDIT, found)
    partners = organisations_of(request, Action.EDIT, Thing.OFFER, Kind.PARTNER)
    matches = found.matches.select_related("offer__partner", "offer__partner__partner_page", "need__school")
    if not policy.may(request.user, Action.VIEW, found):
        matches = matches.filter(offer__partner__in=partners)
    mine = set(partners.values_list("pk", flat=True))
    is_open = found.state == Need.State.OPEN
    context = {
        "need": found,
        "owns": owns,
        "matches": [
            (row, owns or row.offer.partner_id in mine, row.offer.partner_id in mine)
            for row in matches.order_by("-begun_at", "-pk")
        ],
        "suggestions": meeting.suggestions(found)
        if is_open and policy.may(request.user, Action.VIEW, found)
        else [],
        "own_offers": Offer.objects.for_need(found).filter(partner__in=partners).exclude(matches__need=found)
        if is_open
        else Offer.objects.none(),
        "reason_form": ReasonForm(),
        "done_form": DoneForm(initial={"on": timezone.localdate()}),
        "rating_form": RatingForm(),
        "wrong": wrong,
        "at": at,
    }
    return render(request, "networks/need.html", context, status=400 if wrong else 200)


def told(request: HttpRequest, act: Callable[[], object], success: str) -> bool:
    """Do it and say how it went."""
    try:
        act()
    except meeting.FullError:
        messages.warning(request, _("This offer has no room left. Nothing was changed."))
        return False
    except meeting.ChangedError:
        messages.warning(request, _("This has changed meanwhile. Nothing was changed by you."))
        return False
    messages.success(request, success)
    return True


def own_need(request: HttpRequest, pk: int) -> Need:
    found = found_need(request, pk)
    if not policy.may(request.user, Action.EDIT, found):
        raise Http404
    return found


@login_required
@require_POST
def close_need(request: HttpRequest, pk: int) -> HttpResponse:
    found = own_need(request, pk)
    told(request, lambda: meeting.close(found, request.user), _("Closed. You can open it again."))
    return redirect("networks:need", pk=pk)


@login_required
@require_POST
def reopen_need(request: HttpRequest, pk: int) -> HttpResponse:
    found = own_need(request, pk)
    told(request, lambda: meeting.reopen(found, request.user), _("Open again."))
    return redirect("networks:need", pk=pk)


@login_required
@require_POST
def ask(request: HttpRequest, pk: int, offer: int) -> HttpResponse:
    """The school asks for an offer."""
    found = own_need(request, pk)
    wanted = get_object_or_404(Offer.objects.for_need(found).select_related("partner"), pk=offer)
    told(
        request,
        lambda: meeting.begin(found, wanted, request.user, by_school=True),
        _("Asked. The partner hears of it now."),
    )
    return redirect("networks:need", pk=pk)


@login_required
@require_POST
def propose(request: HttpRequest, pk: int, offer: int) -> HttpResponse:
    """A partner offers itself for a need."""
    found = found_need(request, pk)
    partners = organisations_of(request, Action.EDIT, Thing.OFFER, Kind.PARTNER)
    own = Offer.objects.filter(partner__in=partners).select_related("partner")
    wanted = get_object_or_404(own, pk=offer)
    told(
        request,
        lambda: meeting.begin(found, wanted, request.user, by_school=False),
        _("Offered. The school hears of it now."),
    )
    return redirect("networks:need", pk=pk)


@login_required
@require_POST
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """One of the two sides agrees, declines, calls off, says that it took place, or rates it."""
    rows = Match.objects.select_related("need__school", "offer__partner")
    match = get_object_or_404(rows.filter(need__in=visible_needs(request)), pk=pk)
    by_school = policy.may(request.user, Action.EDIT, match.need)
    by_partner = policy.may(request.user, Action.EDIT, match.offer)
    # Who asked does not answer itself.
    answers = (match.state == Match.State.ASKED and by_partner) or (
        match.state == Match.State.OFFERED and by_school
    )
    if not (by_school or by_partner) or (action in {"agree", "decline"} and not answers):
        raise Http404
    if action == "agree":
        told(request, lambda: meeting.agree(match, request.user), _("Agreed. Both sides hear of it."))
        return redirect("networks:need", pk=match.need_id)
    form = {"decline": ReasonForm, "call-off": ReasonForm, "done": DoneForm, "rate": RatingForm}[action](
        request.POST
    )
    if not form.is_valid():
        return need_page(request, match.need, wrong=form, at=match.pk)
    data = form.cleaned_data
    if action == "decline":
        told(request, lambda: meeting.decline(match, data["reason"], request.user), _("Declined."))
    elif action == "call-off":
        told(
            request,
            lambda: meeting.call_off(match, data["reason"], request.user, by_school=by_school),
            _("Called off. The room is free again."),
        )
    elif action == "done":
        told(
            request,
            lambda: meeting.finish(match, data["on"], request.user),
            _("Recorded. It counts as something done together."),
        )
    else:
        told(
            request,
            lambda: meeting.rate(match, int(data["stars"]), data["words"], request.user, by_school=by_school),
            _("Thank you."),
        )
    return redirect("networks:need", pk=match.need_id)


# Offers


@login_required
@never_cache
def offers(request: HttpRequest) -> HttpResponse:
    """One's own offers, for the office everybody's; the newest first."""
    partners = policy.organisations_with(request.user, Action.VIEW, Thing.OFFER)
    if not policy.may(request.user, Action.VIEW, Thing.OFFER):
        raise Http404
    rows = Offer.objects.filter(partner__in=partners).select_related("partner").order_by("-created_at", "-pk")
    editable = set(
        organisations_of(request, Action.EDIT, Thing.OFFER, Kind.PARTNER).values_list("pk", flat=True)
    )
    context = {"rows": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")), "editable": editable}
    return render(request, "networks/offers.html", context)


@limited("offer", per_hour=30, methods=("POST",))
@login_required
@never_cache
def edit_offer(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new offer, or another capacity, district or text of one's own."""
    partners = organisations_of(request, Action.EDIT, Thing.OFFER, Kind.PARTNER)
    if not partners.exists():
        raise Http404
    offer = get_object_or_404(Offer.objects.filter(partner__in=partners), pk=pk) if pk else None
    form = OfferForm(request.POST or None, instance=offer, partners=partners)
    if request.method == "POST" and form.is_valid():
        try:
            save_offer(form, request)
        except meeting.FullError:
            form.add_error("capacity", _("More schools have been promised meanwhile. Look again."))
        else:
            messages.success(request, _("Saved. Schools find it when it fits their need."))
            return redirect("networks:offers")
    context = {"form": form, "offer": offer}
    return render(request, "networks/offer_edit.html", context, status=400 if form.errors else 200)


@transaction.atomic
def save_offer(form: OfferForm, request: HttpRequest) -> None:
    offer = form.save(commit=False)
    if offer.pk is None:
        offer.left = offer.capacity
        offer.save()
    else:
        offer.save(update_fields=[name for name in form.changed_data if name != "capacity"])
        meeting.change_capacity(offer, form.cleaned_data["capacity"])
    meeting.keep_reach(offer)
    log(offer, "networks.offer", user=request.user, data={"capacity": offer.capacity})
