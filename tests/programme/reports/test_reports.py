"""Term reports as people meet them: written, certified, sent back, counted, told."""

import io
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from openpyxl import load_workbook

from organisations.models import Kind, Organisation, Role
from programme.models import Narrative, ReportReminder, ReportRound, TermReport
from programme.plans import access
from programme.reports import deeds, figures
from programme.reports.forms import RoundForm
from tests.factories import (
    REPORTED,
    MembershipFactory,
    OfficeFactory,
    ReportRoundFactory,
    ReportVersionFactory,
    SchoolFactory,
    TermReportFactory,
)
from tests.people import _letters_leave_at_once, member
from tests.wordfiles import word as word_file

__all__ = ["_letters_leave_at_once"]

pytestmark = pytest.mark.django_db

State = TermReport.State


@pytest.fixture
def report():
    return TermReportFactory()


@pytest.fixture
def teacher(report, client):
    person = member(report.school, Role.TEACHER)
    client.force_login(person)
    return person


def login(client, organisation, role, **more):
    person = member(organisation, role, **more)
    client.force_login(person)
    return person


def at(name, report, *more):
    return reverse(f"reports:{name}", args=[report.uid, *more])


def step(client, report, key, data, **more):
    return client.post(at("step", report, key), data, **more)


def fresh(report):
    return TermReport.objects.get(pk=report.pk)


# Writing


def test_a_teacher_begins_the_report_of_the_own_school_only(client):
    school, term_round = SchoolFactory(), ReportRoundFactory()
    login(client, school, Role.TEACHER)
    assert reverse("reports:start", args=[term_round.uid, school.uid]) in client.get("/my/reports/").text
    made = client.post(reverse("reports:start", args=[term_round.uid, school.uid]))
    report = TermReport.objects.get(school=school)
    assert made.url == at("step", report, "people")
    assert client.post(reverse("reports:start", args=[term_round.uid, school.uid])).status_code == 302
    assert TermReport.objects.count() == 1
    foreign = client.post(reverse("reports:start", args=[term_round.uid, SchoolFactory().uid]))
    assert foreign.status_code == 404


def test_keeps_thai_digits_and_asks_for_a_word_about_the_register(client, report, teacher):
    report.school.facts.create(academic_year=2569, pupils=80, as_of="2026-11-10", source="DMC")
    data = {"enrolled_early": "๓๐", "enrolled_primary": "1,090", "staff": " 12 ", "go": "next"}
    answer = step(client, report, "people", data)
    assert fresh(report).figures["enrolled_early"] == 30
    assert fresh(report).figures["enrolled_primary"] == 1090
    assert answer.url.endswith("#id_why_enrolled_primary")
    assert "1,120" in client.get(answer.url).text
    answer = step(client, report, "people", data | {"why_enrolled_primary": "โรงเรียนควบรวม"})
    assert answer.url == at("step", report, "knowing")
    assert fresh(report).explanations["enrolled_primary"] == "โรงเรียนควบรวม"


def test_says_beside_the_field_what_does_not_fit_and_loses_nothing(client, report, teacher):
    answer = step(client, report, "knowing", {"screened": "120", "normal": "99", "risk": "สิบ", "go": "next"})
    assert answer.status_code == 400
    assert 'value="สิบ"' in answer.text
    assert "คัดกรองแล้ว" in answer.text
    assert fresh(report).figures["normal"] == 99
    assert fresh(report).figures["risk"] == 15
    # What does not fit with another screen keeps nobody here.
    there = step(client, report, "knowing", {"normal": "99", "go": "people"})
    assert there.url == at("step", report, "people")


@pytest.mark.parametrize("typed", ["12\x00", "<script>", "-5", "1" * 40, "999999", "1.5"])
def test_refuses_what_is_no_count(client, report, teacher, typed):
    assert step(client, report, "people", {"staff": typed}).status_code == 400
    assert fresh(report).figures["staff"] == 12


