"""An award dossier: written on a phone, finished and taken away on a wide screen."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages import sign_in
from tests.browser.test_access import violations
from tests.journeys import stage

pytestmark = pytest.mark.browser

OWN = "เราถามผู้ปกครองทุกบ้านว่าอยากให้เริ่มจากอะไร"


@pytest.fixture(scope="module")
def address(built, tmp_path_factory):
    """A portal of its own: these tests change what others look at."""
    var = tmp_path_factory.mktemp("dossier") / "var"
    stage.copy_demonstration(built, var)
    with stage.served(var, stage.free_address(), limits=False) as address:
        yield address


def fits(page) -> bool:
    return page.evaluate("document.scrollingElement.scrollWidth <= document.documentElement.clientWidth")


def opened(browser, address: str, role: str, width: int):
    context = browser.new_context(
        viewport={"width": width, "height": 800}, locale="th-TH", base_url=address, has_touch=width < 500
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    sign_in(page, role)
    page.get_by_role("link", name="แฟ้มผลงานเสนอขอรับรางวัล").click()
    assert fits(page)
    page.locator(".rows h2 a").first.click()
    return page


def test_on_a_phone_what_is_typed_is_kept_by_itself(browser, address):
    page = opened(browser, address, "teacher", 360)
    expect(page.get_by_role("heading", name="สิ่งที่ขาด")).to_be_visible()
    assert fits(page)
    assert violations(page) == []
    page.get_by_role("link", name="ประโยชน์ที่ได้รับ").click()
    page.get_by_label("ข้อความใต้หัวข้อนี้").fill(OWN)
    expect(page.locator("[data-state]")).to_contain_text("บันทึกแล้ว", timeout=15_000)
    assert fits(page)
    assert violations(page) == []
    page.reload()
    expect(page.get_by_label("ข้อความใต้หัวข้อนี้")).to_have_value(OWN)
    page.context.close()


def test_on_a_wide_screen_an_edition_is_taken_away_and_sent(browser, address):
    page = opened(browser, address, "officer", 1280)
    assert violations(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="ทั้งหมดเป็น ZIP").click()
    assert download.value.suggested_filename.endswith(".zip")
    page.get_by_role("button", name="แก้ต่อ").click()
    expect(page.get_by_role("heading", name="สิ่งที่ขาด")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="พร้อมส่ง").click()
    page.get_by_role("link", name="ส่งไปแล้ว").click()
    page.get_by_role("button", name="บันทึก").click()
    expect(page.get_by_role("link", name="ทราบผลแล้ว")).to_be_visible()
    page.context.close()
