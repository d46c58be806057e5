"""The door: tickets, teams, helpers, two phones without a network, the sheet."""

import io
import json
import re
import uuid
from datetime import timedelta
from types import SimpleNamespace

import pypdfium2
import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from events.checkin import deeds, door, roll, sheets, tickets
from events.checkin.names import folded, rank
from events.models import Attendance, AttendanceQuerySet, DoorLink, ExchangeEventPage, Places, Registration
from events.registration.keys import key_of
from organisations.models import Role
from portal.forgetting import KINDS
from tests.factories import (
    ExchangeEventPageFactory,
    MembershipFactory,
    OfficeFactory,
    RegistrationFactory,
    SchoolFactory,
)

pytestmark = pytest.mark.django_db
State = Registration.State


@pytest.fixture(autouse=True)
def _in_the_morning():
    """What goes on since an hour ago has begun today, whenever the tests run."""
    with time_machine.travel(timezone.localtime().replace(hour=9, minute=30)):
        yield


@pytest.fixture
def place(event_index):
    office = OfficeFactory()
    school = SchoolFactory(office=office)
    event = running(event_index, school)
    team = RegistrationFactory(
        event=event, organisation_name="โรงเรียนบ้านทดลอง", names=["สมชาย ใจดี", "น้ำฝน ทองดี", "Ann =1+1"], size=3
    )
    teacher = MembershipFactory(organisation=school, role=Role.TEACHER).person
    stranger = MembershipFactory(organisation=SchoolFactory(office=office), role=Role.TEACHER).person
    return SimpleNamespace(event=event, team=team, teacher=teacher, stranger=stranger, index=event_index)


def running(index, host, **fields):
    """An event that goes on since an hour ago, with one row in its programme."""
    return ExchangeEventPageFactory(
        parent=index,
        host=host,
        state="closed",
        starts_at=timezone.now() - timedelta(hours=1),
        programme=[("row", {"time_from": "10:00", "time_to": "11:00", "topic": "เล่าเรื่อง"})],
        **fields,
    )


@pytest.fixture
def at_door(client, place):
    client.force_login(place.teacher)
    return client


def url(place, name: str, *args) -> str:
    return reverse(f"exchange:{name}", args=[place.event.slug, *args])


def people(place):
    return list(place.team.attendees.all())


def here(place) -> set[str]:
    return {person.name for person in Attendance.attended(place.event)}


def keeper(place) -> door.Keeper:
    return door.Keeper(place.event, person=place.teacher)


# Tickets


def test_a_ticket_leads_the_door_to_its_team_and_tells_others_no_name(client, place):
    first = people(place)[0]
    page = client.get(reverse("exchange:own", args=[key_of(place.team)])).text
    assert "data:image/png" in page
    assert reverse("exchange:own_tickets", args=[key_of(place.team)]) in page
    own = client.get(reverse("exchange:own_tickets", args=[key_of(place.team)])).text
    assert own.count("data:image/png") == 4
    address = tickets.address(place.team, first).removeprefix("http://localhost:8000")
    shown = client.get(address)
    assert place.event.title in shown.text
    assert "สมชาย" not in shown.text
    assert place.team.organisation_name not in shown.text
    client.force_login(place.stranger)
    assert client.get(address).status_code == 200
    client.force_login(place.teacher)
    assert client.get(address).url == url(place, "door_team", place.team.uid) + f"?person={first.pk}"


def test_nobody_makes_a_ticket_at_home(at_door, place):
    text = tickets.ticket(place.team)
    end = "A" if text[-1] != "A" else "B"
    for forged in (
        text[:-1] + end,
        text.replace(".0.", ".1."),
        text.replace(".0.", ".٣."),
        text[:-18],
        "x",
        text + "\0",
    ):
        assert at_door.get(reverse("exchange:ticket", args=[forged])).status_code == 404


