"""What schools want to try of what they saw: one press says it, the same press takes it back.

The intent is an adoption like any other: not public before the school's director stands by it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from events.models import OPEN_DAYS, ExchangeEventPage, Intent, Registration, Voice
from organisations import policy
from organisations.models import Kind, Organisation
from organisations.policy import Action, Thing
from practices.adoption import keeping
from practices.models import Adoption, PracticePage

#: What a card says and lets somebody do.
FREE, MINE, OURS, SETTLED, BEFORE, DECLINED, OWN = (
    "free",
    "mine",
    "ours",
    "settled",
    "before",
    "declined",
    "own",
)


class NotOpenError(Exception):
    """It can't be said now, or not of this practice; the message says why, in the reader's language."""


@dataclass(frozen=True)
class Speaker:
    """Who presses the button: a team by the link of its registration, or somebody who is signed in."""

    school: Organisation
    registration: Registration | None = None
    person: User | None = None

    def of(self) -> dict[str, object]:
        """What marks this one's voice."""
        return {"person": self.person} if self.person else {"registration": self.registration, "person": None}


@dataclass(frozen=True)
class Card:
    """A practice presented, as it stands for a school."""

    practice: PracticePage
    state: str
    adoption: Adoption | None = None

    @property
    def may_say(self) -> bool:
        return self.state in {FREE, OURS}

    @property
    def may_take_back(self) -> bool:
        return self.state == MINE


def is_open(event: ExchangeEventPage, now: datetime | None = None) -> bool:
    """From the beginning of the event until the first question what became of it."""
    now = now or timezone.now()
    until = event.ends_at + timedelta(days=OPEN_DAYS)
    return event.live and event.state != event.State.CANCELLED and event.starts_at <= now <= until


def school_of(registration: Registration) -> Organisation | None:
    """The school for which a team with a place speaks."""
    school = registration.organisation
    speaks = school and school.kind == Kind.SCHOOL and school.closed_on is None
    return school if speaks and registration.has_place else None


def schools_of(event: ExchangeEventPage, person: User) -> list[Organisation]:
    """The schools with a place at the event in whose name a person takes over practices."""
    rows = policy.own_organisations(person, Action.CREATE, Thing.ADOPTION)
    here = set(
        event.registrations.filter(
            state=Registration.State.CONFIRMED, organisation__in=[row.pk for row in rows]
        ).values_list("organisation", flat=True)
    )
    return [row for row in rows if row.kind == Kind.SCHOOL and row.pk in here]


def open_for(person: User) -> QuerySet[ExchangeEventPage]:
    """The events at which a person's schools have a place and may say now what they want to try."""
    now = timezone.now()
    rows = policy.own_organisations(person, Action.CREATE, Thing.ADOPTION)
    schools = [row.pk for row in rows if row.kind == Kind.SCHOOL]
    if not schools:
        return ExchangeEventPage.objects.none()
    places = Registration.objects.filter(state=Registration.State.CONFIRMED, organisation__in=schools)
    return (
        ExchangeEventPage.objects.live()
        .filter(
            pk__in=places.values("event"), starts_at__lte=now, ends_at__gte=now - timedelta(days=OPEN_DAYS)
        )
        .exclude(state=ExchangeEventPage.State.CANCELLED)
        .defer_streamfields()
        .order_by("-starts_at", "-pk")
    )


def cards(event: ExchangeEventPage, speaker: Speaker) -> list[Card]:
    """The practices presented, in the order of their titles."""
    practices = list(event.presented().order_by("title", "pk"))
    adoptions = {
        row.practice_id: row for row in Adoption.objects.filter(school=speaker.school, practice__in=practices)
    }
    intents = {row.adoption_id: row for row in event.intents.filter(adoption__in=list(adoptions.values()))}
    mine = set(Voice.objects.filter(intent__event=event, **speaker.of()).values_list("intent", flat=True))
    found = []
    for practice in practices:
        adoption = adoptions.get(practice.pk)
        intent = intents.get(adoption.pk) if adoption else None
        state = _state(practice, adoption, intent, speaker, mine)
        found.append(Card(practice, state, adoption))
    return found


def _state(
    practice: PracticePage,
    adoption: Adoption | None,
    intent: Intent | None,
    speaker: Speaker,
    mine: set[int],
) -> str:
    if keeping.own_practice(practice, speaker.school):
        return OWN
    if adoption is None:
        return FREE
    if intent is None:
        return FREE if adoption.state == "withdrawn" else BEFORE
    if intent.ended_on or adoption.state == "withdrawn":
        return DECLINED
    spoke = intent.pk in mine
    if adoption.state != "intent":
        return SETTLED
    if adoption.confirmed_on and not (spoke and speaker.person and _stands_by(adoption, speaker.person)):
        return SETTLED
    return MINE if spoke else OURS


def _stands_by(adoption: Adoption, person: User) -> bool:
    return adoption.confirmed_by_id == person.pk


@transaction.atomic
def say(event: ExchangeEventPage, practice: PracticePage, speaker: Speaker) -> Intent:
    """The school wants to try it; said by several, it counts once. Raises NotOpenError."""
    before = _card(event, practice, speaker)
    if before.state == MINE:
        return Intent.objects.get(event=event, adoption=before.adoption)
    if not before.may_say:
        raise NotOpenError(_("Somebody has changed this meanwhile. Please look again."))
    begins_anew = before.adoption is not None and before.adoption.state == "withdrawn"
    adoption = keeping.start(practice, speaker.school, by=speaker.person, via="event", tells=False)
    if begins_anew:
        earlier = Intent.objects.filter(adoption=adoption, ended_on=None).exclude(event=event)
        earlier.update(ended_on=timezone.localdate())
    intent, _is_new = Intent.objects.get_or_create(event=event, adoption=adoption)
    Voice.objects.get_or_create(intent=intent, **speaker.of())
    log(intent, "events.want", user=speaker.person, data={"practice": practice.reference})
    return intent


@transaction.atomic
def take_back(event: ExchangeEventPage, practice: PracticePage, speaker: Speaker) -> bool:
    """One voice less; with the last one the intent is gone, and True is returned. Raises NotOpenError."""
    before = _card(event, practice, speaker)
    if before.state in {FREE, OURS}:
        return False
    if not before.may_take_back:
        raise NotOpenError(_("Somebody has changed this meanwhile. Please look again."))
    intent = Intent.objects.select_for_update().get(event=event, adoption=before.adoption)
    Voice.objects.filter(intent=intent, **speaker.of()).delete()
    log(intent, "events.unwant", user=speaker.person, data={"practice": practice.reference})
    if intent.voices.exists():
        return False
    keeping.change(intent.adoption, "withdrawn", speaker.person)
    intent.delete()
    return True


def _card(event: ExchangeEventPage, practice: PracticePage, speaker: Speaker) -> Card:
    """How it stands now; until the transaction ends nobody changes it."""
    if not is_open(event):
        raise NotOpenError(_("The time to say what you want to try has passed."))
    Adoption.objects.select_for_update().filter(practice=practice, school=speaker.school).first()
    found = {card.practice.pk: card for card in cards(event, speaker)}
    if practice.pk not in found:
        raise NotOpenError(_("This practice was not presented here."))
    return found[practice.pk]
