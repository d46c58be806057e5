"""Screens about pictures: consents, faces, requests from outside, receipts."""

import re

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail.log_actions import log
from wagtail.models import Page

from accounts.ratelimit import limited
from media.models import PortalImage
from media.names import extension
from media.views import INERT
from organisations import policy
from organisations.policy import Action, Thing
from privacy import consents, gate, pictures
from privacy.forms import ConsentFilter, ConsentForm, DecideForm, TakeDownForm, WithdrawForm
from privacy.models import Consent, PictureFaces, Receipt, Sighting, TakeDown, Withheld
from privacy.views import for_those_who_may

FORM_TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png"}
#: What of a picture can be kept when faces are cut off, as `faces.Cut.part`.
PARTS = frozenset({"upper", "lower", "left", "right"})
#: Which thing's screen a picture was changed from.
THING = re.compile(r"(?P<kind>\d{1,9})/(?P<pk>[\w-]{1,40})")
PER_PAGE = 12


@for_those_who_may(Action.VIEW, Thing.CONSENT)
def ledger(request: HttpRequest) -> HttpResponse:
    """All consents, those that end first before the others."""
    rows = Consent.objects.select_related("organisation").prefetch_related("images")
    context = ConsentFilter(request.GET).results(rows)
    context["may_record"] = policy.may(request.user, Action.CREATE, Thing.CONSENT)
    return render(request, "privacy/consents.html", context)


@for_those_who_may(Action.CREATE, Thing.CONSENT)
def record(request: HttpRequest) -> HttpResponse:
    initial = {"images": PortalImage.objects.filter(pk__in=_number(request.GET.get("image")))}
    form = ConsentForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            consent = form.save(commit=False)
            consent.recorded_by = request.user
            consent.save()
            form.save_m2m()
            log(consent, "privacy.record_consent", user=request.user)
        messages.success(request, _("The consent is recorded."))
        return redirect("privacy:consent", pk=consent.pk)
    return render(request, "privacy/consent_form.html", {"form": form})


def _number(typed: str | None) -> list[int]:
    return [int(typed)] if typed and typed.isdecimal() and len(typed) < 12 else []


@for_those_who_may(Action.EDIT, Thing.CONSENT)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    consent = get_object_or_404(Consent, pk=pk, withdrawn_at=None)
    form = ConsentForm(request.POST or None, request.FILES or None, instance=consent)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            log(consent, "privacy.change_consent", user=request.user, data={"fields": form.changed_data})
        messages.success(request, _("The consent is recorded."))
        return redirect("privacy:consent", pk=consent.pk)
    return render(request, "privacy/consent_form.html", {"form": form, "consent": consent})


@for_those_who_may(Action.VIEW, Thing.CONSENT)
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Consent.objects.select_related("organisation", "recorded_by"), pk=pk)
    return _consent(request, found, WithdrawForm())


def _consent(request: HttpRequest, found: Consent, form: WithdrawForm) -> HttpResponse:
    context = {
        "consent": found,
        "images": [(image, pictures.uses(image)) for image in found.images.all()],
        "form": form if policy.may(request.user, Action.END, Thing.CONSENT) else None,
        "may_change": policy.may(request.user, Action.EDIT, Thing.CONSENT),
    }
    return render(request, "privacy/consent.html", context)


@require_POST
@for_those_who_may(Action.END, Thing.CONSENT)
def withdraw_consent(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Consent, pk=pk, withdrawn_at=None)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _consent(request, found, form)
    receipts = consents.withdraw(found, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("The consent has ended; its pictures are gone from every place."))
    if len(receipts) == 1:
        return redirect("privacy:receipt", number=receipts[0].number)
    return redirect("privacy:consent", pk=pk)


@for_those_who_may(Action.VIEW, Thing.CONSENT)
def consent_file(request: HttpRequest, pk: int) -> FileResponse:
    """The signed form, as a download; every look at it is logged."""
    found = get_object_or_404(Consent, pk=pk)
    try:
        content = found.form.open("rb")
    except (OSError, ValueError) as error:
        raise Http404 from error
    log(found, "privacy.read_consent", user=request.user)
    kind = extension(found.form.name)
    response = FileResponse(
        content,
        as_attachment=True,
        filename=f"consent-{found.pk}.{kind}",
        content_type=FORM_TYPES.get(kind, "application/octet-stream"),
    )
    response.headers["Content-Security-Policy"] = INERT
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@for_those_who_may(Action.VIEW, Thing.CONSENT)
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    return render(request, "privacy/receipt.html", {"receipt": get_object_or_404(Receipt, number=number)})


