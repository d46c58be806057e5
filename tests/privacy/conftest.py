import pytest

from organisations import admin_groups
from organisations.models import Role
from tests.factories import OfficeFactory, PracticePageFactory
from tests.people import _letters_leave_at_once, member

__all__ = ["_letters_leave_at_once"]

#: Plainly invented, as all names here.
RED = "เด็กชายสมมุติ ตัวอย่าง"
AMBER = "น้องฟ้าใส"


@pytest.fixture
def red_draft(site_tree):
    admin_groups.ensure()
    return PracticePageFactory(parent=site_tree.practices, live=False, benefits=f"เล่าเรื่อง{RED} ที่บ้าน")


@pytest.fixture
def amber_draft(site_tree):
    admin_groups.ensure()
    return PracticePageFactory(parent=site_tree.practices, live=False, benefits=f"{AMBER}กลับมาเรียน")


@pytest.fixture
def officer(db):
    return member(OfficeFactory(), Role.OFFICER)


@pytest.fixture
def reviewer(db):
    return member(OfficeFactory(), Role.PRIVACY_REVIEWER)
