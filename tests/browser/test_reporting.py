"""On a phone: a teacher fills in the rest of a term report, the director certifies it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.pages import sign_in
from tests.journeys import stage

pytestmark = pytest.mark.browser

NUMBERS = {
    "knowing": {
        "visited_home": "๙๐",
        "visited_online": "5",
        "visited_phone": "5",
        "screened": "100",
        "normal": "90",
        "risk": "8",
        "problem": "2",
    },
    "helping": {
        "helped": "9",
        "improved": "5",
        "ongoing": "4",
        "referred_inside": "0",
        "referred_outside": "0",
    },
    "access": {"dropped_out": "0", "brought_back": "0", "may_drop_out": "2"},
}
WORDS = {
    "worked": "โฮมรูมวันละสิบนาที",
    "difficult": "เวลาเยี่ยมบ้านไม่พอ",
    "needed": "ตัวอย่างแผนเยี่ยมบ้าน",
}


@pytest.fixture
def phone(browser, built, tmp_path_factory):
    """A portal of its own: the report is certified at the end."""
    var: Path = tmp_path_factory.mktemp("reporting") / "var"
    stage.copy_demonstration(built, var)
    with stage.served(var, stage.free_address(), limits=False) as address:

        def open_page():
            context = browser.new_context(
                viewport={"width": 360, "height": 800}, locale="th-TH", base_url=address, has_touch=True
            )
            context.set_default_timeout(15_000)
            return context.new_page()

        yield open_page


def fits(page) -> bool:
    return page.evaluate("document.scrollingElement.scrollWidth <= document.documentElement.clientWidth")


def explain_all(page):
    for place in page.locator("[name^=why_]:visible").all():
        if not place.input_value():
            place.fill("นักเรียนย้ายตามงานสวนผลไม้")


def go_on(page):
    """Press «ถัดไป» and wait for the answer: it may be the same page once more."""
    with page.expect_navigation():
        page.locator(".act-buttons").get_by_role("button", name="ถัดไป").click()


def test_fill_in_and_certify(phone):
    page = phone()
    sign_in(page, "teacher")
    page.goto("/my/reports/")
    page.get_by_role("link", name=re.compile("กรอกต่อ")).first.click()
    report = page.url
    for step, values in NUMBERS.items():
        page.goto(f"{report}step/{step}/")
        for name, value in values.items():
            page.locator(f"[name={name}]").fill(value)
        go_on(page)
        # A large change brings one back to say a word about it.
        if f"step/{step}/" in page.url:
            explain_all(page)
            go_on(page)
        expect(page).not_to_have_url(re.compile(f"step/{step}/"))
        assert fits(page)
    page.goto(f"{report}step/system/")
    for name in ("vision", "plan", "commitment", "appointment"):
        page.locator(f"[name={name}][value=yes]").check()
    explain_all(page)
    # What is typed is saved in the background.
    expect(page.locator("[data-state]")).to_contain_text("บันทึกแล้ว")
    page.locator(".act-buttons").get_by_role("button", name="ถัดไป").click()
    for name, value in WORDS.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator(".act-buttons").get_by_role("button", name="ดูรวมทั้งเรื่อง").click()
    page.get_by_role("button", name="ส่งให้ ผอ. รับรอง").click()
    expect(page.locator("main")).to_contain_text("รอ ผอ.รับรอง")

    director = phone()
    sign_in(director, "school-director")
    director.goto(report)
    director.get_by_label("ขอรับรองว่าข้อมูลในรายงานนี้ถูกต้อง").check()
    director.get_by_role("button", name="รับรองและส่งถึงเขต").click()
    expect(director.locator("main")).to_contain_text("ผอ.โรงเรียนรับรองแล้ว")
    assert fits(director)
