"""What a registration brings along, and how a browser's work counts."""

import re
from datetime import timedelta
from itertools import count

import pytest
import time_machine
from django.utils import timezone

from networks import registration, robots
from networks.models import Declaration, DocumentOpening, PartnerApplication, Vetting, VettingDocument
from networks.vetting import cases
from networks.vetting.rules import DECLARATION_VERSION
from organisations.models import Role
from tests.factories import OfficeFactory, PartnerApplicationFactory
from tests.networks.test_registration import FILLED_IN, REGISTER
from tests.networks.vetting.conftest import upload
from tests.people import member

pytestmark = pytest.mark.django_db


def proof_of(ticket):
    return next(str(n) for n in count() if robots.is_proof(ticket, str(n)))


def test_a_proof_holds_for_its_own_ticket_only():
    proof = proof_of("one")
    assert robots.is_proof("one", proof)
    assert not robots.is_proof("one", "")
    assert not all(robots.is_proof(ticket, proof) for ticket in ("two", "three", "four"))


def test_browsers_that_work_may_send_more(client, site_tree, settings):
    settings.RATE_LIMITS = True
    OfficeFactory()

    def send(proved):
        ticket = re.search(r'name="ticket" value="([^"]+)"', client.get(REGISTER).text)[1]
        data = {**FILLED_IN, "ticket": ticket, "proof": proof_of(ticket) if proved else ""}
        with time_machine.travel(timezone.now() + timedelta(seconds=30), tick=False):
            return client.post(REGISTER, data, REMOTE_ADDR="192.0.2.77").status_code

    assert [send(proved=False) for _ in range(6)] == [302] * 5 + [429]
    assert send(proved=True) == 302


def test_papers_and_declaration_of_a_registration_begin_the_first_case(client, site_tree):
    application = PartnerApplicationFactory(
        state=PartnerApplication.State.VERIFIED,
        verified_at=timezone.now(),
        declared_version=DECLARATION_VERSION,
    )
    path = f"/networks/register/confirm/{registration.confirmation_key(application)}/"
    assert client.post(f"{path}papers/", {"kind": "registration", "file": upload()}).status_code == 302
    paper = VettingDocument.objects.get()
    assert paper.get_kind_display() in client.get(path).text
    director = member(application.office, Role.OFFICE_DIRECTOR)
    client.force_login(director)
    assert client.get(f"/networks/vetting/papers/{paper.pk}/").status_code == 200
    page = registration.approve(application, by=member(application.office, Role.OFFICER))
    case = Vetting.objects.get(partner=page.organisation)
    assert (case.state, list(case.documents.all())) == (Vetting.State.PREPARING, [paper])
    assert cases.declaration_of(page.organisation) == Declaration.objects.get()
    assert DocumentOpening.objects.get().partner == page.organisation
    client.logout()
    assert client.post(f"{path}papers/", {"kind": "other", "file": upload()}).status_code == 404


def test_a_bad_paper_by_the_letters_link_is_explained(client, site_tree):
    application = PartnerApplicationFactory(state="verified", verified_at=timezone.now())
    path = f"/networks/register/confirm/{registration.confirmation_key(application)}/papers/"
    response = client.post(path, {"kind": "other", "number": "ข 7", "file": upload("a.exe", b"MZ")})
    assert response.status_code == 400
    assert "ข 7" in response.text
    assert not VettingDocument.objects.exists()
