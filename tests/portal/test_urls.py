"""Every address of the portal × everyone × reading and sending.

A new address needs a row in `ROUTES`, or `test_every_address_has_a_row` fails. A row says who may
enter; the tests then go to the address as each kind of person, with the ids of things that belong to
somebody else, and look for what those people must never see.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver
from django.utils import translation
from wagtail.models import PageViewRestriction

from accounts.models import Notice
from networks.models import Match
from organisations.models import Invitation, Role
from portal import urls
from practices.models import (
    Adaptation,
    Adoption,
    AdoptionEvent,
    PracticeImport,
    PracticeQuestion,
    QuestionMessage,
)
from search.models import SavedSearch
from tests import factories

pytestmark = pytest.mark.django_db


class Entry(StrEnum):
    PUBLIC = "anyone"
    SIGNED_IN = "whoever is signed in"
    #: Somebody else's thing: for strangers it isn't there.
    OWN = "those it belongs to, and the office"
    OFFICE = "people of the office with an editing role"
    ADMINISTRATOR = "administrators"


#: Who may enter, by route. A route that ends in `*` stands for all that begin so; the longest counts.
ROUTES: dict[str, Entry] = {
    # The portal itself
    "healthz": Entry.PUBLIC,
    "readyz": Entry.PUBLIC,
    "robots.txt": Entry.PUBLIC,
    "sitemap.xml": Entry.PUBLIC,
    ".well-known/security.txt": Entry.PUBLIC,
    # Pages, files, search
    "^((?:[\\w\\-]+/)*)$": Entry.PUBLIC,
    "search/*": Entry.PUBLIC,
    "search/saved/": Entry.SIGNED_IN,
    "search/saved/new/": Entry.SIGNED_IN,
    "search/saved/<int:pk>/delete/": Entry.OWN,
    "search/saved/<int:pk>/letters/": Entry.OWN,
    "find/": Entry.PUBLIC,
    "schools/": Entry.PUBLIC,
    "schools/<uuid:uid>/": Entry.PUBLIC,
    "feeds/practices.atom": Entry.PUBLIC,
    "papers/<slug:reference>/<str:name>": Entry.PUBLIC,
    "papers/<slug:reference>/draft/<str:name>": Entry.OWN,
    "media/*": Entry.PUBLIC,
    "documents/*": Entry.PUBLIC,
    "_util/login/": Entry.PUBLIC,
    "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/": Entry.PUBLIC,
    # One's own account
    "my/": Entry.SIGNED_IN,
    "my/account/": Entry.SIGNED_IN,
    "my/account/notices/": Entry.SIGNED_IN,
    "my/account/notices/read/": Entry.SIGNED_IN,
    "my/account/notices/<int:pk>/*": Entry.OWN,
    # Stories that schools write
    "my/practices/": Entry.SIGNED_IN,
    "my/practices/new/": Entry.SIGNED_IN,
    "my/practices/import/": Entry.SIGNED_IN,
    "my/practices/import/<int:pk>/": Entry.OWN,
    "my/practices/import/<int:pk>/leftovers/<int:number>/": Entry.OWN,
    "my/practices/<slug:reference>/": Entry.OWN,
    "my/practices/<slug:reference>/step/<slug:step>/": Entry.OWN,
    "my/review/": Entry.SIGNED_IN,
    "my/review/reminders/": Entry.OFFICE,
    "my/review/<slug:reference>/*": Entry.OWN,
    # Whoever has the letter
    "my/review/link/<slug:token>/*": Entry.PUBLIC,
    "my/practices/<slug:reference>/*": Entry.OWN,
    "account/login/": Entry.PUBLIC,
    "account/login/code/confirm/": Entry.PUBLIC,
    "account/logout/": Entry.PUBLIC,
    "account/inactive/": Entry.PUBLIC,
    "account/signup/": Entry.PUBLIC,
    "account/confirm-email/": Entry.PUBLIC,
    "account/^confirm-email/(?P<key>[-:\\w]+)/$": Entry.PUBLIC,
    "account/password/reset/": Entry.PUBLIC,
    "account/password/reset/done/": Entry.PUBLIC,
    "account/password/reset/key/done/": Entry.PUBLIC,
    "account/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": Entry.PUBLIC,
    "account/2fa/authenticate/": Entry.PUBLIC,
    "account/2fa/*": Entry.SIGNED_IN,
    "account/email/": Entry.SIGNED_IN,
    "account/reauthenticate/": Entry.SIGNED_IN,
    "account/password/change/": Entry.SIGNED_IN,
    "account/password/set/": Entry.SIGNED_IN,
    # Organisations and their people
    "organisations/": Entry.SIGNED_IN,
    "organisations/invitation/<slug:token>/": Entry.PUBLIC,
    "organisations/<uuid:uid>/members/": Entry.OWN,
    "organisations/<uuid:uid>/members/<int:pk>/end/": Entry.OWN,
    "organisations/<uuid:uid>/invite/": Entry.OWN,
    "organisations/<uuid:uid>/delegate/": Entry.OWN,
    "organisations/<uuid:uid>/invitations/<int:pk>/withdraw/": Entry.OWN,
    # Partners
    "networks/register/": Entry.PUBLIC,
    "networks/register/sent/": Entry.PUBLIC,
    "networks/register/confirm/<str:key>/": Entry.PUBLIC,
    "networks/applications/": Entry.OFFICE,
    "networks/applications/<uuid:uid>/": Entry.OFFICE,
    "networks/applications/<uuid:uid>/approve/": Entry.OFFICE,
    "networks/applications/<uuid:uid>/refuse/": Entry.OFFICE,
    "networks/profile/<slug:reference>/edit/": Entry.OWN,
    "networks/needs/": Entry.SIGNED_IN,
    "networks/needs/new/": Entry.SIGNED_IN,
    "networks/needs/<int:pk>/": Entry.OWN,
    "networks/needs/<int:pk>/close/": Entry.OWN,
    "networks/needs/<int:pk>/reopen/": Entry.OWN,
    "networks/needs/<int:pk>/ask/<int:offer>/": Entry.OWN,
    "networks/needs/<int:pk>/offer/<int:offer>/": Entry.OWN,
    "networks/offers/": Entry.SIGNED_IN,
    "networks/offers/new/": Entry.SIGNED_IN,
    "networks/offers/<int:pk>/": Entry.OWN,
    "networks/matches/<int:pk>/agree/": Entry.OWN,
    "networks/matches/<int:pk>/decline/": Entry.OWN,
    "networks/matches/<int:pk>/call-off/": Entry.OWN,
    "networks/matches/<int:pk>/done/": Entry.OWN,
    "networks/matches/<int:pk>/rate/": Entry.OWN,
    "networks/coverage/": Entry.PUBLIC,
    "networks/coverage/table.csv": Entry.PUBLIC,
    "networks/coverage/table.xlsx": Entry.PUBLIC,
    "networks/coverage/rule/": Entry.OFFICE,
    "networks/coverage/freeze/": Entry.OFFICE,
    "networks/coverage/frozen/<int:pk>/": Entry.PUBLIC,
    "networks/coverage/<uuid:uid>/": Entry.PUBLIC,
    "networks/coverage/<uuid:uid>/activity/": Entry.OWN,
    "networks/coverage/<uuid:uid>/remind/": Entry.OFFICE,
    # Adoptions: who uses which practice
    "practices/<slug:reference>/adopt/": Entry.SIGNED_IN,
    "practices/<slug:reference>/adopters/": Entry.PUBLIC,
    "practices/<slug:reference>/compare/<uuid:uid>/": Entry.PUBLIC,
    "practices/<slug:reference>/ask/": Entry.SIGNED_IN,
    "my/adoptions/": Entry.SIGNED_IN,
    "my/adoptions/questions/": Entry.SIGNED_IN,
    "my/adoptions/questions/<uuid:uid>/": Entry.OWN,
    "my/adoptions/<uuid:uid>/*": Entry.OWN,
    "adoptions/confirm/<str:token>/": Entry.PUBLIC,
    "pulse/<str:token>/": Entry.PUBLIC,
    "diffusion/": Entry.PUBLIC,
    "^diffusion/(?P<table>districts|adoptions)\\.(?P<kind>csv|xlsx)$": Entry.PUBLIC,
    "adoptions/": Entry.OFFICE,
    "^adoptions/adoptions\\.(?P<kind>csv|xlsx)$": Entry.OFFICE,
    "adoptions/silent/": Entry.OFFICE,
    "^adoptions/silent\\.(?P<kind>csv|xlsx)$": Entry.OFFICE,
    "adoptions/<uuid:uid>/line/": Entry.OFFICE,
    # Child privacy
    "guard/*": Entry.OFFICE,
    "guard/ask/": Entry.PUBLIC,
    "guard/asked/<str:number>/": Entry.PUBLIC,
    # The editing interface: closed unless a row below opens it
    "admin/*": Entry.OFFICE,
    "^admin/api/main/(?:images|documents)/": Entry.OFFICE,
    "admin/search-desk/*": Entry.OFFICE,
    "admin/letters/*": Entry.OFFICE,
    "admin/login/": Entry.PUBLIC,
    "admin/logout/": Entry.PUBLIC,
    "admin/jsi18n/": Entry.PUBLIC,
    "admin/sprite/*": Entry.PUBLIC,
    "admin/password_reset/*": Entry.PUBLIC,
    "admin/users/*": Entry.ADMINISTRATOR,
    "admin/groups/*": Entry.ADMINISTRATOR,
    "admin/sites/*": Entry.ADMINISTRATOR,
    # Only while developing
    "styleguide/*": Entry.PUBLIC,
}

#: What nobody else may ever see, and who that is.
CANARIES = {
    "draft": "ร่างลับคานารี",
    "private": "หน้าลับคานารี",
    "phone": "099-111-2222",
    "e-mail": "canary-applicant@example.org",
    "invited": "canary-invited@example.org",
    "saved": "การค้นหาคานารี",
    "change": "สิ่งที่ปรับคานารี",
    "question": "คำถามคานารี",
    "notice": "แจ้งเตือนคานารี",
    "need": "ความต้องการคานารี",
    "offer": "ข้อเสนอคานารี",
}

OFFICE = {"officer", "administrator"}
ROLES = ["anonymous", "partner", "teacher", "school director", "officer", "administrator"]


@dataclass(frozen=True)
class Route:
    route: str
    name: str

    def entry(self) -> Entry | None:
        if self.route in ROUTES:
            return ROUTES[self.route]
        begins = [row for row in ROUTES if row.endswith("*") and self.route.startswith(row[:-1])]
        return ROUTES[max(begins, key=len)] if begins else None

    def path(self, values: dict[str, object]) -> str:
        """The address with the ids of things that belong to somebody else."""

        def fill(match: re.Match[str]) -> str:
            kind, name = match["kind"] or "", match["name"]
            special = values.get(f"{self.route} {name}", values.get(name))
            return str(special if special is not None else values.get(f"<{kind}>", "x"))

        route = re.sub(
            r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>(?!\w*[\[(.])", fill, unregexed(self.route, values)
        )
        return "/" + route


def unregexed(route: str, values: dict[str, object]) -> str:
    """A regular expression's route with its named groups filled in; others unchanged."""
    route = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", lambda m: str(values.get(m[1], "1")), route)
    route = re.sub(r"\((?:\?:)?(?:[^()]|\([^()]*\))*\)[*?]?", "", route)
    return route.replace("^", "").replace("$", "").replace(".*/", "nowhere/").replace("\\", "")


