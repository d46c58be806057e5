"""Choosing sessions: places in each, never two at once, changed later, listed for the organiser."""

from types import SimpleNamespace

import pytest
from django.core import mail as outbox
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from events.models import ExchangeEventPage, Registration, SessionChoice, SessionPlaces
from events.registration import deeds
from events.registration.keys import key_of
from events.registration.publication import follow
from events.sessions import choosing
from organisations.models import Role
from tests.factories import ExchangeEventPageFactory, MembershipFactory, OfficeFactory, SchoolFactory

pytestmark = pytest.mark.django_db

SMALL, LARGE, LATER = (f"5e5510a0-0000-4000-8000-00000000000{n}" for n in range(1, 4))


def row(key: str, begins: str, ends: str, topic: str, room: str, places: int | None = None) -> dict:
    value = {
        "time_from": begins,
        "time_to": ends,
        "topic": topic,
        "room": room,
        "chosen": True,
        "places": places,
    }
    return {"type": "row", "id": key, "value": value}


ROWS = [
    row(SMALL, "10:00", "11:00", "วงเล็กสมมุติ", "ห้อง 1", 2),
    row(LARGE, "10:30", "11:30", "วงใหญ่สมมุติ", "ห้อง 2"),
    row(LATER, "13:00", "14:00", "วงบ่ายสมมุติ", "ห้อง 1"),
]


@pytest.fixture
def place(event_index, monkeypatch):
    monkeypatch.setattr("networks.robots.FASTEST", 0)
    office = OfficeFactory()
    event = ExchangeEventPageFactory(parent=event_index, host=office, state="open", capacity=4)
    event.programme = ROWS
    event.save()
    event = ExchangeEventPage.objects.get()
    follow(event)
    teacher = MembershipFactory(organisation=SchoolFactory(office=office), role=Role.TEACHER).person
    officer = MembershipFactory(organisation=office, role=Role.OFFICER).person
    return SimpleNamespace(event=event, teacher=teacher, officer=officer)


def team(event, *chosen: tuple[str, ...], email: str = "team@example.org") -> Registration:
    rows = [
        {"prefix": "นาย", "name": f"สมมุติ ทดสอบ{n}", "group": "teachers", "sessions": keys}
        for n, keys in enumerate(chosen)
    ]
    registration = Registration(event=event, email=email, organisation_name="โรงเรียนสมมุติ")
    return deeds.write_down(registration, rows, verified=True)


def taken() -> dict[str, int]:
    found = dict(SessionPlaces.objects.values_list("session", "taken"))
    seated = {key: SessionChoice.objects.seated().filter(session=key).count() for key in found}
    assert found == seated
    return found


def typed(client, address, *chosen: tuple[str, ...], **more):
    data = {"consent": "on", "organisation_name": "ชมรมสมมุติ"}
    data |= {"people-TOTAL_FORMS": len(chosen), "people-INITIAL_FORMS": 0}
    for n, keys in enumerate(chosen):
        data |= {
            f"people-{n}-prefix": "นาง",
            f"people-{n}-name": f"สมมุติ คนที่{n}",
            f"people-{n}-group": "teachers",
            f"people-{n}-sessions": list(keys),
        }
    return client.post(address, {**data, **more})


def test_everybody_chooses_and_reads_it_everywhere(client, place):
    client.force_login(place.teacher)
    address = reverse("exchange:register", args=[place.event.slug])
    ticket = client.get(address).context["form"]["ticket"].initial
    more = typed(client, address, (SMALL,), ticket=ticket, add="1")
    assert more.context["people"][0]["sessions"].value() == [SMALL]
    response = typed(client, address, (SMALL, LATER), (LARGE,), ticket=ticket)
    assert taken() == {SMALL: 1, LARGE: 1, LATER: 1}
    page = client.get(response.url).text
    letter = outbox.outbox[-1]
    calendar = "".join(letter.alternatives[0][0].replace("\r\n ", "").split())
    for topic in ("วงเล็กสมมุติ", "วงใหญ่สมมุติ", "วงบ่ายสมมุติ"):
        assert topic in page
        assert topic in letter.body
        assert topic in calendar


@pytest.mark.parametrize(
    ("chosen", "person", "words"),
    [
        ([(SMALL, LARGE)], 0, "เวลาเดียวกัน"),
        ([(SMALL,), (SMALL,)], 1, "เต็มแล้ว"),
        ([("nothing",)], 0, ""),
    ],
)
def test_what_cannot_be_is_said_beside_the_person_and_nothing_is_lost(client, place, chosen, person, words):
    team(place.event, (SMALL,))
    client.force_login(place.teacher)
    address = reverse("exchange:register", args=[place.event.slug])
    page = client.get(address)
    assert "เหลือ 1 ที่" in page.text
    response = typed(client, address, *chosen, ticket=page.context["form"]["ticket"].initial)
    form = response.context["people"][person]
    assert response.status_code == 400
    assert set(form.errors) == {"sessions"}
    assert words in form.errors["sessions"][0]
    assert form["name"].value() == f"สมมุติ คนที่{person}"
    assert taken()[SMALL] == 1


