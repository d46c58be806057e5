"""The reviewers' screens, and the one that a letter's link leads to."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import links
from accounts.models import OneTimeLink
from accounts.ratelimit import limited
from media.models import PortalImage
from media.papers import paper_download
from organisations import policy
from organisations.pages import NotPublishableError
from organisations.policy import Action, Thing
from practices.models import PracticePage, Standing, StepState
from practices.review import afterwards, deeds, forms, line, queue
from practices.review.deeds import LINK_PURPOSE
from practices.review.difference import differences, passages
from practices.review.obstacles import in_words
from practices.review.situation import Situation
from practices.review.states import Deed, State
from vcare.review import COMPONENTS, MENDING_DAYS, band, final_points

View = Callable[..., HttpResponseBase]

SETTLED = _("Somebody was quicker, or the text has changed since you read it. Please look again.")


def for_practice(view: View) -> View:
    """The view of a practice that one may see before it is published; for others it isn't there (404)."""

    @login_required
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, reference: str, **kwargs: Any) -> HttpResponseBase:
        page = (
            PracticePage.objects.select_related("owner_organisation", "standing")
            .filter(reference__iexact=reference)
            .first()
        )
        if page is None or not policy.may(request.user, Action.VIEW, page):
            raise Http404
        return view(request, page, **kwargs)

    return guarded