def test_what_no_database_can_look_for_is_not_looked_for(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert tickets.read("forum.\0.0.x") is None
        assert tickets.read(f"forum.ABC.{'9' * 5000}.x") is None


def test_tickets_outlive_a_new_key(place, settings):
    old = tickets.ticket(place.team)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-of-the-portal"
    assert tickets.read(old).registration == place.team
    assert tickets.hashed(old) in tickets.hashes(place.team)
    settings.SECRET_KEY_FALLBACKS = []
    assert tickets.read(old) is None


# Searching


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("สม", 0),
        ("นายสมช", 0),
        ("ใจ", 0),
        ("นำฝน", -1),
        ("ชาย", 1),
        ("บ้านทดลอง", 2),
        ("บานทดลอง ใจดี", 2),
        ("สมชาย ไม่มี", -1),
        ("", 0),
    ],
)
def test_a_name_is_found_by_its_first_letters(query, place):
    assert rank(query, "นาย", "สมชาย ใจดี", "โรงเรียนบ้านทดลอง ๑๒") == place


def test_tone_marks_and_digits_make_no_difference():
    assert folded("น้ำฝน ๑๒") == folded("นำฝน 12") == folded("น้\u0e4d\u0e32ฝน  12")
    assert rank("นำ", "นางสาว", "น้ำฝน ทองดี", "") == rank("น้ำฝน", "นางสาว", "น้ำฝน ทองดี", "") == 0


def test_the_door_finds_by_name_and_by_code_and_says_when_nobody_is_found(at_door, place):
    RegistrationFactory(event=place.event, organisation_name="โรงเรียนอื่น")
    for query in ("นำฝน", place.team.code.lower()):
        found = at_door.get(url(place, "door"), {"q": query}).context["teams"]
        assert [team.registration for team in found] == [place.team]
    assert "ไม่พบรายชื่อ" in at_door.get(url(place, "door"), {"q": "ฆฆฆ<script>"}).text
    for odd in ({"q": "\0"}, {"day": "x"}, {"session": "'"}, {"day": "2569-99-99", "q": "%"}):
        assert at_door.get(url(place, "door"), odd).status_code == 200


# Teams, people, undoing


def test_a_team_comes_in_at_once_without_whoever_is_unticked(at_door, place):
    first, second, third = people(place)
    address = url(place, "door_team", place.team.uid)
    response = at_door.post(address, {"person": [first.pk, second.pk, 999999, "x"]}, follow=True)
    assert "เช็กอินแล้ว 2 คน" in response.text
    assert here(place) == {first.name, second.name}
    assert response.context["numbers"].present == 2
    response = at_door.post(address, {"person": [first.pk, third.pk]}, follow=True)
    assert "มาแล้วก่อนหน้านี้ 1 คน" in response.text
    assert Attendance.objects.count() == 3
    assert "ยังไม่ได้ติ๊กใคร" in at_door.post(address, follow=True).text


def test_teams_of_other_events_are_not_at_this_door(at_door, place):
    other = RegistrationFactory(event=running(place.index, place.event.host))
    assert at_door.get(url(place, "door_team", other.uid)).status_code == 404
    assert at_door.post(
        url(place, "door_team", place.team.uid), {"person": other.attendees.get().pk}
    ).status_code
    assert not Attendance.objects.exists()


def test_whoever_has_no_place_is_told_and_not_let_in(at_door, place):
    gone = RegistrationFactory(event=place.event, state=State.CANCELLED)
    address = url(place, "door_team", gone.uid)
    assert "ไม่มีที่นั่ง" in at_door.get(address).text
    at_door.post(address, {"person": gone.attendees.get().pk})
    assert not Attendance.objects.exists()


