"""Words to paste into LINE: on the screens people pass on, Thai, without what only one reader may have."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from organisations.models import Invitation, Role
from tests.factories import ExchangeEventPageFactory, PracticePageFactory, SchoolFactory
from tests.people import member

pytestmark = pytest.mark.django_db


def test_pages_offer_them_in_thai_whatever_the_screen_speaks(client, site_tree):
    practice = PracticePageFactory(parent=site_tree.practices)
    event = ExchangeEventPageFactory(parent=site_tree.events)
    for page in (practice, event):
        assert "คัดลอกไปวางใน LINE" in client.get(page.url).text
        with override("en"):
            words = page.line_text()
        assert words.startswith(page.title)
        assert words.endswith(f"http://localhost:8000{page.url}?openExternalBrowser=1")


def test_an_invitations_words_tell_neither_link_nor_address(client, site_tree):
    school = SchoolFactory()
    director = member(school, Role.SCHOOL_DIRECTOR)
    invitation = Invitation.objects.create(
        organisation=school,
        email="new@example.org",
        role=Role.TEACHER,
        invited_by=director,
        expires_at=timezone.now() + timedelta(days=14),
    )
    client.force_login(director)
    assert "คัดลอกไปวางใน LINE" in client.get(f"/organisations/{school.uid}/members/").text
    words = invitation.line_text()
    assert school.name in words
    assert invitation.token not in words
    assert "@" not in words
    assert "http" not in words
