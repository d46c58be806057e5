"""The reviewers' screens: what was found, what may stand and why, what was decided before."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail.models import Page
from wagtail.permissions import policy_registry

from media.models import PortalDocument, PortalImage
from organisations import policy
from organisations.policy import Action, Thing
from organisations.reach import within_reach
from privacy import gate, mending
from privacy.detectors import scan
from privacy.forms import ClearForm, HistoryFilter, PhraseForm, QueueFilter, queue, things
from privacy.models import Clearance, PictureFaces, Sighting


def for_those_who_may(action: Action, thing: Thing):
    """The view is not there (404) for whoever has no such right."""

    def decorate(view):
        @login_required
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, **kwargs: object) -> HttpResponse:
            if not policy.may(request.user, action, thing):
                raise Http404
            return view(request, **kwargs)

        return guarded

    return decorate


@for_those_who_may(Action.VIEW, Thing.FINDING)
def findings(request: HttpRequest) -> HttpResponse:
    """Everything with findings that nobody has cleared."""
    form = QueueFilter(request.GET)
    chosen = form.chosen()
    context = form.results(queue(form.narrowed(Sighting.objects.all(), chosen)))
    context["things"] = things(list(context["rows"]))
    context["may_clear_phrases"] = policy.may(request.user, Action.OVERRIDE, Thing.FINDING)
    return render(request, "privacy/findings.html", context)


@for_those_who_may(Action.VIEW, Thing.FINDING)
def thing(request: HttpRequest, kind: int, pk: str) -> HttpResponse:
    """What was found in one thing, in its newest draft."""
    return _thing(request, _found(kind, pk))


@require_POST
@for_those_who_may(Action.DECIDE, Thing.FINDING)
def clear(request: HttpRequest, kind: int, pk: str) -> HttpResponse:
    """Let one finding stand. Red ones only by a privacy reviewer, and nobody's own."""
    looked_at = _found(kind, pk)
    found = {one.digest: one for one in gate.open_findings(looked_at)}
    one = found.get(request.POST.get("digest", ""))
    if one is None:
        messages.info(request, _("This place was changed or cleared in the meantime."))
        return redirect("privacy:thing", kind=kind, pk=pk)
    if not may_clear(request.user, one, looked_at):
        raise Http404
    form = ClearForm(request.POST, prefix=one.digest[:8])
    if not form.is_valid():
        return _thing(request, looked_at, {one.digest: form})
    gate.clear(one, looked_at, by=request.user, **form.cleaned_data)
    messages.success(request, _("Cleared in your name: it may stand in this place."))
    return redirect("privacy:thing", kind=kind, pk=pk)


@require_POST
@for_those_who_may(Action.VIEW, Thing.FINDING)
@transaction.atomic
def mend(request: HttpRequest, kind: int, pk: str) -> HttpResponse:
    """Replace what was found as it is suggested, in a new draft of the page."""
    if isinstance(_found(kind, pk), Page):
        # One at a time: of two versions made from the same one, the first would be lost.
        Page.objects.select_for_update(of=("self",)).get(pk=pk)
    looked_at = _found(kind, pk)
    if not may_mend(request.user, looked_at):
        raise Http404
    digest = request.POST.get("digest", "")
    changes_files = _changes_files(request.user)
    if not mending.mend(looked_at, digest, by=request.user, may_change_file=changes_files):
        messages.info(request, _("This place was changed or cleared in the meantime."))
        return redirect("privacy:thing", kind=kind, pk=pk)
    if isinstance(looked_at, Page):
        looked_at.save_revision(user=request.user, log_action=True, clean=False)
        gate.note(looked_at, Sighting.State.DRAFT)
        messages.success(request, _("Replaced in the draft. It reaches readers when the page is published."))
    else:
        looked_at.save()
        gate.note(looked_at, Sighting.State.LIVE)
        messages.success(request, _("Replaced. You can still change the words by hand."))
    if Sighting.objects.of(looked_at).exists():
        return redirect("privacy:thing", kind=kind, pk=pk)
    return redirect("privacy:findings")


