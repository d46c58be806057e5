"""Visions and plans: written by a teacher, approved by the director, followed by the office, read by visitors."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook
from wagtail.models import ModelLogEntry

from accounts.models import Notice
from content.sheets import XLSX
from organisations.models import Kind, Organisation, Role
from programme.models import Plan, PlanActivity, PlanEvidence, Vision
from programme.plans import deeds
from tests.factories import OfficeFactory, PracticePageFactory, SchoolFactory
from tests.incoming import confirm, counts
from tests.people import member
from vcare.calendar import academic_year, format_thai_date

pytestmark = pytest.mark.django_db

WORDS = "เด็กทุกคนมีผู้ใหญ่ที่ไว้ใจได้"


@pytest.fixture
def school(site_tree):
    return SchoolFactory(name="โรงเรียนบ้านสมมุติ")


@pytest.fixture
def teacher(school):
    return member(school, Role.TEACHER)


@pytest.fixture
def director(school):
    return member(school, Role.SCHOOL_DIRECTOR, order_number="12/2569")


@pytest.fixture
def officer(school):
    return member(school.office, Role.OFFICER)


def day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def this_year() -> int:
    return academic_year(timezone.localdate())


def activity(plan, what="เยี่ยมบ้าน", days=-10, **fields) -> PlanActivity:
    fields = {"owner_position": "หัวหน้างาน", "starts_on": day(days - 30), "ends_on": day(days), **fields}
    return PlanActivity.objects.create(plan=plan, what=what, due_on=fields["ends_on"], **fields)


def in_force(place: Organisation, **fields) -> Plan:
    fields = {"title": f"แผนของ{place.name}", "year": this_year(), "state": Plan.State.IN_FORCE, **fields}
    return Plan.objects.create(organisation=place, approved_at=timezone.now(), **fields)


def go(client, name, *args, **data):
    return client.post(reverse(f"plans:{name}", args=args), data, follow=True)


def test_a_teacher_writes_the_vision_and_the_director_confirms_what_was_read(
    client, school, teacher, director
):
    client.force_login(teacher)
    page = go(client, "write_vision", school.uid, text=WORDS, year=this_year())
    assert "ขอให้ผู้อำนวยการยืนยัน" in page.text
    assert Notice.objects.filter(person=director).count() == 1
    profile = reverse("school", args=[school.uid])
    assert WORDS not in client.get(profile).text

    draft = Vision.objects.get()
    assert client.post(reverse("plans:confirm_vision", args=[school.uid, draft.pk])).status_code == 404
    client.force_login(director)
    Vision.objects.update(edition=2)
    assert "โปรดดูอีกครั้ง" in go(client, "confirm_vision", school.uid, draft.pk, seen=1).text
    go(client, "confirm_vision", school.uid, draft.pk, seen=2)
    assert WORDS in client.get(profile).text
    assert "12/2569" in Vision.objects.get().signature
    # A new wording takes its place, and the old one stays to be read.
    go(client, "write_vision", school.uid, text="ถ้อยคำใหม่ของเรา", year=this_year())
    states = dict(Vision.objects.values_list("text", "state"))
    assert states == {WORDS: "replaced", "ถ้อยคำใหม่ของเรา": "in-force"}
    text = client.get(profile).text
    assert text.index("ถ้อยคำใหม่ของเรา") < text.index(WORDS)


def test_a_vision_names_no_child_and_nothing_typed_is_lost(client, school, teacher):
    client.force_login(teacher)
    page = go(client, "write_vision", school.uid, text="ดูแลเด็กชายสมมุติ ใจดี ให้เรียนต่อ", year="abc")
    assert page.status_code == 400
    assert "ดูแลเด็กชายสมมุติ" in page.text
    assert not Vision.objects.exists()


def test_the_offices_vision_has_a_page_with_its_history(client, school):
    office = school.office
    chief = member(office, Role.OFFICE_DIRECTOR)
    client.force_login(chief)
    for words in ("วิสัยทัศน์เดิม", "วิสัยทัศน์ปัจจุบัน"):
        go(client, "write_vision", office.uid, text=words, year=this_year())
    client.logout()
    text = client.get(reverse("plans:vision")).text
    assert text.index("วิสัยทัศน์ปัจจุบัน") < text.index("วิสัยทัศน์เดิม")


def test_a_year_with_plans_alone_does_not_say_that_the_vision_lacks(client, school):
    chief = member(school.office, Role.OFFICE_DIRECTOR)
    Plan.objects.create(
        organisation=school.office,
        title="แผนของปีงบประมาณ",
        year_kind="fiscal",
        year=2570,
        state=Plan.State.IN_FORCE,
        approved_at=timezone.now(),
        created_by=chief,
    )
    page = client.get(reverse("plans:vision"), {"year": "f2570"}).text
    assert "แผนของปีงบประมาณ" in page
    assert "วิสัยทัศน์จะอยู่ที่นี่" not in page
    assert "วิสัยทัศน์จะอยู่ที่นี่" in client.get(reverse("plans:vision")).text


def test_a_plan_from_the_draft_to_the_public(client, school, teacher, director):
    client.force_login(teacher)
    page = go(client, "new", school.uid, title="แผนดูแล", year_kind="academic", year="๒๕๖๙", text="สั้น ๆ")
    plan = Plan.objects.get()
    assert plan.year == 2569
    assert "ต่อไปเขียนกิจกรรม" in page.text
    bad = go(client, "add_activity", plan.uid, what="เยี่ยมบ้าน", starts_on="1 มิ.ย. 2569", ends_on="1 พ.ค. 2569")
    assert bad.status_code == 400
    assert "ต้องไม่มาก่อนวันแรก" in bad.text
    assert "บอกว่าใครดูแล" in bad.text
    go(
        client,
        "add_activity",
        plan.uid,
        what="เยี่ยมบ้าน",
        owner=teacher.pk,
        owner_position="หัวหน้าสายชั้น",
        starts_on="1 มิ.ย. 2569",
        ends_on="30 มิ.ย. 2569",
        note="บันทึกภายใน",
    )
    go(client, "send", plan.uid)
    public = reverse("plans:public", args=[plan.uid])
    assert client.get(public).status_code == 404
    assert client.post(reverse("plans:approve", args=[plan.uid])).status_code == 404

    client.force_login(director)
    go(client, "back", plan.uid, reason="เพิ่มวันให้ชัด")
    assert "เพิ่มวันให้ชัด" in client.get(reverse("plans:plan", args=[plan.uid])).text
    plan.refresh_from_db()
    go(client, "approve", plan.uid, seen=plan.edition)
    client.logout()
    text = client.get(public).text
    assert "เยี่ยมบ้าน" in text
    assert "หัวหน้าสายชั้น" in text
    assert "บันทึกภายใน" not in text
    assert teacher.last_name not in text
    assert public in client.get(reverse("school", args=[school.uid])).text
    actions = set(ModelLogEntry.objects.values_list("action", flat=True))
    assert {f"programme.plan.{name}" for name in ("draft", "activity", "send", "back", "approve")} <= actions


def test_a_new_version_takes_over_what_was_done_and_can_be_taken_back(school, teacher, director):
    plan = in_force(school)
    row = activity(plan)
    new = deeds.revise(plan, teacher)
    assert deeds.revise(plan, teacher) == new
    deeds.progress(row, teacher, state="done", reason="", due_on=None)
    PlanEvidence.objects.create(activity=row, note="ภาพรวม")
    deeds.approve(new, director, new.edition)
    plan.refresh_from_db()
    assert plan.state == "replaced"
    copy = new.activities.get()
    assert (copy.state, copy.evidence.get().note) == ("done", "ภาพรวม")
    new.refresh_from_db()
    deeds.withdraw(new, director)
    plan.refresh_from_db()
    assert plan.state == "in-force"


def test_copies_into_the_next_year_with_days_moved_and_nothing_begun(client, school, teacher):
    plan = in_force(school, title="แผน 2567", year=2567)
    activity(plan, state="done", starts_on=date(2024, 2, 29), ends_on=date(2024, 3, 31))
    activity(plan, "ยกเลิกแล้ว", state="cancelled", reason="งบไม่พอ")
    client.force_login(teacher)
    for _twice in range(2):
        go(client, "copy", plan.uid, year="2568")
    new = Plan.objects.get(copied_from=plan)
    row = new.activities.get()
    assert (new.title, new.state, row.state) == ("แผน 2568", "draft", "planned")
    assert (row.starts_on, row.due_on) == (date(2025, 2, 28), date(2025, 3, 31))
    assert go(client, "copy", plan.uid, year="2567").status_code == 400


def test_progress_needs_a_reason_and_a_day_where_something_is_put_off(client, school, teacher):
    plan = in_force(school)
    row = activity(plan)
    client.force_login(teacher)
    page = go(client, "progress", plan.uid, row.pk, state="postponed", reason="", due_on="")
    assert "บอกเหตุผลสั้น ๆ" in page.text
    assert "บอกว่าเลื่อนไปถึงวันใด" in page.text
    later = format_thai_date(day(20))
    go(client, "progress", plan.uid, row.pk, state="postponed", reason="ฝนตก", due_on=later)
    row.refresh_from_db()
    assert (row.state, row.due_on) == ("postponed", day(20))
    assert not PlanActivity.objects.late().exists()


def test_evidence_is_a_public_practice_or_a_private_paper(client, school, teacher, site_tree):
    practice = PracticePageFactory(parent=site_tree.practices)
    plan = in_force(school)
    row = activity(plan)
    client.force_login(teacher)
    assert go(client, "add_evidence", plan.uid, row.pk).status_code == 400
    assert go(client, "add_evidence", plan.uid, row.pk, work="BP00-9999").status_code == 400
    go(client, "add_evidence", plan.uid, row.pk, work=practice.slug.upper())
    paper = SimpleUploadedFile("สรุป.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF", "application/pdf")
    go(client, "add_evidence", plan.uid, row.pk, file=paper, note="สรุปยอดรวม")
    proof = PlanEvidence.objects.exclude(file="").get()
    address = reverse("plans:evidence_file", args=[plan.uid, row.pk, proof.pk])
    assert client.get(address).status_code == 200
    client.force_login(member(SchoolFactory(), Role.TEACHER))
    assert client.get(address).status_code == 404
    client.logout()
    text = client.get(reverse("plans:public", args=[plan.uid])).text
    assert practice.title in text
    assert "สรุปยอดรวม" not in text
    # What stands in a closed part of the site is nobody's to read.
    site_tree.practices.view_restrictions.create(restriction_type="login")
    assert practice.title not in client.get(reverse("plans:public", args=[plan.uid])).text


def book(*rows) -> SimpleUploadedFile:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    file = io.BytesIO()
    made.save(file)
    return SimpleUploadedFile("กิจกรรม.xlsx", file.getvalue(), XLSX)


def test_what_a_colleague_took_out_does_not_come_back(school, teacher):
    plan = in_force(school, state="draft")
    row = activity(plan)
    deeds.drop_activity(PlanActivity.objects.get(pk=row.pk), teacher)
    with pytest.raises(deeds.SettledError):
        deeds.keep_activities(plan, [row], teacher)
    assert not PlanActivity.objects.exists()


def test_a_sheet_is_looked_at_before_it_comes_in(client, school, teacher):
    plan = in_force(school, state="draft")
    client.force_login(teacher)
    empty = load_workbook(io.BytesIO(client.get(reverse("plans:empty_xlsx", args=[plan.uid])).content))
    heading = [cell.value for cell in empty.active[1]]
    good = ["เยี่ยมบ้าน", "หัวหน้าสายชั้น", "1 มิ.ย. 2569", date(2026, 6, 30), ""]
    bad = ["ซ้อมแผน", "ครู", "31 เม.ย. 2569", "1 พ.ค. 2569", ""]
    page = go(client, "bring_in", plan.uid, file=book(heading, good, bad, ["=1+1", *good[1:]]))
    assert counts(page) == (1, 0, 0, 2)
    assert "บรรทัดที่ 3</strong> · ซ้อมแผน" in page.text
    assert "สูตรที่ไม่มีผลลัพธ์" in page.text
    assert not plan.activities.exists()
    # What is right comes in; the file can be chosen again once it is mended.
    assert "เพิ่ม 1" in confirm(client, page).text
    page = go(client, "bring_in", plan.uid, file=book(heading, good, ["-1+1", *good[1:]]))
    assert counts(page) == (1, 0, 1, 0)
    confirm(client, page)
    assert [row.what for row in plan.activities.all()] == ["เยี่ยมบ้าน", "-1+1"]
    out = load_workbook(io.BytesIO(client.get(reverse("plans:xlsx", args=[plan.uid])).content)).active
    assert out["B3"].value == "'-1+1"
    page = go(client, "bring_in", plan.uid, file=book(["อะไร"], ["สัก"]))
    assert page.status_code == 400
    assert "ต้องมีบรรทัดหัวตาราง" in page.text
    # The plan's own sheet brings nothing twice; two equal new lines are asked about.
    own = client.get(reverse("plans:xlsx", args=[plan.uid])).content
    page = go(client, "bring_in", plan.uid, file=SimpleUploadedFile("x.xlsx", own, XLSX))
    assert counts(page) == (0, 0, 2, 0)
    assert page.context["plan"].unknown == []
    new = ["ซ้อมแผนเผชิญเหตุ", *good[1:]]
    assert "เหมือนบรรทัดที่ 2" in go(client, "bring_in", plan.uid, file=book(heading, new, new)).text
    assert plan.activities.count() == 2


@pytest.fixture
def late_schools(school):
    """Three schools with something late, and what does not count."""
    cluster = Organisation.objects.create(kind=Kind.CLUSTER, name="กลุ่มสมมุติ", office=school.office)
    schools = [SchoolFactory(name=f"โรงเรียน{name}", office=school.office) for name in ("ขาว", "กลม")]
    Organisation.objects.filter(pk=schools[0].pk).update(cluster=cluster, districts=["2207"])
    for days, place in ((-5, schools[0]), (-50, schools[1]), (-20, school)):
        activity(in_force(place), f"งานช้า {place.name}", days)
    plan = school.plans.get()
    activity(plan, "งานเสร็จ", state="done")
    activity(plan, "งานหน้า", 10)
    activity(in_force(school, state="draft", year=2560), "งานในร่าง")
    activity(in_force(SchoolFactory(office=school.office, closed_on=day(-1))), "งานโรงเรียนปิด")
    activity(in_force(SchoolFactory(office=OfficeFactory(name="เขตอื่นสมมุติ"))), "งานเขตอื่น")
    return schools


def late_words(client, **query):
    return [row.what for row in client.get(reverse("plans:late"), query).context["rows"]]


def test_the_office_sees_what_is_late_in_order_and_narrowed_down(client, late_schools, officer):
    client.force_login(officer)
    assert late_words(client) == ["งานช้า โรงเรียนกลม", "งานช้า โรงเรียนบ้านสมมุติ", "งานช้า โรงเรียนขาว"]
    assert late_words(client, order="school") == [
        "งานช้า โรงเรียนกลม",
        "งานช้า โรงเรียนขาว",
        "งานช้า โรงเรียนบ้านสมมุติ",
    ]
    assert late_words(client, district="2207") == ["งานช้า โรงเรียนขาว"]
    assert late_words(client, cluster=str(late_schools[0].__class__.objects.clusters().get().uid)) == [
        "งานช้า โรงเรียนขาว"
    ]
    for page in ("0", "abc", "9999"):
        assert len(late_words(client, page=page)) == 3
    sheet = load_workbook(io.BytesIO(client.get(reverse("plans:late_xlsx")).content)).active
    assert sheet.max_row == 4


@pytest.mark.parametrize("name", ["late", "schools"])
def test_queries_do_not_grow(client, late_schools, officer, name):
    client.force_login(officer)
    address = reverse(f"plans:{name}")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(5):
        activity(
            in_force(
                SchoolFactory(name=f"โรงเรียนเพิ่ม {number}", office=officer.memberships.get().organisation)
            )
        )
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) <= len(few)


def test_the_board_shows_who_lacks_what_and_reminds_once_a_day(
    client, late_schools, school, officer, teacher
):
    client.force_login(officer)
    board = client.get(reverse("plans:schools"), {"what": "vision"})
    assert {row.school for row in board.context["rows"]} == {school, *late_schools}
    assert [
        row.school for row in client.get(reverse("plans:schools"), {"what": "plan"}).context["rows"]
    ] == []
    for _twice in range(2):
        page = go(client, "remind", school.uid)
    assert "วันนี้เตือนโรงเรียนนี้แล้ว" in page.text
    assert Notice.objects.filter(person=teacher, template__endswith="reminder").count() == 1
    client.force_login(teacher)
    assert client.get(reverse("plans:remind", args=[school.uid])).status_code == 404
    assert client.get(reverse("plans:late")).status_code == 404
    assert "งานช้า โรงเรียนบ้านสมมุติ" in client.get(reverse("plans:desk", args=[school.uid])).text


def test_others_find_nothing_and_the_office_reads_only(client, school, officer):
    plan = in_force(school)
    row = activity(plan)
    addresses = [
        reverse("plans:desk", args=[school.uid]),
        reverse("plans:plan", args=[plan.uid]),
        reverse("plans:print", args=[plan.uid]),
    ]
    client.force_login(member(SchoolFactory(office=school.office), Role.SCHOOL_DIRECTOR))
    assert {client.get(address).status_code for address in addresses} == {404}
    client.force_login(officer)
    assert {client.get(address).status_code for address in addresses} == {200}
    assert client.get(reverse("plans:progress", args=[plan.uid, row.pk])).status_code == 404
    assert client.get(reverse("plans:write_vision", args=[school.uid])).status_code == 404


def test_the_search_finds_visions_and_plans_in_force(client, site_tree):
    office = OfficeFactory()
    school = SchoolFactory(office=office, name="โรงเรียนวิสัยทัศน์สมมุติ")
    for place, words in ((office, "ไม่ทิ้งใครไว้ข้างหลังสักคนเดียว"), (school, "โอบอุ้มด้วยหัวใจทั้งตำบล")):
        Vision.objects.create(organisation=place, academic_year=2569, text=words, state=Vision.State.IN_FORCE)
    plan = in_force(office, title="แผนสะพานไม้ไผ่", year_kind="fiscal", year=2570)
    draft = in_force(office, title="ร่างสะพานไม้ไผ่", state="draft")

    def found(words: str, **more: str) -> str:
        return client.get("/search/", {"q": words, **more}).text

    assert "/vision/?year=a2569" in found("ไม่ทิ้งใครไว้ข้างหลัง")
    assert f"/schools/{school.uid}/" in found("โอบอุ้มด้วยหัวใจ")
    text = found("สะพานไม้ไผ่", fiscal_year="2570")
    assert f"/plans/{plan.uid}/" in text
    assert draft.title not in text
    plan.state = Plan.State.REPLACED
    plan.save()
    assert f"/plans/{plan.uid}/" not in found("สะพานไม้ไผ่")
