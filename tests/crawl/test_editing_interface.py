"""Every screen of the editing interface, as an administrator meets it: in Thai, nothing but Thai."""

import json
import re
from collections import Counter, deque
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation
from lxml import html
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, PageViewRestriction, Workflow

from media.models import PortalDocument
from portal.founding import found
from portal.management.commands.migrate import name_permissions
from practices.models import PolicyReference, PracticeIndexPage, PracticePage, Topic
from tests import factories
from tests.portal.test_urls import UPSTREAM, routes

#: Words that stand in Latin letters for good reasons: names, formats, what a keyboard says.
NAMES = {
    *("care", "wagtail", "javascript", "model", "english", "en"),
    *("avif", "csv", "excel", "heic", "jpeg", "jpg", "json", "pdf", "png", "powerpoint", "tsv", "webp", "word", "xlsx"),
    *("kb", "mb", "cc", "by", "api", "id", "url", "urls", "http", "https", "youtube"),
    *("alt", "ctrl", "enter", "esc", "shift"),
    *("best", "practice", "symposium", "plc", "line", "obec", "qr", "testserver"),
}  # fmt: skip

#: What is no word: addresses, e-mail, names of files and of models, references, values to be filled in.
NO_WORDS = re.compile(r"https?://\S+|\S+@\S+|\S*\w\.\w\S*|\b[A-Z]{2}\d\d-\d+\b|%\(\w+\)s|(?<!\S)/\S*")
WORD = re.compile(r"[A-Za-z][A-Za-z'’]+")

#: Names of properties and attributes, behind which a text stands that a person reads or hears.
SPOKEN = ("aria-label", "aria-description", "title", "placeholder", "alt", "data-w-tooltip-content-value")
LABELS = {"label", "help_text", "helpText", "title", "text", "description", "placeholder", "verbose_name"}

#: Pages as the public sees them, and a screen of synonyms, which are English too.
LEFT_OUT = re.compile(r"/(view_draft|preview|revisions/\d+/view)/|logout|/search-desk/synonyms/|failwhale")

#: Addresses that differ only in a number or in their order look alike: one of each is opened.
OF_A_KIND = 1


@pytest.fixture(scope="module")
def world(module_db) -> dict[str, Any]:
    """A founded site with at least one of everything that an administrator can open."""
    with translation.override("th"):
        found("testserver", 80)
        name_permissions()
        office = factories.OfficeFactory()
        person = factories.UserFactory(is_superuser=True)
        school = factories.SchoolFactory(office=office)
        partner = factories.PartnerFactory(office=office)
        index = PracticeIndexPage.objects.get()
        practice = factories.PracticePageFactory(parent=index, owner_organisation=school)
        waiting = factories.PracticePageFactory(parent=index, owner_organisation=school, live=False)
        PolicyReference.objects.create(
            key="policy-1",
            title="นโยบายสมมุติ",
            issuer="หน่วยงานสมมุติ",
            paper="เอกสารสมมุติ",
            first_year=2569,
            last_year=2570,
            item="1",
        )
        practice.tags.add(Topic.objects.create(name="หัวข้อสมมุติ", slug="t1"))
        practice.save_revision(user=person, log_action=True)
        later = practice.save_revision(user=person, approved_go_live_at=timezone.now() + timedelta(days=3))
        locked = factories.PracticePageFactory(parent=index, owner_organisation=school)
        PracticePage.objects.filter(pk=locked.pk).update(
            locked=True, locked_by=person, locked_at=timezone.now()
        )
        PageViewRestriction.objects.create(page=locked, restriction_type="login")
        waiting.save_revision(user=person)
        Workflow.objects.earliest("pk").start(waiting, person)
        Collection.get_first_root_node().add_child(instance=Collection(name="ชุดสมมุติ"))
        document = PortalDocument.objects.create(title="เอกสารสมมุติ", file="a.pdf")
        Redirect.objects.create(old_path="/old", redirect_page=practice)
        factories.PartnershipFactory(owner=school, partner=partner)
        values = {
            **dict.fromkeys(
                ("page_id", "page_to_move_id", "page_to_copy_id", "pk", "object_id"), practice.pk
            ),
            **dict.fromkeys(("parent_page_id", "destination_id", "parent_id"), index.pk),
            **dict.fromkeys(("app_label", "content_type_app_label", "content_type_app_name"), "practices"),
            **dict.fromkeys(("model_name", "content_type_model_name"), "practicepage"),
            "revision_id": later.pk,
            "revision_id_a": practice.revisions.earliest("pk").pk,
            "revision_id_b": later.pk,
            "image_id": factories.ImageFactory().pk,
            "document_id": document.pk,
            "<int>": practice.pk,
        }
    return {"person": person, "values": values}