def test_saves_in_the_background_and_tells_of_a_colleague(client, report, teacher):
    page = client.get(at("step", report, "people"))
    was = page.context["digests"]["staff"]
    json = {"HTTP_ACCEPT": "application/json"}
    told = step(client, report, "people", {"staff": "13", "was-staff": was}, **json)
    assert told.status_code == 200
    assert told.json()["digests"]["staff"] != was
    late = step(client, report, "people", {"staff": "14", "was-staff": was}, **json)
    assert late.status_code == 409
    assert fresh(report).figures["staff"] == 13


def test_no_answer_tells_of_a_child(client, report, teacher):
    words = "เด็กชายสมมุติ ทดสอบ ดีขึ้นมาก"
    answer = step(client, report, "reflection", {"worked": words})
    assert answer.status_code == 400
    assert words in answer.text
    assert fresh(report).answers["worked"] == "โฮมรูมวันละสิบนาที"


def test_compares_with_the_term_before(client, report, teacher):
    earlier = ReportRoundFactory(term=1, state="closed")
    old = TermReportFactory(round=earlier, school=report.school, figures=REPORTED | {"helped": 60})
    ReportVersionFactory(report=old)
    page = client.get(at("step", report, "helping")).text
    assert "ภาคก่อน 60" in " ".join(page.split()).replace("</span>", "")
    assert client.post(at("send", report)).status_code == 302
    assert fresh(report).state == State.WRITING
    step(client, report, "helping", {"why_helped": "ปิดเคสเดิมแล้ว", "go": "overview"})
    client.post(at("send", report))
    assert fresh(report).state == State.SENT


def test_a_sent_report_cannot_be_written_on_until_it_is_taken_back(client, report, teacher):
    client.post(at("send", report))
    assert step(client, report, "people", {"staff": "1"}, HTTP_ACCEPT="application/json").status_code == 423
    assert fresh(report).figures["staff"] == 12
    client.post(at("take_back", report))
    step(client, report, "people", {"staff": "13", "staff_operating": "12"})
    assert fresh(report).figures["staff"] == 13


# Certifying


def certified(client, report, **membership):
    """Sent by a teacher, certified by a director; who is signed in then."""
    client.force_login(member(report.school, Role.TEACHER))
    client.post(at("send", report))
    director = login(client, report.school, Role.SCHOOL_DIRECTOR, **membership)
    seen = client.get(at("report", report)).context["certify"]["seen"].value()
    client.post(at("certify", report), {"seen": seen, "agreed": "on"})
    return director


def test_the_director_certifies_what_was_read_and_it_never_changes(client, report):
    director = certified(client, report, order_number="12/2569", capacity="acting")
    version = fresh(report).versions.get()
    assert fresh(report).state == State.CERTIFIED
    assert version.certified_by == director
    assert "12/2569" in version.signature
    assert version.counted["networks"] == 0
    with pytest.raises(ValidationError):
        version.save()
    # A second press finds it settled.
    client.post(at("certify", report), {"agreed": "on"})
    assert fresh(report).versions.count() == 1


@pytest.mark.parametrize("data", [{"agreed": "on", "seen": "older"}, {"agreed": ""}])
def test_nothing_is_certified_unread_or_without_the_word(client, report, data):
    client.force_login(member(report.school, Role.TEACHER))
    client.post(at("send", report))
    login(client, report.school, Role.SCHOOL_DIRECTOR)
    client.post(at("certify", report), data)
    assert fresh(report).state == State.SENT


def test_what_is_signed_is_in_thai_whatever_the_screen_speaks(report):
    TermReport.objects.update(state=State.SENT)
    signs = member(report.school, Role.SCHOOL_DIRECTOR).memberships.get()
    with override("en"):
        version = deeds.certify(fresh(report), signs, deeds.mark(fresh(report)))
        plan_signature = access.signature(signs.person, report.school)
    with override("th"):
        assert version.signature == plan_signature == signs.signature


