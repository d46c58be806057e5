"""Networks of model schools: what everybody sees, and what the office, hubs and schools do about them."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import links
from accounts.models import OneTimeLink
from accounts.ratelimit import limited
from networks import model_networks
from networks.model_forms import (
    AddSchoolForm,
    AnswerForm,
    MentoringForm,
    ModelNetworkFilter,
    SchoolNetworkForm,
)
from networks.models import Mentoring, NetworkSchool, SchoolNetwork
from organisations import policy
from organisations.models import Organisation
from organisations.policy import Action, Thing

State = NetworkSchool.State


def offices(request: HttpRequest) -> list[Organisation]:
    """The offices for which a person sets up networks."""
    return policy.own_organisations(request.user, Action.CREATE, Thing.MODEL_NETWORK)


@require_safe
@never_cache
@limited("model_networks", per_minute=60)
def model_networks_list(request: HttpRequest) -> HttpResponse:
    """All networks that one may see; those in force first."""
    today = timezone.localdate()
    belong = Q(schools__state=State.MEMBER, schools__ends_on=None)
    rows = (
        model_networks.visible_to(request.user)
        .annotate(size=Count("schools", filter=belong, distinct=True))
        .order_by("ends_on", "hub__sort_key", "pk")
    )
    context = ModelNetworkFilter(request.GET).results(rows)
    return render(
        request,
        "networks/model_networks.html",
        context | {"today": today, "may_create": bool(offices(request))},
    )


def found(request: HttpRequest, uid: str) -> SchoolNetwork:
    """Raises Http404 for what the visitor may not see."""
    return get_object_or_404(model_networks.visible_to(request.user), uid=uid)


def managed(request: HttpRequest, uid: str) -> SchoolNetwork:
    """A network of which the person adds schools and mentors. Raises Http404."""
    network = found(request, uid)
    if not model_networks.may_manage(request.user, network):
        raise Http404
    return network


@require_safe
@never_cache
@limited("model_networks", per_minute=60)
def model_network(request: HttpRequest, uid: str) -> HttpResponse:
    """A network with its schools and who helps whom."""
    return network_page(request, found(request, uid))


def network_page(
    request: HttpRequest,
    network: SchoolNetwork,
    *,
    add_form: AddSchoolForm | None = None,
    pair_form: MentoringForm | None = None,
    answer_form: AnswerForm | None = None,
) -> HttpResponse:
    may_manage = model_networks.may_manage(request.user, network)
    own = {row.pk for row in policy.own_organisations(request.user, Action.DECIDE, Thing.MODEL_NETWORK)}
    rows = list(network.schools.select_related("school").order_by("school__sort_key", "pk"))
    open_rows = [row for row in rows if row.ends_on is None and row.school.closed_on is None]
    members = model_networks.members_of(network)
    wrong = add_form or pair_form or answer_form
    context = {
        "network": network,
        "members": [row for row in open_rows if row.state == State.MEMBER],
        "asked": [
            row for row in open_rows if row.state == State.ASKED and (may_manage or row.school_id in own)
        ],
        "former": [row for row in rows if row.ends_on is not None and row.state == State.MEMBER],
        "mentorings": network.mentorings.select_related("mentor", "mentee").order_by(
            "ends_on", "mentor__sort_key", "pk"
        ),
        "own": own,
        "may_manage": may_manage,
        "may_write": model_networks.may_write(request.user, network),
        "wrong": wrong,
    }
    if may_manage:
        context |= {
            "add_form": add_form or AddSchoolForm(schools=addable(network)),
            "pair_form": pair_form or MentoringForm(schools=members),
        }
    context["answer_form"] = answer_form or AnswerForm()
    return render(request, "networks/model_network.html", context, status=400 if wrong else 200)


def addable(network: SchoolNetwork):
    """Schools of the office that neither belong nor have been asked."""
    here = network.schools.filter(ends_on=None, state__in=[State.ASKED, State.MEMBER])
    schools = Organisation.objects.schools().active().filter(office=network.office)
    return schools.exclude(pk__in=here.values("school")).by_name()


@limited("model_network", per_hour=60, methods=("POST",))
@login_required
@never_cache
def edit(request: HttpRequest, uid: str | None = None) -> HttpResponse:
    """Set up a network, or change it."""
    own = offices(request)
    if not own:
        raise Http404
    if uid is None:
        network = SchoolNetwork(office=own[0])
    else:
        network = found(request, uid)
        if not model_networks.may_write(request.user, network):
            raise Http404
    schools = Organisation.objects.schools().active().filter(office=network.office).by_name()
    form = SchoolNetworkForm(request.POST or None, instance=network, schools=schools)
    if request.method == "POST" and form.is_valid():
        model_networks.save(form.save(commit=False), request.user)
        messages.success(request, _("Saved."))
        return redirect("networks:model_network", uid=network.uid)
    context = {"form": form, "network": network if uid else None}
    return render(request, "networks/model_network_edit.html", context, status=400 if form.errors else 200)


def told(request: HttpRequest, act: Callable[[], object], success: str) -> None:
    """Do it and say how it went."""
    try:
        act()
    except model_networks.AlreadyThereError:
        messages.warning(request, _("That is there already. Nothing was changed."))
    except model_networks.HubStaysError:
        messages.warning(request, _("The hub belongs to its network. Choose another hub first."))
    except model_networks.ChangedError:
        messages.warning(request, _("This has changed meanwhile. Nothing was changed by you."))
    else:
        messages.success(request, success)


@login_required
@require_POST
def add_school(request: HttpRequest, uid: str) -> HttpResponse:
    network = managed(request, uid)
    form = AddSchoolForm(request.POST, schools=addable(network))
    if not form.is_valid():
        return network_page(request, network, add_form=form)
    school = form.cleaned_data["school"]
    success = (
        _("%(name)s belongs to the network now.")
        if model_networks.may_write(request.user, network)
        else _("%(name)s has been asked. It belongs to the network once its director agrees.")
    )
    told(
        request,
        lambda: model_networks.add(network, school, request.user),
        success % {"name": school.local_name},
    )
    return redirect("networks:model_network", uid=network.uid)


def school_row(network: SchoolNetwork, pk: int) -> NetworkSchool:
    return get_object_or_404(
        network.schools.select_related("school", "network__hub", "asked_by"), pk=pk, ends_on=None
    )


@login_required
@require_POST
def end_school(request: HttpRequest, uid: str, pk: int) -> HttpResponse:
    """The office, the hub, or the school's own director lets it end."""
    network = found(request, uid)
    row = school_row(network, pk)
    if not (model_networks.may_manage(request.user, network) or model_networks.may_answer(request.user, row)):
        raise Http404
    told(request, lambda: model_networks.end(row, request.user), _("Ended. What was before stays on record."))
    return redirect("networks:model_network", uid=network.uid)


