from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import OneTimeLink
from organisations.models import Organisation, Role
from practices.adoption import keeping
from programme.cockpit import sharing, spread
from programme.cockpit.spread import Taken
from programme.models import CockpitShare, Nudge, ReportRound, ReportVersion, TermReport
from programme.reports import figures as reported
from tests.factories import (
    OfficeFactory,
    PracticePageFactory,
    ReportRoundFactory,
    ReportVersionFactory,
    SchoolFactory,
)
from tests.people import member
from tests.programme.measuring import (
    _letters_leave_at_once,
    director,
    enter,
    network,
    office,
    officer,
    schools_with_networks,
    today,
)
from vcare.calendar import format_thai_date

__all__ = ["_letters_leave_at_once", "director", "network", "office", "officer"]

pytestmark = pytest.mark.django_db


def needing(client) -> dict[str, tuple[str, ...]]:
    return {row.school.name: row.reasons for row in client.get("/cockpit/schools/").context["rows"]}


def test_tells_how_many_targets_are_reached_missed_and_unknown(client, office, director, network):
    schools_with_networks(office, network, [3])
    enter(office, "staff-effective", 1_300, 1_563, today())
    client.force_login(director)
    response = client.get("/cockpit/")
    cockpit = response.context["cockpit"]
    assert (cockpit.reached, cockpit.below, cockpit.unknown) == (2, 3, 3)
    assert "ยังไม่ทราบ" in response.text
    assert "เขตของเราไปถึงไหนแล้ว" in response.text
    # The list behind a number is one step away.
    assert "/indicators/schools-three/list/" in response.text
    assert client.get("/cockpit/table.xlsx").content.startswith(b"PK")
    assert "ยังไม่ทราบ" in b"".join(client.get("/cockpit/table.csv").streaming_content).decode()


def test_both_kinds_of_year_can_be_chosen_and_odd_ones_show_this_year(client, office, director):
    client.force_login(director)
    for odd in ("", "x", "a9999", "f25", "a๒๕๖๙", "\x00"):
        assert client.get("/cockpit/", {"year": odd}).status_code == 200
    fiscal = client.get("/cockpit/").context["years"].groups[1][1][0]
    assert client.get("/cockpit/", {"year": fiscal.key}).context["period"] == fiscal


def test_schools_that_need_help_say_why(client, office, director, network, practice_index):
    alone, one, fine = schools_with_networks(office, network, [0, 1, 3])
    one.partnerships_as_owner.update(ends_on=today() + timedelta(days=20))
    PracticePageFactory(owner_organisation=alone, parent=practice_index, live=False)
    client.force_login(director)
    found = needing(client)
    assert found == {alone.name: ("no-network",), one.name: ("expiring",)}
    ReportRound.objects.create(
        office=office,
        academic_year=2568,
        term=1,
        opens_on=today() - timedelta(days=40),
        due_on=today() - timedelta(days=3),
        state=ReportRound.State.OPEN,
    )
    assert needing(client)[fine.name] == ("late-report",)
    response = client.get("/cockpit/schools/", {"reason": "no-network"})
    assert [row.school for row in response.context["rows"]] == [alone]
    assert client.get("/cockpit/schools/table.csv").status_code == 200


def closed_round(office, days_ago=3, **more):
    """A round that was closed, and its schools: reported, sent back, never begun."""
    day = today() - timedelta(days=days_ago)
    made = ReportRoundFactory(office=office, opens_on=day - timedelta(days=30), due_on=day, **more)
    schools = [SchoolFactory(office=office, name=f"โรงเรียน{name}สมมุติ") for name in ("ส่ง", "ส่งกลับ", "ไม่ส่ง")]
    Organisation.objects.update(created_at=timezone.now() - timedelta(days=2000))
    for school in schools[:2]:
        ReportVersionFactory(report__round=made, report__school=school)
    now = timezone.now()
    ReportVersion.objects.filter(report__school=schools[1]).update(ended_at=now)
    TermReport.objects.filter(school=schools[1]).update(state="returned")
    ReportRound.objects.filter(pk=made.pk).update(
        state="closed", closed_at=now - timedelta(days=days_ago), schools_then=3
    )
    made.refresh_from_db()
    return made, schools


def without_report(client):
    return {name for name, reasons in needing(client).items() if "no-report" in reasons}


