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
from urllib.parse import urlencode, urlsplit

import pytest
from django.core.files.base import ContentFile
from django.core.paginator import Page
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver
from django.utils import timezone, translation
from wagtail.models import PageViewRestriction

from accounts.models import Notice
from events.models import Certificate, CertificateBatch, CertificateDesign, Registration
from networks.models import (
    Appeal,
    Match,
    NetworkSchool,
    ProfileChange,
    ProfileClaim,
    ProgressReport,
    SchoolNetwork,
    Suspension,
    Vetting,
    VettingDocument,
)
from organisations.models import IncomingSheet, Invitation, JoiningCode, JoinRequest, Role
from portal import urls
from practices.models import (
    Adaptation,
    Adoption,
    AdoptionEvent,
    PracticeImport,
    PracticeQuestion,
    QuestionMessage,
)
from programme.models import AwardScheme, Dossier, Honour, Plan, PlanActivity, PlanEvidence, Vision
from search import outbox
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
    "feeds/networks.atom": Entry.PUBLIC,
    "feeds/events.atom": Entry.PUBLIC,
    # Events: calendars, registering, and what belongs to whoever has the letter
    "events/*": Entry.PUBLIC,
    "events/<slug:reference>/propose/": Entry.SIGNED_IN,
    "my/data/": Entry.OFFICE,
    "my/data/^(?P<key>[a-z-]+)\\.(?P<kind>xlsx|csv|json)$": Entry.OFFICE,
    "my/proposals/": Entry.SIGNED_IN,
    "my/proposals/<uuid:uid>/": Entry.OWN,
    "my/proposals/<uuid:uid>/withdraw/": Entry.OWN,
    # The door: its list and what draws it show nothing; helpers enter by a link, tickets tell no names
    "door/": Entry.PUBLIC,
    "door/worker.js": Entry.PUBLIC,
    "door/manifest.webmanifest": Entry.PUBLIC,
    "door/enter/<str:token>/": Entry.PUBLIC,
    "door/<slug:reference>/*": Entry.OWN,
    "tickets/<str:token>/": Entry.PUBLIC,
    "my/events/": Entry.SIGNED_IN,
    "my/events/funnels/": Entry.SIGNED_IN,
    "my/events/organised/": Entry.SIGNED_IN,
    "my/events/<slug:reference>/*": Entry.OWN,
    # Certificates: checked by anybody, opened by whoever has the letter, kept by the office
    "certificates/*": Entry.PUBLIC,
    "my/certificates/": Entry.SIGNED_IN,
    "my/certificates/register/*": Entry.SIGNED_IN,
    "my/certificates/numbers/": Entry.OFFICE,
    "my/certificates/designs/*": Entry.OFFICE,
    "my/certificates/batches/*": Entry.OWN,
    "my/certificates/<uuid:uid>/*": Entry.OWN,
    "papers/<slug:reference>/<str:name>": Entry.PUBLIC,
    "papers/<slug:reference>/draft/<str:name>": Entry.OWN,
    "media/*": Entry.PUBLIC,
    "documents/*": Entry.PUBLIC,
    "_util/login/": Entry.PUBLIC,
    "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/": Entry.PUBLIC,
    # One's own account
    "my/": Entry.SIGNED_IN,
    "my/account/": Entry.SIGNED_IN,
    "my/notices/": Entry.SIGNED_IN,
    "my/notices/read/": Entry.SIGNED_IN,
    "my/notices/<int:pk>/*": Entry.OWN,
    "my/notices/settings/": Entry.SIGNED_IN,
    "my/notices/line/*": Entry.SIGNED_IN,
    # Whoever has the letter; LINE, which signs what it tells
    "my/notices/stop/<str:token>/": Entry.PUBLIC,
    "line/webhook/": Entry.PUBLIC,
    # Sheets on their way in
    "my/sheets/<uuid:uid>/*": Entry.OWN,
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
    "organisations/join/": Entry.PUBLIC,
    "organisations/join/<slug:code>/": Entry.PUBLIC,
    "organisations/ask/": Entry.PUBLIC,
    "organisations/ask/sent/": Entry.PUBLIC,
    "organisations/ask/confirm/<str:token>/": Entry.PUBLIC,
    "organisations/requests/": Entry.SIGNED_IN,
    "organisations/requests/<uuid:uid>/approve/": Entry.OWN,
    "organisations/requests/<uuid:uid>/refuse/": Entry.OWN,
    "organisations/requests/<uuid:uid>/withdraw/": Entry.OWN,
    "organisations/confirm/": Entry.SIGNED_IN,
    "organisations/leave/<int:pk>/": Entry.OWN,
    "organisations/responsible/": Entry.OFFICE,
    "organisations/responsible/table.csv": Entry.OFFICE,
    "organisations/responsible/table.xlsx": Entry.OFFICE,
    "organisations/responsible/<uuid:uid>/remind/": Entry.OFFICE,
    "organisations/<uuid:uid>/members/": Entry.OWN,
    "organisations/<uuid:uid>/members/<int:pk>/details/": Entry.OWN,
    "organisations/<uuid:uid>/members/<int:pk>/restore/": Entry.OWN,
    "organisations/<uuid:uid>/codes/": Entry.OWN,
    "organisations/<uuid:uid>/codes/<int:pk>/poster.pdf": Entry.OWN,
    "organisations/<uuid:uid>/codes/<int:pk>/withdraw/": Entry.OWN,
    "organisations/<uuid:uid>/members/<int:pk>/end/": Entry.OWN,
    "organisations/<uuid:uid>/invite/": Entry.OWN,
    "organisations/<uuid:uid>/delegate/": Entry.OWN,
    "organisations/<uuid:uid>/invitations/<int:pk>/withdraw/": Entry.OWN,
    "organisations/register/*": Entry.OFFICE,
    # Partners
    "networks/register/": Entry.PUBLIC,
    "networks/register/sent/": Entry.PUBLIC,
    "networks/register/confirm/<str:key>/": Entry.PUBLIC,
    "networks/applications/": Entry.OFFICE,
    "networks/applications/<uuid:uid>/": Entry.OFFICE,
    "networks/applications/<uuid:uid>/approve/": Entry.OFFICE,
    "networks/applications/<uuid:uid>/refuse/": Entry.OFFICE,
    "networks/profile/<slug:reference>/edit/": Entry.OWN,
    "networks/profile/<slug:reference>/claim/": Entry.PUBLIC,
    "networks/register/confirm/<str:key>/papers/": Entry.PUBLIC,
    "networks/register/confirm/<str:key>/papers/<int:pk>/remove/": Entry.PUBLIC,
    "networks/claims/sent/": Entry.PUBLIC,
    "networks/claims/confirm/<str:token>/": Entry.PUBLIC,
    "networks/appeals/<str:token>/": Entry.PUBLIC,
    "networks/vetting/*": Entry.OFFICE,
    "networks/vetting/papers/<int:pk>/": Entry.OWN,
    "networks/vetting/own/*": Entry.OWN,
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
    "networks/models/": Entry.PUBLIC,
    "networks/models/new/": Entry.OFFICE,
    "networks/models/answer/<str:token>/": Entry.PUBLIC,
    "networks/models/<uuid:uid>/": Entry.PUBLIC,
    "networks/models/<uuid:uid>/*": Entry.OWN,
    "networks/coverage/": Entry.PUBLIC,
    "networks/coverage/table.csv": Entry.PUBLIC,
    "networks/coverage/table.xlsx": Entry.PUBLIC,
    "networks/coverage/rule/": Entry.OFFICE,
    "networks/coverage/freeze/": Entry.OFFICE,
    "networks/coverage/frozen/<int:pk>/": Entry.PUBLIC,
    "networks/coverage/<uuid:uid>/": Entry.PUBLIC,
    "networks/coverage/<uuid:uid>/activity/": Entry.OWN,
    "networks/coverage/<uuid:uid>/remind/": Entry.OFFICE,
    "networks/partners.json": Entry.PUBLIC,
    "networks/partners.csv": Entry.PUBLIC,
    "networks/partnerships.csv": Entry.PUBLIC,
    "networks/graph/": Entry.PUBLIC,
    "networks/graph/map/": Entry.PUBLIC,
    "networks/graph/^(?P<table>links|findings|districts)\\.(?P<kind>csv|xlsx)$": Entry.PUBLIC,
    # Commitments
    "commitments/": Entry.PUBLIC,
    "commitments/<slug:reference>/": Entry.PUBLIC,
    "commitments/sign/<str:token>/": Entry.PUBLIC,
    "my/commitments/": Entry.SIGNED_IN,
    "my/commitments/table.csv": Entry.SIGNED_IN,
    "my/commitments/table.xlsx": Entry.SIGNED_IN,
    "my/commitments/new/": Entry.SIGNED_IN,
    "my/commitments/<uuid:uid>/*": Entry.OWN,
    # The ledger of the funds, and visions and plans
    "my/funds/*": Entry.OFFICE,
    "vision/": Entry.PUBLIC,
    "plans/<uuid:uid>/*": Entry.PUBLIC,
    "my/plans/": Entry.SIGNED_IN,
    "my/plans/schools/*": Entry.OFFICE,
    "my/plans/late/*": Entry.OFFICE,
    "my/plans/of/<uuid:uid>/*": Entry.OWN,
    "my/plans/<uuid:uid>/*": Entry.OWN,
    # Dossiers for awards: not even the office reads a school's
    "my/dossiers/": Entry.SIGNED_IN,
    "my/dossiers/table.xlsx": Entry.SIGNED_IN,
    "my/dossiers/new/<uuid:uid>/": Entry.OWN,
    "my/dossiers/<uuid:uid>/*": Entry.OWN,
    # Awards: kept by the office, read by everybody; whoever received one sees their own
    "recognition/*": Entry.PUBLIC,
    "my/recognition/*": Entry.OFFICE,
    "my/recognition/own/": Entry.SIGNED_IN,
    "my/recognition/own/<uuid:uid>/*": Entry.OWN,
    # Term reports: each school its own, the office those of its schools, everybody the totals
    "reports/": Entry.PUBLIC,
    "reports/<int:year>-<int:term>/": Entry.PUBLIC,
    "my/reports/": Entry.SIGNED_IN,
    "my/reports/<uuid:uid>/*": Entry.OWN,
    "my/reports/rounds/<uuid:uid>/*": Entry.OWN,
    "my/reports/rounds/new/": Entry.OFFICE,
    # Adoptions: who uses which practice
    "practices/<slug:reference>/adopt/": Entry.SIGNED_IN,
    "practices/<slug:reference>/adopters/": Entry.PUBLIC,
    "practices/<slug:reference>/compare/<uuid:uid>/": Entry.PUBLIC,
    "practices/<slug:reference>/ask/": Entry.SIGNED_IN,
    "my/adoptions/": Entry.SIGNED_IN,
    "my/adoptions/questions/": Entry.SIGNED_IN,
    "my/adoptions/questions/<uuid:uid>/": Entry.OWN,
    "my/adoptions/thanks/": Entry.SIGNED_IN,
    "my/adoptions/thanks/<uuid:uid>/*": Entry.OWN,
    "my/adoptions/<uuid:uid>/*": Entry.OWN,
    "adoptions/confirm/<str:token>/": Entry.PUBLIC,
    "pulse/<str:token>/": Entry.PUBLIC,
    "diffusion/": Entry.PUBLIC,
    "^diffusion/(?P<table>districts|adoptions)\\.(?P<kind>csv|xlsx)$": Entry.PUBLIC,
    # What the office measures, and its cockpit
    "cockpit/*": Entry.OFFICE,
    "cockpit/shared/<str:token>/": Entry.PUBLIC,
    "indicators/*": Entry.OFFICE,
    "results/*": Entry.PUBLIC,
    "adoptions/": Entry.OFFICE,
    "^adoptions/adoptions\\.(?P<kind>csv|xlsx)$": Entry.OFFICE,
    "adoptions/silent/": Entry.OFFICE,
    "^adoptions/silent\\.(?P<kind>csv|xlsx)$": Entry.OFFICE,
    "adoptions/<uuid:uid>/line/": Entry.OFFICE,
    # Child privacy
    "guard/*": Entry.OFFICE,
    "guard/ask/": Entry.PUBLIC,
    "guard/asked/<str:number>/": Entry.PUBLIC,
    # For programs: anybody asks; without a token one reads what visitors read (tests/portal/test_api.py)
    "api/v3/*": Entry.PUBLIC,
    # The editing interface: closed unless a row below opens it
    "admin/*": Entry.OFFICE,
    "^admin/api/main/(?:images|documents)/": Entry.OFFICE,
    "admin/search-desk/*": Entry.OFFICE,
    "admin/letters/*": Entry.OFFICE,
    "admin/jobs/": Entry.OFFICE,
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
    "asks to join": "canary-asks@example.org",
    "hidden network": "เครือข่ายคานารี",
    "commitment": "พันธสัญญาคานารี",
    "plan": "แผนร่างคานารี",
    "who signs": "canary-signs@example.org",
    "claim": "ผู้ขอดูแลคานารี",
    "paper": "เลขเอกสารคานารี",
    "suspension": "เหตุที่พักคานารี",
    "team": "ทีมคานารี",
    "attendee": "ผู้ร่วมคานารี",
    "reflection": "สะท้อนผลคานารี",
    "award": "รางวัลร่างคานารี",
    "dossier": "แฟ้มร่างคานารี",
    "sheet": "บรรทัดคานารี",
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


