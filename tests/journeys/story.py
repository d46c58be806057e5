"""How a story is told: chapters of steps that have to be true, with numbered pictures."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext, override
from playwright.sync_api import Browser, Locator, Page

from tests.journeys.stage import Watch

#: Milliseconds that a browser waits for what has to appear.
PATIENCE = 15_000

#: Full-page pictures stop here, in pixels.
TALLEST = 2600


class UntrueError(AssertionError):
    """Something in the story is not as it has to be."""


def th(words: str, **values: object) -> str:
    """The portal's Thai for a string of its interface."""
    with override("th"):
        return gettext(words) % values if values else gettext(words)


def en(words: str, **values: object) -> str:
    with override("en"):
        return gettext(words) % values if values else gettext(words)


class Story:
    """One play of a story in one window size."""

    def __init__(
        self, browser: Browser, address: str, var: Path, folder: Path, size: tuple[int, int]
    ) -> None:
        self.browser = browser
        self.address = address
        self.var = var
        self.folder = folder
        self.size = size
        self.steps = 0
        self.pictures = 0
        self.now = "the beginning"
        #: Of the practice that a story is about, as its address has it.
        self.reference = ""
        #: The school that a story is about, the address of its number of networks, and of a partner's profile.
        self.school = ""
        self.number = ""
        self.profile = ""
        self.page: Page | None = None
        self.watches: list[Watch] = []

    @property
    def is_phone(self) -> bool:
        return self.size[0] < 600

    @contextmanager
    def person(self, who: str) -> Iterator[Page]:
        """Somebody with a browser of their own: no cookie is shared with anybody else."""
        print(f"  {who}")
        context = self.browser.new_context(
            viewport={"width": self.size[0], "height": self.size[1]},
            locale="th-TH",
            timezone_id="Asia/Bangkok",
            has_touch=self.is_phone,
        )
        context.set_default_timeout(PATIENCE)
        before, self.page = self.page, context.new_page()
        # Fonts are optional: a page that is drawn before they are there keeps the stand-in.
        self.page.goto(self.address)
        self.watches.append(Watch(self.page, self.address))
        try:
            yield self.page
        except Exception:
            self.page.screenshot(path=self.folder / f"untrue-{self.size[0]}.png", full_page=True)
            raise
        finally:
            context.close()
            self.page = before

    def step(self, what: str) -> None:
        """What happens now; named when it turns out untrue."""
        self.steps += 1
        self.now = what
        print(f"    {self.steps:2} {what}")

    def true(self, fact: Any, what: str) -> None:
        if not fact:
            raise UntrueError(what)

    def has(self, place: Page | Locator, *texts: str) -> None:
        """The place shows each of these texts."""
        shown = place.inner_text("body") if isinstance(place, Page) else place.inner_text()
        shown = squeezed(shown)
        for text in texts:
            self.true(squeezed(text) in shown, f"does not show “{text}”")

    def picture(self, name: str, *, whole: bool = True) -> None:
        """A numbered picture of the whole page, as far as `TALLEST`, or of what the window shows."""
        page = self.page
        assert page
        self.pictures += 1
        path = self.folder / f"{self.pictures:02}-{name}-{self.size[0]}.png"
        if not whole:
            page.screenshot(path=path)
            return
        height = page.evaluate("document.documentElement.scrollHeight")
        page.screenshot(
            path=path,
            full_page=True,
            clip={"x": 0, "y": 0, "width": self.size[0], "height": min(max(height, self.size[1]), TALLEST)},
        )

    def go(self, path: str, status: int = 200) -> Page:
        page = self.page
        assert page
        answer = page.goto(self.address + path)
        self.true(
            answer and answer.status == status, f"{path} answers {answer and answer.status}, not {status}"
        )
        self.true(
            path.startswith("/admin/")
            or page.evaluate("document.scrollingElement.scrollWidth") <= self.size[0],
            f"{path} is wider than the window",
        )
        return page

    def search(self, words: str, prefix: str = "") -> Page:
        return self.go(f"{prefix}/search/?q={quote(words)}")

    def sign_in(self, email: str, password: str) -> None:
        page = self.go("/account/login/")
        page.get_by_label(th("E-mail")).or_(page.locator("[name=login]")).first.fill(email)
        page.locator("[name=password]").fill(password)
        page.locator("main form .btn").first.click()
        page.wait_for_url("**/my/")

    def is_quiet(self) -> None:
        """No browser had anything to complain about."""
        complaints = [line for watch in self.watches for line in watch.complaints]
        self.true(not complaints, "the browser complains: " + " | ".join(complaints[:5]))


def squeezed(text: str) -> str:
    """Text without the spaces that only lay it out."""
    return " ".join(text.replace("\u00a0", " ").replace("\u200b", "").replace("\u2060", "").split())
