"""Writing a commitment: its text and parties on one screen, its promises on the next."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.ratelimit import limited
from networks.commitments import access, deeds
from networks.commitments.forms import CommitmentForm, PartyFormSet, PromiseFormSet, SeenForm, first_due
from networks.commitments.states import Deed
from networks.commitments.views import for_deed
from networks.models import Commitment, Party, Signature
from organisations.models import Organisation


@limited("commitment", per_minute=30, methods=("POST",))
@login_required
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """A new draft of one's school, partner or office."""
    authors = access.authors(request.user)
    if not authors:
        raise Http404
    form = CommitmentForm(request.POST or None, authors=authors)
    office = office_of(form, authors)
    possible = access.possible_parties(office)
    if request.method != "POST":
        first = [{"organisation": authors[0].pk}, {}]
        rows = PartyFormSet(prefix="party", possible=possible, initial=first)
        rows.extra = len(first)
        return page(request, form, rows)
    rows = PartyFormSet(request.POST, prefix="party", possible=possible)
    if "more" in request.POST:
        form.errors.clear()
        return page(request, form, rows.one_more())
    if form.is_valid() and rows.is_valid():
        commitment = deeds.draft(
            form.cleaned_data["author"], request.user, lambda draft: save(draft, form, rows)
        )
        messages.success(request, _("The draft is kept. Now write down what each party promises."))
        return redirect("commitments:promises", uid=commitment.uid)
    return page(request, form, rows, status=400)


def office_of(form: CommitmentForm, authors: list[Organisation]) -> Organisation:
    """Whose schools and partners can be chosen: the office of the organisation that drafts."""
    chosen = str(form["author"].value() or "")
    author = next((row for row in authors if str(row.pk) == chosen), authors[0])
    return author.office or author


def page(
    request: HttpRequest,
    form: CommitmentForm,
    rows: Any,
    commitment: Commitment | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "rows": rows, "commitment": commitment, "signed": has_signatures(commitment)}
    return render(request, "networks/commitments/edit.html", context, status=status)


def has_signatures(commitment: Commitment | None) -> bool:
    """Whether a change makes signatures void."""
    return bool(commitment) and Signature.objects.valid().filter(party__commitment=commitment).exists()


def save(commitment: Commitment, form: CommitmentForm, rows: Any) -> None:
    """Store the text and the parties in the order in which they stand."""
    for name in CommitmentForm.Meta.fields:
        setattr(commitment, name, form.cleaned_data[name])
    commitment.save()
    rows.instance = commitment
    rows.save(commit=False)
    for gone in rows.deleted_objects:
        gone.delete()
    number = 0
    for row in rows.forms:
        if row in rows.deleted_forms or not (row.has_changed() or row.instance.pk):
            continue
        number += 1
        row.instance.commitment, row.instance.number = commitment, number
        row.instance.save()


@limited("commitment", per_minute=30, methods=("POST",))
@for_deed(Deed.EDIT)
def edit(request: HttpRequest, commitment: Commitment) -> HttpResponse:
    """The text and the parties of a draft, or of what waits for signatures, which become void then."""
    form = CommitmentForm(request.POST or None, instance=commitment, authors=[])
    already = Party.objects.filter(commitment=commitment).values_list("organisation", flat=True)
    possible = access.possible_parties(commitment.office, already)
    rows = PartyFormSet(request.POST or None, instance=commitment, prefix="party", possible=possible)
    if "more" in request.POST:
        form.errors.clear()
        return page(request, form, rows.one_more(), commitment)
    if request.method != "POST":
        return page(request, form, rows, commitment)
    valid = form.is_valid() and rows.is_valid()
    if valid and kept(request, form, commitment, lambda held: save(held, form, rows)):
        return redirect("commitments:commitment", uid=commitment.uid)
    return page(request, form, rows, commitment, status=400)


@limited("commitment", per_minute=30, methods=("POST",))
@for_deed(Deed.EDIT)
def promises(request: HttpRequest, commitment: Commitment) -> HttpResponse:
    """What each party promises, how one sees it, until when."""
    rows = PromiseFormSet(request.POST or None, instance=commitment, prefix="promise")
    form = SeenForm(request.POST or None, initial={"seen": commitment.text_version})
    status = 200
    if request.method != "POST" and not rows.forms:
        rows = PromiseFormSet(
            instance=commitment, prefix="promise", initial=[{"due_on": first_due(commitment)}]
        )
        rows.extra = 1
    if "more" in request.POST:
        rows = rows.one_more()
    elif request.method == "POST":
        if (
            rows.is_valid()
            and form.is_valid()
            and kept(request, form, commitment, lambda held: save_promises(held, rows))
        ):
            return redirect("commitments:commitment", uid=commitment.uid)
        status = 400
    context = {"form": form, "rows": rows, "commitment": commitment, "signed": has_signatures(commitment)}
    return render(request, "networks/commitments/promises.html", context, status=status)


def save_promises(commitment: Commitment, rows: Any) -> None:
    rows.save(commit=False)
    for gone in rows.deleted_objects:
        gone.delete()
    number = 0
    for row in rows.forms:
        if row in rows.deleted_forms or not (row.has_changed() or row.instance.pk):
            continue
        number += 1
        row.instance.commitment, row.instance.number = commitment, number
        row.instance.save()


def kept(request: HttpRequest, form: Any, commitment: Commitment, store: Any) -> bool:
    """Store another text and say what follows; False, with a word on the form, if somebody else changed it."""
    try:
        voided = deeds.change(commitment, request.user, form.cleaned_data["seen"], store)
    except (deeds.SettledError, deeds.NotAllowedError):
        form.add_error(
            None,
            _(
                "Somebody else has changed it meanwhile. What you typed is still here: open it anew beside this and compare."
            ),
        )
        return False
    if voided:
        messages.warning(request, _("Saved. The signatures so far are void; whoever signed is asked anew."))
    else:
        messages.success(request, _("Saved."))
    return True
