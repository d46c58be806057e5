"""The search follows the register."""

import pytest
from django.utils import timezone

from tests.factories import PartnerPageFactory, PracticePageFactory

pytestmark = pytest.mark.django_db


def test_a_closed_partner_is_no_longer_found(client, partner_index, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        partner = PartnerPageFactory(parent=partner_index)
    assert partner.title in client.get("/search/", {"q": partner.title}).text
    with django_capture_on_commit_callbacks(execute=True):
        partner.organisation.closed_on = timezone.localdate()
        partner.organisation.save()
    assert partner.url not in client.get("/search/", {"q": partner.title}).text


def test_a_renamed_school_is_named_anew_beside_its_practices(
    client, practice_index, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        practice = PracticePageFactory(parent=practice_index)
    with django_capture_on_commit_callbacks(execute=True):
        practice.owner_organisation.name = "โรงเรียนชื่อใหม่สมมุติ"
        practice.owner_organisation.save()
    assert "โรงเรียนชื่อใหม่สมมุติ" in client.get("/search/", {"q": practice.title}).text
