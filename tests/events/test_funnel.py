"""From an event to adoption: one tap, the director's word, the question afterwards, numbers that agree."""

import io
import re
from datetime import time, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.core import mail as outbox
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from events.funnel import counting, letters
from events.models import Attendance, Intent, IntentQuestion, Registration, Turnout, Voice
from events.registration.keys import key_of
from organisations.models import Role
from practices.adoption import keeping
from practices.models import Adoption, PulseQuestion
from tests.factories import (
    ExchangeEventPageFactory,
    OfficeFactory,
    PartnerFactory,
    PracticePageFactory,
    SchoolFactory,
)
from tests.people import member
from vcare.calendar import academic_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(event_index, practice_index):
    """An event that began an hour ago, with three practices, and a school whose team has a place."""
    office = OfficeFactory()
    origin = SchoolFactory(office=office)
    school = SchoolFactory(office=office, name="โรงเรียนอยากลองสมมุติ")
    practices = [
        PracticePageFactory(parent=practice_index, owner_organisation=origin, title=f"เรื่องสมมุติ {n}")
        for n in range(3)
    ]
    row = {
        "time_from": time(9),
        "time_to": time(10),
        "topic": "เล่าเรื่อง",
        "practices": [practices[1], practices[2]],
    }
    event = ExchangeEventPageFactory(
        parent=event_index,
        host=office,
        state="open",
        starts_at=timezone.now() - timedelta(hours=1),
        programme=[("row", row)],
        practices=[practices[0]],
    )
    teacher = member(school, Role.TEACHER)
    registration = team(event, school)
    return SimpleNamespace(
        office=office,
        origin=origin,
        school=school,
        practices=practices,
        event=event,
        teacher=teacher,
        registration=registration,
        officer=member(office, Role.OFFICER),
        director=member(school, Role.SCHOOL_DIRECTOR),
    )


def team(event, organisation, email="guest@example.org") -> Registration:
    """One person of an organisation with a place."""
    registration = Registration.objects.create(
        event=event,
        email=email,
        organisation=organisation,
        organisation_name=organisation.name,
        size=1,
        state=Registration.State.CONFIRMED,
        consent_at=timezone.now(),
    )
    registration.attendees.create(number=1, prefix="นาย", name="สมมุติ ทดสอบ", group="teachers")
    return registration


def own(registration: Registration) -> str:
    return reverse("exchange:own_try", args=[key_of(registration)])


def tap(address: str, place, practice=0, want="1", client=None, school=None):
    return (client or Client()).post(
        address,
        {"school": (school or place.school).pk, "practice": place.practices[practice].pk, "want": want},
        follow=True,
    )


def link(path: str, to: str | None = None) -> str:
    """The newest letter's link that begins so."""
    for letter in reversed(outbox.outbox):
        if (to is None or to in letter.to) and (
            found := re.search(rf"http://[^/\s]+({path}\S+)", letter.body)
        ):
            return found[1]
    raise AssertionError(f"no letter leads to {path}")


def hourly() -> None:
    call_command("events", stdout=io.StringIO())


def later(**ahead):
    return time_machine.travel(timezone.now() + timedelta(**ahead), tick=False)


# One tap


def test_a_programme_row_presents_several_practices_and_each_has_a_card(place, client):
    page = client.get(own(place.registration)).text
    assert [practice.title in page for practice in place.practices] == [True] * 3
    assert place.practices[2].title in client.get(place.event.url).text


