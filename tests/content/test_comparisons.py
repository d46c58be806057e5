from datetime import date

import pytest
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def compared(client, practice_index):
    """The screen that compares a practice with itself after a change."""
    client.force_login(factories.UserFactory(is_superuser=True))

    def compare(**changes: object) -> str:
        page = factories.PracticePageFactory(parent=practice_index, stages=["A"])
        before = page.latest_revision
        for name, value in changes.items():
            setattr(page, name, value)
        after = page.save_revision()
        address = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, before.pk, after.pk])
        response = client.get(address)
        assert response.status_code == 200
        return response.text

    return compare


def test_terms_of_a_vocabulary_are_shown_by_their_names(compared):
    text = compared(stages=["A", "C"])
    assert "ปฏิบัติการดูแลช่วยเหลือ" in text
    assert "จัดทำพันธสัญญา · ปฏิบัติการดูแลช่วยเหลือ" in text or "ปฏิบัติการดูแลช่วยเหลือ · จัดทำพันธสัญญา" in text


def test_a_date_is_one_of_the_buddhist_era_and_nothing_is_empty(compared):
    text = compared(review_due=date(2026, 11, 22))
    assert "22 พ.ย. 2569" in text
    assert "2026-11-22" not in text
    assert ">None<" not in text


def test_a_tick_says_yes_or_no(compared):
    text = compared(images_cleared=True)
    assert '<span class="deletion">ไม่</span>' in text
    assert '<span class="addition">ใช่</span>' in text
