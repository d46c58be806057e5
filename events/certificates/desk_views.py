"""The organiser's screens: preparing a batch, looking at it, issuing it, fetching the papers."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.ratelimit import limited
from content.listing import PER_PAGE
from content.typesetting import pdf as typesetting
from content.typesetting.pdf import TypesettingError
from events.certificates import answers, bundles, issuing, listing, paper, recipients
from events.certificates.forms import MOST, BatchForm, People, SheetForm, WishForm, typed_people
from events.certificates.paper import Look
from events.certificates.recipients import Line
from events.models import (
    Attendance,
    Attendee,
    Certificate,
    CertificateBatch,
    CertificateRegister,
    CertificateWish,
    ExchangeEventPage,
)
from events.numbers import number_of
from organisations import policy
from organisations.policy import Action, At, Thing
from vcare.calendar import fiscal_year

State = CertificateBatch.State


def found_event(request: HttpRequest, reference: str, action: Action = Action.VIEW) -> ExchangeEventPage:
    event = get_object_or_404(ExchangeEventPage.objects.select_related("host__office"), slug=reference)
    if not policy.may(request.user, action, At(Thing.CERTIFICATE, event.host)):
        raise Http404
    return event


def found_batch(request: HttpRequest, uid: object, action: Action = Action.CREATE) -> CertificateBatch:
    rows = CertificateBatch.objects.select_related(
        "host__office", "office", "event__host", "design", "made_by"
    )
    batch = get_object_or_404(rows, uid=uid)
    if not policy.may(request.user, action, batch):
        raise Http404
    return batch


def first_row(event: ExchangeEventPage) -> dict[str, Any]:
    occasion = issuing.Occasion.of(event)
    design = event.certificate_batches.order_by("-pk").values_list("design", flat=True).first()
    today = timezone.localdate()
    return {
        "uid": uuid.uuid4(),
        "design": design,
        "occasion": occasion.title,
        "issued_on": max(today, occasion.first or today),
        "attended": True,
    }


@login_required
@never_cache
def of_event(request: HttpRequest, reference: str) -> HttpResponse:
    """Who can get one, who has one, and the form that prepares the next batch."""
    event = found_event(request, reference, Action.CREATE if request.method == "POST" else Action.VIEW)
    office = issuing.office_of(event.host)
    asked = {"event": event, "office": office}
    if request.method != "POST":
        form = BatchForm(initial=first_row(event), **asked)
        return event_page(request, event, form, People(prefix="people"))
    if "add" in request.POST or "remove" in request.POST:
        without = number_of(request.POST.get("remove", ""))
        rows = typed_people(request.POST, without=without, more="add" in request.POST)
        form = BatchForm(initial=request.POST.dict(), **asked)
        return event_page(request, event, form, People(prefix="people", initial=rows))
    form, people = BatchForm(request.POST, **asked), People(request.POST, prefix="people")
    if all([form.is_valid(), people.is_valid()]):
        wishes = wishes_of(event, form, people)
        if wishes:
            batch = issuing.prepare(new_batch(request, event, form), wishes)
            return redirect("exchange:certificate_batch", uid=batch.uid)
        form.add_error(None, _("Nobody is chosen: tick those who attended, or add somebody with a role."))
    return event_page(request, event, form, people, status=400)


def new_batch(request: HttpRequest, event: ExchangeEventPage, form: BatchForm) -> CertificateBatch:
    return CertificateBatch(
        uid=form.cleaned_data["uid"],
        office=issuing.office_of(event.host),
        host=event.host,
        event=event,
        occasion=form.cleaned_data["occasion"],
        design=form.cleaned_data["design"],
        issued_on=form.cleaned_data["issued_on"],
        made_by=request.user,
        is_demo=event.is_demo,
    )


def wishes_of(event: ExchangeEventPage, form: BatchForm, people: Any) -> list[CertificateWish]:
    wishes = []
    if form.cleaned_data["attended"]:
        wishes = [wish_of(attendee) for attendee in listing.without_certificate(event)]
    return wishes + [CertificateWish(**row.cleaned_data) for row in people if row.cleaned_data]


def wish_of(attendee: Attendee) -> CertificateWish:
    registration = attendee.registration
    return CertificateWish(
        attendee=attendee,
        role="attended",
        prefix=attendee.prefix,
        name=attendee.name,
        position=attendee.position,
        organisation=registration.organisation_name,
        email=registration.email,
    )


def event_page(
    request: HttpRequest, event: ExchangeEventPage, form: BatchForm, people: Any, status: int = 200
) -> HttpResponse:
    issued = Certificate.objects.filter(event=event)
    context = {
        "event": event,
        "form": form,
        "people": people,
        "most": MOST,
        "attended": Attendance.attended(event).count(),
        "without": listing.without_certificate(event).count(),
        "issued": issued.valid().count(),
        "revoked": issued.exclude(state=Certificate.State.ISSUED).count(),
        "batches": listing.batches_of(event),
        "doubtful": listing.without_attendance(event),
        "in_background": issued.valid().count() > bundles.MOST_AT_ONCE,
        "has_designs": form.fields["design"].queryset.exists(),
        "may_issue": policy.may(request.user, Action.CREATE, At(Thing.CERTIFICATE, event.host)),
        "may_design": policy.may(
            request.user, Action.EDIT, At(Thing.CERTIFICATE_DESIGN, issuing.office_of(event.host))
        ),
    }
    return render(request, "events/certificates/event.html", context, status=status)


@login_required
@never_cache
@require_safe
@limited("certificates_all", per_minute=6, per_hour=60)
def papers(request: HttpRequest, reference: str, kind: str) -> HttpResponseBase:
    """All of an event's, to print or to hand out as files."""
    event = found_event(request, reference)
    editions = bundles.editions_of(event)
    many = editions.count()
    if not many:
        raise Http404
    name = f"certificates-{event.slug}"
    if kind == "zip":
        return answers.archive(editions.iterator(chunk_size=50), name)
    if many <= bundles.MOST_AT_ONCE:
        return answers.all_in_one(editions.iterator(chunk_size=50), name)
    made = bundles.of(event)
    if made is None or not bundles.is_ready(made, event):
        return redirect("exchange:certificate_bundle", reference=reference)
    return answers.private(FileResponse(made.file.open("rb"), content_type="application/pdf"), f"{name}.pdf")


