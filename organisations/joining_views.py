"""Asking to belong to a school, and answering."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import links
from accounts.models import OneTimeLink
from accounts.ratelimit import limited
from organisations import joining, policy
from organisations.joining_forms import AskForm, RefusalForm, TypedCodeForm
from organisations.models import JoiningCode, JoinRequest, Organisation, Role
from organisations.policy import Action, Thing

PER_PAGE = 20


def why_not(error: joining.JoiningError) -> str:
    """In the visitor's language, why somebody cannot ask."""
    words = {
        joining.AlreadyMemberError: _("You have this role at this school already."),
        joining.AlreadyAskedError: _("You have asked for this already. It waits for an answer."),
        joining.ClosedError: _("This school takes nobody any more, or the code works no more."),
    }
    return words[type(error)]


# Of a staff meeting in front of the poster all come from one address; a code opens nothing by itself.
@limited("join_code", per_minute=60, per_hour=300, methods=("POST",))
@never_cache
def type_code(request: HttpRequest) -> HttpResponse:
    """Where a code from a poster is typed in."""
    form = TypedCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("organisations:join", code=form.found.shown)
    status = 400 if form.errors else 200
    return render(request, "organisations/join_code.html", {"form": form}, status=status)


@limited("join_code", per_minute=60, per_hour=300, methods=("GET",))
@limited("join_by_code", per_minute=30, per_hour=150, methods=("POST",))
@never_cache
def join(request: HttpRequest, code: str) -> HttpResponse:
    """What a poster's code leads to."""
    found = joining.find_code(code)
    if found is None:
        return render(request, "organisations/join_closed.html", status=404)
    return ask_page(request, code=found)


@limited("join_ask", per_hour=20, methods=("POST",))
@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """Asking without a code: choose the school."""
    return ask_page(request)


