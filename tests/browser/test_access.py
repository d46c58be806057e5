"""Nobody is left outside: axe-core finds nothing wrong on any page type, in any window, in any scheme."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.pages import PAGES

pytestmark = pytest.mark.browser

WINDOWS = [(360, 800), (1280, 900)]


def violations(page: Page) -> list[str]:
    """What axe-core finds, a line for each kind, with the first places."""
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): "
        + "; ".join(
            f"{' '.join(map(str, node['target']))} {node['html'][:120]}" for node in rule["nodes"][:3]
        )
        for rule in found
    ]


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(visitor, show, name):
    page = visitor()
    show(page, name)
    wrong = []
    for width, height in WINDOWS:
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            wrong += [f"{width} px, {scheme}: {line}" for line in violations(page)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", ["home", "practices", "results", "registration"])
def test_axe_finds_nothing_when_everything_is_unfolded(visitor, show, name):
    page = visitor()
    show(page, name)
    page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
    assert not violations(page)