@login_required
@never_cache
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for the person who asks, or everything that they see."""
    everything = request.GET.get("all") == "1"
    steps = queue.in_sight(request.user) if everything else queue.mine(request.user)
    context = queue.QueueFilter(request.GET).results(steps)
    context["items"] = queue.rows(context["rows"])
    context["everything"] = everything
    context["coordinates"] = policy.may(request.user, Action.COORDINATE, Thing.SCHOOL_PRACTICE)
    return render(request, "practices/review/waiting.html", context)


@login_required
@never_cache
def reminders(request: HttpRequest) -> HttpResponse:
    """What is overdue, each with a text to copy into LINE."""
    if not policy.may(request.user, Action.COORDINATE, Thing.SCHOOL_PRACTICE):
        raise Http404
    context = {"texts": line.reminders(queue.in_sight(request.user), request.user)}
    return render(request, "practices/review/reminders.html", context)


@for_practice
def practice(request: HttpRequest, page: PracticePage) -> HttpResponse:
    """Where a practice stands, what was said about it, and what one can do."""
    return render(request, "practices/review/practice.html", describe(page, request.user))


def describe(page: PracticePage, person: Any) -> dict[str, Any]:
    """What the screens about a practice show of it."""
    situation = Situation(page)
    newest = page.get_latest_revision_as_object()
    before = situation.submitted_before()
    return {
        "page": page,
        "newest": newest,
        "situation": situation,
        "deeds": situation.deeds(person),
        "passages": passages(newest),
        "pictures": pictures(newest),
        "changes": differences(before.as_object(), newest) if before else None,
        "history": situation.history(),
        "obstacles": in_words(newest) if situation.review in {State.DRAFT, State.RETURNED} else [],
        "assessments": assessments(situation, person),
        "coordinates": policy.may(person, Action.COORDINATE, page),
        "line_text": line.about(situation),
    }


def pictures(page: PracticePage) -> list[PortalImage]:
    return list(PortalImage.objects.filter(pk__in=page.pictures()))


def assessments(situation: Situation, person: Any) -> dict[str, Any]:
    """What reviewers said at the last content step, as far as the person may see it.

    Nobody sees a level before all that were asked for are in; the writer reads remarks, not names.
    """
    step = next((row for row in situation.history() if row.assessments.in_force().exists()), None)
    if step is None:
        return {}
    rows = list(step.assessments.in_force().select_related("reviewer").order_by("pk"))
    submitted = [row for row in rows if row.submitted_at]
    settled = step.status != StepState.STATUS_IN_PROGRESS
    found: dict[str, Any] = {
        "step": step,
        "rows": rows,
        "settled": settled,
        "names": policy.may(person, Action.COORDINATE, situation.page)
        or any(row.reviewer_id == person.pk for row in rows),
    }
    if settled and len(submitted) >= 2:
        points = final_points([row.marks for row in submitted])
        found |= {
            "points": points,
            "band": band(points),
            "components": [
                (
                    part,
                    [row.levels.get(part.key) for row in submitted],
                    [row.remarks[part.key] for row in submitted if row.remarks.get(part.key)],
                )
                for part in COMPONENTS
            ],
        }
    return found


@for_practice
@require_safe
def preview(request: HttpRequest, page: PracticePage) -> HttpResponseBase:
    """The newest version as visitors would see it."""
    return as_visitors_see(request, page)


def as_visitors_see(request: HttpRequest, page: PracticePage) -> HttpResponseBase:
    request.is_preview = True
    response = page.get_latest_revision_as_object().serve(request)
    response["X-Robots-Tag"] = "noindex"
    return response


@for_practice
@require_safe
def difference(request: HttpRequest, page: PracticePage) -> HttpResponse:
    """What changed since the practice was sent back, or since it was published."""
    situation = Situation(page)
    before = situation.submitted_before()
    if before is None:
        raise Http404
    newest = page.get_latest_revision_as_object()
    context = {"page": page, "changes": differences(before.as_object(), newest), "before": before}
    return render(request, "practices/review/difference.html", context)


@for_practice
@require_safe
def paper(request: HttpRequest, page: PracticePage, pk: int) -> HttpResponseBase:
    """The signed paper, for those who might have recorded it."""
    if not policy.may(request.user, Action.COORDINATE, page):
        raise Http404
    step = get_object_or_404(
        StepState.objects.select_related("paper"),
        paper=pk,
        workflow_state__object_id=str(page.pk),
    )
    return paper_download(step.paper.file, f"signed-{step.paper.pk}")


# One screen for every deed: a form, a button, a word when it is done.


@dataclass(frozen=True)
class Screen:
    """What the screen of a deed asks and says."""

    title: str | Promise
    button: str | Promise
    said: str | Promise
    do: Callable[[PracticePage, Any, Any], object]
    form: type[forms.DeedForm] = forms.DeedForm
    lead: str | Promise = ""
    template: str = "practices/review/deed.html"


def seen(form: forms.DeedForm) -> int | None:
    return form.cleaned_data["seen"]


def do_certify(page: PracticePage, person: Any, form: Any) -> None:
    deeds.certify(page, person, seen=seen(form))


def do_paper(page: PracticePage, person: Any, form: Any) -> None:
    deeds.certify(page, person, seen=seen(form), paper=form.save())


def do_check(page: PracticePage, person: Any, form: Any) -> None:
    deeds.check(page, person, seen=seen(form), note=form.cleaned_data["note"])


def do_publish(page: PracticePage, person: Any, form: Any) -> None:
    deeds.publish(page, person, seen=seen(form), note=form.cleaned_data["note"])


def do_return(page: PracticePage, person: Any, form: Any) -> None:
    deeds.send_back(page, person, form.back(), seen=seen(form))


def do_assign(page: PracticePage, person: Any, form: Any) -> None:
    deeds.assign(page, person, form.cleaned_data["reviewers"])


def do_assess(page: PracticePage, person: Any, form: Any) -> None:
    deeds.assess(page, person, **form.answers())


def do_select(page: PracticePage, person: Any, form: Any) -> None:
    afterwards.select(page, person, form.cleaned_data["because"])


def do_unselect(page: PracticePage, person: Any, form: Any) -> None:
    afterwards.unselect(page, person, form.cleaned_data["because"])


def do_retire(page: PracticePage, person: Any, form: Any) -> None:
    data = form.cleaned_data
    afterwards.withdraw(page, person, gone=data["gone"], because=data["because"], successor=data["successor"])


def do_hide(page: PracticePage, person: Any, form: Any) -> None:
    afterwards.withdraw(page, person, gone=Standing.Gone.HIDDEN, because=form.cleaned_data["because"])


SCREENS: dict[Deed, Screen] = {
    Deed.SUBMIT: Screen(
        _("Hand in for certification"),
        _("Hand in"),
        _("Handed in. You get a letter when somebody has read it."),
        lambda page, person, form: deeds.submit(page, person),
        lead=_("The director reads it first, then the office. While it is being read you cannot change it."),
    ),
    Deed.RECALL: Screen(
        _("Take back"),
        _("Take back"),
        _("It is a draft again."),
        lambda page, person, form: deeds.recall(page, person),
        lead=_("It becomes a draft again. You can hand it in anew at any time."),
    ),
    Deed.CERTIFY: Screen(
        _("Certify for the school"),
        _("Certify"),
        _("Certified. It is with the office now."),
        do_certify,
        lead=_("You stand for what it says and that no child can be recognised."),
    ),
    Deed.CERTIFY_ON_PAPER: Screen(
        _("Record a signature on paper"),
        _("Record the signature"),
        _("Recorded. It goes on to the check of personal data."),
        do_paper,
        forms.PaperForm,
        lead=_("Only if the director has signed the paper. Its picture is kept and can be asked for."),
    ),
    Deed.CHECK: Screen(
        _("Personal data and completeness"),
        _("Pass on to the supervisors"),
        _("Checked. The supervisors read it now."),
        do_check,
        forms.CheckForm,
    ),
    Deed.ASSIGN: Screen(
        _("Choose who reads"),
        _("Save"),
        _("Saved. New reviewers have got a letter."),
        do_assign,
        forms.AssignForm,
    ),
    Deed.ASSESS: Screen(
        _("Assess the content"),
        _("Hand in the assessment"),
        _("Thank you. Your assessment is in."),
        do_assess,
        forms.AssessForm,
        template="practices/review/assess.html",
    ),
    Deed.PUBLISH: Screen(
        _("Approve publication"),
        _("Publish"),
        _("Published. The school has got a letter."),
        do_publish,
        forms.NoteForm,
        lead=_("Everybody can read it at once."),
    ),
    Deed.RETURN: Screen(
        _("Send back to be mended"),
        _("Send back"),
        _("Sent back. The writer has got a letter with your words."),
        do_return,
        forms.ReturnForm,
    ),
    Deed.SELECT: Screen(
        _("Select as a model"),
        _("Select as a model"),
        _("Selected. The school has got a letter."),
        do_select,
        forms.BecauseForm,
        lead=_("A badge with your reason stands on the page and in lists."),
    ),
    Deed.UNSELECT: Screen(
        _("End the selection"),
        _("End the selection"),
        _("The badge is gone. The practice stays published."),
        do_unselect,
        forms.BecauseForm,
    ),
    Deed.RENEW: Screen(
        _("Still valid"),
        _("Confirm"),
        _("Confirmed. It is read again in two years."),
        lambda page, person, form: afterwards.renew(page, person),
        lead=_("You have read it and it still holds. It is read again in two years."),
    ),
    Deed.RETIRE: Screen(
        _("Withdraw from visitors"),
        _("Withdraw"),
        _("Withdrawn. Its address says so to visitors; the text is kept."),
        do_retire,
        forms.RetireForm,
    ),
    Deed.RESTORE: Screen(
        _("Publish again"),
        _("Publish again"),
        _("Visitors can read it again."),
        lambda page, person, form: afterwards.restore(page, person),
        lead=_("Visitors get the version that they read before."),
    ),
    Deed.HIDE: Screen(
        _("Hide at once"),
        _("Hide at once"),
        _("Hidden. Pages, lists and search no longer show it."),
        do_hide,
        forms.BecauseForm,
        lead=_("For danger to a child. It vanishes from pages, lists and search at once."),
    ),
}


@limited("review", per_minute=60, methods=("POST",))
@for_practice
def deed(request: HttpRequest, page: PracticePage, deed: Deed) -> HttpResponse:
    """Ask what a deed needs, then do it."""
    situation = Situation(page)
    screen = SCREENS[deed]
    if not situation.may(request.user, deed):
        if request.method == "POST" and deeds.could(situation, request.user, deed):
            messages.error(request, SETTLED)
            return redirect("review:practice", reference=page.reference.lower())
        raise Http404
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = screen.form(*sent, situation=situation, person=request.user)
    if request.method == "POST" and form.is_valid():
        done = attempt(request, form, partial(screen.do, page, request.user, form))
        if done:
            messages.success(request, screen.said)
        if done or not form.errors:
            return redirect("review:practice", reference=page.reference.lower())
    context = {
        **describe(page, request.user),
        "form": form,
        "screen": screen,
        "deed": deed,
        "mending_days": MENDING_DAYS,
    }
    return render(request, screen.template, context)


def attempt(request: HttpRequest, form: Any, do: Callable[[], object]) -> bool:
    """Do it and say whether that went well; what stands in the way is said on the form or the next screen."""
    try:
        do()
    except (deeds.SettledError, deeds.NotAllowedError):
        messages.error(request, SETTLED)
        return False
    except deeds.IncompleteError as error:
        for text in error.lines:
            form.add_error(None, text)
        return False
    except NotPublishableError as error:
        for text in error.messages:
            form.add_error(None, text)
        return False
    return True


# The letter's link


@links.opened_by(LINK_PURPOSE)
def link(request: HttpRequest, link: OneTimeLink) -> HttpResponse:
    """A director reads, certifies or returns without signing in."""
    page = page_behind(link)
    if page is None:
        return links.closed(request, "", LINK_PURPOSE)
    situation = Situation(page)
    person = link.person
    back = forms.ReturnForm(
        request.POST if "return" in request.POST else None, situation=situation, person=person
    )
    plain = forms.DeedForm(
        request.POST if "certify" in request.POST else None, situation=situation, person=person
    )
    if request.method == "POST":
        if "certify" in request.POST and plain.is_valid():
            do = partial(deeds.certify, page, person, seen=seen(plain), link=link)
            if attempt(request, plain, do):
                return render(request, "practices/review/link_done.html", {"page": page, "certified": True})
        elif "return" in request.POST and back.is_valid():
            do = partial(deeds.send_back, page, person, back.back(), seen=seen(back), link=link)
            if attempt(request, back, do):
                return render(request, "practices/review/link_done.html", {"page": page, "certified": False})
    context = {
        **describe(page, person),
        "form": back,
        "plain": plain,
        "returning": "return" in request.POST,
        "token": request.resolver_match.kwargs["token"],
        "director": person,
    }
    return render(request, "practices/review/link.html", context)


@links.opened_by(LINK_PURPOSE)
def link_preview(request: HttpRequest, link: OneTimeLink) -> HttpResponseBase:
    """The whole practice as visitors would see it."""
    page = page_behind(link)
    if page is None:
        return links.closed(request, "", LINK_PURPOSE)
    return as_visitors_see(request, page)


def page_behind(link: OneTimeLink) -> PracticePage | None:
    """The practice of a link, if its reader may still decide about it at this very step."""
    page = PracticePage.objects.select_related("owner_organisation").filter(pk=int(link.subject_pk)).first()
    if page is None or link.person is None:
        return None
    situation = Situation(page)
    step = situation.step
    if step is None or step.pk != link.data.get("step") or not situation.may(link.person, Deed.CERTIFY):
        return None
    return page
