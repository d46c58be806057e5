"""The office's sheet on its way into the register, and out again."""

from datetime import date, timedelta
from io import BytesIO
from threading import Barrier, Thread

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from organisations.models import Kind, Organisation, RegisterImport, Role, SchoolFacts
from tests.factories import MembershipFactory, OfficeFactory, SchoolFactory
from tests.organisations.sheets import HEADER, confirm, csv, preview, read, undo, xlsx
from tests.people import member

pytestmark = pytest.mark.django_db

DAY = {"as_of": "10/6/2569"}


@pytest.fixture
def office(site_tree):
    return OfficeFactory()


@pytest.fixture
def officer(client, office):
    client.force_login(member(office, Role.OFFICER))
    return client


def rows(*lines):
    return [HEADER, *lines]


def line(name, code="", district="ขลุง", pupils="87", staff="8", cluster="-", number="1"):
    return [number, code, name, district, "บ่อ", "อนุบาล - ป.6", cluster, pupils, staff]


def lines_of(client, sheet):
    return {entry.number: entry for entry in preview(client, sheet).context["plan"].lines}


def test_shows_first_then_saves_and_says_what(officer, office):
    known = SchoolFactory(office=office, name="โรงเรียนวัดขลุง", obec_code="1022060171", subdistrict="อื่น")
    sheet = read(
        officer,
        xlsx(rows(line("วัดขลุง", "1022060171"), line("บ้านใหม่สมมุติ", "1022060999", cluster="กลุ่มน้ำใส"))),
        **DAY,
    )
    text = preview(officer, sheet).text
    for told in ("โรงเรียนบ้านใหม่สมมุติ", "กลุ่มน้ำใส", "<del>อื่น</del>", "<ins>บ่อ</ins>"):
        assert told in text
    assert Organisation.objects.schools().count() == 1
    assert not SchoolFacts.objects.exists()

    assert "เพิ่ม 1 แก้ไข 1" in confirm(officer, sheet).text
    known.refresh_from_db()
    assert (known.subdistrict, known.levels) == ("บ่อ", ["early", "primary"])
    facts = known.facts.get()
    assert (facts.academic_year, facts.pupils, facts.staff) == (2569, 87, 8)
    assert (facts.as_of, facts.source) == (date(2026, 6, 10), "ทะเบียน.xlsx")
    new = Organisation.objects.get(obec_code="1022060999")
    assert (new.office, new.districts, new.cluster.name) == (office, ["2202"], "กลุ่มน้ำใส")
    sheet.refresh_from_db()
    assert (sheet.state, sheet.sheets, sheet.applied_by.memberships.get().role) == (
        "applied",
        [],
        Role.OFFICER,
    )
    entry = ModelLogEntry.objects.for_instance(known).get(action="organisations.register.import")
    assert entry.data["before"]["subdistrict"] == "อื่น"


def test_the_same_sheet_again_changes_nothing(officer, office):
    lines = rows(line("วัดขลุง", "1022060171", cluster="กลุ่มน้ำใส"), line("บ้านใหม่สมมุติ"))
    confirm(officer, read(officer, xlsx(lines), **DAY))
    again = preview(officer, read(officer, xlsx(lines, name="ชื่ออื่น.xlsx"), **DAY))
    assert again.context["plan"].counts == {"new": 0, "changed": 0, "same": 2, "refused": 0, "missing": 0}
    assert "register_confirm" not in again.text
    assert "confirm/" not in again.text


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_is_exported_comes_back_unchanged(officer, office, kind):
    cluster = Organisation.objects.create(kind=Kind.CLUSTER, name="กลุ่มน้ำใส", office=office)
    school = SchoolFactory(
        office=office,
        name="โรงเรียนวัดขลุง",
        name_en="Wat Khlung School",
        obec_code="0122060171",
        subdistrict="บ่อ",
        levels=["early", "lower-secondary"],
        cluster=cluster,
        phone="+66 39 000 000 ต่อ 1",
        email="school@example.org",
        address="1 หมู่ 2, ถนนสมมุติ",
        website="https://school.example.org/",
    )
    for year in (2567, 2568):
        SchoolFacts.objects.create(
            school=school,
            academic_year=year,
            pupils=0,
            staff=None,
            as_of=date(year - 543, 6, 10),
            source="DMC",
        )
    SchoolFactory(office=office)
    response = officer.get(reverse(f"organisations:register_{kind}"))
    sheet = read(officer, SimpleUploadedFile(f"ทะเบียน.{kind}", response.getvalue()))
    assert preview(officer, sheet).context["plan"].counts == {
        "new": 0, "changed": 0, "same": 2, "refused": 0, "missing": 0,
    }  # fmt: skip


