"""How partners register, how the office decides, how a partner keeps its profile up to date."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail.log_actions import log
from wagtail.models import Revision

from accounts.ratelimit import limited
from networks import registration
from networks.forms import ApplicationFilter, DecisionForm, ProfileForm, RegistrationForm
from networks.models import PartnerApplication, PartnerIndexPage, PartnerPage
from organisations import policy
from organisations.policy import Action, Thing


@limited("register", per_hour=20, methods=("POST",))
@never_cache
def register(request: HttpRequest) -> HttpResponse:
    """The public registration of a partner organisation."""
    office = registration.office()
    if office is None:
        raise Http404
    form = RegistrationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        application = form.save(commit=False)
        application.office = office
        registration.apply(application, form.uid)
        return redirect("networks:registered")
    status = 400 if form.errors else 200
    context = {"form": form, "office": office, "link_days": registration.LINK_DAYS}
    return render(request, "networks/register.html", context, status=status)


def registered(request: HttpRequest) -> HttpResponse:
    return render(request, "networks/registered.html", {"link_days": registration.LINK_DAYS})


@limited("confirm", per_minute=30)
@never_cache
def confirm(request: HttpRequest, key: str) -> HttpResponse:
    """Where the letter's link leads, first to confirm the address, afterwards to see how it stands.

    The button, not the visit, confirms: mail scanners visit.
    """
    application = registration.by_confirmation_key(key)
    if application is None:
        return render(request, "networks/register_expired.html", status=404)
    if request.method == "POST":
        registration.confirm(application)
        return redirect("networks:confirm", key=key)
    if application.state == PartnerApplication.State.SUBMITTED:
        return render(request, "networks/register_confirm.html", {"application": application})
    profile = PartnerPage.objects.live().filter(organisation=application.organisation_id or 0).first()
    return render(request, "networks/register_state.html", {"application": application, "profile": profile})


@login_required
@never_cache
def applications(request: HttpRequest) -> HttpResponse:
    """Registrations, those that wait longest first."""
    if not policy.may(request.user, Action.VIEW, Thing.APPLICATION):
        raise Http404
    rows = registration.visible_to(request.user)
    return render(request, "networks/applications.html", ApplicationFilter(request.GET).results(rows))


def visible_application(request: HttpRequest, uid: str) -> PartnerApplication:
    """Raises Http404 for those of other offices too."""
    rows = registration.visible_to(request.user).select_related("office", "decided_by", "organisation")
    return get_object_or_404(rows, uid=uid)


def application_page(
    request: HttpRequest, found: PartnerApplication, form: DecisionForm, status: int = 200
) -> HttpResponse:
    context = {
        "application": found,
        "form": form,
        "may_decide": found.state == PartnerApplication.State.VERIFIED
        and policy.may(request.user, Action.DECIDE, found),
        "published_namesakes": registration.published_namesakes(found.name, found.name_en)
        if found.state != PartnerApplication.State.APPROVED
        else [],
        "waiting_namesakes": registration.waiting_namesakes(found),
        "profile": PartnerPage.objects.live().filter(organisation=found.organisation_id or 0).first(),
    }
    return render(request, "networks/application.html", context, status=status)


@login_required
@never_cache
def application(request: HttpRequest, uid: str) -> HttpResponse:
    return application_page(request, visible_application(request, uid), DecisionForm())


@login_required
@require_POST
def approve(request: HttpRequest, uid: str) -> HttpResponse:
    found = decidable(request, uid)
    try:
        page = registration.approve(found, by=request.user)
    except registration.AlreadyDecidedError:
        messages.warning(request, _("Somebody has decided this already. Nothing was changed."))
    except PartnerIndexPage.DoesNotExist:
        messages.error(request, _("The site has no list of partners yet. Ask the administrator to make it."))
    else:
        messages.success(
            request,
            _("%(name)s is published, and %(email)s is invited to look after the profile.")
            % {"name": page.title, "email": found.email},
        )
    return redirect("networks:application", uid=uid)


@login_required
@require_POST
def refuse(request: HttpRequest, uid: str) -> HttpResponse:
    found = decidable(request, uid)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return application_page(request, found, form, status=400)
    try:
        registration.refuse(found, form.cleaned_data["reason"], by=request.user)
    except registration.AlreadyDecidedError:
        messages.warning(request, _("Somebody has decided this already. Nothing was changed."))
    else:
        messages.success(request, _("Refused. The applicant gets the reason by e-mail."))
    return redirect("networks:application", uid=uid)


def decidable(request: HttpRequest, uid: str) -> PartnerApplication:
    found = visible_application(request, uid)
    if not policy.may(request.user, Action.DECIDE, found):
        raise Http404
    return found


@login_required
@never_cache
def edit_profile(request: HttpRequest, reference: str) -> HttpResponse:
    """A partner's own words on its profile, published at once."""
    pages = PartnerPage.objects.live().select_related("organisation")
    page = get_object_or_404(pages, reference=reference.upper())
    if not policy.may(request.user, Action.EDIT, page):
        raise Http404
    form = ProfileForm(request.POST or None, instance=page)
    if held_by_office(page):
        if request.method != "POST":
            return render(request, "networks/profile_locked.html", {"profile": page}, status=409)
        form.refuse()
    if request.method == "POST" and form.is_valid():
        save_profile(form, request)
        messages.success(request, _("Published."))
        return redirect(page.get_url(request))
    status = (409 if form.refused else 400) if form.errors else 200
    return render(request, "networks/profile_edit.html", {"form": form, "profile": page}, status=status)


def held_by_office(page: PartnerPage) -> bool:
    """Whether the page is locked, under review, sent back from a review, or scheduled."""
    return page.get_lock() is not None or page.current_workflow_state is not None


@transaction.atomic
def save_profile(form: ProfileForm, request: HttpRequest) -> None:
    page = form.save(commit=False)
    organisation = page.organisation
    organisation.districts = form.cleaned_data["districts"]
    organisation.website = form.cleaned_data["website"]
    organisation.save(update_fields=["districts", "website"])
    draft = page.latest_revision if page.has_unpublished_changes else None
    # Our policy has allowed it; Wagtail's own permissions know no partners.
    page.save_revision(user=request.user).publish(user=request.user, skip_permission_checks=True)
    log(page, "networks.profile", user=request.user)
    if draft:
        keep_draft(draft, form)


def keep_draft(draft: Revision, form: ProfileForm) -> None:
    """Lay the office's unpublished draft over what was published, but for the fields that the partner changed."""
    page = draft.as_object()
    for name in form.changed_profile():
        setattr(page, name, form.cleaned_data[name])
    page.save_revision(user=draft.user, clean=False)