def may_mend(person, looked_at: models.Model) -> bool:
    """Whether a person may edit a thing now: the right, and nobody reviews or locks it meanwhile."""
    if isinstance(looked_at, Page):
        if not within_reach(Page.objects.filter(pk=looked_at.pk), person).exists():
            return False
        permissions = looked_at.permissions_for_user(person)
        return permissions.can_edit() and not permissions.page_locked()
    return isinstance(looked_at, (PortalImage, PortalDocument)) and _changes_files(person)(looked_at)


def _changes_files(person) -> mending.MayChangeFile:
    def may_change(file: models.Model) -> bool:
        rights = policy_registry.get_by_type(type(file))
        return rights.user_has_permission_for_instance(person, "change", file)

    return may_change


def may_clear(person, one: gate.Judged, looked_at: models.Model) -> bool:
    action = Action.OVERRIDE if one.is_red else Action.DECIDE
    return policy.may(person, action, Thing.FINDING) and not gate.wrote(looked_at, person)


def _found(kind: int, pk: str) -> models.Model:
    """The thing as it would be published next. Raises Http404."""
    model = get_object_or_404(ContentType, pk=kind).model_class()
    if model is None or not Sighting.objects.filter(thing_type=kind, thing_pk=pk).exists():
        raise Http404
    looked_at = model._default_manager.filter(pk=pk).first()
    if looked_at is None:
        raise Http404
    if isinstance(looked_at, Page):
        return looked_at.get_latest_revision_as_object()
    return looked_at


def _thing(request: HttpRequest, looked_at: models.Model, forms: dict | None = None) -> HttpResponse:
    forms = forms or {}
    found = gate.open_findings(looked_at)
    cleared = {one.digest for one in gate.judged(looked_at)} - {one.digest for one in found}
    kind = ContentType.objects.get_for_model(looked_at, for_concrete_model=True)
    mendable = may_mend(request.user, looked_at)
    changes_files = _changes_files(request.user)
    rows = [
        {
            "one": one,
            "form": forms.get(one.digest) or ClearForm(prefix=one.digest[:8])
            if may_clear(request.user, one, looked_at)
            else None,
            "offer": mendable and mending.offered(looked_at, one, changes_files),
            "faces": _faces_of(one),
        }
        for one in found
    ]
    context = {
        "thing": looked_at,
        "kind": kind,
        "found": rows,
        "wrote": gate.wrote(looked_at, request.user),
        "clearances": Clearance.objects.filter(digest__in=cleared),
        "may_edit": isinstance(looked_at, Page) and looked_at.permissions_for_user(request.user).can_edit(),
        "back": f"{kind.pk}/{looked_at.pk}",
        "may_change_pictures": policy.may(request.user, Action.EDIT, Thing.CONSENT),
    }
    return render(request, "privacy/thing.html", context)


def _faces_of(one: gate.Judged) -> PictureFaces | None:
    """What is known of the picture that a finding is about; None if it is about words."""
    if one.rule not in gate.FACE_RULES:
        return None
    key = one.passage.source.partition(":")[2]
    return PictureFaces.objects.select_related("image").filter(image=key).first()


@for_those_who_may(Action.VIEW, Thing.FINDING)
def decisions(request: HttpRequest) -> HttpResponse:
    """Who let what stand, and why."""
    context = HistoryFilter(request.GET).results(Clearance.objects.select_related("by", "thing_type"))
    context["may_withdraw"] = policy.may(request.user, Action.OVERRIDE, Thing.FINDING)
    return render(request, "privacy/decisions.html", context)


@require_POST
@for_those_who_may(Action.OVERRIDE, Thing.FINDING)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    clearance = get_object_or_404(Clearance, pk=pk, withdrawn_at=None)
    gate.withdraw(clearance, by=request.user)
    messages.success(request, _("Taken back: the guard stops there again."))
    return redirect("privacy:decisions")


@for_those_who_may(Action.OVERRIDE, Thing.FINDING)
def phrase(request: HttpRequest) -> HttpResponse:
    """Clear a phrase for anywhere."""
    form = PhraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        for rule, text in {(finding.rule, finding.text) for finding in scan(data["phrase"])}:
            gate.clear_anywhere(
                rule, text, by=request.user, reason=data["reason"], expires_on=data["expires_on"]
            )
        messages.success(request, _("Cleared: the phrase may stand anywhere until that day."))
        return redirect("privacy:decisions")
    return render(request, "privacy/phrase.html", {"form": form})
