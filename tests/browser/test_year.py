"""A number's whole way as one story: reported, certified, counted, signed, corrected, stated anew, told in a dossier.

The people of the school hold a phone, those of the office sit before a wide screen. Wherever the story stops, the
page has to be right in both windows.
"""

import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from docx import Document
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.pages import sign_in
from tests.browser.test_access import WINDOWS, violations
from tests.browser.test_keyboard import tab_to
from tests.journeys import stage
from tests.journeys.stage import LAPTOP, PHONE
from vcare.calendar import academic_year

pytestmark = pytest.mark.browser

SCHOOL = "โรงเรียนสาธิตสมมุติ 027"
CARED = "pupils-cared"

#: 78 of 110 pupils were visited, all were screened.
REPORT = {
    "people": {"enrolled_early": "27", "enrolled_primary": "๘๓", "staff": "9", "staff_operating": "9"},
    "knowing": {
        "visits_planned": "110",
        "visited_home": "62",
        "visited_online": "6",
        "visited_phone": "10",
        "screened": "110",
        "normal": "97",
        "risk": "9",
        "problem": "2",
        "gifted": "2",
    },
    "helping": {
        "helped": "6",
        "improved": "2",
        "ongoing": "4",
        "referred_inside": "2",
        "referred_outside": "0",
    },
    "access": {"dropped_out": "0", "brought_back": "0", "may_drop_out": "2"},
}
CERTIFIED, CORRECTED, PUPILS = 78, 88, 110
WHY_CORRECTED = "ตกหล่นการเยี่ยมสิบบ้านในสมุดของครูประจำชั้น (สมมุติ)"

#: Other schools report too: what a single one has said is told to nobody outside the office.
OTHERS = """
import re
from datetime import timedelta
from organisations.models import Kind, Organisation
from portal.demo.building import MAIL_DOMAIN
from portal.demo.reports import Reporting
from programme.models import ReportRound
asked = ReportRound.objects.get(academic_year={year}, term=2)
office = Organisation.objects.get(kind=Kind.OFFICE)
rows = Organisation.objects.schools().active().filter(office=office).order_by("name")
schools = {{int(found[0]): row for row in rows if (found := re.findall(r"สาธิตสมมุติ (\\d{{3}})$", row.name))}}
others = [(n, school, "certified") for n, school in schools.items() if n in range(40, 52)]
Reporting(office, schools, MAIL_DOMAIN).reports(asked, others, asked.due_on - timedelta(days=10))
"""


class Stage:
    """A portal of the story's own, and the people who open it."""

    def __init__(self, browser: Browser, var: Path, address: str) -> None:
        self.browser, self.var, self.address = browser, var, address
        self.contexts: list[BrowserContext] = []

    def enter(self, role: str, size: tuple[int, int]) -> Page:
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale="th-TH",
            base_url=self.address,
            has_touch=size == PHONE,
        )
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        page = context.new_page()
        if role:
            sign_in(page, role)
        return page

    def run(self, script: str) -> None:
        subprocess.run(
            [sys.executable, "manage.py", "shell", "--no-imports", "-c", script],
            cwd=stage.ROOT,
            env=stage.environment(self.var, self.address),
            check=True,
            capture_output=True,
        )


@pytest.fixture
def portal(browser, built, tmp_path_factory):
    """What is signed here stays: no other test may meet it."""
    var: Path = tmp_path_factory.mktemp("year") / "var"
    stage.copy_demonstration(built, var)
    with stage.served(var, stage.free_address(), limits=False) as address:
        opened = Stage(browser, var, address)
        yield opened
        # A server waits for those who are still connected.
        for context in opened.contexts:
            context.close()


def look(page: Page) -> None:
    """At the page as it is, on a phone and on a wide screen; then go on as before."""
    before = page.viewport_size
    for width, height in WINDOWS:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(
            "document.scrollingElement.scrollWidth <= document.documentElement.clientWidth"
        ), f"{page.url} is wider than {width} px"
        assert violations(page) == [], f"{page.url} at {width} px"
    page.set_viewport_size(before)


def press(page: Page, words: str | re.Pattern[str]) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=words).first.click()


def follow(page: Page, words: str | re.Pattern[str]) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("link", name=words).first.click()