def routes() -> list[Route]:
    return sorted(set(walk(get_resolver())), key=lambda route: route.route)


def walk(resolver: URLResolver, before: str = "") -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield Route(route, pattern.name or "")
        else:
            yield from walk(pattern, route)


@pytest.fixture(autouse=True)
def _thai():
    """Routes are named without a language's prefix, whatever the test before spoke."""
    with translation.override("th"):
        yield


@pytest.fixture
def plain_errors(monkeypatch):
    """Hundreds of refusals need no menu and no footer; tests/portal/test_views.py looks at those."""
    for status in (403, 404):
        answer = partial(HttpResponse, status=status)
        monkeypatch.setattr(urls, f"handler{status}", lambda request, exception, answer=answer: answer())


@pytest.fixture
def world(site_tree):
    """Things that belong to others, and somebody of each role who has nothing to do with them."""
    office = factories.OfficeFactory()
    foreign_school, own_school = factories.SchoolFactory.create_batch(2, office=office)
    foreign_partner, own_partner = factories.PartnerFactory.create_batch(2, office=office)
    draft = factories.PracticePageFactory(
        parent=site_tree.practices,
        title=CANARIES["draft"],
        owner_organisation=foreign_school,
        live=False,
    )
    private = factories.StandardPageFactory(parent=site_tree.home, title=CANARIES["private"], slug="private")
    PageViewRestriction.objects.create(page=private, restriction_type="groups")
    profile = factories.PartnerPageFactory(parent=site_tree.partners, organisation=foreign_partner)
    application = factories.PartnerApplicationFactory(
        office=office,
        state="verified",
        coordinator_phone=CANARIES["phone"],
        email=CANARIES["e-mail"],
    )
    invitation = Invitation.objects.create(
        organisation=foreign_school, email=CANARIES["invited"], role=Role.TEACHER
    )
    member = factories.MembershipFactory(organisation=foreign_school, role=Role.TEACHER)
    saved = SavedSearch.objects.create(owner=member.person, name=CANARIES["saved"], query="q=canary")
    notice = Notice.objects.create(person=member.person, title=CANARIES["notice"], template="canary")
    need = factories.NeedFactory(school=foreign_school, note=CANARIES["need"])
    offer = factories.OfferFactory(partner=foreign_partner, title=CANARIES["offer"], paused=True)
    match = Match.objects.create(need=need, offer=offer, state=Match.State.ASKED)
    image = factories.ImageFactory()
    brought_in = PracticeImport.objects.create(page=draft, file_name="report.docx", kind="docx")
    # Not confirmed: for everybody but the school and the office it isn't there.
    published = factories.PracticePageFactory(parent=site_tree.practices)
    adoption = Adoption.objects.create(practice=published, school=foreign_school)
    AdoptionEvent.objects.create(adoption=adoption, kind="state", state="intent", text=CANARIES["change"])
    adoption.follow_events()
    change = Adaptation.objects.create(adoption=adoption, part="other", what=CANARIES["change"], why="เพราะ")
    question = PracticeQuestion.objects.create(
        practice=published, school=foreign_school, addressee=published.owner_organisation
    )
    QuestionMessage.objects.create(question=question, organisation=foreign_school, text=CANARIES["question"])
    values = {
        "page_id": draft.pk,
        "parent_page_id": site_tree.home.pk,
        "page_to_move_id": draft.pk,
        "destination_id": site_tree.home.pk,
        "page_to_copy_id": draft.pk,
        "app_label": "practices",
        "model_name": "practicepage",
        "content_type_app_label": "practices",
        "content_type_model_name": "practicepage",
        "content_type_app_name": "practices",
        "parent_id": site_tree.home.pk,
        "image_id": image.pk,
        "uid": foreign_school.uid,
        "reference": profile.reference.lower(),
        **{
            f"my/practices/<slug:reference>/{rest} reference": draft.reference.lower()
            for rest in (
                "",
                "add/<slug:kind>/",
                "discard/",
                "fetch-back/",
                "history/",
                "history/<int:pk>/",
                "history/<int:pk>/restore/",
                "preview/",
                "step/<slug:step>/",
            )
        },
        "step": "background",
        **{
            route.route + " reference": draft.reference.lower()
            for route in routes()
            if route.route.startswith("my/review/<slug:reference>/")
        },
        "my/practices/import/<int:pk>/ pk": brought_in.pk,
        "my/practices/import/<int:pk>/leftovers/<int:number>/ pk": brought_in.pk,
        "number": 0,
        "kind": "picture",
        "token": "not-the-token",
        "key": "not-the-key",
        "uidb36": "1",
        "pk": draft.pk,
        "object_id": draft.pk,
        "organisations/<uuid:uid>/members/<int:pk>/end/ pk": member.pk,
        **{f"search/saved/<int:pk>/{action}/ pk": saved.pk for action in ("delete", "letters")},
        **{f"my/account/notices/<int:pk>/{action}/ pk": notice.pk for action in ("read", "unread")},
        "organisations/<uuid:uid>/invitations/<int:pk>/withdraw/ pk": invitation.pk,
        "papers/<slug:reference>/draft/<str:name> reference": draft.slug,
        **{
            f"networks/needs/<int:pk>/{rest} pk": need.pk
            for rest in ("", "close/", "reopen/", "ask/<int:offer>/", "offer/<int:offer>/")
        },
        "offer": offer.pk,
        "networks/offers/<int:pk>/ pk": offer.pk,
        **{
            f"networks/matches/<int:pk>/{action}/ pk": match.pk
            for action in ("agree", "decline", "call-off", "done", "rate")
        },
        "papers/<slug:reference>/draft/<str:name> name": "summary.pdf",
        **{
            f"{route.route} {name}": value
            for route in routes()
            if "adoption" in route.route or route.route.startswith("practices/<slug")
            for name, value in {
                "uid": question.uid if "questions" in route.route else adoption.uid,
                "reference": published.slug,
                "pk": change.pk if "changes" in route.route else adoption.events.get().pk,
                "to": "stopped",
            }.items()
        },
        "<int>": draft.pk,
        "<uuid>": application.uid,
        **{
            f"networks/applications/<uuid:uid>/{action} uid": application.uid
            for action in ("", "approve/", "refuse/")
        },
    }
    places = {
        "partner": (own_partner, Role.COORDINATOR),
        "teacher": (own_school, Role.TEACHER),
        "school director": (own_school, Role.SCHOOL_DIRECTOR),
        "officer": (office, Role.OFFICER),
        "administrator": (office, Role.ADMINISTRATOR),
    }
    people = {
        role: factories.MembershipFactory(organisation=organisation, role=kind).person
        for role, (organisation, kind) in places.items()
    }
    more = [
        private.url,
        "/practices/",
        published.url,
        "/diffusion/",
        "/partners/",
        f"/practices/{draft.slug}/",
        "/sitemap.xml",
        *(f"/search/?q={word}" for word in ("คานารี", *CANARIES.values())),
    ]
    return values, people, [*more, *(f"/en{path}" for path in more if path != "/sitemap.xml")]