@pytest.fixture(scope="module")
def screens(world) -> dict[str, html.HtmlElement]:
    """What each address shows, answers of windows within the screen included."""
    client = Client(raise_request_exception=False)
    client.force_login(world["person"])
    starts = [route for route in routes() if route.route.startswith("admin/")]
    waiting = deque(
        [
            "/admin/",
            *(route.path(world["values"]) for route in starts if ("get", route.route) not in UPSTREAM),
        ]
    )
    seen, alike, found_screens = set(waiting), Counter(), {}
    while waiting:
        address = waiting.popleft()
        if LEFT_OUT.search(address):
            continue
        response = client.get(address)
        body = shown(response)
        if not body.strip():
            continue
        found_screens[address] = html.document_fromstring(body)
        for link in re.findall(r'"(/admin/[^"#\\ ]*)', body.replace("&amp;", "&")):
            path, _mark, query = link.partition("?")
            kind = re.sub(r"\d+", "N", path), "ordering" in query
            if link not in seen and alike[kind] < (1 if query else OF_A_KIND):
                alike[kind] += 1
                seen.add(link)
                waiting.append(link)
    return found_screens


def shown(response) -> str:
    """The HTML of an answer, also where it comes within JSON."""
    if response.status_code != 200 or response.streaming:
        return ""
    kind = response["Content-Type"].partition(";")[0]
    if kind == "application/json":
        answer = response.json()
        return str(answer.get("html") or "") if isinstance(answer, dict) else ""
    return response.content.decode() if kind == "text/html" else ""


def texts(element: html.HtmlElement) -> Iterator[str]:
    """What is read or heard on a screen, what its scripts will show included."""
    if (
        not isinstance(element.tag, str)
        or element.tag in {"style", "svg", "code"}
        or "hidden" in element.attrib
    ):
        pass
    elif element.tag == "script":
        if element.get("type") == "application/json":
            yield from labels(json.loads(element.text or "null"))
    else:
        yield element.text or ""
        yield from (element.get(name, "") for name in SPOKEN)
        if element.tag == "input" and element.get("type") in {"submit", "button"}:
            yield element.get("value", "")
        for name, value in element.attrib.items():
            if name.startswith("data-") and value[:1] in "[{":
                try:
                    yield from labels(json.loads(value))
                except ValueError:
                    continue
        for child in element:
            yield from texts(child)
    yield element.tail or ""


def labels(data: Any) -> Iterator[str]:
    """Texts in what a screen hands to its scripts."""
    if isinstance(data, dict):
        for name, value in data.items():
            if isinstance(value, str) and name in LABELS and "<" not in value:
                yield value
            else:
                yield from labels(value)
    elif isinstance(data, list):
        for value in data:
            yield from labels(value)
    elif isinstance(data, str) and "<" in data:
        yield from texts(html.fragment_fromstring(data, create_parent=True))


def english(text: str) -> list[str]:
    return [word for word in WORD.findall(NO_WORDS.sub(" ", text)) if word.lower() not in NAMES]


def test_reaches_all_corners(screens):
    wanted = [
        "/admin/",
        "/admin/account/",
        "/admin/images/",
        "/admin/documents/",
        "/admin/snippets/",
        "/admin/users/",
        "/admin/groups/",
        "/admin/redirects/",
        "/admin/collections/",
        "/admin/workflows/list/",
        "/admin/reports/site-history/",
        "/admin/search-desk/",
        "/admin/choose-page/",
        "/admin/organisation/",
    ]
    assert [address for address in wanted if address not in screens] == []
    for part in ("/edit/", "/history/", "/usage/", "/delete/", "/move/", "/copy/", "/add/", "/compare/"):
        assert [address for address in screens if part in address], part
    assert len(screens) > 250


def test_says_nothing_in_english(screens):
    wrong: dict[str, str] = {}
    for address, screen in screens.items():
        for text in texts(screen):
            if english(text):
                wrong.setdefault(" ".join(text.split()), address)
    assert not wrong, "\n".join(f"{address}: {text}" for text, address in wrong.items())