def test_a_choice_is_changed_later_and_its_place_goes_to_others(client, place):
    registration = team(place.event, (SMALL,), (SMALL,))
    address = reverse("exchange:change", args=[key_of(registration)])
    first, second = registration.attendees.all()
    assert "disabled" not in client.get(address).text
    rows = {"people-0-row": first.pk, "people-1-row": second.pk}
    typed(client, address, (SMALL,), (LARGE, LATER), **rows)
    assert taken() == {SMALL: 1, LARGE: 1, LATER: 1}
    other = team(place.event, (SMALL,), email="other@example.org")
    refused = typed(client, address, (SMALL,), (SMALL,), **rows)
    assert set(refused.context["people"][1].errors) == {"sessions"}
    typed(client, address, (SMALL,), **{"people-0-row": first.pk})
    assert taken() == {SMALL: 2, LARGE: 0, LATER: 0}
    deeds.cancel(other)
    assert taken()[SMALL] == 1


def test_two_who_take_the_last_place_at_once_are_told(place):
    registration = team(place.event, (LARGE,))
    SessionPlaces.objects.filter(session=SMALL).update(capacity=0)
    person = registration.attendees.get()
    people = [
        {"row": person.pk, "prefix": "นาย", "name": person.name, "group": "teachers", "sessions": [SMALL]}
    ]
    with pytest.raises(deeds.SessionFullError):
        deeds.change(registration, people)
    assert taken() == {SMALL: 0, LARGE: 1, LATER: 0}


def test_who_waits_has_wishes_that_become_places_as_far_as_there_is_room(client, place):
    first = team(place.event, (SMALL,), (SMALL,), (), ())
    waiting = team(place.event, (SMALL, LATER), email="late@example.org")
    assert taken() == {SMALL: 2, LARGE: 0, LATER: 0}
    deeds.cancel(first)
    SessionPlaces.objects.filter(session=SMALL).update(capacity=0)
    waiting.refresh_from_db()
    assert waiting.state == Registration.State.OFFERED
    assert taken() == {SMALL: 1, LARGE: 0, LATER: 1}
    deeds.cancel(waiting)
    assert taken() == {SMALL: 0, LARGE: 0, LATER: 0}


def late(place, *chosen: tuple[str, ...], email: str, waits: tuple[str, ...] = (SMALL,)) -> Registration:
    """Somebody who asks to wait for a full session, and may have chosen another meanwhile."""
    person = {"prefix": "นาย", "name": "สมมุติ มาช้า", "group": "teachers", "sessions": chosen, "waits": waits}
    registration = Registration(event=place.event, email=email, organisation_name="โรงเรียนสมมุติ")
    return deeds.write_down(registration, [person], verified=True)


def choice(registration: Registration, session: str = SMALL) -> SessionChoice:
    return SessionChoice.objects.get(attendee__registration=registration, session=session)


def test_behind_a_full_session_people_stand_in_line_and_are_offered_what_is_given_up(client, place):
    first = team(place.event, (SMALL,), (SMALL,))
    one = late(place, LARGE, email="one@example.org")
    other = late(place, email="other@example.org")
    page = client.get(reverse("exchange:own", args=[key_of(other)])).text
    assert "เต็ม รออยู่ลำดับที่ 2" in page
    outbox.outbox.clear()
    deeds.cancel(first)
    # Both places are held, each for one of the line, and nobody else gets them.
    assert {row.to[0] for row in outbox.outbox if "มีที่ว่างในช่วงที่รอ" in row.subject} == {
        "one@example.org",
        "other@example.org",
    }
    assert SessionPlaces.objects.get(session=SMALL).taken == 2
    passer_by = team(place.event, (SMALL,), email="passer@example.org")
    assert not choice(passer_by).seated
    # Yes: what was chosen at the same time is free for others.
    address = reverse("exchange:own_session", args=[key_of(one)])
    assert "ได้ที่ในช่วงนี้แล้ว" in client.post(address, {"take": choice(one).pk}, follow=True).text
    assert choosing.chosen_by(one) == {one.attendees.get().pk: [SMALL]}
    assert SessionPlaces.objects.get(session=LARGE).taken == 0
    # No: it goes to whoever is next.
    assert choice(passer_by).offered_until is None
    client.post(reverse("exchange:own_session", args=[key_of(other)]), {"leave": choice(other).pk})
    assert choice(passer_by).offered_until is not None
    for wrong in ({"take": choice(one).pk}, {"leave": "x"}, {}, {"take": choice(passer_by).pk}):
        assert "สิ่งที่กดจึงไม่มีผล" in client.post(address, wrong, follow=True).text
    assert SessionPlaces.objects.get(session=SMALL).taken == 2