def test_schools_without_a_report_when_the_round_was_closed_need_help(client, office, director):
    made, (_sent, returned, silent) = closed_round(office)
    client.force_login(director)
    assert without_report(client) == {returned.name, silent.name}
    cockpit = client.get("/cockpit/").context["cockpit"]
    # As many as the totals of the round lack.
    numbers = reported.of_round(made)
    assert {key: n for key, _label, n in cockpit.reasons()}["no-report"] == (
        numbers.expected - numbers.certified
    )
    text = client.get(f"/cockpit/schools/{silent.uid}/").text
    assert f"ไม่มีรายงาน{made.name}ที่รับรองแล้ว" in text
    assert format_thai_date(today() - timedelta(days=3), "short") in text
    # Who came afterwards was not asked.
    late = SchoolFactory(office=office, name="โรงเรียนมาทีหลังสมมุติ")
    assert late.name not in without_report(client)
    Organisation.objects.filter(pk=silent.pk).update(closed_on=today() - timedelta(days=1))
    assert without_report(client) == {returned.name}


def test_only_the_round_closed_last_and_only_for_a_year_is_asked_for(client, office, director):
    _made, (sent, returned, silent) = closed_round(office, days_ago=200, term=1)
    client.force_login(director)
    assert without_report(client) == {returned.name, silent.name}
    later = ReportRoundFactory(office=office, opens_on=today() - timedelta(days=9), due_on=today())
    for school in (returned, silent):
        ReportVersionFactory(report__round=later, report__school=school)
    assert without_report(client) == {returned.name, silent.name}
    ReportRound.objects.filter(pk=later.pk).update(state="closed", closed_at=timezone.now())
    assert without_report(client) == {sent.name}
    ReportRound.objects.update(closed_at=timezone.now() - timedelta(days=400))
    assert without_report(client) == set()


def test_the_nudge_about_a_closed_round_asks_to_call_the_office(client, office, director, network):
    _made, (_sent, _returned, silent) = closed_round(office)
    schools_with_networks(office, network, [])
    for _n in range(3):
        network(silent)
    member(silent, Role.SCHOOL_DIRECTOR)
    client.force_login(director)
    address = f"/cockpit/schools/{silent.uid}/nudge/"
    assert "เปิดรอบอีกครั้งก่อน" in client.get(address).text
    page = client.post(address, follow=True)
    assert Nudge.objects.get().reasons == ["no-report"]
    for words in (mail.outbox[0].body, page.context["text"]):
        assert "โปรดโทรหาเขต" in words
        assert "/my/reports/" in words
    assert "ยังไม่ต้องสะกิดซ้ำ" in client.post(address, follow=True).text
    assert len(mail.outbox) == 1


def test_a_school_that_mends_its_certified_report_is_not_late(client, office, director, network):
    (fine,) = schools_with_networks(office, network, [3])
    term_round = ReportRoundFactory(
        office=office, opens_on=today() - timedelta(days=9), due_on=today() - timedelta(days=3)
    )
    report = ReportVersionFactory(report__round=term_round, report__school=fine).report
    client.force_login(director)
    for state in ("certified", "writing", "sent"):
        TermReport.objects.filter(pk=report.pk).update(state=state)
        assert fine.name not in needing(client)


def test_a_school_that_says_nothing_for_a_year_is_silent(client, office, director, network):
    school = SchoolFactory(office=office, name="โรงเรียนเงียบสมมุติ")
    network(school, days_ago=400)
    client.force_login(director)
    assert needing(client) == {school.name: ("no-network", "silent")}
    assert "ไม่มีบันทึกใหม่ตั้งแต่" in client.get(f"/cockpit/schools/{school.uid}/").text


def test_from_the_cockpit_to_the_evidence_in_three_steps(client, office, director, network):
    school = SchoolFactory(office=office)
    tie = network(school, ends_on=today() + timedelta(days=20))
    client.force_login(director)
    first = f"/cockpit/schools/{school.uid}/"
    assert first in client.get("/cockpit/").text
    second = f"/cockpit/partnerships/{tie.pk}/"
    assert second in client.get(first).text
    page = client.get(second).text
    assert "ซ้อมแผนเผชิญเหตุ" in page
    assert tie.partner.partner_page.url in page


