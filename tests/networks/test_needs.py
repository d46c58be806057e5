import os
import sqlite3
import subprocess
import sys
import threading

import pytest
from django.conf import settings
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import Notice
from networks import ledger, meeting
from networks.counting import Rule
from networks.matching import Why
from networks.models import Match, Need, Offer
from organisations.models import Role
from tests.factories import (
    NeedFactory,
    OfferFactory,
    OfficeFactory,
    PartnerFactory,
    PartnerPageFactory,
    SchoolFactory,
)
from tests.people import member

pytestmark = pytest.mark.django_db
State = Match.State

ANSWERS = {
    "hazard": "accident",
    "care_step": "",
    "band": "to-50",
    "time": "term",
    "place": "school",
    "note": "มีสระเล็กข้างโรงเรียน",
}


@pytest.fixture
def place(site_tree):
    """A school with a teacher, a partner with a coordinator and an offer to two schools."""

    class Place:
        office = OfficeFactory()
        school = SchoolFactory(office=office, districts=["2202"])
        partner = PartnerFactory(office=office, districts=["2202"])
        profile = PartnerPageFactory(
            parent=site_tree.partners, organisation=partner, verified_on=timezone.localdate()
        )
        offer = OfferFactory(partner=partner)
        teacher = member(school, Role.TEACHER)
        coordinator = member(partner, Role.COORDINATOR)

    return Place


@pytest.fixture
def need(place):
    return NeedFactory(school=place.school)


def post(client, person, name, *args, **data):
    client.force_login(person)
    return client.post(reverse(f"networks:{name}", args=args), data)


def told() -> set[str]:
    return {notice.person.email for notice in Notice.objects.select_related("person")}


# Saying what is needed


def test_six_answers_lead_to_those_who_could_help(client, place):
    response = post(client, place.teacher, "new_need", **ANSWERS, school=place.school.pk)
    need = Need.objects.get()
    assert (need.school, need.created_by) == (place.school, place.teacher)
    text = client.get(response.url).text
    assert place.offer.title in text
    assert "จะเป็นเครือข่ายใหม่ของโรงเรียน" in text
    assert ModelLogEntry.objects.filter(action="networks.need").exists()


def test_asks_no_more_than_six_questions(client, place):
    client.force_login(place.teacher)
    form = client.get(reverse("networks:new_need")).context["form"]
    assert len(form.visible_fields()) <= 6


@pytest.mark.parametrize("name", ["hazard", "band", "time", "place"])
def test_a_missing_answer_is_named_and_the_rest_is_kept(client, place, name):
    response = post(client, place.teacher, "new_need", **{**ANSWERS, "school": place.school.pk, name: ""})
    assert response.status_code == 400
    assert set(response.context["form"].errors) == {name}
    assert "มีสระเล็กข้างโรงเรียน" in response.text
    assert not Need.objects.exists()


def test_a_child_s_name_is_refused_beside_the_field(client, place):
    note = "ช่วย ด.ช.ก้องภพ ทดสอบสมมุติ ชั้น ป.4 ด้วย"
    response = post(client, place.teacher, "new_need", **{**ANSWERS, "school": place.school.pk, "note": note})
    assert response.status_code == 400
    assert "note" in response.context["form"].errors
    assert not Need.objects.exists()


def test_nobody_asks_for_another_school(client, place):
    other = SchoolFactory(office=place.office)
    response = post(client, place.teacher, "new_need", **ANSWERS, school=other.pk)
    assert response.status_code == 400
    assert post(client, place.coordinator, "new_need", **ANSWERS, school=other.pk).status_code == 404


# Who sees a need


def test_partners_see_what_their_offers_reach_and_nothing_else(client, place, need):
    elsewhere = NeedFactory(school=SchoolFactory(office=place.office, districts=["2204"]))
    otherwise = NeedFactory(school=place.school, hazard="rights")
    client.force_login(place.coordinator)
    shown = {row.pk for row in client.get(reverse("networks:needs")).context["rows"]}
    assert shown == {need.pk}
    for hidden in (elsewhere, otherwise):
        assert client.get(reverse("networks:need", args=[hidden.pk])).status_code == 404


def test_another_school_s_need_is_not_there(client, place, need):
    client.force_login(member(SchoolFactory(office=place.office), Role.TEACHER))
    assert client.get(reverse("networks:need", args=[need.pk])).status_code == 404


def test_a_partner_that_is_not_listed_sees_nothing(client, place, need):
    place.profile.unpublish()
    client.force_login(place.coordinator)
    assert not client.get(reverse("networks:needs")).context["rows"].object_list


def test_the_office_sees_what_waits_longest_first(client, place):
    rows = [
        NeedFactory(school=place.school, created_at=timezone.now() - timezone.timedelta(days=days))
        for days in (3, 40, 10)
    ]
    client.force_login(member(place.office, Role.OFFICER))
    response = client.get(reverse("networks:needs"), {"state": "open"})
    assert [row.pk for row in response.context["rows"]] == [rows[1].pk, rows[2].pk, rows[0].pk]