def test_every_bad_line_is_named_with_its_reason(officer, office):
    other = OfficeFactory(name="สำนักงานอื่นสมมุติ")
    SchoolFactory(office=other, obec_code="1099999999", name="โรงเรียนต่างเขตคานารี")
    SchoolFactory(office=office, name="โรงเรียนปิดแล้วสมมุติ", closed_on=timezone.localdate())
    SchoolFactory(office=office, name="โรงเรียนซ้ำอำเภอ", districts=["2202"])
    SchoolFactory(office=office, name="โรงเรียนซ้ำอำเภอ", districts=["2202"], closed_on=timezone.localdate())
    SchoolFactory(office=office, name="โรงเรียนซ้ำชื่อ")
    SchoolFactory(office=office, name="โรงเรียนซ้ำชื่อ")
    SchoolFactory(office=office, name="โรงเรียนมีรหัส", obec_code="1022060171")
    sheet = read(
        officer,
        xlsx(
            rows(
                line("รหัสสั้น", "123"),
                line("ต่างอำเภอ", district="ท่าใหม่"),
                line("รหัสนอกเขต", "๑๐๙๙ ๙๙๙๙๙๙", cluster="กลุ่มที่ไม่เกิด"),
                line("ปิดแล้วสมมุติ"),
                line("ซ้ำชื่อ"),
                line("มีรหัส", "1022060172"),
                line("ใหม่แต่ไร้อำเภอ", district="-"),
                line("ดีแล้ว"),
                line("ดีแล้ว"),
                line("นักเรียนลบ", pupils="-5"),
                line("", "1022060555"),
                line("ซ้ำอำเภอ", district="สอยดาว"),
                ["รวม", "", "", "", "", "", "", "999", "99"],
                ["อำเภอโป่งน้ำร้อน"],
            )
        ),
        **DAY,
    )
    found = lines_of(officer, sheet)
    reasons = {number: " ".join(entry.reasons) for number, entry in found.items()}
    for number, words in {
        2: "10 หลัก", 3: "ไม่อยู่ในเขต", 4: "นอกเขตนี้", 5: "ปิดในทะเบียน", 6: "หลายโรงเรียน", 7: "1022060171",
        8: "ใส่อำเภอ", 10: "บรรทัดที่ 9", 11: "จำนวนเต็ม", 12: "ไม่มีชื่อโรงเรียน",
        13: "อยู่ที่อำเภอขลุง",
    }.items():  # fmt: skip
        assert words in reasons[number], (number, reasons[number])
    assert (found[9].kind, reasons[9]) == ("new", "")
    response = preview(officer, sheet)
    assert "โรงเรียนต่างเขตคานารี" not in response.text
    assert response.context["plan"].clusters == []
    assert len(response.context["plan"].passed_over) == 2
    confirm(officer, sheet)
    sheet.refresh_from_db()
    assert len(sheet.refused) == 11
    assert Organisation.objects.filter(name="โรงเรียนดีแล้ว").count() == 1


def test_schools_that_the_sheet_lacks_are_named_and_stay(officer, office):
    absent = SchoolFactory(office=office, name="โรงเรียนหายไปสมมุติ")
    sheet = read(officer, xlsx(rows(line("วัดขลุง"))), **DAY)
    assert absent.name in preview(officer, sheet).text
    confirm(officer, sheet)
    absent.refresh_from_db()
    assert absent.closed_on is None


def test_an_empty_cell_keeps_what_is_known(officer, office):
    school = SchoolFactory(office=office, name="โรงเรียนวัดขลุง", subdistrict="บ่อ", obec_code="1022060171")
    confirm(officer, read(officer, csv([["ชื่อโรงเรียน", "ตำบล"], ["วัดขลุง", "-"]])))
    school.refresh_from_db()
    assert school.subdistrict == "บ่อ"