def test_a_teacher_certifies_nothing(client, report, teacher):
    client.post(at("send", report))
    assert client.post(at("certify", report), {"agreed": "on"}).status_code == 404


def test_a_director_of_two_schools_sees_each(client, report):
    director = login(client, report.school, Role.SCHOOL_DIRECTOR)
    other = MembershipFactory(
        person=director, organisation=SchoolFactory(), role=Role.SCHOOL_DIRECTOR, capacity="acting"
    ).organisation
    text = client.get("/my/reports/").text
    assert report.school.name in text
    assert other.name in text
    assert report.round.name in client.get("/my/").text


def test_the_office_returns_to_the_field_and_the_report_counts_no_more(client, report):
    certified(client, report)
    officer = login(client, report.round.office, Role.OFFICER)
    mail.outbox.clear()
    empty = client.post(at("give_back", report), {"reason": ""})
    assert empty.status_code == 400
    client.post(at("give_back", report), {"reason": "ดูจำนวนอีกครั้ง", "fields_meant": ["screened"]})
    assert fresh(report).state == State.RETURNED
    assert figures.of_round(report.round).certified == 0
    assert any("ดูจำนวนอีกครั้ง" in letter.body and "คัดกรอง" in letter.body for letter in mail.outbox)
    assert officer.email not in [to for letter in mail.outbox for to in letter.to]
    client.force_login(member(report.school, Role.TEACHER))
    assert 'class="field count meant"' in client.get(at("step", report, "knowing")).text


def test_a_report_that_came_back_leads_to_the_answers_that_are_meant(client, report):
    certified(client, report)
    login(client, report.round.office, Role.OFFICER)
    meant = {"reason": "ดูอีกครั้ง", "fields_meant": ["screened", "plan", "worked"]}
    client.post(at("give_back", report), meant)
    assert "คัดกรองแล้ว" in client.get(at("report", report)).text.partition("ข้อที่ให้ดู")[2].partition("</ul>")[0]
    client.force_login(member(report.school, Role.TEACHER))
    page = client.get(at("report", report)).text
    for key, field in (("knowing", "id_screened"), ("system", "id_plan_field"), ("reflection", "id_worked")):
        assert f'href="{at("step", report, key)}#{field}"' in page
        assert f'id="{field}"' in client.get(at("step", report, key)).text
    assert "ยังไม่ได้แก้อะไร" in page
    step(client, report, "reflection", {"worked": "โฮมรูมทุกเช้า"})
    assert "ยังไม่ได้แก้อะไร" not in client.get(at("report", report)).text


def test_who_sends_to_oneself_is_told_to_certify(client, report):
    login(client, report.school, Role.SCHOOL_DIRECTOR)
    assert "แล้วรับรองด้านล่าง" in client.post(at("send", report), follow=True).text
    # The address of a refused certification, opened anew.
    assert client.post(at("certify", report), {}).status_code == 400
    assert client.get(at("certify", report)).url == at("report", report)


def test_a_school_sees_how_late_it_is_until_it_is_certified(client, report):
    ReportRound.objects.update(due_on=timezone.localdate() - timedelta(days=3), opens_on="2026-01-01")
    client.force_login(member(report.school, Role.TEACHER))
    for path in (at("report", report), reverse("reports:mine")):
        assert "เกินกำหนด 3 วัน" in client.get(path).text
    certified(client, report)
    for path in (at("report", report), reverse("reports:mine")):
        assert "เกินกำหนด" not in client.get(path).text


def test_the_office_gets_from_a_report_to_its_board_and_the_school_does_not(client, report, teacher):
    assert at("board", report.round) not in client.get(at("report", report)).text
    login(client, report.round.office, Role.OFFICER)
    assert at("board", report.round) in client.get(at("report", report)).text


def test_nothing_is_there_to_receive_where_no_shown_report_waits(client, officer, term_round):
    ReportVersionFactory(report__round=term_round)
    TermReportFactory(round=term_round)
    assert "รับรายงานที่ทำเครื่องหมายไว้" in board_of(client, term_round).text
    assert "รับรายงานที่ทำเครื่องหมายไว้" not in board_of(client, term_round, "?standing=writing").text


