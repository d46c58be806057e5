"""The director's two minutes on a phone, and the correction of a signed year on a wide screen."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages import sign_in
from tests.browser.test_access import violations
from tests.journeys import stage

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(built, tmp_path_factory):
    """A portal of its own: these tests change what others look at."""
    var = tmp_path_factory.mktemp("cockpit") / "var"
    stage.copy_demonstration(built, var)
    with stage.served(var, stage.free_address(), limits=False) as address:
        yield address


def fits(page) -> bool:
    return page.evaluate("document.scrollingElement.scrollWidth <= document.documentElement.clientWidth")


def test_from_the_numbers_to_the_evidence_and_a_correction(browser, address):
    context = browser.new_context(
        viewport={"width": 360, "height": 800}, locale="th-TH", base_url=address, has_touch=True
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    sign_in(page, "office-director")
    page.get_by_role("link", name="ภาพรวมสำหรับผู้บริหาร").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("เขตของเราไปถึงไหนแล้ว")
    assert fits(page)
    assert violations(page) == []
    page.goto("/cockpit/schools/?reason=expiring")
    page.locator(".needing a").first.click()
    page.locator(".lines a").first.click()
    expect(page.get_by_role("heading", name="หลักฐาน")).to_be_visible()
    assert fits(page)

    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/indicators/sign/")
    page.locator("[name=period]").select_option(index=6)
    page.locator("[name=reason]").fill("ตรวจทานแล้วพบว่านับซ้ำ")
    page.get_by_role("button", name="ดูตัวเลข").click()
    page.get_by_label("ข้าพเจ้าตรวจตัวเลขเหล่านี้แล้ว").check()
    page.get_by_role("button", name="ลงนามและเก็บไว้ถาวร").click()
    expect(page.get_by_text("ตรวจแล้ว ตัวเลขตรงกับที่ลงนามไว้")).to_be_visible()
    assert violations(page) == []
    context.close()
