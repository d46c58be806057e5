from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from networks.models import Level, Vetting, VettingDocument
from networks.vetting import cases
from networks.vetting.rules import last_day
from organisations.models import Role
from tests.factories import OfficeFactory, PartnerFactory, PartnerPageFactory
from tests.people import _letters_leave_at_once, member

__all__ = ["_letters_leave_at_once"]

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
REASON = "เห็นหนังสือรับรองฉบับจริงแล้ว"


def upload(name="paper.pdf", content=PDF):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


@pytest.fixture
def place(site_tree):
    """A listed partner with a coordinator, and two officers and a director who decide."""
    office = OfficeFactory()
    partner = PartnerFactory(office=office)
    profile = PartnerPageFactory(
        parent=site_tree.partners,
        organisation=partner,
        verified_on=timezone.localdate(),
        public_contact="โทร. 039-000-000",
    )
    profile.save_revision().publish()
    return SimpleNamespace(
        office=office,
        partner=partner,
        profile=profile,
        coordinator=member(partner, Role.COORDINATOR),
        first=member(office, Role.OFFICER),
        second=member(office, Role.OFFICER),
        director=member(office, Role.OFFICE_DIRECTOR),
    )


@pytest.fixture
def asked(place):
    """A case that the coordinator has handed in."""
    case = cases.open_case(place.partner)
    VettingDocument.objects.create(case=case, kind="registration", file=ContentFile(PDF, name="paper.pdf"))
    cases.ask(case, Level.VETTED, place.coordinator)
    return case


def granted(partner, level=Level.VETTED, starts_on=None, **fields):
    """A decision in force, as if two people had made it."""
    day = starts_on or timezone.localdate()
    now = timezone.now()
    values = {
        "state": Vetting.State.GRANTED,
        "asked": level,
        "level": level,
        "first_at": now,
        "decided_at": now,
        "starts_on": day,
        "expires_on": last_day(day),
    }
    return Vetting.objects.create(partner=partner, **(values | fields))
