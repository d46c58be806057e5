"""Registering a team: through the form, by letter, over the capacity, at the same moment."""

import os
import sqlite3
import subprocess
import sys
import threading
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core import mail as outbox
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events import desk_tabs
from events.models import Attendee, ExchangeEventPage, Places, Registration, SessionChoice, SessionPlaces
from events.registration import deeds, reminding
from events.registration.keys import key_of
from networks import robots
from organisations import policy
from organisations.models import Role
from tests.factories import (
    ExchangeEventPageFactory,
    MembershipFactory,
    OfficeFactory,
    SchoolFactory,
)

pytestmark = pytest.mark.django_db
State = Registration.State


@pytest.fixture(autouse=True)
def _nobody_is_too_fast(monkeypatch):
    monkeypatch.setattr("networks.robots.FASTEST", 0)


@pytest.fixture
def place(event_index):
    office = OfficeFactory()
    school = SchoolFactory(office=office)
    event = ExchangeEventPageFactory(
        parent=event_index,
        host=office,
        state="open",
        capacity=3,
        mode="hybrid",
        online_url="https://meet.example.org/x",
    )
    teacher = MembershipFactory(organisation=school, role=Role.TEACHER).person
    officer = MembershipFactory(organisation=office, role=Role.OFFICER).person
    return SimpleNamespace(office=office, school=school, event=event, teacher=teacher, officer=officer)


def team(event, people: int = 1, email: str = "team@example.org", **fields) -> Registration:
    """A team that took its turn."""
    registration = Registration(event=event, email=email, organisation_name="โรงเรียนสมมุติ", **fields)
    rows = [{"prefix": "นาย", "name": f"สมมุติ ทดสอบ{n}", "group": "teachers"} for n in range(people)]
    return deeds.write_down(registration, rows, verified=True)


def sent(event, client, people=1, **fields):
    """The form as somebody fills it in."""
    address = reverse("exchange:register", args=[event.slug])
    ticket = client.get(address).context["form"]["ticket"].initial
    data = {"ticket": ticket, "organisation_name": "ชมรมสมมุติ", "consent": "on"}
    data |= {"people-TOTAL_FORMS": people, "people-INITIAL_FORMS": 0}
    for n in range(people):
        data |= {
            f"people-{n}-prefix": "นางสาว",
            f"people-{n}-name": f"สมมุติ ผู้ร่วม{n}",
            f"people-{n}-group": "teachers",
        }
    return client.post(address, {**data, **fields})


def state(registration: Registration) -> str:
    registration.refresh_from_db()
    return registration.state


def subjects() -> list[str]:
    return [letter.subject for letter in outbox.outbox]


# The form


def test_whoever_is_signed_in_has_a_place_at_once(client, place):
    client.force_login(place.teacher)
    response = sent(place.event, client, people=2, organisation=place.school.pk, organisation_name="")
    found = Registration.objects.get()
    assert response.url == reverse("exchange:own", args=[key_of(found)])
    assert (found.state, found.size, found.person, found.organisation) == (
        State.CONFIRMED,
        2,
        place.teacher,
        place.school,
    )
    page = client.get(response.url).text
    for word in (found.code, "https://meet.example.org/x", "สมมุติ ผู้ร่วม1", "data:image/png", "หอประชุมสมมุติ"):
        assert word in page
    letter = outbox.outbox[-1]
    assert found.code in letter.body
    assert key_of(found) in letter.body
    calendar = [part for part, kind in letter.alternatives if kind.startswith("text/calendar")]
    assert "METHOD:REQUEST" in calendar[0]
    assert 'method="REQUEST"' in letter.message().as_string()


