"""Letters that follow an event: to the school's director what colleagues want to try, to the school what became of it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts import links, mail
from accounts.models import User
from accounts.notices import notify
from events.models import ASKED_AFTER, Intent, IntentQuestion
from organisations import policy
from organisations.models import Organisation
from organisations.policy import Action
from practices.adoption import pulse, telling
from practices.models import Adoption, PulseQuestion
from vcare.adoption import OPEN_STATES

#: Purposes of the links in letters.
DECIDE, ASK = "event-intents", "event-follow-up"

#: The director is told once the school has said nothing more for so long: one letter instead of five.
QUIET = timedelta(hours=1)

#: How long a question's link works, and until how many days after its time a question is still asked.
LINK_DAYS = 60
LATE_DAYS = 30


def thai_path(name: str, *args: object) -> str:
    with override("th"):
        return reverse(name, args=args)


def tell_directors() -> int:
    """One letter for each school and event about what its director has not been told yet; how many."""
    rows = (
        Intent.objects.undecided()
        .filter(told_on=None)
        .select_related("event", "adoption__school__office", "adoption__practice")
        .order_by("event", "adoption__school", "pk")
    )
    told = 0
    for _key, group in groupby(rows, key=lambda row: (row.event_id, row.adoption.school_id)):
        intents = list(group)
        if max(row.said_at for row in intents) > timezone.now() - QUIET:
            continue
        told += _tell_director(intents)
    return told


@transaction.atomic
def _tell_director(intents: list[Intent]) -> bool:
    keys = [row.pk for row in intents]
    untold = Intent.objects.filter(pk__in=keys, told_on=None)
    if untold.update(told_on=timezone.localdate()) != len(keys):
        # Somebody else is at it; whatever is left comes with the next round.
        transaction.set_rollback(True)
        return False
    event, school = intents[0].event, intents[0].school
    for person in telling.confirmers(school):
        token = links.make(DECIDE, event, person.email, person=person, school=school.pk)
        notify(
            [person],
            "events/mail/intents",
            path=thai_path("adoption:mine"),
            link_path=thai_path("exchange:decide", token),
            event=event,
            school=school.name,
            practices=[row.practice.title for row in intents],
        )
    return True


def declined(intent: Intent) -> None:
    """Whoever wanted to try it hears that the director does not stand by it."""
    context = {"event": intent.event, "school": intent.school.name, "practice": intent.practice.title}
    for email, person in speakers(intent).items():
        write("events/mail/intent_declined", email, person, path=intent.practice.get_url() or "", **context)


def write(template: str, email: str, person: User | None, **context: object) -> None:
    """To somebody with an account also in the portal."""
    if person:
        notify([person], template, **context)
    else:
        mail.send(template, email, **context)


def speakers(intent: Intent) -> dict[str, User | None]:
    """Who pressed the button and may still speak for the school: addresses, with the person where there is one."""
    found: dict[str, User | None] = {}
    for voice in intent.voices.select_related("registration", "person"):
        person = voice.person
        if person is None and voice.registration:
            found.setdefault(voice.registration.email.lower(), None)
        elif person and person.is_active and policy.may(person, Action.EDIT, intent.adoption):
            found[person.email.lower()] = person
    return found


# What became of it


def follow_up(today: date | None = None) -> int:
    """Ask schools 30 and 90 days later, each once, in one letter to each who is asked; how many questions."""
    today = today or timezone.localdate()
    asked = 0
    for days in ASKED_AFTER:
        due = due_intents(days, today)
        for _key, group in groupby(due, key=lambda row: (row.event_id, row.adoption.school_id)):
            asked += _ask(list(group), days, today)
    return asked


def due_intents(days: int, today: date) -> list[Intent]:
    """Those to be asked after so many days that nobody has asked, those of a school together."""
    first = today - timedelta(days=days + LATE_DAYS)
    last = today - timedelta(days=days)
    rows = (
        Intent.objects.going()
        .filter(adoption__state__in=OPEN_STATES, adoption__practice__live=True)
        .filter(event__ends_at__date__lte=last, said_at__date__lte=last)
        .filter(Q(event__ends_at__date__gt=first) | Q(said_at__date__gt=first))
        .exclude(questions__days=days)
        .select_related("event", "adoption__school__office", "adoption__practice")
        .order_by("event", "adoption__school", "pk")
    )
    return list(rows)


@transaction.atomic
def _ask(intents: list[Intent], days: int, today: date) -> int:
    """One school about all it wanted of an event; how many questions were asked."""
    lines: dict[str, list[tuple[Intent, str]]] = defaultdict(list)
    people: dict[str, User | None] = {}
    asked = 0
    for intent in intents:
        question, is_new = IntentQuestion.objects.get_or_create(intent=intent, days=days)
        if not is_new or was_heard_lately(intent.adoption, today):
            continue
        recipients = speakers(intent) or {
            person.email.lower(): person for person in telling.school_people(intent.school)
        }
        if not recipients:
            continue
        question.asked_on = today
        question.save(update_fields=["asked_on"])
        stand_for_pulse(intent.adoption, today)
        people |= recipients
        for email, person in recipients.items():
            token = links.make(ASK, question, email, person=person, days=LINK_DAYS)
            lines[email].append((intent, thai_path("exchange:what_became", token)))
        asked += 1
    for email, rows in lines.items():
        _write_question(email, people[email], rows, days)
    return asked


def _write_question(email: str, person: User | None, rows: Iterable[tuple[Intent, str]], days: int) -> None:
    rows = list(rows)
    intent = rows[0][0]
    write(
        "events/mail/follow_up",
        email,
        person,
        path=thai_path("adoption:mine") if person else "",
        event=intent.event,
        school=intent.school.name,
        days=days,
        again=next((later for later in ASKED_AFTER if later > days), None),
        questions=[(row.practice.title, link_path) for row, link_path in rows],
    )


def was_heard_lately(adoption: Adoption, today: date) -> bool:
    """Whether the school has just told, or was just asked by the regular question."""
    since = today - timedelta(days=pulse.EARLY_DAYS)
    told = adoption.heard_on > adoption.began_on and adoption.heard_on >= since
    return told or adoption.pulses.filter(asked_on__gte=since).exists()


def stand_for_pulse(adoption: Adoption, today: date) -> None:
    """The letter stands for the regular question of these days: nobody is asked twice."""
    if adoption.confirmed_on is None:
        return
    soon = today + timedelta(days=pulse.EARLY_DAYS)
    due = pulse.question_of_today(adoption.used_from or adoption.began_on, adoption.heard_on, soon)
    if due:
        PulseQuestion.objects.get_or_create(
            adoption=adoption, due_on=due, defaults={"asked_on": today, "reminded_on": today}
        )


def undecided_of(event_pk: str, school: Organisation) -> list[Intent]:
    """What a director has still to say something about."""
    rows = Intent.objects.undecided().filter(event=event_pk, adoption__school=school)
    return list(rows.select_related("event", "adoption__school", "adoption__practice__owner_organisation"))


def answer(question: IntentQuestion, said: str) -> bool:
    """Keep the first answer; False if a colleague was faster."""
    rows = IntentQuestion.objects.filter(pk=question.pk, answer="")
    return bool(rows.update(answer=said, answered_on=timezone.localdate()))