def test_a_correction_is_a_new_version_and_the_old_one_counts_until_then(client, report):
    director = certified(client, report)
    client.post(at("correct", report), {"reason": "นับซ้ำหนึ่งห้อง"})
    step(client, report, "helping", {"helped": "18", "improved": "10", "ongoing": "8"})
    before = timezone.now()
    assert figures.of_round(report.round).total("helped").value == 20
    client.post(at("send", report))
    seen = client.get(at("report", report)).context["certify"]["seen"].value()
    client.post(at("certify", report), {"seen": seen, "agreed": "on"})
    newest = fresh(report).versions.first()
    assert (newest.number, newest.reason, newest.certified_by) == (2, "นับซ้ำหนึ่งห้อง", director)
    assert figures.of_round(report.round).total("helped").value == 18
    assert figures.of_round(report.round, before).total("helped").value == 20
    assert "นับซ้ำหนึ่งห้อง" in client.get(at("report", report)).text


def test_a_correction_can_be_dropped(client, report):
    certified(client, report)
    client.post(at("correct", report), {"reason": "นับซ้ำ"})
    step(client, report, "people", {"staff": "44"})
    client.post(at("drop_correction", report))
    assert (fresh(report).state, fresh(report).figures["staff"]) == (State.CERTIFIED, 12)


def test_the_office_sees_nothing_before_it_is_certified(client, report):
    login(client, report.round.office, Role.OFFICER)
    assert "โฮมรูม" not in client.get(at("report", report)).text
    ReportVersionFactory(report=report)
    TermReport.objects.update(state=State.CERTIFIED)
    assert "โฮมรูม" in client.get(at("report", report)).text
    assert client.post(at("receive", report)).url == at("board", report.round)
    assert fresh(report).state == State.RECEIVED


def test_what_the_school_says_to_itself_stays_with_it(client, report):
    TermReport.objects.update(state=State.RETURNED, explanations={"networks": "ร่างที่ยังไม่รับรอง"})
    report.returns.create(reason="ผอ. ขอให้นับใหม่")
    login(client, report.round.office, Role.OFFICER)
    assert "ผอ. ขอให้นับใหม่" not in client.get(at("report", report)).text
    assert "ร่างที่ยังไม่รับรอง" not in client.get(at("evidence", report, "networks")).text
    login(client, report.school, Role.TEACHER)
    assert "ผอ. ขอให้นับใหม่" in client.get(at("report", report)).text
    assert "ร่างที่ยังไม่รับรอง" in client.get(at("evidence", report, "networks")).text


# The office


@pytest.fixture
def term_round():
    return ReportRoundFactory()


@pytest.fixture
def officer(client, term_round):
    return login(client, term_round.office, Role.OFFICER)


def test_a_round_is_prepared_opened_closed_and_opened_again(client, report):
    office = report.round.office
    login(client, office, Role.OFFICER)
    member(report.school, Role.TEACHER)
    data = {"academic_year": "๒๕๗๐", "term": "1", "opens_on": "15 ก.ย. 2570", "due_on": "10/10/2570"}
    assert client.post(reverse("reports:prepare"), data | {"due_on": "1/1/2570"}).status_code == 400
    client.post(reverse("reports:prepare"), data)
    new = ReportRound.objects.get(academic_year=2570, term=1)
    assert client.post(reverse("reports:prepare"), data).status_code == 400
    mail.outbox.clear()
    client.post(reverse("reports:open_round", args=[new.uid]))
    client.post(reverse("reports:open_round", args=[new.uid]))
    assert len(mail.outbox) == 1
    assert report.school.name in client.get(reverse("reports:close_round", args=[new.uid])).text
    client.post(reverse("reports:close_round", args=[new.uid]))
    new.refresh_from_db()
    assert (new.state, new.schools_then) == ("closed", 1)
    assert client.post(reverse("reports:reopen_round", args=[new.uid]), {"reason": ""}).status_code == 400
    client.post(reverse("reports:reopen_round", args=[new.uid]), {"reason": "โรงเรียนหนึ่งตกหล่น"})
    new.refresh_from_db()
    assert new.is_open


