"""The screens of the register: the list, an organisation, what an officer changes by hand."""

from django.contrib import messages
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.ratelimit import limited
from content import sheets
from organisations import policy
from organisations.models import Kind, Organisation, SchoolFacts
from organisations.policy import Action, At, Thing
from organisations.register import access, closing, directors, export, history, keeping
from organisations.register.deed_forms import CloseForm, ClusterSchoolsForm, FactsForm, MergeForm, ReopenForm
from organisations.register.forms import ClusterForm, RegisterFilter, SchoolForm

FORMS = {Kind.SCHOOL: SchoolForm, Kind.CLUSTER: ClusterForm}


def rows_of(request: HttpRequest) -> QuerySet[Organisation]:
    """The schools of the person's offices and then the clusters, in Thai order, with their newest numbers first."""
    return (
        policy.organisations_with(request.user, Action.VIEW, Thing.REGISTER)
        .filter(kind__in=access.KINDS)
        .select_related("cluster", "merged_into")
        .prefetch_related("facts")
        .order_by("-kind", "sort_key", "pk")
    )


@require_safe
@access.entering(Action.VIEW)
def register(request: HttpRequest) -> HttpResponse:
    """Every school and cluster of the office."""
    context = RegisterFilter(request.GET).results(rows_of(request))
    context["may_create"] = policy.may(request.user, Action.CREATE, Thing.REGISTER)
    return render(request, "organisations/register/list.html", context)


@require_safe
@limited("register_export", per_minute=20)
@access.entering(Action.VIEW)
def download(request: HttpRequest, kind: str) -> HttpResponse:
    """The schools that the list shows, as the sheet that can be brought in again."""
    narrow = RegisterFilter(request.GET)
    schools = narrow.found(rows_of(request)).schools()
    answer = sheets.xlsx_response if kind == "xlsx" else sheets.csv_response
    return answer(export.table(schools), export.NAME)


