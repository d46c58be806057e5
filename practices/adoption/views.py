"""Taking over a practice, saying how it goes, asking those who began it; and what everybody sees of it."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import links
from accounts.models import OneTimeLink
from accounts.ratelimit import limited
from content.listing import of_year
from content.years import ByDay
from organisations import policy
from organisations.models import Kind, Organisation
from organisations.policy import Action, Thing
from practices.adoption import (
    asking,
    charts,
    comparison,
    families,
    forking,
    history,
    keeping,
    pulses,
    telling,
)
from practices.adoption.forms import (
    AdaptationForm,
    DetailsForm,
    MessageForm,
    PulseForm,
    SchoolForm,
    StateForm,
    ThanksForm,
)
from practices.models import Adaptation, Adoption, PracticePage, PulseQuestion, Thanks
from vcare.adoption import ADOPTION_STATES, NEXT_STATES, OPEN_STATES


def published(reference: str) -> PracticePage:
    rows = PracticePage.objects.published().select_related("owner_organisation")
    return get_object_or_404(rows, reference=reference.upper())


def own_schools(request: HttpRequest) -> list[Organisation]:
    """The schools in whose name a person may take over a practice."""
    rows = policy.own_organisations(request.user, Action.CREATE, Thing.ADOPTION)
    return [row for row in rows if row.kind == Kind.SCHOOL]


# Taking over


@login_required
@never_cache
@limited("adopt", per_hour=60, methods=("POST",))
def start(request: HttpRequest, reference: str) -> HttpResponse:
    """One button says "we will try it"; who may not is told why."""
    page = published(reference)
    schools = [school for school in own_schools(request) if not keeping.own_practice(page, school)]
    existing = {
        row.school_id: row for row in Adoption.objects.kept().filter(practice=page, school__in=schools)
    }
    free = [school for school in schools if school.pk not in existing]
    if not free:
        if len(existing) == 1 and len(schools) == 1:
            return redirect("adoption:adoption", uid=next(iter(existing.values())).uid)
        context = {
            "practice": page,
            "existing": existing.values(),
            "is_own": bool(own_schools(request)) and not schools,
        }
        return render(request, "practices/adoption/not_for_you.html", context)
    form = SchoolForm(request.POST or None, schools=free)
    if request.method == "POST" and form.is_valid():
        try:
            adoption = keeping.start(page, form.cleaned_data["school"], by=request.user)
        except keeping.RefusedError as error:
            messages.error(request, str(error))
            return redirect(page.get_url(request))
        adoption.refresh_from_db()
        if adoption.confirmed_on:
            messages.success(
                request, _("Noted: your school will try it. The school that began it has been told.")
            )
        else:
            messages.success(
                request, _("Noted: your school will try it. Your director has been asked to confirm.")
            )
        return redirect("adoption:adoption", uid=adoption.uid)
    context = {"practice": page, "form": form, "schools": free, "core": comparison.core_steps(page)}
    return render(request, "practices/adoption/start.html", context, status=400 if form.errors else 200)


def of_school(action: Action) -> Callable:
    """The view of an adoption for those with a right in its school; for all others it is not there (404)."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @login_required
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, uid: str, **kwargs: object) -> HttpResponse:
            adoption = Adoption.objects.with_names().filter(uid=uid).first()
            if adoption is None or not policy.may(request.user, action, adoption):
                raise Http404
            return view(request, adoption, **kwargs)

        return guarded

    return decorate


@login_required
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """What the reader's schools use of others, and who uses theirs."""
    places = policy.own_organisations(request.user, Action.VIEW, Thing.ADOPTION)
    rows = Adoption.objects.kept().with_names().filter(school__in=places).order_by("-state_on", "-pk")
    rows, years = of_year(request, ByDay("began_on"), rows)
    context = {
        "adoptions": rows,
        "years": years,
        "schools": own_schools(request),
        "by_others": Adoption.objects.public()
        .with_names()
        .filter(practice__owner_organisation__in=places)
        .order_by("-state_on", "-pk")[:50],
        "questions": asking.visible_to(request.user).filter(addressee__in=places, answered=False).count()
        if places
        else 0,
    }
    return render(request, "practices/adoption/mine.html", context)


