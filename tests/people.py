"""What the tests about people share."""

import pytest

from accounts.kinds import When
from accounts.models import NoticeSettings, User
from organisations.models import Organisation, Role
from tests.factories import MembershipFactory, OfficeFactory, PartnerFactory, SchoolFactory


def member(organisation: Organisation, role: Role, **fields: object) -> User:
    """A person with one membership, in force from today."""
    return MembershipFactory(organisation=organisation, role=role, **fields).person


def home_of(role: Role) -> Organisation:
    """An organisation in which the role exists."""
    if role in {Role.SCHOOL_DIRECTOR, Role.TEACHER}:
        return SchoolFactory()
    if role == Role.COORDINATOR:
        return PartnerFactory()
    if role == Role.CLUSTER_CHAIR:
        return Organisation.objects.create(kind="cluster", name="กลุ่มโรงเรียนสมมุติ", office=OfficeFactory())
    return OfficeFactory()


@pytest.fixture(autouse=True)
def _letters_leave_at_once(monkeypatch):
    """Tests run inside one transaction that never ends; letters must not wait for its end."""
    monkeypatch.setattr("accounts.mail.on_commit", lambda deliver: deliver())


@pytest.fixture(autouse=True)
def _no_digests(monkeypatch):
    """Tests of who is told what: when a letter leaves is proved with the digests."""
    monkeypatch.setattr(NoticeSettings, "when", lambda chosen, group: When.AT_ONCE)
