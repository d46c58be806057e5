"""The programme: no room and no speaker twice at a time; read day by day, parallel sessions together."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from wagtail.blocks import StreamBlockValidationError
from wagtail.test.utils.form_data import nested_form_data, streamfield

from events.models import ExchangeEventPage, SessionPlaces
from events.sessions.clashes import Held, clashes, people
from events.sessions.programme import days_of
from organisations.models import Role
from tests.factories import ExchangeEventPageFactory, MembershipFactory
from vcare.calendar import format_thai_date

hours = st.integers(8, 16)
held = st.builds(
    lambda begins, length, room, speaker: Held(
        date(2026, 11, 3), time(begins), time(begins + length), room, speaker
    ),
    hours,
    st.integers(1, 3),
    st.sampled_from(["", "ห้อง 1", "ห้อง 2"]),
    st.sampled_from(["", "นายสมมุติ ใจดี", "นางสมมุติ รักเรียน, นายสมมุติ ใจดี", "คณะทำงาน"]),
)


@given(st.lists(held, max_size=6))
def test_what_one_after_the_other_has_no_clash_and_order_changes_none(rows):
    found = {(frozenset((clash.row, clash.other)), clash.field) for clash in clashes(rows)}
    turned = {
        (frozenset((len(rows) - 1 - clash.row, len(rows) - 1 - clash.other)), clash.field)
        for clash in clashes(rows[::-1])
    }
    assert found == turned
    assert all(rows[a].overlaps(rows[b]) for a, b in (sorted(pair) for pair, _field in found))


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("นายสมมุติ ใจดี และ นางสมมุติ รักเรียน", 2),
        ("คณะทำงาน", 0),
        ("วิทยากรประจำกลุ่ม, ศน.สมมุติ", 1),
        ("ผู้อำนวยการ สพป.สมมุติ", 0),
        ("", 0),
    ],
)
def test_single_persons_are_told_from_groups(words, count):
    assert len(people(words)) == count


def row(begins: str, ends: str, topic: str, **fields: object) -> tuple[str, dict]:
    return (
        "row",
        {"time_from": begins, "time_to": ends, "topic": topic, "speaker": "", "room": "", **fields},
    )


@pytest.mark.django_db
def test_the_editor_reads_beside_the_row_what_cannot_be(client, event_index):
    event = ExchangeEventPageFactory(parent=event_index, programme=[row("09:00", "10:00", "เปิด")])
    client.force_login(MembershipFactory(organisation=event.host, role=Role.OFFICER).person)
    address = reverse("wagtailadmin_pages:edit", args=[event.pk])
    form = client.get(address).context["form"]
    lines = [
        {"time_from": "09:00", "time_to": "10:00", "topic": "ก", "room": "ห้อง 1", "speaker": "นายสมมุติ ใจดี"},
        {"time_from": "09:30", "time_to": "10:30", "topic": "ข", "room": "ห้อง  1", "speaker": "นายสมมุติ ใจดี"},
        {"time_from": "13:00", "time_to": "14:00", "topic": "ค", "places": "5"},
    ]
    empty = {"day": "", "room": "", "speaker": "", "places": "", "practices": streamfield([])}
    data = {
        name: value
        for name, value in {**form.initial, "slug": event.slug}.items()
        if isinstance(value, str | int) and not isinstance(value, bool)
    }
    local = "%Y-%m-%d %H:%M"
    data |= {
        "starts_at": timezone.localtime(event.starts_at).strftime(local),
        "ends_at": timezone.localtime(event.ends_at).strftime(local),
        "body": "null",
        **{
            name: streamfield([])
            for name in ("attachments", "questions", "lessons", "next_actions", "photos")
        },
        "programme": streamfield([("row", {**empty, **line}) for line in lines]),
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": ""},
        "action-publish": "1",
    }
    response = client.post(address, nested_form_data(data))
    error = response.context["form"].errors.as_data()["programme"][0]
    assert isinstance(error, StreamBlockValidationError)
    assert set(error.block_errors) == {2}
    data["programme"] = streamfield([("row", {**empty, **line}) for line in lines[:2]])
    error = client.post(address, nested_form_data(data)).context["form"].errors.as_data()["programme"][0]
    assert set(error.block_errors) == {1}
    assert set(error.block_errors[1].block_errors) == {"room", "speaker"}
    lines[1] |= {
        "room": "ห้อง 2",
        "speaker": "คณะทำงาน",
        "day": format_thai_date(timezone.localdate() + timedelta(days=90)),
    }
    data["programme"] = streamfield([("row", {**empty, **line}) for line in lines[:2]])
    error = client.post(address, nested_form_data(data)).context["form"].errors.as_data()["programme"][0]
    assert "งานไม่ได้จัดในวันนี้" in error.block_errors[1].block_errors["day"].messages[0]
    assert ExchangeEventPage.objects.get().programme[0].value["topic"] == "เปิด"


@pytest.mark.django_db
def test_what_begins_together_stands_together_and_full_ones_say_so(client, event_index):
    event = ExchangeEventPageFactory(
        parent=event_index,
        programme=[
            row("10:00", "11:00", "ห้องสอง", room="ห้อง 2", chosen=True, places=3),
            row("09:00", "10:00", "เปิดงาน"),
            row("10:00", "11:30", "ห้องหนึ่ง", room="ห้อง 1", chosen=True, places=2),
        ],
    )
    event = ExchangeEventPage.objects.get(pk=event.pk)
    SessionPlaces.objects.filter(session=event.programme[0].id).update(taken=3)
    (day,) = days_of(event)
    assert [[session.topic for session in slot] for slot in day.slots] == [["เปิดงาน"], ["ห้องสอง", "ห้องหนึ่ง"]]
    text = client.get(event.url).text
    assert text.index("เปิดงาน") < text.index("ห้องสอง") < text.index("ห้องหนึ่ง")
    assert text.count("เต็มแล้ว") == 1
    assert "เหลือ 2 ที่" in text
