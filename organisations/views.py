"""People of an organisation: who they are, whom one invites, who leaves."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.ratelimit import limited
from organisations import confirming, invitations, leaving, policy
from organisations.forms import DelegateForm, EndForm, InvitationForm, JoinForm, OrganisationFilter
from organisations.guards import for_members
from organisations.models import Invitation, JoinRequest, Membership, Organisation
from organisations.policy import Action, Thing


@login_required
@never_cache
def organisations(request: HttpRequest) -> HttpResponse:
    """Organisations whose people one may see, in Thai order."""
    if not policy.may(request.user, Action.VIEW, Thing.MEMBERSHIP):
        raise Http404
    rows = policy.organisations_with(request.user, Action.VIEW, Thing.MEMBERSHIP).active().by_name()
    return render(request, "organisations/list.html", OrganisationFilter(request.GET).results(rows))


@for_members
def members(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    rows = organisation.memberships.current().select_related("person", "organisation").order_by("role", "pk")
    waiting = invitations.open_invitations(organisation).select_related("organisation")
    roles = policy.roles_to_invite(request.user, organisation)
    of = confirming.round_of(organisation.office)
    context = {
        "organisation": organisation,
        "rows": [(row, policy.may_end(request.user, row)) for row in rows],
        "asked": confirming.asked_about(of, organisation),
        "confirmed": confirming.confirmed(of, organisation),
        "ended": [row for row in leaving.ended_lately(organisation) if row.role in roles],
        "invitations": [(row, policy.may_withdraw(request.user, row)) for row in waiting],
        "may_delegate": policy.may_delegate(request.user, organisation),
        "may_invite": bool(roles),
    }
    return render(request, "organisations/members.html", context)


@limited("invite", per_hour=100, methods=("POST",))
@for_members
def invite(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    roles = policy.roles_to_invite(request.user, organisation)
    if not roles:
        raise Http404
    form = InvitationForm(request.POST or None, organisation=organisation, roles=roles)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        invitations.invite(
            organisation, data["email"], data["role"], by=request.user, ends_on=data["ends_on"]
        )
        messages.success(request, _("The invitation to %(email)s is on its way.") % {"email": data["email"]})
        return redirect("organisations:members", uid=organisation.uid)
    return render(request, "organisations/invite.html", {"organisation": organisation, "form": form})


@for_members
@require_POST
def withdraw(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    invitation = get_object_or_404(organisation.invitations.select_related("organisation"), pk=pk)
    if not policy.may_withdraw(request.user, invitation):
        raise Http404
    invitations.withdraw(invitation, by=request.user)
    messages.success(request, _("The invitation is withdrawn; its link no longer works."))
    return redirect("organisations:members", uid=organisation.uid)


@for_members
def end(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    rows = organisation.memberships.current().select_related("person", "organisation")
    membership: Membership = get_object_or_404(rows, pk=pk)
    if not policy.may_end(request.user, membership):
        raise Http404
    form = EndForm(request.POST or None, membership=membership)
    if request.method == "POST" and form.is_valid():
        invitations.end_membership(membership, form.cleaned_data["last_day"], by=request.user)
        messages.success(request, _("Saved. What this person wrote stays with the organisation."))
        return redirect("organisations:members", uid=organisation.uid)
    context = {"organisation": organisation, "membership": membership, "form": form}
    return render(request, "organisations/end.html", context)


@for_members
def delegate(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The director names who certifies in their place for a while."""
    if not policy.may_delegate(request.user, organisation):
        raise Http404
    form = DelegateForm(request.POST or None, organisation=organisation, director=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        invitations.delegate(
            organisation,
            data["person"],
            first_day=data["first_day"],
            last_day=data["last_day"],
            order_number=data["order_number"],
            by=request.user,
        )
        messages.success(
            request, _("%(name)s stands in for you. They have got a letter.") % {"name": data["person"]}
        )
        return redirect("organisations:members", uid=organisation.uid)
    return render(request, "organisations/delegate.html", {"organisation": organisation, "form": form})


@limited("accept", per_minute=30)
@never_cache
@sensitive_post_parameters("password1", "password2")
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Where an invitation's link leads: join as a new person, or as the one who is signed in."""
    invitation = Invitation.objects.filter(token=token).select_related("organisation", "invited_by").first()
    if invitation is None or not invitations.works(invitation) or invitation.organisation.closed_on:
        return render(request, "organisations/invitation_closed.html", status=404)
    context = {"invitation": invitation, "organisation": invitation.organisation}
    person = User.objects.filter(email=invitation.email.lower()).first()
    if request.user.is_authenticated and request.user != person:
        return render(request, "organisations/invitation_foreign.html", context)
    if person is not None:
        return accept_as_known(request, invitation, person)
    form = JoinForm(request.POST or None, email=invitation.email, initial=said_before(invitation))
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                person = form.save()
                invitations.accept(invitation, person)
        except (IntegrityError, invitations.InvitationError):
            # Pressed twice: the first time made the account or used the link up.
            return redirect(request.path)
        login(request, person, backend="django.contrib.auth.backends.ModelBackend")
        return welcome(request, invitation)
    return render(request, "organisations/accept_new.html", {**context, "form": form})


def said_before(invitation: Invitation) -> dict[str, str]:
    """What the person said of themselves when asking to join."""
    asked = JoinRequest.objects.filter(
        email=invitation.email,
        organisation=invitation.organisation,
        role=invitation.role,
        state=JoinRequest.State.APPROVED,
    )
    names = asked.order_by("-decided_at").values("first_name", "last_name", "position").first()
    return dict(names or {})


def accept_as_known(request: HttpRequest, invitation: Invitation, person: User) -> HttpResponse:
    context = {"invitation": invitation, "organisation": invitation.organisation}
    if not person.is_active:
        return render(request, "organisations/invitation_closed.html", status=404)
    if not request.user.is_authenticated:
        return render(request, "organisations/accept_sign_in.html", context)
    if request.method == "POST":
        try:
            invitations.accept(invitation, request.user)
        except invitations.InvitationError:
            return render(request, "organisations/invitation_closed.html", status=404)
        return welcome(request, invitation)
    return render(request, "organisations/accept_known.html", context)


def welcome(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    messages.success(
        request, _("Welcome to %(organisation)s.") % {"organisation": invitation.organisation.local_name}
    )
    return redirect("my_work")
