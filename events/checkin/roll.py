"""The people of an event, and who of them is there."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from content.templatetags.thai import thai_date, thai_time
from events.checkin import door, tickets
from events.checkin.names import rank
from events.models import Attendance, Attendee, ExchangeEventPage, Registration
from events.models.registration import groups
from vcare.collation import name_sort_key

#: Teams on one screen; whoever is not among them is searched for.
SHOWN = 40
#: People whom one search lists.
FOUND = 30


@dataclass(frozen=True)
class Session:
    """A row of the programme, as the door knows it."""

    id: str
    day: date
    label: str


def sessions(event: ExchangeEventPage) -> list[Session]:
    first = door.days(event)[0]
    return [
        Session(
            str(block.id),
            block.value["day"] or first,
            f"{block.value['time_from']:%H.%M} {block.value['topic']}",
        )
        for block in event.programme
        if block.id
    ]


@dataclass(frozen=True)
class Person:
    attendee: Attendee
    attendance: Attendance | None

    @property
    def keeper(self) -> str:
        """At which desk they were checked in."""
        return keeper_name(self.attendance) if self.attendance else ""


@dataclass(frozen=True)
class Team:
    registration: Registration
    people: list[Person]

    @property
    def present(self) -> int:
        return sum(person.attendance is not None for person in self.people)

    @property
    def all_present(self) -> bool:
        return self.present == len(self.people)


def time_of(attendance: Attendance | None) -> str:
    """When somebody came, for sheets; empty for who did not."""
    if attendance is None:
        return ""
    return _("entered later") if attendance.is_late else thai_time(attendance.checked_at)


def keeper_name(attendance: Attendance) -> str:
    if attendance.door:
        return attendance.door.name
    return attendance.by.get_full_name() if attendance.by else attendance.device


def present(event: ExchangeEventPage, day: date, session: str = "") -> dict[int, Attendance]:
    """Who is there, by the person's key."""
    rows = Attendance.objects.of_event(event).standing().on(day, session)
    return {row.attendee_id: row for row in rows.select_related("by", "door")}


def coming(event: ExchangeEventPage) -> list[Registration]:
    """The teams that have a place, with their people, in the order of the Thai alphabet."""
    rows = event.registrations.coming().prefetch_related("attendees")
    return sorted(rows, key=lambda row: (name_sort_key(row.organisation_name), row.pk))


def teams(event: ExchangeEventPage, day: date, session: str = "", query: str = "") -> list[Team]:
    """Those who have a place: whom a query finds, best answers first, or those still missing somebody first."""
    there = present(event, day, session)
    found = []
    for registration in coming(event):
        people = [Person(row, there.get(row.pk)) for row in registration.attendees.all()]
        team = Team(registration, people)
        if query:
            place = _rank(query, team)
            if place >= 0:
                found.append((place, team))
        else:
            found.append((int(team.all_present), team))
    found.sort(key=lambda pair: pair[0])
    return [team for _place, team in found]


def _rank(query: str, team: Team) -> int:
    code = query.replace(" ", "").upper()
    if code == team.registration.code:
        return 0
    ranks = [
        rank(query, person.attendee.prefix, person.attendee.name, team.registration.organisation_name)
        for person in team.people
    ]
    return min((place for place in ranks if place >= 0), default=-1)


@dataclass(frozen=True)
class Numbers:
    present: int
    expected: int
    #: Group, present, expected.
    groups: list[tuple[str, int, int]]


def numbers(event: ExchangeEventPage, day: date, session: str = "") -> Numbers:
    """How many are there of those who have a place, all and by group."""
    people = Attendee.objects.filter(registration__in=event.registrations.coming()).values_list("pk", "group")
    there = present(event, day, session)
    expected = Counter(group for _pk, group in people)
    came = Counter(group for pk, group in people if pk in there)
    return Numbers(
        sum(came.values()),
        sum(expected.values()),
        [(str(label), came[group], expected[group]) for group, label in groups() if expected[group]],
    )


