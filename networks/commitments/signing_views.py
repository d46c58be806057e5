"""Signing: by the link of a letter or a chat, without an account; or on paper."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import links
from accounts.models import OneTimeLink
from accounts.ratelimit import limited
from networks.commitments import deeds
from networks.commitments.forms import BecauseForm, PaperForm, SignForm
from networks.commitments.people import SIGN
from networks.commitments.states import Deed
from networks.commitments.views import SETTLED, for_deed, settled, signed_parties
from networks.models import Commitment, Party


@links.opened_by(SIGN)
def sign(request: HttpRequest, link: OneTimeLink) -> HttpResponse:
    """Read the whole text, then sign or say why not."""
    party = deeds.party_behind(link)
    if party is None:
        return links.closed(request, "", SIGN)
    declining = "decline" in request.POST
    initial = {"name": party.signatory_name, "position": party.signatory_position}
    form = SignForm(None if declining else request.POST or None, initial=initial)
    because = BecauseForm(request.POST if declining else None)
    used = because if declining else form
    if request.method == "POST" and used.is_valid():
        try:
            if declining:
                held = deeds.decline(link, because.cleaned_data["reason"])
            else:
                held = deeds.sign(link, form.hand())
        except deeds.SettledError:
            messages.error(request, SETTLED)
            return redirect(request.path)
        except deeds.IncompleteError as error:
            form.add_error(None, error.lines)
        else:
            context = {"commitment": held, "declined": declining, "party": party}
            return render(request, "networks/commitments/sign_done.html", context)
    commitment = Commitment.objects.with_parties().get(pk=party.commitment_id)
    context = {
        "commitment": commitment,
        "parties": signed_parties(commitment),
        "promises": commitment.promises.select_related("party__organisation"),
        "party": party,
        "form": form,
        "because": because,
        "declining": declining,
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "networks/commitments/sign.html", context, status=status)


def of(commitment: Commitment, pk: int) -> Party:
    return get_object_or_404(
        Party.objects.select_related("commitment", "organisation"), commitment=commitment, pk=pk
    )


@require_POST
@limited("commitment", per_minute=30, methods=("POST",))
@for_deed(Deed.LINK)
def link_for_line(request: HttpRequest, commitment: Commitment, pk: int) -> HttpResponse:
    """Words for LINE with a link of their own; shown once, since only their reader has the link."""
    party = of(commitment, pk)
    try:
        text = deeds.link_for_line(party, request.user)
    except (deeds.SettledError, deeds.NotAllowedError):
        messages.error(request, SETTLED)
        return redirect("commitments:commitment", uid=commitment.uid)
    context = {"commitment": commitment, "party": party, "text": text}
    return render(request, "networks/commitments/link.html", context)


@require_POST
@limited("commitment", per_minute=30, methods=("POST",))
@for_deed(Deed.LINK)
def send_again(request: HttpRequest, commitment: Commitment, pk: int) -> HttpResponse:
    party = of(commitment, pk)
    if settled(request, lambda: deeds.send_again(party, request.user)):
        messages.success(request, _("A new letter is on its way; the link before it ends."))
    return redirect("commitments:commitment", uid=commitment.uid)


@limited("commitment", per_minute=30, methods=("POST",))
@for_deed(Deed.PAPER)
def sign_on_paper(request: HttpRequest, commitment: Commitment) -> HttpResponse:
    """All have signed a paper: keep it, with the day and the names."""
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PaperForm(*sent, commitment=commitment)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            deeds.sign_on_paper(
                commitment,
                request.user,
                scan=data["scan"],
                signed_on=data["signed_on"],
                hands=form.hands(),
                seen=data["seen"],
            )
        except deeds.IncompleteError as error:
            for line in error.lines:
                form.add_error(None, line)
        except (deeds.SettledError, deeds.NotAllowedError):
            messages.error(request, SETTLED)
            return redirect("commitments:commitment", uid=commitment.uid)
        else:
            messages.success(request, _("Kept. The commitment is in force; all parties hear of it."))
            return redirect("commitments:commitment", uid=commitment.uid)
    context = {"commitment": commitment, "form": form}
    return render(request, "networks/commitments/paper.html", context, status=400 if form.errors else 200)
