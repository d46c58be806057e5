"""A partner's profile shows the awards that it received, with their years."""

import pytest

from programme.models import AwardScheme, Honour
from tests.factories import OfficeFactory, PartnerPageFactory, SchoolFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def profile(site_tree):
    return PartnerPageFactory(parent=site_tree.partners)


def honoured(partner, name, year, state="announced", **fields) -> Honour:
    scheme = AwardScheme.objects.create(
        office=partner.office or OfficeFactory(),
        name=name,
        levels=["ดีเด่น"],
        year=year,
        issuer="สพป.สมมุติ",
        state=state,
    )
    fields = {"recipient": "partner", "organisation": partner, **fields}
    return Honour.objects.create(scheme=scheme, level="ดีเด่น", **fields)


def test_the_profile_shows_the_announced_awards_the_newest_first(client, profile):
    partner = profile.organisation
    honoured(partner, "ภาคีผู้ดูแลคนแรก", 2567)
    honoured(partner, "ภาคีผู้ดูแลคนหลัง", 2569)
    honoured(partner, "ภาคีที่ยังไม่ประกาศ", 2569, state="draft")
    honoured(partner, "ของโรงเรียน", 2569, recipient="school", organisation=SchoolFactory())
    page = client.get(profile.url).text
    assert page.index("ภาคีผู้ดูแลคนหลัง") < page.index("ภาคีผู้ดูแลคนแรก")
    assert "ปีการศึกษา 2567" in page
    assert "สพป.สมมุติ" in page
    assert "ยังไม่ประกาศ" not in page
    assert "ของโรงเรียน" not in page


def test_an_award_that_was_taken_back_is_not_shown(client, profile):
    honour = honoured(profile.organisation, "ภาคีผู้ดูแล", 2569)
    assert "ภาคีผู้ดูแล" in client.get(profile.url).text
    Honour.objects.filter(pk=honour.pk).update(state=Honour.State.REVOKED)
    assert "ภาคีผู้ดูแล" not in client.get(profile.url).text


def test_a_profile_without_awards_has_no_heading_for_them(client, profile):
    assert "รางวัลที่ได้รับ" not in client.get(profile.url).text