def test_taking_back_needs_a_reason_and_leaves_a_trace(at_door, place):
    first = people(place)[0]
    row, _new = deeds.check_in(keeper(place), deeds.Note(first))
    address = url(place, "door_back", row.pk)
    for reason in ("", "ด.ช. สมมุติ ใจดี สแกนผิด"):
        response = at_door.post(address, {"reason": reason})
        assert response.status_code == 400
        assert set(response.context["form"].errors) == {"reason"}
    response = at_door.post(address, {"reason": "เช็กอินผิดคน"}, follow=True)
    assert "ยกเลิกเช็กอินแล้ว" in response.text
    assert here(place) == set()
    assert "ถูกยกเลิกไปแล้ว" in at_door.post(address, {"reason": "อีกครั้ง"}, follow=True).text
    desk = at_door.get(url(place, "attendance")).text
    assert "เช็กอินผิดคน" in desk
    # And in again.
    deeds.check_in(keeper(place), deeds.Note(first))
    assert here(place) == {first.name}


def test_sessions_count_by_themselves_and_a_person_once(at_door, place):
    session = roll.sessions(place.event)[0]
    first = people(place)[0]
    at_door.post(url(place, "door_team", place.team.uid), {"person": first.pk, "session": session.id})
    assert at_door.get(url(place, "door"), {"session": session.id}).context["numbers"].present == 1
    assert at_door.get(url(place, "door")).context["numbers"].present == 0
    at_door.post(url(place, "door_team", place.team.uid), {"person": first.pk})
    assert Attendance.objects.count() == 2
    assert Attendance.attended(place.event).count() == 1
    assert Attendance.by_group(place.event) == {"teachers": 1}
    assert roll.session_numbers(place.event) == [(session, 1)]


def test_somebody_without_registration_is_written_down_once(at_door, place):
    page = at_door.get(url(place, "door_walk_in"))
    assert "ยินยอม" in page.text
    data = {
        "uid": page.context["form"].initial["uid"],
        "prefix": "นาง",
        "name": "มาลี มาเอง",
        "organisation_name": "ชุมชนสมมุติ",
        "group": "parents",
        "consent": "on",
    }
    for wrong in ({"prefix": "เด็กหญิง"}, {"name": "ด.ญ.สมมุติ ใจดี"}, {"consent": ""}, {"group": "pupils"}):
        response = at_door.post(url(place, "door_walk_in"), data | wrong)
        assert set(response.context["form"].errors) == set(wrong)
        assert "ชุมชนสมมุติ" in response.text
    for _twice in range(2):
        response = at_door.post(url(place, "door_walk_in"), data, follow=True)
        assert "มาลี มาเอง" in response.text
    team = Registration.objects.get(walk_in=True)
    assert (team.state, team.email, team.attendees.count()) == (State.CONFIRMED, "", 1)
    assert here(place) == {"มาลี มาเอง"}
    # Not one of those for whom places are kept.
    assert team not in place.event.registrations.holding()
    row = Attendance.objects.get()
    deeds.take_back(keeper(place), row.attendee, "", row.day, "จดผิด")
    team.refresh_from_db()
    assert team.state == State.REMOVED


def test_the_door_opens_on_the_day_and_not_for_cancelled_events(at_door, place):
    address = url(place, "door_team", place.team.uid)
    data = {"person": people(place)[0].pk}
    tomorrow = timezone.now() + timedelta(days=1)
    events = ExchangeEventPage.objects.filter(pk=place.event.pk)
    events.update(starts_at=tomorrow, ends_at=tomorrow + timedelta(hours=3))
    assert "ยังไม่เปิดให้เช็กอิน" in at_door.post(address, data, follow=True).text
    events.update(starts_at=timezone.now(), state="cancelled")
    at_door.post(address, data)
    assert "เวทีนี้ยกเลิกแล้ว" in at_door.get(address).text
    assert not Attendance.objects.exists()


