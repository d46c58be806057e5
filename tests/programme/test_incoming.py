"""Sheets that bring many rows: looked at first, brought in whole, undone whole; whatever a clumsy hand makes of them."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook
from wagtail.models import ModelLogEntry

from content.sheets import XLSX
from organisations.models import IncomingSheet, Role
from programme.funds import deeds as fund_deeds
from programme.indicators import beginning
from programme.models import AwardScheme, EnteredFigure, FundEntry, Honour, Plan, PlanActivity
from programme.plans import deeds
from tests.factories import FundPageFactory, OfficeFactory, SchoolFactory
from tests.incoming import confirm, counts, last, undo
from tests.people import member

pytestmark = pytest.mark.django_db

HEADING = ["กิจกรรม", "ผู้รับผิดชอบ", "วันแรก", "วันสุดท้าย", "หมายเหตุ"]
GOOD = ["เยี่ยมบ้าน", "หัวหน้าสายชั้น", "๑ มิ.ย. ๒๕๖๙", "30/6/2569", ""]


@pytest.fixture
def office():
    return OfficeFactory()


@pytest.fixture
def teacher(office):
    return member(SchoolFactory(office=office), Role.TEACHER)


@pytest.fixture
def plan(teacher):
    school = teacher.memberships.get().organisation
    return Plan.objects.create(organisation=school, title="แผนสมมุติ", year=2569)


@pytest.fixture(autouse=True)
def _writes(client, teacher):
    client.force_login(teacher)


def book(*sheets, name="กิจกรรม.xlsx", merge="") -> SimpleUploadedFile:
    made = Workbook()
    made.remove(made.active)
    for number, rows in enumerate(sheets, start=1):
        sheet = made.create_sheet(f"แผ่น {number}")
        for row in rows:
            sheet.append(row)
        if merge:
            sheet.merge_cells(merge)
    file = io.BytesIO()
    made.save(file)
    return SimpleUploadedFile(name, file.getvalue(), XLSX)


def look(client, plan, file):
    return client.post(reverse("plans:bring_in", args=[plan.uid]), {"file": file}, follow=True)


def whats(plan) -> list[str]:
    return [row.what for row in plan.activities.order_by("pk")]


def test_a_whole_sheet_is_undone_and_the_log_tells_both(client, plan, teacher):
    confirm(client, look(client, plan, book([HEADING, GOOD, ["ซ้อมแผน", *GOOD[1:]]])))
    assert whats(plan) == ["เยี่ยมบ้าน", "ซ้อมแผน"]
    page = undo(client)
    assert "ทุกอย่างเป็นเหมือนก่อนใช้ไฟล์นี้" in page.text
    assert whats(plan) == []
    assert "ย้อนกลับไปแล้ว" in undo(client).text
    told = ModelLogEntry.objects.filter(action__startswith="organisations.incoming.").order_by("pk")
    assert [(entry.action.rpartition(".")[2], entry.user) for entry in told] == [
        ("apply", teacher),
        ("undo", teacher),
    ]
    assert last().sheets == []


def test_undoing_leaves_what_somebody_has_changed_since_and_says_so(client, plan, teacher):
    confirm(client, look(client, plan, book([HEADING, GOOD, ["ซ้อมแผน", *GOOD[1:]], ["อบรม", *GOOD[1:]]])))
    changed, dropped, _kept = plan.activities.order_by("pk")
    changed.note = "เลื่อนได้"
    deeds.keep_activities(plan, [changed], teacher)
    deeds.drop_activity(dropped, teacher)
    page = undo(client)
    assert whats(plan) == ["เยี่ยมบ้าน"]
    assert "มีการแก้ไขหลังจากนั้น" in page.text
    # Once that is settled the rest can go, too.
    assert last().state == "partly"
    PlanActivity.objects.filter(pk=changed.pk).update(note="")
    undo(client)
    assert (whats(plan), last().state) == ([], "undone")


def test_a_sheet_is_undone_within_thirty_days(client, plan):
    confirm(client, look(client, plan, book([HEADING, GOOD])))
    IncomingSheet.objects.update(applied_at=timezone.now() - timedelta(days=31))
    address = reverse("sheets:sheet", args=[last().uid])
    assert reverse("sheets:undo", args=[last().uid]) not in client.get(address).text
    undo(client)
    assert whats(plan) == ["เยี่ยมบ้าน"]


def test_the_plans_own_sheet_changes_what_was_corrected_in_it(client, plan):
    confirm(client, look(client, plan, book([HEADING, GOOD, ["ซ้อมแผน", *GOOD[1:]]])))
    corrected = ["เยี่ยมบ้าน", "รองผู้อำนวยการ", *GOOD[2:4], "พบผู้ปกครอง"]
    page = look(client, plan, book([HEADING, corrected, ["ซ้อมแผน", *GOOD[1:]]]))
    assert counts(page) == (0, 1, 1, 0)
    confirm(client, page)
    row = plan.activities.get(what="เยี่ยมบ้าน")
    assert (row.owner_position, row.note) == ("รองผู้อำนวยการ", "พบผู้ปกครอง")
    undo(client)
    row.refresh_from_db()
    assert (row.owner_position, row.note, plan.activities.count()) == ("หัวหน้าสายชั้น", "", 2)


def test_nothing_comes_in_that_the_preview_did_not_show(client, plan, teacher):
    page = look(client, plan, book([HEADING, GOOD]))
    other = look(client, plan, book([HEADING, GOOD]))
    confirm(client, page)
    assert "โปรดดูอีกครั้ง" in confirm(client, other).text
    assert "นำเข้าไปแล้ว" in confirm(client, page).text
    assert whats(plan) == ["เยี่ยมบ้าน"]


def test_a_file_put_aside_is_gone_and_so_is_one_that_nobody_confirmed(client, plan):
    look(client, plan, book([HEADING, GOOD]))
    client.post(reverse("sheets:discard", args=[last().uid]))
    assert not IncomingSheet.objects.exists()
    look(client, plan, book([HEADING, GOOD]))
    IncomingSheet.objects.update(made_at=timezone.now() - timedelta(days=3))
    call_command("forget", "--yes", verbosity=0)
    assert not IncomingSheet.objects.exists()


def test_only_those_who_may_bring_it_in_see_a_sheet(client, plan, office):
    confirm(client, look(client, plan, book([HEADING, GOOD])))
    addresses = [reverse(f"sheets:{name}", args=[last().uid]) for name in ("undo", "confirm", "discard")]
    for person in (member(SchoolFactory(office=office), Role.TEACHER), member(office, Role.SUPERVISOR)):
        client.force_login(person)
        assert client.get(reverse("sheets:sheet", args=[last().uid])).status_code == 404
        assert [client.post(address).status_code for address in addresses] == [404, 404, 404]
    assert whats(plan) == ["เยี่ยมบ้าน"]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_what_begins_like_a_formula_stays_text_in_and_out(client, plan, sign):
    rows = [HEADING, [f"'{sign}cmd", *GOOD[1:]]]
    text = "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)
    confirm(client, look(client, plan, SimpleUploadedFile("x.csv", text.encode())))
    [what] = whats(plan)
    assert what == f"{sign}cmd".strip()
    out = client.get(reverse("plans:xlsx", args=[plan.uid])).content
    with zipfile.ZipFile(io.BytesIO(out)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    page = look(client, plan, SimpleUploadedFile("x.xlsx", out, XLSX))
    assert counts(page) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    "cell",
    [
        "22/11/2569",
        "๒๒ พ.ย. ๒๕๖๙",
        "22 พฤศจิกายน 2569",
        "2026-11-22",
        "2569-11-22",
        date(2026, 11, 22),
        "22 พ.ย. 69",
    ],
)
def test_days_come_in_as_people_write_them(client, plan, cell):
    page = look(client, plan, book([HEADING, ["อบรม", "ครู", cell, cell, ""]]))
    assert counts(page) == (1, 0, 0, 0)
    assert "22 พ.ย. 2569" in page.text
    confirm(client, page)
    assert plan.activities.get().starts_on == date(2026, 11, 22)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "tis-620", "cp874", "utf-16"])
def test_a_csv_comes_in_however_it_was_saved(client, plan, encoding):
    text = "\r\n".join(",".join(row) for row in (HEADING, GOOD))
    page = look(client, plan, SimpleUploadedFile("กิจกรรม.csv", text.encode(encoding)))
    assert counts(page) == (1, 0, 0, 0)


def test_lines_of_several_sheets_come_in_and_each_is_named(client, plan):
    months = [
        [HEADING, GOOD],
        [["คำอธิบาย", "ไม่ใช่ตาราง"]],
        [HEADING, ["ซ้อมแผน", *GOOD[1:]], ["อบรม", "", "", "", ""]],
    ]
    page = look(client, plan, book(*months))
    assert counts(page) == (2, 0, 0, 1)
    assert "3 (แผ่น 3)" in page.text
    assert page.context["plan"].passed_over == ["แผ่น 2"]
    confirm(client, page)
    assert whats(plan) == ["เยี่ยมบ้าน", "ซ้อมแผน"]


def test_a_heading_that_nobody_knows_is_named_and_a_merged_cell_counts_once(client, plan):
    heading = ["กิจกรรม", "ผู้รับผิดชอบ", "วัน แรก", "วันสุดท้าย", "งบประมาณ"]
    rows = [["แผนของโรงเรียน"], heading, GOOD, ["ซ้อมแผน", *GOOD[1:]], heading]
    page = look(client, plan, book(rows, merge="B3:B4"))
    assert page.context["plan"].unknown == ["งบประมาณ"]
    assert counts(page) == (1, 0, 0, 1)
    assert "ช่องที่ผสานหลายบรรทัด" in page.text
    assert "ซ้อมแผน" in page.text


def test_ten_thousand_lines_are_refused_in_words_and_two_hundred_come_in(client, plan):
    rows = [[f"กิจกรรม {n}", *GOOD[1:]] for n in range(10_000)]
    page = look(client, plan, book([HEADING, *rows]))
    assert (page.status_code, IncomingSheet.objects.count()) == (400, 0)
    assert "2,000" in page.text
    page = look(client, plan, book([HEADING, *rows[:201]]))
    assert page.status_code == 400
    assert "200" in page.text
    confirm(client, look(client, plan, book([HEADING, *rows[:200]])))
    assert plan.activities.count() == 200


def test_a_workbook_that_swells_is_refused_and_nothing_is_kept(client, plan):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", b"0" * 60_000_000)
    page = look(client, plan, SimpleUploadedFile("x.xlsx", file.getvalue(), XLSX))
    assert (page.status_code, IncomingSheet.objects.count()) == (400, 0)


def test_looking_at_more_lines_asks_no_more_questions(client, plan, site_tree, office):
    fund = FundPageFactory(parent=site_tree.funds)
    officer = member(office, Role.OFFICER)
    beginning.begin(office, officer)

    def asked(address, heading, lines):
        page = client.post(address, {"file": book([heading, *lines])}, follow=True)
        assert counts(page) == (len(lines), 0, 0, 0)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("sheets:sheet", args=[last().uid]))
        return len(queries)

    address = reverse("plans:bring_in", args=[plan.uid])
    lines = [[f"กิจกรรม {n}", *GOOD[1:]] for n in range(20)]
    assert asked(address, HEADING, lines[:2]) == asked(address, HEADING, lines)
    client.force_login(officer)
    address, heading = reverse("funds:bring_in", args=[fund.slug]), ["วันที่", "หมวด", "บาท", "รายการ"]
    lines = [[timezone.localdate(), "ดอกผล", 20, f"ครั้งที่ {n}"] for n in range(20)]
    assert asked(address, heading, lines[:2]) == asked(address, heading, lines)
    address = reverse("indicators:bring_in")
    heading, example = rows_of(client.get(reverse("indicators:empty_xlsx")))
    name = example[0].removeprefix("ตัวอย่าง: ")
    lines = [[name, f"{n}/6/2569", 19_000, 19_763, "DMC"] for n in range(1, 21)]
    assert asked(address, heading, lines[:2]) == asked(address, heading, lines)


def test_a_plan_that_was_approved_keeps_what_its_sheet_brought(client, plan):
    confirm(client, look(client, plan, book([HEADING, GOOD])))
    Plan.objects.filter(pk=plan.pk).update(state="in-force")
    assert "ไม่ได้อยู่ระหว่างเขียน" in undo(client).text
    assert (whats(plan), last().state) == (["เยี่ยมบ้าน"], "applied")


def test_entries_of_a_ledger_are_withdrawn_and_approved_ones_stay(client, site_tree, office):
    fund = FundPageFactory(parent=site_tree.funds)
    officer, head = member(office, Role.OFFICER), member(office, Role.GROUP_DIRECTOR)
    client.force_login(officer)
    today = timezone.localdate()
    rows = [["วันที่", "ได้จากไหน หรือจ่ายเพื่ออะไร", "บาท"], [today, "ดอกผล", "๑,๐๐๐"], [today, "ดอกผล", 20]]
    template = client.get(reverse("funds:empty_xlsx", args=[fund.slug]))
    rows[0] = headings_of(template)[:3]
    page = client.post(reverse("funds:bring_in", args=[fund.slug]), {"file": book(rows)}, follow=True)
    assert "1,000.00" in page.text
    confirm(client, page)
    odd = book([rows[0], [today, "ค่ากาแฟ", 5], ["รวม", None, 1005]])
    refused = client.post(reverse("funds:bring_in", args=[fund.slug]), {"file": odd}, follow=True)
    assert counts(refused) == (0, 0, 0, 1)
    assert "“ค่ากาแฟ” ไม่อยู่ในคำที่เลือกได้" in refused.text
    fund_deeds.approve(FundEntry.objects.get(amount=1000), head)
    page = undo(client, IncomingSheet.objects.get(state="applied"))
    assert "ลงรายการตรงข้าม" in page.text
    assert dict(FundEntry.objects.values_list("amount", "state")) == {1000: "approved", 20: "withdrawn"}


def test_figures_are_taken_back_and_stay_to_be_seen(client, office):
    officer = member(office, Role.OFFICER)
    beginning.begin(office, officer)
    client.force_login(officer)
    template = client.get(reverse("indicators:empty_xlsx"))
    heading, example = rows_of(template)
    name = example[0].removeprefix("ตัวอย่าง: ")
    lines = [[name, "10 มิ.ย. 2569", number, 19763, "DMC"] for number in (19_000, 19_118)]
    for number, line in enumerate(lines):
        page = client.post(reverse("indicators:bring_in"), {"file": book([heading, line])}, follow=True)
        assert ("ใช้แทนตัวเลขเดิม: 19,000" in page.text) is bool(number)
        confirm(client, page)
    undo(client)
    assert [row.numerator for row in EnteredFigure.objects.standing()] == [19_000]
    assert EnteredFigure.objects.get(numerator=19_118).why_taken_back


def test_recipients_go_again_until_the_award_is_announced(client, office):
    officer = member(office, Role.OFFICER)
    school = SchoolFactory(office=office)
    scheme = AwardScheme.objects.create(
        office=office, name="รางวัลสมมุติ", levels=["ดี"], year=2569, issuer=office.name
    )
    client.force_login(officer)
    heading = headings_of(client.get(reverse("recognition:empty_xlsx", args=[scheme.uid])))
    line = ["", "ดี", "", school.name]
    address = reverse("recognition:bring_in", args=[scheme.uid])
    confirm(client, client.post(address, {"file": book([heading, line])}, follow=True))
    undo(client)
    assert not Honour.objects.exists()
    confirm(client, client.post(address, {"file": book([heading, line])}, follow=True))
    AwardScheme.objects.update(state="announced")
    assert "ประกาศรางวัล" in undo(client).text
    assert Honour.objects.count() == 1


def rows_of(template) -> list[list[str]]:
    sheet = load_workbook(io.BytesIO(template.content)).worksheets[0]
    return [[cell.value or "" for cell in row] for row in sheet.iter_rows()]


def headings_of(template) -> list[str]:
    return rows_of(template)[0]
