"""Who is responsible: the office's board, the yearly confirmation, appointments, leaving."""

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.log_actions import log

from content import sheets
from organisations import confirming, leaving, policy, responsible
from organisations.guards import for_members, for_office
from organisations.joining_forms import ConfirmForm, DetailsForm
from organisations.models import Membership, Organisation, Role
from organisations.policy import Action, Thing
from organisations.responsible import ResponsibleFilter

#: People on one screen of the confirmation.
PER_SCREEN = 30
#: The name of a field of the confirmation.
ANSWER = re.compile(r"m[0-9]{1,15}")


@require_safe
@for_office
def board(request: HttpRequest, office: Organisation, form: str = "") -> HttpResponse:
    """Every school of the office with those responsible; as a page, or as a file to take away."""
    today = timezone.localdate()
    narrow = ResponsibleFilter(request.GET, office=office)
    every = responsible.rows(office, today)
    if form:
        rows = responsible.table(narrow.found(every))
        name = f"{_('responsible persons')} {today.isoformat()}"
        return sheets.xlsx_response(rows, name) if form == "xlsx" else sheets.csv_response(rows, name)
    context = narrow.results(every)
    counts = responsible.counts(every)
    context |= {
        "organisation": None,
        "office": office,
        "today": today,
        "round": confirming.round_of(office),
        "schools": len(every),
        "counts": [(state, responsible.STATES[state], n) for state, n in counts.items()],
        "may_invite": bool(policy.may(request.user, Action.CREATE, Thing.INVITATION)),
    }
    return render(request, "organisations/responsible.html", context)


@for_office
def remind(request: HttpRequest, office: Organisation, uid: str) -> HttpResponse:
    """The words of a reminder, to copy into LINE or to send."""
    if not policy.may(request.user, Action.CREATE, Thing.INVITATION):
        raise Http404
    schools = Organisation.objects.schools().active().filter(office=office)
    school = get_object_or_404(schools.select_related("cluster"), uid=uid)
    [row] = responsible.rows(office, timezone.localdate(), schools=[school])
    if request.method == "POST":
        try:
            people = responsible.remind(row, by=request.user)
        except responsible.JustRemindedError:
            messages.info(request, _("A reminder went out some minutes ago. Nothing was sent twice."))
            return redirect("organisations:responsible")
        if people:
            messages.success(request, _("The reminder is on its way."))
            return redirect("organisations:responsible")
        messages.warning(request, _("Nobody of this school has an account. Copy the words into LINE."))
    context = {
        "organisation": school,
        "row": row,
        "people": responsible.people_of(row),
        "text": responsible.line_text(row),
    }
    return render(request, "organisations/responsible_remind.html", context)


@login_required
@never_cache
def confirm(request: HttpRequest) -> HttpResponse:
    """One screen: who is still responsible?"""
    if not policy.may(request.user, Action.CREATE, Thing.INVITATION):
        raise Http404
    asked = confirming.to_answer(request.user)
    rows = Paginator(asked, PER_SCREEN).get_page(request.GET.get("page"))
    # What a colleague has answered meanwhile moves others to another screen: their answers count all the same.
    named = [int(name[1:]) for name in request.POST if ANSWER.fullmatch(name)][:PER_SCREEN]
    form = ConfirmForm(
        request.POST if request.method == "POST" else None,
        memberships=list(asked.filter(pk__in=named)) or list(rows),
    )
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            kept, ended = confirming.answer(form.answers(), request.user)
        words = ngettext("%(n)s goes on.", "%(n)s go on.", kept) % {"n": kept}
        if ended:
            words += " " + ngettext("%(n)s ended today.", "%(n)s ended today.", ended) % {"n": ended}
        messages.success(request, words)
        return redirect("organisations:confirm")
    office = next(
        (row.organisation.office or row.organisation for row in policy.memberships(request.user)), None
    )
    context = {"rows": rows, "form": form, "round": confirming.round_of(office), "organisation": None}
    return render(request, "organisations/confirm.html", context, status=400 if form.errors else 200)


@login_required
@never_cache
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave by oneself."""
    mine = request.user.memberships.current().select_related("organisation", "person")
    membership: Membership = get_object_or_404(mine, pk=pk)
    if request.method == "POST":
        try:
            leaving.leave(membership)
        except leaving.LastAdministratorError:
            messages.error(
                request, _("You are the only administrator. Make somebody else an administrator first.")
            )
        else:
            policy.forget(request.user)
            messages.success(
                request, _("You have left %(name)s.") % {"name": membership.organisation.local_name}
            )
        return redirect("my_work")
    context = {"membership": membership, "is_last": leaving.is_last(membership), "organisation": None}
    return render(request, "organisations/leave.html", context)


@for_members
def details(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """Order number, capacity and days of an appointment."""
    rows = organisation.memberships.current().select_related("person", "organisation")
    membership: Membership = get_object_or_404(rows, pk=pk)
    if not policy.may_end(request.user, membership) or membership.is_delegated:
        raise Http404
    form = DetailsForm(request.POST or None, instance=membership)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            changed = [name for name in form.changed_data if name in form.fields]
            log(membership, "organisations.details", user=request.user, data={"changed": changed})
        messages.success(request, _("Saved."))
        return redirect("organisations:members", uid=organisation.uid)
    context = {"organisation": organisation, "membership": membership, "form": form}
    return render(request, "organisations/details.html", context, status=400 if form.errors else 200)


@for_members
@require_POST
def restore(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """Somebody left by mistake: the same role again, from today on."""
    membership: Membership = get_object_or_404(leaving.ended_lately(organisation), pk=pk)
    if Role(membership.role) not in policy.roles_to_invite(request.user, organisation):
        raise Http404
    try:
        leaving.take_up_again(membership, request.user)
    except leaving.HasRoleError:
        messages.warning(request, _("This person already has that role here."))
    else:
        messages.success(request, _("%(name)s is back.") % {"name": membership.person})
    return redirect("organisations:members", uid=organisation.uid)
