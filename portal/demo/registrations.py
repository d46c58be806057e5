"""Who has registered for the demonstration's next event: nearly full, with a waiting list."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from events.models import Attendee, ExchangeEventPage, Places, Registration
from organisations.models import Organisation

State = Registration.State

#: School's number, people, state, hours since it took its turn.
TEAMS = [
    (27, 4, State.CONFIRMED, 190),
    (3, 3, State.CONFIRMED, 171),
    (14, 2, State.CANCELLED, 170),
    (31, 4, State.CONFIRMED, 150),
    (52, 5, State.CONFIRMED, 120),
    (60, 3, State.CONFIRMED, 97),
    (75, 3, State.CONFIRMED, 70),
    # Two places are free; the first team in line is three: nobody overtakes it.
    (8, 3, State.WAITING, 40),
    (19, 2, State.WAITING, 22),
    (44, 1, State.WAITING, 5),
    (45, 2, State.UNCONFIRMED, 2),
]
NAMES = ["ปรุง", "อรุณ", "มานะ", "ชูใจ", "วีระ"]
POSITIONS = ["ผู้อำนวยการโรงเรียน", "ครู", "ครูแนะแนว", "ครู", "ครูผู้ช่วย"]
MEALS = ["normal", "normal", "halal", "vegetarian", "normal"]


def add(schools: Mapping[int, Organisation], mail_domain: str) -> None:
    """For the event with open registration; its letters are left out."""
    event = ExchangeEventPage.objects.filter(is_demo=True, state="open").order_by("starts_at").first()
    if event is None:
        return
    now = timezone.now()
    teacher = User.objects.filter(email=f"teacher@{mail_domain}").first()
    people = []
    for order, (number, size, state, hours) in enumerate(TEAMS, start=1):
        queued = now - timedelta(hours=hours)
        own = number == 27
        registration = Registration.objects.create(
            code=f"DEM9{order:04}".replace("0", "A").replace("1", "B"),
            event=event,
            state=state,
            person=teacher if own else None,
            email=teacher.email if own and teacher else f"team{order}@{mail_domain}",
            organisation=schools[number],
            organisation_name=schools[number].name,
            size=size,
            consent_at=queued,
            created_at=queued,
            queued_at=None if state == State.UNCONFIRMED else queued,
            confirmed_at=queued if state in {State.CONFIRMED, State.CANCELLED} else None,
            ended_at=now if state == State.CANCELLED else None,
            is_demo=True,
        )
        people += [
            Attendee(
                registration=registration,
                number=n + 1,
                prefix="นางสาว" if n % 2 else "นาย",
                name=f"{NAMES[n]} สมมุติ{order}",
                position=POSITIONS[n],
                group="directors" if n == 0 else "teachers",
                meal=MEALS[n],
            )
            for n in range(size)
        ]
    Attendee.objects.bulk_create(people)
    taken = sum(size for _number, size, state, _hours in TEAMS if state == State.CONFIRMED)
    Places.objects.filter(event=event).update(taken=taken)
