"""A demonstration and a server for all browser tests of a worker, and a fresh browser for each module."""

import fcntl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.pages import PAGES, first_link, send_empty_registration, show_writing, sign_in
from tests.journeys import stage

Visitor = Callable[..., Page]


@pytest.fixture(scope="session")
def built(tmp_path_factory, worker_id: str) -> Path:
    """The demonstration, built by the first worker that needs it."""
    folder = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        folder = folder.parent
    var = folder / "demonstration"
    with (folder / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (var / "is-built").exists():
            stage.build_demonstration(var, stage.free_address())
            (var / "is-built").touch()
    return var


@pytest.fixture(scope="session")
def address(built: Path, tmp_path_factory) -> Iterator[str]:
    """A served copy of the demonstration. Tests leave it as they found it, but for what they send."""
    var = tmp_path_factory.mktemp("served") / "var"
    stage.copy_demonstration(built, var)
    with stage.served(var, stage.free_address(), limits=False) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """For one module only: while it runs, Django takes the thread for one with an event loop."""
    with stage.chromium() as browser:
        yield browser


@pytest.fixture
def visitor(browser: Browser, address: str) -> Iterator[Visitor]:
    """Opens a page as somebody who was never here: `visitor(width=360, color_scheme="dark")`."""
    contexts: list[BrowserContext] = []

    def open_page(*, width: int = 360, height: int = 800, **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="th-TH", base_url=address, **options
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def show(address: str) -> Callable[[Page, str], None]:
    """Leads a page to one of `PAGES`."""
    known: dict[str, str] = {}

    def show_page(page: Page, name: str) -> None:
        if name == "registration with errors":
            send_empty_registration(page)
            return
        if name == "my work":
            sign_in(page)
            return
        if str(PAGES[name]).startswith(("/my/practices/", "('/my/practices/")):
            show_writing(page, name)
            return
        if name not in known:
            place = PAGES[name]
            path = place if isinstance(place, str) else first_link(address, *place)
            known[name] = f"/en{path}" if name == "English case study" else path
        page.goto(known[name])

    return show_page