@pytest.mark.parametrize("page", ["0", "abc", "9999"])
def test_odd_page_numbers_show_a_page(client, place, need, page):
    client.force_login(place.teacher)
    for name in ("needs", "offers"):
        client.force_login(place.teacher if name == "needs" else place.coordinator)
        assert client.get(reverse(f"networks:{name}"), {"page": page}).status_code == 200


def test_queries_do_not_grow(client, place, need, django_assert_num_queries):
    client.force_login(place.teacher)
    address = reverse("networks:needs")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    NeedFactory.create_batch(5, school=place.school)
    with django_assert_num_queries(len(few)):
        client.get(address)


def test_suggestions_ask_a_bounded_number_of_queries(place, need, django_assert_num_queries):
    with CaptureQueriesContext(connection) as few:
        meeting.suggestions(need)
    OfferFactory.create_batch(6, partner=place.partner)
    with django_assert_num_queries(len(few)):
        assert len(meeting.suggestions(need)) == meeting.SHOWN


# Both sides agree


def test_asking_tells_the_partner_alone(client, place, need):
    post(client, place.teacher, "ask", need.pk, place.offer.pk)
    assert Match.objects.get().state == State.ASKED
    assert told() == {place.coordinator.email}


def test_agreeing_takes_room_and_tells_the_school(client, place, need):
    match = meeting.begin(need, place.offer, place.teacher, by_school=True)
    Notice.objects.all().delete()
    post(client, place.coordinator, "match_agree", match.pk)
    need.refresh_from_db()
    place.offer.refresh_from_db()
    assert (need.state, place.offer.left) == (Need.State.MET, 1)
    assert told() == {place.teacher.email}


def test_who_asked_does_not_answer_itself(client, place, need):
    match = meeting.begin(need, place.offer, place.teacher, by_school=True)
    assert post(client, place.teacher, "match_agree", match.pk).status_code == 404
    match.refresh_from_db()
    assert match.state == State.ASKED


def test_a_partner_may_offer_itself_and_the_school_agrees(client, place, need):
    post(client, place.coordinator, "propose", need.pk, place.offer.pk)
    match = Match.objects.get()
    assert (match.state, told()) == (State.OFFERED, {place.teacher.email})
    post(client, place.teacher, "match_agree", match.pk)
    match.refresh_from_db()
    assert match.state == State.AGREED


def test_declining_needs_a_reason_which_the_school_reads(client, place, need):
    match = meeting.begin(need, place.offer, place.teacher, by_school=True)
    assert post(client, place.coordinator, "match_decline", match.pk, reason="").status_code == 400
    post(client, place.coordinator, "match_decline", match.pk, reason="ครูฝึกติดภารกิจทั้งเดือน")
    client.force_login(place.teacher)
    assert "ครูฝึกติดภารกิจทั้งเดือน" in client.get(reverse("networks:need", args=[need.pk])).text


def test_calling_off_gives_the_room_back(client, place, need):
    match = meeting.begin(need, place.offer, place.teacher, by_school=True)
    meeting.agree(match, place.coordinator)
    Notice.objects.all().delete()
    post(client, place.teacher, "match_call-off", match.pk, reason="น้ำท่วมโรงเรียน")
    need.refresh_from_db()
    place.offer.refresh_from_db()
    assert (need.state, place.offer.left) == (Need.State.OPEN, 2)
    assert told() == {place.coordinator.email}


def test_what_took_place_counts_as_a_network(client, place, need):
    match = meeting.begin(need, place.offer, place.teacher, by_school=True)
    meeting.agree(match, place.coordinator)
    today = timezone.localdate()
    assert ledger.numbers([place.school], Rule(), today) == {place.school.pk: 0}
    post(client, place.teacher, "match_done", match.pk, on=today.isoformat())
    assert ledger.numbers([place.school], Rule(), today) == {place.school.pk: 1}


def test_both_rate_once_and_a_good_word_helps_the_next(client, place, need):
    match = meeting.begin(need, place.offer, place.teacher, by_school=True)
    meeting.agree(match, place.coordinator)
    meeting.finish(match, timezone.localdate(), place.teacher)
    post(client, place.teacher, "match_rate", match.pk, stars="5", words="เด็กลอยตัวได้ทุกคน")
    post(client, place.teacher, "match_rate", match.pk, stars="1", words="")
    post(client, place.coordinator, "match_rate", match.pk, stars="4", words="")
    match.refresh_from_db()
    assert (match.school_stars, match.partner_stars) == (5, 4)
    other = NeedFactory(school=SchoolFactory(office=place.office, districts=["2202"]))
    assert Why.TRIED in meeting.suggestions(other)[0].fit.reasons