@login_required
@never_cache
@limited("certificate_bundle", per_minute=20, methods=("POST",))
def bundle(request: HttpRequest, reference: str) -> HttpResponse:
    """The one file of many papers: asked for, being made, there. While it is made, the page asks again by itself."""
    event = found_event(request, reference)
    if not bundles.editions_of(event).exists():
        return redirect("exchange:certificates", reference=reference)
    if request.method == "POST":
        bundles.ask(event, request.user)
        return redirect("exchange:certificate_bundle", reference=reference)
    made = bundles.of(event)
    context = {
        "event": event,
        "bundle": made,
        "ready": bundles.is_ready(made, event),
        "running": bool(made and made.is_running),
        "stuck": bool(made and bundles.is_stuck(made)),
        "papers": bundles.editions_of(event).count(),
    }
    return render(request, "events/certificates/bundle.html", context)


@login_required
@never_cache
@limited("certificate_sheet", per_hour=60, methods=("POST",))
def bring_in(request: HttpRequest, reference: str) -> HttpResponse:
    """People with a role from a sheet: a batch to look at if every line is right, else what is wrong with which."""
    event = found_event(request, reference, Action.CREATE)
    office = issuing.office_of(event.host)
    asked = {"event": event, "office": office}
    if request.method != "POST":
        return sheet_page(request, event, SheetForm(initial=first_row(event), **asked), [])
    form = SheetForm(request.POST, request.FILES, **asked)
    lines: list[Line] = []
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            lines = recipients.read(file.name, file.read(), event, form.cleaned_data["usual_role"])
        except ValidationError as error:
            form.add_error("file", error)
    if form.is_valid() and not any(line.wrong for line in lines):
        batch = issuing.prepare(new_batch(request, event, form), [line.wish() for line in lines])
        return redirect("exchange:certificate_batch", uid=batch.uid)
    return sheet_page(request, event, form, lines, status=400)


def sheet_page(
    request: HttpRequest, event: ExchangeEventPage, form: SheetForm, lines: list[Line], status: int = 200
) -> HttpResponse:
    context = {
        "event": event,
        "form": form,
        "lines": len(lines),
        "wrong": [line for line in lines if line.wrong],
        "columns": recipients.OWN_SHEET,
        "roles": [label for key, label in form.fields["usual_role"].choices],
    }
    return render(request, "events/certificates/bring_in.html", context, status=status)


@login_required
@require_safe
def empty_sheet(request: HttpRequest, reference: str) -> HttpResponse:
    """The columns that are understood, to fill in."""
    found_event(request, reference, Action.CREATE)
    return recipients.template(_("certificates"))


# A batch