@login_required
@require_POST
def answer(request: HttpRequest, uid: str, pk: int, agrees: bool) -> HttpResponse:
    """The director of an asked school answers on the screen."""
    row = get_object_or_404(model_networks.waiting_for(request.user), pk=pk, network__uid=uid)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return network_page(request, row.network, answer_form=form)
    told(
        request,
        lambda: model_networks.answer(row, agrees, request.user, form.cleaned_data["reason"]),
        _("Your school belongs to the network now.") if agrees else _("Declined."),
    )
    return redirect("my_work")


@links.opened_by(model_networks.ANSWER)
def answer_by_link(request: HttpRequest, link: OneTimeLink) -> HttpResponse:
    """The answer from the letter, without signing in. Opening the link does nothing yet."""
    rows = NetworkSchool.objects.select_related("school", "network", "network__hub", "asked_by")
    row = rows.filter(pk=link.subject_pk).first()
    person = link.person
    if row is None or person is None or not model_networks.may_answer(person, row):
        raise Http404
    form = AnswerForm(request.POST or None)
    done = row.state != State.ASKED
    if request.method == "POST" and not done and form.is_valid():
        try:
            with transaction.atomic():
                if links.use(link):
                    agrees = "agree" in request.POST
                    model_networks.answer(row, agrees, person, form.cleaned_data["reason"])
        except model_networks.ChangedError:
            row.refresh_from_db()
        done = True
    context = {"row": row, "form": form, "done": done}
    return render(request, "networks/model_answer.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def add_mentor(request: HttpRequest, uid: str) -> HttpResponse:
    network = managed(request, uid)
    form = MentoringForm(
        request.POST, instance=Mentoring(network=network), schools=model_networks.members_of(network)
    )
    if not form.is_valid():
        return network_page(request, network, pair_form=form)
    told(
        request,
        lambda: model_networks.pair(form.save(commit=False), request.user),
        _("Noted. Both schools are told."),
    )
    return redirect("networks:model_network", uid=network.uid)


@login_required
@require_POST
def end_mentor(request: HttpRequest, uid: str, pk: int) -> HttpResponse:
    network = managed(request, uid)
    mentoring = get_object_or_404(network.mentorings, pk=pk)
    told(
        request,
        lambda: model_networks.unpair(mentoring, request.user),
        _("Ended. What was before stays on record."),
    )
    return redirect("networks:model_network", uid=network.uid)
