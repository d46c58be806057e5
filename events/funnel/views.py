"""What schools say after an event: what they want to try, whether the director stands by it, what became of it."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts import links
from accounts.models import OneTimeLink
from accounts.ratelimit import limited
from events.funnel import letters, wishes
from events.funnel.forms import DecisionForm, FollowUpForm
from events.funnel.wishes import Speaker
from events.models import ExchangeEventPage, IntentQuestion
from events.numbers import number_of
from events.registration.keys import by_key
from organisations import policy
from organisations.models import Organisation
from organisations.policy import Action
from practices.adoption import keeping, pulses
from practices.models import PracticePage
from vcare.adoption import OPEN_STATES

#: Presses in a minute from one address: a hall full of people shares one network.
A_HALL = 600

#: What an answer says in the words of the regular question.
SAYS = {
    IntentQuestion.Answer.TRIED: "same",
    IntentQuestion.Answer.NOT_YET: "waiting",
    IntentQuestion.Answer.NO: "stopped",
}


@limited("event_try", per_minute=A_HALL)
@never_cache
def try_signed_in(request: HttpRequest, reference: str) -> HttpResponse:
    """The practices of an event; whoever is signed in speaks for their schools that have a place there."""
    event = get_object_or_404(ExchangeEventPage.objects.published(), slug=reference)
    person = request.user if request.user.is_authenticated else None
    schools = wishes.schools_of(event, person) if person else []
    speakers = [Speaker(school, person=person) for school in schools]
    return wishes_page(request, event, speakers, reverse("exchange:try", args=[reference]))


@limited("event_try", per_minute=A_HALL)
@never_cache
def try_by_link(request: HttpRequest, key: str) -> HttpResponse:
    """The same by the link of a registration, for people without an account."""
    registration = by_key(key)
    if registration is None or not registration.has_place:
        raise Http404
    school = wishes.school_of(registration)
    speakers = [Speaker(school, registration=registration)] if school else []
    address = reverse("exchange:own_try", args=[key])
    response = wishes_page(request, registration.event, speakers, address, is_own=True)
    # The address opens something: it stays with its reader.
    response["Referrer-Policy"] = "same-origin"
    return response


def wishes_page(
    request: HttpRequest,
    event: ExchangeEventPage,
    speakers: list[Speaker],
    address: str,
    *,
    is_own: bool = False,
) -> HttpResponse:
    if request.method == "POST":
        return said(request, event, speakers, address)
    is_open = wishes.is_open(event)
    context = {
        "event": event,
        "is_open": is_open,
        "is_own": is_own,
        "groups": [(speaker.school, wishes.cards(event, speaker)) for speaker in speakers],
        "presented": event.presented().order_by("title", "pk"),
        "sign_in": f"{reverse('account_login')}?next={address}",
    }
    return render(request, "events/funnel/try.html", context)


def said(
    request: HttpRequest, event: ExchangeEventPage, speakers: list[Speaker], address: str
) -> HttpResponse:
    """One press. It says what is meant, so that pressing twice by mistake does no harm."""
    speaker = next((row for row in speakers if str(row.school.pk) == request.POST.get("school")), None)
    practice = PracticePage.objects.filter(pk=number_of(request.POST.get("practice", ""))).first()
    if speaker is None or practice is None:
        raise Http404
    try:
        if request.POST.get("want") == "0":
            if wishes.take_back(event, practice, speaker):
                messages.success(request, _("Taken back."))
            else:
                messages.success(request, _("Taken back. A colleague of your school still wants to try it."))
        else:
            wishes.say(event, practice, speaker)
            messages.success(request, _("Noted: your school wants to try it."))
    except (wishes.NotOpenError, keeping.RefusedError) as refused:
        messages.warning(request, str(refused))
    return redirect(f"{address}#practice-{practice.pk}")


@links.opened_by(letters.DECIDE)
def decide(request: HttpRequest, link: OneTimeLink) -> HttpResponse:
    """A director says yes or no to what colleagues want to try, without signing in."""
    event = ExchangeEventPage.objects.select_related("host").filter(pk=link.subject_pk).first()
    school = Organisation.objects.filter(pk=link.data.get("school")).first()
    if event is None or school is None or link.person is None:
        raise Http404
    person = link.person
    intents = [
        row
        for row in letters.undecided_of(event.pk, school)
        if policy.may(person, Action.CERTIFY, row.adoption)
    ]
    form = DecisionForm(request.POST if request.method == "POST" else None, intents=intents)
    if request.method == "POST" and intents and form.is_valid():
        with transaction.atomic():
            if links.use(link):
                for intent, stands in form.decided():
                    if stands:
                        keeping.confirm(intent.adoption, by=person)
                    else:
                        refuse(intent, person)
        return render(
            request, "events/funnel/decided.html", {"event": event, "school": school, "rows": form.decided()}
        )
    context = {
        "event": event,
        "school": school,
        "form": form,
        "rows": [(row, form[f"intent-{row.pk}"]) for row in intents],
    }
    return render(request, "events/funnel/decide.html", context, status=400 if form.errors else 200)


def refuse(intent, person) -> None:
    try:
        keeping.decline(intent.adoption, by=person)
    except keeping.RefusedError:
        # It was confirmed or taken back a moment ago: what was said first holds.
        return
    letters.declined(intent)


@links.opened_by(letters.ASK)
def follow_up(request: HttpRequest, link: OneTimeLink) -> HttpResponse:
    """What became of it, by one press from the letter. Opening the link says nothing yet."""
    rows = IntentQuestion.objects.select_related(
        "intent__event", "intent__adoption__school", "intent__adoption__practice__owner_organisation"
    )
    question = rows.filter(pk=link.subject_pk).first()
    if question is None:
        raise Http404
    intent, adoption = question.intent, question.intent.adoption
    if link.person and not policy.may(link.person, Action.EDIT, adoption):
        raise Http404
    done = bool(question.answer) or not intent.is_going or adoption.state not in OPEN_STATES
    form = FollowUpForm(request.POST if request.method == "POST" else None, question=question)
    if request.method == "POST" and not done and form.is_valid():
        data = form.cleaned_data
        with transaction.atomic():
            if links.use(link) and letters.answer(question, data["answer"]):
                pulses.answer(
                    adoption,
                    SAYS[IntentQuestion.Answer(data["answer"])],
                    link.person,
                    reason=data["reason"],
                    text=data["text"],
                    by_link=True,
                )
        adoption.refresh_from_db()
        done = True
    context = {
        "question": question,
        "event": intent.event,
        "adoption": adoption,
        "practice": adoption.practice,
        "form": form,
        "done": done,
        "person": link.person,
    }
    return render(request, "events/funnel/follow_up.html", context, status=400 if form.errors else 200)