@of_school(Action.VIEW)
def adoption(request: HttpRequest, adoption: Adoption) -> HttpResponse:
    events = list(adoption.events.select_related("by", "undone_by"))
    context = {
        "adoption": adoption,
        "practice": adoption.practice,
        "events": events[::-1],
        "adaptations": adoption.adaptations.kept(),
        "next_states": [ADOPTION_STATES[key] for key in NEXT_STATES[adoption.state]],
        "may_edit": policy.may(request.user, Action.EDIT, adoption),
        "may_confirm": policy.may(request.user, Action.CERTIFY, adoption) and not adoption.is_public,
        "last_said": keeping.last_said(adoption),
        "core": comparison.core_steps(adoption.practice),
        "writing_url": reverse("writing:overview", args=[adoption.own_page.slug])
        if adoption.own_page
        else "",
        "thanks": Thanks.objects.filter(adoption=adoption).first(),
        "thanks_form": ThanksForm(),
        "spells": history.spells(events, adoption.known_until, timezone.localdate()),
    }
    return render(request, "practices/adoption/adoption.html", context)


@of_school(Action.EDIT)
def state(request: HttpRequest, adoption: Adoption, to: str) -> HttpResponse:
    """Say how it stands. Trying and using take one press; stopping asks why."""
    if to != "withdrawn" and to not in NEXT_STATES[adoption.state]:
        if request.method == "POST" and to in ADOPTION_STATES:
            messages.warning(request, _("Somebody has changed this meanwhile. Please look again."))
            return redirect("adoption:adoption", uid=adoption.uid)
        raise Http404
    at_once = request.method == "POST" and "day" not in request.POST and to not in {"stopped"}
    form = StateForm(None if at_once else request.POST or None, adoption=adoption, state=to)
    if at_once or (request.method == "POST" and form.is_valid()):
        data = {} if at_once else form.cleaned_data
        try:
            keeping.change(
                adoption,
                to,
                request.user,
                day=data.get("day"),
                reason=data.get("reason", ""),
                text=data.get("text", ""),
            )
        except keeping.RefusedError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Noted. You can take it back below."))
        if to == "withdrawn":
            return redirect("adoption:mine")
        return redirect("adoption:adoption", uid=adoption.uid)
    context = {"adoption": adoption, "form": form, "to": to, "term": ADOPTION_STATES[to]}
    return render(request, "practices/adoption/state.html", context, status=400 if form.errors else 200)


@of_school(Action.EDIT)
@require_POST
def undo(request: HttpRequest, adoption: Adoption, pk: int) -> HttpResponse:
    event = get_object_or_404(adoption.events, pk=pk)
    try:
        keeping.undo(adoption, event, by=request.user)
    except keeping.RefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Taken back. It stays in the history."))
    return redirect("adoption:adoption", uid=adoption.uid)


@of_school(Action.CERTIFY)
@require_POST
def confirm(request: HttpRequest, adoption: Adoption) -> HttpResponse:
    keeping.confirm(adoption, by=request.user)
    messages.success(request, _("Confirmed. It is now shown on the practice's page."))
    return redirect("adoption:adoption", uid=adoption.uid)


@links.opened_by(telling.CONFIRM)
def confirm_by_link(request: HttpRequest, link: OneTimeLink) -> HttpResponse:
    """A director confirms from the letter. Opening the link does nothing yet."""
    adoption = Adoption.objects.with_names().filter(pk=link.subject_pk).first()
    person = link.person
    if adoption is None or person is None or not policy.may(person, Action.CERTIFY, adoption):
        raise Http404
    done = adoption.is_public
    if request.method == "POST" and not done:
        with transaction.atomic():
            if links.use(link):
                keeping.confirm(adoption, by=person)
        adoption.refresh_from_db()
        done = True
    context = {"adoption": adoption, "practice": adoption.practice, "done": done}
    return render(request, "practices/adoption/confirm_by_link.html", context)