def test_nudges_once_a_week_by_letter_and_in_words_for_line(client, office, director):
    school = SchoolFactory(office=office, name="โรงเรียนสะกิดสมมุติ")
    member(school, Role.SCHOOL_DIRECTOR)
    client.force_login(director)
    address = f"/cockpit/schools/{school.uid}/nudge/"
    response = client.post(address, follow=True)
    assert "ส่งจดหมายแล้ว" in response.text
    assert "ยังไม่มีเครือข่ายที่นับได้" in mail.outbox[0].body
    assert "โรงเรียนสะกิดสมมุติ" in response.context["text"]
    again = client.post(address, follow=True)
    assert "ยังไม่ต้องสะกิดซ้ำ" in again.text
    assert (len(mail.outbox), Nudge.objects.count()) == (1, 1)
    Nudge.objects.update(sent_at=timezone.now() - timedelta(days=8))
    client.post(address)
    assert len(mail.outbox) == 2
    assert ModelLogEntry.objects.filter(action="programme.nudge", user=director).count() == 2


def test_a_supervisor_looks_and_does_not_nudge_or_share(client, office):
    school = SchoolFactory(office=office)
    client.force_login(member(office, Role.SUPERVISOR))
    assert "สะกิด</button>" not in client.get("/cockpit/").text
    assert client.post(f"/cockpit/schools/{school.uid}/nudge/").status_code == 404
    assert client.get("/cockpit/shares/").status_code == 404


def test_schools_and_partnerships_of_other_offices_are_not_there(client, office, director, network):
    other = SchoolFactory(office=OfficeFactory(name="เขตอื่นสมมุติ"))
    client.force_login(director)
    assert client.get(f"/cockpit/schools/{other.uid}/").status_code == 404
    assert client.get(f"/cockpit/partnerships/{network(other).pk}/").status_code == 404


def test_a_share_shows_numbers_only_is_counted_and_can_be_ended(client, office, director, network):
    school, *_others = schools_with_networks(office, network, [0])
    enter(office, "pupils-cared", 19_761, 19_763, today())
    client.force_login(director)
    sent = {"to": "ผู้ตรวจราชการ", "days": "14", "email": "inspector@example.org"}
    page = client.post("/cockpit/shares/", sent, follow=True)
    address = page.context["new_link"]
    assert f"data-copy-source>{address}</textarea>" in page.text
    assert address in mail.outbox[0].body
    assert "data-copy-source" not in client.get("/cockpit/shares/").text
    path = address.partition("://")[2].partition("/")[2]
    client.logout()
    text = client.get(f"/{path}").text
    assert "ผู้ตรวจราชการ" in text
    assert school.name not in text
    # Two children are left over: neither they nor the number that tells of them.
    assert "19,761" not in text
    assert "19,759" in text
    link = OneTimeLink.objects.get()
    assert link.times_opened == 1
    client.force_login(director)
    client.post(f"/cockpit/shares/{CockpitShare.objects.get().pk}/end/")
    client.logout()
    assert client.get(f"/{path}").status_code == 410


def test_a_share_ends_when_its_maker_may_no_longer_share(client, office, director):
    _share, path = sharing.make(office, "ผู้ตรวจราชการ", 14, director)
    assert client.get(path).status_code == 200
    then = today() - timedelta(days=9)
    director.memberships.update(starts_on=then, ends_on=then)
    assert client.get(path).status_code == 410
    assert CockpitShare.objects.get().ended_at
    director.memberships.update(ends_on=None)
    assert client.get(path).status_code == 410


def test_who_reads_no_reports_of_schools_sees_sums_and_not_their_list(client, office, director):
    term_round = ReportRoundFactory(office=office, opens_on=today() - timedelta(days=1), due_on=today())
    school = ReportVersionFactory(report__round=term_round, report__school__office=office).report.school
    ReportRound.objects.update(state="closed", closed_at=timezone.now())
    path = "/indicators/pupils-opportunity/list/"
    client.force_login(director)
    page = client.get(path)
    assert "120" in page.text
    assert school.name not in page.text
    # The sum stands there all the same.
    assert "120" in page.text.partition("<tfoot>")[2]
    assert school.name not in b"".join(client.get(f"{path}table.csv").streaming_content).decode()
    client.force_login(member(office, Role.OFFICER))
    assert school.name in client.get(path).text


def test_the_public_page_has_numbers_of_the_office_and_hides_few_people(client, office, network):
    schools_with_networks(office, network, [3])
    enter(office, "pupils-cared", 3, 19_763, today())
    response = client.get("/results/")
    shown = {dial.reading.key: dial.reading.value for dial in response.context["cockpit"].dials}
    assert (shown["schools-three"], shown["pupils-cared"]) == (1, None)
    assert "น้อยกว่า 5 คน" in response.text
    assert "โรงเรียนสมมุติ" not in response.text.split("<main")[1]
    assert "น้อยกว่า 5" in b"".join(client.get("/results/table.csv").streaming_content).decode()
    assert "/results/" in client.get("/").text
    assert client.get("/en/results/").status_code == 200


