"""A teacher of a school, and the ways in which they fill in a step."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup

from organisations.models import Role
from practices.models import PracticePage
from tests.factories import SchoolFactory
from tests.people import member

TITLE = "โทรก่อนเก้าโมงทุกเช้าที่นักเรียนไม่มา"


@pytest.fixture
def school(site_tree):
    return SchoolFactory()


@pytest.fixture
def teacher(school):
    return member(school, Role.TEACHER)


@pytest.fixture
def desk(client, teacher):
    """The browser of the teacher."""
    client.force_login(teacher)
    return client


@pytest.fixture
def story(desk) -> PracticePage:
    """A story of which there is only the title."""
    desk.post("/my/practices/new/", {"title": TITLE, "kind": "best-practice"})
    return PracticePage.objects.get()


def address(story: PracticePage, step: str) -> str:
    return f"/my/practices/{story.reference.lower()}/step/{step}/"


def screen(client, path: str) -> dict[str, list[str]]:
    """What a step's form would send if nobody touched it."""
    response = client.get(path)
    assert response.status_code == 200, response.status_code
    form = BeautifulSoup(response.text, "html.parser").find("form", attrs={"data-autosave": True})
    for template in form.find_all("template"):
        template.decompose()
    sent: dict[str, list[str]] = {}
    for field in form.find_all(["input", "textarea", "select"]):
        kind = field.get("type", "text")
        if kind in {"checkbox", "radio"} and not field.has_attr("checked"):
            continue
        if kind == "file":
            continue
        if field.name == "textarea":
            value = field.text.removeprefix("\n")
        elif field.name == "select":
            chosen = field.find("option", selected=True) or field.find("option")
            value = chosen["value"]
        else:
            value = field.get("value", "on" if kind == "checkbox" else "")
        sent.setdefault(field["name"], []).append(value)
    return sent


@pytest.fixture
def fill(desk, story) -> Callable[..., Any]:
    """Opens a step, types, sends: `fill("background", background="…")`."""

    def send(step: str, *, client: Any = None, headers: dict[str, str] | None = None, **typed: Any) -> Any:
        client = client or desk
        path = address(story, step)
        return client.post(path, {**screen(client, path), **typed}, headers=headers or {})

    return send


def latest(story: PracticePage) -> PracticePage:
    return PracticePage.objects.get(pk=story.pk).get_latest_revision_as_object()