class Visitor:
    """Goes somewhere and leaves no trace: each visit is undone."""

    def __init__(self, person: object) -> None:
        self.client = Client(raise_request_exception=False)
        if person:
            self.client.force_login(person)
        self.cookies = self.client.cookies.output(header="", sep=";")

    def visit(self, method: str, path: str):
        cookies = self.client.cookies.copy()
        with transaction.atomic():
            response = getattr(self.client, method)(path)
            if not response.streaming:
                response.content  # noqa: B018 - a late rendering must not come after the undoing
            transaction.set_rollback(True)
        self.client.cookies = cookies
        return response


#: Where a redirect leads those who may not enter: to sign in, or back to the editing interface's start.
TURNED_TO = {"/account/login/", "/_util/login/", "/admin/login/", "/admin/"}

#: Errors of Wagtail 8.0.1 itself, met by its own editors only with addresses made by hand.
UPSTREAM = {
    ("post", "admin/choose-external-link/"),
    ("post", "admin/pages/<int:page_id>/copy/"),
    ("post", "admin/pages/<int:page_id>/edit/"),
    ("post", "admin/redirects/import/process/"),
    ("post", "admin/snippets/choose/practices/policyreference/create/"),
    ("post", "admin/snippets/choose/practices/topic/create/"),
    ("get", "admin/failwhale/"),
    ("post", "admin/failwhale/"),
}


