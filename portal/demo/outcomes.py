"""What the demonstration's past events led to: adoptions with everything that came after the day."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.utils import timezone

from events.models import ExchangeEventPage, Intent, IntentQuestion, Turnout
from organisations.models import Organisation
from practices.models import Adoption, AdoptionEvent, PracticePage

Kind = AdoptionEvent.Kind

#: Of each past event, by its place in the list: the schools that came with how many people; guests last.
TURNOUTS = [
    {
        **dict.fromkeys([2, 4, 9, 12, 16, 21, 25, 29, 33, 40, 46, 50, 57, 63, 70, 77, 84, 90], 3),
        **dict.fromkeys([27, 31, 52, 60, 95, 102], 5),
        None: 14,
    },
    {**dict.fromkeys([5, 11, 18, 24, 36, 42, 55, 61, 66], 4), None: 9},
    {},
]

#: Place of the event, number of its practice, school, how it went: state and days after the event.
WISHES: list[tuple[int, int, int, list[tuple[str, int]]]] = [
    (0, 19, 4, [("trying", 6), ("using", 60)]),
    (0, 19, 9, [("trying", 10), ("using", 62)]),
    (0, 19, 12, [("trying", 15)]),
    (0, 19, 21, [("trying", 20)]),
    (0, 19, 40, []),
    (0, 19, 52, [("trying", 12), ("stopped", 44)]),
    (0, 18, 4, [("trying", 30)]),
    (0, 18, 29, [("trying", 9), ("using", 61)]),
    (0, 18, 60, []),
    (0, 18, 102, [("withdrawn", 2)]),
    (0, 20, 16, [("trying", 18)]),
    (0, 20, 27, []),
    (0, 20, 95, [("stopped", 33)]),
    (1, 16, 5, [("trying", 12)]),
    (1, 16, 24, []),
    (1, 17, 24, [("trying", 20)]),
    (1, 17, 61, []),
    (1, 17, 66, []),
    (2, 21, 33, []),
    (2, 24, 7, []),
]
REASONS = {
    52: ("people", "ครูที่รับผิดชอบย้ายกลางภาคเรียน ไม่มีใครรับช่วงการโทรตอนเช้า (สมมุติ)"),
    95: ("not-begun", "ยังตกลงกับโรงพยาบาลเรื่องคนรับไม่ได้ จึงไม่ได้เริ่ม (สมมุติ)"),
}
#: Schools that have not answered since: shown as not known.
SILENT = {40, 60}


def load(practices: Mapping[int, PracticePage], schools: Mapping[int, Organisation]) -> None:
    """As if the schools had said all this in time; nobody gets a letter."""
    now = timezone.now()
    events = list(
        ExchangeEventPage.objects.filter(is_demo=True, ends_at__lt=now, state="recorded").order_by(
            "starts_at"
        )
    )[: len(TURNOUTS)]
    turnouts = [
        Turnout(event=event, school=schools[number] if number else None, people=people)
        for event, counts in zip(events, TURNOUTS, strict=False)
        for number, people in counts.items()
    ]
    Turnout.objects.bulk_create(turnouts)
    for place, practice, school, states in WISHES:
        if place < len(events):
            wish(events[place], practices[practice], schools[school], school, states)


def wish(
    event: ExchangeEventPage,
    practice: PracticePage,
    school: Organisation,
    number: int,
    states: Iterable[tuple[str, int]],
) -> None:
    began, today = timezone.localdate(event.starts_at), timezone.localdate()
    passed = (today - began).days
    happened = [(state, days) for state, days in states if days <= passed]
    called_off = any(state == "withdrawn" for state, _days in happened)
    confirmed = None if called_off or passed < 14 else began + timedelta(days=3)
    adoption, is_new = Adoption.objects.get_or_create(
        practice=practice,
        school=school,
        defaults={
            "via": "event",
            "version": practice.live_revision,
            "version_on": began,
            "confirmed_on": confirmed,
            "is_demo": True,
        },
    )
    if not is_new:
        return
    told = [AdoptionEvent(adoption=adoption, kind=Kind.STATE, state="intent", day=began)]
    if confirmed:
        told.append(AdoptionEvent(adoption=adoption, kind=Kind.CONFIRM, day=confirmed))
    for state, days in happened:
        reason, text = REASONS.get(number, ("", "")) if state == "stopped" else ("", "")
        told.append(
            AdoptionEvent(
                adoption=adoption,
                kind=Kind.STATE,
                state=state,
                day=began + timedelta(days=days),
                reason=reason,
                text=text,
                by_link=True,
            )
        )
    AdoptionEvent.objects.bulk_create(told)
    adoption.follow_events()
    intent = Intent.objects.create(
        event=event,
        adoption=adoption,
        said_at=event.starts_at + timedelta(hours=5),
        told_on=began,
        is_demo=True,
    )
    ask(intent, number, passed, happened)


def ask(intent: Intent, number: int, passed: int, happened: list[tuple[str, int]]) -> None:
    """The question after 30 days, with its answer unless the school is silent."""
    if passed < 30 or any(state == "withdrawn" for state, _days in happened):
        return
    day = timezone.localdate(intent.event.ends_at) + timedelta(days=30)
    early = [state for state, days in happened if days <= 33]
    answer = {"stopped": "no", "trying": "tried"}.get(early[-1] if early else "", "not-yet")
    answered = number not in SILENT and day < timezone.localdate()
    IntentQuestion.objects.create(
        intent=intent,
        days=30,
        asked_on=day,
        answer=answer if answered else "",
        answered_on=day + timedelta(days=1) if answered else None,
    )
    if answered and answer == "not-yet":
        AdoptionEvent.objects.create(
            adoption=intent.adoption, kind=Kind.ANSWER, day=day + timedelta(days=1), by_link=True
        )
        intent.adoption.follow_events()