@require_safe
@access.of_organisation(Action.VIEW)
def organisation(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """One school or cluster: who it is, its numbers, who directs it, what was changed."""
    at = At(Thing.REGISTER, organisation)
    context = {
        "organisation": organisation,
        "facts": organisation.facts.all(),
        "directors": directors.of_school(organisation),
        "schools": organisation.schools.active().by_name(),
        "closure": closing.closure_of(organisation) if organisation.closed_on else None,
        "announcement": closing.announcement(organisation) if organisation.kind == Kind.SCHOOL else "",
        "merged": organisation.merged.by_name(),
        "history": history.entries(organisation),
        "may_edit": policy.may(request.user, Action.EDIT, at) and not organisation.closed_on,
        "may_end": policy.may(request.user, Action.END, at),
        "may_see_people": policy.may(request.user, Action.VIEW, At(Thing.MEMBERSHIP, organisation)),
        "may_invite": not organisation.closed_on and bool(policy.roles_to_invite(request.user, organisation)),
    }
    return render(request, "organisations/register/organisation.html", context)


@access.entering(Action.CREATE)
def new(request: HttpRequest, kind: Kind) -> HttpResponse:
    """Enter a school or a cluster by hand."""
    offices = access.offices_of(request, Action.CREATE)
    if not offices:
        raise Http404
    form = FORMS[kind](request.POST or None, instance=Organisation(kind=kind, office=offices[0]))
    if request.method == "POST" and form.is_valid():
        try:
            keeping.create(form.instance, by=request.user)
        except IntegrityError:
            form.add_error(None, _("Somebody has just entered this OBEC code. Please look again."))
        else:
            messages.success(request, _("%(name)s is in the register.") % {"name": form.instance.name})
            return redirect("organisations:register_one", uid=form.instance.uid)
    return render(request, "organisations/register/edit.html", {"form": form, "kind": kind})


@access.of_organisation(Action.EDIT)
def edit(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Change a school or a cluster by hand."""
    if organisation.closed_on:
        raise Http404
    name = organisation.name
    form = FORMS[organisation.kind](request.POST or None, instance=organisation)
    if request.method == "POST" and form.is_valid():
        try:
            changed = keeping.save(form.instance, seen=form.cleaned_data["seen"], by=request.user)
        except keeping.ChangedMeanwhileError:
            form.show_new_stamp()
            form.add_error(
                None,
                _(
                    "Somebody else has changed this meanwhile; the history tells what. Save again to keep what is written here."
                ),
            )
        except IntegrityError:
            form.add_error(None, _("Somebody has just entered this OBEC code. Please look again."))
        else:
            messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
            return redirect("organisations:register_one", uid=organisation.uid)
    context = {"form": form, "kind": organisation.kind, "organisation": organisation, "name": name}
    return render(request, "organisations/register/edit.html", context)


@access.of_organisation(Action.EDIT, Kind.SCHOOL)
def facts(request: HttpRequest, organisation: Organisation, year: int | None = None) -> HttpResponse:
    """Add the numbers of a year, change or remove them."""
    if organisation.closed_on:
        raise Http404
    row = (
        get_object_or_404(organisation.facts, academic_year=year)
        if year
        else SchoolFacts(school=organisation)
    )
    if request.method == "POST" and year and "remove" in request.POST:
        keeping.remove_facts(row, by=request.user)
        messages.success(request, _("The numbers of the year are removed. The history keeps them."))
        return redirect("organisations:register_one", uid=organisation.uid)
    form = FactsForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            keeping.save_facts(form.instance, by=request.user)
        except IntegrityError:
            form.add_error(None, _("Somebody has just entered the numbers of this year. Please look again."))
        else:
            messages.success(request, _("Saved."))
            return redirect("organisations:register_one", uid=organisation.uid)
    context = {"form": form, "organisation": organisation, "year": year}
    return render(request, "organisations/register/facts.html", context)


@access.of_organisation(Action.END)
def close(request: HttpRequest, organisation: Organisation, merge: bool = False) -> HttpResponse:
    """Close a school or a cluster, or merge a school into another."""
    if organisation.closed_on or (merge and organisation.kind != Kind.SCHOOL):
        raise Http404
    in_it = organisation.schools.active().count()
    form = (MergeForm if merge else CloseForm)(request.POST or None, organisation=organisation)
    if request.method == "POST" and not in_it and form.is_valid():
        data = form.cleaned_data
        into = data.get("into")
        try:
            closing.close(organisation, day=data["day"], reason=data["reason"], by=request.user, into=into)
        except closing.AlreadyDoneError:
            messages.warning(request, _("Somebody else has closed one of these schools meanwhile."))
        else:
            messages.success(
                request,
                _("%(name)s is merged into %(into)s.") % {"name": organisation.name, "into": into.name}
                if into
                else _("%(name)s is closed.") % {"name": organisation.name},
            )
        return redirect("organisations:register_one", uid=organisation.uid)
    context = {
        "form": form,
        "organisation": organisation,
        "merge": merge,
        "in_it": in_it,
        "people": organisation.memberships.current().count(),
    }
    return render(request, "organisations/register/close.html", context)


@access.of_organisation(Action.END)
def reopen(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Open it again; for a merged school that undoes the merger."""
    if organisation.closed_on is None:
        raise Http404
    closure = closing.closure_of(organisation)
    form = ReopenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            back = closing.reopen(organisation, by=request.user, with_people=form.cleaned_data["with_people"])
        except closing.AlreadyDoneError:
            messages.warning(request, _("It is open already."))
        else:
            messages.success(
                request,
                _("%(name)s is open again; roles given back: %(n)s.")
                % {"name": organisation.name, "n": back},
            )
        return redirect("organisations:register_one", uid=organisation.uid)
    context = {"form": form, "organisation": organisation, "closure": closure}
    return render(request, "organisations/register/reopen.html", context)


@access.of_organisation(Action.EDIT, Kind.CLUSTER)
def cluster_schools(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Choose which schools belong to a cluster."""
    if organisation.closed_on:
        raise Http404
    form = ClusterSchoolsForm(request.POST if request.method == "POST" else None, cluster=organisation)
    if request.method == "POST" and form.is_valid():
        wanted = [int(key) for key in form.cleaned_data["schools"]]
        moved = keeping.move_schools(organisation, wanted, form.cleaned_data["shown"], by=request.user)
        messages.success(
            request, _("Schools moved: %(n)s.") % {"n": moved} if moved else _("Nothing was changed.")
        )
        return redirect("organisations:register_one", uid=organisation.uid)
    context = {"form": form, "organisation": organisation}
    return render(request, "organisations/register/cluster.html", context)


@require_safe
@access.entering(Action.VIEW)
def directors_overview(request: HttpRequest, kind: str = "") -> HttpResponse:
    """Schools without director, acting directors, people who direct several schools; or all as a sheet."""
    schools = list(rows_of(request).prefetch_related(None).schools().active())
    if kind:
        answer = sheets.xlsx_response if kind == "xlsx" else sheets.csv_response
        return answer(directors.table(schools), _("Directors"))
    context = {
        "overview": directors.of_schools(schools),
        "invitable": {
            school.pk
            for school in schools
            if policy.may(request.user, Action.CREATE, At(Thing.INVITATION, school))
        },
        "schools": len(schools),
    }
    return render(request, "organisations/register/directors.html", context)