def test_whoever_is_in_is_not_called_off(client, place):
    first = people(place)[0]
    deeds.check_in(keeper(place), deeds.Note(first))
    key = key_of(place.team)
    Places.objects.update_or_create(event=place.event, defaults={"taken": 3})
    assert "เช็กอินที่หน้างานแล้ว" in client.post(reverse("exchange:cancel", args=[key]), follow=True).text
    data = {"people-TOTAL_FORMS": 1, "people-INITIAL_FORMS": 0, "people-0-prefix": "นาย"}
    data |= {"people-0-name": "คนใหม่", "people-0-group": "teachers"}
    assert "เช็กอินที่หน้างานแล้ว" in client.post(reverse("exchange:change", args=[key]), data).text
    place.team.refresh_from_db()
    assert (place.team.state, place.team.attendees.count()) == (State.CONFIRMED, 3)


def test_the_chosen_day_is_the_day_of_the_check_in_and_none_lies_ahead(at_door, place):
    event = place.event
    ExchangeEventPage.objects.filter(pk=event.pk).update(
        starts_at=event.starts_at - timedelta(days=1), ends_at=event.ends_at + timedelta(days=1)
    )
    now = timezone.localdate()
    yesterday, tomorrow = now - timedelta(days=1), now + timedelta(days=1)
    first, second = people(place)[:2]
    team = url(place, "door_team", place.team.uid)
    assert "ย้อนหลัง" in at_door.get(team, {"day": yesterday}).text
    at_door.post(team, {"person": first.pk, "day": yesterday})
    at_door.post(team, {"person": second.pk, "day": now})
    walk_in = {
        "prefix": "นาย",
        "name": "สมมุติ เมื่อวาน",
        "organisation_name": "โรงเรียนสมมุติ",
        "group": "teachers",
    }
    at_door.post(
        url(place, "door_walk_in"), {**walk_in, "consent": "on", "day": yesterday, "uid": uuid.uuid4()}
    )
    days = dict(Attendance.objects.values_list("attendee__name", "day"))
    assert days == {first.name: yesterday, second.name: now, "สมมุติ เมื่อวาน": yesterday}
    assert at_door.get(url(place, "door"), {"day": yesterday}).context["numbers"].present == 2
    # Nobody is there tomorrow already, whatever the form says.
    page = at_door.get(team, {"day": tomorrow}).text
    assert "เช็กอินได้ตั้งแต่" in page
    assert "เช็กอินคนที่ติ๊ก" not in page
    refused = at_door.post(team, {"person": first.pk, "day": tomorrow}, follow=True)
    assert "ยังไม่เปิดให้เช็กอิน" in refused.text
    # The sheet of that day does not claim that somebody came at this hour.
    event.refresh_from_db()
    rows = sheets.sheet_data(event, yesterday, thai_digits=False)["rows"]
    assert {row["time"] for row in rows if row["name"].endswith(first.name)} == {"ลงย้อนหลัง"}


# Who stands there


def test_a_helper_opens_the_door_of_one_event_with_a_link(at_door, place):
    page = at_door.post(url(place, "door_helpers"), {"name": "โต๊ะ 1"})
    address = re.search(r"/door/enter/[\w-]+/", page.text)[0]
    assert address not in at_door.get(url(place, "door_helpers")).text
    helper = Client()
    assert helper.get(url(place, "door")).status_code == 302
    assert "สมชาย" not in helper.get(address).text
    assert helper.get(url(place, "door")).status_code == 302
    assert helper.post(address).url == url(place, "door")
    assert "สมชาย" in helper.get(url(place, "door")).text
    assert place.event.title in helper.get(reverse("exchange:doors")).text
    helper.post(url(place, "door_team", place.team.uid), {"person": people(place)[0].pk})
    assert Attendance.objects.get().door.name == "โต๊ะ 1"
    other = running(place.index, place.event.host)
    for path in (
        reverse("exchange:door", args=[other.slug]),
        url(place, "attendance"),
        url(place, "sheet_pdf"),
    ):
        assert helper.get(path).status_code == 302
    assert helper.get(url(place, "door_helpers")).status_code == 404
    link = DoorLink.objects.get()
    at_door.post(url(place, "door_withdraw", link.pk))
    assert helper.get(url(place, "door")).status_code == 403
    assert helper.get(url(place, "door_people")).status_code == 403
    assert helper.get(address).status_code == 410
    assert helper.post(address).status_code == 410