@of_school(Action.EDIT)
@require_POST
def still(request: HttpRequest, adoption: Adoption) -> HttpResponse:
    """Nothing has changed: said by one press."""
    said = "waiting" if adoption.state == "intent" else "same"
    if adoption.state in OPEN_STATES:
        pulses.answer(adoption, said, request.user)
        messages.success(request, _("Thank you. It holds until we ask again."))
    return redirect("adoption:adoption", uid=adoption.uid)


@links.opened_by(telling.PULSE)
def pulse(request: HttpRequest, link: OneTimeLink) -> HttpResponse:
    """The answer to a letter, without signing in. Opening the link says nothing yet."""
    asked = PulseQuestion.objects.filter(pk=link.subject_pk).first()
    adoption = Adoption.objects.with_names().filter(pk=asked.adoption_id).first() if asked else None
    if adoption is None or not (link.person and policy.may(link.person, Action.VIEW, adoption)):
        raise Http404
    done = adoption.state not in OPEN_STATES
    form = PulseForm(request.POST or None, adoption=adoption)
    if request.method == "POST" and not done and form.is_valid():
        data = form.cleaned_data
        with transaction.atomic():
            if links.use(link):
                pulses.answer(
                    adoption,
                    data["answer"],
                    link.person,
                    reason=data["reason"],
                    text=data["text"],
                    by_link=True,
                )
        adoption.refresh_from_db()
        done = True
    context = {"adoption": adoption, "practice": adoption.practice, "form": form, "done": done}
    return render(request, "practices/adoption/pulse.html", context, status=400 if form.errors else 200)


@of_school(Action.EDIT)
def details(request: HttpRequest, adoption: Adoption) -> HttpResponse:
    form = DetailsForm(request.POST or None, adoption=adoption)
    if request.method == "POST" and form.is_valid():
        try:
            keeping.describe(adoption, request.user, **form.cleaned_data)
        except keeping.RefusedError as error:
            form.add_error("learned_from", str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("adoption:adoption", uid=adoption.uid)
    context = {"adoption": adoption, "form": form}
    return render(request, "practices/adoption/details.html", context, status=400 if form.errors else 200)


@of_school(Action.EDIT)
def adapt(request: HttpRequest, adoption: Adoption, pk: int | None = None) -> HttpResponse:
    """Describe a change, or correct its description."""
    kept = adoption.adaptations.kept()
    instance = get_object_or_404(kept, pk=pk) if pk else Adaptation(adoption=adoption)
    form = AdaptationForm(request.POST or None, instance=instance)
    if request.method == "POST" and form.is_valid():
        keeping.adapt(adoption, form.save(commit=False), by=request.user)
        messages.success(request, _("Saved. Others see it on the practice's page."))
        return redirect("adoption:adoption", uid=adoption.uid)
    context = {
        "adoption": adoption,
        "form": form,
        "core": comparison.core_steps(adoption.practice),
        "pk": pk,
    }
    return render(request, "practices/adoption/adapt.html", context, status=400 if form.errors else 200)


@of_school(Action.EDIT)
@require_POST
def unadapt(request: HttpRequest, adoption: Adoption, pk: int) -> HttpResponse:
    keeping.unadapt(get_object_or_404(adoption.adaptations.kept(), pk=pk), by=request.user)
    messages.success(request, _("Removed."))
    return redirect("adoption:adoption", uid=adoption.uid)


@of_school(Action.EDIT)
@require_POST
def fork(request: HttpRequest, adoption: Adoption) -> HttpResponse:
    """Begin the school's own version as a draft."""
    try:
        page = forking.fork(adoption, by=request.user)
    except keeping.RefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            _("Your draft %(reference)s is begun. Where it comes from is kept.")
            % {"reference": page.reference},
        )
        if not page.live:
            return redirect("writing:overview", reference=page.slug)
    return redirect("adoption:adoption", uid=adoption.uid)


# What everybody sees