def test_closing_calls_off_what_waits_and_can_be_undone(client, place, need):
    match = meeting.begin(need, place.offer, place.teacher, by_school=True)
    post(client, place.teacher, "close_need", need.pk)
    match.refresh_from_db()
    assert match.state == State.WITHDRAWN
    post(client, place.teacher, "reopen_need", need.pk)
    need.refresh_from_db()
    assert need.state == Need.State.OPEN


# Offers

OFFER = {
    "title": "อบรมปฐมพยาบาล",
    "what": "พยาบาลสองคน หุ่นฝึก ครึ่งวัน",
    "hazards": ["accident"],
    "districts": ["2202", "2204"],
    "places": ["school"],
    "academic_year": "2569",
    "term": "2",
    "capacity": "3",
}


def test_a_partner_offers_and_needs_find_it(client, place):
    post(client, place.coordinator, "new_offer", **OFFER, partner=place.partner.pk)
    offer = Offer.objects.get(title="อบรมปฐมพยาบาล")
    assert offer.left == 3
    need = NeedFactory(school=SchoolFactory(office=place.office, districts=["2204"]))
    assert offer in Offer.objects.filter(pk__in=[row.offer.pk for row in meeting.suggestions(need)])


@pytest.mark.parametrize(
    ("name", "value"),
    [("capacity", "0"), ("capacity", "x"), ("districts", []), ("title", ""), ("hazards", ["?"])],
)
def test_a_bad_offer_is_refused_beside_its_field(client, place, name, value):
    response = post(
        client, place.coordinator, "new_offer", **{**OFFER, "partner": place.partner.pk, name: value}
    )
    assert response.status_code == 400
    assert set(response.context["form"].errors) == {name}


def test_capacity_never_falls_below_what_is_promised(client, place, need):
    meeting.agree(meeting.begin(need, place.offer, place.teacher, by_school=True), place.coordinator)
    second = NeedFactory(school=place.school)
    meeting.agree(meeting.begin(second, place.offer, place.teacher, by_school=True), place.coordinator)
    data = {**OFFER, "partner": place.partner.pk, "capacity": "1"}
    response = post(client, place.coordinator, "edit_offer", place.offer.pk, **data)
    assert response.status_code == 400
    assert "รับปากไปแล้ว 2 โรงเรียน" in response.text


def test_a_full_offer_is_suggested_no_more_and_cannot_be_agreed(place, need):
    waiting = meeting.begin(need, place.offer, place.teacher, by_school=True)
    Offer.objects.update(left=0)
    with pytest.raises(meeting.FullError):
        meeting.agree(waiting, place.coordinator)
    waiting.refresh_from_db()
    need.refresh_from_db()
    assert (waiting.state, need.state) == (State.ASKED, Need.State.OPEN)


def test_foreign_offers_are_not_there(client, place):
    other = OfferFactory(partner=PartnerFactory(office=place.office))
    client.force_login(place.coordinator)
    assert client.get(reverse("networks:edit_offer", args=[other.pk])).status_code == 404


# At the same moment

AGREE = """
import sys, django
django.setup()
from networks import meeting
from networks.models import Match
sys.stdin.readline()
for pk in sys.argv[1:]:
    match = Match.objects.select_related("need__school", "offer__partner").get(pk=pk)
    try:
        meeting.agree(match, None)
        print("agreed")
    except meeting.FullError:
        print("full")
"""


def asked(place, many: int) -> list[int]:
    """So many schools have asked for the one offer, which has room for two."""
    return [
        meeting.begin(
            NeedFactory(school=SchoolFactory(office=place.office, districts=["2202"])),
            place.offer,
            place.teacher,
            by_school=True,
        ).pk
        for _ in range(many)
    ]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite's file")
def test_processes_agreeing_at_once_never_take_more_than_there_is_on_sqlite(place, tmp_path):
    keys = asked(place, 8)
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
            [sys.executable, "-c", AGREE, *map(str, keys[worker::4])],
            cwd=settings.BASE_DIR,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for worker in range(4)
    ]
    answers = []
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    for worker in workers:
        out, err = worker.communicate(timeout=120)
        assert worker.returncode == 0, err[-2000:]
        answers += out.split()
    assert sorted(answers) == ["agreed"] * 2 + ["full"] * 6
    with sqlite3.connect(tmp_path / "db.sqlite3") as after:
        assert after.execute("select left from networks_offer").fetchall() == [(0,)]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_agreeing_at_once_never_takes_more_than_there_is(place):
    keys = asked(place, 8)
    start, outcomes = threading.Barrier(len(keys)), []

    def agree(pk):
        match = Match.objects.select_related("need__school", "offer__partner").get(pk=pk)
        start.wait()
        try:
            meeting.agree(match, place.coordinator)
            outcomes.append("agreed")
        except meeting.FullError:
            outcomes.append("full")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=agree, args=[pk]) for pk in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["agreed"] * 2 + ["full"] * 6
    place.offer.refresh_from_db()
    assert place.offer.left == 0
