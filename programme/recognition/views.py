"""The office's desk for awards: kept, given, announced, with certificates, taken back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.ratelimit import limited
from content import sheets
from content.listing import of_year
from content.years import ByKind
from events.certificates.issuing import CertificateError
from events.certificates.keys import path_of
from events.models import CertificateDesign
from organisations import policy
from organisations.incoming.deeds import earlier as earlier_sheets
from organisations.incoming.views import chosen
from organisations.models import Organisation
from organisations.policy import Action, Thing
from programme.models import AwardScheme, Featured, Honour
from programme.plans.forms import SheetForm
from programme.recognition import access, contribution, deeds, sheet
from programme.recognition.forms import ConsentForm, HonourForm, RevokeForm, SchemeForm
from programme.recognition.receiving import received_by
from vcare.calendar import academic_year

PER_PAGE = 50
#: So many certificates that could not be made are named at once.
MOST_NAMED = 10

SORRY = {
    deeds.SettledError: gettext_lazy(
        "Somebody was quicker, or it can't be done as things stand. Please look again."
    ),
    deeds.AlreadyThereError: gettext_lazy("This has been entered already."),
    deeds.NoDesignError: gettext_lazy("Choose a design for the certificates of this award first."),
}


def done(request: HttpRequest, do: Callable[[], object], words: str) -> bool:
    """Do it and say so, or say why not."""
    try:
        do()
    except CertificateError as error:
        messages.error(request, str(error))
        return False
    except tuple(SORRY) as error:
        messages.error(request, SORRY[type(error)])
        return False
    messages.success(request, words)
    return True


def one_form(request: HttpRequest, form: Any, heading: str, button: str, **more: Any) -> HttpResponse:
    """A screen with one form."""
    context = {"form": form, "heading": heading, "button": button, **more}
    status = 400 if form.errors else 200
    return render(request, "programme/recognition/one_form.html", context, status=status)


@require_safe
@access.for_office(Action.VIEW)
def desk(request: HttpRequest, office: Organisation) -> HttpResponse:
    """All awards, the newest year first, and what there is to do."""
    given = Q(honours__state=Honour.State.GIVEN)
    schemes = (
        AwardScheme.objects.filter(office=office)
        .annotate(
            given=Count("honours", filter=given),
            papers=Count("honours", filter=given & Q(honours__certificate__isnull=False)),
        )
        .newest_first()
    )
    schemes, years = of_year(request, ByKind("year_kind", "year"), schemes)
    today = timezone.localdate()
    context = {
        "years": years,
        "rows": Paginator(schemes, PER_PAGE).get_page(request.GET.get("page")),
        "keeps": policy.may(request.user, Action.CREATE, policy.At(Thing.AWARD, office)),
        "featured": Featured.objects.filter(office=office, withdrawn_on=None, ends_on__gte=today).count(),
        "reached": len(contribution.unrewarded(office, today)),
        "today": today,
    }
    return render(request, "programme/recognition/desk.html", context)


# Awards of a year


@limited("awards", per_minute=30, methods=("POST",))
@access.for_office(Action.CREATE)
def new_scheme(request: HttpRequest, office: Organisation) -> HttpResponse:
    first = {"year": academic_year(timezone.localdate()), "issuer": office.name}
    designs = CertificateDesign.objects.for_choice(office)
    if designs.count() == 1:
        first["design"] = designs.first()
    return scheme_form(
        request, SchemeForm(request.POST or None, office=office, initial=first), _("New award")
    )


@limited("awards", per_minute=30, methods=("POST",))
@access.for_scheme(Action.EDIT)
def edit_scheme(request: HttpRequest, scheme: AwardScheme) -> HttpResponse:
    form = SchemeForm(request.POST or None, office=scheme.office, instance=scheme)
    return scheme_form(request, form, _("Change the award"))


def scheme_form(request: HttpRequest, form: SchemeForm, heading: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            kept = deeds.keep_scheme(form.filled(), request.user)
        except deeds.AlreadyThereError:
            form.add_error("name", _("There is an award of this name in this year."))
        else:
            messages.success(request, _("The award is kept."))
            return redirect("recognition:desk_scheme", uid=kept.uid)
    return one_form(request, form, heading, _("Keep the award"))


@require_safe
@access.for_scheme(Action.VIEW)
def desk_scheme(request: HttpRequest, scheme: AwardScheme) -> HttpResponse:
    """Who receives it, and what is still to be done."""
    honours = scheme.honours.with_names().order_by("state", "pk")
    given = scheme.honours.given()
    context = {
        "scheme": scheme,
        "rows": Paginator(honours, PER_PAGE).get_page(request.GET.get("page")),
        "given": given.count(),
        "without_paper": given.filter(certificate=None).count(),
        "without_consent": given.filter(recipient=Honour.Recipient.PERSON)
        .filter(Q(consent_on=None) | Q(withdrawn_on__isnull=False))
        .count(),
        "keeps": policy.may(request.user, Action.EDIT, scheme),
        "publishes": policy.may(request.user, Action.PUBLISH, scheme),
        "turns": [] if scheme.from_contribution else deeds.TURNS[AwardScheme.State(scheme.state)],
        "kinds": Honour.Recipient.choices,
        "at_once": deeds.AT_ONCE,
        "has_design": deeds.current(scheme.design) is not None,
    }
    return render(request, "programme/recognition/scheme.html", context)


@require_safe
@access.for_scheme(Action.VIEW)
def table(request: HttpRequest, scheme: AwardScheme) -> HttpResponse:
    rows = scheme.honours.with_names().order_by("pk")
    return sheets.xlsx_response(sheet.table(rows, inside=True), f"{scheme.name} {scheme.year}")


@require_safe
@access.for_scheme(Action.EDIT)
def empty_sheet(request: HttpRequest, scheme: AwardScheme) -> HttpResponse:
    return sheet.template(scheme, _("recipients"))


TURNED = {
    "announced": gettext_lazy("Announced. Everybody sees it, and the recipients were told."),
    "closed": gettext_lazy("Closed. Nobody can be entered any more."),
    "draft": gettext_lazy("The announcement is taken back. Only the office sees the award."),
}


@require_POST
@limited("awards", per_minute=30, methods=("POST",))
@access.for_scheme(Action.PUBLISH)
def turn(request: HttpRequest, scheme: AwardScheme, to: str) -> HttpResponse:
    if to not in TURNED or scheme.from_contribution:
        raise Http404
    done(request, lambda: deeds.turn(scheme, to, request.user), TURNED[to])
    return redirect("recognition:desk_scheme", uid=scheme.uid)


@require_POST
@access.for_scheme(Action.CREATE)
def copy_scheme(request: HttpRequest, scheme: AwardScheme) -> HttpResponse:
    if scheme.from_contribution:
        raise Http404
    try:
        fresh = deeds.copy(scheme, request.user)
    except deeds.AlreadyThereError:
        messages.error(request, SORRY[deeds.AlreadyThereError])
        return redirect("recognition:desk")
    messages.success(request, _("The award of the next year is prepared. Look at it once."))
    return redirect("recognition:edit_scheme", uid=fresh.uid)


@require_POST
@access.for_scheme(Action.END)
def delete_scheme(request: HttpRequest, scheme: AwardScheme) -> HttpResponse:
    if done(request, lambda: deeds.delete_scheme(scheme, request.user), _("Deleted.")):
        return redirect("recognition:desk")
    return redirect("recognition:desk_scheme", uid=scheme.uid)


# Who receives it


@limited("awards", per_minute=60, methods=("POST",))
@access.for_scheme(Action.CREATE)
def add(request: HttpRequest, scheme: AwardScheme, recipient: str) -> HttpResponse:
    if recipient not in Honour.Recipient.values or scheme.from_contribution:
        raise Http404
    if not scheme.takes_awards:
        messages.error(request, SORRY[deeds.SettledError])
        return redirect("recognition:desk_scheme", uid=scheme.uid)
    form = HonourForm(request.POST or None, scheme=scheme, recipient=recipient)
    if request.method == "POST" and form.is_valid():
        honour = form.filled()
        try:
            deeds.give([honour], request.user)
        except deeds.AlreadyThereError:
            form.add_error(None, _("This recipient has the award already."))
        except deeds.SettledError:
            messages.error(request, SORRY[deeds.SettledError])
            return redirect("recognition:desk_scheme", uid=scheme.uid)
        else:
            messages.success(request, _("Entered: %(who)s") % {"who": honour.who})
            if "more" in request.POST:
                return redirect("recognition:add", uid=scheme.uid, recipient=recipient)
            return redirect("recognition:desk_scheme", uid=scheme.uid)
    more = {"scheme": scheme, "kind": Honour.Recipient(recipient).label, "more": _("Enter and go on")}
    return one_form(request, form, _("Who receives it?"), _("Enter the recipient"), **more)


@limited("awards", per_minute=20, methods=("POST",))
@access.for_scheme(Action.CREATE)
def bring_in(request: HttpRequest, scheme: AwardScheme) -> HttpResponse:
    """Choose a sheet with recipients; what it would do is looked at before anything is kept."""
    if scheme.from_contribution:
        raise Http404
    form = SheetForm(*((request.POST, request.FILES) if request.method == "POST" else (None, None)))
    form.fields["file"].help_text = _("One line for each recipient, .xlsx or .csv, at most 5 MB.")
    if answer := chosen(request, form, sheet.HonourImporter.key, scheme):
        return answer
    more = {"scheme": scheme, "earlier": earlier_sheets(sheet.HonourImporter.key, scheme), "is_sheet": True}
    return one_form(request, form, _("Bring in from Excel"), _("Look at it first"), **more)


@require_safe
@access.for_honour(Action.VIEW)
def honour(request: HttpRequest, honour: Honour) -> HttpResponse:
    context = {
        "honour": honour,
        "scheme": honour.scheme,
        "keeps": policy.may(request.user, Action.EDIT, honour.scheme),
        "ends": policy.may(request.user, Action.END, honour.scheme),
        "drops": not honour.scheme.is_public and honour.certificate is None,
    }
    return render(request, "programme/recognition/honour.html", context)


@limited("awards", per_minute=60, methods=("POST",))
@access.for_honour(Action.EDIT)
def edit_honour(request: HttpRequest, honour: Honour) -> HttpResponse:
    if not honour.is_given or honour.badge:
        raise Http404
    form = HonourForm(
        request.POST or None,
        scheme=honour.scheme,
        recipient=honour.recipient,
        instance=honour,
        initial={"consent_on": honour.consent_on, "email": honour.person.email if honour.person else ""},
    )
    if request.method == "POST" and form.is_valid():
        try:
            honour = form.filled()
            deeds.change(honour, request.user, consent=form.has_other_consent)
        except deeds.AlreadyThereError:
            form.add_error(None, _("This recipient has the award already."))
        except deeds.SettledError:
            messages.error(request, SORRY[deeds.SettledError])
            return redirect("recognition:honour", uid=honour.uid)
        else:
            messages.success(request, _("Changed."))
            return redirect("recognition:honour", uid=honour.uid)
    more = {"scheme": honour.scheme, "kind": honour.get_recipient_display(), "honour": honour}
    return one_form(request, form, _("Change"), _("Keep the change"), **more)


@limited("awards", per_minute=60, methods=("POST",))
@access.for_honour(Action.EDIT)
def agree(request: HttpRequest, honour: Honour) -> HttpResponse:
    """The consent of a person to be named, with its day."""
    if not honour.is_person:
        raise Http404
    form = ConsentForm(request.POST or None, initial={"day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["day"]
        done(request, lambda: deeds.agree(honour, day, request.user), _("The consent is recorded."))
        return redirect("recognition:honour", uid=honour.uid)
    more = {"scheme": honour.scheme, "honour": honour}
    return one_form(request, form, honour.full_name, _("Record the consent"), **more)


@require_POST
@access.for_honour(Action.EDIT)
def withdraw(request: HttpRequest, honour: Honour) -> HttpResponse:
    words = _(
        "Withdrawn. No page names the person any more. A certificate that was given out stays valid; whoever checks it sees no name."
    )
    done(request, lambda: deeds.withdraw(honour, request.user), words)
    return redirect("recognition:honour", uid=honour.uid)


@require_POST
@access.for_honour(Action.END)
def drop(request: HttpRequest, honour: Honour) -> HttpResponse:
    scheme = honour.scheme
    done(request, lambda: deeds.drop(honour, request.user), _("Left out."))
    return redirect("recognition:desk_scheme", uid=scheme.uid)


@limited("awards", per_minute=60, methods=("POST",))
@access.for_honour(Action.END)
def revoke(request: HttpRequest, honour: Honour) -> HttpResponse:
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        words = _("Taken back. Its certificate is no longer valid, and whoever checks it sees that at once.")
        done(request, lambda: deeds.revoke(honour, reason, request.user), words)
        return redirect("recognition:honour", uid=honour.uid)
    more = {"scheme": honour.scheme, "honour": honour}
    return one_form(request, form, _("Take the award back"), _("Take back"), **more)


@require_POST
@access.for_honour(Action.END)
def restore(request: HttpRequest, honour: Honour) -> HttpResponse:
    done(request, lambda: deeds.restore(honour, request.user), _("Given again, with the same certificate."))
    return redirect("recognition:honour", uid=honour.uid)


# Certificates


@require_POST
@limited("papers", per_minute=30, per_hour=300)
@access.for_honour(Action.CREATE)
def certify(request: HttpRequest, honour: Honour) -> HttpResponse:
    done(request, lambda: deeds.certify(honour, request.user), _("The certificate is issued."))
    return redirect("recognition:honour", uid=honour.uid)


@require_POST
@limited("papers", per_minute=30, per_hour=300)
@access.for_scheme(Action.CREATE)
def certify_all(request: HttpRequest, scheme: AwardScheme) -> HttpResponse:
    back = redirect("recognition:desk_scheme", uid=scheme.uid)
    if not scheme.is_public:
        messages.error(request, SORRY[deeds.SettledError])
        return back
    try:
        issued = deeds.certify_all(scheme, request.user)
    except deeds.NoDesignError:
        messages.error(request, SORRY[deeds.NoDesignError])
        return back
    except CertificateError as error:
        messages.error(request, str(error))
        return back
    words = _("Certificates issued: %(n)s") % {"n": issued.made}
    if issued.left > 0:
        words += " · " + _("Still without one: %(n)s. Press again.") % {"n": issued.left}
    messages.success(request, words)
    for problem in issued.problems[:MOST_NAMED]:
        messages.error(request, problem)
    if (more := len(issued.problems) - MOST_NAMED) > 0:
        messages.error(request, _("%(n)s more could not be issued.") % {"n": more})
    return back


# For those who received something


@login_required
@never_cache
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """What the reader and the reader's schools received."""
    rows = received_by(request.user).with_names()
    context = {
        "rows": [
            (row, path_of(row.certificate) if row.certificate and row.certificate.is_valid else "")
            for row in rows
        ],
    }
    return render(request, "programme/recognition/own.html", context)


def own_honour(request: HttpRequest, uid: str) -> Honour:
    """The person's own award; anybody else's is not there."""
    return get_object_or_404(received_by(request.user).with_names(), uid=uid, person=request.user)


@login_required
@never_cache
@require_POST
def own_agree(request: HttpRequest, uid: str) -> HttpResponse:
    honour = own_honour(request, uid)
    today = timezone.localdate()
    done(
        request,
        lambda: deeds.agree(honour, today, request.user),
        _("Thank you. Your name is shown from now on."),
    )
    return redirect("recognition:own")


@login_required
@never_cache
@require_POST
def own_withdraw(request: HttpRequest, uid: str) -> HttpResponse:
    honour = own_honour(request, uid)
    words = _(
        "Withdrawn. No page names the person any more. A certificate that was given out stays valid; whoever checks it sees no name."
    )
    done(request, lambda: deeds.withdraw(honour, request.user), words)
    return redirect("recognition:own")