@for_those_who_may(Action.VIEW, Thing.CONSENT)
def faces(request: HttpRequest) -> HttpResponse:
    """Pictures with faces that no consent covers, and those that something stands in for."""
    seen = PictureFaces.objects.select_related("image").order_by("-looked_at", "-pk")
    without = (
        seen.exclude(boxes=[])
        .filter(nobody_recognisable=False)
        .exclude(image__consents__in=Consent.objects.in_force())
    )
    rows = Paginator(without, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": rows,
        "withheld": Withheld.objects.select_related("image").order_by("-since"),
        "may_change": policy.may(request.user, Action.EDIT, Thing.CONSENT),
    }
    return render(request, "privacy/faces.html", context)


@require_POST
@for_those_who_may(Action.EDIT, Thing.CONSENT)
def change_picture(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Blur its faces or cut them off, hide it, show it again, or say that nobody in it can be recognised."""
    image = get_object_or_404(PortalImage, pk=pk)
    before = PortalImage.objects.get(pk=pk)
    if action == "blur":
        count = pictures.blur(image, by=request.user)
        messages.success(request, _("Faces made unrecognisable: %(n)s") % {"n": count})
    elif action in PARTS:
        if pictures.crop(image, action, by=request.user):
            messages.success(request, _("The picture is cut everywhere: the faces are outside."))
        else:
            messages.info(request, _("This part of the picture cannot be kept without a face."))
    elif action == "hide":
        pictures.hide(image, by=request.user)
        messages.success(request, _("The picture is hidden everywhere."))
    elif action == "restore":
        pictures.restore(image, by=request.user)
        messages.success(request, _("The picture itself is shown again."))
    elif action == "nobody":
        PictureFaces.objects.filter(image=image).update(nobody_recognisable=True)
        log(image, "privacy.nobody_recognisable", user=request.user)
        messages.success(request, _("Noted in your name: nobody can be recognised."))
    else:
        raise Http404
    if action == "nobody" or image.file_hash != before.file_hash:
        gate.forget_faces(before)
    if (back := THING.fullmatch(request.POST.get("thing", ""))) is not None:
        if Sighting.objects.filter(thing_type=int(back["kind"]), thing_pk=back["pk"]).exists():
            return redirect("privacy:thing", kind=int(back["kind"]), pk=back["pk"])
        return redirect("privacy:findings")
    return redirect("privacy:faces")


# Requests from outside


@limited("take_down", per_minute=3, per_hour=10, methods=("POST",))
@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """The public form; the page that it is about is named in the address."""
    page = _public_page(request.GET.get("page", ""))
    images = consents.pictures_of(page) if page else []
    form = TakeDownForm(request.POST or None, images=images)
    if request.method == "POST" and form.is_valid():
        asked = form.save(commit=False)
        asked.page = page
        consents.ask_to_take_down(asked)
        return redirect("privacy:asked", number=asked.number)
    context = {"form": form, "page_asked": page, "images": images}
    return render(request, "privacy/ask.html", context, status=400 if form.errors else 200)


def _public_page(key: str) -> Page | None:
    if not key.isdigit() or len(key) > 12:
        return None
    found = Page.objects.live().public().filter(pk=int(key), depth__gt=1).first()
    return found.specific if found else None


@limited("take_down_receipt", per_minute=20)
@never_cache
def asked(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt for whoever asked: the number, what was done at once, what was decided."""
    found = get_object_or_404(TakeDown, number=number)
    return render(request, "privacy/asked.html", {"request_made": found})


@for_those_who_may(Action.VIEW, Thing.TAKE_DOWN)
def take_downs(request: HttpRequest) -> HttpResponse:
    """Requests, those that wait first, the oldest before the others."""
    rows = TakeDown.objects.select_related("page", "image").order_by("-decided_at", "asked_at", "pk")
    waiting = rows.waiting()
    decided = Paginator(rows.exclude(decided_at=None), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "privacy/take_downs.html", {"waiting": waiting, "rows": decided})


@for_those_who_may(Action.VIEW, Thing.TAKE_DOWN)
def take_down(request: HttpRequest, number: str) -> HttpResponse:
    found = get_object_or_404(TakeDown.objects.select_related("page", "image"), number=number)
    may_decide = not found.decided_at and policy.may(request.user, Action.DECIDE, Thing.TAKE_DOWN)
    form = DecideForm(request.POST or None, has_picture=bool(found.image)) if may_decide else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            made = consents.decide(found, by=request.user, **form.cleaned_data)
            messages.success(request, _("Decided."))
            return redirect("privacy:receipt", number=made.number) if made else redirect(request.path)
    context = {
        "asked": found,
        "form": form,
        "uses": pictures.uses(found.image) if found.image else [],
        "receipts": found.receipts.all(),
    }
    return render(request, "privacy/take_down.html", context)