def test_eighty_per_cent_says_how_the_office_reads_it(client, office):
    page = client.get("/results/").text
    dial = page.partition('id="staff-effective"')[2].partition("</li>")[0]
    assert "นับเป็นคน" in dial
    assert "ตีความได้สองทาง" in dial
    assert "เป็นการตีความของเขต ไม่ใช่ถ้อยคำของเอกสาร" in dial


def test_an_open_round_is_told_by_its_schools_and_never_as_a_fall(client, office, director):
    schools = SchoolFactory.create_batch(6, office=office)
    earlier = ReportRoundFactory(office=office, term=1, opens_on=today() - timedelta(days=3), due_on=today())

    def report(term_round, of, **figures):
        for school in of:
            row = ReportVersionFactory(report__round=term_round, report__school=school)
            ReportVersion.objects.filter(pk=row.pk).update(figures=row.figures | figures)

    def dial(address="/cockpit/"):
        client.force_login(director) if address == "/cockpit/" else client.logout()
        dials = client.get(address).context["cockpit"].dials
        return next(found for found in dials if found.reading.key == "pupils-opportunity")

    report(earlier, schools[:2])
    assert "2 จาก 6 โรงเรียน" in dial().reading.unknown
    ReportRound.objects.filter(pk=earlier.pk).update(state="closed", closed_at=timezone.now())
    assert dial().reading.value == 240
    # From one day to the next it would tell of the school that was certified in between.
    assert dial("/results/").reading.value is None
    report(earlier, schools[2:])
    now = ReportRoundFactory(office=office, opens_on=today() - timedelta(days=1), due_on=today())
    report(now, schools[:5], dropped_out=9, brought_back=0)
    for address in ("/cockpit/", "/results/"):
        found = dial(address)
        assert found.reading.value == 720
        assert "5 จาก 6 โรงเรียน" in client.get(address).text
        assert "ลดลง" not in found.sentence
    ReportRound.objects.filter(pk=now.pk).update(state="closed", closed_at=timezone.now())
    found = dial()
    assert (found.reading.value, found.reading.coming) == (555, "")
    # Five schools against the same five, not against all six.
    assert "ลดลง 45 จากภาคเรียนที่ 1/2569 ใน 5 โรงเรียน" in found.sentence


def test_the_search_finds_an_indicator(client, office):
    text = client.get("/search/", {"q": "นวัตกรรมการบริหารจัดการ"}).text
    assert "/results/#office-innovations" in text


def test_what_nobody_knows_is_no_success():
    first, on = today() - timedelta(days=100), today()
    long_ago = first - timedelta(days=200)
    rows = [
        Taken(1, 1, first, first, "using", False),
        Taken(2, 1, first, None, "intent", True),
        Taken(3, 1, long_ago, long_ago, "using", False),
        Taken(4, 1, long_ago, long_ago, "unknown", False),
        Taken(5, 1, long_ago, on - timedelta(days=500), "using", False),
    ]
    found = spread.spread(rows, first, on)
    assert (found.began, found.schools, found.second) == (2, 2, 1)
    assert (found.cohort, found.kept, found.lost_sight_of, found.rooted) == (2, 1, 1, 1)
    assert dict(found.standings)["unknown"] == 1
    assert found.all == 5


def test_second_generation_is_counted_as_of_the_day(office, practice_index):
    begun = PracticePageFactory(parent=practice_index)
    one, two = (SchoolFactory(office=office) for _n in range(2))
    people = [member(school, Role.SCHOOL_DIRECTOR) for school in (one, two)]
    first = keeping.start(begun, one, people[0])
    second = keeping.start(begun, two, people[1])
    keeping.describe(second, people[1], learned_from=first, via="visit")
    for row, person in ((first, people[0]), (second, people[1])):
        keeping.confirm(row, person)
    found = spread.spread(spread.as_of(office, today()), today() - timedelta(days=30), today())
    assert (found.began, found.second) == (2, 1)
    assert spread.as_of(office, today() - timedelta(days=1)) == []


def test_queries_of_the_cockpit_do_not_grow_with_the_schools(client, office, director, network):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/cockpit/").status_code == 200
        return len(asked)

    client.force_login(director)
    closed_round(office)
    schools_with_networks(office, network, [0, 1])
    client.get("/cockpit/")
    few = queries()
    schools_with_networks(office, network, [0, 0, 2])
    Organisation.objects.update(created_at=timezone.now() - timedelta(days=2000))
    assert queries() == few
    assert few < 70
