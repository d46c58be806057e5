"""The ledger: entered by one, approved by another, never changed, shown in sums."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from accounts.models import Notice
from content.sheets import XLSX
from networks import registration
from organisations.models import Role
from portal.demo import fund_ledger
from programme.funds import deeds, ledger
from programme.models import FundEntry, FundPeriod, FundYear
from tests.factories import FundPageFactory, MembershipFactory, OfficeFactory, SchoolFactory
from tests.incoming import confirm, counts
from tests.people import member
from vcare.calendar import fiscal_year, fiscal_year_span, format_thai_date

pytestmark = pytest.mark.django_db

State = FundEntry.State


@pytest.fixture
def fund(site_tree):
    OfficeFactory()
    return FundPageFactory(parent=site_tree.funds, title="กองทุนสมมุติ")


@pytest.fixture
def office(fund):
    return registration.office()


@pytest.fixture
def officer(office):
    return member(office, Role.OFFICER)


@pytest.fixture
def head(office):
    return member(office, Role.GROUP_DIRECTOR)


def this_year() -> int:
    return fiscal_year(timezone.localdate())


def last_day(year: int):
    return fiscal_year_span(year)[1]


def approved(fund, day, way, category, amount, **helped) -> FundEntry:
    year = fiscal_year(day)
    FundYear.objects.get_or_create(fund=fund, fiscal_year=year)
    return FundEntry.objects.create(
        fund=fund,
        day=day,
        fiscal_year=year,
        direction=way,
        category=category,
        amount=Decimal(amount),
        helped=helped,
        state=State.APPROVED,
    )


def go(client, name, *args, **data):
    return client.post(reverse(f"funds:{name}", args=args), data, follow=True)


def entered(client, fund, **fields):
    day = format_thai_date(timezone.localdate())
    return go(client, "new", fund.slug, **{"day": day, "category": "in-staff", "amount": "๓,๐๐๐", **fields})


def test_somebody_else_approves_and_only_then_it_counts(client, fund, officer, head):
    client.force_login(officer)
    entered(client, fund)
    entry = FundEntry.objects.get()
    assert (entry.amount, entry.state) == (Decimal(3000), "waiting")
    assert ledger.balance(fund) == 0
    assert Notice.objects.filter(person=head).count() == 1
    assert client.post(reverse("funds:approve", args=[fund.slug, entry.uid])).status_code == 404
    client.force_login(head)
    for _twice in range(2):
        page = go(client, "approve", fund.slug, entry.uid)
    assert "โปรดดูอีกครั้ง" in page.text
    assert ledger.balance(fund) == 3000
    # One's own entry is for somebody else, even where one may approve.
    entered(client, fund)
    own = FundEntry.objects.waiting().get()
    assert "ต้องให้ผู้อื่นอนุมัติ" in go(client, "approve", fund.slug, own.uid).text
    with pytest.raises(IntegrityError), transaction.atomic():
        FundEntry.objects.filter(pk=own.pk).update(decided_by=head)


def test_bad_entries_are_refused_beside_the_field(client, fund, officer):
    client.force_login(officer)
    tomorrow = format_thai_date(timezone.localdate() + timedelta(days=1))
    page = entered(client, fund, day=tomorrow, amount="0", what="ช่วยเด็กหญิงสมมุติ ใจดี")
    assert page.status_code == 400
    assert "วันนั้นยังมาไม่ถึง" in page.text
    assert "ช่วยเด็กหญิงสมมุติ" in page.text
    assert "บอกว่าช่วยนักเรียนกี่คน" in entered(client, fund, category="out-accident").text
    assert "เฉพาะรายจ่ายที่ช่วยนักเรียน" in entered(client, fund, pupils_primary="3").text
    assert not FundEntry.objects.exists()


def test_what_is_sent_twice_is_entered_once(client, fund, officer):
    client.force_login(officer)
    form = client.get(reverse("funds:new", args=[fund.slug])).context["form"]
    for _tap in range(2):
        page = entered(client, fund, uid=form["uid"].value())
    assert page.status_code == 200
    assert FundEntry.objects.count() == 1
    entered(client, fund, uid=form["uid"].value(), amount="400")
    assert {entry.amount for entry in FundEntry.objects.all()} == {3000, 400}
    assert entered(client, fund, uid="x").status_code == 400


def test_a_slip_in_the_year_begins_no_ledger_of_the_last_century(client, fund, officer):
    client.force_login(officer)
    assert "ย้อนหลังได้ไม่เกิน 5 ปี" in entered(client, fund, day="1/10/2509").text
    assert not FundYear.objects.exists()


def test_no_more_goes_out_than_there_is(client, fund, officer, head):
    client.force_login(officer)
    entered(client, fund, category="out-accident", pupils_primary="1")
    client.force_login(head)
    entry = FundEntry.objects.get()
    assert "เงินในกองทุนไม่พอ" in go(client, "approve", fund.slug, entry.uid).text
    go(client, "refuse", fund.slug, entry.uid, reason="ลงซ้ำ")
    entry.refresh_from_db()
    assert (entry.state, entry.reason) == ("refused", "ลงซ้ำ")
    assert Notice.objects.filter(person=officer).count() == 1


def test_a_mistake_is_taken_back_once_by_an_opposite_entry(client, fund, officer, head):
    entry = approved(fund, timezone.localdate(), "in", "staff", 500)
    client.force_login(officer)
    for _twice in range(2):
        go(client, "reverse", fund.slug, entry.uid, reason="ลงผิดกองทุน")
    opposite = FundEntry.objects.get(reverses=entry)
    assert opposite.amount == -500
    deeds.approve(opposite, head)
    assert ledger.balance(fund) == 0
    entry.refresh_from_db()
    assert entry.state == "approved"


def test_a_year_is_closed_with_the_banks_balance_and_carried_over(client, fund, officer, head):
    year = this_year() - 1
    FundPeriod.objects.create(page=fund, fiscal_year=year - 1, opening=100, income=50, expense=50)
    client.force_login(officer)
    entered(client, fund, day=format_thai_date(last_day(year)))
    client.force_login(head)
    address = ("close", fund.slug, year)
    assert go(client, *address, bank_balance="100").status_code == 200
    assert FundYear.objects.get(fiscal_year=year).closed_at is None
    deeds.approve(FundEntry.objects.get(), head)
    assert "หาสาเหตุก่อน" in go(client, *address, bank_balance="100").text
    go(client, *address, bank_balance="3,100")
    assert FundYear.objects.get(fiscal_year=year).closed_at
    client.force_login(officer)
    assert "ปิดบัญชีแล้ว ให้ลงในปีปัจจุบัน" in entered(client, fund, day=format_thai_date(last_day(year))).text
    entered(client, fund)
    assert [(row.fiscal_year, row.opening) for row in ledger.years(fund)] == [(year, 100), (year + 1, 3100)]


def test_a_person_of_two_places_closes_a_year_for_the_office(fund, office):
    person = member(SchoolFactory(office=office), Role.SCHOOL_DIRECTOR)
    MembershipFactory(person=person, organisation=office, role=Role.GROUP_DIRECTOR)
    row = FundYear.objects.create(fund=fund, fiscal_year=this_year() - 1)
    deeds.close(fund, row.fiscal_year, person, Decimal(0))
    row.refresh_from_db()
    assert row.signature.endswith(str(Role.GROUP_DIRECTOR.label))


def closed(fund, year, *rows) -> str:
    for row in rows:
        way, category, amount, helped = row
        approved(fund, last_day(year), way, category, amount, **helped)
    FundYear.objects.filter(fund=fund, fiscal_year=year).update(closed_at=timezone.now())
    return year


def test_visitors_read_sums_and_no_number_that_points_at_a_child(client, fund):
    year = this_year() - 1
    closed(
        fund,
        year,
        ("in", "staff", 90_000, {}),
        ("out", "accident", 7_001, {"primary": 3}),
        ("out", "illness", 20_002, {"primary": 10, "early": 6}),
        ("out", "poverty", 30_003, {"primary": 20, "early": 1}),
    )
    text = client.get(fund.url).text
    assert "90,000" in text
    assert '<td class="n">40</td>' in text
    for hidden in ("7,001", "20,002"):
        assert hidden not in text
    assert "30,003" in text
    assert "ไม่แสดง" in text


def test_of_the_year_that_runs_only_whole_quarters_and_no_pupils(fund, monkeypatch):
    start = fiscal_year_span(2569)[0]
    approved(fund, start, "in", "staff", 1000)
    approved(fund, start + timedelta(days=10), "out", "accident", 400, primary=9)
    before = ledger.public_years(fund, on=start + timedelta(days=60))[0]
    assert (before.income, before.expense, before.as_of, before.pupils) == (0, 0, None, None)
    after = ledger.public_years(fund, on=start + timedelta(days=100))[0]
    assert (after.income, after.expense, after.pupils) == (1000, 400, None)
    assert after.as_of == start + timedelta(days=91)


def book(*rows) -> SimpleUploadedFile:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    file = io.BytesIO()
    made.save(file)
    return SimpleUploadedFile("บัญชี.xlsx", file.getvalue(), XLSX)


def test_a_sheet_is_looked_at_comes_in_and_goes_out(client, fund, officer):
    client.force_login(officer)
    empty = load_workbook(io.BytesIO(client.get(reverse("funds:empty_xlsx", args=[fund.slug])).content))
    heading = [cell.value for cell in empty.active[1]]
    day = timezone.localdate()
    good = [day, "เงินบริจาคของบุคลากร", 1200.5, None, None, None, "-รวม"]
    bad = [day, "อุบัติเหตุ", "มาก", None, 2, None, ""]
    page = go(client, "bring_in", fund.slug, file=book(heading, good, bad))
    assert counts(page) == (1, 0, 0, 1)
    assert "บรรทัดที่ 3" in page.text
    assert not FundEntry.objects.exists()
    mended = [day, "อุบัติเหตุ", 300, None, 2, None, ""]
    confirm(client, go(client, "bring_in", fund.slug, file=book(heading, good, mended)))
    assert {row.pupils for row in FundEntry.objects.all()} == {0, 2}
    out = load_workbook(io.BytesIO(client.get(reverse("funds:xlsx", args=[fund.slug])).content)).active
    assert {out["C2"].value, out["C3"].value} == {1200.5, -300}
    assert "'-รวม" in {cell.value for row in out.iter_rows() for cell in row}


def test_the_ledger_is_not_there_for_others(client, fund, office):
    for person in (
        member(SchoolFactory(office=office), Role.SCHOOL_DIRECTOR),
        member(office, Role.SUPERVISOR),
    ):
        client.force_login(person)
        assert client.get(reverse("funds:funds")).status_code == 404
        assert client.get(reverse("funds:ledger", args=[fund.slug])).status_code == 404
    client.force_login(member(OfficeFactory(name="เขตอื่นสมมุติ"), Role.GROUP_DIRECTOR))
    assert client.get(reverse("funds:ledger", args=[fund.slug])).status_code == 404


@pytest.mark.parametrize("query", [{"page": "0"}, {"page": "abc"}, {"page": "9999"}, {"year": "x\x00"}])
def test_odd_addresses_show_the_newest_year(client, fund, officer, query):
    approved(fund, timezone.localdate(), "in", "staff", 5)
    client.force_login(officer)
    assert len(client.get(reverse("funds:ledger", args=[fund.slug]), query).context["rows"]) == 1


def test_the_ledger_of_the_demonstration_agrees_with_what_its_pages_said(client, fund, officer, head):
    fund.is_demo = True
    fund.periods = [FundPeriod(fiscal_year=2569, opening=1000, income=201_360, expense=194_000, grants=63)]
    fund.save_revision().publish()
    fund_ledger.add(officer, head)
    [year] = [year for year in ledger.public_years(fund) if year.fiscal_year == 2569]
    assert (year.opening, year.income, year.expense, year.pupils) == (1000, 201_360, 194_000, 63)
    client.force_login(head)
    assert client.get(reverse("funds:funds")).status_code == 200
    entry = FundEntry.objects.waiting().first()
    assert client.get(reverse("funds:entry", args=[fund.slug, entry.uid])).status_code == 200


def out_of(client, fund) -> SimpleUploadedFile:
    answer = client.get(reverse("funds:xlsx", args=[fund.slug]))
    return SimpleUploadedFile("บัญชี.xlsx", answer.content, XLSX)


def told(fund) -> list:
    rows = fund.entries.exclude(state__in=["refused", "withdrawn"])
    return sorted((row.day, row.direction, row.category, row.amount, row.what) for row in rows)


def test_the_ledgers_own_sheet_comes_in_again_and_nothing_counts_twice(
    client, fund, site_tree, officer, head
):
    day = timezone.localdate()
    approved(fund, day, "in", "staff", "900.50")
    approved(fund, day, "in", "staff", "900.50")
    approved(fund, day, "in", "other", 40)
    approved(fund, day, "out", "accident", 300, primary=2)
    approved(fund, day, "out", "poverty", 60, early=1)
    wrong = approved(fund, day, "out", "illness", 100, primary=1)
    client.force_login(officer)
    go(client, "reverse", fund.slug, wrong.uid, reason="ลงผิด")
    refused = approved(fund, day, "in", "staff", 7)
    FundEntry.objects.filter(pk=refused.pk).update(state=State.REFUSED)
    before = told(fund)
    page = go(client, "bring_in", fund.slug, file=out_of(client, fund))
    assert counts(page) == (0, 0, 8, 0)
    assert told(fund) == before
    # Lines that were added below are new; money out may stand with or without its sign.
    book = load_workbook(out_of(client, fund))
    for amount in (-250, 250):
        line = [day, "อุบัติเหตุ", amount, None, 1, None, f"ค่ารถ {amount}"]
        book.active.append([*line, "รายจ่าย"] if amount > 0 else line)
    file = io.BytesIO()
    book.save(file)
    page = go(client, "bring_in", fund.slug, file=SimpleUploadedFile("x.xlsx", file.getvalue(), XLSX))
    confirm(client, page)
    new = FundEntry.objects.filter(what__startswith="ค่ารถ")
    assert {(row.direction, row.amount) for row in new} == {("out", 250)}
    assert len(told(fund)) == len(before) + 2
    # Another ledger reads it too, and says which lines it can't tell apart.
    other = FundPageFactory(parent=site_tree.funds, title="กองทุนสมมุติ ข", slug="b")
    page = go(client, "bring_in", other.slug, file=out_of(client, fund))
    assert "เหมือนบรรทัดที่" in page.text
    assert not other.entries.exists()


def test_a_template_shows_how_and_its_example_is_no_entry(client, fund, officer):
    client.force_login(officer)
    answer = client.get(reverse("funds:empty_xlsx", args=[fund.slug]))
    template = load_workbook(io.BytesIO(answer.content))
    sheet, words = template.worksheets
    assert sheet["A2"].value.startswith("ตัวอย่าง:")
    [rule] = sheet.data_validations.dataValidation
    offered = [cell.value for cell in words["A"]]
    assert "อุบัติเหตุ" in offered
    assert f"$A${len(offered)}" in rule.formula1
    page = go(client, "bring_in", fund.slug, file=SimpleUploadedFile("x.xlsx", answer.content, XLSX))
    assert page.status_code == 400
    assert "ไม่มีบรรทัด" in page.text
    day = format_thai_date(timezone.localdate())
    sheet.append([day, "เงินบริจาคของบุคลากร", "๑,๕๐๐ บาท"])
    sheet.append([day, "เงินบริจาคของบุคลากร", 1500])
    template.move_sheet(sheet, offset=1)
    file = io.BytesIO()
    template.save(file)
    page = go(client, "bring_in", fund.slug, file=SimpleUploadedFile("x.xlsx", file.getvalue(), XLSX))
    assert "บรรทัดที่ 4" in page.text
    assert "เหมือนบรรทัดที่ 3" in page.text
    heading = [cell.value for cell in sheet[1]]
    for odd in ("9" * 60, "NaN", "-Infinity", "๓,"):
        page = go(client, "bring_in", fund.slug, file=book(heading, [day, "ดอกผล", odd]))
        assert counts(page) == ((0, 0, 0, 1) if odd != "๓," else (1, 0, 0, 0))
    confirm(client, page)
    assert [row.amount for row in FundEntry.objects.all()] == [3]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("x.xlsx", b"\xd0\xcf\x11\xe0" + b"x" * 600, "รหัสผ่าน"),
        ("x.csv", b"a,b\r\n" * 50_000, "เกิน 2,000 บรรทัด"),
        ("x.csv", b"x" * (6 * 1024 * 1024), "เกิน 5 MB"),
        ("x.csv", "วันที่,อื่น\r\n1,2".encode(), "หัวตาราง"),
    ],
)
def test_a_file_that_cant_be_read_says_why(client, fund, officer, name, content, words):
    client.force_login(officer)
    page = go(client, "bring_in", fund.slug, file=SimpleUploadedFile(name, content))
    assert page.status_code == 400
    assert words in page.text
