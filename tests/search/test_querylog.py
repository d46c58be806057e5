"""What is counted of a search, and what never is."""

from datetime import date, timedelta

import pytest
from django.core import signing
from django.db import OperationalError
from django.test import RequestFactory
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from search import asked, querylog
from search.engine import Query
from search.models import QueryTally

pytestmark = pytest.mark.django_db

SINCE = date(2000, 1, 1)


@pytest.fixture
def monday(time_machine):
    """The counts of a week end with it: tests that count to three begin on a Monday."""
    time_machine.move_to("2026-11-16 09:00+07:00")
    return timezone.localdate()


def search(client, text, times=1, **more):
    for _time in range(times):
        client.get("/search/", {"q": text, **more})


def stored():
    return [str(value) for row in QueryTally.objects.values_list() for value in row]


def test_a_question_is_readable_from_the_third_time_on(client, site_tree):
    search(client, "ลานกีฬา", 2)
    assert "ลานกีฬา" not in "".join(stored())
    search(client, "ลานกีฬา")
    (row,) = querylog.readable(SINCE)
    assert (row.text, row.searches, row.empty) == ("ลานกีฬา", 3, 3)


def test_ways_of_typing_the_same_are_one(client, site_tree):
    search(client, "เเผนเผชิญเหตุ  ๒๕๖๙")
    search(client, "แผนเผชิญเหตุ 2569", 2)
    assert [row.searches for row in querylog.readable(SINCE)] == [3]


def test_the_key_changes_every_week(monday):
    assert querylog.digest(monday, "ก") == querylog.digest(monday + timedelta(6), "ก")
    assert querylog.digest(monday, "ก") != querylog.digest(monday + timedelta(7), "ก")


def test_the_key_is_the_installations_own(monday, settings):
    before = querylog.digest(monday, "ก")
    settings.SECRET_KEY = "another" * 10
    assert querylog.digest(monday, "ก") != before


def test_two_weeks_are_not_added_up(client, site_tree, monday, time_machine):
    search(client, "ลานกีฬา", 2)
    time_machine.move_to("2026-11-23 09:00+07:00")
    search(client, "ลานกีฬา", 2)
    assert not querylog.readable(SINCE).exists()
    assert QueryTally.objects.count() == 1, "last week's is gone"


def test_what_is_known_already_counts_from_the_first_time(client, site_tree, monday, time_machine):
    search(client, "ลานกีฬา", 3)
    time_machine.move_to("2026-11-23 09:00+07:00")
    search(client, "ลานกีฬา")
    assert sorted(row.searches for row in querylog.readable(SINCE)) == [1, 3]


@pytest.mark.parametrize(
    "text",
    [
        "กรีดแขน",
        "โดนทำร้าย ทำอย่างไร",
        "เด็กชายสมมุติ ใจดี",
        "ด.ญ.สมมุติ",
        "ด ช. สมมุติ ใจดี",
        "ดช สมมุติ ใจดี",
        "น.ส. สมมุติ ใจดี",
        "นายสมมุติ ใจดี โรงเรียน",
        "น้องสมมุติ ป.3",
        "1-1017-00230-70-8",
        "1101700230708",
        "๑๑๐๑๗๐๐๒๓๐๗๐๘",
        "โทร 081-234-5678",
        "039 000 000",
        "+66 81 234 5678",
        "somebody@example.org",
    ],
)
def test_nothing_at_all_is_kept_of_persons_and_danger(client, site_tree, text):
    search(client, text, 4)
    assert stored() == []
    assert querylog.click_token(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "เด็กชายและเด็กหญิง",
        "ปี 2566 2567 2568",
        "นายก อบต สนับสนุนรถรับส่ง",
        "รับน้องใหม่",
        "3ป ป้องกัน ปลูกฝัง ปราบปราม",
        "พาน้องกลับมาเรียน",
        "ครูแนะแนว ระดับประถม",
        "กองทุนวันละ 1 บาท",
    ],
)
def test_ordinary_questions_are_not_taken_for_personal(text):
    assert not asked.is_private(text)


@given(st.text(max_size=300))
def test_any_question_has_one_spelling(text):
    once = asked.question(text)
    assert asked.question(once) == once
    assert len(once) <= asked.LONGEST