def test_anybody_else_confirms_by_letter_and_the_link_alone_does_nothing(client, place):
    response = sent(place.event, client, email="Somebody@Example.org")
    assert response.url == reverse("exchange:sent", args=[place.event.slug])
    found = Registration.objects.get()
    own = reverse("exchange:own", args=[key_of(found)])
    assert own in outbox.outbox[-1].body
    assert "meet.example.org" not in outbox.outbox[-1].body
    assert "meet.example.org" not in client.get(own).text
    assert (state(found), Places.taken_of(place.event)) == (State.UNCONFIRMED, 0)
    client.post(reverse("exchange:confirm", args=[key_of(found)]))
    client.post(reverse("exchange:confirm", args=[key_of(found)]))
    assert (state(found), Places.taken_of(place.event)) == (State.CONFIRMED, 1)


def test_nobody_fills_a_strangers_inbox(client, place):
    for _letter in range(4):
        response = sent(place.event, client, email="stranger@example.org")
    assert set(response.context["form"].errors) == {"email"}
    assert len(outbox.outbox) == 3


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("people-0-prefix", "ด.ช."),
        ("people-0-prefix", "เด็กหญิง"),
        ("people-0-name", "เด็กชายสมมุติ ทดสอบ"),
        ("people-0-name", ""),
        ("people-0-group", "pupils"),
        ("email", "x"),
        ("organisation_name", ""),
        ("consent", ""),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_nothing_is_lost(client, place, name, value):
    response = sent(place.event, client, **{"email": "a@example.org", "phone": "081-234-5678", name: value})
    assert response.status_code == 400
    assert "081-234-5678" in response.text
    assert not Registration.objects.exists()


def test_rows_come_and_go_without_javascript(client, place):
    response = sent(place.event, client, people=2, add="1")
    assert len(response.context["people"]) == 3
    assert not response.context["form"].is_bound
    response = sent(place.event, client, people=2, remove="0")
    assert [person["name"].value() for person in response.context["people"]] == ["สมมุติ ผู้ร่วม1"]


def test_sent_twice_counts_once(client, place):
    client.force_login(place.teacher)
    ticket = robots.new_ticket(team(place.event).uid)
    sent(place.event, client, ticket=ticket)
    assert Registration.objects.count() == 1


def test_an_answer_that_is_required_is_asked_for_and_kept(client, place):
    place.event.questions = [("question", {"text": "มากี่คัน", "required": True})]
    place.event.save_revision().publish()
    question = ExchangeEventPage.objects.get(pk=place.event.pk).questions[0].id
    assert sent(place.event, client, email="a@example.org").status_code == 400
    sent(place.event, client, email="a@example.org", **{f"question-{question}": "สองคัน"})
    assert Registration.objects.get().answers == {question: "สองคัน"}


def test_shows_what_the_team_should_know_first(client, place, event_index):
    team(place.event, email=place.teacher.email)
    other = ExchangeEventPageFactory(
        parent=event_index, host=place.office, state="open", starts_at=place.event.starts_at
    )
    client.force_login(place.teacher)
    assert len(sent(place.event, client).context["form"].conflicts) == 1
    assert place.event.title in sent(other, client).context["form"].conflicts[0]
    assert sent(place.event, client, anyway="on").status_code == 302


def test_a_person_is_not_registered_twice_unawares(client, place):
    client.force_login(place.teacher)
    sent(place.event, client)
    other = Client()
    other.force_login(place.officer)
    assert "ผู้ร่วม0" in sent(place.event, other).context["form"].conflicts[0]


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "planned"},
        {"state": "cancelled", "cancelled_reason": "ฝน"},
        {"registration_opens_at": timezone.now() + timedelta(hours=1)},
        {"registration_closes_at": timezone.now() - timedelta(hours=1)},
        {"starts_at": timezone.now() - timedelta(hours=1)},
    ],
)
def test_open_only_by_state_and_clock(client, event_index, fields):
    event = ExchangeEventPageFactory(parent=event_index, **{"state": "open", **fields})
    address = reverse("exchange:register", args=[event.slug])
    assert address not in client.get(event.url).text
    client.post(address, {"email": "a@example.org"})
    assert '<form class="form"' not in client.get(address).text
    assert not Registration.objects.exists()


