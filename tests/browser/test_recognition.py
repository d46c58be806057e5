"""Awards at 360 and 1280 pixels: everything fits, nothing hinders, and it works without a mouse."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.pages import sign_in
from tests.browser.test_access import violations
from tests.browser.test_cockpit import fits
from tests.browser.test_keyboard import HAS_FOCUS, tab_to

pytestmark = pytest.mark.browser

PUBLIC = ["/recognition/", "/recognition/sharing/", "/recognition/sharing/shared/"]
DESK = [
    "/my/recognition/",
    "/my/recognition/awards/new/",
    "/my/recognition/featured/",
    "/my/recognition/featured/new/person/",
    "/my/recognition/reached/",
]


@pytest.mark.parametrize("width", [360, 1280])
def test_whoever_looks_at_awards_sees_all_of_them(visitor, width):
    page = visitor(width=width, height=900)
    for path in PUBLIC:
        page.goto(path)
        assert fits(page), path
        assert violations(page) == [], path
    page.goto("/recognition/")
    tab_to(page, "section[id^=award-] h2 a")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/recognition/[0-9a-f-]{36}/"))
    assert fits(page)
    assert violations(page) == []


@pytest.mark.parametrize("width", [360, 1280])
def test_an_officer_keeps_awards_without_a_mouse(visitor, width):
    page = visitor(width=width, height=900)
    sign_in(page, "officer")
    for path in DESK:
        page.goto(path)
        assert fits(page), path
        assert violations(page) == [], path
    page.goto("/my/recognition/")
    tab_to(page, "table.board th a")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/my/recognition/awards/[0-9a-f-]{36}/"))
    assert fits(page)
    assert violations(page) == []
    page.goto("/my/recognition/awards/new/")
    page.locator("[name=name]").fill("น้องมะลิ นักเรียนชั้น ป.3")
    tab_to(page, "main form button")
    page.keyboard.press("Enter")
    expect(page.get_by_text("นักเรียนคนหนึ่ง").first).to_be_visible()
    assert page.locator("[name=name]").input_value() == "น้องมะลิ นักเรียนชั้น ป.3"
    assert violations(page) == []


@pytest.mark.parametrize("width", [360, 1280])
def test_a_school_finds_what_it_received(visitor, width):
    page = visitor(width=width, height=900)
    sign_in(page, "school-director")
    page.goto("/my/recognition/own/")
    assert fits(page)
    assert violations(page) == []
    if page.locator("main .rows a").count():
        tab_to(page, "main .rows a")
        assert page.evaluate(HAS_FOCUS, "main .rows a")
