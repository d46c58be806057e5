"""The API for programs: a token may what its person may, and the guard stands at this door too."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import APIToken, PageLogEntry, PageViewRestriction

from organisations import admin_groups
from organisations.models import Membership, Role
from organisations.policy import OFFICE_ROLES, RIGHTS, Action, Thing
from practices.models import PracticePage
from tests.factories import (
    OfficeFactory,
    PracticePageFactory,
    SchoolFactory,
    StandardPageFactory,
)
from tests.people import home_of, member
from tests.privacy.conftest import RED

pytestmark = pytest.mark.django_db

PAGES = "/api/v3/pages/"
KINDS = (Thing.SCHOOL_PRACTICE, Thing.OFFICE_PRACTICE)


class Program:
    """Asks with a person's token."""

    def __init__(self, client, person):
        self.client = client
        self.token, self.key = APIToken.create_token(user=person, name="โปรแกรม")

    def ask(self, method, path, sent=None):
        return getattr(self.client, method)(
            path,
            json.dumps(sent) if sent is not None else None,
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.key}"},
        )


def listed(answer):
    return [page["title"] for page in answer.json()["items"]]


@pytest.fixture
def school(site_tree):
    admin_groups.ensure()
    return SchoolFactory(office=OfficeFactory())


@pytest.fixture
def draft(site_tree, school):
    page = PracticePageFactory(parent=site_tree.practices, owner_organisation=school, live=False)
    page.save_revision()
    return page


@pytest.fixture
def officer(client, school):
    return Program(client, member(school.office, Role.OFFICER))


def a_practice(site_tree, school, **fields):
    return {
        "title": "โทรก่อนเก้าโมงทุกเช้า",
        "owner_organisation_id": school.pk,
        "stages": ["A"],
        "summary": "ครูโทรถึงผู้ปกครองก่อนเก้าโมง",
        "background": "<p>นักเรียนขาดเรียน</p>",
        "meta": {"type": "practices.PracticePage", "parent_id": site_tree.practices.pk},
    } | fields


@pytest.mark.parametrize("role", list(Role))
def test_a_token_may_what_the_table_of_rights_says(client, site_tree, school, draft, role):
    person = member(school.office if role in OFFICE_ROLES else home_of(role), role)
    program = Program(client, person)

    def may(action):
        return role in OFFICE_ROLES and all(action in RIGHTS[role].get(thing, ()) for thing in KINDS)

    answers = {
        Action.EDIT: program.ask("patch", f"{PAGES}{draft.pk}/", {"summary": "ใหม่"}),
        Action.CREATE: program.ask("post", PAGES, a_practice(site_tree, school)),
        Action.PUBLISH: program.ask("post", f"{PAGES}{draft.pk}/actions/publish/"),
    }
    assert {action: answer.status_code < 400 for action, answer in answers.items()} == {
        action: may(action) for action in answers
    }
    seen = program.ask("get", f"{PAGES}{draft.pk}/?version=draft")
    assert (seen.status_code == 200) == (may(Action.EDIT) or may(Action.PUBLISH))


def test_what_is_written_is_an_ordinary_draft_in_the_persons_name(site_tree, school, officer):
    made = officer.ask("post", PAGES, a_practice(site_tree, school)).json()
    page = PracticePage.objects.get(pk=made["id"])
    assert not page.live
    assert page.reference.startswith("BP")
    assert page.owner_organisation == school
    officer.ask("patch", f"{PAGES}{page.pk}/", {"stages": ["A", "R"], "lessons": "<p>บทเรียน</p>"})
    page.refresh_from_db()
    newest = page.get_latest_revision_as_object()
    assert newest.stages == ["A", "R"]
    assert "บทเรียน" in newest.lessons
    assert "นักเรียนขาดเรียน" in newest.background
    assert {entry.user for entry in PageLogEntry.objects.filter(page=page.pk)} == {officer.token.user}


def test_a_red_finding_keeps_a_page_from_being_published(draft, officer):
    for action in (None, "publish"):
        sent = {"benefits": f"เล่าเรื่อง{RED}", "meta": {"action": action}}
        answer = officer.ask("patch", f"{PAGES}{draft.pk}/", sent)
        assert answer.status_code == (422 if action else 200)
    assert "ชื่อเด็ก" in answer.text
    answer = officer.ask("post", f"{PAGES}{draft.pk}/actions/publish/")
    assert answer.status_code == 422
    assert "ชื่อเด็ก" in answer.text
    draft.refresh_from_db()
    assert not draft.live