def test_columns_can_be_corrected_by_hand(officer, office):
    SchoolFactory(office=office, name="โรงเรียนวัดขลุง")
    file = csv([["ชื่อโรงเรียน", "หมู่"], ["วัดขลุง", "บ่อ"]])
    sheet = read(officer, file, **{"column-1": "subdistrict"})
    assert lines_of(officer, sheet)[2].after == {"subdistrict": "บ่อ"}
    columns = reverse("organisations:register_columns", args=[sheet.uid])
    twice = officer.post(columns, {"column-0": "name", "column-1": "name"})
    assert "เลือก “ชื่อโรงเรียน” ให้คอลัมน์อื่นแล้ว" in twice.text
    nothing = officer.post(columns, {"column-0": "-", "column-1": "subdistrict"})
    assert "คอลัมน์ที่เป็นชื่อโรงเรียนหรือรหัส" in nothing.text


def test_numbers_need_the_day_of_counting(officer, office):
    response = officer.post(
        reverse("organisations:register_import"),
        {"file": csv([["ชื่อโรงเรียน", "จำนวนนักเรียน"], ["วัดขลุง", "9"]]), "office": str(office.uid)},
    )
    answer = officer.post(response.url, {"column-0": "name", "column-1": "pupils"})
    assert "as_of" in answer.context["form"].errors


def test_a_bad_file_leaves_its_reason_beside_the_field(officer, office):
    response = officer.post(
        reverse("organisations:register_import"),
        {"file": SimpleUploadedFile("a.xlsx", b"nothing"), "office": str(office.uid)},
    )
    assert response.status_code == 400
    assert response.context["form"].errors["file"]


def test_what_could_expose_a_child_is_not_brought_in(officer, office):
    file = csv([["ชื่อโรงเรียน", "อำเภอ", "ที่อยู่"], ["วัดขลุง", "ขลุง", "บ้านของเด็กหญิงใจดี สมมุติ"]])
    assert lines_of(officer, read(officer, file))[2].kind == "refused"


def test_undo_gives_back_what_was_and_keeps_what_changed_since(officer, office):
    one = SchoolFactory(office=office, name="โรงเรียนหนึ่ง", subdistrict="เดิม")
    two = SchoolFactory(office=office, name="โรงเรียนสอง", subdistrict="เดิม")
    SchoolFacts.objects.create(
        school=one, academic_year=2569, pupils=5, staff=2, as_of=date(2026, 6, 1), source="เดิม"
    )
    lines = [line("หนึ่ง", cluster="กลุ่มใหม่"), line("สอง"), line("สาม"), line("สี่")]
    sheet = read(officer, xlsx(rows(*lines)), **DAY)
    confirm(officer, sheet)
    Organisation.objects.filter(pk=two.pk).update(subdistrict="แก้ภายหลัง")
    four = Organisation.objects.get(name="โรงเรียนสี่")
    MembershipFactory(organisation=four, role=Role.TEACHER)

    text = undo(officer, sheet).text
    assert "ตอนนี้เป็น “แก้ภายหลัง”" in text
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.subdistrict, one.cluster, one.facts.get().source) == ("เดิม", None, "เดิม")
    assert two.subdistrict == "แก้ภายหลัง"
    left = set(Organisation.objects.filter(office=office).values_list("name", flat=True))
    assert left == {one.name, two.name, four.name}
    sheet.refresh_from_db()
    assert sheet.state == "partly"

    # What stood in the way is gone: the rest goes back too.
    Organisation.objects.filter(pk=two.pk).update(subdistrict="บ่อ")
    four.memberships.all().delete()
    undo(officer, sheet)
    two.refresh_from_db()
    sheet.refresh_from_db()
    assert (two.subdistrict, sheet.state) == ("เดิม", "undone")
    assert "ย้อนกลับไปแล้ว" in undo(officer, sheet).text
    log = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Organisation), action="organisations.register.undo"
    )
    assert log.count() == 5