def ask_page(request: HttpRequest, code: JoiningCode | None = None) -> HttpResponse:
    person = request.user if request.user.is_authenticated else None
    schools = joining.schools().by_name()
    form = AskForm(
        request.POST or None, schools=schools, person=person, code=code, initial=wished(request, code)
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        school = code.organisation if code else data["school"]
        role = code.role if code else data["role"]
        if person is None:
            joining.write_to(form.newcomer(), school, role, data["note"], code)
            return redirect("organisations:asked")
        try:
            joining.ask(person, school, role, data["note"], code)
        except joining.JoiningError as error:
            form.add_error(None, why_not(error))
        else:
            messages.success(request, _("Asked. You get a letter when it has been answered."))
            return redirect("my_work")
    context = {"form": form, "code": code, "person": person, "link_days": joining.LINK_DAYS}
    status = 400 if form.errors else 200
    return render(request, "organisations/ask.html", context, status=status)


def wished(request: HttpRequest, code: JoiningCode | None) -> dict[str, Any]:
    """The school that an address such as `?school=…` names."""
    try:
        return {} if code else {"school": UUID(request.GET.get("school", ""))}
    except ValueError:
        return {}


@require_safe
@never_cache
def asked(request: HttpRequest) -> HttpResponse:
    """The same for every address, whoever has it."""
    return render(request, "organisations/asked.html", {"link_days": joining.LINK_DAYS})


@links.opened_by(joining.CONFIRM)
def confirm_request(request: HttpRequest, link: OneTimeLink) -> HttpResponse:
    """Where the letter's link leads. The button, not the visit, asks: mail scanners visit."""
    rows = JoinRequest.objects.select_related("organisation", "code", "code__organisation", "code__made_by")
    found = get_object_or_404(rows, pk=link.subject_pk, state=JoinRequest.State.UNCONFIRMED)
    context: dict[str, Any] = {"asked": found, "organisation": None}
    if request.method == "POST":
        try:
            with transaction.atomic():
                if links.use(link):
                    joining.confirm(found)
        except joining.JoiningError as error:
            context["wrong"] = why_not(error)
            return render(request, "organisations/ask_confirm.html", context, status=409)
        return render(request, "organisations/ask_confirmed.html", context)
    return render(request, "organisations/ask_confirm.html", context)


@login_required
@require_POST
def withdraw_request(request: HttpRequest, uid: str) -> HttpResponse:
    """Take back one's own request."""
    found = get_object_or_404(joining.own(request.user), uid=uid)
    try:
        joining.withdraw(found, request.user)
    except joining.DecidedError:
        messages.warning(request, _("It was answered in the meantime."))
    else:
        messages.success(request, _("Taken back."))
    return redirect("my_work")


# Answering


@login_required
@never_cache
def requests(request: HttpRequest) -> HttpResponse:
    """Those who ask and wait for this person's answer, the longest wait first."""
    return queue_page(request)


def queue_page(
    request: HttpRequest, wrong: RefusalForm | None = None, at: JoinRequest | None = None
) -> HttpResponse:
    if not policy.may(request.user, Action.CREATE, Thing.INVITATION):
        raise Http404
    rows = Paginator(joining.decidable_by(request.user), PER_PAGE).get_page(request.GET.get("page"))
    shown = [
        (row, wrong if at and row.pk == at.pk else RefusalForm(auto_id=f"id_{row.pk}_%s")) for row in rows
    ]
    context = {"rows": rows, "shown": shown, "at": at.pk if at else 0, "wrong": wrong, "organisation": None}
    return render(request, "organisations/requests.html", context, status=400 if wrong else 200)


def answered(request: HttpRequest, act: Callable[[], object], success: str) -> HttpResponse:
    """Do it and say how it went."""
    try:
        act()
    except joining.DecidedError:
        messages.warning(
            request, _("Somebody else has answered in the meantime. Nothing was changed by you.")
        )
    except joining.InactiveError:
        messages.error(request, _("This account is locked. Ask an administrator; the request still waits."))
    except joining.ClosedError:
        messages.error(request, _("The school has been closed. The request still waits."))
    else:
        messages.success(request, success)
    return redirect("organisations:requests")


@login_required
@require_POST
def approve_request(request: HttpRequest, uid: str) -> HttpResponse:
    found = decidable(request, uid)
    if found is None:
        return answered(request, gone, "")
    return answered(
        request,
        lambda: joining.approve(found, request.user),
        _("%(name)s belongs to %(school)s now.") % names(found)
        if found.person
        else _("%(name)s gets a link by mail to make an account, and then belongs to %(school)s.")
        % names(found),
    )


@login_required
@require_POST
def refuse_request(request: HttpRequest, uid: str) -> HttpResponse:
    found = decidable(request, uid)
    if found is None:
        return answered(request, gone, "")
    form = RefusalForm(request.POST, auto_id=f"id_{found.pk}_%s")
    if not form.is_valid():
        return queue_page(request, form, found)
    return answered(
        request,
        lambda: joining.refuse(found, form.cleaned_data["reason"], request.user),
        _("Refused. %(name)s gets a letter with your reason.") % names(found),
    )


def gone() -> None:
    raise joining.DecidedError


def decidable(request: HttpRequest, uid: str) -> JoinRequest | None:
    """None if it was answered already; raises Http404 if it never was this person's to answer."""
    if found := joining.decidable_by(request.user).filter(uid=uid).first():
        return found
    row = get_object_or_404(JoinRequest.objects.filter(policy.invitable(request.user)), uid=uid)
    if row.state in {JoinRequest.State.WAITING, JoinRequest.State.UNCONFIRMED}:
        raise Http404
    return None


def names(found: JoinRequest) -> dict[str, str]:
    return {"name": found.name, "school": found.organisation.local_name}


def roles_for_codes(request: HttpRequest, school: Organisation) -> list[Role]:
    """The roles for which a person may make codes at a school."""
    return [role for role in policy.roles_to_invite(request.user, school) if role in joining.ROLES]
