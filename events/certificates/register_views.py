"""The register, and one certificate of it. For everybody without a right to it they aren't there."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.ratelimit import limited
from content import sheets
from events.certificates import answers, deeds, letters, listing, paper
from events.certificates.deeds import ChangedError
from events.certificates.forms import CertificateFilter, CorrectionForm, RevocationForm
from events.certificates.issuing import CertificateError
from events.certificates.keys import path_of
from events.models import Certificate, CertificateEdition
from organisations import policy
from organisations.policy import Action


def found_certificate(request: HttpRequest, uid: object, action: Action = Action.VIEW) -> Certificate:
    rows = Certificate.objects.select_related("host__office", "office", "event", "person")
    certificate = get_object_or_404(rows, uid=uid)
    if not policy.may(request.user, action, certificate):
        raise Http404
    return certificate


@login_required
@never_cache
@require_safe
def register(request: HttpRequest, form: str = "") -> HttpResponse:
    if not listing.sees_register(request.user):
        raise Http404
    rows = listing.visible_to(request.user)
    chosen = CertificateFilter(request.GET)
    if form:
        table = listing.table(chosen.found(rows))
        return (sheets.xlsx_response if form == "xlsx" else sheets.csv_response)(table, "certificates")
    context = {
        **chosen.results(rows),
        "offices": listing.offices_of(request.user, Action.VIEW),
        "changes_numbers": listing.offices_of(request.user, Action.EDIT),
    }
    return render(request, "events/certificates/register.html", context)


@login_required
@never_cache
@require_safe
def certificate(request: HttpRequest, uid: object) -> HttpResponse:
    found = found_certificate(request, uid)
    context = {
        "certificate": found,
        "editions": found.editions.select_related("made_by", "design").order_by("-number"),
        "own_path": path_of(found),
        "doubtful": bool(found.event)
        and listing.without_attendance(found.event).filter(pk=found.pk).exists(),
        "may_correct": found.is_valid and policy.may(request.user, Action.EDIT, found),
        "may_revoke": policy.may(request.user, Action.END, found),
    }
    return render(request, "events/certificates/certificate.html", context)


@login_required
@never_cache
def correct(request: HttpRequest, uid: object) -> HttpResponse:
    """Another name or position under the same number."""
    found = found_certificate(request, uid, Action.EDIT)
    back = redirect("exchange:certificate", uid=uid)
    if not found.is_valid:
        messages.warning(request, _("This has changed meanwhile. Nothing was changed by you."))
        return back
    before = found.edition
    names = ("prefix", "name", "position", "organisation")
    if request.method == "POST":
        form = CorrectionForm(request.POST)
        if form.is_valid():
            found.edition_number = form.cleaned_data["edition"]
            bearer = CertificateEdition(**{name: form.cleaned_data[name] for name in names})
            try:
                deeds.correct(found, bearer, form.cleaned_data["reason"], request.user)
            except CertificateError as error:
                form.add_error("name", str(error))
            except (ChangedError, CertificateEdition.DoesNotExist):
                messages.warning(request, _("This has changed meanwhile. Nothing was changed by you."))
                return back
            else:
                messages.success(request, _("Issued again with the same number. The older edition is kept."))
                return back
    else:
        initial = {name: getattr(before, name) for name in names}
        form = CorrectionForm(initial={**initial, "edition": found.edition_number})
    context = {"certificate": found, "form": form}
    return render(request, "events/certificates/correct.html", context, status=400 if form.errors else 200)


@login_required
@never_cache
def revoke(request: HttpRequest, uid: object) -> HttpResponse:
    found = found_certificate(request, uid, Action.END)
    form = RevocationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            deeds.revoke(found, form.cleaned_data["reason"], request.user)
        except ChangedError:
            messages.warning(request, _("This has changed meanwhile. Nothing was changed by you."))
        else:
            messages.success(
                request, _("Revoked. Whoever checks it sees that at once; its number stays taken.")
            )
        return redirect("exchange:certificate", uid=uid)
    context = {"certificate": found, "form": form}
    return render(request, "events/certificates/revoke.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def restore(request: HttpRequest, uid: object) -> HttpResponse:
    found = found_certificate(request, uid, Action.END)
    try:
        deeds.restore(found, request.user)
    except ChangedError:
        messages.warning(request, _("This has changed meanwhile. Nothing was changed by you."))
    else:
        messages.success(request, _("Valid again."))
    return redirect("exchange:certificate", uid=uid)


@login_required
@require_POST
@limited("certificate_letter", per_minute=10, per_hour=60)
def send_again(request: HttpRequest, uid: object) -> HttpResponse:
    """The letter with the link once more, for who has lost it."""
    found = found_certificate(request, uid, Action.EDIT)
    if found.address and found.is_valid:
        found.told_at = None
        Certificate.objects.filter(pk=found.pk).update(told_at=None)
        letters.tell([found])
        messages.success(request, _("The letter is on its way."))
    return redirect("exchange:certificate", uid=uid)


@login_required
@never_cache
@require_safe
@limited("papers", per_minute=30, per_hour=300)
def edition(request: HttpRequest, uid: object, number: int) -> HttpResponse:
    """Any edition for the office: what no longer counts says so across the paper."""
    found = found_certificate(request, uid)
    row = get_object_or_404(found.editions.select_related("design"), number=number)
    row.certificate = found
    mark = ""
    if not found.is_valid:
        mark = "ยกเลิกแล้ว"
    elif row.number != found.edition_number:
        mark = "ฉบับเดิม"
    return answers.of_bytes(paper.pdf(row, mark), "application/pdf", answers.file_name(row, "pdf"))