# Full


def test_the_line_is_strict_and_teams_are_not_split(place):
    first, big, small = team(place.event, 2), team(place.event, 2), team(place.event, 1)
    assert [state(row) for row in (first, big, small)] == [State.CONFIRMED, State.WAITING, State.WAITING]
    deeds.cancel(first)
    # Both fit now, in their order.
    assert [state(row) for row in (big, small)] == [State.OFFERED, State.OFFERED]
    assert Places.taken_of(place.event) == 3
    assert any("มีที่นั่งว่างแล้ว" in subject for subject in subjects())


def test_nobody_behind_the_first_is_asked_if_it_does_not_fit(place):
    first, big, small = team(place.event, 3), team(place.event, 3), team(place.event, 1)
    deeds.change(first, [{"prefix": "นาย", "name": "สมมุติ เดียว", "group": "teachers"}])
    assert [state(row) for row in (big, small)] == [State.WAITING, State.WAITING]
    assert Places.taken_of(place.event) == 1


def test_a_held_place_lapses_and_goes_to_the_next(client, place):
    first, second, third = team(place.event, 3), team(place.event, 3), team(place.event, 2)
    deeds.cancel(first)
    Registration.objects.filter(pk=second.pk).update(offered_until=timezone.now() - timedelta(minutes=1))
    response = client.post(reverse("exchange:take", args=[key_of(second)]), follow=True)
    assert "หมดเวลา" in response.text
    assert (state(second), state(third)) == (State.LAPSED, State.OFFERED)
    client.post(reverse("exchange:take", args=[key_of(third)]))
    assert (state(third), Places.taken_of(place.event)) == (State.CONFIRMED, 2)


def test_the_recurring_job_moves_lists_up(place):
    first, second, third = team(place.event, 3), team(place.event, 3), team(place.event, 2)
    deeds.cancel(first)
    Registration.objects.filter(pk=second.pk).update(offered_until=timezone.now() - timedelta(minutes=1))
    assert reminding.move_lists_up() == 1
    assert state(third) == State.OFFERED
    assert reminding.move_lists_up() == 0


def test_a_hold_ends_when_registration_does(place):
    closes = timezone.now() + timedelta(hours=2)
    place.event.registration_closes_at = closes
    place.event.save_revision().publish()
    event = ExchangeEventPage.objects.get(pk=place.event.pk)
    first, second = team(event, 3), team(event, 1)
    deeds.cancel(first)
    second.refresh_from_db()
    assert second.offered_until == closes


def test_more_people_only_while_there_is_room_and_nobody_waits(client, place):
    registration = team(place.event, 2)
    address = reverse("exchange:change", args=[key_of(registration)])
    rows = list(registration.attendees.all())

    def change(people):
        data = {"people-TOTAL_FORMS": people, "people-INITIAL_FORMS": 2}
        for n in range(people):
            data |= {
                f"people-{n}-row": rows[n].pk if n < 2 else "",
                f"people-{n}-prefix": "นาง",
                f"people-{n}-name": f"สมมุติ ใหม่{n}",
                f"people-{n}-group": "directors",
            }
        return client.post(address, data)

    assert change(4).status_code == 400
    assert change(3).status_code == 302
    assert Places.taken_of(place.event) == 3
    assert set(rows) <= set(registration.attendees.all())
    waiting = team(place.event, 1)
    assert change(1).status_code == 302
    assert (state(waiting), Places.taken_of(place.event)) == (State.OFFERED, 2)


def test_calling_off_asks_first(client, place):
    registration = team(place.event)
    address = reverse("exchange:cancel", args=[key_of(registration)])
    client.get(address)
    assert state(registration) == State.CONFIRMED
    client.post(address)
    assert (state(registration), Places.taken_of(place.event)) == (State.CANCELLED, 0)
    assert "METHOD:CANCEL" in outbox.outbox[-1].alternatives[-1][0]


