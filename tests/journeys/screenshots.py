"""The pictures of the ten main screens in docs/screenshots, and those of the guides: `make screenshots`.

With `guides` as its argument only those of the guides.
"""

import os
import re
import sys
import tempfile
from io import BytesIO
from pathlib import Path

import django
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.journeys import guides, stage

FOLDER = stage.ROOT / "docs" / "screenshots"

#: Pixels; what is longer is cut off.
TALLEST = 2000

#: Bytes of one file, so that the README stays quick to load.
LARGEST = 300_000


def first_practice(page: Page, address: str) -> None:
    """The case study of the office."""
    page.goto(f"{address}/practices/?kind=innovation")
    page.get_by_role("link", name="V-CARE + N Model").first.click()
    page.wait_for_url(re.compile(r"/practices/[a-z]{2}\d"))


def sign_in(page: Page, address: str, role: str) -> None:
    from portal.demo.building import MAIL_DOMAIN, PASSWORD  # needs Django

    page.goto(f"{address}/account/login/")
    page.locator("[name=login]").fill(f"{role}@{MAIL_DOMAIN}")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form .btn").first.click()
    page.wait_for_url("**/my/")


def partner(page: Page, address: str) -> None:
    page.goto(f"{address}/partners/")
    page.locator("main .cards h2 a, main .rows a").first.click()
    page.wait_for_url(re.compile(r"/partners/[a-z]+\d"))


def event(page: Page, address: str) -> None:
    """One that is over, with what was learnt."""
    page.goto(f"{address}/search/?q=เก้าอี้ทุกตัวมีคนถามหา")
    page.locator(".hits h2 a").first.click()
    page.wait_for_url("**/events/**")


def admin(page: Page, address: str) -> None:
    sign_in(page, address, "group-director")
    page.goto(f"{address}/admin/practices/")


SCREENS = {
    "home": lambda page, address: page.goto(f"{address}/"),
    "search": lambda page, address: page.goto(f"{address}/search/?q=เด็กโดนเพื่อนแกล้ง"),
    "practice": first_practice,
    "guidance": lambda page, address: page.goto(f"{address}/guidance/"),
    "partner": partner,
    "event": event,
    "register": lambda page, address: page.goto(f"{address}/networks/register/"),
    "my-work": lambda page, address: sign_in(page, address, "officer"),
    "admin": admin,
    "english": lambda page, address: page.goto(f"{address}/en/"),
}


def small_png(png: bytes) -> bytes:
    """The picture with as many colours as fit into `LARGEST`."""
    image = Image.open(BytesIO(png)).convert("RGB")
    for colours in (256, 128, 64, 32, 16):
        output = BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(output, "PNG", optimize=True)
        if output.tell() <= LARGEST:
            break
    return output.getvalue()


def take(browser: Browser, address: str, name: str, size: tuple[int, int]) -> Path:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="th-TH", timezone_id="Asia/Bangkok"
    )
    page = context.new_page()
    # Fonts are optional: a page that is drawn before they are there keeps the stand-in.
    page.goto(address)
    SCREENS[name](page, address)
    page.wait_for_load_state("networkidle")
    height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
    clip = {"x": 0, "y": 0, "width": size[0], "height": max(height, size[1])}
    png = page.screenshot(full_page=True, clip=clip)
    context.close()
    path = FOLDER / f"{name}-{size[0]}.png"
    path.write_bytes(small_png(png))
    return path


def told(path: Path) -> None:
    print(f"{path.relative_to(stage.ROOT)}  {path.stat().st_size / 1000:.0f} kB", flush=True)


def main() -> int:
    os.environ.setdefault("PORTAL_ENV", "development")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    FOLDER.mkdir(parents=True, exist_ok=True)
    address = stage.free_address()
    with tempfile.TemporaryDirectory(prefix="screenshots-") as scratch, stage.chromium() as browser:
        var, shots = Path(scratch, "var"), Path(scratch, "shots")
        shots.mkdir()
        print("Building a fresh demonstration", flush=True)
        stage.build_demonstration(var, address)
        with stage.served(var, address):
            for name in [] if "guides" in sys.argv else SCREENS:
                for size in (stage.PHONE, stage.LAPTOP):
                    told(take(browser, address, name, size))
            # Last: the story changes what the other pictures show.
            for path in guides.take(browser, address, var, shots):
                told(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