def adopters(request: HttpRequest, reference: str) -> HttpResponse:
    """All schools that use a practice: the tree, what they changed, why some stopped, how long it lasts."""
    page = published(reference)
    family = families.family_of(page)
    curve = family.curve()
    began = timezone.localdate(page.first_published_at) if page.first_published_at else timezone.localdate()
    context = {
        "practice": page,
        "family": family,
        "tree": charts.tree(family, began) if family.members else None,
        "curve": curve,
        "curve_chart": charts.survival(curve) if curve.schools else None,
        "marks": [
            (days, curve.share_at(days), curve.at_risk(days))
            for days in (30, 90, 180, 365, 730)
            if days <= max(curve.longest, 180)
        ],
    }
    return render(request, "practices/adoption/adopters.html", context)


@never_cache
def compare(request: HttpRequest, reference: str, uid: str) -> HttpResponse:
    """The practice and the version of one school, side by side."""
    page = published(reference)
    adoption = get_object_or_404(Adoption.objects.with_names(), practice=page, uid=uid)
    inside = policy.may(request.user, Action.VIEW, adoption)
    if not (adoption.is_public or inside):
        raise Http404
    own = adoption.own_page
    if own and not (own.live or inside):
        own = None
    if own and not own.live:
        own = own.get_latest_revision_as_object()
    origin = adoption.version.as_object() if adoption.version else page
    context = {
        "practice": page,
        "adoption": adoption,
        "own": own,
        "parts": comparison.side_by_side(origin, own, list(adoption.adaptations.kept())),
        "core": comparison.core_steps(origin),
        "changed_since": bool(adoption.version_id) and adoption.version_id != page.live_revision_id,
    }
    return render(request, "practices/adoption/compare.html", context)


# Questions


@login_required
@never_cache
@limited("ask_practice", per_hour=20, methods=("POST",))
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    page = published(reference)
    schools = [
        school
        for school in policy.own_organisations(request.user, Action.CREATE, Thing.QUESTION)
        if school.kind == Kind.SCHOOL and school.pk != page.owner_organisation_id
    ]
    if not schools:
        context = {"practice": page, "existing": [], "is_own": bool(own_schools(request)), "asking": True}
        return render(request, "practices/adoption/not_for_you.html", context)
    school_form = SchoolForm(request.POST or None, schools=schools)
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and school_form.is_valid():
        school = school_form.cleaned_data["school"]
        if asking.asked_today(school) >= asking.MOST_A_DAY:
            form.add_error(None, _("Your school has asked enough for today. Please go on tomorrow."))
        else:
            question = asking.ask(page, school, form.cleaned_data["text"], by=request.user)
            messages.success(
                request, _("Your question is on its way. You get a letter when there is an answer.")
            )
            return redirect("adoption:question", uid=question.uid)
    context = {
        "practice": page,
        "form": form,
        "school_form": school_form,
        "addressee": asking.addressee(page),
    }
    return render(request, "practices/adoption/ask.html", context, status=400 if form.errors else 200)


@login_required
@never_cache
def questions(request: HttpRequest) -> HttpResponse:
    rows = asking.visible_to(request.user)
    context = {"rows": Paginator(rows, 20).get_page(request.GET.get("page"))}
    return render(request, "practices/adoption/questions.html", context)


@login_required
@never_cache
@limited("answer_practice", per_hour=60, methods=("POST",))
def question(request: HttpRequest, uid: str) -> HttpResponse:
    """One question with its answers, for both sides."""
    found = get_object_or_404(asking.visible_to(request.user), uid=uid)
    may_reply = asking.may_reply(found, request.user)
    form = MessageForm(request.POST or None)
    if request.method == "POST":
        if not may_reply:
            raise Http404
        if form.is_valid():
            asking.reply(found, form.cleaned_data["text"], by=request.user)
            messages.success(request, _("Sent."))
            return redirect("adoption:question", uid=uid)
    context = {
        "question": found,
        "thread": found.messages.select_related("organisation"),
        "form": form,
        "may_reply": may_reply,
    }
    return render(request, "practices/adoption/question.html", context, status=400 if form.errors else 200)