@pytest.fixture(scope="module")
def world(module_site_tree):
    """What `things` makes, once for all tests: every visit is undone."""
    with translation.override("th"), pytest.MonkeyPatch.context() as patch:
        patch.setattr(outbox, "in_transaction", lambda: False)
        found = things(module_site_tree)
        outbox.ready()
        return found


def things(site_tree):
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
    asks = JoinRequest.objects.create(
        organisation=foreign_school,
        role=Role.TEACHER,
        email=CANARIES["asks to join"],
        state=JoinRequest.State.WAITING,
        asked_at=timezone.now(),
    )
    code = JoiningCode.objects.create(
        organisation=foreign_school, role=Role.TEACHER, max_uses=3, expires_on=timezone.localdate()
    )
    hidden = SchoolNetwork.objects.create(
        office=office, name=CANARIES["hidden network"], hub=foreign_school, criteria="-", is_public=False
    )
    place = NetworkSchool.objects.create(network=hidden, school=foreign_school, state="member")
    saved = SavedSearch.objects.create(owner=member.person, name=CANARIES["saved"], query="q=canary")
    notice = Notice.objects.create(person=member.person, title=CANARIES["notice"], template="canary")
    need = factories.NeedFactory(school=foreign_school, note=CANARIES["need"])
    offer = factories.OfferFactory(partner=foreign_partner, title=CANARIES["offer"], paused=True)
    match = Match.objects.create(need=need, offer=offer, state=Match.State.ASKED)
    commitment = factories.CommitmentFactory(
        author=foreign_school, partner=foreign_partner, title=CANARIES["commitment"], is_public=False
    )
    commitment.parties.update(signatory_email=CANARIES["who signs"])
    report = ProgressReport.objects.create(
        commitment=commitment, party=commitment.parties.first(), day="2026-11-01", text=CANARIES["commitment"]
    )
    plan = Plan.objects.create(organisation=foreign_school, title=CANARIES["plan"], year=2569)
    planned = PlanActivity.objects.create(
        plan=plan, what=CANARIES["plan"], starts_on="2026-11-01", ends_on="2026-11-02", due_on="2026-11-02"
    )
    proof = PlanEvidence.objects.create(activity=planned, note=CANARIES["plan"])
    sheet = IncomingSheet.objects.create(
        kind="activities",
        place=plan.pk,
        file_name="แผน.xlsx",
        sheets=[{"name": "แผน", "rows": [["กิจกรรม", "วันแรก", "วันสุดท้าย"], [CANARIES["sheet"]]]}],
    )
    vision = Vision.objects.create(organisation=foreign_school, academic_year=2569, text=CANARIES["plan"])
    award = AwardScheme.objects.create(
        office=office, name=CANARIES["award"], levels=["ดี"], year=2569, issuer=office.name
    )
    honour = Honour.objects.create(
        scheme=award, level="ดี", recipient="person", name=CANARIES["award"], person=member.person
    )
    dossier = Dossier.objects.create(
        organisation=foreign_school,
        title=CANARIES["dossier"],
        award_name="รางวัลสมมุติ",
        category="school",
        year_be=2569,
        last_year=2569,
    )
    dossier.sections.create(key="background", text=CANARIES["dossier"])
    dossier.editions.create(number=1, content={}, fingerprint="0" * 64, signature="สมมุติ")
    letter = dossier.attachments.create(kind="letter", title=CANARIES["dossier"])
    case = Vetting.objects.create(partner=foreign_partner, state=Vetting.State.ASKED, asked_at=timezone.now())
    paper = VettingDocument.objects.create(
        case=case, kind="other", number=CANARIES["paper"], file=ContentFile(b"%PDF-1.4 %%EOF", name="a.pdf")
    )
    claim = ProfileClaim.objects.create(
        partner=foreign_partner,
        name=CANARIES["claim"],
        email="claim@example.org",
        state=ProfileClaim.State.VERIFIED,
        verified_at=timezone.now(),
        consent_at=timezone.now(),
    )
    changed = ProfileChange.objects.create(page=profile, before={"name": "ก"}, after={"name": "ข"})
    appeal = Appeal.objects.create(
        office=office,
        application=factories.PartnerApplicationFactory(office=office, state="refused"),
        text=CANARIES["change"],
    )
    Suspension.objects.create(partner=foreign_partner, reason=CANARIES["suspension"])
    event = factories.ExchangeEventPageFactory(parent=site_tree.events, host=foreign_school, state="open")
    registration = Registration.objects.create(
        event=event,
        email=CANARIES["e-mail"],
        organisation_name=CANARIES["team"],
        size=1,
        consent_at=timezone.now(),
        state=Registration.State.CONFIRMED,
    )
    registration.attendees.create(number=1, prefix="นาย", name=CANARIES["attendee"], group="teachers")
    design = CertificateDesign.objects.create(office=office, name=CANARIES["attendee"])
    batch = CertificateBatch.objects.create(
        office=office, host=foreign_school, event=event, design=design, issued_on=timezone.localdate()
    )
    wish = batch.wishes.create(name=CANARIES["attendee"], role="speaker")
    certificate = Certificate.objects.create(
        office=office,
        host=foreign_school,
        year=2570,
        number=1,
        serial="0001/2570",
        issued_on=timezone.localdate(),
        full_name=CANARIES["attendee"],
        email=CANARIES["e-mail"],
    )
    certificate.editions.create(number=1, name=CANARIES["attendee"], design=design, texts={})
    term_round = factories.ReportRoundFactory(office=office)
    termly = factories.TermReportFactory(
        round=term_round, school=foreign_school, answers={"worked": CANARIES["reflection"]}
    )
    factories.ReportVersionFactory(report=termly)
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
        **{
            route.route + " uid": sheet.uid
            for route in routes()
            if route.route.startswith("my/sheets/<uuid:uid>/")
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
        **{
            f"organisations/<uuid:uid>/members/<int:pk>/{action}/ pk": member.pk
            for action in ("end", "details", "restore")
        },
        "organisations/leave/<int:pk>/ pk": member.pk,
        **{
            f"{route.route} {name}": value
            for route in routes()
            if route.route.startswith("networks/models/<uuid:uid>/")
            for name, value in {"uid": hidden.uid, "pk": place.pk}.items()
        },
        **{
            f"organisations/requests/<uuid:uid>/{action}/ uid": asks.uid
            for action in ("approve", "refuse", "withdraw")
        },
        **{
            f"organisations/<uuid:uid>/codes/<int:pk>/{action} pk": code.pk
            for action in ("poster.pdf", "withdraw/")
        },
        **{f"search/saved/<int:pk>/{action}/ pk": saved.pk for action in ("delete", "letters")},
        **{f"my/notices/<int:pk>/{action}/ pk": notice.pk for action in ("read", "unread")},
        "organisations/<uuid:uid>/invitations/<int:pk>/withdraw/ pk": invitation.pk,
        "papers/<slug:reference>/draft/<str:name> reference": draft.slug,
        **{
            f"networks/needs/<int:pk>/{rest} pk": need.pk
            for rest in ("", "close/", "reopen/", "ask/<int:offer>/", "offer/<int:offer>/")
        },
        **{
            route.route + " uid": foreign_partner.uid
            for route in routes()
            if route.route.startswith("networks/vetting/")
        },
        "networks/vetting/papers/<int:pk>/ pk": paper.pk,
        "networks/vetting/own/<uuid:uid>/papers/<int:pk>/remove/ pk": paper.pk,
        "networks/vetting/<uuid:uid>/changes/<int:pk>/ pk": changed.pk,
        "networks/vetting/<uuid:uid>/claims/<int:pk>/ pk": claim.pk,
        "networks/vetting/appeals/<int:pk>/ pk": appeal.pk,
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
            if route.route.startswith("my/commitments/<uuid")
            for name, value in {
                "uid": commitment.uid,
                "name": "pledge.pdf",
                "pk": report.pk
                if "reports" in route.route
                else (commitment.promises if "promises" in route.route else commitment.parties).first().pk,
            }.items()
        },
        "commitments/<slug:reference>/ reference": commitment.reference.lower(),
        **{
            f"{route.route} {name}": value
            for route in routes()
            if route.route.startswith(("plans/", "my/plans/"))
            for name, value in {
                "uid": foreign_school.uid if "/of/" in route.route else plan.uid,
                "pk": vision.pk if "/of/" in route.route else planned.pk,
                "evidence": proof.pk,
            }.items()
        },
        **{
            f"{route.route} {name}": value
            for route in routes()
            if route.route.startswith(("recognition/", "my/recognition/"))
            for name, value in {
                "uid": honour.uid if "/given/" in route.route or "/own/" in route.route else award.uid,
                "to": "announced",
                "recipient": "school",
            }.items()
        },
        **{
            f"{route.route} {name}": value
            for route in routes()
            if route.route.startswith("my/dossiers/")
            for name, value in {
                "uid": foreign_school.uid if "/new/" in route.route else dossier.uid,
                "key": letter.uid if "attachments" in route.route else "background",
                "kind": "docx",
                "number": 1,
            }.items()
        },
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
        **{
            f"{route.route} {name}": value
            for route in routes()
            if route.route.startswith(("events/<slug", "my/events/<slug", "door/<slug"))
            for name, value in {"reference": event.slug, "uid": registration.uid}.items()
        },
        **{
            f"{route.route} {name}": value
            for route in routes()
            if route.route.startswith("my/certificates/")
            for name, value in {
                "uid": design.uid
                if "designs" in route.route
                else (batch.uid if "batches" in route.route else certificate.uid),
                "pk": wish.pk,
                "number": 2,
                "sample": "short",
            }.items()
        },
        **{
            f"{route.route} {name}": value
            for route in routes()
            if route.route.startswith("my/reports/")
            for name, value in {
                "uid": term_round.uid if "rounds" in route.route else termly.uid,
                "school": foreign_school.uid,
                "step": "reflection",
                "key": "helped" if "totals" in route.route else "networks",
                "number": 1,
                "kind": "docx",
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
        event.url,
        "/events/",
        "/events/calendar.ics",
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

#: Lists that are not the portal's own.
WAGTAILS_OWN = "admin/"

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


#: Page numbers that no link of ours has.
ODD_PAGES = ["99999999999999999999", "abc", "0", "\0"]


def lists_in(response) -> list[Page]:
    """The pages of lists that its templates were given."""
    layers = [layer for context in response.context or [] for layer in getattr(context, "dicts", [context])]
    return [value for layer in layers for value in layer.values() if isinstance(value, Page)]


def unforgiven(visitor: Visitor, path: str) -> Iterator[tuple[str, int]]:
    """The odd page numbers by which a list shows neither its first page nor its last."""
    for number in ODD_PAGES:
        response = visitor.visit("get", f"{path}{'&' if '?' in path else '?'}{urlencode({'page': number})}")
        shown = lists_in(response)
        if not shown or any(page.number not in {1, page.paginator.num_pages} for page in shown):
            yield number, response.status_code


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
    """Strangers are turned away everywhere; nobody is shown an error of the portal's own, not by an odd page either."""
    values, people, _more = world
    visitor = Visitor(people.get(role))
    wrong, lists = [], set()
    for route in routes():
        entry = route.entry()
        if entry is None:
            continue
        for method in methods(role, route):
            path = route.path(values)
            response = visitor.visit(method, path)
            status = response.status_code
            if method == "get" and not route.route.startswith(WAGTAILS_OWN) and lists_in(response):
                lists.add(path)
                wrong += [
                    (method, path, answer, f"as page {number!r}")
                    for number, answer in unforgiven(visitor, path)
                ]
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
    assert len(lists) >= (15 if role == "administrator" else 5)


@pytest.mark.parametrize("role", ["anonymous", "partner", "teacher", "school director"])
def test_nothing_hidden_shows_in_lists_and_search(world, role):
    _values, people, more = world
    visitor = Visitor(people.get(role))
    shown = []
    for path in more:
        response = visitor.visit("get", path)
        assert response.status_code < 500, path
        if lists_in(response):
            assert list(unforgiven(visitor, path)) == [], path
        # A search repeats what was searched for: only what was not asked counts.
        text = text_of(response)
        shown += [(path, name) for name, word in CANARIES.items() if word in text and word not in path]
    assert shown == []


@pytest.mark.parametrize("role", ["officer", "administrator"])
def test_office_does_get_in(world, role):
    _values, people, _more = world
    assert Visitor(people[role]).visit("get", "/admin/").status_code == 200