def test_one_tap_without_an_account_is_an_intent_and_the_same_tap_takes_it_back(place):
    page = tap(own(place.registration), place).text
    adoption = Adoption.objects.get()
    assert (adoption.school, adoption.state, adoption.via, adoption.confirmed_on) == (
        place.school,
        "intent",
        "event",
        None,
    )
    assert Intent.objects.get().event == place.event
    assert 'aria-pressed="true"' in page
    assert outbox.outbox == []
    page = tap(own(place.registration), place, want="0").text
    assert 'aria-pressed="true"' not in page
    adoption.refresh_from_db()
    assert adoption.state == "withdrawn"
    assert not Intent.objects.exists()
    # It can be said again, and pressing twice by mistake does no harm.
    tap(own(place.registration), place)
    tap(own(place.registration), place)
    adoption.refresh_from_db()
    assert (adoption.state, Voice.objects.count()) == ("intent", 1)


def test_a_school_counts_once_and_one_voice_cannot_take_back_anothers(place):
    other = team(place.event, place.school, "second@example.org")
    tap(own(place.registration), place)
    client = Client()
    client.force_login(place.teacher)
    address = reverse("exchange:try", args=[place.event.slug])
    assert "เพื่อนร่วมโรงเรียน" in client.get(address).text
    tap(address, place, client=client)
    tap(own(other), place)
    assert (Intent.objects.count(), Voice.objects.count()) == (1, 3)
    assert "ยังอยากลอง" in tap(own(place.registration), place, want="0").text
    tap(own(other), place, want="0")
    assert Intent.objects.count() == 1
    tap(address, place, want="0", client=client)
    assert not Intent.objects.exists()


def test_nothing_is_said_before_the_event_or_long_after_or_when_it_is_cancelled(place):
    now = timezone.now()
    begun = {"starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(hours=1), "state": "open"}
    for change in (
        {"starts_at": now + timedelta(hours=2)},
        {"state": "cancelled", "cancelled_reason": "ฝนตก"},
        {"starts_at": now - timedelta(days=40), "ends_at": now - timedelta(days=31)},
    ):
        type(place.event).objects.filter(pk=place.event.pk).update(**begun | change)
        assert tap(own(place.registration), place).status_code == 200
        assert not Adoption.objects.exists()


def test_only_schools_with_a_place_speak_and_only_of_what_was_presented(place, practice_index):
    foreign = PracticePageFactory(parent=practice_index)
    Client().post(own(place.registration), {"school": place.school.pk, "practice": foreign.pk, "want": "1"})
    assert tap(own(place.registration), place, school=place.origin).status_code == 404
    stranger = Client()
    stranger.force_login(member(place.origin, Role.TEACHER))
    address = reverse("exchange:try", args=[place.event.slug])
    assert tap(address, place, client=stranger, school=place.school).status_code == 404
    assert tap(address, place).status_code == 404
    partners = team(place.event, PartnerFactory(office=place.office), "p@example.org")
    assert Client().get(own(partners)).status_code == 200
    assert tap(own(partners), place).status_code == 404
    Registration.objects.update(state="cancelled")
    assert Client().get(own(place.registration)).status_code == 404
    assert Client().post(own(place.registration), {"practice": "\0<script>"}).status_code == 404
    assert not Adoption.objects.exists()


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5000, "๑", "-1", "\0"])
def test_a_practice_that_no_page_offers_is_not_there(place, number):
    data = {"school": place.school.pk, "practice": number, "want": "1"}
    assert Client().post(own(place.registration), data).status_code == 404


def test_what_the_school_does_already_is_shown_and_not_claimed_for_the_event(place):
    keeping.start(place.practices[0], place.school, by=place.director)
    page = tap(own(place.registration), place).text
    assert "แจ้งไว้ก่อนแล้ว" in page
    assert not Intent.objects.exists()
    own_practice = place.practices[1]
    own_practice.owner_organisation = place.school
    own_practice.save()
    tap(own(place.registration), place, practice=1)
    assert not Intent.objects.exists()


# The director's word


