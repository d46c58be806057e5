"""Who came to the demonstration's events: the past ones as their records count them, today's as the morning goes."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import cycle

from django.utils import timezone

from events.models import Attendance, Attendee, ExchangeEventPage, Places, Registration
from organisations.models import Organisation

#: Groups as the record of an event counts them; pupils are never named.
GROUPS = {
    "directors": "ผู้อำนวยการโรงเรียน",
    "teachers": "ครู",
    "supervisors": "ศึกษานิเทศก์",
    "partner_people": "ผู้ประสานงานภาคี",
    "parents": "ผู้แทนผู้ปกครอง",
}
NAMES = ["ปรุง", "อรุณ", "มานะ", "ชูใจ", "วีระ", "มานี", "สมาน", "ดวงใจ", "ปิติ", "จันทนา", "เพียร", "สุดา"]
#: People of a team, and those of every team who registered and stayed away.
TEAM, AWAY_EVERY = 4, 11
#: People who registered for what is running today, and how many of their teams are still on the way.
TODAY, LATE_TEAMS = {"directors": 8, "teachers": 34, "partner_people": 2}, 3


def people_of(event: ExchangeEventPage) -> list[str]:
    """The group of each person who was there."""
    counted = {group: getattr(event, group) or 0 for group in GROUPS}
    if not any(counted.values()) and event.is_running:
        counted = TODAY
    return [group for group, n in counted.items() for _person in range(n)]


def add(
    schools: Mapping[int, Organisation], partners: Mapping[int, Organisation], office: Organisation
) -> None:
    events = ExchangeEventPage.objects.filter(is_demo=True, starts_at__lte=timezone.now()).order_by("pk")
    for event in events.exclude(state="cancelled"):
        _add_to(event, cycle(schools.values()), cycle(partners.values()), office)


def _add_to(
    event: ExchangeEventPage, schools: Iterator[Organisation], partners: Iterator[Organisation], office
) -> None:
    groups = people_of(event)
    # People are missing one by one where it is over, whole teams where the morning still goes on.
    away = [] if event.is_running else groups[AWAY_EVERY - 1 :: AWAY_EVERY]
    teams: list[tuple[Registration, list[tuple[str, bool]]]] = []
    # Directors and teachers travel together; the others come from their own organisation.
    inside = [(g, True) for g in groups if g in {"directors", "teachers"}] + [
        (g, False) for g in away if g in {"directors", "teachers"}
    ]
    step = max(1, -(-len(inside) // TEAM))
    for n in range(step):
        if members := inside[n::step]:
            teams.append((_team(event, next(schools), members), members))
    for group, host in (("supervisors", None), ("partner_people", partners), ("parents", schools)):
        others = [(g, True) for g in groups if g == group] + [(g, False) for g in away if g == group]
        for start in range(0, len(others), TEAM):
            members = others[start : start + TEAM]
            teams.append((_team(event, next(host) if host else office, members), members))
    if event.is_running:
        late = teams[-LATE_TEAMS:]
        teams[-LATE_TEAMS:] = [(team, [(group, False) for group, _came in members]) for team, members in late]
    for order, (team, _members) in enumerate(teams, start=1):
        team.code = f"DE{event.pk % 100:02}{order:04}".translate(str.maketrans("01", "AB"))
        team.email = f"event{event.pk}-{order}@demo.example"
    Registration.objects.bulk_create([team for team, _members in teams])
    rows: list[tuple[Attendee, bool]] = []
    for order, (team, members) in enumerate(teams):
        for number, (group, came) in enumerate(members, start=1):
            person = Attendee(
                registration=team,
                number=number,
                prefix="นาย" if (order + number) % 2 else "นางสาว",
                name=f"{NAMES[(order * 5 + number * 7) % len(NAMES)]} สมมุติ{order * TEAM + number}",
                position=GROUPS[group],
                group=group,
            )
            rows.append((person, came))
    Attendee.objects.bulk_create([person for person, _came in rows])
    Attendance.objects.bulk_create(_days(event, [person for person, came in rows if came]))
    Places.objects.update_or_create(
        event=event,
        defaults={"capacity": event.capacity, "taken": min(len(rows), event.capacity or len(rows))},
    )


def _team(event: ExchangeEventPage, of: Organisation, members: list[tuple[str, bool]]) -> Registration:
    asked = event.starts_at - timedelta(days=20)
    return Registration(
        event=event,
        state=Registration.State.CONFIRMED,
        organisation=of,
        organisation_name=of.name,
        size=len(members),
        consent_at=asked,
        created_at=asked,
        queued_at=asked,
        confirmed_at=asked,
        is_demo=True,
    )


def _days(event: ExchangeEventPage, people: list[Attendee]) -> Iterator[Attendance]:
    """Each day until today, in the half hour around the beginning; never later than now."""
    now = timezone.now()
    day: datetime = event.starts_at
    while day <= min(event.ends_at, now):
        for number, person in enumerate(people):
            at = min(day + timedelta(seconds=number * 17 - 1500), now)
            yield Attendance(
                event=event,
                attendee=person,
                day=timezone.localdate(day),
                checked_at=at,
                recorded_at=at,
                changed_at=at,
                device="โต๊ะ 1" if number % 2 else "โต๊ะ 2",
                is_demo=True,
            )
        day += timedelta(days=1)