def test_days_that_are_changed_while_a_colleague_opens_the_round_leave_it_open(client, officer, monkeypatch):
    planned = ReportRoundFactory(office=officer.memberships.get().organisation, term=1, state="planned")
    look = RoundForm.clean

    def meanwhile(form):
        ReportRound.objects.filter(pk=planned.pk).update(state="open")
        return look(form)

    monkeypatch.setattr(RoundForm, "clean", meanwhile)
    data = {"academic_year": planned.academic_year, "term": "1", "opens_on": "1/9/2569", "due_on": "9/9/2569"}
    page = client.post(reverse("reports:edit_round", args=[planned.uid]), data, follow=True)
    planned.refresh_from_db()
    assert planned.is_open
    assert planned.due_on != date(2026, 9, 9)
    assert "มีคนทำไปก่อนแล้ว" in page.text
    monkeypatch.undo()
    del data["academic_year"], data["term"]
    client.post(reverse("reports:edit_round", args=[planned.uid]), data)
    planned.refresh_from_db()
    assert (planned.state, planned.due_on) == ("open", date(2026, 9, 9))


def test_in_a_closed_round_nobody_writes(client, report, teacher):
    ReportRound.objects.update(state="closed")
    assert step(client, report, "people", {"staff": "1"}).url == at("report", report)
    client.post(at("send", report))
    assert (fresh(report).figures["staff"], fresh(report).state) == (12, State.WRITING)


def board_of(client, term_round, query=""):
    return client.get(reverse("reports:board", args=[term_round.uid]) + query)


def names(response):
    return [row.school.name for row in response.context["rows"]]


def test_the_board_says_who_has_not_sent(client, officer, term_round, django_assert_max_num_queries):
    done, writing, silent = (SchoolFactory(name=f"โรงเรียนวัด{name}", districts=["2204"]) for name in "กขค")
    ReportVersionFactory(report=TermReportFactory(round=term_round, school=done, state="certified"))
    TermReportFactory(round=term_round, school=writing)
    SchoolFactory(name="โรงเรียนที่ปิด", closed_on="2026-01-01")
    page = board_of(client, term_round)
    assert names(page) == [silent.name, writing.name, done.name]
    assert page.context["done"] == 1
    assert names(board_of(client, term_round, "?standing=missing&district=2204&order=name")) == [
        writing.name,
        silent.name,
    ]
    for number in ("0", "abc", "9999"):
        assert board_of(client, term_round, f"?page={number}").status_code == 200
    ReportRound.objects.update(due_on=timezone.localdate() - timedelta(days=3), opens_on="2026-01-01")
    assert {row.late for row in board_of(client, term_round).context["rows"]} == {0, 3}
    sheet = client.get(reverse("reports:board_xlsx", args=[term_round.uid]))
    rows = list(load_workbook(io.BytesIO(sheet.content)).active.values)
    assert [row[1] for row in rows[1:]] == [silent.name, writing.name, done.name]
    for school in SchoolFactory.create_batch(15):
        TermReportFactory(round=term_round, school=school)
    with django_assert_max_num_queries(32):
        board_of(client, term_round)


def test_reminds_in_one_tap_and_not_twice_a_day(client, officer, term_round):
    school, alone = SchoolFactory(), SchoolFactory()
    teacher = member(school, Role.TEACHER)
    mail.outbox.clear()
    one = reverse("reports:remind", args=[term_round.uid, school.uid])
    assert school.name in client.get(one).text
    client.post(one)
    answer = client.post(reverse("reports:remind_all", args=[term_round.uid]), follow=True)
    assert [letter.to for letter in mail.outbox] == [[teacher.email]]
    assert ReportReminder.objects.count() == 1
    assert "1 โรงเรียน" in " ".join(str(message) for message in answer.context["messages"])
    text = client.get(reverse("reports:remind_all", args=[term_round.uid])).text
    assert "โรงเรียนที่ยังไม่ส่ง (2 แห่ง)" in text
    assert alone.name in text