def test_the_director_gets_one_letter_for_all_of_it_and_decides_each(place):
    tap(own(place.registration), place)
    tap(own(place.registration), place, practice=1)
    hourly()
    assert outbox.outbox == []
    with later(hours=2):
        hourly()
        hourly()
        letters_to = [letter.to for letter in outbox.outbox]
        assert letters_to == [[place.director.email]]
        address = link("/events/decide/")
        client = Client()
        keys = [f"intent-{row.pk}" for row in Intent.objects.all()]
        assert client.post(address, {keys[0]: "yes"}).status_code == 400
        assert not Adoption.objects.filter(confirmed_on__isnull=False).exists()
        page = client.post(address, {keys[0]: "yes", keys[1]: "no"})
        assert page.status_code == 200
        assert client.get(address).status_code == 410
    assert [row.adoption.state for row in Intent.objects.all()] == ["intent", "withdrawn"]
    assert [bool(row.adoption.confirmed_on) for row in Intent.objects.all()] == [True, False]
    assert any("guest@example.org" in letter.to for letter in outbox.outbox)
    # What was decided is shown, and nobody taps over it.
    page = tap(own(place.registration), place, practice=1).text
    assert "ตัดสินใจว่ายังไม่ลอง" in page
    assert Adoption.objects.filter(state="withdrawn").count() == 1
    assert tap(own(place.registration), place, want="0").status_code == 200
    assert Intent.objects.count() == 2


def test_a_director_who_taps_needs_no_letter(place):
    client = Client()
    client.force_login(place.director)
    address = reverse("exchange:try", args=[place.event.slug])
    tap(address, place, client=client)
    assert Adoption.objects.get().confirmed_on
    tap(address, place, want="0", client=client)
    assert Adoption.objects.get().state == "withdrawn"


# What became of it


@pytest.fixture
def wanted(place):
    tap(own(place.registration), place)
    keeping.confirm(Adoption.objects.get(), by=place.director)
    outbox.outbox.clear()
    return place


def ask_after(days: int):
    """The hourly command so many days after the event, and the regular question of the same day."""
    with later(days=days, hours=3):
        hourly()
        call_command("pulse", stdout=io.StringIO())
        hourly()


def test_each_is_asked_once_after_30_and_once_after_90_days_and_by_nobody_else(wanted):
    ask_after(29)
    assert outbox.outbox == []
    ask_after(30)
    ask_after(31)
    ask_after(46)
    assert [letter.to for letter in outbox.outbox] == [["guest@example.org"]]
    ask_after(90)
    ask_after(91)
    assert ["ถามอีกครั้งเดียวเมื่อครบ 90 วัน" in letter.body for letter in outbox.outbox] == [True, False]
    assert list(IntentQuestion.objects.values_list("days", flat=True)) == [30, 90]
    assert PulseQuestion.objects.count() == 2


def test_one_letter_asks_for_each_practice_and_three_answers_move_three_adoptions(wanted):
    for number in (1, 2):
        tap(own(wanted.registration), wanted, practice=number)
    ask_after(30)
    (letter,) = [row for row in outbox.outbox if "/events/follow-up/" in row.body]
    assert letter.to == ["guest@example.org"]
    addresses = re.findall(r"http://[^/\s]+(/events/follow-up/\S+)", letter.body)
    assert len(addresses) == 3
    client = Client()
    says = [
        ({"answer": "tried"}, "trying"),
        ({"answer": "not-yet"}, "intent"),
        ({"answer": "no", "reason": "people", "text": "ครูย้ายไปแล้ว"}, "stopped"),
    ]
    with later(days=31):
        for address, (data, _state) in zip(addresses, says, strict=True):
            assert client.get(address).status_code == 200
            assert client.post(address, data).status_code == 200
            assert client.get(address).status_code == 410
    adoptions = [intent.adoption for intent in Intent.objects.all()]
    assert [adoption.state for adoption in adoptions] == [state for _data, state in says]
    assert list(IntentQuestion.objects.order_by("pk").values_list("answer", flat=True)) == [
        data["answer"] for data, _state in says
    ]
    assert all(adoption.events.last().by_link for adoption in adoptions)
    # The director learns of a change.
    assert any(wanted.director.email in letter.to for letter in outbox.outbox)


