"""Everything works when no script runs."""

import re
import time

import pytest
from playwright.sync_api import expect

from networks.robots import FASTEST

pytestmark = pytest.mark.browser


@pytest.fixture
def page(visitor):
    return visitor(java_script_enabled=False)


def test_the_menu_opens(page):
    page.goto("/")
    link = page.locator("details.menu a[href='/events/']")
    expect(link).to_be_hidden()
    page.locator("details.menu > summary").click()
    link.click()
    page.wait_for_url("**/events/")


def test_search_narrow_and_turn_the_page(page):
    page.goto("/")
    page.locator("main input[name=q]").fill("นักเรียน")
    page.locator("main form.search button").click()
    page.wait_for_url("**/search/?q=*")
    found = page.locator(".hits > li").count()
    assert found
    page.locator("a[rel=next]").click()
    page.wait_for_url("**page=2**")
    assert page.locator(".hits > li").count()
    page.goto("/search/?q=นักเรียน&hazard=accident")
    expect(page.locator(".chips.chosen li").first).to_be_visible()


def test_narrow_the_list_of_practices(page):
    page.goto("/practices/")
    page.locator("form.filters > details > summary").click()
    page.locator("select[name=hazard]").select_option("violence")
    page.locator("form.filters button").click()
    page.wait_for_url("**hazard=violence**")
    expect(page.locator(".chips.chosen li").first).to_be_visible()


def test_register_a_partner(page):
    page.goto("/networks/register/")
    page.locator("[name=name]").fill("กลุ่มไม่มีสคริปต์สมมุติ")
    page.locator("[name=partner_type]").select_option(index=1)
    page.locator("[name=districts]").first.check()
    page.locator("[name=founding]").first.check()
    page.locator("[name=what_we_offer]").fill("อ่านหนังสือให้เด็กฟังทุกวันศุกร์ (สมมุติ)")
    page.locator("[name=cooperation_levels]").first.check()
    page.locator("[name=public_contact]").fill("ติดต่อผ่านเขตพื้นที่")
    page.locator("[name=coordinator_name]").fill("นายสมมุติ ไม่มีสคริปต์")
    page.locator("[name=coordinator_position]").fill("ผู้ประสานงาน")
    page.locator("[name=coordinator_phone]").fill("039-000-222")
    page.locator("[name=email]").fill("noscript@demo.example")
    page.locator("[name=consent]").check()
    time.sleep(FASTEST)
    page.locator("main form .btn").first.click()
    page.wait_for_url(re.compile("/networks/register/sent/"))


def test_buttons_that_need_a_script_are_not_shown(page):
    page.goto("/guidance/violence/")
    expect(page.locator("[data-print]").first).to_be_hidden()
    for copy in page.locator("[data-copy]").all():
        expect(copy).to_be_hidden()