def test_without_a_token_one_reads_what_visitors_read(client, site_tree, school, draft):
    live = PracticePageFactory(parent=site_tree.practices, owner_organisation=school)
    live.summary = "ร่างที่ยังไม่เผยแพร่"
    live.save_revision()
    private = StandardPageFactory(parent=site_tree.home, slug="private")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    titles = listed(client.get(PAGES))
    assert live.title in titles
    assert draft.title not in titles
    assert private.title not in titles
    shown = client.get(f"{PAGES}{live.pk}/?version=draft")
    assert shown.json()["stages"] == ["A"]
    assert "ร่างที่ยังไม่เผยแพร่" not in shown.text
    for page in (draft, private):
        assert client.get(f"{PAGES}{page.pk}/").status_code == 404
    assert client.get("/api/v3/whoami/").status_code == 401
    for method, path in (("post", PAGES), ("patch", f"{PAGES}{live.pk}/")):
        assert getattr(client, method)(path, "{}", content_type="application/json").status_code == 401


def test_a_session_is_no_token(client, draft):
    client.force_login(member(draft.owner_organisation.office, Role.OFFICER))
    assert client.get(f"{PAGES}{draft.pk}/").status_code == 404


def test_offices_do_not_see_each_others_pages(client, site_tree, school, draft):
    other = Program(client, member(OfficeFactory(name="เขตอื่น"), Role.OFFICER))
    titles = listed(other.ask("get", PAGES))
    assert site_tree.practices.title in titles
    assert draft.title not in titles
    for method, path in (
        ("get", f"{PAGES}{draft.pk}/?version=draft"),
        ("patch", f"{PAGES}{draft.pk}/"),
        ("get", f"{PAGES}{draft.pk}/revisions/"),
        ("post", f"{PAGES}{draft.pk}/actions/publish/"),
    ):
        assert other.ask(method, path, None if method == "get" else {}).status_code == 404
    assert other.ask("post", PAGES, a_practice(site_tree, school)).status_code == 403


def test_a_token_ends_with_the_last_membership_and_when_it_is_revoked(draft, officer):
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.update(starts_on=yesterday, ends_on=yesterday)
    assert officer.ask("get", PAGES).status_code == 403
    Membership.objects.update(ends_on=None)
    officer.token.revoke()
    assert officer.ask("get", PAGES).status_code == 401


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("delete", "pages/{pk}/"),
        ("post", "pages/{pk}/actions/copy/"),
        ("post", "pages/{pk}/actions/move/"),
        ("post", "pages/{pk}/actions/delete/"),
        ("get", "sites/"),
        ("get", "images/"),
        ("post", "images/"),
        ("get", "documents/"),
        ("get", "snippets/practices.Topic/"),
        ("get", "redirects/"),
        ("get", "docs/"),
        ("get", "openapi.json"),
    ],
)
def test_what_is_not_safe_is_not_there(draft, officer, method, path):
    answer = officer.ask(method, f"/api/v3/{path.format(pk=draft.pk)}", None if method == "get" else {})
    assert answer.status_code in {404, 405}


@pytest.mark.parametrize(
    "changes",
    [
        {"owner_organisation_id": 0},
        {"owner_organisation_id": "x"},
        {"meta": {"type": "events.ExchangeEventPage"}},
        {"meta": "x"},
        {"stages": ["ไม่มี"]},
        {"title": ""},
    ],
)
def test_odd_input_is_refused_in_words(site_tree, school, officer, changes):
    answer = officer.ask("post", PAGES, a_practice(site_tree, school) | changes)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"


def test_what_is_under_review_is_locked(draft, officer):
    draft.locked = True
    draft.locked_by = member(draft.owner_organisation.office, Role.GROUP_DIRECTOR)
    draft.save()
    assert officer.ask("patch", f"{PAGES}{draft.pk}/", {"summary": "ใหม่"}).status_code == 403


def test_nobody_asks_too_often(client, settings, monkeypatch):
    settings.RATE_LIMITS = True
    monkeypatch.setattr("accounts.ratelimit.count", lambda *_args: (10_000, 30))
    assert client.get(PAGES).status_code == 429


def test_an_editor_makes_and_revokes_an_own_token(client, draft):
    person = member(draft.owner_organisation.office, Role.OFFICER)
    client.force_login(person)
    made = client.post("/admin/api-tokens/new/", {"name": "ตารางของเขต", "user": person.pk})
    token = APIToken.objects.get()
    key = next(word for word in made.text.replace('"', " ").split() if word.startswith("wagtail_"))
    ask = {"headers": {"Authorization": f"Bearer {key.partition('<')[0]}"}}
    client.logout()
    assert client.get("/api/v3/whoami/", **ask).json()["user"]["email"] == person.email
    client.force_login(person)
    client.post(f"/admin/api-tokens/delete/{token.pk}/")
    assert client.get("/api/v3/whoami/", **ask).status_code == 401