@pytest.mark.parametrize("more", [{"page": "2"}, {"hazard": "violence"}, {"sort": "newest"}, {"exact": "on"}])
def test_looking_around_in_the_results_is_no_search(client, site_tree, more):
    search(client, "ลานกีฬา", 3, **more)
    assert stored() == []


def test_an_empty_question_is_none(client, site_tree):
    search(client, " \u200b ", 3)
    assert stored() == []


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
        {"User-Agent": "curl/8.0"},
        {"Sec-Purpose": "prefetch;prerender"},
    ],
)
def test_robots_are_not_counted(client, site_tree, headers):
    client.get("/search/", {"q": "ลานกีฬา"}, headers=headers)
    assert stored() == []


def test_a_head_request_is_not_counted(client, site_tree):
    client.head("/search/", {"q": "ลานกีฬา"})
    assert stored() == []


def test_nothing_kept_tells_who_asked(client, site_tree):
    columns = {field.name for field in QueryTally._meta.fields}
    assert columns == {"id", "day", "digest", "text", "searches", "empty", "clicks"}


def test_a_failing_count_fails_no_search(client, site_tree, monkeypatch, caplog):
    def fails(*args):
        raise OperationalError("คำลับ")

    monkeypatch.setattr(querylog, "_write", fails)
    assert client.get("/search/", {"q": "คำลับ"}).status_code == 200
    assert "คำลับ" not in caplog.text


def test_searches_wait_in_memory_and_are_written_together(rf, settings, monkeypatch):
    started = []
    monkeypatch.setattr(querylog.threading.Timer, "start", lambda timer: started.append(timer))
    settings.QUERY_LOG_SECONDS = 10
    for _time in range(3):
        querylog.record(rf.get("/search/"), Query("ลานกีฬา"), Nothing())
    assert stored() == []
    assert len(started) == 1
    querylog.flush()
    assert querylog.readable(SINCE).get().searches == 3


def test_a_flood_of_questions_does_not_fill_the_memory(rf, settings, monkeypatch):
    monkeypatch.setattr(querylog.threading.Timer, "start", lambda timer: None)
    monkeypatch.setattr(querylog, "MOST_WAITING", 5)
    settings.QUERY_LOG_SECONDS = 10
    for number in range(20):
        querylog.record(rf.get("/search/"), Query(f"ข้อ {number}"), Nothing())
    querylog.flush()
    assert QueryTally.objects.count() == 5


class Nothing(list):
    """Results that are none."""

    approximate = False


def test_counting_takes_few_queries(rf, django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        querylog.record(RequestFactory().get("/search/"), Query("ลานกีฬา"), Nothing())


def test_counts_of_more_than_thirteen_months_go(monday):
    kept, gone = date(2025, 10, 1), date(2025, 9, 30)
    for day in (kept, gone):
        QueryTally.objects.create(day=day, digest=str(day), text="ลานกีฬา", searches=3)
    assert [row.day for row in querylog.readable(SINCE)] == [kept], "not shown even before they are deleted"
    querylog.tidy()
    assert [row.day for row in QueryTally.objects.all()] == [kept]


def test_an_opened_result_is_counted(client, site_tree):
    search(client, "ลานกีฬา", 3)
    token = client.get("/search/", {"q": "ลานกีฬา"}).context["click_token"]
    assert client.post("/search/clicked/", {"asked": token}).status_code == 204
    row = querylog.readable(SINCE).get()
    assert (row.searches, row.clicks) == (4, 1)


@pytest.mark.parametrize("token", ["", "x", "x:y:z", "\0", signing.dumps("ลานกีฬา", salt="other")])
def test_clicks_with_a_forged_token_count_nothing(client, site_tree, token):
    assert client.post("/search/clicked/", {"asked": token}).status_code == 204
    assert stored() == []


def test_clicks_alone_make_no_question_readable(client, site_tree):
    for _time in range(5):
        client.post("/search/clicked/", {"asked": querylog.click_token("ลานกีฬา")})
    assert "ลานกีฬา" not in "".join(stored())


def test_reading_the_address_of_clicks_is_refused(client, db):
    assert client.get("/search/clicked/").status_code == 405


def test_counting_keeps_the_page_cache(site_tree, client, monkeypatch):
    moved = []
    monkeypatch.setattr("portal.signal_handlers.next_generation", lambda: moved.append(1))
    search(client, "ลานกีฬา", 4)
    assert moved == []