def test_who_may_only_look_acts_as_a_helper_by_a_link_and_no_longer(client, place):
    reader = MembershipFactory(organisation=place.event.host.office, role=Role.OFFICE_DIRECTOR).person
    client.force_login(reader)
    first = people(place)[0]
    team = url(place, "door_team", place.team.uid)
    assert client.post(team, {"person": first.pk}).status_code == 404
    client.post(reverse("exchange:door_enter", args=[door.make_link(place.event, "โต๊ะ 3", place.teacher)]))
    assert client.get(url(place, "door_people")).json()["acts"] is True
    client.post(team, {"person": first.pk})
    row = Attendance.objects.get()
    assert (row.door.name, row.by) == ("โต๊ะ 3", reader)
    assert client.get(url(place, "door_helpers")).status_code == 404
    client.post(url(place, "door_leave"))
    assert client.get(url(place, "door_people")).json()["acts"] is False
    assert client.post(team, {"person": first.pk}).status_code == 404


def test_a_link_ends_a_day_after_the_event_and_a_helper_can_leave_before(place):
    token = door.make_link(place.event, "โต๊ะ 2", place.teacher)
    helper = Client()
    helper.post(reverse("exchange:door_enter", args=[token]))
    with time_machine.travel(place.event.ends_at + timedelta(hours=25)):
        assert helper.get(url(place, "door")).status_code == 403
    helper.post(url(place, "door_leave"))
    assert helper.get(url(place, "door")).status_code == 302


def test_for_others_there_is_no_door(client, place):
    client.force_login(place.stranger)
    for name in (
        "door",
        "door_scan",
        "door_people",
        "door_walk_in",
        "door_helpers",
        "attendance",
        "sheet_pdf",
    ):
        assert client.get(url(place, name)).status_code == 404


def test_the_way_in_is_on_the_days_of_the_event(at_door, place):
    for path in ("/my/", reverse("exchange:doors")):
        assert place.event.title in at_door.get(path).text
        with time_machine.travel(place.event.starts_at - timedelta(days=9)):
            at_door.force_login(place.teacher)
            assert place.event.title not in at_door.get(path).text
        at_door.force_login(place.teacher)


# Phones


def phone(place) -> Client:
    token = door.make_link(place.event, f"โต๊ะ {DoorLink.objects.count() + 1}", place.teacher)
    found = Client()
    found.post(reverse("exchange:door_enter", args=[token]))
    return found


def entry(kind="note", at=None, **fields):
    at = at or timezone.now()
    return {"kind": kind, "uid": str(uuid.uuid4()), "session": "", "at": at.isoformat(), **fields}


def sync(place, client, *entries, **more):
    response = client.post(
        url(place, "door_sync"),
        json.dumps({"entries": entries, "now": timezone.now().isoformat(), **more}),
        content_type="application/json",
    )
    assert response.status_code == 200, response.text
    return response.json()


def test_two_phones_that_saw_the_same_person_count_once_and_the_first_moment_wins(place):
    one, two = phone(place), phone(place)
    now, person = timezone.now(), people(place)[0]
    late = entry(attendee=person.pk, at=now - timedelta(minutes=2))
    early = entry(attendee=person.pk, at=now - timedelta(minutes=9))
    heard = sync(place, one, late)
    assert heard["results"][late["uid"]]["status"] == "new"
    answer = sync(place, two, early)["results"][early["uid"]]
    assert (answer["status"], answer["at"]) == ("already", early["at"])
    # What is sent again, because the answer was lost, changes nothing.
    assert sync(place, one, late)["results"][late["uid"]]["at"] == early["at"]
    told = sync(place, one, cursor=heard["cursor"])["changes"]
    assert [row[:1] + row[3:] for row in told] == [[person.pk, early["at"], True, "โต๊ะ 2"]]
    assert Attendance.objects.count() == 1


