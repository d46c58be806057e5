"""What everybody reaches: checking a certificate, and one's own by the link of the letter."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.ratelimit import limited
from content.listing import of_year
from content.typesetting.pdf import TypesettingError
from content.years import FISCAL, ByDay
from events.certificates import answers, listing, naming, paper
from events.certificates.forms import VerifyForm
from events.certificates.keys import by_key, key_of
from events.models import Certificate
from events.models.certificates import shown_to_public
from organisations.policy import Action

#: How many of one's own are listed.
MOST_SHOWN = 200
#: Certificates are numbered by fiscal year.
BY_YEAR = ByDay("issued_on", kind=FISCAL)


@require_safe
@never_cache
def verify(request: HttpRequest) -> HttpResponse:
    """By number. Who tries numbers one after the other is slowed down."""
    if "number" in request.GET:
        return by_number(request)
    return render(request, "events/certificates/verify.html", {"form": VerifyForm()})


@limited("certificate_number", per_minute=10, per_hour=60)
def by_number(request: HttpRequest) -> HttpResponse:
    form = VerifyForm(request.GET)
    found = []
    if form.is_valid():
        number, year = form.cleaned_data["number"]
        rows = Certificate.objects.filter(number=number, year=year).order_by("office", "pk")
        found = [shown(row) for row in rows[:5]]
    context = {"form": form, "found": found, "asked": form.is_valid()}
    return render(request, "events/certificates/verify.html", context, status=400 if form.errors else 200)


@require_safe
@never_cache
@limited("certificate_code", per_minute=60, per_hour=600)
def verify_one(request: HttpRequest, token: str) -> HttpResponse:
    """By the code on the paper."""
    certificate = Certificate.objects.filter(token=token).first()
    context = {
        "form": VerifyForm(),
        "found": [shown(certificate)] if certificate else [],
        "asked": True,
    }
    status = 200 if certificate else 404
    return render(request, "events/certificates/verify.html", context, status=status)


def shown(certificate: Certificate) -> dict[str, Any]:
    return shown_to_public(certificate, named=naming.may_be_named(certificate))


def own_of(key: str) -> Certificate:
    certificate = by_key(key)
    if certificate is None:
        raise Http404
    return certificate


@require_safe
@never_cache
@limited("certificate_own", per_minute=60, per_hour=600)
def own_certificate(request: HttpRequest, key: str) -> HttpResponse:
    """A certificate for whoever has its letter."""
    certificate = own_of(key)
    context = {"certificate": certificate, "key": key}
    response = render(request, "events/certificates/own.html", context)
    # The address opens something: it stays with its reader.
    response["Referrer-Policy"] = "same-origin"
    return response


@require_safe
@never_cache
@limited("certificate_paper", per_minute=30, per_hour=300)
def own_paper(request: HttpRequest, key: str, kind: str) -> HttpResponse:
    """The valid paper, as PDF or as a picture for LINE."""
    certificate = own_of(key)
    if not certificate.is_valid:
        raise Http404
    edition = certificate.edition
    try:
        if kind == "png":
            return answers.of_bytes(
                paper.png(edition),
                "image/png",
                answers.file_name(edition, "png"),
                attached="download" in request.GET,
            )
        return answers.of_bytes(paper.pdf(edition), "application/pdf", answers.file_name(edition, "pdf"))
    except TypesettingError as error:
        raise Http404 from error


@login_required
@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """One's own certificates, and the way to the office's register."""
    rows, years = of_year(request, BY_YEAR, Certificate.objects.belonging_to(request.user).in_order())
    context = {
        "rows": [(row, key_of(row)) for row in rows[:MOST_SHOWN]],
        "years": years,
        "sees_register": listing.sees_register(request.user),
        "sees_designs": bool(listing.offices_of(request.user, Action.VIEW)),
    }
    return render(request, "events/certificates/mine.html", context)