def test_a_held_place_that_nobody_takes_goes_to_the_next_and_none_is_held_once_the_event_begins(place):
    team(place.event, (SMALL,), (SMALL,))
    one, other = late(place, email="one@example.org"), late(place, email="other@example.org")
    SessionPlaces.objects.filter(session=SMALL).update(capacity=3)
    deeds.move_up(place.event)
    assert choice(one).offered_until
    SessionChoice.objects.filter(pk=choice(one).pk).update(offered_until=timezone.now())
    outbox.outbox.clear()
    call_command("events")
    assert choice(other).offered_until
    assert not SessionChoice.objects.filter(attendee__registration=one).exists()
    assert [row.to for row in outbox.outbox] == [["one@example.org"], ["other@example.org"]]
    deeds.cancel(other)
    last = late(place, email="last@example.org")
    ExchangeEventPage.objects.update(starts_at=timezone.now())
    deeds.move_up(ExchangeEventPage.objects.get())
    assert choice(last).offered_until is None
    # What was held until the event began ends without a letter about somebody who is next.
    SessionChoice.objects.filter(pk=choice(last).pk).update(offered_until=timezone.now())
    outbox.outbox.clear()
    deeds.move_up(ExchangeEventPage.objects.get())
    assert not SessionChoice.objects.filter(attendee__registration=last).exists()
    assert outbox.outbox == []


def test_nothing_is_held_any_more_once_the_event_is_cancelled(client, place):
    first = team(place.event, (SMALL,), (SMALL,))
    other = late(place, email="other@example.org")
    deeds.cancel(first)
    held = choice(other)
    address = reverse("exchange:own", args=[key_of(other)])
    for words in ("รับที่นี้", "มีที่ว่างในช่วงที่รอ", "มีที่ว่าง เก็บไว้ให้ถึง"):
        assert words in client.get(address).text
    ExchangeEventPage.objects.update(state="cancelled", cancelled_reason="ทางขาด")
    for words in ("รับที่นี้", "มีที่ว่างในช่วงที่รอ", "มีที่ว่าง เก็บไว้ให้ถึง"):
        assert words not in client.get(address).text
    outbox.outbox.clear()
    # In a tab that was open before.
    response = client.post(
        reverse("exchange:own_session", args=[key_of(other)]), {"take": held.pk}, follow=True
    )
    assert "สิ่งที่กดจึงไม่มีผล" in response.text
    assert not choice(other).seated
    assert outbox.outbox == []


def test_the_form_asks_to_wait_and_takes_it_back(client, place):
    team(place.event, (SMALL,), (SMALL,))
    client.force_login(place.teacher)
    address = reverse("exchange:register", args=[place.event.slug])
    ticket = client.get(address).context["form"]["ticket"].initial
    typed(client, address, (LARGE,), ticket=ticket, **{"people-0-waits": [SMALL]})
    mine = Registration.objects.latest("pk")
    assert choice(mine, LARGE).seated
    assert choosing.waited_for(mine) == {mine.attendees.get().pk: [SMALL]}
    client.force_login(place.officer)
    assert "มาช้า" not in client.get(reverse("exchange:desk_sessions", args=[place.event.slug])).text
    page = client.get(reverse("exchange:desk_sessions", args=[place.event.slug]))
    assert [person.pk for _session, person, _until in page.context["line"]] == [mine.attendees.get().pk]
    change = reverse("exchange:change", args=[key_of(mine)])
    row = {"people-0-row": mine.attendees.get().pk}
    typed(client, change, (LARGE,), **row, **{"people-0-waits": [SMALL]})
    assert choice(mine).queued_at
    typed(client, change, (LARGE,), **row)
    assert not SessionChoice.objects.filter(attendee__registration=mine, session=SMALL).exists()


def test_a_session_taken_out_of_the_programme_is_told_to_those_who_chose_it(place):
    team(place.event, (SMALL,))
    team(place.event, (LATER,), email="other@example.org")
    outbox.outbox.clear()
    place.event.programme = [{**ROWS[0], "value": {**ROWS[0]["value"], "places": 7}}]
    place.event.save()
    follow(ExchangeEventPage.objects.get())
    assert [letter.to for letter in outbox.outbox] == [["other@example.org"]]
    assert taken() == {SMALL: 1}
    assert SessionPlaces.objects.get().capacity == 7


def test_the_organiser_sees_who_goes_where_and_takes_it_along(client, place):
    registration = team(place.event, (LATER, SMALL), (LARGE,))
    registration.attendees.filter(number=2).update(name="=สมหญิง สมมุติ")
    address = reverse("exchange:desk_sessions", args=[place.event.slug])
    client.force_login(place.teacher)
    assert client.get(address).status_code == 404
    client.force_login(place.officer)
    topics = [session.topic for session, _person in client.get(address).context["people"]]
    assert topics == ["วงเล็กสมมุติ", "วงใหญ่สมมุติ", "วงบ่ายสมมุติ"]
    for page in ("0", "abc", "9999"):
        assert client.get(address, {"page": page}).status_code == 200
    csv = reverse("exchange:desk_sessions_csv", args=[place.event.slug])
    table = b"".join(client.get(csv, {"session": LARGE}).streaming_content).decode()
    assert "'=สมหญิง สมมุติ" in table
    assert "วงเล็กสมมุติ" not in table
    whole = reverse("exchange:desk_csv", args=[place.event.slug])
    assert "วงเล็กสมมุติ / วงบ่ายสมมุติ" in b"".join(client.get(whole).streaming_content).decode()
    place.event.programme = []
    place.event.save()
    assert client.get(address).context["people"] == []