def fill(page: Page, values: dict[str, str]) -> None:
    for name, value in values.items():
        page.locator(f"[name={name}]").fill(value)


def numbers(text: str) -> list[int]:
    return [int(found.replace(",", "")) for found in re.findall(r"\d[\d,]*", text)]


def fill_in(page: Page, report: str) -> None:
    """All steps of a report, as a teacher goes them; what wants a word gets one."""
    for step, values in REPORT.items():
        page.goto(f"{report}step/{step}/")
        fill(page, values)
        press(page, "ถัดไป")
        if f"step/{step}/" in page.url:
            explain(page)
            press(page, "ถัดไป")
        expect(page).not_to_have_url(re.compile(f"step/{step}/"))
    for name in ("vision", "plan", "commitment", "appointment"):
        page.locator(f"[name={name}][value=yes]").check()
    explain(page)
    press(page, "ถัดไป")
    look(page)
    fill(page, dict.fromkeys(("worked", "difficult", "needed"), "โทรเยี่ยมวันพุธหลังเลิกเรียน (สมมุติ)"))
    press(page, "ดูรวมทั้งเรื่อง")


def explain(page: Page) -> None:
    for place in page.locator("[name^=why_]:visible").all():
        place.fill("นักเรียนย้ายตามงานสวนผลไม้ (สมมุติ)")


