"""A call for practices: opened, answered by schools, selected from, put into the programme."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import mail as outbox
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.calls import access, deeds, rows
from events.copying import next_one
from events.models import Call, ExchangeEventPage, Proposal
from events.registration.publication import follow
from organisations.models import Role
from tests.factories import (
    ExchangeEventPageFactory,
    MembershipFactory,
    OfficeFactory,
    PracticePageFactory,
    SchoolFactory,
)
from vcare.calendar import format_thai_datetime

pytestmark = pytest.mark.django_db
State = Proposal.State


@pytest.fixture
def place(event_index, practice_index):
    office = OfficeFactory()
    school = SchoolFactory(office=office)
    row = {"time_from": "09:00", "time_to": "10:00", "topic": "เปิดงาน"}
    starts = timezone.now().replace(hour=1, minute=0) + timedelta(days=20)
    event = ExchangeEventPageFactory(
        parent=event_index,
        host=office,
        state="open",
        programme=[("row", row)],
        starts_at=starts,
        ends_at=starts + timedelta(hours=8),
    )
    now = timezone.now()
    call = Call.objects.create(
        event=event,
        sought="เรื่องที่ทำแล้วไม่ได้ผลก็รับ",
        forms=["talk", "poster"],
        opened_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=5),
    )
    return SimpleNamespace(
        event=event,
        call=call,
        school=school,
        practice=PracticePageFactory(parent=practice_index, owner_organisation=school),
        director=MembershipFactory(organisation=school, role=Role.SCHOOL_DIRECTOR).person,
        teacher=MembershipFactory(organisation=school, role=Role.TEACHER).person,
        officer=MembershipFactory(organisation=office, role=Role.OFFICER).person,
        group_director=MembershipFactory(organisation=office, role=Role.GROUP_DIRECTOR).person,
    )


def proposal(place, practice=None, **fields) -> Proposal:
    practice = practice or place.practice
    found = Proposal(
        call=place.call,
        practice=practice,
        school=practice.owner_organisation,
        **{"form": "talk", "presenter": "นางสมมุติ ใจดี", **fields},
    )
    deeds.propose(found, place.teacher)
    return found


def state(found: Proposal) -> str:
    found.refresh_from_db()
    return found.state


def letters() -> list[tuple[str, str]]:
    return sorted((letter.to[0], letter.subject.partition(":")[0]) for letter in outbox.outbox)


# The organiser opens it


def test_a_call_is_written_first_and_opened_with_a_day(client, place):
    place.call.delete()
    client.force_login(place.officer)
    address = reverse("exchange:edit_call", args=[place.event.slug])
    assert address in client.get(reverse("exchange:desk_call", args=[place.event.slug])).text
    data = {"sought": "เรื่องการมาเรียน", "forms": ["talk"]}
    client.post(address, data)
    assert Call.objects.get().is_open is False
    assert "เรื่องการมาเรียน" not in client.get(place.event.url).text
    late = format_thai_datetime(timezone.localtime(place.event.ends_at))
    for day in ("", "1/1/2560 10:00", late):
        response = client.post(address, {**data, "closes_at": day, "open": "1"})
        assert set(response.context["form"].errors) == {"closes_at"}
        assert response.context["form"]["sought"].value() == "เรื่องการมาเรียน"
    soon = format_thai_datetime(timezone.localtime(timezone.now() + timedelta(days=3)))
    client.post(address, {**data, "closes_at": soon, "open": "1"})
    assert Call.objects.get().is_open
    client.force_login(place.director)
    assert "เรื่องการมาเรียน" in client.get(place.event.url).text
    assert place.event.title in client.get(reverse("exchange:proposals")).text
    assert reverse("exchange:proposals") in client.get(reverse("my_work")).text
    client.force_login(place.officer)
    client.post(reverse("exchange:close_call", args=[place.event.slug]))
    assert "เรื่องการมาเรียน" not in client.get(place.event.url).text


# A school answers


def test_a_call_that_is_sent_twice_is_one_call(place):
    place.call.delete()
    for words in ("ครั้งแรก", "ครั้งที่สอง"):
        call = Call(event=place.event, sought=words, forms=["talk"])
        deeds.write(call, place.officer, closes_at=place.event.starts_at, opening=True)
    assert Call.objects.get().sought == "ครั้งที่สอง"


def test_a_school_proposes_its_own_practice_once(client, place, practice_index):
    foreign = PracticePageFactory(parent=practice_index)
    draft = PracticePageFactory(parent=practice_index, owner_organisation=place.school, live=False)
    client.force_login(place.teacher)
    address = reverse("exchange:propose", args=[place.event.slug])
    data = {"form": "poster", "presenter": "นางสมมุติ ใจดี", "practice": place.practice.pk}
    for wrong in (
        {"practice": foreign.pk},
        {"practice": draft.pk},
        {"form": "exhibition"},
        {"presenter": "ด.ช.สมมุติ ตัวน้อย"},
        {"note": "ดูที่ https://example.org"},
    ):
        response = client.post(address, {**data, **wrong})
        assert set(response.context["form"].errors) == set(wrong)
        assert response.status_code == 400
    response = client.post(address, data)
    found = Proposal.objects.get()
    assert response.url == reverse("exchange:proposal", args=[found.uid])
    assert (found.school, found.sent_by, found.state) == (place.school, place.teacher, State.SENT)
    assert letters() == sorted((person.email, "รับข้อเสนอแล้ว") for person in (place.teacher, place.director))
    assert set(client.post(address, data).context["form"].errors) == {"practice"}


def test_it_is_changed_and_taken_back_by_its_school_alone(client, place):
    found = proposal(place)
    address = reverse("exchange:proposal", args=[found.uid])
    stranger = MembershipFactory(organisation=SchoolFactory(), role=Role.SCHOOL_DIRECTOR).person
    client.force_login(stranger)
    assert client.get(address).status_code == 404
    assert client.post(reverse("exchange:withdraw_proposal", args=[found.uid])).status_code == 404
    client.force_login(place.director)
    client.post(address, {"form": "poster", "presenter": "นายสมมุติ คนใหม่"})
    assert state(found) == State.SENT
    assert found.presenter == "นายสมมุติ คนใหม่"
    Call.objects.update(closes_at=timezone.now())
    client.post(address, {"form": "talk", "presenter": "นายสมมุติ สายไป"})
    found.refresh_from_db()
    assert found.presenter == "นายสมมุติ คนใหม่"
    client.post(reverse("exchange:withdraw_proposal", args=[found.uid]))
    assert state(found) == State.WITHDRAWN
    Call.objects.update(closes_at=timezone.now() + timedelta(days=1))
    assert proposal(place).pk != found.pk


def test_after_the_last_day_nothing_is_proposed(client, place):
    Call.objects.update(closes_at=timezone.now())
    client.force_login(place.teacher)
    address = reverse("exchange:propose", args=[place.event.slug])
    response = client.post(address, {"form": "talk", "presenter": "นาง ก", "practice": place.practice.pk})
    assert "ปิดรับผลงานแล้ว" in response.text
    with pytest.raises(deeds.ClosedError):
        proposal(place)


def test_schools_of_another_office_and_guests_do_not_propose(client, place, practice_index):
    far = SchoolFactory(office=OfficeFactory(name="สพป.อื่นสมมุติ"))
    PracticePageFactory(parent=practice_index, owner_organisation=far)
    client.force_login(MembershipFactory(organisation=far, role=Role.TEACHER).person)
    assert "เฉพาะโรงเรียนในเขต" in client.get(reverse("exchange:propose", args=[place.event.slug])).text
    assert place.event.title not in client.get(reverse("exchange:proposals")).text
    client.logout()
    assert client.get(reverse("exchange:propose", args=[place.event.slug])).status_code == 302


# The organiser selects


def test_the_answer_is_told_with_its_reason(client, place):
    found = proposal(place)
    outbox.outbox.clear()
    address = reverse("exchange:desk_proposal", args=[place.event.slug, found.uid])
    client.force_login(place.teacher)
    assert client.get(address).status_code == 404
    client.force_login(place.officer)
    assert set(client.post(address, {"state": "declined"}).context["form"].errors) == {"reason"}
    client.post(address, {"state": "declined", "reason": "มีเรื่องคล้ายกันแล้ว"})
    client.post(address, {"state": "declined", "reason": "มีเรื่องคล้ายกันแล้ว"})
    assert len(outbox.outbox) == 2
    assert "มีเรื่องคล้ายกันแล้ว" in outbox.outbox[0].body
    client.post(address, {"state": "selected"})
    assert state(found) == State.SELECTED
    outbox.outbox.clear()
    deeds.withdraw(found, place.teacher)
    assert {to for to, _subject in letters()} == {place.officer.email, place.group_director.email}
    client.post(address, {"state": "selected"})
    assert state(found) == State.WITHDRAWN


def test_whoever_left_the_school_hears_nothing_more_of_its_proposal(place):
    proposal(place)
    place.teacher.memberships.all().delete()
    outbox.outbox.clear()
    deeds.decide(Proposal.objects.get(), State.DECLINED, "มีเรื่องคล้ายกันแล้ว", place.officer)
    assert {to for to, _subject in letters()} == {place.director.email}


def test_nobody_is_selected_for_an_event_that_is_cancelled_or_over(client, place):
    found = proposal(place)
    assert access.undecided_for(place.officer) == 1
    ExchangeEventPage.objects.update(state="cancelled", cancelled_reason="น้ำท่วมทาง")
    outbox.outbox.clear()
    client.force_login(place.officer)
    address = reverse("exchange:desk_proposal", args=[place.event.slug, found.uid])
    assert not client.get(address).context["may_decide"]
    client.post(address, {"state": "selected"})
    assert state(found) == State.SENT
    assert not outbox.outbox
    assert access.undecided_for(place.officer) == 0
    sought = {"sought": "เรื่องใหม่", "forms": ["talk"], "closes_at": "1/1/2580 09:00", "open": "1"}
    response = client.post(reverse("exchange:edit_call", args=[place.event.slug]), sought)
    assert response.context["form"].non_field_errors()
    ended = timezone.now() - timedelta(days=1)
    ExchangeEventPage.objects.update(state="open", starts_at=ended, ends_at=ended)
    assert access.undecided_for(place.officer) == 0


def test_selected_ones_become_rows_of_the_draft_and_are_shown_once_published(client, place, practice_index):
    more = PracticePageFactory(parent=practice_index, owner_organisation=place.school)
    for found in (proposal(place), proposal(place, more)):
        deeds.decide(found, State.SELECTED, "", place.officer)
    left = PracticePageFactory(parent=practice_index, owner_organisation=place.school)
    deeds.decide(proposal(place, left), State.RESERVE, "", place.officer)
    client.force_login(place.officer)
    address = reverse("exchange:call_into_programme", args=[place.event.slug])
    client.post(address)
    client.post(address)
    assert place.practice.title not in client.get(place.event.url).text
    event = ExchangeEventPage.objects.get()
    draft = event.get_latest_revision_as_object()
    assert [str(block.value["time_from"])[:5] for block in draft.programme] == ["09:00", "10:00", "10:20"]
    event.latest_revision.publish()
    text = client.get(place.event.url).text
    assert place.practice.title in text
    assert more.title in text
    assert left.title not in text
    # A row that the editor threw away can come back.
    event = ExchangeEventPage.objects.get()
    del event.programme[2]
    event.save_revision()
    assert rows.into_programme(place.call, place.officer) == 1


def test_the_list_has_its_order_filters_and_a_harmless_table(client, place, practice_index):
    names = ["=ครูสมมุติ หนึ่ง", "ครูสมมุติ สอง", "ครูสมมุติ สาม"]
    made = [
        proposal(
            place, PracticePageFactory(parent=practice_index, owner_organisation=place.school), presenter=name
        )
        for name in names
    ]
    Proposal.objects.filter(pk=made[2].pk).update(state=State.DECLINED)
    client.force_login(place.officer)
    address = reverse("exchange:desk_call", args=[place.event.slug])

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert list(client.get(address).context["rows"]) == list(
                Proposal.objects.order_by("sent_at", "pk")
            )
        return len(captured)

    queries()
    few = queries()
    for _more in range(3):
        proposal(place, PracticePageFactory(parent=practice_index, owner_organisation=place.school))
    assert queries() == few
    assert list(client.get(address, {"state": "declined"}).context["rows"]) == [made[2]]
    assert list(client.get(address, {"q": "หนึ่ง"}).context["rows"]) == [made[0]]
    assert client.get(address, {"order": "state"}).context["rows"][0] == made[2]
    for page in ("0", "abc", "9999"):
        assert client.get(address, {"page": page}).status_code == 200
    csv = b"".join(client.get(reverse("exchange:call_csv", args=[place.event.slug])).streaming_content)
    assert "'=ครูสมมุติ หนึ่ง" in csv.decode()


def test_the_next_event_takes_the_call_over_without_its_dates(place):
    copy = next_one(place.event, place.officer)
    assert (copy.call.sought, copy.call.opened_at, copy.call.closes_at) == (place.call.sought, None, None)


def test_a_cancelled_event_is_told_to_those_who_would_present_and_forgotten_in_time(place):
    found = proposal(place)
    deeds.decide(found, State.SELECTED, "", place.officer)
    follow(ExchangeEventPage.objects.get())
    outbox.outbox.clear()
    ExchangeEventPage.objects.update(state="cancelled", cancelled_reason="น้ำท่วมทาง")
    follow(ExchangeEventPage.objects.get())
    assert {to for to, _subject in letters()} == {place.teacher.email, place.director.email}
    assert "น้ำท่วมทาง" in outbox.outbox[0].body
    for days, kept in ((179, True), (181, False)):
        ended = timezone.now() - timedelta(days=days)
        ExchangeEventPage.objects.update(starts_at=ended, ends_at=ended)
        call_command("forget", "--yes", verbosity=0)
        assert Proposal.objects.filter(pk=found.pk).exists() == kept