def session_numbers(event: ExchangeEventPage) -> list[tuple[Session, int]]:
    """The sessions in which people were checked in, with how many."""
    rows = Attendance.objects.of_event(event).standing().exclude(session="").values_list("session")
    came = dict(rows.order_by().annotate(n=Count("attendee", distinct=True)))
    return [(row, came[row.id]) for row in sessions(event) if row.id in came]


def latest(event: ExchangeEventPage, day: date, session: str = "", most: int = 10) -> QuerySet[Attendance]:
    """Who came in last, the very last first."""
    rows = Attendance.objects.of_event(event).standing().on(day, session)
    return rows.select_related("attendee__registration", "by", "door").order_by("-checked_at", "-pk")[:most]


# What a phone takes along


def version(event: ExchangeEventPage) -> str:
    """Changes with the list of people."""
    rows = event.registrations.order_by("pk", "attendees__pk").values_list(
        "pk", "state", "organisation_name", "attendees__pk", "attendees__prefix", "attendees__name"
    )
    return hashlib.sha256(repr((event.state, list(rows))).encode()).hexdigest()[:16]


def for_phone(event: ExchangeEventPage) -> dict[str, Any]:
    """As little as the door needs: names, teams and hashes of their tickets; no address, no number, no meal."""
    rows = event.registrations.prefetch_related("attendees").order_by("pk")
    listed, refused = [], {}
    for team in rows:
        team.event = event
        people = list(team.attendees.all())
        own = [*tickets.hashes(team), tickets.hashed(team.code)]
        if team.state == Registration.State.CONFIRMED:
            listed.append(
                {
                    "organisation": team.organisation_name,
                    "hashes": own,
                    "people": [
                        {
                            "id": person.pk,
                            "prefix": person.prefix,
                            "name": person.name,
                            "group": person.group,
                            "hashes": tickets.hashes(team, person),
                        }
                        for person in people
                    ],
                }
            )
        else:
            for known in [*own, *(hashed for row in people for hashed in tickets.hashes(team, row))]:
                refused[known] = team.state
    return {
        "reference": event.slug,
        "title": event.local_title,
        "opens": Attendance.opens_at(event).isoformat(),
        "forget": (event.ends_at + door.LINK_AFTER).isoformat(),
        "cancelled": event.state == event.State.CANCELLED,
        "days": [day.isoformat() for day in door.days(event)],
        "sessions": [
            {"id": row.id, "day": row.day.isoformat(), "label": row.label} for row in sessions(event)
        ],
        "groups": {key: str(label) for key, label in groups()},
        "teams": listed,
        "refused": refused,
        "version": version(event),
    }


def changes(event: ExchangeEventPage, since: datetime | None) -> list[list[Any]]:
    """What happened to attendances since a moment: person, session, day, when, whether it stands, where."""
    rows = Attendance.objects.of_event(event).select_related("by", "door").order_by("changed_at", "pk")
    if since:
        rows = rows.filter(changed_at__gte=since)
    return [
        [
            row.attendee_id,
            row.session,
            row.day.isoformat(),
            row.checked_at.isoformat(),
            row.stands,
            keeper_name(row),
        ]
        for row in rows
    ]


# The attendance sheet


def sheet(event: ExchangeEventPage) -> Iterator[list[object]]:
    """One line for each person who has a place, heading first; a column for each day."""
    event_days = door.days(event)
    there = {day: present(event, day) for day in event_days}
    yield [
        _("No."),
        _("Prefix"),
        _("Name and surname"),
        _("Position"),
        _("Organisation"),
        _("Group"),
        *(_came_on(day, len(event_days)) for day in event_days),
        _("Note on the person"),
    ]
    number = 0
    for team in coming(event):
        for person in team.attendees.all():
            number += 1
            yield [
                number,
                person.prefix,
                person.name,
                person.position,
                team.organisation_name,
                person.get_group_display(),
                *(time_of(there[day].get(person.pk)) for day in event_days),
                _("came without a registration") if team.walk_in else "",
            ]


def _came_on(day: date, of_days: int) -> str:
    return _("Came at") if of_days == 1 else _("Came on %(day)s") % {"day": thai_date(day)}
