"""One page of each type, and the way there."""

import re
import urllib.request
from urllib.parse import quote, urljoin, urlsplit

from lxml import html
from playwright.sync_api import Page

from portal.demo.building import MAIL_DOMAIN, PASSWORD


def first_link(address: str, path: str, pattern: str) -> str:
    """The first link on a page whose path looks like `pattern`."""
    with urllib.request.urlopen(address + path) as response:
        document = html.document_fromstring(response.read().decode())
    for link in document.iterfind(".//main//a[@href]"):
        if re.fullmatch(pattern, urlsplit(link.get("href")).path):
            return urlsplit(urljoin(address, link.get("href"))).path
    raise AssertionError(f"{path} links to nothing like {pattern}")


def search_for(words: str) -> str:
    return f"/search/?q={quote(words)}"


EVENT = r"/events/[a-z]+\d\d-\d{4}/"

#: Page types, each with its path, or with where to find it: a page and what the link there looks like.
PAGES: dict[str, str | tuple[str, str]] = {
    "home": "/",
    "model": "/model/",
    "stage": "/model/action/",
    "practices": "/practices/",
    "practices narrowed": "/practices/?hazard=accident",
    "no practices": "/practices/?hazard=rights&district=2208&kind=innovation&level=vocational&stage=E",
    "case study": ("/practices/?kind=innovation", r"/practices/[a-z]+\d\d-\d{4}/"),
    "practice": (search_for("ลอยให้ได้ก่อนว่ายให้เป็น"), r"/practices/[a-z]+\d\d-\d{4}/"),
    "guides": "/guidance/",
    "guide": "/guidance/violence/",
    "partners": "/partners/",
    "commitments": "/commitments/",
    "commitment": ("/commitments/", r"/commitments/[a-z]+\d\d-\d{4}/"),
    "partner": ("/partners/", r"/partners/[a-z]+\d\d-\d{4}/"),
    "events": "/events/",
    "past event": (search_for("เก้าอี้ทุกตัวมีคนถามหา"), EVENT),
    "cancelled event": (search_for("รถรับส่งนักเรียนปลอดภัยในพื้นที่ภูเขา"), EVENT),
    "vision": "/vision/",
    "plan": ("/vision/", r"/plans/[0-9a-f-]{36}/"),
    "funds": "/funds/",
    "fund": ("/funds/", r"/funds/[a-z-]+/"),
    "plain page": "/privacy/",
    "results": search_for("เด็กโดนเพื่อนแกล้ง"),
    "crisis": search_for("อยากตาย"),
    "no results": search_for("ฆขฌฅฐ"),
    "no results with filters": search_for("น้ำท่วม") + "&district=2210&evidence=compared",
    "finder": "/find/",
    "finder, last question": "/find/?hazard=violence&care_step=4&level=primary",
    "advice": "/find/?hazard=violence&care_step=4&level=primary&need=no-money",
    "schools": "/schools/",
    "targets and results": "/results/",
    "school": ("/schools/", r"/schools/[0-9a-f-]{36}/"),
    "networks of the schools": "/networks/coverage/",
    "networks of a school": ("/networks/coverage/?networks=2", r"/networks/coverage/[0-9a-f-]{36}/"),
    "who works with whom": "/networks/graph/",
    "map of the networks": "/networks/graph/map/",
    "networks of model schools": "/networks/models/",
    "network of model schools": ("/networks/models/", r"/networks/models/[0-9a-f-]{36}/"),
    "asking to join": "/organisations/ask/",
    "how practices spread": "/diffusion/",
    "registration": "/networks/register/",
    "sign-in": "/account/login/",
    "forgotten password": "/account/password/reset/",
    "missing": "/no-such-page/",
    "English home": "/en/",
    "English case study": ("/practices/?kind=innovation", r"/practices/[a-z]+\d\d-\d{4}/"),
    "registration with errors": "/networks/register/",
    "my work": "/my/",
    "my stories": "/my/practices/",
    "a new story": "/my/practices/new/",
    "a story": ("/my/practices/", r"/my/practices/[a-z]+\d\d-\d{4}/"),
    "a question": ("/my/practices/", "process"),
    "a question with many answers": ("/my/practices/", "fit"),
}

#: The demonstration's own story of which most is written.
STORY = "สมุดสื่อสารสองภาษา"


def show_writing(page: Page, name: str) -> None:
    """A teacher's screen, by its name in `PAGES`."""
    sign_in(page, "teacher")
    place = PAGES[name]
    if isinstance(place, str):
        page.goto(place)
        return
    link = page.get_by_role("link", name=STORY)
    # Other tests write stories, too, and the newest stand first.
    for number in (1, 2):
        page.goto(f"{place[0]}?page={number}")
        if link.count():
            break
    link.click()
    page.wait_for_url("**-0*/")
    if name.startswith("a question"):
        page.goto(f"{page.url}step/{place[1]}/")


def send_empty_registration(page: Page) -> None:
    page.goto("/networks/register/")
    page.locator("main form .btn").first.click()
    page.locator("#errors").wait_for()


def sign_in(page: Page, role: str = "officer") -> None:
    page.goto("/account/login/")
    page.locator("[name=login]").fill(f"{role}@{MAIL_DOMAIN}")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form .btn").first.click()
    page.wait_for_url("**/my/")