def is_turned_away(response) -> bool:
    """Told to sign in, refused, or told that there is nothing here."""
    if response.status_code in {301, 302}:
        return urlsplit(response["Location"]).path in TURNED_TO
    return response.status_code in {403, 404, 405}


def may_enter(role: str, entry: Entry) -> bool:
    return {
        Entry.PUBLIC: True,
        Entry.SIGNED_IN: role != "anonymous",
        Entry.OWN: role in OFFICE,
        Entry.OFFICE: role in OFFICE,
        Entry.ADMINISTRATOR: role == "administrator",
    }[entry]


def methods(role: str, route: Route) -> tuple[str, ...]:
    """Reading and sending. Of those with the same door to the editing interface, one does each."""
    if route.route.startswith("admin/"):
        if role in {"officer", "partner", "teacher"}:
            return ("get",)
        if role == "administrator" and route.entry() is Entry.OFFICE:
            return ("post",)
    return ("get", "post")


def text_of(response) -> str:
    if response.streaming or "text" not in response.get("Content-Type", "text"):
        return ""
    return response.content.decode(errors="replace")


def test_every_address_has_a_row():
    assert [route for route in routes() if route.entry() is None] == []


def test_every_row_has_an_address():
    """Rows of addresses that are gone would hide a later one of the same name."""
    known = [route.route for route in routes()]
    optional = {"styleguide/*", "documents/*"}
    dead = [
        row
        for row in set(ROUTES) - optional
        if not any(route == row or (row.endswith("*") and route.startswith(row[:-1])) for route in known)
    ]
    assert dead == []


