"""The office's designs with their preview, and how its numbers are written."""

import base64
import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.log_actions import log

from accounts.ratelimit import limited
from content.typesetting import pdf as typesetting
from content.typesetting.pdf import TypesettingError
from events.certificates import answers, issuing, listing, paper
from events.certificates.forms import (
    DesignForm,
    FirstNumberForm,
    RegisterForm,
    open_years,
    placeholder_words,
)
from events.certificates.issuing import BegunError
from events.certificates.paper import Look
from events.models import CertificateBatch, CertificateDesign, CertificateRegister, CertificateWish
from events.models.certificates import Bearer
from events.numbers import number_of
from organisations import policy
from organisations.models import Organisation
from organisations.policy import Action
from vcare.calendar import fiscal_year
from vcare.certificates import PLACEHOLDERS

#: Names by which a design is tried: everybody's, and one that is as long as they come.
SAMPLES = {
    "short": ("นาย", "ปรุง สมมุติ"),
    "long": ("ว่าที่ร้อยตรีหญิง ดร.", "ปิ่นกมลชนก ศักดิ์สิทธิ์พงษ์ไพบูลย์กุลสมมุติ"),
}


def own_office(request: HttpRequest, action: Action = Action.VIEW) -> Organisation:
    offices = listing.offices_of(request.user, action)
    if not offices:
        raise Http404
    return offices[0]


def found_design(request: HttpRequest, uid: object, action: Action = Action.VIEW) -> CertificateDesign:
    design = get_object_or_404(CertificateDesign.objects.select_related("office"), uid=uid)
    if not policy.may(request.user, action, design):
        raise Http404
    return design


@login_required
@never_cache
@require_safe
def designs(request: HttpRequest) -> HttpResponse:
    own_office(request)
    context = {
        "designs": listing.designs_of(request.user),
        "may_design": bool(listing.offices_of(request.user, Action.EDIT)),
    }
    return render(request, "events/certificates/designs.html", context)


@login_required
@never_cache
def new_design(request: HttpRequest) -> HttpResponse:
    office = own_office(request, Action.EDIT)
    design = CertificateDesign(office=office, heading=office.name[:150], made_by=request.user)
    return design_page(request, design)


@login_required
@never_cache
def edit_design(request: HttpRequest, uid: object) -> HttpResponse:
    design = found_design(request, uid, Action.EDIT)
    if design.retired_at:
        successor = design.successors.current().first()
        if successor is None:
            raise Http404
        return redirect("exchange:certificate_design", uid=successor.uid)
    return design_page(request, design)


def design_page(request: HttpRequest, design: CertificateDesign) -> HttpResponse:
    """The form, and beside it the paper that it makes: "preview" shows what is typed, "save" keeps it."""
    shown = None
    status = 200
    if request.method == "POST":
        form = DesignForm(request.POST, request.FILES, instance=design)
        if form.is_valid():
            drawn, problem = drawing(form.look(), "long")
            if problem:
                form.add_error("body", problem)
            elif "preview" in request.POST:
                shown = base64.b64encode(drawn).decode()
            else:
                kept = form.save()
                log(kept, "events.certificate_design", user=request.user)
                messages.success(request, _("Saved. Certificates issued before keep their look."))
                return redirect("exchange:certificate_design", uid=kept.uid)
        status = 400 if form.errors else 200
    else:
        form = DesignForm(instance=design)
    context = {
        "form": form,
        "design": design if design.pk else None,
        "shown": shown,
        "words": placeholder_words(),
        "samples": list(SAMPLES),
    }
    return render(request, "events/certificates/design.html", context, status=status)


def sample_of(kind: str) -> Bearer:
    prefix, name = SAMPLES[kind]
    return CertificateWish(
        prefix=prefix, name=name, position=PLACEHOLDERS["ตำแหน่ง"], organisation=PLACEHOLDERS["สังกัด"]
    )


def sheet_of(look: Look, kind: str) -> dict[str, object]:
    register = CertificateRegister.of(look.design.office)
    serial = register.written(123, fiscal_year(timezone.localdate()))
    return paper.sample(look, sample_of(kind), serial)


def drawing(look: Look, kind: str) -> tuple[bytes, str]:
    """The sample as a picture, or what is wrong with it."""
    try:
        made = typesetting.png(
            paper.TEMPLATE, sheet_of(look, kind), pictures=paper.pictures_of(look), dots=paper.SCREEN
        )
    except TypesettingError as error:
        if "too long" in str(error):
            return b"", _("So much text does not fit on the paper. Shorten it.")
        return b"", _("The paper can't be made with these words.")
    return made, ""


