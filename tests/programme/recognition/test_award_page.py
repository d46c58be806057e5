"""The page of one award, and the way back to the awards of its year."""

import pytest
from django.urls import reverse

from programme.models import AwardScheme
from tests.factories import OfficeFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("kind", "key"), [("academic", "a2569"), ("fiscal", "f2569"), ("era", "a2569")])
def test_an_award_leads_back_to_the_awards_of_its_own_year(client, site_tree, kind, key):
    scheme = AwardScheme.objects.create(
        office=OfficeFactory(),
        name="ครูผู้ดูแล",
        levels=["ดีเด่น"],
        year=2569,
        year_kind=kind,
        issuer="-",
        state="announced",
    )
    assert f"{reverse('recognition:awards')}?year={key}" in client.get(scheme.get_absolute_url()).text
    back = client.get(reverse("recognition:awards"), {"year": key})
    assert scheme.name in back.text