def test_a_link_that_is_not_ours_or_too_late_opens_nothing(client, place):
    registration = team(place.event)
    key = key_of(registration)
    assert client.get(reverse("exchange:own", args=[key + "x"])).status_code == 404
    long_ago = timezone.now() - timedelta(days=3)
    ExchangeEventPage.objects.update(starts_at=long_ago, ends_at=long_ago)
    response = client.get(reverse("exchange:own", args=[key]))
    assert response.status_code == 410
    assert registration.code not in response.text
    client.post(reverse("exchange:cancel", args=[key]))
    assert state(registration) == State.CONFIRMED


# What follows a publication


def publish(event, **fields):
    event = ExchangeEventPage.objects.get(pk=event.pk)
    for name, value in fields.items():
        setattr(event, name, value)
    event.save_revision().publish()
    return ExchangeEventPage.objects.get(pk=event.pk)


def test_more_places_move_the_line_up(place):
    team(place.event, 3)
    second, third = team(place.event, 2), team(place.event, 2)
    publish(place.event, capacity=5)
    assert [state(second), state(third)] == [State.OFFERED, State.WAITING]


def test_a_cancelled_event_is_told_to_everybody_and_numbered(place):
    team(place.event, 3, email="a@example.org"), team(place.event, 1, email="b@example.org")
    outbox.outbox.clear()
    publish(place.event, state="cancelled", cancelled_reason="ทางขาด")
    assert sorted(letter.to[0] for letter in outbox.outbox) == ["a@example.org", "b@example.org"]
    calendar = next(letter for letter in outbox.outbox if letter.to == ["a@example.org"]).alternatives[-1][0]
    assert "METHOD:CANCEL" in calendar
    assert "SEQUENCE:1" in calendar


def test_nobody_takes_or_changes_places_of_a_cancelled_event(client, place):
    first, second, third = team(place.event, 3), team(place.event, 3), team(place.event, 1)
    deeds.cancel(first)
    assert state(second) == State.OFFERED
    ExchangeEventPage.objects.update(state="cancelled", cancelled_reason="ทางขาด")
    outbox.outbox.clear()
    # In tabs that were open before.
    response = client.post(reverse("exchange:take", args=[key_of(second)]), follow=True)
    assert "เวทีนี้ยกเลิกแล้ว" in response.text
    assert state(second) == State.OFFERED
    with pytest.raises(deeds.ChangedError):
        deeds.change(third, [{"prefix": "นาย", "name": "สมมุติ เดียว", "group": "teachers"}])
    Registration.objects.filter(pk=second.pk).update(offered_until=timezone.now() - timedelta(minutes=1))
    client.get(reverse("exchange:own", args=[key_of(second)]))
    assert state(second) == State.LAPSED
    assert subjects() == [], "no place goes to the next team"


def test_another_place_is_told_and_another_word_is_not(place):
    team(place.event)
    outbox.outbox.clear()
    publish(place.event, chairperson="รองผู้อำนวยการสมมุติ")
    assert not outbox.outbox
    publish(place.event, place="ห้องประชุมใหม่สมมุติ")
    assert "ห้องประชุมใหม่สมมุติ" in outbox.outbox[0].body
    assert Places.objects.get().sequence == 1


def test_reminders_come_once_each(place):
    registration = team(place.event)
    outbox.outbox.clear()

    def in_days(days):
        starts = timezone.now() + timedelta(days=days)
        ExchangeEventPage.objects.update(starts_at=starts, ends_at=starts + timedelta(hours=3))
        return reminding.remind()

    Registration.objects.update(confirmed_at=timezone.now() - timedelta(days=9))
    assert [in_days(days) for days in (4, 2.9, 2.5, 0.9, 0.5, -0.1)] == [0, 1, 0, 1, 0, 0]
    assert registration.code in outbox.outbox[0].body


# The organiser


def desk(name, event, *more):
    return reverse(f"exchange:{name}", args=[event.slug, *more])