def test_a_no_says_why_and_names_no_child(wanted):
    ask_after(30)
    with later(days=31):
        address = link("/events/follow-up/")
        page = Client().post(
            address, {"answer": "no", "reason": "people", "text": "ด.ช.ก้องภพ ทดสอบสมมุติ ย้ายไป"}
        )
        assert page.status_code == 400
        assert "ก้องภพ" in page.text
        for answer in ("no", "nonsense", "\0"):
            assert Client().post(address, {"answer": answer}).status_code == 400
        assert Adoption.objects.get().state == "intent"


def test_who_told_already_is_not_asked_and_who_is_gone_is_not_written_to(wanted):
    with later(days=25):
        keeping.change(Adoption.objects.get(), "trying", wanted.director)
    outbox.outbox.clear()
    ask_after(31)
    assert outbox.outbox == []
    # The registration is forgotten in time; then the school's people are asked.
    Registration.objects.all().delete()
    ask_after(90)
    assert sorted(letter.to[0] for letter in outbox.outbox) == sorted(
        [wanted.director.email, wanted.teacher.email]
    )


# Numbers


@pytest.fixture
def counted(place):
    """Two more schools; one practice tried, one in lasting use, one silent, one called off."""
    now = timezone.now()
    event, practices = place.event, place.practices
    schools = [place.school, SchoolFactory(office=place.office), SchoolFactory(office=place.office)]
    cases = [(0, 0, "using"), (1, 0, "trying"), (1, 1, "withdrawn"), (0, 1, "unknown"), (2, 2, "waiting")]
    for number, practice, how in cases:
        adoption = keeping.start(practices[practice], schools[number], by=None, via="event", tells=False)
        Intent.objects.create(event=event, adoption=adoption)
        if how in {"using", "trying", "unknown"}:
            keeping.confirm(adoption, by=place.director)
        if how in {"using", "trying", "withdrawn"}:
            keeping.change(adoption, how, place.director)
        if how == "unknown":
            Adoption.objects.filter(pk=adoption.pk).update(
                known_until=timezone.localdate() - timedelta(days=1)
            )
    for attendee in place.registration.attendees.all():
        Attendance.objects.create(event=event, attendee=attendee, day=timezone.localdate(), checked_at=now)
    place.schools = schools
    return place


def found_rows(client, address: str) -> int:
    return client.get(address).context["rows"].paginator.count


def test_every_number_is_the_length_of_its_list_and_the_parts_add_up(counted, client):
    client.force_login(counted.officer)
    page = client.get(reverse("exchange:funnel", args=[counted.event.slug]))
    funnel = page.context["funnel"]
    assert [(stage.key, stage.schools, stage.cases) for stage in funnel.stages()] == [
        ("attended", 1, None),
        ("wanted", 3, 5),
        ("tried", 2, 2),
        ("embedded", 1, 1),
    ]
    assert sum(number for _key, number in funnel.outcomes()) == 5
    assert dict(funnel.outcomes())["unknown"] == dict(funnel.outcomes())["withdrawn"] == 1
    for rows in (funnel.by_practice(), funnel.by_school()):
        assert sum(len(row.lines) for row in rows) == 5
        assert sum(row.tried for row in rows) == 2
    assert funnel.not_checked_in() == 2
    # Every link of the page leads to as many as it says.
    lists = re.findall(r'href="([^"]*/funnel/list/[^"]*)">([^<]*)</a>', page.text)
    assert len(lists) > 15
    for address, words in lists:
        number = re.findall(r"\d+", words.replace("\xa0", " "))
        shown = client.get(address.replace("&amp;", "&")).context
        cases = shown["rows"].paginator.count
        schools = len({line.school.pk for line in shown["rows"].paginator.object_list})
        assert int(number[-1]) in {cases, schools}, (address, words)
    event = counting.events_of(counted.officer).get(pk=counted.event.pk)
    assert (event.cases, event.wanted, event.tried, event.embedded) == (5, 3, 2, 1)
    book = load_workbook(
        io.BytesIO(client.get(reverse("exchange:funnel_xlsx", args=[counted.event.slug])).content)
    )
    assert book.active.max_row == 6
    assert (
        found_rows(client, reverse("exchange:funnel_lines", args=[counted.event.slug]) + "?page=abc&stage=x")
        == 5
    )
    assert client.get(reverse("exchange:funnel_attended", args=[counted.event.slug])).context["rows"] == [
        (counted.school, 1, 2)
    ]


