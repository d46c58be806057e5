"""What the first visit costs and where it goes."""

import pytest

from tests.browser.pages import PAGES
from tests.journeys.stage import Watch

pytestmark = pytest.mark.browser

MOST_BYTES = 150_000
MOST_REQUESTS = 15


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", ["home", "practices", "practice", "results"])
def test_the_first_view_is_light(visitor, show, address, name, width):
    page = visitor(width=width)
    watch = Watch(page, address)
    show(page, name)
    page.wait_for_load_state("networkidle")
    sizes = {
        request.url.removeprefix(address): sum(
            request.sizes()[part] for part in ("responseBodySize", "responseHeadersSize")
        )
        for request in watch.requests
    }
    table = f"{sum(sizes.values())} bytes\n" + "\n".join(f"{size:7} {url}" for url, size in sizes.items())
    assert len(watch.requests) <= MOST_REQUESTS, table
    assert sum(sizes.values()) <= MOST_BYTES, table


@pytest.mark.parametrize("name", PAGES)
def test_the_browser_has_nothing_to_complain_about(visitor, show, address, name):
    """No error, no breach of the Content-Security-Policy, no other host."""
    page = visitor(width=1280)
    watch = Watch(page, address)
    show(page, name)
    page.wait_for_load_state("networkidle")
    assert not watch.complaints


def test_pages_have_no_script_or_style_of_their_own(visitor, show):
    page = visitor()
    for name in ("home", "practice", "registration"):
        show(page, name)
        assert page.locator("script:not([src])").count() == 0
        assert page.locator("style, [style]").count() == 0