@pytest.mark.parametrize("role", ROLES)
def test_nobody_gets_further_than_they_may(world, plain_errors, role):
    """Strangers are turned away everywhere; nobody is shown an error of the portal's own."""
    values, people, _more = world
    visitor = Visitor(people.get(role))
    wrong = []
    for route in routes():
        entry = route.entry()
        if entry is None:
            continue
        for method in methods(role, route):
            path = route.path(values)
            response = visitor.visit(method, path)
            status = response.status_code
            if status >= 500 and (method, route.route) not in UPSTREAM:
                wrong.append((method, path, status, "an error of the portal's own"))
            elif not may_enter(role, entry) and not is_turned_away(response):
                wrong.append((method, path, status, f"only for {entry}"))
            elif entry is Entry.OWN and role not in {*OFFICE, "anonymous"} and status not in {404, 405}:
                wrong.append((method, path, status, "tells strangers that it exists"))
            if role not in OFFICE:
                text = text_of(response)
                wrong += [
                    (method, path, status, f"shows {name}") for name, w in CANARIES.items() if w in text
                ]
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("role", ["anonymous", "partner", "teacher", "school director"])
def test_nothing_hidden_shows_in_lists_and_search(world, role):
    _values, people, more = world
    visitor = Visitor(people.get(role))
    shown = []
    for path in more:
        response = visitor.visit("get", path)
        assert response.status_code < 500, path
        # A search repeats what was searched for: only what was not asked counts.
        text = text_of(response)
        shown += [(path, name) for name, word in CANARIES.items() if word in text and word not in path]
    assert shown == []


@pytest.mark.parametrize("role", ["officer", "administrator"])
def test_office_does_get_in(world, role):
    _values, people, _more = world
    assert Visitor(people[role]).visit("get", "/admin/").status_code == 200
