"""What works without an account: claiming an entry, appealing, and papers that follow a registration."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import links, ratelimit
from accounts.models import OneTimeLink
from accounts.ratelimit import HOUR, limited
from networks import registration
from networks.models import PartnerApplication, PartnerPage, ProfileClaim, Vetting, VettingDocument
from networks.models.profiles import is_claimable
from networks.vetting import appeals, claims, letters, papers
from networks.vetting.cases import ChangedError
from networks.vetting.forms import AppealForm, ClaimForm, PaperForm

#: Claims an hour from one address whose browser has not worked for it.
UNPROVED_PER_HOUR = 3


@limited("claim", per_hour=10, methods=("POST",))
@never_cache
def claim(request: HttpRequest, reference: str) -> HttpResponse:
    """“This is our organisation”, on an entry that nobody looks after."""
    pages = PartnerPage.objects.published()
    page = get_object_or_404(pages, reference=reference.upper())
    if not is_claimable(page.organisation):
        return render(request, "networks/vetting/claim_closed.html", {"profile": page}, status=409)
    form = ClaimForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not form.proved and settings.RATE_LIMITS:
            wait = ratelimit.wait_for(request, "claim_unproved", {HOUR: UNPROVED_PER_HOUR})
            if wait:
                return ratelimit.too_many(request, wait)
        claims.make(form.save(commit=False), page.organisation)
        return redirect("networks:claim_sent")
    context = {"form": form, "profile": page, "days": claims.LINK_DAYS}
    return render(request, "networks/vetting/claim.html", context, status=400 if form.errors else 200)


@require_safe
def claim_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "networks/vetting/claim_sent.html", {"days": claims.LINK_DAYS})


@links.opened_by(claims.CLAIM)
def claim_confirm(request: HttpRequest, link: OneTimeLink) -> HttpResponse:
    """The button, not the visit, confirms the address."""
    rows = ProfileClaim.objects.filter(state=ProfileClaim.State.SUBMITTED).select_related("partner__office")
    found = get_object_or_404(rows, pk=link.subject_pk)
    if request.method == "POST":
        try:
            claims.confirm(link, found)
        except ChangedError as error:
            raise Http404 from error
        return render(request, "networks/vetting/claim_confirmed.html", {"claim": found})
    return render(request, "networks/vetting/claim_confirm.html", {"claim": found})


@links.opened_by(letters.APPEAL)
def appeal(request: HttpRequest, link: OneTimeLink) -> HttpResponse:
    """What the refused say, once."""
    subject = appeals.subject_of(link)
    if subject is None:
        return render(request, "accounts/link_closed.html", {"link": link}, status=410)
    name = subject.partner.name if isinstance(subject, Vetting) else subject.name
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            appeals.make(link, subject, form.cleaned_data["text"])
        except ChangedError:
            return render(request, "accounts/link_closed.html", {"link": link}, status=410)
        return render(request, "networks/vetting/appeal_made.html", {"name": name})
    context = {"form": form, "name": name, "reason": subject.reason}
    return render(request, "networks/vetting/appeal.html", context, status=400 if form.errors else 200)


# Papers of a registration, by the link of its letter


def waiting_application(key: str) -> PartnerApplication:
    """A registration that the office has not decided. Raises Http404."""
    application = registration.by_confirmation_key(key)
    if application is None or application.state != PartnerApplication.State.VERIFIED:
        raise Http404
    return application


@limited("register_paper", per_hour=20, methods=("POST",))
@never_cache
@require_POST
def add_paper(request: HttpRequest, key: str) -> HttpResponse:
    application = waiting_application(key)
    form = PaperForm(request.POST, request.FILES, owner=application)
    if form.is_valid():
        papers.keep(form.save(commit=False), None, instead=form.cleaned_data.get("instead"))
        messages.success(request, _("The paper is kept. Only the office can open it."))
        return redirect("networks:confirm", key=key)
    context = {
        "application": application,
        "papers": application.documents.all(),
        "paper_form": form,
        "key": key,
    }
    return render(request, "networks/register_state.html", context, status=400)


@limited("register_paper", per_hour=20, methods=("POST",))
@never_cache
@require_POST
def remove_paper(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    application = waiting_application(key)
    papers.remove(get_object_or_404(VettingDocument, pk=pk, application=application), None)
    messages.success(request, _("The paper is gone, its file too."))
    return redirect("networks:confirm", key=key)