def test_the_host_and_its_office_see_who_comes_and_nobody_else(client, place):
    registration = team(place.event, 2)
    stranger = MembershipFactory(organisation=OfficeFactory(name="สพป.อื่นสมมุติ"), role=Role.OFFICER).person
    for person, status in [(place.officer, 200), (place.teacher, 404), (stranger, 404)]:
        client.force_login(person)
        assert client.get(desk("desk", place.event)).status_code == status
        assert client.get(desk("desk_xlsx", place.event)).status_code == status
        assert client.get(desk("registration", place.event, registration.uid)).status_code == status


def test_finds_by_thai_name_and_writes_a_harmless_table(client, place):
    found, other = team(place.event, 1, email="a@example.org"), team(place.event, 1, email="b@example.org")
    Attendee.objects.filter(registration=found).update(name="=สมหญิง สมมุติ")
    client.force_login(place.officer)
    response = client.get(desk("desk", place.event), {"q": "สมหญิง"})
    assert list(response.context["rows"]) == [found]
    table = b"".join(client.get(desk("desk_csv", place.event)).streaming_content).decode()
    assert "'=สมหญิง สมมุติ" in table
    assert other.code in table


def test_removing_needs_a_reason_that_the_team_reads(client, place):
    registration, waiting = team(place.event, 3), team(place.event, 1)
    client.force_login(place.officer)
    address = desk("registration", place.event, registration.uid)
    assert client.post(address, {"reason": ""}).status_code == 400
    client.post(address, {"reason": "สมัครซ้ำ"})
    assert (state(registration), state(waiting)) == (State.REMOVED, State.OFFERED)
    assert any("สมัครซ้ำ" in letter.body for letter in outbox.outbox)


def test_the_organiser_makes_room_but_never_below_what_is_taken(client, place):
    team(place.event, 3)
    waiting = team(place.event, 2)
    client.force_login(place.officer)
    assert client.post(desk("capacity", place.event), {"capacity": 2}).status_code == 400
    client.post(desk("capacity", place.event), {"capacity": 5})
    assert state(waiting) == State.OFFERED
    assert ExchangeEventPage.objects.get().get_latest_revision_as_object().capacity == 5


def test_a_page_is_not_published_with_fewer_places_than_taken(place):
    team(place.event, 3)
    place.event.capacity = 2
    with pytest.raises(Exception, match="3"):
        place.event.full_clean()


# At the same moment

TAKE = """
import sys, django
django.setup()
from events.models import Registration
from events.registration import deeds
for line in sys.stdin:
    deed, *keys = line.split()
    for pk in keys:
        getattr(deeds, deed)(Registration.objects.select_related("event__host").get(pk=pk))
    print("done", flush=True)
"""


#: A session that everybody chooses and that has fewer places than the event.
SESSION = "5e5510a0-0000-4000-8000-000000000001"


def unconfirmed(event, many: int, places: int = 2) -> list[int]:
    """Teams of one and of two people that have not taken their turn and all choose the same session."""
    row = {"time_from": "10:00", "time_to": "11:00", "topic": "ห้องเล็ก", "chosen": True, "places": places}
    event.programme = [{"type": "row", "value": row, "id": SESSION}]
    event.save()
    rows = Registration.objects.bulk_create(
        Registration(
            event=event,
            email=f"team{number}@example.org",
            organisation_name="โรงเรียนสมมุติ",
            size=1 + number % 2,
            consent_at=timezone.now(),
        )
        for number in range(many)
    )
    people = Attendee.objects.bulk_create(
        Attendee(registration=row, number=n, prefix="นาย", name=f"สมมุติ {row.pk}-{n}", group="teachers")
        for row in rows
        for n in range(1, row.size + 1)
    )
    SessionChoice.objects.bulk_create(SessionChoice(attendee=person, session=SESSION) for person in people)
    return [row.pk for row in rows]