def test_a_cluster_sees_who_has_sent_but_not_what(client, term_round):
    cluster = Organisation.objects.create(kind=Kind.CLUSTER, name="กลุ่มสมมุติ", office=term_round.office)
    inside, outside = SchoolFactory(cluster=cluster), SchoolFactory()
    report = TermReportFactory(round=term_round, school=inside, state="certified")
    ReportVersionFactory(report=report)
    login(client, cluster, Role.CLUSTER_CHAIR)
    assert names(board_of(client, term_round)) == [inside.name]
    assert outside.name not in board_of(client, term_round).text
    for path in (at("report", report), at("totals", term_round), at("narrative", term_round)):
        assert client.get(path).status_code == 404
    # A chair here who teaches in another area does not see all of that area's board.
    other = ReportRoundFactory(office=OfficeFactory(name="เขตอื่นสมมุติ"), term=1)
    person = login(client, cluster, Role.CLUSTER_CHAIR)
    MembershipFactory(person=person, organisation=SchoolFactory(office=other.office), role=Role.TEACHER)
    assert client.get(reverse("reports:board", args=[other.uid])).status_code == 404


def test_a_chair_of_two_clusters_sees_the_schools_of_both(client, term_round):
    first, second, other = [
        Organisation.objects.create(kind=Kind.CLUSTER, name=f"กลุ่ม {n}", office=term_round.office)
        for n in range(3)
    ]
    for cluster in (first, second, other):
        SchoolFactory(office=term_round.office, cluster=cluster, name=f"โรงเรียนของ{cluster.name}")
    chair = login(client, first, Role.CLUSTER_CHAIR)
    MembershipFactory(person=chair, organisation=second, role=Role.CLUSTER_CHAIR)
    board = board_of(client, term_round)
    assert names(board) == ["โรงเรียนของกลุ่ม 0", "โรงเรียนของกลุ่ม 1"]
    assert "กลุ่ม 0 · กลุ่ม 1" in board.text


def test_several_reports_are_received_at_once_and_each_only_once(client, officer, term_round):
    one, two, foreign = [
        ReportVersionFactory(report__round=made, report__school__office=made.office).report
        for made in (term_round, term_round, ReportRoundFactory(office=OfficeFactory(name="เขตอื่นสมมุติ")))
    ]
    writing = TermReportFactory(round=term_round, school__office=term_round.office)
    address = reverse("reports:receive_all", args=[term_round.uid])
    assert f'value="{one.uid}"' in board_of(client, term_round).text
    assert f'value="{writing.uid}"' not in board_of(client, term_round).text
    assert "ทำเครื่องหมายหน้ารายงาน" in client.post(address, follow=True).text
    assert "ทำเครื่องหมาย" in client.post(address, {"report": [one.uid, foreign.uid]}, follow=True).text
    assert fresh(one).state == State.CERTIFIED
    ticked = {"report": [one.uid, two.uid, writing.uid]}
    assert "รับรายงานแล้ว 2 ฉบับ" in client.post(address, ticked, follow=True).text
    assert [fresh(row).state for row in (one, two, writing)] == [State.RECEIVED] * 2 + [State.WRITING]
    assert "ไม่มีฉบับใดรออยู่แล้ว" in client.post(address, ticked, follow=True).text
    login(client, one.school, Role.TEACHER)
    assert client.post(address, ticked).status_code == 404


def close(term_round):
    ReportRound.objects.filter(pk=term_round.pk).update(state="closed", closed_at=timezone.now())


