"""The picture and the map of the networks: by keyboard, on a phone, without asking anybody else."""

import pytest
from playwright.sync_api import expect

from tests.journeys.stage import Watch

pytestmark = pytest.mark.browser

GRAPH, MAP = "/networks/graph/", "/networks/graph/map/"


def test_a_phone_gets_columns_with_room_for_a_finger_and_a_wide_window_the_cloud(visitor):
    page = visitor(width=360)
    page.goto(GRAPH)
    expect(page.locator(".cloud")).to_be_hidden()
    rows = page.locator(".columns a")
    assert all(row.bounding_box()["height"] >= 43.5 for row in rows.all())
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(page.locator(".cloud")).to_be_visible()
    expect(page.locator(".columns")).to_be_hidden()


@pytest.mark.parametrize("script", [True, False])
def test_from_the_picture_to_one_school_by_keyboard(visitor, script):
    page = visitor(width=360, java_script_enabled=script)
    page.goto(GRAPH)
    page.locator(".columns a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**district=**")
    page.locator(".columns a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**org=**")
    expect(page.locator("#picture")).not_to_be_empty()
    assert page.locator("table.links tbody tr").count()


def test_the_map_that_moves_opens_by_keyboard_and_asks_nobody_else(visitor, address):
    page = visitor(width=1280)
    watch = Watch(page, address)
    page.goto(MAP)
    assert not [one for one in watch.requests if "leaflet" in one.url]
    page.locator("#ground button").focus()
    page.keyboard.press("Enter")
    markers = page.locator(".district-marker")
    expect(markers).to_have_count(6)
    markers.first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup a[href*='district=']")).to_be_visible()
    assert not watch.complaints
