"""What calendars and search engines read of events."""

import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from lxml import etree

from events.models import ExchangeEventPage
from tests.factories import ExchangeEventPageFactory

pytestmark = pytest.mark.django_db

LONG = "เวทีแลกเปลี่ยนเรียนรู้ระบบดูแลช่วยเหลือนักเรียนของโรงเรียนขนาดเล็กบนพื้นที่สูง (สมมุติ), ครั้งที่สอง; ภาคบ่าย"


def entries(client, name, *args) -> list:
    response = client.get(reverse(f"exchange:{name}", args=args))
    assert response["Content-Type"].startswith("text/calendar")
    return Calendar.from_ical(response.content).walk("VEVENT")


def test_is_a_valid_calendar_with_thai_lines_folded(client, event_index):
    event = ExchangeEventPageFactory(
        parent=event_index, title=LONG, summary=LONG * 3, online_url="https://meet.example.org/x"
    )
    content = client.get(reverse("exchange:event_calendar", args=[event.slug])).content
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()  # no letter is cut in two
    calendar = Calendar.from_ical(content)
    assert calendar.errors == []
    assert [zone["tzid"] for zone in calendar.walk("VTIMEZONE")] == ["Asia/Bangkok"]
    (entry,) = calendar.walk("VEVENT")
    assert entry.errors == []
    assert str(entry["summary"]) == LONG
    assert entry.decoded("dtstart") == event.starts_at.replace(microsecond=0)
    assert entry["dtstart"].params["TZID"] == "Asia/Bangkok"
    assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE"} <= set(entry)
    assert "meet.example.org" not in content.decode()


def test_the_number_rises_with_what_matters_and_the_name_stays(client, event_index):
    event = ExchangeEventPageFactory(parent=event_index)

    def published(**fields):
        page = ExchangeEventPage.objects.get(pk=event.pk)
        for name, value in fields.items():
            setattr(page, name, value)
        page.save_revision().publish()
        (entry,) = entries(client, "event_calendar", event.slug)
        return str(entry["uid"]), entry["sequence"], str(entry["status"])

    uid, sequence, status = published()
    assert (sequence, status) == (0, "CONFIRMED")
    assert published(title="ชื่อใหม่สมมุติ") == (uid, 0, "CONFIRMED")
    assert published(place="ที่ใหม่สมมุติ") == (uid, 1, "CONFIRMED")
    assert published(starts_at=event.starts_at + timedelta(hours=1)) == (uid, 2, "CONFIRMED")
    assert published(state="cancelled", cancelled_reason="ฝน") == (uid, 3, "CANCELLED")


def test_all_events_and_those_of_a_series_without_drafts(client, event_index):
    first = ExchangeEventPageFactory(parent=event_index, series_title="สัญจร")
    second = ExchangeEventPageFactory(parent=event_index, series_title="สัญจร")
    alone = ExchangeEventPageFactory(parent=event_index)
    draft = ExchangeEventPageFactory(parent=event_index, series_title="สัญจร", live=False)

    def titles(*args):
        return {str(entry["summary"]) for entry in entries(client, *args)}

    assert titles("calendar") == {first.title, second.title, alone.title}
    assert titles("series_calendar", first.slug) == {first.title, second.title}
    for name, event in [("series_calendar", alone), ("event_calendar", draft)]:
        assert client.get(reverse(f"exchange:{name}", args=[event.slug])).status_code == 404


def test_the_feed_names_day_and_place(client, event_index):
    event = ExchangeEventPageFactory(parent=event_index, state="open")
    feed = etree.fromstring(client.get(reverse("event_feed")).content)
    atom = {"a": "http://www.w3.org/2005/Atom"}
    assert feed.xpath("//a:entry/a:title/text()", namespaces=atom) == [event.title]
    assert event.place in feed.xpath("//a:entry/a:summary/text()", namespaces=atom)[0]


def test_search_engines_read_the_event_and_nothing_ends_the_script(client, event_index):
    event = ExchangeEventPageFactory(
        parent=event_index,
        title="</script><b>สมมุติ",
        mode="online",
        online_url="https://meet.example.org/x",
        state="cancelled",
        cancelled_reason="ฝน",
    )
    text = client.get(event.url).text
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    data = json.loads(found)
    assert data["@type"] == "Event"
    assert data["name"] == event.title
    assert data["eventStatus"].endswith("EventCancelled")
    assert "meet.example.org" not in text


def test_the_online_address_is_everybodys_once_it_begins(client, event_index):
    event = ExchangeEventPageFactory(
        parent=event_index,
        mode="online",
        online_url="https://meet.example.org/x",
        state="open",
        starts_at=timezone.now() - timedelta(hours=1),
    )
    assert "https://meet.example.org/x" in client.get(event.url).text
