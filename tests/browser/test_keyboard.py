"""The portal without a mouse."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

#: Nobody presses Tab more often than this to reach something.
PATIENCE = 80

HAS_FOCUS = "(selector) => document.activeElement?.matches(selector) ?? false"
SHOWS_FOCUS = """
() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
}
"""


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus; everything on the way shows that it has it."""
    for _press in range(PATIENCE):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement !== document.body"):
            assert page.evaluate(SHOWS_FOCUS), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if page.evaluate(HAS_FOCUS, selector):
            return
    raise AssertionError(f"Tab does not reach {selector}")


def test_the_first_stop_leads_past_the_menu(visitor):
    page = visitor(width=1280)
    page.goto("/practices/")
    page.keyboard.press("Tab")
    assert page.evaluate(HAS_FOCUS, ".skip")
    assert page.locator(".skip").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'main'")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_the_menu_opens_leads_on_and_closes(visitor):
    page = visitor()
    page.goto("/")
    tab_to(page, "details.menu > summary")
    page.keyboard.press("Enter")
    expect(page.locator("details.menu")).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(page.locator("details.menu")).not_to_have_attribute("open", "")
    assert page.evaluate(HAS_FOCUS, "details.menu > summary")
    page.keyboard.press("Enter")
    tab_to(page, "details.menu a[href='/practices/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/practices/")


@pytest.mark.parametrize("width", [360, 1280])
def test_search_and_read(visitor, width):
    page = visitor(width=width)
    page.goto("/")
    tab_to(page, "main input[name=q]")
    page.keyboard.type("เด็กโดนเพื่อนแกล้ง")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")
    tab_to(page, ".hits h2 a")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/(practices|guidance)/"))


@pytest.mark.parametrize("width", [360, 1280])
def test_narrow_the_list(visitor, width):
    page = visitor(width=width)
    page.goto("/practices/")
    if page.locator("form.filters > details > summary").is_visible():
        tab_to(page, "form.filters > details > summary")
        page.keyboard.press("Enter")
    tab_to(page, "select[name=hazard]")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("select[name=hazard]").input_value()
    assert chosen
    tab_to(page, "form.filters button")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**hazard={chosen}**")
    tab_to(page, ".chips.chosen a")


def test_a_form_with_errors_leads_to_the_first(visitor):
    page = visitor()
    page.goto("/networks/register/")
    page.locator("main form .btn").first.focus()
    page.keyboard.press("Enter")
    page.locator("#errors").wait_for()
    assert page.evaluate("document.activeElement.id") == "errors"
    tab_to(page, "#errors a")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.name === 'name'")