def certify_without_a_mouse(page: Page, report: str) -> None:
    page.goto(report)
    look(page)
    tab_to(page, "[name=agreed]")
    page.keyboard.press("Space")
    tab_to(page, "form[action$='/certify/'] button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("ผอ.โรงเรียนรับรองแล้ว")


def close_round(page: Page, board: str) -> None:
    page.goto(board)
    follow(page, "ปิดรอบ")
    press(page, "ปิดรอบ")
    expect(page.locator("main")).to_contain_text("ปิดรอบแล้ว")


def in_the_cockpit(page: Page, year: int) -> tuple[int, int]:
    """What the director sees of the year at first sight: how many of how many pupils."""
    page.goto(f"/cockpit/?year=a{year}")
    value, whole = re.search(r"([\d,]+)\s+จาก ([\d,]+)", page.locator(f"li#{CARED}").inner_text()).groups()
    return numbers(value)[0], numbers(whole)[0]


def look_at_draft(page: Page, year: int, reason: str = "") -> None:
    page.goto("/indicators/sign/")
    page.locator("[name=period]").select_option(f"a{year}")
    page.locator("[name=reason]").fill(reason)
    press(page, "ดูตัวเลข")


def sign(page: Page) -> str:
    """Sign what is looked at; the address of the statement."""
    page.get_by_label("ข้าพเจ้าตรวจตัวเลขเหล่านี้แล้ว").check()
    press(page, "ลงนามและเก็บไว้ถาวร")
    expect(page.locator("main")).to_contain_text("ตรวจแล้ว ตัวเลขตรงกับที่ลงนามไว้")
    return urlsplit(page.url).path


def shown(page: Page, path: str) -> str:
    page.goto(path)
    expect(page.locator("main")).to_contain_text("ตรวจแล้ว ตัวเลขตรงกับที่ลงนามไว้")
    return page.locator("main table.results").inner_text()


def test_what_a_school_reports_is_counted_signed_corrected_stated_anew_and_told(portal):
    # The year before last: the demonstration has neither reports nor signed figures of it.
    year = academic_year(timezone.localdate()) - 2
    term = f"ภาคเรียนที่ 2/{year}"

    officer = portal.enter("officer", LAPTOP)
    officer.goto("/my/reports/rounds/new/")
    officer.locator("[name=term]").select_option("2")
    fill(officer, {"academic_year": str(year), "opens_on": f"1/3/{year + 1}", "due_on": f"31/3/{year + 1}"})
    press(officer, "บันทึก")
    board = urlsplit(officer.url).path
    press(officer, "เปิดรอบ")
    portal.run(OTHERS.format(year=year))

    teacher = portal.enter("teacher", PHONE)
    teacher.goto("/my/reports/")
    press(teacher, term)
    look(teacher)
    report = urlsplit(teacher.url).path.removesuffix("step/people/")
    fill_in(teacher, report)
    press(teacher, "ส่งให้ ผอ. รับรอง")
    expect(teacher.locator("main")).to_contain_text("รอ ผอ.รับรอง")

    head = portal.enter("school-director", PHONE)
    certify_without_a_mouse(head, report)
    expect(head.locator("main")).to_contain_text("นำโรงเรียน")
    look(head)

    close_round(officer, board)
    director = portal.enter("office-director", LAPTOP)
    reported, pupils = in_the_cockpit(director, year)
    look(director)
    officer.goto(f"/indicators/{CARED}/list/?year=a{year}&q=027")
    own = officer.locator("main tbody tr").filter(has_text=SCHOOL)
    assert numbers(own.inner_text().replace(SCHOOL, ""))[-2:] == [CERTIFIED, PUPILS]
    officer.goto(f"/indicators/{CARED}/list/?year=a{year}")
    assert numbers(officer.locator("main tfoot tr").inner_text())[-2:] == [reported, pupils]
    look(officer)

    look_at_draft(director, year)
    look(director)
    first = sign(director)
    look(director)
    assert f"{reported:,} / {pupils:,}" in director.locator("main").inner_text()
    expect(director.locator(".seal")).to_contain_text("นำเขต")
    frozen = shown(director, first)

    officer.goto(board)
    follow(officer, "เปิดรอบอีกครั้ง")
    look(officer)
    officer.locator("[name=reason]").fill(WHY_CORRECTED)
    press(officer, "เปิดรอบอีกครั้ง")
    teacher.goto(report)
    follow(teacher, "แก้ไขรายงานที่รับรองแล้ว")
    look(teacher)
    teacher.locator("[name=reason]").fill(WHY_CORRECTED)
    press(teacher, "แก้ไขรายงานที่รับรองแล้ว")
    teacher.goto(f"{report}step/knowing/")
    fill(teacher, {"visited_home": "72"})
    press(teacher, "ถัดไป")
    teacher.goto(report)
    press(teacher, "ส่งให้ ผอ. รับรอง")
    certify_without_a_mouse(head, report)
    expect(head.locator("main")).to_contain_text(WHY_CORRECTED)
    close_round(officer, board)

    assert shown(director, first) == frozen
    assert in_the_cockpit(director, year) == (reported, pupils)

    look_at_draft(director, year, WHY_CORRECTED)
    look(director)
    second = sign(director)
    look(director)
    corrected = reported + CORRECTED - CERTIFIED
    text = director.locator("main").inner_text()
    assert f"{reported:,} / {pupils:,} → {corrected:,} / {pupils:,}" in text
    assert WHY_CORRECTED in text
    assert "ลงนามเมื่อ" in director.locator(".seal").inner_text()
    assert second != first
    assert shown(director, first) == frozen
    assert in_the_cockpit(director, year) == (corrected, pupils)
    expect(director.locator("main .seal").first).to_contain_text(WHY_CORRECTED)

    visitor = portal.enter("", PHONE)
    visitor.goto(f"/results/?year=a{year}")
    expect(visitor.locator(f"li#{CARED}")).to_contain_text(f"{corrected:,}")
    expect(visitor.locator("main")).to_contain_text(WHY_CORRECTED)
    assert SCHOOL not in visitor.locator("main").inner_text()
    look(visitor)

    officer.goto("/my/dossiers/")
    follow(officer, re.compile("เริ่มแฟ้มผลงาน"))
    look(officer)
    officer.locator("[name=title]").fill("ตัวเลขที่แก้แล้วแก้ให้เห็น (สมมุติ)")
    press(officer, "รวบรวมให้")
    look(officer)
    dossier = urlsplit(officer.url).path
    officer.goto(f"{dossier}text/results/")
    told = officer.get_by_role("table", name="ผลตามตัวชี้วัดที่ลงนามแล้ว", exact=True)
    expect(told).to_contain_text("(ครั้งที่ 2)")
    expect(told).to_contain_text(f"{corrected:,} จาก {pupils:,}")
    expect(told).not_to_contain_text(f"{reported:,} จาก")
    look(officer)
    officer.goto(dossier)
    press(officer, "พร้อมส่ง")
    paper = Document(BytesIO(officer.request.get(f"{dossier}editions/1.docx").body()))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert any(f"{corrected:,} จาก {pupils:,}" in cell for cell in cells)
