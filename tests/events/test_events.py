from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from events.models import ExchangeEventPage
from events.registration.reminding import follow_the_clock
from tests.factories import ExchangeEventPageFactory, PracticePageFactory

pytestmark = pytest.mark.django_db


def event_in(index, days, **fields):
    return ExchangeEventPageFactory(parent=index, starts_at=timezone.now() + timedelta(days=days), **fields)


def test_upcoming_soonest_first_past_latest_first(client, event_index):
    late, soon = event_in(event_index, 9), event_in(event_index, 2)
    long_ago, lately = event_in(event_index, -90), event_in(event_index, -5)
    context = client.get(event_index.url).context
    assert list(context["upcoming"]) == [soon, late]
    assert list(context["rows"]) == [lately, long_ago]


def test_leaves_out_drafts_and_private_events(client, event_index):
    draft = event_in(event_index, 2, live=False)
    private = event_in(event_index, 2)
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    text = client.get(event_index.url).text
    assert draft.title not in text
    assert private.title not in text


def test_a_cancelled_event_is_named_apart_until_its_day(client, event_index):
    cancelled = event_in(event_index, 2, state="cancelled", cancelled_reason="ฝนตกหนัก")
    event_in(event_index, -9, state="cancelled", cancelled_reason="ฝนตกหนัก")
    context = client.get(event_index.url).context
    assert list(context["cancelled"]) == [cancelled]
    assert not context["upcoming"]
    assert not context["rows"]


@pytest.mark.parametrize("page", ["0", "abc", "9999"])
def test_odd_page_numbers_show_a_page(client, event_index, page):
    past = event_in(event_index, -5)
    assert list(client.get(event_index.url, {"page": page}).context["rows"]) == [past]


def test_queries_do_not_grow_with_the_rows(client, event_index):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(event_index.url)
        return len(captured)

    event_in(event_index, 2), event_in(event_index, -2)
    queries()
    one = queries()
    for day in range(3, 9):
        event_in(event_index, day), event_in(event_index, -day)
    assert queries() == one


def test_says_why_it_was_cancelled(client, event_index):
    event = event_in(event_index, 2, state="cancelled", cancelled_reason="ทางขึ้นเขามีดินสไลด์")
    assert "ทางขึ้นเขามีดินสไลด์" in client.get(event.url).text


def test_shows_lessons_and_who_came(client, event_index):
    event = event_in(event_index, -2, lessons=[("lesson", "โทรดีกว่าส่งข้อความ")], teachers=68, pupils=None)
    text = client.get(event.url).text
    assert "โทรดีกว่าส่งข้อความ" in text
    assert "68" in text


def test_shows_only_public_practices_presented(client, event_index, practice_index):
    public = PracticePageFactory(parent=practice_index)
    draft = PracticePageFactory(parent=practice_index, live=False)
    event = event_in(event_index, 2)
    event.practices = [public, draft]
    event.save_revision().publish()
    text = client.get(event.url).text
    assert public.title in text
    assert draft.title not in text


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("ends_at", {"ends_at": timezone.now() - timedelta(days=300)}),
        ("place", {"place": ""}),
        ("cancelled_reason", {"state": "cancelled"}),
        ("satisfaction_mean", {"satisfaction_mean": 6}),
        ("satisfaction_n", {"satisfaction_n": 70, "teachers": 68}),
    ],
)
def test_refuses_what_cannot_be(event_index, field, values):
    event = event_in(event_index, 2)
    for name, value in values.items():
        setattr(event, name, value)
    with pytest.raises(ValidationError) as refused:
        event.full_clean()
    assert field in refused.value.error_dict


def test_an_online_event_needs_no_place(event_index):
    event = event_in(event_index, 2, mode="online", place="")
    assert ExchangeEventPage.objects.get(pk=event.pk).place == ""


def test_the_search_says_the_state_that_is_true_now(event_index):
    event = event_in(event_index, 2, state="open")
    assert "เปิดรับสมัคร" in event.search_record().kicker
    assert "Open for registration" in event.search_record().kicker_en
    ExchangeEventPage.objects.update(starts_at=timezone.now() - timedelta(hours=1))
    event.refresh_from_db()
    assert "กำลังจัด" in event.search_record().kicker
    assert follow_the_clock() == 1


def test_is_found_under_its_own_day_and_place(event_index):
    event = event_in(event_index, 9, place="หอประชุมสมมุติ")
    record = event.search_record()
    assert record.day == timezone.localdate(event.starts_at)
    assert record.place == "หอประชุมสมมุติ"