def test_what_was_certified_in_time_is_received_after_the_round_is_closed(client, officer, term_round):
    report, *others = [ReportVersionFactory(report__round=term_round).report for _n in range(3)]
    assert "3 ฉบับ" in client.get(at("close_round", term_round)).text
    close(term_round)
    assert "3 ฉบับรอเขตอ่าน" in client.get("/my/").text
    page = client.get(at("report", report)).text
    assert "ยังรับได้" in page
    assert at("give_back", report) not in page
    assert client.post(at("receive", report)).url == at("report", others[0])
    assert fresh(report).state == State.RECEIVED
    assert f'value="{others[0].uid}"' in board_of(client, term_round).text
    ticked = {"report": [row.uid for row in others]}
    answer = client.post(at("receive_all", term_round), ticked, follow=True).text
    assert "รับรายงานแล้ว 2 ฉบับ" in answer
    assert [fresh(row).state for row in others] == [State.RECEIVED] * 2
    assert "เฉพาะรายงานที่รับรองก่อนปิดรอบ" not in answer


@pytest.mark.parametrize("state", ["writing", "sent", "returned", "received"])
def test_nothing_else_is_received_or_changed_in_a_closed_round(client, officer, term_round, state):
    report = ReportVersionFactory(report__round=term_round, report__state=state).report
    close(term_round)
    for answer in (
        client.post(at("receive", report), follow=True),
        client.post(at("receive_all", term_round), {"report": [report.uid]}, follow=True),
    ):
        assert "เฉพาะรายงานที่รับรองก่อนปิดรอบ" in answer.text
    client.post(at("give_back", report), {"reason": "ดูจำนวนอีกครั้ง"})
    assert fresh(report).state == state


def test_a_closed_round_takes_no_return_and_no_correction(client, report):
    certified(client, report)
    close(report.round)
    client.post(at("correct", report), {"reason": "นับซ้ำ"})
    login(client, report.round.office, Role.OFFICER)
    client.post(at("give_back", report), {"reason": "ดูจำนวนอีกครั้ง"})
    assert fresh(report).state == State.CERTIFIED
    assert fresh(report).versions.get().ended_at is None


def test_a_term_that_is_taken_is_told_beside_the_field(client, officer, term_round):
    other = ReportRoundFactory(office=term_round.office, term=1, state="planned")
    form = {"academic_year": "2569", "term": "2", "opens_on": "15/9/2569", "due_on": "10/10/2569"}
    # As it is while two write at once: the form has looked before the other round was there.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RoundForm, "validate_constraints", lambda form: None, raising=False)
        patch.setattr(RoundForm, "clean", lambda form: form.cleaned_data)
        patch.setattr(ReportRound, "validate_constraints", lambda *args, **kwargs: None)
        patch.setattr(ReportRound, "validate_unique", lambda *args, **kwargs: None)
        answer = client.post(reverse("reports:edit_round", args=[other.uid]), form)
    assert answer.status_code == 400
    assert "มีรอบ" in answer.text
    other.refresh_from_db()
    assert other.term == 1


@pytest.fixture
def six(term_round):
    """Six schools have reported; one of all their pupils came back to school."""
    for number in range(6):
        values = REPORTED | {"brought_back": int(number == 0)} | ({} if number else {"incidents_rights": 2})
        report = TermReportFactory(round=term_round, figures=values, state="certified")
        ReportVersionFactory(report=report, counted={"networks": 3})
    SchoolFactory()


def test_totals_open_their_schools_and_the_sums_agree(client, officer, term_round, six):
    page = client.get(reverse("reports:totals", args=[term_round.uid]))
    total = page.context["numbers"].totals["helped"]
    assert (total.value, total.schools) == (120, 6)
    assert page.context["numbers"].expected == 7
    listed = client.get(reverse("reports:total", args=[term_round.uid, "helped"]))
    assert sum(value for _row, value in listed.context["rows"]) == 120
    assert page.context["numbers"].totals["boys"].value is None
    sheet = client.get(reverse("reports:totals_xlsx", args=[term_round.uid]))
    head, *rows, last = load_workbook(io.BytesIO(sheet.content)).active.values
    column = head.index("นักเรียนที่ได้รับการช่วยเหลือ")
    assert sum(row[column] for row in rows) == last[column] == 120
    assert client.get(reverse("reports:total", args=[term_round.uid, "nothing"])).status_code == 404


