"""Events on a phone and on a wide screen: registering by keyboard, the organiser's desk, proposing a practice."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import sign_in
from tests.browser.test_access import WINDOWS, violations
from tests.browser.test_keyboard import tab_to

pytestmark = pytest.mark.browser


def fits_and_is_open_to_all(page: Page) -> list[str]:
    """What axe finds, and where the page is wider than its window."""
    wrong = []
    for width, height in WINDOWS:
        page.set_viewport_size({"width": width, "height": height})
        wrong += [f"{page.url} {width} px: {line}" for line in violations(page)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append(f"{page.url} is wider than {width} px")
    page.set_viewport_size({"width": 360, "height": 800})
    return wrong


def symposium(page: Page) -> str:
    """The path of the event that has sessions to choose and an open call."""
    page.goto("/events/")
    link = page.locator("main").get_by_role("link", name=re.compile("Symposium")).first
    return urlsplit(link.get_attribute("href") or "").path


def test_a_team_chooses_sessions_by_keyboard_and_hears_what_is_wrong(visitor):
    page = visitor()
    event = symposium(page)
    page.goto(f"{event}register/")
    wrong = fits_and_is_open_to_all(page)
    boxes = page.get_by_role("checkbox", name=re.compile("10.15"))
    for box in boxes.all()[:2]:
        box.focus()
        page.keyboard.press("Space")
    expect(boxes.nth(2)).to_be_disabled()
    page.locator("main form .btn:not(.ghost)").last.focus()
    page.keyboard.press("Enter")
    page.locator("#errors").wait_for()
    wrong += fits_and_is_open_to_all(page)
    expect(page.locator(".wrong", has=boxes.first)).to_contain_text("เวลาเดียวกัน")
    expect(boxes.first).to_be_checked()
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("role", "screens"),
    [
        (
            "officer",
            ["/my/events/organised/", "{desk}", "{desk}sessions/", "{desk}call/", "{desk}call/edit/"],
        ),
        ("teacher", ["/my/proposals/", "{event}propose/", "{event}"]),
    ],
)
def test_the_screens_of_an_event_are_open_to_all_on_a_phone_and_wide(visitor, role, screens):
    page = visitor()
    event = symposium(page)
    sign_in(page, role)
    wrong = []
    for screen in screens:
        page.goto(screen.format(event=event, desk=f"/my{event}"))
        wrong += fits_and_is_open_to_all(page)
        current = page.locator(".desk-tabs [aria-current]")
        if "/my/events/ev" in page.url:
            expect(current).to_have_count(1)
    assert not wrong, "\n".join(wrong)


def test_the_outcome_of_an_event_by_keyboard_and_on_paper(visitor):
    page = visitor()
    sign_in(page)
    page.goto("/my/events/funnels/")
    wrong = fits_and_is_open_to_all(page)
    wanted = page.locator("td:nth-of-type(2)", has_text=re.compile("[1-9]"))
    page.locator("table.funnels tbody tr", has=wanted).first.get_by_role("link").click()
    page.wait_for_url("**/funnel/")
    funnel = page.url
    wrong += fits_and_is_open_to_all(page)
    # Each number of the table leads to its list, without a mouse.
    number = ".desk-numbers td a[href$='/funnel/list/']"
    schools = int(page.locator(number).inner_text())
    assert schools
    tab_to(page, number)
    page.keyboard.press("Enter")
    page.wait_for_url("**/funnel/list/")
    assert len(set(page.locator("main ul.rows > li > b").all_inner_texts())) == schools
    wrong += fits_and_is_open_to_all(page)
    page.goto(f"{funnel}schools/")
    wrong += fits_and_is_open_to_all(page)
    # On paper the table stands with its numbers, without what only a screen can do.
    page.goto(funnel)
    page.emulate_media(media="print")
    expect(page.locator("table.desk-numbers")).to_be_visible()
    expect(page.locator(number)).to_be_visible()
    for hidden in (".share", ".desk-tabs", ".crumbs"):
        expect(page.locator(hidden).first).to_be_hidden()
    assert not wrong, "\n".join(wrong)
