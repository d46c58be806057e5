"""The list of commitments, one of them, and what takes a button alone."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import OneTimeLink
from accounts.ratelimit import limited
from content import sheets
from networks.commitments import access, deeds, keeping, listing, people, timeline
from networks.commitments.forms import BecauseForm, SeenForm
from networks.commitments.listing import CommitmentFilter
from networks.commitments.states import Deed
from networks.models import Commitment, Party, Signature
from organisations import policy
from organisations.policy import Action, Thing

View = Callable[..., HttpResponseBase]

SETTLED = gettext_lazy("Somebody was quicker, or the text has changed since you read it. Please look again.")


def for_commitment(view: View) -> View:
    """The view of a commitment that one may see; for others it isn't there (404)."""

    @login_required
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, uid: str, **kwargs: Any) -> HttpResponseBase:
        found = get_object_or_404(access.visible_to(request.user).with_parties(), uid=uid)
        return view(request, found, **kwargs)

    return guarded


def for_deed(deed: Deed) -> Callable[[View], View]:
    """The view of a deed. Who never does such deeds finds nothing; who comes too late is told so."""

    def decorate(view: View) -> View:
        @for_commitment
        @wraps(view)
        def guarded(request: HttpRequest, commitment: Commitment, **kwargs: Any) -> HttpResponseBase:
            if deed in access.deeds(commitment, request.user):
                return view(request, commitment, **kwargs)
            if request.method == "POST" and access.could(commitment, request.user, deed):
                messages.error(request, SETTLED)
                return redirect("commitments:commitment", uid=commitment.uid)
            raise Http404

        return guarded

    return decorate


@require_safe
@login_required
@never_cache
def commitments(request: HttpRequest, form: str = "") -> HttpResponse:
    """What one may see, narrowed down; as a page, or as a file to take away."""
    if not policy.may(request.user, Action.VIEW, Thing.COMMITMENT):
        raise Http404
    rows = access.visible_to(request.user).with_parties()
    narrow = CommitmentFilter(request.GET)
    if form:
        table = listing.table(narrow.found(rows))
        name = f"{_('commitments')} {timezone.localdate().isoformat()}"
        return sheets.xlsx_response(table, name) if form == "xlsx" else sheets.csv_response(table, name)
    context = narrow.results(rows)
    context["lines"] = listing.lines(context["rows"])
    context["may_draft"] = bool(access.authors(request.user))
    return render(request, "networks/commitments/commitments.html", context)


@require_safe
@for_commitment
def commitment(request: HttpRequest, commitment: Commitment) -> HttpResponse:
    return render(request, "networks/commitments/commitment.html", describe(commitment, request.user))


def describe(commitment: Commitment, person: Any) -> dict[str, Any]:
    """What the screens of a commitment show to a person."""
    allowed = access.deeds(commitment, person)
    contacts = access.may_see_contacts(commitment, person)
    own = {side.pk for side in access.sides(commitment, person)}
    promises = list(commitment.promises.select_related("party__organisation", "outcome_party__organisation"))
    return {
        "commitment": commitment,
        "parties": signed_parties(commitment, contacts=contacts),
        "promises": [(row, Deed.JUDGE in allowed and bool(own - {row.party_id})) for row in promises],
        "tally": keeping.tally(promises),
        "reports": [
            (row, Deed.ANSWER in allowed and bool(own - {row.party_id}) and not row.answer)
            for row in commitment.reports.select_related(
                "party__organisation", "promise", "page", "activity", "answer_party__organisation"
            )
        ],
        "deeds": {deed.name.lower(): deed in allowed for deed in Deed},
        "contacts": contacts,
        "obstacles": deeds.obstacles(commitment) if Deed.PROPOSE in allowed else [],
        "renewal": visible_renewal(commitment, person),
        "moments": timeline.moments(commitment),
        "line_text": people.line_text(commitment),
        "seen": SeenForm(initial={"seen": commitment.text_version}),
    }


def visible_renewal(commitment: Commitment, person: Any) -> Commitment | None:
    found = deeds.renewal_of(commitment)
    return found if found and access.visible_to(person).filter(pk=found.pk).exists() else None


def signed_parties(commitment: Commitment, *, contacts: bool = False) -> list[dict[str, Any]]:
    """Each party with its signature for this text; with `contacts`, what became of its link."""
    signatures = {row.party_id: row for row in Signature.objects.valid().filter(party__commitment=commitment)}
    parties = list(commitment.parties.all())
    links: dict[str, OneTimeLink] = {}
    if contacts and parties:
        made = OneTimeLink.objects.filter(
            purpose=people.SIGN,
            subject_label=Party._meta.label_lower,
            subject_pk__in=[str(party.pk) for party in parties],
            withdrawn=False,
        )
        links = {link.subject_pk: link for link in made.order_by("created_at", "pk")}
    return [
        {"party": party, "signature": signatures.get(party.pk), "link": links.get(str(party.pk))}
        for party in parties
    ]


DONE = {
    Deed.PROPOSE: gettext_lazy("Sent. Each party gets a link to read and sign."),
    Deed.RECALL: gettext_lazy("It is a draft again. Nobody can sign until you send it anew."),
    Deed.REOPEN: gettext_lazy("It is a draft again."),
    Deed.RENEW: gettext_lazy("This is the draft of the renewal. Look at the dates and promises."),
    Deed.SHOW: gettext_lazy("Saved."),
}


@require_POST
@limited("commitment", per_minute=30, methods=("POST",))
def press(request: HttpRequest, uid: str, deed: Deed) -> HttpResponseBase:
    return for_deed(deed)(pressed)(request, uid=uid, deed=deed)


def pressed(request: HttpRequest, commitment: Commitment, deed: Deed) -> HttpResponse:
    """One of the deeds that need no more than a button."""
    form = SeenForm(request.POST)
    form.is_valid()
    shown = commitment
    try:
        if deed is Deed.PROPOSE:
            deeds.propose(commitment, request.user, form.cleaned_data.get("seen"))
        elif deed is Deed.RECALL:
            deeds.recall(commitment, request.user)
        elif deed is Deed.REOPEN:
            deeds.reopen(commitment, request.user)
        elif deed is Deed.RENEW:
            shown = deeds.renew(commitment, request.user)
        else:
            deeds.show(commitment, request.user, not commitment.is_public)
    except deeds.IncompleteError as error:
        for line in error.lines:
            messages.warning(request, line)
    except (deeds.SettledError, deeds.NotAllowedError):
        messages.error(request, SETTLED)
    else:
        messages.success(request, DONE[deed])
    return redirect("commitments:commitment", uid=shown.uid)


@limited("commitment", per_minute=30, methods=("POST",))
@for_deed(Deed.CANCEL)
def cancel(request: HttpRequest, commitment: Commitment) -> HttpResponse:
    """Call it off, saying why."""
    form = BecauseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if settled(request, lambda: deeds.cancel(commitment, request.user, form.cleaned_data["reason"])):
            messages.success(request, _("Called off. All parties hear why."))
        return redirect("commitments:commitment", uid=commitment.uid)
    context = {"commitment": commitment, "form": form}
    return render(request, "networks/commitments/cancel.html", context, status=400 if form.errors else 200)


def settled(request: HttpRequest, do: Callable[[], object]) -> bool:
    """Do it; False if it was too late, which is said."""
    try:
        do()
    except (deeds.SettledError, deeds.NotAllowedError):
        messages.error(request, SETTLED)
        return False
    return True