def test_whoever_is_faster_between_looking_and_writing_wins(place, monkeypatch):
    person = people(place)[0]
    first, _new = deeds.check_in(keeper(place), deeds.Note(person))
    monkeypatch.setattr(AttendanceQuerySet, "exists", lambda rows: False)
    assert deeds.check_in(keeper(place), deeds.Note(person)) == (first, False)


def test_a_phone_takes_back_and_enters_again_in_its_own_order(place):
    client, now, person = phone(place), timezone.now(), people(place)[0]
    day = timezone.localdate().isoformat()
    entries = [
        entry(attendee=person.pk, at=now - timedelta(minutes=5)),
        entry("back", attendee=person.pk, day=day, reason="ผิดคน", at=now - timedelta(minutes=4)),
        entry(attendee=person.pk, at=now - timedelta(minutes=3)),
    ]
    results = sync(place, client, *entries)["results"]
    assert [results[row["uid"]]["status"] for row in entries] == ["new", "back", "new"]
    # The old undoing, sent once more, leaves the newer check-in alone.
    sync(place, client, entries[1])
    assert here(place) == {person.name}


def test_what_a_phone_gets_wrong_is_said_and_nothing_else_is_lost(place):
    client, person = phone(place), people(place)[0]
    gone = RegistrationFactory(event=place.event, state=State.CANCELLED).attendees.get()
    elsewhere = RegistrationFactory(event=running(place.index, place.event.host)).attendees.get()
    child = {"prefix": "ด.ช.", "name": "สมมุติ", "organisation_name": "ร", "group": "others", "consent": "on"}
    rows = {
        "refused": entry(attendee=gone.pk),
        "unknown": entry(attendee=elsewhere.pk),
        "unreadable": entry("walk_in", **child),
        "new": entry(attendee=person.pk, session="no-such-session"),
    }
    noise = [
        None,
        7,
        {"kind": "drop"},
        {"kind": ["note"]},
        entry(attendee="x"),
        entry(attendee=1, at=None) | {"at": "9"},
        entry("back", attendee=person.pk, day=5, reason=["x"]),
        entry("walk_in", prefix="นาย", name="\ud800", organisation_name="ร", group=["others"], consent="on"),
    ]
    results = sync(place, client, *noise, *rows.values(), cursor="x", now=["x"], device={})["results"]
    assert {status: results[row["uid"]]["status"] for status, row in rows.items()} == {s: s for s in rows}
    assert "prefix" in results[rows["unreadable"]["uid"]]["errors"]
    assert Attendance.objects.get().session == ""
    for body in ("", "[]", "{", '"\\u0000"', "[" * 5000):
        assert client.post(url(place, "door_sync"), body, content_type="application/json").status_code == 400


def test_a_wrong_clock_neither_comes_before_the_morning_nor_from_the_future(place):
    client, (first, second, third) = phone(place), people(place)
    slow = timezone.now() - timedelta(days=400)
    sync(place, client, entry(attendee=first.pk, at=slow), now=slow.isoformat())
    sync(place, client, entry(attendee=second.pk, at=timezone.now() + timedelta(days=3)))
    sync(place, client, entry(attendee=third.pk, at=timezone.now() - timedelta(days=30)))
    rows = list(Attendance.objects.order_by("attendee__number"))
    assert abs(rows[0].checked_at - timezone.now()) < timedelta(minutes=1)
    assert rows[1].checked_at <= timezone.now()
    assert rows[2].checked_at == Attendance.opens_at(place.event)
    assert {row.day for row in rows} == {Attendance.days_of(place.event)[0]}


