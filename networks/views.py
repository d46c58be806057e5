"""How partners register, how the office decides, how a partner keeps its profile up to date."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import ratelimit
from accounts.ratelimit import HOUR, limited
from content.publication import NotPublishableError
from networks import registration
from networks.forms import ApplicationFilter, DecisionForm, ProfileForm, RegistrationForm
from networks.models import Appeal, PartnerApplication, PartnerIndexPage, PartnerPage
from networks.vetting import changes
from networks.vetting.forms import PaperForm
from networks.vetting.rules import DECLARATION
from organisations import policy
from organisations.policy import Action, Thing

#: Registrations an hour from one address whose browser has not worked for it.
UNPROVED_PER_HOUR = 5


@limited("register", per_hour=20, methods=("POST",))
@never_cache
def register(request: HttpRequest) -> HttpResponse:
    """The public registration of a partner organisation."""
    office = registration.office()
    if office is None:
        raise Http404
    form = RegistrationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        # Without the browser's proof of work fewer are taken from one address.
        if not form.proved and settings.RATE_LIMITS:
            wait = ratelimit.wait_for(request, "register_unproved", {HOUR: UNPROVED_PER_HOUR})
            if wait:
                return ratelimit.too_many(request, wait)
        application = form.save(commit=False)
        application.office = office
        registration.apply(application, form.uid)
        return redirect("networks:registered")
    status = 400 if form.errors else 200
    context = {
        "form": form,
        "office": office,
        "link_days": registration.LINK_DAYS,
        "declaration": DECLARATION,
    }
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
    context = {"application": application, "profile": profile, "key": key}
    if application.state == PartnerApplication.State.VERIFIED:
        context |= {"papers": application.documents.all(), "paper_form": PaperForm(owner=application)}
    return render(request, "networks/register_state.html", context)


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
        "papers": found.documents.all(),
        "appeal": Appeal.objects.filter(application=found).first(),
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
    except NotPublishableError as error:
        messages.error(request, " ".join(error.messages))
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
    """A partner's profile in its own words; what says who it is waits for an officer."""
    pages = PartnerPage.objects.live().select_related("organisation")
    page = get_object_or_404(pages, reference=reference.upper())
    if not policy.may(request.user, Action.EDIT, page):
        raise Http404
    form = ProfileForm(request.POST or None, instance=page)
    if changes.held_by_office(page):
        if request.method != "POST":
            return render(request, "networks/profile_locked.html", {"profile": page}, status=409)
        form.refuse()
    if request.method == "POST" and form.is_valid():
        at_once = policy.may(request.user, Action.PUBLISH, page)
        try:
            change = changes.save(page, form.values(), request.user, at_once=at_once)
        except NotPublishableError as error:
            form.add_error(None, error.messages)
        else:
            if change is None:
                messages.success(request, _("Published."))
                return redirect(page.get_url(request))
            messages.success(request, _("What says who you are waits for the office; the rest is published."))
            return redirect("networks:own_vetting", uid=page.organisation.uid)
    status = (409 if form.refused else 400) if form.errors else 200
    context = {"form": form, "profile": page, "change": changes.waiting_for(page)}
    return render(request, "networks/profile_edit.html", context, status=status)