def test_outside_the_office_small_numbers_are_not_told(client, term_round, six, officer):
    client.logout()
    assert client.get(term_round.get_absolute_url()).status_code == 404
    ReportRound.objects.update(state="closed", closed_at=timezone.now(), schools_then=7)
    page = client.get(term_round.get_absolute_url())
    lines = {line.key: line for chapter in page.context["chapters"] for line in chapter.lines}
    assert lines["brought_back"].hidden
    assert lines["brought_back"].value is None
    assert lines["helped"].value == 120
    assert "incidents_rights" not in lines
    assert term_round.get_absolute_url() in client.get("/reports/").text
    # The director of the office reads totals too, as the public does.
    login(client, term_round.office, Role.OFFICE_DIRECTOR)
    page = client.get(reverse("reports:totals", args=[term_round.uid]))
    assert "brought_back" in page.context["numbers"].hidden
    assert not page.context["inside"]
    assert client.get(reverse("reports:totals_xlsx", args=[term_round.uid])).status_code == 404


def test_few_reports_are_no_public_total(client, term_round):
    ReportVersionFactory(report=TermReportFactory(round=term_round, state="certified"))
    ReportRound.objects.update(state="closed", closed_at=timezone.now())
    page = client.get(term_round.get_absolute_url())
    assert not page.context["enough"]
    assert all(
        line.value is None
        for chapter in page.context["chapters"]
        for line in chapter.lines
        if not line.is_text and line.schools and line.key in figures.ALL_FIGURES
    )


def test_reads_any_number_of_schools_with_two_queries(term_round, django_assert_num_queries, six):
    with django_assert_num_queries(2):
        found = figures.of_round(term_round)
        assert [row.school.name for row in found.rows] == sorted(row.school.name for row in found.rows)
        assert found.answers["commitment"].value == 0


# The office's report


def test_the_office_drafts_writes_on_and_keeps_every_version(client, officer, term_round, six):
    base = [term_round.uid]
    client.post(reverse("reports:narrative_draft", args=base), {"seen": "0"})
    page = client.get(reverse("reports:narrative", args=base)).text
    assert "720 คน" in page
    assert "โฮมรูม" in page
    form = client.get(reverse("reports:narrative_write", args=base)).context["form"]
    data = {**form.initial, "proposals": "- ขยายผลทั้งเขต"}
    client.post(reverse("reports:narrative_write", args=base), data)
    assert Narrative.objects.get(number=2).chapters["proposals"] == "- ขยายผลทั้งเขต"
    late = client.post(reverse("reports:narrative_write", args=base), data | {"scope": "ของฉัน"})
    assert late.status_code == 409
    assert "ของฉัน" in late.text
    named = client.post(
        reverse("reports:narrative_write", args=base), data | {"seen": 2, "worked": "เด็กหญิงสมมุติ ทดสอบ"}
    )
    assert named.status_code == 400
    assert Narrative.objects.count() == 2
    word = client.get(reverse("reports:narrative_paper", args=[*base, 2, "docx"]) + "?digits=thai")
    text = "\n".join(line.text for line in word_file(word.content).paragraphs)
    assert "ขยายผลทั้งเขต" in text
    assert "๗๒๐ คน" in text
    pdf = client.get(reverse("reports:narrative_paper", args=[*base, 1, "pdf"]))
    assert pdf.content.startswith(b"%PDF")
    assert client.get(reverse("reports:narrative_paper", args=[*base, 9, "pdf"])).status_code == 404


def test_another_office_finds_nothing(client, report):
    other = OfficeFactory(name="สำนักงานอื่นสมมุติ")
    login(client, other, Role.OFFICER)
    for path in (at("report", report), at("board", report.round), at("totals", report.round)):
        assert client.get(path).status_code == 404