def test_a_walk_in_written_down_without_a_network_arrives_once_and_new_people_are_told(place):
    client = phone(place)
    before = client.get(url(place, "door_people")).json()["version"]
    typed = {"prefix": "นาง", "name": "มาลี มาเอง", "organisation_name": "ชุมชน", "group": "parents"}
    row = entry("walk_in", consent="on", **typed)
    first, again = sync(place, client, row), sync(place, client, row)
    assert first["results"][row["uid"]]["status"] == "new"
    assert again["results"][row["uid"]]["status"] == "already"
    assert first["version"] != before
    assert Attendance.objects.count() == 1


def test_the_list_on_the_phone_holds_as_little_as_the_door_needs(place, django_assert_max_num_queries):
    waiting = RegistrationFactory(event=place.event, state=State.WAITING)
    client = phone(place)
    for _more in range(5):
        RegistrationFactory(event=place.event, size=2, phone="081-234-5678")
    with django_assert_max_num_queries(20):
        response = client.get(url(place, "door_people"))
    found = response.json()
    ticket = tickets.ticket(place.team)
    for secret in (place.team.email, "081-234-5678", ticket, place.team.code, waiting.organisation_name):
        assert secret not in response.text
    team = next(row for row in found["teams"] if row["organisation"] == place.team.organisation_name)
    assert tickets.hashed(ticket) in team["hashes"]
    assert found["refused"][tickets.hashed(tickets.ticket(waiting))] == State.WAITING
    assert "no-store" in response["Cache-Control"]


def test_the_page_on_the_phone_and_what_draws_it_hold_no_name(place):
    client = phone(place)
    page = client.get(url(place, "door_scan"))
    assert "สมชาย" not in page.text
    assert "camera=(self)" in page["Permissions-Policy"]
    assert "camera=()" in client.get(url(place, "door"))["Permissions-Policy"]
    worker = client.get(reverse("exchange:door_worker"))
    assert worker["Content-Type"].startswith("text/javascript")
    assert "events/door" in worker.text
    manifest = client.get(reverse("exchange:door_manifest")).json()
    assert manifest["scope"] == manifest["start_url"] == reverse("exchange:doors")


# The sheet


def test_the_sheet_tells_who_came_and_no_cell_is_a_formula(at_door, place):
    place.team.attendees.filter(number=1).update(name="=HYPERLINK(1)")
    deeds.check_in(keeper(place), deeds.Note(people(place)[0]))
    book = load_workbook(io.BytesIO(at_door.get(url(place, "sheet_xlsx")).content))
    rows = [[cell.value for cell in row] for row in book.active]
    assert rows[1][2] == "'=HYPERLINK(1)"
    assert [bool(row[6]) for row in rows[1:]] == [True, False, False]
    response = at_door.get(url(place, "sheet_pdf"), {"thai_digits": "on"})
    assert response["Content-Type"] == "application/pdf"
    paper = pypdfium2.PdfDocument(response.content)
    text = paper[0].get_textpage().get_text_range()
    paper.close()
    assert "น้ำฝน ทองดี" in text
    assert "มีรายชื่อ ๓ คน" in text


def test_attendance_is_forgotten_with_the_registration(place):
    first = people(place)[0]
    row, _new = deeds.check_in(keeper(place), deeds.Note(first))
    deeds.take_back(keeper(place), first, row.session, row.day, "นายสมมุติยืมบัตรเพื่อน")
    deeds.check_in(keeper(place), deeds.Note(first))
    door.make_link(place.event, "โต๊ะ 1", place.teacher)
    with time_machine.travel(place.event.ends_at + timedelta(days=400)):
        for kind in KINDS:
            if kind.name in {"registrations", "links"}:
                kind.forget()
    assert not Attendance.objects.exists()
    assert not DoorLink.objects.exists()
    assert not [entry for entry in ModelLogEntry.objects.all() if "ยืมบัตร" in str(entry.data)]