@login_required
@require_POST
@limited("certificate_preview", per_minute=60)
def live_preview(request: HttpRequest) -> HttpResponse:
    """The picture of what is typed right now, for the script beside the form."""
    office = own_office(request, Action.EDIT)
    uid = request.POST.get("design", "")
    design = CertificateDesign.objects.filter(uid=uid, office=office).first() if is_uid(uid) else None
    form = DesignForm(
        request.POST, request.FILES, instance=design or CertificateDesign(office=office, made_by=request.user)
    )
    if not form.is_valid():
        return HttpResponse(status=422)
    drawn, problem = drawing(form.look(), "long" if request.POST.get("sample") == "long" else "short")
    if problem:
        return HttpResponse(problem, status=422, content_type="text/plain; charset=utf-8")
    return answers.of_bytes(drawn, "image/png", "preview.png", attached=False)


def is_uid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


@login_required
@never_cache
@require_safe
@limited("certificate_preview", per_minute=60)
def preview(request: HttpRequest, uid: object, sample: str, kind: str) -> HttpResponse:
    """A saved design with a sample name, as a picture or as the PDF itself."""
    design = found_design(request, uid)
    if sample not in SAMPLES:
        raise Http404
    look = Look.of(design)
    try:
        if kind == "pdf":
            made = typesetting.pdf(paper.TEMPLATE, sheet_of(look, sample), pictures=paper.pictures_of(look))
            return answers.of_bytes(made, "application/pdf", "preview.pdf")
    except TypesettingError as error:
        raise Http404 from error
    drawn, problem = drawing(look, sample)
    if problem:
        raise Http404
    return answers.of_bytes(drawn, "image/png", "preview.png", attached=False)


@login_required
@require_POST
def retire(request: HttpRequest, uid: object) -> HttpResponse:
    """No longer offered; what was issued by it stays as it is."""
    design = found_design(request, uid, Action.EDIT)
    back = CertificateDesign.objects.filter(pk=design.pk)
    if design.retired_at is None:
        back.filter(retired_at=None).update(retired_at=timezone.now())
        messages.success(request, _("The design is no longer offered. Certificates issued by it keep it."))
        log(design, "events.certificate_design", user=request.user, data={"retired": True})
    return redirect("exchange:certificate_designs")


@login_required
@never_cache
def numbers(request: HttpRequest) -> HttpResponse:
    """How the office writes its numbers, and with which one a year begins."""
    office = own_office(request, Action.EDIT)
    register = CertificateRegister.of(office)
    about_year = "first" in request.POST
    form = RegisterForm(
        request.POST if request.method == "POST" and not about_year else None, instance=register
    )
    if form.is_valid():
        kept = form.save()
        log(kept, "events.certificate_numbers", user=request.user, data={"pattern": kept.pattern})
        messages.success(request, _("Saved. Certificates issued before keep their numbers."))
        return redirect("exchange:certificate_numbers")
    asked = {"year": number_of(request.GET.get("year", "")), "batch": request.GET.get("batch", "")}
    first = FirstNumberForm(
        request.POST if about_year else None,
        initial={"year": asked["year"] or fiscal_year(timezone.localdate()), "batch": asked["batch"]},
    )
    if first.is_valid():
        year, number = first.cleaned_data["year"], first.cleaned_data["first"]
        try:
            issuing.set_first_number(office, year, number, request.user)
        except BegunError as error:
            first.add_error("first", str(error))
        else:
            written = register.written(number, year)
            messages.success(request, _("The series begins with %(serial)s.") % {"serial": written})
            return back_from_first(first.cleaned_data["batch"], office)
    context = {
        "form": form,
        "first": first,
        "years": listing.series_of(office, open_years()),
        "example": CertificateRegister.of(office).written(123, fiscal_year(timezone.localdate())),
    }
    wrong = form.errors or first.errors
    return render(request, "events/certificates/numbers.html", context, status=400 if wrong else 200)


def back_from_first(batch: object, office: Organisation) -> HttpResponse:
    """To the batch that waited for it."""
    if batch and CertificateBatch.objects.filter(uid=batch, office=office).exists():
        return redirect("exchange:certificate_batch", uid=batch)
    return redirect("exchange:certificate_numbers")