def nothing_is_lost(event, many: int) -> None:
    """Never more than the capacity, nobody overtaken, everybody either in or in line."""
    rows = list(Registration.objects.filter(event=event).order_by("queued_at", "pk"))
    inside = [row for row in rows if row.state == State.CONFIRMED]
    line = [row for row in rows if row.state == State.WAITING]
    assert len(inside) + len(line) == many
    assert Places.objects.get(event=event).taken == sum(row.size for row in inside) <= event.capacity
    seated = SessionChoice.objects.filter(session=SESSION, seated=True).count()
    counter = SessionPlaces.objects.get(event=event, session=SESSION)
    assert seated == counter.taken == counter.capacity
    assert max(row.queued_at for row in inside) < min(row.queued_at for row in line)


SEATED_TEAMS = """
select distinct a.registration_id from events_sessionchoice c join events_attendee a on a.id = c.attendee_id
where c.seated
"""
#: People who wished the session, first those who asked first: when they asked, seated, held until, their team.
LINE = """
select c.queued_at, c.seated, c.offered_until, r.id from events_sessionchoice c
join events_attendee a on a.id = c.attendee_id join events_registration r on r.id = a.registration_id
where r.state in ('confirmed', 'offered') order by c.queued_at, c.id
"""


def somebody_waits(rows, leaving: list[int]) -> bool:
    """Whether a person with a place at the event has none in the session and stays in line when others leave."""
    return any(not seated and not held and team not in leaving for _queued_at, seated, held, team in rows)


def the_line_is_fair(rows, taken: int, capacity: int, *, waited: bool) -> None:
    """Places that became free are held for those who asked first, each once, and none is free while somebody waits.

    `waited`: somebody was in line before and stayed; which teams fit into the event, and so who waits, is chance.
    """
    held = [row[0] for row in rows if row[2]]
    waiting = [row[0] for row in rows if not row[1] and not row[2]]
    assert len(held) + sum(bool(row[1]) for row in rows) == taken
    assert held or not waited
    assert taken == capacity if waiting else taken <= capacity
    assert not (held and waiting) or max(held) <= min(waiting)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite's file")
def test_processes_at_once_never_exceed_the_capacity_on_sqlite(place, tmp_path):
    keys = unconfirmed(place.event, 12)
    (tmp_path / "db.sqlite3").write_bytes(connection.connection.serialize())
    environment = os.environ | {
        "PORTAL_ENV": "test",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": "",
        "REDIS_URL": "",
    }
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", TAKE],
            cwd=settings.BASE_DIR,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _worker in range(3)
    ]

    def all_at_once(deed: str, keys: list[int]) -> None:
        for lane, worker in enumerate(workers):
            worker.stdin.write(" ".join([deed, *map(str, keys[lane::3])]) + "\n")
            worker.stdin.flush()
        for worker in workers:
            assert worker.stdout.readline() == "done\n", worker.stderr.read()[-2000:]

    all_at_once("take_turn", keys)
    with sqlite3.connect(tmp_path / "db.sqlite3") as after:
        rows = after.execute("select state, size, queued_at from events_registration").fetchall()
        (taken,) = after.execute("select taken from events_places").fetchone()
        session = after.execute("select taken, capacity from events_sessionplaces").fetchone()
        (seated,) = after.execute("select count(*) from events_sessionchoice where seated").fetchone()
    inside = [row for row in rows if row[0] == "confirmed"]
    line = [row for row in rows if row[0] == "waiting"]
    assert len(inside) + len(line) == 12
    assert taken == sum(row[1] for row in inside) <= 3
    assert session == (2, 2)
    assert seated == 2
    assert max(row[2] for row in inside) < min(row[2] for row in line)
    # Those with a place in the session call off, all at the same moment.
    with sqlite3.connect(tmp_path / "db.sqlite3") as after:
        leaving = [row[0] for row in after.execute(SEATED_TEAMS)]
        waited = somebody_waits(after.execute(LINE).fetchall(), leaving)
    all_at_once("cancel", leaving)
    for worker in workers:
        worker.communicate(timeout=60)
    with sqlite3.connect(tmp_path / "db.sqlite3") as after:
        taken = after.execute("select taken, capacity from events_sessionplaces").fetchone()
        the_line_is_fair(after.execute(LINE).fetchall(), *taken, waited=waited)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_hundred_at_once_never_exceed_the_capacity(place):
    Places.objects.filter(event=place.event).update(capacity=50)
    ExchangeEventPage.objects.update(capacity=50)
    place.event.capacity = 50
    keys = unconfirmed(place.event, 200, places=17)
    all_at_once(deeds.take_turn, keys)
    nothing_is_lost(place.event, 200)
    with connection.cursor() as rows:
        rows.execute(SEATED_TEAMS)
        leaving = [row[0] for row in rows.fetchall()]
        rows.execute(LINE)
        waited = somebody_waits(rows.fetchall(), leaving)
    all_at_once(deeds.cancel, leaving)
    counter = SessionPlaces.objects.get()
    with connection.cursor() as rows:
        rows.execute(LINE)
        the_line_is_fair(rows.fetchall(), counter.taken, counter.capacity, waited=waited)