@login_required
@never_cache
@require_safe
def batch(request: HttpRequest, uid: object) -> HttpResponse:
    """A batch before, while and after it is issued. While it runs, the page asks again by itself."""
    found = found_batch(request, uid, Action.VIEW)
    counts = dict.fromkeys(CertificateWish.State.values, 0)
    counts |= dict(found.wishes.order_by().values_list("state").annotate(n=Count("pk")))
    counts["done"] = found.certificates.count()
    pages = Paginator(shown_wishes(found), PER_PAGE * 2)
    context = {
        "batch": found,
        "event": found.event,
        "counts": counts,
        "people": sum(counts.values()) - counts["dropped"],
        "rows": pages.get_page(request.GET.get("page")),
        "running": found.state in {State.WAITING, State.RUNNING},
        "stuck": found.pk in {row.pk for row in issuing.unfinished()}
        and found.made_at < timezone.now() - issuing.LEASE,
        "certificates": found.certificates.order_by("number"),
        "may_issue": policy.may(request.user, Action.CREATE, found),
        "lacks_first": found.state == State.DRAFT and issuing.lacks_first_number(found),
        "year": fiscal_year(found.issued_on),
        "may_number": policy.may(request.user, Action.EDIT, At(Thing.CERTIFICATE_DESIGN, found.office)),
    }
    return render(request, "events/certificates/batch.html", context)


def shown_wishes(batch: CertificateBatch) -> QuerySet[CertificateWish]:
    """Before: everybody. Afterwards: those somebody has to look at."""
    rows = batch.wishes.exclude(state=CertificateWish.State.DROPPED)
    return rows if batch.state == State.DRAFT else rows.filter(state=CertificateWish.State.FAILED)


@login_required
@never_cache
@require_safe
@limited("certificate_preview", per_minute=60)
def batch_preview(request: HttpRequest, uid: object) -> HttpResponse:
    """The paper of the person with the longest name: what fits them fits all."""
    found = found_batch(request, uid)
    wish = max(found.wishes.all(), key=lambda row: len(row.full_name), default=None)
    if wish is None:
        raise Http404
    look = Look.of(found.design)
    occasion = issuing.occasion_of(found)
    texts = paper.texts(look.design, wish, occasion.words(wish.role, found.issued_on))
    register = CertificateRegister.of(found.office)
    page = {**texts, "serial": register.written(0, fiscal_year(found.issued_on)), "token": "x" * 22}
    try:
        made = typesetting.png(
            paper.TEMPLATE,
            paper.sheet(look, [page], "ตัวอย่าง"),
            pictures=paper.pictures_of(look),
            dots=paper.SCREEN,
        )
    except TypesettingError as error:
        raise Http404 from error
    return answers.of_bytes(made, "image/png", "preview.png", attached=False)


@login_required
@require_POST
def begin(request: HttpRequest, uid: object) -> HttpResponse:
    found = found_batch(request, uid)
    if issuing.begin(found, request.user):
        messages.success(request, _("The certificates are being issued."))
    elif found.event and found.event.is_cancelled:
        messages.warning(request, _("This event is cancelled"))
    elif found.state == State.DRAFT and issuing.lacks_first_number(found):
        messages.warning(request, _("The first number of this fiscal year is not set yet."))
    return redirect("exchange:certificate_batch", uid=uid)


@login_required
@require_POST
def go_on(request: HttpRequest, uid: object) -> HttpResponse:
    """After a crash: who has a number keeps it, the others follow."""
    found = found_batch(request, uid)
    if any(row.pk == found.pk for row in issuing.unfinished()):
        issuing.start(found.pk)
    return redirect("exchange:certificate_batch", uid=uid)


@login_required
@require_POST
def discard(request: HttpRequest, uid: object) -> HttpResponse:
    found = found_batch(request, uid)
    if not issuing.discard(found):
        messages.warning(request, _("This has changed meanwhile. Nothing was changed by you."))
        return redirect("exchange:certificate_batch", uid=uid)
    messages.success(request, _("Thrown away. No number was used."))
    if found.event:
        return redirect("exchange:certificates", reference=found.event.slug)
    return redirect("exchange:certificate_register")


@login_required
@never_cache
def wish(request: HttpRequest, uid: object, pk: int) -> HttpResponse:
    """Somebody's name before a number is taken: corrected or left out."""
    found = found_batch(request, uid)
    row = get_object_or_404(found.wishes.select_related("batch"), pk=pk)
    form = WishForm(request.POST or None, initial=WishForm.initial_of(row))
    back = redirect("exchange:certificate_batch", uid=uid)
    if request.method == "POST":
        if "drop" in request.POST:
            done = issuing.drop(row)
        elif form.is_valid():
            for name, value in form.cleaned_data.items():
                setattr(row, name, value)
            done = issuing.mend(row)
        else:
            return wish_page(request, found, row, form, 400)
        if done:
            messages.success(request, _("Saved."))
        else:
            messages.warning(request, _("This has changed meanwhile. Nothing was changed by you."))
        return back
    return wish_page(request, found, row, form)


def wish_page(
    request: HttpRequest, batch: CertificateBatch, row: CertificateWish, form: WishForm, status: int = 200
) -> HttpResponse:
    context = {"batch": batch, "event": batch.event, "wish": row, "form": form}
    return render(request, "events/certificates/wish.html", context, status=status)