def test_only_what_the_preview_showed_is_saved(officer, office):
    school = SchoolFactory(office=office, name="โรงเรียนวัดขลุง")
    sheet = read(officer, xlsx(rows(line("วัดขลุง"))), **DAY)
    digest = preview(officer, sheet).context["plan"].digest
    Organisation.objects.filter(pk=school.pk).update(subdistrict="แก้ระหว่างนี้")
    assert "ระหว่างนี้ทะเบียนเปลี่ยนไป" in confirm(officer, sheet, digest).text
    sheet.refresh_from_db()
    assert (sheet.state, SchoolFacts.objects.count()) == ("preview", 0)
    confirm(officer, sheet)
    assert "มีผู้บันทึกไปแล้ว" in confirm(officer, sheet, digest).text


def test_nothing_is_saved_before_its_columns_are_chosen(officer, office):
    sheet = RegisterImport.objects.create(
        office=office, file_name="a.csv", sheets=[{"name": "CSV", "rows": []}]
    )
    assert officer.post(reverse("organisations:register_confirm", args=[sheet.uid])).status_code == 302
    sheet.refresh_from_db()
    assert sheet.is_preview


def test_a_sheet_put_aside_or_forgotten_is_gone(officer, office):
    old = read(officer, xlsx(rows(line("วัดขลุง"))), **DAY)
    RegisterImport.objects.update(made_at=timezone.now() - timedelta(days=3))
    sheet = read(officer, xlsx(rows(line("วัดขลุง"))), **DAY)
    assert not RegisterImport.objects.filter(pk=old.pk).exists()
    officer.post(reverse("organisations:register_discard", args=[sheet.uid]))
    assert not RegisterImport.objects.exists()


def test_another_office_never_sees_a_sheet(officer, office, client):
    sheet = read(officer, xlsx(rows(line("วัดขลุง"))), **DAY)
    stranger = Client()
    stranger.force_login(member(OfficeFactory(name="สำนักงานอื่นสมมุติ"), Role.OFFICER))
    for name in ("sheet", "columns"):
        assert stranger.get(reverse(f"organisations:register_{name}", args=[sheet.uid])).status_code == 404
    for name in ("confirm", "undo", "discard"):
        assert stranger.post(reverse(f"organisations:register_{name}", args=[sheet.uid])).status_code == 404
    assert RegisterImport.objects.filter(pk=sheet.pk, state="preview").exists()


def test_the_preview_needs_no_more_queries_for_more_lines(officer, office):
    def queries(count):
        sheet = read(officer, xlsx(rows(*(line(f"สมมุติ {n}") for n in range(count)))), **DAY)
        with CaptureQueriesContext(connection) as found:
            preview(officer, sheet)
        return len(found)

    queries(1)
    assert queries(9) <= queries(2)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_confirm_at_once_one_wins(officer, office):
    sheet = read(officer, xlsx(rows(*(line(f"สมมุติ {n}") for n in range(20)))), **DAY)
    digest = preview(officer, sheet).context["plan"].digest
    together, answers = Barrier(2), []

    def press():
        browser = Client()
        browser.cookies = officer.cookies
        together.wait()
        answers.append(confirm(browser, sheet, digest).text)
        connections.close_all()

    threads = [Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum("มีผู้บันทึกไปแล้ว" in text for text in answers) == 1
    assert Organisation.objects.schools().count() == 20
    assert sheet.changes.count() == 20


def test_the_empty_sheet_comes_in_as_it_was_filled_in_without_its_example(officer, office):
    Organisation.objects.create(kind=Kind.CLUSTER, name="กลุ่มน้ำใส", office=office)
    answer = officer.get(reverse("organisations:register_empty"))
    book = load_workbook(BytesIO(answer.content))
    sheet, words = book.worksheets
    assert "กลุ่มน้ำใส" in {cell.value for column in words.iter_cols() for cell in column}
    heading = [cell.value for cell in sheet[1]]
    filled = {"ชื่อโรงเรียน": "วัดใหม่สมมุติ", "อำเภอ": "ขลุง", "จำนวนนักเรียน": "๘๗", "ข้อมูล ณ วันที่": "๑๐ มิ.ย. ๒๕๖๙"}
    sheet.append([filled.get(name) for name in heading])
    file = BytesIO()
    book.save(file)
    found = read(officer, SimpleUploadedFile("ทะเบียน.xlsx", file.getvalue()))
    assert {number: entry.kind for number, entry in lines_of(officer, found).items()} == {3: "new"}
    confirm(officer, found)
    assert [row.name for row in Organisation.objects.schools()] == ["โรงเรียนวัดใหม่สมมุติ"]
