"""The search boxes suggest while one types: with the keyboard, with a finger, and not without a script."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_access import violations

pytestmark = pytest.mark.browser


def type_into(page: Page, path: str, text: str) -> None:
    page.goto(path)
    page.locator("input[data-suggest]").press_sequentially(text)


@pytest.mark.parametrize("path", ["/", "/search/"])
def test_the_keyboard_leads_to_a_page(visitor, path):
    page = visitor()
    type_into(page, path, "เพื่อน")
    box = page.get_by_role("combobox")
    expect(page.get_by_role("listbox")).to_be_visible()
    assert box.get_attribute("aria-expanded") == "true"
    box.press("ArrowDown")
    chosen = page.get_by_role("option", selected=True)
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    assert not violations(page)
    box.press("Enter")
    page.wait_for_url("**/practices/*/")


def test_escape_closes_and_enter_searches(visitor):
    page = visitor()
    type_into(page, "/", "เพื่อน")
    expect(page.get_by_role("listbox")).to_be_visible()
    box = page.get_by_role("combobox")
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    box.press("Enter")
    page.wait_for_url("**/search/?q=*")


def test_danger_leads_to_the_numbers(visitor):
    page = visitor()
    type_into(page, "/", "อยากตาย")
    page.get_by_role("option").click()
    page.wait_for_url("**/#numbers")
    expect(page.locator("#numbers")).to_be_in_viewport()


def test_without_a_script_the_box_searches(visitor):
    page = visitor(java_script_enabled=False)
    page.goto("/")
    page.locator("input[data-suggest]").fill("เพื่อน")
    page.locator("input[data-suggest]").press("Enter")
    page.wait_for_url("**/search/?q=*")
