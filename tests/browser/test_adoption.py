"""On a phone: take over a practice, tell what was changed, make it one's own, answer from a letter."""

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from portal.demo.building import MAIL_DOMAIN
from tests.browser.pages import first_link, search_for, sign_in
from tests.journeys import stage

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def portal(built, tmp_path_factory):
    """A portal of its own: these tests change what others look at."""
    var: Path = tmp_path_factory.mktemp("adoption") / "var"
    stage.copy_demonstration(built, var)
    with stage.served(var, stage.free_address(), limits=False) as address:
        yield var, address


@pytest.fixture
def phone(browser, portal):
    context = browser.new_context(
        viewport={"width": 360, "height": 800}, locale="th-TH", base_url=portal[1], has_touch=True
    )
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def letter_link(var: Path, to: str, path: str) -> str:
    text = stage.text_of(stage.letters(var, to)[-1])
    return re.search(rf"https?://\S+?({path}\S+)", text)[1]


def pulse_link(page, var: Path) -> str:
    """The way in the letter that asks; the server sends what a command has written."""
    for _try in range(160):
        page.request.get("/healthz")
        for letter in stage.sent_letters(var, ""):
            if found := re.search(r"https?://\S+?(/pulse/\S+)", stage.text_of(letter)):
                return found[1]
        time.sleep(0.5)
    raise AssertionError("no letter asks")


def fits(page) -> bool:
    return page.evaluate("document.scrollingElement.scrollWidth <= document.documentElement.clientWidth")


def test_take_over_adapt_and_make_it_ones_own(phone, portal):
    var, address = portal
    practice = first_link(address, search_for("มุมใจสบาย"), r"/practices/[a-z]+\d\d-\d{4}/")
    # As a stranger: sign in, and come back to where one was.
    phone.goto(practice)
    phone.locator(".act a").first.click()
    phone.wait_for_url("**/account/login/**")
    phone.locator("[name=login]").fill(f"teacher@{MAIL_DOMAIN}")
    phone.locator("[name=password]").fill("vcare-sathit-2569")
    phone.locator("main form .btn").first.click()
    phone.wait_for_url("**/adopt/")
    phone.locator("main form .btn").first.click()
    phone.wait_for_url("**/my/adoptions/*-*/")
    expect(phone.locator("main")).to_contain_text("รอ ผอ.โรงเรียนยืนยัน")
    assert fits(phone)
    here = phone.url
    # The director confirms from the letter; opening it does nothing yet.
    link = letter_link(var, f"school-director@{MAIL_DOMAIN}", "/adoptions/confirm/")
    phone.goto(link)
    phone.locator("main form .btn").click()
    expect(phone.locator("h1")).to_have_text("ยืนยันแล้ว")
    phone.goto(here)
    phone.locator("#state form .btn", has_text="เริ่มทดลองแล้ว").click()
    expect(phone.locator(".now")).to_contain_text("กำลังทดลอง")
    # What is done differently; a mistake keeps what was typed.
    phone.locator("#changes .btn").first.click()
    phone.locator("[name=what]").fill("ใช้ห้องสมุดแทนห้องเล็ก")
    phone.locator("main form .btn").first.click()
    expect(phone.locator("#errors")).to_be_visible()
    expect(phone.locator("[name=what]")).to_have_value("ใช้ห้องสมุดแทนห้องเล็ก")
    phone.locator("[name=part][value=materials]").check()
    phone.locator("[name=why]").fill("โรงเรียนไม่มีห้องว่าง")
    phone.locator("main form .btn").first.click()
    expect(phone.locator("#changes")).to_contain_text("ใช้ห้องสมุดแทนห้องเล็ก")
    # Its own version.
    phone.locator("#own form .btn").click()
    phone.wait_for_url("**/my/practices/**")
    assert fits(phone)
    phone.goto(practice)
    expect(phone.locator("#adopters")).to_contain_text("ใช้ห้องสมุดแทนห้องเล็ก")
    assert fits(phone)


def test_answer_from_a_letter_without_signing_in(phone, portal):
    var, _address = portal
    done = subprocess.run(
        [sys.executable, "manage.py", "pulse"],
        cwd=stage.ROOT,
        env=stage.environment(var, portal[1]),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "ถามใหม่" in done.stdout
    asked = pulse_link(phone, var)
    phone.goto(asked)
    assert fits(phone)
    phone.locator("details.answer summary", has_text="เลิกใช้แล้ว").click()
    phone.locator("details.answer[open] .btn", has_text="ส่งคำตอบ").click()
    expect(phone.locator("#errors")).to_be_visible()
    phone.locator("details.answer[open] [name=reason][value=time]").check()
    phone.locator("details.answer[open] [name=text]").fill("ครูมีงานซ้อนกันในเทอมนี้")
    phone.locator("details.answer[open] .btn", has_text="ส่งคำตอบ").click()
    expect(phone.locator(".now")).to_contain_text("เลิกใช้")
    phone.goto(asked)
    expect(phone.locator("h1")).to_contain_text("ลิงก์")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", ["/diffusion/", "/my/adoptions/", "/adoptions/", "/adoptions/silent/"])
def test_lists_fit_the_window(phone, path, width):
    sign_in(phone, "officer")
    phone.set_viewport_size({"width": width, "height": 900})
    phone.goto(path)
    assert fits(phone)
