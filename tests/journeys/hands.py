"""What the people of a story do again and again: sign in, press, tick, open a letter, let the clock run."""

import re
import subprocess
import sys
import time
from datetime import date

from playwright.sync_api import Page

from portal.demo.building import MAIL_DOMAIN, PASSWORD
from tests.journeys import stage
from tests.journeys.stage import letters, text_of
from tests.journeys.story import Story, th


def account(role: str) -> tuple[str, str]:
    return f"{role}@{MAIL_DOMAIN}", PASSWORD


def manage(story: Story, *command: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=stage.ROOT,
        env=stage.environment(story.var, story.address),
        capture_output=True,
        text=True,
        check=False,
    )
    story.true(done.returncode == 0, f"manage.py {command[0]}: {done.stderr[-800:]}")
    return done.stdout


def in_shell(story: Story, script: str) -> str:
    return manage(story, "shell", "--no-imports", "-c", script)


def link_in(story: Story, to: str, path: str) -> str:
    """The path of the newest letter's link that begins so."""
    until = time.monotonic() + 15
    while time.monotonic() < until:
        for letter in reversed(letters(story.var, to)):
            if found := re.search(rf"https?://[^/\s]+({path}\S*)", text_of(letter)):
                return found[1]
        time.sleep(0.2)
    story.true(False, f"no letter to {to} leads to {path}")
    raise AssertionError


def press(page: Page, words: str) -> None:
    """A button by its words, wherever on the page; not that of the menu."""
    page.locator("main").get_by_role("button", name=th(words)).first.click()
    page.wait_for_load_state()


def follow(page: Page, words: str | re.Pattern[str]) -> None:
    """A link by its words, and the page it leads to."""
    name = words if isinstance(words, re.Pattern) else th(words)
    with page.expect_navigation():
        page.locator("main").get_by_role("link", name=name).first.click()


def tick(page: Page, selector: str) -> None:
    """As a finger on its words does; the box itself may lie below a bar."""
    page.locator(selector).first.evaluate("box => box.checked || box.click()")


def thai(day: date) -> str:
    """A day as people type it."""
    return f"{day.day}/{day.month}/{day.year + 543}"
