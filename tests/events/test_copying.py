from datetime import date, timedelta

import pytest
from django.urls import reverse

from events.models import ExchangeEventPage
from organisations.models import Role
from tests.factories import ExchangeEventPageFactory, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(event_index):
    row = {"day": date(2026, 11, 3), "time_from": "09:00", "time_to": "10:00", "topic": "เปิด"}
    return ExchangeEventPageFactory(
        parent=event_index,
        state="recorded",
        lessons=[("lesson", "โทรดีกว่าส่งข้อความ")],
        teachers=68,
        round_number=2,
        programme=[("row", row)],
    )


def test_the_next_event_begins_as_a_draft_of_the_last_without_its_record(client, event):
    client.force_login(MembershipFactory(organisation=event.host, role=Role.OFFICER).person)
    address = reverse("copy_event", args=[event.pk])
    assert event.title in client.get(address).text
    client.post(address)
    copy = ExchangeEventPage.objects.exclude(pk=event.pk).get()
    assert copy.starts_at == event.starts_at + timedelta(weeks=52)
    assert copy.programme[0].value["day"] == date(2026, 11, 3) + timedelta(weeks=52)
    assert (copy.live, copy.state, copy.teachers, list(copy.lessons)) == (False, "planned", None, [])
    assert copy.round_number == 3
    assert copy.reference != event.reference
    assert copy.translation_key != event.translation_key


def test_only_who_may_write_events_copies_them(client, event):
    client.force_login(MembershipFactory(organisation=event.host, role=Role.OFFICE_DIRECTOR).person)
    client.post(reverse("copy_event", args=[event.pk]))
    assert ExchangeEventPage.objects.count() == 1