def all_at_once(deed, keys: list[int], lanes: int = 20) -> None:
    start, wrong = threading.Barrier(lanes), []

    def run(mine):
        try:
            rows = [Registration.objects.select_related("event__host").get(pk=pk) for pk in mine]
            start.wait()
            for row in rows:
                deed(row)
        except Exception as error:  # noqa: BLE001 - whatever it was, the test has to hear of it
            wrong.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[keys[lane::lanes]]) for lane in range(lanes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


# Afterwards


def test_registrations_are_forgotten_when_their_time_has_come(place):
    days = settings.KEEP_DAYS["registrations"]
    registration = team(place.event)
    for ago, kept in [(days - 1, True), (days + 1, False)]:
        ended = timezone.now() - timedelta(days=ago)
        ExchangeEventPage.objects.update(starts_at=ended, ends_at=ended)
        call_command("forget", "--yes", verbosity=0)
        assert Registration.objects.filter(pk=registration.pk).exists() == kept
    assert not Attendee.objects.exists()


def test_the_organisers_list_needs_as_many_queries_for_many_teams_as_for_one(client, place):
    place.event.capacity = None
    Places.objects.update(capacity=None)
    client.force_login(place.officer)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(desk("desk", place.event))
        return len(captured)

    team(place.event, 2)
    queries()
    one = queries()
    for number in range(4):
        team(place.event, 3, email=f"more{number}@example.org")
    assert queries() == one


def test_the_organisers_events_lead_to_their_desk_and_its_tabs_mark_where_one_is(client, place, monkeypatch):
    foreign = ExchangeEventPageFactory(parent=place.event.get_parent(), host=OfficeFactory(name="สพป.อื่นสมมุติ"))
    draft = ExchangeEventPageFactory(parent=place.event.get_parent(), host=place.office, live=False)
    registration = team(place.event, 2)
    client.force_login(place.officer)
    page = client.get(reverse("exchange:organised"))
    assert set(page.context["rows"]) == {place.event, draft}
    assert foreign.title not in page.text
    assert list(client.get(reverse("exchange:organised"), {"when": "past"}).context["rows"]) == []
    assert reverse("exchange:organised") in client.get(reverse("my_work")).text
    more = desk_tabs.Tab("อื่น", "mine_of_nobody", thing=policy.Thing.REGISTER, action=policy.Action.DECIDE)
    monkeypatch.setattr(desk_tabs, "TABS", [desk_tabs.TABS[0], desk_tabs.Tab("สอง", "desk_csv"), more])
    for address in (desk("desk", place.event), desk("registration", place.event, registration.uid)):
        tabs = client.get(address).context["tabs"]
        assert [(link.label, link.count, link.current) for link in tabs] == [
            (desk_tabs.TABS[0].label, 2, True),
            ("สอง", 0, False),
        ]