def test_visitors_see_schools_counted_once_their_directors_stand_by_it(counted, client):
    type(counted.event).objects.filter(pk=counted.event.pk).update(
        ends_at=timezone.now() - timedelta(minutes=5)
    )
    page = client.get(counted.event.url).text
    assert "2 แห่งอยากลองเรื่องที่เห็นจากเวทีนี้" in page.replace("\xa0", " ")
    assert counted.schools[1].name not in page
    practice = client.get(counted.practices[0].url).text
    assert counted.event.title in practice
    # A practice with an unconfirmed wish alone says nothing.
    assert (
        counted.event.title
        not in client.get(counted.practices[2].url).text.partition('id="adopters"')[2][:1500]
    )


def test_what_nobody_checked_in_is_not_known_and_names_may_go(counted, client):
    client.force_login(counted.officer)
    address = reverse("exchange:funnel", args=[counted.event.slug])
    with later(days=1):
        hourly()
    assert list(Turnout.objects.values_list("school", "people")) == [(counted.school.pk, 1)]
    with later(days=200):
        Registration.objects.all().delete()
        client.force_login(counted.officer)
        assert client.get(address).context["funnel"].attended == 1
        Turnout.objects.all().delete()
        page = client.get(address)
        assert page.context["funnel"].attended is None
        assert "ไม่ทราบว่าใครมาบ้าง" in page.text


def test_an_event_without_wishes_says_what_will_be_here(place, client):
    client.force_login(place.officer)
    assert "ยังไม่มีใครบอกว่าอยากลองอะไร" in client.get(reverse("exchange:funnel", args=[place.event.slug])).text


def test_all_events_stand_in_order_and_narrow_by_year_without_more_queries(counted, client, event_index):
    client.force_login(counted.officer)
    address = reverse("exchange:funnels")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(address)
    for days in (400, 800):
        old = ExchangeEventPageFactory(
            parent=event_index,
            host=counted.office,
            starts_at=timezone.now() - timedelta(days=days),
        )
        Intent.objects.create(event=old, adoption=Adoption.objects.first())
    ExchangeEventPageFactory(
        parent=event_index, host=OfficeFactory(name="เขตอื่นสมมุติ"), starts_at=timezone.now()
    )
    ExchangeEventPageFactory(parent=event_index, host=counted.office)
    with CaptureQueriesContext(connection) as many:
        page = client.get(address)
    assert len(many) <= len(few)
    starts = [event.starts_at for event, _attended in page.context["lines"]]
    assert len(starts) == 3
    assert starts == sorted(starts, reverse=True)
    year = academic_year(timezone.localdate(starts[-1]))
    assert [event.starts_at for event, _n in client.get(f"{address}?year={year}").context["lines"]] == starts[
        -1:
    ]
    for odd in ("0", "abc", "9999"):
        assert client.get(f"{address}?page={odd}").status_code == 200
    client.force_login(counted.teacher)
    assert client.get(address).context["lines"] == []


def test_directors_of_no_account_leave_it_to_the_office(place):
    place.director.memberships.all().delete()
    tap(own(place.registration), place)
    with later(hours=2):
        assert letters.tell_directors() == 1
    assert place.officer.email in [to for letter in outbox.outbox for to in letter.to]
